#pragma once

#include "core/catalogue.hpp"
#include "core/diagnostic.hpp"
#include "core/message.hpp"
#include "core/units.hpp"

#include <string_view>

namespace skattekrona {

/// A number as somebody wrote it: with so many decimals, and so near what it was rounded from.
struct StatedNumber {
    double value = missing;
    int decimals = 0;
    /// Half a unit of the last digit, or the tolerance that is given.
    double half = missing;

    /// So far off counts as nearly right.
    static constexpr double nearly = 2;

    /// Whether it is `exact` rounded, or within so many times what rounding allows.
    bool is_of(double exact, double times = 1) const;
};

/// A number as people write it in either language: "−3,6", "93 000", "3.0". Failure::usage for anything else, and for a
/// point before three digits, which may stand between thousands or before decimals.
Result<StatedNumber> read_stated_number(std::string_view text);

/// Half a unit in the last decimal: what rounding may take off or add.
double half_unit(int decimals);

/// So that a difference of exactly the tolerance is within it, whatever binary fractions make of it.
bool within(double difference, double tolerance);

/// How many decimals it takes to write a number, at most six.
int decimals_of(double value);
/// The number with all its decimals.
inline Number in_full(double value) { return {value, decimals_of(value)}; }

/// So few decimals, at least `least`, that what they show decides as the number itself does.
template <class Decides>
int deciding_decimals(double value, int least, Decides decides) {
    constexpr int most = 6;
    int decimals = least;
    while (decimals < most && decides(shown_value({value, decimals})) != decides(value)) {
        ++decimals;
    }
    return decimals;
}

}  // namespace skattekrona
