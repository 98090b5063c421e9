#include "core/spelling.hpp"
#include "data/xlsx.hpp"
#include "document/writers.hpp"
#include "plot/charts.hpp"
#include "press/workbook.hpp"
#include "support/files.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace skattekrona {
namespace {

const Wording swedish(Catalogue::built_in(), Language::swedish);

Document small_document() {
    Document document;
    document.title = "Rubrik <1>";
    document.data = {"", {{"name", "Namn", "", true}, {"amount", "Belopp", "mnkr"}, {"year", "År", ""}}};
    document.data.rows = {{std::string("a, \"b\""), Number{-1234.5, 1}, Year{2022}},
                          {std::string("=1+1"), Cell{}, Year{2021}}};
    document.blocks = {document.data};
    return document;
}

TEST(Csv, Rfc4180) {
    EXPECT_EQ(write_csv(small_document(), CsvDialect::standard),
              "name,amount,year\r\n\"a, \"\"b\"\"\",-1234.5,2022\r\n'=1+1,,2021\r\n");
}

TEST(Csv, AsSwedishExcelReadsIt) {
    EXPECT_EQ(write_csv(small_document(), CsvDialect::excel_sv),
              "\xEF\xBB\xBFname;amount;year\r\n\"a, \"\"b\"\"\";-1234,5;2022\r\n'=1+1;;2021\r\n");
}

TEST(Csv, NoWordIsAFormulaToASpreadsheet) {
    const auto written = [](const std::string& word) { return csv_word(word, CsvDialect::standard); };
    for (const auto* sign : {"=", "+", "-", "@", "＝", "＋", "－", "＠"}) {
        const std::string formula = sign + std::string("1+1");
        EXPECT_EQ(written(formula), "'" + formula);
        for (const auto* before : {"\t", "\r", "\n", " ", "\x1b"}) {
            EXPECT_EQ(written(before + formula), "' " + formula);
        }
    }
    EXPECT_EQ(written("\tord"), " ord");
    EXPECT_EQ(written("a = b"), "a = b");
}

/// Everywhere that a document has text, and in a chart.
Document document_of(const std::string& text) {
    Document document;
    document.title = text;
    document.source = text;
    document.data = {text, {{text, text, text, true}, {"amount", "b", text}, {"link", "l", "", true}}};
    document.data.rows = {{text, Number{1, 1}, Link{text, "a.html"}}};
    document.data.notes = {text};
    document.data.source = text;
    document.data.givens = {{"g", text, Number{1}}};
    Chart chart{"c", text, text, text};
    const Json column{{"field", text}, {"title", text}, {"decimals", 0}};
    chart.spec = {{"usermeta", {{"columns", std::vector<Json>{column}}}},
                  {"datasets", {{"rows", std::vector<Json>{Json{{text, text}}}}}},
                  {"config", {{"font", text}}}};
    document.blocks = {Heading{text}, Paragraph{text}, List{{text}}, document.data, ChartRow{{chart}}};
    document.trace = Fold{text, {Paragraph{text}, document.data}};
    return document;
}

TEST(Documents, HoldNothingThatAReaderOrATerminalWouldObey) {
    const Document document = document_of("a\x1b[31mb\a\u009bc\u202ed\u2067e\r\nf\tg\x7f\x9bh");
    PageParts parts{{"i\x1b\u202e", ""}, "", ""};
    parts.script = "0\n";
    for (const auto& text : {write_terminal(document, swedish, 80, false), write_markdown(document, swedish, {}),
                             write_csv(document, CsvDialect::standard), write_csv(document, CsvDialect::excel_sv),
                             write_html(document, swedish, parts)}) {
        EXPECT_EQ(text.find_first_of("\x1b\a\t\x7f"), std::string::npos) << text;
        EXPECT_EQ(first_fault_in_utf8(text), std::string::npos) << text;
        for (const auto* mark : {"\u009b", "\u202e", "\u2067"}) {
            EXPECT_EQ(text.find(mark), std::string::npos) << text;
        }
        EXPECT_NE(text.find("31mb"), std::string::npos) << text;
    }
    // A row of a file is one line.
    const std::string csv = write_csv(document, CsvDialect::standard);
    EXPECT_EQ(std::ranges::count(csv, '\n'), 2) << csv;
}

TEST(Markdown, EscapesAndAligns) {
    const std::string text = write_markdown(small_document(), swedish, {});
    EXPECT_NE(text.find("# Rubrik \\<1\\>"), std::string::npos);
    // Dashes as many as the widest cell, or word of the head, has characters, and three.
    EXPECT_NE(text.find("| --------- | -----------: | -------: |"), std::string::npos) << text;
    EXPECT_NE(text.find("| =1+1 | – | 2021 |"), std::string::npos);
}

TEST(Terminal, ATableIsNoWiderThanTheTerminal) {
    Document document;
    document.title = "x";
    document.blocks = {Table{"",
                             {{"a", "Text", "", true}, {"b", "Tal", ""}},
                             {{std::string("ett två tre fyra fem sex sju åtta nio tio elva tolv"), Number{1}}}}};
    const std::string text = write_terminal(document, swedish, 30, false);
    std::size_t start = 0;
    while (start < text.size()) {
        const std::size_t end = text.find('\n', start);
        std::size_t width = 0;
        for (std::size_t i = start; i < end; ++i) {
            width += (static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U ? 1U : 0U;
        }
        EXPECT_LE(width, 30U) << text.substr(start, end - start);
        start = end + 1;
    }
    EXPECT_NE(text.find("tolv"), std::string::npos);
}

Table deviations() {
    Table table{"", {{"area", "Område", "", true}, {.key = "d", .title = "Avvikelse", .unit = "%", .bar = true}}};
    table.rows = {{std::string("Förskola"), Number{-8, 1, true}},
                  {std::string("Skola"), Number{3, 1, true}},
                  {std::string("IFO"), Cell{}}};
    return table;
}

std::string in_terminal(const Table& table, std::size_t width, bool styled) {
    Document document;
    document.title = "x";
    document.blocks = {table};
    return write_terminal(document, swedish, width, styled);
}

TEST(Terminal, ADeviationHasABarOnItsSideOfZeroAndAMissingOneHasNone) {
    const std::string text = in_terminal(deviations(), 80, false);
    EXPECT_NE(text.find("−8,0  ████████│\n"), std::string::npos) << text;
    EXPECT_NE(text.find("+3,0          │███\n"), std::string::npos) << text;
    EXPECT_NE(text.find("IFO               –\n"), std::string::npos) << text;
}

TEST(Terminal, ColoursAreAnExtraToBars) {
    const std::string text = in_terminal(deviations(), 80, true);
    EXPECT_NE(text.find("\x1b[38;5;33m████████\x1b[0m│"), std::string::npos) << text;
    EXPECT_NE(text.find("│\x1b[38;5;208m███\x1b[0m"), std::string::npos) << text;
}

TEST(Terminal, BarsGoBeforeATableIsDivided) {
    Table table = deviations();
    table.columns.front().title = std::string(30, 'x');
    EXPECT_NE(in_terminal(table, 60, false).find("│"), std::string::npos);
    table.columns.push_back({"more", "Mycket_mer", ""});
    table.rows = {{std::string("Skola"), Number{3, 1, true}, Number{7}}, {std::string("IFO"), Number{1}, Number{7}}};
    EXPECT_EQ(in_terminal(table, 60, false).find("│"), std::string::npos);
    EXPECT_EQ(in_terminal(table, 60, false).find("fortsätter"), std::string::npos);
}

TEST(Terminal, ATableTooWideGoesOnBelowWithTheRowsNamesAndWithoutRowsThatSayNothingMore) {
    Table table{"", {{"year", "År", ""}}};
    for (int c = 0; c < 4; ++c) {
        table.columns.push_back({"c", std::string(10, static_cast<char>('a' + c)), "%"});
    }
    table.columns.push_back({"break", "Brott", "", true});
    table.rows = {{Year{2013}}, {Year{2014}}};
    for (auto& row : table.rows) {
        row.resize(5, Number{1});
        row.push_back(std::string());
    }
    table.rows.back().back() = std::string("kostnadsutjämningen ändrades");
    const std::string text = in_terminal(table, 62, false);
    EXPECT_NE(text.find("\nTabellen fortsätter:\n  År  Brott\n"), std::string::npos) << text;
    EXPECT_NE(text.find("─\n2014  kostnadsutjämningen ändrades\n"), std::string::npos) << text;
}

TEST(Terminal, AWordOfAMegabyteIsBrokenIntoLines) {
    const std::string word(1'000'000, 'x');
    const std::string text = in_terminal(Table{word, {{"a", word, "", true}}, {{word}}}, 80, false);
    EXPECT_EQ(std::ranges::count(text, 'x'), 1 + 3 * std::ssize(word));
    for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
        EXPECT_LE(display_width(text.substr(at, text.find('\n', at) - at)), 80U);
    }
}

TEST(Workbook, ATextTooLongForACellIsCutAndSaysSo) {
    for (const auto* letter : {"x", "å", "𝄞"}) {
        std::string text;
        for (int i = 0; i < 40'000; ++i) {
            text += letter;
        }
        const auto sheets = workbook_of(document_of(text), swedish).and_then([](const std::string& book) {
            return read_xlsx(book, "a.xlsx");
        });
        ASSERT_TRUE(sheets) << describe(sheets.error(), swedish);
        std::size_t cut = 0;
        for (const auto& sheet : *sheets) {
            sheet.visit_rows([&](const FileRow& row) {
                for (const auto& cell : row.cells) {
                    // Excel counts what lies beyond the first plane as two.
                    const auto wide = std::ranges::count(cell.text, letter[0]) * (std::string_view(letter).size() == 4);
                    EXPECT_LE(display_width(cell.text) + static_cast<std::size_t>(wide), 32'767U);
                    cut += cell.text.ends_with("rymmer inte mer.]") ? 1U : 0U;
                }
                return true;
            });
        }
        EXPECT_GT(cut, 5U);
    }
}

TEST(Html, EscapesWhatAPageCouldRun) {
    Document document = small_document();
    Chart chart{"c", "</script><b>", "", ""};
    chart.spec = {
        {"usermeta", {{"columns", Json::list()}}}, {"datasets", {{"rows", Json::list()}}}, {"x", "</script><b>"}};
    document.blocks.emplace_back(ChartRow{{chart}});
    const std::string page = write_html(document, swedish, {"", "", ""});
    EXPECT_EQ(page.find("</script><b>"), std::string::npos);
    EXPECT_NE(page.find("Rubrik &lt;1&gt;"), std::string::npos);
}

}  // namespace
}  // namespace skattekrona
