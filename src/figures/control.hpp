#pragma once

#include "core/message.hpp"
#include "core/ranges.hpp"
#include "figures/published.hpp"

#include <map>
#include <optional>
#include <set>
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
    /// It counts something.
    bool whole = false;
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
/// that is left out stands in a finding of severity error. Method §1.4.
Controlled control(Delivery delivery, std::span<const StoredValue> before, const ControlRules& rules);

/// The series that a delivery has values of.
std::set<std::string> series_of(const Delivery& delivery);

/// That values of an earlier day would stand instead of `stored` ones of a later; nothing where none would.
std::optional<Finding> replaced_later(const Delivery& delivery, std::span<const StoredValue> stored,
                                      std::span<const Run> runs);

}  // namespace skattekrona
