#include "report/scenario_answers.hpp"

#include "plot/simulation_charts.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace skattekrona {

namespace {

using Json = nlohmann::ordered_json;

const Municipality& municipality_of(const AnswerContext& context, const Scenario& scenario) {
    return context.figures.panel.municipalities()[scenario.municipality];
}

Year year_ahead(const Scenario& scenario, std::size_t ahead) {
    return scenario.base_year + static_cast<int>(ahead + 1);
}

/// "4 021 (3 940–4 105)", or just the median where nothing is uncertain.
Cell spread_cell(const Wording& words, const Spread& spread, int decimals, bool plus_sign, bool alone) {
    const Number middle{spread.median(), decimals, plus_sign};
    if (is_missing(middle.value)) {
        return {};
    }
    if (alone) {
        return middle;
    }
    return words({plus_sign ? "simulation.spread" : "simulation.range",
                  {{"median", middle},
                   {"low", Number{spread.p10(), decimals, plus_sign}},
                   {"high", Number{spread.p90(), decimals, plus_sign}}}});
}

/// What the areas' net cost became in each year ahead, mnkr; missing where there are no figures yet.
std::vector<double> net_cost_as_it_became(const AnswerContext& context, const SimulatedScenario& simulated) {
    const Scenario& scenario = simulated.scenario;
    const CostHistory history = cost_history(context.figures.panel, scenario.areas);
    std::vector<double> became;
    for (std::size_t t = 0; t < simulated.model.years; ++t) {
        const Year year = year_ahead(scenario, t);
        became.push_back(history.contains(year) ? history.total.net[history.index(year)][scenario.municipality]
                                                : missing);
    }
    return became;
}

Table years_table(const AnswerContext& context, const SimulatedScenario& simulated, const Simulation& shown,
                  bool deterministic) {
    const auto& words = context.wording;
    const Scenario& scenario = simulated.scenario;
    const std::size_t total = scenario.areas.size();
    Table table{words({deterministic ? "simulation.years_median" : "simulation.years",
                       {{"n", Number{static_cast<double>(shown.replicates)}}}}),
                {{"year", words("column.year"), ""},
                 {"net_cost", words("column.net_cost"), words("unit.mnkr"), !deterministic},
                 {"became", words("column.became"), words("unit.mnkr")},
                 {"deviation_pct", words("column.deviation_pct"), "%", !deterministic},
                 {"result", words("column.result_amount"), words("unit.mnkr"), !deterministic},
                 {"result_share", words("column.result_share"), "%", !deterministic},
                 {"p_target", words({"column.p_target", {{"target", Number{scenario.target_share, 1}}}}), "%"},
                 {"saving", words("column.saving"), words("unit.mnkr"), !deterministic},
                 {"cumulated", words("column.cumulated"), words("unit.mnkr"), !deterministic}}};
    const Baseline& base = simulated.model.base;
    double net = 0;
    double reference = 0;
    for (const auto& area : base.areas) {
        net += area.net_cost;
        reference += area.reference_cost;
    }
    const auto became = net_cost_as_it_became(context, simulated);
    table.rows.push_back({scenario.base_year,
                          cell(net, 0),
                          cell(net, 0),
                          cell(100 * (net / reference - 1), 1, true),
                          cell(base.result, 0, true),
                          cell(100 * base.result / base.income, 1, true),
                          {},
                          {},
                          {}});
    for (std::size_t t = 0; t < simulated.model.years; ++t) {
        table.rows.push_back({year_ahead(scenario, t),
                              spread_cell(words, shown.net_cost[total][t], 0, false, deterministic), cell(became[t], 0),
                              spread_cell(words, shown.deviation_pct[total][t], 1, true, deterministic),
                              spread_cell(words, shown.result[t], 0, true, deterministic),
                              spread_cell(words, shown.result_share[t], 1, true, deterministic),
                              deterministic ? Cell{} : cell(100 * shown.p_target[t], 0),
                              spread_cell(words, shown.saving[t], 0, false, deterministic),
                              spread_cell(words, shown.cumulated_saving[t], 0, false, deterministic)});
    }
    const bool levers = !scenario.levers.empty();
    const auto erase = [&](std::size_t column) {
        table.columns.erase(table.columns.begin() + static_cast<std::ptrdiff_t>(column));
        for (auto& row : table.rows) {
            row.erase(row.begin() + static_cast<std::ptrdiff_t>(column));
        }
    };
    // From the right, so that the places to the left stand.
    if (!levers) {
        erase(8);
        erase(7);
    }
    if (deterministic) {
        erase(6);
    }
    if (std::ranges::all_of(became, [](double value) { return is_missing(value); })) {
        erase(2);
    } else {
        table.notes.push_back(words("simulation.became"));
    }
    table.notes.push_back(words({"simulation.base_row", {{"year", scenario.base_year}}}));
    if (!deterministic) {
        table.notes.push_back(words("simulation.intervals"));
    }
    if (is_missing(simulated.model.base.income)) {
        table.notes.push_back(
            words({"simulation.no_income",
                   {{"municipality", municipality_of(context, scenario).name}, {"year", scenario.base_year}}}));
    }
    return table;
}

Table areas_table(const AnswerContext& context, const SimulatedScenario& simulated, const Simulation& shown,
                  bool deterministic) {
    const auto& words = context.wording;
    const Scenario& scenario = simulated.scenario;
    const std::size_t last = simulated.model.years - 1;
    Table table{
        words({"simulation.areas", {{"base", scenario.base_year}, {"year", scenario.horizon}}}),
        {{"area", words("column.area"), "", true},
         {"net_cost_base", words({"column.net_cost_of", {{"year", scenario.base_year}}}), words("unit.mnkr")},
         {"net_cost", words({"column.net_cost_of", {{"year", scenario.horizon}}}), words("unit.mnkr"), !deterministic},
         {"deviation_base", words({"column.deviation_of", {{"year", scenario.base_year}}}), "%"},
         {"deviation", words({"column.deviation_of", {{"year", scenario.horizon}}}), "%", !deterministic},
         {"expected", words({"column.without_levers", {{"year", scenario.horizon}}}), "%"}}};
    double net = 0;
    double reference = 0;
    for (std::size_t a = 0; a <= scenario.areas.size(); ++a) {
        const bool total = a == scenario.areas.size();
        const AreaDynamics* area = total ? nullptr : &simulated.model.base.areas[a];
        net += total ? 0 : area->net_cost;
        reference += total ? 0 : area->reference_cost;
        const double now = total ? net : area->net_cost;
        const double deviation = 100 * (now / (total ? reference : area->reference_cost) - 1);
        table.rows.push_back(
            {total ? words(context.definitions.title(total_area)) : words(context.definitions.title(area->area)),
             cell(now, 0), spread_cell(words, shown.net_cost[a][last], 0, false, deterministic),
             cell(deviation, 1, true), spread_cell(words, shown.deviation_pct[a][last], 1, true, deterministic),
             total ? Cell{} : cell(100 * std::expm1(expected_log_ratio(*area, last)), 1, true)});
    }
    table.last_is_total = true;
    table.notes.push_back(words("simulation.settles"));
    return table;
}

/// Net cost per area and year, at the median.
Table area_years_table(const AnswerContext& context, const SimulatedScenario& simulated, const Simulation& shown,
                       bool deterministic) {
    const auto& words = context.wording;
    const Scenario& scenario = simulated.scenario;
    Table table{words("simulation.area_years"),
                {{"area", words("column.area"), "", true},
                 {"base", std::to_string(scenario.base_year.value), words("unit.mnkr")}}};
    for (std::size_t t = 0; t < simulated.model.years; ++t) {
        table.columns.push_back({"year", std::to_string(year_ahead(scenario, t).value), words("unit.mnkr")});
    }
    double base = 0;
    for (std::size_t a = 0; a <= scenario.areas.size(); ++a) {
        const bool total = a == scenario.areas.size();
        const double now = total ? base : simulated.model.base.areas[a].net_cost;
        base += total ? 0 : now;
        auto& row = table.rows.emplace_back();
        row = {words(context.definitions.short_title(total ? total_area : std::string_view(scenario.areas[a]))),
               cell(now, 0)};
        for (const auto& spread : shown.net_cost[a]) {
            row.push_back(cell(spread.median(), 0));
        }
    }
    table.last_is_total = true;
    if (!deterministic) {
        table.notes.push_back(words("simulation.area_years_note"));
    }
    return table;
}

Table levers_table(const AnswerContext& context, const SimulatedScenario& simulated) {
    const auto& words = context.wording;
    const Scenario& scenario = simulated.scenario;
    const auto steps = plan_steps(simulated.model);
    Table table{words("simulation.levers"),
                {{"lever", words("column.lever"), "", true},
                 {"kind", words("column.kind"), "", true},
                 {"areas", words("column.areas"), "", true},
                 {"years", words("column.years"), "", true},
                 {"effect", words({"column.lever_effect", {{"year", scenario.horizon}}}), words("unit.mnkr")}}};
    for (const auto& lever : scenario.levers) {
        const auto step = std::ranges::find(steps, lever.id, &PlanStep::lever);
        Message kind{"lever.frames", {}};
        if (lever.kind == Lever::Kind::level) {
            kind = {"lever.level",
                    {{"level", words(level_words(lever.specification.level))},
                     {"pool", words(pool_words(lever.specification.pool, context.figures.panel))}}};
        } else if (lever.kind == Lever::Kind::saving) {
            kind = {"lever.saving", {}};
        }
        table.rows.push_back({words(lever.title), words(kind), words(areas_words(lever.areas, context.definitions)),
                              lever.from == lever.by ? fmt::format("{}", lever.by.value)
                                                     : fmt::format("{}–{}", lever.from.value, lever.by.value),
                              cell(step->amount, 1, true)});
        if (lever.kind == Lever::Kind::level && step->amount < -0.05) {
            table.notes.push_back(words({"simulation.level_note", {{"lever", lever.title}}}));
        }
        if (std::abs(step->amount) < 0.05) {
            table.notes.push_back(words({"simulation.no_effect", {{"lever", lever.title}}}));
        }
    }
    return table;
}

/// A probability in %, never said to be certain when it is not.
std::string probability_words(const Wording& words, double p) {
    if (p > 0.995 && p < 1) {
        return words("simulation.nearly_certain");
    }
    if (p > 0 && p < 0.005) {
        return words("simulation.nearly_impossible");
    }
    return words(Number{100 * p});
}

Paragraph lead(const AnswerContext& context, const SimulatedScenario& simulated, const Simulation& shown) {
    const auto& words = context.wording;
    const Scenario& scenario = simulated.scenario;
    const Spread& net = shown.net_cost.back().back();
    std::string text = words({"simulation.lead",
                              {{"municipality", municipality_of(context, scenario).name},
                               {"areas", words(areas_words(scenario.areas, context.definitions))},
                               {"year", scenario.horizon},
                               {"net", Number{net.median()}},
                               {"low", Number{net.p10()}},
                               {"high", Number{net.p90()}}}});
    if (!is_missing(shown.p_target.back())) {
        text += " " + words({"simulation.lead_target",
                             {{"target", Number{scenario.target_share, 1}},
                              {"year", scenario.horizon},
                              {"p", probability_words(words, shown.p_target.back())}}});
    }
    if (scenario.claimed) {
        text += " " + words({"simulation.lead_claim",
                             {{"amount", Number{scenario.claimed->amount, scenario.claimed->amount < 10 ? 1 : 0}},
                              {"year", scenario.claimed->year},
                              {"p", probability_words(words, shown.p_claim)}}});
    }
    return {text, true};
}

std::string lever_money_words(const AnswerContext& context, const SimulatedScenario& simulated,
                              const Simulation& shown) {
    const Spread& cumulated = shown.cumulated_saving.back();
    const Spread& present = shown.present_value.back();
    return context.wording({"simulation.money",
                            {{"from", simulated.scenario.base_year + 1},
                             {"to", simulated.scenario.horizon},
                             {"cumulated", Number{cumulated.median()}},
                             {"low", Number{cumulated.p10()}},
                             {"high", Number{cumulated.p90()}},
                             {"present", Number{present.median()}},
                             {"present_low", Number{present.p10()}},
                             {"present_high", Number{present.p90()}},
                             {"base", simulated.scenario.base_year},
                             {"rate", Number{simulated.scenario.discount_rate, 1}}}});
}

Json fan_json(const Fan& fan) {
    Json json = Json::object();
    for (std::size_t q = 0; q < spread_names.size(); ++q) {
        Json values = Json::array();
        for (const auto& spread : fan) {
            values.push_back(json_number(spread.quantiles[q]));
        }
        json[spread_names[q]] = std::move(values);
    }
    Json means = Json::array();
    for (const auto& spread : fan) {
        means.push_back(json_number(spread.mean));
    }
    json["mean"] = std::move(means);
    return json;
}

Json areas_json(const Scenario& scenario, const std::vector<Fan>& fans) {
    Json json = {{"total", fan_json(fans.back())}};
    for (std::size_t a = 0; a < scenario.areas.size(); ++a) {
        json[scenario.areas[a]] = fan_json(fans[a]);
    }
    return json;
}

Json simulation_json(const AnswerContext& context, const SimulatedScenario& simulated, const Simulation& shown) {
    const Scenario& scenario = simulated.scenario;
    const Municipality& self = municipality_of(context, scenario);
    Json years = Json::array();
    for (std::size_t t = 0; t < simulated.model.years; ++t) {
        years.push_back(year_ahead(scenario, t).value);
    }
    Json became = Json::array();
    for (const double net : net_cost_as_it_became(context, simulated)) {
        became.push_back(json_number(net));
    }
    Json p_target = Json::array();
    for (const double p : shown.p_target) {
        p_target.push_back(json_number(p));
    }
    Json saving = fan_json(shown.saving);
    saving["cumulated"] = fan_json(shown.cumulated_saving);
    saving["present_value"] = fan_json(shown.present_value);
    saving["discount_rate"] = scenario.discount_rate;
    saving["claimed"] = scenario.claimed ? Json{{"amount", scenario.claimed->amount},
                                                {"year", scenario.claimed->year.value},
                                                {"p_realised", json_number(shown.p_claim)}}
                                         : Json();
    Json steps = Json::array();
    constexpr std::array kinds{"start", "price", "volume", "deviation", "lever", "end"};
    for (const auto& step : plan_steps(simulated.model)) {
        steps.push_back({{"kind", kinds[static_cast<std::size_t>(step.kind)]},
                         {"lever", step.lever.empty() ? Json() : Json(step.lever)},
                         {"amount", json_number(step.amount)}});
    }
    return {{"schema", "skattekrona.simulation/1"},
            {"scenario", scenario.id.empty() ? Json() : Json(scenario.id)},
            {"title", context.wording(scenario.title)},
            {"municipality", {{"id", self.id.view()}, {"name", self.name}}},
            {"areas", scenario.areas},
            {"base_year", scenario.base_year.value},
            {"years", std::move(years)},
            {"replicates", shown.replicates},
            {"seed", scenario.seed},
            {"net_cost", areas_json(scenario, shown.net_cost)},
            {"net_cost_as_it_became", std::move(became)},
            {"deviation_pct", areas_json(scenario, shown.deviation_pct)},
            {"income", fan_json(shown.income)},
            {"result", fan_json(shown.result)},
            {"result_share", fan_json(shown.result_share)},
            {"target_share", scenario.target_share},
            {"p_target", std::move(p_target)},
            {"saving", std::move(saving)},
            {"plan", std::move(steps)},
            {"assumptions", assumptions_json(context, simulated.model)}};
}

/// A row per year, area and quantity.
Table data_rows(const AnswerContext& context, const SimulatedScenario& simulated, const Simulation& shown) {
    Table data{"",
               {{"scenario", "", "", true},
                {"municipality", "", "", true},
                {"year", "", ""},
                {"quantity", "", "", true},
                {"area", "", "", true},
                {"unit", "", "", true},
                {"p2_5", "", ""},
                {"p10", "", ""},
                {"p25", "", ""},
                {"p50", "", ""},
                {"p75", "", ""},
                {"p90", "", ""},
                {"p97_5", "", ""},
                {"mean", "", ""}}};
    const Scenario& scenario = simulated.scenario;
    const std::string name = scenario.id.empty() ? context.wording(scenario.title) : scenario.id;
    const auto add = [&](const char* quantity, const std::string& area, const char* unit, const Fan& fan) {
        for (std::size_t t = 0; t < fan.size(); ++t) {
            std::vector<Cell> row{name,
                                  std::string(municipality_of(context, scenario).id.view()),
                                  year_ahead(simulated.scenario, t),
                                  std::string(quantity),
                                  area,
                                  std::string(unit)};
            for (const double value : fan[t].quantiles) {
                row.push_back(cell(value, 3));
            }
            row.push_back(cell(fan[t].mean, 3));
            data.rows.push_back(std::move(row));
        }
    };
    const auto& areas = simulated.scenario.areas;
    for (std::size_t a = 0; a <= areas.size(); ++a) {
        const std::string area = a < areas.size() ? areas[a] : std::string(total_area);
        add("net_cost", area, "mnkr", shown.net_cost[a]);
        add("deviation_pct", area, "%", shown.deviation_pct[a]);
    }
    add("income", "", "mnkr", shown.income);
    add("result", "", "mnkr", shown.result);
    add("result_share", "", "%", shown.result_share);
    add("saving", "", "mnkr", shown.saving);
    add("cumulated_saving", "", "mnkr", shown.cumulated_saving);
    add("present_value", "", "mnkr", shown.present_value);
    return data;
}

std::vector<Block> scenario_charts(const ChartContext& context, const SimulatedScenario& simulated,
                                   bool deterministic) {
    const Scenario& scenario = simulated.scenario;
    std::vector<Block> blocks{ChartRow{{plan_chart(context, scenario, plan_steps(simulated.model))}}};
    if (deterministic) {
        return blocks;
    }
    const std::size_t total = scenario.areas.size();
    const ScenarioFans fans{scenario, simulated.simulation,
                            simulated.without_levers ? &*simulated.without_levers : nullptr};
    blocks.emplace_back(ChartRow{{fan_chart(context, fans, FanQuantity::net_cost, total)}});
    blocks.emplace_back(ChartRow{{fan_chart(context, fans, FanQuantity::deviation, total)}});
    if (!is_missing(simulated.model.base.income)) {
        blocks.emplace_back(ChartRow{{fan_chart(context, fans, FanQuantity::result_share, total)}});
    }
    if (total > 1) {
        ChartRow areas;
        for (std::size_t a = 0; a < total; ++a) {
            areas.charts.push_back(fan_chart(context, fans, FanQuantity::net_cost, a));
        }
        blocks.emplace_back(std::move(areas));
    }
    return blocks;
}

std::string title_words(const AnswerContext& context, const Scenario& scenario) {
    return context.wording({"simulation.title",
                            {{"title", scenario.title},
                             {"municipality", municipality_of(context, scenario).name},
                             {"base", scenario.base_year},
                             {"year", scenario.horizon}}});
}

}  // namespace

SimulatedScenario simulated(Scenario scenario, SimulationModel model, std::string named, const ParallelFor& parallel) {
    const auto run = [&](const SimulationModel& what, std::size_t replicates, const NormalSource& normals) {
        return summarise(what, draw(what, replicates, normals, parallel), scenario.target_share, scenario.claimed,
                         parallel);
    };
    Simulation simulation = run(model, scenario.replicates, seeded(scenario.seed));
    Simulation median = run(model, 1, medians());
    std::optional<Simulation> without_levers;
    if (!model.levers.empty()) {
        // The levers' assumptions stay, so that all else is drawn from the same random numbers.
        SimulationModel idle = model;
        idle.levers.clear();
        without_levers = run(idle, scenario.replicates, seeded(scenario.seed));
    }
    return {std::move(scenario), std::move(model),          std::move(simulation),
            std::move(median),   std::move(without_levers), std::move(named)};
}

std::string distribution_words(const Wording& words, const Distribution& distribution) {
    const auto kinds = distribution_kinds();
    const auto kind = std::ranges::find(kinds, distribution.kind, &DistributionKind::kind);
    std::vector<std::pair<std::string, Message::Argument>> arguments;
    if (kind->kind == Distribution::Kind::empirical) {
        arguments = {{"n", Number{static_cast<double>(distribution.parameters.size())}},
                     {"low", Number{support(distribution)[0], 2}},
                     {"high", Number{support(distribution)[1], 2}}};
    } else {
        for (std::size_t i = 0; i < kind->parameters().size(); ++i) {
            arguments.emplace_back(kind->parameters()[i], Number{distribution.parameters[i], 2});
        }
    }
    return words({"distribution." + std::string(kind->name), std::move(arguments)});
}

nlohmann::ordered_json distribution_json(const Distribution& distribution) {
    const auto kinds = distribution_kinds();
    const auto kind = std::ranges::find(kinds, distribution.kind, &DistributionKind::kind);
    Json json = {{"distribution", kind->name}};
    if (kind->kind == Distribution::Kind::empirical) {
        json["values"] = distribution.parameters;
        return json;
    }
    for (std::size_t i = 0; i < kind->parameters().size(); ++i) {
        json[std::string(kind->parameters()[i])] = json_number(distribution.parameters[i]);
    }
    return json;
}

nlohmann::ordered_json assumptions_json(const AnswerContext& context, const SimulationModel& model) {
    Json assumptions = Json::array();
    for (const auto& assumption : model.assumptions) {
        assumptions.push_back({{"id", assumption.id},
                               {"unit", assumption.unit},
                               {"value", assumption.path.empty() ? distribution_json(assumption.distribution)
                                                                 : Json{{"path", assumption.path}}},
                               {"source", context.wording(assumption.source)}});
    }
    return assumptions;
}

std::string assumption_words(const AnswerContext& context, const SimulatedScenario& simulated, const std::string& id) {
    const std::size_t dot = id.find('.');
    if (dot == std::string::npos) {
        const bool over_price = id == "income" && simulated.model.income_over_price;
        return context.wording(over_price ? "assumption.income_over_price" : "assumption." + id);
    }
    const auto lever = std::ranges::find(simulated.scenario.levers, id.substr(0, dot), &Lever::id);
    return context.wording(
        {"assumption.of_lever", {{"what", TextKey{"assumption." + id.substr(dot + 1)}}, {"lever", lever->title}}});
}

namespace {

/// Which year's result everything starts from, beside what it has been on average.
void add_base_result(Table& table, const AnswerContext& context, const Scenario& scenario) {
    const Panel& panel = context.figures.panel;
    const auto share = [&](Year year) {
        const auto of = [&](const char* measure) { return panel.value(measure, year, scenario.municipality); };
        return 100 * of("result_per_inhabitant") / (of("taxes_per_inhabitant") + of("general_grants_per_inhabitant"));
    };
    constexpr int years = 5;
    double mean = 0;
    for (int back = 0; back < years; ++back) {
        mean += share(scenario.base_year - back) / years;
    }
    if (!is_missing(mean)) {
        table.notes.push_back(context.wording({"simulation.base_result",
                                               {{"year", scenario.base_year},
                                                {"share", Number{share(scenario.base_year), 1, true}},
                                                {"first", scenario.base_year - (years - 1)},
                                                {"mean", Number{mean, 1, true}}}}));
    }
}

}  // namespace

Table assumptions_table(const AnswerContext& context, const SimulatedScenario& simulated) {
    const auto& words = context.wording;
    Table table{words("simulation.assumptions"),
                {{"assumption", words("column.assumption"), "", true},
                 {"value", words("column.assumed"), "", true},
                 {"unit", words("column.unit"), "", true},
                 {"source", words("column.source"), "", true}}};
    for (const auto& assumption : simulated.model.assumptions) {
        std::string value;
        if (assumption.path.empty()) {
            value = distribution_words(words, assumption.distribution);
        } else {
            for (const double one : assumption.path) {
                value += (value.empty() ? "" : " · ") + words(Number{one, 2});
            }
        }
        table.rows.push_back(
            {assumption_words(context, simulated, assumption.id), value, assumption.unit, words(assumption.source)});
    }
    const Scenario& scenario = simulated.scenario;
    std::vector<Text> projected;
    for (const auto& area : scenario.areas) {
        if (volume_known(scenario, *context.definitions.area(area))) {
            projected.push_back(context.definitions.short_title(area));
        }
    }
    if (!projected.empty()) {
        table.notes.push_back(
            words({"simulation.volume_given", {{"areas", projected}, {"source", scenario.population_source}}}));
    }
    if (projected.size() < scenario.areas.size()) {
        table.notes.push_back(words("simulation.volume_trend"));
    }
    table.notes.push_back(words("simulation.rest"));
    add_base_result(table, context, scenario);
    const auto middle = [&](Standing which) {
        const Assumption& one = simulated.model.standing(which);
        return one.path.empty() ? median(one.distribution) : one.path.back();
    };
    // A gap that is held for years says more of the result than everything else does.
    constexpr double worth_saying = 0.25;
    const double gap = middle(Standing::income) - (simulated.model.income_over_price ? 0 : middle(Standing::price));
    if (std::abs(gap) >= worth_saying && !is_missing(simulated.model.base.income)) {
        table.notes.push_back(
            words({gap > 0 ? "simulation.gap" : "simulation.gap_down",
                   {{"gap", Number{std::abs(gap), 1}}, {"n", Number{static_cast<double>(simulated.model.years)}}}}));
    }
    return table;
}

Answer simulation_answer(const AnswerContext& context, const SimulatedScenario& simulated, bool deterministic,
                         const ChartTemplates* templates) {
    const auto& words = context.wording;
    const Scenario& scenario = simulated.scenario;
    const Simulation& shown = deterministic ? simulated.median : simulated.simulation;
    Provenance provenance = context.provenance;
    provenance.command = fmt::format("skattekrona simulate {} --seed {} --replicates {}", simulated.named,
                                     scenario.seed, scenario.replicates) +
                         (deterministic ? " --deterministic" : "");
    Answer answer;
    answer.document.language = words.language();
    answer.document.title = title_words(context, scenario);
    auto& blocks = answer.document.blocks;
    if (!deterministic) {
        blocks.emplace_back(lead(context, simulated, shown));
    }
    for (const auto& note : scenario.notes) {
        blocks.emplace_back(Paragraph{words(note)});
    }
    if (templates != nullptr) {
        const auto charts =
            scenario_charts({context.figures, context.definitions, *templates, words}, simulated, deterministic);
        blocks.insert(blocks.end(), charts.begin(), charts.end());
    }
    blocks.emplace_back(years_table(context, simulated, shown, deterministic));
    if (!scenario.levers.empty()) {
        blocks.emplace_back(levers_table(context, simulated));
        if (!deterministic) {
            blocks.emplace_back(Paragraph{lever_money_words(context, simulated, shown)});
        }
    }
    blocks.emplace_back(areas_table(context, simulated, shown, deterministic));
    blocks.emplace_back(area_years_table(context, simulated, shown, deterministic));
    blocks.emplace_back(assumptions_table(context, simulated));
    blocks.emplace_back(
        Paragraph{words({"simulation.source_of", {{"author", scenario.author}, {"source", scenario.source}}})});
    answer.document.source = source_words(context);
    blocks.emplace_back(Paragraph{answer.document.source});
    blocks.emplace_back(provenance_block(provenance, words, {words("method.simulation")}));
    answer.document.data = data_rows(context, simulated, shown);
    answer.json = simulation_json(context, simulated, shown);
    answer.json["provenance"] = provenance_json(provenance);
    return answer;
}

Answer comparison_answer(const AnswerContext& context, const std::vector<SimulatedScenario>& simulated) {
    const auto& words = context.wording;
    Provenance provenance = context.provenance;
    provenance.command = "skattekrona simulate " + simulated.front().named;
    for (std::size_t s = 1; s < simulated.size(); ++s) {
        provenance.command += " --compare " + simulated[s].named;
    }
    const Scenario& first = simulated.front().scenario;
    provenance.command += fmt::format(" --seed {} --replicates {}", first.seed, first.replicates);
    Answer answer;
    answer.document.language = words.language();
    answer.document.title = words("comparison.title");
    Table table{words("comparison.horizon"),
                {{"scenario", words("column.scenario"), "", true},
                 {"municipality", words("column.name"), "", true},
                 {"year", words("column.year"), ""},
                 {"net_cost", words("column.net_cost"), words("unit.mnkr"), true},
                 {"deviation_pct", words("column.deviation_pct"), "%", true},
                 {"result_share", words("column.result_share"), "%", true},
                 {"p_target", words("column.p_target_of_each"), "%"},
                 {"saving", words("column.saving"), words("unit.mnkr"), true},
                 {"present_value", words("column.present_value"), words("unit.mnkr"), true}}};
    Json documents = Json::array();
    Table data;
    for (const auto& one : simulated) {
        const Simulation& shown = one.simulation;
        table.rows.push_back({words(one.scenario.title), municipality_of(context, one.scenario).name,
                              one.scenario.horizon, spread_cell(words, shown.net_cost.back().back(), 0, false, false),
                              spread_cell(words, shown.deviation_pct.back().back(), 1, true, false),
                              spread_cell(words, shown.result_share.back(), 1, true, false),
                              cell(100 * shown.p_target.back(), 0),
                              spread_cell(words, shown.saving.back(), 0, false, false),
                              spread_cell(words, shown.present_value.back(), 0, false, false)});
        documents.push_back(simulation_json(context, one, shown));
        Table rows = data_rows(context, one, shown);
        data.columns = rows.columns;
        data.rows.insert(data.rows.end(), rows.rows.begin(), rows.rows.end());
    }
    table.notes.push_back(words("simulation.intervals"));
    answer.document.blocks.emplace_back(std::move(table));
    for (const auto& one : simulated) {
        answer.document.blocks.emplace_back(Fold{words(one.scenario.title), {assumptions_table(context, one)}});
    }
    answer.document.source = source_words(context);
    answer.document.blocks.emplace_back(Paragraph{answer.document.source});
    answer.document.blocks.emplace_back(provenance_block(provenance, words, {words("method.simulation")}));
    answer.document.data = std::move(data);
    answer.json = {{"schema", "skattekrona.simulations/1"},
                   {"scenarios", std::move(documents)},
                   {"provenance", provenance_json(provenance)}};
    return answer;
}

Answer explanation_answer(const AnswerContext& context, const SimulatedScenario& simulated, const std::string& cell,
                          const std::vector<Message>& lines) {
    const auto& words = context.wording;
    Provenance provenance = context.provenance;
    provenance.command = fmt::format("skattekrona simulate {} --explain {}", simulated.named, cell);
    Answer answer;
    answer.document.language = words.language();
    answer.document.title = title_words(context, simulated.scenario);
    answer.document.blocks.emplace_back(Paragraph{words("explain.lead")});
    List list;
    Json json = Json::array();
    for (const auto& line : lines) {
        list.items.push_back(words(line));
        json.push_back(words(line));
    }
    answer.document.blocks.emplace_back(list);
    answer.document.blocks.emplace_back(provenance_block(provenance, words, {words("method.simulation")}));
    answer.document.data = Table{"", {{"step", "", "", true}}};
    for (const auto& line : list.items) {
        answer.document.data.rows.push_back({line});
    }
    answer.json = {{"schema", "skattekrona.explanation/1"},
                   {"cell", cell},
                   {"steps", std::move(json)},
                   {"provenance", provenance_json(provenance)}};
    return answer;
}

}  // namespace skattekrona
