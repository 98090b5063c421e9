#include "scenario/plausibility.hpp"
#include "plot/scenario_charts.hpp"
#include "support/charts.hpp"
#include "support/made_up.hpp"

#include <gtest/gtest.h>

namespace skattekrona {
namespace {

using test::definitions;
using test::figures;

/// Deviations in elderly care, in % of 100 mnkr: [municipality][year − first].
Panel panel_of(Year first, const std::vector<std::vector<double>>& deviations,
               std::map<std::string, Panel::Series, std::less<>> more = {}) {
    const std::size_t size = deviations.size();
    const std::size_t years = deviations.front().size();
    auto& series = more[deviation_pct_measure("aldreomsorg")];
    for (std::size_t year = 0; year < years; ++year) {
        for (const auto& municipality : deviations) {
            series.push_back(municipality[year]);
        }
    }
    const auto named = test::made_up_figures({{"aldreomsorg", std::vector(size, 1.0), std::vector(size, 1.0)}});
    const auto municipalities = named.panel.municipalities();
    return {{municipalities.begin(), municipalities.end()}, first, first + (static_cast<int>(years) - 1), more};
}

PlannedMove plan(double start, double change, int years) {
    return {{"aldreomsorg"}, 0, Year{2010}, {start}, change, years};
}

// 2010, 2011, 2012. The medians are 5, 6 and 4, so a change is counted from +1, then from −2.
const std::vector<std::vector<double>> five{{5, 1, 0},    // −5, then +1
                                            {4, 6, 2},    // +1, then −2
                                            {6, 6, 4},    // −1, then 0
                                            {5, 8, 9},    // +2, then +3
                                            {20, 3, 9}};  // starts too far away; then from 3: +8

TEST(ReferenceClass, WorkedByHand) {
    const auto reference = reference_class(panel_of(Year{2010}, five), definitions(), plan(5, -2, 1), 1.5);
    // From 2010 municipalities 0–3, and from 2011 those at 6: 1 and 2.
    ASSERT_EQ(reference.windows.size(), 6U);
    EXPECT_EQ(reference.municipalities, 4U);
    std::vector<double> changes;
    for (const auto& window : reference.windows) {
        changes.push_back(window.change);
    }
    EXPECT_EQ(changes, (std::vector<double>{-5, -2, -1, 0, 1, 2}));
    EXPECT_EQ(reference.as_far, 2U);
    EXPECT_EQ(reference.municipalities_as_far, 2U);
    EXPECT_DOUBLE_EQ(reference.share_as_far(), 2.0 / 6);
    EXPECT_NEAR(reference.percentile().value, 100 * 4.0 / 6, 1e-9);
    EXPECT_FALSE(reference.beyond_history());
    // Type 7 over the six changes.
    EXPECT_DOUBLE_EQ(reference.quantiles[2], -0.5);
    EXPECT_DOUBLE_EQ(reference.quantiles[0], -4.25);

    const HistoricalMove& first = reference.windows.front();
    EXPECT_EQ(first.municipality, 0U);
    EXPECT_EQ(first.from, Year{2010});
    EXPECT_DOUBLE_EQ(first.start.value, 5);
    EXPECT_DOUBLE_EQ(first.end.value, 1);
    EXPECT_DOUBLE_EQ(first.following, 1);
    // −5 + 1 still reaches −2; the other ends with the figures.
    EXPECT_EQ(reference.lasting.known, 1U);
    EXPECT_EQ(reference.lasting.still_as_far, 1U);
    EXPECT_DOUBLE_EQ(reference.lasting.median_left, -4);
    EXPECT_TRUE(is_missing(reference.windows[1].following));
}

TEST(ReferenceClass, APlanUpwardsLooksTheOtherWay) {
    const auto reference = reference_class(panel_of(Year{2010}, five), definitions(), plan(5, 2, 1), 1.5);
    EXPECT_EQ(reference.as_far, 1U);
    EXPECT_DOUBLE_EQ(reference.windows.front().change, 2);
    EXPECT_EQ(reference.windows.front().municipality, 3U);
}

TEST(ReferenceClass, WhatMovesEverybodyIsNobodysMovement) {
    const auto reference =
        reference_class(panel_of(Year{2010}, {{0, -9}, {1, -8}, {2, -7}}), definitions(), plan(1, -1, 1), 2);
    EXPECT_EQ(reference.windows.size(), 3U);
    EXPECT_EQ(reference.as_far, 0U);
    EXPECT_DOUBLE_EQ(reference.quantiles[0], 0);
    EXPECT_TRUE(reference.beyond_history());
}

TEST(ReferenceClass, WindowsAcrossANewMethodAreLeftOutAndCounted) {
    // 2017 … 2020; the method of elderly care changes in 2019, cost equalisation in 2020.
    const std::vector<std::vector<double>> deviations{{0, 1, 30, 31}, {0, 0, 0, 0}, {50, 50, 50, missing}};
    const auto one = reference_class(panel_of(Year{2017}, deviations), definitions(), plan(0, 1, 1), 1);
    // 2017 and 2019 of the two near ones, but for the first in 2019; 2018–2019 is left out.
    ASSERT_EQ(one.windows.size(), 3U);
    EXPECT_EQ(one.left_out, 2U);
    EXPECT_EQ(one.breaks, std::vector{Year{2019}});
    for (const auto& window : one.windows) {
        EXPECT_EQ(window.equalisation_changed, window.from == Year{2019});
        // The window after 2017–2018 steps over the break; the one after 2019–2020 is not there.
        EXPECT_TRUE(is_missing(window.following));
    }
    const auto three = reference_class(panel_of(Year{2017}, deviations), definitions(), plan(0, 1, 3), 1);
    EXPECT_TRUE(three.windows.empty());
    EXPECT_EQ(three.left_out, 2U);
    EXPECT_TRUE(is_missing(three.share_as_far()));
    EXPECT_FALSE(three.beyond_history());
    EXPECT_TRUE(is_missing(three.near_for_enough));
}

TEST(ReferenceClass, BeyondThe95thPercentileMeansThatFewerThanFivePercentWentAsFar) {
    // Twenty municipalities at 0, one of which falls to −10.
    std::vector<std::vector<double>> deviations(20, {0, 0});
    deviations[7][1] = -10;
    const auto in = [&] {
        return reference_class(panel_of(Year{2010}, deviations), definitions(), plan(0, -10, 1), 3);
    };
    EXPECT_DOUBLE_EQ(in().share_as_far(), 0.05);
    EXPECT_FALSE(in().beyond_history());
    deviations.push_back({0, 0});
    EXPECT_TRUE(in().beyond_history());
    EXPECT_TRUE(in().small());
}

TEST(ReferenceClass, ATieIsNotLostToHowFiguresAreStored) {
    // 32,4 − 24,9 is not 7,5 in binary fractions.
    const auto reference =
        reference_class(panel_of(Year{2010}, {{32.4, 24.9}, {0, 0}, {0, 0}}), definitions(), plan(29.4, -7.5, 1), 3);
    EXPECT_EQ(reference.windows.size(), 1U);
    EXPECT_EQ(reference.as_far, 1U);
}

TEST(ReferenceClass, SaysHowNearWouldGiveEnough) {
    std::vector<std::vector<double>> deviations;
    for (int i = 0; i < 40; ++i) {
        deviations.push_back({i / 4.0, 0});
    }
    const auto reference = reference_class(panel_of(Year{2010}, deviations), definitions(), plan(0, -1, 1), 1);
    EXPECT_EQ(reference.windows.size(), 5U);
    EXPECT_TRUE(reference.small());
    EXPECT_DOUBLE_EQ(reference.near_for_enough, 29 / 4.0);
    EXPECT_FALSE(
        reference_class(panel_of(Year{2010}, deviations), definitions(), plan(0, -1, 1), reference.near_for_enough)
            .small());
}

TEST(ReferenceClass, OverlappingWindowsAllCountAndTheLargestIsToldApart) {
    // Two-year changes of the first: −2 (2010), −6 (2011), −5 (2012), −1 (2013). The others stand still.
    const auto reference = reference_class(
        panel_of(Year{2009}, {{0, 0, 0, -2, -6, -7, -7, -7}, {0, 0, 0, 0, 0, 0, 0, 0}, {0, 0, 0, 0, 0, 0, 0, 0}}),
        definitions(), plan(0, -1, 2), 10);
    std::vector<std::pair<int, bool>> windows;
    for (const auto& move : reference.moves_as_far()) {
        windows.emplace_back(move.from.value, move.overlapped);
    }
    EXPECT_EQ(windows, (std::vector<std::pair<int, bool>>{{2011, false}, {2012, true}, {2010, true}, {2013, false}}));
    EXPECT_EQ(reference.municipalities_as_far, 1U);
}

TEST(ReferenceClass, QualityIsComparedOnTheMeasuresOfBothYearsAndMissingStaysMissing) {
    // U21468 both years, the others of elderly care never or only the last: they must not move the score.
    const auto panel = panel_of(Year{2010}, {{0, -5}, {0, -5}, {0, -5}, {0, 0}, {0, 0}, {0, 0}, {0, 0}},
                                {{"U21468", {10, 20, missing, 40, 50, 60, 70, 70, missing, 60, 50, 40, 30, 20}},
                                 {"U21505",
                                  {missing, missing, missing, missing, missing, missing, missing,  //
                                   1, 2, 3, 4, 5, 6, 7}}});
    const auto reference = reference_class(panel, definitions(), plan(0, -5, 1), 1);
    ASSERT_EQ(reference.as_far, 3U);
    const auto& [lowest, no_after, no_before] =
        std::tie(reference.windows[0], reference.windows[1], reference.windows[2]);
    // The lowest of six, ties half: 100·0,5/6; then the highest.
    EXPECT_NEAR(lowest.quality_before, 100 * 0.5 / 6, 1e-9);
    EXPECT_NEAR(lowest.quality_after, 100 * 5.5 / 6, 1e-9);
    EXPECT_TRUE(is_missing(no_after.quality_after));
    EXPECT_TRUE(is_missing(no_before.quality_before));
    const QualityMeanwhile quality = quality_meanwhile(reference.moves_as_far());
    EXPECT_EQ(quality.known, 1U);
    EXPECT_EQ(quality.rose, 1U);
    EXPECT_EQ(quality.fell, 0U);
    EXPECT_NEAR(quality.median_change, 100 * 5.0 / 6, 1e-9);
}

TEST(ReferenceClass, TheTotalIsARatioOfSums) {
    const auto made_up = test::made_up_figures({{"aldreomsorg", {110, 50}, {100, 50}}, {"ifo", {10, 6}, {20, 5}}});
    const auto history = deviation_history(made_up.panel, definitions(), {"aldreomsorg", "ifo"});
    EXPECT_DOUBLE_EQ(history.at(Year{2020}, 0), 0);
    EXPECT_NEAR(history.at(Year{2020}, 1), 100.0 / 55, 1e-9);
    EXPECT_EQ(plan(0, 1, 1).area(), "aldreomsorg");
    EXPECT_EQ((PlannedMove{{"aldreomsorg", "ifo"}}.area()), "total");
}

TEST(ReferenceClass, OfRealFiguresIsTheTrendAgainstTheMedian) {
    const auto huddinge = *figures().panel.index(*MunicipalityId::parse("0126"));
    const auto history = deviation_history(figures().panel, definitions(), {"aldreomsorg"});
    const PlannedMove move{{"aldreomsorg"}, huddinge, Year{2019}, {history.at(Year{2019}, huddinge)}, -7.5, 3};
    const auto reference = reference_class(figures().panel, definitions(), move, 3);
    const auto own = std::ranges::find_if(reference.windows, [&](const HistoricalMove& window) {
        return window.municipality == huddinge && window.from == Year{2019};
    });
    ASSERT_NE(own, reference.windows.end());
    EXPECT_NEAR(own->start.value, -7.0, 0.05);
    EXPECT_NEAR(own->end.value, -16.3, 0.05);
    EXPECT_NEAR(own->change, -10.5, 0.1);
    EXPECT_GT(reference.left_out, 0U);
}

TEST(ReferenceClassChart, NoBarLiesOnBothSidesOfThePlanAndEveryWindowIsInOne) {
    const Wording swedish(Catalogue::built_in(), Language::swedish);
    for (const double change : {-7.5, -60.0, 0.3, 4.0}) {
        const auto reference = reference_class(figures().panel, definitions(), plan(5, change, 3), 3);
        const Chart chart = reference_class_chart({figures(), definitions(), test::templates(), swedish}, reference);
        std::size_t as_far = 0;
        std::size_t windows = 0;
        for (const auto& bar : test::rows(chart)) {
            const bool beyond = bar.at("as_far").truth();
            windows += static_cast<std::size_t>(bar.at("windows").number());
            as_far += beyond ? static_cast<std::size_t>(bar.at("windows").number()) : 0;
            const bool above = bar.at("from").number() >= change;
            EXPECT_TRUE(above || bar.at("to").number() <= change);
            EXPECT_EQ(above, beyond == (change > 0));
        }
        EXPECT_EQ(windows, reference.windows.size());
        EXPECT_EQ(as_far, reference.as_far);
    }
}

}  // namespace
}  // namespace skattekrona
