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

TEST(Spelling, AWordOfAMegabyteIsHeldAgainstNothing) {
    EXPECT_TRUE(close_spellings(std::string(1'000'000, 'x'), {"huddinge", std::string(1'000, 'x')}).empty());
}

std::string repeated(std::string_view text, std::size_t times) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i) {
        all += text;
    }
    return all;
}

TEST(Spelling, HarmlessTextIsOneLineWithNothingToObey) {
    EXPECT_EQ(harmless("å ”Ä” €, 𝄞"), "å ”Ä” €, 𝄞");
    EXPECT_EQ(harmless(std::string("a\x1b[31mb\0c\x07 d\te\r\nf\x7f", 18)), "a [31mb c  d e  f ");
    EXPECT_EQ(harmless("a\u0085\u009b2J\u2028b\u2029"), "a  2J b ");
    EXPECT_EQ(harmless("\u202egnal\u202c \u2066x\u2069\u200e\u200f\u061c\u206a"), "gnal x");
    // Bytes that are no UTF-8: C1 of Latin-1, an overlong ESC, half a surrogate, beyond Unicode, an end that is cut
    // off.
    for (const auto* bytes : {"\x9b", "\xc1\x9b", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\xe2\x82"}) {
        EXPECT_EQ(harmless(bytes), repeated("\uFFFD", std::string_view(bytes).size()));
    }
    EXPECT_EQ(harmless("\uFFFF"), "\uFFFD");
}

TEST(Spelling, FirstCharactersAreWhole) {
    EXPECT_EQ(first_characters("åäö", 2), "åä");
    EXPECT_EQ(first_characters("åäö", 3), "åäö");
    EXPECT_EQ(first_characters("åäö", 9), "åäö");
    EXPECT_EQ(first_characters("åäö", 0), "");
}

TEST(Catalogue, ArgumentsAndPlacesAreHarmlessAndNoLongerThanCanBeRead) {
    const std::string hostile = "Hud\x1b[2Jdinge\u202e\x9b";
    const Diagnostics problems{
        {Failure::usage,
         {"core.error.toml.unknown_key", {{"key", hostile}, {"known", std::string(10'000, 'x')}}},
         {hostile, 1, 2},
         {hostile}}};
    const std::string said = describe(problems, swedish);
    EXPECT_NE(said.find("Hud [2Jdinge\uFFFD:1:2: Nyckeln Hud [2Jdinge\uFFFD finns"), std::string::npos) << said;
    EXPECT_EQ(said.find('\x1b'), std::string::npos);
    EXPECT_LT(said.size(), 5'000U);
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

TEST(TomlReader, WhatIsNestedTooDeepHasItsPlace) {
    struct Nested {
        std::string text;
        int line, column;
    };
    constexpr std::size_t times = 100'000;
    for (const auto& [text, line, column] :
         {Nested{"x = 1\n" + repeated("a.", times) + "a = 1", 2, 64}, Nested{repeated("[", times), 1, 32},
          Nested{"å = 1\n[" + repeated("a.", times) + "a]", 2, 63},
          Nested{"å = '''å\n[[''' # [\n" + repeated("\"å\".", times), 3, 128}, Nested{repeated("{a=", times), 1, 94},
          Nested{"a = [\n" + repeated("[\n", times), 32, 1},
          Nested{"a = " + repeated("{a.a.a.a.a.a.a.a=[", times), 1, 235}}) {
        const auto parsed = TomlDocument::parse(text, "f.toml");
        ASSERT_FALSE(parsed);
        const auto& problem = parsed.error().front();
        EXPECT_EQ(problem.message.key, "core.error.toml.too_deep") << text.substr(0, 30);
        EXPECT_EQ(problem.where.line, line) << text.substr(0, 30);
        EXPECT_EQ(problem.where.column, column) << text.substr(0, 30);
    }
    // What stands in texts and comments is not nested, nor are lists and tables one after another.
    const std::string nested = repeated("[{a.", 100);
    for (const auto& text :
         {"a = \"" + nested + "\\\"" + nested + "\"", "a = '" + nested + "'",
          "a = \"\"\"\n" + nested + "\n\"\" " + nested + "\"\"\"", "# " + nested,
          "a = '''" + nested + "'''\nb = \"\" # " + nested, "a = [" + repeated("[1.5], ", 100) + "]",
          repeated("[[a.b]]\n", 100), "a" + repeated(".a", 30) + " = " + repeated("[", 30) + repeated("]", 30)}) {
        EXPECT_TRUE(TomlDocument::parse(text, "f.toml")) << text.substr(0, 30);
    }
}

TEST(TomlReader, ATextOfAMegabyteHasItsPlace) {
    const std::string long_one(1'000'000, 'x');
    for (const auto& text : {"a = 1\n b = \"" + long_one + "\"", "a = 1\n b = '''" + long_one + "'''",
                             "a = 1\n b = \"" + long_one, "a = 1\n\n'b' " + long_one, "a = 1\n[a, " + long_one}) {
        const auto parsed = TomlDocument::parse(text, "f.toml");
        ASSERT_FALSE(parsed);
        EXPECT_EQ(parsed.error().front().message.key, "core.error.toml.too_long");
        EXPECT_EQ(parsed.error().front().where.line, text.find("\n\n") == std::string::npos ? 2 : 3);
    }
    EXPECT_TRUE(TomlDocument::parse("a = '" + std::string(9'000, 'x') + "'", "f.toml"));
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

TEST(Json, WhatATerminalWouldObeyIsWrittenAsItsNumber) {
    const std::string hostile = "a\x1b[2J\x7f\u009b\u202e\u2028å€𝄞";
    const Json json{{hostile, hostile}};
    const std::string text = json.dump(2);
    EXPECT_NE(text.find(R"("a\u001b[2J\u007f\u009b\u202e\u2028å€𝄞")"), std::string::npos) << text;
    EXPECT_EQ(*parse_json(text, ""), json);
}

TEST(Json, WhatIsNestedTooDeepIsRefused) {
    EXPECT_TRUE(parse_json(std::string(500, '[') + std::string(500, ']'), "f"));
    EXPECT_FALSE(parse_json(std::string(400'000, '['), "f"));
    EXPECT_FALSE(parse_json(std::string(501, '[') + std::string(501, ']'), "f"));
}

}  // namespace
}  // namespace skattekrona
