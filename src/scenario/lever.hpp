#pragma once

#include "core/diagnostic.hpp"
#include "data/figures.hpp"
#include "model/specification.hpp"
#include "scenario/simulation.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace skattekrona {

/// How a lever comes in between its first year and the year it is fully in.
enum class PhaseIn { linear, s_curve, front_loaded };
std::string to_string(PhaseIn phase);
std::vector<std::string> phase_names();

/// Something a municipality means to do. Indices are into the scenario's assumptions.
struct Lever {
    /// level: reach a level by a year. saving: an amount in mnkr a year from a year on. frames: frames that follow
    /// price and volume only in part, or that are cut across the board [osthyvel].
    enum class Kind { level, saving, frames };

    std::string id;
    Text title;
    Kind kind = Kind::level;
    std::vector<std::string> areas;
    /// The first year with effect, and the year it is fully in; for frames the last year they are held back.
    Year from;
    Year by;
    PhaseIn phase = PhaseIn::linear;
    /// %: how much of it comes true.
    std::size_t realised = 0;
    /// For a level: how it is chosen, among figures of the base year.
    Specification specification;
    /// For a saving: mnkr a year once fully in.
    std::size_t amount = 0;
    /// For frames, %: of price and of volume that is compensated, and the demand a year.
    std::size_t price_compensation = 0;
    std::size_t volume_compensation = 0;
    std::size_t demand = 0;
    /// Where it stands in its file.
    Location where;
};
std::vector<std::string> lever_kinds();

/// The share of a lever that is in, 0–1: x = the share of the way from before its first year to the year it is fully
/// in; linear x, S-curve 3x² − 2x³, front-loaded 1 − (1 − x)².
double phased_in(PhaseIn phase, Year from, Year by, Year year);

/// What a lever does in the model. A level is held against what is expected of the municipality when nobody does
/// anything, so that what would have come of itself is not counted as a saving. Failure::invalid_input where the level
/// cannot be had.
Result<LeverEffect> lever_effect(const Lever& lever, const SimulationModel& model, const Figures& figures,
                                 const Definitions& definitions, const ParallelFor& parallel);

/// Two levers that work on the same area at the same time, or a level and anything else in one area: a level says where
/// the area is to end, and no rule says which wins, so that they are refused. Other levers one after another each take
/// of what those before them have left.
Diagnostics overlapping(const std::vector<Lever>& levers, const Definitions& definitions);

}  // namespace skattekrona
