#include "model/figure_plan.hpp"

namespace skattekrona {

namespace {

/// All of the reference cost is missing: no municipality runs an area for nothing.
constexpr double nothing_reported_pct = -100;

}  // namespace

FigurePlan figure_plan(const Definitions& definitions) {
    FigurePlan plan;
    for (const auto& area : definitions.areas) {
        FigurePlan::Area planned{area.id,           area.deviation_pct_kpi,  area.deviation_kpi,
                                 area.net_cost_kpi, area.reference_cost_kpi, {}};
        for (const auto& activity : area.activities) {
            planned.activities.push_back(scb_series(activity));
        }
        plan.areas.push_back(std::move(planned));
        plan.unreported_to[deviation_pct_measure(area.id)] = nothing_reported_pct;
    }
    for (const auto& measure : definitions.measures) {
        plan.measures.push_back({measure.id, measure.kpi, measure.file});
        if (measure.unreported_to) {
            plan.unreported_to[measure.id] = *measure.unreported_to;
        }
    }
    plan.population_kpi = definitions.measure("population")->kpi;
    // N00097 and the percentages begin 1998; nothing before that can be compared with them.
    plan.first_year = Year{1998};
    return plan;
}

}  // namespace skattekrona
