#pragma once

#include "core/diagnostic.hpp"
#include "figures/figures.hpp"
#include "model/specification.hpp"
#include "scenario/simulation.hpp"

#include <string>
#include <variant>
#include <vector>

namespace skattekrona {

/// How a lever comes in between its first year and the year it is fully in.
enum class PhaseIn { linear, s_curve, front_loaded };

/// Something a municipality means to do. Indices are into the scenario's assumptions.
struct Lever {
    /// Reach a level by a year: how it is chosen, among figures of the base year.
    struct ToLevel {
        Specification specification;
    };
    /// Save an amount from a year on: mnkr a year once fully in.
    struct Saving {
        std::size_t amount = 0;
    };
    /// Frames that follow price and volume only in part, or that are cut across the board [osthyvel], %: what of price
    /// and of volume is compensated, and the demand a year.
    struct Frames {
        std::size_t price_compensation = 0;
        std::size_t volume_compensation = 0;
        std::size_t demand = 0;
    };

    std::string id;
    Text title;
    std::vector<std::string> areas;
    /// The first year with effect, and the year it is fully in; for frames the last year they are held back.
    Year from;
    Year by;
    PhaseIn phase = PhaseIn::linear;
    /// %: how much of it comes true.
    std::size_t realised = 0;
    std::variant<ToLevel, Saving, Frames> what;
    /// Where it stands in its file.
    Location where;

    bool to_level() const { return std::holds_alternative<ToLevel>(what); }
};

/// The share of a lever that is in, 0–1: x = the share of the way from before its first year to the year it is fully
/// in; linear x, S-curve 3x² − 2x³, front-loaded 1 − (1 − x)². Method §7.3.
double phased_in(PhaseIn phase, Year from, Year by, Year year);

/// What a lever does in the model. A level is held against what is expected of the municipality when nobody does
/// anything, so that what would have come of itself is not counted as a saving. Failure::invalid_input where the level
/// cannot be had. Method §7.3.
Result<LeverEffect> lever_effect(const Lever& lever, const SimulationModel& model, const Figures& figures,
                                 const Definitions& definitions, const ParallelFor& parallel);

/// Two levers that work on the same area at the same time, or a level and anything else in one area: a level says where
/// the area is to end, and no rule says which wins, so that they are refused. Other levers one after another each take
/// of what those before them have left.
Diagnostics overlapping(const std::vector<Lever>& levers, const Definitions& definitions);

}  // namespace skattekrona
