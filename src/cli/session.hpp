#pragma once

#include "ask/basis.hpp"
#include "cli/command.hpp"
#include "data/figure_source.hpp"
#include "data/store.hpp"
#include "document/writers.hpp"
#include "press/press.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace skattekrona {

/// What every command takes: where figures come from and where the answer goes.
struct CommonOptions {
    std::optional<std::string> language;
    bool json = false;
    bool quiet = false;
    bool no_color = false;
    std::optional<std::string> output;
    std::optional<std::string> format;
    std::optional<std::string> csv;
    std::optional<std::string> data;
    std::optional<std::string> with;
    std::optional<std::string> theme;
    std::optional<std::string> models;

    Options options();
};

/// What nearly every command reads first.
struct Inputs {
    Definitions definitions;
    Figures figures;
};

/// One run of the program: its words, its options, what it reads, and where it writes.
class Session {
public:
    explicit Session(Wording wording) : wording_(wording) {}

    const Wording& words() const { return wording_; }
    CommonOptions& options() { return options_; }

    Result<Definitions> definitions();
    Result<Inputs> inputs() { return inputs(source()); }
    Result<Inputs> inputs(const FigureSource& source);
    /// What questions are answered from; good for as long as the inputs and the charts are.
    Basis basis(const Inputs& inputs, const ChartTemplates* charts);
    /// Asks with charts where the answer has room for them, and writes the answer where and how the options say; as a
    /// picture its first chart.
    Result<void> answer(const std::function<Result<Answer>(const Basis&)>& ask);

    /// The store's file: what --data names, otherwise figures.db in the user's data folder (XDG).
    std::filesystem::path store_file() const;
    bool names_store_file() const;
    /// Another than that which answers are made from where --data is left out.
    bool names_other_store() const;
    /// The figures that --data and --with ask for.
    FigureSource source() const;
    /// The store, for a command that writes in it; says so where another process has to be waited for.
    Result<Store> store_for_writing();
    /// The folder of definitions: --models, otherwise the one that comes with the program.
    std::filesystem::path models() const;

    /// What charts are made of, in the colours that the answer's format asks for.
    Result<ChartTemplates> chart_templates();
    /// From here on an answer's charts are wanted as pictures, whatever its format.
    void want_pictures() { pictures_wanted_ = true; }
    Press& press();

    /// The format that the options ask for; empty is text.
    std::string format() const;
    bool to_file() const { return !output().empty() && output() != "-"; }
    std::string output() const { return options_.output.value_or(""); }
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
    /// The answer as it is to be written: with a word about figures that have been changed.
    Answer finished(Answer answer) const;
    /// A remark on standard error, unless --quiet.
    void tell(const Message& message);
    /// How far long work has come, on a terminal; may be called from several threads.
    void progress(std::size_t done, std::size_t of);

private:
    /// The first chart of an answer as a picture. Failure::usage where it has none.
    Result<void> write_chart(const Answer& answer);
    bool pictures_wanted() const;
    /// The same for an answer that may have no room for charts: then nothing.
    Result<std::optional<ChartTemplates>> charts_where_there_is_room();

    Wording wording_;
    CommonOptions options_;
    std::map<std::string, std::string> model_hashes_;
    /// Of figures that have been changed; nothing where they are as listed.
    std::optional<Manifest> changed_;
    std::mutex progress_;
    bool pictures_wanted_ = false;
    std::optional<Press> press_;
};

/// YYYY-MM-DDThh:mm:ssZ.
std::string now();
Year this_year();

/// 2 usage · 3 invalid data, model or scenario · 4 source unavailable · 5 findings; the highest of several.
int exit_code(const Diagnostics& problems);

}  // namespace skattekrona
