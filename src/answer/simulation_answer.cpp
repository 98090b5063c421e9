#include "answer/simulation_answer.hpp"

#include "answer/assumptions.hpp"
#include "answer/median_book.hpp"

#include "plot/simulation_charts.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace skattekrona {

namespace {

const Municipality& municipality_of(const AnswerContext& context, const Scenario& scenario) {
    return context.figures.panel.municipalities()[scenario.municipality];
}

Year year_ahead(const Scenario& scenario, std::size_t ahead) {
    return scenario.base_year + static_cast<int>(ahead + 1);
}

/// "4 021 (3 940–4 105)", or just the median where nothing is uncertain.
Cell spread_cell(const Spread& spread, int decimals, bool plus_sign, bool alone) {
    const Number middle{spread.median(), decimals, plus_sign};
    if (is_missing(middle.value)) {
        return {};
    }
    if (alone) {
        return middle;
    }
    return Interval{middle, {spread.p10(), decimals, plus_sign}, {spread.p90(), decimals, plus_sign}, plus_sign};
}

/// A column of spread_cells.
Column spread_column(const Wording& words, std::string key, std::string title, std::string unit, bool alone) {
    Column column{std::move(key), std::move(title), std::move(unit), !alone};
    if (!alone) {
        column.interval = quantile_titles(words);
    }
    return column;
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

/// Whether a saving is shown below nought in any year.
bool costs_somewhere(const Simulation& shown) {
    const auto below = [](const Spread& saving) { return shown_sign({saving.median(), 0}) < 0; };
    return std::ranges::any_of(shown.saving, below) || std::ranges::any_of(shown.cumulated_saving, below);
}

Table years_table(const AnswerContext& context, const SimulatedScenario& simulated, const Simulation& shown,
                  bool deterministic) {
    const auto& words = context.wording;
    const Scenario& scenario = simulated.scenario;
    const std::size_t total = scenario.areas.size();
    Table table{
        words({deterministic ? "answer.simulation.years_median" : "answer.simulation.years",
               {{"n", count(shown.replicates)}}}),
        {{"year", words("plot.column.year"), ""},
         spread_column(words, "net_cost", words("answer.column.net_cost"), words("model.unit.mnkr"), deterministic),
         {"became", words("answer.column.became"), words("model.unit.mnkr")},
         spread_column(words, "deviation_pct", words("plot.column.deviation_pct"), "%", deterministic),
         spread_column(words, "result", words("answer.column.result_amount"), words("model.unit.mnkr"), deterministic),
         spread_column(words, "result_share", words("answer.column.result_share"), "%", deterministic),
         {"p_target", words({"answer.column.p_target", {{"target", Number{scenario.target_share, 1}}}}), "%"},
         spread_column(words, "saving", words("answer.column.saving"), words("model.unit.mnkr"), deterministic),
         spread_column(words, "cumulated", words("answer.column.cumulated"), words("model.unit.mnkr"), deterministic)}};
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
                          cell(result_share(context.figures.panel, scenario.base_year, scenario.municipality), 1, true),
                          {},
                          {},
                          {}});
    for (std::size_t t = 0; t < simulated.model.years; ++t) {
        table.rows.push_back({year_ahead(scenario, t), spread_cell(shown.net_cost[total][t], 0, false, deterministic),
                              cell(became[t], 0), spread_cell(shown.deviation_pct[total][t], 1, true, deterministic),
                              spread_cell(shown.result[t], 0, true, deterministic),
                              spread_cell(shown.result_share[t], 1, true, deterministic),
                              deterministic ? Cell{} : cell(100 * shown.p_target[t], 0),
                              spread_cell(shown.saving[t], 0, false, deterministic),
                              spread_cell(shown.cumulated_saving[t], 0, false, deterministic)});
    }
    if (scenario.levers.empty()) {
        table.drop_column("saving");
        table.drop_column("cumulated");
    }
    if (deterministic) {
        table.drop_column("p_target");
    }
    if (std::ranges::all_of(became, [](double value) { return is_missing(value); })) {
        table.drop_column("became");
    } else {
        table.notes.push_back(words("answer.simulation.became"));
    }
    table.notes.push_back(words({"answer.simulation.base_row", {{"year", scenario.base_year}}}));
    if (costs_somewhere(shown)) {
        table.notes.push_back(words("answer.simulation.saving_below"));
    }
    if (!deterministic) {
        table.notes.push_back(words("answer.simulation.intervals"));
    }
    if (is_missing(simulated.model.base.income)) {
        table.notes.push_back(
            words({"answer.simulation.no_income",
                   {{"municipality", municipality_of(context, scenario).name}, {"year", scenario.base_year}}}));
    } else {
        const Simulation& median = simulated.median;
        const double rest = (median.income.back().median() - base.income) -
                            (median.net_cost[total].back().median() - net) -
                            (median.result.back().median() - base.result);
        std::string bridge = words({"answer.simulation.result_bridge",
                                    {{"base", scenario.base_year},
                                     {"year", scenario.horizon},
                                     {"from", Number{base.result, 0, true}},
                                     {"to", Number{shown.result.back().median(), 0, true}},
                                     {"income", Number{shown.income.back().median() - base.income, 0, true}},
                                     {"services", Number{net - shown.net_cost[total].back().median(), 0, true}},
                                     {"rest", Number{-rest, 0, true}}}});
        if (!deterministic) {
            bridge += " " + words("answer.simulation.medians");
        }
        table.notes.push_back(std::move(bridge));
    }
    return table;
}

Table areas_table(const AnswerContext& context, const SimulatedScenario& simulated, const Simulation& shown,
                  bool deterministic) {
    const auto& words = context.wording;
    const Scenario& scenario = simulated.scenario;
    const std::size_t last = simulated.model.years - 1;
    Table table{words({"answer.simulation.areas", {{"base", scenario.base_year}, {"year", scenario.horizon}}}),
                {{"area", words("plot.column.area"), "", true},
                 {"net_cost_base", words({"answer.column.net_cost_of", {{"year", scenario.base_year}}}),
                  words("model.unit.mnkr")},
                 spread_column(words, "net_cost", words({"answer.column.net_cost_of", {{"year", scenario.horizon}}}),
                               words("model.unit.mnkr"), deterministic),
                 {"deviation_base", words({"answer.column.deviation_of", {{"year", scenario.base_year}}}), "%"},
                 spread_column(words, "deviation", words({"answer.column.deviation_of", {{"year", scenario.horizon}}}),
                               "%", deterministic),
                 {"expected", words({"answer.column.without_levers", {{"year", scenario.horizon}}}), "%"}}};
    const auto without_levers = [&](std::size_t a) {
        if (!deterministic && simulated.without_levers) {
            return simulated.without_levers->deviation_pct[a][last].median();
        }
        return a == scenario.areas.size() ? missing
                                          : 100 * std::expm1(expected_log_ratio(simulated.model.base.areas[a], last));
    };
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
             cell(now, 0), spread_cell(shown.net_cost[a][last], 0, false, deterministic), cell(deviation, 1, true),
             spread_cell(shown.deviation_pct[a][last], 1, true, deterministic), cell(without_levers(a), 1, true)});
    }
    table.last_is_total = true;
    if (scenario.levers.empty()) {
        table.drop_column("expected");
    }
    table.notes.push_back(
        words(scenario.levers.empty() ? "answer.simulation.settles" : "answer.simulation.settles_without_levers"));
    return table;
}

/// Net cost per area and year, at the median.
Table area_years_table(const AnswerContext& context, const SimulatedScenario& simulated, const Simulation& shown,
                       bool deterministic) {
    const auto& words = context.wording;
    const Scenario& scenario = simulated.scenario;
    Table table{words("answer.simulation.area_years"),
                {{"area", words("plot.column.area"), "", true},
                 {"base", std::to_string(scenario.base_year.value), words("model.unit.mnkr")}}};
    for (std::size_t t = 0; t < simulated.model.years; ++t) {
        table.columns.push_back({"year", std::to_string(year_ahead(scenario, t).value), words("model.unit.mnkr")});
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
        table.notes.push_back(words("answer.simulation.area_years_note"));
    }
    return table;
}

/// A lever's kind in words.
struct KindWords {
    const AnswerContext& context;

    Message operator()(const Lever::ToLevel& level) const {
        const Specification& specification = level.specification;
        return {"answer.lever.level",
                {{"level", context.wording(level_words(specification.level))},
                 {"pool", context.wording(pool_words(specification.pool, context.figures.panel))}}};
    }
    Message operator()(const Lever::Saving&) const { return {"answer.lever.saving", {}}; }
    Message operator()(const Lever::Frames&) const { return {"answer.lever.frames", {}}; }
};

Table levers_table(const AnswerContext& context, const SimulatedScenario& simulated, bool deterministic) {
    const auto& words = context.wording;
    const Scenario& scenario = simulated.scenario;
    const auto steps = plan_steps(simulated.model);
    double together = 0;
    Table table{
        words("answer.simulation.levers"),
        {{"lever", words("answer.column.lever"), "", true},
         {"kind", words("answer.column.kind"), "", true},
         {"areas", words("answer.column.areas"), "", true},
         {"years", words("answer.column.years"), "", true},
         {"effect", words({"answer.column.lever_effect", {{"year", scenario.horizon}}}), words("model.unit.mnkr")}}};
    for (const auto& lever : scenario.levers) {
        const auto step = std::ranges::find(steps, lever.id, &PlanStep::lever);
        table.rows.push_back({words(lever.title), words(std::visit(KindWords{context}, lever.what)),
                              words(areas_words(lever.areas, context.definitions)),
                              lever.from == lever.by ? fmt::format("{}", lever.by.value)
                                                     : fmt::format("{}–{}", lever.from.value, lever.by.value),
                              cell(step->amount, 1, true)});
        together += step->amount;
        if (std::holds_alternative<Lever::Frames>(lever.what) && shown_sign({step->amount, 1}) > 0) {
            table.notes.push_back(
                words({"answer.simulation.frames_cost", {{"lever", lever.title}, {"year", scenario.horizon}}}));
        }
        if (lever.to_level() && step->amount < -0.05) {
            table.notes.push_back(words({"answer.simulation.level_note", {{"lever", lever.title}}}));
        }
        if (shown_sign({step->amount, 1}) == 0) {
            // A level that takes nothing away though it comes true is one that is reached without it.
            const Assumption& realised = simulated.model.assumptions[lever.realised];
            const bool reached = lever.to_level() && at_median(realised, simulated.model.years - 1) > 0;
            table.notes.push_back(words({reached ? "answer.simulation.no_effect" : "answer.simulation.nothing",
                                         {{"lever", lever.title}, {"year", scenario.horizon}}}));
        }
    }
    const Number at_median{together, 0, true};
    const Number drawn{-simulated.simulation.saving.back().median(), 0, true};
    if (!deterministic && words(at_median) != words(drawn)) {
        table.notes.push_back(words({"answer.simulation.at_median", {{"together", at_median}, {"drawn", drawn}}}));
    }
    return table;
}

/// A probability in %, never said to be certain when it is not.
std::string probability_words(const Wording& words, double p) {
    if (p > 0.995 && p < 1) {
        return words("answer.simulation.nearly_certain");
    }
    if (p > 0 && p < 0.005) {
        return words("answer.simulation.nearly_impossible");
    }
    return words(Number{100 * p});
}

Paragraph lead(const AnswerContext& context, const SimulatedScenario& simulated, const Simulation& shown) {
    const auto& words = context.wording;
    const Scenario& scenario = simulated.scenario;
    const Spread& net = shown.net_cost.back().back();
    std::string text = words({"answer.simulation.lead",
                              {{"municipality", municipality_of(context, scenario).name},
                               {"areas", words(areas_words(scenario.areas, context.definitions))},
                               {"year", scenario.horizon},
                               {"net", Number{net.median()}},
                               {"low", Number{net.p10()}},
                               {"high", Number{net.p90()}}}});
    if (!is_missing(shown.p_target.back())) {
        text += " " + words({"answer.simulation.lead_target",
                             {{"target", Number{scenario.target_share, 1}},
                              {"year", scenario.horizon},
                              {"p", probability_words(words, shown.p_target.back())}}});
    }
    if (scenario.claimed) {
        text += " " + words({"answer.simulation.lead_claim",
                             {{"amount", Number{scenario.claimed->amount, amount_decimals(scenario.claimed->amount)}},
                              {"year", scenario.claimed->year},
                              {"p", probability_words(words, shown.p_claim)}}});
    }
    return {text, true};
}

/// What the levers save, or cost: a cost is the saving turned, its low end the saving's high end.
std::string lever_money_words(const AnswerContext& context, const SimulatedScenario& simulated,
                              const Simulation& shown) {
    const Spread& saved = shown.cumulated_saving.back();
    const Spread& present = shown.present_value.back();
    const bool costs = shown_sign({saved.median(), 0}) < 0;
    const auto turned = [&](double value) { return Number{costs ? -value : value}; };
    return context.wording({costs ? "answer.simulation.money_cost" : "answer.simulation.money",
                            {{"from", simulated.scenario.base_year + 1},
                             {"to", simulated.scenario.horizon},
                             {"cumulated", turned(saved.median())},
                             {"low", turned(costs ? saved.p90() : saved.p10())},
                             {"high", turned(costs ? saved.p10() : saved.p90())},
                             {"present", turned(present.median())},
                             {"present_low", turned(costs ? present.p90() : present.p10())},
                             {"present_high", turned(costs ? present.p10() : present.p90())},
                             {"base", simulated.scenario.base_year},
                             {"rate", Number{simulated.scenario.discount_rate, 1}}}});
}

/// What is drawn of the whole municipality.
struct WholeQuantity {
    const char* name;
    const char* unit;
    Fan Simulation::*fan;
};
constexpr std::array<WholeQuantity, 6> whole_quantities{{{"income", "mnkr", &Simulation::income},
                                                         {"result", "mnkr", &Simulation::result},
                                                         {"result_share", "%", &Simulation::result_share},
                                                         {"saving", "mnkr", &Simulation::saving},
                                                         {"cumulated_saving", "mnkr", &Simulation::cumulated_saving},
                                                         {"present_value", "mnkr", &Simulation::present_value}}};

Json fan_json(const Fan& fan) {
    Json json;
    for (std::size_t q = 0; q < spread_names.size(); ++q) {
        json[spread_names[q]] = json_list(fan, [&](const Spread& spread) { return spread.quantiles[q]; });
    }
    json["mean"] = json_list(fan, [](const Spread& spread) { return spread.mean; });
    return json;
}

Json areas_json(const Scenario& scenario, const std::vector<Fan>& fans) {
    Json json{{"total", fan_json(fans.back())}};
    for (std::size_t a = 0; a < scenario.areas.size(); ++a) {
        json[scenario.areas[a]] = fan_json(fans[a]);
    }
    return json;
}

Json simulation_json(const AnswerContext& context, const SimulatedScenario& simulated, const Simulation& shown) {
    const Scenario& scenario = simulated.scenario;
    const Municipality& self = municipality_of(context, scenario);
    Json years = Json::list();
    for (std::size_t t = 0; t < simulated.model.years; ++t) {
        years.push_back(year_ahead(scenario, t));
    }
    Json saving = fan_json(shown.saving);
    saving["cumulated"] = fan_json(shown.cumulated_saving);
    saving["present_value"] = fan_json(shown.present_value);
    saving["discount_rate"] = scenario.discount_rate;
    saving["claimed"] = scenario.claimed ? Json{{"amount", scenario.claimed->amount},
                                                {"year", scenario.claimed->year.value},
                                                {"p_realised", shown.p_claim}}
                                         : Json();
    Json steps = Json::list();
    constexpr std::array kinds{"start", "price", "volume", "deviation", "lever", "end"};
    for (const auto& step : plan_steps(simulated.model)) {
        steps.push_back({{"kind", kinds[static_cast<std::size_t>(step.kind)]},
                         {"lever", step.lever.empty() ? Json() : Json(step.lever)},
                         {"amount", step.amount}});
    }
    return {{"schema", "skattekrona.simulation/1"},
            {"scenario", scenario.id.empty() ? Json() : Json(scenario.id)},
            {"title", context.wording(scenario.title)},
            {"municipality", municipality_json(self)},
            {"areas", scenario.areas},
            {"base_year", scenario.base_year},
            {"years", std::move(years)},
            {"replicates", shown.replicates},
            {"seed", scenario.seed},
            {"net_cost", areas_json(scenario, shown.net_cost)},
            {"net_cost_as_it_became", net_cost_as_it_became(context, simulated)},
            {"deviation_pct", areas_json(scenario, shown.deviation_pct)},
            {"income", fan_json(shown.income)},
            {"result", fan_json(shown.result)},
            {"result_share", fan_json(shown.result_share)},
            {"target_share", scenario.target_share},
            {"p_target", shown.p_target},
            {"saving", std::move(saving)},
            {"plan", std::move(steps)},
            {"assumptions", assumptions_json(context, simulated.model)}};
}

/// A row per year, area and quantity.
Table data_rows(const AnswerContext& context, const SimulatedScenario& simulated, const Simulation& shown) {
    Table data{""};
    for (const char* word : {"scenario", "municipality", "year", "quantity", "area", "unit"}) {
        data.columns.push_back({word, "", "", std::string_view(word) != "year"});
    }
    for (const char* quantile : spread_names) {
        data.columns.push_back({quantile, "", ""});
    }
    data.columns.push_back({"mean", "", ""});
    const Scenario& scenario = simulated.scenario;
    const std::string name = scenario.id.empty() ? context.wording(scenario.title) : scenario.id;
    const std::string municipality(municipality_of(context, scenario).id.view());
    const auto add = [&](const char* quantity, const std::string& area, const char* unit, const Fan& fan) {
        for (std::size_t t = 0; t < fan.size(); ++t) {
            std::vector<Cell> row{name, municipality, year_ahead(scenario, t), quantity, area, unit};
            for (const double value : fan[t].quantiles) {
                row.push_back(cell(value, 3));
            }
            row.push_back(cell(fan[t].mean, 3));
            data.rows.push_back(std::move(row));
        }
    };
    for (std::size_t a = 0; a <= scenario.areas.size(); ++a) {
        const std::string area = a < scenario.areas.size() ? scenario.areas[a] : std::string(total_area);
        add("net_cost", area, "mnkr", shown.net_cost[a]);
        add("deviation_pct", area, "%", shown.deviation_pct[a]);
    }
    for (const auto& [quantity, unit, fan] : whole_quantities) {
        add(quantity, "", unit, shown.*fan);
    }
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
    return context.wording({"answer.simulation.title",
                            {{"title", scenario.title},
                             {"municipality", municipality_of(context, scenario).name},
                             {"base", scenario.base_year},
                             {"year", scenario.horizon}}});
}

}  // namespace

Answer simulation_answer(const AnswerContext& given, const SimulatedScenario& simulated, bool deterministic,
                         const ChartTemplates* templates) {
    const AnswerContext context = given.resting_on(used_by(simulated.scenario, given.figures.panel));
    const auto& words = context.wording;
    const Scenario& scenario = simulated.scenario;
    const Simulation& shown = deterministic ? simulated.median : simulated.simulation;
    const Provenance provenance = context.by(fmt::format("skattekrona simulate {} --seed {} --replicates {}",
                                                         simulated.named, scenario.seed, scenario.replicates) +
                                             (deterministic ? " --deterministic" : ""));
    Answer answer = titled(words, title_words(context, scenario), {scenario.municipality});
    auto& blocks = answer.document.blocks;
    if (!deterministic) {
        blocks.emplace_back(lead(context, simulated, shown));
    }
    for (const auto& note : scenario.notes) {
        blocks.emplace_back(Paragraph{words(note)});
    }
    if (templates != nullptr) {
        const auto charts = scenario_charts(context.charts(*templates), simulated, deterministic);
        blocks.insert(blocks.end(), charts.begin(), charts.end());
    }
    blocks.emplace_back(years_table(context, simulated, shown, deterministic));
    if (!scenario.levers.empty()) {
        blocks.emplace_back(levers_table(context, simulated, deterministic));
        if (!deterministic) {
            blocks.emplace_back(Paragraph{lever_money_words(context, simulated, shown)});
        }
    }
    blocks.emplace_back(areas_table(context, simulated, shown, deterministic));
    blocks.emplace_back(area_years_table(context, simulated, shown, deterministic));
    blocks.emplace_back(assumptions_table(context, simulated));
    blocks.emplace_back(
        Paragraph{words({"answer.simulation.source_of", {{"author", scenario.author}, {"source", scenario.source}}})});
    answer.document.source = source_words(context);
    blocks.emplace_back(Paragraph{answer.document.source});
    answer.document.data = data_rows(context, simulated, shown);
    answer.document.sheets = median_book(context, simulated, "");
    answer.json = simulation_json(context, simulated, shown);
    trace(answer, words, provenance, {words("answer.method.simulation")});
    return answer;
}

Answer comparison_answer(const AnswerContext& given, const std::vector<SimulatedScenario>& simulated) {
    const AnswerContext context = given.resting_on(used_by(simulated.front().scenario, given.figures.panel));
    const auto& words = context.wording;
    std::string command = "skattekrona simulate " + simulated.front().named;
    for (std::size_t s = 1; s < simulated.size(); ++s) {
        command += " --compare " + simulated[s].named;
    }
    const Scenario& first = simulated.front().scenario;
    command += fmt::format(" --seed {} --replicates {}", first.seed, first.replicates);
    Answer answer = titled(words, words("answer.comparison.title"));
    Table table{
        words("answer.comparison.horizon"),
        {{"scenario", words("answer.column.scenario"), "", true},
         {"municipality", words("plot.column.name"), "", true},
         {"year", words("plot.column.year"), ""},
         spread_column(words, "net_cost", words("answer.column.net_cost"), words("model.unit.mnkr"), false),
         spread_column(words, "deviation_pct", words("plot.column.deviation_pct"), "%", false),
         spread_column(words, "result_share", words("answer.column.result_share"), "%", false),
         {"p_target", words("answer.column.p_target_of_each"), "%"},
         spread_column(words, "saving", words("answer.column.saving"), words("model.unit.mnkr"), false),
         spread_column(words, "present_value", words("answer.column.present_value"), words("model.unit.mnkr"), false)}};
    Json documents = Json::list();
    Table data;
    for (const auto& one : simulated) {
        const Simulation& shown = one.simulation;
        table.rows.push_back({words(one.scenario.title), municipality_of(context, one.scenario).name,
                              one.scenario.horizon, spread_cell(shown.net_cost.back().back(), 0, false, false),
                              spread_cell(shown.deviation_pct.back().back(), 1, true, false),
                              spread_cell(shown.result_share.back(), 1, true, false),
                              cell(100 * shown.p_target.back(), 0), spread_cell(shown.saving.back(), 0, false, false),
                              spread_cell(shown.present_value.back(), 0, false, false)});
        documents.push_back(simulation_json(context, one, shown));
        Table rows = data_rows(context, one, shown);
        data.columns = rows.columns;
        data.rows.insert(data.rows.end(), rows.rows.begin(), rows.rows.end());
    }
    table.notes.push_back(words("answer.simulation.intervals"));
    answer.document.blocks.emplace_back(std::move(table));
    answer.document.sheets = median_books(context, simulated);
    for (const auto& one : simulated) {
        answer.document.blocks.emplace_back(Fold{words(one.scenario.title), {assumptions_table(context, one)}});
    }
    answer.document.source = source_words(context);
    answer.document.blocks.emplace_back(Paragraph{answer.document.source});
    answer.document.data = std::move(data);
    answer.json = {{"schema", "skattekrona.simulations/1"}, {"scenarios", std::move(documents)}};
    trace(answer, words, context.by(std::move(command)), {words("answer.method.simulation")});
    return answer;
}

Answer explanation_answer(const AnswerContext& given, const SimulatedScenario& simulated, const std::string& cell,
                          const std::vector<Message>& lines) {
    const AnswerContext context = given.resting_on(used_by(simulated.scenario, given.figures.panel));
    const auto& words = context.wording;
    Answer answer = titled(words, title_words(context, simulated.scenario), {simulated.scenario.municipality});
    answer.document.blocks.emplace_back(Paragraph{words("answer.explain.lead")});
    answer.document.data = Table{"", {{"step", "", "", true}}};
    List list;
    Json steps = Json::list();
    for (const auto& line : lines) {
        steps.push_back(words(line));
        list.items.push_back(words(line));
        answer.document.data.rows.push_back({list.items.back()});
    }
    answer.json = {{"schema", "skattekrona.explanation/1"}, {"cell", cell}, {"steps", std::move(steps)}};
    answer.document.blocks.emplace_back(std::move(list));
    trace(answer, words, context.by(fmt::format("skattekrona simulate {} --explain {}", simulated.named, cell)),
          {words("answer.method.simulation")});
    return answer;
}

}  // namespace skattekrona
