#pragma once

#include "ask/basis.hpp"
#include "ask/options.hpp"
#include "scenario/simulated.hpp"

#include <optional>
#include <string>
#include <vector>

namespace skattekrona {

/// A scenario by name or path with what it extends, or that of a municipality in which nobody does anything; levers in
/// a line each laid over it.
struct ScenarioSaid {
    std::vector<std::string> name;
    std::vector<std::string> levers;
    std::optional<int> year;
    std::optional<int> years;
    std::optional<std::string> areas;
    std::optional<int> seed;
    std::optional<int> replicates;

    Options options();
};
Result<Scenario> understand(const Basis& basis, Sources& sources, const ScenarioSaid& said);
/// How the scenario is asked for again, with every choice that is not in a file.
std::string named(const ScenarioSaid& said, const Scenario& scenario);

/// Understood and simulated.
Result<SimulatedScenario> simulated(const Basis& basis, Scenario scenario, const ScenarioSaid& said);

BoundOption lever_option(std::vector<std::string>& levers);

}  // namespace skattekrona
