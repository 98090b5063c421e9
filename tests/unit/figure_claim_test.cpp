// Claims that a published figure is so and so large, and that a number has changed so and so much.
#include "claim/check.hpp"
#include "figures/derive.hpp"
#include "figures/municipality_names.hpp"
#include "model/figure_plan.hpp"
#include "support/files.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace skattekrona {
namespace {

using test::claim_models;
using test::definitions;
using test::figures;
using test::must;
using test::parse_claim_text;

std::string file_of(const std::string& body) {
    return R"(schema = "skattekrona.claim-file/1"
title = "Prov"
question = "Prov?"
municipality = "Kristinehamn"
who = "Någon"
when = "2020"
source = "En rapport"
wording = "Ord."
)" + body;
}

ClaimCheck checked(const std::string& body) {
    return check_claim(must(parse_claim_text(file_of(body))), claim_models(), definitions(), figures(), serial);
}

ClaimCheck figure(const std::string& keys) { return checked("kind = \"figure\"\n[[figure]]\n" + keys); }

std::string first_problem(const std::string& body) {
    const auto claim = parse_claim_text(file_of(body));
    return claim ? "none" : claim.error().front().message.key;
}

TEST(StatedNumber, HasTheDecimalsThatItTakes) {
    for (const auto& [value, decimals] :
         {std::pair{2.0, 0}, {1.6, 1}, {-0.3, 1}, {0.25, 2}, {12.5, 1}, {-93000.0, 0}}) {
        EXPECT_EQ(decimals_of(value), decimals) << value;
    }
}

TEST(FigureClaim, IsNearlyRightWhereTheSourceHasRevisedTheYear) {
    // Kristinehamn's kr per pupil of 2022; 0.2 % off is a revision, 0.3 % is not, and no other year has one.
    const auto stated = [](int year, double share) {
        const double ours = figures().panel.value(
            "N15008", Year{year}, must(find_municipality("Kristinehamn", figures().panel.municipalities())));
        return figure(fmt::format("measure = \"N15008\"\nyear = {}\nvalue = {:.0f}\nunit = \"kr/elev\"\n", year,
                                  ours * (1 + share)))
            .rows.front();
    };
    EXPECT_EQ(stated(2022, 0.002).outcome, Outcome::nearly);
    EXPECT_EQ(stated(2022, 0.002).remark->key, "claim.figure.revised");
    EXPECT_EQ(stated(2022, -0.002).outcome, Outcome::nearly);
    EXPECT_EQ(stated(2022, 0.0031).outcome, Outcome::fails);
    EXPECT_EQ(stated(2019, 0.002).outcome, Outcome::fails);
}

TEST(FigureClaim, IsRightWithinHalfAUnitOfTheLastDigit) {
    // Kristinehamn 2014: −3.5432 in total, −12.0603 for older people, 4.6755 for upper secondary school.
    struct Case {
        const char* keys;
        Outcome outcome;
        const char* why;
    };
    const std::vector<Case> cases{
        {"measure = \"total\"\nvalue = -3.5\n", Outcome::holds, ""},
        {"measure = \"N00097\"\nvalue = -3.54\n", Outcome::holds, ""},
        {"measure = \"total\"\nvalue = -4\n", Outcome::holds, ""},
        {"measure = \"total\"\nvalue = -4.0\n", Outcome::fails, ""},
        {"measure = \"total\"\nvalue = -3.6\n", Outcome::nearly, "claim.figure.twice"},
        {"measure = \"total\"\nvalue = -3.7\n", Outcome::fails, ""},
        {"measure = \"total\"\nvalue = -3.7\ntolerance = 0.2\n", Outcome::holds, ""},
        {"measure = \"total\"\nvalue = 3.5\n", Outcome::fails, "claim.figure.sign"},
        {"measure = \"total\"\nvalue = -3\n", Outcome::nearly, "claim.figure.cut_off"},
        {"measure = \"aldreomsorg\"\nvalue = -12\n", Outcome::holds, ""},
        {"measure = \"N20900\"\nvalue = -10\nrounded_to = 10\n", Outcome::holds, ""},
        {"measure = \"gymnasieskola\"\nvalue = 5\n", Outcome::holds, ""},
        {"measure = \"gymnasieskola\"\nvalue = 5.0\n", Outcome::fails, ""},
    };
    for (const auto& one : cases) {
        const auto check = figure(std::string("year = 2014\nunit = \"%\"\n") + one.keys);
        ASSERT_EQ(check.rows.size(), 1U) << one.keys;
        const CheckRow& row = check.rows.front();
        EXPECT_EQ(row.outcome, one.outcome) << one.keys;
        EXPECT_EQ(row.remark ? row.remark->key : "", one.why) << one.keys;
    }
}

TEST(FigureClaim, KnowsTheUnitsOfItsMeasure) {
    const Panel& panel = figures().panel;
    const auto value = [&](const char* keys) {
        return figure(std::string("municipality = \"Göteborg\"\nyear = 2018\nvalue = 1\n") + keys)
            .rows.front()
            .computed_low;
    };
    const std::size_t own = *panel.index(*MunicipalityId::parse("1480"));
    const double population = panel.value("population", Year{2018}, own);
    const double net = panel.value("aldreomsorg.net_cost", Year{2018}, own);
    const double reference = panel.value("aldreomsorg.reference_cost", Year{2018}, own);
    EXPECT_NEAR(value("measure = \"aldreomsorg\"\nunit = \"mnkr\"\n"), net - reference, 1e-9);
    EXPECT_NEAR(value("measure = \"aldreomsorg\"\nunit = \"kr/inv\"\n"), (net - reference) * 1e6 / population, 1e-6);
    EXPECT_NEAR(value("measure = \"aldreomsorg.net_cost\"\nunit = \"mnkr\"\n"), net, 1e-9);
    EXPECT_NEAR(value("measure = \"aldreomsorg.reference_cost\"\nunit = \"kr/inv\"\n"), reference * 1e6 / population,
                1e-6);
    EXPECT_NEAR(value("measure = \"N31001\"\nunit = \"mnkr\"\n"),
                panel.value("N31001", Year{2018}, own) * population / 1e6, 1e-9);
    EXPECT_NEAR(value("measure = \"N21024 + N23006\"\nunit = \"kr/inv 80+\"\n"),
                panel.value("N21024", Year{2018}, own) + panel.value("N23006", Year{2018}, own), 1e-9);
    // Published with a minus, spoken of without.
    EXPECT_GT(value("measure = \"N03011\"\nunit = \"kr/inv\"\n"), 0);
}

TEST(FigureClaim, IsAChangeOrADifferenceWhereItSaysSo) {
    const auto change = figure(
        "measure = \"N03011\"\nmunicipality = \"Östersund\"\nyear = 2013\nfrom = 2012\nvalue = 3.0\nunit = \"%\"\n");
    EXPECT_EQ(change.verdict, Verdict::supported);
    EXPECT_NEAR(change.rows.front().computed_low, 100 * (50170.258189 / 48696.713457 - 1), 1e-6);
    const auto points = figure("measure = \"total\"\nyear = 2014\nfrom = 2013\nvalue = 1\nunit = \"procentenheter\"\n");
    const Panel& panel = figures().panel;
    const std::size_t own = *panel.index(*MunicipalityId::parse("1781"));
    EXPECT_NEAR(
        points.rows.front().computed_low,
        panel.value("total.deviation_pct", Year{2014}, own) - panel.value("total.deviation_pct", Year{2013}, own),
        1e-9);
    const auto against =
        figure("measure = \"N15008\"\nyear = 2018\nagainst = \"Överkalix\"\nvalue = 1\nunit = \"kr/elev\"\n");
    EXPECT_NEAR(against.rows.front().computed_low,
                panel.value("N15008", Year{2018}, own) -
                    panel.value("N15008", Year{2018}, *panel.index(*MunicipalityId::parse("2513"))),
                1e-9);
}

TEST(FigureClaim, ARankIsExactAndSaysWhoSharesIt) {
    const auto rank = [](const std::string& keys) { return figure("measure = \"total\"\nyear = 2014\n" + keys); };
    EXPECT_EQ(rank("rank = 46\n").verdict, Verdict::supported);
    EXPECT_EQ(rank("rank = 47\n").verdict, Verdict::not_supported);
    EXPECT_EQ(rank("rank = 245\norder = \"highest\"\n").verdict, Verdict::supported);
    EXPECT_EQ(rank("rank = 1\namong = \"Kiruna, Karlstad\"\n").rows.front().remark->arguments.front().first, "of");
    // Values as equal as they are published: whoever shares a place has every one of the shared places.
    const Panel& panel = figures().panel;
    const auto values = panel.values("N15008", Year{1998});
    bool tied = false;
    for (std::size_t i = 0; i < panel.size() && !tied; ++i) {
        const auto lower = std::ranges::count_if(values, [&](double one) { return one < values[i]; });
        const auto equal = std::ranges::count(values, values[i]);
        if (equal < 2) {
            continue;
        }
        tied = true;
        for (const auto& [place, outcome] : {std::pair{lower, Outcome::fails},
                                             {lower + 1, Outcome::holds},
                                             {lower + equal, Outcome::holds},
                                             {lower + equal + 1, Outcome::fails}}) {
            if (place < 1) {
                continue;
            }
            const auto check =
                figure(fmt::format("measure = \"N15008\"\nmunicipality = \"{}\"\nyear = 1998\nrank = {}\n",
                                   panel.municipalities()[i].name, place));
            EXPECT_EQ(check.rows.front().outcome, outcome) << place;
            EXPECT_TRUE(check.reasons.front().said.key.starts_with("claim.figure.rank_shared"));
        }
    }
    EXPECT_TRUE(tied);
}

TEST(FigureClaim, WithoutAFigureItSaysWhichThereAre) {
    const auto ahead = figure("measure = \"total\"\nyear = 2024\nvalue = 1\nunit = \"%\"\n");
    EXPECT_EQ(ahead.verdict, Verdict::not_assessable);
    EXPECT_EQ(ahead.reasons.front().said.key, "claim.figure.ahead");
    const auto before = figure("measure = \"forskola\"\nyear = 2014\nvalue = 7\nunit = \"%\"\n");
    EXPECT_EQ(before.verdict, Verdict::not_assessable);
    EXPECT_EQ(before.reasons.front().said.key, "claim.figure.missing");
    const Figures reported = without_unreported(figures(), figure_plan(definitions()));
    const std::string nobody_reported = file_of(
        "kind = \"figure\"\n[[figure]]\nmeasure = \"total\"\nmunicipality = \"Emmaboda\"\nyear = 2007\n"
        "value = -100\nunit = \"%\"\n");
    const auto unreported =
        check_claim(must(parse_claim(nobody_reported, "claim.toml", "prov", claim_models(), definitions(), reported)),
                    claim_models(), definitions(), reported, serial);
    EXPECT_EQ(unreported.reasons.front().said.key, "claim.figure.unreported");
}

TEST(FigureClaim, NonsenseIsSaid) {
    const std::string kind = "kind = \"figure\"\n[[figure]]\n";
    const auto problem = [&](const std::string& keys) { return first_problem(kind + keys); };
    const std::string right = "year = 2014\nvalue = 1\n";
    EXPECT_EQ(problem("measure = \"aldreomsorgen\"\nunit = \"%\"\n" + right), "claim.error.figure.measure");
    EXPECT_EQ(problem("measure = \"total\"\nunit = \"kr/elev\"\n" + right), "claim.error.figure.unit");
    EXPECT_EQ(problem("measure = \"total\"\nunit = \"procentenheter\"\n" + right), "claim.error.figure.unit");
    EXPECT_EQ(problem("measure = \"total\"\nunit = \"%\"\nfrom = 2013\n" + right), "claim.error.figure.unit");
    EXPECT_EQ(problem("measure = \"N15008 + N21024\"\nunit = \"kr/elev\"\n" + right), "claim.error.figure.added");
    EXPECT_EQ(problem("measure = \"total\"\nyear = 2014\nrank = 291\n"), "claim.error.figure.rank");
    EXPECT_EQ(problem("measure = \"total\"\nyear = 2014\nrank = 4\namong = \"Kiruna, Karlstad\"\n"),
              "claim.error.figure.rank");
    EXPECT_EQ(problem("measure = \"total\"\nyear = 2014\n"), "claim.error.figure.nothing");
    EXPECT_EQ(problem("measure = \"total\"\nyear = 1990\nvalue = 1\nunit = \"%\"\n"), "model.error.year_range");
    EXPECT_EQ(problem("measure = \"total\"\nunit = \"procentenheter\"\nfrom = 2014\n" + right),
              "claim.error.claim.year_order");
    EXPECT_EQ(problem("measure = \"total\"\nunit = \"%\"\ntolerance = 1\nrounded_to = 1\n" + right),
              "claim.error.figure.both");
}

TEST(ChangeClaim, IsWhatBeforeAndAfterGive) {
    struct Case {
        const char* keys;
        Outcome outcome;
        const char* reason;
    };
    const std::vector<Case> cases{
        {"before = 235\nafter = 560\nvalue = 79\n", Outcome::fails, "claim.change.fails"},
        {"before = 235\nafter = 560\nvalue = 138\n", Outcome::holds, "claim.change.holds"},
        {"before = 235\nafter = 560\nvalue = 58\n", Outcome::fails, "claim.change.of_after"},
        {"before = 235\nafter = 560\nvalue = 238\n", Outcome::fails, "claim.change.share"},
        {"before = 560\nafter = 235\nvalue = -58\n", Outcome::holds, "claim.change.holds"},
        {"before = 560\nafter = 235\nvalue = 58\n", Outcome::fails, "claim.change.fails"},
        {"before = 200\nafter = 225\nvalue = 12.5\n", Outcome::holds, "claim.change.holds"},
        {"before = 200\nafter = 225\nvalue = 12\n", Outcome::holds, "claim.change.holds"},
        {"before = 200\nafter = 225\nvalue = 12.0\n", Outcome::fails, "claim.change.fails"},
        {"before = -10\nafter = 5\nvalue = 150\n", Outcome::unknown, "claim.change.across"},
        {"before = 200\nvalue = 12\n", Outcome::unknown, "claim.change.no_after"},
        {"after = 200\nvalue = 12\n", Outcome::unknown, "claim.change.no_before"},
    };
    for (const auto& one : cases) {
        const auto check =
            checked(std::string("kind = \"change\"\n[[change]]\ntitle = \"T\"\nunit = \"%\"\n") + one.keys);
        EXPECT_EQ(check.rows.front().outcome, one.outcome) << one.keys;
        EXPECT_EQ(check.reasons.front().said.key, one.reason) << one.keys;
    }
    const auto in_unit = checked(
        "kind = \"change\"\n[[change]]\ntitle = \"T\"\nunit = \"mnkr\"\nbefore = 107.4\nafter = 120.7\nvalue = 13.3\n");
    EXPECT_EQ(in_unit.verdict, Verdict::supported);
    EXPECT_EQ(first_problem("kind = \"change\"\n[[change]]\ntitle = \"T\"\nunit = \"%\"\nvalue = 1\n"),
              "claim.error.change.neither");
}

TEST(ComparisonClaim, KnowsLowAndNearAsWellAsHigh) {
    // Kristinehamn's care for older people 2014: 12.1 % below its structure.
    const auto outcome = [](const std::string& rest) {
        return checked("kind = \"comparison\"\n[comparison]\nareas = \"aldreomsorg\"\nto = 2014\npools = \"riket\"\n" +
                       rest)
            .rows.front()
            .outcome;
    };
    EXPECT_EQ(outcome("says = \"high-level\"\n"), Outcome::fails);
    EXPECT_EQ(outcome("says = \"low-level\"\n"), Outcome::holds);
    EXPECT_EQ(outcome("says = \"low-level\"\nnear = 15\n"), Outcome::nearly);
    EXPECT_EQ(outcome("says = \"near-level\"\nnear = 15\n"), Outcome::holds);
    EXPECT_EQ(outcome("says = \"near-level\"\nnear = 5\n"), Outcome::fails);
    // 9.1 % below the year before.
    EXPECT_EQ(outcome("from = 2013\nsays = \"low-growth\"\n"), Outcome::holds);
    EXPECT_EQ(outcome("from = 2013\nsays = \"high-growth\"\n"), Outcome::fails);
    const auto problem = [](const std::string& rest) {
        return first_problem("kind = \"comparison\"\n[comparison]\nto = 2018\npools = \"riket\"\n" + rest);
    };
    EXPECT_EQ(problem("says = \"high-growth\"\n"), "claim.error.claim.growth_from");
    EXPECT_EQ(problem("says = \"near-level\"\n"), "claim.error.claim.near");
    EXPECT_EQ(problem("says = [\"high-level\", \"low-level\"]\n"), "claim.error.claim.says_two");
}

TEST(StatedNumbers, KeepTheDecimalsThatDecide) {
    const auto target = [](const std::string& outcome) {
        return checked(
                   "kind = \"target\"\n[[target]]\ntitle = \"T\"\nowner = \"N\"\ntarget = 2\nreported = "
                   "\"missed\"\noutcome = " +
                   outcome + "\n")
            .rows.front()
            .decimals;
    };
    EXPECT_EQ(target("1.6"), 1);
    EXPECT_EQ(target("-0.3"), 1);
    EXPECT_EQ(target("1.95"), 2);
    EXPECT_EQ(target("2"), 0);
    const auto consistency = [](const std::string& tolerance) {
        std::string text = "kind = \"consistency\"\n" + tolerance;
        for (const char* value : {"-3.6", "-3.5"}) {
            text += fmt::format(
                "[[statement]]\nabout = \"a\"\ntitle = \"S\"\nrole = \"outcome\"\nyear = 2014\nvalue = "
                "{}\nunit = \"%\"\nsource = \"K\"\n",
                value);
        }
        return checked(text).verdict;
    };
    EXPECT_EQ(consistency(""), Verdict::not_supported);
    EXPECT_EQ(consistency("tolerance = 0.1\n"), Verdict::supported);
    EXPECT_EQ(consistency("tolerance = 0.05\n"), Verdict::not_supported);
}

}  // namespace
}  // namespace skattekrona
