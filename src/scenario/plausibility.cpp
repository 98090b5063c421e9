#include "scenario/plausibility.hpp"

#include "figures/figures.hpp"
#include "model/costs.hpp"
#include "model/pool_order.hpp"
#include "model/quality.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace skattekrona {

namespace {

/// Published figures have few decimals; a tie must not be lost to how they are stored.
constexpr double rounding = 1e-9;

double quantile_of(const std::vector<double>& values, double share) {
    const PoolOrder order(values);
    return order.all().size() > 0 ? order.all().quantile(share) : missing;
}

bool published(const Panel& panel, const std::string& measure, Year year) {
    return !std::ranges::all_of(panel.values(measure, year), [](double value) { return is_missing(value); });
}

/// With the quality measures of both years only: a score must not move because of what it is made of.
Definitions measured_both_years(const Panel& panel, Definitions definitions, Year from, Year to) {
    for (auto& area : definitions.areas) {
        std::erase_if(area.quality, [&](const QualityMeasure& quality) {
            return !published(panel, quality.measure, from) || !published(panel, quality.measure, to);
        });
    }
    return definitions;
}

bool has(const std::vector<SeriesBreak>& breaks, std::string_view kind) {
    return std::ranges::find(breaks, kind, &SeriesBreak::kind) != breaks.end();
}

/// Marks, in windows with the largest moves first, those that share years with a larger one that is not marked itself.
void mark_overlaps(std::vector<HistoricalMove>& windows, std::size_t municipalities, int years) {
    std::vector<std::vector<Year>> larger(municipalities);
    for (auto& window : windows) {
        auto& begun = larger[window.municipality];
        window.overlapped = std::ranges::any_of(begun, [&](Year year) { return std::abs(year - window.from) < years; });
        if (!window.overlapped) {
            begun.push_back(window.from);
        }
    }
}

std::size_t distinct_municipalities(std::span<const HistoricalMove> moves) {
    std::set<std::size_t> distinct;
    for (const auto& move : moves) {
        distinct.insert(move.municipality);
    }
    return distinct.size();
}

}  // namespace

DeviationHistory deviation_history(const Panel& panel, const Definitions& definitions,
                                   const std::vector<std::string>& areas) {
    DeviationHistory history{panel.first_year(), {}, {}};
    const bool together = definitions.published_together(areas);
    const CostHistory costs = cost_history(panel, areas);
    for (Year year = panel.first_year(); year <= panel.last_year(); year = year + 1) {
        auto& pct = history.pct.emplace_back();
        if (together || areas.size() == 1) {
            const auto values =
                panel.values(deviation_pct_measure(together ? std::string(total_area) : areas.front()), year);
            pct.assign(values.begin(), values.end());
        } else {
            std::ranges::transform(costs.total.net[costs.index(year)], costs.total.reference[costs.index(year)],
                                   std::back_inserter(pct),
                                   [](double net, double reference) { return as_percent(net / reference - 1).value; });
        }
        // A municipality whose service costs nothing has not been reported: Kolada then gives −100 %.
        constexpr double unreported = -99.9;
        std::ranges::replace_if(
            pct, [](double value) { return value <= unreported; }, missing);
        history.median.push_back(quantile_of(pct, 0.5));
    }
    return history;
}

QualityMeanwhile quality_meanwhile(std::span<const HistoricalMove> moves) {
    std::vector<double> changes;
    for (const auto& move : moves) {
        if (!is_missing(move.quality_change())) {
            changes.push_back(move.quality_change());
        }
    }
    const auto count = [&](auto condition) {
        return static_cast<std::size_t>(std::ranges::count_if(changes, condition));
    };
    return {changes.size(), count([](double change) { return change > 0; }),
            count([](double change) { return change < 0; }), quantile_of(changes, 0.5)};
}

double ReferenceClass::share_as_far() const {
    return windows.empty() ? missing : static_cast<double>(as_far) / static_cast<double>(windows.size());
}

ReferenceClass reference_class(const Panel& panel, const Definitions& definitions, const PlannedMove& plan,
                               double near) {
    ReferenceClass result{plan, near};
    const DeviationHistory history = deviation_history(panel, definitions, plan.areas);
    const double direction = plan.change < 0 ? -1 : 1;
    const auto reaches = [&](double change) { return direction * (change - plan.change) >= -rounding; };
    const auto breaks_after = [&](Year from) {
        return definitions.breaks_between(plan.series(definitions), from, from + plan.years);
    };
    const auto change_after = [&](Year from, std::size_t i) {
        const Year to = from + plan.years;
        return to > history.last() ? missing
                                   : history.at(to, i) - history.at(from, i) -
                                         (history.median[history.index(to)] - history.median[history.index(from)]);
    };
    std::vector<double> distances;
    for (Year from = history.first; from + plan.years <= history.last(); from = from + 1) {
        const Year to = from + plan.years;
        const auto breaks = breaks_after(from);
        const bool comparable = !has(breaks, "method");
        const bool followed = comparable && !has(breaks_after(to), "method");
        const Definitions measured = measured_both_years(panel, definitions, from, to);
        const auto before = quality_scores(panel, measured, plan.areas, from);
        const auto after = quality_scores(panel, measured, plan.areas, to);
        for (std::size_t i = 0; i < panel.size(); ++i) {
            const double change = change_after(from, i);
            if (is_missing(change)) {
                continue;
            }
            const double distance = std::abs(history.at(from, i) - plan.start.value);
            const bool in = distance <= near + rounding;
            if (comparable) {
                distances.push_back(distance);
            }
            if (comparable && in) {
                result.windows.push_back({i,
                                          from,
                                          {history.at(from, i)},
                                          {history.at(to, i)},
                                          change,
                                          before.empty() ? missing : before[i],
                                          after.empty() ? missing : after[i],
                                          followed ? change_after(to, i) : missing,
                                          has(breaks, "equalisation")});
            } else if (in) {
                ++result.left_out;
            }
        }
    }
    std::ranges::stable_sort(result.windows, std::greater<>(),
                             [&](const HistoricalMove& window) { return direction * window.change; });
    mark_overlaps(result.windows, panel.size(), plan.years);
    result.as_far = static_cast<std::size_t>(
        std::ranges::count_if(result.windows, [&](const HistoricalMove& move) { return reaches(move.change); }));
    result.municipalities = distinct_municipalities(result.windows);
    result.municipalities_as_far = distinct_municipalities(result.moves_as_far());
    for (const auto& series_break :
         definitions.breaks_between(plan.series(definitions), history.first, history.last())) {
        if (series_break.kind == "method" && result.left_out > 0) {
            result.breaks.push_back(series_break.year);
        }
    }

    std::vector<double> changes;
    std::ranges::transform(result.windows, std::back_inserter(changes), &HistoricalMove::change);
    std::ranges::transform(ReferenceClass::shares, result.quantiles.begin(),
                           [&](double share) { return quantile_of(changes, share); });
    std::ranges::sort(distances);
    if (distances.size() >= ReferenceClass::enough) {
        result.near_for_enough = distances[ReferenceClass::enough - 1];
    }
    std::vector<double> left;
    for (const auto& move : result.moves_as_far()) {
        if (!is_missing(move.following)) {
            left.push_back(move.change + move.following);
        }
    }
    result.lasting = {left.size(), static_cast<std::size_t>(std::ranges::count_if(left, reaches)),
                      quantile_of(left, 0.5)};
    return result;
}

}  // namespace skattekrona
