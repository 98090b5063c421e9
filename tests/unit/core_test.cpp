#include "core/catalogue.hpp"
#include "core/json.hpp"
#include "core/municipality_id.hpp"
#include "core/random.hpp"
#include "core/spelling.hpp"
#include "core/toml_reader.hpp"
#include "core/units.hpp"

#include <array>
#include <cmath>
#include <gtest/gtest.h>

namespace skattekrona {
namespace {

const Wording swedish(Catalogue::built_in(), Language::swedish);
const Wording english(Catalogue::built_in(), Language::english);

TEST(Units, AMissingFigureMakesASumMissing) {
    EXPECT_TRUE(is_missing(Mnkr{1} + Mnkr{}));
    EXPECT_FALSE(is_missing(Mnkr{1} + Mnkr{2}));
    EXPECT_DOUBLE_EQ(per_inhabitant(Mnkr{2}, 1000).value, 2000);
    EXPECT_DOUBLE_EQ(as_percent(Mnkr{1} / Mnkr{4}).value, 25);
}

TEST(MunicipalityId, IsFourDigits) {
    EXPECT_EQ(MunicipalityId::parse("0126")->view(), "0126");
    EXPECT_EQ(MunicipalityId::parse("0126")->county(), "01");
    for (const auto* wrong : {"126", "01260", "O126", "", "01 6"}) {
        EXPECT_FALSE(MunicipalityId::parse(wrong)) << wrong;
    }
}

TEST(Numbers, SwedishAndEnglish) {
    EXPECT_EQ(swedish(Number{-1234567.891, 2}), "−1\u00A0234\u00A0567,89");
    EXPECT_EQ(english(Number{-1234567.891, 2}), "−1,234,567.89");
    EXPECT_EQ(swedish(Number{999.5}), "1\u00A0000");
    EXPECT_EQ(swedish(Number{3.14159, 1, true}), "+3,1");
}

TEST(Numbers, WhatRoundsToZeroHasNoSign) {
    EXPECT_EQ(swedish(Number{-0.04, 1}), "0,0");
    EXPECT_EQ(swedish(Number{0.04, 1, true}), "0,0");
}

TEST(Numbers, MissingIsADashAndNeverZero) { EXPECT_EQ(swedish(Number{missing, 1}), "–"); }

TEST(Catalogue, ChoosesSingularAndPlural) {
    const Message one{"answer.peers.lead", {{"n", Number{1}}, {"pool", std::string("x")}}};
    const Message seven{"answer.peers.lead", {{"n", Number{7}}, {"pool", std::string("x")}}};
    EXPECT_EQ(swedish(one), "En kommun: x.");
    EXPECT_EQ(swedish(seven), "7 kommuner: x.");
}

TEST(Catalogue, JoinsListsAsEachLanguageDoes) {
    const Message note{"answer.table.note",
                       {{"areas", std::vector<Text>{{"a", "a"}, {"b", "b"}, {"c", "c"}}}, {"note", std::string("n")}}};
    EXPECT_EQ(swedish(note), "a, b och c: n");
    EXPECT_EQ(english(note), "a, b and c: n");
}

TEST(Catalogue, AnUnknownKeyOrArgumentIsABug) {
    EXPECT_THROW(swedish("no.such.key"), std::logic_error);
    EXPECT_THROW(swedish("answer.peers.lead"), std::logic_error);
}

TEST(Catalogue, ABraceThatIsSaidIsWrittenTwice) {
    constexpr std::array entries{CatalogueEntry{"a", {}, {"{{ {x} }}", "{{{x}}}"}}};
    EXPECT_EQ(Catalogue(entries).words({"a", {{"x", std::string("1")}}}, Language::swedish), "{ 1 }");
    EXPECT_EQ(Catalogue(entries).words({"a", {{"x", std::string("1")}}}, Language::english), "{1}");
}

TEST(Spelling, FoldsAccentsCaseAndHyphens) {
    EXPECT_EQ(fold("Upplands-Bro"), "upplands bro");
    EXPECT_EQ(fold("ÖRKELLJUNGA"), "orkelljunga");
    EXPECT_EQ(lower_case("ÅRE"), "åre");
    EXPECT_EQ(sentence_case("äldreomsorgen"), "Äldreomsorgen");
    EXPECT_EQ(display_width("åäö"), 3U);
}

TEST(Spelling, SuggestsWhatIsCloseAndNothingElse) {
    const std::vector<std::string> names{"Huddinge", "Haninge", "Kungsör"};
    EXPECT_EQ(close_spellings("Hudinge", names).front(), "Huddinge");
    EXPECT_EQ(close_spellings("kungsor", names).front(), "Kungsör");
    EXPECT_TRUE(close_spellings("Xyzzy", names).empty());
}

TEST(TomlReader, ReportsEveryProblemWithItsLine) {
    const auto root = TomlDocument::parse("a = 1\nb = 200\nnmae = \"x\"\n", "f.toml");
    ASSERT_TRUE(root);
    Diagnostics problems;
    const TomlSection section(*root, "f.toml", problems);
    section.string("a");
    section.number("b", {0, 100});
    section.string("name");
    section.reject_unknown_keys();
    ASSERT_EQ(problems.size(), 4U);
    EXPECT_EQ(problems[0].message.key, "core.error.toml.type");
    EXPECT_EQ(problems[0].where.line, 1);
    EXPECT_EQ(problems[1].message.key, "core.error.toml.range");
    EXPECT_EQ(problems[1].where.line, 2);
    EXPECT_EQ(problems[2].message.key, "core.error.toml.missing_key");
    EXPECT_EQ(problems[3].message.key, "core.error.toml.unknown_key");
    EXPECT_EQ(problems[3].suggestions, std::vector<std::string>{"name"});
    EXPECT_EQ(problems[3].where.line, 3);
}

TEST(TomlReader, ASyntaxErrorHasItsPlace) {
    const auto root = TomlDocument::parse("a = 1\nb = = 2\n", "f.toml");
    ASSERT_FALSE(root);
    EXPECT_EQ(root.error().front().where.line, 2);
}

TEST(TomlReader, ListsAndValuesAreReadAsTyped) {
    const auto root =
        TomlDocument::parse("a = [1, 2.5]\nb = [\"x\", 3]\nc = 4\nd = [true]\ne = [1, \"y\"]\n", "f.toml");
    ASSERT_TRUE(root);
    Diagnostics problems;
    const TomlSection section(*root, "f.toml", problems);
    EXPECT_EQ(section.list("a"), (std::vector<double>{1, 2.5}));
    EXPECT_EQ(section.values("b"), (std::vector<std::string>{"x", "3"}));
    EXPECT_EQ(section.list("c"), std::vector<double>{4});
    EXPECT_EQ(section.values("c"), std::vector<std::string>{"4"});
    EXPECT_TRUE(problems.empty());
    section.values("d");
    section.list("e");
    ASSERT_EQ(problems.size(), 2U);
    EXPECT_EQ(problems[1].where.line, 5);
}

TEST(Random, IsPhiloxAsPublished) {
    // Random123's known answers for Philox 4×32-10: counter and key of zeros give 6627e8d5 e169c58d bc57ac4c 9b00dbd8.
    const double expected = (static_cast<double>(0x6627e8d5e169c58dULL >> 11) + 0.5) * 0x1p-53;
    EXPECT_EQ(uniform(0, {0, 0, 0}), expected);
    EXPECT_NE(uniform(1, {0, 0, 0}), expected);
    EXPECT_NE(uniform(0, {0, 1, 0}), uniform(0, {1, 0, 0}));
}

TEST(Random, NormalsHaveTheMomentsOfTheNormal) {
    constexpr std::uint32_t n = 200000;
    std::array<double, 4> moments{};
    for (std::uint32_t i = 0; i < n; ++i) {
        const double z = standard_normal(7, {0, 0, i});
        for (std::size_t m = 0; m < moments.size(); ++m) {
            moments[m] += std::pow(z, static_cast<double>(m + 1)) / n;
        }
    }
    EXPECT_NEAR(moments[0], 0, 0.01);
    EXPECT_NEAR(moments[1], 1, 0.02);
    EXPECT_NEAR(moments[2], 0, 0.04);
    EXPECT_NEAR(moments[3], 3, 0.1);
}

TEST(Catalogue, MessagesInsideMessagesAreListed) {
    constexpr std::array entries{CatalogueEntry{"a.inner", {"nr {n}", "no {n}"}, {"nr {n}", "no {n}"}},
                                 CatalogueEntry{"a.outer", {}, {"[{x}]", "({x})"}}};
    const Catalogue catalogue(entries);
    const std::vector<Message> two{{"a.inner", {{"n", Number{1}}}}, {"a.inner", {{"n", Number{2}}}}};
    EXPECT_EQ(catalogue.words({"a.outer", {{"x", two}}}, Language::swedish), "[nr 1, nr 2]");
    EXPECT_EQ(catalogue.words({"a.outer", {{"x", two}}}, Language::english), "(no 1, no 2)");
}

TEST(Json, WholeNumbersOfAnySizeKeepTheirSign) {
    const Json read = parse_json("[18446744073709551615, 9223372036854775807, -9223372036854775808]", "f").value();
    EXPECT_EQ(read[0].number(), 18446744073709551615.0);
    EXPECT_EQ(read.dump(), "[1.8446744073709552e+19,9223372036854775807,-9223372036854775808]");
}

TEST(Json, WhatIsNestedTooDeepIsRefused) {
    EXPECT_TRUE(parse_json(std::string(500, '[') + std::string(500, ']'), "f"));
    EXPECT_FALSE(parse_json(std::string(400'000, '['), "f"));
    EXPECT_FALSE(parse_json(std::string(501, '[') + std::string(501, ']'), "f"));
}

}  // namespace
}  // namespace skattekrona
