#pragma once

#include "core/diagnostic.hpp"

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skattekrona {

/// Reads records separated by commas or another sign (RFC 4180) from memory without copying, and knows where each field
/// stands. Also what programs write beside the norm: lines that end in a carriage return alone, spaces around quotes,
/// and \" inside them. The text must outlive the reader.
class CsvReader {
public:
    CsvReader(std::string_view text, std::string file, char delimiter = ',');

    /// The header's field names; an empty file has none.
    const std::vector<std::string>& header() const { return header_; }
    /// Position of a header field.
    std::optional<std::size_t> column(std::string_view name) const;

    /// Moves to the next record; false at the end or at the first malformed record (then `problem` is set).
    bool next();
    /// The same for a file of figures: the fields after the first `texts` as numbers, missing where a field is empty,
    /// and false at the first that is no finite decimal number.
    bool next_of_numbers(std::size_t texts, std::vector<double>& numbers);
    /// The same as `next` for a file whose records need not be as long as its header.
    bool next_of_any_length();
    const std::vector<std::string_view>& fields() const { return fields_; }
    /// Where each field begins on its line, from 1.
    const std::vector<int>& columns() const { return columns_; }
    /// The line that the record begins on, from 1.
    int line() const { return line_; }
    /// The field as a number: nullopt where it is empty, and a problem where it is no finite decimal number.
    std::optional<double> number(std::size_t field);
    /// The field as a whole number.
    std::optional<int> integer(std::size_t field);

    /// Adds a problem at a field of the current record and stops the reading.
    void report(std::size_t field, std::string message_key,
                std::vector<std::pair<std::string, Message::Argument>> arguments = {});
    const std::optional<Diagnostic>& problem() const { return problem_; }

private:
    void read_record();
    /// False, and nothing read, where the record is anything but bare texts and plain numbers, as many as the header
    /// has.
    bool read_plain_record(std::size_t texts, std::vector<double>& numbers);

    std::string_view rest_;
    std::string file_;
    char delimiter_;
    int line_ = 0;
    int next_line_ = 1;
    std::vector<std::string> header_;
    std::vector<std::string_view> fields_;
    std::vector<int> columns_;
    std::deque<std::string> unescaped_;
    std::optional<Diagnostic> problem_;
};

}  // namespace skattekrona
