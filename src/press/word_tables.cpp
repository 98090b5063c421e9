#include "press/word_tables.hpp"

#include <string_view>
#include <vector>

namespace skattekrona {

namespace {

/// Rows below the heading.
constexpr std::size_t short_table = 12;
constexpr std::string_view keep = "<w:keepNext />";

/// Where the parts that begin so stand between two places.
std::vector<std::size_t> places_of(const std::string& text, std::string_view part, std::size_t from, std::size_t to) {
    std::vector<std::size_t> places;
    for (std::size_t at = text.find(part, from); at < to; at = text.find(part, at + part.size())) {
        places.push_back(at);
    }
    return places;
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
    return text;
}

/// A row that no page's end goes through, on the same page as the next where that is asked for.
std::string whole_row(std::string row, bool with_next) {
    constexpr std::string_view properties = "<w:trPr>";
    constexpr std::string_view whole = "<w:cantSplit />";
    if (const std::size_t at = row.find(properties); at != std::string::npos) {
        row.insert(at + properties.size(), whole);
    } else {
        row.insert(std::string_view("<w:tr>").size(), "<w:trPr>" + std::string(whole) + "</w:trPr>");
    }
    constexpr std::string_view style = R"(<w:pStyle w:val="Compact" />)";
    return with_next ? replaced(std::move(row), style, std::string(style) + std::string(keep)) : row;
}

std::string whole_table(const std::string& table) {
    const auto rows = places_of(table, "<w:tr>", 0, table.size());
    std::string out = table.substr(0, rows.empty() ? table.size() : rows.front());
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const bool last = r + 1 == rows.size();
        const bool kept = r == 0 || (rows.size() <= short_table + 1 && !last);
        out += whole_row(table.substr(rows[r], (last ? table.size() : rows[r + 1]) - rows[r]), kept);
    }
    return out;
}

}  // namespace

std::string laid_out_for_pages(std::string document) {
    std::string out;
    std::size_t done = 0;
    for (const std::size_t table : places_of(document, "<w:tbl>", 0, document.size())) {
        const std::size_t end = document.find("</w:tbl>", table);
        out += document.substr(done, table - done) + whole_table(document.substr(table, end - table));
        done = end;
    }
    out += document.substr(done);
    // A picture's caption stands in the paragraph after it.
    for (std::size_t at = out.find("<w:drawing>"); at != std::string::npos; at = out.find("<w:drawing>", at + 1)) {
        const std::size_t style = out.rfind("<w:pStyle", at);
        const std::size_t after = out.find("/>", style) + 2;
        out.insert(after, keep);
        at += keep.size();
    }
    return out;
}

}  // namespace skattekrona
