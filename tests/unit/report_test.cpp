#include "plot/charts.hpp"
#include "report/answers.hpp"
#include "report/writers.hpp"
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
    EXPECT_NE(text.find("| --- | ---: | ---: |"), std::string::npos);
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

TEST(Html, EscapesWhatAPageCouldRun) {
    Document document = small_document();
    Chart chart{"c", "</script><b>", "", ""};
    chart.spec = {{"usermeta", {{"columns", nlohmann::ordered_json::array()}}},
                  {"datasets", {{"rows", nlohmann::ordered_json::array()}}},
                  {"x", "</script><b>"}};
    document.blocks.emplace_back(ChartRow{{chart}});
    const std::string page = write_html(document, swedish, {"", "", ""});
    EXPECT_EQ(page.find("</script><b>"), std::string::npos);
    EXPECT_NE(page.find("Rubrik &lt;1&gt;"), std::string::npos);
}

}  // namespace
}  // namespace skattekrona
