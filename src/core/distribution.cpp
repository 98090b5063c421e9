#include "core/distribution.hpp"

#include "core/quantile.hpp"

#include <algorithm>
#include <boost/math/distributions/lognormal.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/triangular.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <numeric>

namespace skattekrona {

namespace {

constexpr std::array<DistributionKind, 8> known_kinds{{
    {Distribution::Kind::constant, "constant", {"value"}},
    {Distribution::Kind::normal, "normal", {"mean", "sd"}},
    {Distribution::Kind::lognormal, "lognormal", {"median", "sd_log"}},
    {Distribution::Kind::triangular, "triangular", {"low", "mode", "high"}},
    {Distribution::Kind::pert, "pert", {"low", "mode", "high"}},
    {Distribution::Kind::beta, "beta", {"alpha", "beta", "low", "high"}},
    {Distribution::Kind::uniform, "uniform", {"low", "high"}},
    {Distribution::Kind::empirical, "empirical", {"values"}},
}};

const DistributionKind& kind_of(const Distribution& distribution) {
    return *std::ranges::find(known_kinds, distribution.kind, &DistributionKind::kind);
}

/// The key of what is wrong with the numbers, as many as the kind has and all of them finite; empty where nothing is.
std::string wrong_numbers(Distribution::Kind kind, const std::vector<double>& p) {
    using enum Distribution::Kind;
    switch (kind) {
        case normal:
            return p[1] > 0 ? "" : "core.error.distribution.sd_negative";
        case lognormal:
            return p[0] <= 0   ? "core.error.distribution.median"
                   : p[1] <= 0 ? "core.error.distribution.sd_negative"
                               : "";
        case triangular:
        case pert:
            return p[0] < p[2] && p[0] <= p[1] && p[1] <= p[2] ? "" : "core.error.distribution.order";
        case beta:
            return p[0] <= 0 || p[1] <= 0 ? "core.error.distribution.shape"
                   : p[2] < p[3]          ? ""
                                          : "core.error.distribution.order";
        case uniform:
            return p[0] < p[1] ? "" : "core.error.distribution.order";
        default:
            return "";
    }
}

std::string whats_wrong(const Distribution& distribution) {
    using enum Distribution::Kind;
    const auto& p = distribution.parameters;
    if (distribution.kind == empirical && p.size() < 2) {
        return "core.error.distribution.values";
    }
    if (distribution.kind != empirical && p.size() != kind_of(distribution).parameters().size()) {
        return "core.error.distribution.count";
    }
    if (!std::ranges::all_of(p, [](double value) { return std::isfinite(value); })) {
        return "core.error.distribution.not_finite";
    }
    return wrong_numbers(distribution.kind, p);
}

/// The p-quantile of the beta distribution on [0, 1], found within a bracket: Boost 1.74's own throws for shapes that
/// people write, among them at the median of alpha = beta = 5. Long doubles would only make it slower.
double beta_quantile(double alpha, double beta, double p) {
    namespace math = boost::math;
    using Plain = math::policies::policy<math::policies::promote_double<false>>;
    const auto above = [&](double x) { return math::ibeta(alpha, beta, x, Plain()) - p; };
    constexpr int bits = 50;
    boost::uintmax_t steps = 200;
    const auto [low, high] = math::tools::toms748_solve(above, 0.0, 1.0, -p, 1 - p,
                                                        math::tools::eps_tolerance<double>(bits), steps, Plain());
    return std::midpoint(low, high);
}

/// The beta distribution that a PERT distribution is.
Distribution as_beta(double low, double mode, double high) {
    const double share = (mode - low) / (high - low);
    return {Distribution::Kind::beta, {1 + 4 * share, 1 + 4 * (1 - share), low, high}};
}

}  // namespace

std::span<const std::string_view> DistributionKind::parameters() const {
    std::size_t count = 0;
    while (count < parameter_names.size() && !parameter_names[count].empty()) {
        ++count;
    }
    return {parameter_names.data(), count};
}

std::span<const DistributionKind> distribution_kinds() { return known_kinds; }

std::optional<Message> impossible(const Distribution& distribution) {
    std::string key = whats_wrong(distribution);
    if (key.empty()) {
        return std::nullopt;
    }
    const DistributionKind& kind = kind_of(distribution);
    return Message{std::move(key),
                   {{"distribution", std::string(kind.name)},
                    {"parameters", fmt::format("{}", fmt::join(kind.parameters(), ", "))},
                    {"found", fmt::format("{}", fmt::join(distribution.parameters, ", "))},
                    {"n", count(distribution.parameters.size())}}};
}

double quantile(const Distribution& distribution, double p) {
    using enum Distribution::Kind;
    const auto& a = distribution.parameters;
    switch (distribution.kind) {
        case normal:
            return boost::math::quantile(boost::math::normal(a[0], a[1]), p);
        case lognormal:
            return boost::math::quantile(boost::math::lognormal(std::log(a[0]), a[1]), p);
        case triangular:
            return boost::math::quantile(boost::math::triangular(a[0], a[1], a[2]), p);
        case pert:
            return quantile(as_beta(a[0], a[1], a[2]), p);
        case beta:
            return std::lerp(a[2], a[3], beta_quantile(a[0], a[1], p));
        case uniform:
            return std::lerp(a[0], a[1], p);
        case empirical: {
            auto sorted = a;
            std::ranges::sort(sorted);
            return type_7_quantile(sorted.size(), p, [&](std::size_t i) { return sorted[i]; });
        }
        default:
            return a[0];
    }
}

double mean(const Distribution& distribution) {
    using enum Distribution::Kind;
    const auto& a = distribution.parameters;
    switch (distribution.kind) {
        case lognormal:
            return a[0] * std::exp(a[1] * a[1] / 2);
        case triangular:
            return (a[0] + a[1] + a[2]) / 3;
        case pert:
            return (a[0] + 4 * a[1] + a[2]) / 6;
        case beta:
            return std::lerp(a[2], a[3], a[0] / (a[0] + a[1]));
        case uniform:
            return std::midpoint(a[0], a[1]);
        case empirical: {
            // Every gap between neighbours is as likely, so that the least and the greatest belong to half as much.
            const auto [low, high] = support(distribution);
            const double sum = std::accumulate(a.begin(), a.end(), 0.0);
            return (sum - std::midpoint(low, high)) / static_cast<double>(a.size() - 1);
        }
        default:
            return a[0];
    }
}

std::array<double, 2> support(const Distribution& distribution) {
    using enum Distribution::Kind;
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const auto& a = distribution.parameters;
    switch (distribution.kind) {
        case normal:
            return {-infinity, infinity};
        case lognormal:
            return {0, infinity};
        case beta:
            return {a[2], a[3]};
        default: {
            // The bounds are among the parameters themselves.
            const auto [low, high] = std::ranges::minmax(a);
            return {low, high};
        }
    }
}

}  // namespace skattekrona
