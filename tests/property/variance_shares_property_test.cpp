// LMG shares against what defines them: every order of the groups, each fitted anew.
#include "core/variance_shares.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <gtest/gtest.h>
#include <numeric>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace skattekrona {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Small whole numbers, so that columns often determine each other.
double some_number() { return *rc::gen::inRange(-2, 3); }

struct Observed {
    MatrixXd x;
    VectorXd y;
    std::vector<std::size_t> columns;
};

Observed some_observations() {
    Observed observed;
    const auto groups = *rc::gen::inRange<std::size_t>(1, 5);
    std::size_t all = 0;
    for (std::size_t g = 0; g < groups; ++g) {
        observed.columns.push_back(*rc::gen::inRange<std::size_t>(1, 4));
        all += observed.columns.back();
    }
    const auto count = *rc::gen::inRange<Index>(6, 20);
    observed.x = MatrixXd::NullaryExpr(count, static_cast<Index>(all), [] { return some_number(); });
    observed.y = VectorXd::NullaryExpr(count, [] { return some_number(); });
    observed.x.rowwise() -= observed.x.colwise().mean().eval();
    observed.y.array() -= observed.y.mean();
    RC_PRE(observed.y.squaredNorm() > 0);
    return observed;
}

SquareMatrix products_of(const Observed& observed) {
    MatrixXd all(observed.x.rows(), observed.x.cols() + 1);
    all << observed.x, observed.y;
    const MatrixXd products = all.transpose() * all;
    SquareMatrix rows(static_cast<std::size_t>(products.rows()));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        for (std::size_t j = 0; j < rows.size(); ++j) {
            rows[i].push_back(products(static_cast<Index>(i), static_cast<Index>(j)));
        }
    }
    return rows;
}

/// R² of a fit by the groups that are in.
double explained(const Observed& observed, const std::vector<bool>& in) {
    std::vector<Index> kept;
    Index next = 0;
    for (std::size_t g = 0; g < in.size(); ++g) {
        for (std::size_t c = 0; c < observed.columns[g]; ++c, ++next) {
            if (in[g]) {
                kept.push_back(next);
            }
        }
    }
    if (kept.empty()) {
        return 0;
    }
    const MatrixXd x = observed.x(Eigen::all, kept);
    const VectorXd fitted = x * x.completeOrthogonalDecomposition().solve(observed.y);
    return fitted.squaredNorm() / observed.y.squaredNorm();
}

RC_GTEST_PROP(VarianceShares, AreWhatEachGroupAddsOverAllOrders, ()) {
    const Observed observed = some_observations();
    const std::size_t groups = observed.columns.size();
    std::vector<std::size_t> order(groups);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::vector<double> added(groups);
    double orders = 0;
    do {
        std::vector<bool> in(groups);
        double before = 0;
        for (const std::size_t g : order) {
            in[g] = true;
            const double after = explained(observed, in);
            added[g] += after - before;
            before = after;
        }
        ++orders;
    } while (std::ranges::next_permutation(order).found);
    const auto shares = lmg_shares(products_of(observed), observed.columns);
    for (std::size_t g = 0; g < groups; ++g) {
        RC_ASSERT(std::abs(shares[g] - added[g] / orders) < 1e-9);
    }
    const double together = explained(observed, std::vector<bool>(groups, true));
    RC_ASSERT(std::abs(std::accumulate(shares.begin(), shares.end(), 0.0) - together) < 1e-9);
}

// Grömping (2007) has it in closed form for two regressors of variance 1 and correlation ρ: of the variance of
// y = β₁x₁ + β₂x₂ + ε the first accounts for β₁² + β₁β₂ρ + ½ρ²(β₂² − β₁²).
RC_GTEST_PROP(VarianceShares, OfTwoRegressorsHaveAClosedForm, ()) {
    const auto between = [](int low, int high) { return *rc::gen::inRange(low, high) / 100.0; };
    const double rho = between(-95, 96);
    const double first = between(-300, 301);
    const double second = between(-300, 301);
    const double variance = first * first + second * second + 2 * rho * first * second + between(1, 500);
    const double with_first = first + rho * second;
    const double with_second = rho * first + second;
    const auto shares =
        lmg_shares({{1, rho, with_first}, {rho, 1, with_second}, {with_first, with_second, variance}}, {1, 1});
    const auto closed = [&](double own, double other) {
        return own * own + own * other * rho + rho * rho / 2 * (other * other - own * own);
    };
    RC_ASSERT(std::abs(shares[0] - closed(first, second) / variance) < 1e-9);
    RC_ASSERT(std::abs(shares[1] - closed(second, first) / variance) < 1e-9);
}

}  // namespace
}  // namespace skattekrona
