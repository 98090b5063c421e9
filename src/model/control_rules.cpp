#include "model/control_rules.hpp"

#include "figures/figures.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace skattekrona {

namespace {

/// The breaks of an area's deviation, or of Kolada's N00097.
std::vector<Year> breaks_of(const Definitions& definitions, std::string_view area) {
    std::vector<Year> years;
    for (const auto& series_break : definitions.breaks) {
        if (std::ranges::find(series_break.areas, area) != series_break.areas.end()) {
            years.push_back(series_break.year);
        }
    }
    return years;
}

}  // namespace

ControlRules control_rules(const Definitions& definitions, std::span<const Municipality> municipalities,
                           Year this_year) {
    ControlRules rules;
    rules.this_year = this_year;
    for (const auto& municipality : municipalities) {
        rules.municipalities.emplace(municipality.id, municipality.name);
    }
    for (const auto& measure : definitions.measures) {
        const bool total = measure.id == deviation_pct_measure(total_area);
        rules.series[measure.kpi] = {measure.title, measure.valid, false,
                                     total ? breaks_of(definitions, total_area) : std::vector<Year>{}, measure.whole};
    }
    for (const auto& area : definitions.areas) {
        const auto breaks = breaks_of(definitions, area.id);
        rules.series[area.deviation_pct_kpi] = {area.title, area.valid, false, breaks};
        rules.series[area.deviation_kpi] = {area.title, {}, false, breaks};
        // Where the same KPI is a measure, that knows its range.
        for (const auto& kpi : {area.net_cost_kpi, area.reference_cost_kpi}) {
            if (!kpi.empty()) {
                rules.series.try_emplace(kpi, SeriesRule{area.title});
            }
        }
        for (const auto& activity : area.activities) {
            rules.series[scb_series(activity)] = {area.title, {}, true};
        }
        rules.series[net_cost_measure(area.id)] = {area.title};
        rules.series[reference_cost_measure(area.id)] = {area.title, {0, Range{}.high}};
    }
    return rules;
}

}  // namespace skattekrona
