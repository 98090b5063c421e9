#pragma once

#include "core/diagnostic.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace skattekrona {

/// One cell as it stands in its file.
struct FileCell {
    enum class Kind : std::uint8_t {
        text,
        /// The file says itself that it is a number: `text` has a decimal point whatever signs people use.
        number,
        /// A formula whose value the file does not hold.
        uncalculated
    };

    std::string_view text;
    /// Where it stands on its line: character in a text, column in a workbook; from 1.
    int column = 0;
    Kind kind = Kind::text;
    /// It is part of a merged cell, whose text it has below the first row too.
    bool merged = false;
    /// How many columns that is merged over, in its first.
    std::uint16_t columns = 1;
};

/// A row and the line of its text or workbook, from 1.
struct FileRow {
    std::span<const FileCell> cells;
    int line = 0;
};

/// Rows of cells with their places, whatever kind of file they come from. Rows need not be equally long. Those of a
/// text are made as they are read, so that a large file takes no more memory than its text.
class FileTable {
public:
    /// `name` is the sheet's name, empty where a file holds one table.
    FileTable(std::string file, std::string name, bool hidden = false)
        : file_(std::move(file)), name_(std::move(name)), hidden_(hidden) {}

    // Cells point into the table's own texts, which a copy would leave behind.
    FileTable(const FileTable&) = delete;
    FileTable& operator=(const FileTable&) = delete;
    FileTable(FileTable&&) = default;
    FileTable& operator=(FileTable&&) = default;
    ~FileTable() = default;

    const std::string& file() const { return file_; }
    const std::string& name() const { return name_; }
    /// A sheet that a reader of the workbook does not see.
    bool hidden() const { return hidden_; }
    /// Rows of a sheet that its reader does not see, such as those a filter has put away.
    std::size_t hidden_rows() const { return hidden_rows_; }
    void begin_hidden_row(int line) {
        begin_row(line);
        ++hidden_rows_;
    }
    /// A row that ends early has empty cells at its end; in a text it has been cut off.
    bool gaps_are_empty() const { return !delimiter_; }
    std::size_t rows() const { return rows_; }
    /// Calls `visit` with each row in order as long as it answers true. What a row holds is gone with the next one.
    void visit_rows(const std::function<bool(const FileRow&)>& visit) const;

    /// Makes it the table of a delimited text (RFC 4180, and what programs write beside it) in UTF-8; empty lines are
    /// left out.
    static Result<FileTable> of_text(std::string text, const std::string& file);

    void begin_row(int line) {
        begins_.push_back(cells_.size());
        lines_.push_back(line);
        ++rows_;
    }
    void add(FileCell cell) { cells_.push_back(cell); }
    /// A text that lives as long as the table, for cells to stand in.
    std::string_view keep(std::string text) { return kept_.emplace_back(std::move(text)); }

private:
    /// Until `visit` has had enough; what is wrong with the text, if anything.
    std::optional<Diagnostic> visit_text(const std::function<bool(const FileRow&)>& visit) const;

    std::string file_;
    std::string name_;
    bool hidden_;
    std::size_t rows_ = 0;
    std::size_t hidden_rows_ = 0;
    /// Of a text, which is the one that is kept.
    std::optional<char> delimiter_;
    std::vector<FileCell> cells_;
    std::vector<std::size_t> begins_;
    std::vector<int> lines_;
    std::deque<std::string> kept_;
};

void append_utf8(std::string& out, char16_t letter);

enum class Encoding { automatic, utf8, cp1252 };

/// Bytes as UTF-8 without byte order mark. `automatic` is UTF-8 where the bytes are that, otherwise Windows-1252.
/// UTF-16, bytes that no text has and those that the encoding leaves undefined are problems with their line and column.
Result<std::string> decode(std::string bytes, Encoding encoding, const std::string& file);

/// The delimiter that most of the first lines have: ; tab , or |, the first of those that are even. A comma may also
/// be a decimal sign.
char sniff_delimiter(std::string_view text);

/// Which sign an Excel file says that it is delimited by ("sep=;" in its first line), if it does.
std::optional<char> stated_delimiter(std::string_view text);

}  // namespace skattekrona
