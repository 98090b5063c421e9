#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

// The same code for machines with and without wide registers, chosen when the program starts. No fused multiply-add in
// either, so that both give the same bytes. Sanitizers cannot follow the choosing.
#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define SKATTEKRONA_WIDE __attribute__((target_clones("avx2", "default")))
#else
#define SKATTEKRONA_WIDE
#endif

namespace skattekrona {

/// How many replicates are worked on side by side, so that the compiler can use the machine's wide registers.
inline constexpr std::size_t lanes = 64;

/// One number of each replicate.
using Lanes = std::array<double, lanes>;

/// Standard normals for `lanes` replicates beginning with `first`: out[item · lanes + lane], `items` of them each, from
/// the same Philox numbers in any order and on any number of threads. 32 bits each, so that none lies beyond ±6.3; by
/// the inverse distribution function (Wichura 1988, algorithm AS 241). Method §8.1.
void standard_normals(std::uint64_t seed, std::uint32_t stream, std::uint32_t first, std::size_t items, double* out);

/// exp of each, to about one unit in the last place; what lies beyond ±700 is taken for that.
Lanes exponential(const Lanes& x);

}  // namespace skattekrona
