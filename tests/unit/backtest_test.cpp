#include "scenario/backtest.hpp"

#include "core/random.hpp"
#include "support/files.hpp"
#include "support/made_up.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <numbers>
#include <vector>

namespace skattekrona {
namespace {

using Numbers = std::vector<double>;

TEST(Crps, OfASingleValueIsTheAbsoluteError) {
    EXPECT_DOUBLE_EQ(crps(Numbers{3}, 5), 2);
    EXPECT_DOUBLE_EQ(crps(Numbers{5}, 5), 0);
    EXPECT_DOUBLE_EQ(crps(Numbers{-1}, -4), 3);
}

// By hand: E|X − y| − E|X − X'|/2.
TEST(Crps, OfTwoValuesIsAsByHand) {
    EXPECT_DOUBLE_EQ(crps(Numbers{0, 2}, 1), 1 - 0.5);
    EXPECT_DOUBLE_EQ(crps(Numbers{2, 0}, 0), 1 - 0.5);
    EXPECT_DOUBLE_EQ(crps(Numbers{0, 2}, 5), 4 - 0.5);
}

TEST(Crps, OfThreeValuesIsAsByHand) {
    // E|X − 1| = (1 + 0 + 3)/3; E|X − X'| = 2(1 + 4 + 3)/9.
    EXPECT_DOUBLE_EQ(crps(Numbers{1, 4, 0}, 1), 4.0 / 3 - 8.0 / 9);
}

TEST(Crps, OfANormalSampleIsTheClosedForm) {
    constexpr double mean = 2;
    constexpr double sd = 3;
    Numbers sample;
    for (std::uint32_t i = 0; i < 200'000; ++i) {
        sample.push_back(mean + sd * standard_normal(1, {i, 0, 0}));
    }
    for (const double outcome : {-4.0, 0.5, 2.0, 3.0, 9.0}) {
        // Gneiting & Raftery 2007, equation 21.
        const double z = (outcome - mean) / sd;
        const double density = std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi);
        const double below = std::erfc(-z / std::numbers::sqrt2) / 2;
        const double closed = sd * (z * (2 * below - 1) + 2 * density - 1 / std::sqrt(std::numbers::pi));
        EXPECT_NEAR(crps(sample, outcome), closed, 4 * sd / std::sqrt(200'000.0)) << outcome;
    }
}

TEST(Backtest, OfTooFewYearsMakesNoForecasts) {
    const Figures figures = test::made_up_figures({{"ifo", {10, 12, 9}, {10, 10, 10}}});
    const Backtest none = backtest(figures, test::definitions(), {{"ifo"}, 100, 1}, serial,
                                   [](std::size_t, std::size_t) { ADD_FAILURE(); });
    EXPECT_EQ(none.first_base, Year{});
    for (const auto& row : none.deviation.together) {
        EXPECT_EQ(row.score.cases, 0U);
        EXPECT_TRUE(is_missing(row.score.crps));
    }
}

}  // namespace
}  // namespace skattekrona
