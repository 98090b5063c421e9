#include "core/spelling.hpp"
#include "report/answers.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <ranges>

namespace skattekrona {

namespace {

using Json = nlohmann::ordered_json;

std::string verdict_words(const Wording& words, Verdict verdict) {
    constexpr std::array<const char*, 4> keys{"verdict.supported", "verdict.partly", "verdict.not_supported",
                                              "verdict.not_assessable"};
    return words(keys[static_cast<std::size_t>(verdict)]);
}

std::string outcome_id(Outcome outcome) {
    constexpr std::array<const char*, 4> ids{"holds", "nearly", "fails", "unknown"};
    return ids[static_cast<std::size_t>(outcome)];
}

std::vector<std::string> all_words(const Wording& words, const std::vector<Reason>& reasons) {
    std::vector<std::string> said;
    std::ranges::transform(reasons, std::back_inserter(said), [&](const Reason& reason) { return words(reason.said); });
    return said;
}

/// What a verdict rests on: the first reason for and the first against, or the first two where they are neither.
std::string ground_words(const Wording& words, const ClaimCheck& check) {
    std::string ground;
    const auto add = [&](const Reason& reason) { ground += (ground.empty() ? "" : " ") + words(reason.said); };
    for (const auto outcome : {Outcome::holds, Outcome::fails}) {
        const auto first = std::ranges::find(check.reasons, outcome, &Reason::outcome);
        if (first != check.reasons.end()) {
            add(*first);
        }
    }
    if (ground.empty()) {
        std::ranges::for_each(check.reasons | std::views::take(2), add);
    }
    return ground;
}

std::string specification_line(const AnswerContext& context, const Reproduction& one) {
    return context.wording({"claim.specification",
                            {{"specification", specification_words(one.specification, one.year, context.figures.panel,
                                                                   context.definitions)}}});
}

/// "28,4–31,4", or one number.
std::string range_words(const Wording& words, double low, double high, int decimals) {
    const std::string first = words(Number{low, decimals});
    return is_missing(low) || std::abs(high - low) < 0.5 * std::pow(10.0, -decimals)
               ? first
               : words({"claim.range", {{"low", Number{low, decimals}}, {"high", Number{high, decimals}}}});
}

/// What a kind of claim calls its columns and outcomes, where it has words of its own.
struct RowWords {
    const char* stated = "column.stated";
    const char* computed = "column.computed";
    const char* outcome = "column.outcome";
    std::array<const char*, 4> outcomes{"outcome.holds", "outcome.nearly", "outcome.fails", "outcome.unknown"};
};

RowWords row_words(const std::string& kind) {
    if (kind == "target") {
        return {"column.target",
                "column.actual",
                "column.verdict",
                {"claim.target.met", "claim.target.nearly", "claim.target.missed", "verdict.not_assessable"}};
    }
    if (kind == "answers") {
        return {"column.stated",
                "column.computed",
                "column.answer",
                {"claim.answer.yes", "claim.answer.partly", "claim.answer.no", "outcome.unknown"}};
    }
    if (kind == "consistency") {
        return {"column.stated",
                "column.computed",
                "column.outcome",
                {"outcome.agrees", "outcome.nearly", "outcome.conflicts", "outcome.unknown"}};
    }
    if (kind == "break-even") {
        return {"outcome.assumed",
                "claim.even.required",
                "column.outcome",
                {"outcome.holds", "outcome.assumed", "outcome.fails", "outcome.unknown"}};
    }
    return {};
}

/// Columns that nothing stands in say nothing and are left out.
Table rows_table(const AnswerContext& context, const ClaimCheck& check) {
    const auto& words = context.wording;
    const RowWords said = row_words(check.claim.kind);
    const auto any = [&](auto holds) { return std::ranges::any_of(check.rows, holds); };
    const bool stated = any([](const CheckRow& row) { return !is_missing(row.stated); });
    const bool computed = any([](const CheckRow& row) { return !is_missing(row.computed_low); });
    const bool units = any([](const CheckRow& row) { return row.unit != "unit.none"; });
    const bool remarks = any([](const CheckRow& row) { return row.remark.has_value(); });
    Table table{"", {{"statement", words("column.statement"), "", true}}};
    const auto add_column = [&](bool wanted, const char* key, const char* title, bool text) {
        if (wanted) {
            table.columns.push_back({key, words(title), "", text});
        }
    };
    add_column(stated, "stated", said.stated, false);
    add_column(computed, "computed", said.computed, false);
    add_column(units, "unit", "column.unit", true);
    add_column(true, "outcome", said.outcome, true);
    add_column(remarks, "remark", "column.remark", true);
    for (const auto& row : check.rows) {
        std::vector<Cell> cells{sentence_case(words(row.label))};
        const auto add = [&](bool wanted, Cell one) {
            if (wanted) {
                cells.push_back(std::move(one));
            }
        };
        add(stated, cell(row.stated, std::floor(row.stated) == row.stated ? 0 : row.stated < 1 ? 2 : 1));
        add(computed, is_missing(row.computed_low) ? Cell{}
                      : check.claim.kind == "comparison"
                          ? Cell{Number{row.computed_low, row.decimals, true}}
                          : Cell{range_words(words, row.computed_low, row.computed_high, row.decimals)});
        add(units, words(row.unit));
        add(true, words(said.outcomes[static_cast<std::size_t>(row.outcome)]));
        add(remarks, row.remark ? words(*row.remark) : std::string());
        table.rows.push_back(std::move(cells));
    }
    return table;
}

Table reproductions_table(const AnswerContext& context, const PotentialCheck& check) {
    constexpr std::size_t most = 12;
    const auto& words = context.wording;
    Table table{words("claim.reproductions"),
                {{"specification", words("column.specification"), "", true},
                 {"amount", words("column.amount"), words("unit.mnkr")}}};
    for (std::size_t i = 0; i < std::min(most, check.reproductions.size()); ++i) {
        table.rows.push_back(
            {specification_line(context, check.reproductions[i]), cell(check.reproductions[i].amount, 1)});
    }
    if (check.reproductions.size() > most) {
        table.notes.push_back(
            words({"claim.more", {{"n", Number{static_cast<double>(check.reproductions.size() - most)}}}}));
    }
    return table;
}

Table curves_table(const AnswerContext& context, const PotentialCheck& check, double amount) {
    const auto& words = context.wording;
    const std::string mnkr = words("unit.mnkr");
    Table table{words("claim.curves"),
                {{"curve", words("column.curve"), "", true},
                 {"n", words("column.specifications"), ""},
                 {"p5", "P5", mnkr},
                 {"p25", "P25", mnkr},
                 {"p50", words("column.median"), mnkr},
                 {"p75", "P75", mnkr},
                 {"p95", "P95", mnkr},
                 {"share", words({"column.at_least", {{"amount", Number{amount}}}}), "%"}}};
    const auto add = [&](std::string_view key, const Curve& curve) {
        table.rows.push_back({words(key), Number{static_cast<double>(curve.points.size())},
                              cell(curve.quantile(0.05), 0), cell(curve.quantile(0.25), 0),
                              cell(curve.quantile(0.5), 0), cell(curve.quantile(0.75), 0),
                              cell(curve.quantile(0.95), 0), cell(100 * curve.share_at_or_above(amount), 1)});
    };
    add("claim.curve.wording", check.wording);
    add("claim.curve.defensible", check.defensible);
    return table;
}

Table quality_table(const AnswerContext& context, const PotentialCheck& check) {
    const auto& words = context.wording;
    Table table{words("claim.quality"),
                {{"condition", words("column.condition"), "", true},
                 {"amount", words("column.amount"), words("unit.mnkr")},
                 {"members", words("column.members_left"), words("unit.municipalities")}}};
    for (const auto& variant : check.quality) {
        table.rows.push_back({words("quality." + to_string(variant.condition)), cell(variant.amount, 1),
                              Number{static_cast<double>(variant.members)}});
        if (is_missing(variant.amount)) {
            table.notes.push_back(words("claim.too_few"));
        }
        std::vector<Text> areas;
        for (const auto& area : variant.unmeasured) {
            areas.push_back(context.definitions.short_title(area));
        }
        const std::string note = areas.empty() ? "" : words({"claim.unmeasured", {{"areas", areas}}});
        if (!note.empty() && std::ranges::find(table.notes, note) == table.notes.end()) {
            table.notes.push_back(note);
        }
    }
    table.notes.push_back(words("method.quality"));
    return table;
}

Table follow_up_table(const AnswerContext& context, const FollowUp& follow_up) {
    const auto& words = context.wording;
    const std::string mnkr = words("unit.mnkr");
    const auto year_column = [&](const char* key, const char* title, Year year, const std::string& unit) {
        return Column{key, words({title, {{"year", year}}}), unit};
    };
    Table table{words({"follow_up.title", {{"from", follow_up.from}, {"to", follow_up.to}}}),
                {{"area", words("column.area"), "", true},
                 year_column("net_cost_from", "follow_up.net_cost_short", follow_up.from, mnkr),
                 {"price", words("follow_up.price_short"), mnkr},
                 {"volume_structure", words("follow_up.volume_short"), mnkr},
                 {"national", words("follow_up.national_short"), mnkr},
                 {"own", words("follow_up.own_short"), mnkr},
                 year_column("net_cost_to", "follow_up.net_cost_short", follow_up.to, mnkr),
                 year_column("deviation_from", "follow_up.deviation_short", follow_up.from, "%"),
                 year_column("deviation_to", "follow_up.deviation_short", follow_up.to, "%"),
                 year_column("median_from", "follow_up.median_short", follow_up.from, "%"),
                 year_column("median_to", "follow_up.median_short", follow_up.to, "%")}};
    const auto column = [&](std::string_view key) -> Column& {
        return *std::ranges::find(table.columns, key, &Column::key);
    };
    for (const char* key : {"net_cost_from", "price", "volume_structure", "national", "own"}) {
        column(key).input = true;
    }
    column("net_cost_to").formula = column("net_cost_to").total_formula =
        "{net_cost_from} + {price} + {volume_structure} + {national} + {own}";
    column("net_cost_from").total_formula = "SUM({net_cost_from:above})";
    const auto add = [&](const FollowUpArea& area, const Text& title) {
        table.rows.push_back({words(title), cell(area.net_cost_from.value, 1), cell(area.price.value, 1, true),
                              cell(area.volume_structure.value, 1, true), cell(area.national.value, 1, true),
                              cell(area.own.value, 1, true), cell(area.net_cost_to.value, 1),
                              cell(area.deviation_from.value, 1, true), cell(area.deviation_to.value, 1, true),
                              cell(area.median_from.value, 1, true), cell(area.median_to.value, 1, true)});
    };
    for (const auto& area : follow_up.areas) {
        add(area, context.definitions.short_title(area.area));
    }
    if (follow_up.areas.size() > 1) {
        add(follow_up.total, context.definitions.total.title);
        table.last_is_total = true;
        table.notes.push_back(words("follow_up.medians"));
    }
    // Without an index nothing is split, and there is nothing to explain.
    if (const PriceIndex* index = context.definitions.price_index(follow_up.index)) {
        table.notes.push_back(
            words({"follow_up.explained", {{"to", follow_up.to}, {"index", index->title}, {"source", index->source}}}));
    }
    for (const auto& series_break : follow_up.breaks) {
        table.notes.push_back(words({"note.break", {{"year", series_break.year}, {"title", series_break.title}}}));
    }
    return table;
}

Table choices_table(const AnswerContext& context, const ClaimModels& models, const PotentialClaim& claim) {
    const auto& words = context.wording;
    Table table{words("claim.choices"),
                {{"choice", words("column.choice"), "", true},
                 {"says", words("column.wording"), "", true},
                 {"values", words("column.value"), "", true}}};
    for (std::size_t c = 0; c < curve_choices.size(); ++c) {
        const auto among = [&](const std::vector<std::string>& choices) {
            return std::ranges::find(choices, models.choices[c].id) != choices.end();
        };
        table.rows.push_back({words(models.choices[c].title),
                              words(among(claim.reading) ? "claim.reading"
                                    : among(claim.fixed) ? "claim.fixed"
                                                         : "claim.open"),
                              alternatives_words(context, claim.wording, c)});
    }
    return table;
}

Json areas_json(const FollowUpArea& area) {
    return {{"id", area.area},
            {"net_cost_from", json_number(area.net_cost_from.value)},
            {"net_cost_to", json_number(area.net_cost_to.value)},
            {"price", json_number(area.price.value)},
            {"volume_structure", json_number(area.volume_structure.value)},
            {"deviation", json_number(area.deviation_step().value)},
            {"national", json_number(area.national.value)},
            {"own", json_number(area.own.value)},
            {"deviation_pct_from", json_number(area.deviation_from.value)},
            {"deviation_pct_to", json_number(area.deviation_to.value)},
            {"median_pct_from", json_number(area.median_from.value)},
            {"median_pct_to", json_number(area.median_to.value)}};
}

Json follow_up_json(const AnswerContext& context, const FollowUp& follow_up) {
    Json areas = Json::array();
    std::ranges::transform(follow_up.areas, std::back_inserter(areas), areas_json);
    Json breaks = Json::array();
    for (const auto& series_break : follow_up.breaks) {
        breaks.push_back({{"year", series_break.year.value}, {"title", context.wording(series_break.title)}});
    }
    return {{"from", follow_up.from.value},
            {"to", follow_up.to.value},
            {"prices", fmt::format("{}:{}", follow_up.index, follow_up.to.value)},
            {"total", areas_json(follow_up.total)},
            {"areas", std::move(areas)},
            {"breaks", std::move(breaks)}};
}

Json reproduction_json(const Reproduction& one) {
    return {{"year", one.year.value},
            {"specification", specification_json(one.specification)},
            {"amount", json_number(one.amount)}};
}

Json range_json(const std::array<double, 2>& range) {
    return {{"low", json_number(range[0])}, {"high", json_number(range[1])}};
}

void add_potential(Json& json, const AnswerContext& context, const PotentialClaim& claim, const PotentialCheck& check) {
    Json reproductions = Json::array();
    std::ranges::transform(check.reproductions, std::back_inserter(reproductions), reproduction_json);
    json["reproductions"] = std::move(reproductions);
    json["nearest"] = check.nearest ? reproduction_json(*check.nearest) : Json();
    Json around = Json::array();
    std::ranges::transform(check.around, std::back_inserter(around), reproduction_json);
    json["around"] = std::move(around);
    json["by_scope"] = {{"by-area", range_json(check.by_scope[0])}, {"whole", range_json(check.by_scope[1])}};
    json["at_level_in_every_area"] = json_number(check.at_level_everywhere);
    json["wording_curve"] = curve_json(check.wording, claim.amount);
    json["curve"] = curve_json(check.defensible, claim.amount);
    const Uncertain& noise = check.noise_corrected;
    json["noise_corrected"] = {{"estimate", json_number(noise.mean)},
                               {"most_likely", json_number(check.most_likely)},
                               {"interval", {json_number(noise.low), json_number(noise.high)}},
                               {"rank", uncertain_json(check.position.rank)},
                               {"probability_among_30_lowest", json_number(check.position.among_lowest)},
                               {"draws", Draws{}.replicates},
                               {"seed", Draws{}.seed}};
    Json quality = Json::array();
    for (const auto& variant : check.quality) {
        quality.push_back({{"condition", to_string(variant.condition)},
                           {"amount", json_number(variant.amount)},
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
              {"municipality", {{"id", municipality.id.view()}, {"name", municipality.name}}},
              {"who", claim.who},
              {"when", claim.when},
              {"source", claim.source},
              {"wording", claim.wording},
              {"kind", claim.kind},
              {"amount", json_number(claim.amount)},
              {"unit", claim.unit}};
    if (const auto* potential = std::get_if<PotentialClaim>(&claim.body)) {
        json["tolerance"] = potential->tolerance;
        json["fixed"] = potential->fixed;
        json["reading"] = potential->reading;
        json["open"] = potential->open;
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
        add_potential(json, context, std::get<PotentialClaim>(check.claim.body), *check.potential);
    } else {
        Json rows = Json::array();
        for (const auto& row : check.rows) {
            Json one{{"statement", words(row.label)},
                     {"stated", json_number(row.stated)},
                     {"computed", {{"low", json_number(row.computed_low)}, {"high", json_number(row.computed_high)}}},
                     {"outcome", outcome_id(row.outcome)}};
            if (row.remark) {
                one["remark"] = words(*row.remark);
            }
            rows.push_back(std::move(one));
        }
        json["rows"] = std::move(rows);
    }
    return json;
}

}  // namespace

std::vector<Block> claim_blocks(const AnswerContext& context, const ClaimModels& models, const ClaimCheck& check,
                                bool full, const ChartTemplates* templates) {
    const auto& words = context.wording;
    const Claim& claim = check.claim;
    std::vector<Block> blocks;
    blocks.emplace_back(Paragraph{words({"claim.verdict", {{"verdict", verdict_words(words, check.verdict)}}}), true});
    for (const auto& wording : claim.wording) {
        blocks.emplace_back(Paragraph{words({"claim.quote", {{"wording", wording}}})});
    }
    blocks.emplace_back(
        Paragraph{words({"claim.said", {{"who", claim.who}, {"when", claim.when}, {"source", claim.source}}})});
    if (!check.rows.empty()) {
        blocks.emplace_back(rows_table(context, check));
    }
    std::vector<std::string> points = all_words(words, check.reasons);
    for (const auto& note : claim.notes) {
        points.push_back(words(note));
    }
    blocks.emplace_back(List{std::move(points)});
    blocks.emplace_back(Paragraph{words(check.rule)});
    if (!check.potential || !check.potential->nearest) {
        return blocks;
    }
    const PotentialCheck& potential = *check.potential;
    const auto& body = std::get<PotentialClaim>(claim.body);
    if (templates != nullptr) {
        const ChartContext charts{context.figures, context.definitions, *templates, words};
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
        blocks.emplace_back(variance_table(context, models, potential.defensible));
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

Answer claim_answer(const AnswerContext& context, const ClaimModels& models, const ClaimCheck& check,
                    const std::string& named, bool full, const ChartTemplates* templates) {
    const auto& words = context.wording;
    Provenance provenance = context.provenance;
    provenance.command = fmt::format("skattekrona claim {}", named) + (full ? " --full" : "");
    Answer answer;
    answer.document.language = words.language();
    answer.document.title = words(check.claim.title);
    answer.document.blocks = claim_blocks(context, models, check, full, templates);
    auto& blocks = answer.document.blocks;
    const bool figures = check.potential || check.claim.kind == "ratio" || check.claim.kind == "comparison";
    answer.document.source = figures ? source_words(context) : words("claim.own_numbers");
    blocks.emplace_back(Paragraph{answer.document.source});
    std::vector<std::string> method{words("method.claim")};
    if (check.potential) {
        method.insert(method.end(), {words("method.potential"), words("method.by_area"),
                                     words({"method.curve", {{"times", Number{models.pool_per_lowest}}}}),
                                     words("method.noise"), words("method.quality")});
    }
    blocks.emplace_back(provenance_block(provenance, words, method));
    answer.document.data = check.potential ? curve_data(context, check.potential->wording) : rows_table(context, check);
    answer.json = check_json(context, check);
    answer.json["provenance"] = provenance_json(provenance);
    return answer;
}

Answer claims_answer(const AnswerContext& context, std::size_t municipality, const std::vector<ClaimCheck>& checks) {
    const auto& words = context.wording;
    const Municipality& self = context.figures.panel.municipalities()[municipality];
    Provenance provenance = context.provenance;
    provenance.command = fmt::format("skattekrona claim --all {}", self.id.view());
    Answer answer;
    answer.document.language = words.language();
    answer.document.title = words({"claims.title", {{"municipality", self.name}}});
    Table table{"",
                {{"question", words("column.question"), "", true},
                 {"verdict", words("column.verdict"), "", true},
                 {"ground", words("column.ground"), "", true},
                 {"id", words("column.claim"), "", true}}};
    Json claims = Json::array();
    for (const auto& check : checks) {
        table.rows.push_back({words(check.claim.question), verdict_words(words, check.verdict),
                              ground_words(words, check), check.claim.id});
        claims.push_back({{"claim", claim_json(context, check.claim)},
                          {"verdict", to_string(check.verdict)},
                          {"reasons", all_words(words, check.reasons)},
                          {"rule", words(check.rule)}});
    }
    answer.document.data = table;
    answer.document.source = source_words(context);
    answer.document.blocks = {
        Paragraph{
            words({"claims.lead", {{"n", Number{static_cast<double>(checks.size())}}, {"municipality", self.name}}}),
            true},
        std::move(table), Paragraph{words("claims.more")}, Paragraph{answer.document.source},
        provenance_block(provenance, words, {words("method.claim")})};
    answer.json = {{"schema", "skattekrona.claims/1"},
                   {"municipality", {{"id", self.id.view()}, {"name", self.name}}},
                   {"claims", std::move(claims)},
                   {"provenance", provenance_json(provenance)}};
    return answer;
}

}  // namespace skattekrona
