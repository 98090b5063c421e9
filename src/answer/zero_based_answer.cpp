#include "answer/zero_based_answer.hpp"

#include "answer/assumptions.hpp"
#include "document/quantity.hpp"
#include "scenario/zero_based.hpp"

#include <array>
#include <fmt/format.h>

namespace skattekrona {

namespace {

/// An area or the total in the base year and in each year ahead.
struct Row {
    std::string area;
    double net_cost = 0;
    double reference_cost = 0;
    std::vector<FramePair> frames;
    /// Net cost as simulated.
    Fan simulated;
};

std::vector<Row> rows_of(const SimulatedScenario& simulated) {
    const auto& areas = simulated.model.base.areas;
    auto frames = zero_based_frames(simulated.model);
    std::vector<Row> rows;
    Row total{std::string(total_area)};
    for (std::size_t a = 0; a < areas.size(); ++a) {
        rows.push_back({areas[a].area, areas[a].net_cost, areas[a].reference_cost, std::move(frames[a]),
                        simulated.simulation.net_cost[a]});
        total.net_cost += areas[a].net_cost;
        total.reference_cost += areas[a].reference_cost;
    }
    total.frames = std::move(frames.back());
    total.simulated = simulated.simulation.net_cost.back();
    rows.push_back(std::move(total));
    return rows;
}

double share(const FramePair& pair) { return 100 * pair.difference() / pair.by_volume; }

std::vector<Cell> frame_cells(const Row& row, std::size_t ahead) {
    const FramePair& pair = row.frames[ahead];
    const Spread& spread = row.simulated[ahead];
    return {cell(pair.by_volume, 0), cell(pair.zero_based, 0), cell(pair.difference(), 0, true),
            cell(share(pair), 1, true), Interval{{pair.expected}, {spread.p10()}, {spread.p90()}}};
}

void add_frame_columns(const Wording& words, std::vector<Column>& columns) {
    const std::string mnkr = words("model.unit.mnkr");
    columns.insert(columns.end(),
                   {{"volume_frame", words("answer.column.volume_frame"), mnkr},
                    {"zero_based_frame", words("answer.column.zero_based_frame"), mnkr},
                    {"difference", words("answer.column.difference"), mnkr},
                    {.key = "share", .title = words("answer.column.share_of_frame"), .unit = "%", .bar = true},
                    {.key = "expected",
                     .title = words("answer.column.expected_net"),
                     .unit = mnkr,
                     .text = true,
                     .interval = quantile_titles(words)}});
}

Table areas_table(const AnswerContext& context, const Scenario& scenario, const std::vector<Row>& rows) {
    const auto& words = context.wording;
    Table table{
        words({"answer.zero_based.areas", {{"year", scenario.horizon}}}),
        {{"area", words("plot.column.area"), "", true},
         {"net_cost", words({"answer.column.net_cost_of", {{"year", scenario.base_year}}}), words("model.unit.mnkr")},
         {"reference_cost", words({"answer.column.reference_of", {{"year", scenario.base_year}}}),
          words("model.unit.mnkr")}}};
    add_frame_columns(words, table.columns);
    for (const auto& row : rows) {
        auto& cells = table.rows.emplace_back(std::vector<Cell>{words(context.definitions.title(row.area)),
                                                                cell(row.net_cost, 0), cell(row.reference_cost, 0)});
        const auto frames = frame_cells(row, row.frames.size() - 1);
        cells.insert(cells.end(), frames.begin(), frames.end());
    }
    table.last_is_total = true;
    table.notes = {words("answer.zero_based.interval")};
    return table;
}

Table years_table(const AnswerContext& context, const Scenario& scenario, const Row& total) {
    const auto& words = context.wording;
    Table table{words("answer.zero_based.years"), {{"year", words("plot.column.year"), ""}}};
    add_frame_columns(words, table.columns);
    for (std::size_t t = 0; t < total.frames.size(); ++t) {
        auto& cells = table.rows.emplace_back(std::vector<Cell>{scenario.base_year + static_cast<int>(t + 1)});
        const auto frames = frame_cells(total, t);
        cells.insert(cells.end(), frames.begin(), frames.end());
    }
    return table;
}

/// Price and volume, which stand first: income moves no frame.
Table basis_table(const AnswerContext& context, const SimulatedScenario& simulated) {
    Table table = assumptions_table(context, simulated);
    table.rows.resize(static_cast<std::size_t>(Standing::income));
    table.notes.resize(1);
    return table;
}

/// An area's frames in one year, beside net cost as simulated.
struct FramesOfYear {
    const FramePair& pair;
    const Spread& simulated;
};
constexpr auto frames_quantities = std::to_array<QuantityOf<FramesOfYear>>({
    {{.key = "volume_frame", .member = "volume_frame", .unit = "model.unit.mnkr", .decimals = 3},
     [](const FramesOfYear& of) { return of.pair.by_volume; }},
    {{.key = "zero_based_frame", .member = "zero_based_frame", .unit = "model.unit.mnkr", .decimals = 3},
     [](const FramesOfYear& of) { return of.pair.zero_based; }},
    {{.key = "difference", .member = "difference", .unit = "model.unit.mnkr", .decimals = 3},
     [](const FramesOfYear& of) { return of.pair.difference(); }},
    {{.key = "difference_pct", .member = "difference_pct", .unit = "model.unit.percent", .decimals = 3},
     [](const FramesOfYear& of) { return share(of.pair); }},
    {{.key = "expected_net_cost", .member = "expected_net_cost", .unit = "model.unit.mnkr", .decimals = 3},
     [](const FramesOfYear& of) { return of.pair.expected; }},
    {{.key = "p10", .member = "p10", .unit = "model.unit.mnkr", .decimals = 3},
     [](const FramesOfYear& of) { return of.simulated.p10(); }},
    {{.key = "p90", .member = "p90", .unit = "model.unit.mnkr", .decimals = 3},
     [](const FramesOfYear& of) { return of.simulated.p90(); }},
});

Table data_rows(const Wording& words, const Scenario& scenario, const std::vector<Row>& rows) {
    Table data{"", {{"scenario", "", "", true}, {"area", "", "", true}, {"year", "", ""}}};
    add_columns(data.columns, frames_quantities, words);
    for (const auto& row : rows) {
        for (std::size_t t = 0; t < row.frames.size(); ++t) {
            auto& cells = data.rows.emplace_back(
                std::vector<Cell>{scenario.id, row.area, scenario.base_year + static_cast<int>(t + 1)});
            add_cells(cells, frames_quantities, FramesOfYear{row.frames[t], row.simulated[t]});
        }
    }
    return data;
}

Json frames_json(const AnswerContext& context, const SimulatedScenario& simulated, const std::vector<Row>& rows) {
    const Scenario& scenario = simulated.scenario;
    Json areas = Json::list();
    for (const auto& row : rows) {
        Json years = Json::list();
        for (std::size_t t = 0; t < row.frames.size(); ++t) {
            Json year{{"year", scenario.base_year + static_cast<int>(t + 1)}};
            add_members(year, frames_quantities, FramesOfYear{row.frames[t], row.simulated[t]});
            years.push_back(std::move(year));
        }
        areas.push_back({{"area", row.area},
                         {"net_cost", row.net_cost},
                         {"reference_cost", row.reference_cost},
                         {"years", std::move(years)}});
    }
    return {{"schema", "skattekrona.zero-based/1"},
            {"scenario", scenario.id},
            {"title", context.wording(scenario.title)},
            {"municipality", municipality_json(context.municipality(scenario.municipality))},
            {"base_year", scenario.base_year},
            {"areas", std::move(areas)},
            {"assumptions", assumptions_json(context, simulated.model)},
            {"replicates", scenario.replicates},
            {"seed", scenario.seed}};
}

}  // namespace

Answer zero_based_answer(const AnswerContext& given, const SimulatedScenario& simulated) {
    const AnswerContext context = given.resting_on(used_by(simulated.scenario, given.figures.panel));
    const auto& words = context.wording;
    const Scenario& scenario = simulated.scenario;
    const std::string& municipality = context.figures.panel.municipalities()[scenario.municipality].name;
    const auto rows = rows_of(simulated);
    const Row& total = rows.back();
    const FramePair& last = total.frames.back();
    const Provenance provenance = context.by(fmt::format("skattekrona simulate {} --seed {} --replicates {}",
                                                         simulated.named, scenario.seed, scenario.replicates));
    Answer answer = titled(words,
                           words({"answer.simulation.title",
                                  {{"title", scenario.title},
                                   {"municipality", municipality},
                                   {"base", scenario.base_year},
                                   {"year", scenario.horizon}}}),
                           {scenario.municipality});
    auto& blocks = answer.document.blocks;
    blocks.emplace_back(Paragraph{words({"answer.zero_based.lead",
                                         {{"municipality", municipality},
                                          {"areas", words(areas_words(scenario.areas, context.definitions))},
                                          {"year", scenario.horizon},
                                          {"volume", Number{last.by_volume}},
                                          {"zero_based", Number{last.zero_based}},
                                          {"difference", Number{last.difference(), 0, true}},
                                          {"share", Number{share(last), 1, true}}}}),
                                  true});
    blocks.emplace_back(
        Paragraph{words({"answer.zero_based.carried",
                         {{"base", scenario.base_year},
                          {"deviation", Number{total.net_cost - total.reference_cost, 0, true}},
                          {"percent", Number{100 * (total.net_cost / total.reference_cost - 1), 1, true}}}})});
    for (const auto& note : scenario.notes) {
        blocks.emplace_back(Paragraph{words(note)});
    }
    blocks.emplace_back(areas_table(context, scenario, rows));
    blocks.emplace_back(years_table(context, scenario, total));
    blocks.emplace_back(basis_table(context, simulated));
    blocks.emplace_back(
        Paragraph{words({"answer.simulation.source_of", {{"author", scenario.author}, {"source", scenario.source}}})});
    answer.document.source = source_words(context);
    blocks.emplace_back(Paragraph{answer.document.source});
    answer.document.data = data_rows(words, scenario, rows);
    answer.json = frames_json(context, simulated, rows);
    trace(answer, words, provenance, {words("answer.method.zero_based"), words("answer.method.simulation")});
    return answer;
}

}  // namespace skattekrona
