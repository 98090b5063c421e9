#include "document/writers.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace skattekrona {

namespace {

/// A spreadsheet would run the word, whatever spaces are before it; some take the wide signs of Chinese and Japanese
/// for the same.
bool begins_like_formula(std::string_view word) {
    word.remove_prefix(std::min(word.find_first_not_of(' '), word.size()));
    constexpr std::array<std::string_view, 4> wide{"＝", "＋", "－", "＠"};
    return word.substr(0, 1).find_first_of("=+-@") == 0 ||
           std::ranges::any_of(wide, [&](std::string_view sign) { return word.starts_with(sign); });
}

char separator_of(CsvDialect dialect) { return dialect == CsvDialect::excel_sv ? ';' : ','; }

struct CsvCell {
    CsvDialect dialect;

    std::string operator()(std::monostate) const { return ""; }
    std::string operator()(Year year) const { return fmt::format("{}", year.value); }
    std::string operator()(const Number& number) const {
        // Six decimals are whole kronor in mnkr, more than any figure's own precision.
        std::string text = fmt::format("{:.6f}", number.value);
        text.erase(text.find_last_not_of('0') + 1);
        if (text.ends_with('.')) {
            text.pop_back();
        }
        if (text == "-0") {
            text = "0";
        }
        if (dialect == CsvDialect::excel_sv) {
            std::ranges::replace(text, '.', ',');
        }
        return text;
    }
    std::string operator()(const ShownText& word) const { return csv_word(word, dialect); }
    std::string operator()(const Link& link) const { return csv_word(link.text, dialect); }
    /// Stands in columns of its own.
    std::string operator()(const Interval&) const { return ""; }
};

}  // namespace

std::string csv_word(const ShownText& word, CsvDialect dialect) {
    std::string safe = begins_like_formula(word) ? "'" + word.text() : word.text();
    // A text is one line.
    if (safe.find(separator_of(dialect)) == std::string::npos && safe.find('"') == std::string::npos) {
        return safe;
    }
    std::string quoted = "\"";
    std::string_view rest = safe;
    for (std::size_t quote = rest.find('"'); quote != std::string_view::npos; quote = rest.find('"')) {
        quoted += rest.substr(0, quote + 1);
        quoted += '"';
        rest.remove_prefix(quote + 1);
    }
    quoted += rest;
    return quoted += '"';
}

std::string write_csv(const Document& document, CsvDialect dialect) {
    const char separator = separator_of(dialect);
    const CsvCell words{dialect};
    std::string out = dialect == CsvDialect::excel_sv ? "\xEF\xBB\xBF" : "";
    const auto end_line = [&] {
        out.back() = '\r';
        out += '\n';
    };
    const Table figures = has_intervals(document.data) ? apart(document.data) : Table{};
    const Table& data = has_intervals(document.data) ? figures : document.data;
    for (const auto& column : data.columns) {
        out += csv_word(column.key, dialect) + separator;
    }
    end_line();
    for (const auto& row : data.rows) {
        for (const auto& cell : row) {
            out += std::visit(words, cell) + separator;
        }
        end_line();
    }
    return out;
}

}  // namespace skattekrona
