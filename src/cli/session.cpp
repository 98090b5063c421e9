#include "cli/session.hpp"

#include "cli/places.hpp"
#include "cli/threads.hpp"
#include "core/spelling.hpp"
#include "data/file.hpp"
#include "model/figure_plan.hpp"
#include "press/workbook.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <ctime>
#include <fmt/format.h>
#include <iostream>
#include <sys/ioctl.h>
#include <unistd.h>

namespace skattekrona {

namespace {

/// What a chart alone can be written as too.
constexpr std::array<std::string_view, 2> chart_formats{"svg", "png"};

std::vector<std::string_view> known_formats(bool pictures) {
    std::vector<std::string_view> known{"txt", "csv", "json", "xlsx", "md", "html", "pdf", "docx"};
    if (pictures) {
        known.insert(known.end(), chart_formats.begin(), chart_formats.end());
    }
    return known;
}

bool is_chart_format(std::string_view format) {
    return std::ranges::find(chart_formats, format) != chart_formats.end();
}

/// In fewer characters a table cannot be read; then it is the terminal that breaks the lines.
constexpr std::size_t narrowest_terminal = 60;

std::filesystem::path usual_store_file() { return user_data_folder() / "skattekrona" / "figures.db"; }

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

Options CommonOptions::options() {
    return {{{.name = "-o,--output", .help = {"cli.output", {}}, .type = "@cli.type.file", .common = true}, &output},
            {{.name = "-O,--output-format", .help = {"cli.format", {}}, .type = "@cli.type.format", .common = true},
             &format},
            {{.name = "--csv", .help = {"cli.csv", {}}, .type = "standard|excel-sv", .common = true}, &csv},
            {{.name = "--json", .help = {"cli.json", {}}, .common = true}, &json},
            {{.name = "--lang", .help = {"cli.lang", {}}, .type = "sv|en", .common = true}, &language},
            {{.name = "--quiet", .help = {"cli.quiet", {}}, .common = true}, &quiet},
            {{.name = "--no-color", .help = {"cli.no_color", {}}, .common = true}, &no_color},
            {{.name = "--data", .help = {"cli.data", {}}, .type = "@cli.type.folder", .common = true}, &data},
            {{.name = "--with", .help = {"cli.with", {}}, .type = "@cli.type.label", .common = true}, &with},
            {{.name = "--theme", .help = {"cli.theme", {}}, .type = "light|dark|print|@cli.type.file", .common = true},
             &theme},
            {{.name = "--models", .help = {"cli.models", {}}, .type = "@cli.type.folder", .common = true}, &models}};
}

std::filesystem::path Session::models() const {
    return options_.models ? std::filesystem::path(*options_.models) : share_folder() / "models";
}

Result<Definitions> Session::definitions() {
    const std::filesystem::path folder = models();
    std::error_code unreadable;
    if (!std::filesystem::is_directory(folder, unreadable)) {
        return fail(Diagnostic{Failure::source_unavailable, {"cli.error.models.no_folder", {}}, {folder.string()}});
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

Result<Inputs> Session::inputs(const FigureSource& source) {
    auto read = definitions();
    if (!read) {
        return fail(read.error());
    }
    auto figures = read_figures(source, figure_plan(*read), threads());
    if (!figures) {
        return fail(figures.error());
    }
    if (const Manifest& manifest = figures->manifest; !manifest.changed.empty()) {
        changed_ = manifest;
        // Not a remark that --quiet leaves out: the answer is another than it would be.
        std::cerr << wording_({"cli.changed_figures",
                               {{"files", changed_files(manifest)}, {"folder", options_.data.value_or("")}}})
                  << "\n";
    }
    return Inputs{*std::move(read), *std::move(figures)};
}

Basis Session::basis(const Inputs& inputs, const ChartTemplates* charts) {
    const auto claim_models = [this] {
        return read_source(models() / "claims.toml").map([](SourceText source) {
            source.shown = "claims.toml";
            return source;
        });
    };
    return {inputs.figures,
            inputs.definitions,
            wording_,
            SKATTEKRONA_VERSION,
            model_hashes_,
            claim_models,
            shelf_of("claim.toml"),
            shelf_of("scenario.toml"),
            threads(),
            charts,
            pictures_wanted(),
            pictures_wanted() || format() == "xlsx",
            [this](std::size_t done, std::size_t of) { progress(done, of); }};
}

Result<void> Session::answer(const std::function<Result<Answer>(const Basis&)>& ask) {
    // A picture of an answer is its chart.
    const bool picture = is_chart_format(format());
    pictures_wanted_ = pictures_wanted_ || picture;
    const auto read = inputs();
    if (!read) {
        return fail(read.error());
    }
    const auto charts = charts_where_there_is_room();
    if (!charts) {
        return fail(charts.error());
    }
    return ask(basis(*read, *charts ? &**charts : nullptr)).and_then([&](const Answer& found) {
        return picture ? write_chart(found) : write(found);
    });
}

Result<void> Session::write_chart(const Answer& found) {
    const Answer answer = finished(found);
    const auto charts = charts_of(answer.document);
    if (charts.empty()) {
        return fail(unknown_format(fmt::format("{}", fmt::join(known_formats(false), ", "))));
    }
    if (charts.size() > 1) {
        tell({"cli.first_chart", {{"n", count(charts.size())}, {"title", charts.front().chart->title}}});
    }
    return check_output()
        .and_then([&] {
            return press().picture(*charts.front().chart, format(), usual_width, usual_scale, PictureText::outline);
        })
        .and_then([&](const std::string& bytes) { return write_bytes(bytes); });
}

std::filesystem::path Session::store_file() const {
    return names_store_file() ? std::filesystem::path(*options_.data) : usual_store_file();
}

bool Session::names_store_file() const { return options_.data.value_or("").ends_with(".db"); }

bool Session::names_other_store() const {
    std::error_code unknown;
    return names_store_file() && store_file() != usual_store_file() &&
           !std::filesystem::equivalent(store_file(), usual_store_file(), unknown);
}

FigureSource Session::source() const {
    return {share_folder() / "data", store_file(), options_.data.value_or(""), options_.with.value_or("")};
}

Result<Store> Session::store_for_writing() {
    return Store::open_for_writing(store_file(), [&] { tell({"cli.store_waiting", {}}); });
}

std::string now() {
    const std::time_t seconds = std::time(nullptr);
    std::array<char, 32> text{};
    std::tm parts{};
    const std::size_t size =
        std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", ::gmtime_r(&seconds, &parts));
    return {text.data(), size};
}

Year this_year() {
    Year year;
    const std::string text = now();
    std::from_chars(text.data(), text.data() + 4, year.value);
    return year;
}

Press& Session::press() {
    if (!press_) {
        press_.emplace(share_folder() / "plots", wording_, options_.theme.value_or(""),
                       [this](const Message& message) { tell(message); });
    }
    return *press_;
}

Result<ChartTemplates> Session::chart_templates() {
    const bool page = format() == "html" || (format() == "pdf" && !pictures_wanted_);
    return press().templates(page                 ? Press::Use::page
                             : format() == "docx" ? Press::Use::white_paper
                                                  : Press::Use::picture);
}

bool Session::pictures_wanted() const {
    constexpr std::array<std::string_view, 3> with_pictures{"html", "pdf", "docx"};
    return pictures_wanted_ || std::ranges::find(with_pictures, format()) != with_pictures.end();
}

Result<std::optional<ChartTemplates>> Session::charts_where_there_is_room() {
    if (!pictures_wanted()) {
        return std::optional<ChartTemplates>{};
    }
    return chart_templates().map([](ChartTemplates templates) { return std::optional(std::move(templates)); });
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
    if (options_.format) {
        return *options_.format;
    }
    if (options_.json) {
        return "json";
    }
    if (to_file()) {
        const std::string ending = std::filesystem::path(output()).extension().string();
        return ending.empty() ? "txt" : lower_case(ending.substr(1));
    }
    return options_.csv ? "csv" : "";
}

Result<CsvDialect> Session::csv_dialect() const {
    const std::string dialect = options_.csv.value_or("standard");
    if (dialect != "standard" && dialect != "excel-sv") {
        return fail(Diagnostic{Failure::usage, {"cli.error.csv_dialect", {{"found", dialect}}}});
    }
    return dialect == "excel-sv" ? CsvDialect::excel_sv : CsvDialect::standard;
}

Result<void> Session::write(const Answer& answer) {
    if (auto sound = check_output(); !sound) {
        return sound;
    }
    return written(answer, format()).and_then([&](const std::string& bytes) { return write_bytes(bytes); });
}

Answer Session::finished(Answer answer) const {
    if (changed_) {
        say_changed(answer, wording_, *changed_);
    }
    return answer;
}

Result<std::string> Session::written(const Answer& found, std::string_view format) {
    const std::optional<Answer> marked = changed_ ? std::optional(finished(found)) : std::nullopt;
    const Answer& answer = marked ? *marked : found;
    if (format == "json") {
        return answer.json.dump(2) + "\n";
    }
    if (format == "csv") {
        return csv_dialect().map([&](CsvDialect dialect) { return write_csv(answer.document, dialect); });
    }
    if (format == "xlsx") {
        return workbook_of(answer.document, wording_);
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
    if (auto theme = options_.theme ? press().check_theme() : Result<void>{}; !theme) {
        return theme;
    }
    if (const auto dialect = csv_dialect(); !dialect) {
        return fail(dialect.error());
    }
    const auto known = known_formats(pictures_wanted_);
    const std::string wanted = format();
    if (!wanted.empty() && std::ranges::find(known, wanted) == known.end()) {
        return fail(unknown_format(fmt::format("{}", fmt::join(known, ", "))));
    }
    return {};
}

Diagnostic Session::unknown_format(std::string_view known) const {
    const char* key = is_chart_format(format()) ? "cli.error.chart_format" : "cli.error.format";
    return {Failure::usage, {key, {{"found", format()}, {"known", std::string(known)}}}, {output()}};
}

Result<void> Session::write_bytes(std::string_view bytes) {
    if (to_file()) {
        auto written = write_file(output(), bytes);
        if (written) {
            tell({"cli.wrote", {{"file", output()}}});
        }
        return written;
    }
    std::cout << bytes << std::flush;
    if (!std::cout) {
        return fail(Diagnostic{Failure::usage, {"cli.error.stdout", {}}});
    }
    return {};
}

Result<std::string> Session::begin_folder(const std::string& usual) {
    if (!to_file()) {
        return fail(Diagnostic{Failure::usage, {"cli.error.output.folder", {}}});
    }
    if (!options_.format) {
        options_.format = options_.json ? "json" : options_.csv ? "csv" : usual;
    }
    if (auto sound = check_output(); !sound) {
        return fail(sound.error());
    }
    std::error_code problem;
    // "-o chart.png" is one file to whoever writes it.
    const std::string ending = std::filesystem::path(output()).extension().string();
    const bool a_file = !ending.empty() && std::ranges::count(known_formats(true), lower_case(ending.substr(1))) > 0;
    if (a_file && !std::filesystem::is_directory(output(), problem)) {
        return fail(Diagnostic{Failure::usage,
                               {"cli.error.output.one_file",
                                {{"folder", std::filesystem::path(output()).replace_extension().string()},
                                 {"format", lower_case(ending.substr(1))}}},
                               {output()}});
    }
    std::filesystem::create_directories(output(), problem);
    if (problem || !std::filesystem::is_directory(output())) {
        return fail(Diagnostic{
            Failure::usage,
            {"data.error.file.not_writable", {{"reason", system_reason(problem ? problem.value() : ENOTDIR)}}},
            {output()}});
    }
    return *options_.format;
}

Result<void> Session::write_in_folder(const std::string& name, std::string_view bytes) const {
    return write_file(std::filesystem::path(output()) / name, bytes);
}

}  // namespace skattekrona
