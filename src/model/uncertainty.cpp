#include "model/uncertainty.hpp"

#include "core/random.hpp"

#include <Eigen/Dense>
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
    std::vector<DrawnRatio> members;
    std::optional<DrawnRatio> own;
    double reference_cost = missing;
};

DrawnSeries drawn_series(const CostBasis& basis, const CostSeries& raw, const SeriesNoise& noise,
                         const AreaCosts& costs, const AreaPool& pool, const CostWindow& window,
                         const std::vector<double>& factors, std::size_t municipality, Noise kind) {
    DrawnSeries drawn{{}, std::nullopt, costs.reference[municipality]};
    const auto make = [&](std::size_t i) {
        DrawnRatio ratio{&noise, kind == Noise::shrunk ? Noise::shrunk : Noise::lasting, i, {}, window.year};
        for (std::size_t back = 0; back < factors.size(); ++back) {
            const double reference = raw.reference[basis.raw.index(window.year - static_cast<int>(back))][i];
            ratio.shares.push_back(factors[back] * reference / (costs.reference[i] * window.window));
        }
        return ratio;
    };
    if (is_missing(costs.ratio[municipality])) {
        return drawn;
    }
    drawn.own = make(municipality);
    for (const std::size_t member : pool.admitted) {
        drawn.members.push_back(make(member));
    }
    return drawn;
}

/// The lower Cholesky factor of how the areas' lasting components go together.
Eigen::MatrixXd correlation_factor(const HistoryNoise& noise, Year year) {
    const auto correlation = lasting_correlation(noise.areas, year);
    const auto areas = static_cast<Eigen::Index>(correlation.size());
    // A touch of independence keeps the factor sound where there are fewer municipalities than areas.
    constexpr double touch = 1e-9;
    Eigen::MatrixXd matrix = touch * Eigen::MatrixXd::Identity(areas, areas);
    for (Eigen::Index a = 0; a < areas; ++a) {
        for (Eigen::Index b = 0; b < areas; ++b) {
            matrix(a, b) += correlation[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)];
        }
    }
    return matrix.llt().matrixL();
}

struct Draw {
    /// Per level.
    std::vector<double> gaps;
    double rank = missing;
};

/// `z`: a standard normal per municipality.
Draw draw_once(const DrawnSeries& series, const std::vector<Level>& levels, const std::vector<double>& z) {
    Draw draw{std::vector<double>(levels.size(), missing)};
    if (!series.own) {
        return draw;
    }
    const auto ratio = [&](const DrawnRatio& drawn) { return drawn.at(z[drawn.municipality]); };
    std::vector<double> ratios;
    ratios.reserve(series.members.size());
    std::ranges::transform(series.members, std::back_inserter(ratios), ratio);
    const PoolOrder order(ratios);
    const double own = ratio(*series.own);
    draw.rank = static_cast<double>(order.all().below(own)) + 1;
    for (std::size_t l = 0; l < levels.size(); ++l) {
        // The own lowest year is drawn from the same draws as the year itself, which this does not follow.
        draw.gaps[l] = (own - level_ratio(order.all(), levels[l], missing)) * series.reference_cost;
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

std::vector<std::vector<double>> lasting_correlation(std::span<const SeriesNoise> noise, Year year) {
    const auto areas = static_cast<Eigen::Index>(noise.size());
    Eigen::MatrixXd products = Eigen::MatrixXd::Zero(areas, areas);
    const bool all = std::ranges::all_of(noise, [&](const SeriesNoise& area) { return area.contains(year); });
    for (std::size_t k = 0; all && k < noise.front().panel.municipalities(); ++k) {
        Eigen::VectorXd lasting(areas);
        for (Eigen::Index a = 0; a < areas; ++a) {
            const SeriesNoise& area = noise[static_cast<std::size_t>(a)];
            lasting[a] = area.states[static_cast<std::size_t>(year - area.panel.first)][k].mean;
        }
        if (lasting.array().isFinite().all()) {
            products += lasting * lasting.transpose();
        }
    }
    const Eigen::VectorXd scale = products.diagonal().cwiseSqrt();
    std::vector<std::vector<double>> correlation(noise.size(), std::vector<double>(noise.size()));
    for (std::size_t a = 0; a < noise.size(); ++a) {
        for (std::size_t b = 0; b < noise.size(); ++b) {
            const auto i = static_cast<Eigen::Index>(a);
            const auto j = static_cast<Eigen::Index>(b);
            const bool known = scale[i] > 0 && scale[j] > 0;
            correlation[a][b] = a == b ? 1 : known ? products(i, j) / (scale[i] * scale[j]) : 0;
        }
    }
    return correlation;
}

std::vector<Uncertainty> uncertainty(const CostBasis& basis, const Definitions& definitions, const CostWindow& costs,
                                     const Pools& pools, std::size_t municipality, const Specification& specification,
                                     const std::vector<Level>& levels, const ParallelFor& parallel,
                                     const Draws& draws) {
    const std::size_t areas = costs.areas.size();
    const auto factors =
        price_factors(definitions, specification.prices, costs.year, costs.window).value();  // the window has them
    std::vector<DrawnSeries> series;
    std::vector<std::uint32_t> streams;
    for (std::size_t a = 0; a <= areas; ++a) {
        const bool total = a == areas;
        series.push_back(drawn_series(basis, total ? basis.raw.total : basis.raw.areas[a],
                                      total ? basis.noise->total : basis.noise->areas[a],
                                      total ? costs.total : costs.areas[a], total ? pools.total : pools.areas[a], costs,
                                      factors, municipality, specification.noise));
        // An area has its own random numbers, whichever areas it is drawn with.
        const auto place =
            total ? std::ssize(definitions.areas) : definitions.area(costs.areas[a].area) - definitions.areas.data();
        streams.push_back(static_cast<std::uint32_t>(place));
    }
    const Eigen::MatrixXd factor = correlation_factor(*basis.noise, costs.year);
    const std::size_t municipalities = costs.total.net.size();
    std::vector<std::vector<Draw>> drawn(draws.replicates);
    parallel(draws.replicates, [&](std::size_t replicate) {
        std::vector<std::vector<double>> z(areas + 1, std::vector<double>(municipalities));
        for (std::size_t i = 0; i < municipalities; ++i) {
            const auto independent = [&](std::size_t a) {
                return standard_normal(
                    draws.seed, {streams[a], static_cast<std::uint32_t>(replicate), static_cast<std::uint32_t>(i)});
            };
            for (std::size_t b = 0; b < areas; ++b) {
                const double one = independent(b);
                for (std::size_t a = b; a < areas; ++a) {
                    z[a][i] += factor(static_cast<Eigen::Index>(a), static_cast<Eigen::Index>(b)) * one;
                }
            }
            z[areas][i] = independent(areas);
        }
        for (std::size_t a = 0; a <= areas; ++a) {
            drawn[replicate].push_back(draw_once(series[a], levels, z[a]));
        }
    });
    const auto clipped = [&](double gap) { return counted(gap, specification.netting); };
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
