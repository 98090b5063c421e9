// How costs are said to move, against the real figures and what is known of them.
#include "scenario/dynamics.hpp"
#include "cli/threads.hpp"
#include "support/files.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

namespace skattekrona {
namespace {

using test::definitions;
using test::figures;

const NationalDynamics& dynamics() {
    static const NationalDynamics value = national_dynamics(
        figures(), definitions(), test::must(parse_areas("all", definitions())), Year{2022}, threads());
    return value;
}

/// Root mean square, over municipalities and the years 2014–2022 but the break, of what the reference cost of elderly
/// care grew by beside its age groups when 65–79 weigh so much of 80 and older, the middle municipality's taken off.
double unexplained(double weight) {
    ServiceArea area = *definitions().area("aldreomsorg");
    area.age_groups = {{"age_65_79", weight}, {"age_80_plus", 1}};
    double squares = 0;
    double count = 0;
    for (int year = 2015; year <= 2022; ++year) {
        if (year == 2019) {
            continue;
        }
        const auto reference = [&](int of) {
            return figures().panel.values(reference_cost_measure("aldreomsorg"), Year{of});
        };
        const auto now = area_volumes(figures().panel, area, Year{year});
        const auto before = area_volumes(figures().panel, area, Year{year - 1});
        std::vector<double> gone;
        for (std::size_t k = 0; k < now.size(); ++k) {
            gone.push_back(std::log(reference(year)[k] / reference(year - 1)[k]) - std::log(now[k] / before[k]));
        }
        const double middle = PoolOrder(gone).all().quantile(0.5);
        for (const double one : gone) {
            if (!is_missing(one)) {
                squares += (one - middle) * (one - middle);
                ++count;
            }
        }
    }
    return std::sqrt(squares / count);
}

TEST(Dynamics, TheWeightOfTheYoungerOldIsTheOneThatExplainsElderlyCareBest) {
    const auto& groups = definitions().area("aldreomsorg")->age_groups;
    ASSERT_EQ(groups.front().first, "age_65_79");
    const double chosen = unexplained(groups.front().second);
    for (const double other : {0.0, 0.1, 0.3, 0.5, 1.0}) {
        EXPECT_LT(chosen, unexplained(other)) << other;
    }
}

TEST(Dynamics, NationalCostsAreReferenceCostsSoThatPricesComeFromEither) {
    // The national deviation is about 0 by construction (method §1), so that the sums grow alike.
    const auto& costs = dynamics().costs;
    for (int year = 2016; year <= 2022; ++year) {
        const auto sum = [&](const std::vector<std::vector<double>>& values, int of) {
            double all = 0;
            for (const double value : values[costs.index(Year{of})]) {
                all += is_missing(value) ? 0 : value;
            }
            return all;
        };
        const double net = sum(costs.total.net, year) / sum(costs.total.net, year - 1);
        const double reference = sum(costs.total.reference, year) / sum(costs.total.reference, year - 1);
        EXPECT_NEAR(net, reference, 0.01) << year;
    }
    EXPECT_EQ(dynamics().price.years, 10);
    EXPECT_GT(dynamics().price.mean, 2);
    EXPECT_LT(dynamics().price.mean, 3.5);
}

TEST(Dynamics, CorrelationsAndPersistencesAreOnesThatCanBe) {
    EXPECT_TRUE(is_correlation(dynamics().shocks));
    EXPECT_TRUE(is_correlation(dynamics().levels));
    for (const auto& area : dynamics().areas) {
        EXPECT_GE(area.shock_persistence, area.noise.fit.parameters.rho) << area.area;
        EXPECT_LE(area.shock_persistence, 1) << area.area;
        EXPECT_GE(std::min(area.trend.own, area.trend.population), 0) << area.area;
        EXPECT_LE(std::max(area.trend.own, area.trend.population), 1) << area.area;
        // Age groups that are known explain more than their trend does; those of everybody hardly differ.
        EXPECT_LE(area.known_volume.shock, 1.02 * area.trend_volume.shock) << area.area;
    }
}

TEST(Dynamics, SomeMunicipalitiesAreMoreRestlessThanOthersAndAllTogetherAreOne) {
    for (const auto& area : dynamics().areas) {
        double squares = 0;
        for (const double one : area.volatility) {
            squares += one * one / static_cast<double>(area.volatility.size());
        }
        EXPECT_NEAR(squares, 1, 0.05) << area.area;
        const auto [calmest, most_restless] = std::ranges::minmax(area.volatility);
        EXPECT_GT(most_restless, 1.1 * calmest) << area.area;
    }
}

}  // namespace
}  // namespace skattekrona
