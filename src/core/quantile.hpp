#pragma once

#include <cstddef>

namespace skattekrona {

/// Linear interpolation between order statistics (Hyndman & Fan 1996, type 7): `value(i)` is the i-th of `size` in
/// ascending order, from 0; share from 0 to 1.
template <class Value>
double type_7_quantile(std::size_t size, double share, Value value) {
    const double position = share * static_cast<double>(size - 1);
    const auto lower = static_cast<std::size_t>(position);
    const double low = value(lower);
    const double high = lower + 1 < size ? value(lower + 1) : low;
    return low + (position - static_cast<double>(lower)) * (high - low);
}

}  // namespace skattekrona
