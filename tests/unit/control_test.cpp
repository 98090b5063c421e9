#include "figures/control.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>

namespace skattekrona {
namespace {

MunicipalityId id(const std::string& text) { return *MunicipalityId::parse(text); }

PublishedValue value(const std::string& series, const std::string& municipality, int year, double number) {
    return {series, id(municipality), Year{year}, Gender::total, number};
}

ControlRules rules() {
    ControlRules rules;
    rules.series["N20029"] = {{"Äldreomsorg", "Elderly care"}, {-1000, 1000}, false, {Year{2019}}};
    rules.series["scb.510"] = {{"Äldreomsorg", "Elderly care"}, {}, true};
    rules.series["aldreomsorg.net_cost"] = {{"Äldreomsorg", "Elderly care"}};
    rules.municipalities = {{id("0126"), "Huddinge"}, {id("0136"), "Haninge"}};
    rules.this_year = Year{2024};
    return rules;
}

Controlled controlled(std::vector<PublishedValue> values, const std::vector<StoredValue>& before = {},
                      const std::string& label = "") {
    Delivery delivery;
    delivery.origin = "f.csv";
    delivery.label = label;
    delivery.values = std::move(values);
    return control(std::move(delivery), before, rules());
}

/// The only finding's severity and how many values it concerns.
void expect_only(const Controlled& found, const std::string& key, Severity severity, std::size_t values) {
    ASSERT_EQ(found.findings.size(), 1U);
    EXPECT_EQ(found.findings[0].message.key, key);
    EXPECT_EQ(found.findings[0].severity, severity);
    EXPECT_EQ(found.findings[0].values, values);
}

TEST(Control, SoundValuesPassWithoutAWord) {
    const auto found = controlled({value("N20029", "0126", 2022, -145.1), value("N20029", "0000", 2022, 0)});
    EXPECT_EQ(found.accepted.values.size(), 2U);
    EXPECT_TRUE(found.findings.empty());
}

TEST(Control, ASeriesOfNoKnownFormIsLeftOutAndOneThatNobodyUsesIsTakenIn) {
    const auto unknown = controlled({value("kostnad", "0126", 2022, 1), value("N2002", "0126", 2022, 1)});
    EXPECT_TRUE(unknown.accepted.values.empty());
    expect_only(unknown, "figures.finding.unknown_series", Severity::error, 2);
    const auto unused = controlled({value("N00001", "0126", 2022, 1), value("scb.999", "0126", 2022, 1)});
    EXPECT_EQ(unused.accepted.values.size(), 2U);
    expect_only(unused, "figures.finding.unused_series", Severity::remark, 2);
}

TEST(Control, OnlyMunicipalitiesAndRiketAreTakenIn) {
    const auto region = controlled({value("N20029", "0001", 2022, 1)});
    EXPECT_TRUE(region.accepted.values.empty());
    expect_only(region, "figures.finding.region", Severity::error, 1);
    const auto unknown = controlled({value("N20029", "0127", 2022, 1)});
    EXPECT_TRUE(unknown.accepted.values.empty());
    expect_only(unknown, "figures.finding.unknown_municipality", Severity::error, 1);
}

TEST(Control, OfTwoEqualValuesOneIsKeptAndOfTwoUnequalNone) {
    const auto equal = controlled({value("N20029", "0126", 2022, 1), value("N20029", "0126", 2022, 1)});
    EXPECT_EQ(equal.accepted.values.size(), 1U);
    expect_only(equal, "figures.finding.duplicate", Severity::remark, 1);
    const auto unequal = controlled(
        {value("N20029", "0126", 2022, 1), value("N20029", "0126", 2022, 2), value("N20029", "0136", 2022, 2)});
    ASSERT_EQ(unequal.accepted.values.size(), 1U);
    EXPECT_EQ(unequal.accepted.values[0].municipality, id("0136"));
    expect_only(unequal, "figures.finding.duplicates_disagree", Severity::error, 2);
}

TEST(Control, WhatCannotBeIsLeftOut) {
    for (const double impossible : {1001.0, -1001.0, std::numeric_limits<double>::infinity()}) {
        const auto found = controlled({value("N20029", "0126", 2022, impossible)});
        EXPECT_TRUE(found.accepted.values.empty());
        expect_only(found, "figures.finding.impossible_value", Severity::error, 1);
    }
    for (const int year : {2025, 22}) {
        const auto found = controlled({value("N20029", "0126", year, 1)});
        EXPECT_TRUE(found.accepted.values.empty());
        expect_only(found, "figures.finding.impossible_year", Severity::error, 1);
    }
}

TEST(Control, ABudgetMayBeForALaterYear) {
    const auto found = controlled({value("aldreomsorg.net_cost", "0126", 2026, 800)}, {}, "budget 2026");
    EXPECT_EQ(found.accepted.values.size(), 1U);
    EXPECT_TRUE(found.findings.empty());
}

TEST(Control, MunicipalitiesAddUpToRiketButForRounding) {
    const auto with_riket = [](double riket) {
        return controlled({value("scb.510", "0126", 2024, 10), value("scb.510", "0136", 2024, 20),
                           value("scb.510", "0000", 2024, riket)});
    };
    EXPECT_TRUE(with_riket(31).findings.empty());
    const auto found = with_riket(32);
    EXPECT_EQ(found.accepted.values.size(), 3U);
    expect_only(found, "figures.finding.sum", Severity::warning, 1);
    const auto partly = controlled({value("scb.510", "0126", 2024, 10), value("scb.510", "0000", 2024, 32)});
    EXPECT_TRUE(partly.findings.empty());
}

TEST(Control, AFigureThatGoesAwayIsAWarning) {
    const auto gone = controlled({value("N20029", "0126", 2022, missing)}, {{value("N20029", "0126", 2022, 5), 1}});
    EXPECT_EQ(gone.accepted.values.size(), 1U);
    expect_only(gone, "figures.finding.withdrawn", Severity::warning, 1);
    EXPECT_TRUE(controlled({value("N20029", "0126", 2022, missing)}, {{value("N20029", "0126", 2022, missing), 1}})
                    .findings.empty());
}

TEST(Control, ABreakIsCrossedByWhatComesInOrToWhatWasBefore) {
    expect_only(controlled({value("N20029", "0126", 2018, 1), value("N20029", "0126", 2019, 1)}),
                "figures.finding.series_break", Severity::remark, 1);
    expect_only(controlled({value("N20029", "0126", 2019, 1)}, {{value("N20029", "0126", 2018, 1), 1}}),
                "figures.finding.series_break", Severity::remark, 1);
    EXPECT_TRUE(controlled({value("N20029", "0126", 2020, 1)},
                           {{value("N20029", "0126", 2018, 1), 1}, {value("N20029", "0126", 2019, 1), 1}})
                    .findings.empty());
}

/// Two municipalities that swing a little every year for sixty years.
std::vector<PublishedValue> calm_series() {
    std::vector<PublishedValue> values;
    for (int year = 1960; year < 2020; ++year) {
        const double swing = std::sin(static_cast<double>(year) * 1.7);
        values.push_back(value("scb.510", "0126", year, 100 + swing));
        values.push_back(value("scb.510", "0136", year, 100 - swing));
    }
    return values;
}

TEST(Control, AJumpBeyondTheSeriesOwnHistoryIsARemarkWithTheLargestFirst) {
    std::vector<StoredValue> before;
    for (const auto& old : calm_series()) {
        before.push_back({old, 1});
    }
    EXPECT_TRUE(controlled({value("scb.510", "0126", 2020, 101)}, before).findings.empty());
    const auto found = controlled({value("scb.510", "0136", 2020, 140), value("scb.510", "0126", 2020, 300)}, before);
    EXPECT_EQ(found.accepted.values.size(), 2U);
    expect_only(found, "figures.finding.jump", Severity::remark, 2);
    const auto& arguments = found.findings[0].message.arguments;
    const auto places = std::ranges::find(arguments, "places", [](const auto& argument) { return argument.first; });
    ASSERT_NE(places, arguments.end());
    const auto& largest = std::get<std::vector<Message>>(places->second).front().arguments[0];
    EXPECT_EQ(std::get<std::string>(largest.second), "Huddinge");
}

TEST(Control, AJumpThatWasThereBeforeIsNotSaidAgain) {
    std::vector<StoredValue> before;
    for (const auto& old : calm_series()) {
        before.push_back({old, 1});
    }
    before.push_back({value("scb.510", "0126", 2020, 300), 1});
    EXPECT_TRUE(controlled({value("scb.510", "0126", 2022, 300)}, before).findings.empty());
}

TEST(Control, EverybodysValuesInAnotherUnitAreAWarning) {
    ControlRules many = rules();
    std::vector<StoredValue> before;
    Delivery delivery;
    Delivery in_thousands;
    for (int i = 0; i < 40; ++i) {
        const std::string municipality = std::to_string(1000 + i);
        many.municipalities[id(municipality)] = municipality;
        for (int year = 2018; year <= 2021; ++year) {
            before.push_back({value("N20029", municipality, year, 100 + i % 7 + year % 3), 1});
        }
        delivery.values.push_back(value("N20029", municipality, 2022, 101 + i % 7));
        in_thousands.values.push_back(value("N20029", municipality, 2022, 0.101 + 0.001 * (i % 7)));
    }
    EXPECT_TRUE(control(delivery, before, many).findings.empty());
    expect_only(control(in_thousands, before, many), "figures.finding.common_jump", Severity::warning, 1);
}

TEST(Control, WhatCountsSomethingHasNoDecimals) {
    ControlRules counts = rules();
    counts.series["N20029"].whole = true;
    Delivery delivery;
    delivery.values = {value("N20029", "0126", 2022, 59.9), value("N20029", "0136", 2022, 59)};
    const auto found = control(delivery, {}, counts);
    EXPECT_EQ(found.accepted.values.size(), 1U);
    expect_only(found, "figures.finding.not_whole", Severity::error, 1);
}

TEST(Control, AValueThatTakesTheOldOnesPlaceIsSaid) {
    const std::vector<StoredValue> before{{value("N20029", "0126", 2022, 1), 0}, {value("N20029", "0136", 2022, 2), 0}};
    const auto found = controlled({value("N20029", "0126", 2022, 1), value("N20029", "0136", 2022, 3)}, before);
    EXPECT_EQ(found.accepted.values.size(), 2U);
    expect_only(found, "figures.finding.replaced", Severity::remark, 1);
}

TEST(Control, AFindingSaysWhereItBegins) {
    auto wrong = value("nothing", "0126", 2022, 1);
    wrong.line = 7;
    const auto found = controlled({wrong});
    EXPECT_EQ(found.findings.at(0).where.file, "f.csv");
    EXPECT_EQ(found.findings.at(0).where.line, 7);
}

}  // namespace
}  // namespace skattekrona
