#include "model/costs.hpp"

#include "data/figures.hpp"

#include <algorithm>
#include <cmath>

namespace skattekrona {

namespace {

AreaCosts with_ratios(std::string area, std::vector<double> net, std::vector<double> reference,
                      std::vector<double> precision) {
    std::vector<double> ratio(net.size());
    std::ranges::transform(net, reference, ratio.begin(), std::divides<>());
    PoolOrder order(ratio);
    return {std::move(area),  std::move(net),       std::move(reference),
            std::move(ratio), std::move(precision), std::move(order)};
}

/// Factor that turns a year's kronor into those of `prices`.
Result<double> price_factor(const Definitions& definitions, const std::optional<Prices>& prices, Year year) {
    if (!prices) {
        return 1.0;
    }
    const auto index = std::ranges::find(definitions.price_indices, prices->index, &PriceIndex::id);
    const auto value = index->values.find(year);
    if (value == index->values.end()) {
        return fail(Diagnostic{Failure::usage,
                               {"error.prices_year",
                                {{"year", year},
                                 {"index", index->title},
                                 {"first", index->values.begin()->first},
                                 {"last", index->values.rbegin()->first}}}});
    }
    return index->values.at(prices->year) / value->second;
}

}  // namespace

Result<CostWindow> cost_window(const Panel& panel, const Definitions& definitions,
                               const std::vector<std::string>& areas, Year year, int window,
                               const std::optional<Prices>& prices) {
    const std::size_t size = panel.size();
    std::vector<double> factors;
    for (int back = 0; back < window; ++back) {
        const auto factor = price_factor(definitions, prices, year - back);
        if (!factor) {
            return fail(factor.error());
        }
        factors.push_back(*factor / window);
    }
    std::vector<AreaCosts> columns;
    std::vector<double> total_net(size, 0.0);
    std::vector<double> total_reference(size, 0.0);
    std::vector<double> total_error(size, 0.0);
    for (const auto& area : areas) {
        std::vector<double> net(size, 0.0);
        std::vector<double> reference(size, 0.0);
        std::vector<double> error(size, 0.0);  // half-width of the reference cost, mnkr
        for (int back = 0; back < window; ++back) {
            const auto n = panel.values(net_cost_measure(area), year - back);
            const auto r = panel.values(reference_cost_measure(area), year - back);
            const auto p = panel.values(precision_measure(area), year - back);
            const double factor = factors[static_cast<std::size_t>(back)];
            for (std::size_t i = 0; i < size; ++i) {
                net[i] += factor * n[i];
                reference[i] += factor * r[i];
                error[i] += is_missing(p[i]) ? 0.0 : factor * std::abs(r[i]) * p[i] / 100;
            }
        }
        std::vector<double> precision(size);
        for (std::size_t i = 0; i < size; ++i) {
            total_net[i] += net[i];
            total_reference[i] += reference[i];
            total_error[i] += error[i];
            precision[i] = error[i] > 0 ? 100 * error[i] / std::abs(reference[i]) : missing;
        }
        columns.push_back(with_ratios(area, std::move(net), std::move(reference), std::move(precision)));
    }
    std::vector<double> population(size, 0.0);
    for (int back = 0; back < window; ++back) {
        const auto people = panel.values("population", year - back);
        for (std::size_t i = 0; i < size; ++i) {
            population[i] += people[i] / window;
        }
    }
    std::vector<double> precision(size);
    for (std::size_t i = 0; i < size; ++i) {
        precision[i] = total_error[i] > 0 ? 100 * total_error[i] / std::abs(total_reference[i]) : missing;
    }
    AreaCosts total =
        with_ratios(std::string(total_area), std::move(total_net), std::move(total_reference), std::move(precision));
    return CostWindow{year, window, std::move(columns), std::move(total), std::move(population)};
}

OwnBest own_best(const Panel& panel, const Definitions& definitions, const std::vector<std::string>& areas,
                 std::size_t municipality, Year year, int window, const std::optional<Prices>& prices) {
    OwnBest best;
    for (Year last = panel.first_year() + (window - 1); last <= year; last = last + 1) {
        double net = 0;
        double reference = 0;
        for (int back = 0; back < window; ++back) {
            // A year the index does not reach makes its window missing.
            const double factor = price_factor(definitions, prices, last - back).value_or(missing);
            for (const auto& area : areas) {
                net += factor * panel.value(net_cost_measure(area), last - back, municipality);
                reference += factor * panel.value(reference_cost_measure(area), last - back, municipality);
            }
        }
        const double ratio = net / reference;
        if (!is_missing(ratio) && !(ratio >= best.ratio)) {
            best = {ratio, last};
        }
    }
    return best;
}

namespace {

template <class Quantifier>
std::vector<Year> years_where(const Panel& panel, const std::vector<std::string>& areas, std::size_t municipality,
                              Quantifier quantifier) {
    std::vector<Year> years;
    for (Year year = panel.first_year(); year <= panel.last_year(); year = year + 1) {
        if (quantifier(areas, [&](const std::string& area) {
                return !is_missing(panel.value(net_cost_measure(area), year, municipality));
            })) {
            years.push_back(year);
        }
    }
    return years;
}

}  // namespace

std::vector<Year> years_with_costs(const Panel& panel, const std::vector<std::string>& areas,
                                   std::size_t municipality) {
    return years_where(panel, areas, municipality, std::ranges::all_of);
}

std::vector<Year> years_with_any_costs(const Panel& panel, const std::vector<std::string>& areas,
                                       std::size_t municipality) {
    return years_where(panel, areas, municipality, std::ranges::any_of);
}

}  // namespace skattekrona
