#pragma once

#include "report/document.hpp"

#include <cstddef>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace skattekrona {

/// A workbook for Excel, written to a file that is named: numbers are numbers, a missing figure is an empty
/// cell, and the same rows give the same bytes.
class Workbook {
public:
    explicit Workbook(const std::string& path);
    ~Workbook();
    Workbook(const Workbook&) = delete;
    Workbook& operator=(const Workbook&) = delete;

    /// Begins a sheet with a bold header that stands still; what follows goes there. The title is made into a name
    /// that Excel takes: 31 characters at most, none of []:*?/\, and no name twice.
    void begin_sheet(const std::string& title, std::span<const Column> columns, std::span<const std::size_t> widths);
    /// Begins a sheet of text.
    void begin_sheet(const std::string& title);
    void add_row(std::span<const Cell> cells, bool bold = false);
    void add_text(const std::string& text, bool bold = false);

    /// Writes it; an empty answer is success, otherwise why it could not be.
    std::string close();

private:
    struct Library;
    std::unique_ptr<Library> library_;
    std::set<std::string> names_;
};

/// A sheet per table with its notes under it, and last the document's text with source and provenance. Gives what
/// Workbook::close does.
std::string write_xlsx(const Document& document, const Wording& wording, const std::string& path);

}  // namespace skattekrona
