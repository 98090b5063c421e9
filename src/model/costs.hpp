#pragma once

#include "core/diagnostic.hpp"
#include "figures/figures.hpp"
#include "model/definitions.hpp"
#include "model/pool_order.hpp"
#include "model/specification.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace skattekrona {

/// Costs of one area (or the total) over all the panel's years, for every municipality; a missing figure is NaN.
struct CostSeries {
    std::string area;
    /// mnkr, in each year's own prices: [year − first year][municipality].
    std::vector<std::vector<double>> net;
    std::vector<std::vector<double>> reference;
    /// Half-width of the reference cost, mnkr; 0 where rounding does not make it coarse.
    std::vector<std::vector<double>> half_width;
};

/// The costs of chosen areas and of their total over all the panel's years.
struct CostHistory {
    Year first;
    std::vector<CostSeries> areas;
    /// The sums over the areas; missing for a municipality that misses any of them.
    CostSeries total;
    std::vector<std::vector<double>> population;

    Year last() const { return first + (static_cast<int>(population.size()) - 1); }
    std::size_t index(Year year) const { return static_cast<std::size_t>(year - first); }
    bool contains(Year year) const { return year >= first && year <= last(); }
};

/// Net and reference cost as published.
CostHistory cost_history(const Panel& panel, const std::vector<std::string>& areas);

/// The same history as it was known at the end of a year that it contains.
CostHistory history_until(CostHistory history, Year last);

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

/// What turns each year's kronor in a window into those of `prices`, the last year first. Method §1.3.
/// Failure::usage where the price index has no value for a year in the window.
Result<std::vector<double>> price_factors(const Definitions& definitions, const std::optional<Prices>& prices,
                                          Year year, int window);

/// One series over a window of years that ends with `year`, each year's amounts times its factor, the last year first.
/// Method §1.3.
AreaCosts area_costs(const CostHistory& history, const CostSeries& series, Year year,
                     const std::vector<double>& factors);

/// Makes the window once, so that any number of municipalities and levels can be held against it. Method §1.3.
/// Failure::usage where the price index has no value for a year in the window.
Result<CostWindow> cost_window(const CostHistory& history, const Definitions& definitions, Year year, int window,
                               const std::optional<Prices>& prices);

/// What a level that is the municipality's own (is_own) asks of it: its lowest cost ratio in a series over the windows
/// ending no later than `year`, and its year. Missing where no window is complete. Method §2.
struct OwnTarget {
    double ratio = missing;
    Year year;
    /// Of how many years with figures, or windows of them.
    int among = 0;
};
OwnTarget own_target(const CostHistory& history, const CostSeries& series, const Definitions& definitions,
                     std::size_t municipality, Year year, int window, const std::optional<Prices>& prices);

/// The last year in which anybody has a reference cost in any area; the history's first where nobody has.
Year last_reference_year(const CostHistory& history);

/// The years in which every one of the areas has both net and reference cost for the municipality.
std::vector<Year> years_with_costs(const Panel& panel, const std::vector<std::string>& areas, std::size_t municipality);
/// Whether an area's costs that year are lacking because of what is stored: a figure has been withdrawn, or a deviation
/// in % or mnkr changed without the other.
bool costs_taken_away(const Figures& figures, const std::string& area, Year year, std::size_t municipality);
/// The same years, and those that would be among them if nothing had been taken away: an answer for such a year says
/// what it lacks.
std::vector<Year> years_to_answer_for(const Figures& figures, const std::vector<std::string>& areas,
                                      std::size_t municipality);
/// The latest of those, else the latest in which any of the areas has costs: the year where none is asked for.
Year latest_year(const Figures& figures, const std::vector<std::string>& areas, std::size_t municipality);
/// The years in which at least one of the areas has both.
std::vector<Year> years_with_any_deviation(const Panel& panel, const std::vector<std::string>& areas,
                                           std::size_t municipality);
/// The years in which at least one of the areas has a net cost.
std::vector<Year> years_with_any_costs(const Panel& panel, const std::vector<std::string>& areas,
                                       std::size_t municipality);

/// "2010–2012, 2014".
std::string year_ranges(const std::vector<Year>& years);
/// The same for a message, which says so where there is none.
Message::Argument known_years(const std::vector<Year>& years);

}  // namespace skattekrona
