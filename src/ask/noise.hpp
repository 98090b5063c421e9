#pragma once

#include "ask/choices.hpp"

namespace skattekrona {

/// How much of one year's cost is by chance?
struct NoiseQuestion {
    ChoicesSaid choices;
    std::optional<int> lowest;

    Options options();
};
Result<Answer> ask(const Basis& basis, const NoiseQuestion& question);

}  // namespace skattekrona
