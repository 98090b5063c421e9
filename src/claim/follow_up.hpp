#pragma once

#include "core/units.hpp"
#include "figures/figures.hpp"
#include "model/definitions.hpp"
#include "model/specification.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace skattekrona {

/// What became of the net cost of one area (or the total) between two years. The steps are in mnkr of the last year
/// and add up: N₁ = N₀ + price + volume_structure + national + own.
struct FollowUpArea {
    std::string area;
    /// In each year's own prices.
    Mnkr net_cost_from;
    Mnkr net_cost_to;
    Percent deviation_from;
    Percent deviation_to;
    /// The unweighted median deviation of all other municipalities.
    Percent median_from;
    Percent median_to;
    /// N₀·(p₁/p₀ − 1): the same kronor in the last year's prices.
    Mnkr price;
    /// (R₁ − R₀·p₁/p₀)·(1 + d₀): what the structure asks for beyond the price.
    Mnkr volume_structure;
    /// R₁·(d₁ − d₀) in two parts: as the median moved, and against it. A break in the series moves the median too.
    Mnkr national;
    Mnkr own;

    Mnkr deviation_step() const { return national + own; }
};

struct FollowUp {
    std::size_t municipality = 0;
    Year from;
    Year to;
    /// The index that prices are taken from.
    std::string index;
    std::vector<FollowUpArea> areas;
    FollowUpArea total;
    std::vector<SeriesBreak> breaks;
};

/// Method §4.5, to the last year with costs for the areas. Figures are missing where costs, or the index, are.
FollowUp follow_up(const Figures& figures, const Definitions& definitions, std::size_t municipality,
                   const std::vector<std::string>& areas, Year from);

}  // namespace skattekrona
