#pragma once

#include "answer/answer.hpp"
#include "figures/published.hpp"

#include <vector>

namespace skattekrona {

/// What changed in the store between two runs; before the first run (no `from`) it was empty. JSON:
/// skattekrona.data-diff/1.
Answer data_diff_answer(const AnswerContext& context, const Run* from, const Run& to,
                        const std::vector<Change>& changes);

}  // namespace skattekrona
