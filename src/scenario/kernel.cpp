#include "scenario/kernel.hpp"

#include <algorithm>
#include <cmath>

namespace skattekrona {

namespace {

/// to += factor · z, lane by lane.
void add(Lanes& to, double factor, const double* z) {
    for (std::size_t i = 0; i < lanes; ++i) {
        to[i] += factor * z[i];
    }
}

/// The lower factor times the normals that begin at z: one correlated normal per row and lane.
SKATTEKRONA_WIDE void correlate(const SquareMatrix& factor, const double* z, Lanes* out) {
    for (std::size_t row = 0; row < factor.size(); ++row) {
        Lanes sum{};
        for (std::size_t column = 0; column <= row; ++column) {
            const double weight = factor[row][column];
            if (weight == 0) {
                continue;
            }
            for (std::size_t i = 0; i < lanes; ++i) {
                sum[i] += weight * z[column * lanes + i];
            }
        }
        out[row] = sum;
    }
}

/// Tukey's h distribution from normals: z·exp(h·z²/2).
SKATTEKRONA_WIDE void make_heavy(Lanes& z, double h) {
    if (h == 0) {
        return;
    }
    Lanes power;
    for (std::size_t i = 0; i < lanes; ++i) {
        power[i] = h / 2 * z[i] * z[i];
    }
    const Lanes stretch = exponential(power);
    for (std::size_t i = 0; i < lanes; ++i) {
        z[i] *= stretch[i];
    }
}

/// ln(1 + percent/100), where percent = mean + deviation · z and never at or below −100.
Lanes log_growth(const Lanes& mean, const Lanes& deviation, const double* z) {
    constexpr double lowest = -99;
    Lanes growth;
    for (std::size_t i = 0; i < lanes; ++i) {
        growth[i] = std::log1p(std::max(lowest, mean[i] + deviation[i] * z[i]) / 100);
    }
    return growth;
}

/// One area a year on: reference and net cost, and the states they come from.
SKATTEKRONA_WIDE void advance(const AreaDynamics& area, double fixed, const Lanes& shock, const Lanes& structure_shock,
                              const Lanes& price, const Lanes& level, Lanes& distance, Lanes& drift, Lanes& growth,
                              Lanes& structure, Lanes& reference, Lanes& net) {
    Lanes log_reference;
    Lanes log_ratio;
    for (std::size_t i = 0; i < lanes; ++i) {
        distance[i] *= area.persistence;
        drift[i] = area.shock_persistence * drift[i] + area.shock * shock[i];
        growth[i] = area.structure_momentum * growth[i] + area.structure_shock * structure_shock[i];
        structure[i] = area.structure_persistence * structure[i] + growth[i];
        log_reference[i] = fixed + price[i] + structure[i];
        log_ratio[i] = level[i] + distance[i] + drift[i];
    }
    reference = exponential(log_reference);
    net = exponential(log_ratio);
    for (std::size_t i = 0; i < lanes; ++i) {
        net[i] *= reference[i];
    }
}

double normal_probability(double z) { return 0.5 * std::erfc(-z * std::sqrt(0.5)); }

}  // namespace

SimulationKernel::SimulationKernel(const SimulationModel& model)
    : model_(&model),
      assumption_factor_(lower_factor(model.assumption_correlation)),
      level_factor_(lower_factor(model.base.levels)),
      shock_factor_(lower_factor(model.base.shocks)) {
    const std::size_t areas = model.base.areas.size();
    items_ = model.assumptions.size() + areas + model.years * (2 + 2 * areas);
    for (const auto& growth : model.volume) {
        std::vector<double> sums;
        double sum = 0;
        for (const double one : growth) {
            sums.push_back(sum += one);
        }
        volume_sum_.push_back(std::move(sums));
    }
}

std::vector<Lanes> SimulationKernel::assumption_values(const double* z) const {
    const auto& assumptions = model_->assumptions;
    std::vector<Lanes> values(assumptions.size());
    correlate(assumption_factor_, z, values.data());
    for (std::size_t p = 0; p < assumptions.size(); ++p) {
        const Distribution& distribution = assumptions[p].distribution;
        if (!assumptions[p].path.empty()) {
            continue;
        }
        if (!assumptions[p].varies()) {
            values[p].fill(distribution.parameters.front());
            continue;
        }
        for (double& value : values[p]) {
            // A normal needs no detour over its probability.
            value = distribution.kind == Distribution::Kind::normal
                        ? distribution.parameters[0] + distribution.parameters[1] * value
                        : quantile(distribution, normal_probability(value));
        }
    }
    return values;
}

void SimulationKernel::evaluate(const double* z, std::size_t first, Samples& samples) const {
    const SimulationModel& model = *model_;
    const auto& base = model.base;
    const std::size_t areas = base.areas.size();
    const std::size_t assumptions = model.assumptions.size();
    // The assumptions last, so that one lever more does not change what else is drawn.
    const double* level_z = z;
    const double* price_z = level_z + areas * lanes;
    const double* income_z = price_z + model.years * lanes;
    const double* shock_z = income_z + model.years * lanes;
    std::vector<Lanes> values = assumption_values(shock_z + 2 * areas * model.years * lanes);

    std::vector<Lanes> level(areas);
    correlate(level_factor_, level_z, level.data());
    std::vector<Lanes> distance(areas);
    std::vector<Lanes> drift(areas, Lanes{});
    std::vector<Lanes> growth(areas, Lanes{});
    std::vector<Lanes> structure(areas, Lanes{});
    double net_then = 0;
    for (std::size_t a = 0; a < areas; ++a) {
        const AreaDynamics& area = base.areas[a];
        const double now = std::log(area.net_cost / area.reference_cost);
        for (std::size_t i = 0; i < lanes; ++i) {
            level[a][i] = area.level + area.level_deviation * level[a][i];
            distance[a][i] = now - level[a][i];
        }
        net_then += area.net_cost;
    }
    // What the areas and the result leave of the income, per inhabitant and at the base year's prices.
    const double rest = base.income - base.result - net_then;
    // ln of what held-back frames leave of the net cost: [lever][area of the lever].
    std::vector<std::vector<Lanes>> kept;
    for (const auto& lever : model.levers) {
        kept.emplace_back(lever.frames ? lever.areas.size() : 0, Lanes{});
    }
    std::vector<Lanes> shocks(2 * areas);
    Lanes price{};
    Lanes income{};
    Lanes cumulated{};
    Lanes present{};
    const auto write = [&](Drawn what, std::size_t area, std::size_t year, const Lanes& replicates) {
        std::ranges::copy(replicates, samples.place(what, area, year) + first);
    };
    for (std::size_t t = 0; t < model.years; ++t) {
        for (std::size_t p = 0; p < assumptions; ++p) {
            if (const auto& path = model.assumptions[p].path; !path.empty()) {
                values[p].fill(path[std::min(t, path.size() - 1)]);
            }
        }
        const auto standing = [&](Standing which) -> const Lanes& { return values[static_cast<std::size_t>(which)]; };
        const Lanes price_growth =
            log_growth(standing(Standing::price), standing(Standing::price_variation), price_z + t * lanes);
        Lanes income_mean = standing(Standing::income);
        if (model.income_over_price) {
            add(income_mean, 1, standing(Standing::price).data());
        }
        const Lanes income_growth = log_growth(income_mean, standing(Standing::income_variation), income_z + t * lanes);
        add(price, 1, price_growth.data());
        add(income, 1, income_growth.data());
        correlate(shock_factor_, shock_z + t * 2 * areas * lanes, shocks.data());

        Lanes net_total{};
        Lanes reference_total{};
        Lanes saving_total{};
        for (std::size_t a = 0; a < areas; ++a) {
            const AreaDynamics& area = base.areas[a];
            Lanes& shock = shocks[a];
            Lanes& structure_shock = shocks[areas + a];
            make_heavy(shock, area.tail);
            make_heavy(structure_shock, area.structure_tail);
            const double fixed = std::log(area.reference_cost) + volume_sum_[a][t];
            Lanes reference;
            Lanes net;
            advance(area, fixed, shock, structure_shock, price, level[a], distance[a], drift[a], growth[a],
                    structure[a], reference, net);
            Lanes saving{};
            for (std::size_t l = 0; l < model.levers.size(); ++l) {
                const LeverEffect& lever = model.levers[l];
                const auto found = std::ranges::find(lever.areas, a);
                if (found == lever.areas.end()) {
                    continue;
                }
                const auto own = static_cast<std::size_t>(found - lever.areas.begin());
                Lanes demanded{};
                Lanes left;
                for (std::size_t i = 0; i < lanes; ++i) {
                    left[i] = net[i] - saving[i];
                }
                if (!lever.cut.empty()) {
                    add(demanded, lever.cut[own][t], left.data());
                }
                if (lever.amount) {
                    add(demanded, lever.amount->share[own][t], values[lever.amount->assumption].data());
                }
                if (lever.frames) {
                    const auto& frames = *lever.frames;
                    Lanes& held = kept[l][own];
                    for (std::size_t i = 0; frames.active[t] && i < lanes; ++i) {
                        held[i] += std::log1p(-values[frames.demand][i] / 100) -
                                   (1 - values[frames.price_compensation][i] / 100) * price_growth[i] -
                                   (1 - values[frames.volume_compensation][i] / 100) * model.volume[a][t];
                    }
                    const Lanes share = exponential(held);
                    for (std::size_t i = 0; i < lanes; ++i) {
                        demanded[i] += (1 - share[i]) * left[i];
                    }
                }
                for (std::size_t i = 0; i < lanes; ++i) {
                    saving[i] += values[lever.realised][i] / 100 * demanded[i];
                }
            }
            Lanes deviation;
            for (std::size_t i = 0; i < lanes; ++i) {
                net[i] -= saving[i];
                deviation[i] = 100 * (net[i] / reference[i] - 1);
                net_total[i] += net[i];
                reference_total[i] += reference[i];
                saving_total[i] += saving[i];
            }
            write(Drawn::net_cost, a, t, net);
            write(Drawn::deviation_pct, a, t, deviation);
        }
        const double people = model.population[t] / base.population;
        const double discount = std::pow(1 + model.discount_rate / 100, -static_cast<double>(t + 1));
        const Lanes prices = exponential(price);
        const Lanes incomes = exponential(income);
        Lanes deviation;
        Lanes taxes_and_grants;
        Lanes result;
        Lanes share;
        for (std::size_t i = 0; i < lanes; ++i) {
            deviation[i] = 100 * (net_total[i] / reference_total[i] - 1);
            taxes_and_grants[i] = base.income * people * incomes[i];
            result[i] = taxes_and_grants[i] - net_total[i] - rest * people * prices[i];
            share[i] = 100 * result[i] / taxes_and_grants[i];
            cumulated[i] += saving_total[i];
            present[i] += discount * saving_total[i];
        }
        write(Drawn::net_cost, areas, t, net_total);
        write(Drawn::deviation_pct, areas, t, deviation);
        write(Drawn::income, 0, t, taxes_and_grants);
        write(Drawn::result, 0, t, result);
        write(Drawn::result_share, 0, t, share);
        write(Drawn::saving, 0, t, saving_total);
        write(Drawn::cumulated_saving, 0, t, cumulated);
        write(Drawn::present_value, 0, t, present);
    }
}

}  // namespace skattekrona
