#pragma once

#include <cstdint>

namespace skattekrona {

/// A counter-based random number (Salmon et al. 2011, Philox 4×32-10): the same place gives the same number, in any
/// order and on any number of threads.
struct RandomPlace {
    std::uint32_t stream = 0;
    std::uint32_t replicate = 0;
    std::uint32_t item = 0;
};

/// Uniform on the open interval (0, 1), with 53 bits. Method §8.1.
double uniform(std::uint64_t seed, RandomPlace place);

/// Standard normal, by the inverse distribution function.
double standard_normal(std::uint64_t seed, RandomPlace place);

}  // namespace skattekrona
