#pragma once

#include "plot/charts.hpp"
#include "scenario/scenario.hpp"
#include "scenario/walkthrough.hpp"

#include <cstddef>
#include <vector>

namespace skattekrona {

/// What a fan shows: net cost in mnkr, deviation in % of the reference cost, result in % of taxes and general grants.
enum class FanQuantity { net_cost, deviation, result_share };

/// A scenario that has been simulated, and the same without levers: null where it has none.
struct ScenarioFans {
    const Scenario& scenario;
    const Simulation& simulation;
    const Simulation* without_levers;
};

/// Fan [solfjäder]: what the quantity was up to the base year, and from there the median and the middle 50, 80 and
/// 95 %. `area`: index, the total being the last; counts for nothing where the quantity is the municipality's alone.
Chart fan_chart(const ChartContext& context, const ScenarioFans& fans, FanQuantity quantity, std::size_t area);

/// Waterfall: net cost in the base year, price, volume, the return to the own level, each lever, net cost at the
/// horizon.
Chart plan_chart(const ChartContext& context, const Scenario& scenario, const std::vector<PlanStep>& steps);

}  // namespace skattekrona
