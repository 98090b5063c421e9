#pragma once

#include "figures/derive.hpp"
#include "model/definitions.hpp"

namespace skattekrona {

/// How published figures become the figures that answers are made of, as the definitions say.
FigurePlan figure_plan(const Definitions& definitions);

}  // namespace skattekrona
