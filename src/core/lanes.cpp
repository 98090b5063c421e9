#include "core/lanes.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace skattekrona {

namespace {

using Coefficients = std::array<double, 8>;

// As AS 241 prints them (PPND16, accurate to about 1 part in 10¹⁶), from the constant term up.
constexpr Coefficients centre_above{3.3871328727963666080e0,  1.3314166789178437745e+2, 1.9715909503065514427e+3,
                                    1.3731693765509461125e+4, 4.5921953931549871457e+4, 6.7265770927008700853e+4,
                                    3.3430575583588128105e+4, 2.5090809287301226727e+3};
constexpr Coefficients centre_below{1.0,
                                    4.2313330701600911252e+1,
                                    6.8718700749205790830e+2,
                                    5.3941960214247511077e+3,
                                    2.1213794301586595867e+4,
                                    3.9307895800092710610e+4,
                                    2.8729085735721942674e+4,
                                    5.2264952788528545610e+3};
constexpr Coefficients tail_above{1.42343711074968357734e0,  4.63033784615654529590e0, 5.76949722146069140550e0,
                                  3.64784832476320460504e0,  1.27045825245236838258e0, 2.41780725177450611770e-1,
                                  2.27238449892691845833e-2, 7.74545014278341407640e-4};
constexpr Coefficients tail_below{1.0,
                                  2.05319162663775882187e0,
                                  1.67638483018380384940e0,
                                  6.89767334985100004550e-1,
                                  1.48103976427480074590e-1,
                                  1.51986665636164571966e-2,
                                  5.47593808499534494600e-4,
                                  1.05075007164441684324e-9};
constexpr double centre_half_width = 0.425;

constexpr double polynomial(const Coefficients& c, double x) {
    return ((((((c[7] * x + c[6]) * x + c[5]) * x + c[4]) * x + c[3]) * x + c[2]) * x + c[1]) * x + c[0];
}

/// `q` = p − ½, within ±0.425.
constexpr double centre_quantile(double q) {
    const double r = 0.180625 - q * q;
    return q * polynomial(centre_above, r) / polynomial(centre_below, r);
}

using Words = std::array<std::uint32_t, lanes>;

/// Philox 4×32-10 (Salmon et al. 2011) for the counters {item, first + lane, stream, 0}, all lanes at once.
SKATTEKRONA_WIDE void philox(std::uint64_t seed, std::uint32_t stream, std::uint32_t first, std::uint32_t item,
                             std::array<Words, 4>& words) {
    auto& [a, b, c, d] = words;
    for (std::size_t i = 0; i < lanes; ++i) {
        a[i] = item;
        b[i] = first + static_cast<std::uint32_t>(i);
        c[i] = stream;
        d[i] = 0;
    }
    auto key_a = static_cast<std::uint32_t>(seed);
    auto key_c = static_cast<std::uint32_t>(seed >> 32);
    for (int round = 0; round < 10; ++round) {
        for (std::size_t i = 0; i < lanes; ++i) {
            const std::uint64_t from_a = std::uint64_t{0xD2511F53U} * a[i];
            const std::uint64_t from_c = std::uint64_t{0xCD9E8D57U} * c[i];
            a[i] = static_cast<std::uint32_t>(from_c >> 32) ^ b[i] ^ key_a;
            c[i] = static_cast<std::uint32_t>(from_a >> 32) ^ d[i] ^ key_c;
            b[i] = static_cast<std::uint32_t>(from_c);
            d[i] = static_cast<std::uint32_t>(from_a);
        }
        key_a += 0x9E3779B9U;
        key_c += 0xBB67AE85U;
    }
}

SKATTEKRONA_WIDE void normals(const Words& words, double* out) {
    Lanes q;
    for (std::size_t i = 0; i < lanes; ++i) {
        q[i] = (static_cast<double>(static_cast<std::int32_t>(words[i] ^ 0x80000000U)) + 0.5) * 0x1p-32;
    }
    for (std::size_t i = 0; i < lanes; ++i) {
        out[i] = centre_quantile(q[i]);
    }
    // Three of twenty lie in the tails, which need a logarithm: those are gathered and done over. The part of AS 241
    // for what lies farther out than 10⁻¹¹ is never asked for, since 32 bits do not reach there.
    std::array<std::size_t, lanes> tails;
    std::size_t count = 0;
    for (std::size_t i = 0; i < lanes; ++i) {
        tails[count] = i;
        count += static_cast<std::size_t>(std::abs(q[i]) > centre_half_width);
    }
    Lanes out_there;
    for (std::size_t i = 0; i < count; ++i) {
        out_there[i] = std::sqrt(-std::log(0.5 - std::abs(q[tails[i]]))) - 1.6;
    }
    for (std::size_t i = 0; i < count; ++i) {
        out_there[i] = polynomial(tail_above, out_there[i]) / polynomial(tail_below, out_there[i]);
    }
    for (std::size_t i = 0; i < count; ++i) {
        out[tails[i]] = std::copysign(out_there[i], q[tails[i]]);
    }
}

}  // namespace

void standard_normals(std::uint64_t seed, std::uint32_t stream, std::uint32_t first, std::size_t items, double* out) {
    constexpr std::size_t per_draw = 4;
    std::array<Words, per_draw> words;
    for (std::size_t item = 0; item < items; ++item) {
        if (item % per_draw == 0) {
            philox(seed, stream, first, static_cast<std::uint32_t>(item / per_draw), words);
        }
        normals(words[item % per_draw], out + item * lanes);
    }
}

SKATTEKRONA_WIDE Lanes exponential(const Lanes& x) {
    // x = n·ln 2 + r with |r| ≤ ln 2 / 2, ln 2 in two parts so that n·ln 2 is exact (Cody & Waite 1980); eʳ by its
    // series, whose next term would be below 10⁻¹⁷; 2ⁿ by writing n into the exponent.
    constexpr double log2_e = 1.4426950408889634;
    constexpr double ln2_high = 6.93147180369123816490e-01;
    constexpr double ln2_low = 1.90821492927058770002e-10;
    constexpr double to_whole = 0x1.8p52;
    constexpr double most = 700;
    constexpr std::int64_t bias = 1023;
    Lanes result;
    for (std::size_t i = 0; i < lanes; ++i) {
        const double low = x[i] < -most ? -most : x[i];
        const double value = low > most ? most : low;
        const double shifted = value * log2_e + to_whole;
        const double n = shifted - to_whole;
        const double r = (value - n * ln2_high) - n * ln2_low;
        double sum = 1.0 / 6227020800;
        sum = sum * r + 1.0 / 479001600;
        sum = sum * r + 1.0 / 39916800;
        sum = sum * r + 1.0 / 3628800;
        sum = sum * r + 1.0 / 362880;
        sum = sum * r + 1.0 / 40320;
        sum = sum * r + 1.0 / 5040;
        sum = sum * r + 1.0 / 720;
        sum = sum * r + 1.0 / 120;
        sum = sum * r + 1.0 / 24;
        sum = sum * r + 1.0 / 6;
        sum = sum * r + 0.5;
        sum = sum * r + 1;
        sum = sum * r + 1;
        const std::int64_t exponent = (std::bit_cast<std::int64_t>(shifted) + bias) << 52;
        result[i] = sum * std::bit_cast<double>(exponent);
    }
    return result;
}

}  // namespace skattekrona
