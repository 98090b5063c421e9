#pragma once

#include "core/diagnostic.hpp"
#include "figures/figures.hpp"
#include "model/definitions.hpp"
#include "model/specification.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace skattekrona {

/// How unlike one municipality is another.
struct Likeness {
    std::size_t municipality = 0;
    /// √(Σ w·Δz² / Σ w), z standardised by median and 1.4826·MAD over all municipalities. 0 = alike.
    double distance = 0;
    /// Each variable's share of the squared distance, in the order of LikenessTable::variables; sums to 1.
    std::vector<double> shares;
    /// Each variable's difference Δz; positive where the other municipality has more.
    std::vector<double> differences;
};

/// All other municipalities in order of likeness to one, and what the order rests on.
struct LikenessTable {
    /// Indices into Definitions::peer_variables, and the year each variable's figures are from.
    std::vector<std::size_t> variables;
    std::vector<Year> years;
    std::vector<Likeness> others;
    /// Municipalities left out since they miss a variable.
    std::vector<std::size_t> left_out;
};

/// Method §5: weighted Euclidean distance on robustly standardised structural variables, with the weights of `area`.
/// A variable without figures for `year` is taken from the closest year that has them.
LikenessTable likeness(const Panel& panel, const Definitions& definitions, std::string_view area,
                       std::size_t municipality, Year year);

/// The members of a pool for one area (or the total), without the municipality itself, in ascending order.
/// Empty where nobody else is in it, or where no group is published for the municipality.
std::vector<std::size_t> pool_members(const Figures& figures, const Definitions& definitions, const PoolChoice& pool,
                                      std::string_view area, std::size_t municipality, Year year);

/// The same for several pools; the likeness is worked out once.
std::vector<std::vector<std::size_t>> pool_members(const Figures& figures, const Definitions& definitions,
                                                   const std::vector<PoolChoice>& pools, std::string_view area,
                                                   std::size_t municipality, Year year);

/// Failure::usage: a pool that has nobody but the municipality itself.
Diagnostic empty_pool(const Panel& panel, const PoolChoice& pool, std::size_t municipality);

/// The SKR kommungrupp of a municipality; empty where the figures have none.
std::string kommungrupp_of(const Groups& groups, MunicipalityId id);

}  // namespace skattekrona
