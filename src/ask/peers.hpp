#pragma once

#include "ask/choices.hpp"

namespace skattekrona {

/// Which municipalities are like ours, and in what?
struct PeersQuestion {
    ChoicesSaid choices{.usual = {.pool = "liknande"}};
    /// "total", or one area.
    std::optional<std::string> area;

    Options options();
};
Result<Answer> ask(const Basis& basis, const PeersQuestion& question);

}  // namespace skattekrona
