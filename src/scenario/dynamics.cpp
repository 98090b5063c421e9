#include "scenario/dynamics.hpp"

#include "model/uncertainty.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numeric>

namespace skattekrona {

namespace {

/// Years of past growth that a trend is taken over, and years ahead that it is judged by.
constexpr int trend_years = 5;
constexpr int judged_years = 3;
/// Years of past income and prices.
constexpr int growth_years = 10;

using Values = std::vector<double>;

Values logarithms(const Values& values) {
    Values logs(values.size());
    std::ranges::transform(values, logs.begin(), [](double value) { return value > 0 ? std::log(value) : missing; });
    return logs;
}

/// Growth of a volume a year over the last five years, logarithm.
Values past_trend(const Panel& panel, const ServiceArea& area, Year year) {
    const Values now = logarithms(area_volumes(panel, area, year));
    const Values before = logarithms(area_volumes(panel, area, year - trend_years));
    Values growth(now.size());
    std::ranges::transform(now, before, growth.begin(),
                           [](double one, double other) { return (one - other) / trend_years; });
    return growth;
}

/// Everybody, as an area's only age group.
ServiceArea everybody() {
    ServiceArea area;
    area.age_groups = {{"population", 1}};
    return area;
}

/// A year's growth in volume as it is expected from what was known in a year.
Values expected_growth(const Panel& panel, const ServiceArea& area, const VolumeTrend& trend, Year year) {
    Values growth = past_trend(panel, area, year);
    const Values population = past_trend(panel, everybody(), year);
    for (std::size_t k = 0; k < growth.size(); ++k) {
        growth[k] = trend.own * growth[k] + (trend.population == 0 ? 0 : trend.population * population[k]);
    }
    return growth;
}

/// One area's reference costs and volumes over the years, as logarithms: [year][municipality].
struct Structure {
    Year first;
    std::vector<Values> reference;
    std::vector<Values> volume;
    std::vector<std::size_t> regimes;
    Values log_size;
    const Panel* panel;
    const ServiceArea* area;

    std::size_t years() const { return reference.size(); }
    std::size_t municipalities() const { return log_size.size(); }
    /// The way of computing changes after t and no later than t + h.
    bool breaks_within(std::size_t t, std::size_t h) const {
        return std::ranges::any_of(regimes, [&](std::size_t begins) { return begins > t && begins <= t + h; });
    }
};

Structure structure_of(const CostSeries& series, const RatioPanel& ratios, const CostHistory& history,
                       const Panel& panel, const ServiceArea& area) {
    Structure structure{ratios.first, {}, {}, ratios.regimes, ratios.log_size, &panel, &area};
    for (std::size_t t = 0; t < ratios.years(); ++t) {
        const Year year = ratios.first + static_cast<int>(t);
        structure.reference.push_back(logarithms(series.reference[history.index(year)]));
        structure.volume.push_back(logarithms(area_volumes(panel, area, year)));
    }
    return structure;
}

/// How far each reference cost went from what the volume said, from t to t + h, less the middle one: a national
/// movement is no municipality's own.
Values departures(const Structure& structure, std::size_t t, std::size_t h, const VolumeTrend& trend,
                  bool volume_known) {
    const Values growth =
        volume_known ? Values{}
                     : expected_growth(*structure.panel, *structure.area, trend, structure.first + static_cast<int>(t));
    Values gone(structure.municipalities());
    for (std::size_t k = 0; k < gone.size(); ++k) {
        const double volume =
            volume_known ? structure.volume[t + h][k] - structure.volume[t][k] : static_cast<double>(h) * growth[k];
        gone[k] = structure.reference[t + h][k] - structure.reference[t][k] - volume;
    }
    const double middle = median_of(gone);
    std::ranges::for_each(gone, [&](double& value) { value -= middle; });
    return gone;
}

/// The slope of ln(x²) on ln(size), halved and turned: how fast a spread falls as municipalities grow.
double size_exponent(const std::vector<Values>& departures, const Values& log_size) {
    double products = 0;
    double squares = 0;
    for (const auto& year : departures) {
        Values logs(year.size());
        // A departure of exactly nought has no logarithm; the floor is far below any real one.
        std::ranges::transform(year, logs.begin(), [](double x) { return std::log(x * x + 1e-8); });
        double mean = 0;
        double count = 0;
        for (const double value : logs) {
            mean += is_missing(value) ? 0 : value;
            count += is_missing(value) ? 0 : 1;
        }
        mean /= count;
        for (std::size_t k = 0; k < logs.size(); ++k) {
            if (!is_missing(logs[k]) && !is_missing(log_size[k])) {
                products += (logs[k] - mean) * log_size[k];
                squares += log_size[k] * log_size[k];
            }
        }
    }
    return squares > 0 ? std::clamp(-products / squares / 2, 0.0, 1.0) : 0;
}

/// The variance of a departure for a municipality of median size: of each window's, the middle one, so that a year in
/// which everybody's reference cost was computed anew does not count as structure.
double typical_variance(const std::vector<Values>& departures, const Values& log_size, double size) {
    Values variances;
    for (const auto& window : departures) {
        double sum = 0;
        double count = 0;
        for (std::size_t k = 0; k < window.size(); ++k) {
            if (!is_missing(window[k]) && !is_missing(log_size[k])) {
                sum += window[k] * window[k] * std::exp(2 * size * log_size[k]);
                ++count;
            }
        }
        variances.push_back(count > 0 ? sum / count : missing);
    }
    return median_of(variances);
}

std::vector<Values> all_departures(const Structure& structure, std::size_t h, const VolumeTrend& trend,
                                   bool volume_known) {
    std::vector<Values> all;
    for (std::size_t t = 0; t + h < structure.years(); ++t) {
        if (!structure.breaks_within(t, h)) {
            all.push_back(departures(structure, t, h, trend, volume_known));
        }
    }
    return all;
}

/// Tukey's h distribution fitted to standardised shocks by letter values (Hoaglin 1985): the scale from the middle size
/// of a typical year, h from how much farther out than the middle one the 95th percentile lies. A year in which
/// everybody's figures moved, and outliers beyond the 95th percentile, do not count.
Tail tail_of(const std::vector<Values>& shocks) {
    constexpr double normal_95 = 1.959963984540054;
    constexpr double normal_50 = 0.6744897501960817;
    // Beyond a fifth there is no fourth moment to speak of, and a single draw would decide a simulation's mean.
    constexpr double heaviest = 0.2;
    Values middles;
    Values sizes;
    for (const auto& year : shocks) {
        Values of_year;
        std::ranges::transform(year, std::back_inserter(of_year), [](double shock) { return std::abs(shock); });
        const double middle = median_of(of_year);
        if (is_missing(middle) || middle == 0) {
            continue;
        }
        middles.push_back(middle);
        std::ranges::transform(of_year, std::back_inserter(sizes), [&](double size) { return size / middle; });
    }
    if (middles.empty()) {
        return {};
    }
    const double ratio = PoolOrder(sizes).all().quantile(0.95) / (normal_95 / normal_50);
    const double h = std::clamp(2 * std::log(ratio) / (normal_95 * normal_95 - normal_50 * normal_50), 0.0, heaviest);
    return {h, median_of(middles) / (normal_50 * std::exp(h / 2 * normal_50 * normal_50))};
}

/// Each value times a factor of its municipality's own.
std::vector<Values> scaled(std::vector<Values> years, const std::function<double(std::size_t)>& factor) {
    for (auto& values : years) {
        for (std::size_t k = 0; k < values.size(); ++k) {
            values[k] *= factor(k);
        }
    }
    return years;
}

/// The momentum r with which growth that goes on makes V₃/V₁ = 1 + (1 + r)² + (1 + r + r²)².
double momentum_of(double ratio) {
    const auto of = [](double r) { return 1 + (1 + r) * (1 + r) + (1 + r + r * r) * (1 + r + r * r); };
    constexpr double most = 0.95;
    double low = 0;
    double high = most;
    constexpr int halvings = 40;
    for (int i = 0; i < halvings; ++i) {
        const double middle = (low + high) / 2;
        (of(middle) < ratio ? low : high) = middle;
    }
    return low;
}

/// From the variances one and three years ahead: V₃/V₁ = 1 + φ² + φ⁴ where it is below 3, else growth that goes on.
StructureDynamics structure_dynamics(const Structure& structure, const VolumeTrend& trend, bool volume_known) {
    const auto next = all_departures(structure, 1, trend, volume_known);
    const auto later = all_departures(structure, judged_years, trend, volume_known);
    StructureDynamics dynamics;
    dynamics.size = size_exponent(next, structure.log_size);
    const double one = typical_variance(next, structure.log_size, dynamics.size);
    const double ratio = typical_variance(later, structure.log_size, dynamics.size) / one;
    dynamics.shock = is_missing(one) ? 0 : std::sqrt(one);
    dynamics.tail = tail_of(
        scaled(next, [&](std::size_t k) { return std::exp(dynamics.size * structure.log_size[k]) / dynamics.shock; }));
    if (ratio > judged_years) {
        dynamics.momentum = momentum_of(ratio);
    } else if (!is_missing(ratio)) {
        dynamics.persistence = ratio > 1 ? std::sqrt((std::sqrt(4 * ratio - 3) - 1) / 2) : 0;
    }
    return dynamics;
}

/// The regression through the origin of the next three years' growth in volume on the last five years' in volume and in
/// population, over all years with population figures up to `last`. Neither counts against, and a volume that is the
/// population's own has only itself.
VolumeTrend volume_trend(const Panel& panel, const ServiceArea& area, Year last) {
    double own_own = 0;
    double own_people = 0;
    double people_people = 0;
    double own_growth = 0;
    double people_growth = 0;
    for (Year year = panel.first_year() + trend_years; year + judged_years <= last; year = year + 1) {
        const Values own = past_trend(panel, area, year);
        const Values people = past_trend(panel, everybody(), year);
        const Values now = logarithms(area_volumes(panel, area, year));
        const Values after = logarithms(area_volumes(panel, area, year + judged_years));
        for (std::size_t k = 0; k < now.size(); ++k) {
            const double growth = (after[k] - now[k]) / judged_years;
            if (!is_missing(own[k] * people[k] * growth)) {
                own_own += own[k] * own[k];
                own_people += own[k] * people[k];
                people_people += people[k] * people[k];
                own_growth += own[k] * growth;
                people_growth += people[k] * growth;
            }
        }
    }
    if (own_own == 0) {
        return {};
    }
    const VolumeTrend alone{std::clamp(own_growth / own_own, 0.0, 1.0), 0};
    const double determinant = own_own * people_people - own_people * own_people;
    if (determinant < 1e-6 * own_own * people_people) {
        return alone;
    }
    const double own = (people_people * own_growth - own_people * people_growth) / determinant;
    const double people = (own_own * people_growth - own_people * own_growth) / determinant;
    if (people < 0) {
        return alone;
    }
    return own < 0 ? VolumeTrend{0, std::clamp(people_growth / people_people, 0.0, 1.0)}
                   : VolumeTrend{std::min(own, 1.0), std::min(people, 1.0)};
}

/// How wrong the model was about each year from what was known `ahead` years before, in its own standard deviations:
/// [year][municipality]. What a new way of computing moves is nobody's shock.
std::vector<Values> prediction_errors(const SeriesNoise& noise, std::size_t ahead) {
    const NoiseParameters& p = noise.fit.parameters;
    const double kept = std::pow(p.rho, static_cast<double>(ahead));
    std::vector<Values> errors(noise.panel.years(), Values(noise.panel.municipalities(), missing));
    for (std::size_t t = ahead; t < noise.panel.years() && !noise.states.empty(); ++t) {
        if (std::ranges::any_of(noise.panel.regimes,
                                [&](std::size_t begins) { return begins > t - ahead && begins <= t; })) {
            continue;
        }
        for (std::size_t k = 0; k < noise.panel.municipalities(); ++k) {
            const LastingState& level = noise.states[t - ahead][k];
            const double before = noise.panel.y[t - ahead][k] - noise.fit.year_effects[t - ahead] - level.mean;
            const double now = noise.panel.y[t][k] - noise.fit.year_effects[t] - level.mean;
            const double shocks =
                p.transitory * std::sqrt(1 - kept * kept) * std::exp(-p.size * noise.panel.log_size[k]);
            errors[t][k] = (now - kept * before) / std::hypot(shocks, (1 - kept) * level.standard_deviation);
        }
    }
    return errors;
}

/// The persistence with which shocks make the typical error three years ahead as large beside that of the next year as
/// it has been: 1 + φ² + φ⁴ = (scale₃/scale₁)²·(1 + ρ² + ρ⁴).
double shock_persistence(const SeriesNoise& noise, double scale) {
    const double rho2 = noise.fit.parameters.rho * noise.fit.parameters.rho;
    const double later = tail_of(prediction_errors(noise, judged_years)).scale / scale;
    const double ratio = later * later * (1 + rho2 + rho2 * rho2);
    const double squared = ratio > 1 ? (std::sqrt(4 * ratio - 3) - 1) / 2 : 0;
    return std::sqrt(std::clamp(squared, rho2, 1.0));
}

/// Each municipality's factor on the standard deviation of its shocks, which are scaled to 1 for its size. What
/// differs between municipalities for good is what the first half of the years has in common with the second; a shock
/// counts for no more than three standard deviations, so that one bad year does not make a municipality restless.
Values volatility_of(const std::vector<Values>& shocks, std::size_t municipalities) {
    constexpr double most = 9;
    struct Sums {
        double squares = 0;
        double fourths = 0;
        double count = 0;
    };
    std::vector<std::array<Sums, 2>> halves(municipalities);
    Sums all;
    for (std::size_t t = 0; t < shocks.size(); ++t) {
        for (std::size_t k = 0; k < municipalities; ++k) {
            if (is_missing(shocks[t][k])) {
                continue;
            }
            const double square = std::min(shocks[t][k] * shocks[t][k], most);
            for (Sums* sums : {&halves[k][2 * t < shocks.size() ? 0 : 1], &all}) {
                sums->squares += square;
                sums->fourths += square * square;
                ++sums->count;
            }
        }
    }
    const double mean = all.squares / all.count;
    double common = 0;
    double both = 0;
    for (const auto& [first, second] : halves) {
        if (first.count > 0 && second.count > 0) {
            common += (first.squares / first.count / mean - 1) * (second.squares / second.count / mean - 1);
            ++both;
        }
    }
    const double lasting = both > 0 ? std::max(0.0, common / both) : 0;
    const double passing = std::max(0.0, all.fourths / all.count / (mean * mean) - 1 - lasting);
    Values factors(municipalities, 1);
    for (std::size_t k = 0; k < municipalities; ++k) {
        const double count = halves[k][0].count + halves[k][1].count;
        if (count > 0 && lasting > 0) {
            const double own = (halves[k][0].squares + halves[k][1].squares) / count / mean;
            factors[k] = std::sqrt(1 + lasting / (lasting + passing / count) * (own - 1));
        }
    }
    return factors;
}

/// Correlations over the municipalities and years in which both have a value, each scaled to the median size; years
/// are counted from each series' own first.
struct ShockSeries {
    Year first;
    std::vector<Values> values;
    double size;
};

double correlation(const ShockSeries& a, const ShockSeries& b, const Values& log_size) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (std::size_t t = 0; t < a.values.size(); ++t) {
        const int other = a.first + static_cast<int>(t) - b.first;
        if (other < 0 || other >= static_cast<int>(b.values.size())) {
            continue;
        }
        for (std::size_t k = 0; k < log_size.size(); ++k) {
            const double x = a.values[t][k] * std::exp(a.size * log_size[k]);
            const double y = b.values[static_cast<std::size_t>(other)][k] * std::exp(b.size * log_size[k]);
            if (!is_missing(x) && !is_missing(y)) {
                ab += x * y;
                aa += x * x;
                bb += y * y;
            }
        }
    }
    return aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : 0;
}

SquareMatrix correlations(const std::vector<ShockSeries>& series, const Values& log_size) {
    SquareMatrix matrix(series.size(), Values(series.size(), 1));
    for (std::size_t i = 0; i < series.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            matrix[i][j] = matrix[j][i] = correlation(series[i], series[j], log_size);
        }
    }
    return is_correlation(matrix) ? matrix : nearest_correlation(matrix);
}

Growth growth_of(const Values& percents, Year last) {
    Growth growth{missing, missing, static_cast<int>(percents.size()), last};
    if (percents.size() >= 2) {
        const auto count = static_cast<double>(percents.size());
        growth.mean = std::accumulate(percents.begin(), percents.end(), 0.0) / count;
        const double squares = std::accumulate(percents.begin(), percents.end(), 0.0, [&](double sum, double value) {
            return sum + (value - growth.mean) * (value - growth.mean);
        });
        growth.deviation = std::sqrt(squares / (count - 1));
    }
    return growth;
}

/// Over the last ten years that have a value.
template <class OfYear>
Growth past_growth(Year first, Year last, OfYear of_year) {
    Values percents;
    for (Year year = std::max(first, last - growth_years) + 1; year <= last; year = year + 1) {
        if (const double percent = of_year(year); !is_missing(percent)) {
            percents.push_back(percent);
        }
    }
    return growth_of(percents, last);
}

/// A published amount per inhabitant, in mnkr for the whole municipality.
double amount(const Panel& panel, std::string_view per_inhabitant, Year year, std::size_t municipality) {
    return panel.value(per_inhabitant, year, municipality) * panel.value("population", year, municipality) / 1e6;
}

double income_of(const Panel& panel, Year year, std::size_t municipality) {
    return amount(panel, "taxes_per_inhabitant", year, municipality) +
           amount(panel, "general_grants_per_inhabitant", year, municipality);
}

}  // namespace

double result_share(const Panel& panel, Year year, std::size_t municipality) {
    const auto of = [&](const char* measure) { return panel.value(measure, year, municipality); };
    return 100 * of("result_per_inhabitant") / (of("taxes_per_inhabitant") + of("general_grants_per_inhabitant"));
}

namespace {

/// Root mean square of what an area's price grew by beside all areas', over the years that both have.
double price_departure(std::span<const CostSeries> area, const CostHistory& history, const Panel& panel,
                       const Definitions& definitions) {
    double squares = 0;
    double count = 0;
    for (Year year = history.first + 1; year <= history.last(); year = year + 1) {
        const double own = national_price_growth(area, history, panel, definitions, year);
        const double all = national_price_growth(history.areas, history, panel, definitions, year);
        if (!is_missing(own) && !is_missing(all)) {
            squares += std::pow(std::log1p(own / 100) - std::log1p(all / 100), 2);
            ++count;
        }
    }
    return count > 0 ? std::sqrt(squares / count) : 0;
}

/// Root mean square of the year effects' yearly changes, but where a new way of computing begins.
double national_drift(const SeriesNoise& noise) {
    double squares = 0;
    double count = 0;
    for (std::size_t t = 1; t < noise.fit.year_effects.size(); ++t) {
        if (std::ranges::find(noise.panel.regimes, t) == noise.panel.regimes.end()) {
            squares += std::pow(noise.fit.year_effects[t] - noise.fit.year_effects[t - 1], 2);
            ++count;
        }
    }
    return count > 0 ? std::sqrt(squares / count) : 0;
}

AreaHistory area_history(const Panel& panel, const Definitions& definitions, const CostHistory& history,
                         const CostSeries& series) {
    AreaHistory area{series.area, fit_noise(series, history, definitions, {series.area})};
    const auto shocks = prediction_errors(area.noise, 1);
    area.volatility = volatility_of(shocks, panel.size());
    area.tail = tail_of(scaled(shocks, [&](std::size_t k) { return 1 / area.volatility[k]; }));
    area.shock_persistence = shock_persistence(area.noise, area.tail.scale);
    area.national_drift = national_drift(area.noise);
    const Structure structure = structure_of(series, area.noise.panel, history, panel, *definitions.area(series.area));
    area.trend = volume_trend(panel, *definitions.area(series.area), history.last());
    area.known_volume = structure_dynamics(structure, area.trend, true);
    area.trend_volume = structure_dynamics(structure, area.trend, false);
    return area;
}

/// The shocks whose correlations are wanted: of the areas' cost ratios, then of their reference costs.
SquareMatrix shock_correlations(const std::vector<AreaHistory>& areas, const CostHistory& history, const Panel& panel,
                                const Definitions& definitions) {
    std::vector<ShockSeries> series;
    for (const auto& area : areas) {
        series.push_back({area.noise.panel.first, prediction_errors(area.noise, 1), 0});
    }
    for (std::size_t a = 0; a < areas.size(); ++a) {
        const Structure structure =
            structure_of(history.areas[a], areas[a].noise.panel, history, panel, *definitions.area(areas[a].area));
        ShockSeries shocks{structure.first, {Values(panel.size(), missing)}, areas[a].known_volume.size};
        for (std::size_t t = 0; t + 1 < structure.years(); ++t) {
            shocks.values.push_back(structure.breaks_within(t, 1) ? Values(panel.size(), missing)
                                                                  : departures(structure, t, 1, {}, true));
        }
        series.push_back(std::move(shocks));
    }
    return correlations(series, areas.front().noise.panel.log_size);
}

}  // namespace

std::vector<double> area_volumes(const Panel& panel, const ServiceArea& area, Year year) {
    Values volumes(panel.size());
    for (const auto& [age_group, weight] : area.age_groups) {
        const auto people = panel.values(age_group, year);
        for (std::size_t k = 0; k < panel.size(); ++k) {
            volumes[k] += weight * people[k];
        }
    }
    return volumes;
}

double national_price_growth(std::span<const CostSeries> chosen, const CostHistory& history, const Panel& panel,
                             const Definitions& definitions, Year year) {
    const std::size_t t = history.index(year);
    Values now(panel.size());
    Values then(panel.size());
    for (const auto& series : chosen) {
        const auto nobody = [](const Values& costs) {
            return std::ranges::all_of(costs, [](double cost) { return is_missing(cost); });
        };
        if (nobody(series.reference[t]) || nobody(series.reference[t - 1])) {
            continue;
        }
        const ServiceArea& area = *definitions.area(series.area);
        const Values volume = area_volumes(panel, area, year);
        const Values volume_before = area_volumes(panel, area, year - 1);
        for (std::size_t k = 0; k < panel.size(); ++k) {
            now[k] += series.reference[t][k];
            then[k] += series.reference[t - 1][k] * volume[k] / volume_before[k];
        }
    }
    double sum_now = 0;
    double sum_then = 0;
    for (std::size_t k = 0; k < panel.size(); ++k) {
        const bool known = std::isfinite(now[k]) && std::isfinite(then[k]);
        sum_now += known ? now[k] : 0;
        sum_then += known ? then[k] : 0;
    }
    return sum_then > 0 ? 100 * (sum_now / sum_then - 1) : missing;
}

NationalDynamics national_dynamics(const Figures& figures, const Definitions& definitions,
                                   const std::vector<std::string>& areas, Year year, const ParallelFor& parallel) {
    const Panel& panel = figures.panel;
    NationalDynamics national{year, history_until(cost_history(panel, areas), year), {}, {}, {}, {}};
    national.areas.resize(areas.size());
    parallel(areas.size(), [&](std::size_t a) {
        national.areas[a] = area_history(panel, definitions, national.costs, national.costs.areas[a]);
    });
    national.shocks = shock_correlations(national.areas, national.costs, panel, definitions);
    std::vector<SeriesNoise> noise;
    std::ranges::transform(national.areas, std::back_inserter(noise), &AreaHistory::noise);
    national.levels = lasting_correlation(noise, year);
    std::vector<std::string> every;
    std::ranges::transform(definitions.areas, std::back_inserter(every), &ServiceArea::id);
    const CostHistory all = history_until(cost_history(panel, every), year);
    national.price = past_growth(
        all.first, year, [&](Year one) { return national_price_growth(all.areas, all, panel, definitions, one); });
    national.population = volume_trend(panel, everybody(), year);
    for (std::size_t a = 0; a < areas.size(); ++a) {
        national.areas[a].price_departure = price_departure({&national.costs.areas[a], 1}, all, panel, definitions);
    }
    return national;
}

Baseline baseline(const NationalDynamics& national, const Figures& figures, const Definitions& definitions,
                  std::size_t municipality, const std::vector<bool>& volume_known) {
    const Panel& panel = figures.panel;
    const Year year = national.year;
    Baseline base{municipality, year, {}, national.shocks, national.levels, national.price};
    for (std::size_t a = 0; a < national.areas.size(); ++a) {
        const AreaHistory& history = national.areas[a];
        const SeriesNoise& noise = history.noise;
        const NoiseParameters& parameters = noise.fit.parameters;
        const double size = noise.panel.log_size.empty() ? missing : noise.panel.log_size[municipality];
        const StructureDynamics& structure = volume_known[a] ? history.known_volume : history.trend_volume;
        const std::size_t t = national.costs.index(year);
        AreaDynamics area{history.area, national.costs.areas[a].net[t][municipality],
                          national.costs.areas[a].reference[t][municipality]};
        if (noise.contains(year)) {
            const auto at = static_cast<std::size_t>(year - noise.panel.first);
            const LastingState& state = noise.states[at][municipality];
            area.level = noise.fit.year_effects[at] + state.mean;
            area.level_deviation = state.standard_deviation;
        }
        area.persistence = parameters.rho;
        area.shock_persistence = history.shock_persistence;
        area.shock = std::hypot(parameters.innovation() * std::exp(-parameters.size * size) *
                                    history.volatility[municipality] * history.tail.scale,
                                history.national_drift);
        area.tail = history.tail.h;
        area.structure_persistence = structure.persistence;
        area.structure_momentum = structure.momentum;
        area.structure_tail = structure.tail.h;
        area.structure_shock = std::hypot(structure.shock * structure.tail.scale * std::exp(-structure.size * size),
                                          history.price_departure);
        const ServiceArea& definition = *definitions.area(history.area);
        area.volume_trend = expected_growth(panel, definition, history.trend, year)[municipality];
        base.areas.push_back(std::move(area));
    }
    base.population = panel.value("population", year, municipality);
    base.population_trend = expected_growth(panel, everybody(), national.population, year)[municipality];
    base.income = income_of(panel, year, municipality);
    base.result = amount(panel, "result_per_inhabitant", year, municipality);
    const auto per_inhabitant = [&](Year one) {
        return income_of(panel, one, municipality) / panel.value("population", one, municipality);
    };
    base.income_growth = past_growth(
        panel.first_year(), year, [&](Year one) { return 100 * (per_inhabitant(one) / per_inhabitant(one - 1) - 1); });
    return base;
}

}  // namespace skattekrona
