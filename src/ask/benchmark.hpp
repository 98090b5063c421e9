#pragma once

#include "ask/choices.hpp"

namespace skattekrona {

/// What does each area cost, and what is the difference worth? Of one municipality, or several side by side.
struct BenchmarkQuestion {
    ChoicesSaid choices;

    Options options();
};
Result<Answer> ask(const Basis& basis, const BenchmarkQuestion& question);

}  // namespace skattekrona
