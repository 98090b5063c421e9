#pragma once

#include "scenario/simulation.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace skattekrona {

/// How forecasts made in earlier years came out. Shares of the cases that fell within the 50, 80 and 95 % intervals,
/// and the mean continuous ranked probability score (Gneiting & Raftery 2007; lower is better), beside that of saying
/// that nothing will change, which for a single value is the absolute error. All missing where there are no cases.
struct ForecastScore {
    std::size_t cases = 0;
    std::array<double, 3> covered{missing, missing, missing};
    double crps = missing;
    double crps_no_change = missing;
    /// The median's own error, in mean absolute value: what is left of the gain when the uncertainty is not stated.
    double median_error = missing;
};
inline constexpr std::array<double, 3> scored_intervals{0.50, 0.80, 0.95};

/// Between what shares the 80 % intervals must cover to hold: wider in one area, which has fewer cases.
inline constexpr std::array<double, 2> coverage_allowed_in_area{0.72, 0.88};
inline constexpr std::array<double, 2> coverage_allowed_together{0.77, 0.83};

struct BacktestRow {
    /// An area's id, or total.
    std::string area;
    /// Years ahead, from 1; 0 = two and three together.
    int ahead = 0;
    ForecastScore score;
};

/// One outcome: the deviation in %, or the net cost in mnkr when the national price is known; then its scores are in %
/// of the net cost of the base year, and no change is no change but the price.
struct BacktestTable {
    Drawn what = Drawn::deviation_pct;
    /// Within a way of computing the deviation: per area and the total, 1, 2 and 3 years ahead, and 2–3 together.
    std::vector<BacktestRow> within;
    /// All areas together, without the total: 1, 2, 3, and 2–3.
    std::vector<BacktestRow> together;
    /// Over a break in the way of computing it, where a forecast cannot know what the new way will say.
    std::vector<BacktestRow> across;
};

struct Backtest {
    /// Year 0 where no year has enough figures before it and any after.
    Year first_base;
    Year last_base;
    std::size_t replicates = 0;
    BacktestTable deviation;
    BacktestTable net_cost;
};

struct BacktestDesign {
    std::vector<std::string> areas;
    std::size_t replicates = 1000;
    std::uint64_t seed = 1;
};

/// Simulates every municipality without levers from every base year that has at least four years of figures up to it,
/// the dynamics estimated on those years only, and holds the next three years against it. Method §7. `progress` is told
/// how many base years are done, of how many.
Backtest backtest(const Figures& figures, const Definitions& definitions, const BacktestDesign& design,
                  const ParallelFor& parallel, const std::function<void(std::size_t, std::size_t)>& progress);

/// The continuous ranked probability score of a sample against what came. Method §7.7.
double crps(std::span<const double> samples, double outcome);

}  // namespace skattekrona
