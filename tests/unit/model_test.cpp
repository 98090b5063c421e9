#include "figures/municipality_names.hpp"
#include "model/benchmark.hpp"
#include "model/figure_plan.hpp"
#include "model/lost_answers.hpp"
#include "model/noise.hpp"
#include "model/peers.hpp"
#include "model/quality.hpp"
#include "model/trend.hpp"
#include "support/files.hpp"
#include "support/made_up.hpp"

#include <gtest/gtest.h>

namespace skattekrona {
namespace {

using test::definitions;
using test::figures;
using test::must;

TEST(PoolView, StatisticsWithoutOneMember) {
    const std::vector<double> ratios{1.2, 0.8, missing, 1.0, 0.9};
    const PoolOrder order(ratios);
    const PoolView all = order.all();
    EXPECT_EQ(all.size(), 4U);
    EXPECT_DOUBLE_EQ(all.nth(1), 0.8);
    EXPECT_DOUBLE_EQ(all.quantile(0.5), 0.95);
    EXPECT_DOUBLE_EQ(all.mean_of_lowest(3), 0.9);
    const PoolView others = order.without(0.9);
    EXPECT_EQ(others.size(), 3U);
    EXPECT_DOUBLE_EQ(others.nth(2), 1.0);
    EXPECT_DOUBLE_EQ(others.quantile(0.5), 1.0);
    EXPECT_DOUBLE_EQ(others.mean_of_lowest(2), 0.9);
    EXPECT_EQ(others.below(0.9), 1U);
    EXPECT_EQ(others.below(2), 3U);
    EXPECT_EQ(order.without(7).size(), 4U);
}

// Hyndman & Fan 1996, type 7: what R's quantile() gives by default for 1, 2, 4, 8.
TEST(PoolView, QuantilesAreOfType7) {
    const PoolOrder order(std::vector<double>{8, 1, 4, 2});
    EXPECT_DOUBLE_EQ(order.all().quantile(0), 1);
    EXPECT_DOUBLE_EQ(order.all().quantile(0.25), 1.75);
    EXPECT_DOUBLE_EQ(order.all().quantile(0.9), 6.8);
    EXPECT_DOUBLE_EQ(order.all().quantile(1), 8);
}

TEST(Specification, WhatIsPrintedIsReadBack) {
    for (const std::string level : {"reference", "median", "percentile:25", "percentile:2.5", "best-mean:30",
                                    "best-nth:30", "best", "own-best"}) {
        EXPECT_EQ(to_string(must(parse_level(level))), level);
    }
    const auto municipalities = figures().panel.municipalities();
    for (const std::string pool : {"riket", "lan", "kommungrupp", "liknande", "nearest:12", "list:0126,0180"}) {
        EXPECT_EQ(to_string(must(parse_pool(pool, municipalities))), pool);
    }
    EXPECT_EQ(to_string(must(parse_pool("län", municipalities))), "lan");
    EXPECT_EQ(to_string(must(parse_pool("Stockholm, huddinge,Stockholm", municipalities))), "list:0126,0180");
    EXPECT_EQ(to_string(must(parse_prices("2022", definitions().price_indices))), "kpi:2022");
    EXPECT_EQ(to_string(must(parse_prices("own", definitions().price_indices))), "own");
}

TEST(Specification, RefusesWhatMakesNoSense) {
    for (const auto* level : {"", "bäst", "best-nth", "best-nth:0", "best-nth:-3", "best-nth:x", "percentile:101",
                              "percentile:", "median:3", "percentile:nan"}) {
        EXPECT_FALSE(parse_level(level)) << level;
    }
    const auto municipalities = figures().panel.municipalities();
    for (const auto* pool : {"", ",", "nearest", "nearest:0", "nearest:290", "Atlantis", "Stockholm,Atlantis"}) {
        EXPECT_FALSE(parse_pool(pool, municipalities)) << pool;
    }
    for (const auto* prices : {"", "nu", "2050", "pkv:2022", "kpi"}) {
        EXPECT_FALSE(parse_prices(prices, definitions().price_indices)) << prices;
    }
}

TEST(Specification, AreasComeInOrderAndOnce) {
    EXPECT_EQ(must(parse_areas("six", definitions())).size(), 6U);
    EXPECT_EQ(must(parse_areas("all", definitions())).size(), 7U);
    EXPECT_EQ(must(parse_areas("IFO,Förskola,ifo", definitions())), (std::vector<std::string>{"forskola", "ifo"}));
    EXPECT_EQ(parse_areas("skola,ifo,vård", definitions()).error().size(), 2U);
}

TEST(FindMunicipality, ForgivesCaseAndAccents) {
    const auto municipalities = figures().panel.municipalities();
    const auto name = [&](const char* text) {
        return municipalities[must(find_municipality(text, municipalities))].name;
    };
    EXPECT_EQ(name("0126"), "Huddinge");
    EXPECT_EQ(name("huddinge"), "Huddinge");
    EXPECT_EQ(name("jarfalla"), "Järfälla");
    EXPECT_EQ(name("UPPLANDS BRO"), "Upplands-Bro");
    EXPECT_EQ(name("Habo"), "Habo");
    EXPECT_EQ(name("håbo"), "Håbo");
    EXPECT_EQ(name("Huddinge kommun"), "Huddinge");
    EXPECT_EQ(name("Göteborgs stad"), "Göteborg");
}

TEST(Benchmark, WorkedByHand) {
    // Municipality 0 costs 120 where 100 is expected; the others' ratios are 0.8, 0.9, 1.0 and 1.1.
    const Figures made_up = test::made_up_figures({{"ifo", {120, 80, 90, 100, 110}, {100, 100, 100, 100, 100}}});
    Specification specification;
    specification.areas = {"ifo"};
    const auto potentials = [&](const std::vector<std::string>& levels) {
        std::vector<Level> parsed;
        for (const auto& level : levels) {
            parsed.push_back(must(parse_level(level)));
        }
        std::vector<double> amounts;
        for (const auto& result : must(benchmark(made_up, definitions(), 0, Year{2020}, specification, parsed))) {
            amounts.push_back(result.total.potential.value);
        }
        return amounts;
    };
    const auto amounts =
        potentials({"reference", "median", "best", "best-nth:2", "best-mean:2", "percentile:25", "own-best"});
    const std::vector<double> expected{20, 25, 40, 30, 35, 32.5, 0};
    ASSERT_EQ(amounts.size(), expected.size());
    for (std::size_t i = 0; i < amounts.size(); ++i) {
        EXPECT_NEAR(amounts[i], expected[i], 1e-9) << i;
    }
    const auto result =
        must(benchmark(made_up, definitions(), 0, Year{2020}, specification, {Level{Level::Kind::median}})).front();
    EXPECT_EQ(result.areas.front().rank, 5);
    EXPECT_EQ(result.areas.front().of, 5);
    EXPECT_EQ(result.areas.front().quartile, 0);  // five are too few for quarters
    EXPECT_DOUBLE_EQ(result.areas.front().deviation_per_inhabitant.value, 2000);
    EXPECT_DOUBLE_EQ(result.areas.front().deviation_pct.value, 20);
}

TEST(Benchmark, NettingDeductsWhatLiesBelow) {
    const Figures made_up =
        test::made_up_figures({{"ifo", {120, 100, 100}, {100, 100, 100}}, {"lss", {90, 100, 100}, {100, 100, 100}}});
    Specification specification;
    specification.areas = {"ifo", "lss"};
    const std::vector<Level> reference{Level{Level::Kind::reference}};
    EXPECT_DOUBLE_EQ(
        must(benchmark(made_up, definitions(), 0, Year{2020}, specification, reference)).front().total.potential.value,
        20);
    specification.netting = Netting::net;
    EXPECT_DOUBLE_EQ(
        must(benchmark(made_up, definitions(), 0, Year{2020}, specification, reference)).front().total.potential.value,
        10);
    specification.netting = Netting::positive;
    specification.scope = Scope::whole;
    EXPECT_DOUBLE_EQ(
        must(benchmark(made_up, definitions(), 0, Year{2020}, specification, reference)).front().total.potential.value,
        10);
}

TEST(Benchmark, AMissingAreaNeverLeavesTheTotalSilently) {
    const Figures made_up = test::made_up_figures(
        {{"ifo", {120, 100, 100}, {100, 100, 100}}, {"lss", {missing, 100, missing}, {missing, 100, missing}}});
    Specification specification;
    specification.areas = {"ifo", "lss"};
    const auto result =
        must(benchmark(made_up, definitions(), 0, Year{2020}, specification, {Level{Level::Kind::median}})).front();
    EXPECT_TRUE(is_missing(result.total.net_cost));
    EXPECT_TRUE(is_missing(result.total.potential));
    EXPECT_EQ(result.total.rank, 0);
    EXPECT_EQ(result.areas[1].reasons.front().key, "model.reason.no_costs_ever");
    EXPECT_EQ(result.total.reasons.front().key, "model.reason.total_without");
    EXPECT_FALSE(is_missing(result.areas[0].potential));
    // A pool member without the area is left out and counted.
    const auto other =
        must(benchmark(made_up, definitions(), 1, Year{2020}, specification, {Level{Level::Kind::reference}})).front();
    EXPECT_EQ(other.areas[1].rank, 0);  // nobody is left to rank among
    EXPECT_EQ(other.areas[1].notes.front().said.key, "model.note.without_costs");
}

TEST(Benchmark, ALevelThatNeedsMoreThanThePoolIsRefused) {
    const Figures made_up = test::made_up_figures({{"ifo", {1, 1, 1}, {1, 1, 1}}});
    Specification specification;
    specification.areas = {"ifo"};
    const auto result =
        benchmark(made_up, definitions(), 0, Year{2020}, specification, {must(parse_level("best-nth:3"))});
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().front().message.key, "model.error.level_pool");
}

TEST(Benchmark, AWindowIsTheRatioOfSums) {
    const std::size_t i = must(find_municipality("Huddinge", figures().panel.municipalities()));
    Specification specification;
    specification.areas = {"ifo"};
    specification.window = 3;
    const auto three =
        must(benchmark(figures(), definitions(), i, Year{2018}, specification, {Level{Level::Kind::reference}}))
            .front();
    double net = 0;
    double reference = 0;
    for (int year = 2016; year <= 2018; ++year) {
        net += figures().panel.value("ifo.net_cost", Year{year}, i);
        reference += figures().panel.value("ifo.reference_cost", Year{year}, i);
    }
    EXPECT_NEAR(three.total.net_cost.value, net / 3, 1e-9);
    EXPECT_NEAR(three.total.cost_ratio, net / reference, 1e-12);
    specification.areas = {"fritidshem", "ifo"};
    specification.window = 5;
    const auto one_area_too_long =
        must(benchmark(figures(), definitions(), i, Year{2018}, specification, {Level{Level::Kind::reference}}))
            .front();
    EXPECT_TRUE(is_missing(one_area_too_long.total.net_cost));
    EXPECT_EQ(one_area_too_long.areas.front().reasons.front().key, "model.reason.no_costs_before");
    specification.window = 10;
    const auto too_long =
        benchmark(figures(), definitions(), i, Year{2018}, specification, {Level{Level::Kind::reference}});
    ASSERT_FALSE(too_long);
    EXPECT_EQ(too_long.error().front().message.key, "model.error.window_years");
}

// A sum of areas' best levels is somebody's cost only if somebody reaches them all: among the 30 lowest in every one of
// the six areas there was nobody in 2016, and Solna in 2021.
TEST(Benchmark, CountsWhoReachesTheLevelEverywhere) {
    const std::size_t i = must(find_municipality("Huddinge", figures().panel.municipalities()));
    Specification specification;
    specification.areas = must(parse_areas("six", definitions()));
    const auto count = [&](int year) {
        return must(benchmark(figures(), definitions(), i, Year{year}, specification,
                              {must(parse_level("best-nth:30"))}))
            .front()
            .at_level_everywhere;
    };
    EXPECT_EQ(count(2016), 0);
    EXPECT_EQ(count(2021), 1);
    specification.scope = Scope::whole;
    EXPECT_TRUE(is_missing(count(2016)));
}

TEST(Benchmark, PricesMultiplyAmountsAndLeaveRatios) {
    const std::size_t i = must(find_municipality("Huddinge", figures().panel.municipalities()));
    Specification specification;
    specification.areas = {"ifo"};
    const std::vector<Level> median{Level{Level::Kind::median}};
    const auto own = must(benchmark(figures(), definitions(), i, Year{2016}, specification, median)).front().total;
    specification.prices = Prices{"kpi", Year{2022}};
    const auto later = must(benchmark(figures(), definitions(), i, Year{2016}, specification, median)).front().total;
    // SCB: KPI 2016 = 316.43, 2022 = 371.91.
    EXPECT_NEAR(later.net_cost.value / own.net_cost.value, 371.91 / 316.43, 1e-12);
    EXPECT_NEAR(later.cost_ratio, own.cost_ratio, 1e-12);
}

TEST(Benchmark, OwnBestSaysWhichYearAndWhichBreak) {
    const std::size_t i = must(find_municipality("Huddinge", figures().panel.municipalities()));
    Specification specification;
    specification.areas = {"fritidshem"};
    const auto result =
        must(benchmark(figures(), definitions(), i, Year{2022}, specification, {Level{Level::Kind::own_best}})).front();
    const auto& notes = result.areas.front().notes;
    EXPECT_EQ(notes.front().said.key, "model.note.own_best");
    EXPECT_EQ(std::get<Year>(notes.front().said.arguments.front().second), Year{2019});
    EXPECT_NEAR(result.areas.front().level_ratio, 1 - 0.345, 0.001);
}

TEST(Benchmark, OwnBestOfTheSameWindowIsTheOwnRatioAlsoInOtherPrices) {
    const std::size_t i = must(find_municipality("Huddinge", figures().panel.municipalities()));
    Specification specification;
    specification.areas = {"aldreomsorg"};
    specification.window = 3;
    specification.prices = Prices{"kpi", Year{2015}};
    const auto area =
        must(benchmark(figures(), definitions(), i, Year{2022}, specification, {Level{Level::Kind::own_best}}))
            .front()
            .areas.front();
    EXPECT_NEAR(area.level_ratio, area.cost_ratio, 1e-12);
    EXPECT_NEAR(area.potential.value, 0, 1e-9);
}

TEST(Quality, PercentilesFollowThePolarity) {
    const Panel panel({{*MunicipalityId::parse("0001"), "a", ""},
                       {*MunicipalityId::parse("0002"), "b", ""},
                       {*MunicipalityId::parse("0003"), "c", ""}},
                      Year{2020}, Year{2020}, {{"good", {1, 2, 3}}, {"bad", {1, 2, missing}}});
    ServiceArea area;
    area.quality = {{"good", true}};
    const auto up = quality_scores(panel, area, Year{2020});
    EXPECT_LT(up[0], up[1]);
    EXPECT_NEAR(up[1], 50, 1e-9);
    area.quality = {{"bad", false}};
    const auto down = quality_scores(panel, area, Year{2020});
    EXPECT_GT(down[0], down[1]);
    EXPECT_TRUE(is_missing(down[2]));
    area.quality = {{"no such", true}};
    EXPECT_TRUE(quality_scores(panel, area, Year{2020}).empty());
}

TEST(Quality, AConditionOnTheMedianHalvesThePool) {
    const std::size_t i = must(find_municipality("Huddinge", figures().panel.municipalities()));
    Specification specification;
    specification.areas = {"grundskola"};
    specification.quality = QualityCondition::at_least_median;
    const auto costs = must(
        cost_window(cost_history(figures().panel, specification.areas), definitions(), Year{2022}, 1, std::nullopt));
    const auto pools = must(make_pools(figures(), definitions(), costs, i, specification));
    const std::size_t left = pools.areas.front().order.all().size();
    EXPECT_NEAR(static_cast<double>(left), 145, 8);
}

TEST(Peers, GroupsLeaveOutTheMunicipalityItself) {
    const auto municipalities = figures().panel.municipalities();
    const std::size_t i = must(find_municipality("Huddinge", municipalities));
    const auto members = [&](const char* pool) {
        return pool_members(figures(), definitions(), must(parse_pool(pool, municipalities)), total_area, i,
                            Year{2022});
    };
    EXPECT_EQ(members("riket").size(), 289U);
    EXPECT_EQ(members("lan").size(), 25U);
    EXPECT_EQ(members("liknande").size(), 7U);
    EXPECT_EQ(members("kommungrupp").size(), 42U);
    EXPECT_EQ(members("nearest:5").size(), 5U);
    EXPECT_EQ(members("Stockholm,Haninge,Huddinge").size(), 2U);
    for (const auto* pool : {"riket", "lan", "liknande", "kommungrupp", "nearest:5"}) {
        const auto found = members(pool);
        EXPECT_EQ(std::ranges::find(found, i), found.end()) << pool;
    }
}

TEST(Peers, AGroupThatIsMissingInOneAreaIsAReasonAndNotAMistake) {
    // Kolada publishes no similar municipalities for Gnosjö in LSS.
    const std::size_t i = must(find_municipality("Gnosjö", figures().panel.municipalities()));
    Specification specification;
    specification.areas = {"ifo", "lss"};
    specification.pool.kind = PoolChoice::Kind::similar;
    const auto result =
        must(benchmark(figures(), definitions(), i, Year{2022}, specification, {Level{Level::Kind::median}})).front();
    EXPECT_FALSE(is_missing(result.areas[0].potential));
    EXPECT_TRUE(is_missing(result.areas[1].potential));
    EXPECT_EQ(result.areas[1].reasons.front().key, "model.reason.pool_empty");
    EXPECT_TRUE(is_missing(result.total.potential));
    specification.areas = {"lss"};
    EXPECT_TRUE(trend(figures(), definitions(), i, specification.areas, specification.pool, Year{2022}));
}

TEST(Peers, DistanceWorkedByHand) {
    // One variable, population on a log scale: ln 1, ln 2, ln 4, ln 8, ln 16 times 1000. The median is ln 4000 and the
    // MAD ln 2, so a doubling is 1 / 1.4826 apart.
    Definitions small;
    small.peer_variables.push_back({{}, "size", "population", "", true});
    small.peer_weights.push_back({{}, std::string(total_area), {{"size", 2.0}}});
    std::vector<Municipality> municipalities;
    for (const char* id : {"0001", "0002", "0003", "0004", "0005"}) {
        municipalities.push_back({*MunicipalityId::parse(id), id, ""});
    }
    const Panel panel(municipalities, Year{2020}, Year{2020}, {{"population", {1000, 2000, 4000, 8000, 16000}}});
    const auto table = likeness(panel, small, total_area, 0, Year{2021});
    ASSERT_EQ(table.others.size(), 4U);
    EXPECT_EQ(table.others.front().municipality, 1U);
    EXPECT_NEAR(table.others[0].distance, 1 / 1.4826, 1e-9);
    EXPECT_NEAR(table.others[3].distance, 4 / 1.4826, 1e-9);
    EXPECT_EQ(table.years.front(), Year{2020});
    EXPECT_NEAR(table.others[0].shares.front(), 1, 1e-12);
}

TEST(Trend, TheOwnTotalIsARatioOfSumsWhereKoladaHasNone) {
    const std::size_t i = must(find_municipality("Huddinge", figures().panel.municipalities()));
    const auto six =
        must(trend(figures(), definitions(), i, must(parse_areas("six", definitions())), PoolChoice{}, Year{2022}));
    EXPECT_EQ(six.total.points.front().year, Year{1998});
    const auto two = must(trend(figures(), definitions(), i, {"aldreomsorg", "lss"}, PoolChoice{}, Year{2022}));
    EXPECT_EQ(two.total.points.front().year, Year{2011});
    const auto& last = two.total.points.back();
    const auto net = figures().panel.value("aldreomsorg.net_cost", Year{2022}, i) +
                     figures().panel.value("lss.net_cost", Year{2022}, i);
    const auto reference = figures().panel.value("aldreomsorg.reference_cost", Year{2022}, i) +
                           figures().panel.value("lss.reference_cost", Year{2022}, i);
    EXPECT_NEAR(last.deviation_pct.value, 100 * (net / reference - 1), 1e-9);
}

TEST(Trend, BreaksStandInTheirYear) {
    const std::size_t i = must(find_municipality("Huddinge", figures().panel.municipalities()));
    const auto result = must(trend(figures(), definitions(), i, {"ifo", "lss"}, PoolChoice{}, Year{2022}));
    const auto method_breaks = [](const AreaTrend& area) {
        std::vector<int> years;
        for (const auto& point : area.points) {
            for (const auto& series_break : point.breaks) {
                if (series_break.kind == "method") {
                    years.push_back(point.year.value);
                }
            }
        }
        return years;
    };
    EXPECT_EQ(method_breaks(result.areas[0]), std::vector<int>{2019});
    EXPECT_TRUE(method_breaks(result.areas[1]).empty());
}

/// The figures that come with the program, with one delivery laid over them.
Figures with_delivery(const std::vector<PublishedValue>& delivered) {
    std::vector<StoredValue> stored;
    for (const auto& value : delivered) {
        stored.push_back({value, 1});
    }
    std::ranges::stable_sort(stored, {}, [](const StoredValue& one) { return place_of(one.published); });
    const std::vector<skattekrona::Run> runs{{1, "import", "Kolada (RKA)", "f", "h", "2024-04-02"}};
    return with_stored(test::figures(), stored, runs, figure_plan(test::definitions()));
}

PublishedValue published(std::string series, MunicipalityId municipality, int year, double value) {
    return {std::move(series), municipality, Year{year}, Gender::total, value, "", false, 0};
}

std::vector<Finding> lost_with(const std::vector<PublishedValue>& delivered) {
    return lost_answers(test::figures(), with_delivery(delivered), test::definitions());
}

TEST(LastingDeviation, LastsOnlyInItsOwnDirection) {
    const LastingDeviation below{-14, -27, -1};
    EXPECT_TRUE(below.lasts(-12));
    // A cost above the expected in a year does not last for having been below it in most.
    EXPECT_FALSE(below.lasts(12));
    EXPECT_FALSE((LastingDeviation{2, -7, 12}.lasts(11)));
    EXPECT_TRUE((LastingDeviation{9, 1, 17}.lasts(11)));
}

TEST(LostAnswers, ACostThatCanNoLongerBeComputedIsAWarning) {
    const MunicipalityId huddinge = *MunicipalityId::parse("0126");
    const auto findings = lost_with({published("N20900", huddinge, 2022, -16.1)});
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].message.key, "model.finding.costs_lost");
    EXPECT_EQ(findings[0].severity, Severity::warning);
    EXPECT_EQ(findings[0].values, 1U);
    EXPECT_TRUE(
        lost_with({published("N20900", huddinge, 2022, -16.1), published("N20029", huddinge, 2022, -143)}).empty());
    EXPECT_TRUE(lost_with({}).empty());
    // New ones of different signs give no cost.
    const auto contrary =
        lost_with({published("N20900", huddinge, 2023, 16.1), published("N20029", huddinge, 2023, -143)});
    ASSERT_EQ(contrary.size(), 1U);
    EXPECT_EQ(contrary[0].message.key, "model.finding.costs_lost");
}

TEST(LostAnswers, ACostInAnotherUnitIsAWarning) {
    const MunicipalityId huddinge = *MunicipalityId::parse("0126");
    const std::string cost = net_cost_measure("aldreomsorg");
    const std::size_t i = *test::figures().panel.index(huddinge);
    const double known = test::figures().panel.value(cost, Year{2022}, i);
    for (const double factor : {1000.0, 0.001}) {
        const auto findings = lost_with({published(cost, huddinge, 2025, known * factor)});
        ASSERT_EQ(findings.size(), 1U);
        EXPECT_EQ(findings[0].message.key, "model.finding.other_unit");
        EXPECT_EQ(findings[0].severity, Severity::warning);
    }
    EXPECT_TRUE(lost_with({published(cost, huddinge, 2025, known * 2)}).empty());
}

TEST(LostAnswers, AMeasureForAFewLeavesTheOthersWithoutQuality) {
    const auto everybody = test::figures().panel.municipalities();
    std::vector<PublishedValue> for_all;
    std::vector<PublishedValue> and_for_a_few;
    for (const auto& municipality : everybody) {
        for_all.push_back(published("N31814", municipality.id, 2023, 50));
    }
    EXPECT_TRUE(lost_with(for_all).empty());
    and_for_a_few = for_all;
    for (std::size_t i = 0; i < 3; ++i) {
        and_for_a_few.push_back(published("U31801", everybody[i].id, 2023, 60));
    }
    // Whether it comes with the area's other measures, after them or before them.
    const Figures after = with_delivery(and_for_a_few);
    const std::vector<PublishedValue> few(and_for_a_few.end() - 3, and_for_a_few.end());
    for (const Figures& before : {test::figures(), with_delivery(for_all), with_delivery(few)}) {
        const auto findings = lost_answers(before, after, test::definitions());
        ASSERT_EQ(findings.size(), 1U);
        EXPECT_EQ(findings[0].message.key, "model.finding.quality_lost");
        EXPECT_EQ(findings[0].values, everybody.size() - 3);
    }
}

TEST(LostAnswers, AnotherYearWhereNoneIsAskedForIsSaid) {
    const MunicipalityId huddinge = *MunicipalityId::parse("0126");
    const Panel& panel = test::figures().panel;
    std::vector<PublishedValue> next;
    for (const auto& area : test::definitions().areas) {
        const double reference = panel.value(reference_cost_measure(area.id), Year{2022}, *panel.index(huddinge));
        next.push_back(published(area.deviation_pct_kpi, huddinge, 2023, 5));
        next.push_back(published(area.deviation_kpi, huddinge, 2023, 0.05 * reference));
    }
    const auto forward = lost_with(next);
    ASSERT_EQ(forward.size(), 1U);
    EXPECT_EQ(forward[0].message.key, "model.finding.year_moved");
    EXPECT_EQ(forward[0].severity, Severity::remark);
    const auto back = lost_answers(with_delivery(next), test::figures(), test::definitions());
    ASSERT_FALSE(back.empty());
    EXPECT_EQ(back.back().message.key, "model.finding.year_moved");
    EXPECT_EQ(back.back().severity, Severity::warning);
}

TEST(Ordinal, IsWrittenAsItIsSaid) {
    EXPECT_EQ(ordinal(1), (Text{"1:a", "1st"}));
    EXPECT_EQ(ordinal(2), (Text{"2:a", "2nd"}));
    EXPECT_EQ(ordinal(3), (Text{"3:e", "3rd"}));
    EXPECT_EQ(ordinal(12), (Text{"12:e", "12th"}));
    EXPECT_EQ(ordinal(22), (Text{"22:a", "22nd"}));
    EXPECT_EQ(ordinal(30), (Text{"30:e", "30th"}));
    EXPECT_EQ(ordinal(111), (Text{"111:e", "111th"}));
}

}  // namespace
}  // namespace skattekrona
