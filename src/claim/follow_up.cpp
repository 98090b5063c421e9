#include "claim/follow_up.hpp"

#include "model/costs.hpp"

#include <algorithm>

namespace skattekrona {

namespace {

double median_of_others(const AreaCosts& costs, std::size_t municipality) {
    const double own = costs.ratio[municipality];
    const PoolView others = is_missing(own) ? costs.order.all() : costs.order.without(own);
    return others.size() > 0 ? others.quantile(0.5) - 1 : missing;
}

FollowUpArea follow(const AreaCosts& before, const AreaCosts& after, std::size_t municipality, double price) {
    const double net = before.net[municipality];
    const double reference = before.reference[municipality];
    const double later = after.reference[municipality];
    const double d0 = before.ratio[municipality] - 1;
    const double d1 = after.ratio[municipality] - 1;
    const double m0 = median_of_others(before, municipality);
    const double m1 = median_of_others(after, municipality);
    return {before.area,
            {net},
            {after.net[municipality]},
            as_percent(d0),
            as_percent(d1),
            as_percent(m0),
            as_percent(m1),
            {net * (price - 1)},
            {(later - reference * price) * (1 + d0)},
            {later * (m1 - m0)},
            {later * ((d1 - m1) - (d0 - m0))}};
}

}  // namespace

FollowUp follow_up(const Figures& figures, const Definitions& definitions, std::size_t municipality,
                   const std::vector<std::string>& areas, Year from) {
    const auto years = years_to_answer_for(figures, areas, municipality);
    const Year to = years.empty() ? from : std::max(from, years.back());
    const CostHistory history = cost_history(figures.panel, areas);
    // Own prices are asked for, which every year has.
    const CostWindow before = *cost_window(history, definitions, from, 1, std::nullopt);
    const CostWindow after = *cost_window(history, definitions, to, 1, std::nullopt);
    FollowUp result{municipality, from, to, "", {}, {}, definitions.breaks_between(areas, from, to)};
    double price = missing;
    if (!definitions.price_indices.empty()) {
        const PriceIndex& index = definitions.price_indices.front();
        result.index = index.id;
        if (index.values.contains(from) && index.values.contains(to)) {
            price = index.values.at(to) / index.values.at(from);
        }
    }
    for (std::size_t a = 0; a < areas.size(); ++a) {
        result.areas.push_back(follow(before.areas[a], after.areas[a], municipality, price));
    }
    result.total = follow(before.total, after.total, municipality, price);
    return result;
}

}  // namespace skattekrona
