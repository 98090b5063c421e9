#pragma once

#include "core/diagnostic.hpp"
#include "scenario/simulation.hpp"
#include "scenario/sobol.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace skattekrona {

/// A quantity whose uncertainty can be taken apart; of the areas', all together. Texts as keys of the catalogue.
struct ScenarioOutcome {
    /// As it is asked for.
    std::string_view name;
    Drawn what;
    std::string_view title;
    std::string_view unit;
    /// The unit of a difference.
    std::string_view unit_of_change;
    int decimals;
    bool plus_sign;

    /// mnkr in each year's prices; a share otherwise.
    bool money() const { return unit == unit_of_change; }
};
std::span<const ScenarioOutcome> outcomes();

/// How far one factor alone moves an outcome.
struct Swing {
    /// As in random_factors.
    std::string factor;
    /// The assumption's own unit and its 10th and 90th percentile; missing where the factor is random numbers of one
    /// kind.
    std::string unit;
    double assumed_p10 = missing;
    double assumed_p90 = missing;
    /// The outcome there; for random numbers of one kind the outcome's own 10th and 90th percentile.
    double at_p10 = missing;
    double at_p90 = missing;

    double low() const { return std::min(at_p10, at_p90); }
    double high() const { return std::max(at_p10, at_p90); }
    double width() const { return high() - low(); }
};

/// One at a time, everything else at its median, the widest first. Of an assumption only its own value moves, also
/// where it is correlated with others: those stay at their medians. Method §7.5.
std::vector<Swing> tornado(const SimulationModel& model, Drawn what, std::size_t ahead, std::size_t samples,
                           std::uint64_t seed, const ParallelFor& parallel);

/// Factors that are independent of each other, which Sobol' indices presume: random numbers of one kind, and
/// assumptions, those that are correlated, directly or by way of others, together.
struct IndependentFactor {
    /// As in random_factors.
    std::vector<std::string> factors;
    /// Which of a replicate's standard normals are its own.
    std::vector<std::size_t> items;
};
std::vector<IndependentFactor> independent_factors(const SimulationModel& model);

/// What a factor stands for of an outcome's variance.
struct VarianceShare {
    std::vector<std::string> factors;
    SobolIndex first;
    SobolIndex total;
};
/// The largest in total first. Method §7.5.
std::vector<VarianceShare> variance_shares(const SimulationModel& model, Drawn what, std::size_t ahead,
                                           std::size_t samples, std::uint64_t seed, const ParallelFor& parallel);

/// What an outcome hangs on, in a year ahead, counted from 0.
struct Sensitivity {
    ScenarioOutcome outcome;
    std::size_t ahead = 0;
    std::size_t samples = 0;
    double median = missing;
    std::vector<Swing> tornado;
    std::vector<VarianceShare> shares;
};
/// Failure::invalid_input where the outcome cannot be computed: the municipality lacks income or result.
Result<Sensitivity> sensitivity(const SimulationModel& model, const ScenarioOutcome& outcome, std::size_t ahead,
                                std::size_t samples, std::uint64_t seed, const ParallelFor& parallel);

}  // namespace skattekrona
