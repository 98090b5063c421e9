#include "claim/stated_number.hpp"

#include "core/decimal.hpp"
#include "core/spelling.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace skattekrona {

bool StatedNumber::is_of(double exact, double times) const { return within(value - exact, times * half); }

Result<StatedNumber> read_stated_number(std::string_view text) {
    std::string plain(trimmed(text));
    const auto replace = [&](std::string_view from, std::string_view to) {
        for (std::size_t at = plain.find(from); at != std::string::npos; at = plain.find(from, at + to.size())) {
            plain.replace(at, from.size(), to);
        }
    };
    replace("\u2212", "-");
    for (const char* space : {" ", "\u00A0", "\u2009", "\u202F"}) {
        replace(space, "");
    }
    // Of 93.000 and 93,000 it cannot be told; 0,125 has no thousands.
    const std::size_t point = plain.find_first_of(".,");
    const std::size_t first = plain.find_first_not_of("+-0");
    const bool thousands = point != std::string::npos && plain.size() - point - 1 == 3 && first < point;
    replace(",", ".");
    const auto value = decimal<double>(plain);
    if (!value || thousands) {
        return fail(Diagnostic{Failure::usage,
                               {thousands && value ? "claim.error.draft.point" : "claim.error.draft.amount",
                                {{"found", std::string(text)}}}});
    }
    StatedNumber number{*value};
    number.decimals = static_cast<int>(plain.find('.') == std::string::npos ? 0 : plain.size() - plain.find('.') - 1);
    number.half = half_unit(number.decimals);
    return number;
}

double half_unit(int decimals) { return 0.5 * std::pow(10.0, -decimals); }

bool within(double difference, double tolerance) { return std::abs(difference) <= tolerance * (1 + 1e-9) + 1e-9; }

int decimals_of(double value) {
    constexpr std::size_t most = 6;
    const std::string written = fmt::format("{:.{}f}", value, most);
    const auto last = written.find_last_not_of('0');
    const auto point = written.find('.');
    return point == std::string::npos ? 0 : static_cast<int>(last - point);
}

}  // namespace skattekrona
