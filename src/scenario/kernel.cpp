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

/// What stays of 64 replicates from one year to the next.
struct Course {
    std::vector<Lanes> assumptions;
    /// Of each area: what ln(N/R) moves towards, how far from it the base year was, and what shocks have added; how
    /// fast the reference cost departs from its projection, and how far it has.
    std::vector<Lanes> level;
    std::vector<Lanes> distance;
    std::vector<Lanes> drift;
    std::vector<Lanes> growth;
    std::vector<Lanes> structure;
    /// ln of what held-back frames leave of the net cost: [lever][area of the lever].
    std::vector<std::vector<Lanes>> kept;
    /// ln of what prices and incomes have grown to.
    Lanes price{};
    Lanes income{};
    Lanes cumulated{};
    Lanes present{};

    const Lanes& standing(Standing which) const { return assumptions[static_cast<std::size_t>(which)]; }
};

/// One area in one year, before its levers.
struct AreaYear {
    std::size_t area = 0;
    std::size_t year = 0;
    /// ln, that year alone.
    double volume_growth = 0;
    const Lanes& price_growth;
};

/// What a lever asks of what is `left` of an area's net cost, mnkr.
struct Demanded {
    const Course& course;
    const AreaYear& at;
    /// The area's place among the lever's.
    std::size_t own;
    const Lanes& left;
    Lanes& kept;
    Lanes& demanded;

    void operator()(const LeverEffect::Cut& cut) const { add(demanded, cut.share[own][at.year], left.data()); }
    void operator()(const LeverEffect::Amount& amount) const {
        add(demanded, amount.share[own][at.year], course.assumptions[amount.assumption].data());
    }
    void operator()(const LeverEffect::Frames& frames) const {
        const auto& values = course.assumptions;
        for (std::size_t i = 0; frames.active[at.year] && i < lanes; ++i) {
            kept[i] += std::log1p(-values[frames.demand][i] / 100) -
                       (1 - values[frames.price_compensation][i] / 100) * at.price_growth[i] -
                       (1 - values[frames.volume_compensation][i] / 100) * at.volume_growth;
        }
        const Lanes share = exponential(kept);
        for (std::size_t i = 0; i < lanes; ++i) {
            demanded[i] += (1 - share[i]) * left[i];
        }
    }
};

/// What the levers take of an area's net cost, mnkr: each of what those before it have left.
Lanes saved(const std::vector<LeverEffect>& levers, const AreaYear& at, const Lanes& net, Course& course) {
    Lanes saving{};
    for (std::size_t l = 0; l < levers.size(); ++l) {
        const LeverEffect& lever = levers[l];
        const auto found = std::ranges::find(lever.areas, at.area);
        if (found == lever.areas.end()) {
            continue;
        }
        const auto own = static_cast<std::size_t>(found - lever.areas.begin());
        Lanes left;
        for (std::size_t i = 0; i < lanes; ++i) {
            left[i] = net[i] - saving[i];
        }
        Lanes demanded{};
        std::visit(Demanded{course, at, own, left, course.kept[l][own], demanded}, lever.what);
        for (std::size_t i = 0; i < lanes; ++i) {
            saving[i] += course.assumptions[lever.realised][i] / 100 * demanded[i];
        }
    }
    return saving;
}

/// A municipality's year, mnkr.
struct YearTotals {
    Lanes net{};
    Lanes reference{};
    Lanes saving{};
};

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
    double net = 0;
    for (const auto& area : model.base.areas) {
        net += area.net_cost;
    }
    rest_ = model.base.income - model.base.result - net;
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

/// One block of replicates on its way through the years.
struct SimulationKernel::Block {
    const SimulationKernel& kernel;
    const double* z;
    std::size_t first;
    Samples& samples;
    Course course{};

    const SimulationModel& model() const { return *kernel.model_; }
    const Baseline& base() const { return model().base; }
    std::size_t areas() const { return base().areas.size(); }

    // Where the normals of each kind begin. The assumptions come last, so that one lever more does not change what else
    // is drawn.
    const double* level_z() const { return z; }
    const double* price_z() const { return level_z() + areas() * lanes; }
    const double* income_z() const { return price_z() + model().years * lanes; }
    const double* shock_z() const { return income_z() + model().years * lanes; }
    const double* assumption_z() const { return shock_z() + 2 * areas() * model().years * lanes; }

    void write(Drawn what, std::size_t area, std::size_t year, const Lanes& replicates) const {
        std::ranges::copy(replicates, samples.place(what, area, year) + first);
    }

    void begin() {
        const std::size_t n = areas();
        course.assumptions = kernel.assumption_values(assumption_z());
        course.level.resize(n);
        course.distance.resize(n);
        course.drift.assign(n, Lanes{});
        course.growth.assign(n, Lanes{});
        course.structure.assign(n, Lanes{});
        correlate(kernel.level_factor_, level_z(), course.level.data());
        for (std::size_t a = 0; a < n; ++a) {
            const AreaDynamics& area = base().areas[a];
            const double now = std::log(area.net_cost / area.reference_cost);
            for (std::size_t i = 0; i < lanes; ++i) {
                course.level[a][i] = area.level + area.level_deviation * course.level[a][i];
                course.distance[a][i] = now - course.level[a][i];
            }
        }
        for (const auto& lever : model().levers) {
            course.kept.emplace_back(lever.areas.size(), Lanes{});
        }
    }

    /// Assumptions that have a value for each year take this year's.
    void take_paths(std::size_t t) {
        for (std::size_t p = 0; p < course.assumptions.size(); ++p) {
            if (const auto& path = model().assumptions[p].path; !path.empty()) {
                course.assumptions[p].fill(path[std::min(t, path.size() - 1)]);
            }
        }
    }

    /// Prices and incomes a year on; gives the price's growth.
    Lanes grow(std::size_t t) {
        const Lanes price_growth = log_growth(course.standing(Standing::price),
                                              course.standing(Standing::price_variation), price_z() + t * lanes);
        Lanes income_mean = course.standing(Standing::income);
        if (model().income_over_price) {
            add(income_mean, 1, course.standing(Standing::price).data());
        }
        const Lanes income_growth =
            log_growth(income_mean, course.standing(Standing::income_variation), income_z() + t * lanes);
        add(course.price, 1, price_growth.data());
        add(course.income, 1, income_growth.data());
        return price_growth;
    }

    void area_year(const AreaYear& at, Lanes& shock, Lanes& structure_shock, YearTotals& totals) {
        const AreaDynamics& area = base().areas[at.area];
        make_heavy(shock, area.tail);
        make_heavy(structure_shock, area.structure_tail);
        const double fixed = std::log(area.reference_cost) + kernel.volume_sum_[at.area][at.year];
        Lanes reference;
        Lanes net;
        advance(area, fixed, shock, structure_shock, course.price, course.level[at.area], course.distance[at.area],
                course.drift[at.area], course.growth[at.area], course.structure[at.area], reference, net);
        const Lanes saving = saved(model().levers, at, net, course);
        Lanes deviation;
        for (std::size_t i = 0; i < lanes; ++i) {
            net[i] -= saving[i];
            deviation[i] = 100 * (net[i] / reference[i] - 1);
            totals.net[i] += net[i];
            totals.reference[i] += reference[i];
            totals.saving[i] += saving[i];
        }
        write(Drawn::net_cost, at.area, at.year, net);
        write(Drawn::deviation_pct, at.area, at.year, deviation);
    }

    void close_year(std::size_t t, const YearTotals& totals) {
        const double people = model().population[t] / base().population;
        const double discount = std::pow(1 + model().discount_rate / 100, -static_cast<double>(t + 1));
        const Lanes prices = exponential(course.price);
        const Lanes incomes = exponential(course.income);
        Lanes deviation;
        Lanes taxes_and_grants;
        Lanes result;
        Lanes share;
        for (std::size_t i = 0; i < lanes; ++i) {
            deviation[i] = 100 * (totals.net[i] / totals.reference[i] - 1);
            taxes_and_grants[i] = base().income * people * incomes[i];
            result[i] = taxes_and_grants[i] - totals.net[i] - kernel.rest_ * people * prices[i];
            share[i] = 100 * result[i] / taxes_and_grants[i];
            course.cumulated[i] += totals.saving[i];
            course.present[i] += discount * totals.saving[i];
        }
        write(Drawn::net_cost, areas(), t, totals.net);
        write(Drawn::deviation_pct, areas(), t, deviation);
        write(Drawn::income, 0, t, taxes_and_grants);
        write(Drawn::result, 0, t, result);
        write(Drawn::result_share, 0, t, share);
        write(Drawn::saving, 0, t, totals.saving);
        write(Drawn::cumulated_saving, 0, t, course.cumulated);
        write(Drawn::present_value, 0, t, course.present);
    }
};

void SimulationKernel::evaluate(const double* z, std::size_t first, Samples& samples) const {
    Block block{*this, z, first, samples};
    const std::size_t areas = block.areas();
    block.begin();
    std::vector<Lanes> shocks(2 * areas);
    for (std::size_t t = 0; t < model_->years; ++t) {
        block.take_paths(t);
        const Lanes price_growth = block.grow(t);
        correlate(shock_factor_, block.shock_z() + t * 2 * areas * lanes, shocks.data());
        YearTotals totals;
        for (std::size_t a = 0; a < areas; ++a) {
            block.area_year({a, t, model_->volume[a][t], price_growth}, shocks[a], shocks[areas + a], totals);
        }
        block.close_year(t, totals);
    }
}

}  // namespace skattekrona
