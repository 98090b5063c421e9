#include "model/trend.hpp"

#include "model/costs.hpp"
#include "model/peers.hpp"
#include "model/pool_order.hpp"

#include <algorithm>

namespace skattekrona {

namespace {

Percent median_over(std::span<const double> values, const std::vector<std::size_t>& members) {
    std::vector<double> chosen;
    std::ranges::transform(members, std::back_inserter(chosen), [&](std::size_t i) { return values[i]; });
    return {median_of(chosen)};
}

struct YearColumn {
    std::vector<double> pct;
    std::vector<double> net;
    std::vector<double> reference;
};

/// `breaks_of`: the areas whose breaks are the trend's own.
AreaTrend area_trend(const Panel& panel, const Definitions& definitions, std::string area,
                     const std::vector<std::string>& breaks_of, std::size_t municipality,
                     const std::vector<std::size_t>& pool, const std::vector<std::size_t>& country,
                     const auto& column) {
    AreaTrend trend{std::move(area), {}};
    for (Year year = panel.first_year(); year <= panel.last_year(); year = year + 1) {
        const YearColumn values = column(year);
        const double own = values.pct[municipality];
        const PoolOrder order(values.pct);
        if (is_missing(own) && trend.points.empty()) {
            continue;
        }
        TrendPoint point{year, {own}, {values.net[municipality] - values.reference[municipality]}};
        point.pool_median = median_over(values.pct, pool);
        point.country_median = median_over(values.pct, country);
        if (!is_missing(own)) {
            point.rank = static_cast<int>(order.all().below(own)) + 1;
            point.of = static_cast<int>(order.all().size());
        }
        point.breaks = definitions.breaks_between(breaks_of, year - 1, year);
        trend.points.push_back(std::move(point));
    }
    while (!trend.points.empty() && is_missing(trend.points.back().deviation_pct)) {
        trend.points.pop_back();
    }
    return trend;
}

/// Whether the areas' figures are others than those which what is published of them together is made of: a
/// municipality's own, or ones that were taken in where the total was not.
bool has_other_parts(const Figures& figures, const std::vector<std::string>& areas, Year year,
                     std::size_t municipality) {
    const auto origin = [&](std::string_view area) -> const FigureOrigin& {
        return figures.origin(deviation_pct_measure(area), year, municipality);
    };
    const bool came_with = &origin(total_area) == &figures.origins.front();
    return std::ranges::any_of(areas, [&](const std::string& area) {
        const FigureOrigin& part = origin(area);
        return !part.label.empty() || (came_with && &part != &figures.origins.front());
    });
}

}  // namespace

Result<Trend> trend(const Figures& figures, const Definitions& definitions, std::size_t municipality,
                    const std::vector<std::string>& areas, const PoolChoice& pool, Year chosen) {
    const Panel& panel = figures.panel;
    PoolChoice everybody;
    const auto country = pool_members(figures, definitions, everybody, total_area, municipality, chosen);
    Trend result{municipality, pool, chosen, {}, {}};
    const auto nobody = [&](const AreaTrend& area) {
        return pool_members(figures, definitions, pool, area.area, municipality, chosen).empty();
    };
    const auto as_vector = [](std::span<const double> values) { return std::vector(values.begin(), values.end()); };
    for (const auto& area : areas) {
        const auto members = pool_members(figures, definitions, pool, area, municipality, chosen);
        result.areas.push_back(
            area_trend(panel, definitions, area, {area}, municipality, members, country, [&](Year year) {
                return YearColumn{as_vector(panel.values(deviation_pct_measure(area), year)),
                                  as_vector(panel.values(net_cost_measure(area), year)),
                                  as_vector(panel.values(reference_cost_measure(area), year))};
            }));
    }
    const auto members = pool_members(figures, definitions, pool, total_area, municipality, chosen);
    if (members.empty() && std::ranges::all_of(result.areas, nobody)) {
        return fail(empty_pool(panel, pool, municipality));
    }
    const CostHistory history = cost_history(panel, areas);
    const bool published = definitions.published_together(areas);
    result.total = area_trend(panel, definitions, std::string(total_area),
                              published ? std::vector{std::string(total_area)} : areas, municipality, members, country,
                              [&](Year year) {
                                  // Own prices and one year: no index is asked for, so the costs are always there.
                                  const CostWindow costs = *cost_window(history, definitions, year, 1, std::nullopt);
                                  YearColumn column{{}, costs.total.net, costs.total.reference};
                                  std::ranges::transform(costs.total.ratio, std::back_inserter(column.pct),
                                                         [](double ratio) { return as_percent(ratio - 1).value; });
                                  const auto whole = panel.values(deviation_pct_measure(total_area), year);
                                  for (std::size_t i = 0; published && i < panel.size(); ++i) {
                                      if (is_missing(column.pct[i]) || !has_other_parts(figures, areas, year, i)) {
                                          column.pct[i] = whole[i];
                                      }
                                  }
                                  return column;
                              });
    return result;
}

}  // namespace skattekrona
