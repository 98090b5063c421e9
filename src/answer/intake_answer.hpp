#pragma once

#include "answer/answer.hpp"
#include "figures/published.hpp"

#include <vector>

namespace skattekrona {

/// What came of taking in a delivery; no run where the store stayed as it was. JSON: skattekrona.intake/1.
Answer intake_answer(const Wording& words, const Delivery& delivery, const Run* run,
                     const std::vector<Finding>& findings);

}  // namespace skattekrona
