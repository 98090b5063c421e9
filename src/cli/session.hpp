#pragma once

#include "claim/claim.hpp"
#include "cli/press.hpp"
#include "core/catalogue.hpp"
#include "core/diagnostic.hpp"
#include "data/figures.hpp"
#include "data/store.hpp"
#include "model/definitions.hpp"
#include "plot/chart.hpp"
#include "report/answers.hpp"
#include "report/writers.hpp"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace skattekrona {

/// What every command takes: where figures come from and where the answer goes.
struct CommonOptions {
    std::string language = "sv";
    bool json = false;
    bool quiet = false;
    bool no_color = false;
    std::string output;
    std::string format;
    std::string csv;
    std::string data;
    std::string with;
    std::string theme;
    std::string models;
};

/// One run of the program: its words, its options, and what it reads.
class Session {
public:
    explicit Session(Wording wording) : wording_(wording) {}

    const Wording& words() const { return wording_; }
    CommonOptions& options() { return options_; }

    /// Adds the options every command has.
    void add_common_options(CLI::App& command);
    /// Adds a command; `run` is called once the command line is understood.
    CLI::App* add_command(CLI::App& parent, const std::string& name, std::function<Result<void>()> run);
    /// Adds a command whose answer is written where and how the options say.
    CLI::App* add_question(CLI::App& parent, const std::string& name, std::function<Result<Answer>()> ask);
    /// What came of the command that was called.
    const Result<void>& outcome() const { return outcome_; }

    Result<Definitions> definitions();
    /// The figures that --data and --with name, otherwise those in use: the store's over the embedded ones, or those
    /// alone.
    Result<Figures> figures(const Definitions& definitions);
    /// The store's file: what --data names, otherwise figures.db in the user's data folder (XDG).
    std::filesystem::path store_file() const;
    /// The store, for a command that writes in it; says so where another process has to be waited for.
    Result<Store> store_for_writing();
    /// YYYY-MM-DDThh:mm:ssZ.
    static std::string now();
    static Year this_year();
    /// What charts are made of where the answer has room for them, nothing where it does not: text has no use for them.
    Result<std::optional<ChartTemplates>> templates();
    /// The same for an answer that has charts in every format.
    Result<ChartTemplates> chart_templates();
    /// From here on an answer's charts are wanted as pictures, whatever its format.
    void want_pictures() { pictures_wanted_ = true; }
    Press& press();
    Result<ClaimModels> claim_models(const Definitions& definitions, const Figures& figures);
    /// The folder of definitions: --models, otherwise the one that comes with the program.
    std::filesystem::path models() const;
    /// The folder of the claims and scenarios that come with the program.
    std::filesystem::path scenarios() const;
    AnswerContext answer_context(const Figures& figures, const Definitions& definitions);
    /// A claim or scenario file's text, its hash noted for the answer's provenance.
    Result<std::string> read_scenario(const std::filesystem::path& path);
    /// The format that the options ask for; empty is text.
    std::string format() const;
    bool to_file() const;
    Result<CsvDialect> csv_dialect() const;
    /// Failure::usage for a format or dialect that no answer can be written in; for commands that change something
    /// first.
    Result<void> check_output();
    /// Failure::usage for a format that is not among the `known` ones.
    Diagnostic unknown_format(std::string_view known) const;
    /// Writes bytes where the options say.
    Result<void> write_bytes(std::string_view bytes);
    /// For a command that writes many files: makes the folder that --output names, and gives the format, `usual` where
    /// none is asked for. Failure::usage without --output.
    Result<std::string> begin_folder(const std::string& usual);
    Result<void> write_in_folder(const std::string& name, std::string_view bytes) const;
    /// The answer in a format; the empty one is text for a terminal.
    Result<std::string> written(const Answer& answer, std::string_view format);
    /// Writes the answer where and how the options say.
    Result<void> write(const Answer& answer);
    /// A remark on standard error, unless --quiet.
    void tell(const Message& message);
    /// How far long work has come, on a terminal; may be called from several threads.
    void progress(std::size_t done, std::size_t of);

private:
    std::filesystem::path share() const;

    Wording wording_;
    CommonOptions options_;
    Result<void> outcome_;
    std::map<std::string, std::string> model_hashes_;
    std::map<std::string, std::string> scenario_hashes_;
    std::mutex progress_;
    bool pictures_wanted_ = false;
    std::optional<Press> press_;
};

/// "Fel: …" with place, what was expected and what to do, one problem after another.
std::string describe(const Diagnostics& problems, const Wording& words);
/// 2 usage · 3 invalid data, model or scenario · 4 source unavailable · 5 findings; the highest of several.
int exit_code(const Diagnostics& problems);

// The commands, one file each.
void add_benchmark_command(CLI::App& app, Session& session);
void add_peers_command(CLI::App& app, Session& session);
void add_trend_command(CLI::App& app, Session& session);
void add_report_command(CLI::App& app, Session& session);
void add_plot_command(CLI::App& app, Session& session);
void add_claim_command(CLI::App& app, Session& session);
void add_curve_command(CLI::App& app, Session& session);
void add_noise_command(CLI::App& app, Session& session);
void add_simulate_command(CLI::App& app, Session& session);
void add_backtest_command(CLI::App& app, Session& session);
void add_sensitivity_command(CLI::App& app, Session& session);
void add_scenario_reference_command(CLI::App& app, Session& session);
void add_plausible_command(CLI::App& app, Session& session);
void add_data_commands(CLI::App& app, Session& session);
void add_data_fetch_command(CLI::App& data, Session& session);
void add_data_import_command(CLI::App& data, Session& session);
void add_data_export_command(CLI::App& data, Session& session);

}  // namespace skattekrona
