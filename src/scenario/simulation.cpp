#include "scenario/simulation.hpp"

#include "core/quantile.hpp"
#include "scenario/kernel.hpp"

#include <algorithm>
#include <cmath>

namespace skattekrona {

namespace {

constexpr std::uint32_t simulation_stream = 0x51u;

/// The series of a quantity come one after another, area by area and year by year.
constexpr std::size_t of_the_municipality = 6;

std::size_t padded(std::size_t replicates) { return (replicates + lanes - 1) / lanes * lanes; }

struct Extent {
    double low = missing;
    double high = missing;
    double sum = missing;
};

/// Least, greatest and sum, each lane by itself and then together: fixed order, so that the sum has the same bytes
/// always.
SKATTEKRONA_WIDE Extent extent_of(const double* values, std::size_t size) {
    constexpr std::size_t side_by_side = 8;
    std::array<double, side_by_side> low;
    std::array<double, side_by_side> high;
    std::array<double, side_by_side> sum{};
    low.fill(values[0]);
    high.fill(values[0]);
    const std::size_t whole = size / side_by_side * side_by_side;
    for (std::size_t at = 0; at < whole; at += side_by_side) {
        for (std::size_t i = 0; i < side_by_side; ++i) {
            const double value = values[at + i];
            low[i] = value < low[i] ? value : low[i];
            high[i] = value > high[i] ? value : high[i];
            sum[i] += value;
        }
    }
    for (std::size_t at = whole; at < size; ++at) {
        low[0] = std::min(low[0], values[at]);
        high[0] = std::max(high[0], values[at]);
        sum[0] += values[at];
    }
    Extent extent{low[0], high[0], 0};
    for (std::size_t i = 0; i < side_by_side; ++i) {
        extent.low = std::min(extent.low, low[i]);
        extent.high = std::max(extent.high, high[i]);
        extent.sum += sum[i];
    }
    return extent;
}

constexpr std::size_t bins = 2048;

/// Which of equally wide bins between the least and the greatest each value falls into.
SKATTEKRONA_WIDE void bin(const double* values, std::size_t size, double low, double scale, std::int32_t* of) {
    for (std::size_t i = 0; i < size; ++i) {
        of[i] = static_cast<std::int32_t>((values[i] - low) * scale);
    }
}

/// The order statistics of the given ranks (ascending, from 0) without sorting all: the values are counted into bins,
/// and only the bins that hold a wanted one are gathered and sorted.
std::vector<double> order_statistics(std::span<const double> values, const Extent& extent,
                                     const std::vector<std::size_t>& ranks) {
    const auto bin_of = std::make_unique_for_overwrite<std::int32_t[]>(values.size());
    const double range = extent.high - extent.low;
    const double scale = static_cast<double>(bins - 1) / range;
    // Values that are all but one, or infinitely far apart, stay in one bin, which is then sorted.
    if (std::isfinite(range) && std::isfinite(scale)) {
        bin(values.data(), values.size(), extent.low, scale, bin_of.get());
    } else {
        std::fill_n(bin_of.get(), values.size(), 0);
    }
    std::vector<std::size_t> starts(bins + 1);
    for (std::size_t i = 0; i < values.size(); ++i) {
        ++starts[static_cast<std::size_t>(bin_of[i]) + 1];
    }
    for (std::size_t b = 0; b < bins; ++b) {
        starts[b + 1] += starts[b];
    }
    std::vector<char> wanted(bins);
    for (const std::size_t rank : ranks) {
        wanted[static_cast<std::size_t>(std::ranges::upper_bound(starts, rank) - starts.begin()) - 1] = 1;
    }
    std::vector<double> gathered;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (wanted[static_cast<std::size_t>(bin_of[i])] != 0) {
            gathered.push_back(values[i]);
        }
    }
    std::ranges::sort(gathered);
    std::vector<double> found;
    std::size_t passed_over = 0;
    std::size_t b = 0;
    for (const std::size_t rank : ranks) {
        for (; starts[b + 1] <= rank; ++b) {
            passed_over += wanted[b] != 0 ? 0 : starts[b + 1] - starts[b];
        }
        found.push_back(gathered[rank - passed_over]);
    }
    return found;
}

/// What sums to the bound but for rounding reaches it.
double share_at_least(std::span<const double> values, double bound) {
    const double reached = bound - 1e-9 * std::max(1.0, std::abs(bound));
    return static_cast<double>(std::ranges::count_if(values, [&](double value) { return value >= reached; })) /
           static_cast<double>(values.size());
}

}  // namespace

Samples::Samples(std::size_t areas, std::size_t years, std::size_t replicates)
    : areas_(areas),
      years_(years),
      replicates_(replicates),
      stride_(padded(replicates)),
      // Every replicate is written by whoever draws it; writing noughts first would take as long as drawing.
      values_(std::make_unique_for_overwrite<double[]>((2 * (areas + 1) + of_the_municipality) * years * stride_)) {}

std::size_t Samples::offset(Drawn what, std::size_t area, std::size_t year) const {
    const std::size_t per_area = areas_ + 1;
    std::size_t series = area;
    switch (what) {
        case Drawn::net_cost:
            break;
        case Drawn::deviation_pct:
            series += per_area;
            break;
        default:
            series = 2 * per_area + static_cast<std::size_t>(what) - static_cast<std::size_t>(Drawn::income);
    }
    return (series * years_ + year) * stride_;
}

std::span<const double> Samples::of(Drawn what, std::size_t area, std::size_t year) const {
    return {values_.get() + offset(what, area, year), replicates_};
}

double* Samples::place(Drawn what, std::size_t area, std::size_t year) {
    return values_.get() + offset(what, area, year);
}

NormalSource seeded(std::uint64_t seed) {
    return [seed](std::uint32_t first, std::size_t items, double* out) {
        standard_normals(seed, simulation_stream, first, items, out);
    };
}

NormalSource medians() {
    return [](std::uint32_t, std::size_t items, double* out) { std::fill_n(out, items * lanes, 0.0); };
}

std::vector<RandomFactor> random_factors(const SimulationModel& model) {
    std::vector<RandomFactor> factors;
    std::size_t next = 0;
    const auto group = [&](const char* id, std::size_t count) {
        factors.push_back({id, next, count, std::nullopt});
        next += count;
    };
    const std::size_t areas = model.base.areas.size();
    group("level", areas);
    group("price_years", model.years);
    group("income_years", model.years);
    group("shocks", 2 * areas * model.years);
    for (std::size_t p = 0; p < model.assumptions.size(); ++p) {
        if (model.assumptions[p].varies()) {
            factors.push_back({model.assumptions[p].id, next + p, 1, p});
        }
    }
    return factors;
}

double at_median(const Assumption& assumption, std::size_t ahead) {
    return assumption.path.empty() ? median(assumption.distribution)
                                   : assumption.path[std::min(ahead, assumption.path.size() - 1)];
}

Samples draw(const SimulationModel& model, std::size_t replicates, const NormalSource& normals,
             const ParallelFor& parallel) {
    const SimulationKernel kernel(model);
    Samples samples(model.base.areas.size(), model.years, replicates);
    parallel(padded(replicates) / lanes, [&](std::size_t block) {
        const auto z = std::make_unique_for_overwrite<double[]>(kernel.items() * lanes);
        normals(static_cast<std::uint32_t>(block * lanes), kernel.items(), z.get());
        kernel.evaluate(z.get(), block * lanes, samples);
    });
    return samples;
}

Spread spread(std::span<const double> values) {
    Spread result;
    const Extent extent = extent_of(values.data(), values.size());
    result.mean = extent.sum / static_cast<double>(values.size());
    if (is_missing(result.mean) || extent.low == extent.high) {
        result.quantiles.fill(is_missing(result.mean) ? missing : extent.low);
        return result;
    }
    // A quantile of type 7 lies between two order statistics.
    std::vector<std::size_t> ranks;
    for (const double level : spread_levels) {
        type_7_quantile(values.size(), level, [&](std::size_t rank) {
            ranks.push_back(rank);
            return 0.0;
        });
    }
    const auto statistics = order_statistics(values, extent, ranks);
    std::size_t next = 0;
    for (std::size_t q = 0; q < spread_levels.size(); ++q) {
        result.quantiles[q] =
            type_7_quantile(values.size(), spread_levels[q], [&](std::size_t) { return statistics[next++]; });
    }
    return result;
}

Simulation summarise(const SimulationModel& model, const Samples& samples, double target_share,
                     const std::optional<ClaimedSaving>& claimed, const ParallelFor& parallel) {
    const std::size_t areas = model.base.areas.size() + 1;
    Simulation result;
    result.replicates = samples.replicates();
    result.net_cost.assign(areas, Fan(model.years));
    result.deviation_pct.assign(areas, Fan(model.years));
    struct Wanted {
        Drawn what;
        std::size_t area;
        Fan* fan;
    };
    std::vector<Wanted> wanted;
    for (std::size_t a = 0; a < areas; ++a) {
        wanted.push_back({Drawn::net_cost, a, &result.net_cost[a]});
        wanted.push_back({Drawn::deviation_pct, a, &result.deviation_pct[a]});
    }
    wanted.push_back({Drawn::income, 0, &result.income});
    wanted.push_back({Drawn::result, 0, &result.result});
    wanted.push_back({Drawn::result_share, 0, &result.result_share});
    wanted.push_back({Drawn::saving, 0, &result.saving});
    wanted.push_back({Drawn::cumulated_saving, 0, &result.cumulated_saving});
    wanted.push_back({Drawn::present_value, 0, &result.present_value});
    for (const auto& one : wanted) {
        one.fan->resize(model.years);
    }
    parallel(wanted.size() * model.years, [&](std::size_t i) {
        const auto& [what, area, fan] = wanted[i / model.years];
        (*fan)[i % model.years] = spread(samples.of(what, area, i % model.years));
    });
    for (std::size_t t = 0; t < model.years; ++t) {
        const auto shares = samples.of(Drawn::result_share, 0, t);
        result.p_target.push_back(is_missing(shares.front()) ? missing : share_at_least(shares, target_share));
    }
    if (claimed) {
        const auto ahead = static_cast<std::size_t>(claimed->year - model.base.year - 1);
        result.p_claim = share_at_least(samples.of(Drawn::saving, 0, ahead), claimed->amount);
    }
    return result;
}

double expected_log_ratio(const AreaDynamics& area, std::size_t ahead) {
    const double now = std::log(area.net_cost / area.reference_cost);
    return area.level + std::pow(area.persistence, static_cast<double>(ahead + 1)) * (now - area.level);
}

}  // namespace skattekrona
