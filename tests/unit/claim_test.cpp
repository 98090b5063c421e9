// Curves, follow-ups, verdicts and claim files.
#include "claim/check.hpp"
#include "figures/municipality_names.hpp"
#include "model/benchmark.hpp"
#include "support/files.hpp"
#include "support/made_up.hpp"
#include "support/records.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <map>
#include <set>

namespace skattekrona {
namespace {

using test::claim_models;
using test::definitions;
using test::figures;
using test::must;
using test::parse_claim_text;

std::size_t index_of(const std::string& name) {
    return must(find_municipality(name, figures().panel.municipalities()));
}

CurveDesign whole_design() { return must(defensible_design(claim_models(), definitions(), figures().panel)); }

const CurveFigures& shared_curve() {
    static const CurveFigures value(figures(), definitions(), whole_design(), serial);
    return value;
}

TEST(Curve, EachPointIsWhatBenchmarkGives) {
    std::map<std::pair<std::size_t, Noise>, CostBasis> bases;
    for (const char* name : {"Huddinge", "Gnosjö"}) {
        const std::size_t municipality = index_of(name);
        const Curve curve = shared_curve().curve(municipality);
        ASSERT_GT(curve.points.size(), 9000U);
        // A prime step goes through every combination of choices sooner or later.
        for (std::size_t i = 0; i < curve.points.size(); i += 31) {
            const Specification specification = curve.specification(curve.points[i]);
            const auto key = std::pair(specification.areas.size(), specification.noise);
            if (!bases.contains(key)) {
                bases.emplace(
                    key, cost_basis(figures().panel, definitions(), specification.areas, specification.noise, serial));
            }
            const CostHistory& history = bases.at(key).history;
            const CostWindow costs = must(
                cost_window(history, definitions(), curve.year(curve.points[i]), specification.window, std::nullopt));
            const Pools pools = must(make_pools(figures(), definitions(), costs, municipality, specification));
            const auto result =
                must(benchmark(figures(), definitions(), history, costs, pools, municipality, specification));
            EXPECT_NEAR(result.total.potential.value, curve.points[i].potential, 1e-6)
                << name << " " << to_string(specification.level) << " " << to_string(specification.pool) << " "
                << to_string(specification.scope) << " " << to_string(specification.quality) << " "
                << to_string(specification.noise);
        }
    }
}

TEST(Curve, PointsAreDistinctAndInOrder) {
    const Curve curve = shared_curve().curve(index_of("Huddinge"));
    std::set<std::array<std::uint16_t, 9>> choices;
    for (std::size_t i = 0; i < curve.points.size(); ++i) {
        EXPECT_TRUE(choices.insert(curve.points[i].choice).second);
        EXPECT_TRUE(i == 0 || curve.points[i - 1].potential <= curve.points[i].potential);
    }
    EXPECT_LE(curve.points.size(), curve.computed);
    EXPECT_LE(curve.computed, curve.combinations);
}

TEST(Curve, WhatCoincidesCountsOnce) {
    CurveDesign design = whole_design();
    design.levels = {{Level::Kind::reference}};
    design.areas = {{"aldreomsorg"}};
    design.noises = {Noise::raw};
    design.windows = {1};
    design.years = {Year{2014}};
    // The reference cost asks for no pool and no quality, one area has no whole of its own, and 32 mnkr above it
    // leaves nothing to deduct: one specification.
    const Curve dearer = CurveFigures(figures(), definitions(), design, serial).curve(index_of("Huddinge"));
    EXPECT_EQ(dearer.points.size(), 1U);
    EXPECT_NEAR(dearer.points.front().potential, 32.4, 0.05);
    EXPECT_TRUE(is_missing(dearer.variance_share[0]));
    // In 2018 it lies below, so that nothing and a negative sum are two answers.
    design.years = {Year{2018}};
    const Curve cheaper = CurveFigures(figures(), definitions(), design, serial).curve(index_of("Huddinge"));
    ASSERT_EQ(cheaper.points.size(), 2U);
    EXPECT_NEAR(cheaper.points.front().potential, -5.8, 0.05);
    EXPECT_EQ(cheaper.points.back().potential, 0.0);
}

TEST(Curve, PoolsWithTheSameMembersCountOnce) {
    CurveDesign design = whole_design();
    design.levels = {{Level::Kind::median}};
    design.areas = {{"grundskola"}};
    design.noises = {Noise::raw};
    design.windows = {1};
    design.netting = {Netting::positive};
    design.quality = {QualityCondition::none};
    design.years = {Year{2022}};
    const auto& all = figures().panel.municipalities();
    std::string everybody;
    for (const auto& municipality : all) {
        everybody += (everybody.empty() ? "" : ",") + std::string(municipality.id.view());
    }
    design.pools = {must(parse_pool("riket", all)), must(parse_pool(everybody, all))};
    EXPECT_EQ(CurveFigures(figures(), definitions(), design, serial).curve(0).points.size(), 1U);
}

TEST(Curve, TheSameInAnyOrderOfWork) {
    const ParallelFor backwards = [](std::size_t count, const std::function<void(std::size_t)>& body) {
        for (std::size_t i = count; i-- > 0;) {
            body(i);
        }
    };
    const Curve a = shared_curve().curve(5);
    const Curve b = CurveFigures(figures(), definitions(), whole_design(), backwards).curve(5);
    ASSERT_EQ(a.points.size(), b.points.size());
    for (std::size_t i = 0; i < a.points.size(); ++i) {
        EXPECT_EQ(a.points[i].potential, b.points[i].potential);
        EXPECT_EQ(a.points[i].choice, b.points[i].choice);
    }
}

/// One way of counting in the year and area of made-up figures, whatever its levels.
CurveDesign made_up_design() {
    CurveDesign design;
    design.pools = {{}};
    design.scopes = {Scope::by_area};
    design.netting = {Netting::positive};
    design.quality = {QualityCondition::none};
    design.windows = {1};
    design.noises = {Noise::raw};
    design.areas = {{"ifo"}};
    design.years = {Year{2020}};
    return design;
}

TEST(Curve, VarianceSharesWorkedByHand) {
    // Two levels × two years, one area: reference and lowest, in figures of one made-up year used twice would not
    // differ by year, so all the variance is the level's.
    const Figures made_up = test::made_up_figures({{"ifo", {120, 90, 100}, {100, 100, 100}}});
    CurveDesign design = made_up_design();
    design.levels = {{Level::Kind::reference}, {Level::Kind::best}};
    const Curve curve = CurveFigures(made_up, definitions(), design, serial).curve(0);
    ASSERT_EQ(curve.points.size(), 2U);
    EXPECT_NEAR(curve.points[0].potential, 20, 1e-9);
    EXPECT_NEAR(curve.points[1].potential, 30, 1e-9);
    EXPECT_NEAR(curve.variance_share[0], 1, 1e-12);
    EXPECT_NEAR(curve.variance_share[1], 0, 1e-12);
    EXPECT_NEAR(curve.quantile(0.5), 25, 1e-9);
    EXPECT_NEAR(curve.share_at_or_above(30), 0.5, 1e-12);
    EXPECT_NEAR(curve.share_at_or_above(30.1), 0, 1e-12);
}

TEST(Curve, SharesOfVarianceSumToWhatIsExplained) {
    // One area has no `whole`, so that scope and areas go together: no order of the two is the right one.
    CurveDesign design = whole_design();
    design.levels = {{Level::Kind::median}};
    design.pools = {must(parse_pool("riket", figures().panel.municipalities()))};
    design.netting = {Netting::net};
    design.quality = {QualityCondition::none};
    design.windows = {1};
    design.noises = {Noise::raw};
    design.areas = {must(parse_areas("six", definitions())), {"lss"}};
    const Curve curve = CurveFigures(figures(), definitions(), design, serial).curve(index_of("Huddinge"));
    for (const double share : curve.variance_share) {
        EXPECT_GE(share, 0);
    }
    EXPECT_GT(curve.explained(), 0.8);
    EXPECT_LE(curve.explained(), 1 + 1e-9);
    EXPECT_LT(curve.variance_share[2], curve.variance_share[7]);  // scope, areas
}

TEST(Curve, SharesOfVarianceAreOfThePointsThatTheQuantilesAreOf) {
    // Reference and median 20, lowest 30, over two pools that are the same and two nettings that nothing tells apart.
    const Figures made_up = test::made_up_figures({{"ifo", {120, 90, 100, 110}, {100, 100, 100, 100}}});
    CurveDesign design = made_up_design();
    design.levels = {{Level::Kind::reference}, {Level::Kind::median}, {Level::Kind::best}};
    const auto municipalities = made_up.panel.municipalities();
    design.pools = {must(parse_pool("riket", municipalities)),
                    must(parse_pool("Kommun1,Kommun2,Kommun3", municipalities))};
    design.netting = {Netting::positive, Netting::net};
    const Curve curve = CurveFigures(made_up, definitions(), design, serial).curve(0);
    EXPECT_EQ(curve.computed, 12U);
    ASSERT_EQ(curve.points.size(), 3U);
    EXPECT_NEAR(curve.variance_share[0], 1, 1e-9);
    EXPECT_NEAR(curve.variance_share[1], 0, 1e-9);
    EXPECT_NEAR(curve.variance_share[3], 0, 1e-9);
    EXPECT_NEAR(curve.explained(), 1, 1e-9);
}

TEST(Curve, MoreThan256ValuesKeepTheirNames) {
    CurveDesign design = whole_design();
    design.levels.clear();
    for (int i = 0; i < 300; ++i) {
        design.levels.push_back({Level::Kind::percentile, i / 3.5});
    }
    design.pools = {must(parse_pool("riket", figures().panel.municipalities()))};
    design.scopes = {Scope::whole};
    design.netting = {Netting::net};
    design.quality = {QualityCondition::none};
    design.windows = {1};
    design.noises = {Noise::raw};
    design.areas = {must(parse_areas("six", definitions()))};
    design.years = {Year{2016}};
    const Curve curve = CurveFigures(figures(), definitions(), design, serial).curve(0);
    ASSERT_EQ(curve.points.size(), 300U);
    // The lower the percentile, the higher the potential.
    EXPECT_EQ(curve.specification(curve.points.back()).level.parameter, 0);
    EXPECT_NEAR(curve.specification(curve.points.front()).level.parameter, 299 / 3.5, 1e-12);
}

TEST(Curve, TheLowestOfTooFewAreLeftOut) {
    CurveDesign design = whole_design();
    design.levels = {must(parse_level("best-nth:30"))};
    design.pools = {must(parse_pool("nearest:30", figures().panel.municipalities()))};
    EXPECT_TRUE(CurveFigures(figures(), definitions(), design, serial).curve(0).points.empty());
    design.pool_per_lowest = 1;
    EXPECT_FALSE(CurveFigures(figures(), definitions(), design, serial).curve(0).points.empty());
}

TEST(FollowUp, StepsAddUpInEveryMunicipality) {
    const auto six = must(parse_areas("six", definitions()));
    int followed = 0;
    for (std::size_t i = 0; i < figures().panel.size(); ++i) {
        const FollowUp result = follow_up(figures(), definitions(), i, six, Year{2016});
        std::vector<FollowUpArea> all = result.areas;
        all.push_back(result.total);
        for (const auto& area : all) {
            if (is_missing(area.own)) {
                continue;
            }
            ++followed;
            const Mnkr sum = area.net_cost_from + area.price + area.volume_structure + area.national + area.own;
            EXPECT_NEAR(sum.value, area.net_cost_to.value, 1e-6 * area.net_cost_to.value);
        }
    }
    EXPECT_GT(followed, 1900);
}

TEST(Uncertainty, IsTheSameInAnyOrderAndHoldsThePlainLimits) {
    Specification specification;
    specification.areas = must(parse_areas("six", definitions()));
    specification.noise = Noise::lasting;
    const std::vector<Level> levels{must(parse_level("best-nth:30")), {Level::Kind::reference}};
    const auto run = [&](const ParallelFor& parallel) {
        return must(
            benchmark(figures(), definitions(), index_of("Huddinge"), Year{2016}, specification, levels, parallel));
    };
    const auto forwards = run(serial);
    const auto backwards = run([](std::size_t count, const std::function<void(std::size_t)>& body) {
        for (std::size_t i = count; i-- > 0;) {
            body(i);
        }
    });
    for (std::size_t l = 0; l < levels.size(); ++l) {
        const Uncertain& a = forwards[l].total.potential_interval;
        const Uncertain& b = backwards[l].total.potential_interval;
        EXPECT_EQ(a.mean, b.mean);
        EXPECT_EQ(a.low, b.low);
        EXPECT_EQ(a.high, b.high);
        EXPECT_LT(a.low, a.mean);
        EXPECT_LT(a.mean, a.high);
    }
    const Uncertain& rank = forwards.front().total.rank_interval;
    EXPECT_GE(rank.low, 1);
    EXPECT_LE(rank.high, 290);
}

TEST(Uncertainty, TheOwnLowestYearHasNone) {
    Specification specification;
    specification.areas = {"aldreomsorg"};
    specification.noise = Noise::lasting;
    const auto result = must(benchmark(figures(), definitions(), index_of("Huddinge"), Year{2022}, specification,
                                       {Level{Level::Kind::own_best}}));
    EXPECT_FALSE(is_missing(result.front().total.potential));
    EXPECT_TRUE(is_missing(result.front().total.potential_interval.mean));
    EXPECT_FALSE(is_missing(result.front().total.rank_interval.mean));
}

TEST(Noise, RawLeavesEveryFigureAsItIs) {
    const auto six = must(parse_areas("six", definitions()));
    const CostBasis raw = cost_basis(figures().panel, definitions(), six, Noise::raw, serial);
    EXPECT_FALSE(raw.noise.has_value());
    const CostBasis shrunk = cost_basis(figures().panel, definitions(), six, Noise::shrunk, serial);
    const std::size_t y = shrunk.history.index(Year{2016});
    // Shrinking keeps the order of a municipality's own figures missing or not, and moves towards the middle.
    double raw_spread = 0;
    double shrunk_spread = 0;
    for (std::size_t i = 0; i < figures().panel.size(); ++i) {
        EXPECT_EQ(is_missing(raw.history.total.net[y][i]), is_missing(shrunk.history.total.net[y][i]));
        if (!is_missing(raw.history.total.net[y][i])) {
            raw_spread += std::pow(std::log(raw.history.total.net[y][i] / raw.history.total.reference[y][i]), 2);
            shrunk_spread +=
                std::pow(std::log(shrunk.history.total.net[y][i] / shrunk.history.total.reference[y][i]), 2);
        }
    }
    EXPECT_LT(shrunk_spread, raw_spread);
}

// --- claim files ---

const std::string head = R"(schema = "skattekrona.claim-file/1"
title = { sv = "Prov", en = "Test" }
question = { sv = "Prov?", en = "Test?" }
municipality = "Huddinge"
who = "Någon"
when = "2020"
source = "En rapport"
wording = ["Ord."]
)";

std::vector<std::string> problem_keys(const std::string& text) {
    const auto parsed = parse_claim_text(text);
    std::vector<std::string> keys;
    if (!parsed) {
        for (const auto& problem : parsed.error()) {
            keys.push_back(problem.message.key);
            EXPECT_EQ(problem.failure, Failure::invalid_input);
            EXPECT_GT(problem.where.line, 0);
        }
    }
    return keys;
}

bool has(const std::vector<std::string>& keys, const std::string& key) {
    return std::ranges::find(keys, key) != keys.end();
}

TEST(ClaimFile, EveryProblemInOneRun) {
    const auto keys = problem_keys(R"(schema = "skattekrona.claim-file/1"
title = { sv = "Prov", en = "Test" }
question = { sv = "Prov?", en = "Test?" }
municipality = "Hudinge"
who = "Någon"
when = "2020"
source = "En rapport"
wording = ["Ord."]
kind = "potentail"
unit = "kg"
open = ["scope", "level", "netting", "areas"]
[fixed]
level = ["best-nth:30"]
pool = "nearest:10"
quality = "god"
window = 1
noise = "raw"
year = [2016, 1850]
)");
    EXPECT_TRUE(has(keys, "figures.error.municipality_unknown"));
    EXPECT_TRUE(has(keys, "claim.error.claim.kind"));
    EXPECT_TRUE(has(keys, "core.error.toml.missing_key")) << "amount";
    EXPECT_TRUE(has(keys, "claim.error.claim.unit"));
    EXPECT_TRUE(has(keys, "claim.error.claim.fixed_and_open"));
    EXPECT_TRUE(has(keys, "model.error.quality"));
    EXPECT_TRUE(has(keys, "model.error.year_range"));
    EXPECT_TRUE(has(keys, "model.error.level_pool"));
}

TEST(ClaimFile, ChoicesThatContradictAreSaid) {
    const auto keys = problem_keys(head + R"(kind = "potential"
amount = 10
unit = "mnkr"
open = ["netting"]
[fixed]
level = "reference"
pool = "riket"
scope = "whole"
quality = "none"
window = 1
noise = "raw"
areas = "ifo"
year = 2016
)");
    EXPECT_TRUE(has(keys, "model.error.claim.whole_of_one"));
    EXPECT_TRUE(has(keys, "claim.error.claim.needless"));
}

TEST(ClaimFile, AChoiceLeftOutAltogetherIsSaid) {
    const auto keys = problem_keys(head + R"(kind = "potential"
amount = 10
unit = "mnkr"
open = ["netting", "scope", "quality", "areas", "window", "noise"]
[fixed]
level = "median"
year = 2016
)");
    EXPECT_EQ(keys, std::vector<std::string>{"claim.error.claim.neither"});
}

TEST(ClaimFile, AnOpenYearIsOneOfTheLastWhenItWasSaid) {
    const auto years = [](const std::string& when) {
        const Claim claim = must(test::parse_claim_text(fmt::format(R"(schema = "skattekrona.claim-file/1"
title = "T"
question = "F"
municipality = "Huddinge"
who = "N"
when = "{}"
source = "K"
wording = ["O"]
kind = "potential"
unit = "mnkr"
amount = 100
tolerance = 10
open = ["pool", "scope", "netting", "quality", "window", "noise", "areas", "year"]
[fixed]
level = "median"
)",
                                                                    when)));
        return std::get<PotentialClaim>(claim.body).wording.years;
    };
    EXPECT_EQ(years("2020-02-10"), (std::vector<Year>{{2018}, {2019}, {2020}}));
    // Said after the last figures, or at a time that nobody has given.
    EXPECT_EQ(years("2030-01-01"), (std::vector<Year>{{2020}, {2021}, {2022}}));
    EXPECT_EQ(years("våren"), (std::vector<Year>{{2020}, {2021}, {2022}}));
    EXPECT_TRUE(years("1995-01-01").empty());
}

TEST(ClaimFile, AMunicipalityWithoutCostsThoseYearsIsSaid) {
    const auto keys = problem_keys(head + R"(kind = "potential"
amount = 10
unit = "mnkr"
open = ["netting", "scope", "quality", "pool", "window", "noise"]
[fixed]
level = "median"
areas = "six"
year = 2011
)");
    EXPECT_EQ(keys, std::vector<std::string>{"claim.error.claim.no_figures"});
}

// --- verdicts ---

ClaimCheck check(const std::string& text, const std::string& municipality = "Huddinge") {
    std::string whole = head + text;
    whole.replace(whole.find("Huddinge"), 8, municipality);
    return check_claim(must(parse_claim_text(whole)), claim_models(), definitions(), figures(), serial);
}

TEST(Verdict, SumsWithinRounding) {
    const auto sum = [](const std::string& terms, const std::string& total) {
        return check("kind = \"sum\"\nunit = \"mnkr\"\n[[sum]]\ntitle = { sv = \"S\", en = \"S\" }\nterms = " + terms +
                     "\ntotal = " + total + "\n")
            .verdict;
    };
    EXPECT_EQ(sum("[141, 33]", "173"), Verdict::supported);
    EXPECT_EQ(sum("[141, 33]", "175"), Verdict::supported);  // 1.5 is what three roundings may make
    EXPECT_EQ(sum("[141, 33]", "176"), Verdict::not_supported);
    EXPECT_EQ(sum("[70, -57]", "13"), Verdict::supported);
}

TEST(Verdict, CompoundingAgainstAStatedTotal) {
    const auto over = [](const std::string& amount) {
        return check("kind = \"compounding\"\nunit = \"%\"\nrate = [8, 9]\nyears = 4\ndirection = \"decrease\"\n" +
                     amount);
    };
    EXPECT_EQ(over("").verdict, Verdict::not_assessable);
    EXPECT_NEAR(over("").rows.front().computed_low, 100 * (1 - std::pow(0.92, 4)), 1e-9);
    EXPECT_NEAR(over("").rows.front().computed_high, 100 * (1 - std::pow(0.91, 4)), 1e-9);
    EXPECT_EQ(over("amount = 30\n").verdict, Verdict::supported);
    EXPECT_EQ(over("amount = 34\n").verdict, Verdict::not_supported);
}

TEST(Verdict, SharesOnMixedBases) {
    const auto shares = [](const std::string& rest) {
        return check("kind = \"shares\"\nunit = \"%\"\n[[survey]]\ntitle = { sv = \"S\", en = \"S\" }\n" + rest);
    };
    EXPECT_EQ(shares("shares = [35, 19, 42]\ndont_know = 4\n").verdict, Verdict::supported);
    const auto mixed = shares("shares = [40, 29, 32]\ndont_know = 11\n");
    EXPECT_EQ(mixed.verdict, Verdict::not_supported);
    EXPECT_EQ(mixed.rows.front().computed_low, 112);
    EXPECT_EQ(mixed.reasons.front().said.key, "claim.shares.sum_mixed");
}

TEST(Verdict, TargetsMissingStayMissing) {
    const auto targets = check(R"(kind = "target"
[[target]]
title = { sv = "A", en = "A" }
owner = "N"
outcome = 10
reported = "met"
[[target]]
title = { sv = "B", en = "B" }
owner = "N"
target = 50
outcome = 49
reported = "nearly"
[[target]]
title = { sv = "C", en = "C" }
owner = "N"
target = 5
outcome = 9
direction = "at-most"
reported = "met"
)");
    EXPECT_EQ(targets.rows[0].outcome, Outcome::unknown);
    EXPECT_EQ(targets.rows[1].outcome, Outcome::nearly);
    EXPECT_EQ(targets.rows[2].outcome, Outcome::fails);
    EXPECT_EQ(targets.verdict, Verdict::partly);
}

TEST(Verdict, ReportedWithoutFiguresCannotBeAgreedWith) {
    const auto targets = check(R"(kind = "target"
[[target]]
title = "A"
owner = "N"
target = 5
reported = "met"
[[target]]
title = "B"
owner = "N"
outcome = 5
reported = "met"
)");
    EXPECT_EQ(targets.verdict, Verdict::not_assessable);
}

TEST(Verdict, ARestThatDoesNotFitCounts) {
    const auto ratio = [](const std::string& rest) {
        return check(R"(kind = "ratio"
amount = 97.6
unit = "%"
tolerance = 0.05
[ratio]
numerator_quantity = "operations_net_cost"
denominator = "taxes_and_grants"
years = 2018
rest_title = "Resten"
rest = )" + rest + "\n")
            .verdict;
    };
    EXPECT_EQ(ratio("2.3"), Verdict::supported);
    EXPECT_EQ(ratio("50"), Verdict::partly);
}

TEST(Verdict, ATableIsHeldAgainstItsText) {
    const auto answers = [](const std::string& first, const std::string& second, const std::string& rest = "") {
        return check("kind = \"answers\"\n" + rest +
                     "[[answer]]\nquestion = \"F\"\nanswer = \"yes\"\nground = \"G\"\nreading = \"" + first +
                     "\"\n[[answer]]\nquestion = \"F\"\nanswer = \"no\"\nground = \"G\"\nreading = \"" + second +
                     "\"\n")
            .verdict;
    };
    EXPECT_EQ(answers("yes", "no"), Verdict::supported);
    EXPECT_EQ(answers("yes", "partly"), Verdict::partly);
    EXPECT_EQ(answers("no", "yes"), Verdict::not_supported);
    EXPECT_EQ(answers("yes", "no", "stated = { yes = 1 }\n"), Verdict::supported);
    EXPECT_EQ(answers("yes", "no", "stated = { yes = 2 }\n"), Verdict::not_supported);
    EXPECT_EQ(check("kind = \"answers\"\n[[answer]]\nquestion = \"F\"\nanswer = \"yes\"\n").verdict,
              Verdict::not_assessable);
    EXPECT_EQ(
        problem_keys(head + "kind = \"answers\"\n[[answer]]\nquestion = \"F\"\nanswer = \"yes\"\nground = \"G\"\n"),
        std::vector<std::string>{"core.error.toml.missing_key"});
}

TEST(Verdict, AboveWhatIsExpectedIsToldWhereAllHaveFigures) {
    const auto above = [](const std::string& rest) { return check("kind = \"above\"\n[above]\n" + rest); };
    const auto all = above("said = \"aldreomsorg\"\nfrom = 1999\nto = 2018\n");
    EXPECT_EQ(all.rows.front().outcome, Outcome::unknown);
    EXPECT_EQ(all.rows[15].outcome, Outcome::unknown);  // 2014: no figures for preschool
    EXPECT_EQ(all.rows[16].outcome, Outcome::nearly);
    EXPECT_EQ(above("areas = \"aldreomsorg,grundskola\"\nsaid = \"aldreomsorg\"\nfrom = 2014\nto = 2015\n").verdict,
              Verdict::supported);
}

TEST(Verdict, ARecommendationIsHeldAgainstWhatIsSaid) {
    const auto recommendations = [](const std::string& says, const std::string& status) {
        return check("kind = \"recommendations\"\nsays = " + says +
                     "\n[[recommendation]]\ntext = \"R\"\nstatus = \"done\"\n[[recommendation]]\ntext = \"R\"\nstatus "
                     "= \"" +
                     status + "\"\n")
            .verdict;
    };
    EXPECT_EQ(recommendations("\"done\"", "done"), Verdict::supported);
    EXPECT_EQ(recommendations("\"done\"", "begun"), Verdict::partly);
    EXPECT_EQ(recommendations("[\"done\", \"begun\"]", "begun"), Verdict::supported);
    EXPECT_EQ(recommendations("[\"done\", \"begun\"]", "unknown"), Verdict::partly);
    EXPECT_EQ(recommendations("\"not-done\"", "unknown"), Verdict::not_supported);
}

TEST(Verdict, AnAreaIsDearWithoutBeingBetterThanThoseItIsComparedWith) {
    const auto area = [](const std::string& id, const std::string& pool, int year) {
        return check("kind = \"cost-quality\"\n[cost_quality]\nareas = \"" + id + "\"\nyear = " + std::to_string(year) +
                     "\npool = \"" + pool + "\"\n");
    };
    // Of one other the median is that one: of two, one is the dearer.
    const auto own = area("grundskola", "Haninge", 2018).areas.front();
    const auto others = check(
                            "kind = \"cost-quality\"\n[cost_quality]\nareas = \"grundskola\"\nyear = 2018\npool = "
                            "\"Huddinge\"\n",
                            "Haninge")
                            .areas.front();
    EXPECT_EQ(own.deviation, others.median_deviation);
    EXPECT_EQ(own.median_quality, others.quality);
    EXPECT_NE(own.deviation, others.deviation);
    const bool dearer = own.deviation > own.median_deviation;
    const bool better = std::nearbyint(own.quality) > std::nearbyint(own.median_quality);
    EXPECT_EQ(area("grundskola", "Haninge", 2018).verdict,
              dearer && !better ? Verdict::supported : Verdict::not_supported);
    // After-school care has no measure of quality, and 2010 no costs.
    const auto unmeasured = area("fritidshem", "Haninge", 2018);
    EXPECT_TRUE(is_missing(unmeasured.areas.front().quality));
    EXPECT_NE(unmeasured.verdict, Verdict::supported);
    EXPECT_EQ(area("fritidshem", "Haninge", 2010).verdict, Verdict::not_assessable);
}

TEST(Verdict, WhatIsLeftOfASumIsWorkedOutButNotJudged) {
    const auto sum =
        check("kind = \"sum\"\nunit = \"mnkr\"\n[[sum]]\ntitle = \"S\"\nterms = [97]\ntotal = 68\nrest = \"hösten\"\n");
    EXPECT_EQ(sum.verdict, Verdict::not_assessable);
    EXPECT_EQ(sum.rows.front().computed_low, -29);
    EXPECT_TRUE(is_missing(sum.rows.front().stated));
}

TEST(Verdict, SharesWithoutThoseWhoDoNotKnowCannotBeToldWhereSomeAreMissing) {
    const auto shares = [](const std::string& rest) {
        return check("kind = \"shares\"\nunit = \"%\"\n[[survey]]\ntitle = \"S\"\n" + rest).verdict;
    };
    EXPECT_EQ(shares("shares = [30, 30, 30]\n"), Verdict::not_assessable);
    EXPECT_EQ(shares("shares = [30, 30, 30]\ndont_know = 2\n"), Verdict::not_supported);
    EXPECT_EQ(shares("shares = [40, 40, 40]\n"), Verdict::not_supported);
    EXPECT_EQ(shares("shares = [33, 33, 33]\n"), Verdict::supported);
}

TEST(Verdict, AComparisonOfOneAreaUsesThatAreasGroup) {
    const auto comparison = check(R"(kind = "comparison"
[comparison]
areas = "aldreomsorg"
from = 2019
to = 2022
says = "high-level"
pools = "liknande"
)");
    // benchmark --areas aldreomsorg --pool liknande: −16.3 % against the pool's median.
    Specification specification;
    specification.areas = {"aldreomsorg"};
    specification.pool = must(parse_pool("liknande", figures().panel.municipalities()));
    const auto area = must(benchmark(figures(), definitions(), index_of("Huddinge"), Year{2022}, specification,
                                     {Level{Level::Kind::median}}))
                          .front()
                          .areas.front();
    EXPECT_NEAR(comparison.rows[1].computed_low, 100 * (area.cost_ratio - area.median_ratio), 1e-9);
}

TEST(Verdict, StatementsAreComparedOnlyWithTheirOwnKind) {
    const auto statement = [](const std::string& about, const std::string& rest) {
        return "[[statement]]\nabout = \"" + about + "\"\ntitle = \"S\"\nsource = \"K\"\n" + rest + "\n";
    };
    const std::string kind = "kind = \"consistency\"\n";
    const std::string one = "role = \"target\"\nyear = 2019\nvalue = 10\nunit = \"dagar\"\nbetter = \"lower\"";
    EXPECT_EQ(check(kind + statement("a", one)).verdict, Verdict::not_assessable);
    // 30 days is not yet the target of 10 where fewer are better; 8 days is.
    const auto later = [&](const std::string& outcome) {
        return check(kind +
                     statement("a", "role = \"outcome\"\nyear = 2018\nvalue = " + outcome +
                                        "\nunit = \"dagar\"\nbetter = \"lower\"") +
                     statement("a", one))
            .verdict;
    };
    // A later target is not to be worse, whichever way is better.
    const auto targets = [&](const std::string& then, const std::string& better) {
        const auto target = [&](int year, const std::string& value) {
            return statement("a", "role = \"target\"\nyear = " + std::to_string(year) + "\nvalue = " + value +
                                      "\nunit = \"dagar\"\nbetter = \"" + better + "\"");
        };
        return check(kind + target(2019, "10") + target(2020, then)).verdict;
    };
    EXPECT_EQ(targets("9", "higher"), Verdict::not_supported);
    EXPECT_EQ(targets("11", "higher"), Verdict::supported);
    EXPECT_EQ(targets("10", "higher"), Verdict::supported);
    EXPECT_EQ(targets("11", "lower"), Verdict::not_supported);
    EXPECT_EQ(targets("9", "lower"), Verdict::supported);
    // What is no number is held against the other's words.
    const auto words = [&](const std::string& said) {
        const std::string when = "role = \"outcome\"\nyear = 2020\nsaid = ";
        return check(kind + statement("a", when + "\"i april\"") + statement("a", when + said)).verdict;
    };
    EXPECT_EQ(words("\"i mars\""), Verdict::not_supported);
    EXPECT_EQ(words("\"i april\""), Verdict::supported);
    EXPECT_EQ(later("30"), Verdict::supported);
    EXPECT_EQ(later("8"), Verdict::not_supported);
    const auto keys = problem_keys(head + kind + statement("a", one) +
                                   statement("a", "role = \"target\"\nyear = 2019\nvalue = 2\nunit = \"veckor\""));
    EXPECT_EQ(keys, std::vector<std::string>{"claim.error.claim.units"});
}

TEST(ClaimFile, EveryKeyOfTheRecordsIsRead) {
    // The reader refuses keys that it does not read. Those that no claim of the program's own uses stand here.
    std::vector<std::string> files{
        R"(schema = "skattekrona.claim-file/1"
title = "Prov"
question = "Prov?"
municipality = "Huddinge"
who = "Någon"
when = "2020"
source = "En rapport"
wording = "Ord."
kind = "ratio"
unit = "%"
amount = 2
tolerance = 0.1
[ratio]
numerator_quantity = "result"
denominator = "taxes_and_grants"
years = 2018
[[reply]]
who = "Någon annan"
when = "2021"
source = "En tidning"
said = "Så var det inte."
)",
        head + R"(kind = "potential"
unit = "mnkr"
amount = 480
open = ["scope", "netting", "noise"]
[fixed]
level = "best-nth:30"
pool = "riket"
quality = "none"
window = 1
areas = "six"
year = 2016
)",
        head + R"(kind = "potential"
unit = "mnkr"
amount = 480
open = ["level", "pool", "quality", "window", "areas", "year"]
[fixed]
scope = "by-area"
netting = "net"
noise = "raw"
[[also]]
value = 12
unit = "%"
rounded_to = 1
[[also]]
value = 4464
unit = "kr/inv"
tolerance = 5
[part]
areas = "aldreomsorg"
at_least = 50
)",
        head +
            "kind = \"answers\"\nanswer = [{ question = \"F\", answer = \"no\" }]\n"
            "stated = { yes = 0, partly = 0, no = 1 }\n",
        head + R"(kind = "target"
[[target]]
title = "T"
owner = "N"
target = 2
outcome = 1.6
direction = "at-most"
reported = "met"
)",
        head + R"(kind = "figure"
[[figure]]
measure = "total"
year = 2018
value = 1.5
unit = "%"
tolerance = 0.5
)",
        head + R"(kind = "change"
[[change]]
title = "T"
before = 235
after = 560
value = 138
unit = "%"
rounded_to = 1
[[change]]
title = "T"
before = 235
after = 560
value = 138
unit = "%"
tolerance = 1
)",
        head + R"(kind = "compounding"
unit = "%"
rate = 12.5
years = 2
direction = "increase"
[[path]]
title = "P"
before = 48697
after = 50170
unit = "kr/inv"
better = "lower"
)",
        head + R"(kind = "comparison"
[comparison]
to = 2018
pools = "riket"
says = "near-level"
near = 1
)",
        head + R"(kind = "consistency"
tolerance = 0.1
[[statement]]
about = "a"
title = "S"
role = "target"
year = 2019
value = 10
unit = "dagar"
source = "K"
better = "lower"
)"};
    for (const auto& entry : std::filesystem::directory_iterator(test::source_folder + "/scenarios")) {
        if (std::filesystem::exists(entry.path() / "claim.toml")) {
            files.push_back(must(read_file(entry.path() / "claim.toml")));
        }
    }
    for (const auto& text : files) {
        EXPECT_EQ(problem_keys(text), std::vector<std::string>{}) << text;
    }
    EXPECT_EQ(test::keys_left_out(claim_records(), files), std::vector<std::string>{});
}

TEST(ClaimFile, NonsenseIsSaid) {
    const auto only = [](const std::string& rest) {
        const auto keys = problem_keys(head + rest);
        return keys.size() == 1 ? keys.front() : "not one problem";
    };
    EXPECT_EQ(only("kind = \"answers\"\nanswer = []\nstated = { yes = 0 }\n"), "core.error.record.none_of");
    EXPECT_EQ(only("kind = \"break-even\"\namount = 1\nunit = \"mnkr\"\nfactor = []\n"), "core.error.record.none_of");
    EXPECT_EQ(only("kind = \"break-even\"\namount = inf\nunit = \"mnkr\"\n[[factor]]\ntitle = \"F\"\nunit = \"u\"\n"),
              "core.error.toml.type");
    EXPECT_EQ(only("kind = \"break-even\"\namount = 0\nunit = \"mnkr\"\n[[factor]]\ntitle = \"F\"\nunit = \"u\"\n"),
              "core.error.toml.positive");
    EXPECT_EQ(only("kind = \"compounding\"\nunit = \"%\"\nrate = 120\nyears = 2\ndirection = \"decrease\"\n"),
              "core.error.toml.range");
    EXPECT_EQ(only("kind = \"compounding\"\nunit = \"%\"\nrate = 8\nyears = 2.5\ndirection = \"decrease\"\n"),
              "core.error.toml.type");
    EXPECT_EQ(only("kind = \"comparison\"\n[comparison]\nareas = \"six\"\nfrom = 2018\nto = 2018\nsays = "
                   "\"high-level\"\npools = \"riket\"\n"),
              "claim.error.claim.year_order");
}

TEST(Verdict, BreakEvenNeedsItsFactors) {
    const std::string two = R"(kind = "break-even"
amount = 3
unit = "mnkr"
[[factor]]
title = { sv = "Pris", en = "Price" }
value = 0.02
unit = { sv = "andel", en = "share" }
[[factor]]
title = { sv = "Inköp", en = "Purchases" }
unit = { sv = "mnkr", en = "SEK m" }
)";
    EXPECT_EQ(check(two).verdict, Verdict::not_assessable);
    EXPECT_EQ(check(two + "value = 150\n").verdict, Verdict::supported);
    EXPECT_EQ(check(two + "value = 149\n").verdict, Verdict::not_supported);
}

TEST(Verdict, ARatioWithoutFiguresCannotBeAssessed) {
    const auto ratio = check(R"(kind = "ratio"
amount = 2.3
unit = "%"
tolerance = 0.05
[ratio]
numerator = 141
numerator_title = { sv = "Resultat", en = "Result" }
denominator = "taxes_and_grants"
years = 1999
)",
                             "Knivsta");  // a municipality since 2003
    EXPECT_EQ(ratio.verdict, Verdict::not_assessable);
    EXPECT_EQ(ratio.reasons.front().said.key, "claim.ratio.missing");
}

TEST(Verdict, APotentialNobodyCanReachIsNotSupported) {
    const std::string rest = R"(unit = "mnkr"
open = ["netting", "scope", "quality", "areas"]
[fixed]
level = ["best-mean:30", "best-nth:30"]
pool = "riket"
window = 1
noise = "raw"
year = [2015, 2016]
)";
    EXPECT_EQ(check("kind = \"potential\"\namount = 5000\n" + rest).verdict, Verdict::not_supported);
    EXPECT_EQ(check("kind = \"potential\"\namount = 480\n" + rest).verdict, Verdict::partly);
    // Less than nearly every way gives: no way gives just that, but most give at least as much.
    const auto modest = check("kind = \"potential\"\namount = 20\n" + rest);
    EXPECT_EQ(modest.verdict, Verdict::partly);
    EXPECT_TRUE(modest.potential->reproductions.empty());
}

TEST(Chance, OfTheNearestAmongSoMany) {
    struct Case {
        double off;
        double tolerance;
        std::size_t numbers;
        double chance;
    };
    // Karlskrona's 432 (0.5 of 43.2 among three), Nynäshamn's 13.654 and Huddinge's 480, by hand.
    for (const auto& [off, tolerance, numbers, chance] :
         {Case{0.5 / 432, 0.1, 3, 0.0343}, {0.049 / 13.654, 0.1, 8, 0.2534}, {4.31 / 480, 0.1, 2, 0.1715},
          {0.1, 0.1, 1, 1}, {0.2, 0.1, 4, 1}, {0, 0.1, 5, 0}}) {
        EXPECT_NEAR(chance_of_nearest(off, tolerance, numbers), chance, 5e-4) << off;
    }
    EXPECT_TRUE(is_missing(chance_of_nearest(0, 0, 1)));
}

std::string potential_of(const std::string& amount, const std::string& more = "") {
    return "kind = \"potential\"\namount = " + amount + R"(
open = ["scope", "netting", "quality"]
)" + more.substr(0, more.find('[')) + R"([fixed]
level = ["best-mean:10", "best-mean:30"]
pool = "riket"
window = 1
noise = "raw"
areas = "forskola,grundskola,gymnasieskola,aldreomsorg,ifo,lss"
year = [2015, 2016]
)" + (more.find('[') == std::string::npos ? "" : more.substr(more.find('[')));
}

bool says(const ClaimCheck& check, const std::string& key) {
    return std::ranges::any_of(check.reasons, [&](const Reason& reason) { return reason.said.key == key; });
}

TEST(Potential, IsTheSameInEveryUnit) {
    const auto mnkr = check(potential_of("432", "unit = \"mnkr\"\n"), "Karlskrona");
    EXPECT_EQ(mnkr.verdict, Verdict::partly);
    EXPECT_NEAR(mnkr.potential->nearest->amount, 431.97, 0.01);
    EXPECT_EQ(mnkr.potential->reproductions.size(), 3U);
    EXPECT_TRUE(says(mnkr, "claim.reason.beyond_chance"));
    // 431.97 mnkr is 15.7 % of the net cost of 2016 and 6 520 kr for each inhabitant.
    for (const char* unit : {"15.7|%", "6520|kr/inv"}) {
        const std::string_view both = unit;
        const auto bar = both.find('|');
        const auto same = check(potential_of(std::string(both.substr(0, bar)),
                                             "unit = \"" + std::string(both.substr(bar + 1)) + "\"\n"),
                                "Karlskrona");
        EXPECT_NEAR(same.potential->nearest->amount, 431.97, 0.01) << unit;
        EXPECT_NEAR(std::get<PotentialClaim>(same.claim.body).amount, 432, 1) << unit;
    }
}

TEST(Potential, IsSaidInAnotherUnitAndOfAreas) {
    struct Case {
        const char* more;
        const char* key;
    };
    for (const auto& [more, key] : {Case{"[[also]]\nvalue = 16\nunit = \"%\"\n", "claim.reason.also_holds"},
                                    {"[[also]]\nvalue = 15\nunit = \"%\"\n", "claim.reason.also_nearly"},
                                    {"[[also]]\nvalue = 17\nunit = \"%\"\n", "claim.reason.also_fails"},
                                    {"[[also]]\nvalue = 6520\nunit = \"kr/inv\"\n", "claim.reason.also_holds"},
                                    {"[part]\nareas = \"aldreomsorg\"\nat_least = 90\n", "claim.reason.part_fails"},
                                    {"[part]\nareas = \"all\"\nat_least = 90\n", "none"},
                                    {"[part]\nareas = \"aldreomsorg,lss,ifo\"\nat_least = 5\n",
                                     "claim.reason.part_holds"}}) {
        const std::string text = potential_of("432", "unit = \"mnkr\"\n" + std::string(more));
        if (std::string_view(key) == "none") {
            // After-school care is not counted.
            std::string whole = head + text;
            EXPECT_EQ(problem_keys(whole), std::vector<std::string>{"claim.error.claim.part_areas"});
        } else {
            EXPECT_TRUE(says(check(text, "Karlskrona"), key)) << more;
        }
    }
    EXPECT_EQ(problem_keys(head + potential_of("432", "unit = \"mnkr\"\n[[also]]\nvalue = 1\nunit = \"mnkr\"\n")),
              std::vector<std::string>{"claim.error.claim.also_unit"});
}

TEST(Potential, IsNotSupportedByAsManyWaysAsChanceGives) {
    const Claim claim = test::claim("nynashamn-13-7");
    const auto found = check_claim(claim, claim_models(), definitions(), figures(), serial);
    EXPECT_EQ(found.potential->reproductions.size(), 8U);
    EXPECT_EQ(found.potential->wording.points.size(), 290U);
    EXPECT_EQ(found.verdict, Verdict::not_supported);
    EXPECT_NEAR(found.potential->chance, 0.25, 0.01);
}

/// Whoever writes a claim leaves something out: every line of every claim that comes with the program, by turns.
TEST(ClaimFile, ALineLeftOutIsReadOrRefused) {
    std::size_t refused = 0;
    for (const auto& entry : std::filesystem::directory_iterator(test::source_folder + "/scenarios")) {
        const auto file = entry.path() / "claim.toml";
        if (!std::filesystem::exists(file)) {
            continue;
        }
        const std::string text = must(read_file(file));
        for (std::size_t begin = 0; begin < text.size();) {
            const std::size_t end = std::min(text.find('\n', begin), text.size() - 1) + 1;
            const auto claim = parse_claim_text(text.substr(0, begin) + text.substr(end));
            refused += claim ? 0U : 1U;
            // A potential's check takes long, and has nothing that may be left out.
            if (claim && !std::holds_alternative<PotentialClaim>(claim->body)) {
                EXPECT_FALSE(check_claim(*claim, claim_models(), definitions(), figures(), serial).rule.key.empty());
            }
            begin = end;
        }
    }
    EXPECT_GT(refused, 100U);
}

TEST(ClaimFile, EveryKindOfTheRecordsIsRead) {
    for (const auto& kind : words_of(claim_records().field("", "kind").choices)) {
        const auto claim = parse_claim_text("kind = \"" + kind + "\"\n");
        ASSERT_FALSE(claim) << kind;
        // All keys are missing, and that there is such a kind is not doubted.
        for (const auto& problem : claim.error()) {
            EXPECT_NE(problem.message.key, "claim.error.claim.kind") << kind;
        }
    }
}

TEST(ClaimFile, ABlankTextIsRefusedInEitherLanguage) {
    const auto blank = [](const std::string& title) {
        const auto claim = parse_claim_text("title = " + title + "\nkind = \"sum\"\n");
        return std::ranges::count(claim.error(), "core.error.record.blank",
                                  [](const Diagnostic& problem) { return problem.message.key; });
    };
    EXPECT_EQ(blank("\" \""), 1);
    EXPECT_EQ(blank("{ sv = \"a\", en = \" \" }"), 1);
    EXPECT_EQ(blank("{ sv = \"\", en = \"a\" }"), 1);
    EXPECT_EQ(blank("{ sv = \"a\", en = \"a\" }"), 0);
    EXPECT_EQ(blank("{ sv = \"a\" }"), 0);
}

TEST(ClaimFile, ARatioHasANumerator) {
    const auto claim = parse_claim_text(R"(schema = "skattekrona.claim-file/1"
title = "a"
question = "b"
municipality = "Huddinge"
who = "c"
when = "d"
source = "e"
wording = "f"
kind = "ratio"
amount = 2.3
unit = "%"
tolerance = 0.1
[ratio]
denominator = "taxes_and_grants"
years = [2019]
)");
    ASSERT_FALSE(claim);
    EXPECT_TRUE(std::ranges::any_of(claim.error(), [](const Diagnostic& problem) {
        return problem.message.key == "core.error.toml.missing_key";
    })) << claim.error().front().message.key;
}

}  // namespace
}  // namespace skattekrona
