// What the charts are handed: rows, titles and what is missing.
#include "plot/charts.hpp"
#include "answer/benchmark_answer.hpp"
#include "figures/municipality_names.hpp"
#include "plot/claim_charts.hpp"
#include "plot/scenario_charts.hpp"
#include "support/charts.hpp"
#include "support/made_up.hpp"

#include <filesystem>
#include <gtest/gtest.h>
#include <numeric>
#include <set>

namespace skattekrona {
namespace {

const Wording swedish(Catalogue::built_in(), Language::swedish);

ChartContext context_of(const Figures& figures) { return {figures, test::definitions(), test::templates(), swedish}; }

/// Every chart's words are resolved.
void expect_complete(const Chart& chart) {
    EXPECT_EQ(chart.spec.dump().find("\"@"), std::string::npos);
    EXPECT_FALSE(chart.caption.empty());
    EXPECT_NE(chart.alt.find(chart.title), std::string::npos);
}

Chart huddinge_deviation(int year, DeviationMeasure measure) {
    const auto& figures = test::figures();
    Specification specification;
    specification.areas = {"forskola", "ifo"};
    const std::size_t huddinge = test::must(find_municipality("Huddinge", figures.panel.municipalities()));
    const auto benchmarks =
        test::must(benchmark(figures, test::definitions(), huddinge, Year{year}, specification, {Level{}}));
    return deviation_chart(context_of(figures), benchmarks.front(), measure);
}

TEST(DeviationChart, AMissingFigureIsNullAndNotZero) {
    const Chart chart = huddinge_deviation(2012, DeviationMeasure::amount);
    const auto& rows = test::rows(chart);
    ASSERT_EQ(rows.size(), 3U);
    // Without one area there is no total.
    for (const std::size_t unknown : {0U, 2U}) {
        EXPECT_TRUE(rows[unknown].at("shown").is_null());
        EXPECT_TRUE(rows[unknown].at("deviation").is_null());
        EXPECT_EQ(rows[unknown].at("label"), "uppgift saknas");
        EXPECT_EQ(rows[unknown].at("narrow"), "uppgift saknas");
    }
    EXPECT_TRUE(rows[1].at("deviation").is_number());
    EXPECT_EQ(chart_table(chart).rows.size(), 3U);
    expect_complete(chart);
}

TEST(DeviationChart, EachMeasureHasItsFiguresUnitAndTitle) {
    struct Expected {
        DeviationMeasure measure;
        const char* id;
        const char* shown;
        const char* axis;
        const char* title;
        const char* label;
    };
    // Huddinge 2022: IFO 91,1 mnkr, 16,1 % and 795 kr per inhabitant below, preschool 50,9 mnkr below.
    for (const auto& [measure, id, shown, axis, title, label] :
         {Expected{DeviationMeasure::amount, "deviation", "deviation", "mnkr", "kostade 91\u00A0mnkr mindre än väntat",
                   "−91\u00A0mnkr (−16,1\u00A0%)"},
          Expected{DeviationMeasure::percent, "deviation-pct", "deviation_pct", "% av referenskostnaden",
                   "kostade 16,1\u00A0% mindre än väntat", "−16,1\u00A0% (−91\u00A0mnkr)"},
          Expected{DeviationMeasure::per_inhabitant, "deviation-kr", "per_inhabitant", "kr/inv",
                   "kostade 795\u00A0kronor per invånare mindre än väntat", "−795 kr (−16,1\u00A0%)"}}) {
        const Chart chart = huddinge_deviation(2022, measure);
        EXPECT_EQ(chart.id, id);
        EXPECT_NE(chart.title.find(title), std::string::npos) << chart.title;
        EXPECT_EQ(chart.spec.at("encoding").at("x").at("axis").at("title"), axis);
        const auto& rows = test::rows(chart);
        ASSERT_EQ(rows.size(), 3U);
        EXPECT_EQ(rows[1].at("label"), label);
        EXPECT_EQ(rows[2].at("area"), "Totalt");
        for (const auto& row : rows) {
            EXPECT_EQ(row.at("shown"), row.at(shown));
        }
        EXPECT_NEAR(rows[0].at("deviation").number() + rows[1].at("deviation").number(),
                    rows[2].at("deviation").number(), 1e-9);
        expect_complete(chart);
    }
}

TEST(DeviationChart, OneAreaIsNotItsOwnTotal) {
    const Figures figures = test::made_up_figures({{"ifo", {110, 90}, {100, 100}}});
    Specification specification;
    specification.areas = {"ifo"};
    const auto benchmarks =
        test::must(benchmark(figures, test::definitions(), 0, Year{2020}, specification, {Level{}}));
    const Chart chart = deviation_chart(context_of(figures), benchmarks.front(), DeviationMeasure::percent);
    EXPECT_EQ(test::rows(chart).size(), 1U);
    EXPECT_NE(chart.title.find("10,0\u00A0% mer än väntat"), std::string::npos) << chart.title;
}

/// LSS, whose quality is one measure: six municipalities, the fourth without costs and the fifth without quality.
struct Lss {
    Figures figures;
    CostWindow costs;
    Pools pools;

    Chart quality(std::size_t municipality, std::string_view area = "lss") const {
        return quality_chart(context_of(figures), costs, pools, municipality, area);
    }
    Chart peers(const std::vector<std::size_t>& members, std::size_t municipality) const {
        return peers_chart(context_of(figures), costs, members, municipality);
    }
};

Figures lss_without_quality() {
    return test::made_up_figures({{"lss", {90, 110, 100, missing, 120, 104}, std::vector<double>(6, 100.0)}});
}

Lss made_up_lss() {
    const Figures without = lss_without_quality();
    auto measures = without.panel.measures();
    measures["U28408"] = {80, 20, 50, 60, missing, 50};
    const auto municipalities = without.panel.municipalities();
    Figures figures{
        Panel({municipalities.begin(), municipalities.end()}, Year{2020}, Year{2020}, std::move(measures)), {}, {}};
    CostWindow costs =
        test::must(cost_window(cost_history(figures.panel, {"lss"}), test::definitions(), Year{2020}, 1, std::nullopt));
    Specification specification;
    specification.areas = {"lss"};
    specification.pool = {PoolChoice::Kind::list, 0, {municipalities[1].id}};
    Pools pools = test::must(make_pools(figures, test::definitions(), costs, 0, specification));
    return {std::move(figures), std::move(costs), std::move(pools)};
}

TEST(QualityChart, SaysWhereTheMunicipalityStands) {
    // Ranks among the five that have the measure: 90, 10, 40, 70, –, 40. Of the four with costs too the median is 40.
    const Lss lss = made_up_lss();
    EXPECT_NE(lss.quality(0).title.find(
                  "har lägre kostnad än väntat (−10,0\u00A0%) och högre kvalitet (90 mot medianens 40)"),
              std::string::npos)
        << lss.quality(0).title;
    EXPECT_NE(lss.quality(1).title.find("högre kostnad än väntat (+10,0\u00A0%) och lägre kvalitet"),
              std::string::npos);
    EXPECT_NE(lss.quality(2).title.find("väntad kostnad (0,0\u00A0%) och samma kvalitet som medianen"),
              std::string::npos)
        << lss.quality(2).title;
    const Chart chart = lss.quality(0);
    EXPECT_EQ(chart.id, "quality-lss");
    EXPECT_NE(chart.caption.find("Kvalitetsindex LSS"), std::string::npos) << chart.caption;
    EXPECT_NE(chart.caption.find("4 av 6"), std::string::npos) << chart.caption;
    const auto& rows = test::rows(chart);
    ASSERT_EQ(rows.size(), 6U);
    EXPECT_EQ(rows[0].at("role"), "own");
    EXPECT_EQ(rows[1].at("role"), "pool");
    EXPECT_EQ(rows[2].at("role"), "other");
    EXPECT_NEAR(rows[0].at("deviation_pct").number(), -10, 1e-9);
    EXPECT_EQ(rows[0].at("quality"), 90);
    const auto& lines = chart.spec.at("datasets").at("lines");
    EXPECT_EQ(lines[0].at("quality"), 40);
    EXPECT_NEAR(lines[0].at("right").number(), 10, 1e-9);
    expect_complete(chart);
}

TEST(QualityChart, AMissingFigureIsNamedAndNull) {
    const Lss lss = made_up_lss();
    const Chart no_costs = lss.quality(3);
    EXPECT_NE(no_costs.title.find("uppgift saknas om avvikelsen för Kommun3"), std::string::npos) << no_costs.title;
    EXPECT_TRUE(test::rows(no_costs)[3].at("deviation_pct").is_null());
    const Chart no_quality = lss.quality(4);
    EXPECT_NE(no_quality.title.find("uppgift saknas om kvaliteten för Kommun4"), std::string::npos) << no_quality.title;
    EXPECT_NE(no_quality.caption.find("Kommun4 saknar uppgift om: Kvalitetsindex LSS"), std::string::npos)
        << no_quality.caption;
    EXPECT_TRUE(test::rows(no_quality)[4].at("quality").is_null());
}

TEST(QualityChart, AYearWithoutMeasuresHasNoLines) {
    Lss lss = made_up_lss();
    lss.figures = lss_without_quality();
    const Chart chart = lss.quality(0, total_area);
    EXPECT_EQ(chart.id, "quality");
    EXPECT_NE(chart.title.find("uppgift saknas om kvaliteten"), std::string::npos) << chart.title;
    EXPECT_EQ(chart.spec.at("datasets").at("lines").size(), 0U);
}

TEST(PeersChart, AscendsWithThoseWithoutAFigureLast) {
    const Lss lss = made_up_lss();
    const Chart chart = lss.peers({1, 2, 3, 4}, 0);
    const auto& rows = test::rows(chart);
    ASSERT_EQ(rows.size(), 5U);
    const std::vector<std::string> order{"Kommun0", "Kommun2", "Kommun1", "Kommun4", "Kommun3"};
    for (std::size_t i = 0; i < order.size(); ++i) {
        EXPECT_EQ(rows[i].at("municipality"), order[i]);
    }
    EXPECT_EQ(rows[0].at("role"), "own");
    EXPECT_TRUE(rows[4].at("deviation_pct").is_null());
    EXPECT_EQ(rows[4].at("label"), "uppgift saknas");
    // The median of 0, 10 and 20 %; the municipality and the one without a figure do not count.
    EXPECT_NEAR(chart.spec.at("datasets").at("lines")[0].at("deviation_pct").number(), 10, 1e-9);
    EXPECT_NE(chart.title.find("lägst kostnad mot sin struktur bland 4 jämförbara kommuner, −10,0\u00A0% mot medianens "
                               "+10,0\u00A0%"),
              std::string::npos)
        << chart.title;
    expect_complete(chart);
}

TEST(PeersChart, SaysWhetherLowestHighestOrBetween) {
    const Lss lss = made_up_lss();
    EXPECT_NE(lss.peers({1}, 0).title.find("lägst kostnad mot sin struktur bland 2"), std::string::npos);
    EXPECT_NE(lss.peers({0, 1, 2}, 4).title.find("högst kostnad mot sin struktur bland 4"), std::string::npos);
    EXPECT_NE(lss.peers({0, 1}, 2).title.find("1 av 2 har lägre kostnad"), std::string::npos);
    EXPECT_NE(lss.peers({0, 1}, 3).title.find("saknas"), std::string::npos);
    EXPECT_NE(lss.peers({3}, 0).title.find("saknas"), std::string::npos);
    EXPECT_EQ(lss.peers({3}, 0).spec.at("datasets").at("lines").size(), 0U);
}

TEST(PeersChart, OfManyShowsThoseAroundTheMunicipality) {
    std::vector<double> net(60);
    std::iota(net.begin(), net.end(), 71.0);
    const Figures figures = test::made_up_figures({{"ifo", net, std::vector<double>(60, 100.0)}});
    const auto costs =
        test::must(cost_window(cost_history(figures.panel, {"ifo"}), test::definitions(), Year{2020}, 1, std::nullopt));
    for (const std::size_t own : {0U, 20U, 59U}) {
        std::vector<std::size_t> others;
        for (std::size_t i = 0; i < 60; ++i) {
            if (i != own) {
                others.push_back(i);
            }
        }
        const Chart chart = peers_chart(context_of(figures), costs, others, own);
        const auto& rows = test::rows(chart);
        ASSERT_EQ(rows.size(), 30U);
        EXPECT_EQ(std::ranges::count(rows, "own", [](const auto& row) { return row.at("role"); }), 1);
        EXPECT_EQ(rows[0].at("municipality"), own == 0 ? "Kommun0" : own == 20 ? "Kommun5" : "Kommun30");
        EXPECT_NE(chart.caption.find("30 av 60"), std::string::npos) << chart.caption;
        EXPECT_EQ(chart_table(chart).rows.size(), 30U);
        EXPECT_EQ(chart_data(chart).rows.size(), 60U);
    }
}

TEST(FramesChart, AddsUpEachKindOverTheYearsInTheBridgesUnit) {
    FrameBridge bridge;
    bridge.title = {"En nämnds ram", "A committee's frame"};
    bridge.unit = "tkr";
    bridge.opening_year = Year{2013};
    bridge.opening = 1000;
    const auto step = [](int year, double opening, double index, double volumes, double decisions, double closing) {
        FrameStep one{Year{year}, opening, index, volumes};
        one.demand = 0;
        one.decisions = decisions;
        one.closing = closing;
        return one;
    };
    const Figures& figures = test::figures();
    const Chart rising = frames_chart(context_of(figures), bridge,
                                      {step(2014, 1000, 20, 8, -3, 1025), step(2015, 1025, 20, 9, 0, 1054)}, "Budget");
    const auto& rows = test::rows(rising);
    // Nothing is demanded in any year, so that step is left out.
    ASSERT_EQ(rows.size(), 5U);
    const std::vector<double> amounts{1000, 40, 17, -3, 1054};
    for (std::size_t i = 0; i < amounts.size(); ++i) {
        EXPECT_EQ(rows[i].at("amount"), amounts[i]);
    }
    EXPECT_EQ(rows[3].at("end"), rows[4].at("end"));
    EXPECT_EQ(rows[3].at("kind"), "down");
    EXPECT_NE(rising.title.find("ökar med 54 tkr (5,4\u00A0%) 2013–2015; störst del: Uppräkning, +40 tkr"),
              std::string::npos)
        << rising.title;
    EXPECT_NE(rising.caption.find("Källa: Budget"), std::string::npos);
    EXPECT_EQ(rising.spec.at("encoding").at("x").at("axis").at("title"), "tkr");
    EXPECT_EQ(chart_table(rising).columns.back().unit, "tkr");
    expect_complete(rising);
    const Chart still = frames_chart(context_of(figures), bridge, {step(2014, 1000, 0, 0, 0, 1000)}, "Budget");
    EXPECT_EQ(test::rows(still).size(), 2U);
    EXPECT_NE(still.title.find("oförändrad"), std::string::npos);
}

TEST(FollowUpChart, TheTitleTellsTheOwnMovementOrThatItCannotBeTold) {
    const auto& figures = test::figures();
    FollowUp change{.municipality = 0,
                    .from = Year{2015},
                    .to = Year{2022},
                    .index = "kpi",
                    .areas = {},
                    .total = {},
                    .breaks = {}};
    change.total.net_cost_to = Mnkr{663};
    const Chart unknown = follow_up_chart(context_of(figures), change);
    EXPECT_NE(unknown.title.find("kan inte delas upp"), std::string::npos) << unknown.title;
    EXPECT_EQ(test::rows(unknown)[0].at("label"), "uppgift saknas");
    EXPECT_TRUE(test::rows(unknown)[0].at("amount").is_null());
    expect_complete(unknown);
    change.total.net_cost_from = Mnkr{600};
    change.total.own = Mnkr{-12.5};
    EXPECT_NE(follow_up_chart(context_of(figures), change).title.find("12,5\u00A0mnkr lägre än om avvikelsen"),
              std::string::npos);
    change.total.own = Mnkr{12.5};
    EXPECT_NE(follow_up_chart(context_of(figures), change).title.find("12,5\u00A0mnkr högre än om avvikelsen"),
              std::string::npos);
}

ClaimCheck checked(const std::string& name) {
    return check_claim(test::claim(name), test::claim_models(), test::definitions(), test::figures(), serial);
}

TEST(ClaimChart, EveryKindHasOne) {
    std::set<std::string> kinds;
    for (const auto& entry : std::filesystem::directory_iterator(test::source_folder + "/scenarios")) {
        if (!std::filesystem::exists(entry.path() / "claim.toml")) {
            continue;
        }
        const ClaimCheck check = checked(entry.path().filename().string());
        kinds.insert(check.claim.kind);
        if (check.potential) {
            continue;  // has its curve
        }
        const Chart chart = claim_chart(context_of(test::figures()), check);
        EXPECT_EQ(chart.id, "claim-" + check.claim.id);
        EXPECT_FALSE(test::rows(chart).empty()) << check.claim.id;
        EXPECT_EQ(chart_table(chart).rows.size(), test::rows(chart).size());
        expect_complete(chart);
    }
    const auto all = words_of(claim_records().field("", "kind").choices);
    EXPECT_EQ(kinds, std::set<std::string>(all.begin(), all.end()));
}

TEST(ClaimChart, ShowsWhatIsStatedBesideWhatIsComputed) {
    const auto chart = [](const std::string& name) { return claim_chart(context_of(test::figures()), checked(name)); };
    const Chart sums = chart("huddinge-prognos-173");
    EXPECT_EQ(test::rows(sums)[0].at("end"), 1.0);  // 174 where 173 is stated, and rounding allows 1.5
    EXPECT_EQ(test::rows(sums)[0].at("high"), 1.5);
    EXPECT_EQ(sums.title, "141 och 33 mnkr blir 173, +70 och −57 blir +13: 2 av 2 summor stämmer");
    const Chart shares = chart("botkyrka-chefsenkat");
    EXPECT_EQ(test::rows(shares)[3].at("end"), 112.0);
    EXPECT_EQ(test::rows(shares)[3].at("value"), 11.0);
    const Chart targets = chart("botkyrka-etjanster-2019");
    EXPECT_EQ(test::rows(targets)[0].at("end"), 125.0);
    const Chart missing = chart("botkyrka-mal-2019");
    EXPECT_TRUE(test::rows(missing)[0].at("end").is_null());
    const Chart answers = chart("haninge-digitalisering");
    EXPECT_EQ(test::rows(answers).size(), 8U);  // one of the seven answers is not what the text gives
    EXPECT_NE(answers.title.find("6 av 7"), std::string::npos);
    const Chart rate = chart("botkyrka-it-besparing");
    EXPECT_NEAR(test::rows(rate)[4].at("low").number(), 68.6, 0.05);
    EXPECT_NEAR(test::rows(rate)[4].at("high").number(), 71.6, 0.05);
}

TEST(TrendChart, AMissingFigureIsToldInTheTitle) {
    const auto& figures = test::figures();
    Trend trend;
    trend.year = Year{2015};
    trend.pool.kind = PoolChoice::Kind::country;
    AreaTrend area;
    area.area = "ifo";
    area.points.resize(1);
    area.points.front().year = Year{2015};
    const Chart chart = trend_chart(context_of(figures), trend, area);
    EXPECT_EQ(chart.title,
              "Individ- och familjeomsorg 2015: uppgift saknas för " + figures.panel.municipalities().front().name);
    expect_complete(chart);
}

}  // namespace
}  // namespace skattekrona
