#pragma once

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace skattekrona {

/// A number as people type it: digits in tens whatever they begin with (010 is ten), a sign before them, and a decimal
/// point where the value takes one. No 0x or 0b, no exponent, nothing between the digits, no "nan".
template <class Value>
std::optional<Value> decimal(std::string_view text) {
    const bool has_sign = text.starts_with('+') || text.starts_with('-');
    if (text.find_first_not_of("0123456789.", has_sign ? 1 : 0) != std::string_view::npos) {
        return std::nullopt;
    }
    text.remove_prefix(text.starts_with('+') ? 1 : 0);
    Value value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

}  // namespace skattekrona
