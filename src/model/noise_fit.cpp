#include "core/bug.hpp"
#include "model/noise.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <memory>
#include <nlopt.h>

namespace skattekrona {

namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

/// Municipalities that have figures for the same years.
struct Pattern {
    std::vector<Eigen::Index> years;
    /// years × municipalities.
    Matrix y;
    Vector log_size;
};

std::vector<Pattern> patterns_of(const RatioPanel& panel) {
    std::map<std::vector<Eigen::Index>, std::vector<std::size_t>> groups;
    for (std::size_t k = 0; k < panel.municipalities(); ++k) {
        std::vector<Eigen::Index> years;
        for (std::size_t t = 0; t < panel.years(); ++t) {
            if (!is_missing(panel.y[t][k])) {
                years.push_back(static_cast<Eigen::Index>(t));
            }
        }
        if (!years.empty() && !is_missing(panel.log_size[k])) {
            groups[years].push_back(k);
        }
    }
    std::vector<Pattern> patterns;
    for (const auto& [years, members] : groups) {
        const auto rows = static_cast<Eigen::Index>(years.size());
        const auto columns = static_cast<Eigen::Index>(members.size());
        Pattern pattern{years, Matrix(rows, columns), Vector(columns)};
        for (Eigen::Index c = 0; c < columns; ++c) {
            const std::size_t k = members[static_cast<std::size_t>(c)];
            pattern.log_size[c] = panel.log_size[k];
            for (Eigen::Index r = 0; r < rows; ++r) {
                pattern.y(r, c) = panel.y[static_cast<std::size_t>(years[static_cast<std::size_t>(r)])][k];
            }
        }
        patterns.push_back(std::move(pattern));
    }
    return patterns;
}

/// U and A of V_k = U + s_k·A over a pattern's years, for the given variances.
struct Covariance {
    Matrix lasting;
    Matrix transitory;
};

Covariance covariance(const NoiseParameters& parameters, const std::vector<Eigen::Index>& years,
                      const std::vector<std::size_t>& regimes) {
    const auto size = static_cast<Eigen::Index>(years.size());
    const double lasting = parameters.lasting * parameters.lasting;
    const double regime = parameters.regime * parameters.regime;
    const double transitory = parameters.transitory * parameters.transitory;
    Covariance result{Matrix(size, size), Matrix(size, size)};
    for (Eigen::Index i = 0; i < size; ++i) {
        for (Eigen::Index j = 0; j < size; ++j) {
            const Eigen::Index early = std::min(years[static_cast<std::size_t>(i)], years[static_cast<std::size_t>(j)]);
            const Eigen::Index apart =
                std::abs(years[static_cast<std::size_t>(i)] - years[static_cast<std::size_t>(j)]);
            const auto shared = std::ranges::count_if(
                regimes, [&](std::size_t begins) { return static_cast<Eigen::Index>(begins) <= early; });
            result.lasting(i, j) = lasting + regime * static_cast<double>(shared);
            result.transitory(i, j) = transitory * std::pow(parameters.rho, static_cast<double>(apart));
        }
    }
    return result;
}

/// What the restricted likelihood is made of, at one set of parameters.
struct Normal {
    /// Σ V_k⁻¹ and Σ V_k⁻¹ y_k over the panel's years.
    Matrix information;
    Vector score;
    double squares = 0;
    double log_determinant = 0;
    double observations = 0;
};

Normal normal_equations(const std::vector<Pattern>& patterns, const RatioPanel& panel,
                        const NoiseParameters& parameters) {
    const auto years = static_cast<Eigen::Index>(panel.years());
    Normal normal{Matrix::Zero(years, years), Vector::Zero(years)};
    for (const auto& pattern : patterns) {
        const Covariance v = covariance(parameters, pattern.years, panel.regimes);
        // A = LLᵀ and L⁻¹UL⁻ᵀ = QΛQᵀ give V_k⁻¹ = Mᵀ(Λ + s_k)⁻¹M with M = QᵀL⁻¹, for every s_k.
        const Eigen::LLT<Matrix> factor(v.transitory);
        const Matrix half = factor.matrixL().solve(v.lasting);
        const Eigen::SelfAdjointEigenSolver<Matrix> eigen(factor.matrixL().solve(half.transpose()));
        const Matrix m = factor.matrixL().transpose().solve(eigen.eigenvectors()).transpose();
        const Matrix z = m * pattern.y;
        const Vector noise = (-2 * parameters.size * pattern.log_size.array()).exp();
        const Vector lambda = eigen.eigenvalues().cwiseMax(0);
        const auto rows = static_cast<Eigen::Index>(pattern.years.size());
        const auto columns = pattern.y.cols();
        Vector weights = Vector::Zero(rows);
        Vector weighted = Vector::Zero(rows);
        for (Eigen::Index r = 0; r < rows; ++r) {
            const auto inverse = (lambda[r] + noise.array()).inverse();
            weights[r] = inverse.sum();
            weighted[r] = (inverse * z.row(r).transpose().array()).sum();
            normal.squares += (inverse * z.row(r).transpose().array().square()).sum();
            normal.log_determinant += (lambda[r] + noise.array()).log().sum();
        }
        normal.log_determinant +=
            2 * static_cast<double>(columns) * factor.matrixL().toDenseMatrix().diagonal().array().log().sum();
        normal.observations += static_cast<double>(rows * columns);
        const Matrix information = m.transpose() * weights.asDiagonal() * m;
        const Vector score = m.transpose() * weighted;
        for (Eigen::Index i = 0; i < rows; ++i) {
            const Eigen::Index at = pattern.years[static_cast<std::size_t>(i)];
            normal.score[at] += score[i];
            for (Eigen::Index j = 0; j < rows; ++j) {
                normal.information(at, pattern.years[static_cast<std::size_t>(j)]) += information(i, j);
            }
        }
    }
    return normal;
}

/// The restricted likelihood, in full and with the overall scale put at its best.
struct Likelihood {
    double value = 0;
    double best_scale = 1;
    double value_at_best_scale = 0;
    Vector year_effects;
};

Likelihood likelihood(const std::vector<Pattern>& patterns, const RatioPanel& panel,
                      const NoiseParameters& parameters) {
    Normal normal = normal_equations(patterns, panel, parameters);
    double effects_estimated = 0;
    for (Eigen::Index t = 0; t < normal.score.size(); ++t) {
        // A year nobody has figures for has no effect to estimate.
        effects_estimated += normal.information(t, t) > 0 ? 1 : 0;
        normal.information(t, t) = normal.information(t, t) > 0 ? normal.information(t, t) : 1.0;
    }
    const Eigen::LLT<Matrix> factor(normal.information);
    const Vector effects = factor.solve(normal.score);
    const double squares = normal.squares - effects.dot(normal.score);
    const double determinants =
        normal.log_determinant + 2 * factor.matrixL().toDenseMatrix().diagonal().array().log().sum();
    const double freedom = normal.observations - effects_estimated;
    constexpr double log_two_pi = 1.8378770664093453;
    return {-0.5 * (freedom * log_two_pi + determinants + squares), squares / freedom,
            -0.5 * (freedom * (log_two_pi + std::log(squares / freedom) + 1) + determinants), effects};
}

/// The parameters as the optimiser and the intervals see them: ln σ, atanh ρ.
enum Free : std::size_t { log_lasting, log_regime, atanh_rho, log_transitory, size_exponent };

NoiseParameters parameters_of(const std::array<double, 5>& x, bool regimes) {
    return {std::exp(x[log_lasting]), regimes ? std::exp(x[log_regime]) : 0.0, std::tanh(x[atanh_rho]),
            std::exp(x[log_transitory]), x[size_exponent]};
}

/// What is searched over. The overall scale has a closed form, so that σ_v is 1 during the search.
struct Search {
    const std::vector<Pattern>& patterns;
    const RatioPanel& panel;
    std::vector<std::size_t> free;

    std::array<double, 5> full(const std::vector<double>& x) const {
        std::array<double, 5> all{};
        for (std::size_t i = 0; i < x.size(); ++i) {
            all[free[i]] = x[i];
        }
        return all;
    }
    std::vector<double> chosen(const std::array<double, 5>& all) const {
        std::vector<double> x;
        std::ranges::transform(free, std::back_inserter(x), [&](std::size_t i) { return all[i]; });
        return x;
    }
    Likelihood at(const std::vector<double>& x) const {
        return likelihood(patterns, panel, parameters_of(full(x), !panel.regimes.empty()));
    }
};

std::array<double, 5> maximise(const std::vector<Pattern>& patterns, const RatioPanel& panel,
                               const NoiseParameters& start) {
    Search search{patterns, panel, {log_lasting, atanh_rho, size_exponent}};
    if (!panel.regimes.empty()) {
        search.free.push_back(log_regime);
    }
    // σ/σ_v below e⁻⁶ is nothing, ρ = tanh 3.5 = 0.998 is a random walk.
    constexpr std::array<double, 5> low{-6, -6, -2, 0, -1};
    constexpr std::array<double, 5> high{4, 4, 3.5, 0, 2};
    const std::unique_ptr<std::remove_pointer_t<nlopt_opt>, decltype(&nlopt_destroy)> optimiser(
        nlopt_create(NLOPT_LN_BOBYQA, static_cast<unsigned>(search.free.size())), nlopt_destroy);
    nlopt_set_lower_bounds(optimiser.get(), search.chosen(low).data());
    nlopt_set_upper_bounds(optimiser.get(), search.chosen(high).data());
    nlopt_set_max_objective(
        optimiser.get(),
        [](unsigned count, const double* x, double*, void* data) {
            return static_cast<const Search*>(data)->at({x, x + count}).value_at_best_scale;
        },
        &search);
    nlopt_set_initial_step1(optimiser.get(), 0.3);
    nlopt_set_xtol_abs1(optimiser.get(), 1e-5);
    nlopt_set_maxeval(optimiser.get(), 2000);
    // What lasts and what comes and goes slowly are hard to tell apart, so the search starts from either end too.
    double best = -std::numeric_limits<double>::infinity();
    std::vector<double> best_point;
    const std::array<std::pair<double, double>, 3> starts{
        {{start.lasting / start.transitory, start.rho}, {0.3, 0.85}, {1.5, 0.3}}};
    for (const auto& [lasting, rho] : starts) {
        auto point = search.chosen(
            {std::clamp(std::log(lasting), -3.0, 3.0), std::log(0.3), std::atanh(std::clamp(rho, -0.5, 0.95)), 0, 0.2});
        double value = 0;
        const nlopt_result result = nlopt_optimize(optimiser.get(), point.data(), &value);
        // Limited by rounding is as near as rounding lets it come.
        if (result < 0 && result != NLOPT_ROUNDOFF_LIMITED) {
            bug(nlopt_result_to_string(result));
        }
        if (value > best) {
            best = value;
            best_point = point;
        }
    }
    std::array<double, 5> all = search.full(best_point);
    const double log_scale = 0.5 * std::log(search.at(best_point).best_scale);
    all[log_lasting] += log_scale;
    all[log_regime] += log_scale;
    all[log_transitory] = log_scale;
    return all;
}

/// The observed information by central differences over the parameters that are inside their bounds.
Matrix information(const std::vector<Pattern>& patterns, const RatioPanel& panel, const std::array<double, 5>& at,
                   const std::vector<std::size_t>& inside) {
    const bool regimes = !panel.regimes.empty();
    constexpr double step = 2e-3;
    const auto value = [&](std::size_t i, double di, std::size_t j, double dj) {
        std::array<double, 5> x = at;
        x[i] += di;
        x[j] += dj;
        return likelihood(patterns, panel, parameters_of(x, regimes)).value;
    };
    const auto size = static_cast<Eigen::Index>(inside.size());
    Matrix hessian(size, size);
    for (Eigen::Index a = 0; a < size; ++a) {
        for (Eigen::Index b = 0; b <= a; ++b) {
            const std::size_t i = inside[static_cast<std::size_t>(a)];
            const std::size_t j = inside[static_cast<std::size_t>(b)];
            const double second = a == b ? (value(i, step, j, 0) - 2 * value(i, 0, j, 0) + value(i, -step, j, 0))
                                         : (value(i, step, j, step) - value(i, step, j, -step) -
                                            value(i, -step, j, step) + value(i, -step, j, -step)) /
                                               4;
            hessian(a, b) = hessian(b, a) = -second / (step * step);
        }
    }
    return hessian;
}

Estimate on_log_scale(double log_value, double variance) {
    const double value = std::exp(log_value);
    if (!(variance > 0)) {
        return {value};
    }
    const double error = std::sqrt(variance);
    // A standard deviation that can hardly be told from nought has no sensible logarithm.
    constexpr double told_from_nought = 0.5;
    if (error > told_from_nought) {
        return {value, value * error, 0, value * (1 + normal_975 * error)};
    }
    return {value, value * error, std::exp(log_value - normal_975 * error), std::exp(log_value + normal_975 * error)};
}

}  // namespace

double NoiseParameters::innovation() const { return transitory * std::sqrt(1 - rho * rho); }

double NoiseParameters::reliability(std::size_t regimes, double log_size) const {
    const double stays = lasting * lasting + static_cast<double>(regimes) * regime * regime;
    return stays / (stays + transitory * transitory * std::exp(-2 * size * log_size));
}

NoiseParameters noise_moments(const RatioPanel& panel) {
    std::vector<double> means;
    for (const auto& year : panel.y) {
        double sum = 0;
        double count = 0;
        for (const double value : year) {
            sum += is_missing(value) ? 0 : value;
            count += is_missing(value) ? 0 : 1;
        }
        means.push_back(sum / count);
    }
    const auto covariance_at = [&](std::size_t lag) {
        double sum = 0;
        double count = 0;
        for (std::size_t t = 0; t + lag < panel.years(); ++t) {
            const bool across =
                std::ranges::any_of(panel.regimes, [&](std::size_t begins) { return begins > t && begins <= t + lag; });
            for (std::size_t k = 0; k < panel.municipalities() && !across; ++k) {
                const double product = (panel.y[t][k] - means[t]) * (panel.y[t + lag][k] - means[t + lag]);
                sum += is_missing(product) ? 0 : product;
                count += is_missing(product) ? 0 : 1;
            }
        }
        return sum / count;
    };
    const double g0 = covariance_at(0);
    const double g1 = covariance_at(1);
    const double g2 = covariance_at(2);
    const double rho = (g1 - g2) / (g0 - g1);
    const double transitory = (g0 - g1) / (1 - rho);
    const double lasting = g0 - transitory;
    return {is_missing(lasting) ? missing : std::sqrt(std::max(0.0, lasting)), 0, rho, std::sqrt(transitory), 0};
}

NoiseFit fit_noise(const RatioPanel& panel) {
    const auto patterns = patterns_of(panel);
    NoiseParameters start = noise_moments(panel);
    if (!(start.transitory > 0) || !(start.lasting > 0) || !(std::abs(start.rho) < 1)) {
        start = {1, 0, 0.5, 1, 0};
    }
    const std::array<double, 5> at = maximise(patterns, panel, start);
    const bool regimes = !panel.regimes.empty();
    NoiseFit fit;
    fit.parameters = parameters_of(at, regimes);
    const Likelihood best = likelihood(patterns, panel, fit.parameters);
    fit.log_likelihood = best.value;
    fit.year_effects.assign(best.year_effects.begin(), best.year_effects.end());
    for (const auto& pattern : patterns) {
        fit.observations += static_cast<std::size_t>(pattern.y.size());
        fit.municipalities += static_cast<std::size_t>(pattern.y.cols());
    }
    // A standard deviation on its bound is nought as far as the figures can tell; it has no curvature to read.
    constexpr double nought = 0.05;
    std::vector<std::size_t> inside{atanh_rho, log_transitory, size_exponent};
    if (fit.parameters.lasting > nought * fit.parameters.transitory) {
        inside.push_back(log_lasting);
    }
    if (regimes && fit.parameters.regime > nought * fit.parameters.transitory) {
        inside.push_back(log_regime);
    }
    const Matrix covariances = information(patterns, panel, at, inside).inverse();
    const auto variance = [&](std::size_t parameter) {
        const auto found = std::ranges::find(inside, parameter);
        const auto i = found - inside.begin();
        return found == inside.end() ? missing : covariances(i, i);
    };
    fit.lasting = on_log_scale(at[log_lasting], variance(log_lasting));
    fit.transitory = on_log_scale(at[log_transitory], variance(log_transitory));
    if (regimes) {
        fit.regime = on_log_scale(at[log_regime], variance(log_regime));
    }
    const double rho_error = std::sqrt(variance(atanh_rho));
    const double rho = fit.parameters.rho;
    fit.rho = {rho, (1 - rho * rho) * rho_error, std::tanh(at[atanh_rho] - normal_975 * rho_error),
               std::tanh(at[atanh_rho] + normal_975 * rho_error)};
    const double size_error = std::sqrt(variance(size_exponent));
    fit.size = {at[size_exponent], size_error, at[size_exponent] - normal_975 * size_error,
                at[size_exponent] + normal_975 * size_error};
    return fit;
}

}  // namespace skattekrona
