#pragma once

#include "core/parallel.hpp"
#include "model/costs.hpp"
#include "model/definitions.hpp"
#include "model/specification.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace skattekrona {

/// The standard normal's 97.5th percentile, for 95 % intervals.
inline constexpr double normal_975 = 1.959963984540054;

/// What the noise model is fitted to: y = ln(cost ratio), years × municipalities, NaN where missing.
struct RatioPanel {
    /// The first year with figures.
    Year first;
    /// [year − first][municipality].
    std::vector<std::vector<double>> y;
    /// ln(population / median population), one per municipality.
    std::vector<double> log_size;
    /// The years, counted from `first`, in which a new way of computing begins.
    std::vector<std::size_t> regimes;

    std::size_t years() const { return y.size(); }
    std::size_t municipalities() const { return log_size.size(); }
};

/// The panel of one series: from the first year in which at least 30 municipalities have costs to the last in which any
/// has, and the breaks in method that fall among them. `areas` are those whose breaks count.
RatioPanel ratio_panel(const CostSeries& series, const CostHistory& history, const Definitions& definitions,
                       const std::vector<std::string>& areas);
/// The years before `end` (counted from `panel.first`).
RatioPanel years_before(const RatioPanel& panel, std::size_t end);

/// The model's parameters, on the scale of ln(cost ratio), method §3.1:
///
///     y_kt = μ_t + u_k + Σ_{r: t ≥ r} b_kr + v_kt,   v_kt = ρ·v_k,t−1 + ε_kt
///     u ~ N(0, lasting²),  b ~ N(0, regime²),  v ~ N(0, transitory²·s_k),  s_k = (population / median)^(−2·size)
///
/// u is what lasts, b how much a new way of computing moves a municipality for good, v what comes and goes. A small
/// municipality varies more from year to year than a large one; `size` says by how much, 0 = not at all.
struct NoiseParameters {
    double lasting = missing;
    double regime = missing;
    double rho = missing;
    double transitory = missing;
    double size = missing;

    /// The standard deviation of ε for a municipality of median size.
    double innovation() const;
    /// The lasting part's share of the variance of one year's figure, in the last of `regimes` + 1 regimes, for a
    /// municipality of that size.
    double reliability(std::size_t regimes, double log_size = 0) const;
};

/// An estimate with its standard error and 95 % interval; they are missing where the parameter lies on its bound.
struct Estimate {
    double value = missing;
    double standard_error = missing;
    double low = missing;
    double high = missing;
};

struct NoiseFit {
    NoiseParameters parameters;
    /// In the order lasting, regime, rho, transitory, size. `regime` is missing where the panel has no break.
    Estimate lasting;
    Estimate regime;
    Estimate rho;
    Estimate transitory;
    Estimate size;
    /// μ_t, a value per year of the panel.
    std::vector<double> year_effects;
    /// Restricted log-likelihood at its maximum.
    double log_likelihood = missing;
    std::size_t observations = 0;
    std::size_t municipalities = 0;
};

/// Restricted maximum likelihood (Patterson & Thompson 1971) with year effects as fixed; unbalanced panels allowed. The
/// covariance of a municipality is U + s_k·A with the same U and A for all that have the same years, so that one
/// generalised eigendecomposition serves them all. Intervals from the observed information, on the scale of ln σ and
/// atanh ρ. At least three years are needed to tell what lasts from what comes and goes. Method §3.2.
NoiseFit fit_noise(const RatioPanel& panel);

/// A closed form from the covariances at lags 0, 1 and 2 within regimes, the same for all sizes (Baltagi & Li 1991):
/// ρ = (γ1 − γ2)/(γ0 − γ1), σ_v² = (γ0 − γ1)/(1 − ρ), σ_u² = γ0 − σ_v². The check on the likelihood. Method §3.2.
NoiseParameters noise_moments(const RatioPanel& panel);

/// What is known of one municipality's lasting component (u + b) from its figures up to and including a year.
struct LastingState {
    double mean = missing;
    double standard_deviation = missing;
};
/// [year][municipality], missing where the municipality has no figure that year. By the Kalman filter. Method §3.3.
std::vector<std::vector<LastingState>> lasting_states(const RatioPanel& panel, const NoiseFit& fit);

/// What is thought to last of a municipality's deviation in %, with its 95 % interval.
struct LastingDeviation {
    double value = missing;
    double low = missing;
    double high = missing;

    /// Whether anything of a deviation in that direction lasts, as far as the interval tells.
    bool lasts(double deviation) const { return deviation > 0 ? low > 0 : high < 0; }
};

/// A series' noise: how large it is, and what of each figure is thought to last.
struct SeriesNoise {
    std::string area;
    RatioPanel panel;
    NoiseFit fit;
    std::vector<std::vector<LastingState>> states;

    /// There is something to say of the year.
    bool contains(Year year) const {
        return !states.empty() && year >= panel.first && year - panel.first < static_cast<int>(panel.years());
    }
    /// What lasts of one year's differences now, for a municipality of median size.
    double reliability() const { return fit.parameters.reliability(panel.regimes.size()); }
    /// The cost ratio when chance is taken away, given what the lasting component is: exp(μ + c) lasting,
    /// exp(μ + ρ·(c + v) + (1 − ρ)·c) as expected one year on. Method §3.3.
    double ratio(Noise noise, Year year, std::size_t municipality, double lasting) const;
    double ratio(Noise noise, Year year, std::size_t municipality) const;
    /// Missing where the municipality has no figure that year or too few years tell of it.
    LastingDeviation lasting_deviation(Year year, std::size_t municipality) const;
};

struct HistoryNoise {
    std::vector<SeriesNoise> areas;
    SeriesNoise total;
};

/// Fits one series. `areas` are those whose breaks count. No states where there are fewer than three years.
SeriesNoise fit_noise(const CostSeries& series, const CostHistory& history, const Definitions& definitions,
                      const std::vector<std::string>& areas);

/// Fits every series of a history, the total on its own since the areas' noise is correlated.
HistoryNoise fit_noise(const CostHistory& history, const Definitions& definitions, const ParallelFor& parallel);

/// The history with every net cost replaced by what is left when chance is taken away, N = ratio·R. Method §3; `raw`
/// leaves it as it is.
CostHistory without_noise(CostHistory history, const HistoryNoise& noise, Noise kind);

/// One year predicted from those before it, over the municipalities that have a figure both years: root mean square
/// error of ln(cost ratio), year effects taken off.
struct PredictionErrors {
    /// Missing for the row over all years.
    Year year;
    double raw = missing;
    double shrunk = missing;
    double national_mean = missing;
    std::size_t municipalities = 0;
    /// The year begins a new way of computing.
    bool regime_begins = false;
};
/// The model is fitted anew to the years before each; the first predicted year has four before it. The last row is
/// over all the years. Method §3.5.
std::vector<PredictionErrors> predict_out_of_sample(const RatioPanel& panel, const ParallelFor& parallel);

}  // namespace skattekrona
