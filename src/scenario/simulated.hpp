#pragma once

#include "scenario/scenario.hpp"
#include "scenario/simulation.hpp"

#include <optional>
#include <string>

namespace skattekrona {

/// A scenario that has been simulated.
struct SimulatedScenario {
    Scenario scenario;
    SimulationModel model;
    Simulation simulation;
    /// The same with every uncertain number at its median: one replicate.
    Simulation median;
    /// The same seed without levers; none where the scenario has none.
    std::optional<Simulation> without_levers;
    /// As it is asked for: a name or a path, and levers.
    std::string named;
};
/// Makes the scenario's model and draws from it. Failures as in simulation_model.
Result<SimulatedScenario> simulate(Scenario scenario, std::string named, const Figures& figures,
                                   const Definitions& definitions, const ParallelFor& parallel);

}  // namespace skattekrona
