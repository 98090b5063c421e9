// Simulated moments against theory, and what must hold of levers whatever the numbers.
#include "support/small_model.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <numeric>
#include <rapidcheck/gtest.h>

namespace skattekrona {
namespace {

using test::add;
using test::constant;
using test::small_model;

constexpr std::size_t replicates = 20000;

/// From low to high in a thousand steps.
rc::Gen<double> between(double low, double high) {
    return rc::gen::map(rc::gen::inRange(0, 1001), [=](int step) { return low + (high - low) * step / 1000; });
}

std::uint64_t any_seed() { return static_cast<std::uint64_t>(*rc::gen::inRange(0, 1000)); }

struct Moments {
    double mean = 0;
    double variance = 0;
};

template <class Of>
Moments moments(std::size_t count, Of of) {
    Moments result;
    for (std::size_t i = 0; i < count; ++i) {
        result.mean += of(i) / static_cast<double>(count);
    }
    for (std::size_t i = 0; i < count; ++i) {
        result.variance += std::pow(of(i) - result.mean, 2) / static_cast<double>(count - 1);
    }
    return result;
}

double log_ratio(const Samples& samples, std::size_t area, std::size_t year, std::size_t replicate) {
    return std::log1p(samples.of(Drawn::deviation_pct, area, year)[replicate] / 100);
}

// Five standard errors: one of some millions of runs would fail by chance.
constexpr double errors = 5;

RC_GTEST_PROP(SimulatedMoments, OfTheCostRatioAreThoseOfTheProcess, ()) {
    auto model = small_model(1, 4);
    AreaDynamics& area = model.base.areas[0];
    area.level = *between(-0.2, 0.2);
    area.level_deviation = *between(0, 0.1);
    area.persistence = *between(0, 0.95);
    area.shock_persistence = *between(0, 0.95);
    area.shock = *between(0.001, 0.1);
    const Samples samples = draw(model, replicates, seeded(any_seed()), serial);
    const double start = std::log(1.1) - area.level;
    for (std::size_t t = 0; t < model.years; ++t) {
        const double kept = std::pow(area.persistence, static_cast<double>(t + 1));
        const double faded = std::pow(area.shock_persistence, 2 * static_cast<double>(t + 1));
        const double mean = area.level + kept * start;
        const double variance = std::pow((1 - kept) * area.level_deviation, 2) +
                                area.shock * area.shock * (1 - faded) / (1 - std::pow(area.shock_persistence, 2));
        const auto found = moments(replicates, [&](std::size_t r) { return log_ratio(samples, 0, t, r); });
        RC_ASSERT(std::abs(found.mean - mean) < errors * std::sqrt(variance / replicates));
        RC_ASSERT(std::abs(found.variance / variance - 1) < errors * std::sqrt(2.0 / replicates));
    }
}

RC_GTEST_PROP(SimulatedMoments, OfTheReferenceCostAreThoseOfItsStructure, ()) {
    auto model = small_model(1, 3);
    AreaDynamics& area = model.base.areas[0];
    area.persistence = 1;  // the cost ratio stays where it is, so that the net cost shows the reference cost
    const bool goes_on = *rc::gen::arbitrary<bool>();
    area.structure_persistence = goes_on ? 1 : *between(0, 1);
    area.structure_momentum = goes_on ? *between(0, 0.9) : 0;
    area.structure_shock = *between(0.001, 0.1);
    const Samples samples = draw(model, replicates, seeded(any_seed()), serial);
    const double phi = area.structure_persistence;
    const double r = area.structure_momentum;
    const double third = std::pow(phi * phi + phi * r + r * r, 2) + std::pow(phi + r, 2) + 1;
    const double variance = area.structure_shock * area.structure_shock * third;
    const auto found =
        moments(replicates, [&](std::size_t i) { return std::log(samples.of(Drawn::net_cost, 0, 2)[i] / 110); });
    RC_ASSERT(std::abs(found.mean) < errors * std::sqrt(variance / replicates));
    RC_ASSERT(std::abs(found.variance / variance - 1) < errors * std::sqrt(2.0 / replicates));
}

RC_GTEST_PROP(SimulatedMoments, HeavyTailsHaveTukeysVariance, ()) {
    auto model = small_model(1, 1);
    AreaDynamics& area = model.base.areas[0];
    area.persistence = 1;
    area.shock = 0.05;
    area.tail = *between(0, 0.1);
    const Samples samples = draw(model, replicates, seeded(any_seed()), serial);
    const double h = area.tail;
    const double variance = area.shock * area.shock * std::pow(1 - 2 * h, -1.5);
    const double kurtosis = 3 * std::pow(1 - 2 * h, 3) / std::pow(1 - 4 * h, 2.5);
    const auto found = moments(replicates, [&](std::size_t i) { return log_ratio(samples, 0, 0, i) - std::log(1.1); });
    // The variance of a heavy-tailed sample's variance; its own estimate is skewed, so that the margin is wider.
    RC_ASSERT(std::abs(found.variance / variance - 1) < 2 * errors * std::sqrt((kurtosis - 1) / replicates));
}

RC_GTEST_PROP(SimulatedMoments, CorrelationsAreRecovered, ()) {
    auto model = small_model(2, 1);
    const double wanted = *between(-0.95, 0.95);
    for (auto& area : model.base.areas) {
        area.shock = 0.02;
        area.persistence = 1;
    }
    model.base.shocks[0][1] = model.base.shocks[1][0] = wanted;
    const Samples samples = draw(model, replicates, seeded(any_seed()), serial);
    const auto own = [&](std::size_t area) {
        return [&samples, area](std::size_t r) { return log_ratio(samples, area, 0, r); };
    };
    const auto both = moments(replicates, [&](std::size_t r) { return own(0)(r) + own(1)(r); });
    const auto first = moments(replicates, own(0));
    const auto second = moments(replicates, own(1));
    const double found =
        (both.variance - first.variance - second.variance) / 2 / std::sqrt(first.variance * second.variance);
    RC_ASSERT(std::abs(found - wanted) < errors * (1 - wanted * wanted) / std::sqrt(replicates) + 1e-3);
}

RC_GTEST_PROP(SimulatedMoments, CorrelatedAssumptionsGoTogether, ()) {
    auto model = small_model(1, 1);
    const double wanted = *between(-0.95, 0.95);
    model.assumptions[0].distribution = {Distribution::Kind::normal, {2, 1}};
    model.assumptions[2].distribution = {Distribution::Kind::uniform, {1, 5}};
    model.assumption_correlation[0][2] = model.assumption_correlation[2][0] = wanted;
    const Samples samples = draw(model, replicates, seeded(any_seed()), serial);
    // The Gaussian copula's rank correlation (Kruskal 1958): 6/π·asin(ρ/2).
    const auto ranks = [&](std::span<const double> values) {
        std::vector<std::size_t> order(values.size());
        std::iota(order.begin(), order.end(), 0U);
        std::ranges::sort(order, {}, [&](std::size_t i) { return values[i]; });
        std::vector<double> rank(values.size());
        for (std::size_t i = 0; i < order.size(); ++i) {
            rank[order[i]] = static_cast<double>(i);
        }
        return rank;
    };
    const auto price = ranks(samples.of(Drawn::net_cost, 0, 0));
    const auto income = ranks(samples.of(Drawn::income, 0, 0));
    const auto a = moments(replicates, [&](std::size_t i) { return price[i]; });
    const auto sum = moments(replicates, [&](std::size_t i) { return price[i] + income[i]; });
    const double found = sum.variance / 2 / a.variance - 1;
    RC_ASSERT(std::abs(found - 6 / M_PI * std::asin(wanted / 2)) < errors / std::sqrt(replicates));
}

/// A restless municipality with a lever that takes a fifth of the cost and one that saves an amount, so much of them
/// realised.
SimulationModel with_lever(double realised) {
    auto model = small_model(2, 3);
    for (auto& area : model.base.areas) {
        area.shock = 0.03;
        area.structure_shock = 0.02;
        area.level_deviation = 0.02;
    }
    const std::size_t share = add(model, constant("lever.realised", realised));
    model.levers = {{"cut", share, {0, 1}, LeverEffect::Cut{{{0.05, 0.1, 0.2}, {0.0, 0.1, 0.1}}}},
                    {"saving",
                     share,
                     {0, 1},
                     LeverEffect::Amount{add(model, constant("lever.amount", 5)), {{0.1, 0.2, 0.3}, {0, 0, 0.1}}}}};
    return model;
}

std::vector<double> drawn(const SimulationModel& model, Drawn what, std::uint64_t seed) {
    const Samples samples = draw(model, 500, seeded(seed), serial);
    const auto values = samples.of(what, what == Drawn::net_cost ? model.base.areas.size() : 0, 2);
    return {values.begin(), values.end()};
}

RC_GTEST_PROP(Levers, SavingIsProportionalToTheRealisedShare, ()) {
    const double share = *between(0, 100);
    const std::uint64_t seed = any_seed();
    const auto full = drawn(with_lever(100), Drawn::saving, seed);
    const auto part = drawn(with_lever(share), Drawn::saving, seed);
    for (std::size_t i = 0; i < full.size(); ++i) {
        RC_ASSERT(std::abs(part[i] - share / 100 * full[i]) < 1e-9);
    }
}

RC_GTEST_PROP(Levers, MoreRealisedNeverCostsMore, ()) {
    const double less = *between(0, 100);
    const double more = *between(less, 100);
    const std::uint64_t seed = any_seed();
    const auto with_less = drawn(with_lever(less), Drawn::net_cost, seed);
    const auto with_more = drawn(with_lever(more), Drawn::net_cost, seed);
    for (std::size_t i = 0; i < with_less.size(); ++i) {
        RC_ASSERT(with_more[i] <= with_less[i] + 1e-9);
    }
}

RC_GTEST_PROP(Levers, NothingRealisedIsTheBaselineReplicateByReplicate, ()) {
    const std::uint64_t seed = any_seed();
    auto without = with_lever(0);
    without.levers.clear();
    RC_ASSERT(drawn(with_lever(0), Drawn::net_cost, seed) == drawn(without, Drawn::net_cost, seed));
    for (const double saving : drawn(without, Drawn::saving, seed)) {
        RC_ASSERT(saving == 0);
    }
}

}  // namespace
}  // namespace skattekrona
