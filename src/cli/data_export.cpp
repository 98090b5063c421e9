#include "cli/choices.hpp"
#include "core/spelling.hpp"
#include "data/file.hpp"
#include "report/export.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <numeric>

namespace skattekrona {

namespace {

constexpr std::string_view formats = "csv, json, xlsx";

struct ExportOptions {
    std::vector<std::string> municipalities;
    std::vector<std::string> years;
    std::vector<std::string> measures;
};

/// The measures by id, or all those of an area.
Result<std::vector<FigureMeasure>> typed_measures(const std::vector<std::string>& typed,
                                                  const std::vector<FigureMeasure>& known) {
    std::vector<FigureMeasure> measures;
    Diagnostics problems;
    for (const auto& text : typed) {
        const std::size_t before = measures.size();
        std::ranges::copy_if(known, std::back_inserter(measures),
                             [&](const FigureMeasure& measure) { return measure.id == text || measure.area == text; });
        if (measures.size() == before) {
            std::vector<std::string> ids;
            std::ranges::transform(known, std::back_inserter(ids), &FigureMeasure::id);
            problems.push_back(
                {Failure::usage, {"error.export.measure", {{"found", text}}}, {}, close_spellings(text, ids, 3)});
        }
    }
    return problems.empty() ? Result<std::vector<FigureMeasure>>(std::move(measures)) : fail(std::move(problems));
}

/// Everything where an option is left out; all that is wrong is reported at once.
Result<ExportChoice> understand(const ExportOptions& options, const Inputs& inputs, const Wording& words) {
    const Panel& panel = inputs.figures.panel;
    ExportChoice choice;
    Diagnostics problems;
    const auto blame = [&](const Diagnostics& found) { problems.insert(problems.end(), found.begin(), found.end()); };
    choice.measures = figure_measures(inputs.definitions, words);
    if (!options.measures.empty()) {
        auto measures = typed_measures(options.measures, choice.measures);
        if (measures) {
            choice.measures = *std::move(measures);
        } else {
            blame(measures.error());
        }
    }
    if (options.municipalities.empty()) {
        choice.municipalities.resize(panel.size());
        std::iota(choice.municipalities.begin(), choice.municipalities.end(), std::size_t{0});
    }
    for (const auto& text : options.municipalities) {
        if (const auto municipality = typed_municipality({text}, panel)) {
            choice.municipalities.push_back(*municipality);
        } else {
            blame(municipality.error());
        }
    }
    for (Year year = panel.first_year(); options.years.empty() && year <= panel.last_year(); year = year + 1) {
        choice.years.insert(year);
    }
    for (const auto& text : options.years) {
        const auto years = typed_years(text);
        if (!years) {
            blame(years.error());
            continue;
        }
        for (const Year end : {years->front(), years->back()}) {
            if (const auto known = check_year(panel, end); !known) {
                blame(known.error());
            }
        }
        choice.years.insert(years->begin(), years->end());
    }
    std::vector<std::string_view> codes;
    for (const std::size_t i : choice.municipalities) {
        codes.push_back(panel.municipalities()[i].id.view());
    }
    choice.options = (options.municipalities.empty() ? "" : fmt::format(" --municipality {}", fmt::join(codes, ","))) +
                     (options.years.empty() ? "" : fmt::format(" --years {}", fmt::join(options.years, ","))) +
                     (options.measures.empty() ? "" : fmt::format(" --measure {}", fmt::join(options.measures, ",")));
    return problems.empty() ? Result<ExportChoice>(std::move(choice)) : fail(std::move(problems));
}

/// "x.csv" → "x.manifest.json".
std::filesystem::path manifest_beside(std::filesystem::path file) { return file.replace_extension(".manifest.json"); }

Result<void> write_manifest(Session& session, const std::string& manifest) {
    if (!session.to_file()) {
        return {};
    }
    const auto file = manifest_beside(session.options().output);
    auto written = write_file(file, manifest);
    if (written) {
        session.tell({"cli.wrote", {{"file", file.string()}}});
    }
    return written;
}

Result<void> run(Session& session, const ExportOptions& options) {
    const auto dialect = session.csv_dialect();
    if (!dialect) {
        return fail(dialect.error());
    }
    const auto inputs = read_inputs(session);
    if (!inputs) {
        return fail(inputs.error());
    }
    const auto choice = understand(options, *inputs, session.words());
    if (!choice) {
        return fail(choice.error());
    }
    const AnswerContext context = session.answer_context(inputs->figures, inputs->definitions);
    const std::string format = session.format();
    if (format.empty() || format == "csv") {
        auto written = session.write_bytes(export_csv(context, *choice, *dialect));
        return written ? write_manifest(session, export_manifest(context, *choice)) : written;
    }
    if (format == "json") {
        return session.write_bytes(export_json(context, *choice));
    }
    if (format == "xlsx") {
        return bytes_written_by([&](const std::string& path) { return export_xlsx(context, *choice, path); })
            .and_then([&](const std::string& bytes) { return session.write_bytes(bytes); });
    }
    return fail(session.unknown_format(formats));
}

}  // namespace

void add_data_export_command(CLI::App& data, Session& session) {
    const auto& words = session.words();
    auto options = std::make_shared<ExportOptions>();
    CLI::App* command = session.add_command(data, "export", [options, &session] { return run(session, *options); });
    add_list(*command, "--municipality", options->municipalities, words("cli.export_municipality"))
        ->type_name(words("cli.type.list"));
    add_list(*command, "--years", options->years, words("cli.export_years"))->type_name("2015-2022|2021,2022");
    add_list(*command, "--measure", options->measures, words("cli.export_measure"))->type_name("ID,ID");
}

}  // namespace skattekrona
