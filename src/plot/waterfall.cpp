#include "plot/waterfall.hpp"

#include <cmath>

namespace skattekrona {

int mnkr_decimals(const std::vector<WaterfallBar>& bars) { return std::abs(bars.front().amount) < 1000 ? 1 : 0; }

Json waterfall_rows(const Wording& words, const std::vector<WaterfallBar>& bars, int decimals) {
    Json rows = Json::list();
    double level = 0;
    for (const auto& [step, amount, is_total] : bars) {
        const double start = is_total ? 0 : level;
        level = start + amount;
        rows.push_back(
            {{"step", step},
             {"order", rows.size()},
             {"start", start},
             {"end", level},
             {"amount", amount},
             {"kind", is_total     ? "total"
                      : amount < 0 ? "down"
                                   : "up"},
             {"label", is_missing(amount) ? words("plot.table.missing") : words(Number{amount, decimals, !is_total})}});
    }
    return rows;
}

}  // namespace skattekrona
