#include "scenario/backtest.hpp"

#include "model/pool_order.hpp"

#include <algorithm>
#include <cmath>

namespace skattekrona {

namespace {

constexpr std::size_t years_ahead = 3;
constexpr int years_needed = 4;

/// What came of one forecast.
struct Case {
    std::array<bool, scored_intervals.size()> covered{};
    double crps = missing;
    double crps_no_change = missing;
    double median_error = missing;
    bool across = false;
};

/// Cases of one base year and municipality: [area or total][years ahead − 1]; crps is missing where nothing came.
using Cases = std::vector<std::array<Case, years_ahead>>;

/// `scale` turns the unit of the samples into that of the score.
Case judge(std::span<const double> samples, double came, double no_change, double scale, bool across) {
    Case one;
    if (is_missing(samples.front()) || is_missing(came)) {
        return one;
    }
    const PoolOrder order(samples);
    for (std::size_t i = 0; i < scored_intervals.size(); ++i) {
        const double outside = (1 - scored_intervals[i]) / 2;
        one.covered[i] = came >= order.all().quantile(outside) && came <= order.all().quantile(1 - outside);
    }
    one.crps = scale * crps(samples, came);
    one.crps_no_change = scale * std::abs(came - no_change);
    one.median_error = scale * std::abs(came - order.all().quantile(0.5));
    one.across = across;
    return one;
}

/// The areas' costs and total in the year, for one municipality: net and reference, the total last.
std::vector<std::array<double, 2>> costs_of(const CostHistory& history, Year year, std::size_t municipality) {
    std::vector<std::array<double, 2>> costs;
    const std::size_t t = history.index(year);
    for (const auto& series : history.areas) {
        costs.push_back({series.net[t][municipality], series.reference[t][municipality]});
    }
    costs.push_back({history.total.net[t][municipality], history.total.reference[t][municipality]});
    return costs;
}

/// The model of a forecast: no levers, and the price path given.
SimulationModel forecast_model(Baseline base, const std::vector<double>& price) {
    SimulationModel model;
    model.years = years_ahead;
    for (const auto& area : base.areas) {
        model.volume.emplace_back(years_ahead, area.volume_trend);
    }
    for (std::size_t t = 0; t < years_ahead; ++t) {
        model.population.push_back(base.population);
    }
    const auto fixed = [](double value) { return Assumption{"", {Distribution::Kind::constant, {value}}}; };
    Assumption given = fixed(0);
    given.path = price;
    model.assumptions = {given, fixed(0), fixed(0), fixed(0)};
    model.assumption_correlation = uncorrelated(standing_assumptions);
    model.base = std::move(base);
    return model;
}

struct Origin {
    NationalDynamics national;
    /// National growth in price in each year ahead, %, as it became; 0 beyond the last year with figures.
    std::vector<double> price;
    /// [area or total][years ahead − 1].
    std::vector<std::array<bool, years_ahead>> across;
};

ForecastScore score(const std::vector<const Case*>& cases) {
    ForecastScore result;
    result.cases = cases.size();
    if (cases.empty()) {
        return result;
    }
    result.covered.fill(0);
    result.crps = 0;
    result.crps_no_change = 0;
    result.median_error = 0;
    const auto count = static_cast<double>(cases.size());
    for (const Case* one : cases) {
        for (std::size_t i = 0; i < scored_intervals.size(); ++i) {
            result.covered[i] += one->covered[i] ? 1 / count : 0;
        }
        result.crps += one->crps / count;
        result.crps_no_change += one->crps_no_change / count;
        result.median_error += one->median_error / count;
    }
    return result;
}

/// `all`: [base year][municipality].
BacktestTable table(Drawn what, const std::vector<std::vector<Cases>>& all, const std::vector<std::string>& areas) {
    const auto collect = [&](std::size_t first_area, std::size_t last_area, int ahead, bool across) {
        std::vector<const Case*> found;
        for (const auto& origin : all) {
            for (const auto& cases : origin) {
                for (std::size_t a = first_area; a < last_area && a < cases.size(); ++a) {
                    for (std::size_t h = 0; h < years_ahead; ++h) {
                        const bool asked = ahead == 0 ? h > 0 : h + 1 == static_cast<std::size_t>(ahead);
                        const Case& one = cases[a][h];
                        if (asked && one.across == across && !is_missing(one.crps)) {
                            found.push_back(&one);
                        }
                    }
                }
            }
        }
        return score(found);
    };
    BacktestTable result{what, {}, {}, {}};
    for (const int ahead : {1, 2, 3, 0}) {
        for (std::size_t a = 0; a <= areas.size(); ++a) {
            const std::string name = a < areas.size() ? areas[a] : std::string(total_area);
            result.within.push_back({name, ahead, collect(a, a + 1, ahead, false)});
            result.across.push_back({name, ahead, collect(a, a + 1, ahead, true)});
        }
        result.together.push_back({"", ahead, collect(0, areas.size(), ahead, false)});
    }
    return result;
}

}  // namespace

double crps(std::span<const double> samples, double outcome) {
    std::vector<double> sorted(samples.begin(), samples.end());
    std::ranges::sort(sorted);
    const auto n = static_cast<double>(sorted.size());
    double distance = 0;
    double between = 0;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        distance += std::abs(sorted[i] - outcome);
        between += (2 * static_cast<double>(i) + 1 - n) * sorted[i];
    }
    return distance / n - between / (n * n);
}

Backtest backtest(const Figures& figures, const Definitions& definitions, const BacktestDesign& design,
                  const ParallelFor& parallel, const std::function<void(std::size_t, std::size_t)>& progress) {
    const Panel& panel = figures.panel;
    const std::size_t areas = design.areas.size();
    // A year with net costs but no reference costs yet has no outcome to score.
    const CostHistory all = cost_history(panel, design.areas);
    const CostHistory history = history_until(all, last_reference_year(all));
    std::vector<Year> bases;
    for (Year year = history.first + (years_needed - 1); year < history.last(); year = year + 1) {
        const bool enough = std::ranges::any_of(history.areas, [&](const CostSeries& series) {
            const auto before = static_cast<std::ptrdiff_t>(history.index(year)) + 1;
            return std::ranges::count_if(series.net.begin(), series.net.begin() + before, [](const auto& net) {
                       return !std::ranges::all_of(net, [](double value) { return is_missing(value); });
                   }) >= years_needed;
        });
        if (enough) {
            bases.push_back(year);
        }
    }
    std::vector<std::vector<Cases>> deviation(bases.size(), std::vector<Cases>(panel.size()));
    std::vector<std::vector<Cases>> net_cost = deviation;
    for (std::size_t b = 0; b < bases.size(); ++b) {
        const Year base = bases[b];
        Origin origin{national_dynamics(figures, definitions, design.areas, base, parallel), {}, {}};
        for (std::size_t h = 1; h <= years_ahead; ++h) {
            const Year year = base + static_cast<int>(h);
            const double growth = year <= history.last()
                                      ? national_price_growth(history.areas, history, panel, definitions, year)
                                      : missing;
            origin.price.push_back(is_missing(growth) ? 0 : growth);
        }
        for (std::size_t a = 0; a <= areas; ++a) {
            const auto counted_areas = a < areas ? std::vector{design.areas[a]} : design.areas;
            std::array<bool, years_ahead> across{};
            for (std::size_t h = 0; h < years_ahead; ++h) {
                const auto breaks = definitions.breaks_between(counted_areas, base, base + static_cast<int>(h + 1));
                across[h] = std::ranges::any_of(breaks, [](const auto& one) { return one.kind == "method"; });
            }
            origin.across.push_back(across);
        }
        parallel(panel.size(), [&](std::size_t k) {
            const SimulationModel model = forecast_model(
                baseline(origin.national, figures, definitions, k, std::vector<bool>(areas, false)), origin.price);
            // Seeds, base years and municipalities side by side, so that no two forecasts share their numbers.
            const std::uint64_t seed =
                design.seed | static_cast<std::uint64_t>(base.value) << 32 | static_cast<std::uint64_t>(k) << 44;
            const Samples samples = draw(model, design.replicates, seeded(seed), serial);
            const auto then = costs_of(history, base, k);
            deviation[b][k].resize(areas + 1);
            net_cost[b][k].resize(areas + 1);
            double price = 1;
            for (std::size_t h = 0; h < years_ahead; ++h) {
                const Year year = base + static_cast<int>(h + 1);
                if (year > history.last()) {
                    break;
                }
                price *= 1 + origin.price[h] / 100;
                const auto came = costs_of(history, year, k);
                for (std::size_t a = 0; a <= areas; ++a) {
                    const auto known = [&](const AreaHistory& area) {
                        return area.noise.panel.years() >= static_cast<std::size_t>(years_needed);
                    };
                    const auto& histories = origin.national.areas;
                    const bool enough = a < areas ? known(histories[a]) : std::ranges::all_of(histories, known);
                    if (!enough) {
                        continue;
                    }
                    const auto percent = [](const std::array<double, 2>& costs) {
                        return 100 * (costs[0] / costs[1] - 1);
                    };
                    const bool across = origin.across[a][h];
                    deviation[b][k][a][h] =
                        judge(samples.of(Drawn::deviation_pct, a, h), percent(came[a]), percent(then[a]), 1, across);
                    net_cost[b][k][a][h] = judge(samples.of(Drawn::net_cost, a, h), came[a][0], then[a][0] * price,
                                                 100 / then[a][0], across);
                }
            }
        });
        progress(b + 1, bases.size());
    }
    return {bases.empty() ? Year{} : bases.front(), bases.empty() ? Year{} : bases.back(), design.replicates,
            table(Drawn::deviation_pct, deviation, design.areas), table(Drawn::net_cost, net_cost, design.areas)};
}

}  // namespace skattekrona
