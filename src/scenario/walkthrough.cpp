#include "scenario/walkthrough.hpp"

#include <algorithm>
#include <cmath>

namespace skattekrona {

namespace {

Samples median_path(const SimulationModel& model) { return draw(model, 1, medians(), serial); }

double net_total(const Samples& path, const SimulationModel& model, std::size_t ahead) {
    return path.of(Drawn::net_cost, model.base.areas.size(), ahead).front();
}

double price_growth(const SimulationModel& model, std::size_t ahead) {
    return at_median(model.standing(Standing::price), ahead);
}

/// What prices, and taxes and grants per inhabitant, are multiplied by from the base year on.
struct Grown {
    double prices = 1;
    double incomes = 1;
};
Grown grown(const SimulationModel& model, std::size_t ahead) {
    Grown by;
    for (std::size_t t = 0; t <= ahead; ++t) {
        const double price = price_growth(model, t);
        const double income = at_median(model.standing(Standing::income), t);
        by.prices *= 1 + price / 100;
        by.incomes *= 1 + (income + (model.income_over_price ? price : 0)) / 100;
    }
    return by;
}

Number mnkr(double value) { return {value, 1}; }
Number percent(double value) { return {value, 2, true}; }

struct Explanation {
    const Scenario& scenario;
    const SimulationModel& model;
    const Definitions& definitions;
    std::vector<Message> lines;

    Year year(std::size_t ahead) const { return model.base.year + static_cast<int>(ahead + 1); }

    void reference(const AreaDynamics& area, std::size_t a, std::size_t ahead) {
        lines.push_back(
            {"scenario.explain.reference", {{"year", model.base.year}, {"amount", mnkr(area.reference_cost)}}});
        double cost = area.reference_cost;
        for (std::size_t t = 0; t <= ahead; ++t) {
            const double price = price_growth(model, t);
            const double volume = 100 * std::expm1(model.volume[a][t]);
            const double next = cost * (1 + price / 100) * (1 + volume / 100);
            lines.push_back({"scenario.explain.growth",
                             {{"year", year(t)},
                              {"before", mnkr(cost)},
                              {"price", percent(price)},
                              {"volume", percent(volume)},
                              {"amount", mnkr(next)}}});
            cost = next;
        }
    }

    void ratio(const AreaDynamics& area, std::size_t ahead) {
        const double now = std::log(area.net_cost / area.reference_cost);
        const double then = expected_log_ratio(area, ahead);
        lines.push_back({"scenario.explain.ratio",
                         {{"base", model.base.year},
                          {"year", year(ahead)},
                          {"now", Number{now, 4, true}},
                          {"level", Number{area.level, 4, true}},
                          {"rho", Number{area.persistence, 3}},
                          {"ahead", count(ahead + 1)},
                          {"then", Number{then, 4, true}},
                          {"percent", percent(100 * std::expm1(then))}}});
    }

    void one_area(std::size_t a, std::size_t ahead) {
        const AreaDynamics& area = model.base.areas[a];
        reference(area, a, ahead);
        ratio(area, ahead);
        SimulationModel partly = model;
        partly.levers.clear();
        double before = median_path(partly).of(Drawn::net_cost, a, ahead).front();
        lines.push_back({"scenario.explain.without", {{"year", year(ahead)}, {"amount", mnkr(before)}}});
        for (std::size_t l = 0; l < model.levers.size(); ++l) {
            const LeverEffect& lever = model.levers[l];
            partly.levers.push_back(lever);
            if (std::ranges::find(lever.areas, a) == lever.areas.end()) {
                continue;
            }
            const double after = median_path(partly).of(Drawn::net_cost, a, ahead).front();
            const double realised = at_median(model.assumptions[lever.realised], ahead);
            lines.push_back({"scenario.explain.lever",
                             {{"lever", scenario.levers[l].title},
                              {"share", Number{realised > 0 ? 100 * (1 - after / before) / realised * 100 : 0, 2}},
                              {"before", mnkr(before)},
                              {"realised", Number{realised, 0}},
                              {"amount", mnkr(after - before)}}});
            before = after;
        }
        lines.push_back({"scenario.explain.area",
                         {{"area", definitions.title(area.area)}, {"year", year(ahead)}, {"amount", mnkr(before)}}});
    }

    void total(std::size_t ahead) {
        const Samples path = median_path(model);
        for (std::size_t a = 0; a < model.base.areas.size(); ++a) {
            lines.push_back({"scenario.explain.area",
                             {{"area", definitions.title(model.base.areas[a].area)},
                              {"year", year(ahead)},
                              {"amount", mnkr(path.of(Drawn::net_cost, a, ahead).front())}}});
        }
        lines.push_back(
            {"scenario.explain.total", {{"year", year(ahead)}, {"amount", mnkr(net_total(path, model, ahead))}}});
    }

    void result(std::size_t ahead) {
        const Samples path = median_path(model);
        double net = 0;
        for (const auto& area : model.base.areas) {
            net += area.net_cost;
        }
        const double rest = model.base.income - model.base.result - net;
        const auto [prices, incomes] = grown(model, ahead);
        const double people = model.population[ahead] / model.base.population;
        lines.push_back({"scenario.explain.income",
                         {{"year", year(ahead)},
                          {"before", mnkr(model.base.income)},
                          {"base", model.base.year},
                          {"growth", Number{incomes, 4}},
                          {"people", Number{people, 4}},
                          {"amount", mnkr(path.of(Drawn::income, 0, ahead).front())}}});
        lines.push_back(
            {"scenario.explain.total", {{"year", year(ahead)}, {"amount", mnkr(net_total(path, model, ahead))}}});
        lines.push_back({"scenario.explain.rest",
                         {{"base", model.base.year},
                          {"income", mnkr(model.base.income)},
                          {"net", mnkr(net)},
                          {"result", mnkr(model.base.result)},
                          {"rest", mnkr(rest)},
                          {"people", Number{people, 4}},
                          {"prices", Number{prices, 4}},
                          {"amount", mnkr(rest * people * prices)}}});
        lines.push_back({"scenario.explain.result",
                         {{"year", year(ahead)}, {"amount", mnkr(path.of(Drawn::result, 0, ahead).front())}}});
    }
};

}  // namespace

std::vector<std::vector<std::vector<double>>> taken_at_median(const SimulationModel& model) {
    std::vector<std::vector<std::vector<double>>> taken;
    SimulationModel partly = model;
    partly.levers.clear();
    Samples before = median_path(partly);
    for (const auto& lever : model.levers) {
        partly.levers.push_back(lever);
        Samples after = median_path(partly);
        auto& of_lever = taken.emplace_back();
        for (const std::size_t a : lever.areas) {
            auto& of_area = of_lever.emplace_back();
            for (std::size_t t = 0; t < model.years; ++t) {
                of_area.push_back(before.of(Drawn::net_cost, a, t).front() - after.of(Drawn::net_cost, a, t).front());
            }
        }
        before = std::move(after);
    }
    return taken;
}

std::vector<PlanStep> plan_steps(const SimulationModel& model) {
    const std::size_t last = model.years - 1;
    double start = 0;
    double priced = 0;
    double with_volume = 0;
    const double prices = grown(model, last).prices;
    for (std::size_t a = 0; a < model.base.areas.size(); ++a) {
        double volume = 0;
        for (const double growth : model.volume[a]) {
            volume += growth;
        }
        const double net = model.base.areas[a].net_cost;
        start += net;
        priced += net * prices;
        with_volume += net * prices * std::exp(volume);
    }
    SimulationModel partly = model;
    partly.levers.clear();
    double now = net_total(median_path(partly), model, last);
    std::vector<PlanStep> steps{{PlanStep::Kind::start, "", start},
                                {PlanStep::Kind::price, "", priced - start},
                                {PlanStep::Kind::volume, "", with_volume - priced},
                                {PlanStep::Kind::deviation, "", now - with_volume}};
    for (const auto& lever : model.levers) {
        partly.levers.push_back(lever);
        const double next = net_total(median_path(partly), model, last);
        steps.push_back({PlanStep::Kind::lever, lever.id, next - now});
        now = next;
    }
    steps.push_back({PlanStep::Kind::end, "", now});
    return steps;
}

IncomeLead income_lead(const SimulationModel& model) {
    const std::size_t last = model.years - 1;
    const auto [prices, incomes] = grown(model, last);
    const double a_year = 1 / static_cast<double>(model.years);
    return {100 * (std::pow(incomes, a_year) - std::pow(prices, a_year)),
            model.base.income * model.population[last] / model.base.population * (incomes - prices)};
}

std::vector<PlannedMove> planned_moves(const Scenario& scenario, const SimulationModel& model) {
    const Samples path = median_path(model);
    SimulationModel nobody = model;
    nobody.levers.clear();
    const Samples without = median_path(nobody);
    std::vector<PlannedMove> moves;
    const auto add = [&](std::vector<std::string> areas, std::size_t place, double now, Year by) {
        const auto ahead = static_cast<std::size_t>(by - scenario.base_year - 1);
        const double change = path.of(Drawn::deviation_pct, place, ahead).front() - now;
        const double expected = without.of(Drawn::deviation_pct, place, ahead).front() - now;
        constexpr double nothing = 0.05;
        if (std::abs(change) >= nothing && std::abs(change - expected) >= nothing) {
            moves.push_back({std::move(areas),
                             scenario.municipality,
                             scenario.base_year,
                             {now},
                             change,
                             by - scenario.base_year,
                             expected});
        }
    };
    double net = 0;
    double reference = 0;
    std::optional<Year> last;
    for (std::size_t a = 0; a < scenario.areas.size(); ++a) {
        const AreaDynamics& area = model.base.areas[a];
        net += area.net_cost;
        reference += area.reference_cost;
        std::optional<Year> by;
        for (const auto& lever : scenario.levers) {
            if (std::ranges::find(lever.areas, area.area) != lever.areas.end()) {
                by = std::max(by, std::optional(lever.by));
            }
        }
        if (by) {
            add({area.area}, a, 100 * (area.net_cost / area.reference_cost - 1), *by);
            last = std::max(last, by);
        }
    }
    if (last && scenario.areas.size() > 1) {
        add(scenario.areas, scenario.areas.size(), 100 * (net / reference - 1), *last);
    }
    return moves;
}

std::vector<Message> explain(const Scenario& scenario, const SimulationModel& model, const Definitions& definitions,
                             std::string_view area, Year year) {
    Explanation explanation{scenario, model, definitions, {}};
    const auto ahead = static_cast<std::size_t>(year - model.base.year - 1);
    if (area == "result") {
        explanation.result(ahead);
    } else if (area == total_area) {
        explanation.total(ahead);
    } else {
        const auto found = std::ranges::find(scenario.areas, area);
        explanation.one_area(static_cast<std::size_t>(found - scenario.areas.begin()), ahead);
    }
    return explanation.lines;
}

}  // namespace skattekrona
