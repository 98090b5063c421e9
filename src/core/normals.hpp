#pragma once

#include <cstddef>
#include <cstdint>

namespace skattekrona {

/// How many replicates are worked on side by side, so that the compiler can use the machine's wide registers.
inline constexpr std::size_t lanes = 64;

/// Standard normals for `lanes` replicates beginning with `first`: out[item · lanes + lane], `items` of them each, from
/// the same Philox numbers in any order and on any number of threads. 32 bits each, so that none lies beyond ±6.3; by the
/// inverse distribution function (Wichura 1988, algorithm AS 241).
void standard_normals(std::uint64_t seed, std::uint32_t stream, std::uint32_t first, std::size_t items, double* out);

}  // namespace skattekrona
