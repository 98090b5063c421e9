#include "plot/scenario_charts.hpp"

#include "plot/waterfall.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace skattekrona {

namespace {

/// The narrowest round width that gives a histogram over `range` no more bars than a narrow page can show.
double bar_width(double range) {
    double width = 0.5;
    while (range / width > 40) {
        width *= 2;
    }
    return width;
}

/// "−0,4 vid 2,9 %", or just the outcome where the factor has no value of its own.
std::string end_words(const Wording& words, const std::string& outcome, const Swing& swing, double assumed) {
    return is_missing(assumed) ? outcome
                               : words({"plot.chart.tornado.end",
                                        {{"outcome", outcome}, {"assumed", Number{assumed, 1}}, {"unit", swing.unit}}});
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
    Json rows = Json::list();
    for (const auto& [bar, windows] : bars) {
        const bool as_far = up == (bar >= 0);
        rows.push_back(
            {{"from", plan.change + width * bar},
             {"to", plan.change + width * (bar + 1)},
             {"windows", windows},
             {"as_far", as_far},
             {"reach", words(as_far ? "plot.chart.reference_class.as_far" : "plot.chart.reference_class.not_as_far")}});
    }
    const Number windows{static_cast<double>(reference.windows.size())};
    const double share = 100 * reference.share_as_far();
    const Number share_number{share, share < 10 ? 1 : 0};
    Json mark = Json::list();
    mark.push_back(
        {{"change", plan.change},
         // The words stand on the side with more room.
         {"to_the_right", plan.change < (lowest.change + highest.change) / 2},
         {"plan", words({"plot.chart.reference_class.plan", {{"change", Number{plan.change, 1, true}}}})},
         {"share", reference.as_far == 0 ? words("plot.chart.reference_class.none_as_far")
                                         : words({"plot.chart.reference_class.share", {{"share", share_number}}})}});

    Chart chart{"reference_class-" + plan.area()};
    const Text& area = context.definitions.title(plan.area());
    chart.title =
        reference.as_far == 0
            ? words({"plot.chart.reference_class.none", {{"area", area}, {"n", windows}}})
            : words({"plot.chart.reference_class.title",
                     {{"area", area}, {"as_far", count(reference.as_far)}, {"n", windows}, {"share", share_number}}});
    const auto [first, last] = std::ranges::minmax(reference.windows, {}, &HistoricalMove::from);
    const std::string years = words({"plot.plausible.years", {{"n", count(plan.years)}}});
    const Number start{plan.start.value, 1, true};
    chart.caption = words({"plot.chart.reference_class.caption",
                           {{"years", years},
                            {"first", first.from},
                            {"last", last.from + plan.years},
                            {"near", reference.near_number()},
                            {"start", start},
                            {"credit", context.figures.manifest.credit}}});
    chart.alt =
        words({"plot.chart.reference_class.alt", {{"years", years}, {"start", start}, {"message", chart.title}}});
    return context.templates.fill("reference_class", words, std::move(chart),
                                  {{"rows", std::move(rows)}, {"plan", std::move(mark)}});
}

Chart tornado_chart(const ChartContext& context, const Sensitivity& sensitivity, const std::vector<std::string>& names,
                    const std::string& municipality, Year year) {
    // Those that move less than this share of what the first does would be lines without length.
    constexpr double worth_showing = 0.01;
    const auto& words = context.wording;
    const ScenarioOutcome& outcome = sensitivity.outcome;
    const auto value = [&](double of) { return Number{of, outcome.decimals, outcome.plus_sign}; };
    const Swing& widest = sensitivity.tornado.front();
    Json rows = Json::list();
    Json drawn = Json::list();
    for (std::size_t i = 0; i < sensitivity.tornado.size(); ++i) {
        const Swing& swing = sensitivity.tornado[i];
        const bool rises = swing.at_p10 <= swing.at_p90;
        const std::string low = words(value(swing.low()));
        const std::string high = words(value(swing.high()));
        Json row{{"order", i + 1},
                 {"factor", names[i]},
                 {"low", swing.low()},
                 {"median", sensitivity.median},
                 {"high", swing.high()},
                 {"low_label", low},
                 {"high_label", high},
                 {"low_words", end_words(words, low, swing, rises ? swing.assumed_p10 : swing.assumed_p90)},
                 {"high_words", end_words(words, high, swing, rises ? swing.assumed_p90 : swing.assumed_p10)}};
        if (swing.width() >= worth_showing * widest.width()) {
            drawn.push_back(row);
        }
        rows.push_back(std::move(row));
    }
    Json median = Json::list();
    median.push_back({{"median", sensitivity.median},
                      {"words", words({"plot.chart.tornado.median", {{"median", value(sensitivity.median)}}})}});

    const std::string title = words(outcome.title);
    const std::string unit = words(outcome.unit);
    Chart chart{"tornado"};
    chart.title = words({"plot.chart.tornado.title",
                         {{"municipality", municipality},
                          {"outcome", title},
                          {"year", year},
                          {"factor", names.front()},
                          {"low", value(widest.low())},
                          {"high", value(widest.high())},
                          {"unit", unit}}});
    chart.caption = words(
        {"plot.chart.tornado.caption",
         {{"municipality", municipality},
          {"outcome", title},
          {"year", year},
          {"unit", unit},
          {"left_out", drawn.size() < rows.size()
                           ? " " + words({"plot.chart.tornado.left_out", {{"n", count(rows.size() - drawn.size())}}})
                           : ""},
          {"prices", outcome.money() ? " " + words({"plot.sensitivity.prices", {{"year", year}}}) : ""},
          {"credit", context.figures.manifest.credit}}});
    chart.alt =
        words({"plot.chart.tornado.alt", {{"n", count(drawn.size())}, {"outcome", title}, {"message", chart.title}}});
    chart = context.templates.fill("tornado", words, std::move(chart),
                                   {{"rows", std::move(drawn)}, {"median", std::move(median)}});
    if (rows.size() > chart.spec.at("datasets").at("rows").size()) {
        chart.all_rows = std::move(rows);
    }
    // The unit is the outcome's.
    chart.spec["encoding"]["x"]["axis"]["title"] = unit;
    for (auto& column : chart.spec["usermeta"]["columns"].items()) {
        if (column.contains("decimals")) {
            column["unit"] = unit;
            column["key"] = column.at("field").text() + (outcome.money() ? "_mnkr" : "_pct");
            column["decimals"] = outcome.decimals;
        }
    }
    return chart;
}

Chart frames_chart(const ChartContext& context, const FrameBridge& frame, const std::vector<FrameStep>& steps,
                   const std::string& source) {
    const auto& words = context.wording;
    const auto frame_of = [&](Year year) { return words({"plot.chart.frames.frame", {{"year", year}}}); };
    const FrameStep& last = steps.back();
    std::vector<WaterfallBar> bars{{frame_of(frame.opening_year), frame.opening, true}};
    const auto add = [&](const char* step, double FrameStep::*part) {
        const double sum = std::accumulate(steps.begin(), steps.end(), 0.0,
                                           [&](double before, const FrameStep& one) { return before + one.*part; });
        if (sum != 0) {
            bars.push_back({words(step), sum});
        }
    };
    add("plot.column.frame_index", &FrameStep::index);
    add("plot.column.volumes", &FrameStep::volumes);
    add("plot.column.frame_demand", &FrameStep::demand);
    add("plot.column.decisions", &FrameStep::decisions);
    // Of what moves the frame the way it went, the most.
    const double change = last.closing - frame.opening;
    const auto largest = std::ranges::max_element(
        bars.begin() + 1, bars.end(), {}, [&](const auto& bar) { return change < 0 ? -bar.amount : bar.amount; });
    const std::string unit = words("model.unit." + frame.unit);
    Chart chart{"frames"};
    if (shown_sign({change, frame.decimals}) == 0) {
        chart.title = words(
            {"plot.chart.frames.still", {{"title", frame.title}, {"from", frame.opening_year}, {"to", last.year}}});
    } else {
        chart.title = words({change < 0 ? "plot.chart.frames.falls" : "plot.chart.frames.rises",
                             {{"title", frame.title},
                              {"change", Number{std::abs(change), frame.decimals}},
                              {"pct", Number{std::abs(100 * change / frame.opening), 1}},
                              {"unit", unit},
                              {"from", frame.opening_year},
                              {"to", last.year},
                              {"step", largest->step},
                              {"amount", Number{largest->amount, frame.decimals, true}}}});
    }
    bars.push_back({frame_of(last.year), last.closing, true});
    chart.caption = words({"plot.chart.frames.caption",
                           {{"unit", unit}, {"from", frame.opening_year}, {"to", last.year}, {"source", source}}});
    chart.alt = words({"plot.chart.frames.alt", {{"title", frame.title}, {"message", chart.title}}});
    chart = context.templates.fill("waterfall", words, std::move(chart),
                                   {{"rows", waterfall_rows(words, bars, frame.decimals)}});
    chart.spec["encoding"]["x"]["axis"]["title"] = unit;
    auto& amounts = chart.spec["usermeta"]["columns"].items().back();
    amounts["unit"] = unit;
    amounts["key"] = "amount_" + frame.unit;
    amounts["decimals"] = frame.decimals;
    return chart;
}

}  // namespace skattekrona
