#include "answer/chart_answer.hpp"

#include "model/quality.hpp"
#include "plot/charts.hpp"
#include "plot/side_charts.hpp"

#include <algorithm>

namespace skattekrona {

namespace {

/// Whether any municipality has both what the areas cost and how good they are.
bool has_quality(const Panel& panel, const Definitions& definitions, const std::vector<std::string>& areas,
                 const AreaCosts& costs, Year year) {
    const auto scores = quality_scores(panel, definitions, areas, year);
    for (std::size_t i = 0; i < scores.size(); ++i) {
        if (!is_missing(scores[i]) && !is_missing(costs.ratio[i])) {
            return true;
        }
    }
    return false;
}

/// Failure::usage where no municipality has both what the areas cost and how good they are that year.
Result<void> check_quality(const AnswerContext& context, const ReportInput& input, std::string_view name) {
    const Panel& panel = context.figures.panel;
    const Benchmark& first = input.by_area.front();
    const auto& areas = first.specification.areas;
    const auto has_points = [&](const CostWindow& costs) {
        return has_quality(panel, context.definitions, areas, costs.total, costs.year);
    };
    if (has_points(input.costs)) {
        return {};
    }
    const CostHistory history = cost_history(panel, areas);
    auto years = years_with_any_costs(panel, areas, first.municipality);
    std::erase_if(years, [&](Year year) {
        const auto costs = cost_window(history, context.definitions, year, 1, first.specification.prices);
        return !costs || !has_points(*costs);
    });
    const Message::Argument chart = std::string(name);
    return fail(Diagnostic{Failure::usage,
                           years.empty()
                               ? Message{"answer.error.plot.quality_nowhere", {{"chart", chart}}}
                               : Message{"answer.error.plot.no_quality",
                                         {{"chart", chart}, {"year", first.year}, {"years", year_ranges(years)}}}});
}

}  // namespace

std::vector<std::string> chart_names(const Definitions& definitions) {
    std::vector<std::string> names{"deviation", "deviation-pct", "deviation-kr", "position", "potential",
                                   "peers",     "quality",       "trend",        "follow_up"};
    for (const auto& area : definitions.areas) {
        names.push_back("trend-" + area.id);
    }
    for (const auto& area : definitions.areas) {
        if (!area.quality.empty()) {
            names.push_back("quality-" + area.id);
        }
    }
    return names;
}

std::vector<std::string> side_chart_names(const Definitions& definitions) {
    std::vector<std::string> names = chart_names(definitions);
    std::erase_if(names,
                  [](const std::string& name) { return !name.starts_with("deviation") && !name.starts_with("trend"); });
    return names;
}

Answer side_chart_answer(const AnswerContext& context, const ChartTemplates& templates, const Sides& sides,
                         const std::vector<Trend>& trends, std::string_view name) {
    const ChartContext charts = context.charts(templates);
    const auto draw = [&] {
        if (name.starts_with("trend")) {
            return side_trend_chart(charts, trends, name.substr(std::min(name.find('-'), name.size() - 1) + 1));
        }
        return side_deviation_chart(charts, firsts_of(sides),
                                    name == "deviation-pct"  ? DeviationMeasure::percent
                                    : name == "deviation-kr" ? DeviationMeasure::per_inhabitant
                                                             : DeviationMeasure::amount);
    };
    const Year year = sides.front().front().year;
    const std::string title =
        context.wording({"answer.side.chart_title", {{"municipalities", side_names(context, sides)}, {"year", year}}});
    return picture_answer(context, {{}, year}, title, draw());
}

Answer picture_answer(const AnswerContext& context, const About& about, const std::string& title, Chart chart) {
    Answer answer = titled(context.wording, title, about);
    Table& data = answer.document.data = chart_data(chart);
    // A row of a file says what it is of, also where it has come among others.
    const auto add_column = [&](std::string key, const Cell& cell) {
        data.columns.insert(data.columns.begin(), {std::move(key), "", ""});
        for (auto& row : data.rows) {
            row.insert(row.begin(), cell);
        }
    };
    const bool has_years = std::ranges::find(data.columns, "year", &Column::key) != data.columns.end();
    if (about.year && !has_years) {
        add_column("year", *about.year);
    }
    if (about.municipality) {
        add_column("for", std::string(context.municipality(*about.municipality).id.view()));
    }
    answer.json = chart.spec;
    if (!chart.all_rows.is_null()) {
        answer.json["usermeta"]["all_rows"] = chart.all_rows;
    }
    answer.document.blocks = {ChartRow{{std::move(chart)}}};
    return answer;
}

std::vector<Block> quality_blocks(const ChartContext& charts, const ReportInput& input) {
    const auto& words = charts.wording;
    const std::size_t self = input.by_area.front().municipality;
    ChartRow by_area;
    std::vector<Text> without;
    for (const auto& costs : input.costs.areas) {
        const ServiceArea& area = *charts.definitions.area(costs.area);
        if (has_quality(charts.figures.panel, charts.definitions, {area.id}, costs, input.costs.year)) {
            by_area.charts.push_back(quality_chart(charts, input.costs, input.pools, self, area.id));
            // Side by side they are half as wide; so high, two rows of them find room on a page.
            by_area.charts.back().spec["height"] = 260;
        } else {
            without.push_back(area.in_sentence);
        }
    }
    if (by_area.charts.empty()) {
        return {};
    }
    std::vector<Block> blocks{Heading{words("answer.frames.quality")}, Paragraph{words("answer.report.quality")}};
    if (by_area.charts.size() > 1 &&
        has_quality(charts.figures.panel, charts.definitions, input.by_area.front().specification.areas,
                    input.costs.total, input.costs.year)) {
        blocks.emplace_back(ChartRow{{quality_chart(charts, input.costs, input.pools, self, total_area)}});
    }
    blocks.emplace_back(std::move(by_area));
    if (!without.empty()) {
        blocks.emplace_back(
            Paragraph{words({"answer.report.without_quality", {{"year", input.costs.year}, {"areas", without}}})});
    }
    return blocks;
}

Result<Answer> chart_answer(const AnswerContext& context, const ChartTemplates& templates, const ReportInput& input,
                            std::string_view name) {
    const ChartContext charts = context.charts(templates);
    const std::size_t self = input.by_area.front().municipality;
    const Year year = name == "follow_up" ? input.since.to : input.by_area.front().year;
    if (name.starts_with("quality")) {
        if (auto measured = check_quality(context, input, name); !measured) {
            return fail(measured.error());
        }
    }
    const auto draw = [&]() -> Chart {
        if (name == "deviation") {
            return deviation_chart(charts, input.by_area.front(), DeviationMeasure::amount);
        }
        if (name == "deviation-pct") {
            return deviation_chart(charts, input.by_area.front(), DeviationMeasure::percent);
        }
        if (name == "deviation-kr") {
            return deviation_chart(charts, input.by_area.front(), DeviationMeasure::per_inhabitant);
        }
        if (name == "position") {
            return position_chart(charts, input.costs, input.pools, self);
        }
        if (name == "peers") {
            return peers_chart(charts, input.costs, input.peers, self);
        }
        if (name == "quality") {
            const auto& areas = input.costs.areas;
            return quality_chart(charts, input.costs, input.pools, self,
                                 areas.size() == 1 ? areas.front().area : total_area);
        }
        if (constexpr std::string_view of_area = "quality-"; name.starts_with(of_area)) {
            return quality_chart(charts, input.costs, input.pools, self, name.substr(of_area.size()));
        }
        if (name == "potential") {
            return potential_chart(charts, input.by_area, input.whole);
        }
        if (name == "follow_up") {
            return follow_up_chart(charts, input.since);
        }
        const auto area = std::ranges::find_if(
            input.trend.areas, [&](const AreaTrend& candidate) { return name == "trend-" + candidate.area; });
        return trend_chart(charts, input.trend, area == input.trend.areas.end() ? whole_of(input.trend) : *area);
    };
    return picture_answer(context, {self, year}, context.municipality(self).name, draw());
}

}  // namespace skattekrona
