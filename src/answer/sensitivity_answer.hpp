#pragma once

#include "answer/answer.hpp"
#include "scenario/sensitivity.hpp"
#include "scenario/simulated.hpp"

namespace skattekrona {

/// What one outcome hangs on. JSON: skattekrona.sensitivity/1. A chart where there are templates.
Answer sensitivity_answer(const AnswerContext& context, const SimulatedScenario& simulated,
                          const Sensitivity& sensitivity, const ChartTemplates* templates);

}  // namespace skattekrona
