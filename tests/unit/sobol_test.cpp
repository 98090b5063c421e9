#include "scenario/sobol.hpp"

#include "support/two_samples.hpp"

#include <cstdint>
#include <gtest/gtest.h>
#include <vector>

namespace skattekrona {
namespace {

using test::two_samples;
using Numbers = std::vector<double>;

constexpr std::uint32_t samples = 10'000;

double linear(const Numbers& u) { return 3 * u[0] + 2 * u[1] + u[2]; }

void expect_equal(const std::vector<SobolIndex>& one, const std::vector<SobolIndex>& other, double tolerance) {
    ASSERT_EQ(one.size(), other.size());
    for (std::size_t i = 0; i < one.size(); ++i) {
        EXPECT_NEAR(one[i].value, other[i].value, tolerance);
        EXPECT_NEAR(one[i].low, other[i].low, tolerance);
        EXPECT_NEAR(one[i].high, other[i].high, tolerance);
    }
}

void expect_zero(const std::vector<SobolIndex>& indices) {
    expect_equal(indices, std::vector<SobolIndex>(indices.size()), 0);
}

TEST(Sobol, ASumsTermsHaveTheirSharesOfItsVariance) {
    const SobolIndices indices = sobol_indices(3, two_samples(linear, samples, 1), 1);
    const std::vector<double> shares{9.0 / 14, 4.0 / 14, 1.0 / 14};
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_NEAR(indices.first[i].value, shares[i], 0.05);
        EXPECT_NEAR(indices.total[i].value, shares[i], 0.05);
    }
    EXPECT_NEAR(indices.mean, 3, 0.02);
    EXPECT_NEAR(indices.variance, 14.0 / 12, 0.05);
}

TEST(Sobol, AFactorOfSeveralNumbersHasTheirSharesTogether) {
    const TwoSampleModel numbers = two_samples(linear, samples, 1);
    const TwoSampleModel grouped = [&](const std::vector<bool>& from_second) {
        return numbers({from_second[0], from_second[1], from_second[1]});
    };
    const SobolIndices indices = sobol_indices(2, grouped, 1);
    EXPECT_NEAR(indices.first[1].value, 5.0 / 14, 0.05);
    EXPECT_NEAR(indices.total[1].value, 5.0 / 14, 0.05);
}

TEST(Sobol, AProductAroundZeroIsAllInteraction) {
    const auto product = [](const Numbers& u) { return (2 * u[0] - 1) * (2 * u[1] - 1); };
    const SobolIndices indices = sobol_indices(2, two_samples(product, samples, 1), 1);
    for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_NEAR(indices.first[i].value, 0, 0.05);
        EXPECT_NEAR(indices.total[i].value, 1, 0.05);
    }
}

TEST(Sobol, AFactorThatDoesNothingHasNoShare) {
    const auto only_first = [](const Numbers& u) { return u[0]; };
    const SobolIndices indices = sobol_indices(2, two_samples(only_first, 1000, 1), 1);
    expect_zero({indices.first[1], indices.total[1]});
}

TEST(Sobol, WhatDoesNotVaryHasNoShares) {
    const auto constant = [](const Numbers&) { return 0.1; };
    const auto only_by_rounding = [](const Numbers& u) { return 0.1 + u[0] - u[0]; };
    for (const TwoSampleModel& model : {two_samples(constant, 1000, 1), two_samples(only_by_rounding, 1000, 1)}) {
        const SobolIndices indices = sobol_indices(2, model, 1);
        expect_zero(indices.first);
        expect_zero(indices.total);
        EXPECT_NEAR(indices.mean, 0.1, 1e-12);
        EXPECT_EQ(indices.variance, 0);
    }
}

TEST(Sobol, AResampleWithoutTheOnlySampleThatStandsOutCountsAsZero) {
    const TwoSampleModel one_stands_out = [](const std::vector<bool>& from_second) {
        std::vector<double> outputs(100);
        outputs[7] = from_second[0] ? 1 : 0;
        outputs[8] = from_second[0] && !from_second[1] ? 1 : 0;
        return outputs;
    };
    for (const SobolIndex& index : sobol_indices(2, one_stands_out, 1).total) {
        EXPECT_EQ(index.low, 0);
        EXPECT_LT(index.high, 100);
    }
}

TEST(Sobol, UnitAndLevelOfTheOutputDoNotMatter) {
    const auto elsewhere = [](const Numbers& u) { return 1e9 + 1e3 * linear(u); };
    const SobolIndices here = sobol_indices(3, two_samples(linear, 1000, 1), 1);
    const SobolIndices there = sobol_indices(3, two_samples(elsewhere, 1000, 1), 1);
    expect_equal(here.first, there.first, 1e-6);
    expect_equal(here.total, there.total, 1e-6);
    EXPECT_NEAR(there.variance, 1e6 * here.variance, 1);
}

TEST(Sobol, TheSeedDecidesTheIntervalsAndNothingElse) {
    const TwoSampleModel model = two_samples(linear, 1000, 1);
    const SobolIndices one = sobol_indices(3, model, 1);
    const SobolIndices same = sobol_indices(3, model, 1);
    const SobolIndices other = sobol_indices(3, model, 2);
    expect_equal(one.first, same.first, 0);
    expect_equal(one.total, same.total, 0);
    EXPECT_EQ(one.first[0].value, other.first[0].value);
    EXPECT_NE(one.first[0].low, other.first[0].low);
}

TEST(Sobol, TheModelIsEvaluatedTwiceAndOncePerFactor) {
    int evaluations = 0;
    sobol_indices(
        3,
        [&](const std::vector<bool>&) {
            ++evaluations;
            return std::vector<double>{1, 2};
        },
        1);
    EXPECT_EQ(evaluations, 5);
}

}  // namespace
}  // namespace skattekrona
