#include "plot/side_charts.hpp"

#include "figures/municipality_names.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <iterator>

namespace skattekrona {

namespace {

/// The arguments that say who has the most and who the least.
std::vector<std::pair<std::string, Message::Argument>> who(const Panel& panel, const Extremes& ends,
                                                           const std::vector<std::size_t>& municipalities) {
    const auto of = [&](const std::vector<std::size_t>& places) {
        std::vector<std::size_t> chosen;
        std::ranges::transform(places, std::back_inserter(chosen),
                               [&](std::size_t place) { return municipalities[place]; });
        return names_of(panel, chosen);
    };
    return {{"highest", of(ends.highest)}, {"lowest", of(ends.lowest)}};
}

template <class Sides>
std::vector<std::size_t> municipalities_of(const Sides& sides) {
    std::vector<std::size_t> municipalities;
    for (const auto& side : sides) {
        municipalities.push_back(side.municipality);
    }
    return municipalities;
}

/// A file's columns are by code, since names may change.
Json keys_of(const Panel& panel, const std::vector<std::size_t>& municipalities, std::string_view measure) {
    Json keys = Json::object();
    for (const std::size_t i : municipalities) {
        const Municipality& one = panel.municipalities()[i];
        keys[one.name] = fmt::format("{}_{}", measure, one.id.view());
    }
    return keys;
}

}  // namespace

Extremes extremes(const std::vector<double>& shown) {
    Extremes ends;
    for (const double value : shown) {
        if (!is_missing(value)) {
            ends.high = ends.known == 0 ? value : std::max(ends.high, value);
            ends.low = ends.known == 0 ? value : std::min(ends.low, value);
            ++ends.known;
        }
    }
    for (std::size_t i = 0; i < shown.size(); ++i) {
        if (shown[i] == ends.high) {
            ends.highest.push_back(i);
        }
        if (shown[i] == ends.low) {
            ends.lowest.push_back(i);
        }
    }
    return ends;
}

std::optional<WidestApart> widest_apart(const std::vector<std::vector<double>>& rows) {
    std::vector<double> apart;
    std::ranges::transform(rows, std::back_inserter(apart), [](const std::vector<double>& row) {
        const Extremes ends = extremes(row);
        return ends.differ() ? ends.high - ends.low : 0;
    });
    const auto widest = std::ranges::max_element(apart);
    // Figures are shown with a decimal at most.
    const auto as_wide = std::ranges::count_if(apart, [&](double one) { return std::abs(one - *widest) < 0.05; });
    if (widest == apart.end() || *widest == 0 || as_wide > 1) {
        return std::nullopt;
    }
    const auto row = static_cast<std::size_t>(widest - apart.begin());
    return WidestApart{row, extremes(rows[row])};
}

Chart side_deviation_chart(const ChartContext& context, std::span<const Benchmark> benchmarks,
                           DeviationMeasure measure) {
    const auto& words = context.wording;
    const Panel& panel = context.figures.panel;
    const DeviationWords& own = deviation_words(measure);
    const Benchmark& first = benchmarks.front();
    const auto municipalities = municipalities_of(benchmarks);
    Json rows = Json::list();
    Json places = Json::list();
    // A nominal axis keeps its order by its names; those of areas stand above their municipalities.
    const auto place = [&](char kind, const std::string& name) {
        places.push_back(fmt::format("{:03}{}{}", places.size(), kind, name));
        return places.items().back().text();
    };
    const auto figure = [&](double value) { return deviation_number(value, measure, true); };
    const auto add = [&](const std::string& title, auto&& area_of) {
        place('#', title);
        std::vector<double> shown;
        for (const auto& benchmark : benchmarks) {
            const double value = measured(area_of(benchmark), measure);
            const std::string& name = panel.municipalities()[benchmark.municipality].name;
            rows.push_back({{"area", title},
                            {"municipality", name},
                            {"place", place(' ', name)},
                            {"shown", value},
                            {"label", is_missing(value) ? words("plot.table.missing") : words(figure(value))}});
            shown.push_back(shown_value(figure(value)));
        }
        return shown;
    };
    std::vector<std::vector<double>> by_area;
    for (std::size_t a = 0; a < first.areas.size(); ++a) {
        by_area.push_back(add(words(context.definitions.short_title(first.areas[a].area)),
                              [a](const Benchmark& benchmark) -> const AreaBenchmark& { return benchmark.areas[a]; }));
    }
    if (first.areas.size() > 1) {
        add(words(context.definitions.short_title(first.total.area)),
            [](const Benchmark& benchmark) -> const AreaBenchmark& { return benchmark.total; });
    }

    Chart chart{own.id};
    const auto widest = widest_apart(by_area);
    auto about = who(panel, widest ? widest->ends : Extremes{}, municipalities);
    about.emplace_back("municipalities", names_of(panel, municipalities));
    about.emplace_back("year", first.year);
    if (widest) {
        about.emplace_back("area", context.definitions.area(first.areas[widest->row].area)->in_sentence);
        about.emplace_back("high", words({own.in_title, {{"value", figure(widest->ends.high)}}}));
        about.emplace_back("low", words({own.in_title, {{"value", figure(widest->ends.low)}}}));
    }
    // A large municipality's amounts are large: which unit the areas are ranked by has to be said.
    const bool by_amount = measure == DeviationMeasure::amount;
    chart.title = words({!widest     ? "plot.chart.side.alike"
                         : by_amount ? "plot.chart.side.apart_in_mnkr"
                                     : "plot.chart.side.apart",
                         about});
    chart.caption =
        words({by_amount ? "plot.chart.side.caption_in_mnkr" : "plot.chart.side.caption",
               {{"year", first.year}, {"units", words(own.axis)}, {"credit", context.figures.manifest.credit}}});
    about.emplace_back("message", chart.title);
    chart.alt = words({"plot.chart.side.alt", std::move(about)});
    chart = context.templates.fill("side_bars", words, std::move(chart), {{"rows", std::move(rows)}});
    Json& spec = chart.spec;
    spec["encoding"]["x"]["axis"]["title"] = words(own.axis);
    spec["encoding"]["y"]["scale"]["domain"] = std::move(places);
    Json& wide = spec["usermeta"]["wide"];
    wide["keys"] = keys_of(panel, municipalities, own.key);
    wide["value"]["unit"] = words(measure == DeviationMeasure::percent ? "model.unit.percent" : own.axis);
    wide["value"]["decimals"] = measure == DeviationMeasure::per_inhabitant ? 0 : 1;
    return chart;
}

Chart side_trend_chart(const ChartContext& context, std::span<const Trend> trends, std::string_view area) {
    const auto& words = context.wording;
    const Panel& panel = context.figures.panel;
    const auto municipalities = municipalities_of(trends);
    const auto line_of = [&](const Trend& trend) -> const AreaTrend& {
        const auto found = std::ranges::find(trend.areas, area, &AreaTrend::area);
        return found == trend.areas.end() ? whole_of(trend) : *found;
    };
    const Trend& first = trends.front();
    const std::string& id = line_of(first).area;
    std::vector<std::pair<Year, Json>> points;
    // Where a line begins nothing is broken: the one with the most breaks begins first.
    Json breaks = Json::list();
    std::vector<double> shown;
    for (std::size_t t = 0; t < trends.size(); ++t) {
        const Trend& trend = trends[t];
        const AreaTrend& line = line_of(trend);
        TrendBreaks own = trend_breaks(context, line);
        const std::string& name = panel.municipalities()[trend.municipality].name;
        double that_year = missing;
        for (std::size_t i = 0; i < line.points.size(); ++i) {
            const TrendPoint& point = line.points[i];
            points.push_back({point.year,
                              {{"year", point.year.value},
                               {"series", name},
                               {"place", t},
                               {"regime", own.regimes[i]},
                               {"deviation_pct", point.deviation_pct.value}}});
            that_year = point.year == trend.year ? point.deviation_pct.value : that_year;
        }
        if (own.rows.size() > breaks.size()) {
            breaks = std::move(own.rows);
        }
        shown.push_back(shown_value({that_year, 1}));
    }
    const Extremes ends = extremes(shown);
    Chart chart{id == total_area ? "trend" : "trend-" + id};
    auto about = who(panel, ends, municipalities);
    about.emplace_back("municipalities", names_of(panel, municipalities));
    about.emplace_back("area", context.definitions.title(id));
    about.emplace_back("year", first.year);
    about.emplace_back("high", Number{ends.high, 1, true});
    about.emplace_back("low", Number{ends.low, 1, true});
    chart.title = words({ends.differ()     ? "plot.chart.side.trend"
                         : ends.known == 0 ? "plot.chart.side.trend_none"
                                           : "plot.chart.side.trend_same",
                         about});
    chart.caption = trend_caption(context, first, line_of(first), breaks) + " " +
                    words({"plot.chart.side.trend_source", {{"credit", context.figures.manifest.credit}}});
    about.emplace_back("message", chart.title);
    chart.alt = words({"plot.chart.side.trend_alt", std::move(about)});
    std::ranges::stable_sort(points, {}, &std::pair<Year, Json>::first);
    Json rows = Json::list();
    for (auto& [year, row] : points) {
        rows.push_back(std::move(row));
    }
    chart = context.templates.fill("side_lines", words, std::move(chart),
                                   {{"rows", std::move(rows)}, {"breaks", std::move(breaks)}});
    chart.spec["usermeta"]["wide"]["keys"] = keys_of(panel, municipalities, "deviation_pct");
    // Colour and shape have one legend, since they have one domain: the last layer draws the lines.
    Json names = Json::list();
    for (const std::size_t i : municipalities) {
        names.push_back(panel.municipalities()[i].name);
    }
    Json& lines = chart.spec["layer"].items().back()["encoding"];
    for (const char* channel : {"color", "shape"}) {
        lines[channel]["scale"]["domain"] = names;
    }
    return chart;
}

}  // namespace skattekrona
