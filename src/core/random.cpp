#include "core/random.hpp"

#include <Random123/philox.h>
#include <algorithm>
#include <boost/math/distributions/normal.hpp>

namespace skattekrona {

double uniform(std::uint64_t seed, RandomPlace place) {
    constexpr double step = 0x1p-53;
    const r123::Philox4x32::key_type key{{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)}};
    const auto bits = r123::Philox4x32{}({{place.item, place.replicate, place.stream, 0}}, key);
    const std::uint64_t word = (std::uint64_t{bits[0]} << 32 | bits[1]) >> 11;
    // The greatest word and a half would be rounded to 1.
    return std::min((static_cast<double>(word) + 0.5) * step, 1 - step);
}

double standard_normal(std::uint64_t seed, RandomPlace place) {
    static const boost::math::normal_distribution<double> normal;
    return boost::math::quantile(normal, uniform(seed, place));
}

}  // namespace skattekrona
