#pragma once

#include "core/diagnostic.hpp"
#include "core/message.hpp"
#include "core/units.hpp"
#include "figures/figures.hpp"
#include "model/costs.hpp"
#include "model/definitions.hpp"
#include "model/noise.hpp"
#include "model/specification.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace skattekrona {

/// What an amount or a rank may be, as far as chance goes: mean and 95 % interval over the draws.
struct Uncertain {
    double mean = missing;
    double low = missing;
    double high = missing;
};

/// What a reader must know of a figure.
struct Note {
    Message said;
    /// It says itself which level it is of.
    bool names_level = false;
};

/// Whom a municipality is held against, and their cost ratio.
struct Comparator {
    std::size_t municipality = 0;
    double cost_ratio = missing;
};

/// One area (or the total) of one municipality held against its own structure and against a pool.
/// What could not be computed is missing, and `reasons` says why.
struct AreaBenchmark {
    std::string area;
    Mnkr net_cost;
    Mnkr reference_cost;
    Mnkr deviation;
    Percent deviation_pct;
    KrPerInhabitant deviation_per_inhabitant;
    double cost_ratio = missing;
    /// Half-width of the reference cost, where rounding in the published figures makes it coarse.
    Percent precision;
    /// 1 = lowest cost ratio among the pool and the municipality itself, `of` in all; 0 = no rank.
    int rank = 0;
    int of = 0;
    /// 1 = among the quarter with the lowest cost ratios; 0 where there are too few for quarters.
    int quartile = 0;
    /// Median cost ratio of the pool, without the municipality.
    double median_ratio = missing;
    /// The cost ratio of the level. For the total by area: what the areas' levels add up to.
    double level_ratio = missing;
    /// What would be spent less at the level.
    Mnkr potential;
    /// When chance is taken away: what the potential and the rank may be (model/uncertainty.hpp).
    Uncertain potential_interval;
    Uncertain rank_interval;
    /// Those of the pool that have costs and meet the quality condition.
    std::vector<Comparator> comparators;
    std::vector<Message> reasons;
    std::vector<Note> notes;
};

struct Benchmark {
    std::size_t municipality = 0;
    Year year;
    Specification specification;
    /// 31 December, the mean over the window.
    double population = missing;
    std::vector<AreaBenchmark> areas;
    AreaBenchmark total;
    /// By area: how many of the total's pool reach the level in every area at once. What the areas' levels add up to is
    /// a real municipality's cost only if somebody does. Missing when a level is.
    double at_level_everywhere = missing;
};

/// A pool for one area, sorted, without the municipality itself: ready for any number of levels.
struct AreaPool {
    std::vector<std::size_t> members;
    /// Those of them that have costs and meet the quality condition.
    std::vector<std::size_t> admitted;
    /// Ratios of the members that have costs and meet the quality condition.
    PoolOrder order;
    /// Members without costs this year; members that fall to the quality condition or miss its measures.
    int without_costs = 0;
    int below_quality = 0;
    int without_quality = 0;
    /// The condition could not be put: no measure for the area, or none for the municipality itself.
    bool no_quality_measure = false;
    bool own_quality_missing = false;
};

/// One municipality's pools, per area and for the total. Levels share them.
struct Pools {
    std::vector<AreaPool> areas;
    AreaPool total;
};

/// Method §2. Failure::usage where the pool has nobody.
Result<Pools> make_pools(const Figures& figures, const Definitions& definitions, const CostWindow& costs,
                         std::size_t municipality, const Specification& specification);

/// The costs of an area set as published, and with chance taken away where that is asked for.
struct CostBasis {
    CostHistory raw;
    /// `raw` itself for Noise::raw.
    CostHistory history;
    /// Nothing for Noise::raw.
    std::optional<HistoryNoise> noise;
};
CostBasis cost_basis(const Panel& panel, const Definitions& definitions, const std::vector<std::string>& areas,
                     Noise noise, const ParallelFor& parallel);

/// Method §2: P = Σ max(0, N − ē·R) by area, or the same on the total. The history, the costs, the pools and the
/// specification must be of the same areas, year, window, noise and prices. Failure::usage where the pool is smaller
/// than the level needs.
Result<Benchmark> benchmark(const Figures& figures, const Definitions& definitions, const CostHistory& history,
                            const CostWindow& costs, const Pools& pools, std::size_t municipality,
                            const Specification& specification);

/// Reads the costs, makes the pools and evaluates each level: one Benchmark per level, with intervals unless the noise
/// is raw. Failure::usage also where the municipality has no costs at all that year.
Result<std::vector<Benchmark>> benchmark(const Figures& figures, const Definitions& definitions,
                                         std::size_t municipality, Year year, const Specification& specification,
                                         const std::vector<Level>& levels, const ParallelFor& parallel = serial);

/// The same of costs that have been read before, of the specification's areas and noise.
Result<std::vector<Benchmark>> benchmark(const Figures& figures, const Definitions& definitions, const CostBasis& basis,
                                         std::size_t municipality, Year year, const Specification& specification,
                                         const std::vector<Level>& levels, const ParallelFor& parallel = serial);

/// A municipality of which nothing is known that year, and why: every figure is missing.
Benchmark benchmark_of_nothing(std::size_t municipality, Year year, const Specification& specification,
                               const Message& why);

/// Failure::usage: the municipality has no costs at all that year; invalid_input where it has none any year.
Diagnostic no_costs_that_year(const Figures& figures, const std::vector<std::string>& areas, std::size_t municipality,
                              Year year);

/// What counts of a gap N − ē·R, mnkr, under the netting rule. A missing gap stays missing.
inline double counted(double gap, Netting netting) { return netting == Netting::positive && gap < 0 ? 0.0 : gap; }

/// The gap N − ē·R in mnkr under the netting rule. Method §2.
inline double potential(double net_cost, double reference_cost, double level_ratio, Netting netting) {
    return counted(net_cost - level_ratio * reference_cost, netting);
}

}  // namespace skattekrona
