// Several municipalities side by side: how their names are read, and what the charts are handed.
#include "answer/side_answer.hpp"
#include "figures/municipality_names.hpp"
#include "plot/side_charts.hpp"
#include "support/charts.hpp"
#include "support/made_up.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <random>

namespace skattekrona {
namespace {

const Wording swedish(Catalogue::built_in(), Language::swedish);

std::span<const Municipality> all() { return test::figures().panel.municipalities(); }

/// The names that a text names; what is wrong instead, one after another.
std::string read(std::string_view text) {
    const auto found = find_municipalities(text, all());
    std::vector<std::string> said;
    if (found) {
        for (const std::size_t i : *found) {
            said.push_back(all()[i].name);
        }
    } else {
        for (const auto& problem : found.error()) {
            said.push_back(swedish({problem.message.key + ".found", problem.message.arguments}));
        }
    }
    return fmt::format("{}", fmt::join(said, " | "));
}

std::string genitive(const std::string& name) {
    const char last = name.back();
    return name + (last == 's' || last == 'x' || last == 'z' ? "" : "s");
}

/// How an office, a table or a person writes it.
std::vector<std::string> forms_of(const Municipality& municipality) {
    const std::string code(municipality.id.view());
    std::vector<std::string> forms{code,
                                   fmt::format("{} {}", code, municipality.name),
                                   municipality.name,
                                   lower_case(municipality.name),
                                   municipality.name + " kommun",
                                   genitive(municipality.name) + " kommun",
                                   genitive(municipality.name) + " stad",
                                   fmt::format("{} {} kommun", code, genitive(municipality.name))};
    if (municipality.name == "Falun") {
        forms.emplace_back("Falu kommun");
    }
    if (municipality.name == "Gotland") {
        forms.emplace_back("Region Gotland");
    }
    return forms;
}

TEST(Municipalities, AreToldApartInEveryFormTheyAreWrittenIn) {
    std::mt19937 random(20);
    const auto one_of = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
    // Every form of every municipality first, in the middle and last.
    for (std::size_t i = 0; i < all().size(); ++i) {
        const auto forms = forms_of(all()[i]);
        for (std::size_t f = 0; f < forms.size(); ++f) {
            std::vector<std::size_t> chosen{i, one_of(all().size()), one_of(all().size())};
            std::rotate(chosen.begin(), chosen.begin() + static_cast<std::ptrdiff_t>(f % 3), chosen.end());
            std::string text;
            for (const std::size_t one : chosen) {
                const auto others = forms_of(all()[one]);
                const std::string form = one == i ? forms[f] : others[one_of(others.size())];
                const std::array<const char*, 4> between{" ", " ", ",", " och "};
                // A code and its own name are one.
                const bool again = std::ranges::count(chosen, one) > 1;
                text += text.empty() ? "" : again ? ", " : between[one_of(between.size())];
                text += form;
            }
            std::vector<std::string> names;
            for (const std::size_t one : chosen) {
                names.push_back(all()[one].name);
            }
            EXPECT_EQ(read(text), fmt::format("{}", fmt::join(names, " | "))) << text;
        }
    }
}

TEST(Municipalities, OneIsReadAsOneAndRefusedAsOne) {
    for (const auto* text : {"Upplands Väsby", "upplands bro", "0126 Huddinge", "126,0",        "Region Gotland",
                             "Falu kommun",    "Hudd",         "Lilla Edet",    "Atlantis",     "Upplands",
                             "Upplands Vsby",  "Lilla Edt",    "Huddinge,",     "Huddnge",      "",
                             "9999",           "Hudd Botk",    "Väst Göta",     "Malung Sälen", "Habo",
                             "Håbo",           "Häbo"}) {
        const auto one = find_municipality(text, all());
        const auto several = find_municipalities(text, all());
        ASSERT_EQ(one.has_value(), several.has_value()) << text;
        if (one) {
            EXPECT_EQ(*several, std::vector{*one}) << text;
        } else {
            EXPECT_EQ(describe(several.error(), swedish), describe(one.error(), swedish)) << text;
        }
    }
}

TEST(Municipalities, OfSeveralEveryNameThatIsNotUnderstoodIsSaid) {
    for (const auto& [text, expected] : std::vector<std::pair<const char*, const char*>>{
             {"Katrineholms kommun Falu kommun Stockholms stad", "Katrineholm | Falun | Stockholm"},
             {"Upplands Väsby Huddinge", "Upplands Väsby | Huddinge"},
             {"1984, 1960 Upplands Väsby", "Arboga | Kungsör | Upplands Väsby"},
             {"0126 Botkyrka", "Huddinge | Botkyrka"},
             {"Huddinge 0127 Haninge", "Huddinge | Botkyrka | Haninge"},
             {"Huddinge och Botkyrka", "Huddinge | Botkyrka"},
             {"Upplands Väsby, Huddinge samt Lilla Edet", "Upplands Väsby | Huddinge | Lilla Edet"},
             {"Hudd and Botk", "Huddinge | Botkyrka"},
             {"Huddinge, Upplands V, Habo", "Huddinge | Upplands Väsby | Habo"},
             {"Huddinge Upplands V Habo", "”Upplands V” är ingen kommun."},
             {"Huddinge Lund Ork", "”Ork” är ingen kommun."},
             {"Huddinge mot Botkyrka", "”mot” är ingen kommun."},
             {"Region Gotland Habo", "Gotland | Habo"},
             {"0126 0127,136", "Huddinge | Botkyrka | Haninge"},
             {"Hudd, Botk", "Huddinge | Botkyrka"},
             {"  Huddinge ,, Botkyrka ,", "Huddinge | Botkyrka"},
             {"Huddinge Atlantis Botkyrka", "”Atlantis” är ingen kommun."},
             {"Huddinge Upplands Vsby Botkyrka", "”Upplands Vsby” är ingen kommun."},
             {"Huddinge, Atlantis, Lemuria", "”Atlantis” är ingen kommun. | ”Lemuria” är ingen kommun."},
             {"Huddinge Upplands", "Upplands kan vara flera kommuner: 0114 Upplands Väsby, 0139 Upplands-Bro."},
             {"Huddinge 9999", "”9999” är ingen kommun."}}) {
        EXPECT_EQ(read(text), expected) << text;
    }
    const auto slip = find_municipalities("Huddinge Botkyrk Hanige", all());
    ASSERT_FALSE(slip);
    ASSERT_EQ(slip.error().size(), 2U);
    EXPECT_EQ(slip.error().front().suggestions, std::vector<std::string>{"0127 Botkyrka"});
    EXPECT_EQ(slip.error().back().suggestions, std::vector<std::string>{"0136 Haninge"});
}

/// Three areas and a municipality each of: dear in one, cheap in one, without figures.
std::vector<Benchmark> made_up_sides(const Figures& figures) {
    Specification specification;
    specification.areas = {"grundskola", "ifo"};
    std::vector<Benchmark> sides;
    for (std::size_t i = 0; i < 2; ++i) {
        sides.push_back(
            test::must(benchmark(figures, test::definitions(), i, Year{2020}, specification, {Level{}})).front());
    }
    sides.push_back(benchmark_of_nothing(2, Year{2020}, specification, {"model.reason.no_reference_cost", {}}));
    return sides;
}

Figures made_up_costs() {
    return test::made_up_figures({{"grundskola", {110, 90, 100, 100}, {100, 100, 100, 100}},
                                  {"ifo", {120, 90, 100, 100}, {100, 100, 100, 100}}});
}

TEST(SideDeviationChart, SaysWhatDiffersMostAndKeepsAPlaceForWhatIsMissing) {
    const Figures figures = made_up_costs();
    const Chart chart = side_deviation_chart({figures, test::definitions(), test::templates(), swedish},
                                             made_up_sides(figures), DeviationMeasure::percent);
    EXPECT_EQ(chart.id, "deviation-pct");
    EXPECT_EQ(chart.title,
              "Mest skiljer individ- och familjeomsorgen 2020: Kommun0 +20,0\u00A0%, Kommun1 −10,0\u00A0%");
    EXPECT_NE(chart.alt.find(chart.title), std::string::npos);
    EXPECT_EQ(chart.spec.dump().find("\"@"), std::string::npos);
    const auto rows = test::rows(chart);
    ASSERT_EQ(rows.size(), 9U);
    EXPECT_EQ(rows[2].at("label"), "uppgift saknas");
    EXPECT_TRUE(rows[2].at("shown").is_null());
    // A header per area above its municipalities.
    EXPECT_EQ(chart.spec.at("encoding").at("y").at("scale").at("domain").size(), 12U);
    const Table table = chart_table(chart);
    ASSERT_EQ(table.rows.size(), 3U);
    ASSERT_EQ(table.columns.size(), 4U);
    EXPECT_TRUE(std::holds_alternative<std::monostate>(table.rows[0][3]));
}

TEST(SideDeviationChart, OfTwoAreasThatDifferAsMuchNeitherIsSaidToDifferMost) {
    EXPECT_FALSE(widest_apart({{1.2, -0.8}, {2.4, 0.4}, {0.1, 0.1}}));
    EXPECT_FALSE(widest_apart({{missing, 2}, {1, 1}}));
    EXPECT_FALSE(widest_apart({}));
    const auto widest = widest_apart({{1.2, -0.8}, {missing, 9}, {2.4, -0.4}});
    ASSERT_TRUE(widest);
    EXPECT_EQ(widest->row, 2U);
    const Figures figures = test::made_up_figures({{"grundskola", {120, 90, 100, 100}, {100, 100, 100, 100}},
                                                   {"ifo", {120, 90, 100, 100}, {100, 100, 100, 100}}});
    const Chart tied = side_deviation_chart({figures, test::definitions(), test::templates(), swedish},
                                            made_up_sides(figures), DeviationMeasure::percent);
    EXPECT_EQ(tied.title, "Avvikelser 2020: Kommun0, Kommun1 och Kommun2");
}

TEST(SideDeviationChart, SaysThatItRanksByAmount) {
    const Figures figures = made_up_costs();
    const Chart chart = side_deviation_chart({figures, test::definitions(), test::templates(), swedish},
                                             made_up_sides(figures), DeviationMeasure::amount);
    EXPECT_TRUE(chart.title.starts_with("Räknat i mnkr skiljer individ- och familjeomsorgen mest 2020: "))
        << chart.title;
    EXPECT_NE(chart.caption.find("hur stor kommunen är"), std::string::npos);
}

TEST(Extremes, ThoseThatLookTheSameShareThePlace) {
    const Extremes ends = extremes({shown_value({1.04, 1}), shown_value({0.96, 1}), missing, shown_value({-2, 1})});
    EXPECT_EQ(ends.highest, (std::vector<std::size_t>{0, 1}));
    EXPECT_EQ(ends.lowest, (std::vector<std::size_t>{3}));
    EXPECT_EQ(ends.known, 3U);
    EXPECT_TRUE(ends.differ());
    EXPECT_FALSE(extremes({shown_value({-0.04, 1}), shown_value({0.04, 1})}).differ());
    EXPECT_FALSE(extremes({missing, missing}).differ());
}

}  // namespace
}  // namespace skattekrona
