#include "document/writers.hpp"
#include "plot/charts.hpp"
#include "support/files.hpp"

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
