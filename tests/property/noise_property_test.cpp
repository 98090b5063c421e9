// The noise model on panels whose truth is known.
#include "model/noise.hpp"
#include "support/simulated.hpp"

#include <Eigen/Dense>
#include <cmath>
#include <gtest/gtest.h>

namespace skattekrona {
namespace {

using test::simulate;
using test::SimulatedPanel;

struct Truth {
    NoiseParameters parameters;
    std::size_t years;
    double missing_share;
};

std::vector<Truth> grid() {
    std::vector<Truth> truths;
    for (const double rho : {0.2, 0.6, 0.85}) {
        for (const double lasting : {0.03, 0.08}) {
            for (const double innovation : {0.02, 0.06}) {
                for (const std::size_t years : {4U, 8U, 13U}) {
                    const double transitory = innovation / std::sqrt(1 - rho * rho);
                    truths.push_back({{lasting, 0, rho, transitory, 0.3}, years, years == 8 ? 0.15 : 0.0});
                }
            }
        }
    }
    return truths;
}

bool covers(const Estimate& estimate, double truth) { return estimate.low <= truth && truth <= estimate.high; }

/// Every parameter is within four of its own standard errors, in every cell of the grid; where σ_u lies on its bound
/// there is none, and the truth must then be small beside what comes and goes.
TEST(Noise, RecoversWhatAPanelWasDrawnFrom) {
    for (const auto& truth : grid()) {
        const auto& p = truth.parameters;
        const SimulatedPanel made = simulate(p, 290, truth.years, {}, truth.missing_share, 11);
        const NoiseFit fit = fit_noise(made.panel);
        SCOPED_TRACE(testing::Message() << "rho " << p.rho << " lasting " << p.lasting << " transitory " << p.transitory
                                        << " years " << truth.years << " missing " << truth.missing_share);
        EXPECT_NEAR(fit.parameters.size, p.size, 4 * fit.size.standard_error);
        EXPECT_LT(fit.size.standard_error, 0.06);
        if (is_missing(fit.lasting.low)) {
            EXPECT_LT(p.lasting, p.transitory);
            continue;
        }
        EXPECT_NEAR(std::atanh(fit.parameters.rho), std::atanh(p.rho),
                    4 * (std::atanh(fit.rho.high) - std::atanh(fit.rho.value)) / 1.96);
        EXPECT_NEAR(std::log(fit.parameters.lasting), std::log(p.lasting),
                    4 * std::log(fit.lasting.high / fit.lasting.value) / 1.96);
        EXPECT_NEAR(std::log(fit.parameters.transitory), std::log(p.transitory),
                    4 * std::log(fit.transitory.high / fit.transitory.value) / 1.96);
        // With long panels and little inertia the estimates are close in themselves.
        if (truth.years == 13 && p.rho < 0.7) {
            EXPECT_NEAR(fit.parameters.rho, p.rho, 0.06);
            EXPECT_NEAR(fit.parameters.lasting / p.lasting, 1, 0.2);
            EXPECT_NEAR(fit.parameters.innovation() / (p.transitory * std::sqrt(1 - p.rho * p.rho)), 1, 0.06);
        }
    }
}

/// 95 % intervals over 120 panels of each kind: the number that cover is binomial, with a standard deviation of 2
/// percentage points, so that 89 % and more is what chance allows.
TEST(Noise, IntervalsCoverAsStated) {
    struct Kind {
        NoiseParameters parameters;
        std::size_t years;
        std::vector<std::size_t> regimes;
        double missing_share;
    };
    const std::vector<Kind> kinds{{{0.06, 0, 0.5, 0.06, 0.3}, 8, {}, 0.1},
                                  {{0.07, 0.04, 0.7, 0.07, 0.25}, 13, {9}, 0.0},
                                  {{0.08, 0, 0.3, 0.05, 0.0}, 4, {}, 0.0}};
    constexpr int panels = 120;
    for (const auto& kind : kinds) {
        const auto& p = kind.parameters;
        std::array<int, 5> covered{};
        for (int i = 0; i < panels; ++i) {
            const NoiseFit fit = fit_noise(
                simulate(p, 290, kind.years, kind.regimes, kind.missing_share, 1000 + static_cast<std::uint64_t>(i))
                    .panel);
            covered[0] += covers(fit.lasting, p.lasting) ? 1 : 0;
            covered[1] += covers(fit.rho, p.rho) ? 1 : 0;
            covered[2] += covers(fit.transitory, p.transitory) ? 1 : 0;
            covered[3] += covers(fit.size, p.size) ? 1 : 0;
            covered[4] += kind.regimes.empty() || covers(fit.regime, p.regime) ? 1 : 0;
        }
        for (std::size_t i = 0; i < covered.size(); ++i) {
            EXPECT_GE(covered[i], 0.89 * panels) << "parameter " << i << ", " << kind.years << " years";
            EXPECT_TRUE(covered[i] < panels || (i == 4 && kind.regimes.empty()))
                << "parameter " << i << ", " << kind.years << " years: wider than stated";
        }
    }
}

/// What is said to last lies within its interval as often as stated, for small and large municipalities alike.
TEST(Noise, WhatLastsIsCoveredWhateverTheSize) {
    const NoiseParameters p{0.06, 0.03, 0.6, 0.07, 0.35};
    std::array<std::array<int, 2>, 2> count{};  // [large][covered]
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const SimulatedPanel made = simulate(p, 290, 10, {6}, 0.1, seed);
        const auto states = lasting_states(made.panel, fit_noise(made.panel));
        for (std::size_t k = 0; k < made.lasting.size(); ++k) {
            const LastingState& state = states.back()[k];
            if (is_missing(state.mean)) {
                continue;
            }
            auto& [all, covered] = count[made.panel.log_size[k] > 0 ? 1 : 0];
            ++all;
            covered += std::abs(made.lasting[k] - state.mean) < 1.96 * state.standard_deviation ? 1 : 0;
        }
    }
    for (const auto& [all, covered] : count) {
        EXPECT_GT(all, 2000);
        EXPECT_NEAR(static_cast<double>(covered) / all, 0.95, 0.015);
    }
}

/// V_k = U + s_k·A written out and inverted municipality by municipality.
double dense_log_likelihood(const RatioPanel& panel, const NoiseParameters& p) {
    const auto years = static_cast<Eigen::Index>(panel.years());
    Eigen::MatrixXd information = Eigen::MatrixXd::Zero(years, years);
    Eigen::VectorXd score = Eigen::VectorXd::Zero(years);
    double squares = 0;
    double log_determinant = 0;
    double observations = 0;
    for (std::size_t k = 0; k < panel.municipalities(); ++k) {
        std::vector<Eigen::Index> seen;
        for (Eigen::Index t = 0; t < years; ++t) {
            if (!is_missing(panel.y[static_cast<std::size_t>(t)][k])) {
                seen.push_back(t);
            }
        }
        const auto size = static_cast<Eigen::Index>(seen.size());
        Eigen::MatrixXd v(size, size);
        Eigen::VectorXd y(size);
        Eigen::MatrixXd x = Eigen::MatrixXd::Zero(size, years);
        for (Eigen::Index i = 0; i < size; ++i) {
            const Eigen::Index ti = seen[static_cast<std::size_t>(i)];
            y[i] = panel.y[static_cast<std::size_t>(ti)][k];
            x(i, ti) = 1;
            for (Eigen::Index j = 0; j < size; ++j) {
                const Eigen::Index tj = seen[static_cast<std::size_t>(j)];
                v(i, j) = p.lasting * p.lasting + p.transitory * p.transitory *
                                                      std::exp(-2 * p.size * panel.log_size[k]) *
                                                      std::pow(p.rho, static_cast<double>(std::abs(ti - tj)));
                for (const std::size_t begins : panel.regimes) {
                    const bool both = std::min(ti, tj) >= static_cast<Eigen::Index>(begins);
                    v(i, j) += both ? p.regime * p.regime : 0;
                }
            }
        }
        const Eigen::MatrixXd inverse = v.inverse();
        information += x.transpose() * inverse * x;
        score += x.transpose() * inverse * y;
        squares += y.dot(inverse * y);
        log_determinant += std::log(v.determinant());
        observations += static_cast<double>(size);
    }
    const double residual = squares - score.dot(information.inverse() * score);
    return -0.5 * ((observations - static_cast<double>(years)) * std::log(2 * M_PI) + log_determinant +
                   std::log(information.determinant()) + residual);
}

TEST(Noise, LikelihoodIsTheOneWrittenOut) {
    const SimulatedPanel made = simulate({0.06, 0.03, 0.6, 0.07, 0.3}, 60, 7, {4}, 0.2, 5);
    const NoiseFit fit = fit_noise(made.panel);
    EXPECT_NEAR(fit.log_likelihood, dense_log_likelihood(made.panel, fit.parameters), 1e-6);
    // Its maximum: a step in any parameter lowers it.
    for (const double step : {-0.02, 0.02}) {
        for (int parameter = 0; parameter < 5; ++parameter) {
            NoiseParameters p = fit.parameters;
            p.lasting *= parameter == 0 ? 1 + step : 1;
            p.regime *= parameter == 1 ? 1 + step : 1;
            p.rho += parameter == 2 ? step : 0;
            p.transitory *= parameter == 3 ? 1 + step : 1;
            p.size += parameter == 4 ? step : 0;
            EXPECT_LT(dense_log_likelihood(made.panel, p), fit.log_likelihood + 1e-6) << parameter;
        }
    }
}

/// The filter against the conditional expectation written out with the whole covariance matrix.
TEST(Noise, TheFilterIsTheConditionalExpectation) {
    const SimulatedPanel made = simulate({0.06, 0.03, 0.6, 0.07, 0.3}, 50, 6, {3}, 0.2, 7);
    const NoiseFit fit = fit_noise(made.panel);
    const NoiseParameters& p = fit.parameters;
    const auto states = lasting_states(made.panel, fit);
    for (std::size_t k = 0; k < 50; ++k) {
        std::vector<std::size_t> seen;
        for (std::size_t t = 0; t < 6; ++t) {
            if (is_missing(made.panel.y[t][k])) {
                EXPECT_TRUE(is_missing(states[t][k].mean));
                continue;
            }
            seen.push_back(t);
            const auto size = static_cast<Eigen::Index>(seen.size());
            Eigen::MatrixXd v(size, size);
            Eigen::VectorXd with_lasting(size);
            Eigen::VectorXd y(size);
            const auto shared = [&](std::size_t a, std::size_t b) {
                return p.lasting * p.lasting + (std::min(a, b) >= 3 ? p.regime * p.regime : 0);
            };
            for (Eigen::Index i = 0; i < size; ++i) {
                const std::size_t ti = seen[static_cast<std::size_t>(i)];
                y[i] = made.panel.y[ti][k] - fit.year_effects[ti];
                with_lasting[i] = shared(ti, t);
                for (Eigen::Index j = 0; j < size; ++j) {
                    const std::size_t tj = seen[static_cast<std::size_t>(j)];
                    v(i, j) = shared(ti, tj) +
                              p.transitory * p.transitory * std::exp(-2 * p.size * made.panel.log_size[k]) *
                                  std::pow(p.rho, std::abs(static_cast<double>(ti) - static_cast<double>(tj)));
                }
            }
            const Eigen::VectorXd weights = v.ldlt().solve(with_lasting);
            EXPECT_NEAR(states[t][k].mean, weights.dot(y), 1e-9);
            EXPECT_NEAR(std::pow(states[t][k].standard_deviation, 2), shared(t, t) - weights.dot(with_lasting), 1e-9);
        }
    }
}

TEST(Noise, MomentsAgreeWithLikelihoodWhereBothAreRight) {
    // The closed form knows nothing of size, so the panel has none; many municipalities make it exact enough.
    const SimulatedPanel made = simulate({0.07, 0, 0.6, 0.06, 0}, 4000, 10, {}, 0.1, 3);
    const NoiseParameters moments = noise_moments(made.panel);
    const NoiseFit fit = fit_noise(made.panel);
    EXPECT_NEAR(moments.rho, fit.parameters.rho, 0.04);
    EXPECT_NEAR(moments.lasting, fit.parameters.lasting, 0.004);
    EXPECT_NEAR(moments.transitory, fit.parameters.transitory, 0.004);
}

TEST(Noise, WithoutInertiaOrSizeShrinkageIsTheTextbookOne) {
    // y = u + v with independent v: E[u | T years] = ȳ·Tσ_u²/(Tσ_u² + σ_v²).
    const std::size_t years = 5;
    const SimulatedPanel made = simulate({0.05, 0, 0, 0.05, 0}, 100, years, {}, 0, 9);
    NoiseFit fit;
    fit.parameters = {0.05, 0, 0, 0.05, 0};
    fit.year_effects.assign(years, 0.0);
    const auto states = lasting_states(made.panel, fit);
    for (std::size_t k = 0; k < 100; ++k) {
        double mean = 0;
        for (std::size_t t = 0; t < years; ++t) {
            mean += made.panel.y[t][k] / years;
        }
        EXPECT_NEAR(states.back()[k].mean, mean * years / (years + 1.0), 1e-12);
    }
}

}  // namespace
}  // namespace skattekrona
