#include "model/uncertainty.hpp"

#include "core/random.hpp"

#include <algorithm>
#include <cmath>

namespace skattekrona {

namespace {

/// One municipality's cost ratio as a function of a standard normal: over each year of the window the mean of the
/// lasting component, its standard deviation, and the year's share of the reference cost.
struct DrawnRatio {
    const SeriesNoise* noise;
    Noise kind;
    std::size_t municipality;
    std::vector<double> shares;
    Year year;

    double at(double z) const {
        double ratio = 0;
        for (std::size_t back = 0; back < shares.size(); ++back) {
            const Year from = year - static_cast<int>(back);
            const auto& state = noise->states[static_cast<std::size_t>(from - noise->panel.first)][municipality];
            ratio += shares[back] * noise->ratio(kind, from, municipality, state.mean + z * state.standard_deviation);
        }
        return ratio;
    }
};

/// Everything that is drawn for one area or the total.
struct DrawnSeries {
    std::uint32_t stream = 0;
    std::vector<DrawnRatio> members;
    std::optional<DrawnRatio> own;
    double reference_cost = missing;
    /// Own lowest year, per level; missing where the level is another.
    std::vector<double> own_best;
};

DrawnSeries drawn_series(const CostBasis& basis, const Definitions& definitions, const CostSeries& raw,
                         const CostSeries& series, const SeriesNoise& noise, const AreaCosts& costs,
                         const AreaPool& pool, const CostWindow& window, std::size_t municipality,
                         const Specification& specification, const std::vector<Level>& levels, std::uint32_t stream) {
    DrawnSeries drawn{stream, {}, std::nullopt, costs.reference[municipality], {}};
    const auto factors =
        price_factors(definitions, specification.prices, window.year, window.window).value();  // the window has them
    const auto make = [&](std::size_t i) {
        DrawnRatio ratio{
            &noise, specification.noise == Noise::shrunk ? Noise::shrunk : Noise::lasting, i, {}, window.year};
        for (std::size_t back = 0; back < factors.size(); ++back) {
            const double reference = raw.reference[basis.raw.index(window.year - static_cast<int>(back))][i];
            ratio.shares.push_back(factors[back] * reference / (costs.reference[i] * window.window));
        }
        return ratio;
    };
    if (is_missing(costs.ratio[municipality]) || noise.states.empty()) {
        return drawn;
    }
    drawn.own = make(municipality);
    for (const std::size_t member : pool.admitted) {
        drawn.members.push_back(make(member));
    }
    for (const auto& level : levels) {
        drawn.own_best.push_back(level.kind == Level::Kind::own_best
                                     ? own_best(basis.history, series, definitions, municipality, window.year,
                                                window.window, specification.prices)
                                           .ratio
                                     : missing);
    }
    return drawn;
}

struct Draw {
    /// Per level.
    std::vector<double> gaps;
    double rank = missing;
};

Draw draw_once(const DrawnSeries& series, const std::vector<Level>& levels, const Draws& draws,
               std::uint32_t replicate) {
    Draw draw{std::vector<double>(levels.size(), missing)};
    if (!series.own) {
        return draw;
    }
    const auto ratio = [&](const DrawnRatio& drawn) {
        return drawn.at(
            standard_normal(draws.seed, {series.stream, replicate, static_cast<std::uint32_t>(drawn.municipality)}));
    };
    std::vector<double> ratios;
    ratios.reserve(series.members.size());
    std::ranges::transform(series.members, std::back_inserter(ratios), ratio);
    const PoolOrder order(ratios);
    const double own = ratio(*series.own);
    draw.rank = static_cast<double>(order.all().below(own)) + 1;
    for (std::size_t l = 0; l < levels.size(); ++l) {
        draw.gaps[l] = (own - level_ratio(order.all(), levels[l], series.own_best[l])) * series.reference_cost;
    }
    return draw;
}

Uncertain summary(std::vector<double> values) {
    if (values.empty() || std::ranges::any_of(values, [](double value) { return is_missing(value); })) {
        return {};
    }
    double sum = 0;
    for (const double value : values) {
        sum += value;
    }
    const PoolOrder order(values);
    return {sum / static_cast<double>(values.size()), order.all().quantile(0.025), order.all().quantile(0.975)};
}

}  // namespace

std::vector<Uncertainty> uncertainty(const CostBasis& basis, const Definitions& definitions, const CostWindow& costs,
                                     const Pools& pools, std::size_t municipality, const Specification& specification,
                                     const std::vector<Level>& levels, const ParallelFor& parallel,
                                     const Draws& draws) {
    const std::size_t areas = costs.areas.size();
    std::vector<DrawnSeries> series;
    for (std::size_t a = 0; a <= areas; ++a) {
        const bool total = a == areas;
        series.push_back(drawn_series(basis, definitions, total ? basis.raw.total : basis.raw.areas[a],
                                      total ? basis.history.total : basis.history.areas[a],
                                      total ? basis.noise->total : basis.noise->areas[a],
                                      total ? costs.total : costs.areas[a], total ? pools.total : pools.areas[a], costs,
                                      municipality, specification, levels, static_cast<std::uint32_t>(a)));
    }
    std::vector<std::vector<Draw>> drawn(draws.replicates);
    parallel(draws.replicates, [&](std::size_t replicate) {
        for (const auto& one : series) {
            drawn[replicate].push_back(draw_once(one, levels, draws, static_cast<std::uint32_t>(replicate)));
        }
    });
    const auto clipped = [&](double gap) { return specification.netting == Netting::positive && gap < 0 ? 0.0 : gap; };
    const auto over_draws = [&](auto value) {
        std::vector<double> values;
        std::ranges::transform(drawn, std::back_inserter(values), value);
        return values;
    };
    const auto describe = [&](std::size_t a, const std::vector<double>& potentials) {
        const auto ranks = over_draws([&](const std::vector<Draw>& draw) { return draw[a].rank; });
        AreaUncertainty result{summary(potentials), summary(ranks)};
        if (!is_missing(result.rank.mean)) {
            result.among_lowest =
                static_cast<double>(std::ranges::count_if(ranks, [&](double rank) { return rank <= draws.lowest; })) /
                static_cast<double>(ranks.size());
        }
        return result;
    };
    std::vector<Uncertainty> results(levels.size());
    for (std::size_t l = 0; l < levels.size(); ++l) {
        for (std::size_t a = 0; a < areas; ++a) {
            results[l].areas.push_back(
                describe(a, over_draws([&](const std::vector<Draw>& draw) { return clipped(draw[a].gaps[l]); })));
        }
        results[l].total = describe(areas, over_draws([&](const std::vector<Draw>& draw) {
                                        if (specification.scope == Scope::whole) {
                                            return clipped(draw[areas].gaps[l]);
                                        }
                                        double sum = 0;
                                        for (std::size_t a = 0; a < areas; ++a) {
                                            sum += clipped(draw[a].gaps[l]);
                                        }
                                        return sum;
                                    }));
    }
    return results;
}

}  // namespace skattekrona
