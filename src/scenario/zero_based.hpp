#pragma once

#include "scenario/simulation.hpp"

#include <vector>

namespace skattekrona {

/// Two ways to a budget frame for one area in one year, mnkr in that year's prices.
struct FramePair {
    /// The base year's net cost, carried on with price and volume.
    double by_volume = 0;
    /// The base year's reference cost, carried on with the same price and volume.
    double zero_based = 0;
    /// Net cost as expected without levers: the zero-based frame times the expected cost ratio.
    double expected = 0;

    /// What the volume model carries on: the base year's deviation, whatever it consists of.
    double difference() const { return by_volume - zero_based; }
};

/// Per area, then the total: a pair for each year ahead. Price at its median. Method §7.9.
std::vector<std::vector<FramePair>> zero_based_frames(const SimulationModel& model);

}  // namespace skattekrona
