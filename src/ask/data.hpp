#pragma once

#include "answer/figure_export.hpp"
#include "ask/basis.hpp"
#include "ask/options.hpp"
#include "model/consistency.hpp"

#include <string>
#include <vector>

namespace skattekrona {

/// Do the figures tally with themselves?
struct CheckQuestion {
    /// What whoever keeps the figures has found of what they are kept in.
    std::vector<ConsistencyCheck> kept;
};
Result<Answer> ask(const Basis& basis, const CheckQuestion& question);

/// Which figures somebody wants; everything where nothing is said.
struct ExportQuestion {
    std::vector<std::string> municipalities;
    std::vector<std::string> years;
    std::vector<std::string> measures;
    /// Whom the one municipality is compared with; they come along.
    std::optional<std::string> pool;
    /// Which groups the municipalities belong to, instead of figures.
    bool groups = false;

    Options options();
};
/// All that is wrong is reported at once.
Result<ExportChoice> understand(const Basis& basis, const ExportQuestion& question);
/// The groups of the chosen municipalities.
Answer groups_of(const Basis& basis, const ExportChoice& choice);

}  // namespace skattekrona
