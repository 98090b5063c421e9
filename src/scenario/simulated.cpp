#include "scenario/simulated.hpp"

namespace skattekrona {

Result<SimulatedScenario> simulate(Scenario scenario, std::string named, const Figures& figures,
                                   const Definitions& definitions, const ParallelFor& parallel) {
    auto made = simulation_model(scenario, figures, definitions, parallel);
    if (!made) {
        return fail(made.error());
    }
    SimulationModel& model = *made;
    const auto run = [&](const SimulationModel& what, std::size_t replicates, const NormalSource& normals) {
        return summarise(what, draw(what, replicates, normals, parallel), scenario.target_share, scenario.claimed,
                         parallel);
    };
    Simulation simulation = run(model, scenario.replicates, seeded(scenario.seed));
    Simulation median = run(model, 1, medians());
    std::optional<Simulation> without_levers;
    if (!model.levers.empty()) {
        // The levers' assumptions stay, so that all else is drawn from the same random numbers.
        SimulationModel idle = model;
        idle.levers.clear();
        without_levers = run(idle, scenario.replicates, seeded(scenario.seed));
    }
    return SimulatedScenario{std::move(scenario), std::move(model),          std::move(simulation),
                             std::move(median),   std::move(without_levers), std::move(named)};
}

}  // namespace skattekrona
