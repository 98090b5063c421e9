// What must hold for any distribution and any correlations whatever.
#include "core/copula.hpp"
#include "core/distribution.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace skattekrona {
namespace {

using enum Distribution::Kind;

/// A number from low to high, with three decimals.
double between(double low, double high) { return low + (high - low) * *rc::gen::inRange(0, 1001) / 1000; }

Distribution some_distribution() {
    const double low = between(-100, 100);
    const double high = low + between(0.1, 50);
    switch (const auto kind =
                *rc::gen::element(constant, normal, lognormal, triangular, pert, beta, uniform, empirical)) {
        case constant:
            return {kind, {low}};
        case normal:
            return {kind, {low, between(0.1, 50)}};
        case lognormal:
            return {kind, {between(0.1, 100), between(0.01, 1)}};
        case triangular:
        case pert:
            return {kind, {low, between(low, high), high}};
        case beta:
            return {kind, {between(0.3, 30), between(0.3, 30), low, high}};
        case uniform:
            return {kind, {low, high}};
        default: {
            std::vector<double> values(*rc::gen::inRange<std::size_t>(2, 20));
            std::ranges::generate(values, [&] { return between(low, high); });
            return {kind, values};
        }
    }
}

/// Quantiles at the middles of so many equal shares.
std::vector<double> quantiles(const Distribution& distribution, int shares) {
    std::vector<double> all;
    for (int i = 0; i < shares; ++i) {
        all.push_back(quantile(distribution, (i + 0.5) / shares));
    }
    return all;
}

double average(const std::vector<double>& values) {
    double sum = 0;
    for (const double value : values) {
        sum += value;
    }
    return sum / static_cast<double>(values.size());
}

RC_GTEST_PROP(DistributionQuantile, NeverFallsAsTheProbabilityRises, ()) {
    const Distribution distribution = some_distribution();
    RC_ASSERT(!impossible(distribution));
    RC_ASSERT(std::ranges::is_sorted(quantiles(distribution, 500)));
}

RC_GTEST_PROP(DistributionQuantile, StaysWithinTheSupport, ()) {
    const Distribution distribution = some_distribution();
    const auto [low, high] = support(distribution);
    constexpr double rounding = 1e-12;
    for (const double p : {0x1p-54, 1e-6, 0.5, 1 - 1e-6, 1 - 0x1p-53}) {
        RC_ASSERT(quantile(distribution, p) >= low - rounding);
        RC_ASSERT(quantile(distribution, p) <= high + rounding);
    }
}

/// A finer grid comes closer: the tails of the lognormal are what is left.
RC_GTEST_PROP(DistributionMean, IsThatOfAllQuantiles, ()) {
    const Distribution distribution = some_distribution();
    const double spread = quantile(distribution, 0.9) - quantile(distribution, 0.1);
    const double error = std::abs(average(quantiles(distribution, 4000)) - mean(distribution));
    RC_ASSERT(error <= 1e-3 * spread + 1e-9);
}

SquareMatrix product(const SquareMatrix& lower) {
    SquareMatrix all(lower.size(), std::vector<double>(lower.size(), 0.0));
    for (std::size_t i = 0; i < lower.size(); ++i) {
        for (std::size_t j = 0; j < lower.size(); ++j) {
            for (std::size_t k = 0; k < lower.size(); ++k) {
                all[i][j] += lower[i][k] * lower[j][k];
            }
        }
    }
    return all;
}

/// Entry by entry; nothing is close to what is not a number.
bool close(const SquareMatrix& a, const SquareMatrix& b, double allowed) {
    return std::ranges::equal(a, b, [&](const auto& row, const auto& other) {
        return std::ranges::equal(row, other, [&](double x, double y) { return std::abs(x - y) <= allowed; });
    });
}

/// Symmetric, ones on the diagonal, anything from −1 to 1 beside it: what a person may write.
SquareMatrix what_is_written(std::size_t size) {
    SquareMatrix matrix(size, std::vector<double>(size, 1.0));
    for (std::size_t i = 0; i < size; ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            matrix[i][j] = matrix[j][i] = between(-1, 1);
        }
    }
    return matrix;
}

/// The correlations of variables made of so many common ones: of fewer than the variables, and it is only semidefinite.
SquareMatrix some_correlation(std::size_t size, std::size_t common) {
    SquareMatrix loadings(size, std::vector<double>(size, 0.0));
    for (auto& row : loadings) {
        double squares = 0;
        for (std::size_t k = 0; k < common; ++k) {
            row[k] = between(-1, 1);
            squares += row[k] * row[k];
        }
        RC_PRE(squares > 0.01);
        for (double& loading : row) {
            loading /= std::sqrt(squares);
        }
    }
    return product(loadings);
}

RC_GTEST_PROP(NearestCorrelation, OfAValidOneIsItself, ()) {
    const auto size = *rc::gen::inRange<std::size_t>(1, 8);
    const SquareMatrix valid = some_correlation(size, *rc::gen::inRange<std::size_t>(1, size + 1));
    RC_ASSERT(is_correlation(valid));
    RC_ASSERT(nearest_correlation(valid) == valid);
}

RC_GTEST_PROP(NearestCorrelation, IsValidWhateverIsWritten, ()) {
    const SquareMatrix nearest = nearest_correlation(what_is_written(*rc::gen::inRange<std::size_t>(1, 8)));
    RC_ASSERT(is_correlation(nearest));
    for (std::size_t i = 0; i < nearest.size(); ++i) {
        RC_ASSERT(nearest[i][i] == 1);
        for (std::size_t j = 0; j < i; ++j) {
            RC_ASSERT(nearest[i][j] == nearest[j][i]);
        }
    }
}

double squared_distance(const SquareMatrix& a, const SquareMatrix& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        for (std::size_t j = 0; j < a.size(); ++j) {
            sum += (a[i][j] - b[i][j]) * (a[i][j] - b[i][j]);
        }
    }
    return sum;
}

RC_GTEST_PROP(NearestCorrelation, IsNoFurtherThanAnyOther, ()) {
    const auto size = *rc::gen::inRange<std::size_t>(2, 6);
    const SquareMatrix written = what_is_written(size);
    const SquareMatrix other = some_correlation(size, *rc::gen::inRange<std::size_t>(1, size + 1));
    RC_ASSERT(squared_distance(written, nearest_correlation(written)) <= squared_distance(written, other) + 1e-9);
}

// Higham 2002, section 4.
TEST(NearestCorrelation, IsWhatHighamPublished) {
    const SquareMatrix nearest = nearest_correlation({{1, 1, 0}, {1, 1, 1}, {0, 1, 1}});
    const SquareMatrix published{{1, 0.7607, 0.1573}, {0.7607, 1, 0.7607}, {0.1573, 0.7607, 1}};
    EXPECT_TRUE(close(nearest, published, 5e-5));
}

// So far off that the projections are cut short before they meet.
TEST(NearestCorrelation, IsValidHoweverAbsurdWhatIsWritten) {
    EXPECT_TRUE(is_correlation(nearest_correlation({{1, 1e6, -1e6}, {1e6, 1, 1e4}, {-1e6, 1e4, 1}})));
}

TEST(IsCorrelation, NeedsSymmetryAUnitDiagonalAndNoNegativeEigenvalue) {
    EXPECT_TRUE(is_correlation({}));
    EXPECT_TRUE(is_correlation({{1, -1}, {-1, 1}}));
    EXPECT_TRUE(is_correlation({{1, 0.6, 0.8}, {0.6, 1, 0}, {0.8, 0, 1}}));
    EXPECT_FALSE(is_correlation({{1, 0.6, 0.81}, {0.6, 1, 0}, {0.81, 0, 1}}));
    EXPECT_FALSE(is_correlation({{1, 0.2}, {0.3, 1}}));
    EXPECT_FALSE(is_correlation({{1, 0.2}, {0.2, 1.1}}));
    EXPECT_FALSE(is_correlation({{1, 1.1}, {1.1, 1}}));
    EXPECT_FALSE(is_correlation({{1, std::nan("")}, {std::nan(""), 1}}));
}

RC_GTEST_PROP(LowerFactor, GivesTheMatrixBack, ()) {
    const auto size = *rc::gen::inRange<std::size_t>(1, 8);
    const SquareMatrix correlation = some_correlation(size, *rc::gen::inRange<std::size_t>(1, size + 1));
    const SquareMatrix lower = lower_factor(correlation);
    RC_ASSERT(close(product(lower), correlation, 1e-6));
    for (std::size_t i = 0; i < size; ++i) {
        RC_ASSERT(std::all_of(lower[i].begin() + static_cast<std::ptrdiff_t>(i) + 1, lower[i].end(),
                              [](double above) { return above == 0; }));
    }
}

RC_GTEST_PROP(LowerFactor, GivesTheNearestCorrelationBackToo, ()) {
    const SquareMatrix nearest = nearest_correlation(what_is_written(*rc::gen::inRange<std::size_t>(1, 8)));
    RC_ASSERT(close(product(lower_factor(nearest)), nearest, 1e-6));
}

TEST(LowerFactor, LeavesNothingToAVariableThatAnotherDetermines) {
    const SquareMatrix lower = lower_factor({{1, -1, 0.6}, {-1, 1, -0.6}, {0.6, -0.6, 1}});
    EXPECT_TRUE(close(lower, {{1, 0, 0}, {-1, 0, 0}, {0.6, 0, 0.8}}, 1e-15));
}

}  // namespace
}  // namespace skattekrona
