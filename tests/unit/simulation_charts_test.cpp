#include "plot/simulation_charts.hpp"
#include "support/charts.hpp"

#include <gtest/gtest.h>

namespace skattekrona {
namespace {

const Wording swedish(Catalogue::built_in(), Language::swedish);

/// One municipality 2017–2020, net cost of elderly care 100, –, 120, 130 mnkr, reference cost 100 throughout.
Figures made_up() {
    std::map<std::string, Panel::Series, std::less<>> measures{
        {net_cost_measure("aldreomsorg"), {100, missing, 120, 130}},
        {reference_cost_measure("aldreomsorg"), {100, 100, 100, 100}},
        {"taxes_per_inhabitant", {40000, 40000, 45000, 50000}},
        {"general_grants_per_inhabitant", {10000, 10000, 5000, 0}},
        {"result_per_inhabitant", {500, 1000, missing, -250}}};
    return {Panel({{*MunicipalityId::parse("0100"), "Provby", "Provlän"}}, Year{2017}, Year{2020}, std::move(measures)),
            {},
            {}};
}

Scenario made_up_scenario() {
    Scenario scenario;
    scenario.areas = {"aldreomsorg"};
    scenario.base_year = Year{2020};
    scenario.horizon = Year{2022};
    return scenario;
}

/// Quantiles that are told apart: middle − 3 … middle + 3.
Fan fan_around(double first, double second) {
    const auto around = [](double middle) {
        Spread spread;
        for (std::size_t q = 0; q < spread.quantiles.size(); ++q) {
            spread.quantiles[q] = middle - 3 + static_cast<double>(q);
        }
        return spread;
    };
    return {around(first), around(second)};
}

Simulation made_up_simulation(double shift) {
    Simulation simulation;
    simulation.net_cost = {fan_around(135 + shift, 140 + shift), fan_around(135 + shift, 140 + shift)};
    simulation.deviation_pct = {fan_around(32, 31), fan_around(32, 31)};
    simulation.result_share = fan_around(0, 1);
    simulation.replicates = 1000;
    return simulation;
}

struct Drawing {
    Figures figures = made_up();
    Scenario scenario = made_up_scenario();
    Simulation simulation = made_up_simulation(0);
    Simulation without = made_up_simulation(4);

    Chart fan(FanQuantity quantity, bool levers = true) const {
        return fan_chart({figures, test::definitions(), test::templates(), swedish},
                         {scenario, simulation, levers ? &without : nullptr}, quantity, scenario.areas.size());
    }
};

TEST(FanChart, OpensInTheBaseYearsFigureAndHoldsThePercentiles) {
    const Drawing drawing;
    const Chart chart = drawing.fan(FanQuantity::net_cost);
    ASSERT_EQ(test::rows(chart).size(), 6U);
    for (std::size_t q = 0; q < spread_names.size(); ++q) {
        EXPECT_TRUE(test::rows(chart)[2].at(spread_names[q]).is_null());
        EXPECT_EQ(test::rows(chart)[3].at(spread_names[q]), 130.0);
        EXPECT_EQ(test::rows(chart)[5].at(spread_names[q]), drawing.simulation.net_cost.back()[1].quantiles[q]);
    }
    EXPECT_EQ(test::rows(chart)[3].at("actual"), 130.0);
    EXPECT_EQ(test::rows(chart)[3].at("without_levers"), 130.0);
    EXPECT_TRUE(test::rows(chart)[5].at("actual").is_null());
    EXPECT_EQ(test::rows(chart)[5].at("without_levers"), 144.0);
    EXPECT_NE(chart.title.find("140\u00A0mnkr 2022"), std::string::npos) << chart.title;
    EXPECT_NE(chart.title.find("mellan 138 och 142"), std::string::npos) << chart.title;
    // No text is left unresolved.
    EXPECT_EQ(chart.spec.dump().find("\"@"), std::string::npos);
}

TEST(FanChart, AMissingYearIsAGapAndNotZero) {
    const Drawing drawing;
    EXPECT_TRUE(test::rows(drawing.fan(FanQuantity::net_cost))[1].at("actual").is_null());
    const Chart result = drawing.fan(FanQuantity::result_share);
    EXPECT_EQ(test::rows(result)[0].at("actual"), 1.0);
    EXPECT_TRUE(test::rows(result)[2].at("actual").is_null());
    EXPECT_EQ(test::rows(result)[3].at("actual"), -0.5);
    EXPECT_EQ(result.spec.at("datasets").at("labels").items().back().at("value"), drawing.scenario.target_share);
}

TEST(FanChart, OnlyTheDeviationIsBrokenByANewWayOfComputingIt) {
    const Drawing drawing;
    const Chart chart = drawing.fan(FanQuantity::deviation);
    ASSERT_EQ(chart.spec.at("datasets").at("breaks").size(), 1U);
    EXPECT_EQ(chart.spec.at("datasets").at("breaks")[0].at("year"), 2018.5);
    EXPECT_NE(test::rows(chart)[1].at("regime"), test::rows(chart)[2].at("regime"));
    EXPECT_EQ(test::rows(chart)[2].at("regime"), test::rows(chart)[5].at("regime"));
    EXPECT_EQ(drawing.fan(FanQuantity::net_cost).spec.at("datasets").at("breaks").size(), 0U);
}

TEST(FanChart, WithoutLeversThereIsNoLineBesideTheMedian) {
    const Chart chart = Drawing().fan(FanQuantity::net_cost, false);
    EXPECT_EQ(chart.spec.at("datasets").at("labels").size(), 3U);
    EXPECT_TRUE(test::rows(chart)[5].at("without_levers").is_null());
    EXPECT_EQ(chart.spec.at("usermeta").at("columns").items().back().at("field"), "p97_5");
}

using Kind = PlanStep::Kind;

Chart plan(const std::vector<PlanStep>& steps) {
    const Figures figures = made_up();
    Scenario scenario = made_up_scenario();
    for (const auto& step : steps) {
        if (step.kind == Kind::lever) {
            Lever lever;
            lever.id = step.lever;
            lever.title = {step.lever, step.lever};
            scenario.levers.push_back(lever);
        }
    }
    return plan_chart({figures, test::definitions(), test::templates(), swedish}, scenario, steps);
}

TEST(PlanChart, TheStepsAddUpToTheEndAndTheTitleHoldsThem) {
    const Chart chart = plan({{Kind::start, "", 1300},
                              {Kind::price, "", 100},
                              {Kind::volume, "", 30},
                              {Kind::deviation, "", -10},
                              {Kind::lever, "a", -50},
                              {Kind::lever, "b", 5},
                              {Kind::end, "", 1375}});
    ASSERT_EQ(test::rows(chart).size(), 7U);
    EXPECT_EQ(test::rows(chart)[5].at("end"), test::rows(chart)[6].at("end"));
    EXPECT_EQ(test::rows(chart)[6].at("start"), 0.0);
    EXPECT_EQ(test::rows(chart)[4].at("kind"), "down");
    EXPECT_EQ(test::rows(chart)[4].at("label"), "−50");
    EXPECT_EQ(chart.title,
              "Provby (Äldreomsorg): åtgärderna tar bort 45 av de 120\u00A0mnkr som kostnaderna annars ökar 2020–2022");
}

TEST(PlanChart, WhereNothingIsTakenFromARiseTheTitleSaysSo) {
    EXPECT_EQ(plan({{Kind::start, "", 1300}, {Kind::price, "", 120}, {Kind::end, "", 1420}}).title,
              "Provby (Äldreomsorg): utan åtgärder ökar kostnaderna med 120\u00A0mnkr 2020–2022");
    EXPECT_EQ(plan({{Kind::start, "", 1300}, {Kind::volume, "", -120}, {Kind::end, "", 1180}}).title,
              "Provby (Äldreomsorg): utan åtgärder minskar kostnaderna med 120\u00A0mnkr 2020–2022");
    EXPECT_EQ(plan({{Kind::start, "", 130}, {Kind::price, "", -2}, {Kind::lever, "a", -3}, {Kind::end, "", 125}}).title,
              "Provby (Äldreomsorg): med åtgärderna minskar kostnaderna med 5,0\u00A0mnkr 2020–2022, utan dem minskar de "
              "med 2,0\u00A0mnkr");
    EXPECT_EQ(plan({{Kind::start, "", 130}, {Kind::price, "", 4}, {Kind::lever, "a", 3}, {Kind::end, "", 137}}).title,
              "Provby (Äldreomsorg): med åtgärderna ökar kostnaderna med 7,0\u00A0mnkr 2020–2022, utan dem ökar de med "
              "4,0\u00A0mnkr");
    EXPECT_EQ(plan({{Kind::start, "", 130}, {Kind::price, "", 4}, {Kind::lever, "a", -4}, {Kind::end, "", 130}}).title,
              "Provby (Äldreomsorg): åtgärderna tar bort 4,0 av de 4,0\u00A0mnkr som kostnaderna annars ökar 2020–2022");
}

}  // namespace
}  // namespace skattekrona
