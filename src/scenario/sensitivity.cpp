#include "scenario/sensitivity.hpp"

#include "core/lanes.hpp"

#include <array>
#include <functional>
#include <numeric>

namespace skattekrona {

namespace {

/// Beside the simulation's own stream: the second of the two samples that Sobol' indices need.
constexpr std::uint32_t second_stream = 0x52u;

NormalSource second_sample(std::uint64_t seed) {
    return [seed](std::uint32_t first, std::size_t items, double* out) {
        standard_normals(seed, second_stream, first, items, out);
    };
}

/// Normals of one source, but for some items that come from another.
NormalSource with_items(NormalSource rest, NormalSource other, std::vector<std::size_t> from_other) {
    return [=](std::uint32_t first, std::size_t items, double* out) {
        rest(first, items, out);
        std::vector<double> z(items * lanes);
        other(first, items, z.data());
        for (const std::size_t item : from_other) {
            std::copy_n(z.data() + item * lanes, lanes, out + item * lanes);
        }
    };
}

std::vector<std::size_t> items_of(const RandomFactor& factor) {
    std::vector<std::size_t> items(factor.count);
    std::iota(items.begin(), items.end(), factor.first);
    return items;
}

std::vector<double> drawn(const SimulationModel& model, Drawn what, std::size_t ahead, std::size_t replicates,
                          const NormalSource& normals, const ParallelFor& parallel) {
    const bool of_areas = what == Drawn::net_cost || what == Drawn::deviation_pct;
    const Samples samples = draw(model, replicates, normals, parallel);
    const auto values = samples.of(what, of_areas ? model.base.areas.size() : 0, ahead);
    return {values.begin(), values.end()};
}

double on_median_path(const SimulationModel& model, Drawn what, std::size_t ahead) {
    return drawn(model, what, ahead, 1, medians(), serial).front();
}

/// The outcome with one assumption held at a value and everything else at its median.
double with_assumption(SimulationModel model, std::size_t assumption, double value, Drawn what, std::size_t ahead) {
    model.assumptions[assumption].distribution = {Distribution::Kind::constant, {value}};
    return on_median_path(model, what, ahead);
}

/// The assumptions that hang together with one, itself among them.
std::vector<std::size_t> correlated_with(const SquareMatrix& correlation, std::size_t assumption) {
    std::vector<std::size_t> found{assumption};
    for (std::size_t i = 0; i < found.size(); ++i) {
        for (std::size_t other = 0; other < correlation.size(); ++other) {
            if (correlation[found[i]][other] != 0 && std::ranges::find(found, other) == found.end()) {
                found.push_back(other);
            }
        }
    }
    std::ranges::sort(found);
    return found;
}

}  // namespace

std::span<const ScenarioOutcome> outcomes() {
    static constexpr std::array all{
        ScenarioOutcome{"result_share", Drawn::result_share, "scenario.sensitivity.result_share", "model.unit.percent",
                        "model.unit.percentage_points", 1, true},
        ScenarioOutcome{"result", Drawn::result, "scenario.sensitivity.result", "model.unit.mnkr", "model.unit.mnkr", 0,
                        true},
        ScenarioOutcome{"net_cost", Drawn::net_cost, "scenario.sensitivity.net_cost", "model.unit.mnkr",
                        "model.unit.mnkr", 0, false},
        ScenarioOutcome{"deviation_pct", Drawn::deviation_pct, "scenario.sensitivity.deviation_pct",
                        "model.unit.percent", "model.unit.percentage_points", 1, true},
        ScenarioOutcome{"saving", Drawn::saving, "scenario.sensitivity.saving", "model.unit.mnkr", "model.unit.mnkr", 1,
                        false}};
    return all;
}

std::vector<Swing> tornado(const SimulationModel& model, Drawn what, std::size_t ahead, std::size_t samples,
                           std::uint64_t seed, const ParallelFor& parallel) {
    std::vector<Swing> swings;
    for (const auto& factor : random_factors(model)) {
        Swing swing{factor.id};
        if (factor.assumption) {
            const auto& [id, distribution, path, unit, source] = model.assumptions[*factor.assumption];
            swing.unit = unit;
            swing.assumed_p10 = quantile(distribution, 0.10);
            swing.assumed_p90 = quantile(distribution, 0.90);
            swing.at_p10 = with_assumption(model, *factor.assumption, swing.assumed_p10, what, ahead);
            swing.at_p90 = with_assumption(model, *factor.assumption, swing.assumed_p90, what, ahead);
        } else {
            const Spread alone = spread(
                drawn(model, what, ahead, samples, with_items(medians(), seeded(seed), items_of(factor)), parallel));
            swing.at_p10 = alone.p10();
            swing.at_p90 = alone.p90();
        }
        swings.push_back(std::move(swing));
    }
    std::ranges::stable_sort(swings, std::greater{}, &Swing::width);
    return swings;
}

std::vector<IndependentFactor> independent_factors(const SimulationModel& model) {
    std::vector<IndependentFactor> independent;
    for (const auto& factor : random_factors(model)) {
        if (!factor.assumption) {
            independent.push_back({{factor.id}, items_of(factor)});
            continue;
        }
        // An assumption that does not vary has a normal of its own all the same, which others may be correlated with.
        auto items = correlated_with(model.assumption_correlation, *factor.assumption);
        std::ranges::for_each(items, [&](std::size_t& item) { item += factor.first - *factor.assumption; });
        const auto known = std::ranges::find(independent, items, &IndependentFactor::items);
        if (known != independent.end()) {
            known->factors.push_back(factor.id);
        } else {
            independent.push_back({{factor.id}, std::move(items)});
        }
    }
    return independent;
}

std::vector<VarianceShare> variance_shares(const SimulationModel& model, Drawn what, std::size_t ahead,
                                           std::size_t samples, std::uint64_t seed, const ParallelFor& parallel) {
    const auto factors = independent_factors(model);
    const TwoSampleModel evaluate = [&](const std::vector<bool>& from_second) {
        std::vector<std::size_t> items;
        for (std::size_t f = 0; f < factors.size(); ++f) {
            if (from_second[f]) {
                items.insert(items.end(), factors[f].items.begin(), factors[f].items.end());
            }
        }
        return drawn(model, what, ahead, samples, with_items(seeded(seed), second_sample(seed), std::move(items)),
                     parallel);
    };
    const SobolIndices indices = sobol_indices(factors.size(), evaluate, seed);
    std::vector<VarianceShare> shares;
    for (std::size_t f = 0; f < factors.size(); ++f) {
        shares.push_back({factors[f].factors, indices.first[f], indices.total[f]});
    }
    std::ranges::stable_sort(shares, std::greater{}, [](const VarianceShare& share) { return share.total.value; });
    return shares;
}

Result<Sensitivity> sensitivity(const SimulationModel& model, const ScenarioOutcome& outcome, std::size_t ahead,
                                std::size_t samples, std::uint64_t seed, const ParallelFor& parallel) {
    const double median = on_median_path(model, outcome.what, ahead);
    if (is_missing(median)) {
        return fail(Diagnostic{Failure::invalid_input,
                               {"scenario.error.sensitivity.no_income",
                                {{"outcome", TextKey{std::string(outcome.title)}}, {"year", model.base.year}}}});
    }
    return Sensitivity{outcome,
                       ahead,
                       samples,
                       median,
                       tornado(model, outcome.what, ahead, samples, seed, parallel),
                       variance_shares(model, outcome.what, ahead, samples, seed, parallel)};
}

}  // namespace skattekrona
