#pragma once

#include "ask/scenario.hpp"

namespace skattekrona {

/// Where is the municipality heading, how sure is it, and what does a lever do?
struct SimulationQuestion {
    ScenarioSaid scenario;
    std::vector<std::string> compare;
    bool deterministic = false;
    /// "aldreomsorg:2024".
    std::optional<std::string> explain;

    Options options();
};
Result<Answer> ask(const Basis& basis, const SimulationQuestion& question);
/// As part of another answer, whose sources these are.
Result<Answer> ask(const Basis& basis, Sources& sources, const SimulationQuestion& question);

}  // namespace skattekrona
