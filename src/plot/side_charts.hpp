#pragma once

#include "model/benchmark.hpp"
#include "model/trend.hpp"
#include "plot/charts.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace skattekrona {

/// Who of several has the most and who the least of something. Of figures as they are shown (shown_value), so that
/// those that look the same share the place.
struct Extremes {
    double high = missing;
    double low = missing;
    std::vector<std::size_t> highest;
    std::vector<std::size_t> lowest;
    /// How many have a figure.
    std::size_t known = 0;

    bool differ() const { return known > 1 && high > low; }
};
Extremes extremes(const std::vector<double>& shown);

/// The row of figures, as shown, that lie furthest apart, and who has the most and the least of it.
struct WidestApart {
    std::size_t row;
    Extremes ends;
};
/// Nothing where none differ, or where several rows differ as much: then none of them differs most.
std::optional<WidestApart> widest_apart(const std::vector<std::vector<double>>& rows);

/// Bars: the deviation of several municipalities per area, those of one area together, and of the total where there are
/// several. The benchmarks are of one year and the same areas.
Chart side_deviation_chart(const ChartContext& context, std::span<const Benchmark> benchmarks,
                           DeviationMeasure measure);

/// Lines: the deviation of several municipalities in % over the years, in an area or the total. The trends are of the
/// same areas and year.
Chart side_trend_chart(const ChartContext& context, std::span<const Trend> trends, std::string_view area);

}  // namespace skattekrona
