#pragma once

#include "answer/answer.hpp"
#include "model/uncertainty.hpp"

#include <optional>
#include <vector>

namespace skattekrona {

/// The noise of every series of a history, and what it says of one municipality's figures.
struct NoiseInput {
    HistoryNoise noise;
    /// Per area, then the total.
    std::vector<std::vector<PredictionErrors>> predictions;
    /// The rest is only for a municipality.
    std::optional<std::size_t> municipality;
    Year year;
    /// Rank and probability of being among the lowest, by what lasts.
    Uncertainty position;
    std::vector<AreaCosts> raw;
    int lowest = 30;
};
/// JSON: skattekrona.noise/1. A chart where there are templates.
Answer noise_answer(const AnswerContext& context, const ChartTemplates* templates, const NoiseInput& input);

}  // namespace skattekrona
