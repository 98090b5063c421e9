#include "answer/trend_answer.hpp"

#include "document/quantity.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <iterator>
#include <set>

namespace skattekrona {

namespace {

constexpr auto point_quantities = std::to_array<QuantityOf<TrendPoint>>({
    {{.key = "deviation_pct", .member = "deviation_pct", .unit = "model.unit.percent", .decimals = 4},
     [](const TrendPoint& point) { return point.deviation_pct.value; }},
    {{.key = "deviation", .member = "deviation", .decimals = 4},
     [](const TrendPoint& point) { return point.deviation.value; }},
    {{.key = "pool_median_pct", .member = "pool_median_pct", .unit = "model.unit.percent", .decimals = 4},
     [](const TrendPoint& point) { return point.pool_median.value; }},
    {{.key = "country_median_pct", .member = "country_median_pct", .unit = "model.unit.percent", .decimals = 4},
     [](const TrendPoint& point) { return point.country_median.value; }},
    {{.key = "rank", .member = "rank", .whole = true},
     [](const TrendPoint& point) { return static_cast<double>(point.rank); }},
    {{.key = "of", .member = "of", .whole = true},
     [](const TrendPoint& point) { return static_cast<double>(point.of); }},
});

Json area_json(const AreaTrend& area, const Wording& words) {
    Json points = Json::list();
    for (const auto& point : area.points) {
        Json breaks = Json::list();
        for (const auto& series_break : point.breaks) {
            breaks.push_back({{"kind", series_break.kind}, {"title", words(series_break.title)}});
        }
        Json json{{"year", point.year}};
        add_members(json, point_quantities, point);
        json["breaks"] = std::move(breaks);
        points.push_back(std::move(json));
    }
    return {{"id", area.area}, {"points", std::move(points)}};
}

const TrendPoint* point_of(const AreaTrend& area, Year year) {
    const auto found = std::ranges::find(area.points, year, &TrendPoint::year);
    return found == area.points.end() ? nullptr : &*found;
}

/// Years down, areas across: the deviation in %, and for the total beside the medians.
Table years_table(const AnswerContext& context, const Trend& trend) {
    const auto& words = context.wording;
    Table table{"", {{"year", words("plot.column.year"), ""}}};
    table.sheet = words("answer.xlsx.trend");
    std::set<Year> years;
    std::vector<const AreaTrend*> areas;
    for (const auto& area : trend.areas) {
        areas.push_back(&area);
    }
    areas.push_back(&trend.total);
    for (const auto* area : areas) {
        table.columns.push_back({area->area, words(context.definitions.short_title(area->area)), "%"});
        for (const auto& point : area->points) {
            years.insert(point.year);
        }
    }
    table.columns.push_back({"pool_median", words("answer.column.pool_median"), "%"});
    table.columns.push_back({"country_median", words("answer.column.country_median"), "%"});
    table.columns.push_back({"breaks", words("answer.column.breaks"), "", true});
    for (const Year year : years) {
        std::vector<Cell> row{year};
        std::string breaks;
        for (const auto* area : areas) {
            const TrendPoint* point = point_of(*area, year);
            row.push_back(cell(point == nullptr ? missing : point->deviation_pct.value, 1, true));
        }
        const TrendPoint* total = point_of(trend.total, year);
        row.push_back(cell(total == nullptr ? missing : total->pool_median.value, 1, true));
        row.push_back(cell(total == nullptr ? missing : total->country_median.value, 1, true));
        std::set<std::string> titles;
        for (const auto* area : areas) {
            const TrendPoint* point = point_of(*area, year);
            for (const auto& series_break : point == nullptr ? std::vector<SeriesBreak>{} : point->breaks) {
                titles.insert(words(series_break.title));
            }
        }
        for (const auto& title : titles) {
            breaks += (breaks.empty() ? "" : "; ") + title;
        }
        row.emplace_back(breaks);
        table.rows.push_back(std::move(row));
    }
    return table;
}

/// Every area × year with all its figures, for a spreadsheet.
Table long_table(const AnswerContext& context, const Trend& trend) {
    Table table{"", {{"municipality", "", "", true}, {"area", "", "", true}, {"year", "", ""}}};
    add_columns(table.columns, point_quantities, context.wording);
    table.columns.push_back({"breaks", "", "", true});
    const std::string id(context.municipality(trend.municipality).id.view());
    const auto add = [&](const AreaTrend& area) {
        for (const auto& point : area.points) {
            std::string breaks;
            for (const auto& series_break : point.breaks) {
                breaks += (breaks.empty() ? "" : "; ") + context.wording(series_break.title);
            }
            std::vector<Cell> row{id, area.area, point.year};
            add_cells(row, point_quantities, point);
            row.emplace_back(breaks);
            table.rows.push_back(std::move(row));
        }
    };
    std::ranges::for_each(trend.areas, add);
    add(trend.total);
    return table;
}

/// From the first year that is computed as the year in question is, to that: nothing is compared across a break in
/// method.
std::string trend_lead(const AnswerContext& context, const Trend& trend) {
    const AreaTrend& whole = whole_of(trend);
    const Text& area = context.definitions.title(whole.area);
    const TrendPoint* first = nullptr;
    const TrendPoint* last = nullptr;
    for (const auto& point : whole.points) {
        if (point.year > trend.year) {
            break;
        }
        if (std::ranges::any_of(point.breaks,
                                [](const SeriesBreak& series_break) { return series_break.kind == "method"; })) {
            first = nullptr;
        }
        if (!is_missing(point.deviation_pct)) {
            first = first == nullptr ? &point : first;
            last = &point;
        }
    }
    if (last == nullptr || last->year != trend.year) {
        return context.wording({"answer.trend.lead_none", {{"area", area}, {"year", trend.year}}});
    }
    return context.wording({first == last ? "answer.trend.lead_year" : "answer.trend.lead",
                            {{"area", area},
                             {"first", first->year},
                             {"from", Number{first->deviation_pct.value, 1, true}},
                             {"last", last->year},
                             {"to", Number{last->deviation_pct.value, 1, true}},
                             {"country", Number{last->country_median.value, 1, true}}}});
}

/// Why the years are missing where the publisher has a value that stands for no report.
std::vector<Block> unreported_paragraphs(const AnswerContext& context, const Trend& trend,
                                         const std::vector<std::string>& areas) {
    std::vector<Block> paragraphs;
    const auto add = [&](const AreaTrend& area) {
        std::vector<Year> years;
        double published = missing;
        for (const auto& one : context.figures.unreported) {
            if (one.measure == deviation_pct_measure(area.area) && one.municipality == trend.municipality) {
                years.push_back(one.year);
                published = one.published;
            }
        }
        if (!years.empty()) {
            paragraphs.emplace_back(Paragraph{context.wording({"answer.trend.unreported",
                                                               {{"area", context.definitions.title(area.area)},
                                                                {"years", year_ranges(years)},
                                                                {"published", Number{published, 1, true}}}})});
        }
    };
    std::ranges::for_each(trend.areas, add);
    if (context.definitions.published_together(areas)) {
        add(trend.total);
    }
    return paragraphs;
}

}  // namespace

std::vector<Block> break_paragraphs(const AnswerContext& context, const Trend& trend) {
    std::vector<Block> paragraphs;
    for (const auto& point : trend.total.points) {
        for (const auto& series_break : point.breaks) {
            if (series_break.kind == "method" && &point != &trend.total.points.front()) {
                paragraphs.emplace_back(Paragraph{context.wording(
                    {"model.note.break", {{"year", series_break.year}, {"title", series_break.title}}})});
            }
        }
    }
    return paragraphs;
}

std::string trend_pool_words(const AnswerContext& context, const Trend& trend) {
    const bool by_structure = trend.pool.kind == PoolChoice::Kind::nearest;
    return context.wording(
        {by_structure ? "answer.trend.pool_nearest" : "answer.trend.pool",
         {{"pool", context.wording(pool_words(trend.pool, context.figures.panel))}, {"year", trend.year}}});
}

Answer trend_answer(const AnswerContext& given, const Trend& trend) {
    std::vector<std::string> ids;
    std::ranges::transform(trend.areas, std::back_inserter(ids), &AreaTrend::area);
    const Panel& panel = given.figures.panel;
    const AnswerContext context = given.resting_on({ids, panel.first_year(), panel.last_year(), trend.municipality});
    const auto& words = context.wording;
    const Municipality& self = context.municipality(trend.municipality);
    Json areas = Json::list();
    for (const auto& area : trend.areas) {
        areas.push_back(area_json(area, words));
    }
    Answer answer = titled(words, words({"answer.trend.title", {{"municipality", self.name}}}), {trend.municipality});
    auto& blocks = answer.document.blocks;
    if (!trend.total.points.empty()) {
        blocks.emplace_back(Paragraph{trend_lead(context, trend), true});
        for (auto& paragraph : break_paragraphs(context, trend)) {
            blocks.push_back(std::move(paragraph));
        }
    }
    blocks.emplace_back(years_table(context, trend));
    std::ranges::move(unreported_paragraphs(context, trend, ids), std::back_inserter(blocks));
    blocks.emplace_back(Paragraph{trend_pool_words(context, trend)});
    answer.document.source = source_words(context);
    blocks.emplace_back(Paragraph{answer.document.source});
    answer.document.data = long_table(context, trend);
    answer.json = {{"schema", "skattekrona.trend/1"}, {"municipality", municipality_json(self)},
                   {"pool", to_string(trend.pool)},   {"pool_year", trend.year},
                   {"areas", std::move(areas)},       {"total", area_json(trend.total, words)}};
    trace(answer, words,
          context.by(fmt::format("skattekrona trend {} --areas {} --pool {} --year {}", self.id.view(),
                                 fmt::join(ids, ","), to_string(trend.pool), trend.year.value)),
          {words("answer.method.deviation")});
    return answer;
}

}  // namespace skattekrona
