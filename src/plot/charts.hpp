#pragma once

#include "claim/check.hpp"
#include "claim/curve.hpp"
#include "claim/follow_up.hpp"
#include "model/benchmark.hpp"
#include "model/noise.hpp"
#include "model/trend.hpp"
#include "plot/chart.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace skattekrona {

/// Who a chart's figures are of, in a title: of one area alone they are not the whole municipality's.
std::string subject(const ChartContext& context, std::size_t municipality, const std::vector<std::string>& areas);
/// Which areas a chart's sums are of, in a caption: a picture travels alone.
std::string areas_in_caption(const ChartContext& context, const std::vector<std::string>& areas);

/// What a deviation's bars show: mnkr, % of the reference cost, or kr per inhabitant.
enum class DeviationMeasure { amount, percent, per_inhabitant };

/// What differs between the deviation in different units: keys of texts, and how a figure is written.
struct DeviationWords {
    const char* id;
    const char* axis;
    const char* units;
    const char* in_title;
    const char* label;
    /// Of a file's column.
    const char* key;
};
const DeviationWords& deviation_words(DeviationMeasure measure);
double measured(const AreaBenchmark& area, DeviationMeasure measure);
Number deviation_number(double value, DeviationMeasure measure, bool plus_sign);

/// The breaks of a trend's area that a line chart marks, and the regime of each of its points: how many breaks in
/// method come before it.
struct TrendBreaks {
    Json rows = Json::list();
    std::vector<int> regimes;
};
TrendBreaks trend_breaks(const ChartContext& context, const AreaTrend& area);
/// What a line chart of deviations measures, and what its marks mean.
std::string trend_caption(const ChartContext& context, const Trend& trend, const AreaTrend& area, const Json& breaks);

/// Bars: deviation per area, and of the total where there are several.
Chart deviation_chart(const ChartContext& context, const Benchmark& benchmark, DeviationMeasure measure);

/// Lines: an area's deviation in % over the years, beside the medians of the pool and the country; lines stop at a
/// break in the method and start again after it.
Chart trend_chart(const ChartContext& context, const Trend& trend, const AreaTrend& area);

/// Dots: the deviation in % of every municipality per area, the own and the pool's marked.
Chart position_chart(const ChartContext& context, const CostWindow& costs, const Pools& pools,
                     std::size_t municipality);

/// Dots: the deviation in % of every municipality against its quality score (model/quality.hpp) of the same year, the
/// own and the pool's marked; lines at 0 % and at the median score. `area`: one of the costs' areas, or the total.
Chart quality_chart(const ChartContext& context, const CostWindow& costs, const Pools& pools, std::size_t municipality,
                    std::string_view area);

/// Dots: the total's deviation in % of the municipality and its peers, ascending, with the peers' median as a line.
/// `peers`: without the municipality; of more than 29 those nearest it in order are shown.
Chart peers_chart(const ChartContext& context, const CostWindow& costs, const std::vector<std::size_t>& peers,
                  std::size_t municipality);

/// Bars: the potential in mnkr per level, by area beside whole. The two lists hold the same levels in the same order.
Chart potential_chart(const ChartContext& context, const std::vector<Benchmark>& by_area,
                      const std::vector<Benchmark>& whole);

/// Points: a sample of the curve's specifications by potential, above a matrix of which choices each makes; the claim's
/// amount (mnkr) as a line and what lies within its tolerance marked, where there is a claim.
Chart curve_chart(const ChartContext& context, const Curve& curve, const ClaimModels& models,
                  const PotentialClaim* claim);

/// Waterfall: net cost then, price, volume and structure, the median's movement, the own movement, net cost now.
Chart follow_up_chart(const ChartContext& context, const FollowUp& follow_up);

/// Slopes: the deviation in % of every municipality as it was, as expected a year on, and as it lasts; the own and
/// the `lowest` lowest marked. `areas` are those of the series.
Chart noise_chart(const ChartContext& context, const SeriesNoise& noise, const std::vector<std::string>& areas,
                  std::size_t municipality, Year year, std::size_t lowest);

}  // namespace skattekrona
