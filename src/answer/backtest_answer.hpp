#pragma once

#include "answer/answer.hpp"
#include "scenario/backtest.hpp"

namespace skattekrona {

/// JSON: skattekrona.backtest/1.
Answer backtest_answer(const AnswerContext& context, const BacktestDesign& design, const Backtest& backtest);

}  // namespace skattekrona
