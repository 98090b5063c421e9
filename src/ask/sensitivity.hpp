#pragma once

#include "ask/scenario.hpp"

namespace skattekrona {

/// What does an outcome hang on?
struct SensitivityQuestion {
    ScenarioSaid scenario;
    std::optional<std::string> of;
    std::optional<int> in;
    std::optional<int> samples;

    Options options();
};
Result<Answer> ask(const Basis& basis, const SensitivityQuestion& question);

}  // namespace skattekrona
