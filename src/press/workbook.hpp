#pragma once

#include "core/diagnostic.hpp"
#include "document/document.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace skattekrona {

/// How a cell stands out; an input is coloured, since a reader may change it.
enum class Look { plain, bold, header, total, input };

/// A cell and what a workbook makes of it.
struct BookCell {
    Cell cell;
    Look look = Look::plain;
    /// As a workbook writes it, the cell's figure being its value; empty where there is only the figure.
    std::string formula{};
};

/// A workbook for Excel, written to a file that is named: numbers are numbers, a missing figure is an empty
/// cell, and the same rows give the same bytes. A text longer than a cell can hold is cut, and says so.
class Workbook {
public:
    Workbook(const std::string& path, const Wording& words);
    ~Workbook();
    Workbook(const Workbook&) = delete;
    Workbook& operator=(const Workbook&) = delete;

    /// Begins a sheet with a bold header that stands still, beside a first column that does too; what follows goes
    /// there. The title is made into a name that Excel takes: 31 characters at most, none of []:*?/\, and no name
    /// twice. Printed across one page, lying.
    void begin_sheet(const std::string& title, std::span<const Column> columns, std::span<const std::size_t> widths);
    /// Begins a sheet of text.
    void begin_sheet(const std::string& title);
    void add_row(std::span<const Cell> cells);
    void add_row(std::span<const BookCell> cells);
    /// Running text across the columns, on as many lines as it needs.
    void add_text(const std::string& text, Look look = Look::plain);

    /// Writes it; nothing is success, otherwise why it could not be.
    std::optional<Message::Argument> close();

private:
    struct Library;
    std::unique_ptr<Library> library_;
    std::set<std::string> names_;
    std::vector<std::size_t> widths_;
};

/// The bytes of what is written into a workbook.
Result<std::string> workbook_bytes(const Wording& words, const std::function<void(Workbook&)>& write);

/// A sheet per table, with formulas where its columns say so and its notes and source under it, and last the document's
/// text with provenance.
Result<std::string> workbook_of(const Document& document, const Wording& wording);

}  // namespace skattekrona
