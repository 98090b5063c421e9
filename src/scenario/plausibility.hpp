#pragma once

#include "figures/panel.hpp"
#include "model/definitions.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace skattekrona {

/// The deviation in % over all the panel's years, for every municipality; a missing figure is NaN.
struct DeviationHistory {
    Year first;
    /// [year − first year][municipality]
    std::vector<std::vector<double>> pct;
    /// Per year over all municipalities with a figure.
    std::vector<double> median;

    Year last() const { return first + (static_cast<int>(pct.size()) - 1); }
    std::size_t index(Year year) const { return static_cast<std::size_t>(year - first); }
    double at(Year year, std::size_t municipality) const { return pct[index(year)][municipality]; }
};

/// The published deviation of one area, or of those of Kolada's N00097 together; else several areas' ratio of sums.
DeviationHistory deviation_history(const Panel& panel, const Definitions& definitions,
                                   const std::vector<std::string>& areas);

/// A plan to move a municipality's deviation.
struct PlannedMove {
    /// One area, or those that the total is over.
    std::vector<std::string> areas;
    std::size_t municipality = 0;
    Year from;
    /// The deviation that year.
    Percent start;
    /// Percentage points, not 0; negative = down.
    double change = missing;
    int years = 1;
    /// The change that is expected without the plan; missing where nobody says.
    double expected = missing;

    /// What the breaks in the series are of: published together, the areas have their own.
    std::vector<std::string> series(const Definitions& definitions) const {
        return definitions.published_together(areas) ? std::vector{std::string(total_area)} : areas;
    }
    std::string area() const { return areas.size() == 1 ? areas.front() : std::string(total_area); }
    Percent end() const { return start + Percent{change}; }
};

/// How a deviation moved in one municipality over as many years as a plan has.
struct HistoricalMove {
    std::size_t municipality = 0;
    Year from;
    Percent start;
    Percent end;
    /// Percentage points beyond the national median's movement over the same years.
    double change = missing;
    /// Quality scores (model/quality.hpp) on the measures published both years.
    double quality_before = missing;
    double quality_after = missing;
    /// The change over the years after, as many again; missing where the figures end or the method changes.
    double following = missing;
    /// Cost equalisation changed on the way, and with it the reference costs.
    bool equalisation_changed = false;
    /// Shares years with a larger move of the same municipality that is not itself overlapped.
    bool overlapped = false;

    double quality_change() const { return quality_after - quality_before; }
};

/// What became of quality over some moves, where it is known both before and after.
struct QualityMeanwhile {
    std::size_t known = 0;
    std::size_t rose = 0;
    std::size_t fell = 0;
    double median_change = missing;
};
QualityMeanwhile quality_meanwhile(std::span<const HistoricalMove> moves);

/// How many moves still reached as far as the plan when as many years again had passed.
struct Lasting {
    std::size_t known = 0;
    std::size_t still_as_far = 0;
    /// Percentage points from the start, by then.
    double median_left = missing;
};

/// The reference class [referensklass] of a plan: every municipality and every run of as many years that started near
/// it. The plan's own municipality is one of them.
struct ReferenceClass {
    static constexpr std::array<double, 5> shares{0.05, 0.25, 0.5, 0.75, 0.95};
    /// Fewer windows than this are too few to say much.
    static constexpr std::size_t enough = 30;

    PlannedMove plan;
    /// How near, in percentage points of deviation.
    double near = missing;
    /// Those that went furthest in the plan's direction first.
    std::vector<HistoricalMove> windows;
    /// So many of them, the first ones, went at least as far as the plan.
    std::size_t as_far = 0;
    std::size_t municipalities = 0;
    std::size_t municipalities_as_far = 0;
    /// Windows as near that step over a break in method, and the years of those breaks.
    std::size_t left_out = 0;
    std::vector<Year> breaks;
    /// Of the change, at `shares`.
    std::array<double, 5> quantiles{missing, missing, missing, missing, missing};
    /// The least `near` that takes in `enough` windows; missing where there are not so many at all.
    double near_for_enough = missing;
    Lasting lasting;

    std::span<const HistoricalMove> moves_as_far() const { return std::span(windows).first(as_far); }
    /// Share of windows that went at least as far; missing where there are none.
    double share_as_far() const;
    /// Share, in %, of the windows that did not go as far: the plan's percentile in history.
    Percent percentile() const { return as_percent(1 - share_as_far()); }
    /// Beyond the 95th percentile, as that is shown with one decimal: fewer than 5.0 % went as far.
    bool beyond_history() const { return std::round(10 * percentile().value) > 950; }
    Number near_number() const { return {near, std::abs(10 * near - std::round(10 * near)) < 1e-6 ? 1 : 2}; }
    bool small() const { return windows.size() < enough; }
};

/// Changes are measured beyond the national median's, so that what moved everybody is nobody's movement. Method §7.6.
ReferenceClass reference_class(const Panel& panel, const Definitions& definitions, const PlannedMove& plan,
                               double near);

}  // namespace skattekrona
