#include "plot/scenario_charts.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace skattekrona {

namespace {

using Json = nlohmann::ordered_json;

/// The narrowest round width that gives a histogram over `range` no more bars than a narrow page can show.
double bar_width(double range) {
    double width = 0.5;
    while (range / width > 40) {
        width *= 2;
    }
    return width;
}

}  // namespace

Chart reference_class_chart(const ChartContext& context, const ReferenceClass& reference) {
    const auto& words = context.wording;
    const PlannedMove& plan = reference.plan;
    const auto [lowest, highest] = std::ranges::minmax(reference.windows, {}, &HistoricalMove::change);
    const double width = bar_width(highest.change - lowest.change);
    const bool up = plan.change > 0;
    // The bars are counted from the plan, so that none lies on both sides of it.
    std::map<int, std::size_t> bars;
    for (std::size_t i = 0; i < reference.windows.size(); ++i) {
        const int bar = static_cast<int>(std::floor((reference.windows[i].change - plan.change) / width));
        const bool above = up == (i < reference.as_far);
        ++bars[above ? std::max(bar, 0) : std::min(bar, -1)];
    }
    Json rows = Json::array();
    for (const auto& [bar, windows] : bars) {
        const bool as_far = up == (bar >= 0);
        rows.push_back(
            {{"from", plan.change + width * bar},
             {"to", plan.change + width * (bar + 1)},
             {"windows", windows},
             {"as_far", as_far},
             {"reach", words(as_far ? "chart.reference_class.as_far" : "chart.reference_class.not_as_far")}});
    }
    const Number windows{static_cast<double>(reference.windows.size())};
    const double share = 100 * reference.share_as_far();
    const Number share_number{share, share < 10 ? 1 : 0};
    Json mark = Json::array();
    mark.push_back(
        {{"change", plan.change},
         // The words stand on the side with more room.
         {"to_the_right", plan.change < (lowest.change + highest.change) / 2},
         {"plan", words({"chart.reference_class.plan", {{"change", Number{plan.change, 1, true}}}})},
         {"share", reference.as_far == 0 ? words("chart.reference_class.none_as_far")
                                         : words({"chart.reference_class.share", {{"share", share_number}}})}});

    Chart chart{"reference_class-" + plan.area()};
    const Text& area = context.definitions.title(plan.area());
    chart.title = reference.as_far == 0 ? words({"chart.reference_class.none", {{"area", area}, {"windows", windows}}})
                                        : words({"chart.reference_class.title",
                                                 {{"area", area},
                                                  {"as_far", Number{static_cast<double>(reference.as_far)}},
                                                  {"windows", windows},
                                                  {"share", share_number}}});
    const auto [first, last] = std::ranges::minmax(reference.windows, {}, &HistoricalMove::from);
    const std::string years = words({"plausible.years", {{"n", Number{static_cast<double>(plan.years)}}}});
    const Number start{plan.start.value, 1, true};
    chart.caption = words({"chart.reference_class.caption",
                           {{"years", years},
                            {"first", first.from},
                            {"last", last.from + plan.years},
                            {"near", reference.near_number()},
                            {"start", start},
                            {"credit", context.figures.manifest.credit}}});
    chart.alt = words({"chart.reference_class.alt", {{"years", years}, {"start", start}, {"message", chart.title}}});
    return context.templates.fill("reference_class", words, std::move(chart),
                                  {{"rows", std::move(rows)}, {"plan", std::move(mark)}});
}

}  // namespace skattekrona
