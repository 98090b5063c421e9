#pragma once

#include "plot/chart.hpp"

#include <string>
#include <vector>

namespace skattekrona {

/// A bar of a waterfall, mnkr unless the chart says otherwise.
struct WaterfallBar {
    std::string step;
    double amount = missing;
    /// Stands on zero; the others start where the one before ended.
    bool is_total = false;
};

/// How many decimals the labels in mnkr need: of small totals the steps are small too, and would round to nothing.
int mnkr_decimals(const std::vector<WaterfallBar>& bars);

/// The rows of plots/waterfall.json, labelled with so many decimals.
Json waterfall_rows(const Wording& words, const std::vector<WaterfallBar>& bars, int decimals);

}  // namespace skattekrona
