#pragma once

#include "answer/answer.hpp"
#include "scenario/simulated.hpp"

#include <string>
#include <vector>

namespace skattekrona {

/// JSON: skattekrona.simulation/1. `deterministic`: the median path instead of the replicates. Charts where there are
/// templates.
Answer simulation_answer(const AnswerContext& context, const SimulatedScenario& simulated, bool deterministic,
                         const ChartTemplates* templates);
/// Side by side, the first being what the others are held against. JSON: skattekrona.simulations/1.
Answer comparison_answer(const AnswerContext& context, const std::vector<SimulatedScenario>& simulated);
/// The arithmetic of one cell. JSON: skattekrona.explanation/1.
Answer explanation_answer(const AnswerContext& context, const SimulatedScenario& simulated, const std::string& cell,
                          const std::vector<Message>& lines);

}  // namespace skattekrona
