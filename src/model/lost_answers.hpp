#pragma once

#include "figures/figures.hpp"
#include "figures/published.hpp"
#include "model/definitions.hpp"

#include <vector>

namespace skattekrona {

/// What answers lose, or come to be about, when figures give way to others: costs and quality scores that are gone,
/// costs a hundred times the year before, and another year where none is asked for. Method §1.4.
std::vector<Finding> lost_answers(const Figures& before, const Figures& after, const Definitions& definitions);

}  // namespace skattekrona
