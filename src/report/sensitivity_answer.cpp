#include "plot/scenario_charts.hpp"
#include "report/scenario_answers.hpp"

#include <fmt/format.h>

namespace skattekrona {

namespace {

using Json = nlohmann::ordered_json;

/// The outcome when everything uncertain is drawn.
const Spread& everything(const Simulation& simulation, const Sensitivity& sensitivity) {
    const auto& fan = [&]() -> const Fan& {
        switch (sensitivity.outcome.what) {
            case Drawn::net_cost:
                return simulation.net_cost.back();
            case Drawn::deviation_pct:
                return simulation.deviation_pct.back();
            case Drawn::result:
                return simulation.result;
            case Drawn::saving:
                return simulation.saving;
            default:
                return simulation.result_share;
        }
    }();
    return fan[sensitivity.ahead];
}

/// What a share of the variance belongs to: one factor, or several that are correlated.
std::string names_of(const AnswerContext& context, const SimulatedScenario& simulated, const VarianceShare& share) {
    std::string names;
    for (const auto& factor : share.factors) {
        names += (names.empty() ? "" : " + ") + assumption_words(context, simulated, factor);
    }
    return names;
}

/// What an outcome is spoken of with.
struct OutcomeWords {
    std::string title;
    std::string unit;
    std::string unit_of_change;
    Year year;
};

/// "+11,6 %", "5 165 mnkr".
std::string value_words(const Wording& words, const ScenarioOutcome& outcome, double value) {
    return words({outcome.money() ? "sensitivity.amount" : "sensitivity.percent",
                  {{"value", Number{value, outcome.decimals, outcome.plus_sign}}}});
}

/// "6,0 procentenheter", "338 mnkr".
std::string width_words(const Wording& words, const ScenarioOutcome& outcome, double width) {
    return words(
        {outcome.money() ? "sensitivity.amount" : "sensitivity.points", {{"value", Number{width, outcome.decimals}}}});
}

std::vector<Paragraph> findings(const AnswerContext& context, const SimulatedScenario& simulated,
                                const Sensitivity& sensitivity, const OutcomeWords& outcome) {
    const auto& words = context.wording;
    const VarianceShare& largest = sensitivity.shares.front();
    if (largest.total.value == 0) {
        return {{words({"sensitivity.certain",
                        {{"outcome", outcome.title},
                         {"year", outcome.year},
                         {"median", value_words(words, sensitivity.outcome, sensitivity.median)}}}),
                 true}};
    }
    const Swing& widest = sensitivity.tornado.front();
    const Spread& all = everything(simulated.simulation, sensitivity);
    const bool same = largest.factors == std::vector{widest.factor};
    return {{words({"sensitivity.lead",
                    {{"factor", assumption_words(context, simulated, widest.factor)},
                     {"outcome", outcome.title},
                     {"width", width_words(words, sensitivity.outcome, widest.width())},
                     {"all", width_words(words, sensitivity.outcome, all.p90() - all.p10())},
                     {"year", outcome.year}}}),
             true},
            {words({same ? "sensitivity.same_share" : "sensitivity.share",
                    {{"factor", names_of(context, simulated, largest)},
                     {"first", Number{100 * largest.first.value}},
                     {"total", Number{100 * largest.total.value}}}})}};
}

Table tornado_table(const AnswerContext& context, const SimulatedScenario& simulated, const Sensitivity& sensitivity,
                    const OutcomeWords& outcome) {
    const auto& words = context.wording;
    const int decimals = sensitivity.outcome.decimals;
    const bool plus_sign = sensitivity.outcome.plus_sign;
    Table table{
        words({"sensitivity.tornado", {{"median", value_words(words, sensitivity.outcome, sensitivity.median)}}}),
        {{"factor", words("column.factor"), "", true},
         {"assumed", words("column.assumed_range"), "", true},
         {"at_p10", words("column.at_p10"), outcome.unit},
         {"at_p90", words("column.at_p90"), outcome.unit},
         {"width", words("column.width"), outcome.unit_of_change}}};
    for (const auto& swing : sensitivity.tornado) {
        const Cell assumed = is_missing(swing.assumed_p10) ? Cell{}
                                                           : words({"sensitivity.assumed",
                                                                    {{"low", Number{swing.assumed_p10, 1}},
                                                                     {"high", Number{swing.assumed_p90, 1}},
                                                                     {"unit", swing.unit}}});
        table.rows.push_back({assumption_words(context, simulated, swing.factor), assumed,
                              cell(swing.at_p10, decimals, plus_sign), cell(swing.at_p90, decimals, plus_sign),
                              cell(swing.width(), decimals)});
    }
    table.notes.push_back(
        words({"sensitivity.tornado_note", {{"n", Number{static_cast<double>(sensitivity.samples)}}}}));
    if (sensitivity.outcome.money()) {
        table.notes.push_back(words({"sensitivity.prices", {{"year", outcome.year}}}));
    }
    return table;
}

Table sobol_table(const AnswerContext& context, const SimulatedScenario& simulated, const Sensitivity& sensitivity) {
    const auto& words = context.wording;
    Table table{words("sensitivity.sobol"),
                {{"factor", words("column.factor"), "", true},
                 {"first", words("column.first_index"), "%", true},
                 {"total", words("column.total_index"), "%", true}}};
    const auto index_cell = [&](const SobolIndex& index) {
        return words({"simulation.spread",
                      {{"median", Number{100 * index.value}},
                       {"low", Number{100 * index.low}},
                       {"high", Number{100 * index.high}}}});
    };
    bool together = false;
    for (const auto& share : sensitivity.shares) {
        table.rows.push_back({names_of(context, simulated, share), index_cell(share.first), index_cell(share.total)});
        together = together || share.factors.size() > 1;
    }
    table.notes.push_back(words({"sensitivity.sobol_note", {{"n", Number{static_cast<double>(sensitivity.samples)}}}}));
    if (together) {
        table.notes.push_back(words("sensitivity.together"));
    }
    return table;
}

Json index_json(const SobolIndex& index) { return {{"value", index.value}, {"interval", {index.low, index.high}}}; }

Json sensitivity_json(const AnswerContext& context, const SimulatedScenario& simulated, const Sensitivity& sensitivity,
                      const OutcomeWords& outcome) {
    const Scenario& scenario = simulated.scenario;
    const Municipality& self = context.figures.panel.municipalities()[scenario.municipality];
    const Spread& all = everything(simulated.simulation, sensitivity);
    Json swings = Json::array();
    for (const auto& swing : sensitivity.tornado) {
        swings.push_back(
            {{"factor", swing.factor},
             {"assumed", is_missing(swing.assumed_p10)
                             ? Json()
                             : Json{{"unit", swing.unit}, {"p10", swing.assumed_p10}, {"p90", swing.assumed_p90}}},
             {"at_p10", swing.at_p10},
             {"at_p90", swing.at_p90},
             {"width", swing.width()}});
    }
    Json shares = Json::array();
    for (const auto& share : sensitivity.shares) {
        shares.push_back(
            {{"factors", share.factors}, {"first", index_json(share.first)}, {"total", index_json(share.total)}});
    }
    return {{"schema", "skattekrona.sensitivity/1"},
            {"scenario", scenario.id.empty() ? Json() : Json(scenario.id)},
            {"title", context.wording(scenario.title)},
            {"municipality", {{"id", self.id.view()}, {"name", self.name}}},
            {"areas", scenario.areas},
            {"base_year", scenario.base_year.value},
            {"outcome",
             {{"name", sensitivity.outcome.name},
              {"year", outcome.year.value},
              {"unit", outcome.unit},
              {"unit_of_change", outcome.unit_of_change},
              {"on_median_path", sensitivity.median},
              {"p10", all.p10()},
              {"p50", all.median()},
              {"p90", all.p90()}}},
            {"replicates", scenario.replicates},
            {"samples", sensitivity.samples},
            {"seed", scenario.seed},
            {"tornado", std::move(swings)},
            {"variance_shares", std::move(shares)}};
}

/// A row per factor and kind: the outcome from low to high around the median, and shares of the variance in %.
Table data_rows(const Sensitivity& sensitivity, const OutcomeWords& outcome) {
    Table data{"",
               {{"outcome", "", "", true},
                {"year", "", ""},
                {"kind", "", "", true},
                {"factor", "", "", true},
                {"unit", "", "", true},
                {"low", "", ""},
                {"value", "", ""},
                {"high", "", ""}}};
    const auto add = [&](const char* kind, const std::string& factor, const std::string& unit, double low, double value,
                         double high) {
        data.rows.push_back({std::string(sensitivity.outcome.name), outcome.year, std::string(kind), factor, unit,
                             cell(low, 3), cell(value, 3), cell(high, 3)});
    };
    for (const auto& swing : sensitivity.tornado) {
        add("tornado", swing.factor, outcome.unit, swing.at_p10, sensitivity.median, swing.at_p90);
    }
    for (const auto& share : sensitivity.shares) {
        const std::string factors = fmt::format("{}", fmt::join(share.factors, "+"));
        add("first", factors, "%", 100 * share.first.low, 100 * share.first.value, 100 * share.first.high);
        add("total", factors, "%", 100 * share.total.low, 100 * share.total.value, 100 * share.total.high);
    }
    return data;
}

}  // namespace

Answer sensitivity_answer(const AnswerContext& context, const SimulatedScenario& simulated,
                          const Sensitivity& sensitivity, const ChartTemplates* templates) {
    const auto& words = context.wording;
    const Scenario& scenario = simulated.scenario;
    const std::string& municipality = context.figures.panel.municipalities()[scenario.municipality].name;
    const OutcomeWords outcome{words(sensitivity.outcome.title), words(sensitivity.outcome.unit),
                               words(sensitivity.outcome.unit_of_change),
                               scenario.base_year + static_cast<int>(sensitivity.ahead + 1)};
    Provenance provenance = context.provenance;
    provenance.command = fmt::format(
        "skattekrona sensitivity {} --seed {} --replicates {} --of {} --in {} --samples {}", simulated.named,
        scenario.seed, scenario.replicates, sensitivity.outcome.name, outcome.year.value, sensitivity.samples);
    Answer answer;
    answer.document.language = words.language();
    answer.document.title = words({"sensitivity.title",
                                   {{"municipality", municipality},
                                    {"outcome", outcome.title},
                                    {"year", outcome.year},
                                    {"title", scenario.title}}});
    auto& blocks = answer.document.blocks;
    for (const auto& finding : findings(context, simulated, sensitivity, outcome)) {
        blocks.emplace_back(finding);
    }
    if (sensitivity.shares.front().total.value > 0) {
        if (templates != nullptr) {
            std::vector<std::string> names;
            for (const auto& swing : sensitivity.tornado) {
                names.push_back(assumption_words(context, simulated, swing.factor));
            }
            blocks.emplace_back(ChartRow{{tornado_chart({context.figures, context.definitions, *templates, words},
                                                        sensitivity, names, municipality, outcome.year)}});
        }
        blocks.emplace_back(tornado_table(context, simulated, sensitivity, outcome));
        blocks.emplace_back(sobol_table(context, simulated, sensitivity));
    }
    blocks.emplace_back(assumptions_table(context, simulated));
    answer.document.source = source_words(context);
    blocks.emplace_back(Paragraph{answer.document.source});
    blocks.emplace_back(provenance_block(provenance, words, {words("method.simulation"), words("method.sensitivity")}));
    answer.document.data = data_rows(sensitivity, outcome);
    answer.json = sensitivity_json(context, simulated, sensitivity, outcome);
    answer.json["provenance"] = provenance_json(provenance);
    return answer;
}

}  // namespace skattekrona
