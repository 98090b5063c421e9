#pragma once

#include "core/diagnostic.hpp"

#include <cstddef>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace skattekrona {

/// One cell as it stands in its file.
struct FileCell {
    std::string_view text;
    /// Where it stands on its line: character in a text, column in a workbook; from 1.
    int column = 0;
    /// The file says itself that it is a number: `text` has a decimal point whatever signs people use.
    bool number = false;
};

/// Rows of cells with their places, whatever kind of file they come from. Rows need not be equally long.
class FileTable {
public:
    /// `name` is the sheet's name, empty where a file holds one table. In `gaps_are_empty` a row that ends early has
    /// empty cells at its end; otherwise it has been cut off.
    FileTable(std::string file, std::string name, bool gaps_are_empty)
        : file_(std::move(file)), name_(std::move(name)), gaps_are_empty_(gaps_are_empty) {}

    // Cells point into the table's own texts, which a copy would leave behind.
    FileTable(const FileTable&) = delete;
    FileTable& operator=(const FileTable&) = delete;
    FileTable(FileTable&&) = default;
    FileTable& operator=(FileTable&&) = default;
    ~FileTable() = default;

    const std::string& file() const { return file_; }
    const std::string& name() const { return name_; }
    bool gaps_are_empty() const { return gaps_are_empty_; }
    std::size_t rows() const { return lines_.size(); }
    std::span<const FileCell> row(std::size_t index) const {
        const std::size_t end = index + 1 < begins_.size() ? begins_[index + 1] : cells_.size();
        return std::span(cells_).subspan(begins_[index], end - begins_[index]);
    }
    /// Line of a text or row of a workbook, from 1.
    int line(std::size_t row) const { return lines_[row]; }

    void begin_row(int line) {
        begins_.push_back(cells_.size());
        lines_.push_back(line);
    }
    void add(FileCell cell) { cells_.push_back(cell); }
    /// A text that lives as long as the table, for cells to stand in.
    std::string_view keep(std::string text) { return kept_.emplace_back(std::move(text)); }

private:
    std::string file_;
    std::string name_;
    bool gaps_are_empty_;
    std::vector<FileCell> cells_;
    std::vector<std::size_t> begins_;
    std::vector<int> lines_;
    std::deque<std::string> kept_;
};

enum class Encoding { automatic, utf8, cp1252 };

/// Bytes as UTF-8 without byte order mark. `automatic` is UTF-8 where the bytes are that, otherwise Windows-1252.
/// UTF-16, bytes that no text has and those that the encoding leaves undefined are problems with their line and column.
Result<std::string> decode(std::string bytes, Encoding encoding, const std::string& file);

/// The delimiter that most of the first lines have: ; tab or comma, the first of those that are even. A comma may also
/// be a decimal sign.
char sniff_delimiter(std::string_view text);

/// Delimited text (RFC 4180) in UTF-8 as a table; empty lines are left out.
Result<FileTable> read_delimited(std::string text, const std::string& file);

}  // namespace skattekrona
