// Forecasts from earlier years against what came, on the figures that come with the program.
#include "scenario/backtest.hpp"

#include "cli/threads.hpp"
#include "support/files.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace skattekrona {
namespace {

std::vector<std::string> all_areas() {
    std::vector<std::string> areas;
    for (const auto& area : test::definitions().areas) {
        areas.push_back(area.id);
    }
    return areas;
}

/// Two and three years ahead within a way of computing the deviation.
std::vector<BacktestRow> two_and_three(const std::vector<BacktestRow>& rows) {
    std::vector<BacktestRow> found;
    std::ranges::copy_if(rows, std::back_inserter(found), [](const BacktestRow& row) { return row.ahead == 0; });
    return found;
}

/// As if nothing after the year had been published.
Figures known_in(const Figures& figures, Year year) {
    const Panel& panel = figures.panel;
    auto measures = panel.measures();
    const auto known = static_cast<std::ptrdiff_t>(panel.size()) * (year - panel.first_year() + 1);
    for (auto& [id, values] : measures) {
        std::fill(values.begin() + known, values.end(), missing);
    }
    const auto municipalities = panel.municipalities();
    return {Panel({municipalities.begin(), municipalities.end()}, panel.first_year(), panel.last_year(),
                  std::move(measures)),
            figures.groups, figures.manifest};
}

using Numbers = std::vector<double>;

void add(Numbers& numbers, const SquareMatrix& matrix) {
    for (const auto& row : matrix) {
        numbers.insert(numbers.end(), row.begin(), row.end());
    }
}

/// Everything estimated for the whole country.
Numbers numbers_of(const NationalDynamics& national) {
    Numbers all{national.price.mean, national.price.deviation};
    for (const auto& area : national.areas) {
        const NoiseParameters& noise = area.noise.fit.parameters;
        all.insert(all.end(),
                   {noise.lasting, noise.regime, noise.transitory, noise.rho, noise.size, area.tail.h, area.tail.scale,
                    area.national_drift, area.price_departure, area.trend.own, area.trend.population});
        for (const auto& one : {area.known_volume, area.trend_volume}) {
            all.insert(all.end(), {one.shock, one.persistence, one.momentum, one.size, one.tail.h, one.tail.scale});
        }
        all.insert(all.end(), area.volatility.begin(), area.volatility.end());
    }
    add(all, national.shocks);
    add(all, national.levels);
    return all;
}

/// Everything that a municipality's forecast is drawn from.
Numbers numbers_of(const Baseline& base) {
    Numbers all{base.price.mean, base.price.deviation, base.population,         base.population_trend,
                base.income,     base.result,          base.income_growth.mean, base.income_growth.deviation};
    for (const auto& area : base.areas) {
        all.insert(all.end(), {area.net_cost, area.reference_cost, area.level, area.level_deviation, area.persistence,
                               area.shock, area.tail, area.structure_persistence, area.structure_momentum,
                               area.structure_shock, area.structure_tail, area.volume_trend});
    }
    add(all, base.shocks);
    add(all, base.levels);
    return all;
}

/// A missing figure is equal to another.
bool same(const Numbers& one, const Numbers& other) {
    return std::ranges::equal(one, other,
                              [](double a, double b) { return a == b || (is_missing(a) && is_missing(b)); });
}

TEST(Backtest, TheDeviationsIntervalsHoldAndBeatNoChangeInEveryArea) {
    const Backtest result = backtest(test::figures(), test::definitions(), {all_areas(), 300, 1}, threads(),
                                     [](std::size_t, std::size_t) {});
    const auto together = two_and_three(result.deviation.together);
    ASSERT_EQ(together.size(), 1U);
    EXPECT_GT(together.front().score.covered[1], 0.77);
    EXPECT_LT(together.front().score.covered[1], 0.83);
    const auto areas = two_and_three(result.deviation.within);
    ASSERT_EQ(areas.size(), all_areas().size() + 1);
    for (const auto& [area, ahead, score] : areas) {
        EXPECT_GT(score.covered[1], 0.72) << area;
        EXPECT_LT(score.covered[1], 0.88) << area;
        EXPECT_LT(score.crps, score.crps_no_change) << area;
    }
}

TEST(Backtest, TheSameSeedGivesTheSameScores) {
    const auto run = [](std::uint64_t seed, const ParallelFor& parallel) {
        return backtest(test::figures(), test::definitions(), {{"ifo"}, 100, seed}, parallel,
                        [](std::size_t, std::size_t) {})
            .deviation.together.front()
            .score.crps;
    };
    EXPECT_EQ(run(1, threads()), run(1, serial));
    EXPECT_NE(run(1, threads()), run(2, threads()));
}

TEST(Backtest, NoForecastUsesFiguresAfterItsBaseYear) {
    const auto areas = all_areas();
    const std::vector<bool> volume_known(areas.size(), false);
    const Definitions& definitions = test::definitions();
    for (const Year base : {Year{2016}, Year{2019}}) {
        const Figures before = known_in(test::figures(), base);
        const auto with = national_dynamics(test::figures(), definitions, areas, base, threads());
        const auto without = national_dynamics(before, definitions, areas, base, threads());
        const auto later = national_dynamics(test::figures(), definitions, areas, base + 1, threads());
        EXPECT_TRUE(same(numbers_of(with), numbers_of(without)));
        EXPECT_FALSE(same(numbers_of(with), numbers_of(later)));
        for (std::size_t k = 0; k < before.panel.size(); ++k) {
            EXPECT_TRUE(same(numbers_of(baseline(with, test::figures(), definitions, k, volume_known)),
                             numbers_of(baseline(without, before, definitions, k, volume_known))))
                << base.value << ", " << k;
        }
    }
}

}  // namespace
}  // namespace skattekrona
