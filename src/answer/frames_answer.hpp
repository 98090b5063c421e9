#pragma once

#include "answer/answer.hpp"
#include "scenario/scenario.hpp"

#include <string>

namespace skattekrona {

/// A budget-frame bridge; `named` is how the scenario was asked for. JSON: skattekrona.frames/1. A chart where there
/// are templates.
Answer frames_answer(const AnswerContext& context, const Scenario& scenario, const std::string& named,
                     const ChartTemplates* templates);

}  // namespace skattekrona
