#pragma once

#include "figures/control.hpp"
#include "figures/panel.hpp"
#include "model/definitions.hpp"

#include <span>

namespace skattekrona {

/// What the definitions say of each series that the program uses: Kolada's KPIs of measures and areas, SCB's activities
/// (the only ones known to add up to Riket) and the costs that own figures may give.
ControlRules control_rules(const Definitions& definitions, std::span<const Municipality> municipalities,
                           Year this_year);

}  // namespace skattekrona
