#pragma once

#include "core/message.hpp"
#include "figures/figures.hpp"
#include "model/definitions.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace skattekrona {

/// One check of the figures against themselves, with what was found; all but `hash` have numbers.
struct ConsistencyCheck {
    Message title;
    bool holds = false;
    /// How many figures were compared.
    std::size_t compared = 0;
    /// Median and largest difference, in the unit of `unit`; missing where the check counts instead.
    double median_difference = missing;
    double largest_difference = missing;
    double allowed = missing;
    Message unit;
    /// Where the largest difference is, or what broke the check.
    Message detail;
};

/// The checks of Method §1.4: areas against N00097, cost per inhabitant against the derived net and reference cost,
/// reference costs above nought, values within their valid range, files as the manifest says.
std::vector<ConsistencyCheck> check_consistency(const Figures& figures, const Definitions& definitions);

}  // namespace skattekrona
