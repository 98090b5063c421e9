#pragma once

#include "plot/charts.hpp"
#include "scenario/frames.hpp"
#include "scenario/plausibility.hpp"
#include "scenario/sensitivity.hpp"

namespace skattekrona {

/// Histogram: how far the windows of a reference class moved, in percentage points; the plan as a line, and what went
/// at least as far in a colour of its own. The class must not be empty.
Chart reference_class_chart(const ChartContext& context, const ReferenceClass& reference);

/// Bars: how far each factor alone moves an outcome, from low to high around the median, widest first. `names`: the
/// factors' names for people, in the tornado's order. Some factor must move it.
Chart tornado_chart(const ChartContext& context, const Sensitivity& sensitivity, const std::vector<std::string>& names,
                    const std::string& municipality, Year year);

/// Waterfall: the opening frame, what each kind of change adds up to over the years, the closing frame, in the bridge's
/// unit. `source`: where the bridge comes from.
Chart frames_chart(const ChartContext& context, const FrameBridge& frame, const std::vector<FrameStep>& steps,
                   const std::string& source);

}  // namespace skattekrona
