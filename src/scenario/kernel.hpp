#pragma once

#include "core/lanes.hpp"
#include "scenario/simulation.hpp"

namespace skattekrona {

/// A model made ready for drawing: the years' sums and the correlations' factors are worked out once.
class SimulationKernel {
public:
    explicit SimulationKernel(const SimulationModel& model);

    /// How many standard normals a replicate takes.
    std::size_t items() const { return items_; }
    /// Writes `lanes` replicates, those from `first` on. `z`: items · lanes.
    void evaluate(const double* z, std::size_t first, Samples& samples) const;

private:
    struct Block;
    std::vector<Lanes> assumption_values(const double* z) const;

    const SimulationModel* model_;
    std::size_t items_ = 0;
    SquareMatrix assumption_factor_;
    SquareMatrix level_factor_;
    SquareMatrix shock_factor_;
    /// Volume growth since the base year: [area][year].
    std::vector<std::vector<double>> volume_sum_;
    /// What the areas and the result leave of the income, per inhabitant and at the base year's prices, mnkr.
    double rest_ = 0;
};

}  // namespace skattekrona
