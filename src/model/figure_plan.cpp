#include "model/figure_plan.hpp"

namespace skattekrona {

FigurePlan figure_plan(const Definitions& definitions) {
    FigurePlan plan;
    for (const auto& area : definitions.areas) {
        FigurePlan::Area planned{area.id,           area.deviation_pct_kpi,  area.deviation_kpi,
                                 area.net_cost_kpi, area.reference_cost_kpi, {}};
        for (const auto& activity : area.activities) {
            planned.activities.push_back(scb_series(activity));
        }
        plan.areas.push_back(std::move(planned));
    }
    for (const auto& measure : definitions.measures) {
        plan.measures.push_back({measure.id, measure.kpi, measure.file});
    }
    plan.population_kpi = definitions.measure("population")->kpi;
    // N00097 and the percentages begin 1998; nothing before that can be compared with them.
    plan.first_year = Year{1998};
    return plan;
}

}  // namespace skattekrona
