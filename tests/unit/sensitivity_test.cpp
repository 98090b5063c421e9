#include "scenario/sensitivity.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <thread>

namespace skattekrona {
namespace {

using Strings = std::vector<std::string>;

/// The 90th percentile of a standard normal.
constexpr double z90 = 1.2815515655446004;
constexpr std::size_t samples = 8192;

Assumption given(std::string id, Distribution distribution) { return {std::move(id), std::move(distribution)}; }
Assumption certain(std::string id, double value) {
    return given(std::move(id), {Distribution::Kind::constant, {value}});
}
Assumption normal(std::string id, double mean, double sd) {
    return given(std::move(id), {Distribution::Kind::normal, {mean, sd}});
}

/// One area without shocks, and savings of uncertain amounts that come true whole: net cost and saving are linear in
/// the amounts. What the area settles at and the years' variation are certain.
SimulationModel linear_model(const std::vector<Assumption>& amounts) {
    SimulationModel model;
    model.years = 2;
    model.base.year = Year{2022};
    model.base.areas = {{.area = "ifo",
                         .net_cost = 1000,
                         .reference_cost = 1000,
                         .level = 0,
                         .level_deviation = 0,
                         .persistence = 0.5,
                         .shock_persistence = 0.5,
                         .shock = 0,
                         .structure_persistence = 1,
                         .structure_shock = 0}};
    model.base.shocks = uncorrelated(2);
    model.base.levels = uncorrelated(1);
    model.base.population = 10'000;
    model.base.income = 3000;
    model.base.result = 60;
    model.volume = {{0, 0}};
    model.population = {10'000, 10'000};
    model.assumptions = {certain("price", 0), certain("price_variation", 0), certain("income", 0),
                         certain("income_variation", 0), certain("realised", 100)};
    for (const auto& amount : amounts) {
        const std::size_t place = model.assumptions.size();
        model.assumptions.push_back(amount);
        model.levers.push_back(LeverEffect{amount.id, 4, {0}, LeverEffect::Amount{place, {{1, 1}}}});
    }
    model.assumption_correlation = uncorrelated(model.assumptions.size());
    return model;
}

std::vector<Swing> saving_tornado(const SimulationModel& model) {
    return tornado(model, Drawn::saving, 1, samples, 1, serial);
}

std::vector<VarianceShare> saving_shares(const SimulationModel& model) {
    return variance_shares(model, Drawn::saving, 1, samples, 1, serial);
}

TEST(Sensitivity, AnAssumptionMovesTheOutcomeBetweenItsOwnPercentiles) {
    const auto swings = saving_tornado(linear_model({normal("b", 50, 2), normal("a", 100, 3)}));
    EXPECT_EQ(swings[0].factor, "a");
    EXPECT_NEAR(swings[0].at_p10, 150 - 3 * z90, 1e-9);
    EXPECT_NEAR(swings[0].at_p90, 150 + 3 * z90, 1e-9);
    EXPECT_NEAR(swings[0].assumed_p10, 100 - 3 * z90, 1e-9);
    EXPECT_EQ(swings[1].factor, "b");
    EXPECT_NEAR(swings[1].width(), 2 * 2 * z90, 1e-9);
}

TEST(Sensitivity, WhatLowersTheOutcomeHasItsLowEndAtTheTenthPercentile) {
    const auto swings = tornado(linear_model({normal("a", 100, 3)}), Drawn::net_cost, 1, samples, 1, serial);
    EXPECT_GT(swings[0].at_p10, swings[0].at_p90);
    EXPECT_EQ(swings[0].low(), swings[0].at_p90);
    EXPECT_NEAR(swings[0].high(), 900 + 3 * z90, 1e-9);
}

TEST(Sensitivity, RandomNumbersOfAKindMoveTheOutcomeBetweenItsPercentilesWhenOnlyTheyAreDrawn) {
    SimulationModel model = linear_model({normal("a", 100, 30)});
    model.base.areas[0].level_deviation = 0.1;
    const auto swings = tornado(model, Drawn::net_cost, 1, samples, 1, serial);
    const auto level = std::ranges::find(swings, "level", &Swing::factor);
    // The level has gone three quarters of the way after two years.
    EXPECT_NEAR(level->at_p90, 1000 * std::exp(0.75 * 0.1 * z90) - 100, 5);
    EXPECT_NEAR(level->at_p10, 1000 * std::exp(-0.75 * 0.1 * z90) - 100, 5);
    EXPECT_TRUE(is_missing(level->assumed_p10));
}

TEST(Sensitivity, SharesOfTheVarianceAreTheTermsOwn) {
    const auto shares = saving_shares(linear_model({normal("b", 50, 2), normal("a", 100, 3)}));
    EXPECT_EQ(shares[0].factors, Strings{"a"});
    EXPECT_NEAR(shares[0].first.value, 9.0 / 13, 0.05);
    EXPECT_NEAR(shares[0].total.value, 9.0 / 13, 0.05);
    EXPECT_EQ(shares[1].factors, Strings{"b"});
    EXPECT_NEAR(shares[1].total.value, 4.0 / 13, 0.05);
    for (std::size_t i = 2; i < shares.size(); ++i) {
        EXPECT_EQ(shares[i].total.value, 0) << shares[i].factors.front();
    }
}

TEST(Sensitivity, CorrelatedAssumptionsAreOneFactorOfTheVariance) {
    SimulationModel model = linear_model({normal("a", 100, 3), normal("b", 50, 2), normal("c", 50, 5)});
    auto& correlation = model.assumption_correlation;
    correlation[5][7] = correlation[7][5] = 0.8;
    const auto shares = saving_shares(model);
    EXPECT_EQ(shares[0].factors, (Strings{"a", "c"}));
    // Var(a + c) = 9 + 25 + 2 · 0.8 · 15 = 58.
    EXPECT_NEAR(shares[0].first.value, 58.0 / 62, 0.05);
    EXPECT_EQ(shares[1].factors, Strings{"b"});
    EXPECT_NEAR(shares[1].first.value, 4.0 / 62, 0.05);
}

TEST(Sensitivity, AssumptionsThatHangTogetherByWayOfACertainOneAreOneFactor) {
    SimulationModel model = linear_model({normal("a", 100, 3), certain("b", 50), normal("c", 50, 5)});
    auto& correlation = model.assumption_correlation;
    correlation[5][6] = correlation[6][5] = 0.5;
    correlation[6][7] = correlation[7][6] = 0.5;
    const auto factors = independent_factors(model);
    // Before the assumptions come a level, two years of price and of income, and two shocks a year.
    constexpr std::size_t before = 1 + 2 + 2 + 4;
    EXPECT_EQ(factors.back().factors, (Strings{"a", "c"}));
    EXPECT_EQ(factors.back().items, (std::vector<std::size_t>{before + 5, before + 6, before + 7}));
}

TEST(Sensitivity, AnAssumptionMovesAloneAlsoWhereItIsCorrelated) {
    SimulationModel model = linear_model({normal("a", 100, 3), normal("b", 50, 2)});
    const auto alone = saving_tornado(model);
    model.assumption_correlation[5][6] = model.assumption_correlation[6][5] = 0.9;
    const auto correlated = saving_tornado(model);
    for (std::size_t i = 0; i < alone.size(); ++i) {
        EXPECT_EQ(correlated[i].factor, alone[i].factor);
        EXPECT_NEAR(correlated[i].width(), alone[i].width(), 1e-9);
    }
}

TEST(Sensitivity, WhereNothingVariesNothingMovesTheOutcome) {
    const SimulationModel model = linear_model({certain("a", 100)});
    for (const auto& swing : saving_tornado(model)) {
        EXPECT_EQ(swing.width(), 0) << swing.factor;
    }
    for (const auto& share : saving_shares(model)) {
        EXPECT_EQ(share.first.value, 0) << share.factors.front();
        EXPECT_EQ(share.total.value, 0) << share.factors.front();
    }
}

TEST(Sensitivity, WithoutIncomeTheResultIsRefusedAndTheCostIsNot) {
    SimulationModel model = linear_model({normal("a", 100, 3)});
    model.base.income = missing;
    const auto asked = [&](std::string_view name) {
        return sensitivity(model, *std::ranges::find(outcomes(), name, &ScenarioOutcome::name), 1, 256, 1, serial);
    };
    ASSERT_FALSE(asked("result_share").has_value());
    EXPECT_EQ(asked("result").error().front().message.key, "scenario.error.sensitivity.no_income");
    EXPECT_NEAR(asked("net_cost")->median, 900, 1e-9);
}

TEST(Sensitivity, TheSameSeedGivesTheSameFiguresOnAnyNumberOfThreads) {
    SimulationModel model = linear_model({normal("a", 100, 3), normal("b", 50, 2)});
    model.base.areas[0].level_deviation = 0.1;
    model.base.areas[0].shock = 0.02;
    const ParallelFor backwards_on_two = [](std::size_t count, const std::function<void(std::size_t)>& body) {
        const auto every_other = [&](std::size_t from) {
            for (std::size_t i = from; i <= count; i += 2) {
                body(count - i);
            }
        };
        const std::jthread other([&] { every_other(2); });
        every_other(1);
    };
    const auto shares = variance_shares(model, Drawn::net_cost, 1, 1000, 1, serial);
    const auto again = variance_shares(model, Drawn::net_cost, 1, 1000, 1, backwards_on_two);
    const auto swings = tornado(model, Drawn::net_cost, 1, 1000, 1, serial);
    const auto swings_again = tornado(model, Drawn::net_cost, 1, 1000, 1, backwards_on_two);
    for (std::size_t i = 0; i < shares.size(); ++i) {
        EXPECT_EQ(shares[i].factors, again[i].factors);
        EXPECT_EQ(shares[i].first.low, again[i].first.low);
        EXPECT_EQ(shares[i].total.value, again[i].total.value);
    }
    for (std::size_t i = 0; i < swings.size(); ++i) {
        EXPECT_EQ(swings[i].at_p10, swings_again[i].at_p10);
        EXPECT_EQ(swings[i].at_p90, swings_again[i].at_p90);
    }
}

}  // namespace
}  // namespace skattekrona
