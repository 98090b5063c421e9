#pragma once

#include "answer/answer.hpp"
#include "scenario/simulated.hpp"

namespace skattekrona {

/// Frames by volume beside frames built up from reference costs. JSON: skattekrona.zero-based/1.
Answer zero_based_answer(const AnswerContext& context, const SimulatedScenario& simulated);

}  // namespace skattekrona
