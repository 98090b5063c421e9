#pragma once

#include "core/diagnostic.hpp"
#include "core/records.hpp"
#include "figures/figures.hpp"
#include "scenario/frames.hpp"
#include "scenario/lever.hpp"
#include "scenario/simulation.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace skattekrona {

/// What a scenario file may hold.
const FileRecords& scenario_records();

/// Years from the base year to the horizon at most: further ahead than the panel is long nothing is known.
inline constexpr int longest_horizon = 15;

/// What somebody asks to have simulated, understood and checked. Years are calendar years.
struct Scenario {
    /// simulation: costs and result under levers. zero-based: frames by volume beside frames built up from reference
    /// costs. frames: a budget-frame bridge of one's own amounts.
    enum class Kind { simulation, zero_based, frames };

    /// The folder's or the file's name.
    std::string id;
    Text title;
    std::string author;
    std::string source;
    Kind kind = Kind::simulation;
    /// Whose costs it is about; a bridge says itself whose it is.
    std::size_t municipality = 0;
    std::vector<std::string> areas;
    Year base_year;
    Year horizon;
    std::uint64_t seed = 1;
    std::size_t replicates = 10000;
    /// The standing assumptions first; those that the file leaves out come from history and have no distribution yet.
    std::vector<Assumption> assumptions;
    SquareMatrix correlation;
    /// Inhabitants by age group (a measure's id) in each year after the base year; the trend where it is not given.
    std::vector<std::pair<std::string, std::vector<double>>> population;
    std::string population_source;
    std::vector<Lever> levers;
    /// The result's share of taxes and grants to reach, %.
    double target_share = 2;
    std::optional<ClaimedSaving> claimed;
    /// % a year.
    double discount_rate = 3;
    /// Only for frames.
    std::optional<FrameBridge> frames;
    std::vector<Text> notes;
    /// Where its file begins, for what is found out later.
    Location where;
};

/// The scenario gives all the age groups that an area's volume is made of.
bool volume_known(const Scenario& scenario, const ServiceArea& area);

/// A file's text by the name that another file extends it under; `from` is the file that asks.
struct NamedText {
    std::string path;
    std::string text;
};
using ScenarioSource = std::function<Result<NamedText>(const std::string& name, const std::string& from)>;

/// Levers from the command line, "AREAS: reference by 2026", "AREAS: save 30 by 2026", "AREAS: frozen 2023-2024" or
/// "AREAS: demand 1% 2023-2026", as text of a scenario file. Failure::usage where it cannot be understood.
Result<std::string> lever_toml(const std::vector<std::string>& levers);

/// Reads a scenario and what it extends; tables of the file go before those of the file it extends, key by key, and
/// values in braces are replaced whole. `more` is TOML laid over the file (levers from the command line), or empty.
/// All problems in all files are reported, with file and line; levers over a file of another kind than simulation are
/// Failure::usage.
Result<Scenario> parse_scenario(const NamedText& file, const std::string& id, const ScenarioSource& source,
                                const std::string& more, const Definitions& definitions, const Figures& figures);

/// That an option asks for what only a simulation has.
Diagnostic not_simulated(Scenario::Kind kind, std::string option);

/// The scenario of a municipality that nobody does anything in, from its latest year with figures and so many years on.
/// `source`: what it rests on, in words.
std::string plain_scenario(std::string_view title, std::string_view source, std::string_view municipality,
                           const std::vector<std::string>& areas, Year base_year, int years);

/// Makes the model that the scenario asks for: dynamics estimated on the figures up to the base year, assumptions that
/// are left out from history, levers worked out. Failure::invalid_input where a level cannot be had. Method §7.1.
Result<SimulationModel> simulation_model(Scenario& scenario, const Figures& figures, const Definitions& definitions,
                                         const ParallelFor& parallel);

}  // namespace skattekrona
