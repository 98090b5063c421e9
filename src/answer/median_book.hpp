#pragma once

#include "answer/answer.hpp"
#include "scenario/simulated.hpp"

#include <string>
#include <vector>

namespace skattekrona {

/// A scenario's median path as a workbook computes it from the assumptions: the municipality year by year, the areas,
/// and what the levers take. `which` ends the names of its sheets where a book has several. Method §7.1–7.4.
std::vector<Table> median_book(const AnswerContext& context, const SimulatedScenario& simulated,
                               const std::string& which);

/// Several scenarios' median paths, and before them a sheet that holds them against the first.
std::vector<Table> median_books(const AnswerContext& context, const std::vector<SimulatedScenario>& simulated);

}  // namespace skattekrona
