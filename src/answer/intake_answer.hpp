#pragma once

#include "answer/answer.hpp"
#include "figures/published.hpp"

#include <vector>

namespace skattekrona {

/// What came of taking in a delivery; no run where the store stayed as it was. Of very many findings the most severe
/// are shown, and all stand in the data and in the JSON: skattekrona.intake/1.
Answer intake_answer(const Wording& words, const Delivery& delivery, const Run* run, std::vector<Finding> findings);

}  // namespace skattekrona
