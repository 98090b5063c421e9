#pragma once

#include "model/benchmark.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace skattekrona {

/// The potential and the rank of one area (or the total) when what lasts is drawn from what is known of it.
struct AreaUncertainty {
    Uncertain potential;
    Uncertain rank;
    /// The probability that the municipality is among the `lowest` of those in the pool that meet the quality
    /// condition, itself counted.
    double among_lowest = missing;
};

struct Uncertainty {
    std::vector<AreaUncertainty> areas;
    AreaUncertainty total;
};

/// How many draws, and from which seed: the same on any number of threads.
struct Draws {
    std::uint32_t replicates = 2000;
    std::uint64_t seed = 1;
    /// For among_lowest.
    int lowest = 30;
};

/// How the areas' lasting components go together: the correlation between the municipalities' estimates in that year,
/// over those that have every area; none where there are no such estimates. Method §3.4.
std::vector<std::vector<double>> lasting_correlation(std::span<const SeriesNoise> areas, Year year);

/// Draws the lasting component of the municipality and of every member of its pools, `replicates` times, and takes
/// level, potential and rank anew each time, so that who is lowest is uncertain too. One Uncertainty per level. Under
/// Noise::lasting the ratios drawn are the lasting ones; under Noise::shrunk those expected a year on; a basis of raw
/// costs has nothing to draw from. Areas are drawn with the correlation that the municipalities' estimates show, the
/// total on its own. What the parameters themselves are uncertain by is not in it: 290 municipalities make it small
/// beside the rest. Missing for Level::own_best, whose lowest year is itself chosen by chance. Method §3.4.
std::vector<Uncertainty> uncertainty(const CostBasis& basis, const Definitions& definitions, const CostWindow& costs,
                                     const Pools& pools, std::size_t municipality, const Specification& specification,
                                     const std::vector<Level>& levels, const ParallelFor& parallel,
                                     const Draws& draws = {});

}  // namespace skattekrona
