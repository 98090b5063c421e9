#include "answer/claim_answer.hpp"

#include "answer/benchmark_answer.hpp"
#include "answer/curve_answer.hpp"
#include "core/spelling.hpp"
#include "document/quantity.hpp"
#include "plot/charts.hpp"
#include "plot/claim_charts.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <set>
#include <span>

namespace skattekrona {

namespace {

std::string verdict_words(const Wording& words, Verdict verdict) {
    constexpr std::array<const char*, 4> keys{"answer.verdict.supported", "answer.verdict.partly",
                                              "answer.verdict.not_supported", "answer.verdict.not_assessable"};
    return words(keys[static_cast<std::size_t>(verdict)]);
}

std::vector<std::string> all_words(const Wording& words, const std::vector<Reason>& reasons) {
    std::vector<std::string> said;
    std::ranges::transform(reasons, std::back_inserter(said),
                           [&](const Reason& reason) { return sentence_case(words(reason.said)); });
    return said;
}

/// What a verdict rests on: the first reason for and the first against; where they are neither, the first and what is
/// missing.
std::string ground_words(const Wording& words, const ClaimCheck& check) {
    std::string ground;
    const auto add = [&](const Reason& reason) {
        ground += (ground.empty() ? "" : " ") + sentence_case(words(reason.said));
    };
    for (const auto outcome : {Outcome::holds, Outcome::fails}) {
        const auto first = std::ranges::find(check.reasons, outcome, &Reason::outcome);
        if (first != check.reasons.end()) {
            add(*first);
        }
    }
    if (ground.empty() && !check.reasons.empty()) {
        add(check.reasons.front());
        const std::span others = std::span(check.reasons).subspan(1);
        const auto lacking = std::ranges::find_if(
            others, [](const Reason& reason) { return reason.said.key == "claim.reason.missing"; });
        if (!others.empty()) {
            add(lacking == others.end() ? others.front() : *lacking);
        }
    }
    return ground;
}

std::string specification_line(const AnswerContext& context, const Reproduction& one) {
    return context.wording({"answer.claim.specification",
                            {{"specification", specification_words(one.specification, one.year, context.figures.panel,
                                                                   context.definitions)}}});
}

/// "28,4–31,4", or one number.
Cell computed_cell(const CheckRow& row, bool plus_sign) {
    if (is_missing(row.computed_low) || plus_sign ||
        std::abs(row.computed_high - row.computed_low) < 0.5 * std::pow(10.0, -row.decimals)) {
        return cell(row.computed_low, row.decimals, plus_sign);
    }
    return Interval{{missing}, {row.computed_low, row.decimals}, {row.computed_high, row.decimals}};
}

/// What a kind of claim calls its columns and outcomes, where it has words of its own.
struct RowWords {
    const char* stated = "answer.column.stated";
    const char* computed = "answer.column.computed";
    const char* outcome = "answer.column.outcome";
    std::array<const char*, 4> outcomes{"answer.outcome.holds", "answer.outcome.nearly", "answer.outcome.fails",
                                        "answer.outcome.unknown"};
    /// The remark is the outcome in the source's own terms.
    bool outcome_in_remark = false;
};

RowWords row_words(const std::string& kind) {
    if (kind == "target") {
        return {"answer.column.target",
                "answer.column.actual",
                "answer.column.verdict",
                {"claim.target.met", "claim.target.nearly", "claim.target.missed", "answer.verdict.not_assessable"}};
    }
    if (kind == "answers") {
        return {"answer.column.stated",
                "answer.column.computed",
                "answer.column.answer",
                {"claim.answer.yes", "claim.answer.partly", "claim.answer.no", "answer.outcome.unknown"}};
    }
    if (kind == "consistency") {
        return {
            "answer.column.stated",
            "answer.column.computed",
            "answer.column.outcome",
            {"answer.outcome.agrees", "answer.outcome.nearly", "answer.outcome.conflicts", "answer.outcome.unknown"}};
    }
    if (kind == "break-even") {
        return {"answer.outcome.assumed",
                "answer.claim.even.required",
                "answer.column.outcome",
                {"answer.outcome.holds", "answer.outcome.assumed", "answer.outcome.fails", "answer.outcome.unknown"}};
    }
    if (kind == "recommendations") {
        return {.outcome = "answer.column.status", .outcome_in_remark = true};
    }
    return {};
}

/// The numbers behind the rows, for a workbook.
Table terms_table(const AnswerContext& context, const ClaimCheck& check) {
    const auto& words = context.wording;
    Table table{words("answer.xlsx.terms"),
                {{"statement", words("answer.column.statement"), "", true},
                 {"term", words("answer.column.term"), "", true},
                 {.key = "value", .title = words("answer.column.figure"), .input = true}}};
    table.sheet = words("answer.xlsx.terms");
    for (const auto& row : check.rows) {
        for (const auto& [title, value] : row.terms) {
            const int decimals = std::floor(value) == value ? 0 : 2;
            table.rows.push_back({sentence_case(words(row.label)), words(title), cell(value, decimals)});
        }
    }
    return table;
}

/// "100 * {0} / {1}" → "100 * {Underlag!value@4} / {Underlag!value@5}".
std::string over_terms(std::string_view formula, const std::string& sheet, std::size_t first) {
    std::string named;
    for (auto open = formula.find('{'); open != std::string_view::npos; open = formula.find('{')) {
        const auto close = formula.find('}', open);
        std::size_t term = 0;
        std::from_chars(formula.data() + open + 1, formula.data() + close, term);
        named += formula.substr(0, open);
        named += fmt::format("{{{}!value@{}}}", sheet, first + term);
        formula.remove_prefix(close + 1);
    }
    return named += formula;
}

/// Columns that nothing stands in say nothing and are left out.
Table rows_table(const AnswerContext& context, const ClaimCheck& check) {
    const auto& words = context.wording;
    const RowWords said = row_words(check.claim.kind);
    const auto any = [&](auto holds) { return std::ranges::any_of(check.rows, holds); };
    const bool stated = any([](const CheckRow& row) { return !is_missing(row.stated); });
    const bool computed = any([](const CheckRow& row) { return !is_missing(row.computed_low); });
    const bool units = any([](const CheckRow& row) { return row.own_unit || row.unit != "model.unit.none"; });
    const bool sources = any([](const CheckRow& row) { return !row.source.empty(); });
    const bool remarks = !said.outcome_in_remark && any([](const CheckRow& row) { return row.remark.has_value(); });
    Table table{"", {{"statement", words("answer.column.statement"), "", true}}};
    const auto add_column = [&](bool wanted, const char* key, const char* title, bool text) {
        if (wanted) {
            table.columns.push_back({key, words(title), "", text});
        }
    };
    add_column(stated, "stated", said.stated, false);
    add_column(computed, "computed", said.computed, false);
    add_column(units, "unit", "answer.column.unit", true);
    add_column(true, "outcome", said.outcome, true);
    add_column(remarks, "remark", "answer.column.remark", true);
    add_column(sources, "year", "plot.column.year", false);
    add_column(sources, "source", "answer.column.source", true);
    if (any([](const CheckRow& row) { return std::holds_alternative<Interval>(computed_cell(row, false)); })) {
        std::ranges::find(table.columns, "computed", &Column::key)->interval = bound_titles(words);
    }
    std::size_t first_term = 0;
    for (const auto& row : check.rows) {
        const auto compute = [&](const char* column, const std::string& formula) {
            table.formulas.push_back(
                {table.rows.size(), column, over_terms(formula, words("answer.xlsx.terms"), first_term)});
        };
        if (!row.terms.empty() && std::holds_alternative<Interval>(computed_cell(row, false))) {
            compute("computed_low", row.low_formula);
            compute("computed_high", row.high_formula);
        } else if (!row.terms.empty()) {
            compute("computed", row.low_formula);
        }
        first_term += row.terms.size();
        std::vector<Cell> cells{sentence_case(words(row.label))};
        const auto add = [&](bool wanted, Cell one) {
            if (wanted) {
                cells.push_back(std::move(one));
            }
        };
        add(stated, cell(row.stated, row.stated_decimals.value_or(decimals_of(row.stated))));
        add(computed, computed_cell(row, check.claim.kind == "comparison" || check.claim.kind == "cost-quality"));
        add(units, row.own_unit ? words(*row.own_unit) : words(row.unit));
        add(true, said.outcome_in_remark
                      ? sentence_case(words(*row.remark))
                      : words(row.outcome == Outcome::beside ? "answer.outcome.beside"
                                                             : said.outcomes[static_cast<std::size_t>(row.outcome)]));
        add(remarks, row.remark ? words(*row.remark) : std::string());
        add(sources, row.year ? Cell{*row.year} : Cell{});
        add(sources, row.source);
        table.rows.push_back(std::move(cells));
    }
    return table;
}

Table reproductions_table(const AnswerContext& context, const PotentialCheck& check) {
    constexpr std::size_t most = 12;
    const auto& words = context.wording;
    Table table{words("answer.claim.reproductions"),
                {{"specification", words("answer.column.specification"), "", true},
                 {"amount", words("plot.column.amount"), words("model.unit.mnkr")}}};
    for (std::size_t i = 0; i < std::min(most, check.reproductions.size()); ++i) {
        table.rows.push_back(
            {specification_line(context, check.reproductions[i]), cell(check.reproductions[i].amount, 1)});
    }
    if (check.reproductions.size() > most) {
        table.notes.push_back(words({"answer.claim.more", {{"n", count(check.reproductions.size() - most)}}}));
    }
    return table;
}

/// A sheet's column of amounts, as a formula names it.
std::string amounts_of(const std::string& sheet) { return fmt::format("{{{}!potential_mnkr:all}}", sheet); }

Table curves_table(const AnswerContext& context, const PotentialCheck& check, double amount) {
    const auto& words = context.wording;
    const std::string mnkr = words("model.unit.mnkr");
    Table table{words("answer.claim.curves"),
                {{"curve", words("answer.column.curve"), "", true},
                 {"n", words("answer.column.specifications"), ""},
                 {"p5", "P5", mnkr},
                 {"p25", "P25", mnkr},
                 {"p50", words("plot.column.median"), mnkr},
                 {"p75", "P75", mnkr},
                 {"p95", "P95", mnkr},
                 {"share", words({"answer.column.at_least", {{"amount", Number{amount}}}}), "%"}}};
    const std::string of_claim = words("answer.xlsx.claim");
    const auto add = [&](std::string_view key, const Curve& curve, const char* sheet) {
        const std::string ways = amounts_of(words(sheet));
        const std::size_t row = table.rows.size();
        table.formulas.push_back({row, "n", fmt::format("COUNT({})", ways)});
        for (const int share : {5, 25, 50, 75, 95}) {
            table.formulas.push_back(
                {row, fmt::format("p{}", share), fmt::format("PERCENTILE({}, {} / 100)", ways, share)});
        }
        table.formulas.push_back(
            {row, "share", fmt::format("SUMPRODUCT(({0} >= {{{1}!amount}}) * 1) / COUNT({0}) * 100", ways, of_claim)});
        table.rows.push_back({words(key), count(curve.points.size()), cell(curve.quantile(0.05), 0),
                              cell(curve.quantile(0.25), 0), cell(curve.quantile(0.5), 0),
                              cell(curve.quantile(0.75), 0), cell(curve.quantile(0.95), 0),
                              cell(100 * curve.share_at_or_above(amount), 1)});
    };
    add("answer.claim.curve.wording", check.wording, "answer.xlsx.ways");
    add("answer.claim.curve.defensible", check.defensible, "answer.xlsx.defensible_ways");
    return table;
}

/// What a workbook computes again of the amount claimed and of every way of counting.
Table working_table(const AnswerContext& context, const PotentialClaim& claim, const PotentialCheck& check) {
    const auto& words = context.wording;
    const std::string mnkr = words("model.unit.mnkr");
    const std::string ways = amounts_of(words("answer.xlsx.ways"));
    const Curve& curve = check.wording;
    const double nearest = check.nearest->amount;
    const double at_least = (1 - claim.tolerance) * check.claimed_mnkr;
    Table table{words("answer.xlsx.claim_title"),
                {{"what", words("answer.column.statement"), "", true},
                 {"figure", words("answer.column.figure"), ""},
                 {"unit", words("answer.column.unit"), "", true}}};
    table.sheet = words("answer.xlsx.claim");
    table.givens = {{"amount", words("answer.xlsx.amount"), {check.claimed_mnkr, 1}},
                    {"tolerance", words("answer.xlsx.tolerance"), {100 * claim.tolerance, 1}}};
    const auto add = [&](const char* what, Cell figure, const std::string& unit, std::string formula) {
        table.formulas.push_back({table.rows.size(), "figure", std::move(formula)});
        table.rows.push_back({words(what), std::move(figure), unit});
    };
    add("answer.xlsx.nearest", cell(nearest, 1), mnkr,
        fmt::format("{{{}!potential_mnkr@{}}}", words("answer.xlsx.costs"), check.nearest_in_full->areas.size()));
    add("answer.xlsx.from_claimed", cell(nearest - check.claimed_mnkr, 1, true), mnkr, "{figure@0} - {amount}");
    add("answer.xlsx.from_claimed", cell(100 * (nearest / check.claimed_mnkr - 1), 1, true), "%",
        "({figure@0} / {amount} - 1) * 100");
    add("answer.xlsx.ways_n", Cell{count(curve.points.size())}, "", fmt::format("COUNT({})", ways));
    add("answer.xlsx.ways_within", Cell{count(check.reproductions.size())}, "",
        fmt::format("SUMPRODUCT((ABS({} - {{amount}}) <= {{tolerance}} / 100 * {{amount}}) * 1)", ways));
    add("answer.xlsx.ways_at_least", cell(100 * curve.share_at_or_above(at_least), 1), "%",
        fmt::format("SUMPRODUCT(({0} >= (1 - {{tolerance}} / 100) * {{amount}}) * 1) / COUNT({0}) * 100", ways));
    return table;
}

/// The book of a potential: the nearest way of counting from each comparator up, and every way of the two curves.
std::vector<Table> potential_sheets(const AnswerContext& context, const PotentialClaim& claim,
                                    const PotentialCheck& check) {
    std::vector<Table> sheets{working_table(context, claim, check)};
    for (auto& table : working_tables(context, *check.nearest_in_full, specification_line(context, *check.nearest))) {
        sheets.push_back(std::move(table));
    }
    sheets.push_back(curve_data(context, check.defensible));
    sheets.back().sheet = context.wording("answer.xlsx.defensible_ways");
    return sheets;
}

Table quality_table(const AnswerContext& context, const PotentialCheck& check) {
    const auto& words = context.wording;
    Table table{words("answer.claim.quality"),
                {{"condition", words("answer.column.condition"), "", true},
                 {"amount", words("plot.column.amount"), words("model.unit.mnkr")},
                 {"members", words("answer.column.members_left"), words("model.unit.municipalities")}}};
    for (const auto& variant : check.quality) {
        table.rows.push_back(
            {words("model.quality." + to_string(variant.condition)), cell(variant.amount, 1), count(variant.members)});
        if (is_missing(variant.amount)) {
            table.notes.push_back(words("answer.claim.too_few"));
        }
        std::vector<Text> areas;
        for (const auto& area : variant.unmeasured) {
            areas.push_back(context.definitions.short_title(area));
        }
        const ShownText note = areas.empty() ? "" : words({"answer.claim.unmeasured", {{"areas", areas}}});
        if (!note.empty() && std::ranges::find(table.notes, note) == table.notes.end()) {
            table.notes.push_back(note);
        }
    }
    table.notes.push_back(words("answer.method.quality"));
    return table;
}

/// What is said of an area from one year to another; the titles of those of one year hold it.
constexpr auto follow_up_quantities = std::to_array<QuantityOf<FollowUpArea>>({
    {{.key = "net_cost_from", .member = "net_cost_from", .unit = "model.unit.mnkr", .decimals = 1},
     [](const FollowUpArea& area) { return area.net_cost_from.value; }},
    {{.member = "net_cost_to"}, [](const FollowUpArea& area) { return area.net_cost_to.value; }},
    {{.key = "price",
      .member = "price",
      .title = "answer.follow_up.price_short",
      .unit = "model.unit.mnkr",
      .decimals = 1,
      .plus_sign = true},
     [](const FollowUpArea& area) { return area.price.value; }},
    {{.key = "volume_structure",
      .member = "volume_structure",
      .title = "answer.follow_up.volume_short",
      .unit = "model.unit.mnkr",
      .decimals = 1,
      .plus_sign = true},
     [](const FollowUpArea& area) { return area.volume_structure.value; }},
    {{.member = "deviation"}, [](const FollowUpArea& area) { return area.deviation_step().value; }},
    {{.key = "national",
      .member = "national",
      .title = "answer.follow_up.national_short",
      .unit = "model.unit.mnkr",
      .decimals = 1,
      .plus_sign = true},
     [](const FollowUpArea& area) { return area.national.value; }},
    {{.key = "own",
      .member = "own",
      .title = "answer.follow_up.own_short",
      .unit = "model.unit.mnkr",
      .decimals = 1,
      .plus_sign = true},
     [](const FollowUpArea& area) { return area.own.value; }},
    {{.key = "net_cost_to", .unit = "model.unit.mnkr", .decimals = 1},
     [](const FollowUpArea& area) { return area.net_cost_to.value; }},
    {{.key = "deviation_from",
      .member = "deviation_pct_from",
      .unit = "model.unit.percent",
      .decimals = 1,
      .plus_sign = true},
     [](const FollowUpArea& area) { return area.deviation_from.value; }},
    {{.key = "deviation_to",
      .member = "deviation_pct_to",
      .unit = "model.unit.percent",
      .decimals = 1,
      .plus_sign = true},
     [](const FollowUpArea& area) { return area.deviation_to.value; }},
    {{.key = "median_from",
      .member = "median_pct_from",
      .unit = "model.unit.percent",
      .decimals = 1,
      .plus_sign = true},
     [](const FollowUpArea& area) { return area.median_from.value; }},
    {{.key = "median_to", .member = "median_pct_to", .unit = "model.unit.percent", .decimals = 1, .plus_sign = true},
     [](const FollowUpArea& area) { return area.median_to.value; }},
});

Table follow_up_table(const AnswerContext& context, const FollowUp& follow_up) {
    const auto& words = context.wording;
    Table table{words({"answer.follow_up.title", {{"from", follow_up.from}, {"to", follow_up.to}}}),
                {{"area", words("plot.column.area"), "", true}}};
    add_columns(table.columns, follow_up_quantities, words);
    const auto column = [&](std::string_view key) -> Column& {
        return *std::ranges::find(table.columns, key, &Column::key);
    };
    for (const auto& [what, title] : {std::pair{"net_cost", "answer.follow_up.net_cost_short"},
                                      std::pair{"deviation", "answer.follow_up.deviation_short"},
                                      std::pair{"median", "answer.follow_up.median_short"}}) {
        column(fmt::format("{}_from", what)).title = words({title, {{"year", follow_up.from}}});
        column(fmt::format("{}_to", what)).title = words({title, {{"year", follow_up.to}}});
    }
    for (const char* key : {"net_cost_from", "price", "volume_structure", "national", "own"}) {
        column(key).input = true;
    }
    column("net_cost_to").formula = column("net_cost_to").total_formula =
        "{net_cost_from} + {price} + {volume_structure} + {national} + {own}";
    column("net_cost_from").total_formula = "SUM({net_cost_from:above})";
    const auto add = [&](const FollowUpArea& area, const Text& title) {
        auto& row = table.rows.emplace_back(std::vector<Cell>{words(title)});
        add_cells(row, follow_up_quantities, area);
    };
    for (const auto& area : follow_up.areas) {
        add(area, context.definitions.short_title(area.area));
    }
    if (follow_up.areas.size() > 1) {
        add(follow_up.total, context.definitions.total.title);
        table.last_is_total = true;
        table.notes.push_back(words("answer.follow_up.medians"));
    }
    // Without an index nothing is split, and there is nothing to explain.
    if (const PriceIndex* index = context.definitions.price_index(follow_up.index)) {
        table.notes.push_back(words({"answer.follow_up.explained",
                                     {{"to", follow_up.to}, {"index", index->title}, {"source", index->source}}}));
    }
    for (const auto& series_break : follow_up.breaks) {
        table.notes.push_back(
            words({"model.note.break", {{"year", series_break.year}, {"title", series_break.title}}}));
    }
    return table;
}

Table choices_table(const AnswerContext& context, const ClaimModels& models, const PotentialClaim& claim) {
    const auto& words = context.wording;
    Table table{words("answer.claim.choices"),
                {{"choice", words("plot.column.choice"), "", true},
                 {"says", words("answer.column.wording"), "", true},
                 {"values", words("plot.column.value"), "", true}}};
    for (std::size_t c = 0; c < curve_choices.size(); ++c) {
        const auto among = [&](const std::vector<std::string>& choices) {
            return std::ranges::find(choices, models.choices[c].id) != choices.end();
        };
        table.rows.push_back({words(models.choices[c].title),
                              words(among(claim.reading) ? "answer.claim.reading"
                                    : among(claim.fixed) ? "answer.claim.fixed"
                                                         : "answer.claim.open"),
                              alternatives_words(context, claim.wording, c)});
    }
    return table;
}

Json follow_up_area_json(const FollowUpArea& area) {
    Json json{{"id", area.area}};
    add_members(json, follow_up_quantities, area);
    return json;
}

Json follow_up_json(const AnswerContext& context, const FollowUp& follow_up) {
    const auto break_json = [&](const SeriesBreak& one) {
        return Json{{"year", one.year}, {"title", context.wording(one.title)}};
    };
    return {{"from", follow_up.from.value},
            {"to", follow_up.to.value},
            {"prices", fmt::format("{}:{}", follow_up.index, follow_up.to.value)},
            {"total", follow_up_area_json(follow_up.total)},
            {"areas", json_list(follow_up.areas, follow_up_area_json)},
            {"breaks", json_list(follow_up.breaks, break_json)}};
}

Json reproduction_json(const Reproduction& one) {
    return {{"year", one.year.value}, {"specification", specification_json(one.specification)}, {"amount", one.amount}};
}

Json range_json(const std::array<double, 2>& range) { return {{"low", range[0]}, {"high", range[1]}}; }

Json plain_json(const PlainCalculation& plain) {
    return {{"year", plain.year.value},
            {"specification", specification_json(plain.specification)},
            {"levels", json_list(plain.levels, [](const Level& level) { return to_string(level); })},
            {"amount", range_json(plain.amount)},
            {"lasting", range_json(plain.lasting)},
            {"interval", range_json(plain.interval)},
            {"quality", range_json(plain.quality)}};
}

void add_potential(Json& json, const AnswerContext& context, const PotentialCheck& check) {
    json["reproductions"] = json_list(check.reproductions, reproduction_json);
    json["plain"] = check.plain ? plain_json(*check.plain) : Json();
    json["nearest"] = check.nearest ? reproduction_json(*check.nearest) : Json();
    json["around"] = json_list(check.around, reproduction_json);
    json["by_scope"] = {{"by-area", range_json(check.by_scope[0])}, {"whole", range_json(check.by_scope[1])}};
    json["at_level_in_every_area"] = check.at_level_everywhere;
    json["wording_curve"] = curve_json(check.wording, check.claimed_mnkr);
    json["curve"] = curve_json(check.defensible, check.claimed_mnkr);
    const Uncertain& noise = check.noise_corrected;
    json["noise_corrected"] = {{"estimate", noise.mean},
                               {"most_likely", check.most_likely},
                               {"interval", Json::List{noise.low, noise.high}},
                               {"rank", uncertain_json(check.position.rank)},
                               {"probability_among_30_lowest", check.position.among_lowest},
                               {"draws", Draws{}.replicates},
                               {"seed", Draws{}.seed}};
    Json quality = Json::list();
    for (const auto& variant : check.quality) {
        quality.push_back({{"condition", to_string(variant.condition)},
                           {"amount", variant.amount},
                           {"members", variant.members},
                           {"areas_without_measure", variant.unmeasured}});
    }
    json["quality"] = std::move(quality);
    json["follow_up"] = check.follow_up ? follow_up_json(context, *check.follow_up) : Json();
}

Json claim_json(const AnswerContext& context, const Claim& claim) {
    const auto& words = context.wording;
    const Municipality& municipality = context.figures.panel.municipalities()[claim.municipality];
    Json json{{"id", claim.id},
              {"title", words(claim.title)},
              {"question", words(claim.question)},
              {"municipality", municipality_json(municipality)},
              {"who", claim.who},
              {"when", claim.when},
              {"source", claim.source},
              {"wording", claim.wording},
              {"kind", claim.kind},
              {"amount", claim.amount},
              {"unit", claim.unit}};
    if (const auto* potential = std::get_if<PotentialClaim>(&claim.body)) {
        json["tolerance"] = potential->tolerance;
        json["fixed"] = potential->fixed;
        json["reading"] = potential->reading;
        json["open"] = potential->open;
    }
    for (const auto& reply : claim.replies) {
        if (!json.contains("replies")) {
            json["replies"] = Json::list();
        }
        json["replies"].push_back(
            {{"who", reply.who}, {"when", reply.when}, {"source", reply.source}, {"said", reply.said}});
    }
    return json;
}

/// Everything but the provenance.
Json check_json(const AnswerContext& context, const ClaimCheck& check) {
    const auto& words = context.wording;
    Json json{{"schema", "skattekrona.claim/1"},
              {"claim", claim_json(context, check.claim)},
              {"verdict", to_string(check.verdict)},
              {"reasons", all_words(words, check.reasons)},
              {"rule", words(check.rule)}};
    if (check.potential) {
        add_potential(json, context, *check.potential);
    } else {
        Json rows = Json::list();
        for (const auto& row : check.rows) {
            Json one{{"statement", words(row.label)},
                     {"stated", row.stated},
                     {"computed", {{"low", row.computed_low}, {"high", row.computed_high}}},
                     {"outcome", to_string(row.outcome)}};
            if (row.remark) {
                one["remark"] = words(*row.remark);
            }
            if (row.own_unit || row.year) {
                one["unit"] = row.own_unit ? words(*row.own_unit) : words(row.unit);
            }
            if (row.year) {
                one["year"] = row.year->value;
                one["source"] = row.source;
            }
            rows.push_back(std::move(one));
        }
        json["rows"] = std::move(rows);
    }
    return json;
}

/// What a claim was checked against; no costs where it is arithmetic on its own numbers.
FiguresUsed used_by(const ClaimCheck& check, const Panel& panel) {
    if (check.potential) {
        FiguresUsed used = used_by(check.potential->defensible.design, panel, check.claim.municipality);
        if (const auto& around = check.potential->around; !around.empty()) {
            used.last = std::max(used.last, around.back().year);
        }
        if (const auto& follow_up = check.potential->follow_up) {
            used.last = std::max(used.last, follow_up->to);
        }
        return used;
    }
    if (const auto* comparison = std::get_if<ComparisonClaim>(&check.claim.body)) {
        return {comparison->areas, comparison->from.value_or(comparison->to), comparison->to, check.claim.municipality};
    }
    if (const auto* above = std::get_if<AboveClaim>(&check.claim.body)) {
        return {above->areas, above->from, above->to, check.claim.municipality};
    }
    if (const auto* figure = std::get_if<FigureClaim>(&check.claim.body)) {
        FiguresUsed used{{}, panel.last_year(), panel.first_year(), check.claim.municipality};
        for (const auto& stated : figure->figures) {
            if (stated.figure.of != QuotedFigure::Of::measures) {
                used.areas.insert(used.areas.end(), stated.figure.parts.begin(), stated.figure.parts.end());
            }
            for (const Year year : stated.years) {
                used.first = std::min({used.first, year, stated.from.value_or(year)});
                used.last = std::min(std::max(used.last, year), panel.last_year());
            }
        }
        return used;
    }
    return {{}, panel.first_year(), panel.first_year(), check.claim.municipality};
}

FiguresUsed used_by(const std::vector<ClaimCheck>& checks, const Panel& panel) {
    FiguresUsed used = used_by(checks.front(), panel);
    for (const auto& check : checks) {
        const FiguresUsed more = used_by(check, panel);
        used.areas.insert(used.areas.end(), more.areas.begin(), more.areas.end());
        used.first = std::min(used.first, more.first);
        used.last = std::max(used.last, more.last);
    }
    return used;
}

}  // namespace

std::vector<Block> claim_blocks(const AnswerContext& context, const ClaimModels& models, const ClaimCheck& check,
                                bool full, const ChartTemplates* templates) {
    const auto& words = context.wording;
    const Claim& claim = check.claim;
    std::vector<Block> blocks;
    blocks.emplace_back(
        Paragraph{words({"answer.claim.verdict", {{"verdict", verdict_words(words, check.verdict)}}}), true});
    for (const auto& wording : claim.wording) {
        blocks.emplace_back(Paragraph{words({"answer.claim.quote", {{"wording", wording}}})});
    }
    blocks.emplace_back(
        Paragraph{words({"answer.claim.said", {{"who", claim.who}, {"when", claim.when}, {"source", claim.source}}})});
    if (!check.rows.empty()) {
        if (templates != nullptr) {
            blocks.emplace_back(ChartRow{{claim_chart(context.charts(*templates), check)}, true});
        }
        blocks.emplace_back(rows_table(context, check));
    }
    List points;
    std::ranges::copy(all_words(words, check.reasons), std::back_inserter(points.items));
    for (const auto& note : claim.notes) {
        points.items.push_back(words(note));
    }
    blocks.emplace_back(std::move(points));
    for (const auto& reply : claim.replies) {
        blocks.emplace_back(Paragraph{
            words({"answer.claim.reply",
                   {{"who", reply.who}, {"when", reply.when}, {"said", reply.said}, {"source", reply.source}}})});
    }
    blocks.emplace_back(Paragraph{words(check.rule)});
    if (!check.potential || !check.potential->nearest) {
        return blocks;
    }
    const PotentialCheck& potential = *check.potential;
    const auto& body = std::get<PotentialClaim>(claim.body);
    if (templates != nullptr) {
        const ChartContext charts = context.charts(*templates);
        Chart curve = curve_chart(charts, potential.defensible, models, &body);
        curve.id = "curve-" + claim.id;
        blocks.emplace_back(ChartRow{{std::move(curve)}});
        if (potential.follow_up && !is_missing(potential.follow_up->total.own)) {
            Chart follow_up = follow_up_chart(charts, *potential.follow_up);
            follow_up.id = "follow-up-" + claim.id;
            blocks.emplace_back(ChartRow{{std::move(follow_up)}});
        }
    }
    if (full) {
        blocks.emplace_back(choices_table(context, models, body));
        if (!potential.reproductions.empty()) {
            blocks.emplace_back(reproductions_table(context, potential));
        }
        blocks.emplace_back(curves_table(context, potential, body.amount));
        blocks.emplace_back(variance_table(context, models, potential.wording));
        blocks.emplace_back(reasons_fold(context, models));
        if (!potential.quality.empty()) {
            blocks.emplace_back(quality_table(context, potential));
        }
        if (potential.follow_up) {
            blocks.emplace_back(follow_up_table(context, *potential.follow_up));
        }
    }
    return blocks;
}

/// Whether it takes published figures to judge a claim; others are judged on the numbers that they give.
bool rests_on_figures(const ClaimCheck& check) {
    constexpr std::array<std::string_view, 5> kinds{"ratio", "comparison", "cost-quality", "above", "figure"};
    return check.potential || std::ranges::find(kinds, check.claim.kind) != kinds.end();
}

Answer claim_answer(const AnswerContext& given, const ClaimModels& models, const ClaimCheck& check,
                    const std::string& named, bool full, const ChartTemplates* templates) {
    const AnswerContext context = given.resting_on(used_by(check, given.figures.panel));
    const auto& words = context.wording;
    const Provenance provenance = context.by(fmt::format("skattekrona claim {}", named) + (full ? " --full" : ""));
    Answer answer = titled(words, words(check.claim.title), {check.claim.municipality});
    answer.document.blocks = claim_blocks(context, models, check, full, templates);
    auto& blocks = answer.document.blocks;
    answer.document.source = rests_on_figures(check) ? source_words(context) : words("answer.claim.own_numbers");
    blocks.emplace_back(Paragraph{answer.document.source});
    std::vector<std::string> method{words("answer.method.claim")};
    if (check.potential) {
        method.insert(method.end(), {words("answer.method.potential"), words("answer.method.by_area"),
                                     words({"answer.method.curve", {{"times", Number{models.pool_per_lowest}}}}),
                                     words("answer.method.noise"), words("answer.method.quality")});
    }
    answer.document.data = check.potential ? curve_data(context, check.potential->wording) : rows_table(context, check);
    if (full && check.potential && check.potential->nearest_in_full) {
        answer.document.data.sheet = words("answer.xlsx.ways");
        answer.document.sheets =
            potential_sheets(context, std::get<PotentialClaim>(check.claim.body), *check.potential);
    }
    if (Table terms = terms_table(context, check); !terms.rows.empty()) {
        answer.document.sheets.push_back(std::move(terms));
    }
    answer.json = check_json(context, check);
    trace(answer, words, provenance, method);
    return answer;
}

Table claims_table(const AnswerContext& context, const std::vector<ClaimCheck>& checks) {
    const auto& words = context.wording;
    Table table{"",
                {{"question", words("answer.column.question"), "", true},
                 {"verdict", words("answer.column.verdict"), "", true},
                 {"ground", words("answer.column.ground"), "", true},
                 {"id", words("answer.column.claim"), "", true}}};
    for (const auto& check : checks) {
        table.rows.push_back({words(check.claim.question), verdict_words(words, check.verdict),
                              ground_words(words, check), check.claim.id});
    }
    return table;
}

Json claims_json(const AnswerContext& context, const std::vector<ClaimCheck>& checks) {
    Json claims = Json::list();
    for (const auto& check : checks) {
        claims.push_back({{"claim", claim_json(context, check.claim)},
                          {"verdict", to_string(check.verdict)},
                          {"reasons", all_words(context.wording, check.reasons)},
                          {"rule", context.wording(check.rule)}});
    }
    return claims;
}

Answer claims_answer(const AnswerContext& given, std::size_t municipality, const std::vector<ClaimCheck>& checks) {
    const AnswerContext context = given.resting_on(used_by(checks, given.figures.panel));
    const auto& words = context.wording;
    const Municipality& self = context.municipality(municipality);
    Answer answer = titled(words, words({"answer.claims.title", {{"municipality", self.name}}}), {municipality});
    Table table = claims_table(context, checks);
    answer.document.data = table;
    answer.document.source =
        std::ranges::any_of(checks, rests_on_figures) ? source_words(context) : words("answer.claims.own_numbers");
    answer.document.blocks = {
        Paragraph{words({"answer.claims.lead", {{"n", count(checks.size())}, {"municipality", self.name}}}), true},
        std::move(table), Paragraph{words("answer.claims.more")}, Paragraph{answer.document.source}};
    answer.json = {{"schema", "skattekrona.claims/1"},
                   {"municipality", municipality_json(self)},
                   {"claims", claims_json(context, checks)}};
    trace(answer, words, context.by(fmt::format("skattekrona claim --all {}", self.id.view())),
          {words("answer.method.claim")});
    return answer;
}

Answer claim_library_answer(const AnswerContext& given, std::vector<ClaimCheck> checks) {
    const AnswerContext context = given.resting_on(used_by(checks, given.figures.panel));
    const auto& words = context.wording;
    const auto name = [&](const ClaimCheck& check) { return context.municipality(check.claim.municipality).name; };
    std::ranges::stable_sort(checks, {}, [&](const ClaimCheck& check) { return fold(name(check)); });
    Answer answer = titled(words, words("answer.claim_library.title"));
    Table table = claims_table(context, checks);
    Table data = table;
    data.columns.insert(data.columns.begin(), {"municipality", "", "", true});
    for (const char* column : {"who", "when", "source"}) {
        data.columns.push_back({column, "", "", true});
    }
    // The name says whom it is about, and is what one asks for.
    std::ranges::rotate(table.columns, table.columns.end() - 1);
    std::set<std::size_t> municipalities;
    std::array<std::size_t, 4> verdicts{};
    for (std::size_t i = 0; i < checks.size(); ++i) {
        const Claim& claim = checks[i].claim;
        std::ranges::rotate(table.rows[i], table.rows[i].end() - 1);
        data.rows[i].insert(data.rows[i].begin(), Cell{name(checks[i])});
        data.rows[i].insert(data.rows[i].end(), {claim.who, claim.when, claim.source});
        municipalities.insert(claim.municipality);
        ++verdicts[static_cast<std::size_t>(checks[i].verdict)];
    }
    const std::size_t judged = checks.size() - verdicts.back();
    const auto share = [&](Verdict verdict) {
        const auto n = static_cast<double>(verdicts[static_cast<std::size_t>(verdict)]);
        return Number{judged == 0 ? missing : 100 * n / static_cast<double>(judged)};
    };
    Table counts{words({"answer.claim_library.verdicts", {{"n", count(judged)}}}),
                 {{"verdict", words("answer.column.verdict"), "", true},
                  {"claims", words("answer.column.claims"), ""},
                  {"share", words("answer.column.share_of_judged"), "%"}}};
    for (const auto verdict : {Verdict::supported, Verdict::partly, Verdict::not_supported, Verdict::not_assessable}) {
        counts.rows.push_back({verdict_words(words, verdict), count(verdicts[static_cast<std::size_t>(verdict)]),
                               verdict == Verdict::not_assessable ? Cell{} : Cell{share(verdict)}});
    }
    answer.document.source = source_words(context);
    answer.document.data = std::move(data);
    answer.document.blocks = {Paragraph{words({"answer.claim_library.lead",
                                               {{"n", count(checks.size())},
                                                {"municipalities", count(municipalities.size())},
                                                {"judged", count(judged)},
                                                {"supported", count(verdicts.front())}}}),
                                        true},
                              Paragraph{words("answer.claim_library.selection")},
                              std::move(counts),
                              std::move(table),
                              Paragraph{words("answer.claims.more")},
                              Paragraph{answer.document.source}};
    Json claims = claims_json(context, checks);
    answer.json = {{"schema", "skattekrona.claim-library/1"},
                   {"municipalities", municipalities.size()},
                   {"claims", std::move(claims)}};
    trace(answer, words, context.by("skattekrona claim --all"), {words("answer.method.claim")});
    return answer;
}

Answer claim_file_answer(const AnswerContext& context, const Claim& claim, const std::string& named) {
    const auto& words = context.wording;
    const Municipality& self = context.municipality(claim.municipality);
    Answer answer = titled(words, words(claim.title), {claim.municipality});
    answer.document.blocks = {
        Paragraph{words({"answer.claim_file.sound",
                         {{"title", claim.title}, {"municipality", self.name}, {"kind", claim.kind}}}),
                  true},
        Paragraph{words({"answer.claim_file.next", {{"file", named}}})}};
    answer.document.data = Table{"", {{"claim", "", "", true}, {"kind", "", "", true}, {"municipality", "", "", true}}};
    answer.document.data.rows.push_back({claim.id, claim.kind, self.name});
    answer.json = {{"schema", "skattekrona.claim-file-check/1"},
                   {"claim", claim_json(context, claim)},
                   {"municipality", municipality_json(self)}};
    return answer;
}

}  // namespace skattekrona
