#include "plot/charts.hpp"

#include "plot/waterfall.hpp"

#include <algorithm>
#include <cmath>

namespace skattekrona {

namespace {

using Json = nlohmann::ordered_json;

const Municipality& municipality_of(const ChartContext& context, std::size_t index) {
    return context.figures.panel.municipalities()[index];
}

std::string source(const ChartContext& context, std::string key,
                   std::vector<std::pair<std::string, Message::Argument>> arguments) {
    arguments.emplace_back("credit", context.figures.manifest.credit);
    return context.wording({std::move(key), std::move(arguments)});
}

}  // namespace

Chart deviation_chart(const ChartContext& context, const Benchmark& benchmark) {
    const auto& words = context.wording;
    const std::string& name = municipality_of(context, benchmark.municipality).name;
    Json rows = Json::array();
    const AreaBenchmark* largest = nullptr;
    for (const auto& area : benchmark.areas) {
        const double deviation = area.deviation.value;
        const bool known = !is_missing(deviation);
        if (known && (largest == nullptr || std::abs(deviation) > std::abs(largest->deviation.value))) {
            largest = &area;
        }
        rows.push_back({{"area", words(context.definitions.short_title(area.area))},
                        {"deviation", or_null(deviation)},
                        {"deviation_pct", or_null(area.deviation_pct.value)},
                        {"per_inhabitant", or_null(area.deviation_per_inhabitant.value)},
                        {"direction", words(deviation > 0 ? "chart.dearer" : "chart.cheaper")},
                        {"dearer", deviation > 0},
                        {"label", known ? words({"chart.deviation.label",
                                                 {{"amount", Number{deviation, std::abs(deviation) < 10 ? 1 : 0, true}},
                                                  {"pct", Number{area.deviation_pct.value, 1, true}}}})
                                        : words("table.missing")}});
    }
    Chart chart{"deviation"};
    if (largest == nullptr) {
        chart.title = words({"chart.deviation.none", {{"municipality", name}, {"year", benchmark.year}}});
    } else {
        const double deviation = largest->deviation.value;
        chart.title = words({deviation > 0 ? "chart.deviation.dearer" : "chart.deviation.cheaper",
                             {{"municipality", name},
                              {"year", benchmark.year},
                              {"area", context.definitions.area(largest->area)->in_sentence},
                              {"amount", Number{std::abs(deviation), std::abs(deviation) < 10 ? 1 : 0}}}});
    }
    chart.caption = source(context, "chart.deviation.caption", {{"municipality", name}, {"year", benchmark.year}});
    chart.alt =
        words({"chart.deviation.alt", {{"municipality", name}, {"year", benchmark.year}, {"message", chart.title}}});
    return context.templates.fill("deviation", words, std::move(chart), {{"rows", std::move(rows)}});
}

Chart trend_chart(const ChartContext& context, const Trend& trend, const AreaTrend& area) {
    const auto& words = context.wording;
    const std::string& name = municipality_of(context, trend.municipality).name;
    const std::string own = name;
    const std::string pool =
        words({"chart.trend.pool", {{"pool", words(pool_words(trend.pool, context.figures.panel))}}});
    const std::string country = words("chart.trend.country");
    const bool pool_is_country = trend.pool.kind == PoolChoice::Kind::country;
    Json rows = Json::array();
    Json breaks = Json::array();
    int regime = 0;
    const auto add = [&](const std::string& series, std::string_view role, Year year, Percent value) {
        rows.push_back({{"year", year.value},
                        {"series", series},
                        {"role", role},
                        {"regime", regime},
                        {"deviation_pct", or_null(value.value)}});
    };
    for (const auto& point : area.points) {
        for (const auto& series_break : point.breaks) {
            // A break before the first point separates nothing.
            if (&point == &area.points.front()) {
                continue;
            }
            const bool method = series_break.kind == "method";
            regime += method ? 1 : 0;
            breaks.push_back({{"year", point.year.value - 0.5},
                              {"method", method},
                              {"label", words({"chart.trend.break",
                                               {{"year", series_break.year}, {"title", series_break.title}}})}});
        }
        add(own, "own", point.year, point.deviation_pct);
        if (!pool_is_country) {
            add(pool, "pool", point.year, point.pool_median);
        }
        add(country, "country", point.year, point.country_median);
    }
    Chart chart{"trend-" + area.area};
    const Text& title = context.definitions.title(area.area);
    if (area.points.empty()) {
        chart.title = words({"chart.trend.none", {{"area", title}}});
    } else {
        const auto chosen = std::ranges::find(area.points, trend.year, &TrendPoint::year);
        const auto& point = chosen == area.points.end() ? area.points.back() : *chosen;
        chart.title = words({"chart.trend.title",
                             {{"area", title},
                              {"pct", Number{point.deviation_pct.value, 1, true}},
                              {"country", Number{point.country_median.value, 1, true}},
                              {"year", point.year}}});
    }
    chart.caption = source(context, "chart.trend.caption", {{"municipality", name}});
    chart.alt = words({"chart.trend.alt", {{"municipality", name}, {"area", title}, {"message", chart.title}}});
    return context.templates.fill("trend", words, std::move(chart),
                                  {{"rows", std::move(rows)}, {"breaks", std::move(breaks)}});
}

Chart position_chart(const ChartContext& context, const CostWindow& costs, const Pools& pools,
                     std::size_t municipality) {
    const auto& words = context.wording;
    const Panel& panel = context.figures.panel;
    const std::string& name = municipality_of(context, municipality).name;
    Json rows = Json::array();
    const auto add = [&](const AreaCosts& area, const AreaPool& pool) {
        if (is_missing(area.ratio[municipality])) {
            // The area keeps its place, and says that the figure is missing.
            rows.push_back({{"area", words(context.definitions.short_title(area.area))},
                            {"municipality", name},
                            {"deviation_pct", nullptr},
                            {"role", "missing"}});
        }
        for (std::size_t i = 0; i < panel.size(); ++i) {
            if (is_missing(area.ratio[i])) {
                continue;
            }
            const bool own = i == municipality;
            const bool member = pool.members.size() + 1 < panel.size() && std::ranges::binary_search(pool.members, i);
            rows.push_back({{"area", words(context.definitions.short_title(area.area))},
                            {"municipality", panel.municipalities()[i].name},
                            {"deviation_pct", as_percent(area.ratio[i] - 1).value},
                            {"role", own      ? "own"
                                     : member ? "pool"
                                              : "other"}});
        }
    };
    for (std::size_t a = 0; a < costs.areas.size(); ++a) {
        add(costs.areas[a], pools.areas[a]);
    }
    add(costs.total, pools.total);
    Chart chart{"position"};
    const PoolView all = costs.total.order.all();
    const double own = costs.total.ratio[municipality];
    chart.title = is_missing(own) ? words({"chart.position.none", {{"municipality", name}, {"year", costs.year}}})
                                  : words({"chart.position.title",
                                           {{"municipality", name},
                                            {"lower", Number{static_cast<double>(all.below(own))}},
                                            {"others", Number{static_cast<double>(all.size() - 1)}},
                                            {"year", costs.year}}});
    chart.caption = source(context, "chart.position.caption", {{"municipality", name}, {"year", costs.year}});
    chart.alt = words({"chart.position.alt", {{"municipality", name}, {"year", costs.year}, {"message", chart.title}}});
    return context.templates.fill("position", words, std::move(chart), {{"rows", std::move(rows)}});
}

Chart potential_chart(const ChartContext& context, const std::vector<Benchmark>& by_area,
                      const std::vector<Benchmark>& whole) {
    const auto& words = context.wording;
    const auto& first = by_area.front();
    const std::string& name = municipality_of(context, first.municipality).name;
    Json rows = Json::array();
    double low = missing;
    double high = missing;
    const auto add = [&](const Benchmark& benchmark, std::string_view scope) {
        const double potential = benchmark.total.potential.value;
        low = std::fmin(low, potential);
        high = std::fmax(high, potential);
        rows.push_back({{"level", words(level_words(benchmark.specification.level))},
                        {"scope", words(scope)},
                        {"potential", or_null(potential)},
                        {"label", is_missing(potential) ? words("table.missing") : words(Number{potential})}});
    };
    for (std::size_t i = 0; i < by_area.size(); ++i) {
        add(by_area[i], "scope.by_area");
        add(whole[i], "scope.whole");
    }
    Chart chart{"potential"};
    chart.title =
        is_missing(low)
            ? words({"chart.potential.none", {{"year", first.year}}})
            : words({"chart.potential.title",
                     {{"municipality", name}, {"year", first.year}, {"low", Number{low}}, {"high", Number{high}}}});
    chart.caption = source(context, "chart.potential.caption", {{"municipality", name}, {"year", first.year}});
    chart.alt =
        words({"chart.potential.alt", {{"municipality", name}, {"year", first.year}, {"message", chart.title}}});
    return context.templates.fill("potential", words, std::move(chart), {{"rows", std::move(rows)}});
}

Chart curve_chart(const ChartContext& context, const Curve& curve, const ClaimModels& models,
                  const PotentialClaim* claim) {
    const auto& words = context.wording;
    const std::string& name = municipality_of(context, curve.municipality).name;
    constexpr std::size_t most = 240;
    const std::size_t shown = std::min(most, curve.points.size());
    Json rows = Json::array();
    Json choices = Json::array();
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
            choices.push_back({{"order", i + 1},
                               {"choice", words(models.choices[c].title)},
                               {"choice_order", c},
                               {"value", words(choice_words(curve.design, c, point.choice[c], context.figures.panel,
                                                            context.definitions))},
                               {"value_order", point.choice[c]}});
        }
    }
    Json claims = Json::array();
    Chart chart{claim == nullptr ? "curve" : "curve-claim"};
    const Number n{static_cast<double>(curve.points.size())};
    if (claim != nullptr) {
        claims.push_back(
            {{"amount", claim->amount}, {"label", words({"chart.curve.claim", {{"amount", Number{claim->amount}}}})}});
        const double share = 100 * curve.share_at_or_above(claim->amount);
        chart.title = words({"chart.curve.claim_title",
                             {{"municipality", name},
                              {"amount", Number{claim->amount}},
                              {"share", Number{share, share < 10 ? 1 : 0}},
                              {"n", n}}});
    } else {
        chart.title = words({"chart.curve.title",
                             {{"municipality", name},
                              {"low", Number{curve.quantile(0.05)}},
                              {"high", Number{curve.quantile(0.95)}},
                              {"n", n}}});
    }
    chart.caption = source(context, claim == nullptr ? "chart.curve.caption" : "chart.curve.claim_caption",
                           {{"years", words(years_words(curve.design))},
                            {"shown", Number{static_cast<double>(shown)}},
                            {"n", n},
                            {"tolerance", Number{claim == nullptr ? 0 : 100 * claim->tolerance}}});
    chart.alt = words({"chart.curve.alt", {{"municipality", name}, {"message", chart.title}}});
    return context.templates.fill(
        "curve", words, std::move(chart),
        {{"rows", std::move(rows)}, {"choices", std::move(choices)}, {"claim", std::move(claims)}});
}

Chart follow_up_chart(const ChartContext& context, const FollowUp& follow_up) {
    const auto& words = context.wording;
    const std::string& name = municipality_of(context, follow_up.municipality).name;
    const FollowUpArea& total = follow_up.total;
    const auto net_cost = [&](Year year) { return words({"follow_up.net_cost", {{"year", year}}}); };
    const std::vector<WaterfallBar> bars{{net_cost(follow_up.from), total.net_cost_from.value, true},
                                         {words("follow_up.price"), total.price.value},
                                         {words("follow_up.volume"), total.volume_structure.value},
                                         {words("follow_up.national"), total.national.value},
                                         {words("follow_up.own"), total.own.value},
                                         {net_cost(follow_up.to), total.net_cost_to.value, true}};
    Chart chart{"follow_up"};
    chart.title = words({"chart.follow_up.title",
                         {{"municipality", name},
                          {"from", follow_up.from},
                          {"to", follow_up.to},
                          {"step", Number{total.deviation_step().value, 0, true}},
                          {"own", Number{total.own.value, 0, true}}}});
    chart.caption = source(context, "chart.follow_up.caption",
                           {{"from", follow_up.from},
                            {"to", follow_up.to},
                            {"index", context.definitions.price_index(follow_up.index)->title}});
    chart.alt = words({"chart.follow_up.alt", {{"municipality", name}, {"message", chart.title}}});
    return context.templates.fill("waterfall", words, std::move(chart), {{"rows", waterfall_rows(words, bars)}});
}

Chart noise_chart(const ChartContext& context, const SeriesNoise& noise, std::size_t municipality, Year year,
                  std::size_t lowest) {
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
    Json rows = Json::array();
    double rise = 0;
    constexpr std::array<std::pair<Noise, const char*>, 3> stages{{{Noise::raw, "noise_short.raw"},
                                                                   {Noise::shrunk, "noise_short.shrunk"},
                                                                   {Noise::lasting, "noise_short.lasting"}}};
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
            rows.push_back(
                {{"municipality", own},
                 {"stage", words(stages[s].second)},
                 {"stage_order", s},
                 {"deviation_pct", value},
                 {"role", i == municipality ? "own"
                          : low             ? "lowest"
                                            : "other"},
                 {"label", words({"chart.noise.label", {{"municipality", own}, {"pct", Number{value, 1, true}}}})}});
        }
    }
    Chart chart{"noise"};
    chart.title = words({"chart.noise.title",
                         {{"n", Number{static_cast<double>(lowest)}},
                          {"year", year},
                          {"rise", Number{rise, 1}},
                          {"municipality", name},
                          {"own", Number{deviation(Noise::lasting, municipality), 1, true}}}});
    chart.caption =
        source(context, "chart.noise.caption", {{"year", year}, {"area", context.definitions.title(noise.area)}});
    chart.alt = words({"chart.noise.alt", {{"municipality", name}, {"message", chart.title}}});
    return context.templates.fill("noise", words, std::move(chart), {{"rows", std::move(rows)}});
}

}  // namespace skattekrona
