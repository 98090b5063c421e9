#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace skattekrona {

/// An index and its 95 % interval.
struct SobolIndex {
    double value = 0;
    double low = 0;
    double high = 0;
};

/// The shares of an output's variance that its factors stand for, one index per factor.
struct SobolIndices {
    /// By the factor alone (Saltelli et al. 2010, table 2 b).
    std::vector<SobolIndex> first;
    /// By the factor and everything it takes part in (Jansen 1999).
    std::vector<SobolIndex> total;
    double mean = 0;
    double variance = 0;
};

/// The model seen from outside: the output of every sample when the marked factors are drawn from a second, independent
/// set of samples and the others from the first. The same marks give the same outputs. A factor may be any number of
/// random numbers that belong together.
using TwoSampleModel = std::function<std::vector<double>(const std::vector<bool>& from_second)>;

/// Saltelli's scheme: factors + 2 evaluations. Intervals by resampling the samples (Archer et al. 1997), 500 times,
/// percentiles 2.5 and 97.5. All zero where the output does not vary. Method §7.5.
SobolIndices sobol_indices(std::size_t factors, const TwoSampleModel& evaluate, std::uint64_t seed);

}  // namespace skattekrona
