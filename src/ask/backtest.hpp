#pragma once

#include "ask/basis.hpp"
#include "ask/options.hpp"

namespace skattekrona {

/// How often have such forecasts held?
struct BacktestQuestion {
    std::optional<std::string> areas;
    std::optional<int> replicates;
    std::optional<int> seed;

    Options options();
};
Result<Answer> ask(const Basis& basis, const BacktestQuestion& question);

}  // namespace skattekrona
