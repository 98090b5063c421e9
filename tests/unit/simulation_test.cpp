// The engine against hand calculations: the deterministic path, levers, present values, and the same bytes on any
// number of threads.
#include "core/lanes.hpp"
#include "core/quantile.hpp"
#include "model/benchmark.hpp"
#include "scenario/scenario.hpp"
#include "scenario/walkthrough.hpp"
#include "support/files.hpp"
#include "support/small_model.hpp"

#include <Random123/philox.h>
#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <gtest/gtest.h>
#include <thread>

namespace skattekrona {
namespace {

using test::add;
using test::constant;
using test::median_path;
using test::small_model;

/// A frames lever over all areas with the given numbers in %.
LeverEffect frames(SimulationModel& model, double price, double volume, double demand, std::vector<bool> active) {
    LeverEffect lever;
    lever.id = "frames";
    lever.realised = add(model, constant("frames.realised", 100));
    for (std::size_t a = 0; a < model.base.areas.size(); ++a) {
        lever.areas.push_back(a);
    }
    lever.what = LeverEffect::Frames{add(model, constant("frames.price_compensation", price)),
                                     add(model, constant("frames.volume_compensation", volume)),
                                     add(model, constant("answer.frames.demand", demand)), std::move(active)};
    return lever;
}

double net(const Samples& samples, std::size_t area, std::size_t year) {
    return samples.of(Drawn::net_cost, area, year).front();
}

TEST(Normals, AreTheQuantilesOfThePhiloxNumbers) {
    constexpr std::size_t items = 7;
    constexpr std::uint64_t seed = 0x123456789abcdefULL;
    std::vector<double> z(items * lanes);
    standard_normals(seed, 5, 128, items, z.data());
    const boost::math::normal_distribution<double> normal;
    for (std::size_t item = 0; item < items; ++item) {
        for (std::uint32_t lane = 0; lane < lanes; ++lane) {
            const auto words = r123::Philox4x32{}({{static_cast<std::uint32_t>(item / 4), 128 + lane, 5, 0}},
                                                  {{0x89abcdefU, 0x01234567U}});
            const double p = (words[item % 4] + 0.5) * 0x1p-32;
            EXPECT_NEAR(z[item * lanes + lane], boost::math::quantile(normal, p), 1e-14) << p;
        }
    }
}

TEST(Exponential, AgreesWithTheLibrarysToAUnitInTheLastPlace) {
    for (int start = -700; start < 700; ++start) {
        Lanes x;
        for (std::size_t i = 0; i < lanes; ++i) {
            x[i] = start + static_cast<double>(i) / 61;
        }
        const Lanes found = exponential(x);
        for (std::size_t i = 0; i < lanes; ++i) {
            ASSERT_NEAR(found[i] / std::exp(std::min(x[i], 700.0)), 1, 3e-16) << x[i];
        }
    }
    Lanes unknown;
    unknown.fill(missing);
    EXPECT_TRUE(is_missing(exponential(unknown)[0]));
}

TEST(Simulation, WithoutUncertaintyFollowsTheHandCalculation) {
    auto model = small_model(1, 3);
    model.base.areas[0].level = 0;  // the deviation of 10 % dies out by half a year
    model.volume[0] = {std::log(1.01), std::log(1.02), 0};
    model.assumptions[0] = constant("price", 3);
    model.assumptions[2] = constant("income", 4);
    model.population = {10100, 10200, 10300};
    const Samples path = median_path(model);
    const double now = std::log(1.1);
    EXPECT_NEAR(net(path, 0, 0), 100 * 1.03 * 1.01 * std::exp(now * 0.5), 1e-9);
    EXPECT_NEAR(net(path, 0, 2), 100 * 1.03 * 1.03 * 1.03 * 1.01 * 1.02 * std::exp(now * 0.125), 1e-9);
    EXPECT_NEAR(path.of(Drawn::deviation_pct, 0, 1).front(), 100 * std::expm1(now * 0.25), 1e-9);
    // Taxes and grants grow per inhabitant; the rest (1 000 − 20 − 110) follows price and population.
    const double income = 1000 * 1.04 * 1.04 * 1.02;
    const double rest = 870 * 1.03 * 1.03 * 1.02;
    EXPECT_NEAR(path.of(Drawn::income, 0, 1).front(), income, 1e-9);
    EXPECT_NEAR(path.of(Drawn::result, 0, 1).front(), income - net(path, 0, 1) - rest, 1e-9);
    EXPECT_NEAR(path.of(Drawn::result_share, 0, 1).front(), 100 * (income - net(path, 0, 1) - rest) / income, 1e-9);
}

TEST(Simulation, APathOfYearsHoldsItsLastValue) {
    auto model = small_model(1, 4);
    model.assumptions[0].path = {1, 2};
    EXPECT_NEAR(net(median_path(model), 0, 3), 110 * 1.01 * 1.02 * 1.02 * 1.02, 1e-9);
}

TEST(Simulation, TheTotalIsTheSumAndItsDeviationTheRatioOfSums) {
    auto model = small_model(2, 1);
    model.base.areas[1].net_cost = 270;
    model.base.areas[1].reference_cost = 300;
    model.base.areas[1].level = std::log(0.9);
    const Samples path = median_path(model);
    EXPECT_NEAR(net(path, 2, 0), 380, 1e-9);
    EXPECT_NEAR(path.of(Drawn::deviation_pct, 2, 0).front(), -5, 1e-9);
}

TEST(Levers, AnAcrossTheBoardDemandCompoundsAndStays) {
    auto model = small_model(2, 4);
    model.levers.push_back(frames(model, 100, 100, 8, {true, true, false, false}));
    const Samples path = median_path(model);
    EXPECT_NEAR(net(path, 0, 0), 110 * 0.92, 1e-9);
    EXPECT_NEAR(net(path, 1, 1), 110 * 0.92 * 0.92, 1e-9);
    EXPECT_NEAR(net(path, 1, 3), 110 * 0.92 * 0.92, 1e-9);
    EXPECT_NEAR(path.of(Drawn::saving, 0, 2).front(), 220 * (1 - 0.92 * 0.92), 1e-9);
}

TEST(Levers, FrozenFramesAreADemandEqualToThePrice) {
    auto model = small_model(1, 2);
    model.assumptions[0] = constant("price", 2.5);
    model.levers.push_back(frames(model, 0, 100, 0, {true, true}));
    EXPECT_NEAR(net(median_path(model), 0, 1), 110, 1e-9);
}

TEST(Levers, HalfOfTheVolumeCompensatedLeavesHalfOfItOut) {
    auto model = small_model(1, 1);
    model.volume[0] = {std::log(1.04)};
    model.levers.push_back(frames(model, 100, 50, 0, {true}));
    EXPECT_NEAR(net(median_path(model), 0, 0), 110 * std::sqrt(1.04), 1e-9);
}

TEST(Levers, PresentValueAndCumulatedSavingAgreeWithTheHandCalculation) {
    auto model = small_model(1, 3);
    model.discount_rate = 4;
    LeverEffect lever;
    lever.id = "saving";
    lever.realised = add(model, constant("saving.realised", 50));
    lever.areas = {0};
    lever.what = LeverEffect::Amount{add(model, constant("saving.amount", 12)), {{0.25, 0.5, 1}}};
    model.levers.push_back(lever);
    const Samples path = median_path(model);
    EXPECT_NEAR(path.of(Drawn::cumulated_saving, 0, 2).front(), 1.5 + 3 + 6, 1e-9);
    EXPECT_NEAR(path.of(Drawn::present_value, 0, 2).front(), 1.5 / 1.04 + 3 / (1.04 * 1.04) + 6 / (1.04 * 1.04 * 1.04),
                1e-9);
}

TEST(Levers, ALaterLeverTakesOfWhatAnEarlierOneHasLeft) {
    auto model = small_model(1, 1);
    model.levers.push_back(frames(model, 100, 100, 10, {true}));
    model.levers.push_back(frames(model, 100, 100, 10, {true}));
    EXPECT_NEAR(net(median_path(model), 0, 0), 110 * 0.9 * 0.9, 1e-9);
}

TEST(Simulation, AClaimedSavingThatIsJustReachedIsReached) {
    auto model = small_model(3, 1);
    LeverEffect lever;
    lever.id = "saving";
    lever.realised = add(model, constant("saving.realised", 100));
    lever.areas = {0, 1, 2};
    // Thirds and tenths do not add up in binary.
    lever.what = LeverEffect::Amount{add(model, constant("saving.amount", 10.1)), {{1.0 / 3}, {1.0 / 3}, {1.0 / 3}}};
    model.levers.push_back(lever);
    const auto drawn = draw(model, 200, seeded(1), serial);
    EXPECT_EQ(summarise(model, drawn, 2, ClaimedSaving{10.1, Year{2023}}, serial).p_claim, 1);
}

TEST(Simulation, IncomesThatFollowThePriceDoSoInEveryReplicate) {
    auto model = small_model(1, 1);
    model.assumptions[0].distribution = {Distribution::Kind::uniform, {0, 8}};
    model.income_over_price = true;
    const Samples samples = draw(model, 500, seeded(1), serial);
    const auto income = samples.of(Drawn::income, 0, 0);
    const auto cost = samples.of(Drawn::net_cost, 0, 0);
    EXPECT_GT(std::ranges::max(cost) / std::ranges::min(cost), 1.05);
    for (std::size_t i = 0; i < income.size(); ++i) {
        EXPECT_NEAR(income[i] / 1000, cost[i] / 110, 1e-9);
    }
}

TEST(Levers, PhaseInsStartAboveNoughtAndEndAtOne) {
    const auto at = [](PhaseIn phase, int year) { return phased_in(phase, Year{2023}, Year{2026}, Year{year}); };
    EXPECT_DOUBLE_EQ(at(PhaseIn::linear, 2022), 0);
    EXPECT_DOUBLE_EQ(at(PhaseIn::linear, 2023), 0.25);
    EXPECT_DOUBLE_EQ(at(PhaseIn::s_curve, 2024), 0.5);
    EXPECT_DOUBLE_EQ(at(PhaseIn::s_curve, 2023), 3 * 0.0625 - 2 * 0.015625);
    EXPECT_DOUBLE_EQ(at(PhaseIn::front_loaded, 2024), 0.75);
    for (const auto phase : {PhaseIn::linear, PhaseIn::s_curve, PhaseIn::front_loaded}) {
        EXPECT_DOUBLE_EQ(at(phase, 2026), 1);
        EXPECT_DOUBLE_EQ(at(phase, 2030), 1);
    }
}

/// A scenario of Huddinge from 2019 with the given levers, and its model.
struct Simulated {
    Scenario scenario;
    SimulationModel model;
};

Simulated huddinge(const std::vector<std::string>& levers, Year base = Year{2019}) {
    const ScenarioSource nothing = [](const std::string&, const std::string&) -> Result<NamedText> {
        return fail(Diagnostic{});
    };
    const auto areas = test::must(parse_areas("six", test::definitions()));
    auto scenario =
        test::must(parse_scenario({"huddinge", plain_scenario("x", "y", "Huddinge", areas, base, 4)}, "", nothing,
                                  test::must(lever_toml(levers)), test::definitions(), test::figures()));
    auto model = test::must(simulation_model(scenario, test::figures(), test::definitions(), serial));
    return {std::move(scenario), std::move(model)};
}

TEST(Levers, ALevelIsReachedInItsYearAndWhatComesOfItselfIsNoSaving) {
    const auto [scenario, model] = huddinge({"aldreomsorg: best-mean:30 by 2022", "forskola: reference by 2021"});
    const Samples path = median_path(model);
    const Specification& specification = std::get<Lever::ToLevel>(scenario.levers[0].what).specification;
    const auto level = test::must(benchmark(test::figures(), test::definitions(), scenario.municipality, Year{2019},
                                            specification, {specification.level}));
    constexpr std::size_t aldreomsorg = 4;
    EXPECT_NEAR(path.of(Drawn::deviation_pct, aldreomsorg, 2).front(),
                100 * (level.front().areas.front().level_ratio - 1), 1e-6);
    EXPECT_GT(expected_log_ratio(model.base.areas[aldreomsorg], 2), std::log(level.front().areas.front().level_ratio));
    // Pre-school is expected below its reference cost anyway, so that its lever does nothing.
    ASSERT_LT(expected_log_ratio(model.base.areas[0], 1), 0);
    EXPECT_NEAR(path.of(Drawn::deviation_pct, 0, 1).front(),
                100 * std::expm1(expected_log_ratio(model.base.areas[0], 1)), 1e-9);
}

TEST(Walkthrough, TheStepsOfThePlanAddUp) {
    const auto [scenario, model] =
        huddinge({"aldreomsorg: best-mean:30 by 2022", "grundskola,ifo: demand 1% 2021-2023"});
    const auto steps = plan_steps(model);
    double sum = 0;
    for (std::size_t i = 0; i + 1 < steps.size(); ++i) {
        sum += steps[i].amount;
    }
    EXPECT_NEAR(sum, steps.back().amount, 1e-6);
    EXPECT_NEAR(steps.back().amount, net(median_path(model), model.base.areas.size(), model.years - 1), 1e-9);
    EXPECT_LT(steps[4].amount, 0);
}

double last_amount(const std::vector<Message>& lines) {
    for (const auto& [name, value] : lines.back().arguments) {
        if (name == "amount") {
            return std::get<Number>(value).value;
        }
    }
    return missing;
}

TEST(Walkthrough, ExplainEndsWithTheCellOfTheMedianPath) {
    const auto [scenario, model] = huddinge({"aldreomsorg: best-mean:30 by 2022"});
    const Samples path = median_path(model);
    const auto explained = [&](const char* cell, int year) {
        return last_amount(explain(scenario, model, test::definitions(), cell, Year{year}));
    };
    EXPECT_NEAR(explained("aldreomsorg", 2021), net(path, 4, 1), 1e-9);
    EXPECT_NEAR(explained("total", 2023), net(path, 6, 3), 1e-9);
    EXPECT_NEAR(explained("result", 2022), path.of(Drawn::result, 0, 2).front(), 1e-9);
}

/// So many threads, each taking every n-th piece of the work.
ParallelFor on_threads(std::size_t threads) {
    return [threads](std::size_t count, const std::function<void(std::size_t)>& body) {
        std::vector<std::jthread> workers;
        for (std::size_t t = 0; t < threads; ++t) {
            workers.emplace_back([=, &body] {
                for (std::size_t i = t; i < count; i += threads) {
                    body(i);
                }
            });
        }
    };
}

TEST(Simulation, TheSameSeedGivesTheSameBytesOnAnyNumberOfThreads) {
    const auto [scenario, model] = huddinge({"aldreomsorg: reference by 2021"});
    constexpr std::size_t replicates = 1000;
    const auto run = [&, &model = model](const ParallelFor& parallel) {
        return summarise(model, draw(model, replicates, seeded(7), parallel), 2, std::nullopt, parallel);
    };
    const Simulation one = run(serial);
    for (const std::size_t threads : {2U, 8U}) {
        const Simulation many = run(on_threads(threads));
        for (std::size_t t = 0; t < model.years; ++t) {
            EXPECT_EQ(one.net_cost.back()[t].quantiles, many.net_cost.back()[t].quantiles);
            EXPECT_EQ(one.net_cost.back()[t].mean, many.net_cost.back()[t].mean);
            EXPECT_EQ(one.result_share[t].quantiles, many.result_share[t].quantiles);
            EXPECT_EQ(one.p_target[t], many.p_target[t]);
        }
    }
}

TEST(Simulation, MoreReplicatesBeginWithTheSameOnes) {
    const auto [scenario, model] = huddinge({});
    const Samples few = draw(model, 100, seeded(3), serial);
    const Samples many = draw(model, 300, seeded(3), serial);
    EXPECT_TRUE(std::ranges::equal(few.of(Drawn::result, 0, 3), many.of(Drawn::result, 0, 3).first(100)));
}

TEST(Simulation, WithoutPublishedIncomeTheResultIsMissingAndTheCostsAreNot) {
    auto model = small_model(1, 1);
    model.base.income = missing;
    const Simulation result = summarise(model, draw(model, 200, seeded(1), serial), 2, std::nullopt, serial);
    EXPECT_TRUE(is_missing(result.result_share[0].median()));
    EXPECT_TRUE(is_missing(result.p_target[0]));
    EXPECT_NEAR(result.net_cost[1][0].median(), 110, 1e-9);
}

TEST(Spread, IsThatOfTheSortedValues) {
    std::vector<double> values;
    for (int i = 0; i < 1001; ++i) {
        values.push_back(std::pow(static_cast<double>((i * 397) % 1001), 1.5));
    }
    const Spread found = spread(values);
    std::ranges::sort(values);
    for (std::size_t q = 0; q < spread_levels.size(); ++q) {
        EXPECT_DOUBLE_EQ(found.quantiles[q],
                         type_7_quantile(values.size(), spread_levels[q], [&](std::size_t i) { return values[i]; }));
    }
    // So near each other, or so far apart, that no bins of equal width can be made.
    EXPECT_EQ(spread(std::vector<double>{0, 0, 1e-310}).median(), 0);
    EXPECT_EQ(spread(std::vector<double>{-1.5e308, 7, 1.5e308}).median(), 7);
    const Spread flat = spread(std::vector<double>(50, 3.0));
    EXPECT_EQ(flat.p10(), 3);
    EXPECT_EQ(flat.p90(), 3);
}

}  // namespace
}  // namespace skattekrona
