// Intervals: one cell to read, columns of figures to compute with.
#include "document/writers.hpp"

#include <gtest/gtest.h>

namespace skattekrona {
namespace {

const Wording swedish{Catalogue::built_in(), Language::swedish};

Column spread(std::string key) {
    return {
        .key = std::move(key), .title = "Netto", .unit = "mnkr", .text = true, .interval = {{"median", "P10", "P90"}}};
}

TEST(Intervals, AreReadInOneCell) {
    EXPECT_EQ(cell_words(Interval{{4021}, {3940}, {4105}}, swedish), "4\u00A0021 (3\u00A0940–4\u00A0105)");
    EXPECT_EQ(cell_words(Interval{{-2, 0, true}, {-4, 0, true}, {1, 0, true}, true}, swedish), "−2 (−4 till +1)");
    EXPECT_EQ(cell_words(Interval{{missing}, {3}, {9}}, swedish), "3–9");
    EXPECT_EQ(cell_words(Interval{{missing}, {-3}, {9}, true}, swedish), "−3 till 9");
    EXPECT_EQ(cell_words(Interval{{0}, {missing}, {missing}, false, "0 (ej skild från 0)"}, swedish),
              "0 (ej skild från 0)");
}

TEST(Intervals, StandApartAsFigures) {
    Table table{"", {{"year", "År", ""}, spread("net")}};
    table.rows = {{Year{2022}, Number{5}}, {Year{2023}, Interval{{6}, {4}, {8}}}, {Year{2024}, Cell{}}};
    const Table figures = apart(table);
    ASSERT_EQ(figures.columns.size(), 4U);
    EXPECT_EQ(figures.columns[1].title.text(), "Netto, median");
    EXPECT_EQ(figures.columns[2].key, "net_low");
    EXPECT_EQ(figures.columns[3].title.text(), "Netto, P90");
    EXPECT_FALSE(figures.columns[1].text);
    const auto value = [&](std::size_t row, std::size_t column) {
        const auto* number = std::get_if<Number>(&figures.rows[row][column]);
        return number == nullptr ? -1 : number->value;
    };
    // What nothing is uncertain about is the middle; what is missing stays so.
    EXPECT_EQ(value(0, 1), 5);
    EXPECT_EQ(value(0, 2), -1);
    EXPECT_EQ(value(1, 1), 6);
    EXPECT_EQ(value(1, 2), 4);
    EXPECT_EQ(value(1, 3), 8);
    EXPECT_EQ(value(2, 1), -1);
}

TEST(Intervals, WithoutAMiddleAreTwoColumns) {
    Table table{"", {spread("rank")}};
    table.rows = {{Interval{{missing}, {3}, {9}}}};
    EXPECT_EQ(apart(table).columns.size(), 2U);
    Document document;
    document.data = table;
    EXPECT_EQ(write_csv(document, CsvDialect::standard), "rank_low,rank_high\r\n3,9\r\n");
}

}  // namespace
}  // namespace skattekrona
