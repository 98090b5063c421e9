#include "core/distribution.hpp"
#include "core/catalogue.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>

namespace skattekrona {
namespace {

using enum Distribution::Kind;

constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(Distribution, AConstantIsItselfWhateverTheProbability) {
    EXPECT_EQ(quantile({constant, {3}}, 0.01), 3);
    EXPECT_EQ(mean({constant, {3}}), 3);
    EXPECT_EQ(support({constant, {3}}), (std::array{3.0, 3.0}));
}

TEST(Distribution, UniformIsAStraightLine) {
    EXPECT_DOUBLE_EQ(quantile({uniform, {-2, 6}}, 0.25), 0);
    EXPECT_DOUBLE_EQ(mean({uniform, {-2, 6}}), 2);
    EXPECT_EQ(support({uniform, {-2, 6}}), (std::array{-2.0, 6.0}));
}

// Below the mode low + √(p·(high − low)·(mode − low)), above it the same from the other end; the mode is at p = 0.4.
TEST(Distribution, TriangularIsItsClosedForm) {
    const Distribution skewed{triangular, {0, 4, 10}};
    EXPECT_DOUBLE_EQ(quantile(skewed, 0.1), 2);
    EXPECT_DOUBLE_EQ(quantile(skewed, 0.4), 4);
    EXPECT_DOUBLE_EQ(quantile(skewed, 0.85), 7);
    EXPECT_DOUBLE_EQ(mean(skewed), 14.0 / 3);
    EXPECT_DOUBLE_EQ(quantile({triangular, {0, 0, 1}}, 0.75), 0.5);
    EXPECT_EQ(support(skewed), (std::array{0.0, 10.0}));
}

TEST(Distribution, NormalHasTheTenthPercentileInTheTables) {
    EXPECT_NEAR(quantile({normal, {0, 1}}, 0.9), 1.2816, 5e-5);
    EXPECT_NEAR(quantile({normal, {10, 2}}, 0.1), 10 - 2 * 1.2816, 1e-4);
    EXPECT_DOUBLE_EQ(mean({normal, {10, 2}}), 10);
    EXPECT_EQ(support({normal, {10, 2}}), (std::array{-infinity, infinity}));
}

TEST(Distribution, LognormalIsNormalInItsLogarithm) {
    const Distribution costs{lognormal, {100, 0.5}};
    EXPECT_NEAR(median(costs), 100, 1e-10);
    EXPECT_NEAR(quantile(costs, 0.9), 100 * std::exp(0.5 * 1.2815516), 1e-4);
    EXPECT_NEAR(mean(costs), 113.3148, 1e-4);  // 100·e^(1/8)
    EXPECT_EQ(support(costs), (std::array{0.0, infinity}));
}

TEST(Distribution, PertWeighsTheModeFourTimes) {
    EXPECT_DOUBLE_EQ(mean({pert, {2, 3, 10}}), 4);
    EXPECT_EQ(support({pert, {2, 3, 10}}), (std::array{2.0, 10.0}));
}

TEST(Distribution, PertWithTheModeInTheMiddleIsSymmetric) {
    EXPECT_NEAR(median({pert, {2, 6, 10}}), 6, 1e-12);
    EXPECT_NEAR(quantile({pert, {2, 6, 10}}, 0.1) + quantile({pert, {2, 6, 10}}, 0.9), 12, 1e-12);
}

// With the mode at the low end the beta distribution is that of 1, 5: 1 − (1 − x)⁵ = p.
TEST(Distribution, PertWithTheModeAtTheEndIsItsClosedForm) {
    EXPECT_NEAR(quantile({pert, {0, 0, 1}}, 1 - std::pow(0.8, 5)), 0.2, 1e-12);
    EXPECT_NEAR(quantile({pert, {0, 1, 1}}, std::pow(0.8, 5)), 0.8, 1e-12);
}

// x² = p for 2, 1 and 3x² − 2x³ = p for 2, 2.
TEST(Distribution, BetaIsItsPolynomials) {
    EXPECT_NEAR(quantile({beta, {2, 1, 0, 1}}, 0.49), 0.7, 1e-12);
    EXPECT_NEAR(quantile({beta, {2, 2, 0, 1}}, 0.15625), 0.25, 1e-12);
    EXPECT_NEAR(quantile({beta, {2, 2, 10, 30}}, 0.15625), 15, 1e-12);
    EXPECT_DOUBLE_EQ(mean({beta, {2, 6, 10, 30}}), 15);
    EXPECT_EQ(support({beta, {2, 6, 10, 30}}), (std::array{10.0, 30.0}));
}

// Boost 1.74's own quantile throws at the median of 5, 5 and far out in the tail of 0.5, 2.
TEST(Distribution, BetaHasAllItsQuantiles) {
    EXPECT_NEAR(median({beta, {5, 5, 0, 1}}), 0.5, 1e-12);
    EXPECT_NEAR(quantile({beta, {0.5, 2, 0, 1}}, 1e-12), 4e-24 / 9, 1e-30);  // (3√x − √x³)/2 = p
}

// Hyndman & Fan 1996, type 7, as in R; each of the three gaps has a third of the probability.
TEST(Distribution, EmpiricalIsLinearBetweenTheValuesInOrder) {
    const Distribution values{empirical, {8, 1, 4, 2}};
    EXPECT_DOUBLE_EQ(quantile(values, 0.25), 1.75);
    EXPECT_DOUBLE_EQ(quantile(values, 0.9), 6.8);
    EXPECT_DOUBLE_EQ(mean(values), (1.5 + 3 + 6) / 3);
    EXPECT_EQ(support(values), (std::array{1.0, 8.0}));
}

TEST(Distribution, EveryKindNamesItsParameters) {
    std::vector<std::size_t> counts;
    for (const auto& kind : distribution_kinds()) {
        counts.push_back(kind.parameters().size());
    }
    EXPECT_EQ(counts, (std::vector<std::size_t>{1, 2, 2, 3, 3, 4, 2, 1}));
}

struct Impossible {
    std::string reason;
    Distribution distribution;
};

const std::vector<Impossible> impossible_ones{
    {"sd_negative", {normal, {1, 0}}},
    {"sd_negative", {normal, {1, -2}}},
    {"sd_negative", {lognormal, {1, 0}}},
    {"median", {lognormal, {0, 1}}},
    {"order", {uniform, {2, 2}}},
    {"order", {triangular, {0, 3, 2}}},
    {"order", {triangular, {0, -1, 2}}},
    {"order", {triangular, {1, 1, 1}}},
    {"order", {pert, {2, 1, 0}}},
    {"order", {beta, {1, 1, 5, 4}}},
    {"shape", {beta, {0, 1, 0, 1}}},
    {"shape", {beta, {1, -1, 0, 1}}},
    {"values", {empirical, {}}},
    {"values", {empirical, {7}}},
    {"count", {constant, {}}},
    {"count", {normal, {1}}},
    {"count", {triangular, {0, 1, 2, 3}}},
    {"not_finite", {constant, {missing}}},
    {"not_finite", {normal, {0, infinity}}},
    {"not_finite", {empirical, {1, missing}}},
};

TEST(Impossible, SaysWhyThereIsNoSuchDistribution) {
    for (const auto& [reason, distribution] : impossible_ones) {
        const auto why = impossible(distribution);
        ASSERT_TRUE(why) << reason << " of " << testing::PrintToString(distribution.parameters);
        EXPECT_EQ(why->key, "core.error.distribution." + reason) << testing::PrintToString(distribution.parameters);
    }
}

TEST(Impossible, IsNothingThatExistsAlsoAtItsLimits) {
    for (const Distribution& distribution : std::vector<Distribution>{{constant, {-1}},
                                                                      {normal, {-3, 1e-9}},
                                                                      {lognormal, {1e-9, 3}},
                                                                      {triangular, {0, 0, 1}},
                                                                      {pert, {0, 1, 1}},
                                                                      {beta, {0.5, 20, -1, 1}},
                                                                      {uniform, {-1, 0}},
                                                                      {empirical, {4, 4}}}) {
        EXPECT_FALSE(impossible(distribution)) << testing::PrintToString(distribution.parameters);
    }
}

TEST(Impossible, HasWordsForEveryReason) {
    const auto& catalogue = Catalogue::built_in();
    for (const auto& [reason, distribution] : impossible_ones) {
        const Message why = impossible(distribution).value();
        for (const std::string part : {".found", ".expected", ".hint"}) {
            const Message words{why.key + part, why.arguments};
            if (part == ".hint" && !catalogue.contains(words.key)) {
                continue;
            }
            EXPECT_NO_THROW(catalogue.words(words, Language::swedish)) << words.key;
            EXPECT_NO_THROW(catalogue.words(words, Language::english)) << words.key;
        }
    }
    const Message order = impossible({triangular, {0, 3.5, 2}}).value();
    EXPECT_EQ(catalogue.words({order.key + ".found", order.arguments}, Language::swedish),
              "Gränserna i triangular (0, 3.5, 2) står inte i ordning.");
    const Message one = impossible({empirical, {7}}).value();
    EXPECT_EQ(catalogue.words({one.key + ".found", one.arguments}, Language::swedish), "empirical har bara ett värde.");
}

}  // namespace
}  // namespace skattekrona
