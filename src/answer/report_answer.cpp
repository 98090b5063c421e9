#include "answer/report_answer.hpp"

#include "answer/benchmark_answer.hpp"
#include "answer/chart_answer.hpp"
#include "answer/claim_answer.hpp"
#include "answer/peers_answer.hpp"
#include "answer/trend_answer.hpp"
#include "model/quality.hpp"
#include "plot/charts.hpp"
#include "plot/side_charts.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>

namespace skattekrona {

namespace {

/// The tables of a part's document: what a report shows of it, beside its own words.
std::vector<Block> tables_of(const Document& part) {
    std::vector<Block> tables;
    std::ranges::copy_if(part.blocks, std::back_inserter(tables),
                         [](const Block& block) { return std::holds_alternative<Table>(block); });
    return tables;
}

void append(std::vector<Block>& blocks, std::vector<Block> more) {
    std::ranges::move(more, std::back_inserter(blocks));
}

/// The levels side by side: the same level by area and whole. In a workbook computed from the areas' table and the
/// levels' table.
Table scopes_table(const AnswerContext& context, const ReportInput& input) {
    const auto& words = context.wording;
    const std::string costs = words("answer.xlsx.costs");
    const std::size_t total = input.by_area.front().areas.size();
    const bool one_level = input.by_area.size() == 1;
    Table table{
        "",
        {{"level", words("plot.column.level"), "", true},
         {"by_area", words("claim.scope.by_area"), words("model.unit.mnkr"), false,
          one_level ? fmt::format("{{{}!potential_mnkr@{}}}", costs, total)
                    : fmt::format("{{{}!total}}", words("answer.xlsx.potentials"))},
         {"whole", words("claim.scope.whole"), words("model.unit.mnkr"), false,
          potential_formula(
              fmt::format("{}!net_cost_mnkr@{}", costs, total), fmt::format("{}!reference_cost_mnkr@{}", costs, total),
              fmt::format("{}!total", words("answer.xlsx.levels")), input.whole.front().specification.netting)}}};
    table.sheet = words("answer.xlsx.scopes");
    for (std::size_t i = 0; i < input.by_area.size(); ++i) {
        table.rows.push_back({words(level_words(input.by_area[i].specification.level)),
                              cell(input.by_area[i].total.potential.value, 1),
                              cell(input.whole[i].total.potential.value, 1)});
    }
    for (const auto& reason : input.by_area.front().total.reasons) {
        table.notes.push_back(words(reason));
    }
    return table;
}

/// An area's deviation, what lasts of it, and the quality beside it, 0–100; each missing where it is not known.
struct Outstanding {
    const AreaBenchmark* costs;
    LastingDeviation lasting{};
    double quality = missing;

    bool is_above() const { return costs->deviation.value > 0; }
    bool may_pass() const { return !is_missing(lasting.value) && !lasting.lasts(costs->deviation_pct.value); }
    /// Too little to ask much of: near the expected, and it may pass.
    bool is_small() const {
        constexpr double small_pct = 5;
        return may_pass() && std::abs(costs->deviation_pct.value) < small_pct;
    }
};

/// The areas whose costs stand out: the one furthest above the expected, and the one furthest below.
/// `also` is of interest for another reason.
std::vector<Outstanding> outstanding_areas(const AnswerContext& context, const Benchmark& first,
                                           const HistoryNoise* noise, std::string_view also = "") {
    std::vector<Outstanding> areas;
    for (std::size_t i = 0; i < first.areas.size(); ++i) {
        const AreaBenchmark& costs = first.areas[i];
        if (is_missing(costs.deviation)) {
            continue;
        }
        Outstanding area{&costs};
        if (noise != nullptr) {
            area.lasting = noise->areas[i].lasting_deviation(first.year, first.municipality);
        }
        const auto scores = quality_scores(context.figures.panel, *context.definitions.area(costs.area), first.year);
        area.quality = scores.empty() ? missing : scores[first.municipality];
        areas.push_back(area);
    }
    const auto [lowest, highest] =
        std::ranges::minmax_element(areas, {}, [](const Outstanding& area) { return area.costs->deviation.value; });
    std::vector<Outstanding> found;
    const auto side = [](const Outstanding& area) { return shown_sign({area.costs->deviation_pct.value, 1}); };
    if (areas.size() > 1 && side(*highest) > 0) {
        found.push_back(*highest);
    }
    if (areas.size() > 1 && side(*lowest) < 0) {
        found.push_back(*lowest);
    }
    const auto is_also = [&](const Outstanding& area) { return area.costs->area == also; };
    if (std::ranges::none_of(found, is_also)) {
        std::ranges::copy_if(areas, std::back_inserter(found), is_also);
    }
    return found;
}

/// "may pass (−7.2 to +11.8)"; nothing where it is not known.
Cell lasting_cell(const Wording& words, const LastingDeviation& lasting, double deviation_pct) {
    if (is_missing(lasting.value)) {
        return {};
    }
    const bool mostly = lasting.value / deviation_pct > 0.5;
    return words({!lasting.lasts(deviation_pct) ? "answer.report.lasting.may_pass"
                  : mostly                      ? "answer.report.lasting.mostly"
                                                : "answer.report.lasting.partly",
                  {{"low", Number{lasting.low, 1, true}}, {"high", Number{lasting.high, 1, true}}}});
}

/// The whole beside the areas, where it is known.
std::vector<Outstanding> with_whole(std::vector<Outstanding> outstanding, const Benchmark& first,
                                    const HistoryNoise* noise) {
    if (!is_missing(first.total.deviation)) {
        outstanding.push_back({&first.total, noise != nullptr
                                                 ? noise->total.lasting_deviation(first.year, first.municipality)
                                                 : LastingDeviation{}});
    }
    return outstanding;
}

/// The columns of what stands out: an area, how sure that is and the quality beside it.
Table outstanding_columns(const Wording& words) {
    Table table{"",
                {{"area", words("plot.column.area"), "", true},
                 {"deviation_mnkr", words("plot.column.deviation"), words("model.unit.mnkr")},
                 {"deviation_pct", words("plot.column.deviation"), "%"},
                 {"quality", words("answer.report.quality_score"), "0–100"},
                 {"lasting", words("answer.report.does_it_last"), "%", true}}};
    table.sheet = words("answer.report.outstanding");
    table.notes = {words("answer.report.outstanding_note")};
    return table;
}

/// Its rows for one municipality.
std::vector<std::vector<Cell>> outstanding_rows(const AnswerContext& context,
                                                const std::vector<Outstanding>& outstanding) {
    const auto& words = context.wording;
    std::vector<std::vector<Cell>> rows;
    for (const auto& [costs, lasting, quality] : outstanding) {
        const double amount = costs->deviation.value;
        const double pct = costs->deviation_pct.value;
        rows.push_back({words(context.definitions.title(costs->area)), cell(amount, amount_decimals(amount), true),
                        cell(pct, 1, true), cell(quality, 0), lasting_cell(words, lasting, pct)});
    }
    return rows;
}

Json outstanding_json(const Outstanding& one) {
    const auto& [costs, lasting, quality] = one;
    return {{"id", costs->area},
            {"deviation", costs->deviation.value},
            {"deviation_pct", costs->deviation_pct.value},
            {"quality", quality},
            {"lasting_pct", lasting.value},
            {"interval", Json::List{lasting.low, lasting.high}},
            {"lasts", is_missing(lasting.value) ? Json() : Json(lasting.lasts(costs->deviation_pct.value))}};
}

/// The points that a council member takes along, most telling first.
List summary_points(const AnswerContext& context, const ReportInput& input, const ReportExtras& extras) {
    const auto& words = context.wording;
    const Benchmark& first = input.by_area.front();
    List points;
    // Years on either side of a break in method are not to be held against each other.
    const TrendPoint* from = nullptr;
    const TrendPoint* to = nullptr;
    for (const auto& point : input.trend.total.points) {
        if (point.year > first.year) {
            break;
        }
        if (std::ranges::any_of(point.breaks, [](const SeriesBreak& one) { return one.kind == "method"; })) {
            from = nullptr;
        }
        if (is_missing(point.deviation_pct) || is_missing(point.country_median)) {
            continue;
        }
        from = from == nullptr ? &point : from;
        to = &point;
    }
    if (to != nullptr && to->year == first.year && is_missing(first.total.deviation)) {
        // Without a sum in mnkr there may still be a published total in %.
        points.items.push_back(words({"answer.report.summary.published_total",
                                      {{"year", to->year},
                                       {"pct", Number{to->deviation_pct.value, 1, true}},
                                       {"median", Number{to->country_median.value, 1, true}}}}));
    } else if (to != nullptr && to->year == first.year && from != to) {
        points.items.push_back(words({"answer.report.summary.trend",
                                      {{"from", from->year},
                                       {"to", to->year},
                                       {"before", Number{from->deviation_pct.value, 1, true}},
                                       {"after", Number{to->deviation_pct.value, 1, true}},
                                       {"median_before", Number{from->country_median.value, 1, true}},
                                       {"median_after", Number{to->country_median.value, 1, true}}}}));
    }
    const auto [low, high] =
        std::ranges::minmax_element(input.by_area, {}, [](const Benchmark& one) { return one.total.potential.value; });
    if (std::ranges::none_of(input.by_area, [](const Benchmark& one) { return is_missing(one.total.potential); }) &&
        std::round(low->total.potential.value) != std::round(high->total.potential.value)) {
        points.items.push_back(words({"answer.report.summary.potential",
                                      {{"low", Number{low->total.potential.value}},
                                       {"low_level", words(level_words(low->specification.level))},
                                       {"high", Number{high->total.potential.value}},
                                       {"high_level", words(level_words(high->specification.level))}}}));
    }
    if (extras.claims && !extras.claims->checks.empty()) {
        points.items.push_back(words({"answer.report.summary.claims", {{"n", count(extras.claims->checks.size())}}}));
    }
    for (const auto& scenario : extras.scenarios) {
        if (const Paragraph* finding = lead_of(scenario.answer.document)) {
            points.items.push_back(words({"answer.report.summary.scenario",
                                          {{"title", scenario.answer.document.title}, {"finding", finding->text}}}));
        }
    }
    return points;
}

/// What the council can ask of those whose costs stand out, by cost and quality.
List questions(const AnswerContext& context, const std::vector<Outstanding>& outstanding, Year year) {
    const auto& words = context.wording;
    constexpr double middle = 50;
    List asked;
    for (const auto& area : outstanding) {
        const bool known = !is_missing(area.quality);
        const bool low = area.quality < middle;
        const char* const key = low && area.is_small() ? "answer.report.question.near_low"
                                : area.is_above()      ? (!known ? "answer.report.question.above_unknown"
                                                          : low  ? "answer.report.question.above_low"
                                                                 : "answer.report.question.above_high")
                                                       : (!known ? "answer.report.question.below_unknown"
                                                          : low  ? "answer.report.question.below_low"
                                                                 : "answer.report.question.below_high");
        asked.items.push_back(words(
            {key,
             {{"area", context.definitions.title(area.costs->area)},
              {"amount", Number{std::abs(area.costs->deviation.value), amount_decimals(area.costs->deviation.value)}},
              {"pct", Number{area.costs->deviation_pct.value, 1, true}},
              {"score", Number{area.quality}}}}));
    }
    if (!outstanding.empty() && !is_missing(outstanding.front().lasting.value)) {
        const Outstanding& most = outstanding.front();
        asked.items.push_back(
            words({most.may_pass() ? "answer.report.question.may_pass" : "answer.report.question.lasts",
                   {{"area", context.definitions.title(most.costs->area)}, {"year", year}}}));
    }
    return asked;
}

/// A scenario's own answer as a section: its charts under names of their own, its trace left to the report's.
std::vector<Block> scenario_blocks(const ReportScenario& scenario, std::size_t number) {
    std::vector<Block> blocks{Heading{scenario.answer.document.title}};
    for (Block block : scenario.answer.document.blocks) {
        if (auto* heading = std::get_if<Heading>(&block)) {
            heading->within = true;
        } else if (auto* table = std::get_if<Table>(&block)) {
            table->source = scenario.answer.document.source;
        } else if (auto* row = std::get_if<ChartRow>(&block)) {
            for (auto& chart : row->charts) {
                chart.id = fmt::format("scenario{}-{}", number, chart.id);
            }
        }
        blocks.push_back(std::move(block));
    }
    return blocks;
}

}  // namespace

Answer report_answer(const AnswerContext& given, const ChartTemplates& templates, const ReportInput& input,
                     const ReportExtras& extras) {
    const AnswerContext context =
        given.resting_on({input.by_area.front().specification.areas, given.figures.panel.first_year(),
                          given.figures.panel.last_year(), input.by_area.front().municipality});
    const auto& claims = extras.claims;
    const auto& words = context.wording;
    const Benchmark& first = input.by_area.front();
    const Municipality& self = context.municipality(first.municipality);
    const ChartContext charts = context.charts(templates);
    const Answer areas = benchmark_answer(context, input.by_area);
    std::vector<Block> area_tables = tables_of(areas.document);
    const Answer trend = trend_answer(context, input.trend);
    const Answer peers = peers_answer(context, first.municipality, total_area, first.year, input.trend.pool,
                                      input.peers, input.likeness);
    std::string command = fmt::format("skattekrona report {} --year {} --areas {} --pool {} --peers {}", self.id.view(),
                                      first.year.value, fmt::join(first.specification.areas, ","),
                                      to_string(first.specification.pool), to_string(input.trend.pool));
    for (const auto& benchmark : input.by_area) {
        command += " --level " + to_string(benchmark.specification.level);
    }
    command += claims ? " --claims" : "";
    for (const auto& scenario : extras.scenarios) {
        command += fmt::format(" --scenario \"{}\"", scenario.named);
    }

    Answer answer = titled(words, words({"answer.report.title", {{"municipality", self.name}, {"year", first.year}}}),
                           {first.municipality, first.year});
    auto& blocks = answer.document.blocks;
    // The first page says what a council member needs; what begins with a heading stands on the pages after it.
    blocks.emplace_back(Paragraph{main_finding(context, first), true});
    const std::vector<Outstanding> outstanding = outstanding_areas(context, first, extras.noise);
    const std::vector<Outstanding> shown =
        outstanding.empty() ? outstanding : with_whole(outstanding, first, extras.noise);
    if (!shown.empty()) {
        Table table = outstanding_columns(words);
        table.rows = outstanding_rows(context, shown);
        blocks.emplace_back(std::move(table));
    }
    const List asked = questions(context, outstanding, first.year);
    if (!asked.items.empty()) {
        blocks.emplace_back(Paragraph{words("answer.report.questions")});
        blocks.emplace_back(asked);
    }
    blocks.emplace_back(ChartRow{{deviation_chart(charts, first, DeviationMeasure::amount)}});
    blocks.emplace_back(Paragraph{words("answer.report.reading")});
    if (List points = summary_points(context, input, extras); !points.items.empty()) {
        blocks.emplace_back(std::move(points));
    }

    blocks.emplace_back(Heading{words("answer.report.areas")});
    blocks.push_back(std::move(area_tables.front()));
    area_tables.erase(area_tables.begin());

    blocks.emplace_back(Heading{words("answer.report.position")});
    blocks.emplace_back(ChartRow{{position_chart(charts, input.costs, input.pools, first.municipality)}});

    append(blocks, quality_blocks(charts, input));

    blocks.emplace_back(Heading{words("answer.report.levels")});
    blocks.emplace_back(Paragraph{choices_in_words(context, first, false)});
    blocks.emplace_back(Paragraph{words("answer.method.by_area")});
    const bool any_potential = std::ranges::any_of(
        input.by_area, [](const Benchmark& benchmark) { return !is_missing(benchmark.total.potential); });
    if (any_potential) {
        blocks.emplace_back(ChartRow{{potential_chart(charts, input.by_area, input.whole)}});
        blocks.emplace_back(scopes_table(context, input));
    }
    append(blocks, std::move(area_tables));

    blocks.emplace_back(Heading{words("answer.report.trend")});
    append(blocks, break_paragraphs(context, input.trend));
    blocks.emplace_back(ChartRow{{trend_chart(charts, input.trend, whole_of(input.trend))}});
    if (input.trend.areas.size() > 1) {
        ChartRow small;
        for (const auto& area : input.trend.areas) {
            small.charts.push_back(trend_chart(charts, input.trend, area));
        }
        blocks.emplace_back(std::move(small));
    }
    if (!is_missing(input.since.total.own)) {
        blocks.emplace_back(ChartRow{{follow_up_chart(charts, input.since)}});
    }
    append(blocks, tables_of(trend.document));
    blocks.emplace_back(Paragraph{trend_pool_words(context, input.trend)});

    Json checked = Json::list();
    if (claims) {
        blocks.emplace_back(Heading{words("answer.report.claims")});
        if (claims->checks.empty()) {
            blocks.emplace_back(Paragraph{words({"answer.claims.none", {{"municipality", self.name}}})});
        } else {
            blocks.emplace_back(claims_table(context, claims->checks));
            checked = claims_json(context, claims->checks);
        }
        for (const auto& check : claims->checks) {
            blocks.emplace_back(Heading{words(check.claim.title), true});
            append(blocks, claim_blocks(context, claims->models, check, false, &templates));
        }
    }
    Json simulated = Json::list();
    for (std::size_t i = 0; i < extras.scenarios.size(); ++i) {
        append(blocks, scenario_blocks(extras.scenarios[i], i + 1));
        simulated.push_back(extras.scenarios[i].answer.json);
    }

    blocks.emplace_back(Heading{words("answer.report.peers")});
    blocks.emplace_back(Paragraph{peers_lead(context, input.trend.pool, total_area, input.peers.size())});
    if (input.trend.pool.kind == PoolChoice::Kind::similar) {
        blocks.emplace_back(Paragraph{words("answer.peers.per_area")});
    }
    if (std::ranges::any_of(input.costs.total.ratio, [](double ratio) { return !is_missing(ratio); })) {
        blocks.emplace_back(ChartRow{{peers_chart(charts, input.costs, input.peers, first.municipality)}});
    }
    append(blocks, tables_of(peers.document));
    blocks.emplace_back(Paragraph{words("answer.method.likeness")});

    blocks.emplace_back(Heading{words("answer.report.method")});
    blocks.emplace_back(Paragraph{price_words(context, first.specification) + " " + source_words(context)});
    answer.document.data = areas.document.data;
    answer.document.source = areas.document.source;
    answer.document.sheets = {level_ratios_table(context, input.by_area, input.whole),
                              comparators_table(context, first)};

    Json levels = Json::list();
    for (const auto* scope : {&input.by_area, &input.whole}) {
        for (const auto& benchmark : *scope) {
            levels.push_back({{"specification", specification_json(benchmark.specification)},
                              {"potential", benchmark.total.potential.value}});
        }
    }
    answer.json = {{"schema", "skattekrona.report/1"},
                   {"municipality", municipality_json(self)},
                   {"year", first.year.value},
                   {"finding", main_finding(context, first)},
                   {"outstanding", json_list(shown, outstanding_json)},
                   {"questions", json_list(asked.items, [](const ShownText& question) { return question.text(); })},
                   {"benchmark", benchmark_answer(context, {first}).json},
                   {"levels", std::move(levels)},
                   {"trend", trend.json},
                   {"peers", peers.json},
                   {"claims", std::move(checked)},
                   {"scenarios", std::move(simulated)}};
    trace(answer, words, context.by(std::move(command)),
          {words("answer.method.deviation"), words("answer.method.potential"), words("answer.method.by_area"),
           words("answer.method.likeness")});
    return answer;
}

namespace {

/// What stands out for each, and what the finding says of it among the others.
std::vector<std::vector<Outstanding>> side_outstanding(const AnswerContext& context,
                                                       const std::vector<Benchmark>& firsts,
                                                       const std::optional<WidestApart>& widest,
                                                       const HistoryNoise* noise) {
    std::vector<std::vector<Outstanding>> each;
    for (std::size_t place = 0; place < firsts.size(); ++place) {
        const auto is_among = [&](const std::vector<std::size_t>& places) {
            return std::ranges::find(places, place) != places.end();
        };
        const bool named = widest && (is_among(widest->ends.highest) || is_among(widest->ends.lowest));
        each.push_back(outstanding_areas(context, firsts[place], noise,
                                         named ? std::string_view(firsts[place].areas[widest->row].area) : ""));
    }
    return each;
}

/// One municipality after the other.
Table side_outstanding_table(const AnswerContext& context, const std::vector<Benchmark>& firsts,
                             const std::vector<std::vector<Outstanding>>& each, const HistoryNoise* noise) {
    Table table = outstanding_columns(context.wording);
    for (std::size_t place = 0; place < firsts.size(); ++place) {
        const Benchmark& first = firsts[place];
        const auto& outstanding = each[place];
        const std::string& name = context.municipality(first.municipality).name;
        // One column for both, so that a narrow screen has room for the figures.
        const auto title = [&](const Text& area) -> Cell {
            return context.wording({"answer.side.area_of", {{"municipality", name}, {"area", area}}});
        };
        auto rows = outstanding_rows(context, with_whole(outstanding, first, noise));
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const bool total = i == outstanding.size();
            rows[i].front() = title(total ? context.definitions.total.title
                                          : context.definitions.short_title(outstanding[i].costs->area));
        }
        std::ranges::move(rows, std::back_inserter(table.rows));
    }
    return table;
}

/// Areas down, municipalities across: the quality score; areas without measures that year are named below.
Table side_quality_table(const AnswerContext& context, const std::vector<Benchmark>& firsts) {
    const auto& words = context.wording;
    Table table{"", {{"area", words("plot.column.area"), "", true}}};
    table.sheet = words("answer.report.quality_score");
    for (const auto& benchmark : firsts) {
        const Municipality& municipality = context.municipality(benchmark.municipality);
        table.columns.push_back({fmt::format("quality_{}", municipality.id.view()), municipality.name, "0–100"});
    }
    std::vector<Text> without;
    for (const auto& area : firsts.front().areas) {
        const auto scores =
            quality_scores(context.figures.panel, *context.definitions.area(area.area), firsts.front().year);
        if (scores.empty()) {
            without.push_back(context.definitions.area(area.area)->in_sentence);
            continue;
        }
        std::vector<Cell> row{words(context.definitions.short_title(area.area))};
        for (const auto& benchmark : firsts) {
            row.push_back(cell(scores[benchmark.municipality], 0));
        }
        table.rows.push_back(std::move(row));
    }
    table.notes = {words("answer.side.quality_note")};
    if (!without.empty()) {
        table.notes.emplace_back(
            words({"answer.report.without_quality", {{"year", firsts.front().year}, {"areas", without}}}));
    }
    return table;
}

/// Years down, municipalities across: the whole's deviation in %.
Table side_years_table(const AnswerContext& context, const std::vector<Trend>& trends) {
    const auto& words = context.wording;
    Table table{"", {{"year", words("plot.column.year"), ""}}};
    table.sheet = words("answer.xlsx.trend");
    std::map<Year, std::vector<Cell>> rows;
    for (const auto& trend : trends) {
        const Municipality& municipality = context.municipality(trend.municipality);
        table.columns.push_back({fmt::format("deviation_pct_{}", municipality.id.view()), municipality.name, "%"});
        for (const auto& point : whole_of(trend).points) {
            auto& row = rows[point.year];
            row.resize(table.columns.size());
            row.back() = cell(point.deviation_pct.value, 1, true);
        }
    }
    for (auto& [year, row] : rows) {
        row.resize(table.columns.size());
        row.front() = year;
        table.rows.push_back(std::move(row));
    }
    return table;
}

}  // namespace

Answer side_report_answer(const AnswerContext& given, const ChartTemplates& templates, const SideReportInput& input) {
    const std::vector<Benchmark> firsts = firsts_of(input.sides);
    const std::vector<Benchmark> all = all_of(input.sides);
    const Benchmark& first = firsts.front();
    const Specification& specification = first.specification;
    // The trends are of all years, and rank everybody.
    const AnswerContext context =
        given.resting_on({specification.areas, given.figures.panel.first_year(), given.figures.panel.last_year()});
    const auto& words = context.wording;
    const ChartContext charts = context.charts(templates);
    Answer answer = titled(words,
                           words({"answer.side.report_title",
                                  {{"municipalities", side_names(context, input.sides)}, {"year", first.year}}}),
                           {{}, first.year});
    auto& blocks = answer.document.blocks;
    // As in a report on one: the first page is for those who read no further.
    blocks.emplace_back(Paragraph{side_finding(context, input.sides), true});
    const auto widest = widest_area(firsts);
    const auto outstanding = side_outstanding(context, firsts, widest, input.noise);
    blocks.emplace_back(side_outstanding_table(context, firsts, outstanding, input.noise));
    if (widest) {
        blocks.emplace_back(Paragraph{words("answer.side.question_to_all")});
        List asked;
        asked.items.push_back(words({"answer.side.question_apart",
                                     {{"area", context.definitions.title(first.areas[widest->row].area)},
                                      {"highest", names_at(context, firsts, widest->ends.highest)},
                                      {"lowest", names_at(context, firsts, widest->ends.lowest)},
                                      {"high", Number{widest->ends.high, 1, true}},
                                      {"low", Number{widest->ends.low, 1, true}}}}));
        blocks.emplace_back(std::move(asked));
    }
    for (std::size_t place = 0; place < firsts.size(); ++place) {
        if (List asked = questions(context, outstanding[place], first.year); !asked.items.empty()) {
            const std::string& name = context.municipality(firsts[place].municipality).name;
            blocks.emplace_back(Paragraph{words({"answer.side.questions", {{"municipality", name}}})});
            blocks.emplace_back(std::move(asked));
        }
    }
    blocks.emplace_back(Heading{words("answer.report.areas")});
    // Not on the first page, which the questions to several fill.
    blocks.emplace_back(Paragraph{words("answer.report.reading")});
    blocks.emplace_back(ChartRow{{side_deviation_chart(charts, firsts, DeviationMeasure::percent)}});
    std::ranges::move(side_tables(context, input.sides), std::back_inserter(blocks));

    if (Table quality = side_quality_table(context, firsts); !quality.rows.empty()) {
        blocks.emplace_back(Heading{words("answer.report.quality_score")});
        blocks.emplace_back(std::move(quality));
    }

    blocks.emplace_back(Heading{words("answer.report.levels")});
    append(blocks, side_choices(context, input.sides));
    blocks.emplace_back(Paragraph{words("answer.side.by_area")});
    Table potentials = side_potentials_table(context, input.sides);
    potentials.title = "";
    potentials.sheet = words("answer.xlsx.potentials");
    blocks.emplace_back(std::move(potentials));

    blocks.emplace_back(Heading{words("answer.report.trend")});
    const auto longest =
        std::ranges::max_element(input.trends, {}, [](const Trend& trend) { return trend.total.points.size(); });
    append(blocks, break_paragraphs(context, *longest));
    blocks.emplace_back(ChartRow{{side_trend_chart(charts, input.trends, total_area)}});
    if (first.areas.size() > 1) {
        ChartRow small;
        for (const auto& area : first.areas) {
            small.charts.push_back(side_trend_chart(charts, input.trends, area.area));
        }
        blocks.emplace_back(std::move(small));
    }
    blocks.emplace_back(side_years_table(context, input.trends));

    blocks.emplace_back(Heading{words("answer.report.method")});
    answer.document.source = price_words(context, specification) + " " + source_words(context);
    blocks.emplace_back(Paragraph{answer.document.source});
    answer.document.data = benchmarks_table(context, all);
    answer.document.sheets = side_working_tables(context, input.sides);

    Json benchmarks = Json::list();
    for (const auto& benchmark : all) {
        benchmarks.push_back(benchmark_json(context, benchmark));
    }
    Json trends = Json::list();
    for (const auto& trend : input.trends) {
        trends.push_back(trend_answer(context, trend).json);
    }
    answer.json = {{"schema", "skattekrona.side-report/1"},
                   {"year", first.year.value},
                   {"finding", side_finding(context, input.sides)},
                   {"benchmarks", std::move(benchmarks)},
                   {"trends", std::move(trends)}};
    std::string command = "skattekrona report";
    for (const auto& benchmark : firsts) {
        command += fmt::format(" {}", context.municipality(benchmark.municipality).id.view());
    }
    command += fmt::format(" --year {} --areas {} --pool {}", first.year.value, fmt::join(specification.areas, ","),
                           to_string(specification.pool));
    for (const auto& benchmark : input.sides.front()) {
        command += " --level " + to_string(benchmark.specification.level);
    }
    trace(answer, words, context.by(std::move(command)),
          {words("answer.method.deviation"), words("answer.method.potential"), words("answer.method.by_area")});
    return answer;
}

}  // namespace skattekrona
