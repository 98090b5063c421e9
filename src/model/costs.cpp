#include "model/costs.hpp"

#include "figures/figures.hpp"

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
    const PriceIndex* index = definitions.price_index(prices->index);
    const auto value = index->values.find(year);
    if (value == index->values.end()) {
        return fail(Diagnostic{Failure::usage,
                               {"model.error.prices_year",
                                {{"year", year},
                                 {"index", index->title},
                                 {"first", index->values.begin()->first},
                                 {"last", index->values.rbegin()->first}}}});
    }
    return index->values.at(prices->year) / value->second;
}

}  // namespace

CostHistory cost_history(const Panel& panel, const std::vector<std::string>& areas) {
    const auto years = static_cast<std::size_t>(panel.last_year() - panel.first_year() + 1);
    const auto copy = [](std::span<const double> values) { return std::vector(values.begin(), values.end()); };
    const std::vector<std::vector<double>> zeros(years, std::vector<double>(panel.size(), 0.0));
    CostHistory history{panel.first_year(), {}, {std::string(total_area), zeros, zeros, zeros}, {}};
    for (const auto& area : areas) {
        history.areas.push_back({area, {}, {}, {}});
    }
    for (std::size_t t = 0; t < years; ++t) {
        const Year year = panel.first_year() + static_cast<int>(t);
        history.population.push_back(copy(panel.values("population", year)));
        for (auto& series : history.areas) {
            series.net.push_back(copy(panel.values(net_cost_measure(series.area), year)));
            series.reference.push_back(copy(panel.values(reference_cost_measure(series.area), year)));
            series.half_width.push_back(copy(panel.values(precision_measure(series.area), year)));
            for (std::size_t i = 0; i < panel.size(); ++i) {
                double& half_width = series.half_width[t][i];
                half_width = is_missing(half_width) ? 0.0 : std::abs(series.reference[t][i]) * half_width / 100;
                history.total.net[t][i] += series.net[t][i];
                history.total.reference[t][i] += series.reference[t][i];
                history.total.half_width[t][i] += half_width;
            }
        }
    }
    return history;
}

AreaCosts area_costs(const CostHistory& history, const CostSeries& series, Year year,
                     const std::vector<double>& factors) {
    const std::size_t size = history.population.front().size();
    std::vector<double> net(size, 0.0);
    std::vector<double> reference(size, 0.0);
    std::vector<double> half_width(size, 0.0);
    for (std::size_t back = 0; back < factors.size(); ++back) {
        const Year from = year - static_cast<int>(back);
        for (std::size_t i = 0; i < size; ++i) {
            net[i] += history.contains(from) ? factors[back] * series.net[history.index(from)][i] : missing;
            reference[i] += history.contains(from) ? factors[back] * series.reference[history.index(from)][i] : missing;
            half_width[i] += history.contains(from) ? factors[back] * series.half_width[history.index(from)][i] : 0.0;
        }
    }
    std::vector<double> precision(size);
    std::ranges::transform(half_width, reference, precision.begin(), [](double width, double cost) {
        return width > 0 ? 100 * width / std::abs(cost) : missing;
    });
    return with_ratios(series.area, std::move(net), std::move(reference), std::move(precision));
}

CostHistory history_until(CostHistory history, Year last) {
    const std::size_t years = history.index(last) + 1;
    const auto shorten = [&](CostSeries& series) {
        series.net.resize(years);
        series.reference.resize(years);
        series.half_width.resize(years);
    };
    std::ranges::for_each(history.areas, shorten);
    shorten(history.total);
    history.population.resize(years);
    return history;
}

Result<std::vector<double>> price_factors(const Definitions& definitions, const std::optional<Prices>& prices,
                                          Year year, int window) {
    std::vector<double> factors;
    for (int back = 0; back < window; ++back) {
        const auto factor = price_factor(definitions, prices, year - back);
        if (!factor) {
            return fail(factor.error());
        }
        factors.push_back(*factor);
    }
    return factors;
}

Result<CostWindow> cost_window(const CostHistory& history, const Definitions& definitions, Year year, int window,
                               const std::optional<Prices>& prices) {
    auto factors = price_factors(definitions, prices, year, window);
    if (!factors) {
        return fail(factors.error());
    }
    std::ranges::transform(*factors, factors->begin(), [&](double factor) { return factor / window; });
    std::vector<AreaCosts> areas;
    for (const auto& series : history.areas) {
        areas.push_back(area_costs(history, series, year, *factors));
    }
    std::vector<double> population(history.population.front().size(), 0.0);
    for (int back = 0; back < window; ++back) {
        for (std::size_t i = 0; i < population.size(); ++i) {
            const Year from = year - back;
            population[i] += history.contains(from) ? history.population[history.index(from)][i] / window : missing;
        }
    }
    return CostWindow{year, window, std::move(areas), area_costs(history, history.total, year, *factors),
                      std::move(population)};
}

OwnTarget own_target(const CostHistory& history, const CostSeries& series, const Definitions& definitions,
                     std::size_t municipality, Year year, int window, const std::optional<Prices>& prices) {
    OwnTarget best;
    for (Year last = history.first + (window - 1); last <= std::min(year, history.last()); last = last + 1) {
        double net = 0;
        double reference = 0;
        for (int back = 0; back < window; ++back) {
            // A year the index does not reach makes its window missing.
            const double factor = price_factor(definitions, prices, last - back).value_or(missing);
            net += factor * series.net[history.index(last - back)][municipality];
            reference += factor * series.reference[history.index(last - back)][municipality];
        }
        const double ratio = net / reference;
        best.among += is_missing(ratio) ? 0 : 1;
        if (!is_missing(ratio) && !(ratio >= best.ratio)) {
            best = {ratio, last, best.among};
        }
    }
    return best;
}

namespace {

bool has_deviation(const Panel& panel, const std::string& area, Year year, std::size_t municipality) {
    return !is_missing(panel.value(net_cost_measure(area), year, municipality)) &&
           !is_missing(panel.value(reference_cost_measure(area), year, municipality));
}

template <class Holds>
std::vector<Year> years_where(const Panel& panel, Holds holds) {
    std::vector<Year> years;
    for (Year year = panel.first_year(); year <= panel.last_year(); year = year + 1) {
        if (holds(year)) {
            years.push_back(year);
        }
    }
    return years;
}

}  // namespace

Year last_reference_year(const CostHistory& history) {
    for (Year year = history.last(); year > history.first; year = year - 1) {
        const bool known = std::ranges::any_of(history.areas, [&](const CostSeries& series) {
            return std::ranges::any_of(series.reference[history.index(year)],
                                       [](double reference) { return !is_missing(reference); });
        });
        if (known) {
            return year;
        }
    }
    return history.first;
}

std::vector<Year> years_with_costs(const Panel& panel, const std::vector<std::string>& areas,
                                   std::size_t municipality) {
    return years_where(panel, [&](Year year) {
        return std::ranges::all_of(
            areas, [&](const std::string& area) { return has_deviation(panel, area, year, municipality); });
    });
}

bool costs_taken_away(const Figures& figures, const std::string& area, Year year, std::size_t municipality) {
    return !has_deviation(figures.panel, area, year, municipality) &&
           (figures.is_laid_over_missing(net_cost_measure(area), year, municipality) ||
            figures.is_laid_over_missing(reference_cost_measure(area), year, municipality));
}

std::vector<Year> years_to_answer_for(const Figures& figures, const std::vector<std::string>& areas,
                                      std::size_t municipality) {
    const Panel& panel = figures.panel;
    // A publisher may say that it has nothing at all for a year, which is then none to answer for.
    const auto has_something = [&](const std::string& area, Year year) {
        return has_deviation(panel, area, year, municipality) ||
               figures.is_taken_away(net_cost_measure(area), year, municipality) ||
               !is_missing(panel.value(deviation_pct_measure(area), year, municipality));
    };
    return years_where(panel, [&](Year year) {
        return std::ranges::all_of(areas,
                                   [&](const std::string& area) {
                                       return has_deviation(panel, area, year, municipality) ||
                                              costs_taken_away(figures, area, year, municipality);
                                   }) &&
               std::ranges::any_of(areas, [&](const std::string& area) { return has_something(area, year); });
    });
}

Year latest_year(const Figures& figures, const std::vector<std::string>& areas, std::size_t municipality) {
    const auto complete = years_to_answer_for(figures, areas, municipality);
    if (!complete.empty()) {
        return complete.back();
    }
    const auto any = years_with_any_deviation(figures.panel, areas, municipality);
    return any.empty() ? figures.panel.last_year() : any.back();
}

std::vector<Year> years_with_any_deviation(const Panel& panel, const std::vector<std::string>& areas,
                                           std::size_t municipality) {
    return years_where(panel, [&](Year year) {
        return std::ranges::any_of(
            areas, [&](const std::string& area) { return has_deviation(panel, area, year, municipality); });
    });
}

std::vector<Year> years_with_any_costs(const Panel& panel, const std::vector<std::string>& areas,
                                       std::size_t municipality) {
    return years_where(panel, [&](Year year) {
        return std::ranges::any_of(areas, [&](const std::string& area) {
            return !is_missing(panel.value(net_cost_measure(area), year, municipality));
        });
    });
}

std::string year_ranges(const std::vector<Year>& years) {
    std::string text;
    for (std::size_t i = 0; i < years.size(); ++i) {
        const std::size_t first = i;
        while (i + 1 < years.size() && years[i + 1] - years[i] == 1) {
            ++i;
        }
        text += (text.empty() ? "" : ", ") + std::to_string(years[first].value);
        text += i > first ? "–" + std::to_string(years[i].value) : "";
    }
    return text;
}

Message::Argument known_years(const std::vector<Year>& years) {
    return years.empty() ? Message::Argument(TextKey{"model.no_year"}) : year_ranges(years);
}

}  // namespace skattekrona
