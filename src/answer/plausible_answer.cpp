#include "answer/plausible_answer.hpp"

#include "document/quantity.hpp"
#include "plot/scenario_charts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

namespace skattekrona {

namespace {

std::string years_words(const Wording& words, const ReferenceClass& reference) {
    return words({"plot.plausible.years", {{"n", count(reference.plan.years)}}});
}

/// "i äldreomsorgen", "totalt (sex områden, utan LSS)".
std::string place_words(const AnswerContext& context, const PlannedMove& plan) {
    const ServiceArea* area = context.definitions.area(plan.area());
    return area != nullptr
               ? context.wording({"answer.plausible.in_area", {{"area", area->in_sentence}}})
               : context.wording({"answer.plausible.in_total",
                                  {{"areas", context.wording(areas_words(plan.areas, context.definitions))}}});
}

std::string plan_words(const AnswerContext& context, const PlannedMove& plan, const std::string& years) {
    return context.wording({plan.change < 0 ? "answer.plausible.plan_down" : "answer.plausible.plan_up",
                            {{"place", place_words(context, plan)},
                             {"change", Number{std::abs(plan.change), 1}},
                             {"years", years},
                             {"from", plan.from},
                             {"start", Number{plan.start.value, 1, true}},
                             {"to", plan.from + plan.years},
                             {"end", Number{plan.end().value, 1, true}}}}) +
           (is_missing(plan.expected)
                ? ""
                : " " + context.wording({"answer.plausible.expected",
                                         {{"expected", Number{plan.expected, 1, true}},
                                          {"own", Number{plan.change - plan.expected, 1, true}}}}));
}

/// How many went as far.
std::string lead_words(const AnswerContext& context, const ReferenceClass& reference) {
    const auto& words = context.wording;
    const PlannedMove& plan = reference.plan;
    const double share = 100 * reference.share_as_far();
    return words({plan.change < 0 ? "answer.plausible.lead_down" : "answer.plausible.lead_up",
                  {{"as_far", reference.as_far == 0 ? words("answer.plausible.none")
                                                    : words(count(reference.municipalities_as_far))},
                   {"n", count(reference.municipalities)},
                   {"start", Number{plan.start.value, 1, true}},
                   {"place", place_words(context, plan)},
                   {"change", Number{std::abs(plan.change), 1}},
                   {"years", years_words(words, reference)},
                   {"windows_as_far", count(reference.as_far)},
                   {"windows", count(reference.windows.size())},
                   {"share", Number{share, share > 0 && share < 10 ? 1 : 0}}}});
}

/// Those that cannot be compared; nothing where there are none.
std::string left_out_words(const Wording& words, const ReferenceClass& reference) {
    if (reference.left_out == 0) {
        return "";
    }
    std::vector<Message> years;
    for (const Year year : reference.breaks) {
        years.push_back({"model.period.year", {{"year", year}}});
    }
    return " " + words({"answer.plausible.left_out", {{"n", count(reference.left_out)}, {"years", years}}});
}

/// That nobody has started near.
std::string nobody_words(const Wording& words, const ReferenceClass& reference) {
    return words({"answer.plausible.nobody",
                  {{"near", reference.near_number()},
                   {"start", Number{reference.plan.start.value, 1, true}},
                   {"years", years_words(words, reference)}}}) +
           left_out_words(words, reference);
}

/// What the class is made of and what is not in it.
std::string basis_words(const AnswerContext& context, const ReferenceClass& reference) {
    const auto& words = context.wording;
    const auto [first, last] = std::ranges::minmax(reference.windows, {}, &HistoricalMove::from);
    std::string text = words({"answer.plausible.basis",
                              {{"years", years_words(words, reference)},
                               {"near", reference.near_number()},
                               {"start", Number{reference.plan.start.value, 1, true}},
                               {"first", first.from},
                               {"last", last.from + reference.plan.years}}}) +
                       left_out_words(words, reference);
    const auto changed = std::ranges::count(reference.moves_as_far(), true, &HistoricalMove::equalisation_changed);
    if (changed > 0) {
        text +=
            " " + words({"answer.plausible.equalisation", {{"n", count(changed)}, {"of", count(reference.as_far)}}});
    }
    return text;
}

/// What would give enough windows.
std::string enough_words(const Wording& words, const ReferenceClass& reference) {
    return is_missing(reference.near_for_enough)
               ? words({"answer.plausible.never_enough", {{"enough", count(ReferenceClass::enough)}}})
               : words({"answer.plausible.near_for_enough",
                        {{"enough", count(ReferenceClass::enough)},
                         // Rounded up, so that the option gives what is promised, and written as it is typed.
                         {"near", fmt::format("{:.1f}", std::ceil(reference.near_for_enough * 10 - 1e-6) / 10)}}});
}

std::string quality_words(const Wording& words, const ReferenceClass& reference) {
    const QualityMeanwhile those = quality_meanwhile(reference.moves_as_far());
    const QualityMeanwhile all = quality_meanwhile(reference.windows);
    if (those.known == 0) {
        return words("answer.plausible.quality_unknown");
    }
    return words({"answer.plausible.quality",
                  {{"n", count(those.known)},
                   {"of", count(reference.as_far)},
                   {"rose", count(those.rose)},
                   {"fell", count(those.fell)},
                   {"change", Number{those.median_change, 1, true}},
                   {"all", Number{all.median_change, 1, true}}}});
}

std::string lasting_words(const Wording& words, const ReferenceClass& reference) {
    const Lasting& lasting = reference.lasting;
    return lasting.known == 0 ? words({"answer.plausible.lasting_unknown", {{"years", years_words(words, reference)}}})
                              : words({"answer.plausible.lasting",
                                       {{"n", count(lasting.known)},
                                        {"years", years_words(words, reference)},
                                        {"still", count(lasting.still_as_far)},
                                        {"left", Number{lasting.median_left, 1, true}}}});
}

Table quantile_table(const Wording& words, const ReferenceClass& reference) {
    Table table{words("answer.plausible.quantiles"), {}};
    auto& row = table.rows.emplace_back();
    for (std::size_t q = 0; q < ReferenceClass::shares.size(); ++q) {
        const Number share{100 * ReferenceClass::shares[q]};
        table.columns.push_back({"p" + std::to_string(static_cast<int>(share.value)),
                                 words({"answer.plausible.share", {{"share", share}}}), ""});
        row.push_back(cell(reference.quantiles[q], 1, true));
    }
    table.columns.push_back({"plan", words("answer.column.plan"), ""});
    row.push_back(cell(reference.plan.change, 1, true));
    table.notes = {words("answer.plausible.quantiles_note")};
    return table;
}

Table moves_table(const AnswerContext& context, const ReferenceClass& reference,
                  std::span<const HistoricalMove* const> moves) {
    const auto& words = context.wording;
    Table table{"",
                {{"name", words("plot.column.name"), "", true},
                 {"from", words("answer.column.first_year"), ""},
                 {"to", words("answer.column.last_year"), ""},
                 {"start", words("answer.column.before"), "%"},
                 {"end", words("answer.column.after"), "%"},
                 {"change", words("answer.column.change"), words("model.unit.points")},
                 {"quality_before", words("answer.column.quality_before"), "0–100"},
                 {"quality_after", words("answer.column.quality_after"), "0–100"},
                 {"following", words("answer.column.following"), words("model.unit.points")}}};
    for (const auto* move : moves) {
        const std::string& name = context.figures.panel.municipalities()[move->municipality].name;
        const bool self = move->municipality == reference.plan.municipality;
        table.rows.push_back({self ? words({"answer.plausible.self", {{"municipality", name}}}) : name, move->from,
                              move->from + reference.plan.years, cell(move->start.value, 1, true),
                              cell(move->end.value, 1, true), cell(move->change, 1, true),
                              cell(move->quality_before, 0), cell(move->quality_after, 0),
                              cell(move->following, 1, true)});
    }
    return table;
}

/// The largest moves, one of those that overlap, and where they are not all of them, all to open.
void add_moves(std::vector<Block>& blocks, const AnswerContext& context, const ReferenceClass& reference) {
    constexpr std::size_t most = 15;
    const auto& words = context.wording;
    std::vector<const HistoricalMove*> all;
    std::vector<const HistoricalMove*> shown;
    for (const auto& move : reference.moves_as_far()) {
        all.push_back(&move);
        if (!move.overlapped && shown.size() < most) {
            shown.push_back(&move);
        }
    }
    Table table = moves_table(context, reference, shown);
    table.title = words("answer.plausible.moves");
    table.notes = {words({"answer.plausible.moves_note", {{"years", years_words(words, reference)}}})};
    if (shown.size() < all.size()) {
        table.notes.push_back(
            words({"answer.plausible.moves_shown", {{"n", count(shown.size())}, {"of", count(all.size())}}}));
    }
    blocks.emplace_back(std::move(table));
    if (shown.size() < all.size()) {
        blocks.emplace_back(Fold{words({"answer.plausible.all_moves", {{"n", count(all.size())}}}),
                                 {moves_table(context, reference, all)}});
    }
}

void add_section(std::vector<Block>& blocks, const AnswerContext& context, const ChartTemplates* templates,
                 const ReferenceClass& reference) {
    const auto& words = context.wording;
    blocks.emplace_back(Paragraph{plan_words(context, reference.plan, years_words(words, reference))});
    if (reference.windows.empty()) {
        blocks.emplace_back(Paragraph{nobody_words(words, reference), true});
        blocks.emplace_back(Paragraph{enough_words(words, reference)});
        return;
    }
    blocks.emplace_back(Paragraph{lead_words(context, reference), true});
    if (reference.small()) {
        blocks.emplace_back(Paragraph{words({"answer.plausible.few", {{"n", count(reference.windows.size())}}}) + " " +
                                      enough_words(words, reference)});
    }
    blocks.emplace_back(
        Paragraph{words({reference.beyond_history() ? "answer.plausible.beyond" : "answer.plausible.percentile",
                         {{"percentile", Number{reference.percentile().value, 1}}}})});
    blocks.emplace_back(Paragraph{basis_words(context, reference)});
    if (templates != nullptr) {
        blocks.emplace_back(ChartRow{{reference_class_chart(context.charts(*templates), reference)}});
    }
    blocks.emplace_back(quantile_table(words, reference));
    if (reference.as_far > 0) {
        blocks.emplace_back(Paragraph{quality_words(words, reference)});
        blocks.emplace_back(Paragraph{lasting_words(words, reference)});
        add_moves(blocks, context, reference);
    }
}

Json quality_json(const QualityMeanwhile& quality) {
    return {{"known", quality.known},
            {"rose", quality.rose},
            {"fell", quality.fell},
            {"median_change", quality.median_change}};
}

constexpr auto before_and_after = std::to_array<QuantityOf<HistoricalMove>>({
    {{.key = "start_pct", .member = "start_pct", .unit = "model.unit.percent", .decimals = 4},
     [](const HistoricalMove& move) { return move.start.value; }},
    {{.key = "end_pct", .member = "end_pct", .unit = "model.unit.percent", .decimals = 4},
     [](const HistoricalMove& move) { return move.end.value; }},
    {{.key = "change", .member = "change", .decimals = 4}, [](const HistoricalMove& move) { return move.change; }},
});
constexpr auto meanwhile = std::to_array<QuantityOf<HistoricalMove>>({
    {{.key = "quality_before", .member = "quality_before", .decimals = 4},
     [](const HistoricalMove& move) { return move.quality_before; }},
    {{.key = "quality_after", .member = "quality_after", .decimals = 4},
     [](const HistoricalMove& move) { return move.quality_after; }},
    {{.key = "following_change", .member = "following_change", .decimals = 4},
     [](const HistoricalMove& move) { return move.following; }},
});

Json move_json(const AnswerContext& context, const PlannedMove& plan, const HistoricalMove& move) {
    Json json{{"municipality", municipality_json(context.municipality(move.municipality))},
              {"from", move.from},
              {"to", move.from + plan.years}};
    add_members(json, before_and_after, move);
    add_members(json, meanwhile, move);
    json["equalisation_changed"] = move.equalisation_changed;
    json["overlapped"] = move.overlapped;
    json["self"] = move.municipality == plan.municipality;
    return json;
}

Json class_json(const AnswerContext& context, const ReferenceClass& reference) {
    const PlannedMove& plan = reference.plan;
    Json quantiles;
    for (std::size_t q = 0; q < ReferenceClass::shares.size(); ++q) {
        quantiles["p" + std::to_string(static_cast<int>(100 * ReferenceClass::shares[q]))] = reference.quantiles[q];
    }
    Json moves =
        json_list(reference.moves_as_far(), [&](const HistoricalMove& move) { return move_json(context, plan, move); });
    return {{"area", plan.area()},
            {"areas", plan.areas},
            {"from", plan.from.value},
            {"years", plan.years},
            {"start_pct", plan.start.value},
            {"change", plan.change},
            {"end_pct", plan.end().value},
            {"near", reference.near},
            {"windows", reference.windows.size()},
            {"municipalities", reference.municipalities},
            {"windows_as_far", reference.as_far},
            {"municipalities_as_far", reference.municipalities_as_far},
            {"share_as_far", reference.share_as_far()},
            {"percentile", reference.percentile().value},
            {"beyond_95th_percentile", reference.windows.empty() ? Json() : Json(reference.beyond_history())},
            {"small", reference.small()},
            {"near_for_30", reference.near_for_enough},
            {"left_out_across_break", reference.left_out},
            {"change_quantiles", std::move(quantiles)},
            {"quality_as_far", quality_json(quality_meanwhile(reference.moves_as_far()))},
            {"quality_all", quality_json(quality_meanwhile(reference.windows))},
            {"lasting",
             {{"known", reference.lasting.known},
              {"still_as_far", reference.lasting.still_as_far},
              {"median_left", reference.lasting.median_left}}},
            {"moves_as_far", std::move(moves)}};
}

/// Every window of every class, for a spreadsheet.
Table windows_table(const AnswerContext& context, const std::vector<ReferenceClass>& classes) {
    const auto& words = context.wording;
    Table table{"",
                {{"area", "", "", true},
                 {"municipality", "", "", true},
                 {"name", "", "", true},
                 {"from", "", ""},
                 {"to", "", ""}}};
    add_columns(table.columns, before_and_after, words);
    table.columns.push_back({"as_far", "", ""});
    add_columns(table.columns, meanwhile, words);
    table.columns.push_back({"equalisation_changed", "", ""});
    table.columns.push_back({"overlapped", "", ""});
    const auto flag = [](bool set) { return Cell{Number{set ? 1.0 : 0.0}}; };
    for (const auto& reference : classes) {
        for (const auto& move : reference.windows) {
            const Municipality& municipality = context.municipality(move.municipality);
            auto& row = table.rows.emplace_back();
            row = {reference.plan.area(), std::string(municipality.id.view()), municipality.name, move.from,
                   move.from + reference.plan.years};
            add_cells(row, before_and_after, move);
            row.push_back(flag(&move < reference.windows.data() + reference.as_far));
            add_cells(row, meanwhile, move);
            row.push_back(flag(move.equalisation_changed));
            row.push_back(flag(move.overlapped));
        }
    }
    return table;
}

}  // namespace

Answer plausible_answer(const AnswerContext& given, std::string command, const ChartTemplates* templates,
                        std::size_t municipality, const std::vector<ReferenceClass>& classes) {
    std::vector<std::string> areas;
    for (const auto& reference : classes) {
        areas.insert(areas.end(), reference.plan.areas.begin(), reference.plan.areas.end());
    }
    const AnswerContext context =
        given.resting_on({areas, given.figures.panel.first_year(), given.figures.panel.last_year(), municipality});
    const auto& words = context.wording;
    const Municipality& self = context.municipality(municipality);
    Answer answer = titled(words, words({"answer.plausible.title", {{"municipality", self.name}}}), {municipality});
    auto& blocks = answer.document.blocks;
    Json plans = Json::list();
    for (const auto& reference : classes) {
        if (classes.size() > 1) {
            blocks.emplace_back(Heading{words(context.definitions.title(reference.plan.area()))});
        }
        add_section(blocks, context, templates, reference);
        plans.push_back(class_json(context, reference));
    }
    blocks.emplace_back(Paragraph{
        words({"answer.plausible.source",
               {{"credit", context.figures.manifest.credit}, {"retrieved", context.figures.manifest.retrieved}}})});
    answer.document.data = windows_table(context, classes);
    answer.json = {
        {"schema", "skattekrona.plausible/1"}, {"municipality", municipality_json(self)}, {"plans", std::move(plans)}};
    trace(answer, words, context.by(std::move(command)),
          {words("answer.method.deviation"), words("answer.method.reference_class")});
    return answer;
}

}  // namespace skattekrona
