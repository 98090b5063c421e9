#include "data/written_number.hpp"

#include "core/spelling.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

namespace skattekrona {

namespace {

// Space, no-break space, narrow no-break space, thin space, figure space and tab.
constexpr std::array<std::string_view, 6> spaces{" ", "\u00A0", "\u202F", "\u2009", "\u2007", "\t"};
// Hyphen, minus sign, en dash.
constexpr std::array<std::string_view, 3> minuses{"-", "\u2212", "\u2013"};
// Excel's #N/A is what people write for a figure that is not there; its other errors are errors.
constexpr std::array<std::string_view, 14> missing_marks{"",    ".",   "..", "...", "\u2026", "x",        "X",
                                                         "n/a", "N/A", "NA", "NaN", "#N/A",   "#SAKNAS!", "saknas"};

template <std::size_t n>
std::string_view beginning(std::string_view text, const std::array<std::string_view, n>& of) {
    const auto found = std::ranges::find_if(of, [&](std::string_view sign) { return text.starts_with(sign); });
    return found == of.end() ? std::string_view() : *found;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_missing_mark(std::string_view text) {
    return std::ranges::find(missing_marks, text) != missing_marks.end() ||
           std::ranges::find(minuses, text) != minuses.end() || text == "\u2014";
}

std::optional<double> plain_number(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) {
        return std::nullopt;
    }
    return value;
}

WrittenNumber number_or_none(const std::string& plain) {
    const auto value = plain_number(plain);
    return value ? WrittenNumber{WrittenNumber::Kind::number, *value} : WrittenNumber{};
}

/// The digits without the signs between thousands, where these stand as they should: one and the same sign, one to
/// three digits first and then three in each group.
std::optional<std::string> ungrouped(std::string_view text, std::string_view allowed) {
    std::string digits;
    std::string_view separator;
    std::size_t group = 0;
    while (!text.empty()) {
        if (is_digit(text.front())) {
            digits += text.front();
            ++group;
            text.remove_prefix(1);
            continue;
        }
        std::string_view sign = beginning(text, spaces);
        if (sign.empty() && allowed.find(text.front()) != std::string_view::npos) {
            sign = text.substr(0, 1);
        }
        const bool first = separator.empty();
        if (sign.empty() || (!first && sign != separator) || (first ? group == 0 || group > 3 : group != 3)) {
            return std::nullopt;
        }
        separator = sign;
        group = 0;
        text.remove_prefix(sign.size());
    }
    if (digits.empty() || (!separator.empty() && group != 3)) {
        return std::nullopt;
    }
    return digits;
}

}  // namespace

WrittenNumber read_number(std::string_view text, const NumberStyle& style) {
    using Kind = WrittenNumber::Kind;
    text = trimmed(text);
    if (style.decimal == DecimalSign::point) {
        // Nearly all that programs write, and quicker than what follows.
        if (const auto value = plain_number(text)) {
            return {Kind::number, *value};
        }
    }
    if (is_missing_mark(text)) {
        return {Kind::not_there};
    }
    if (text.starts_with('#')) {
        return {Kind::failed};
    }
    if (text.ends_with('%')) {
        WrittenNumber number = read_number(text.substr(0, text.size() - 1), style);
        const bool is_number = number.kind == Kind::number && !number.percent;
        number.percent = is_number;
        return is_number || number.kind == Kind::ambiguous ? number : WrittenNumber{};
    }
    std::string sign;
    if (const auto minus = beginning(text, minuses); !minus.empty()) {
        text = trimmed(text.substr(minus.size()));
        sign = "-";
    } else if (text.starts_with('+')) {
        text.remove_prefix(1);
    }
    if (text.empty() || !(is_digit(text.front()) || text.front() == ',' || text.front() == '.')) {
        return {};
    }
    const std::size_t exponent = std::min(text.find_first_of("eE"), text.size());
    const std::string power(text.substr(exponent));
    text = text.substr(0, exponent);

    char decimal = style.decimal == DecimalSign::comma ? ',' : style.decimal == DecimalSign::point ? '.' : '\0';
    std::string thousands = style.thousands;
    if (decimal == '\0') {
        const std::size_t last = text.find_last_of(",.");
        const bool any = last != std::string_view::npos;
        const char candidate = any ? text[last] : '\0';
        const char other = candidate == ',' ? '.' : ',';
        const bool both = any && text.find(other) != std::string_view::npos;
        const auto times = any ? std::ranges::count(text, candidate) : 0;
        if (times > 1) {
            // 1.234.567 has no decimals; 1.234.567,8 is the case of both.
            thousands += candidate;
        } else if (any) {
            const std::string_view whole = text.substr(0, last);
            const bool could_be_thousands = text.size() - last - 1 == 3 && !whole.empty() && whole.size() <= 3 &&
                                            !both && whole.front() != '0' && power.empty();
            if (could_be_thousands) {
                return {Kind::ambiguous};
            }
            decimal = candidate;
            thousands += other;
        }
    }
    std::erase(thousands, decimal);
    const std::size_t at = decimal == '\0' ? text.size() : std::min(text.find(decimal), text.size());
    const std::string_view fraction = at == text.size() ? std::string_view() : text.substr(at + 1);
    if (!std::ranges::all_of(fraction, is_digit) || (at == 0 && fraction.empty())) {
        return {};
    }
    const auto whole = at == 0 ? std::optional<std::string>("0") : ungrouped(text.substr(0, at), thousands);
    if (!whole) {
        return {};
    }
    return number_or_none(sign + *whole + (fraction.empty() ? "" : "." + std::string(fraction)) + power);
}

}  // namespace skattekrona
