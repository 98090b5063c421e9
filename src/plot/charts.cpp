#include "plot/charts.hpp"

#include "model/quality.hpp"
#include "plot/waterfall.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <set>

namespace skattekrona {

namespace {

const Municipality& municipality_of(const ChartContext& context, std::size_t index) {
    return context.figures.panel.municipalities()[index];
}

/// The areas of costs, a trend or a follow-up.
template <class Costs>
std::vector<std::string> areas_of(const Costs& costs) {
    std::vector<std::string> areas;
    for (const auto& one : costs.areas) {
        areas.push_back(one.area);
    }
    return areas;
}

std::string source(const ChartContext& context, std::string key,
                   std::vector<std::pair<std::string, Message::Argument>> arguments) {
    arguments.emplace_back("credit", context.figures.manifest.credit);
    return context.wording({std::move(key), std::move(arguments)});
}

/// How a municipality is marked among all. A pool that is everybody else marks nobody.
std::string_view role_of(std::size_t municipality, std::size_t own, const std::vector<std::size_t>& pool,
                         const Panel& panel) {
    const bool member = pool.size() + 1 < panel.size() && std::ranges::binary_search(pool, municipality);
    return municipality == own ? "own" : member ? "pool" : "other";
}

/// Where a municipality stands in cost and quality, as far as it shows when both are written out.
std::string_view cost_words(double deviation_pct) {
    const int shown = shown_sign({deviation_pct, 1});
    return shown < 0   ? "plot.chart.quality.cheaper"
           : shown > 0 ? "plot.chart.quality.dearer"
                       : "plot.chart.quality.as_expected";
}
std::string_view score_words(double score, double median) {
    const double above = std::nearbyint(score) - std::nearbyint(median);
    return above > 0   ? "plot.chart.quality.better"
           : above < 0 ? "plot.chart.quality.worse"
                       : "plot.chart.quality.as_median";
}

/// What the quality of some areas is made of in one year.
struct QualityBasis {
    /// The areas that have measures that year, as in a sentence, and the measures.
    std::vector<Text> areas;
    std::vector<Text> measures;
    /// Those of the measures that the municipality misses.
    std::vector<Text> missed;
};
QualityBasis quality_basis(const ChartContext& context, const std::vector<std::string>& areas, Year year,
                           std::size_t municipality) {
    QualityBasis basis;
    for (const auto& id : areas) {
        const ServiceArea& area = *context.definitions.area(id);
        const std::size_t before = basis.measures.size();
        for (const auto& quality : area.quality) {
            const auto values = context.figures.panel.values(quality.measure, year);
            if (std::ranges::all_of(values, [](double value) { return is_missing(value); })) {
                continue;
            }
            basis.measures.push_back(context.definitions.measure(quality.measure)->title);
            if (is_missing(values[municipality])) {
                basis.missed.push_back(basis.measures.back());
            }
        }
        if (basis.measures.size() > before) {
            basis.areas.push_back(area.in_sentence);
        }
    }
    return basis;
}

/// Where a municipality stands, or which of its two figures is missing.
std::string quality_title(const Wording& words, std::vector<std::pair<std::string, Message::Argument>> about,
                          double deviation_pct, double score, double median) {
    std::vector<Message> lacking;
    if (is_missing(deviation_pct)) {
        lacking.push_back({"plot.chart.quality.the_deviation", {}});
    }
    if (is_missing(score)) {
        lacking.push_back({"plot.chart.quality.the_quality", {}});
    }
    if (!lacking.empty()) {
        about.emplace_back("what", std::move(lacking));
        return words({"plot.chart.quality.none", std::move(about)});
    }
    about.emplace_back("cost", TextKey{std::string(cost_words(deviation_pct))});
    about.emplace_back("pct", Number{deviation_pct, 1, true});
    about.emplace_back("quality", TextKey{std::string(score_words(score, median))});
    about.emplace_back("score", Number{score});
    about.emplace_back("median", Number{median});
    return words({"plot.chart.quality.title", std::move(about)});
}

constexpr std::array<DeviationWords, 3> all_deviation_words{
    {{"deviation", "model.unit.mnkr", "plot.chart.deviation.units_mnkr", "plot.chart.deviation.mnkr",
      "plot.chart.deviation.label", "deviation_mnkr"},
     {"deviation-pct", "plot.chart.fan.deviation_axis", "plot.chart.deviation.units_percent", "plot.chart.fan.percent",
      "plot.chart.deviation.label_percent", "deviation_pct"},
     {"deviation-kr", "model.unit.kr_per_inhabitant", "plot.chart.deviation.units_kronor",
      "plot.chart.deviation.kronor", "plot.chart.deviation.label_kronor", "deviation_kr_per_inhabitant"}}};

}  // namespace

const DeviationWords& deviation_words(DeviationMeasure measure) {
    return all_deviation_words[static_cast<std::size_t>(measure)];
}

double measured(const AreaBenchmark& area, DeviationMeasure measure) {
    switch (measure) {
        case DeviationMeasure::amount:
            return area.deviation.value;
        case DeviationMeasure::percent:
            return area.deviation_pct.value;
        case DeviationMeasure::per_inhabitant:
            break;
    }
    return area.deviation_per_inhabitant.value;
}

Number deviation_number(double value, DeviationMeasure measure, bool plus_sign) {
    const bool small_amount = measure == DeviationMeasure::amount && std::abs(value) < 10;
    return {value, small_amount || measure == DeviationMeasure::percent ? 1 : 0, plus_sign};
}

std::string subject(const ChartContext& context, std::size_t municipality, const std::vector<std::string>& areas) {
    const std::string& name = municipality_of(context, municipality).name;
    return areas.size() == 1
               ? context.wording({"plot.chart.of_one_area",
                                  {{"municipality", name}, {"area", context.definitions.title(areas.front())}}})
               : name;
}

std::string areas_in_caption(const ChartContext& context, const std::vector<std::string>& areas) {
    return context.wording(areas_words(areas, context.definitions));
}

Chart deviation_chart(const ChartContext& context, const Benchmark& benchmark, DeviationMeasure measure) {
    const auto& words = context.wording;
    const std::string& name = municipality_of(context, benchmark.municipality).name;
    const DeviationWords& own = deviation_words(measure);
    const auto size_of = [&](const AreaBenchmark& area) { return std::abs(measured(area, measure)); };
    const AreaBenchmark* largest = nullptr;
    for (const auto& area : benchmark.areas) {
        if (!is_missing(size_of(area)) && (largest == nullptr || size_of(area) > size_of(*largest))) {
            largest = &area;
        }
    }
    Json rows = Json::list();
    const auto add = [&](const AreaBenchmark& area) {
        const double shown = measured(area, measure);
        const bool known = !is_missing(shown);
        rows.push_back(
            {{"area", words(context.definitions.short_title(area.area))},
             {"deviation", area.deviation.value},
             {"deviation_pct", area.deviation_pct.value},
             {"per_inhabitant", area.deviation_per_inhabitant.value},
             {"shown", shown},
             {"direction", words(shown > 0 ? "plot.chart.dearer" : "plot.chart.cheaper")},
             {"label", known
                           ? words({own.label,
                                    {{"shown", deviation_number(shown, measure, true)},
                                     {"amount", deviation_number(area.deviation.value, DeviationMeasure::amount, true)},
                                     {"pct", Number{area.deviation_pct.value, 1, true}}}})
                           : words("plot.table.missing")},
             {"narrow", known ? words(deviation_number(shown, measure, true)) : words("plot.table.missing")}});
    };
    std::ranges::for_each(benchmark.areas, add);
    if (benchmark.areas.size() > 1) {
        add(benchmark.total);
    }
    Chart chart{own.id};
    if (largest == nullptr) {
        chart.title = words({"plot.chart.deviation.none", {{"municipality", name}, {"year", benchmark.year}}});
    } else {
        const Number size = deviation_number(size_of(*largest), measure, false);
        chart.title = words({shown_sign(size) == 0             ? "plot.chart.deviation.even"
                             : measured(*largest, measure) > 0 ? "plot.chart.deviation.dearer"
                                                               : "plot.chart.deviation.cheaper",
                             {{"municipality", name},
                              {"year", benchmark.year},
                              {"area", context.definitions.area(largest->area)->in_sentence},
                              {"amount", words({own.in_title, {{"value", size}}})}}});
    }
    chart.caption =
        source(context, "plot.chart.deviation.caption", {{"year", benchmark.year}, {"units", TextKey{own.units}}});
    chart.alt = words(
        {"plot.chart.deviation.alt", {{"municipality", name}, {"year", benchmark.year}, {"message", chart.title}}});
    chart = context.templates.fill("deviation", words, std::move(chart), {{"rows", std::move(rows)}});
    chart.spec["encoding"]["x"]["axis"]["title"] = words(own.axis);
    return chart;
}

TrendBreaks trend_breaks(const ChartContext& context, const AreaTrend& area) {
    TrendBreaks breaks;
    int regime = 0;
    for (const auto& point : area.points) {
        for (const auto& series_break : point.breaks) {
            // A break before the first point separates nothing.
            if (&point == &area.points.front()) {
                continue;
            }
            const bool method = series_break.kind == "method";
            regime += method ? 1 : 0;
            breaks.rows.push_back(
                {{"year", point.year.value - 0.5},
                 {"method", method},
                 {"label", context.wording({"plot.chart.trend.break",
                                            {{"year", series_break.year}, {"title", series_break.title}}})}});
        }
        breaks.regimes.push_back(regime);
    }
    return breaks;
}

std::string trend_caption(const ChartContext& context, const Trend& trend, const AreaTrend& area, const Json& breaks) {
    const auto& words = context.wording;
    const auto areas = area.area == total_area ? areas_of(trend) : std::vector{area.area};
    std::string caption = words({"plot.chart.trend.measured", {{"areas", areas_in_caption(context, areas)}}});
    const auto marked = [&](bool method) {
        return std::ranges::any_of(breaks.items(), [&](const Json& one) { return one.at("method") == method; });
    };
    if (marked(true)) {
        caption += " " + words("plot.chart.trend.broken");
    }
    if (marked(false)) {
        caption += " " + words("plot.chart.trend.dotted");
    }
    return caption;
}

Chart trend_chart(const ChartContext& context, const Trend& trend, const AreaTrend& area) {
    const auto& words = context.wording;
    const std::string& name = municipality_of(context, trend.municipality).name;
    const std::string own = name;
    const std::string pool =
        words({"plot.chart.trend.pool", {{"pool", words(pool_words(trend.pool, context.figures.panel))}}});
    const std::string country = words("plot.chart.trend.country");
    const bool pool_is_country = trend.pool.kind == PoolChoice::Kind::country;
    const TrendBreaks breaks = trend_breaks(context, area);
    Json rows = Json::list();
    for (std::size_t i = 0; i < area.points.size(); ++i) {
        const TrendPoint& point = area.points[i];
        const auto add = [&](const std::string& series, std::string_view role, Percent value) {
            rows.push_back({{"year", point.year.value},
                            {"series", series},
                            {"role", role},
                            {"regime", breaks.regimes[i]},
                            {"deviation_pct", value.value}});
        };
        // Colours go by order: the country is second, with or without a pool beside it.
        add(own, "own", point.deviation_pct);
        add(country, "country", point.country_median);
        if (!pool_is_country) {
            add(pool, "pool", point.pool_median);
        }
    }
    Chart chart{area.area == total_area ? "trend" : "trend-" + area.area};
    const Text& title = context.definitions.title(area.area);
    const auto point = std::ranges::find(area.points, trend.year, &TrendPoint::year);
    if (point == area.points.end() || is_missing(point->deviation_pct)) {
        chart.title = words({"plot.chart.trend.none", {{"area", title}, {"municipality", name}, {"year", trend.year}}});
    } else {
        chart.title = words({"plot.chart.trend.title",
                             {{"area", title},
                              {"municipality", name},
                              {"pct", Number{point->deviation_pct.value, 1, true}},
                              {"country", Number{point->country_median.value, 1, true}},
                              {"year", point->year}}});
    }
    chart.caption =
        trend_caption(context, trend, area, breaks.rows) + " " + source(context, "plot.chart.trend.source", {});
    chart.alt = words({"plot.chart.trend.alt", {{"municipality", name}, {"area", title}, {"message", chart.title}}});
    chart =
        context.templates.fill("trend", words, std::move(chart), {{"rows", std::move(rows)}, {"breaks", breaks.rows}});
    chart.spec["usermeta"]["wide"]["keys"] = {
        {own, "deviation_pct"}, {pool, "pool_median_pct"}, {country, "country_median_pct"}};
    return chart;
}

Chart position_chart(const ChartContext& context, const CostWindow& costs, const Pools& pools,
                     std::size_t municipality) {
    const auto& words = context.wording;
    const Panel& panel = context.figures.panel;
    const std::string name = subject(context, municipality, areas_of(costs));
    Json rows = Json::list();
    const auto add = [&](const AreaCosts& area, const AreaPool& pool) {
        if (is_missing(area.ratio[municipality])) {
            // The area keeps its place, and says that the figure is missing.
            rows.push_back({{"area", words(context.definitions.short_title(area.area))},
                            {"municipality", municipality_of(context, municipality).name},
                            {"deviation_pct", nullptr},
                            {"role", "missing"}});
        }
        for (std::size_t i = 0; i < panel.size(); ++i) {
            if (is_missing(area.ratio[i])) {
                continue;
            }
            rows.push_back({{"area", words(context.definitions.short_title(area.area))},
                            {"municipality", panel.municipalities()[i].name},
                            {"deviation_pct", as_percent(area.ratio[i] - 1).value},
                            {"role", role_of(i, municipality, pool.members, panel)}});
        }
    };
    for (std::size_t a = 0; a < costs.areas.size(); ++a) {
        add(costs.areas[a], pools.areas[a]);
    }
    // Of one area the total is that area.
    if (costs.areas.size() > 1) {
        add(costs.total, pools.total);
    }
    Chart chart{"position"};
    const PoolView all = costs.total.order.all();
    const double own = costs.total.ratio[municipality];
    chart.title = is_missing(own) ? words({"plot.chart.position.none", {{"municipality", name}, {"year", costs.year}}})
                                  : words({"plot.chart.position.title",
                                           {{"municipality", name},
                                            {"lower", count(all.below(own))},
                                            {"others", count(all.size() - 1)},
                                            {"year", costs.year}}});
    chart.caption = source(context, "plot.chart.position.caption",
                           {{"year", costs.year}, {"areas", areas_in_caption(context, areas_of(costs))}});
    chart.alt =
        words({"plot.chart.position.alt", {{"municipality", name}, {"year", costs.year}, {"message", chart.title}}});
    chart = context.templates.fill("position", words, std::move(chart), {{"rows", std::move(rows)}});
    Json& keys = chart.spec["usermeta"]["wide"]["keys"];
    for (const auto& area : costs.areas) {
        keys[words(context.definitions.short_title(area.area))] = area.area + "_pct";
    }
    keys[words(context.definitions.short_title(costs.total.area))] = costs.total.area + "_pct";
    return chart;
}

Chart quality_chart(const ChartContext& context, const CostWindow& costs, const Pools& pools, std::size_t municipality,
                    std::string_view area) {
    const auto& words = context.wording;
    const Panel& panel = context.figures.panel;
    const std::string& name = municipality_of(context, municipality).name;
    const bool whole = area == total_area;
    const auto at =
        static_cast<std::size_t>(std::ranges::find(costs.areas, area, &AreaCosts::area) - costs.areas.begin());
    const AreaCosts& cost = whole ? costs.total : costs.areas[at];
    const AreaPool& pool = whole ? pools.total : pools.areas[at];
    const auto areas = whole ? areas_of(costs) : std::vector{std::string(area)};
    std::vector<double> scores = quality_scores(panel, context.definitions, areas, costs.year);
    scores.resize(panel.size(), missing);

    Json rows = Json::list();
    std::vector<double> shown;
    double farthest = 0;
    for (std::size_t i = 0; i < panel.size(); ++i) {
        const double deviation = as_percent(cost.ratio[i] - 1).value;
        rows.push_back({{"municipality", panel.municipalities()[i].name},
                        {"deviation_pct", deviation},
                        {"quality", scores[i]},
                        {"role", role_of(i, municipality, pool.members, panel)}});
        if (!is_missing(deviation) && !is_missing(scores[i])) {
            shown.push_back(scores[i]);
            farthest = std::max(farthest, std::abs(deviation));
        }
    }
    Json lines = Json::list();
    double median = missing;
    if (!shown.empty()) {
        median = PoolOrder(shown).all().quantile(0.5);
        // As far to the left as to the right, so that the four fields are of one width.
        lines.push_back({{"quality", median},
                         {"left", -farthest},
                         {"right", farthest},
                         {"label", words({"plot.chart.quality.median", {{"median", Number{median}}}})}});
    }

    Chart chart{whole ? "quality" : fmt::format("quality-{}", area)};
    chart.title =
        quality_title(words, {{"area", context.definitions.title(area)}, {"year", costs.year}, {"municipality", name}},
                      as_percent(cost.ratio[municipality] - 1).value, scores[municipality], median);
    const QualityBasis basis = quality_basis(context, areas, costs.year, municipality);
    chart.caption = source(context, whole ? "plot.chart.quality.caption_whole" : "plot.chart.quality.caption",
                           {{"year", costs.year},
                            {"basis", whole ? basis.areas : basis.measures},
                            {"n", count(shown.size())},
                            {"of", count(panel.size())}});
    if (!basis.missed.empty()) {
        chart.caption +=
            " " + words({"plot.chart.quality.lacks", {{"municipality", name}, {"measures", basis.missed}}});
    }
    chart.alt = words({"plot.chart.quality.alt", {{"message", chart.title}}});
    return context.templates.fill("quality", words, std::move(chart),
                                  {{"rows", std::move(rows)}, {"lines", std::move(lines)}});
}

Chart peers_chart(const ChartContext& context, const CostWindow& costs, const std::vector<std::size_t>& peers,
                  std::size_t municipality) {
    const auto& words = context.wording;
    const std::string name = subject(context, municipality, areas_of(costs));
    const auto deviation = [&](std::size_t i) { return as_percent(costs.total.ratio[i] - 1).value; };
    const double own = deviation(municipality);
    std::vector<double> others;
    std::ranges::transform(peers, std::back_inserter(others), deviation);
    const PoolOrder order(others);
    const double median = order.all().size() > 0 ? order.all().quantile(0.5) : missing;

    // Ascending; those without a figure last, in the panel's order.
    std::vector<std::size_t> sorted = peers;
    sorted.push_back(municipality);
    std::ranges::sort(sorted);
    std::ranges::stable_sort(sorted, {}, [&](std::size_t i) {
        return is_missing(deviation(i)) ? std::numeric_limits<double>::infinity() : deviation(i);
    });
    // Of many peers, those around the municipality.
    constexpr std::ptrdiff_t most = 30;
    const auto all = std::ssize(sorted);
    const auto place = std::ranges::find(sorted, municipality) - sorted.begin();
    const auto first = std::clamp<std::ptrdiff_t>(place - most / 2, 0, std::max<std::ptrdiff_t>(0, all - most));
    Json rows = Json::list();
    Json drawn = Json::list();
    for (std::ptrdiff_t at = 0; at < all; ++at) {
        const std::size_t i = sorted[static_cast<std::size_t>(at)];
        const double value = deviation(i);
        Json row{{"municipality", municipality_of(context, i).name},
                 {"deviation_pct", value},
                 {"role", i == municipality ? "own" : "pool"},
                 {"label", is_missing(value) ? words("plot.table.missing")
                                             : words({"plot.chart.fan.percent", {{"value", Number{value, 1, true}}}})}};
        if (at >= first && at < first + most) {
            drawn.push_back(row);
        }
        rows.push_back(std::move(row));
    }
    Json lines = Json::list();
    if (!is_missing(median)) {
        lines.push_back({{"deviation_pct", median},
                         {"label", words({"plot.chart.peers.median", {{"median", Number{median, 1, true}}}})}});
    }

    Chart chart{"peers"};
    if (is_missing(own) || is_missing(median)) {
        chart.title = words({is_missing(own) ? "plot.chart.position.none" : "plot.chart.peers.none",
                             {{"municipality", name}, {"year", costs.year}}});
    } else {
        const std::size_t lower = order.all().below(own);
        const char* key = lower == 0                    ? "plot.chart.peers.lowest"
                          : lower == order.all().size() ? "plot.chart.peers.highest"
                                                        : "plot.chart.peers.between";
        chart.title = words({key,
                             {{"municipality", name},
                              {"year", costs.year},
                              {"lower", count(lower)},
                              {"n", count(order.all().size())},
                              {"all", count(order.all().size() + 1)},
                              {"own", Number{own, 1, true}},
                              {"median", Number{median, 1, true}}}});
    }
    chart.caption = source(context, "plot.chart.peers.caption",
                           {{"year", costs.year}, {"areas", areas_in_caption(context, areas_of(costs))}});
    if (all > most) {
        chart.caption += " " + words({"plot.chart.peers.nearest", {{"shown", count(most)}, {"all", count(all)}}});
    }
    chart.alt = words({"plot.chart.peers.alt", {{"municipality", name}, {"message", chart.title}}});
    chart = context.templates.fill("peers", words, std::move(chart),
                                   {{"rows", std::move(drawn)}, {"lines", std::move(lines)}});
    if (all > most) {
        chart.all_rows = std::move(rows);
    }
    chart.spec["params"][0]["value"] = municipality_of(context, municipality).name;
    return chart;
}

Chart potential_chart(const ChartContext& context, const std::vector<Benchmark>& by_area,
                      const std::vector<Benchmark>& whole) {
    const auto& words = context.wording;
    const auto& first = by_area.front();
    const std::string name = subject(context, first.municipality, first.specification.areas);
    Json rows = Json::list();
    double low = missing;
    double high = missing;
    const auto add = [&](const Benchmark& benchmark, std::string_view scope) {
        const double potential = benchmark.total.potential.value;
        low = std::fmin(low, potential);
        high = std::fmax(high, potential);
        rows.push_back({{"level", words(level_words(benchmark.specification.level))},
                        {"scope", words(scope)},
                        {"potential", potential},
                        {"label", is_missing(potential) ? words("plot.table.missing") : words(Number{potential})}});
    };
    for (std::size_t i = 0; i < by_area.size(); ++i) {
        add(by_area[i], "claim.scope.by_area");
        add(whole[i], "claim.scope.whole");
    }
    Chart chart{"potential"};
    chart.title = words({is_missing(low)                       ? "plot.chart.potential.none"
                         : std::round(low) == std::round(high) ? "plot.chart.potential.same"
                                                               : "plot.chart.potential.title",
                         {{"municipality", name}, {"year", first.year}, {"low", Number{low}}, {"high", Number{high}}}});
    chart.caption = source(context, "plot.chart.potential.caption",
                           {{"year", first.year}, {"areas", areas_in_caption(context, first.specification.areas)}});
    chart.alt =
        words({"plot.chart.potential.alt", {{"municipality", name}, {"year", first.year}, {"message", chart.title}}});
    return context.templates.fill("potential", words, std::move(chart), {{"rows", std::move(rows)}});
}

Chart curve_chart(const ChartContext& context, const Curve& curve, const ClaimModels& models,
                  const PotentialClaim* claim) {
    const auto& words = context.wording;
    const std::string& name = municipality_of(context, curve.municipality).name;
    constexpr std::size_t most = 240;
    const std::size_t shown = std::min(most, curve.points.size());
    Json rows = Json::list();
    Json choices = Json::list();
    Json alternatives = Json::list();
    std::set<std::string> named;
    const auto sizes = curve.design.sizes();
    for (std::size_t i = 0; i < shown; ++i) {
        const std::size_t at = shown < 2 ? 0 : i * (curve.points.size() - 1) / (shown - 1);
        const CurvePoint& point = curve.points[at];
        const bool near =
            claim != nullptr && std::abs(point.potential - claim->amount) <= claim->tolerance * claim->amount;
        rows.push_back({{"order", i + 1}, {"potential", point.potential}, {"near", near}});
        for (std::size_t c = 0; c < sizes.size(); ++c) {
            // A choice that everybody makes alike says nothing.
            if (sizes[c] < 2) {
                continue;
            }
            choices.push_back({{"order", i + 1}, {"choice_order", c}, {"value_order", point.choice[c]}});
            // Their words stand once: thousands of points make them.
            if (const std::string key = fmt::format("{}/{}", c, point.choice[c]); named.insert(key).second) {
                alternatives.push_back({{"alternative", key},
                                        {"choice", words(models.choices[c].title)},
                                        {"value", words(choice_words(curve.design, c, point.choice[c],
                                                                     context.figures.panel, context.definitions))}});
            }
        }
    }
    Json claims = Json::list();
    Chart chart{claim == nullptr ? "curve" : "curve-claim"};
    const Number n{static_cast<double>(curve.points.size())};
    if (claim != nullptr) {
        claims.push_back({{"amount", claim->amount},
                          {"label", words({"plot.chart.curve.claim", {{"amount", Number{claim->amount}}}})}});
        const double share = 100 * curve.share_at_or_above(claim->amount);
        chart.title = words({"plot.chart.curve.claim_title",
                             {{"municipality", name},
                              {"amount", Number{claim->amount}},
                              {"share", Number{share, share < 10 ? 1 : 0}},
                              {"n", n}}});
    } else {
        chart.title = words({"plot.chart.curve.title",
                             {{"municipality", name},
                              {"low", Number{curve.quantile(0.05)}},
                              {"high", Number{curve.quantile(0.95)}},
                              {"n", n}}});
    }
    chart.caption = source(context, claim == nullptr ? "plot.chart.curve.caption" : "plot.chart.curve.claim_caption",
                           {{"years", words(years_words(curve.design))},
                            {"shown", count(shown)},
                            {"n", n},
                            {"tolerance", Number{claim == nullptr ? 0 : 100 * claim->tolerance}}});
    chart.alt = words({"plot.chart.curve.alt", {{"municipality", name}, {"message", chart.title}}});
    if (shown < curve.points.size()) {
        chart.all_rows = Json::list();
        for (std::size_t i = 0; i < curve.points.size(); ++i) {
            chart.all_rows.push_back({{"order", i + 1}, {"potential", curve.points[i].potential}});
        }
    }
    return context.templates.fill("curve", words, std::move(chart),
                                  {{"rows", std::move(rows)},
                                   {"choices", std::move(choices)},
                                   {"alternatives", std::move(alternatives)},
                                   {"claim", std::move(claims)}});
}

Chart follow_up_chart(const ChartContext& context, const FollowUp& follow_up) {
    const auto& words = context.wording;
    const std::string name = subject(context, follow_up.municipality, areas_of(follow_up));
    const FollowUpArea& total = follow_up.total;
    const auto net_cost = [&](Year year) { return words({"plot.follow_up.net_cost", {{"year", year}}}); };
    const std::vector<WaterfallBar> bars{{net_cost(follow_up.from), total.net_cost_from.value, true},
                                         {words("plot.follow_up.price"), total.price.value},
                                         {words("plot.follow_up.volume"), total.volume_structure.value},
                                         {words("plot.follow_up.national"), total.national.value},
                                         {words("plot.follow_up.own"), total.own.value},
                                         {net_cost(follow_up.to), total.net_cost_to.value, true}};
    Chart chart{"follow_up"};
    const int decimals = mnkr_decimals(bars);
    const int moved = shown_sign({total.own.value, decimals});
    chart.title = words({is_missing(total.own) ? "plot.chart.follow_up.none"
                         : moved < 0           ? "plot.chart.follow_up.less"
                         : moved > 0           ? "plot.chart.follow_up.more"
                                               : "plot.chart.follow_up.same",
                         {{"municipality", name},
                          {"from", follow_up.from},
                          {"to", follow_up.to},
                          {"own", Number{std::abs(total.own.value), decimals}}}});
    chart.caption = source(context, "plot.chart.follow_up.caption",
                           {{"from", follow_up.from},
                            {"to", follow_up.to},
                            {"areas", areas_in_caption(context, areas_of(follow_up))},
                            {"index", context.definitions.price_index(follow_up.index)->title}});
    chart.alt = words({"plot.chart.follow_up.alt", {{"municipality", name}, {"message", chart.title}}});
    return context.templates.fill("waterfall", words, std::move(chart),
                                  {{"rows", waterfall_rows(words, bars, decimals)}});
}

Chart noise_chart(const ChartContext& context, const SeriesNoise& noise, const std::vector<std::string>& areas,
                  std::size_t municipality, Year year, std::size_t lowest) {
    const auto& words = context.wording;
    const Panel& panel = context.figures.panel;
    const std::string& name = municipality_of(context, municipality).name;
    const auto deviation = [&](Noise kind, std::size_t i) { return as_percent(noise.ratio(kind, year, i) - 1).value; };
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < panel.size(); ++i) {
        if (!is_missing(deviation(Noise::raw, i))) {
            order.push_back(i);
        }
    }
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return deviation(Noise::raw, i); });
    Json rows = Json::list();
    double rise = 0;
    constexpr std::array<std::pair<Noise, const char*>, 3> stages{{{Noise::raw, "claim.noise_short.raw"},
                                                                   {Noise::shrunk, "claim.noise_short.shrunk"},
                                                                   {Noise::lasting, "claim.noise_short.lasting"}}};
    for (std::size_t place = 0; place < order.size(); ++place) {
        const std::size_t i = order[place];
        const bool low = place < lowest;
        if (low) {
            rise += (deviation(Noise::lasting, i) - deviation(Noise::raw, i)) /
                    static_cast<double>(std::min(lowest, order.size()));
        }
        for (std::size_t s = 0; s < stages.size(); ++s) {
            const double value = deviation(stages[s].first, i);
            const std::string& own = panel.municipalities()[i].name;
            rows.push_back({{"municipality", own},
                            {"stage", words(stages[s].second)},
                            {"stage_order", s},
                            {"deviation_pct", value},
                            {"role", i == municipality ? "own"
                                     : low             ? "lowest"
                                                       : "other"},
                            {"label", words({"plot.chart.noise.label",
                                             {{"municipality", own}, {"pct", Number{value, 1, true}}}})}});
        }
    }
    Chart chart{"noise"};
    const int risen = shown_sign({rise, 1});
    chart.title = words({risen > 0   ? "plot.chart.noise.title"
                         : risen < 0 ? "plot.chart.noise.title_lower"
                                     : "plot.chart.noise.title_same",
                         {{"n", count(lowest)},
                          {"year", year},
                          {"rise", Number{std::abs(rise), 1}},
                          {"municipality", subject(context, municipality, areas)},
                          {"own", Number{deviation(Noise::lasting, municipality), 1, true}}}});
    chart.caption =
        source(context, "plot.chart.noise.caption", {{"year", year}, {"areas", areas_in_caption(context, areas)}});
    chart.alt = words({"plot.chart.noise.alt", {{"municipality", name}, {"message", chart.title}}});
    return context.templates.fill("noise", words, std::move(chart), {{"rows", std::move(rows)}});
}

}  // namespace skattekrona
