#pragma once

#include <limits>

namespace skattekrona {

/// From low to high, both among them.
struct Range {
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();

    bool contains(double value) const { return value >= low && value <= high; }
};

/// The least number above nought: `Range{above_zero, …}` is of positive numbers.
inline constexpr double above_zero = std::numeric_limits<double>::min();

}  // namespace skattekrona
