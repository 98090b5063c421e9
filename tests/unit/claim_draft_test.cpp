// Claim files to begin with: what is read out of a wording, and that the file written can be read.
#include "answer/claim_draft_file.hpp"
#include "figures/municipality_names.hpp"
#include "support/files.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace skattekrona {
namespace {

using test::claim_models;
using test::definitions;
using test::figures;
using test::must;
using test::parse_claim_text;

SaidClaim said(std::string wording, std::string amount, std::string unit) {
    return {must(find_municipality("Kristinehamn", figures().panel.municipalities())), std::move(wording),
            std::move(amount), std::move(unit)};
}

ClaimDraft drafted(std::string wording, std::string amount, std::string unit) {
    return must(
        draft_claim(said(std::move(wording), std::move(amount), std::move(unit)), claim_models(), definitions(), 290));
}

std::string file_of(const ClaimDraft& draft) {
    return claim_draft_file(Wording(Catalogue::built_in(), Language::swedish), draft, {"", "2020-03-01", ""}, figures(),
                            definitions());
}

std::string first_problem(std::string amount, std::string unit) {
    const auto draft =
        draft_claim(said("Ord.", std::move(amount), std::move(unit)), claim_models(), definitions(), 290);
    return draft ? "none" : draft.error().front().message.key;
}

TEST(ClaimDraft, ReadsTheWording) {
    struct Case {
        const char* wording;
        const char* amount;
        const char* unit;
        const char* kind;
        const char* measure;
        double value;
    };
    for (const Case& one : std::vector<Case>{
             {"3,6 procent under den förväntade kostnaden", "3,6", "procent", "figure", "total", -3.6},
             {"Äldreomsorgen är 60 procent dyrare", "60", "%", "figure", "aldreomsorg", 60},
             // "under" is also "during".
             {"Under 2019 var äldreomsorgen 8 procent dyrare", "8", "%", "figure", "aldreomsorg", 8},
             {"Grundskolan kostar 93 000 kronor per elev", "93 000", "kronor per elev", "figure", "N15008", 93000},
             {"462 kronor per invånare går till kultur", "462", "kr/inv", "figure", "N09022", 462},
             {"ca 480 miljoner kronor i effektiviseringspotential", "480", "miljoner kronor", "potential", "total",
              480},
             {"Inte mindre än 8 procent dyrare äldreomsorg", "8", "%", "figure", "aldreomsorg", 8},
             {"Under den senaste mandatperioden var kostnaden 8 procent högre", "8", "%", "figure", "total", 8},
             {"Kan spara 5 procent", "-5", "%", "potential", "total", 5},
             {"Kan spara 5", "5", " mnkr ", "potential", "total", 5},
             {"Kostnaden kan sänkas 5 procent", "5", "%", "potential", "total", 5},
             {"Socialtjänsten kostar 12 miljoner mer än väntat", "12", "mkr", "figure", "total", 12},
             {"Handläggningen tar 79 dagar", "79", "dagar", "change", "", 79}}) {
        SCOPED_TRACE(one.wording);
        const ClaimDraft draft = drafted(one.wording, one.amount, one.unit);
        EXPECT_EQ(draft.kinds.front(), one.kind);
        EXPECT_EQ(draft.measures.empty() ? "" : draft.measures.front(), one.measure);
        EXPECT_DOUBLE_EQ(draft.amount.value, one.value);
    }
}

TEST(ClaimDraft, ReadsYearsRanksAndAreas) {
    const ClaimDraft draft = drafted("Kristinehamn på 46:e plats 2014, med billig äldreomsorg", "", "");
    EXPECT_EQ(draft.kinds.front(), "comparison");
    EXPECT_EQ(draft.year, Year{2014});
    EXPECT_EQ(draft.rank, 46);
    EXPECT_EQ(draft.areas, std::vector<std::string>{"aldreomsorg"});
    EXPECT_TRUE(draft.lower);
    EXPECT_FALSE(drafted("Kostnaden är 2,5 procent", "2,5", "%").year);
    EXPECT_FALSE(drafted("Förskolan kostar 2000 kronor per invånare", "2000", "kr/inv").year);
    EXPECT_FALSE(drafted("Kostnad per plats 2014", "5", "%").rank);
    EXPECT_FALSE(drafted("100 platser i förskolan", "5", "%").rank);
}

TEST(ClaimDraft, RefusesWhatIsNoNumberAndMisspeltUnits) {
    EXPECT_EQ(first_problem("tre", "%"), "claim.error.draft.amount");
    EXPECT_EQ(first_problem("93.000", "kr/elev"), "claim.error.draft.point");
    EXPECT_EQ(first_problem("93,000", "kr/elev"), "claim.error.draft.point");
    for (const char* wording : {" ", "["}) {
        const auto draft = draft_claim(said(wording, "", ""), claim_models(), definitions(), 290);
        EXPECT_EQ(draft.has_value(), wording[0] == '[');
        EXPECT_NE(draft ? file_of(*draft) : "refused", "");
    }
    EXPECT_EQ(first_problem("3", "prosent"), "claim.error.draft.unit");
    EXPECT_EQ(first_problem("3", ""), "claim.error.draft.half");
    EXPECT_EQ(first_problem("", "%"), "claim.error.draft.half");
}

TEST(StatedNumber, IsReadAsPeopleWriteIt) {
    for (const auto& [text, value, decimals] :
         std::vector<std::tuple<const char*, double, int>>{{"3,6", 3.6, 1},
                                                           {"\u22123,60", -3.6, 2},
                                                           {"93\u00A0000", 93000, 0},
                                                           {"+2.0", 2, 1},
                                                           {" 7 ", 7, 0},
                                                           {"0,125", 0.125, 3}}) {
        const StatedNumber number = must(read_stated_number(text));
        EXPECT_DOUBLE_EQ(number.value, value) << text;
        EXPECT_EQ(number.decimals, decimals) << text;
    }
    for (const char* text : {"", "3,6 %", "1,2,3", "nan", "0x10"}) {
        EXPECT_FALSE(read_stated_number(text)) << text;
    }
}

/// The file with one of the kinds that it offers in comments, instead of its own.
std::string with_kind(const std::string& file, const std::string& kind) {
    const std::string before = file.substr(0, file.find("\nkind = ") + 1);
    std::string block = file.substr(file.find("# kind = \"" + kind + "\""));
    block = block.substr(0, block.find("\n\n"));
    for (std::size_t at = 0; (at = block.find("\n# ", at)) != std::string::npos; ++at) {
        block.erase(at + 1, 2);
    }
    return before + block.substr(2) + "\n";
}

TEST(ClaimDraft, WritesFilesThatCanBeRead) {
    for (const auto& [amount, unit] : std::vector<std::pair<const char*, const char*>>{
             {"3,6", "%"}, {"480", "mnkr"}, {"93 000", "kr/elev"}, {"", ""}}) {
        for (const char* wording : {"Grundskolan ligger så 2018.", "En potential i \"äldreomsorgen\"."}) {
            const ClaimDraft draft = drafted(wording, amount, unit);
            const auto claim = parse_claim_text(file_of(draft));
            ASSERT_TRUE(claim) << describe(claim.error(), Wording(Catalogue::built_in(), Language::english))
                               << file_of(draft);
            EXPECT_EQ(claim->kind, draft.kinds.front());
            EXPECT_EQ(claim->wording.front(), wording);
        }
    }
}

TEST(ClaimDraft, OffersOtherKindsWithTheKeysThatTheyHave) {
    int offered = 0;
    for (const auto& [amount, unit] :
         std::vector<std::pair<const char*, const char*>>{{"3,6", "%"}, {"480", "mnkr"}, {"79", "dagar"}, {"", ""}}) {
        const ClaimDraft draft = drafted("Så är det 2018.", amount, unit);
        for (std::size_t i = 1; i < draft.kinds.size(); ++i) {
            const std::string text = with_kind(file_of(draft), draft.kinds[i]);
            SCOPED_TRACE(text);
            // What has to be filled in may be wrong or missing; no key and no sort of value is.
            const auto claim = parse_claim_text(text);
            for (const auto& problem : claim ? Diagnostics{} : claim.error()) {
                EXPECT_NE(problem.message.key, "core.error.toml.unknown_key");
                EXPECT_NE(problem.message.key, "core.error.toml.type");
                EXPECT_NE(problem.message.key, "core.error.toml.range");
                EXPECT_NE(problem.message.key, "core.error.toml.syntax");
            }
            ++offered;
        }
    }
    EXPECT_GT(offered, 12);
}

}  // namespace
}  // namespace skattekrona
