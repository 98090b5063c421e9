#include "answer/frames_answer.hpp"

#include "answer/assumptions.hpp"
#include "plot/scenario_charts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <functional>
#include <numeric>
#include <tuple>

namespace skattekrona {

namespace {

/// What every part of the answer is made from.
struct Bridge {
    const AnswerContext& context;
    const Scenario& scenario;
    const FrameBridge& frame;
    const PriceIndex& prices;
    std::vector<FrameStep> steps;

    /// Not shares of an amount that nobody has told, from which prices take nothing.
    bool amounts() const { return frame.unit != "index"; }
    std::string unit() const { return context.wording("model.unit." + frame.unit); }
    Number amount(double value, bool plus_sign = false) const { return {value, frame.decimals, plus_sign}; }
    double change(double to) const { return 100 * (to / frame.opening - 1); }
    /// For each inhabitant; missing where nobody's frame it is, or the population is not known.
    double change_each(double to, Year year) const {
        const Panel& panel = context.figures.panel;
        const auto people = [&](Year when) {
            return frame.municipality && when >= panel.first_year() && when <= panel.last_year()
                       ? panel.value("population", when, *frame.municipality)
                       : missing;
        };
        return 100 * (to / frame.opening * people(frame.opening_year) / people(year) - 1);
    }
    bool off(const FrameStep& step) const {
        return std::abs(step.difference()) * std::pow(10.0, frame.decimals) >= 0.5;
    }
};

/// Nobody where the basis does not say.
const Municipality* municipality_of(const Bridge& bridge) {
    const auto& self = bridge.frame.municipality;
    return self ? &bridge.context.figures.panel.municipalities()[*self] : nullptr;
}

Paragraph lead(const Bridge& bridge) {
    const auto& words = bridge.context.wording;
    const FrameStep& last = bridge.steps.back();
    std::string text = words({bridge.amounts() ? "answer.frames.lead" : "answer.frames.lead_index",
                              {{"title", bridge.frame.title},
                               {"opening", bridge.amount(bridge.frame.opening)},
                               {"from", bridge.frame.opening_year},
                               {"closing", bridge.amount(last.closing)},
                               {"to", last.year},
                               {"unit", bridge.unit()},
                               {"change", Number{bridge.change(last.closing), 1, true}}}});
    if (!is_missing(last.real)) {
        const double each = bridge.change_each(last.real, last.year);
        text += " " + words({is_missing(each) ? "answer.frames.lead_real" : "answer.frames.lead_real_each",
                             {{"real", Number{bridge.change(last.real), 1, true}},
                              {"each", Number{each, 1, true}},
                              {"index", bridge.prices.title}}});
    }
    return {text, true};
}

/// Whether the bridge gives the frames that were reported; empty where none were.
std::string reconciled_words(const Bridge& bridge) {
    const auto& words = bridge.context.wording;
    std::vector<Message> same;
    std::string text;
    for (const auto& step : bridge.steps) {
        if (is_missing(step.reported)) {
            continue;
        }
        if (bridge.off(step)) {
            text += (text.empty() ? "" : " ") + words({"answer.frames.differs",
                                                       {{"year", step.year},
                                                        {"closing", bridge.amount(step.closing)},
                                                        {"reported", bridge.amount(step.reported)},
                                                        {"unit", bridge.unit()},
                                                        {"difference", bridge.amount(step.difference(), true)}}});
        } else {
            same.push_back({"model.period.year", {{"year", step.year}}});
        }
    }
    if (same.empty()) {
        return text;
    }
    const bool thousand = bridge.frame.unit == "tkr" && bridge.frame.decimals == 0;
    return words({thousand ? "answer.frames.agrees_thousand" : "answer.frames.agrees",
                  {{"years", same},
                   {"precision", bridge.amount(std::pow(0.1, bridge.frame.decimals))},
                   {"unit", bridge.unit()}}}) +
           (text.empty() ? "" : " " + text);
}

/// The most and the least that is left when the rates are at their bounds; empty where there are none.
std::string bounds_words(const Bridge& bridge) {
    const FrameStep& last = bridge.steps.back();
    if (!uncertain(bridge.frame) || !std::isfinite(last.bounds[0]) || !std::isfinite(last.bounds[1])) {
        return "";
    }
    return bridge.context.wording({"answer.frames.bounds",
                                   {{"year", last.year},
                                    {"low", bridge.amount(last.bounds[0])},
                                    {"high", bridge.amount(last.bounds[1])},
                                    {"unit", bridge.unit()},
                                    {"low_change", Number{bridge.change(last.bounds[0]), 1, true}},
                                    {"high_change", Number{bridge.change(last.bounds[1]), 1, true}}}});
}

/// A column and what stands in it; left out where nothing does in any year.
struct StepColumn {
    Column column;
    std::function<double(const FrameStep&)> value;
    bool plus_sign = false;
    /// Shown also where it is 0 throughout.
    bool always = false;
};

std::vector<StepColumn> step_columns(const Bridge& bridge, bool everything) {
    const auto& words = bridge.context.wording;
    const std::string unit = bridge.unit();
    const bool spread = everything || uncertain(bridge.frame);
    std::vector<StepColumn> columns{
        {{"opening", words("answer.column.opening"), unit}, &FrameStep::opening, false, true},
        {{"index", words("plot.column.frame_index"), unit}, &FrameStep::index, true},
        {{"volumes", words("plot.column.volumes"), unit}, &FrameStep::volumes, true},
        {{"demand", words("plot.column.frame_demand"), unit}, &FrameStep::demand, true},
        {{"decisions", words("plot.column.decisions"), unit}, &FrameStep::decisions, true},
        {{"closing", words("answer.column.closing"), unit}, &FrameStep::closing, false, true}};
    if (spread) {
        columns.push_back(
            {{"p10", words("answer.column.p10"), unit}, [](const FrameStep& step) { return step.interval[0]; }});
        columns.push_back(
            {{"p90", words("answer.column.p90"), unit}, [](const FrameStep& step) { return step.interval[1]; }});
    }
    columns.push_back({{"reported", words("answer.column.reported"), unit}, &FrameStep::reported});
    columns.push_back(
        {{"difference", words("answer.column.difference"), unit},
         [](const FrameStep& step) { return step.difference(); },
         true,
         std::ranges::any_of(bridge.steps, [](const FrameStep& step) { return !is_missing(step.reported); })});
    std::erase_if(columns, [&](const StepColumn& one) {
        return !everything && !one.always && std::ranges::all_of(bridge.steps, [&](const FrameStep& step) {
            const double value = one.value(step);
            return is_missing(value) || value == 0;
        });
    });
    return columns;
}

/// In a workbook each part is what the rounded frame moves by, as here: rounded from what is carried on unrounded.
Table steps_table(const Bridge& bridge) {
    const auto& words = bridge.context.wording;
    Table table{words({"answer.frames.table", {{"title", bridge.frame.title}}}),
                {{"year", words("plot.column.year"), ""}}};
    table.sheet = words("answer.xlsx.frame");
    const auto columns = step_columns(bridge, false);
    for (const auto& column : columns) {
        table.columns.push_back(column.column);
        table.columns.back().input = column.column.key == "reported";
    }
    const auto compute = [&](std::string_view key, const std::string& formula) {
        const auto column = std::ranges::find(table.columns, key, &Column::key);
        if (column != table.columns.end()) {
            column->formula = formula;
        }
    };
    const std::string carried = words("answer.xlsx.frame_carried");
    const auto rounded = [&](const std::string& sum) {
        return fmt::format("ROUND({}, {})", sum, bridge.frame.decimals);
    };
    std::string reached = fmt::format("{{{}!opening}}", carried);
    compute("opening", rounded(reached));
    for (const char* part : {"index", "volumes", "demand", "decisions"}) {
        const std::string before = rounded(reached);
        reached += fmt::format(" + {{{}!{}}}", carried, part);
        compute(part, rounded(reached) + " - " + before);
    }
    compute("closing", rounded(fmt::format("{{{}!closing}}", carried)));
    compute("difference", "{closing} - {reported}");
    for (const auto& step : bridge.steps) {
        auto& row = table.rows.emplace_back(std::vector<Cell>{step.year});
        for (const auto& column : columns) {
            row.push_back(cell(column.value(step), bridge.frame.decimals, column.plus_sign));
        }
    }
    table.notes.push_back(words("answer.frames.rounded"));
    if (uncertain(bridge.frame)) {
        table.notes.push_back(words({"answer.frames.interval", {{"n", count(bridge.scenario.replicates)}}}));
    }
    return table;
}

/// What a workbook computes the frame of: the rates, and the amounts of the table of items.
Table carried_table(const Bridge& bridge) {
    const auto& words = bridge.context.wording;
    const std::string unit = bridge.unit();
    Table table{words("answer.frames.carried"),
                {{"year", words("plot.column.year"), ""},
                 {.key = "index_rate", .title = words("plot.column.frame_index"), .unit = "%", .input = true},
                 {.key = "demand_rate", .title = words("plot.column.frame_demand"), .unit = "%", .input = true},
                 {.key = "opening",
                  .title = words("answer.column.opening"),
                  .unit = unit,
                  .formula = "{closing@previous}",
                  .input = true},
                 {"index", words("plot.column.frame_index"), unit, false, "{opening} * {index_rate} / 100"},
                 {"volumes", words("plot.column.volumes"), unit},
                 {"demand", words("plot.column.frame_demand"), unit, false, "-{opening} * {demand_rate} / 100"},
                 {"decisions", words("plot.column.decisions"), unit},
                 {"closing", words("answer.column.closing"), unit, false,
                  "{opening} + {index} + {volumes} + {demand} + {decisions}"}}};
    table.sheet = words("answer.xlsx.frame_carried");
    const int decimals = bridge.frame.decimals + 2;
    const auto sum = [](const std::vector<FrameItem>& items) {
        return std::accumulate(items.begin(), items.end(), 0.0,
                               [](double so_far, const FrameItem& item) { return so_far + item.amount; });
    };
    for (std::size_t t = 0; t < bridge.steps.size(); ++t) {
        const FrameStep& step = bridge.steps[t];
        const double index = step.carried * step.index_rate / 100;
        const double demand = 0 - step.carried * step.demand_rate / 100;
        const double volumes = sum(bridge.frame.years[t].volumes);
        const double decisions = sum(bridge.frame.years[t].decisions);
        table.rows.push_back({step.year, cell(step.index_rate, 2), cell(step.demand_rate, 2),
                              cell(step.carried, decimals), cell(index, decimals, true), cell(volumes, decimals, true),
                              cell(demand, decimals, true), cell(decisions, decimals, true),
                              cell(step.carried + index + volumes + demand + decisions, decimals)});
        for (const auto& [column, kind, items] :
             {std::tuple{"volumes", "answer.frames.volume", &bridge.frame.years[t].volumes},
              std::tuple{"decisions", "answer.frames.decision", &bridge.frame.years[t].decisions}}) {
            if (!items->empty()) {
                const std::string sheet = words("answer.frames.items");
                table.formulas.push_back({t, column,
                                          fmt::format("SUMIFS({{{0}!amount:all}}, {{{0}!year:all}}, {{year}}, "
                                                      "{{{0}!kind:all}}, \"{1}\")",
                                                      sheet, words(kind))});
            }
        }
    }
    if (uncertain(bridge.frame)) {
        table.notes.push_back(words("answer.frames.at_median"));
    }
    return table;
}

/// Decisions and volumes by name.
Table items_table(const Bridge& bridge) {
    const auto& words = bridge.context.wording;
    Table table{words("answer.frames.items"),
                {{"year", words("plot.column.year"), ""},
                 {"kind", words("answer.column.kind"), "", true},
                 {"title", words("answer.column.item"), "", true},
                 {.key = "amount", .title = words("plot.column.amount"), .unit = bridge.unit(), .input = true}}};
    table.sheet = words("answer.frames.items");
    for (const auto& year : bridge.frame.years) {
        const auto add = [&](const char* kind, const std::vector<FrameItem>& items) {
            for (const auto& item : items) {
                table.rows.push_back(
                    {year.year, words(kind), words(item.title), cell(item.amount, bridge.frame.decimals, true)});
            }
        };
        add("answer.frames.volume", year.volumes);
        add("answer.frames.decision", year.decisions);
    }
    return table;
}

/// The rates of each year with their sources.
Table rates_table(const Bridge& bridge) {
    const auto& words = bridge.context.wording;
    Table table{words("answer.simulation.assumptions"),
                {{"year", words("plot.column.year"), ""},
                 {"assumption", words("answer.column.assumption"), "", true},
                 {"value", words("answer.column.assumed"), "%", true},
                 {"source", words("answer.column.source"), "", true}}};
    for (const auto& year : bridge.frame.years) {
        const auto add = [&](const char* what, const FrameRate& rate) {
            if (rate.stated()) {
                table.rows.push_back(
                    {year.year, words(what), distribution_cell(words, rate.distribution), words(rate.source)});
            }
        };
        add("answer.frames.index", year.index);
        add("answer.frames.demand", year.demand);
    }
    return table;
}

/// What the frame is worth, and what was measured of quality beside it.
Table real_table(const Bridge& bridge) {
    const auto& words = bridge.context.wording;
    const FrameBridge& frame = bridge.frame;
    Table table{words("answer.frames.real"),
                {{"year", words("plot.column.year"), ""},
                 {"frame", words("answer.column.frame"), bridge.unit()},
                 {"change", words("answer.column.change"), "%", false, "({frame} / {frame@0} - 1) * 100"},
                 {.key = "price_change", .title = words("answer.column.price_change"), .unit = "%", .input = true},
                 {"real", words({"answer.column.real_frame", {{"year", frame.opening_year}}}), bridge.unit(), false,
                  "{frame} / (1 + {price_change} / 100)"},
                 {"real_change", words("answer.column.real_change"), "%", false, "({real} / {real@0} - 1) * 100"}}};
    const std::string steps = words("answer.xlsx.frame");
    table.formulas = {{0, "frame", fmt::format("{{{}!opening@0}}", steps)}, {0, "real", "{frame}"}};
    table.rows.push_back(
        {frame.opening_year, cell(frame.opening, frame.decimals), {}, {}, cell(frame.opening, frame.decimals), {}});
    std::vector<Message> without;
    for (const auto& step : bridge.steps) {
        table.formulas.push_back(
            {table.rows.size(), "frame", fmt::format("{{{}!closing@{}}}", steps, table.rows.size() - 1)});
        table.rows.push_back({step.year, cell(step.closing, frame.decimals), cell(bridge.change(step.closing), 1, true),
                              cell(step.price_change, 1, true), cell(step.real, frame.decimals),
                              cell(bridge.change(step.real), 1, true)});
        if (is_missing(step.price_change)) {
            without.push_back({"model.period.year", {{"year", step.year}}});
        }
    }
    table.notes.push_back(
        words({"answer.frames.prices", {{"index", bridge.prices.title}, {"source", bridge.prices.source}}}));
    if (!without.empty()) {
        table.notes.push_back(words({"answer.frames.no_prices", {{"index", bridge.prices.title}, {"years", without}}}));
    }
    return table;
}

/// Cost beside quality, year by year.
Table quality_table(const Bridge& bridge) {
    const auto& words = bridge.context.wording;
    Table table{words("answer.frames.quality"),
                {{"year", words("plot.column.year"), ""},
                 {"frame", words("answer.column.frame"), bridge.unit(), false,
                  fmt::format("{{{}!closing}}", words("answer.xlsx.frame"))},
                 {"change", words("answer.column.change"), "%", false,
                  fmt::format("({{frame}} / {{{}!opening@0}} - 1) * 100", words("answer.xlsx.frame"))},
                 {"quality", words(bridge.frame.quality_title), bridge.frame.quality_unit}}};
    for (const auto& step : bridge.steps) {
        table.rows.push_back({step.year, cell(step.closing, bridge.frame.decimals),
                              cell(bridge.change(step.closing), 1, true), cell(step.quality, 1)});
    }
    table.notes.push_back(words("answer.frames.quality_missing"));
    return table;
}

Json rate_json(const AnswerContext& context, const FrameRate& rate) {
    if (!rate.stated()) {
        return {};
    }
    return {{"distribution", distribution_json(rate.distribution)}, {"source", context.wording(rate.source)}};
}

Json items_json(const AnswerContext& context, const std::vector<FrameItem>& items) {
    return json_list(items, [&](const FrameItem& item) {
        return Json{{"title", context.wording(item.title)}, {"amount", item.amount}};
    });
}

Json bridge_json(const Bridge& bridge) {
    const auto& context = bridge.context;
    const Municipality* self = municipality_of(bridge);
    const auto finite = [](double value) { return std::isfinite(value) ? Json(value) : Json(); };
    Json years = Json::list();
    for (std::size_t t = 0; t < bridge.steps.size(); ++t) {
        const FrameStep& step = bridge.steps[t];
        const FrameYear& year = bridge.frame.years[t];
        years.push_back(
            {{"year", step.year.value},
             {"opening", step.opening},
             {"index", step.index},
             {"volumes", step.volumes},
             {"demand", step.demand},
             {"decisions", step.decisions},
             {"closing", step.closing},
             {"p10", step.interval[0]},
             {"p90", step.interval[1]},
             {"lowest", finite(step.bounds[0])},
             {"highest", finite(step.bounds[1])},
             {"reported", step.reported},
             {"difference", step.difference()},
             {"price_change_pct", step.price_change},
             {"real", step.real},
             {"quality", step.quality},
             {"rates", {{"index", rate_json(context, year.index)}, {"demand", rate_json(context, year.demand)}}},
             {"items",
              {{"volumes", items_json(context, year.volumes)}, {"decisions", items_json(context, year.decisions)}}}});
    }
    return {
        {"schema", "skattekrona.frames/1"},
        {"scenario", bridge.scenario.id},
        {"title", context.wording(bridge.scenario.title)},
        {"municipality", self == nullptr ? Json() : municipality_json(*self)},
        {"frame", context.wording(bridge.frame.title)},
        {"unit", bridge.frame.unit},
        {"decimals", bridge.frame.decimals},
        {"opening", {{"year", bridge.frame.opening_year.value}, {"amount", bridge.frame.opening}}},
        {"years", std::move(years)},
        {"price_index", bridge.amounts() ? Json{{"id", bridge.prices.id}, {"source", bridge.prices.source}} : Json()},
        {"replicates", bridge.scenario.replicates},
        {"seed", bridge.scenario.seed}};
}

Table data_rows(const Bridge& bridge) {
    Table data{"", {{"scenario", "", "", true}, {"year", "", ""}, {"unit", "", "", true}}};
    auto columns = step_columns(bridge, true);
    columns.push_back({{"price_change_pct", "", ""}, &FrameStep::price_change});
    columns.push_back({{"real", "", ""}, &FrameStep::real});
    columns.push_back({{"quality", "", ""}, &FrameStep::quality});
    for (const auto& column : columns) {
        data.columns.push_back({column.column.key, "", ""});
    }
    for (const auto& step : bridge.steps) {
        auto& row = data.rows.emplace_back(std::vector<Cell>{bridge.scenario.id, step.year, bridge.frame.unit});
        for (const auto& column : columns) {
            row.push_back(cell(column.value(step), 3));
        }
    }
    return data;
}

}  // namespace

Answer frames_answer(const AnswerContext& context, const Scenario& scenario, const std::string& named,
                     const ChartTemplates* templates) {
    const auto& words = context.wording;
    const FrameBridge& frame = *scenario.frames;
    // The first index is the one that counts where nobody chooses; from an index of one's own prices take nothing.
    const PriceIndex prices = frame.unit == "index" ? PriceIndex{} : context.definitions.price_indices.front();
    const Bridge bridge{context, scenario, frame, prices,
                        frame_steps(frame, prices, scenario.seed, scenario.replicates)};
    const Provenance provenance = context.by(
        fmt::format("skattekrona simulate {} --seed {} --replicates {}", named, scenario.seed, scenario.replicates));
    const Municipality* self = municipality_of(bridge);
    Answer answer = titled(words,
                           words({self == nullptr ? "answer.frames.title_nobody" : "answer.simulation.title",
                                  {{"title", scenario.title},
                                   {"municipality", self == nullptr ? "" : self->name},
                                   {"base", frame.opening_year},
                                   {"year", frame.years.back().year}}}),
                           {frame.municipality});
    auto& blocks = answer.document.blocks;
    blocks.emplace_back(lead(bridge));
    for (const auto& text : {reconciled_words(bridge), bounds_words(bridge)}) {
        if (!text.empty()) {
            blocks.emplace_back(Paragraph{text});
        }
    }
    for (const auto& note : scenario.notes) {
        blocks.emplace_back(Paragraph{words(note)});
    }
    if (templates != nullptr) {
        blocks.emplace_back(ChartRow{{frames_chart(context.charts(*templates), frame, bridge.steps, scenario.source)}});
    }
    blocks.emplace_back(steps_table(bridge));
    for (auto& table : {items_table(bridge), rates_table(bridge)}) {
        if (!table.rows.empty()) {
            blocks.emplace_back(table);
        }
    }
    if (bridge.amounts()) {
        blocks.emplace_back(real_table(bridge));
    }
    if (std::ranges::any_of(frame.years, [](const FrameYear& year) { return !is_missing(year.quality); })) {
        blocks.emplace_back(quality_table(bridge));
    }
    answer.document.source =
        words({"answer.simulation.source_of", {{"author", scenario.author}, {"source", scenario.source}}});
    blocks.emplace_back(Paragraph{answer.document.source});
    answer.document.data = data_rows(bridge);
    answer.document.sheets = {carried_table(bridge)};
    answer.json = bridge_json(bridge);
    trace(answer, words, provenance, {words("answer.method.frames")});
    return answer;
}

}  // namespace skattekrona
