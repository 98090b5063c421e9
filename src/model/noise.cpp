#include "model/noise.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>

namespace skattekrona {

RatioPanel ratio_panel(const CostSeries& series, const CostHistory& history, const Definitions& definitions,
                       const std::vector<std::string>& areas) {
    constexpr std::size_t enough = 30;
    RatioPanel panel;
    const auto logs = [&](std::size_t t) {
        std::vector<double> y(series.net[t].size());
        std::ranges::transform(series.net[t], series.reference[t], y.begin(), [](double net, double reference) {
            return net > 0 && reference > 0 ? std::log(net / reference) : missing;
        });
        return y;
    };
    for (std::size_t t = 0; t < series.net.size(); ++t) {
        auto y = logs(t);
        const bool any = static_cast<std::size_t>(std::ranges::count_if(
                             y, [](double value) { return !is_missing(value); })) >= std::min(enough, y.size());
        if (any && panel.y.empty()) {
            panel.first = history.first + static_cast<int>(t);
        }
        if (any || !panel.y.empty()) {
            panel.y.push_back(std::move(y));
        }
    }
    while (!panel.y.empty() && std::ranges::all_of(panel.y.back(), [](double value) { return is_missing(value); })) {
        panel.y.pop_back();
    }
    if (panel.y.empty()) {
        return panel;
    }
    const Year last = panel.first + static_cast<int>(panel.years() - 1);
    for (const auto& series_break : definitions.breaks_between(areas, panel.first, last)) {
        if (series_break.kind == "method") {
            const auto begins = static_cast<std::size_t>(series_break.year - panel.first);
            if (std::ranges::find(panel.regimes, begins) == panel.regimes.end()) {
                panel.regimes.push_back(begins);
            }
        }
    }
    // Size is the mean over the panel's years, so that a municipality has one.
    for (std::size_t k = 0; k < series.net.front().size(); ++k) {
        double sum = 0;
        double count = 0;
        for (std::size_t t = 0; t < panel.years(); ++t) {
            const double people = history.population[history.index(panel.first) + t][k];
            sum += is_missing(people) ? 0 : people;
            count += is_missing(people) ? 0 : 1;
        }
        panel.log_size.push_back(count > 0 ? std::log(sum / count) : missing);
    }
    const PoolOrder sizes(panel.log_size);
    const double median = sizes.all().size() > 0 ? sizes.all().quantile(0.5) : 0;
    for (double& size : panel.log_size) {
        size -= median;
    }
    return panel;
}

RatioPanel years_before(const RatioPanel& panel, std::size_t end) {
    RatioPanel before{
        panel.first, {panel.y.begin(), panel.y.begin() + static_cast<std::ptrdiff_t>(end)}, panel.log_size, {}};
    std::ranges::copy_if(panel.regimes, std::back_inserter(before.regimes),
                         [&](std::size_t begins) { return begins < end; });
    return before;
}

std::vector<std::vector<LastingState>> lasting_states(const RatioPanel& panel, const NoiseFit& fit) {
    using State = Eigen::VectorXd;  // u, one b per regime, v
    using Spread = Eigen::MatrixXd;
    const NoiseParameters& p = fit.parameters;
    const auto parts = static_cast<Eigen::Index>(panel.regimes.size()) + 2;
    std::vector<std::vector<LastingState>> states(panel.years(), std::vector<LastingState>(panel.municipalities()));
    for (std::size_t k = 0; k < panel.municipalities(); ++k) {
        if (is_missing(panel.log_size[k])) {
            continue;
        }
        const double transitory = p.transitory * p.transitory * std::exp(-2 * p.size * panel.log_size[k]);
        State mean = State::Zero(parts);
        Spread spread = Spread::Zero(parts, parts);
        spread(0, 0) = p.lasting * p.lasting;
        for (Eigen::Index r = 1; r + 1 < parts; ++r) {
            spread(r, r) = p.regime * p.regime;
        }
        spread(parts - 1, parts - 1) = transitory;
        State lasts = State::Zero(parts);
        lasts[0] = 1;
        for (std::size_t t = 0; t < panel.years(); ++t) {
            if (t > 0) {
                mean[parts - 1] *= p.rho;
                spread.row(parts - 1) *= p.rho;
                spread.col(parts - 1) *= p.rho;
                spread(parts - 1, parts - 1) += (1 - p.rho * p.rho) * transitory;
            }
            for (std::size_t r = 0; r < panel.regimes.size(); ++r) {
                lasts[static_cast<Eigen::Index>(r) + 1] = t >= panel.regimes[r] ? 1 : 0;
            }
            if (is_missing(panel.y[t][k])) {
                continue;
            }
            State seen = lasts;
            seen[parts - 1] = 1;
            const State gain = spread * seen / seen.dot(spread * seen);
            mean += gain * (panel.y[t][k] - fit.year_effects[t] - seen.dot(mean));
            spread -= gain * (seen.transpose() * spread).eval();
            states[t][k] = {lasts.dot(mean), std::sqrt(std::max(0.0, lasts.dot(spread * lasts)))};
        }
    }
    return states;
}

double SeriesNoise::ratio(Noise noise, Year year, std::size_t municipality, double lasting) const {
    const auto t = static_cast<std::size_t>(year - panel.first);
    const double effect = fit.year_effects[t];
    const double now = panel.y[t][municipality] - effect;
    switch (noise) {
        case Noise::lasting:
            return std::exp(effect + lasting);
        case Noise::shrunk:
            return std::exp(effect + fit.parameters.rho * now + (1 - fit.parameters.rho) * lasting);
        default:
            return std::exp(effect + now);
    }
}

double SeriesNoise::ratio(Noise noise, Year year, std::size_t municipality) const {
    return ratio(noise, year, municipality, states[static_cast<std::size_t>(year - panel.first)][municipality].mean);
}

LastingDeviation SeriesNoise::lasting_deviation(Year year, std::size_t municipality) const {
    const LastingState state =
        contains(year) ? states[static_cast<std::size_t>(year - panel.first)][municipality] : LastingState{};
    if (is_missing(state.mean)) {
        return {};
    }
    const auto at = [&](double deviations) {
        const double lasting = state.mean + deviations * state.standard_deviation;
        return as_percent(ratio(Noise::lasting, year, municipality, lasting) - 1).value;
    };
    return {at(0), at(-normal_975), at(normal_975)};
}

SeriesNoise fit_noise(const CostSeries& series, const CostHistory& history, const Definitions& definitions,
                      const std::vector<std::string>& areas) {
    constexpr std::size_t years_needed = 3;
    SeriesNoise noise{series.area, ratio_panel(series, history, definitions, areas), {}, {}};
    if (noise.panel.years() >= years_needed) {
        noise.fit = fit_noise(noise.panel);
        noise.states = lasting_states(noise.panel, noise.fit);
    }
    return noise;
}

HistoryNoise fit_noise(const CostHistory& history, const Definitions& definitions, const ParallelFor& parallel) {
    std::vector<std::string> ids;
    std::ranges::transform(history.areas, std::back_inserter(ids), &CostSeries::area);
    HistoryNoise noise{std::vector<SeriesNoise>(history.areas.size()), {}};
    parallel(history.areas.size() + 1, [&](std::size_t i) {
        if (i == history.areas.size()) {
            noise.total = fit_noise(history.total, history, definitions, ids);
        } else {
            noise.areas[i] = fit_noise(history.areas[i], history, definitions, {ids[i]});
        }
    });
    return noise;
}

CostHistory without_noise(CostHistory history, const HistoryNoise& noise, Noise kind) {
    if (kind == Noise::raw) {
        return history;
    }
    const auto replace = [&](CostSeries& series, const SeriesNoise& own) {
        for (std::size_t t = 0; t < series.net.size(); ++t) {
            const Year year = history.first + static_cast<int>(t);
            for (std::size_t i = 0; i < series.net[t].size(); ++i) {
                const bool known = own.contains(year);
                series.net[t][i] = known ? own.ratio(kind, year, i) * series.reference[t][i] : missing;
            }
        }
    };
    for (std::size_t a = 0; a < history.areas.size(); ++a) {
        replace(history.areas[a], noise.areas[a]);
    }
    replace(history.total, noise.total);
    return history;
}

std::vector<PredictionErrors> predict_out_of_sample(const RatioPanel& panel, const ParallelFor& parallel) {
    constexpr std::size_t years_needed = 4;
    if (panel.years() <= years_needed) {
        return {};
    }
    std::vector<PredictionErrors> rows(panel.years() - years_needed);
    parallel(rows.size(), [&](std::size_t row) {
        const std::size_t t = row + years_needed;
        const RatioPanel before = years_before(panel, t);
        const NoiseFit fit = fit_noise(before);
        const auto states = lasting_states(before, fit);
        std::vector<std::array<double, 3>> values;  // outcome, raw, shrunk
        for (std::size_t k = 0; k < panel.municipalities(); ++k) {
            if (is_missing(panel.y[t][k]) || is_missing(panel.y[t - 1][k]) || is_missing(states[t - 1][k].mean)) {
                continue;
            }
            const double now = panel.y[t - 1][k] - fit.year_effects[t - 1];
            const double rho = fit.parameters.rho;
            values.push_back({panel.y[t][k], now, rho * now + (1 - rho) * states[t - 1][k].mean});
        }
        // Every prediction is of the place among others: the mean of the year is taken off the outcome and of each.
        std::array<double, 3> mean{};
        const auto count = static_cast<double>(values.size());
        for (const auto& value : values) {
            for (std::size_t i = 0; i < 3; ++i) {
                mean[i] += value[i] / count;
            }
        }
        if (values.empty()) {
            rows[row].year = panel.first + static_cast<int>(t);
            return;
        }
        PredictionErrors errors{panel.first + static_cast<int>(t),
                                0,
                                0,
                                0,
                                values.size(),
                                std::ranges::find(panel.regimes, t) != panel.regimes.end()};
        for (const auto& value : values) {
            const double outcome = value[0] - mean[0];
            errors.raw += std::pow(outcome - (value[1] - mean[1]), 2) / count;
            errors.shrunk += std::pow(outcome - (value[2] - mean[2]), 2) / count;
            errors.national_mean += std::pow(outcome, 2) / count;
        }
        rows[row] = errors;
    });
    PredictionErrors all;
    for (const auto& row : rows) {
        all.municipalities += row.municipalities;
    }
    for (const auto& row : rows) {
        if (row.municipalities == 0) {
            continue;
        }
        const double share = static_cast<double>(row.municipalities) / static_cast<double>(all.municipalities);
        const auto add = [&](double& sum, double error) { sum = (is_missing(sum) ? 0 : sum) + share * error; };
        add(all.raw, row.raw);
        add(all.shrunk, row.shrunk);
        add(all.national_mean, row.national_mean);
    }
    rows.push_back(all);
    for (auto& row : rows) {
        row.raw = std::sqrt(row.raw);
        row.shrunk = std::sqrt(row.shrunk);
        row.national_mean = std::sqrt(row.national_mean);
    }
    return rows;
}

}  // namespace skattekrona
