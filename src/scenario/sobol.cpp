#include "scenario/sobol.hpp"

#include "core/quantile.hpp"
#include "core/random.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace skattekrona {

namespace {

using Outputs = Eigen::ArrayXd;
using Table = Eigen::ArrayXXd;

/// The last one: whoever draws the samples, perhaps with the same seed, counts streams from 0.
constexpr std::uint32_t resampling_stream = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint32_t resamples = 500;
/// What varies by less than this share of what it is compared with varies by rounding only.
constexpr double negligible = 1e-12;

struct Moments {
    double mean = 0;
    double sd = 0;

    Outputs standardised(const Outputs& outputs) const { return (outputs - mean) * (sd > 0 ? 1 / sd : 0); }
};

Moments moments_of(const Outputs& a, const Outputs& b) {
    const double mean = (a.mean() + b.mean()) / 2;
    const double sd = std::sqrt(((a - mean).square().mean() + (b - mean).square().mean()) / 2);
    return {mean, sd > negligible * std::abs(mean) ? sd : 0};
}

Outputs outputs(const TwoSampleModel& evaluate, const std::vector<bool>& from_second) {
    const std::vector<double> values = evaluate(from_second);
    return Eigen::Map<const Outputs>(values.data(), std::ssize(values));
}

/// One column per sample, so that a resample is a sum of columns: the output, its square, and each factor's part of the
/// variance, first alone and then in total.
Table sample_terms(std::size_t factors, const TwoSampleModel& evaluate, const Moments& moments, const Outputs& a,
                   const Outputs& b) {
    const auto count = static_cast<Eigen::Index>(factors);
    Table terms(2 + 2 * count, a.size());
    terms.row(0) = (a + b) / 2;
    terms.row(1) = (a.square() + b.square()) / 2;
    for (Eigen::Index i = 0; i < count; ++i) {
        std::vector<bool> only(factors);
        only[static_cast<std::size_t>(i)] = true;
        const Outputs mixed = moments.standardised(outputs(evaluate, only));
        terms.row(2 + i) = b * (mixed - a);
        terms.row(2 + count + i) = (a - mixed).square() / 2;
    }
    return terms;
}

/// Every factor's share of the variance, first alone and then in total. A resample may miss all that varies.
Eigen::ArrayXd shares(const Table& terms, const std::vector<Eigen::Index>& samples) {
    Eigen::ArrayXd means = Eigen::ArrayXd::Zero(terms.rows());
    for (const Eigen::Index sample : samples) {
        means += terms.col(sample);
    }
    means /= static_cast<double>(samples.size());
    const double variance = means[1] - means[0] * means[0];
    return means.tail(means.size() - 2) * (variance > negligible ? 1 / variance : 0);
}

std::vector<Eigen::Index> resample(std::size_t size, std::uint64_t seed, std::uint32_t replicate) {
    std::vector<Eigen::Index> samples(size);
    for (std::size_t place = 0; place < size; ++place) {
        const double u = uniform(seed, {resampling_stream, replicate, static_cast<std::uint32_t>(place)});
        samples[place] = static_cast<Eigen::Index>(u * static_cast<double>(size));
    }
    return samples;
}

SobolIndex with_interval(double value, std::vector<double> resampled) {
    std::ranges::sort(resampled);
    const auto percentile = [&](double share) {
        return type_7_quantile(resampled.size(), share, [&](std::size_t i) { return resampled[i]; });
    };
    return {value, percentile(0.025), percentile(0.975)};
}

}  // namespace

SobolIndices sobol_indices(std::size_t factors, const TwoSampleModel& evaluate, std::uint64_t seed) {
    const Outputs a = outputs(evaluate, std::vector<bool>(factors, false));
    const Outputs b = outputs(evaluate, std::vector<bool>(factors, true));
    const Moments moments = moments_of(a, b);
    const Table terms = sample_terms(factors, evaluate, moments, moments.standardised(a), moments.standardised(b));

    std::vector<Eigen::Index> samples(static_cast<std::size_t>(a.size()));
    std::iota(samples.begin(), samples.end(), 0);
    const Eigen::ArrayXd values = shares(terms, samples);
    Table resampled(resamples, values.size());
    for (std::uint32_t replicate = 0; replicate < resamples; ++replicate) {
        resampled.row(replicate) = shares(terms, resample(samples.size(), seed, replicate));
    }

    SobolIndices indices{.mean = moments.mean, .variance = moments.sd * moments.sd};
    for (Eigen::Index i = 0; i < values.size(); ++i) {
        auto& kind = indices.first.size() < factors ? indices.first : indices.total;
        kind.push_back(with_interval(values[i], {resampled.col(i).begin(), resampled.col(i).end()}));
    }
    return indices;
}

}  // namespace skattekrona
