#pragma once

#include "answer/answer.hpp"
#include "model/trend.hpp"

#include <string>
#include <vector>

namespace skattekrona {

/// JSON: skattekrona.trend/1.
Answer trend_answer(const AnswerContext& context, const Trend& trend);

/// The breaks in method that a trend's total steps over, a sentence each.
std::vector<Block> break_paragraphs(const AnswerContext& context, const Trend& trend);
/// Who the medians of a trend are taken over.
std::string trend_pool_words(const AnswerContext& context, const Trend& trend);

}  // namespace skattekrona
