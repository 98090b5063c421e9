#include "data/csv.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace skattekrona {

CsvReader::CsvReader(std::string_view text, std::string file, char delimiter)
    : rest_(text), file_(std::move(file)), delimiter_(delimiter) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (rest_.starts_with(byte_order_mark)) {
        rest_.remove_prefix(byte_order_mark.size());
    }
    if (!rest_.empty()) {
        read_record();
        header_.assign(fields_.begin(), fields_.end());
    }
}

std::optional<std::size_t> CsvReader::column(std::string_view name) const {
    const auto found = std::ranges::find(header_, name);
    if (found == header_.end()) {
        return std::nullopt;
    }
    return static_cast<std::size_t>(found - header_.begin());
}

bool CsvReader::next_of_any_length() {
    if (problem_ || rest_.empty()) {
        return false;
    }
    read_record();
    return !problem_;
}

bool CsvReader::next() {
    if (!next_of_any_length()) {
        return false;
    }
    if (fields_.size() != header_.size()) {
        report(fields_.size() - 1, "error.csv.field_count",
               {{"n", Number{static_cast<double>(fields_.size())}},
                {"expected", Number{static_cast<double>(header_.size())}}});
    }
    return !problem_;
}

void CsvReader::read_record() {
    fields_.clear();
    columns_.clear();
    unescaped_.clear();
    line_ = next_line_;
    const char* const record = rest_.data();
    const char* at = record;
    const char* const end = rest_.data() + rest_.size();
    const char delimiter = delimiter_;
    for (;;) {
        columns_.push_back(static_cast<int>(at - record) + 1);
        if (at != end && *at == '"') {
            std::string value;
            for (++at;;) {
                const char* quote = std::find(at, end, '"');
                if (quote == end) {
                    fields_.emplace_back();
                    report(fields_.size() - 1, "error.csv.quote");
                    rest_ = {};
                    return;
                }
                next_line_ += static_cast<int>(std::count(at, quote, '\n'));
                value.append(at, quote);
                at = quote + 1;
                if (at == end || *at != '"') {
                    break;
                }
                value += '"';
                ++at;
            }
            fields_.push_back(unescaped_.emplace_back(std::move(value)));
            if (at != end && *at != delimiter && *at != '\n' && *at != '\r') {
                report(fields_.size() - 1, "error.csv.quote");
                return;
            }
        } else {
            const char* begin = at;
            while (at != end && *at != delimiter && *at != '\n') {
                ++at;
            }
            const bool carriage_return = at != begin && at[-1] == '\r' && (at == end || *at == '\n');
            fields_.emplace_back(begin, static_cast<std::size_t>(at - begin) - (carriage_return ? 1 : 0));
        }
        if (at != end && *at == '\r') {
            ++at;
        }
        if (at == end) {
            rest_ = {};
            return;
        }
        if (*at++ == '\n') {
            ++next_line_;
            rest_ = {at, static_cast<std::size_t>(end - at)};
            return;
        }
    }
}

std::optional<double> CsvReader::number(std::size_t field) {
    const std::string_view text = fields_[field];
    if (text.empty()) {
        return std::nullopt;
    }
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) {
        report(field, "error.csv.number", {{"found", std::string(text)}, {"column", header_[field]}});
        return std::nullopt;
    }
    return value;
}

std::optional<int> CsvReader::integer(std::size_t field) {
    const std::string_view text = fields_[field];
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) {
        report(field, "error.csv.number", {{"found", std::string(text)}, {"column", header_[field]}});
        return std::nullopt;
    }
    return value;
}

void CsvReader::report(std::size_t field, std::string message_key,
                       std::vector<std::pair<std::string, Message::Argument>> arguments) {
    if (!problem_) {
        problem_ = Diagnostic{Failure::invalid_input,
                              {std::move(message_key), std::move(arguments)},
                              {file_, line_, field < columns_.size() ? columns_[field] : 0}};
    }
}

}  // namespace skattekrona
