#include "report/export.hpp"

#include "report/xlsx.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <utility>

namespace skattekrona {

namespace {

using Json = nlohmann::ordered_json;

struct ExportedFigure {
    const FigureMeasure& measure;
    const Municipality& municipality;
    Year year;
    double value;
    const FigureOrigin& origin;
};

template <class Use>
void each_figure(const Figures& figures, const ExportChoice& choice, Use use) {
    const Panel& panel = figures.panel;
    for (const auto& measure : choice.measures) {
        for (const Year year : choice.years) {
            const auto values = panel.values(measure.id, year);
            for (const std::size_t i : choice.municipalities) {
                if (!is_missing(values[i])) {
                    use(ExportedFigure{measure, panel.municipalities()[i], year, values[i],
                                       figures.origin(measure.id, year, i)});
                }
            }
        }
    }
}

/// What is computed here is not credited to the publisher; a figure from elsewhere than the definitions say is
/// credited to where it came from.
std::string source_of(const AnswerContext& context, const ExportedFigure& figure) {
    const FigureOrigin& origin = figure.origin;
    const bool as_defined = origin.credit == context.figures.origins.front().credit;
    const std::string& source = as_defined ? figure.measure.source : origin.credit;
    return figure.measure.derived && origin.label.empty()
               ? context.wording({"export.own_computation", {{"source", source}}})
               : source;
}

const std::array<std::string_view, 11> columns{"measure", "title",  "municipality", "name",        "year", "value",
                                               "unit",    "source", "retrieved",    "preliminary", "label"};

Provenance export_provenance(const AnswerContext& context, const ExportChoice& choice) {
    Provenance provenance = context.provenance;
    provenance.command = "skattekrona data export" + choice.options;
    return provenance;
}

}  // namespace

std::string export_manifest(const AnswerContext& context, const ExportChoice& choice) {
    return provenance_json(export_provenance(context, choice)).dump(2) + "\n";
}

std::string export_csv(const AnswerContext& context, const ExportChoice& choice, CsvDialect dialect) {
    const bool swedish = dialect == CsvDialect::excel_sv;
    const char separator = swedish ? ';' : ',';
    std::string out = swedish ? "\xEF\xBB\xBF" : "";
    out += fmt::format("{}\r\n", fmt::join(columns, std::string_view(&separator, 1)));
    const auto word = [&](const std::string& text) { return csv_word(text, dialect); };
    each_figure(context.figures, choice, [&](const ExportedFigure& figure) {
        // As many decimals as it takes to read the same number again.
        std::string value = fmt::format("{}", figure.value);
        if (swedish) {
            std::ranges::replace(value, '.', ',');
        }
        for (const auto& field :
             {word(figure.measure.id), word(figure.measure.title), std::string(figure.municipality.id.view()),
              word(figure.municipality.name), std::to_string(figure.year.value), value, word(figure.measure.unit),
              word(source_of(context, figure)), figure.origin.retrieved,
              std::string(figure.origin.preliminary ? "1" : "0")}) {
            out += field;
            out += separator;
        }
        out += word(figure.origin.label) + "\r\n";
    });
    return out;
}

std::string export_json(const AnswerContext& context, const ExportChoice& choice) {
    // One figure per line: the whole panel as a tree would take a gigabyte.
    std::string out = fmt::format("{{\"schema\": \"skattekrona.export/1\",\n\"manifest\": {},\n\"figures\": [",
                                  provenance_json(export_provenance(context, choice)).dump());
    const char* before = "\n";
    each_figure(context.figures, choice, [&](const ExportedFigure& figure) {
        const Json json{{"measure", figure.measure.id},
                        {"title", figure.measure.title},
                        {"municipality", figure.municipality.id.view()},
                        {"name", figure.municipality.name},
                        {"year", figure.year.value},
                        {"value", figure.value},
                        {"unit", figure.measure.unit},
                        {"source", source_of(context, figure)},
                        {"retrieved", figure.origin.retrieved},
                        {"preliminary", figure.origin.preliminary},
                        {"label", figure.origin.label}};
        out += std::exchange(before, ",\n") + json.dump();
    });
    return out + "\n]}\n";
}

std::string export_xlsx(const AnswerContext& context, const ExportChoice& choice, const std::string& path) {
    const auto& words = context.wording;
    const std::vector<Column> heads{
        {"", words("column.measure")},     {"", words("column.title")},  {"", words("column.municipality")},
        {"", words("column.name")},        {"", words("column.year")},   {"", words("column.figure")},
        {"", words("column.unit")},        {"", words("column.source")}, {"", words("column.retrieved")},
        {"", words("column.preliminary")}, {"", words("column.label")}};
    constexpr std::array<std::size_t, 11> widths{28, 36, 6, 18, 6, 14, 12, 36, 12, 12, 16};
    constexpr int decimals = 2;
    Workbook workbook(path);
    workbook.begin_sheet(words("export.figures"), heads, widths);
    std::vector<Cell> row(heads.size());
    each_figure(context.figures, choice, [&](const ExportedFigure& figure) {
        row = {figure.measure.id,
               figure.measure.title,
               std::string(figure.municipality.id.view()),
               figure.municipality.name,
               figure.year,
               Number{figure.value, decimals},
               figure.measure.unit,
               source_of(context, figure),
               figure.origin.retrieved,
               figure.origin.preliminary ? words("export.preliminary") : std::string(),
               figure.origin.label};
        workbook.add_row(row);
    });
    const Provenance provenance = export_provenance(context, choice);
    const Fold manifest = provenance_block(provenance, words, {});
    workbook.begin_sheet(words("export.manifest"));
    for (const auto& content : manifest.content) {
        if (const auto* paragraph = std::get_if<Paragraph>(&content)) {
            workbook.add_text(paragraph->text);
        } else {
            for (const auto& file : std::get<Table>(content).rows) {
                workbook.add_row(file);
            }
        }
    }
    return workbook.close();
}

}  // namespace skattekrona
