#pragma once

#include "core/copula.hpp"
#include "core/parallel.hpp"
#include "figures/figures.hpp"
#include "model/costs.hpp"
#include "model/noise.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace skattekrona {

/// How heavy the tails of shocks are: Tukey's scale·z·exp(h·z²/2), z a standard normal and the scale in standard
/// deviations (Hoaglin 1985). h = 0, scale = 1 is the normal distribution.
struct Tail {
    double h = 0;
    double scale = 1;
};

/// How far from its projection a reference cost has gone, on the scale of logarithms: x_h = persistence·x_{h−1} + g_h,
/// g_h = momentum·g_{h−1} + η, where η has the standard deviation shock·(population / median)^(−size). Either the
/// persistence is 1 or the momentum 0. The national movement is taken off.
struct StructureDynamics {
    double shock = missing;
    double persistence = 1;
    double momentum = 0;
    double size = 0;
    Tail tail;
};

/// What a year's growth in volume is expected to be: so much of the volume's own yearly growth over the last five
/// years, and so much of the population's, as has on average gone on over the next three.
struct VolumeTrend {
    double own = 0;
    double population = 0;
};

/// One area in the whole country, as it was known at the end of a year.
struct AreaHistory {
    std::string area;
    SeriesNoise noise;
    /// Each municipality's shocks to the cost ratio beside what its size says, as a factor on their standard deviation:
    /// some are calmer than others. By credibility (Bühlmann & Straub 1970).
    std::vector<double> volatility;
    Tail tail;
    /// What is left of a shock after a year. A figure's distance to the level fades by ρ, but levels move too, so that
    /// errors grow longer with time than ρ alone would have it; at least ρ.
    double shock_persistence = missing;
    /// Where the age groups' sizes are known, and where their trend is all there is.
    StructureDynamics known_volume;
    StructureDynamics trend_volume;
    /// How far the national level of the cost ratio has moved in a year within a way of computing it, root mean square.
    double national_drift = 0;
    /// How far the area's national price has gone from all areas' in a year, root mean square, logarithm.
    double price_departure = 0;
    VolumeTrend trend;
};

/// What a price or an income has grown by.
struct Growth {
    /// % a year, mean and standard deviation over so many years that end with `last`; missing where there are none.
    double mean = missing;
    double deviation = missing;
    int years = 0;
    Year last;
};

/// How areas have moved in all municipalities, as it was known at the end of `year`.
struct NationalDynamics {
    Year year;
    CostHistory costs;
    std::vector<AreaHistory> areas;
    /// Correlations of one year's shocks: first the areas' cost ratios, then the areas' reference costs.
    SquareMatrix shocks;
    /// Correlations of the areas' lasting levels.
    SquareMatrix levels;
    /// The national reference cost of all areas, whichever are asked for, at unchanged volume.
    Growth price;
    /// Of the population itself.
    VolumeTrend population;
};

/// Estimated on figures up to and including `year` only. Method §7.2.
NationalDynamics national_dynamics(const Figures& figures, const Definitions& definitions,
                                   const std::vector<std::string>& areas, Year year, const ParallelFor& parallel);

/// What the national reference cost of some of the history's areas grew by in a year at unchanged volume, %: Σ R over
/// what the year before's come to at the new volumes, over the municipalities that have each of those that were
/// published both years. Method §7.1.
double national_price_growth(std::span<const CostSeries> series, const CostHistory& history, const Panel& panel,
                             const Definitions& definitions, Year year);

/// A municipality's published result in % of its taxes and general grants; missing where any of them is.
double result_share(const Panel& panel, Year year, std::size_t municipality);

/// The volume that an area's age groups make, weighted: a value per municipality. Method §7.1.
std::vector<double> area_volumes(const Panel& panel, const ServiceArea& area, Year year);

/// One area of one municipality when nobody does anything. Logarithms: of N/R, and of growth.
struct AreaDynamics {
    std::string area;
    /// mnkr, base year.
    double net_cost = missing;
    double reference_cost = missing;
    /// What ln(N/R) moves towards, and how well that is known.
    double level = missing;
    double level_deviation = missing;
    /// How the distance to the level in the base year fades, and how shocks do: v_h = persistence^h·v_0 + x_h,
    /// x_h = shock_persistence·x_{h−1} + ε.
    double persistence = missing;
    double shock_persistence = missing;
    /// ε = shock·z·exp(tail·z²/2), and the same for the reference cost's.
    double shock = missing;
    double tail = 0;
    double structure_persistence = missing;
    double structure_momentum = 0;
    double structure_shock = missing;
    double structure_tail = 0;
    /// Growth in volume by trend, a year.
    double volume_trend = 0;
};

/// One municipality in its base year.
struct Baseline {
    std::size_t municipality = 0;
    Year year;
    std::vector<AreaDynamics> areas;
    SquareMatrix shocks;
    SquareMatrix levels;
    Growth price;
    double population = missing;
    /// Yearly growth by trend, logarithm.
    double population_trend = 0;
    /// Taxes and general grants, and the result, mnkr; missing where the municipality has none published.
    double income = missing;
    double result = missing;
    /// Of taxes and general grants per inhabitant.
    Growth income_growth;
};

/// `volume_known`: per area, whether the user gives its age groups. Areas without figures that year are missing
/// throughout. Method §7.1–7.2.
Baseline baseline(const NationalDynamics& national, const Figures& figures, const Definitions& definitions,
                  std::size_t municipality, const std::vector<bool>& volume_known);

}  // namespace skattekrona
