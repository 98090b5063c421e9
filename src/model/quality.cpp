#include "model/quality.hpp"

#include "model/pool_order.hpp"

#include <algorithm>
#include <functional>

namespace skattekrona {

namespace {

/// Share of the others that lie below, ties counted half, as 0–100.
std::vector<double> percentile_ranks(std::span<const double> values, bool higher_is_better) {
    std::vector<double> sorted;
    std::ranges::copy_if(values, std::back_inserter(sorted), [](double value) { return !is_missing(value); });
    std::ranges::sort(sorted);
    std::vector<double> ranks(values.size(), missing);
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (is_missing(values[i])) {
            continue;
        }
        const auto [low, high] = std::equal_range(sorted.begin(), sorted.end(), values[i]);
        const auto below = static_cast<double>(low - sorted.begin());
        const auto others_equal = static_cast<double>(high - low);
        const double rank = 100 * (below + others_equal / 2) / static_cast<double>(sorted.size());
        ranks[i] = higher_is_better ? rank : 100 - rank;
    }
    return ranks;
}

/// The mean of several columns, missing where any is.
std::vector<double> mean_of(const std::vector<std::vector<double>>& columns) {
    if (columns.empty()) {
        return {};
    }
    std::vector<double> mean(columns.front().size(), 0.0);
    for (const auto& column : columns) {
        std::ranges::transform(mean, column, mean.begin(), std::plus<>());
    }
    std::ranges::transform(mean, mean.begin(), [&](double sum) { return sum / static_cast<double>(columns.size()); });
    return mean;
}

}  // namespace

std::vector<double> quality_scores(const Panel& panel, const ServiceArea& area, Year year) {
    std::vector<std::vector<double>> ranks;
    for (const auto& quality : area.quality) {
        const auto values = panel.values(quality.measure, year);
        if (!std::ranges::all_of(values, [](double value) { return is_missing(value); })) {
            ranks.push_back(percentile_ranks(values, quality.higher_is_better));
        }
    }
    return mean_of(ranks);
}

std::vector<double> quality_scores(const Panel& panel, const Definitions& definitions,
                                   const std::vector<std::string>& areas, Year year) {
    std::vector<std::vector<double>> scores;
    for (const auto& id : areas) {
        if (auto score = quality_scores(panel, *definitions.area(id), year); !score.empty()) {
            scores.push_back(std::move(score));
        }
    }
    return mean_of(scores);
}

double required_quality(QualityCondition condition, const std::vector<double>& scores,
                        const std::vector<std::size_t>& members, std::size_t municipality) {
    if (condition == QualityCondition::none || scores.empty()) {
        return -std::numeric_limits<double>::infinity();
    }
    if (condition == QualityCondition::at_least_own) {
        return scores[municipality];
    }
    std::vector<double> of_members;
    std::ranges::transform(members, std::back_inserter(of_members), [&](std::size_t i) { return scores[i]; });
    return median_of(of_members);
}

}  // namespace skattekrona
