#include "figures/csv.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace skattekrona {

namespace {

/// The plain decimal number that begins at `at`, which moves past it, of so few digits that the quotient of its digits
/// and a power of ten is the nearest double (Clinger 1990); nothing for any other text. Files of figures hold little
/// else.
std::optional<double> plain_decimal(const char*& at, const char* end) {
    constexpr std::array powers{1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    const bool negative = at != end && *at == '-';
    const char* const begin = at + (negative ? 1 : 0);
    const char* point = nullptr;
    std::uint64_t digits = 0;
    for (at = begin; at != end; ++at) {
        const unsigned digit = static_cast<unsigned char>(*at) - unsigned{'0'};
        if (digit < 10) {
            digits = 10 * digits + digit;
        } else if (*at == '.' && point == nullptr) {
            point = at;
        } else {
            break;
        }
    }
    const auto length = static_cast<std::size_t>(at - begin);
    if (length == 0 || length > powers.size() || point == begin || (point != nullptr && point + 1 == at)) {
        return std::nullopt;
    }
    const auto decimals = point == nullptr ? 0 : static_cast<std::size_t>(at - point - 1);
    const double value = static_cast<double>(digits) / powers[decimals];
    return negative ? -value : value;
}

/// Where a record may end: a line feed, a carriage return or both.
bool ends_line(const char* at, const char* end) { return at == end || *at == '\n' || *at == '\r'; }

int lines_in(const char* at, const char* end) {
    int lines = 0;
    for (; at != end; ++at) {
        lines += *at == '\n' || (*at == '\r' && (at + 1 == end || at[1] != '\n')) ? 1 : 0;
    }
    return lines;
}

/// Past spaces; a tab may be the delimiter.
const char* past_spaces(const char* at, const char* end) {
    return std::find_if(at, end, [](char c) { return c != ' '; });
}

}  // namespace

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
        report(fields_.size() - 1, "figures.error.csv.field_count",
               {{"n", count(fields_.size())}, {"expected", count(header_.size())}});
    }
    return !problem_;
}

bool CsvReader::next_of_numbers(std::size_t texts, std::vector<double>& numbers) {
    if (!problem_ && read_plain_record(texts, numbers)) {
        return true;
    }
    if (!next()) {
        return false;
    }
    numbers.clear();
    for (std::size_t field = texts; field < fields_.size(); ++field) {
        numbers.push_back(number(field).value_or(missing));
    }
    return !problem_;
}

bool CsvReader::read_plain_record(std::size_t texts, std::vector<double>& numbers) {
    const char* at = rest_.data();
    const char* const end = at + rest_.size();
    fields_.clear();
    columns_.clear();
    numbers.clear();
    while (fields_.size() < texts) {
        const char* const begin = at;
        while (at != end && *at != delimiter_ && *at != '"' && *at != '\r' && *at != '\n') {
            ++at;
        }
        if (at == end || *at != delimiter_) {
            return false;
        }
        columns_.push_back(static_cast<int>(begin - rest_.data()) + 1);
        fields_.emplace_back(begin, static_cast<std::size_t>(at - begin));
        ++at;
    }
    while (at != end) {
        const bool empty = *at == delimiter_ || *at == '\n';
        const auto value = empty ? std::optional(missing) : plain_decimal(at, end);
        if (!value || at == end) {
            return false;
        }
        numbers.push_back(*value);
        const char after = *at++;
        if (after == '\n' && texts + numbers.size() == header_.size()) {
            line_ = next_line_++;
            rest_ = {at, static_cast<std::size_t>(end - at)};
            return true;
        }
        if (after != delimiter_) {
            return false;
        }
    }
    return false;
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
    const auto ends_field = [&](const char* place) {
        place = past_spaces(place, end);
        return ends_line(place, end) || *place == delimiter;
    };
    for (;;) {
        columns_.push_back(static_cast<int>(at - record) + 1);
        if (const char* const ink = past_spaces(at, end); ink != end && *ink == '"') {
            std::string value;
            bool backslashes = false;
            for (at = ink + 1;;) {
                const char* quote = std::find(at, end, '"');
                if (quote == end) {
                    fields_.emplace_back();
                    report(fields_.size() - 1, "figures.error.csv.quote");
                    rest_ = {};
                    return;
                }
                next_line_ += lines_in(at, quote);
                value.append(at, quote);
                // Some programs write \" for a quote inside quotes; a path may end in a backslash of its own.
                const bool escaped = quote != at && quote[-1] == '\\' && quote + 1 != end &&
                                     (backslashes || !ends_field(quote + 1)) &&
                                     (quote[1] != '"' || ends_field(quote + 2));
                backslashes = backslashes || escaped;
                at = quote + 1;
                if (escaped) {
                    value.back() = '"';
                } else if (at != end && *at == '"') {
                    value += '"';
                    ++at;
                } else {
                    break;
                }
            }
            fields_.push_back(unescaped_.emplace_back(std::move(value)));
            if (!ends_field(at)) {
                report(fields_.size() - 1, "figures.error.csv.quote");
                return;
            }
            at = past_spaces(at, end);
        } else {
            const char* begin = at;
            while (at != end && *at != delimiter && *at != '\n' && *at != '\r') {
                ++at;
            }
            fields_.emplace_back(begin, static_cast<std::size_t>(at - begin));
        }
        if (at == end) {
            rest_ = {};
            return;
        }
        if (const char last = *at++; last != delimiter) {
            at += last == '\r' && at != end && *at == '\n' ? 1 : 0;
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
    const char* at = text.data();
    if (const auto plain = plain_decimal(at, at + text.size()); plain && at == text.data() + text.size()) {
        return plain;
    }
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) {
        report(field, "figures.error.csv.number", {{"found", std::string(text)}, {"column", header_[field]}});
        return std::nullopt;
    }
    return value;
}

std::optional<int> CsvReader::integer(std::size_t field) {
    const std::string_view text = fields_[field];
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) {
        report(field, "figures.error.csv.number", {{"found", std::string(text)}, {"column", header_[field]}});
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
