#pragma once

#include "figures/panel.hpp"
#include "model/definitions.hpp"
#include "model/specification.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace skattekrona {

/// Quality score 0–100 per municipality: the mean over an area's quality measures of the municipality's percentile rank
/// among all that have the measure that year (50 = the middle, higher is better whatever the measure's polarity).
/// Missing for a municipality that misses any measure published that year; empty where none is. Method §2.
std::vector<double> quality_scores(const Panel& panel, const ServiceArea& area, Year year);

/// The mean of the scores of those of the areas that have any.
std::vector<double> quality_scores(const Panel& panel, const Definitions& definitions,
                                   const std::vector<std::string>& areas, Year year);

/// The score a pool's member must have: −∞ where there is no condition, or no measure to put it with; missing where it
/// cannot be put, since the municipality itself or every member misses the measures.
double required_quality(QualityCondition condition, const std::vector<double>& scores,
                        const std::vector<std::size_t>& members, std::size_t municipality);

}  // namespace skattekrona
