// Figures that others have worked out, or that Kolada publishes another way, must come out of the program.
#include "figures/municipality_names.hpp"
#include "model/benchmark.hpp"
#include "model/consistency.hpp"
#include "model/trend.hpp"
#include "support/files.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <set>

namespace skattekrona {
namespace {

using test::definitions;
using test::figures;
using test::must;

std::size_t huddinge() { return must(find_municipality("Huddinge", figures().panel.municipalities())); }

Benchmark run(int year, const std::string& areas, const std::string& level, Scope scope) {
    Specification specification;
    specification.areas = must(parse_areas(areas, definitions()));
    specification.scope = scope;
    return must(benchmark(figures(), definitions(), huddinge(), Year{year}, specification, {must(parse_level(level))}))
        .front();
}

// The figures below were worked out by hand from Kolada's N…; ±1 mnkr is their rounding.
constexpr double mnkr = 1.0;

TEST(Huddinge2016, TotalAndRank) {
    const auto total = run(2016, "six", "median", Scope::whole).total;
    EXPECT_NEAR(total.net_cost.value, 4016, mnkr);
    EXPECT_NEAR(total.reference_cost.value, 4017, mnkr);
    EXPECT_EQ(total.rank, 108);
    EXPECT_EQ(total.of, 290);
}

struct Worked {
    int year;
    const char* areas;
    const char* level;
    Scope scope;
    double potential;
};

/// What the test is called.
void PrintTo(const Worked& worked, std::ostream* out) {
    *out << worked.year << ' ' << worked.areas << ' ' << worked.level;
}

class WorkedPotential : public testing::TestWithParam<Worked> {};

TEST_P(WorkedPotential, ComesOut) {
    const auto& [year, areas, level, scope, potential] = GetParam();
    EXPECT_NEAR(run(year, areas, level, scope).total.potential.value, potential, mnkr);
}

INSTANTIATE_TEST_SUITE_P(Huddinge, WorkedPotential,
                         testing::Values(Worked{2016, "six", "best-mean:30", Scope::whole, 333},
                                         Worked{2016, "six", "best-nth:30", Scope::whole, 203},
                                         Worked{2016, "six", "best-mean:30", Scope::by_area, 677},
                                         Worked{2016, "six", "best-nth:30", Scope::by_area, 484},
                                         Worked{2016, "six", "reference", Scope::by_area, 61},
                                         Worked{2015, "all", "best-nth:30", Scope::by_area, 454},
                                         Worked{2022, "six", "best-mean:30", Scope::whole, 154},
                                         Worked{2022, "six", "best-mean:30", Scope::by_area, 469}));

TEST(Huddinge2022, Rank) { EXPECT_EQ(run(2022, "six", "median", Scope::whole).total.rank, 20); }

TEST(HuddingeElderlyCare, DeviationOverTheYears) {
    const auto over_years =
        must(trend(figures(), definitions(), huddinge(), {"aldreomsorg"}, PoolChoice{}, Year{2022}));
    const auto& points = over_years.areas.front().points;
    for (const auto& [year, deviation] : {std::pair{2014, 32.4}, {2015, 44.8}, {2018, -5.8}, {2022, -145.1}}) {
        const auto point = std::ranges::find(points, Year{year}, &TrendPoint::year);
        ASSERT_NE(point, points.end());
        EXPECT_NEAR(point->deviation.value, deviation, 0.05);
    }
}

TEST(Consistency, EveryCheckHoldsOnTheEmbeddedFigures) {
    const auto checks = check_consistency(figures(), definitions());
    ASSERT_EQ(checks.size(), 9U);
    for (const auto& check : checks) {
        EXPECT_TRUE(check.holds) << check.title.key << " " << check.largest_difference;
    }
}

TEST(Consistency, TheTotalIsComparedInAsManyMunicipalityYearsAsMethodSays) {
    const auto checks = check_consistency(figures(), definitions());
    const auto total =
        std::ranges::find_if(checks, [](const auto& check) { return check.title.key == "model.check.total"; });
    EXPECT_EQ(total->compared, 2317U);
    EXPECT_LT(total->median_difference, 0.0001);
    EXPECT_LE(total->largest_difference, 0.03);
}

TEST(Consistency, ASpoiltFigureBreaksTheChecks) {
    auto measures = figures().panel.measures();
    const auto municipalities = figures().panel.municipalities();
    for (double& value : measures.at(net_cost_measure("ifo"))) {
        value *= 1.01;
    }
    const Figures spoilt{Panel({municipalities.begin(), municipalities.end()}, figures().panel.first_year(),
                               figures().panel.last_year(), std::move(measures)),
                         figures().groups, figures().manifest};
    std::set<std::string> broken;
    for (const auto& check : check_consistency(spoilt, definitions())) {
        if (!check.holds) {
            broken.insert(check.title.key);
        }
    }
    EXPECT_TRUE(broken.contains("model.check.total"));
    EXPECT_TRUE(broken.contains("model.check.net_cost_route"));
}

TEST(EmbeddedFigures, AnyMunicipalityInAnyYearGivesAnAnswerOrSaysWhy) {
    Specification specification;
    specification.areas = must(parse_areas("all", definitions()));
    for (std::size_t municipality = 0; municipality < figures().panel.size(); ++municipality) {
        for (int year = 2010; year <= 2022; ++year) {
            const auto result = benchmark(figures(), definitions(), municipality, Year{year}, specification,
                                          {Level{Level::Kind::median}});
            if (!result) {
                EXPECT_EQ(result.error().front().message.key, "model.error.year");
                continue;
            }
            const Benchmark& found = result->front();
            for (const auto& area : found.areas) {
                EXPECT_EQ(is_missing(area.net_cost), !area.reasons.empty()) << area.area << " " << year;
                EXPECT_EQ(is_missing(area.net_cost), area.rank == 0);
            }
            EXPECT_EQ(is_missing(found.total.potential), !found.total.reasons.empty()) << year;
        }
    }
}

TEST(EmbeddedFigures, AllMunicipalitiesHaveSimilarOnesAndAGroup) {
    for (const auto& municipality : figures().panel.municipalities()) {
        for (const auto& [area, groups] : figures().groups.similar) {
            const bool lss_missing = area == "lss" && !groups.contains(municipality.id);
            EXPECT_TRUE(groups.contains(municipality.id) || lss_missing) << area << " " << municipality.name;
        }
    }
    EXPECT_EQ(figures().groups.kommungrupper.size(), 9U);
}

}  // namespace
}  // namespace skattekrona
