#pragma once

#include "ask/scenario.hpp"

namespace skattekrona {

/// Has anybody done what is planned? A municipality's own move, or what a scenario's levers ask.
struct PlausibleQuestion {
    /// A municipality, or a scenario.
    std::vector<std::string> about;
    std::vector<std::string> levers;
    std::optional<std::string> area;
    std::optional<std::string> areas;
    std::optional<double> change;
    std::optional<int> years;
    std::optional<int> year;
    std::optional<double> near;

    Options options();
};
Result<Answer> ask(const Basis& basis, const PlausibleQuestion& question);

}  // namespace skattekrona
