#pragma once

#include "core/diagnostic.hpp"
#include "data/panel.hpp"
#include "model/definitions.hpp"
#include "model/pool_order.hpp"
#include "model/specification.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace skattekrona {

/// Costs of one area (or the total) for every municipality, in the panel's order; a missing figure is NaN.
struct AreaCosts {
    std::string area;
    /// mnkr a year, averaged over the window.
    std::vector<double> net;
    std::vector<double> reference;
    /// Cost ratio e = ΣN / ΣR over the window.
    std::vector<double> ratio;
    /// Half-width of the reference cost in % of it, where rounding makes it coarse.
    std::vector<double> precision;
    PoolOrder order;
};

/// Costs of the chosen areas and of their total over a window of years that ends with `year`.
struct CostWindow {
    Year year;
    int window = 1;
    std::vector<AreaCosts> areas;
    /// Ratio of sums over the areas; missing for a municipality that misses any of them.
    AreaCosts total;
    /// Mean population over the window.
    std::vector<double> population;
};

/// Reads the costs once, so that any number of municipalities and levels can be held against them.
/// Failure::usage where the price index has no value for a year in the window.
Result<CostWindow> cost_window(const Panel& panel, const Definitions& definitions,
                               const std::vector<std::string>& areas, Year year, int window,
                               const std::optional<Prices>& prices);

/// One municipality's lowest cost ratio of an area set over the windows ending no later than `year`, and its year.
/// Missing where no window is complete.
struct OwnBest {
    double ratio = missing;
    Year year;
};
OwnBest own_best(const Panel& panel, const Definitions& definitions, const std::vector<std::string>& areas,
                 std::size_t municipality, Year year, int window, const std::optional<Prices>& prices);

/// The years in which every one of the areas has costs for the municipality.
std::vector<Year> years_with_costs(const Panel& panel, const std::vector<std::string>& areas, std::size_t municipality);
/// The years in which at least one of the areas has.
std::vector<Year> years_with_any_costs(const Panel& panel, const std::vector<std::string>& areas,
                                       std::size_t municipality);

}  // namespace skattekrona
