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
    /// `failed`: what a spreadsheet shows where it could not compute ("#DIV/0!").
    enum class Kind { number, not_there, ambiguous, failed, no_number };
    Kind kind = Kind::no_number;
    double value = missing;
    /// It was followed by a per cent sign; the value is the number before it.
    bool percent = false;
};

/// Reads "1 234,5", "−12", "1.234.567", "−3,2 %" or a mark for a figure that is missing ("..", "–", "#N/A").
WrittenNumber read_number(std::string_view text, const NumberStyle& style);

}  // namespace skattekrona
