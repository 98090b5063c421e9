#pragma once

#include "core/message.hpp"

#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace skattekrona {

/// What a parameter may be: a number, or a probability distribution over it, in the parameter's own unit.
struct Distribution {
    enum class Kind { constant, normal, lognormal, triangular, pert, beta, uniform, empirical };
    Kind kind = Kind::constant;
    /// In the order of the kind's parameters; for empirical the observed values, any number of them.
    std::vector<double> parameters;

    friend bool operator==(const Distribution&, const Distribution&) = default;
};

/// A kind of distribution and the names of its parameters, as files give them.
struct DistributionKind {
    Distribution::Kind kind;
    std::string_view name;
    std::array<std::string_view, 4> parameter_names;

    std::span<const std::string_view> parameters() const;
};

/// constant value · normal mean, sd · lognormal median, sd_log (standard deviation of the logarithm) · triangular low,
/// mode, high · pert low, mode, high (Malcolm et al. 1959, λ = 4) · beta alpha, beta, low, high · uniform low, high ·
/// empirical values (every gap between neighbours as likely). Method §8.2.
std::span<const DistributionKind> distribution_kinds();

/// Why no such distribution exists ("sd" not above 0, "low" not below "high", …), as the stem of a Diagnostic; nothing
/// where it does, and only then has it quantiles, a mean and a support.
std::optional<Message> impossible(const Distribution& distribution);

/// The p-quantile, 0 < p < 1. For empirical, linear between the order statistics (type 7). Never decreasing in p but
/// for rounding.
double quantile(const Distribution& distribution, double p);
inline double median(const Distribution& distribution) { return quantile(distribution, 0.5); }
/// The mean of all quantiles; for empirical that is not the mean of the values.
double mean(const Distribution& distribution);
/// The least and the greatest value it can take; infinite where there is no bound.
std::array<double, 2> support(const Distribution& distribution);

}  // namespace skattekrona
