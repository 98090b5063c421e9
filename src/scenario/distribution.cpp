#include "scenario/distribution.hpp"

namespace skattekrona {

namespace {

using enum Distribution::Kind;

constexpr std::array<DistributionKind, 8> kinds{{
    {constant, "constant", {"value"}},
    {normal, "normal", {"mean", "sd"}},
    {lognormal, "lognormal", {"median", "sd_log"}},
    {triangular, "triangular", {"low", "mode", "high"}},
    {pert, "pert", {"low", "mode", "high"}},
    {beta, "beta", {"alpha", "beta", "low", "high"}},
    {uniform, "uniform", {"low", "high"}},
    {empirical, "empirical", {"values"}},
}};

}  // namespace

std::span<const std::string_view> DistributionKind::parameters() const {
    std::size_t count = 0;
    while (count < parameter_names.size() && !parameter_names[count].empty()) {
        ++count;
    }
    return {parameter_names.data(), count};
}

std::span<const DistributionKind> distribution_kinds() { return kinds; }

}  // namespace skattekrona
