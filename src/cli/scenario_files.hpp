#pragma once

#include "cli/choices.hpp"
#include "scenario/scenario.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace skattekrona {

/// A claim or scenario as it was found: by name among those that come with the program, by its folder, or by its path.
struct NamedFile {
    std::filesystem::path path;
    /// The folder's name, or the file's where it is called something else than `file_name`.
    std::string id;
};

/// The names of those that come with the program and have such a file (claim.toml, scenario.toml).
std::vector<std::string> known_files(const Session& session, const std::string& file_name);

/// Failure::usage under the key where there is none, with those that there are.
Result<NamedFile> named_file(const Session& session, const std::string& name, const std::string& file_name,
                             const std::string& not_found);

/// A scenario by name or path with what it extends, or that of a municipality in which nobody does anything; levers
/// from the command line laid over it.
struct ScenarioOptions {
    std::vector<std::string> name;
    std::vector<std::string> levers;
    std::optional<int> year;
    std::optional<int> years;
    std::optional<std::string> areas;
    std::optional<int> seed;
    std::optional<int> replicates;

    void add(CLI::App& command, const Session& session);
};
Result<Scenario> read_scenario(Session& session, const Inputs& inputs, const ScenarioOptions& options);
/// How the scenario is asked for again, with every choice that is not in a file.
std::string named(const ScenarioOptions& options, const Scenario& scenario);

}  // namespace skattekrona
