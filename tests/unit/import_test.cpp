// Files as people have them: every form that Swedish Excel, Kolada and SCB write, and those that mean harm.
#include "data/import.hpp"

#include "data/json_stat.hpp"
#include "data/xlsx.hpp"
#include "support/import.hpp"

#include <filesystem>
#include <gtest/gtest.h>
#include <unistd.h>
#include <xlsxwriter.h>

namespace skattekrona {
namespace {

namespace fs = std::filesystem;

using test::beside;
using test::book_with;
using test::budget;
using test::built_in;
using test::Doubles;
using test::error_of;
using test::findings;
using test::id;
using test::import;
using test::key_of;
using test::own;
using test::own_mapping;
using test::rows;
using test::Strings;
using test::values;

// --- What Swedish Excel writes ---

TEST(FileTable, KeepsItsTextsWhereItIsMoved) {
    // Short texts live inside their strings: a table that is copied as a vector grows would leave them behind.
    static_assert(!std::is_copy_constructible_v<FileTable>);
    std::vector<FileTable> tables;
    for (int i = 0; i < 5; ++i) {
        FileTable table("f", "s");
        table.begin_row(1);
        table.add({table.keep(std::to_string(i)), 1});
        tables.push_back(std::move(table));
    }
    for (std::size_t i = 0; i < tables.size(); ++i) {
        EXPECT_EQ(rows(tables[i])[0][0].text, std::to_string(i));
    }
}

TEST(SwedishExcel, SemicolonsDecimalCommaAndByteOrderMark) {
    const auto read = import(
        "\xEF\xBB\xBF"
        "Kommun;Område;År;Nettokostnad\r\nHuddinge;Äldreomsorg;2026;1305,8\r\nUpplands-Bro;Äldreomsorg;2026;-12,25\r\n",
        own(), budget);
    EXPECT_EQ(values(read), (Doubles{1305.8, -12.25}));
    EXPECT_EQ(read.values[0].series, "aldreomsorg.net_cost");
    EXPECT_EQ(read.values[0].municipality, id("0126"));
    EXPECT_EQ(read.values[0].year, Year{2026});
    EXPECT_EQ(read.values[1].municipality, id("0139"));
    EXPECT_EQ(read.values[1].line, 3);
    EXPECT_EQ(read.label, "budget 2026");
    EXPECT_EQ(findings(read), Strings{});
}

TEST(SwedishExcel, Windows1252) {
    const auto read = import(
        "Kommun;Omr\xE5"
        "de;\xC5r;Nettokostnad\nMalm\xF6;\xC4ldreomsorg;2026;\x96"
        "5,5\n",
        own(), budget);
    EXPECT_EQ(values(read), Doubles{-5.5});
    EXPECT_EQ(read.values[0].municipality, id("1280"));
}

TEST(SwedishExcel, ThousandsWithSpaces) {
    const auto read = import("kommun;område;år;belopp\nHuddinge;Äldreomsorg;2026;1 305,8\n", own(), budget);
    EXPECT_EQ(values(read), Doubles{1305.8});
}

TEST(SwedishExcel, ThousandsWithSpacesThatDoNotBreak) {
    const auto read = import(
        "kommun;område;år;belopp\nHuddinge;Äldreomsorg;2024;1\u00A0305,8\n"
        "Huddinge;Äldreomsorg;2025;1\u202F305\u202F000,8\nHuddinge;Äldreomsorg;2026;1\u2009305\n",
        own(), budget);
    EXPECT_EQ(values(read), (Doubles{1305.8, 1305000.8, 1305}));
    // Windows-1252 has the no-break space as one byte.
    EXPECT_EQ(values(import("kommun;omr\xE5"
                            "de;\xE5r;belopp\nHuddinge;\xC4ldreomsorg;2026;1\xA0"
                            "305,8\n",
                            own(), budget)),
              Doubles{1305.8});
}

TEST(SwedishExcel, MinusSign) {
    const auto read = import(
        "kommun;område;år;belopp\nHuddinge;Äldreomsorg;2025;\u2212120,5\n"
        "Huddinge;Äldreomsorg;2026;\u2013120,5\n",
        own(), budget);
    EXPECT_EQ(values(read), (Doubles{-120.5, -120.5}));
}

TEST(SwedishExcel, HeadersInSwedishHoweverTheyAreWritten) {
    const auto read =
        import(" KOMMUN ;OMRÅDE;  År;Netto  Kostnad;BELOPP\nHuddinge;äldreomsorg;2026;x;7,5\n", own(), budget);
    EXPECT_EQ(values(read), Doubles{7.5});
    EXPECT_EQ(findings(read), Strings{"remark data.finding.columns_unread 1:0 ×1"});
}

// --- Numbers ---

WrittenNumber::Kind kind(std::string_view text, const NumberStyle& style = {}) { return read_number(text, style).kind; }
using Kind = WrittenNumber::Kind;

TEST(WrittenNumbers, MarksOfFiguresThatAreMissing) {
    for (const std::string mark : {"", "-", "\u2013", "\u2212", ".", "..", "…", "x", "#N/A", " - "}) {
        EXPECT_EQ(kind(mark), Kind::not_there) << mark;
    }
}

TEST(WrittenNumbers, WhatCanBeReadInTwoWaysIsNotGuessed) {
    EXPECT_EQ(kind("1.234"), Kind::ambiguous);
    EXPECT_EQ(kind("-123,456"), Kind::ambiguous);
    EXPECT_EQ(read_number("1.234", {DecimalSign::point, ""}).value, 1.234);
    EXPECT_EQ(read_number("1.234", {DecimalSign::comma, "."}).value, 1234);
    EXPECT_EQ(kind("1.234", {DecimalSign::comma, ""}), Kind::no_number);
    EXPECT_EQ(read_number("0,123", {}).value, 0.123);
    EXPECT_EQ(read_number("1 234,567", {}).value, 1234.567);
    EXPECT_EQ(read_number("1.234,567", {}).value, 1234.567);
    EXPECT_EQ(read_number("1,234,567", {}).value, 1234567);
    EXPECT_EQ(read_number("1234,567", {}).value, 1234.567);
}

TEST(WrittenNumbers, WhatIsNoNumberIsNone) {
    for (const std::string text : {"12a", "1 23", "12 34", "1  234", "1.23.456", "1,2,3", "--1", "(1 234)", "nan",
                                   "inf", "1e999", "%", "12%%", "% 12", "1'234", "1 234\u00A0567"}) {
        EXPECT_EQ(kind(text), Kind::no_number) << text;
    }
    for (const std::string text : {"#DIV/0!", "#REFERENS!", "####"}) {
        EXPECT_EQ(kind(text), Kind::failed) << text;
    }
    for (const std::string text : {"-3,2 %", "-3,2%", "\u22123,2\u00A0%"}) {
        EXPECT_EQ(read_number(text, {}).value, -3.2) << text;
        EXPECT_TRUE(read_number(text, {}).percent) << text;
    }
    EXPECT_EQ(read_number("1'234", {DecimalSign::comma, "'"}).value, 1234);
}

TEST(Import, OtherNumbersOfTheFileSettleADecimalSign) {
    const std::string head = "kommun;område;år;belopp\nHuddinge;Äldreomsorg;2025;1.234\n";
    const auto alone = import(head, own(), budget);
    EXPECT_EQ(values(alone), Doubles{});
    EXPECT_EQ(findings(alone), Strings{"error data.finding.number_ambiguous 2:28 ×1"});
    EXPECT_EQ(values(import(head + "Huddinge;Äldreomsorg;2026;1,5\n", own(), budget)), (Doubles{1234, 1.5}));
    EXPECT_EQ(values(import(head + "Huddinge;Äldreomsorg;2026;1.5\n", own(), budget)), (Doubles{1.234, 1.5}));
    // Two signs in one file settle nothing.
    EXPECT_EQ(values(import(head + "Huddinge;Äldreomsorg;2026;1.5\nHuddinge;Äldreomsorg;2024;1,5\n", own(), budget)),
              (Doubles{1.5, 1.5}));
}

// --- Municipalities, years, series, units ---

TEST(Import, MunicipalitiesInEveryForm) {
    const auto read = import(
        "kpi,municipality,year,value\nN1,0126,2022,1\nN20029,0126,2022,1\nN20029,126,2022,2\n"
        "N20029,Huddinge,2022,3\nN20029,0126 Huddinge,2022,4\nN20029,Huddinge kommun,2022,5\n"
        "N20029,Riket,2022,6\nN20029,00 Riket,2022,7\nN20029,0126 Malmö,2022,8\n"
        "N20029,Stockholms län,2022,9\nN20029,999,2022,10\n",
        built_in());
    EXPECT_EQ(values(read), (Doubles{1, 2, 3, 4, 5, 6, 7}));
    for (std::size_t i = 0; i < 5; ++i) {
        EXPECT_EQ(read.values[i].municipality, id("0126")) << i;
    }
    EXPECT_EQ(read.values[5].municipality, id(riket));
    EXPECT_EQ(read.values[6].municipality, id(riket));
    EXPECT_EQ(
        findings(read),
        (Strings{"error data.finding.series_unread 2:1 ×1", "remark data.finding.lost_zero 4:8 ×1",
                 "error data.finding.municipality_unread 10:8 ×1", "error data.finding.municipality_unread 11:8 ×1",
                 "error data.finding.municipality_unread 12:8 ×1"}));
}

TEST(Import, EveryCellThatIsNotReadIsListedWithItsPlace) {
    const auto read = import(
        "kpi,municipality,year,gender,value\nN20029,0126,x2,T,1\nN20029,0126,2022,Q,1\n"
        "N20029,0126,2022,K,1a\nN20029,0126,2022,M,..\nN20029,0126,2022,T,\nN20029,0126\n"
        "N20029,0126,2022,T,1,5\nKälla: Kolada,,,,\n",
        built_in());
    ASSERT_EQ(read.values.size(), 1U);
    EXPECT_TRUE(is_missing(read.values[0].value));
    EXPECT_EQ(read.values[0].status, "..");
    EXPECT_EQ(read.values[0].gender, Gender::men);
    EXPECT_EQ(findings(read),
              (Strings{"error data.finding.year_unread 2:13 ×1", "error data.finding.gender_unread 3:18 ×1",
                       "error data.finding.number_unread 4:20 ×1", "remark data.finding.marked_missing 5:20 ×1",
                       "remark data.finding.empty 6:20 ×1", "error data.finding.row_length 7:0 ×1",
                       "error data.finding.row_length 8:0 ×1", "remark data.finding.note_row 9:1 ×0"}));
}

TEST(Import, ANumberWithTheNameOfAnotherIsRefused) {
    const std::string headers = "region;verksamhet;Nettokostnad, tkr 2024\n";
    EXPECT_EQ(
        findings(import(headers + "Huddinge;407 Grundskola;1\nHuddinge;400 Förskola;2\n", built_in())),
        (Strings{"error data.finding.series_contradicts 2:10 ×1", "error data.finding.series_contradicts 3:10 ×1"}));
    EXPECT_EQ(import(headers + "Huddinge;407 Förskola;1\nHuddinge;510 Äldre;2\n", built_in()).values.size(), 2U);
}

TEST(Import, ADecimalSignOfAnotherKindOfFileIsSaid) {
    const auto read =
        import("kpi;municipality;year;gender;value\nN20029;0126;2022;T;1,5\nN20029;0126;2023;T;1a\n", built_in());
    EXPECT_EQ(findings(read),
              (Strings{"error data.finding.decimal_sign 2:20 ×1", "error data.finding.number_unread 3:20 ×1"}));
}

TEST(Import, FiguresThatTheFileCallsPreliminaryAreStoredSo) {
    const auto preliminary = [](const std::string& file) {
        std::vector<bool> flags;
        for (const auto& value : import(file, built_in()).values) {
            flags.push_back(value.preliminary);
        }
        return flags;
    };
    const std::string rows = "kpi,municipality,year,gender,value\nN20029,0126,2022,T,1\nN20029,0126,2023,T,1\n";
    EXPECT_EQ(preliminary(rows), (std::vector{false, false}));
    EXPECT_EQ(preliminary(rows + "PRELIMINÄRA UPPGIFTER,,,,\n"), (std::vector{true, true}));
    EXPECT_EQ(preliminary(rows + "Värden för 2023 är preliminära.,,,,\n"), (std::vector{false, true}));
    EXPECT_EQ(preliminary("Preliminärt 2022,,,,\n" + rows), (std::vector{true, false}));
    EXPECT_EQ(preliminary(rows + "\"Preliminära, publicerade april 2026\",,,,\n"), (std::vector{true, true}));
    EXPECT_EQ(preliminary("kpi,municipality,year,gender,value,status\nN20029,0126,2022,T,1,prel.\n"
                          "N20029,0126,2023,T,1,\nN20029,0126,2024,T,1,P\n"),
              (std::vector{true, false, true}));
    EXPECT_EQ(findings(import(rows + "Preliminärt,,,,\n", built_in())),
              (Strings{"remark data.finding.note_row 4:1 ×0", "remark data.finding.preliminary 4:1 ×0"}));
}

TEST(Import, UnitsBecomeThoseOfTheSeries) {
    const std::string rows = "kommun;område;år;belopp\nHuddinge;Äldreomsorg;2022;5000\n";
    const auto in = [&](const std::string& unit) {
        std::string mapping = own_mapping;
        mapping.replace(mapping.find("mnkr"), 4, unit);
        return import(rows, {test::must(parse_mapping(mapping, "m.toml", beside))}, budget);
    };
    EXPECT_EQ(values(in("mnkr")), Doubles{5000});
    EXPECT_EQ(values(in("tkr")), Doubles{5});
    EXPECT_EQ(values(in("kr")), Doubles{0.005});
    EXPECT_EQ(values(in("kr-per-inhabitant")), Doubles{500});
    EXPECT_EQ(findings(in("as-published")), Strings{"error data.finding.unit 2:28 ×1"});
    std::string mapping = own_mapping;
    mapping.replace(mapping.find("mnkr"), 4, "kr-per-inhabitant");
    EXPECT_EQ(findings(import("kommun;område;år;belopp\nHuddinge;Äldreomsorg;2026;5000\n",
                              {test::must(parse_mapping(mapping, "m.toml", beside))}, budget)),
              Strings{"error data.finding.no_population 2:28 ×1"});
}

TEST(Import, OwnFiguresNeedALabelAndOneOnly) {
    const std::string rows =
        "kommun;område;år;belopp;benämning\nHuddinge;Äldreomsorg;2026;5;budget\n"
        "Huddinge;Grundskola F–9;2026;6;prognos\n";
    EXPECT_EQ(error_of(rows, own()), "data.error.import.no_label");
    const auto read =
        import(rows, {test::must(parse_mapping(own_mapping + "label = \"benämning\"\n", "m.toml", beside))});
    EXPECT_EQ(read.label, "budget");
    EXPECT_EQ(values(read), Doubles{5});
    EXPECT_EQ(findings(read), Strings{"error data.finding.other_label 3:34 ×1"});
}

// --- The forms that are known beforehand ---

TEST(Import, ScbWideTakesItsYearFromTheNameOrTheUser) {
    const std::string rows = "municipality_id,municipality,v400,v510\n0000,Riket,10,20\n0126,Huddinge,1,-2\n";
    const auto read = import(rows, built_in(), {}, "a/b2023/net_cost_2024_tkr.csv");
    EXPECT_EQ(values(read), (Doubles{10, 20, 1, -2}));
    EXPECT_EQ(read.source, "SCB");
    EXPECT_EQ(read.values[3].series, "scb.510");
    EXPECT_EQ(read.values[3].year, Year{2024});
    EXPECT_EQ(error_of(rows, built_in()), "data.error.import.no_year");
    EXPECT_EQ(import(rows, built_in(), {"", Year{2021}}).values[0].year, Year{2021});
    EXPECT_FALSE(year_in_name("2022_till_2024.csv"));
}

TEST(Import, PxWebCsvWithATitleAboveAndNotesBelow) {
    const auto read = import(
        "\"Nettokostnad efter region, verksamhet och \xE5r\"\n\n\"region\",\"verksamhet\","
        "\"Nettokostnad 2023\",\"Nettokostnad 2024\",\"Bruttokostnad 2024\"\n"
        "\"0126 Huddinge\",\"F\xF6rskola\",100,\"..\",7\n\"0126 Huddinge\",\"510 \xC4ldre\",1,2,7\n"
        "\"K\xE4lla: SCB\"\n",
        built_in());
    ASSERT_EQ(read.values.size(), 4U);
    EXPECT_EQ(read.values[0].series, "scb.407");
    EXPECT_EQ(read.values[0].year, Year{2023});
    EXPECT_EQ(read.values[1].status, "..");
    EXPECT_EQ(read.values[3].series, "scb.510");
    EXPECT_EQ(read.values[3].value, 2);
    EXPECT_EQ(findings(read),
              (Strings{"remark data.finding.columns_unread 3:0 ×1", "remark data.finding.marked_missing 4:33 ×1",
                       "remark data.finding.note_row 6:1 ×0"}));
}

TEST(Import, KoladasExportsLongAndByYear) {
    const auto by_title = import(
        "Kommun/Landsting;Nyckeltal;År;Visat Värde\nHuddinge;Invånare totalt, antal;2010;97453\n"
        "Huddinge;Nettokostnadsavvikelse totalt (exkl. LSS), andel (%);2010;81.125\n"
        "Huddinge;Nettokostnadsavvikelse totalt (exkl. LSS), andel (%);2011;81.17\n",
        built_in());
    EXPECT_EQ(values(by_title), (Doubles{97453, 81.125, 81.17}));
    EXPECT_EQ(by_title.values[0].series, "N01951");
    const auto by_year = import("Nyckeltal;Kommun;Kön;2021;2022\nN20029 Kostnad;Huddinge;Kvinnor;1,5;-\n", built_in());
    ASSERT_EQ(by_year.values.size(), 2U);
    EXPECT_EQ(by_year.values[0].gender, Gender::women);
    EXPECT_EQ(by_year.values[0].value, 1.5);
    EXPECT_EQ(by_year.values[1].status, "-");
    EXPECT_EQ(by_year.values[1].year, Year{2022});
}

TEST(Import, WhatIsQuotedCannotCommandATerminal) {
    const auto read = import(
        "kpi,municipality,year,value,n\x1b[2J\nN20029,0126,2022,\x1b]0;x\x07,\nN20029,\xc2\x9b"
        "2J,2022,1,\n",
        built_in());
    for (const auto& finding : read.findings) {
        for (const auto& [name, argument] : finding.message.arguments) {
            const auto* const reasons = std::get_if<std::vector<Message>>(&argument);
            const auto& said = reasons == nullptr ? argument : reasons->front().arguments.front().second;
            const auto& words = std::get<std::string>(said);
            EXPECT_EQ(words.find_first_of("\x1b\x07\x9b"), std::string::npos) << words;
        }
    }
    EXPECT_EQ(read.findings.size(), 3U);
}

TEST(Import, TheMappingThatLeavesTheFewestColumnsUnread) {
    const std::string rows = "Kommun;Område;År;Belopp;Benämning\nHuddinge;Äldreomsorg;2026;1.234;budget\n";
    std::vector<Mapping> mappings = own();
    mappings.push_back(
        test::must(parse_mapping("decimal = \"point\"" + own_mapping + "label = \"benämning\"\n", "m.toml", beside)));
    const auto read = import(rows, mappings);
    EXPECT_EQ(values(read), Doubles{1.234});
    EXPECT_EQ(read.label, "budget");
    EXPECT_EQ(findings(read), Strings{});
    // The first where they leave as many.
    mappings[1].columns.erase(Role::label);
    mappings[1].source = "SCB";
    EXPECT_EQ(import("Kommun;Område;År;Belopp\nHuddinge;Äldreomsorg;2026;7\n", mappings, budget).source,
              "Huddinge kommun");
}

TEST(Import, TheProjectsOwnFormKeepsItsStatusAndItsDecimalPoint) {
    const auto read =
        import("kpi,municipality,gender,year,value,status\nN20029,0126,T,2022,1.234,\nN20029,0126,T,2023,,Missing\n",
               built_in());
    ASSERT_EQ(read.values.size(), 2U);
    EXPECT_EQ(read.values[0].value, 1.234);
    EXPECT_EQ(read.values[1].status, "Missing");
    EXPECT_EQ(findings(read), Strings{"remark data.finding.marked_missing 3:20 ×1"});
}

const std::string json_stat = R"({"version":"2.0","class":"dataset","id":["Region","Verksamhet","ContentsCode","Tid"],
"size":[2,1,2,2],"dimension":{
"Region":{"category":{"index":{"0126":1,"00":0},"label":{"00":"Riket","0126":"Huddinge"}}},
"Verksamhet":{"category":{"label":{"510":"Äldre"}}},
"ContentsCode":{"category":{"index":["N","B"],"label":{"N":"Nettokostnad","B":"Bruttokostnad"}}},
"Tid":{"category":{"index":["2023","2024"]}}},
"value":VALUE,"status":{"5":".."}})";

std::string with_values(const std::string& values) {
    std::string text = json_stat;
    return text.replace(text.find("VALUE"), 5, values);
}

TEST(JsonStat, ValuesAsListOrByPlace) {
    for (const std::string list : {"[1,2,3,4,5,null,7,8]", R"({"0":1,"1":2,"2":3,"3":4,"4":5,"6":7,"7":8})"}) {
        const auto read = import(with_values(list), built_in());
        ASSERT_EQ(read.values.size(), 4U) << list;
        EXPECT_EQ(read.values[0].municipality, id(riket));
        EXPECT_EQ(read.values[1].value, 2);
        EXPECT_EQ(read.values[1].year, Year{2024});
        EXPECT_EQ(read.values[2].municipality, id("0126"));
        EXPECT_EQ(read.values[2].value, 5);
        EXPECT_EQ(read.values[2].series, "scb.510");
        EXPECT_EQ(read.values[3].status, "..");
        EXPECT_EQ(findings(read)[1], "remark data.finding.not_asked_for 4:6 ×4");
    }
}

TEST(JsonStat, WhatIsNoSoundTableIsRefused) {
    EXPECT_EQ(error_of("{\"version\":", built_in()), "data.error.import.json");
    EXPECT_EQ(error_of("{\"a\":1}", built_in()), "data.error.import.json_stat");
    EXPECT_EQ(error_of(with_values("[1,2]"), built_in()), "data.error.import.json_stat");
    std::string huge = with_values("{}");
    huge.replace(huge.find("[2,1,2,2]"), 9, "[2,1,2,4000000000]");
    EXPECT_EQ(error_of(huge, built_in()), "data.error.import.json_stat_size");
    EXPECT_EQ(error_of(std::string(100'000, '{'), built_in()), "data.error.import.json");
    EXPECT_EQ(error_of(std::string("{\"a\":") + std::string(100'000, '['), built_in()), "data.error.import.json");
}

// --- Encodings ---

TEST(Decoding, WhatIsNotTextIsSaidWithItsPlace) {
    const auto undefined = decode("a\nb\x81", Encoding::automatic, "f");
    ASSERT_FALSE(undefined);
    EXPECT_EQ(undefined.error().front().message.key, "data.error.import.encoding");
    EXPECT_EQ(undefined.error().front().where.line, 2);
    EXPECT_EQ(undefined.error().front().where.column, 2);
    EXPECT_EQ(decode(std::string("a\0b", 3), Encoding::automatic, "f").error().front().message.key,
              "data.error.import.binary");
    EXPECT_EQ(decode("\xFF\xFE"
                     "a",
                     Encoding::automatic, "f")
                  .error()
                  .front()
                  .message.key,
              "data.error.import.utf_wide");
    EXPECT_EQ(decode("\xE5", Encoding::utf8, "f").error().front().message.key, "data.error.import.not_utf");
    EXPECT_EQ(test::must(decode("\x80\xE5\x96", Encoding::automatic, "f")), "€å–");
    // Overlong, a surrogate, beyond Unicode: none is UTF-8.
    for (const std::string bytes : {"\xC0\xAF", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xE2\x82"}) {
        EXPECT_FALSE(decode(bytes, Encoding::utf8, "f")) << bytes;
    }
}

TEST(Delimiters, AreThoseThatMostOfTheFirstLinesHold) {
    EXPECT_EQ(sniff_delimiter("a;b\n1,5;2,5\n"), ';');
    EXPECT_EQ(sniff_delimiter("Ett uttag, 2024\na;b\n1,5;2,5\n"), ';');
    EXPECT_EQ(sniff_delimiter("a\tb\n"), '\t');
    EXPECT_EQ(sniff_delimiter("\"a;b;c\",d\n"), ',');
    EXPECT_EQ(sniff_delimiter(""), ',');
}

// --- Mappings ---

TEST(Mappings, AllFaultsAtOnceWithTheirLines) {
    const auto mapping = parse_mapping(
        "title = \"x\"\nunit = \"euro\"\ndecimal = \"dot\"\nthousands = \"_\"\n"
        "series_form = \"scb\"\n[columns]\nvalue = \"a\"\nyaer = \"b\"\n"
        "[constant]\nseries = \"N20029\"\n",
        "m.toml", beside);
    ASSERT_FALSE(mapping);
    Strings found;
    for (const auto& problem : mapping.error()) {
        found.push_back(problem.message.key + " " + std::to_string(problem.where.line));
    }
    EXPECT_EQ(found, (Strings{"core.error.toml.missing_key 1", "data.error.mapping.word 2", "data.error.mapping.word 3",
                              "data.error.mapping.word 4", "data.error.mapping.series_form 5",
                              "core.error.toml.unknown_key 8", "data.error.mapping.no_role 1"}));
}

TEST(Mappings, TheExampleInTheReadmeIsOne) {
    const std::string readme = test::must(read_file(test::source_folder + "/models/imports/README.md"));
    const std::size_t begin = readme.find("```toml\n") + 8;
    const auto mapping =
        test::must(parse_mapping(readme.substr(begin, readme.find("```\n", begin) - begin), "README", beside));
    const auto read = import(
        "Budget 2026\n\nVerksamhet;Kontotyp;År;Belopp\nBarnomsorg;Netto;2026;1.000,5\n"
        "Äldreomsorg;Brutto;2026;9\nÄldreomsorg;Netto;2026;2 000\n",
        [&] {
            Mapping any_sheet = mapping;
            any_sheet.sheet.clear();
            return std::vector<Mapping>{any_sheet};
        }());
    EXPECT_EQ(read.label, "budget 2026");
    EXPECT_EQ(values(read), (Doubles{1.0005, 2}));
}

TEST(Mappings, HeadersThatCarrySeriesAndYears) {
    EXPECT_EQ(match_header("v{series}", "v510")->series, "510");
    EXPECT_EQ(match_header("nettokostnad {year}", "nettokostnad 2024")->year, "2024");
    const auto both = match_header("{series}, utfall {year}", "vård, omsorg, utfall 2024");
    ASSERT_TRUE(both);
    EXPECT_EQ(both->series, "vård, omsorg");
    EXPECT_EQ(both->year, "2024");
    for (const auto* header : {"", "v", "netto 2024", "nettokostnad 202", "nettokostnad 20245", "nettokostnad abcd"}) {
        EXPECT_FALSE(match_header("nettokostnad {year}", header)) << header;
    }
    EXPECT_FALSE(match_header("v{series}", "v"));
}

// --- Workbooks ---

/// A file that goes with the test.
class Scratch {
public:
    explicit Scratch(const std::string& name)
        : path_(fs::temp_directory_path() / ("skattekrona-" + std::to_string(::getpid()) + name)) {}
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    ~Scratch() { fs::remove(path_); }
    const std::string path() const { return path_.string(); }
    std::string bytes() const { return test::must(read_file(path_)); }

private:
    fs::path path_;
};

Strings texts(const FileTable& table, std::size_t row) {
    Strings out;
    for (const auto all = rows(table); const auto& cell : all.at(row)) {
        out.emplace_back(cell.text);
    }
    return out;
}

TEST(Workbook, DatesTextsFormulasAndGaps) {
    const Scratch scratch("book.xlsx");
    lxw_workbook* book = workbook_new(scratch.path().c_str());
    workbook_add_worksheet(book, "Om");
    lxw_worksheet* sheet = workbook_add_worksheet(book, "Siffror");
    lxw_format* date = workbook_add_format(book);
    format_set_num_format(date, "yyyy-mm-dd");
    lxw_format* money = workbook_add_format(book);
    format_set_num_format(money, "#,##0.0 \"dkr\";[Red]-#,##0.0");
    worksheet_write_string(sheet, 0, 0, "text", nullptr);
    worksheet_write_number(sheet, 0, 2, 1234.5, money);
    worksheet_write_number(sheet, 0, 3, 45292.75, date);
    worksheet_write_number(sheet, 0, 4, 59, date);
    worksheet_write_number(sheet, 0, 5, 60, date);
    worksheet_write_number(sheet, 0, 6, 61, date);
    worksheet_write_formula_num(sheet, 2, 0, "=1+1", nullptr, 2);
    worksheet_write_formula_str(sheet, 2, 1, "=A1", nullptr, "text");
    worksheet_write_formula_str(sheet, 2, 2, "=NA()", nullptr, "#N/A");
    worksheet_write_boolean(sheet, 2, 3, 1, nullptr);
    lxw_format* bold = workbook_add_format(book);
    format_set_bold(bold);
    std::string begins = "Huddin";
    std::string ends = "ge";
    lxw_rich_string_tuple part1{nullptr, begins.data()};
    lxw_rich_string_tuple part2{bold, ends.data()};
    lxw_rich_string_tuple* parts[] = {&part1, &part2, nullptr};
    worksheet_write_rich_string(sheet, 2, 4, parts, nullptr);
    workbook_close(book);

    const auto tables = test::must(read_xlsx(scratch.bytes(), "b.xlsx"));
    ASSERT_EQ(tables.size(), 2U);
    EXPECT_EQ(tables[0].rows(), 0U);
    const FileTable& table = tables[1];
    EXPECT_EQ(table.name(), "Siffror");
    ASSERT_EQ(table.rows(), 2U);
    EXPECT_EQ(texts(table, 0),
              (Strings{"text", "", "1234.5", "2024-01-01T18:00:00", "1900-02-28", "1900-02-29", "1900-03-01"}));
    EXPECT_EQ(rows(table)[0][2].kind, FileCell::Kind::number);
    EXPECT_EQ(rows(table)[0][3].kind, FileCell::Kind::text);
    std::vector<int> lines;
    table.visit_rows([&](const FileRow& row) { return lines.push_back(row.line), true; });
    EXPECT_EQ(lines, (std::vector<int>{1, 3}));
    EXPECT_EQ(texts(table, 1), (Strings{"2", "text", "#N/A", "true", "Huddinge"}));
    EXPECT_EQ(rows(table)[1][4].column, 5);
}

TEST(Workbook, IsImportedFromTheSheetThatFits) {
    const Scratch scratch("import.xlsx");
    lxw_workbook* book = workbook_new(scratch.path().c_str());
    lxw_worksheet* about = workbook_add_worksheet(book, "Om");
    worksheet_write_string(about, 0, 0, "Uttag", nullptr);
    lxw_worksheet* sheet = workbook_add_worksheet(book, "Siffror");
    int column = 0;
    for (const char* header : {"Nyckeltal", "Kommunkod", "År", "Värde"}) {
        worksheet_write_string(sheet, 1, static_cast<lxw_col_t>(column++), header, nullptr);
    }
    worksheet_write_string(sheet, 2, 0, "N20029", nullptr);
    worksheet_write_number(sheet, 2, 1, 126, nullptr);
    worksheet_write_number(sheet, 2, 2, 2022, nullptr);
    // In a text this would be ambiguous.
    worksheet_write_number(sheet, 2, 3, 1.234, nullptr);
    workbook_close(book);
    const auto read = import(scratch.bytes(), built_in(), {}, "b.xlsx");
    EXPECT_EQ(values(read), Doubles{1.234});
    EXPECT_EQ(read.values[0].municipality, id("0126"));
    EXPECT_EQ(findings(read),
              (Strings{"remark data.finding.lost_zero 3:2 ×1", "remark data.finding.sheet_unread 0:0 ×0",
                       "remark data.finding.sheet_read 0:0 ×0"}));
    EXPECT_EQ(read.findings[0].where.file, "b.xlsx[Siffror]");
}

TEST(Workbook, PhoneticRunsAndDaysFrom1904) {
    const auto tables = test::must(read_xlsx(
        book_with("<row><c t=\"s\"><v>0</v></c><c s=\"1\"><v>0</v></c><c t=\"inlineStr\"><is><r><t>a</t></r><r><t>b</t>"
                  "</r></is></c></row>",
                  "<sst><si><r><t>ja</t></r><rPh><t>NEJ</t></rPh></si></sst>", "date1904=\"1\""),
        "b.xlsx"));
    EXPECT_EQ(texts(tables[0], 0), (Strings{"ja", "1904-01-01", "ab"}));
    // A text that is not there is a fault, not an empty cell.
    EXPECT_EQ(key_of(book_with("<row><c t=\"s\"><v>99</v></c></row>", "<sst><si><t>a</t></si></sst>")),
              "data.error.xlsx.part");
}

TEST(HostileWorkbook, BombsAreRefused) {
    EXPECT_EQ(key_of(book_with(std::string(std::size_t{40} << 20U, ' '))), "data.error.xlsx.too_large");
    std::string elements;
    for (int i = 0; i < 3'000'000; ++i) {
        elements += i % 7 == 0 ? "<a/><b/>" : "<c/><d e=\"\"/>";
    }
    EXPECT_EQ(key_of(book_with(elements)), "data.error.xlsx.too_large");
    std::string wide;
    for (int row = 1; row < 400; ++row) {
        wide += "<row r=\"" + std::to_string(row) + "\"><c r=\"XFD" + std::to_string(row) + "\"><v>1</v></c></row>";
    }
    EXPECT_EQ(key_of(book_with(wide)), "data.error.xlsx.too_large");
    std::string shared;
    for (int row = 1; row < 100'000; ++row) {
        shared += "<row><c t=\"s\"><v>0</v></c></row>";
    }
    EXPECT_EQ(key_of(book_with(shared, "<sst><si><t>" + std::string(100'000, 'x') + "</t></si></sst>")),
              "data.error.xlsx.too_large");
}

TEST(HostileWorkbook, EntitiesAreNotExpanded) {
    std::string laughs = "<?xml version=\"1.0\"?><!DOCTYPE lolz [<!ENTITY a \"ha\">";
    for (char c = 'b'; c < 'l'; ++c) {
        laughs += std::string("<!ENTITY ") + c + " \"";
        for (int i = 0; i < 10; ++i) {
            laughs += std::string("&") + static_cast<char>(c - 1) + ";";
        }
        laughs += "\">";
    }
    laughs += "]><sst><si><t>&k;</t></si></sst>";
    const auto tables = test::must(read_xlsx(book_with("<row><c t=\"s\"><v>0</v></c></row>", laughs), "b.xlsx"));
    EXPECT_EQ(texts(tables[0], 0), Strings{"&k;"});
}

TEST(HostileWorkbook, TextThatIsNotUtf8IsRefusedWithItsPlace) {
    for (const std::string text : {"\xE5\xE4", "\xED\xA0\x80", "&#xD800;", "&#x110000;"}) {
        const std::string cell = "<c t=\"inlineStr\"><is><t>" + text + "</t></is></c>";
        const auto read = read_xlsx(book_with("<row r=\"3\"><c/>" + cell + "</row>"), "b.xlsx");
        ASSERT_FALSE(read) << text;
        EXPECT_EQ(read.error().front().message.key, "data.error.xlsx.not_utf");
        EXPECT_EQ(read.error().front().where.file, "b.xlsx[A]");
        EXPECT_EQ(read.error().front().where.line, 3);
        EXPECT_EQ(read.error().front().where.column, 2);
        EXPECT_EQ(key_of(book_with("<row><c t=\"s\"><v>0</v></c></row>", "<sst><si><t>" + text + "</t></si></sst>")),
                  "data.error.xlsx.not_utf");
    }
}

TEST(HostileWorkbook, DepthDoesNoHarm) {
    std::string deep;
    for (int i = 0; i < 100'000; ++i) {
        deep += "<a>";
    }
    for (int i = 0; i < 100'000; ++i) {
        deep += "</a>";
    }
    EXPECT_EQ(test::must(read_xlsx(book_with(deep), "b.xlsx"))[0].rows(), 0U);
}

TEST(HostileWorkbook, AbsurdPlacesAndMissingPartsAreFaults) {
    for (const auto* row :
         {"<row r=\"0\"/>", "<row r=\"2000000\"/>", "<row r=\"2147483647\"/><row/>", "<row r=\"2\"/><row r=\"1\"/>",
          "<row><c r=\"A5\"/></row>", "<row><c r=\"XFE1\"/></row>", "<row><c r=\"1A\"/></row>",
          "<row><c r=\"B1\"/><c r=\"A1\"/></row>", "<row><c r=\"AAAAAAAAAAAA1\"/></row>"}) {
        EXPECT_EQ(key_of(book_with(row)), "data.error.xlsx.part") << row;
    }
    EXPECT_EQ(key_of(test::package({{"a", "b"}})), "data.error.form.packed");
    EXPECT_EQ(key_of("PK\x03\x04 and then nothing"), "data.error.xlsx.package");
    EXPECT_EQ(key_of(book_with("<row>").substr(0, 200)), "data.error.xlsx.package");
    const std::string whole = book_with("<row><c><v>1</v></c></row>");
    for (std::size_t at = 0; at < whole.size(); ++at) {
        std::string bent = whole;
        bent[at] = static_cast<char>(bent[at] ^ 0x55);
        const auto read = read_xlsx(bent, "b.xlsx");
        EXPECT_TRUE(read || !read.error().empty()) << at;
    }
}

TEST(HostileWorkbook, OldAndEncryptedFilesAreNamed) {
    const std::string ole = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
    EXPECT_EQ(key_of(ole + "Workbook"), "data.error.xlsx.old_format");
    EXPECT_EQ(key_of(ole + std::string("E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0", 32)),
              "data.error.xlsx.encrypted");
}

}  // namespace
}  // namespace skattekrona
