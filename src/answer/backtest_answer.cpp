#include "answer/backtest_answer.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <span>

namespace skattekrona {

namespace {

using Rows = std::vector<BacktestRow>;

/// How BacktestRow names them.
constexpr int two_and_three = 0;
const std::string all_together;

double within_80(const ForecastScore& score) { return score.covered[1]; }

/// What the coverage says of the intervals, and the words for it.
enum class Held : std::size_t { narrow, holds, wide };
constexpr std::array held_words{"answer.backtest.narrow", "answer.backtest.holds", "answer.backtest.wide"};
constexpr std::array held_leads{"answer.backtest.lead_narrow", "answer.backtest.lead_holds",
                                "answer.backtest.lead_wide"};

Held held(const BacktestRow& row) {
    const auto& [low, high] = row.area == all_together ? coverage_allowed_together : coverage_allowed_in_area;
    const double covered = within_80(row.score);
    return covered < low ? Held::narrow : covered > high ? Held::wide : Held::holds;
}

/// Those so many years ahead that have any cases, area by area, then the total and all together unless there is one
/// area only.
Rows shown(const Rows& rows, const BacktestDesign& design, const std::vector<int>& ahead) {
    std::vector<std::string> areas = design.areas;
    if (areas.size() > 1) {
        areas.insert(areas.end(), {std::string(total_area), all_together});
    }
    Rows found;
    for (const auto& area : areas) {
        std::ranges::copy_if(rows, std::back_inserter(found), [&](const BacktestRow& row) {
            return row.area == area && row.score.cases > 0 && std::ranges::find(ahead, row.ahead) != ahead.end();
        });
    }
    return found;
}

/// Within a way of computing the deviation.
Rows within(const BacktestTable& table) {
    Rows rows = table.within;
    rows.insert(rows.end(), table.together.begin(), table.together.end());
    return rows;
}

std::string area_words(const AnswerContext& context, const std::string& area) {
    return area == all_together ? context.wording("answer.backtest.together")
                                : context.wording(context.definitions.short_title(area));
}

/// Nothing where there are no rows.
void add_table(std::vector<Block>& blocks, const AnswerContext& context, const Rows& rows, std::string title,
               const std::string& unit, std::vector<ShownText> notes) {
    if (rows.empty()) {
        return;
    }
    const auto& words = context.wording;
    Table table{std::move(title),
                {{"area", words("plot.column.area"), "", true},
                 {"ahead", words("answer.column.ahead"), "", true},
                 {"cases", words("answer.column.cases"), ""}}};
    for (const double share : scored_intervals) {
        table.columns.push_back({"covered", words({"answer.column.covered", {{"share", Number{100 * share}}}}), "%"});
    }
    table.columns.insert(table.columns.end(), {{"crps", words("answer.column.crps"), unit},
                                               {"crps_no_change", words("answer.column.no_change"), unit},
                                               {"median_error", words("answer.column.median_error"), unit},
                                               {"intervals", words("answer.column.intervals"), "", true}});
    for (const auto& row : rows) {
        const Message both{"document.interval.between", {{"low", Number{2}}, {"high", Number{3}}}};
        auto& cells = table.rows.emplace_back();
        cells = {area_words(context, row.area), row.ahead == two_and_three ? words(both) : std::to_string(row.ahead),
                 count(row.score.cases)};
        for (const double covered : row.score.covered) {
            cells.push_back(cell(100 * covered, 1));
        }
        cells.insert(cells.end(),
                     {cell(row.score.crps, 2), cell(row.score.crps_no_change, 2), cell(row.score.median_error, 2),
                      words(held_words[static_cast<std::size_t>(held(row))])});
    }
    table.notes = std::move(notes);
    blocks.emplace_back(std::move(table));
}

/// Whether the intervals of the deviation hold, in which areas they do not, and what the forecasts are worth.
std::string lead_words(const AnswerContext& context, const BacktestDesign& design, const Backtest& backtest) {
    const auto& words = context.wording;
    const Rows rows = shown(within(backtest.deviation), design, {two_and_three});
    if (rows.empty()) {
        return words("answer.backtest.too_short");
    }
    // Of all areas, or of the only one.
    const BacktestRow& all = rows.back();
    const ForecastScore& score = all.score;
    std::string text = words({held_leads[static_cast<std::size_t>(held(all))],
                              {{"n", count(score.cases)},
                               {"share", Number{100 * within_80(score), 1}},
                               {"first", backtest.first_base},
                               // Two years ahead of the last base year, nothing has come yet.
                               {"last", backtest.last_base - 1}}});
    std::vector<Text> outside;
    for (const auto& row : std::span(rows).first(rows.size() - 1)) {
        if (held(row) != Held::holds) {
            outside.push_back(context.definitions.short_title(row.area));
        }
    }
    if (!outside.empty()) {
        text += " " + words({"answer.backtest.lead_outside", {{"areas", outside}}});
    }
    return text + " " +
           words({score.crps < score.crps_no_change ? "answer.backtest.lead_better" : "answer.backtest.lead_worse",
                  {{"gain", Number{100 * (1 - score.crps / score.crps_no_change), 0}},
                   {"crps", Number{score.crps, 2}},
                   {"median", Number{score.median_error, 2}},
                   {"none", Number{score.crps_no_change, 2}}}});
}

/// The years in which something of the kind changed for the areas while forecasts were held against what came.
std::vector<Message> years_of_change(const AnswerContext& context, const std::vector<std::string>& areas,
                                     const Backtest& backtest, std::string_view kind) {
    std::vector<Message> years;
    for (const auto& one : context.definitions.breaks_between(areas, backtest.first_base, backtest.last_base + 1)) {
        if (one.kind == kind) {
            years.push_back({"model.period.year", {{"year", one.year}}});
        }
    }
    return years;
}

void add_deviation(std::vector<Block>& blocks, const AnswerContext& context, const BacktestDesign& design,
                   const Backtest& backtest) {
    const auto& words = context.wording;
    const auto percent = [](double share) { return Number{100 * share}; };
    std::vector<ShownText> notes{words({"answer.backtest.coverage_note",
                                        {{"area_low", percent(coverage_allowed_in_area[0])},
                                         {"area_high", percent(coverage_allowed_in_area[1])},
                                         {"low", percent(coverage_allowed_together[0])},
                                         {"high", percent(coverage_allowed_together[1])}}}),
                                 words("answer.backtest.crps_note"), words("answer.backtest.only_before")};
    const auto equalisation = years_of_change(context, design.areas, backtest, "equalisation");
    if (!equalisation.empty()) {
        notes.push_back(words({"answer.backtest.equalisation", {{"years", equalisation}}}));
    }
    const Rows rows = within(backtest.deviation);
    add_table(blocks, context, shown(rows, design, {two_and_three}), words("answer.backtest.deviation"),
              words("model.unit.points"), std::move(notes));
    add_table(blocks, context, shown(rows, design, {1, 2, 3}), words("answer.backtest.deviation_by_year"),
              words("model.unit.points"), {});
}

void add_across(std::vector<Block>& blocks, const AnswerContext& context, const BacktestDesign& design,
                const Backtest& backtest) {
    const auto& words = context.wording;
    const auto years = years_of_change(context, design.areas, backtest, "method");
    std::vector<Text> without;
    for (const auto& area : design.areas) {
        if (years_of_change(context, {area}, backtest, "method").empty()) {
            without.push_back(context.definitions.short_title(area));
        }
    }
    std::vector<ShownText> notes{words({"answer.backtest.across_note", {{"years", years}}})};
    if (!without.empty()) {
        notes.push_back(words({"answer.backtest.without_break", {{"areas", without}}}));
    }
    add_table(blocks, context, shown(backtest.deviation.across, design, {two_and_three}),
              words({"answer.backtest.across", {{"years", years}}}), words("model.unit.points"), std::move(notes));
}

/// Every score, for a spreadsheet and for programs.
void add_scores(const BacktestDesign& design, const BacktestTable& table, const char* outcome, Table& data,
                Json& scores) {
    const auto add = [&](const char* kind, const Rows& rows) {
        for (const auto& [area, ahead, score] : shown(rows, design, {1, 2, 3, two_and_three})) {
            const std::string name = area == all_together ? "together" : area;
            const std::string years = ahead == two_and_three ? "2-3" : std::to_string(ahead);
            const auto& covered = score.covered;
            data.rows.push_back({outcome, name, years, kind, count(score.cases), cell(covered[0], 6),
                                 cell(covered[1], 6), cell(covered[2], 6), cell(score.crps, 6),
                                 cell(score.crps_no_change, 6), cell(score.median_error, 6)});
            scores.push_back({{"outcome", outcome},
                              {"area", name},
                              {"ahead", ahead == two_and_three ? Json::List{2, 3} : Json::List{ahead}},
                              {"kind", kind},
                              {"cases", score.cases},
                              {"covered", {{"p50", covered[0]}, {"p80", covered[1]}, {"p95", covered[2]}}},
                              {"crps", score.crps},
                              {"crps_no_change", score.crps_no_change},
                              {"median_error", score.median_error}});
        }
    };
    add("within", within(table));
    add("across", table.across);
}

}  // namespace

Answer backtest_answer(const AnswerContext& given, const BacktestDesign& design, const Backtest& backtest) {
    const AnswerContext context =
        given.resting_on({design.areas, given.figures.panel.first_year(), given.figures.panel.last_year()});
    const auto& words = context.wording;
    const Provenance provenance = context.by(fmt::format("skattekrona backtest --areas {} --replicates {} --seed {}",
                                                         fmt::join(design.areas, ","), design.replicates, design.seed));
    Answer answer = titled(words, words("answer.backtest.title"));
    auto& blocks = answer.document.blocks;
    blocks.emplace_back(Paragraph{lead_words(context, design, backtest), true});
    add_deviation(blocks, context, design, backtest);
    add_table(blocks, context, shown(within(backtest.net_cost), design, {two_and_three}),
              words("answer.backtest.net_cost"), "%", {words("answer.backtest.net_cost_note")});
    add_across(blocks, context, design, backtest);
    answer.document.source = source_words(context);
    blocks.emplace_back(Paragraph{answer.document.source});

    Table data{"",
               {{"outcome", "", "", true},
                {"area", "", "", true},
                {"ahead", "", "", true},
                {"kind", "", "", true},
                {"cases", "", ""},
                {"covered_50", "", ""},
                {"covered_80", "", ""},
                {"covered_95", "", ""},
                {"crps", "", ""},
                {"crps_no_change", "", ""},
                {"median_error", "", ""}}};
    Json scores = Json::list();
    add_scores(design, backtest.deviation, "deviation", data, scores);
    add_scores(design, backtest.net_cost, "net_cost", data, scores);
    answer.document.data = std::move(data);
    const auto base = [](Year year) { return year == Year{} ? Json() : Json(year); };
    answer.json = {{"schema", "skattekrona.backtest/1"},
                   {"areas", design.areas},
                   {"first_base_year", base(backtest.first_base)},
                   {"last_base_year", base(backtest.last_base)},
                   {"replicates", design.replicates},
                   {"seed", design.seed},
                   {"scores", std::move(scores)}};
    trace(answer, words, provenance, {words("answer.method.backtest"), words("answer.method.simulation")});
    return answer;
}

}  // namespace skattekrona
