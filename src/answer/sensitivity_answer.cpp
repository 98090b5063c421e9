#include "answer/sensitivity_answer.hpp"

#include "answer/assumptions.hpp"
#include "plot/scenario_charts.hpp"

#include <fmt/format.h>

namespace skattekrona {

namespace {

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
    return words({outcome.money() ? "answer.sensitivity.amount" : "answer.sensitivity.percent",
                  {{"value", Number{value, outcome.decimals, outcome.plus_sign}}}});
}

/// "6,0 procentenheter", "338 mnkr".
std::string width_words(const Wording& words, const ScenarioOutcome& outcome, double width) {
    return words({outcome.money() ? "answer.sensitivity.amount" : "answer.sensitivity.points",
                  {{"value", Number{width, outcome.decimals}}}});
}

std::vector<Paragraph> findings(const AnswerContext& context, const SimulatedScenario& simulated,
                                const Sensitivity& sensitivity, const OutcomeWords& outcome) {
    const auto& words = context.wording;
    const VarianceShare& largest = sensitivity.shares.front();
    if (largest.total.value == 0) {
        return {{words({"answer.sensitivity.certain",
                        {{"outcome", outcome.title},
                         {"year", outcome.year},
                         {"median", value_words(words, sensitivity.outcome, sensitivity.median)}}}),
                 true}};
    }
    const Swing& widest = sensitivity.tornado.front();
    const Spread& all = everything(simulated.simulation, sensitivity);
    const bool same = largest.factors == std::vector{widest.factor};
    return {{words({"answer.sensitivity.lead",
                    {{"factor", assumption_words(context, simulated, widest.factor)},
                     {"outcome", outcome.title},
                     {"width", width_words(words, sensitivity.outcome, widest.width())},
                     {"all", width_words(words, sensitivity.outcome, all.p90() - all.p10())},
                     {"year", outcome.year}}}),
             true},
            {words({same ? "answer.sensitivity.same_share" : "answer.sensitivity.share",
                    {{"factor", names_of(context, simulated, largest)},
                     {"first", Number{100 * largest.first.value}},
                     {"total", Number{100 * largest.total.value}}}})}};
}

Table tornado_table(const AnswerContext& context, const SimulatedScenario& simulated, const Sensitivity& sensitivity,
                    const OutcomeWords& outcome) {
    const auto& words = context.wording;
    const int decimals = sensitivity.outcome.decimals;
    const bool plus_sign = sensitivity.outcome.plus_sign;
    Table table{words({"answer.sensitivity.tornado",
                       {{"median", value_words(words, sensitivity.outcome, sensitivity.median)}}}),
                {{"factor", words("plot.column.factor"), "", true},
                 {"assumed", words("answer.column.assumed_range"), "", true},
                 {"at_p10", words("answer.column.at_p10"), outcome.unit},
                 {"at_p90", words("answer.column.at_p90"), outcome.unit},
                 {"width", words("answer.column.width"), outcome.unit_of_change}}};
    for (const auto& swing : sensitivity.tornado) {
        const Cell assumed = is_missing(swing.assumed_p10) ? Cell{}
                                                           : words({"answer.sensitivity.assumed",
                                                                    {{"low", Number{swing.assumed_p10, 1}},
                                                                     {"high", Number{swing.assumed_p90, 1}},
                                                                     {"unit", swing.unit}}});
        table.rows.push_back({assumption_words(context, simulated, swing.factor), assumed,
                              cell(swing.at_p10, decimals, plus_sign), cell(swing.at_p90, decimals, plus_sign),
                              cell(swing.width(), decimals)});
    }
    table.notes.push_back(words({"answer.sensitivity.tornado_note", {{"n", count(sensitivity.samples)}}}));
    if (sensitivity.outcome.money()) {
        table.notes.push_back(words({"plot.sensitivity.prices", {{"year", outcome.year}}}));
    }
    return table;
}

Table sobol_table(const AnswerContext& context, const SimulatedScenario& simulated, const Sensitivity& sensitivity) {
    const auto& words = context.wording;
    Table table{words("answer.sensitivity.sobol"),
                {{"factor", words("plot.column.factor"), "", true},
                 {.key = "first",
                  .title = words("answer.column.first_index"),
                  .unit = "%",
                  .text = true,
                  .interval = bound_titles(words)},
                 {.key = "total",
                  .title = words("answer.column.total_index"),
                  .unit = "%",
                  .text = true,
                  .interval = bound_titles(words)}}};
    const auto index_cell = [](const SobolIndex& index) {
        return Interval{{100 * index.value}, {100 * index.low}, {100 * index.high}, true};
    };
    bool together = false;
    for (const auto& share : sensitivity.shares) {
        table.rows.push_back({names_of(context, simulated, share), index_cell(share.first), index_cell(share.total)});
        together = together || share.factors.size() > 1;
    }
    table.notes.push_back(words({"answer.sensitivity.sobol_note", {{"n", count(sensitivity.samples)}}}));
    if (together) {
        table.notes.push_back(words("answer.sensitivity.together"));
    }
    return table;
}

Json index_json(const SobolIndex& index) {
    return {{"value", index.value}, {"interval", Json::List{index.low, index.high}}};
}

Json sensitivity_json(const AnswerContext& context, const SimulatedScenario& simulated, const Sensitivity& sensitivity,
                      const OutcomeWords& outcome) {
    const Scenario& scenario = simulated.scenario;
    const Municipality& self = context.figures.panel.municipalities()[scenario.municipality];
    const Spread& all = everything(simulated.simulation, sensitivity);
    Json swings = Json::list();
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
    Json shares = Json::list();
    for (const auto& share : sensitivity.shares) {
        shares.push_back(
            {{"factors", share.factors}, {"first", index_json(share.first)}, {"total", index_json(share.total)}});
    }
    return {{"schema", "skattekrona.sensitivity/1"},
            {"scenario", scenario.id.empty() ? Json() : Json(scenario.id)},
            {"title", context.wording(scenario.title)},
            {"municipality", municipality_json(self)},
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

Answer sensitivity_answer(const AnswerContext& given, const SimulatedScenario& simulated,
                          const Sensitivity& sensitivity, const ChartTemplates* templates) {
    const AnswerContext context = given.resting_on(used_by(simulated.scenario, given.figures.panel));
    const auto& words = context.wording;
    const Scenario& scenario = simulated.scenario;
    const std::string& municipality = context.figures.panel.municipalities()[scenario.municipality].name;
    const OutcomeWords outcome{words(sensitivity.outcome.title), words(sensitivity.outcome.unit),
                               words(sensitivity.outcome.unit_of_change),
                               scenario.base_year + static_cast<int>(sensitivity.ahead + 1)};
    const Provenance provenance = context.by(fmt::format(
        "skattekrona sensitivity {} --seed {} --replicates {} --of {} --in {} --samples {}", simulated.named,
        scenario.seed, scenario.replicates, sensitivity.outcome.name, outcome.year.value, sensitivity.samples));
    Answer answer = titled(words,
                           words({"answer.sensitivity.title",
                                  {{"municipality", municipality},
                                   {"outcome", outcome.title},
                                   {"year", outcome.year},
                                   {"title", scenario.title}}}),
                           {scenario.municipality});
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
            blocks.emplace_back(
                ChartRow{{tornado_chart(context.charts(*templates), sensitivity, names, municipality, outcome.year)}});
        }
        blocks.emplace_back(tornado_table(context, simulated, sensitivity, outcome));
        blocks.emplace_back(sobol_table(context, simulated, sensitivity));
    }
    blocks.emplace_back(assumptions_table(context, simulated));
    answer.document.source = source_words(context);
    blocks.emplace_back(Paragraph{answer.document.source});
    answer.document.data = data_rows(sensitivity, outcome);
    answer.json = sensitivity_json(context, simulated, sensitivity, outcome);
    trace(answer, words, provenance, {words("answer.method.simulation"), words("answer.method.sensitivity")});
    return answer;
}

}  // namespace skattekrona
