#include "model/quality.hpp"
#include "report/answers.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace skattekrona {

namespace {

using Json = nlohmann::ordered_json;

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
    const std::string costs = words("xlsx.costs");
    const std::size_t total = input.by_area.front().areas.size();
    const bool one_level = input.by_area.size() == 1;
    Table table{
        "",
        {{"level", words("column.level"), "", true},
         {"by_area", words("scope.by_area"), words("unit.mnkr"), false,
          one_level ? fmt::format("{{{}!potential_mnkr@{}}}", costs, total)
                    : fmt::format("{{{}!total}}", words("xlsx.potentials"))},
         {"whole", words("scope.whole"), words("unit.mnkr"), false,
          potential_formula(
              fmt::format("{}!net_cost_mnkr@{}", costs, total), fmt::format("{}!reference_cost_mnkr@{}", costs, total),
              fmt::format("{}!total", words("xlsx.levels")), input.whole.front().specification.netting)}}};
    table.sheet = words("xlsx.scopes");
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

/// The points that a council member takes along, most telling first.
List summary_points(const AnswerContext& context, const ReportInput& input, const ReportExtras& extras) {
    const auto& words = context.wording;
    const Benchmark& first = input.by_area.front();
    List points;
    std::vector<const AreaBenchmark*> known;
    for (const auto& area : first.areas) {
        if (!is_missing(area.deviation)) {
            known.push_back(&area);
        }
    }
    std::ranges::sort(known, {}, [](const AreaBenchmark* area) { return area->deviation.value; });
    const auto add_area = [&](const char* key, const AreaBenchmark& area) {
        points.items.push_back(
            words({key,
                   {{"area", context.definitions.title(area.area)},
                    {"amount", Number{std::abs(area.deviation.value), std::abs(area.deviation.value) < 10 ? 1 : 0}},
                    {"pct", Number{std::abs(area.deviation_pct.value), 1}}}}));
    };
    if (known.size() > 1 && known.front()->deviation.value < 0) {
        add_area("report.summary.lowest", *known.front());
    }
    if (known.size() > 1 && known.back()->deviation.value > 0) {
        add_area("report.summary.highest", *known.back());
    }
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
        points.items.push_back(words({"report.summary.published_total",
                                      {{"year", to->year},
                                       {"pct", Number{to->deviation_pct.value, 1, true}},
                                       {"median", Number{to->country_median.value, 1, true}}}}));
    } else if (to != nullptr && to->year == first.year && from != to) {
        points.items.push_back(words({"report.summary.trend",
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
        points.items.push_back(words({"report.summary.potential",
                                      {{"low", Number{low->total.potential.value}},
                                       {"low_level", words(level_words(low->specification.level))},
                                       {"high", Number{high->total.potential.value}},
                                       {"high_level", words(level_words(high->specification.level))}}}));
    }
    if (extras.claims && !extras.claims->checks.empty()) {
        points.items.push_back(
            words({"report.summary.claims", {{"n", Number{static_cast<double>(extras.claims->checks.size())}}}}));
    }
    for (const auto& scenario : extras.scenarios) {
        for (const auto& block : scenario.answer.document.blocks) {
            if (const auto* paragraph = std::get_if<Paragraph>(&block); paragraph != nullptr && paragraph->lead) {
                points.items.push_back(
                    words({"report.summary.scenario",
                           {{"title", scenario.answer.document.title}, {"finding", paragraph->text}}}));
                break;
            }
        }
    }
    return points;
}

/// A scenario's own answer as a section: its charts under names of their own, its provenance left to the report's.
std::vector<Block> scenario_blocks(const Wording& words, const ReportScenario& scenario, std::size_t number) {
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
        } else if (const auto* fold = std::get_if<Fold>(&block);
                   fold != nullptr && fold->title == words("provenance.title")) {
            continue;
        }
        blocks.push_back(std::move(block));
    }
    return blocks;
}

/// Whether any municipality has both what the areas cost and how good they are.
bool has_quality(const Panel& panel, const Definitions& definitions, const std::vector<std::string>& areas,
                 const AreaCosts& costs, Year year) {
    const auto scores = quality_scores(panel, definitions, areas, year);
    for (std::size_t i = 0; i < scores.size(); ++i) {
        if (!is_missing(scores[i]) && !is_missing(costs.ratio[i])) {
            return true;
        }
    }
    return false;
}

/// Cost against quality: the total, then the areas that have measures that year. Nothing where none has.
std::vector<Block> quality_blocks(const ChartContext& charts, const ReportInput& input) {
    const auto& words = charts.wording;
    const std::size_t self = input.by_area.front().municipality;
    ChartRow by_area;
    std::vector<Text> without;
    for (const auto& costs : input.costs.areas) {
        const ServiceArea& area = *charts.definitions.area(costs.area);
        if (has_quality(charts.figures.panel, charts.definitions, {area.id}, costs, input.costs.year)) {
            by_area.charts.push_back(quality_chart(charts, input.costs, input.pools, self, area.id));
            // Side by side they are half as wide; so high, two rows of them find room on a page.
            by_area.charts.back().spec["height"] = 260;
        } else {
            without.push_back(area.in_sentence);
        }
    }
    if (by_area.charts.empty()) {
        return {};
    }
    std::vector<Block> blocks{Heading{words("frames.quality")}, Paragraph{words("report.quality")}};
    if (by_area.charts.size() > 1 &&
        has_quality(charts.figures.panel, charts.definitions, input.by_area.front().specification.areas,
                    input.costs.total, input.costs.year)) {
        blocks.emplace_back(ChartRow{{quality_chart(charts, input.costs, input.pools, self, total_area)}});
    }
    blocks.emplace_back(std::move(by_area));
    if (!without.empty()) {
        blocks.emplace_back(
            Paragraph{words({"report.without_quality", {{"year", input.costs.year}, {"areas", without}}})});
    }
    return blocks;
}

}  // namespace

Result<ReportInput> gather_report(const Figures& figures, const Definitions& definitions, std::size_t municipality,
                                  Year year, const Specification& specification, const std::vector<Level>& levels,
                                  const PoolChoice& peers) {
    Specification whole_specification = specification;
    whole_specification.scope = Scope::whole;
    Specification peer_specification = specification;
    peer_specification.pool = peers;
    auto by_area = benchmark(figures, definitions, municipality, year, specification, levels);
    if (!by_area) {
        return fail(by_area.error());
    }
    auto whole = benchmark(figures, definitions, municipality, year, whole_specification, levels);
    if (!whole) {
        return fail(whole.error());
    }
    auto costs = cost_window(cost_history(figures.panel, specification.areas), definitions, year, specification.window,
                             specification.prices);
    if (!costs) {
        return fail(costs.error());
    }
    auto pools = make_pools(figures, definitions, *costs, municipality, peer_specification);
    if (!pools) {
        return fail(pools.error());
    }
    auto over_years = trend(figures, definitions, municipality, specification.areas, peers, year);
    if (!over_years) {
        return fail(over_years.error());
    }
    std::vector<std::size_t> members = pools->total.members;
    const auto known = years_with_costs(figures.panel, specification.areas, municipality);
    const Year from = known.empty() || year < known.back() ? year : known.front();
    return ReportInput{
        *std::move(costs),      *std::move(pools),
        *std::move(by_area),    *std::move(whole),
        *std::move(over_years), likeness(figures.panel, definitions, total_area, municipality, year),
        std::move(members),     follow_up(figures, definitions, municipality, specification.areas, from)};
}

std::vector<std::string> chart_names(const Definitions& definitions) {
    std::vector<std::string> names{"deviation", "deviation-pct", "deviation-kr", "position", "potential",
                                   "peers",     "quality",       "trend",        "follow_up"};
    for (const auto& area : definitions.areas) {
        names.push_back("trend-" + area.id);
    }
    for (const auto& area : definitions.areas) {
        if (!area.quality.empty()) {
            names.push_back("quality-" + area.id);
        }
    }
    return names;
}

Answer picture_answer(const Answer& about, Chart chart) {
    Answer answer;
    answer.document.title = about.document.title;
    answer.document.language = about.document.language;
    Table& data = answer.document.data = chart_table(chart);
    // A row of a file says what it is of, also where it has come among others.
    const auto add_column = [&](std::string key, const Cell& cell) {
        data.columns.insert(data.columns.begin(), {std::move(key), "", ""});
        for (auto& row : data.rows) {
            row.insert(row.begin(), cell);
        }
    };
    const bool has_years = std::ranges::find(data.columns, "year", &Column::key) != data.columns.end();
    if (const auto year = about.json.find("year"); year != about.json.end() && year->is_number() && !has_years) {
        add_column("year", Year{year->get<int>()});
    }
    if (const auto of = about.json.find("municipality"); of != about.json.end() && of->is_object()) {
        add_column("for", of->at("id").get<std::string>());
    }
    answer.json = chart.spec;
    answer.document.blocks = {ChartRow{{std::move(chart)}}};
    return answer;
}

namespace {

/// Failure::usage where no municipality has both what the areas cost and how good they are that year.
Result<void> check_quality(const AnswerContext& context, const ReportInput& input, std::string_view name) {
    const Panel& panel = context.figures.panel;
    const Benchmark& first = input.by_area.front();
    const auto& areas = first.specification.areas;
    const auto has_points = [&](const CostWindow& costs) {
        return has_quality(panel, context.definitions, areas, costs.total, costs.year);
    };
    if (has_points(input.costs)) {
        return {};
    }
    const CostHistory history = cost_history(panel, areas);
    auto years = years_with_any_costs(panel, areas, first.municipality);
    std::erase_if(years, [&](Year year) {
        const auto costs = cost_window(history, context.definitions, year, 1, first.specification.prices);
        return !costs || !has_points(*costs);
    });
    const Message::Argument chart = std::string(name);
    return fail(Diagnostic{Failure::usage,
                           years.empty()
                               ? Message{"error.plot.quality_nowhere", {{"chart", chart}}}
                               : Message{"error.plot.no_quality",
                                         {{"chart", chart}, {"year", first.year}, {"years", year_ranges(years)}}}});
}

}  // namespace

Result<Answer> chart_answer(const AnswerContext& context, const ChartTemplates& templates, const ReportInput& input,
                            std::string_view name) {
    const ChartContext charts{context.figures, context.definitions, templates, context.wording};
    const std::size_t self = input.by_area.front().municipality;
    const Year year = name == "follow_up" ? input.since.to : input.by_area.front().year;
    if (name.starts_with("quality")) {
        if (auto measured = check_quality(context, input, name); !measured) {
            return fail(measured.error());
        }
    }
    const auto draw = [&]() -> Chart {
        if (name == "deviation") {
            return deviation_chart(charts, input.by_area.front(), DeviationMeasure::amount);
        }
        if (name == "deviation-pct") {
            return deviation_chart(charts, input.by_area.front(), DeviationMeasure::percent);
        }
        if (name == "deviation-kr") {
            return deviation_chart(charts, input.by_area.front(), DeviationMeasure::per_inhabitant);
        }
        if (name == "position") {
            return position_chart(charts, input.costs, input.pools, self);
        }
        if (name == "peers") {
            return peers_chart(charts, input.costs, input.peers, self);
        }
        if (name == "quality") {
            const auto& areas = input.costs.areas;
            return quality_chart(charts, input.costs, input.pools, self,
                                 areas.size() == 1 ? areas.front().area : total_area);
        }
        if (constexpr std::string_view of_area = "quality-"; name.starts_with(of_area)) {
            return quality_chart(charts, input.costs, input.pools, self, name.substr(of_area.size()));
        }
        if (name == "potential") {
            return potential_chart(charts, input.by_area, input.whole);
        }
        if (name == "follow_up") {
            return follow_up_chart(charts, input.since);
        }
        const auto area = std::ranges::find_if(
            input.trend.areas, [&](const AreaTrend& candidate) { return name == "trend-" + candidate.area; });
        return trend_chart(charts, input.trend, area == input.trend.areas.end() ? whole_of(input.trend) : *area);
    };
    const Municipality& municipality = context.figures.panel.municipalities()[self];
    Answer about;
    about.document.title = municipality.name;
    about.document.language = context.wording.language();
    about.json = {{"municipality", {{"id", municipality.id.view()}}}, {"year", year.value}};
    return picture_answer(about, draw());
}

Answer report_answer(const AnswerContext& context, const ChartTemplates& templates, const ReportInput& input,
                     const ReportExtras& extras) {
    const auto& claims = extras.claims;
    const auto& words = context.wording;
    const Benchmark& first = input.by_area.front();
    const Municipality& self = context.figures.panel.municipalities()[first.municipality];
    const ChartContext charts{context.figures, context.definitions, templates, words};
    const Answer areas = benchmark_answer(context, input.by_area);
    std::vector<Block> area_tables = tables_of(areas.document);
    const Answer trend = trend_answer(context, input.trend);
    const Answer peers = peers_answer(context, first.municipality, total_area, first.year, input.trend.pool,
                                      input.peers, input.likeness);
    Provenance provenance = context.provenance;
    provenance.command = fmt::format("skattekrona report {} --year {} --areas {} --pool {} --peers {}", self.id.view(),
                                     first.year.value, fmt::join(first.specification.areas, ","),
                                     to_string(first.specification.pool), to_string(input.trend.pool));
    for (const auto& benchmark : input.by_area) {
        provenance.command += " --level " + to_string(benchmark.specification.level);
    }
    provenance.command += claims ? " --claims" : "";
    for (const auto& scenario : extras.scenarios) {
        provenance.command += fmt::format(" --scenario \"{}\"", scenario.named);
    }

    Answer answer;
    answer.document.language = words.language();
    answer.document.title = words({"report.title", {{"municipality", self.name}, {"year", first.year}}});
    auto& blocks = answer.document.blocks;
    // The first page says what a council member needs; what begins with a heading stands on the pages after it.
    blocks.emplace_back(Paragraph{main_finding(context, first), true});
    if (List points = summary_points(context, input, extras); !points.items.empty()) {
        blocks.emplace_back(std::move(points));
    }
    blocks.emplace_back(ChartRow{{deviation_chart(charts, first, DeviationMeasure::amount)}});
    blocks.emplace_back(Paragraph{words("report.reading")});

    blocks.emplace_back(Heading{words("report.areas")});
    blocks.push_back(std::move(area_tables.front()));
    area_tables.erase(area_tables.begin());

    blocks.emplace_back(Heading{words("report.position")});
    blocks.emplace_back(ChartRow{{position_chart(charts, input.costs, input.pools, first.municipality)}});

    append(blocks, quality_blocks(charts, input));

    blocks.emplace_back(Heading{words("report.levels")});
    blocks.emplace_back(Paragraph{specification_words(context, first, false)});
    blocks.emplace_back(Paragraph{words("method.by_area")});
    const bool any_potential = std::ranges::any_of(
        input.by_area, [](const Benchmark& benchmark) { return !is_missing(benchmark.total.potential); });
    if (any_potential) {
        blocks.emplace_back(ChartRow{{potential_chart(charts, input.by_area, input.whole)}});
        blocks.emplace_back(scopes_table(context, input));
    }
    append(blocks, std::move(area_tables));

    blocks.emplace_back(Heading{words("report.trend")});
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

    Json checked = Json::array();
    if (claims) {
        blocks.emplace_back(Heading{words("report.claims")});
        if (claims->checks.empty()) {
            blocks.emplace_back(Paragraph{words({"claims.none", {{"municipality", self.name}}})});
        } else {
            const Answer table = claims_answer(context, first.municipality, claims->checks);
            append(blocks, tables_of(table.document));
            checked = table.json.at("claims");
        }
        for (const auto& check : claims->checks) {
            blocks.emplace_back(Heading{words(check.claim.title), true});
            append(blocks, claim_blocks(context, claims->models, check, false, &templates));
        }
    }
    Json simulated = Json::array();
    for (std::size_t i = 0; i < extras.scenarios.size(); ++i) {
        append(blocks, scenario_blocks(words, extras.scenarios[i], i + 1));
        simulated.push_back(extras.scenarios[i].answer.json);
    }

    blocks.emplace_back(Heading{words("report.peers")});
    blocks.emplace_back(Paragraph{peers_lead(context, input.trend.pool, total_area, input.peers.size())});
    if (input.trend.pool.kind == PoolChoice::Kind::similar) {
        blocks.emplace_back(Paragraph{words("peers.per_area")});
    }
    if (std::ranges::any_of(input.costs.total.ratio, [](double ratio) { return !is_missing(ratio); })) {
        blocks.emplace_back(ChartRow{{peers_chart(charts, input.costs, input.peers, first.municipality)}});
    }
    append(blocks, tables_of(peers.document));
    blocks.emplace_back(Paragraph{words("method.likeness")});

    blocks.emplace_back(Heading{words("report.method")});
    blocks.emplace_back(Paragraph{price_words(context, first.specification) + " " + source_words(context)});
    blocks.emplace_back(provenance_block(
        provenance, words,
        {words("method.deviation"), words("method.potential"), words("method.by_area"), words("method.likeness")}));
    answer.document.data = areas.document.data;
    answer.document.source = areas.document.source;
    answer.document.sheets = {level_ratios_table(context, input.by_area, input.whole)};

    Json levels = Json::array();
    for (const auto* scope : {&input.by_area, &input.whole}) {
        for (const auto& benchmark : *scope) {
            levels.push_back({{"specification", specification_json(benchmark.specification)},
                              {"potential", json_number(benchmark.total.potential.value)}});
        }
    }
    answer.json = {{"schema", "skattekrona.report/1"},
                   {"municipality", {{"id", self.id.view()}, {"name", self.name}}},
                   {"year", first.year.value},
                   {"finding", main_finding(context, first)},
                   {"benchmark", benchmark_answer(context, {first}).json},
                   {"levels", std::move(levels)},
                   {"trend", trend.json},
                   {"peers", peers.json},
                   {"claims", std::move(checked)},
                   {"scenarios", std::move(simulated)},
                   {"provenance", provenance_json(provenance)}};
    return answer;
}

}  // namespace skattekrona
