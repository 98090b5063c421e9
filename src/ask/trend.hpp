#pragma once

#include "ask/choices.hpp"

namespace skattekrona {

/// How has it gone?
struct TrendQuestion {
    ChoicesSaid choices{.usual = {.pool = "liknande"}};

    Options options() {
        return {choices.municipality_option(), choices.year_option(), choices.areas_option(), choices.pool_option()};
    }
};
Result<Answer> ask(const Basis& basis, const TrendQuestion& question);

}  // namespace skattekrona
