#pragma once

#include "answer/answer.hpp"
#include "scenario/plausibility.hpp"

#include <string>
#include <vector>

namespace skattekrona {

/// One municipality's plans against their reference classes, a section each; charts where there are templates. JSON:
/// skattekrona.plausible/1.
Answer plausible_answer(const AnswerContext& context, std::string command, const ChartTemplates* templates,
                        std::size_t municipality, const std::vector<ReferenceClass>& classes);

}  // namespace skattekrona
