#pragma once

#include "answer/answer.hpp"
#include "scenario/simulated.hpp"

#include <string>

namespace skattekrona {

/// What a scenario rests on: all years up to its last.
FiguresUsed used_by(const Scenario& scenario, const Panel& panel);

/// A distribution by kind and parameters.
Json distribution_json(const Distribution& distribution);
/// A distribution in words, "normalfördelad, medelvärde 2,6, standardavvikelse 0,2", or the number that it is.
Cell distribution_cell(const Wording& words, const Distribution& distribution);
/// An assumption's name for people.
std::string assumption_words(const AnswerContext& context, const SimulatedScenario& simulated, const std::string& id);
/// What the scenario assumes, with sources.
Json assumptions_json(const AnswerContext& context, const SimulationModel& model);
Table assumptions_table(const AnswerContext& context, const SimulatedScenario& simulated);

}  // namespace skattekrona
