#pragma once

#include "core/units.hpp"

#include <string>
#include <string_view>

namespace skattekrona {

enum class DecimalSign { automatic, comma, point };

/// How people write numbers in a file.
struct NumberStyle {
    DecimalSign decimal = DecimalSign::automatic;
    /// The signs besides spaces of all widths that may stand between thousands: any of . , '
    std::string thousands;
};

struct WrittenNumber {
    /// `ambiguous`: it is one number with a decimal sign and another with a sign between thousands.
    enum class Kind { number, not_there, ambiguous, no_number };
    Kind kind = Kind::no_number;
    double value = missing;
};

/// Reads "1 234,5", "−12", "1.234.567" or a mark for a figure that is missing ("..", "–", "#N/A").
WrittenNumber read_number(std::string_view text, const NumberStyle& style);

/// Without spaces of any width at its ends.
std::string_view trimmed(std::string_view text);

}  // namespace skattekrona
