// Files of the kinds that people have: each gives the value that its reader sees, or is refused with what to do.
#include "core/spelling.hpp"
#include "figures/csv.hpp"
#include "scenario/scenario.hpp"
#include "support/import.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>
#include <map>

namespace skattekrona {
namespace {

using test::built_in;
using test::Doubles;
using test::error_of;
using test::findings;
using test::id;
using test::import;
using test::Strings;
using test::values;

std::vector<Mapping> mapping(const std::string& more = "") {
    return {
        test::must(parse_mapping("title = 'Budget'\nsource = 'Huddinge kommun'\nunit = 'mnkr'\n"
                                 "series_form = '{series}.net_cost'\n" +
                                     more +
                                     "[columns]\nmunicipality = 'kommun'\nseries = 'verksamhet'\nyear = 'år'\n"
                                     "value = 'belopp'\n",
                                 "m.toml", test::beside))};
}
const ImportChoices label{"b", std::nullopt};

std::string text(const std::string& words) { return "<c t=\"inlineStr\"><is><t>" + words + "</t></is></c>"; }
std::string number(const std::string& digits, int style = 0) {
    return fmt::format("<c s=\"{}\"><v>{}</v></c>", style, digits);
}
std::string row(const Strings& cells) { return fmt::format("<row>{}</row>", fmt::join(cells, "")); }

using Parts = std::map<std::string, std::string>;

constexpr const char* relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The parts of a workbook with these sheets: the attributes of each, and what it holds.
Parts book(const std::vector<std::pair<std::string, std::string>>& sheets) {
    std::string listed;
    std::string related =
        "<Relationship Id=\"s\" Type=\"x/styles\" Target=\"styles.xml\"/>"
        "<Relationship Id=\"t\" Type=\"x/sharedStrings\" Target=\"sharedStrings.xml\"/>";
    Parts parts;
    for (std::size_t i = 0; i < sheets.size(); ++i) {
        listed += fmt::format("<sheet {} r:id=\"r{}\"/>", sheets[i].first, i);
        related += fmt::format("<Relationship Id=\"r{}\" Type=\"x/worksheet\" Target=\"worksheets/{}.xml\"/>", i, i);
        parts[fmt::format("xl/worksheets/{}.xml", i)] = "<worksheet>" + sheets[i].second + "</worksheet>";
    }
    parts["_rels/.rels"] =
        "<Relationships><Relationship Id=\"a\" Type=\"x/officeDocument\" Target=\"xl/workbook.xml\"/>"
        "</Relationships>";
    parts["xl/workbook.xml"] =
        fmt::format("<workbook xmlns:r=\"{}\"><sheets>{}</sheets></workbook>", relationships, listed);
    parts["xl/_rels/workbook.xml.rels"] = "<Relationships>" + related + "</Relationships>";
    // Style 1 shows a year, 2 per cent with a decimal, 3 whole per cent, 4 thousands, 5 what looks like them.
    parts["xl/styles.xml"] =
        "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy\"/>"
        "<numFmt numFmtId=\"165\" formatCode=\"0.0%;[Red]-0.0%\"/>"
        "<numFmt numFmtId=\"166\" formatCode=\"#,##0,\"/>"
        "<numFmt numFmtId=\"167\" formatCode=\"#,##0.0&quot;%,&quot;\"/></numFmts><cellXfs><xf numFmtId=\"0\"/>"
        "<xf numFmtId=\"164\"/><xf numFmtId=\"165\"/><xf numFmtId=\"9\"/><xf numFmtId=\"166\"/><xf numFmtId=\"167\"/>"
        "</cellXfs></styleSheet>";
    return parts;
}

Parts book(const std::string& rows, const std::string& more = "") {
    return book({{"name=\"Blad1\"", "<sheetData>" + rows + "</sheetData>" + more}});
}

std::string packed(const Parts& parts) { return test::package({parts.begin(), parts.end()}); }

std::string kolada(const std::string& value_cell) {
    return row({text("Kommun-id"), text("År"), text("Nyckeltals-id"), text("Värde")}) +
           row({text("0126"), number("2022"), text("N20900"), value_cell});
}
const std::string budget_head = row({text("Kommun"), text("Verksamhet"), text("År"), text("Belopp")});

// --- Municipalities ---

TEST(Municipalities, AreReadAlikeEverywhereInFiveForms) {
    const auto municipalities = test::figures().panel.municipalities();
    const std::string claim = test::must(read_file(test::source_folder + "/scenarios/huddinge-480/claim.toml"));
    ASSERT_NE(claim.find("municipality = \"Huddinge\""), std::string::npos);
    const std::string scenario =
        "title = { sv = 'a', en = 'a' }\nauthor = 'a'\nsource = 'a'\nkind = 'simulation'\n"
        "base_year = 2019\nhorizon = 2022\n";
    std::string rows = "Kommun;År;Nyckeltals-id;Värde\n";
    std::vector<MunicipalityId> expected;
    for (const auto& [code, name, county] : municipalities) {
        const std::string last = name.substr(name.size() - 1);
        const std::string genitive = name + (last == "s" || last == "x" || last == "z" ? "" : "s");
        for (const auto& form : {std::string(code.view()), fmt::format("{} {}", code.view(), name), name,
                                 name + " kommun", genitive + " kommun"}) {
            const auto typed = find_municipality(form, municipalities);
            ASSERT_TRUE(typed) << form;
            EXPECT_EQ(municipalities[*typed].id, code) << form;
            rows += form + ";2022;N20900;1,5\n";
            expected.push_back(code);
            const std::string constant =
                "title = 'a'\nsource = 'b'\nunit = 'as-published'\n[columns]\n"
                "year = 'år'\nseries = 'kpi'\nvalue = 'värde'\n[constant]\nmunicipality = \"" +
                form + "\"\n";
            const auto by_constant = import("år;kpi;värde\n2022;N20900;1,5\n",
                                            {test::must(parse_mapping(constant, "m.toml", test::beside))});
            ASSERT_EQ(by_constant.values.size(), 1U) << form;
            EXPECT_EQ(by_constant.values.front().municipality, code) << form;
            std::string of_claim = claim;
            of_claim.replace(of_claim.find("Huddinge\""), 8, form);
            const auto claimed = test::parse_claim_text(of_claim);
            ASSERT_TRUE(claimed) << form;
            EXPECT_EQ(municipalities[claimed->municipality].id, code) << form;
            const auto planned = parse_scenario({"a.toml", scenario + "municipality = \"" + form + "\"\n"}, "a", {}, "",
                                                test::definitions(), test::figures());
            ASSERT_TRUE(planned) << form;
            EXPECT_EQ(municipalities[planned->municipality].id, code) << form;
        }
    }
    const auto read = import(rows, built_in());
    ASSERT_EQ(read.values.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        ASSERT_EQ(read.values[i].municipality, expected[i]) << i;
    }
    EXPECT_EQ(findings(read), Strings{});
}

TEST(Municipalities, ByTheNamesOfTheirOffices) {
    const std::map<std::string, std::string> names{{"Falu kommun", "2080"},
                                                   {"Stockholms stad", "0180"},
                                                   {"Region Gotland", "0980"},
                                                   {"Gotlands kommun", "0980"},
                                                   {"Göteborgs Stad", "1480"},
                                                   {"MALMÖ STAD", "1280"},
                                                   {"Malmo stad", "1280"},
                                                   {"Habo kommun", "0643"},
                                                   {"Håbo kommun", "0305"},
                                                   {"habo", "0643"},
                                                   {"HÅBO", "0305"},
                                                   {"Dals-Eds kommun", "1438"},
                                                   {"Upplands Bro kommun", "0139"},
                                                   {"126", "0126"},
                                                   {"126.0", "0126"},
                                                   {"1280.0", "1280"},
                                                   {"1917 Heby", "0331"},
                                                   {"1917", "0331"},
                                                   {"A\u030Angermanland", ""},
                                                   {"A\u0308ngelholms kommun", "1292"},
                                                   {"  0126\u00A0 Huddinge ", "0126"},
                                                   {"Region Stockholm", ""},
                                                   {"Region Uppsala", ""},
                                                   {"0126 Malmö", ""},
                                                   {"Häbo", ""},
                                                   {"Stockholms län", ""},
                                                   {"0999", ""},
                                                   {"12", ""},
                                                   {"", ""}};
    for (const auto& [name, code] : names) {
        const auto read = read_municipality(name, test::figures().panel.municipalities());
        EXPECT_EQ(read ? test::figures().panel.municipalities()[read->index].id.view() : "", code) << name;
    }
    const auto two = read_municipality("Häbo", test::figures().panel.municipalities());
    EXPECT_EQ(two.error().front().message.key, "figures.error.municipality_ambiguous");
    EXPECT_EQ(std::get<std::string>(two.error().front().message.arguments[1].second), "0305 Håbo, 0643 Habo");
}

TEST(Municipalities, NoGenitiveIsAnothersName) {
    const auto municipalities = test::figures().panel.municipalities();
    for (const auto& one : municipalities) {
        EXPECT_TRUE(std::ranges::none_of(municipalities, [&](const Municipality& other) {
            return lower_case(other.name) == lower_case(one.name) + "s";
        })) << one.name;
    }
}

TEST(Municipalities, AFileWithoutAccentsDoesNotPassHaboForHabo) {
    const std::string rows = "Kommun;År;Nyckeltals-id;Värde\nHabo;2022;N20900;6,6\n";
    const auto habo = import(rows, built_in());
    EXPECT_EQ(habo.values.front().municipality, id("0643"));
    EXPECT_EQ(findings(habo), Strings{});
    EXPECT_EQ(findings(import(rows + "Vasteras;2022;N20900;1\n", built_in())),
              Strings{"warning data.finding.accents_lost 0:0 ×1"});
}

TEST(Municipalities, WhatIsNearIsSuggestedInAFileToo) {
    EXPECT_EQ(
        findings(import("Kommun;År;Nyckeltals-id;Värde\nHudinge;2022;N20900;6,6\nXyz;2022;N20900;1\n", built_in())),
        (Strings{"error data.finding.municipality_misspelt 2:1 ×1", "error data.finding.municipality_unread 3:1 ×1"}));
}

// --- What a cell shows ---

TEST(Cells, PerCentIsReadAsShown) {
    // Excel keeps −3,2 % as a binary fraction near −0,032.
    for (const std::string value : {"-0.032", "-3.2000000000000001E-2", "-32e-3"}) {
        EXPECT_EQ(values(import(packed(book(kolada(number(value, 2)))), built_in())), Doubles{-3.2}) << value;
    }
    EXPECT_EQ(values(import(packed(book(kolada(number("0.29", 3)))), built_in())), Doubles{29});
    EXPECT_EQ(values(import(packed(book(kolada(number("1305800", 4)))), built_in())), Doubles{1305.8});
    EXPECT_EQ(values(import(packed(book(kolada(number("7.5", 5)))), built_in())), Doubles{7.5});
    EXPECT_EQ(values(import("Kommun-id;År;Nyckeltals-id;Värde\n0126;2022;N20900;-3,2 %\n0127;2022;N20900;1,5%\n",
                            built_in())),
              (Doubles{-3.2, 1.5}));
}

TEST(Cells, PerCentOfAnAmountIsRefused) {
    std::string rows = kolada(number("-0.032", 2));
    rows.replace(rows.find("N20900"), 6, "N20029");
    EXPECT_EQ(findings(import(packed(book(rows)), built_in())), Strings{"error data.finding.percent 2:4 ×1"});
    EXPECT_EQ(findings(import("kommun;verksamhet;år;belopp\nHuddinge;Äldreomsorg;2022;5 %\n", mapping(), label)),
              Strings{"error data.finding.percent 2:28 ×1"});
}

TEST(Cells, AFormulaThatNobodyComputedIsNoEmptyCell) {
    const auto with = [](const std::string& cell, const std::string& calculation = "") {
        Parts parts = book(kolada(cell));
        auto& workbook = parts["xl/workbook.xml"];
        workbook.insert(workbook.find("</workbook>"), calculation);
        return import(packed(parts), built_in());
    };
    const Strings refused{"error data.finding.uncalculated 2:4 ×1"};
    const std::string on_load = "<calcPr fullCalcOnLoad=\"1\"/>";
    EXPECT_EQ(findings(with("<c><f>1+1</f></c>")), refused);
    EXPECT_EQ(findings(with("<c><f>1+1</f><v/></c>")), refused);
    EXPECT_EQ(findings(with("<c><f>1+1</f><v>0</v></c>", on_load)), refused);
    EXPECT_EQ(values(with("<c><f>1+1</f><v>2</v></c>", on_load)), Doubles{2});
    EXPECT_EQ(values(with("<c><f>1-1</f><v>0</v></c>")), Doubles{0});
    EXPECT_EQ(findings(with("<c t=\"str\"><f>\"\"</f><v></v></c>")), Strings{"remark data.finding.empty 2:4 ×1"});
}

TEST(Cells, AFormulaInAnyColumnCounts) {
    const std::string formula = "<c><f>A1</f></c>";
    const std::vector<std::string> cells{text("0126"), number("2022"), text("N20900"), number("1"), text("T")};
    const std::string head = row({text("Kommun-id"), text("År"), text("Nyckeltals-id"), text("Värde"), text("Kön")});
    const auto none = import(packed(book(head + row({formula, formula, formula, formula, formula}))), built_in());
    EXPECT_EQ(findings(none), Strings{"error data.finding.uncalculated 2:1 ×1"});
    for (std::size_t i = 0; i < cells.size(); ++i) {
        auto changed = cells;
        changed[i] = formula;
        const auto read = import(packed(book(head + row(changed))), built_in());
        EXPECT_EQ(findings(read), Strings{fmt::format("error data.finding.uncalculated 2:{} ×1", i + 1)});
    }
}

TEST(Cells, AnErrorIsNoMissingFigureUnlessItSaysSo) {
    EXPECT_EQ(findings(import(packed(book(kolada("<c t=\"e\"><v>#DIV/0!</v></c>"))), built_in())),
              Strings{"error data.finding.error_cell 2:4 ×1"});
    EXPECT_EQ(findings(import(packed(book(kolada("<c t=\"e\"><v>#N/A</v></c>"))), built_in())),
              Strings{"remark data.finding.marked_missing 2:4 ×1"});
}

TEST(Sheets, TheVisibleOneIsReadAndNamed) {
    const auto sheet = [](const std::string& amount) {
        return "<sheetData>" + budget_head +
               row({text("Huddinge"), text("Äldreomsorg"), number("2023"), number(amount)}) + "</sheetData>";
    };
    const std::string hidden =
        packed(book({{"name=\"Gammal\" state=\"hidden\"", sheet("111")}, {"name=\"Budget\"", sheet("500")}}));
    const auto read = import(hidden, mapping(), label);
    EXPECT_EQ(values(read), Doubles{500});
    EXPECT_EQ(findings(read),
              (Strings{"remark data.finding.hidden_sheet_unread 0:0 ×0", "remark data.finding.sheet_read 0:0 ×0"}));
    EXPECT_EQ(values(import(hidden, mapping(), {"b", std::nullopt, {"gammal"}})), Doubles{111});
    EXPECT_EQ(error_of(hidden, mapping(), {"b", std::nullopt, {"Prognos"}}), "data.error.import.no_sheet");

    const std::string two = packed(book({{"name=\"2023\"", sheet("1")}, {"name=\"Utfall\"", sheet("2")}}));
    EXPECT_EQ(error_of(two, mapping(), label), "data.error.import.sheets");
    EXPECT_EQ(values(import(two, mapping(), {"b", std::nullopt, {"Utfall"}})), Doubles{2});
    EXPECT_EQ(values(import(two, mapping(), {"b", std::nullopt, {"Utfall", "2023"}})), (Doubles{1, 2}));
    EXPECT_EQ(values(import(two, mapping("sheet = 'Utfall'\n"), label)), Doubles{2});

    // Also where the hidden one is fully understood and the visible one not, and where two mappings fit one each.
    const std::string long_form = "<sheetData>" + kolada(number("99")) + "</sheetData>";
    const std::string wide_form = "<sheetData>" +
                                  row({text("Kommun"), text("Nyckeltals-id"), text("2022"), text("Kommentar")}) +
                                  row({text("Huddinge"), text("N20900"), number("-3.2"), text("ok")}) + "</sheetData>";
    EXPECT_EQ(values(import(packed(book({{"name=\"A\"", wide_form}, {"name=\"B\" state=\"hidden\"", long_form}})),
                            built_in())),
              Doubles{-3.2});
    EXPECT_EQ(error_of(packed(book({{"name=\"A\"", wide_form}, {"name=\"B\"", long_form}})), built_in()),
              "data.error.import.sheets");
    const std::string twins = packed(book({{"name=\"Habo\"", sheet("1")}, {"name=\"Håbo\"", sheet("2")}}));
    EXPECT_EQ(values(import(twins, mapping(), {"b", std::nullopt, {"habo"}})), Doubles{1});

    const std::string only_hidden =
        packed(book({{"name=\"Om\"", "<sheetData/>"}, {"name=\"Data\" state=\"veryHidden\"", sheet("3")}}));
    const auto found = import(only_hidden, mapping(), label);
    EXPECT_EQ(values(found), Doubles{3});
    EXPECT_EQ(findings(found).back(), "warning data.finding.hidden_sheet_read 0:0 ×0");
}

// --- Equal things read the same ---

TEST(Years, DatesStandForTheirYearsInColumnsAndHeaders) {
    // 44562 is 1 January 2022, 44927 the same day of 2023.
    const auto wide =
        import(packed(book(row({text("Kommun"), text("Nyckeltals-id"), number("44562", 1), number("44927", 1)}) +
                           row({text("Huddinge"), text("N20900"), number("-3.1"), number("-3.2")}))),
               built_in());
    ASSERT_EQ(values(wide), (Doubles{-3.1, -3.2}));
    EXPECT_EQ(wide.values[0].year, Year{2022});
    EXPECT_EQ(wide.values[1].year, Year{2023});
    for (const std::string year :
         {"2022", "2022.0", "2022-12-31", "2022-12-31 00:00:00", "2022-12-31T00:00", "2022/12/31"}) {
        const auto column = import("Kommun;År;Nyckeltals-id;Värde\nHuddinge;" + year + ";N20900;1\n", built_in());
        ASSERT_EQ(column.values.size(), 1U) << year;
        EXPECT_EQ(column.values[0].year, Year{2022}) << year;
        const auto header = import("Kommun;Nyckeltals-id;" + year + "\nHuddinge;N20900;1\n", built_in());
        ASSERT_EQ(header.values.size(), 1U) << year;
        EXPECT_EQ(header.values[0].year, Year{2022}) << year;
    }
    // 2022 in a cell for dates is the 14th of July 1905.
    for (const std::string year : {"20221", "2022.5", "2022-13", "22", "2022 kr", "1022", "1905-07-14"}) {
        EXPECT_EQ(findings(import("Kommun;År;Nyckeltals-id;Värde\nHuddinge;" + year + ";N20900;1\n", built_in())),
                  Strings{"error data.finding.year_unread 2:10 ×1"})
            << year;
    }
}

TEST(Numbers, CodesAndYearsWithADecimal) {
    const auto read = import(
        "municipality,year,kpi,value\n126.0,2022.0,N20900,-3.2\n127.0,2022.0,N20900,1.5\n1280.0,2022.0,N20900,\n",
        built_in());
    EXPECT_EQ(values(read), (Doubles{-3.2, 1.5}));
    EXPECT_EQ(read.values[1].municipality, id("0127"));
    // A format that shows a code's first nought keeps it.
    Parts parts = book(row({text("Kommun-id"), text("År"), text("Nyckeltals-id"), text("Värde")}) +
                       row({number("126", 6), number("2022"), text("N20900"), number("1")}));
    auto& styles = parts["xl/styles.xml"];
    styles.insert(styles.find("</numFmts>"), "<numFmt numFmtId=\"168\" formatCode=\"0000\"/>");
    styles.insert(styles.find("</cellXfs>"), "<xf numFmtId=\"168\"/>");
    EXPECT_EQ(findings(import(packed(parts), built_in())), Strings{});
}

TEST(Years, OfTheFileGoBeforeTheOneGiven) {
    const auto read = import("Kommun;År;Nyckeltals-id;Värde\nHuddinge;2022;N20900;5\n", built_in(), {"", Year{2023}});
    EXPECT_EQ(read.values[0].year, Year{2022});
    EXPECT_EQ(findings(read), Strings{"warning data.finding.year_unused 0:0 ×0"});
    const auto mapping_fault = parse_mapping(
        "title='a'\nsource='b'\nunit='mnkr'\n[columns]\nmunicipality='a'\nseries='b'\n"
        "value='c'\n[constant]\nyear='år 2026'\n",
        "m.toml", test::beside);
    ASSERT_FALSE(mapping_fault);
    EXPECT_EQ(mapping_fault.error().front().message.key, "data.error.mapping.year");
    EXPECT_EQ(mapping_fault.error().front().where.line, 9);
}

TEST(Headers, LineBreaksHoweverTheyAreKept) {
    Parts parts = book(row({text("Kommun"), text("Verksamhet"), text("År"), "<c t=\"s\"><v>0</v></c>"}) +
                       row({text("Huddinge"), text("Äldreomsorg"), number("2023"), number("500")}));
    parts["xl/sharedStrings.xml"] = "<sst><si><t>Belopp_x000D_\n(_x006D_nkr)_x005F_x</t></si></sst>";
    auto by = mapping();
    by.front().columns[Role::value] = {"belopp (mnkr)_x"};
    EXPECT_EQ(values(import(packed(parts), by, label)), Doubles{500});
}

TEST(Letters, OfAMacAreThoseOfOthers) {
    const auto read = import(
        "Kommun;A\u030Ar;Nyckeltals-id;Va\u0308rde\nA\u0308ngelholm;2022;N20900;1,5\nVa\u0308xjo\u0308;2022;N20900;-2,"
        "5\n",
        built_in());
    EXPECT_EQ(values(read), (Doubles{1.5, -2.5}));
    EXPECT_EQ(read.values[1].municipality, id("0780"));
    EXPECT_EQ(composed("A\u030Aa\u0308O\u0308e\u0301x\u0308"), "ÅäÖéx\u0308");
    EXPECT_EQ(test::must(find_municipality("va\u0308xjo\u0308", test::figures().panel.municipalities())),
              test::must(find_municipality("Växjö", test::figures().panel.municipalities())));
}

TEST(Headers, ThatStandTwiceAreForTheUserToTellApart) {
    const std::string twice =
        packed(book(row({text(""), text(""), text(""), text("Budget"), text("Utfall")}) +
                    row({text("Kommun"), text("Verksamhet"), text("År"), text("Belopp"), text("Belopp")}) +
                    row({text("Huddinge"), text("Äldreomsorg"), number("2023"), number("500"), number("520")})));
    const auto refused = import_file(twice, "b.xlsx", mapping(), test::names(), label);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().front().message.key, "data.error.import.header_twice");
    EXPECT_EQ(std::get<std::string>(refused.error().front().message.arguments[1].second), "D, E");
    auto by_letter = mapping("header_row = 2\n");
    by_letter.front().columns[Role::value] = {"[e]"};
    EXPECT_EQ(values(import(twice, by_letter, label)), Doubles{520});
    // Also two columns for one year, and two that only look different.
    EXPECT_EQ(error_of("Kommun;Nyckeltals-id;2022;2022.0\nHuddinge;N20900;1;2\n", built_in()),
              "data.error.import.header_twice");
    EXPECT_EQ(error_of("Kommun;KOMMUN ;År;Nyckeltals-id;Värde\nHuddinge;Malmö;2022;N20900;1\n", built_in()),
              "data.error.import.header_twice");
    // What is not read may stand as often as it likes.
    EXPECT_EQ(values(import("Kommun;Not;Not;År;Nyckeltals-id;Värde\nHuddinge;;;2022;N20900;1\n", built_in())),
              Doubles{1});
}

// --- Tables laid out for people ---

TEST(Merged, LabelsCountForAllTheirRows) {
    const std::string rows = budget_head +
                             row({text("Huddinge"), text("Äldreomsorg"), number("2023"), number("1305.8")}) +
                             "<row><c r=\"B3\" t=\"inlineStr\"><is><t>Grundskola F–9</t></is></c><c><v>2023</v></c>"
                             "<c><v>2100.5</v></c></row>";
    EXPECT_EQ(findings(import(packed(book(rows)), mapping(), label)).size(), 1U);
    const auto read =
        import(packed(book(rows, "<mergeCells><mergeCell ref=\"A2:A3\"/></mergeCells>")), mapping(), label);
    EXPECT_EQ(values(read), (Doubles{1305.8, 2100.5}));
    EXPECT_EQ(findings(read), Strings{});
    // One amount over two rows is not twice that amount.
    const std::string one_amount = budget_head +
                                   row({text("Huddinge"), text("Äldreomsorg"), number("2023"), number("100")}) +
                                   row({text("Huddinge"), text("Grundskola F–9"), number("2023")});
    const auto amount =
        import(packed(book(one_amount, "<mergeCells><mergeCell ref=\"D2:D3\"/></mergeCells>")), mapping(), label);
    EXPECT_EQ(values(amount), Doubles{});
    EXPECT_EQ(findings(amount), Strings{"error data.finding.merged_value 2:4 ×2"});
}

TEST(Merged, AHeaderOverTwoColumnsIsNeither) {
    const std::string rows = row({text("Kommun"), text("Nyckeltals-id"), text("2022"), text("")}) +
                             row({text("Huddinge"), text("N20900"), number("1"), number("2")});
    EXPECT_EQ(error_of(packed(book(rows, "<mergeCells><mergeCell ref=\"C1:D1\"/></mergeCells>")), built_in()),
              "data.error.import.header_twice");
    // A merged cell far away, or over nothing, is no matter.
    EXPECT_EQ(values(import(packed(book(rows, "<mergeCells><mergeCell ref=\"XFD1:XFD2\"/></mergeCells>")), built_in())),
              Doubles{1});
}

TEST(FilledDown, ALabelAloneOnItsRowIsForTheRowsBelow) {
    const auto by = [](const std::string& column) { return mapping("fill_down = ['" + column + "']\n"); };
    const auto counties = import(
        "Kommun;Verksamhet;År;Belopp\nHuddinge;Äldreomsorg;2026;5\n;Grundskola F–9;2026;6\n"
        "Stockholms län;;;\n;Äldreomsorg;2025;5000\n",
        by("kommun"), label);
    EXPECT_EQ(values(counties), (Doubles{5, 6}));
    EXPECT_EQ(findings(counties),
              (Strings{"remark data.finding.note_row 4:1 ×0", "error data.finding.municipality_unread 5:1 ×1"}));
    const auto headings = import(
        "Verksamhet;Kommun;År;Belopp\nÄldreomsorg;;;\n;Huddinge;2026;5\nGrundskola F–9;;;\n"
        ";Nacka;2026;900\n",
        by("verksamhet"), label);
    EXPECT_EQ(values(headings), (Doubles{5, 900}));
    EXPECT_EQ(headings.values[1].series, "grundskola.net_cost");
}

TEST(PxWeb, ExcelWithLabelsWrittenOnce) {
    const std::string netto = text("Nettokostnad, tkr");
    const std::string years = "<c r=\"E3\" t=\"inlineStr\"><is><t>2022</t></is></c>" + text("2023");
    const std::string rows =
        row({text("Räkenskapssammandrag efter region, verksamhet, tabellinnehåll och år")}) + "<row r=\"3\">" + years +
        "</row>" + row({text("0126"), text("Huddinge"), text("Förskola"), netto, number("900800"), number("940000")}) +
        row({"<c/>", "<c/>", text("Fritidshem"), netto, number("282400"), number("290100")}) +
        row({"<c/>", "<c/>", "<c/>", text("Bruttokostnad, tkr"), number("1"), number("2")}) +
        row({text("0127"), text("Botkyrka"), text("Förskola"), netto, number("700000"), text("..")}) +
        row({text("Källa:")}) + row({text("SCB")});
    const auto read = import(packed(book(rows)), built_in());
    ASSERT_EQ(read.values.size(), 6U);
    EXPECT_EQ(read.values[2].municipality, id("0126"));
    EXPECT_EQ(read.values[2].series, "scb.425");
    EXPECT_EQ(read.values[3].value, 290100);
    EXPECT_EQ(read.values[3].year, Year{2023});
    EXPECT_EQ(read.values[5].status, "..");
    const std::string one_column = "<row r=\"3\"><c r=\"D3\"><v>2022</v></c></row>" +
                                   row({text("0126 Huddinge"), text("Förskola"), netto, number("7")}) +
                                   row({"<c/>", text("Fritidshem"), netto, number("8")}) +
                                   row({text("0127 Botkyrka"), "<c/>", netto, number("9")});
    const auto labels = import(packed(book(one_column)), built_in());
    EXPECT_EQ(values(labels), (Doubles{7, 8}));
    // The activity of another municipality's group is not carried over.
    EXPECT_EQ(findings(labels), Strings{"error data.finding.series_unread 6:2 ×1"});
}

// --- Workbooks as others write them ---

TEST(Packages, AreReadByTheirRelationships) {
    const Parts plain = book(row({text("Kommun-id"), text("År"), text("Nyckeltals-id"), text("Värde")}) +
                             row({"<c t=\"s\"><v>0</v></c>", number("2022"), text("N20900"), number("-3.2")}));
    const auto changed = [&](auto change) {
        Parts parts = plain;
        parts["xl/sharedStrings.xml"] = "<sst><si><t>0126</t></si></sst>";
        change(parts);
        return packed(parts);
    };
    const auto rename = [](Parts& parts, const std::string& from, const std::string& to) {
        auto node = parts.extract(from);
        node.key() = to;
        parts.insert(std::move(node));
    };
    const auto replace = [](std::string& text, const std::string& from, const std::string& to) {
        text.replace(text.find(from), from.size(), to);
    };
    const Doubles right{-3.2};
    EXPECT_EQ(values(import(changed([](Parts&) {}), built_in())), right);
    EXPECT_EQ(values(import(changed([&](Parts& p) { rename(p, "xl/sharedStrings.xml", "xl/SharedStrings.xml"); }),
                            built_in())),
              right);
    EXPECT_EQ(values(import(changed([&](Parts& p) { rename(p, "xl/workbook.xml", "xl\\Workbook.xml"); }), built_in())),
              right);
    EXPECT_EQ(values(import(changed([&](Parts& p) {
                                replace(p["xl/workbook.xml"], "xmlns:r", "xmlns:relationships");
                                replace(p["xl/workbook.xml"], "r:id", "relationships:id");
                            }),
                            built_in())),
              right);
    EXPECT_EQ(
        values(import(changed([&](Parts& p) {
                          rename(p, "xl/workbook.xml", "ark/workbook22.xml");
                          rename(p, "xl/_rels/workbook.xml.rels", "ark/_rels/workbook22.xml.rels");
                          replace(p["_rels/.rels"], "xl/workbook.xml", "/ark/workbook22.xml");
                          replace(p["ark/_rels/workbook22.xml.rels"], "worksheets/0.xml", "../xl/worksheets/0.xml");
                          replace(p["ark/_rels/workbook22.xml.rels"], "sharedStrings.xml", "/xl/sharedStrings.xml");
                          replace(p["ark/_rels/workbook22.xml.rels"], "styles.xml", "./../xl/styles.xml");
                      }),
                      built_in())),
        right);
    EXPECT_EQ(error_of(changed([](Parts& p) { p.erase("xl/sharedStrings.xml"); }), built_in()), "data.error.xlsx.part");
    EXPECT_EQ(error_of(changed([&](Parts& p) { p["XL/workbook.xml"] = p["xl/workbook.xml"]; }), built_in()),
              "data.error.xlsx.part");
}

// --- Text as others write it ---

TEST(Dialects, OfDelimitedText) {
    const Doubles right{-3.2, 1.5};
    for (const std::string rows :
         {// Line ends of an old Mac, of Windows and of both at once.
          "Kommun-id;\xC5r;Nyckeltals-id;V\xE4rde\r0126;2022;N20900;-3,2\r0127;2022;N20900;1,5\r",
          "Kommun-id;\xC5r;Nyckeltals-id;V\xE4rde\r\n0126;2022;N20900;-3,2\r\n0127;2022;N20900;1,5",
          "Kommun-id;\xC5r;Nyckeltals-id;V\xE4rde\r\r\n0126;2022;N20900;-3,2\r\r\n0127;2022;N20900;1,5\r\r\n",
          // Spaces around quotes, and quotes that a backslash keeps.
          "\"Kommun\", \"Nyckeltals-id\", \"År\", \"Värde\"\n\"Huddinge\", \"N20900\", \"2022\", \"-3,2\"\n"
          "\"Botkyrka\" ,\"N20900\" , \"2022\",  \"1,5\"\n",
          "Kommun;Anm;Nyckeltals-id;År;Värde\nHuddinge;\"a \\\"b\\\"; c\";N20900;2022;-3,2\n"
          "Botkyrka;\"C:\\\";N20900;2022;1,5\n",
          // What Excel believes.
          "sep=|\nKommun-id|År|Nyckeltals-id|Värde\n0126|2022|N20900|-3,2\n0127|2022|N20900|1,5\n",
          "SEP=,\r\nKommun-id,År,Nyckeltals-id,Värde\r\n0126,2022,N20900,\"-3,2\"\r\n0127,2022,N20900,\"1,5\"\r\n",
          "Kommun-id|År|Nyckeltals-id|Värde\n0126|2022|N20900|-3,2\n0127|2022|N20900|1,5\n"}) {
        EXPECT_EQ(values(import(rows, built_in())), right) << rows;
    }
}

TEST(Dialects, KeepTheirLinesAndQuotes) {
    CsvReader csv("a;\"b \\\"c\\\"\"\r\"d\re\" ;\"f\"\"g\"\rh;\"i\\\"\r", "f.csv", ';');
    EXPECT_EQ(csv.header(), (Strings{"a", "b \"c\""}));
    ASSERT_TRUE(csv.next());
    EXPECT_EQ(csv.fields()[0], "d\re");
    EXPECT_EQ(csv.fields()[1], "f\"g");
    ASSERT_TRUE(csv.next());
    EXPECT_EQ(csv.line(), 4);
    EXPECT_EQ(csv.fields()[1], "i\\");
    EXPECT_FALSE(csv.next());
    EXPECT_FALSE(csv.problem());
}

TEST(OtherForms, SayWhatTheyAreAndWhatToDo) {
    const std::map<std::string, std::string> forms{
        {"\n <!DOCTYPE html><html>", "data.error.form.html"},
        {"\xEF\xBB\xBF<table><tr>", "data.error.form.html"},
        {"<?xml version=\"1.0\"?><html xmlns=\"a\">", "data.error.form.html"},
        {"<?xml version=\"1.0\"?><Workbook>", "data.error.form.xml"},
        {"%PDF-1.7", "data.error.form.pdf"},
        {"\x1F\x8B\x08", "data.error.form.packed"},
        {std::string("\x09\x08\x08\0", 4), "data.error.xlsx.old_format"},
        {std::string("\ta\tb\0", 5), "data.error.import.binary"},
        {std::string("\x09\x04\x06\0", 4), "data.error.xlsx.old_format"},
        {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "data.error.xlsx.old_format"},
        {test::package({{"content.xml", ""}, {"mimetype", "application/vnd.oasis.opendocument.spreadsheet"}}),
         "data.error.form.ods"},
        {test::package({{"xl/workbook.bin", ""}, {"[Content_Types].xml", ""}}), "data.error.form.xlsb"},
        {test::package({{"a.csv", ""}}), "data.error.form.packed"},
        {test::package({{"word/document.xml", ""}, {"_rels/.rels", ""}}), "data.error.form.document"},
        {"{\\rtf1", "data.error.form.document"},
        {"CHARSET=\"ANSI\";", "data.error.form.px"},
        {"[{\"kpi\": 1}]", "data.error.import.json_stat"},
        {" \r\n", "data.error.form.empty"},
        {"", "data.error.form.empty"}};
    for (const auto& [bytes, key] : forms) {
        EXPECT_EQ(error_of(bytes, built_in(), {}, "siffror.csv"), key) << bytes;
    }
}

TEST(Units, AHeaderThatSaysAnotherIsRefused) {
    auto in_tkr = mapping();
    in_tkr.front().columns[Role::value] = {"belopp (tkr)"};
    EXPECT_EQ(error_of("Kommun;Verksamhet;År;Belopp (tkr)\nHuddinge;Äldreomsorg;2026;5000\n", in_tkr, label),
              "data.error.import.header_unit");
    in_tkr.front().unit = FileUnit::tkr;
    EXPECT_EQ(values(import("Kommun;Verksamhet;År;Belopp (tkr)\nHuddinge;Äldreomsorg;2026;5000\n", in_tkr, label)),
              Doubles{5});
    in_tkr.front().columns[Role::value] = {"mkrona"};
    EXPECT_EQ(values(import("Kommun;Verksamhet;År;Mkrona\nHuddinge;Äldreomsorg;2026;5000\n", in_tkr, label)),
              Doubles{5});
}

TEST(Series, ASuggestionIsOneThatIsRead) {
    EXPECT_EQ(findings(import("region;verksamhet;nettokostnad 2023\n0126 Huddinge;Äldreomsorg;1\n", built_in())),
              Strings{"error data.finding.series_unread 2:15 ×1"});
}

TEST(Series, ARowThatSumsUpOthersIsNoFault) {
    const auto read = import(
        "Kommun;År;Nyckeltal;Värde\nHuddinge;2022;N20900;5\nHuddinge;2022;Summa kostnader;5\n"
        "Totalt;2022;N20900;5\nHuddinge;2022;Summering;5\n",
        built_in());
    EXPECT_EQ(read.values.size(), 1U);
    EXPECT_EQ(findings(read), (Strings{"remark data.finding.sum_row 3:15 ×1", "remark data.finding.sum_row 4:1 ×1",
                                       "error data.finding.series_unread 5:15 ×1"}));
}

TEST(Series, ManyThatNobodyKnowsTakeNoTime) {
    std::string rows = "Kommun;År;Nyckeltal;Värde\n";
    for (int i = 0; i < 20'000; ++i) {
        rows += "Huddinge;2022;Kostnad per elev i kommunal grundskola hemkommun, kr/elev;5\n";
    }
    rows += "Huddinge;2022;" + std::string(2'000'000, 'x') + ";5\n" + std::string(2'000'000, 'y') + ";2022;N20900;5\n";
    const auto read = import(rows, built_in());
    EXPECT_EQ(read.values.size(), 0U);
    EXPECT_EQ(read.findings.size(), 3U);
    EXPECT_EQ(read.findings.front().values, 20'000U);
}

TEST(Series, AMisspeltTitleSuggestsTheNearest) {
    EXPECT_EQ(findings(import("Kommun;År;Nyckeltal;Värde\nHuddinge;2022;Nettokostnadsavvikelse äldreomsrg, (%);1\n"
                              "Huddinge;2022;Något annat;1\n",
                              built_in())),
              (Strings{"error data.finding.series_misspelt 2:15 ×1", "error data.finding.series_unread 3:15 ×1"}));
}

}  // namespace
}  // namespace skattekrona
