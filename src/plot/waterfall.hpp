#pragma once

#include "plot/chart.hpp"

#include <string>
#include <vector>

namespace skattekrona {

/// A bar of a waterfall, mnkr.
struct WaterfallBar {
    std::string step;
    double amount = missing;
    /// Stands on zero; the others start where the one before ended.
    bool is_total = false;
};

/// The rows of plots/waterfall.json.
nlohmann::ordered_json waterfall_rows(const Wording& words, const std::vector<WaterfallBar>& bars);

}  // namespace skattekrona
