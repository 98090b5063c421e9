#include "answer/figure_export.hpp"

#include "model/peers.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <utility>

namespace skattekrona {

namespace {

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
               ? context.wording({"answer.export.own_computation", {{"source", source}}})
               : source;
}

constexpr std::array<std::string_view, 11> export_keys{
    "measure", "title", "municipality", "name", "year", "value", "unit", "source", "retrieved", "preliminary", "label"};

Provenance provenance_of(const AnswerContext& context, const ExportChoice& choice) {
    std::vector<std::string> areas;
    std::ranges::transform(context.definitions.areas, std::back_inserter(areas), &ServiceArea::id);
    return context.resting_on({areas, *choice.years.begin(), *choice.years.rbegin()})
        .by("skattekrona data export" + choice.options);
}

}  // namespace

std::vector<FigureMeasure> figure_measures(const Definitions& definitions, const Wording& words) {
    std::vector<FigureMeasure> measures;
    for (const auto& area : definitions.areas) {
        const auto of_area = [&](const char* key) { return words({key, {{"area", area.title}}}); };
        measures.push_back({net_cost_measure(area.id), of_area("answer.data.net_cost"), words("model.unit.mnkr"),
                            area.source, true, area.id, area.deviation_kpi});
        measures.push_back({reference_cost_measure(area.id), of_area("answer.data.reference_cost"),
                            words("model.unit.mnkr"), area.source, true, area.id, area.deviation_kpi});
        measures.push_back({deviation_pct_measure(area.id), of_area("answer.data.deviation_pct"), "%", area.source,
                            false, area.id, area.deviation_pct_kpi});
    }
    for (const auto& measure : definitions.measures) {
        measures.push_back(
            {measure.id, words(measure.title), words(measure.unit), measure.source, false, "", measure.kpi});
    }
    return measures;
}

std::vector<std::string> measures_without(const Figures& figures, const ExportChoice& choice) {
    std::set<std::string_view> with;
    each_figure(figures, choice, [&](const ExportedFigure& figure) { with.insert(figure.measure.id); });
    std::vector<std::string> without;
    for (const auto& measure : choice.measures) {
        if (!with.contains(measure.id)) {
            without.push_back(measure.id);
        }
    }
    return without;
}

std::string export_manifest(const AnswerContext& context, const ExportChoice& choice) {
    return provenance_json(provenance_of(context, choice)).dump(2) + "\n";
}

std::string export_csv(const AnswerContext& context, const ExportChoice& choice, CsvDialect dialect) {
    const bool swedish = dialect == CsvDialect::excel_sv;
    const char separator = swedish ? ';' : ',';
    std::string out = swedish ? "\xEF\xBB\xBF" : "";
    out += fmt::format("{}\r\n", fmt::join(export_keys, std::string_view(&separator, 1)));
    const auto word = [&](const std::string& text) { return csv_word(text, dialect); };
    // A measure has thousands of figures, one after another.
    const FigureMeasure* measure = nullptr;
    std::string id, title, unit;
    each_figure(context.figures, choice, [&](const ExportedFigure& figure) {
        if (std::exchange(measure, &figure.measure) != &figure.measure) {
            id = word(measure->id);
            title = word(measure->title);
            unit = word(measure->unit);
        }
        // As many decimals as it takes to read the same number again.
        std::string value = fmt::format("{}", figure.value);
        if (swedish) {
            std::ranges::replace(value, '.', ',');
        }
        for (const auto& field : {id, title, std::string(figure.municipality.id.view()), word(figure.municipality.name),
                                  std::to_string(figure.year.value), value, unit, word(source_of(context, figure)),
                                  word(figure.origin.retrieved), std::string(figure.origin.preliminary ? "1" : "0")}) {
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
                                  provenance_json(provenance_of(context, choice)).dump());
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

std::vector<Column> export_columns(const Wording& words) {
    return {{"", words("answer.column.measure")},      {"", words("answer.column.title")},
            {"", words("answer.column.municipality")}, {"", words("plot.column.name")},
            {"", words("plot.column.year")},           {"", words("answer.column.figure")},
            {"", words("answer.column.unit")},         {"", words("answer.column.source")},
            {"", words("answer.column.retrieved")},    {"", words("answer.column.preliminary")},
            {"", words("answer.column.label")}};
}

std::vector<std::size_t> export_widths() { return {28, 36, 6, 18, 6, 14, 12, 36, 12, 12, 16}; }

void export_rows(const AnswerContext& context, const ExportChoice& choice,
                 const std::function<void(std::span<const Cell>)>& use) {
    constexpr int decimals = 2;
    std::vector<Cell> row;
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
               figure.origin.preliminary ? context.wording("answer.export.preliminary") : std::string(),
               figure.origin.label};
        use(row);
    });
}

Fold export_provenance(const AnswerContext& context, const ExportChoice& choice) {
    return provenance_block(provenance_of(context, choice), context.wording, {});
}

Answer groups_answer(const AnswerContext& context, const ExportChoice& choice) {
    const auto& words = context.wording;
    const Panel& panel = context.figures.panel;
    const Groups& groups = context.figures.groups;
    Answer answer = titled(words, words("answer.groups.title"));
    Table table{"",
                {{"municipality", words("answer.column.municipality"), "", true},
                 {"name", words("plot.column.name"), "", true},
                 {"kind", words("answer.column.kind"), "", true},
                 {"group", words("answer.column.group"), "", true},
                 {"member", words("answer.column.member"), "", true},
                 {"member_name", words("answer.column.member_name"), "", true},
                 {"year", words("plot.column.year"), ""}}};
    Json rows = Json::list();
    for (const std::size_t i : choice.municipalities) {
        const Municipality& self = panel.municipalities()[i];
        const auto add = [&](const char* kind, const std::string& group, std::optional<std::size_t> member,
                             std::optional<Year> year) {
            const Municipality* other = member ? &panel.municipalities()[*member] : nullptr;
            table.rows.push_back({std::string(self.id.view()), self.name, kind, group,
                                  other == nullptr ? Cell{} : Cell{std::string(other->id.view())},
                                  other == nullptr ? Cell{} : Cell{other->name}, year ? Cell{*year} : Cell{}});
            rows.push_back({{"municipality", municipality_json(self)},
                            {"kind", kind},
                            {"group", group},
                            {"member", other == nullptr ? Json() : municipality_json(*other)},
                            {"year", year ? Json(year->value) : Json()}});
        };
        add("lan", self.county, std::nullopt, std::nullopt);
        if (const auto group = kommungrupp_of(groups, self.id); !group.empty()) {
            add("kommungrupp", group, std::nullopt, std::nullopt);
        }
        for (const auto& [area, of_area] : groups.similar) {
            const auto own = of_area.find(self.id);
            const auto vintage = groups.similar_vintage.find(area);
            for (const auto id : own == of_area.end() ? std::vector<MunicipalityId>{} : own->second) {
                add("liknande", area, panel.index(id),
                    vintage == groups.similar_vintage.end() ? std::nullopt : std::optional(vintage->second));
            }
        }
    }
    answer.document.source = source_words(context);
    answer.document.data = table;
    answer.document.blocks = {std::move(table), Paragraph{answer.document.source}};
    answer.json = {{"schema", "skattekrona.groups/1"}, {"groups", std::move(rows)}};
    trace(answer, words, context.by("skattekrona data export --groups" + choice.options), {});
    return answer;
}

}  // namespace skattekrona
