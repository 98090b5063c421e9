// Whatever is in a table, it is no wider than the terminal and says all that is in it.
#include "core/spelling.hpp"
#include "document/writers.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace skattekrona {
namespace {

const Wording swedish{Catalogue::built_in(), Language::swedish};

/// One to four words of up to `longest` letters, å, ä and ö among them.
std::string some_words(std::size_t longest) {
    static const std::vector<std::string> letters{"a", "e", "å", "ä", "ö", "N", "9", "–", "\u00A0", "-"};
    std::string text;
    for (int words = *rc::gen::inRange(1, 5); words > 0; --words) {
        text += text.empty() ? "" : " ";
        for (auto count = *rc::gen::inRange<std::size_t>(1, longest + 1); count > 0; --count) {
            text += *rc::gen::elementOf(letters);
        }
    }
    return text;
}

Table some_table(std::size_t longest) {
    Table table;
    const auto columns = *rc::gen::inRange<std::size_t>(1, 15);
    for (std::size_t c = 0; c < columns; ++c) {
        const bool text = *rc::gen::arbitrary<bool>();
        table.columns.push_back({.key = "",
                                 .title = some_words(longest),
                                 .unit = *rc::gen::elementOf(std::vector<std::string>{"", "mnkr", "kr/inv"}),
                                 .text = text,
                                 .bar = !text && *rc::gen::arbitrary<bool>()});
    }
    const auto rows = *rc::gen::inRange<std::size_t>(0, 6);
    for (std::size_t r = 0; r < rows; ++r) {
        auto& row = table.rows.emplace_back();
        for (std::size_t c = 0; c < columns; ++c) {
            // The place makes what stands in it different from all else.
            const auto place = static_cast<double>(1000 * (r + 1) + c);
            const bool known = *rc::gen::weightedElement<bool>({{4, true}, {1, false}});
            row.push_back(table.columns[c].text ? Cell{fmt::format("{} {:.0f}", some_words(longest), place)}
                          : known               ? Cell{Number{*rc::gen::elementOf(std::vector{-1, 1}) * place, 1, true}}
                                                : Cell{});
        }
    }
    table.last_is_total = *rc::gen::arbitrary<bool>();
    table.notes = {some_words(longest)};
    return table;
}

std::string shown(const Table& table, std::size_t width) {
    Document document;
    document.title = "Rubrik";
    document.blocks = {table, Paragraph{table.notes.front(), true}};
    return write_terminal(document, swedish, width, false);
}

void assert_no_line_is_wider(std::string_view text, std::size_t width) {
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        RC_ASSERT(display_width(line) <= width);
        text.remove_prefix(std::min(line.size() + 1, text.size()));
    }
}

RC_GTEST_PROP(Terminal, ATableFitsTheWidthAndSaysAllThatIsInIt, ()) {
    const Table table = some_table(20);
    const auto width = *rc::gen::inRange<std::size_t>(60, 201);
    const std::string text = shown(table, width);
    assert_no_line_is_wider(text, width);
    const auto assert_said = [&](std::string words) {
        for (std::size_t end = 0; !words.empty(); words.erase(0, end + 1)) {
            end = std::min(words.find(' '), words.size() - 1);
            const std::size_t length = words[end] == ' ' ? end : end + 1;
            RC_ASSERT(text.find(words.substr(0, length)) != std::string::npos);
        }
    };
    for (const auto& column : table.columns) {
        assert_said(column.title);
        assert_said(column.unit);
    }
    for (const auto& row : table.rows) {
        for (const auto& cell : row) {
            assert_said(cell_words(cell, swedish));
        }
    }
}

RC_GTEST_PROP(Terminal, EvenWordsLongerThanALineStayWithinTheWidth, ()) {
    const auto width = *rc::gen::inRange<std::size_t>(60, 201);
    assert_no_line_is_wider(shown(some_table(150), width), width);
}

}  // namespace
}  // namespace skattekrona
