#pragma once

#include "document/document.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

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
std::string csv_word(const ShownText& word, CsvDialect dialect);

/// A chart's picture: its file, and its width on paper.
struct MarkdownPicture {
    std::string file;
    double centimetres = 0;
};
/// `pictures`: by chart id, shown instead of the chart's table.
std::string write_markdown(const Document& document, const Wording& wording,
                           const std::map<std::string, MarkdownPicture, std::less<>>& pictures);

/// The words as markdown shows them, whatever signs they hold.
std::string markdown_words(std::string_view words);

/// Who a page comes from, shown at its top; either may be empty.
struct Letterhead {
    ShownText name;
    /// A data URI.
    std::string logo;
};

/// What an HTML page is dressed in, all inlined. A page for paper has no scripts.
struct PageParts {
    Letterhead letterhead;
    /// @font-face rules; apart from the rest, since a picture saved from the page takes them along.
    std::string fonts;
    std::string style;
    std::string script;
    std::vector<std::string> libraries;
    /// SVG by chart id: what is seen where scripts are off, and on paper.
    std::map<std::string, std::string, std::less<>> stills;
};
/// One self-contained page that asks the network for nothing.
std::string write_html(const Document& document, const Wording& wording, const PageParts& parts);

/// The page's text of a cell.
std::string cell_words(const Cell& cell, const Wording& wording);

}  // namespace skattekrona
