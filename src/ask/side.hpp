#pragma once

#include "answer/side_answer.hpp"
#include "ask/choices.hpp"
#include "model/trend.hpp"

#include <vector>

namespace skattekrona {

/// The benchmarks of several municipalities. Who lacks the year stands there without figures, and with the reason; no
/// other year takes its place. Who has nobody to compare with has deviations, without ranks. Failure::usage where that
/// is so of all.
Result<Sides> side_by_side(const Basis& basis, const std::vector<Choices>& each);

/// Their deviations over the years.
Result<std::vector<Trend>> trends_side_by_side(const Basis& basis, const std::vector<Choices>& each);

}  // namespace skattekrona
