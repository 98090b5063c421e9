#include "cli/session.hpp"

#include "core/spelling.hpp"
#include "data/derive.hpp"
#include "data/file.hpp"
#include "model/figure_plan.hpp"
#include "report/xlsx.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <ctime>
#include <fmt/chrono.h>
#include <fmt/ranges.h>
#include <iostream>
#include <pwd.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace skattekrona {

namespace {

constexpr std::array<std::string_view, 8> formats{"txt", "csv", "json", "xlsx", "md", "html", "pdf", "docx"};

/// In fewer characters a table cannot be read; then it is the terminal that breaks the lines.
constexpr std::size_t narrowest_terminal = 60;

std::size_t terminal_width() {
    // What the reader asks for goes before what the terminal says (POSIX).
    const std::string_view wanted = std::getenv("COLUMNS") == nullptr ? "" : std::getenv("COLUMNS");
    std::size_t columns = 0;
    std::from_chars(wanted.data(), wanted.data() + wanted.size(), columns);
    if (columns > 0) {
        return std::max(columns, narrowest_terminal);
    }
    winsize size{};
    const bool known = ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return known ? std::max<std::size_t>(size.ws_col, narrowest_terminal) : 100;
}

}  // namespace

std::string describe(const Diagnostics& problems, const Wording& words) {
    std::string out;
    for (const auto& problem : problems) {
        const auto part = [&](const char* name) {
            const std::string key = problem.message.key + "." + name;
            return words.contains(key) ? words({key, problem.message.arguments}) : std::string();
        };
        std::string place = problem.where.file;
        if (problem.where.line > 0) {
            place += ":" + std::to_string(problem.where.line);
        }
        if (problem.where.column > 0) {
            place += ":" + std::to_string(problem.where.column);
        }
        out += words("error.label.problem") + (place.empty() ? "" : place + ": ") + part("found") + "\n";
        if (!problem.suggestions.empty()) {
            out += words({"error.label.suggestion",
                          {{"words", fmt::format("{}", fmt::join(problem.suggestions, ", "))}}}) +
                   "\n";
        }
        for (const char* name : {"expected", "hint"}) {
            if (const std::string text = part(name); !text.empty()) {
                out += words(std::string("error.label.") + name) + text + "\n";
            }
        }
    }
    return out;
}

int exit_code(const Diagnostics& problems) {
    int code = 0;
    for (const auto& problem : problems) {
        switch (problem.failure) {
            case Failure::usage:
                code = std::max(code, 2);
                break;
            case Failure::invalid_input:
                code = std::max(code, 3);
                break;
            case Failure::source_unavailable:
                code = std::max(code, 4);
                break;
            case Failure::findings:
                code = std::max(code, 5);
                break;
        }
    }
    return code;
}

void Session::add_common_options(CLI::App& command) {
    const std::string group = wording_("cli.group.output");
    // Help is the program's own too, so that it speaks the reader's language.
    command.set_help_flag("-h,--help", wording_("cli.help"));
    command.add_option("-o,--output", options_.output, wording_("cli.output"))
        ->type_name(wording_("cli.type.file"))
        ->group(group);
    command.add_option("-O,--output-format", options_.format, wording_("cli.format"))
        ->type_name(wording_("cli.type.format"))
        ->group(group);
    command.add_option("--csv", options_.csv, wording_("cli.csv"))->type_name("standard|excel-sv")->group(group);
    command.add_flag("--json", options_.json, wording_("cli.json"))->group(group);
    command.add_option("--lang", options_.language, wording_("cli.lang"))->type_name("sv|en")->group(group);
    command.add_flag("--quiet", options_.quiet, wording_("cli.quiet"))->group(group);
    command.add_flag("--no-color", options_.no_color, wording_("cli.no_color"))->group(group);
    command.add_option("--data", options_.data, wording_("cli.data"))
        ->type_name(wording_("cli.type.folder"))
        ->group(group);
    command.add_option("--with", options_.with, wording_("cli.with"))
        ->type_name(wording_("cli.type.label"))
        ->group(group);
    command.add_option("--theme", options_.theme, wording_("cli.theme"))
        ->type_name("light|dark|print|" + wording_("cli.type.file"))
        ->group(group);
    command.add_option("--models", options_.models, wording_("cli.models"))
        ->type_name(wording_("cli.type.folder"))
        ->group(group);
}

CLI::App* Session::add_command(CLI::App& parent, const std::string& name, std::function<Result<void>()> run) {
    CLI::App* command =
        parent.add_subcommand(name, wording_("cli.command." + name))->group(wording_("cli.label.commands"));
    add_common_options(*command);
    command->callback([this, run = std::move(run)] { outcome_ = run(); });
    return command;
}

CLI::App* Session::add_question(CLI::App& parent, const std::string& name, std::function<Result<Answer>()> ask) {
    return add_command(parent, name, [this, ask = std::move(ask)] {
        return ask().and_then([this](const Answer& answer) { return write(answer); });
    });
}

std::filesystem::path Session::share() const {
    std::error_code unreadable;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", unreadable);
    return program.parent_path().parent_path() / "share" / "skattekrona";
}

std::filesystem::path Session::models() const {
    return options_.models.empty() ? share() / "models" : std::filesystem::path(options_.models);
}

std::filesystem::path Session::scenarios() const { return share() / "scenarios"; }

Result<ClaimModels> Session::claim_models(const Definitions& definitions, const Figures& figures) {
    const auto path = models() / "claims.toml";
    const auto text = read_file(path);
    if (!text) {
        return fail(text.error());
    }
    model_hashes_["claims.toml"] = sha256(*text);
    return parse_claim_models(*text, path.string(), definitions, figures.panel);
}

Result<std::string> Session::read_scenario(const std::filesystem::path& path) {
    auto text = read_file(path);
    if (text) {
        // Those that come with the program are named as they stand there, wherever it is installed.
        const auto inside = path.lexically_relative(scenarios().parent_path());
        const bool own = inside.empty() || *inside.begin() == "..";
        scenario_hashes_[own ? path.string() : inside.string()] = sha256(*text);
    }
    return text;
}

Result<Definitions> Session::definitions() {
    const std::filesystem::path folder = models();
    std::error_code unreadable;
    if (!std::filesystem::is_directory(folder, unreadable)) {
        return fail(Diagnostic{Failure::source_unavailable, {"error.models.no_folder", {}}, {folder.string()}});
    }
    const auto files = read_files(folder, definition_files);
    if (!files) {
        return fail(files.error());
    }
    for (const auto& [name, text] : *files) {
        model_hashes_[name] = sha256(text);
    }
    return parse_definitions(*files, folder.string());
}

Result<Figures> Session::figures(const Definitions& definitions) {
    const bool named_store = options_.data == "store" || options_.data.ends_with(".db");
    const bool embedded = options_.data.empty() || options_.data == "embedded" || named_store;
    auto figures = load_figures(embedded ? share() / "data" : std::filesystem::path(options_.data));
    if (!figures || (options_.with.empty() && !options_.data.empty() && !named_store)) {
        return figures;
    }
    const auto store = Store::open(store_file());
    if (!store) {
        return fail(store.error());
    }
    if (!*store) {
        return named_store || !options_.with.empty()
                   ? fail(Diagnostic{Failure::source_unavailable, {"error.store.none", {}}, {store_file().string()}})
                   : figures;
    }
    const auto in_use = (*store)->in_use();
    const auto labels = (*store)->labels();
    if (!in_use || !labels) {
        return fail(in_use ? labels.error() : in_use.error());
    }
    if (!options_.with.empty() && std::ranges::find(*labels, options_.with) == labels->end()) {
        return fail(Diagnostic{
            Failure::usage, {"error.store.label", {{"found", options_.with}}}, {store_file().string()}, *labels});
    }
    const bool published = named_store || (options_.data.empty() && *in_use);
    if (!published && options_.with.empty()) {
        return figures;
    }
    const FigurePlan plan = figure_plan(definitions);
    const auto values = (*store)->values(planned_series(plan), published, options_.with);
    const auto runs = (*store)->runs();
    if (!values || !runs) {
        return fail(values ? runs.error() : values.error());
    }
    return with_stored(*std::move(figures), *values, *runs, plan);
}

std::filesystem::path Session::store_file() const {
    if (options_.data.ends_with(".db")) {
        return options_.data;
    }
    // The XDG base directory specification: a relative path is not valid there.
    const auto folder = [](const char* variable) {
        const char* const value = std::getenv(variable);
        return std::filesystem::path(value == nullptr ? "" : value);
    };
    const auto data = folder("XDG_DATA_HOME");
    if (data.is_absolute()) {
        return data / "skattekrona" / "figures.db";
    }
    auto home = folder("HOME");
    if (const passwd* const user = ::getpwuid(::getuid()); home.empty() && user != nullptr) {
        home = user->pw_dir;
    }
    return home / ".local" / "share" / "skattekrona" / "figures.db";
}

Result<Store> Session::store_for_writing() {
    return Store::open_for_writing(store_file(), [&] { tell({"cli.store_waiting", {}}); });
}

std::string Session::now() {
    const std::time_t now = std::time(nullptr);
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(now));
}

Year Session::this_year() { return Year{std::stoi(now().substr(0, 4))}; }

Press& Session::press() {
    if (!press_) {
        press_.emplace(share() / "plots", wording_, options_.theme, [this](const Message& message) { tell(message); });
    }
    return *press_;
}

Result<ChartTemplates> Session::chart_templates() {
    const bool page = format() == "html" || (format() == "pdf" && !pictures_wanted_);
    return press().templates(page                 ? Press::Use::page
                             : format() == "docx" ? Press::Use::white_paper
                                                  : Press::Use::picture);
}

Result<std::optional<ChartTemplates>> Session::templates() {
    constexpr std::array<std::string_view, 3> with_charts{"html", "pdf", "docx"};
    if (!pictures_wanted_ && std::ranges::find(with_charts, format()) == with_charts.end()) {
        return std::optional<ChartTemplates>{};
    }
    return chart_templates().map([](ChartTemplates templates) { return std::optional(std::move(templates)); });
}

AnswerContext Session::answer_context(const Figures& figures, const Definitions& definitions) {
    return {figures, definitions, wording_,
            Provenance{SKATTEKRONA_VERSION, figures.manifest, model_hashes_, scenario_hashes_, ""}};
}

void Session::tell(const Message& message) {
    if (!options_.quiet) {
        std::cerr << wording_(message) << "\n";
    }
}

void Session::progress(std::size_t done, std::size_t of) {
    if (options_.quiet || ::isatty(STDERR_FILENO) != 1) {
        return;
    }
    const std::lock_guard lock(progress_);
    std::cerr << fmt::format("\r{}/{}{}", done, of, done == of ? "\n" : "") << std::flush;
}

std::string Session::format() const {
    if (!options_.format.empty()) {
        return options_.format;
    }
    if (options_.json) {
        return "json";
    }
    if (to_file()) {
        const std::string ending = std::filesystem::path(options_.output).extension().string();
        return ending.empty() ? "txt" : lower_case(ending.substr(1));
    }
    return options_.csv.empty() ? "" : "csv";
}

bool Session::to_file() const { return !options_.output.empty() && options_.output != "-"; }

Result<CsvDialect> Session::csv_dialect() const {
    if (!options_.csv.empty() && options_.csv != "standard" && options_.csv != "excel-sv") {
        return fail(Diagnostic{Failure::usage, {"error.csv_dialect", {{"found", options_.csv}}}});
    }
    return options_.csv == "excel-sv" ? CsvDialect::excel_sv : CsvDialect::standard;
}

Result<void> Session::write(const Answer& answer) {
    if (auto sound = check_output(); !sound) {
        return sound;
    }
    return written(answer, format()).and_then([&](const std::string& bytes) { return write_bytes(bytes); });
}

Result<std::string> Session::written(const Answer& answer, std::string_view format) {
    if (format == "json") {
        return answer.json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
    }
    if (format == "csv") {
        return csv_dialect().map([&](CsvDialect dialect) { return write_csv(answer.document, dialect); });
    }
    if (format == "xlsx") {
        return bytes_written_by([&](const std::string& path) { return write_xlsx(answer.document, wording_, path); });
    }
    if (format == "md") {
        return write_markdown(answer.document, wording_, {});
    }
    if (format == "html") {
        return press().html(answer.document);
    }
    if (format == "pdf") {
        return press().pdf(answer.document);
    }
    if (format == "docx") {
        return press().docx(answer.document);
    }
    const bool styled =
        !to_file() && ::isatty(STDOUT_FILENO) == 1 && !options_.no_color && std::getenv("NO_COLOR") == nullptr;
    return write_terminal(answer.document, wording_, terminal_width(), styled);
}

Result<void> Session::check_output() {
    if (auto theme = options_.theme.empty() ? Result<void>{} : press().check_theme(); !theme) {
        return theme;
    }
    if (const auto dialect = csv_dialect(); !dialect) {
        return fail(dialect.error());
    }
    std::vector<std::string_view> known(formats.begin(), formats.end());
    if (pictures_wanted_) {
        known.insert(known.end(), {"svg", "png"});
    }
    const std::string wanted = format();
    if (!wanted.empty() && std::ranges::find(known, wanted) == known.end()) {
        return fail(unknown_format(fmt::format("{}", fmt::join(known, ", "))));
    }
    return {};
}

Diagnostic Session::unknown_format(std::string_view known) const {
    return {Failure::usage, {"error.format", {{"found", format()}, {"known", std::string(known)}}}, {options_.output}};
}

Result<void> Session::write_bytes(std::string_view bytes) {
    if (to_file()) {
        auto written = write_file(options_.output, bytes);
        if (written) {
            tell({"cli.wrote", {{"file", options_.output}}});
        }
        return written;
    }
    std::cout << bytes << std::flush;
    if (!std::cout) {
        return fail(Diagnostic{Failure::usage, {"error.stdout", {}}});
    }
    return {};
}

Result<std::string> Session::begin_folder(const std::string& usual) {
    if (!to_file()) {
        return fail(Diagnostic{Failure::usage, {"error.output.folder", {}}});
    }
    if (options_.format.empty()) {
        options_.format = options_.json ? "json" : !options_.csv.empty() ? "csv" : usual;
    }
    if (auto sound = check_output(); !sound) {
        return fail(sound.error());
    }
    std::error_code problem;
    std::filesystem::create_directories(options_.output, problem);
    if (problem || !std::filesystem::is_directory(options_.output)) {
        return fail(
            Diagnostic{Failure::usage,
                       {"error.file.not_writable", {{"reason", system_reason(problem ? problem.value() : ENOTDIR)}}},
                       {options_.output}});
    }
    return options_.format;
}

Result<void> Session::write_in_folder(const std::string& name, std::string_view bytes) const {
    return write_file(std::filesystem::path(options_.output) / name, bytes);
}

}  // namespace skattekrona
