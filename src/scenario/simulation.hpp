#pragma once

#include "core/copula.hpp"
#include "core/distribution.hpp"
#include "core/parallel.hpp"
#include "core/units.hpp"
#include "scenario/dynamics.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace skattekrona {

/// A number that a scenario hangs on, in its unit, and where it comes from.
struct Assumption {
    /// "price", "income", or "<lever>.realised" and the like.
    std::string id;
    Distribution distribution;
    /// A value for each year ahead, the last one held; the distribution then counts for nothing.
    std::vector<double> path;
    std::string unit;
    Message source;

    bool varies() const { return path.empty() && distribution.kind != Distribution::Kind::constant; }
};

/// The value in a year ahead, counted from 0, when everything is at its median.
double at_median(const Assumption& assumption, std::size_t ahead);

/// The assumptions that every scenario has, first among them and in this order. % a year: growth in price of the
/// reference costs and its standard deviation from year to year, the same for taxes and grants per inhabitant.
enum class Standing : std::size_t { price, price_variation, income, income_variation };
inline constexpr std::size_t standing_assumptions = 4;

/// What a lever does to the areas it works on; it takes the realised share of it. Indices are into the assumptions.
struct LeverEffect {
    /// Share of the net cost that goes away: [area of `areas`][year ahead].
    struct Cut {
        std::vector<std::vector<double>> share;
    };
    /// An amount in mnkr, and how much of it falls on each area each year.
    struct Amount {
        std::size_t assumption = 0;
        std::vector<std::vector<double>> share;
    };
    /// Frames that do not follow price and volume, or that are cut across the board [osthyvel], % a year; what was
    /// once held back stays so.
    struct Frames {
        std::size_t price_compensation = 0;
        std::size_t volume_compensation = 0;
        std::size_t demand = 0;
        std::vector<bool> active;
    };

    std::string id;
    std::size_t realised = 0;
    std::vector<std::size_t> areas;
    std::variant<Cut, Amount, Frames> what;
};

/// Everything a simulation is made of. Years ahead are counted from 0, the first after the base year.
struct SimulationModel {
    Baseline base;
    std::size_t years = 0;
    /// Growth in volume, logarithm: [area][year ahead].
    std::vector<std::vector<double>> volume;
    /// Inhabitants in each year ahead.
    std::vector<double> population;
    std::vector<Assumption> assumptions;
    SquareMatrix assumption_correlation;
    std::vector<LeverEffect> levers;
    /// The growth of taxes and grants is what they grow by beyond the price; else it is their whole growth.
    bool income_over_price = false;
    /// % a year, for present values.
    double discount_rate = 0;

    const Assumption& standing(Standing which) const { return assumptions[static_cast<std::size_t>(which)]; }
};

/// What is drawn. Per area and for the total (the last): net cost, mnkr in each year's prices, and deviation in %. For
/// the municipality: taxes and general grants, result, mnkr; result in % of taxes and grants; saving against no levers,
/// that year, cumulated, and the present value of the cumulated, mnkr.
enum class Drawn { net_cost, deviation_pct, income, result, result_share, saving, cumulated_saving, present_value };

/// Replicates of every quantity, area and year.
class Samples {
public:
    Samples(std::size_t areas, std::size_t years, std::size_t replicates);

    std::size_t replicates() const { return replicates_; }
    /// `area`: index, the total being the last; 0 for what is the municipality's alone.
    std::span<const double> of(Drawn what, std::size_t area, std::size_t year) const;

private:
    friend class SimulationKernel;
    double* place(Drawn what, std::size_t area, std::size_t year);
    std::size_t offset(Drawn what, std::size_t area, std::size_t year) const;

    std::size_t areas_;
    std::size_t years_;
    std::size_t replicates_;
    std::size_t stride_;
    std::unique_ptr<double[]> values_;
};

/// Standard normals for a block of replicates, as core/lanes.hpp lays them out: (first replicate, items, out).
using NormalSource = std::function<void(std::uint32_t first, std::size_t items, double* out)>;

/// Random numbers from a seed.
NormalSource seeded(std::uint64_t seed);
/// Every number at its median: the path a person can follow by hand.
NormalSource medians();

/// Random numbers that belong together: an assumption's, or everything of one kind. Laid out one factor after another.
struct RandomFactor {
    /// An assumption's id, or "level" (what the areas settle at), "price_years", "income_years", "shocks".
    std::string id;
    std::size_t first = 0;
    std::size_t count = 0;
    /// Its place among the assumptions, where it is one.
    std::optional<std::size_t> assumption;
};
/// The factors that can move the outcome, in the order of the items.
std::vector<RandomFactor> random_factors(const SimulationModel& model);

/// Method §7.1–7.4. The same numbers give the same samples on any number of threads.
Samples draw(const SimulationModel& model, std::size_t replicates, const NormalSource& normals,
             const ParallelFor& parallel);

/// Shares of the replicates below which the quantiles of a Spread lie.
inline constexpr std::array<double, 7> spread_levels{0.025, 0.10, 0.25, 0.50, 0.75, 0.90, 0.975};
/// How they are called in files.
inline constexpr std::array<const char*, spread_levels.size()> spread_names{"p2_5", "p10", "p25",  "p50",
                                                                            "p75",  "p90", "p97_5"};

/// One quantity in one year. Quantiles of type 7.
struct Spread {
    std::array<double, spread_levels.size()> quantiles{};
    double mean = missing;

    double p10() const { return quantiles[1]; }
    double median() const { return quantiles[3]; }
    double p90() const { return quantiles[5]; }
};
Spread spread(std::span<const double> values);

/// A quantity over the years ahead.
using Fan = std::vector<Spread>;

/// A simulation summed up.
struct Simulation {
    /// Per area, then the total.
    std::vector<Fan> net_cost;
    std::vector<Fan> deviation_pct;
    Fan income;
    Fan result;
    Fan result_share;
    Fan saving;
    Fan cumulated_saving;
    Fan present_value;
    /// Probability that the result's share of taxes and grants reaches the target, each year.
    std::vector<double> p_target;
    /// Probability that the saving of the claimed year reaches the claimed amount; missing where none is claimed.
    double p_claim = missing;
    std::size_t replicates = 0;
};

struct ClaimedSaving {
    /// mnkr in that year's prices.
    double amount = missing;
    Year year;
};

Simulation summarise(const SimulationModel& model, const Samples& samples, double target_share,
                     const std::optional<ClaimedSaving>& claimed, const ParallelFor& parallel);

/// ln(N/R) as expected `ahead` years after the base year, counted from 0, when nobody does anything: the median path.
/// Method §7.2.
double expected_log_ratio(const AreaDynamics& area, std::size_t ahead);

}  // namespace skattekrona
