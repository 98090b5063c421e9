#pragma once

#include "claim/check.hpp"
#include "plot/chart.hpp"

namespace skattekrona {

/// What a claim that is arithmetic came to: what was stated beside what is computed, in the form of its kind. Of a
/// potential it is the curve (plot/charts.hpp). The claim must have been checked.
Chart claim_chart(const ChartContext& context, const ClaimCheck& check);

}  // namespace skattekrona
