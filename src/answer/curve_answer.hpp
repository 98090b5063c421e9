#pragma once

#include "answer/answer.hpp"
#include "claim/claim.hpp"
#include "claim/curve.hpp"

#include <optional>
#include <string>
#include <vector>

namespace skattekrona {

/// JSON: skattekrona.curve/1. A chart where there are templates.
Answer curve_answer(const AnswerContext& context, const ClaimModels& models, const Curve& curve,
                    const ChartTemplates* templates);
/// JSON: skattekrona.curves/1: a row per municipality.
Answer curves_answer(const AnswerContext& context, const ClaimModels& models, const std::vector<Curve>& curves);

/// What a curve of the design rests on; of everybody's where it is of nobody alone.
FiguresUsed used_by(const CurveDesign& design, const Panel& panel, std::optional<std::size_t> municipality);

/// A curve's summary, where an amount (mnkr) falls on it, which choices move it, and every specification as a row.
Json curve_json(const Curve& curve, double amount);
Table variance_table(const AnswerContext& context, const ClaimModels& models, const Curve& curve);
/// Every value of one choice of a design, in words.
std::string alternatives_words(const AnswerContext& context, const CurveDesign& design, std::size_t choice);
/// Why the alternatives of models/claims.toml are those, for the choices that have them.
Fold reasons_fold(const AnswerContext& context, const ClaimModels& models);
Table curve_data(const AnswerContext& context, const Curve& curve);

}  // namespace skattekrona
