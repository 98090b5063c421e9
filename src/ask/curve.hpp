#pragma once

#include "ask/basis.hpp"
#include "ask/options.hpp"
#include "claim/curve.hpp"

#include <array>
#include <string>
#include <vector>

namespace skattekrona {

/// How much does a potential hang on the choices?
struct CurveQuestion {
    std::vector<std::string> municipality;
    bool all = false;
    /// Values of each choice, in the order of `curve_choices`; empty: all that can be defended.
    std::array<std::vector<std::string>, curve_choices.size()> choices;

    Options options();
};
Result<Answer> ask(const Basis& basis, const CurveQuestion& question);

}  // namespace skattekrona
