#include "claim/stated_number.hpp"

#include <cmath>
#include <fmt/format.h>

namespace skattekrona {

bool StatedNumber::is_of(double exact, double times) const { return within(value - exact, times * half); }

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
