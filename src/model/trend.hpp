#pragma once

#include "core/units.hpp"
#include "figures/figures.hpp"
#include "model/definitions.hpp"
#include "model/specification.hpp"

#include <string>
#include <vector>

namespace skattekrona {

/// One area (or the total) in one year, beside its pool and the country.
struct TrendPoint {
    Year year;
    /// The published deviation; from the sums of N and R where an own total is asked for.
    Percent deviation_pct;
    /// Missing in years when only the percentage is published.
    Mnkr deviation;
    /// Unweighted medians over the pool, and over all other municipalities.
    Percent pool_median;
    Percent country_median;
    /// 1 = lowest, among all municipalities with a figure that year; 0 = no rank.
    int rank = 0;
    int of = 0;
    /// The breaks that begin this year.
    std::vector<SeriesBreak> breaks;
};

struct AreaTrend {
    std::string area;
    std::vector<TrendPoint> points;
};

struct Trend {
    std::size_t municipality = 0;
    PoolChoice pool;
    /// The year in question. The pool is drawn once, for this year, and kept in every year.
    Year year;
    std::vector<AreaTrend> areas;
    AreaTrend total;
};

/// The total; of one area that area, which the total then is.
inline const AreaTrend& whole_of(const Trend& trend) {
    return trend.areas.size() == 1 ? trend.areas.front() : trend.total;
}

/// Deviation over all years with a figure. The total is Kolada's N00097 when the areas are the six of it, else the
/// ratio of sums over the areas; so too where there is one and an area's figure is not of those that N00097 is made of.
/// Failure::usage where the pool is empty. Method §1.3.
Result<Trend> trend(const Figures& figures, const Definitions& definitions, std::size_t municipality,
                    const std::vector<std::string>& areas, const PoolChoice& pool, Year year);

}  // namespace skattekrona
