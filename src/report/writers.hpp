#pragma once

#include "report/document.hpp"

#include <cstddef>
#include <string>

namespace skattekrona {

/// Plain text for a terminal, no line wider than `width` (60 characters or more). A table that is too wide goes on
/// below itself. `styled`: bold and colour by escape codes, never the only cue.
std::string write_terminal(const Document& document, const Wording& wording, std::size_t width, bool styled);

/// How a CSV file is laid out.
enum class CsvDialect {
    /// RFC 4180: comma, decimal point.
    standard,
    /// What Excel opens on a Swedish computer: semicolon, decimal comma, byte order mark.
    excel_sv,
};
/// The document's data: numbers ungrouped, missing figures empty.
std::string write_csv(const Document& document, CsvDialect dialect);

/// A word as it stands in a CSV file: quoted where it must be, and never a formula to a spreadsheet.
std::string csv_word(const std::string& word, CsvDialect dialect);

std::string write_markdown(const Document& document, const Wording& wording);

/// What an HTML page is dressed in: a style sheet, the page's own script and the chart libraries, all inlined.
struct PageParts {
    std::string style;
    std::string script;
    std::string libraries;
};
/// One self-contained page that asks the network for nothing.
std::string write_html(const Document& document, const Wording& wording, const PageParts& parts);

/// The page's text of a cell.
std::string cell_words(const Cell& cell, const Wording& wording);

}  // namespace skattekrona
