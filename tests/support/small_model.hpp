#pragma once

#include "scenario/simulation.hpp"

#include <cmath>
#include <string>
#include <vector>

namespace skattekrona::test {

inline Assumption constant(std::string id, double value) {
    return {std::move(id), {Distribution::Kind::constant, {value}}};
}

/// A municipality of so many areas in which nothing is uncertain: each costs 110 mnkr against a reference of 100, stays
/// where it is, and grows by nothing. Taxes and grants are 1 000 mnkr, the result 20.
inline SimulationModel small_model(std::size_t areas, std::size_t years) {
    SimulationModel model;
    model.years = years;
    model.base.year = Year{2022};
    model.base.population = 10000;
    model.base.income = 1000;
    model.base.result = 20;
    model.base.shocks = uncorrelated(2 * areas);
    model.base.levels = uncorrelated(areas);
    for (std::size_t a = 0; a < areas; ++a) {
        AreaDynamics area;
        area.area = "area" + std::to_string(a);
        area.net_cost = 110;
        area.reference_cost = 100;
        area.level = std::log(1.1);
        area.level_deviation = 0;
        area.persistence = 0.5;
        area.shock_persistence = 0.5;
        area.shock = 0;
        area.structure_persistence = 1;
        area.structure_shock = 0;
        model.base.areas.push_back(area);
        model.volume.emplace_back(years, 0.0);
    }
    model.population.assign(years, model.base.population);
    model.assumptions = {constant("price", 0), constant("price_variation", 0), constant("income", 0),
                         constant("income_variation", 0)};
    model.assumption_correlation = uncorrelated(model.assumptions.size());
    return model;
}

/// Adds an assumption and gives its place.
inline std::size_t add(SimulationModel& model, Assumption assumption) {
    model.assumptions.push_back(std::move(assumption));
    model.assumption_correlation = uncorrelated(model.assumptions.size());
    return model.assumptions.size() - 1;
}

/// The path when every uncertain number is at its median.
inline Samples median_path(const SimulationModel& model) { return draw(model, 1, medians(), serial); }

}  // namespace skattekrona::test
