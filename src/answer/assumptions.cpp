#include "answer/assumptions.hpp"

#include "scenario/walkthrough.hpp"

#include <algorithm>
#include <cmath>

namespace skattekrona {

FiguresUsed used_by(const Scenario& scenario, const Panel& panel) {
    return {scenario.areas, panel.first_year(), std::min(scenario.horizon, panel.last_year()), scenario.municipality};
}

Cell distribution_cell(const Wording& words, const Distribution& distribution) {
    if (distribution.kind == Distribution::Kind::constant) {
        return Number{distribution.parameters.front(), 2};
    }
    const auto kinds = distribution_kinds();
    const auto kind = std::ranges::find(kinds, distribution.kind, &DistributionKind::kind);
    std::vector<std::pair<std::string, Message::Argument>> arguments;
    if (kind->kind == Distribution::Kind::empirical) {
        arguments = {{"n", count(distribution.parameters.size())},
                     {"low", Number{support(distribution)[0], 2}},
                     {"high", Number{support(distribution)[1], 2}}};
    } else {
        for (std::size_t i = 0; i < kind->parameters().size(); ++i) {
            arguments.emplace_back(kind->parameters()[i], Number{distribution.parameters[i], 2});
        }
    }
    return words({"answer.distribution." + std::string(kind->name), std::move(arguments)});
}

Json distribution_json(const Distribution& distribution) {
    const auto kinds = distribution_kinds();
    const auto kind = std::ranges::find(kinds, distribution.kind, &DistributionKind::kind);
    Json json = {{"distribution", kind->name}};
    if (kind->kind == Distribution::Kind::empirical) {
        json["values"] = distribution.parameters;
        return json;
    }
    for (std::size_t i = 0; i < kind->parameters().size(); ++i) {
        json[std::string(kind->parameters()[i])] = distribution.parameters[i];
    }
    return json;
}

Json assumptions_json(const AnswerContext& context, const SimulationModel& model) {
    Json assumptions = Json::list();
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
        return context.wording(over_price ? "answer.assumption.income_over_price" : "answer.assumption." + id);
    }
    const auto lever = std::ranges::find(simulated.scenario.levers, id.substr(0, dot), &Lever::id);
    return context.wording({"answer.assumption.of_lever",
                            {{"what", TextKey{"answer.assumption." + id.substr(dot + 1)}}, {"lever", lever->title}}});
}

namespace {

/// Which year's result everything starts from, beside what it has been on average.
void add_base_result(Table& table, const AnswerContext& context, const Scenario& scenario) {
    const Panel& panel = context.figures.panel;
    const auto share = [&](Year year) { return result_share(panel, year, scenario.municipality); };
    constexpr int years = 5;
    double mean = 0;
    for (int back = 0; back < years; ++back) {
        mean += share(scenario.base_year - back) / years;
    }
    if (!is_missing(mean)) {
        table.notes.push_back(context.wording({"answer.simulation.base_result",
                                               {{"year", scenario.base_year},
                                                {"share", Number{share(scenario.base_year), 1, true}},
                                                {"first", scenario.base_year - (years - 1)},
                                                {"mean", Number{mean, 1, true}}}}));
    }
}

}  // namespace

Table assumptions_table(const AnswerContext& context, const SimulatedScenario& simulated) {
    const auto& words = context.wording;
    Table table{words("answer.simulation.assumptions"),
                {{"assumption", words("answer.column.assumption"), "", true},
                 {"value", words("answer.column.assumed"), "", true},
                 {"unit", words("answer.column.unit"), "", true},
                 {"source", words("answer.column.source"), "", true}}};
    for (const auto& assumption : simulated.model.assumptions) {
        std::string path;
        for (const double one : assumption.path) {
            path += (path.empty() ? "" : " · ") + words(Number{one, 2});
        }
        table.rows.push_back({assumption_words(context, simulated, assumption.id),
                              path.empty() ? distribution_cell(words, assumption.distribution) : Cell{path},
                              assumption.unit, words(assumption.source)});
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
            words({"answer.simulation.volume_given", {{"areas", projected}, {"source", scenario.population_source}}}));
    }
    if (projected.size() < scenario.areas.size()) {
        table.notes.push_back(words("answer.simulation.volume_trend"));
    }
    table.notes.push_back(words("answer.simulation.rest"));
    add_base_result(table, context, scenario);
    // A gap that is held for years says more of the result than everything else does.
    constexpr double worth_saying = 0.25;
    if (const IncomeLead gap = income_lead(simulated.model);
        std::abs(gap.points) >= worth_saying && !is_missing(gap.amount)) {
        table.notes.push_back(words({gap.points > 0 ? "answer.simulation.gap" : "answer.simulation.gap_down",
                                     {{"gap", Number{std::abs(gap.points), 1}},
                                      {"amount", Number{std::abs(gap.amount)}},
                                      {"year", scenario.horizon},
                                      {"n", count(simulated.model.years)}}}));
    }
    return table;
}

}  // namespace skattekrona
