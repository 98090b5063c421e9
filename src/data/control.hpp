#pragma once

#include "core/toml_reader.hpp"
#include "data/store.hpp"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace skattekrona {

/// What is known of a series before it comes in.
struct SeriesRule {
    Text title;
    /// Values outside are impossible.
    Range valid;
    /// The municipalities' values add up to Riket's.
    bool adds_up = false;
    /// Years from which it is not comparable with the years before.
    std::vector<Year> breaks;
};

struct ControlRules {
    /// The series that the program uses; others of a known form are taken in too, and remarked upon.
    std::map<std::string, SeriesRule, std::less<>> series;
    /// Those there are, with their names.
    std::map<MunicipalityId, std::string> municipalities;
    /// Values of later years are impossible for published figures.
    Year this_year;
};

/// A delivery's values that can be taken in, and what was found on the way.
struct Controlled {
    Delivery accepted;
    std::vector<Finding> findings;
};

/// Quality control of what comes in, against the rules and against the figures `before` it: unknown codes, duplicates
/// that disagree, impossible values, sums that do not tally, jumps beyond the series' own history, breaks. Every value
/// that is left out stands in a finding of severity error.
Controlled control(Delivery delivery, std::span<const StoredValue> before, const ControlRules& rules);

}  // namespace skattekrona
