#pragma once

#include "report/answers.hpp"
#include "scenario/scenario.hpp"
#include "scenario/sensitivity.hpp"
#include "scenario/walkthrough.hpp"

#include <optional>
#include <string>
#include <vector>

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
    /// As it is asked for on the command line: a name or a path, and levers.
    std::string named;
};
SimulatedScenario simulated(Scenario scenario, SimulationModel model, std::string named, const ParallelFor& parallel);

/// JSON: skattekrona.simulation/1. `deterministic`: the median path instead of the replicates. Charts where there are
/// templates.
Answer simulation_answer(const AnswerContext& context, const SimulatedScenario& simulated, bool deterministic,
                         const ChartTemplates* templates);
/// Side by side, the first being what the others are held against. JSON: skattekrona.simulations/1.
Answer comparison_answer(const AnswerContext& context, const std::vector<SimulatedScenario>& simulated);
/// The arithmetic of one cell. JSON: skattekrona.explanation/1.
Answer explanation_answer(const AnswerContext& context, const SimulatedScenario& simulated, const std::string& cell,
                          const std::vector<Message>& lines);

/// What one outcome hangs on. JSON: skattekrona.sensitivity/1. A chart where there are templates.
Answer sensitivity_answer(const AnswerContext& context, const SimulatedScenario& simulated,
                          const Sensitivity& sensitivity, const ChartTemplates* templates);

/// A budget-frame bridge. JSON: skattekrona.frames/1. A chart where there are templates.
Answer frames_answer(const AnswerContext& context, const Scenario& scenario, const std::string& named,
                     const ChartTemplates* templates);
/// Frames by volume beside frames built up from reference costs. JSON: skattekrona.zero-based/1.
Answer zero_based_answer(const AnswerContext& context, const SimulatedScenario& simulated);

/// A distribution by kind and parameters.
nlohmann::ordered_json distribution_json(const Distribution& distribution);
/// A distribution in words: "normalfördelad, medelvärde 2,6, standardavvikelse 0,2".
std::string distribution_words(const Wording& words, const Distribution& distribution);
/// An assumption's name for people.
std::string assumption_words(const AnswerContext& context, const SimulatedScenario& simulated, const std::string& id);
/// What the scenario assumes, with sources.
nlohmann::ordered_json assumptions_json(const AnswerContext& context, const SimulationModel& model);
Table assumptions_table(const AnswerContext& context, const SimulatedScenario& simulated);

}  // namespace skattekrona
