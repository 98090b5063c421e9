#include "plot/simulation_charts.hpp"

#include "model/costs.hpp"
#include "plot/waterfall.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace skattekrona {

namespace {

/// What differs between fans of different quantities: keys of texts.
struct FanWords {
    const char* id;
    const char* title;
    const char* axis;
    const char* measured;
    const char* amount;
    bool plus_sign;
};
constexpr std::array<FanWords, 3> fan_words{
    {{"net_cost", "plot.chart.fan.net_cost", "model.unit.mnkr", "plot.chart.fan.net_cost_measured",
      "plot.chart.fan.mnkr", false},
     {"deviation", "plot.chart.fan.deviation", "plot.chart.fan.deviation_axis", "plot.chart.fan.deviation_measured",
      "plot.chart.fan.percent", true},
     {"result_share", "plot.chart.fan.result_share", "plot.chart.fan.result_share_axis",
      "plot.chart.fan.result_share_measured", "plot.chart.fan.percent", true}}};

const Fan& fan_of(const Simulation& simulation, FanQuantity quantity, std::size_t area) {
    switch (quantity) {
        case FanQuantity::net_cost:
            return simulation.net_cost[area];
        case FanQuantity::deviation:
            return simulation.deviation_pct[area];
        case FanQuantity::result_share:
            break;
    }
    return simulation.result_share;
}

struct ActualFigure {
    Year year;
    double value = missing;
};

/// The quantity from the first year with costs to the base year.
std::vector<ActualFigure> actual_figures(const Panel& panel, const Scenario& scenario, FanQuantity quantity,
                                         std::size_t area) {
    const std::size_t self = scenario.municipality;
    const CostHistory history = cost_history(panel, scenario.areas);
    const CostSeries& series = area < history.areas.size() ? history.areas[area] : history.total;
    std::vector<ActualFigure> figures;
    for (Year year = history.first; year <= scenario.base_year; year = year + 1) {
        const double net = series.net[history.index(year)][self];
        const double deviation = as_percent(net / series.reference[history.index(year)][self] - 1).value;
        const double result = result_share(panel, year, self);
        if (!figures.empty() || !is_missing(quantity == FanQuantity::deviation ? deviation : net)) {
            figures.push_back({year, quantity == FanQuantity::net_cost    ? net
                                     : quantity == FanQuantity::deviation ? deviation
                                                                          : result});
        }
    }
    return figures;
}

/// One quantity up to the base year, and ahead.
struct FanSeries {
    std::vector<ActualFigure> history;
    /// Where the history begins to be computed in a new way.
    std::vector<SeriesBreak> breaks;
    const Fan& fan;
    /// Null where there are no levers.
    const Fan* without_levers;
};

Json fan_rows(const FanSeries& series) {
    Json rows = Json::list();
    const auto add = [&](Year year, double actual, const Spread& spread, double without_levers) {
        const auto regime = std::ranges::count_if(series.breaks, [&](const auto& one) { return one.year <= year; });
        Json row = {{"year", year.value}, {"regime", regime}, {"actual", actual}};
        for (std::size_t q = 0; q < spread_names.size(); ++q) {
            row[spread_names[q]] = spread.quantiles[q];
        }
        row["without_levers"] = series.without_levers == nullptr ? missing : without_levers;
        rows.push_back(std::move(row));
    };
    const Year base = series.history.back().year;
    for (const auto& [year, value] : series.history) {
        // The fan opens in the base year's figure, which is known.
        Spread opening;
        opening.quantiles.fill(year == base ? value : missing);
        add(year, value, opening, opening.median());
    }
    for (std::size_t t = 0; t < series.fan.size(); ++t) {
        add(base + static_cast<int>(t + 1), missing, series.fan[t],
            series.without_levers == nullptr ? missing : (*series.without_levers)[t].median());
    }
    return rows;
}

/// A fan's amounts in words.
struct FanAmounts {
    const Wording& words;
    const FanWords& own;
    int decimals;

    Number number(double value) const { return {value, decimals, own.plus_sign}; }
    std::string operator()(double value) const { return words({own.amount, {{"value", number(value)}}}); }
};

/// What stands at the fan's right end; `target` is missing where there is none.
Json fan_labels(const FanSeries& series, const FanAmounts& amount, double target) {
    const Wording& words = amount.words;
    Json labels = Json::list();
    const auto add = [&](const char* role, double value, const char* key, const std::string& narrow) {
        labels.push_back({{"role", role},
                          {"value", value},
                          {"label", words({key, {{"amount", amount(value)}}})},
                          {"narrow", narrow}});
    };
    const Spread& last = series.fan.back();
    add("quantile", last.p90(), "plot.chart.fan.above", amount(last.p90()));
    add("quantile", last.median(), "plot.chart.fan.median", amount(last.median()));
    add("quantile", last.p10(), "plot.chart.fan.below", amount(last.p10()));
    if (series.without_levers != nullptr) {
        add("without_levers", series.without_levers->back().median(), "plot.chart.fan.without",
            words({"plot.chart.fan.without_short", {{"amount", amount(series.without_levers->back().median())}}}));
    }
    if (!is_missing(target)) {
        add("target", target, "plot.chart.fan.target", words({"plot.chart.fan.target", {{"amount", amount(target)}}}));
    }
    return labels;
}

}  // namespace

Chart fan_chart(const ChartContext& context, const ScenarioFans& fans, FanQuantity quantity, std::size_t area) {
    const auto& words = context.wording;
    const Scenario& scenario = fans.scenario;
    const FanWords& own = fan_words[static_cast<std::size_t>(quantity)];
    const bool one_area = quantity != FanQuantity::result_share && area < scenario.areas.size();
    const double target = quantity == FanQuantity::result_share ? scenario.target_share : missing;
    FanSeries series{actual_figures(context.figures.panel, scenario, quantity, area),
                     {},
                     fan_of(fans.simulation, quantity, area),
                     fans.without_levers == nullptr ? nullptr : &fan_of(*fans.without_levers, quantity, area)};
    const std::vector<std::string> areas = one_area ? std::vector{scenario.areas[area]} : scenario.areas;
    if (quantity == FanQuantity::deviation) {
        series.breaks =
            context.definitions.breaks_between(areas, series.history.front().year, series.history.back().year);
        std::erase_if(series.breaks, [](const SeriesBreak& one) { return one.kind != "method"; });
    }
    Json breaks = Json::list();
    for (const auto& one : series.breaks) {
        breaks.push_back({{"year", one.year.value - 0.5},
                          {"label", words({"plot.chart.trend.break", {{"year", one.year}, {"title", one.title}}})}});
    }
    const Spread& last = series.fan.back();
    // Of small amounts the spread is small too, and would round to nothing.
    const int decimals = quantity == FanQuantity::net_cost && last.median() >= 100 ? 0 : 1;
    const FanAmounts amount{words, own, decimals};

    Chart chart{std::string("fan-") + own.id + (one_area ? "-" + scenario.areas[area] : "")};
    // A title of one area among several names the area; the result is the whole municipality's.
    const bool of_costs = quantity != FanQuantity::result_share;
    const std::string name = of_costs && !one_area ? subject(context, scenario.municipality, scenario.areas)
                                                   : subject(context, scenario.municipality, {});
    std::vector<std::pair<std::string, Message::Argument>> outcome{{"municipality", name},
                                                                   {"median", amount(last.median())},
                                                                   {"low", amount.number(last.p10())},
                                                                   {"high", amount.number(last.p90())},
                                                                   {"year", scenario.horizon}};
    if (one_area) {
        outcome.emplace_back("area", context.definitions.area(scenario.areas[area])->in_sentence);
    }
    chart.title = words({one_area ? "plot.chart.fan.area" : own.title, std::move(outcome)});
    const std::string measured =
        of_costs ? words({"plot.chart.fan.of_areas",
                          {{"measured", TextKey{own.measured}}, {"areas", areas_in_caption(context, areas)}}})
                 : words(own.measured);
    chart.caption =
        words({series.without_levers == nullptr ? "plot.chart.fan.caption" : "plot.chart.fan.caption_levers",
               {{"measured", measured},
                {"replicates", count(fans.simulation.replicates)},
                {"credit", context.figures.manifest.credit}}});
    chart.alt = words({"plot.chart.fan.alt",
                       {{"measured", TextKey{own.measured}}, {"municipality", name}, {"message", chart.title}}});
    chart = context.templates.fill("fan", words, std::move(chart),
                                   {{"rows", fan_rows(series)},
                                    {"breaks", std::move(breaks)},
                                    {"labels", fan_labels(series, amount, target)},
                                    {"axis", Json::List{{{"unit", words(own.axis)}}}}});
    Json& columns = chart.spec["usermeta"]["columns"];
    if (series.without_levers == nullptr) {
        columns.pop_back();
    }
    for (auto& column : columns.items()) {
        if (!column.contains("year")) {
            const bool money = quantity == FanQuantity::net_cost;
            column["unit"] = words(money ? "model.unit.mnkr" : "model.unit.percent");
            column["key"] = column.at("field").text() + (money ? "_mnkr" : "_pct");
            column["decimals"] = decimals;
        }
    }
    return chart;
}

Chart plan_chart(const ChartContext& context, const Scenario& scenario, const std::vector<PlanStep>& steps) {
    const auto& words = context.wording;
    std::vector<WaterfallBar> bars;
    double levers = 0;
    for (const auto& step : steps) {
        switch (step.kind) {
            case PlanStep::Kind::start:
                bars.push_back({words({"plot.follow_up.net_cost", {{"year", scenario.base_year}}}), step.amount, true});
                break;
            case PlanStep::Kind::price:
                bars.push_back({words("plot.follow_up.price"), step.amount});
                break;
            case PlanStep::Kind::volume:
                bars.push_back({words("plot.chart.plan.volume"), step.amount});
                break;
            case PlanStep::Kind::deviation:
                bars.push_back({words("plot.chart.plan.deviation"), step.amount});
                break;
            case PlanStep::Kind::lever:
                bars.push_back({words(std::ranges::find(scenario.levers, step.lever, &Lever::id)->title), step.amount});
                levers += step.amount;
                break;
            case PlanStep::Kind::end:
                bars.push_back({words({"plot.follow_up.net_cost", {{"year", scenario.horizon}}}), step.amount, true});
                break;
        }
    }
    const double otherwise = steps.back().amount - levers - steps.front().amount;
    const int decimals = std::abs(otherwise) < 100 ? 1 : 0;
    const std::string name = subject(context, scenario.municipality, scenario.areas);
    Chart chart{"plan"};
    const auto titled = [&](const char* key, double change, double without_levers) {
        return words({key,
                      {{"municipality", name},
                       {"levers", Number{change, decimals}},
                       {"otherwise", Number{without_levers, decimals}},
                       {"from", scenario.base_year},
                       {"to", scenario.horizon}}});
    };
    // A change with its verb: rises, falls or is still.
    const auto moves = [&](const std::array<const char*, 3>& verbs, double change) {
        return words({verbs[static_cast<std::size_t>(shown_sign({change, decimals}) + 1)],
                      {{"amount", Number{std::abs(change), decimals}}}});
    };
    const int direction = shown_sign({otherwise, decimals});
    if (scenario.levers.empty()) {
        chart.title = titled(direction < 0   ? "plot.chart.plan.falls"
                             : direction > 0 ? "plot.chart.plan.rises"
                                             : "plot.chart.plan.still",
                             levers, std::abs(otherwise));
    } else if (shown_sign({levers, decimals}) < 0 && direction > 0 && -levers <= otherwise) {
        chart.title = titled("plot.chart.plan.title", -levers, otherwise);
    } else {
        // The levers cost, take away more than the rise, or costs fall without them: they are no part of a rise.
        constexpr std::array with{"plot.chart.plan.with_falls", "plot.chart.plan.with_still",
                                  "plot.chart.plan.with_rises"};
        constexpr std::array without{"plot.chart.plan.without_falls", "plot.chart.plan.without_still",
                                     "plot.chart.plan.without_rises"};
        chart.title = words({"plot.chart.plan.both",
                             {{"municipality", name},
                              {"with", moves(with, levers + otherwise)},
                              {"without", moves(without, otherwise)},
                              {"from", scenario.base_year},
                              {"to", scenario.horizon}}});
    }
    chart.caption =
        words({"plot.chart.plan.caption",
               {{"areas", areas_in_caption(context, scenario.areas)}, {"credit", context.figures.manifest.credit}}});
    chart.alt = words({"plot.chart.plan.alt", {{"municipality", name}, {"message", chart.title}}});
    return context.templates.fill("waterfall", words, std::move(chart),
                                  {{"rows", waterfall_rows(words, bars, mnkr_decimals(bars))}});
}

}  // namespace skattekrona
