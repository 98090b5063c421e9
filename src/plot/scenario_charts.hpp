#pragma once

#include "plot/charts.hpp"
#include "scenario/plausibility.hpp"

namespace skattekrona {

/// Histogram: how far the windows of a reference class moved, in percentage points; the plan as a line, and what went
/// at least as far in a colour of its own. The class must not be empty.
Chart reference_class_chart(const ChartContext& context, const ReferenceClass& reference);

}  // namespace skattekrona
