#include "core/spelling.hpp"
#include "report/answers.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace skattekrona {

namespace {

using Json = nlohmann::ordered_json;

std::string words_of(const std::vector<Message>& messages, const Wording& wording) {
    std::string out;
    for (const auto& message : messages) {
        out += (out.empty() ? "" : " ") + wording(message);
    }
    return out;
}

/// A cost ratio as a deviation from the reference cost, the same unit as the municipality's own deviation.
double ratio_pct(double ratio) { return as_percent(ratio - 1).value; }

Json rank_json(int rank) { return rank == 0 ? Json() : Json(rank); }

Json area_json(const AreaBenchmark& area, const Wording& wording) {
    Json json{{"id", area.area},
              {"net_cost", json_number(area.net_cost.value)},
              {"reference_cost", json_number(area.reference_cost.value)},
              {"deviation", json_number(area.deviation.value)},
              {"deviation_pct", json_number(area.deviation_pct.value)},
              {"deviation_per_inhabitant", json_number(area.deviation_per_inhabitant.value)},
              {"cost_ratio", json_number(area.cost_ratio)},
              {"rank", rank_json(area.rank)},
              {"of", rank_json(area.of)},
              {"quartile", rank_json(area.quartile)},
              {"median_ratio", json_number(area.median_ratio)},
              {"level_ratio", json_number(area.level_ratio)},
              {"potential", json_number(area.potential.value)}};
    if (!is_missing(area.potential_interval.mean)) {
        json["potential_uncertainty"] = uncertain_json(area.potential_interval);
    }
    if (!is_missing(area.rank_interval.mean)) {
        json["rank_uncertainty"] = uncertain_json(area.rank_interval);
    }
    if (!is_missing(area.precision)) {
        json["reference_cost_precision_pct"] = area.precision.value;
    }
    if (!area.reasons.empty()) {
        json["missing"] = words_of(area.reasons, wording);
    }
    if (!area.notes.empty()) {
        json["notes"] = words_of(area.notes, wording);
    }
    return json;
}

/// The provenance with the command that gives just these levels.
Provenance provenance_of(const AnswerContext& context, const std::vector<Benchmark>& benchmarks) {
    const Benchmark& first = benchmarks.front();
    Provenance provenance = context.provenance;
    provenance.command =
        fmt::format("skattekrona benchmark {} --year {} ",
                    context.figures.panel.municipalities()[first.municipality].id.view(), first.year.value);
    for (const auto& benchmark : benchmarks) {
        provenance.command += fmt::format("--level {} ", to_string(benchmark.specification.level));
    }
    provenance.command += specification_options(first.specification);
    return provenance;
}

Json benchmark_json(const AnswerContext& context, const Benchmark& benchmark) {
    const Municipality& municipality = context.figures.panel.municipalities()[benchmark.municipality];
    Json areas = Json::array();
    for (const auto& area : benchmark.areas) {
        areas.push_back(area_json(area, context.wording));
    }
    return {{"schema", "skattekrona.benchmark/1"},
            {"municipality", {{"id", municipality.id.view()}, {"name", municipality.name}}},
            {"year", benchmark.year.value},
            {"specification", specification_json(benchmark.specification)},
            {"areas", std::move(areas)},
            {"total", area_json(benchmark.total, context.wording)},
            {"at_level_in_every_area", json_number(benchmark.at_level_everywhere)},
            {"provenance", provenance_json(provenance_of(context, {benchmark}))}};
}

std::vector<Cell> area_cells(const AreaBenchmark& area, const std::string& title) {
    const auto count = [](int n) { return n == 0 ? Cell{} : Cell{Number{static_cast<double>(n)}}; };
    return {title,
            cell(area.net_cost.value, 1),
            cell(area.reference_cost.value, 1),
            cell(area.deviation.value, 1, true),
            cell(area.deviation_pct.value, 1, true),
            cell(area.deviation_per_inhabitant.value, 0, true),
            count(area.rank),
            count(area.of),
            count(area.quartile),
            cell(ratio_pct(area.median_ratio), 1, true),
            cell(ratio_pct(area.level_ratio), 1, true),
            cell(area.potential.value, 1)};
}

std::vector<Column> area_columns(const Wording& words, Noise noise) {
    const auto column = [&](std::string_view title, std::string_view unit, std::string_view suffix) {
        return Column{std::string(title) + std::string(suffix), words("column." + std::string(title)),
                      std::string(unit)};
    };
    const std::string mnkr = words("unit.mnkr");
    Column area = column("area", "", "");
    area.text = true;
    // What is estimated is not what was spent, and its column says so.
    Column net = column("net_cost", mnkr, "_mnkr");
    if (noise != Noise::raw) {
        net.title = words("column_noise." + to_string(noise));
    }
    Column deviation = column("deviation", "%", "_pct");
    deviation.bar = true;
    return {area,
            net,
            column("reference_cost", mnkr, "_mnkr"),
            column("deviation", mnkr, "_mnkr"),
            deviation,
            column("deviation", words("unit.kr_per_inhabitant"), "_kr_per_inhabitant"),
            column("rank", "", ""),
            column("of", "", ""),
            column("quartile", "", ""),
            column("median", "%", "_pct"),
            column("level", "%", "_pct"),
            column("potential", mnkr, "_mnkr")};
}

/// The columns of area_columns as a workbook computes them: everything from net and reference cost, population and
/// level.
void make_live(std::vector<Column>& columns, const Specification& specification) {
    const auto column = [&](std::string_view key) -> Column& { return *std::ranges::find(columns, key, &Column::key); };
    const auto compute = [&](std::string_view key, const std::string& formula) {
        column(key).formula = column(key).total_formula = formula;
    };
    compute("deviation_mnkr", "{net_cost_mnkr} - {reference_cost_mnkr}");
    compute("deviation_pct", "{deviation_mnkr} / {reference_cost_mnkr} * 100");
    compute("deviation_kr_per_inhabitant", "{deviation_mnkr} * 1000000 / {population}");
    compute("potential_mnkr",
            potential_formula("net_cost_mnkr", "reference_cost_mnkr", "level_pct", specification.netting));
    if (specification.scope == Scope::by_area) {
        column("potential_mnkr").total_formula = "SUM({potential_mnkr:above})";
        column("level_pct").total_formula =
            "SUMPRODUCT({level_pct:above}, {reference_cost_mnkr:above}) / {reference_cost_mnkr}";
    }
    column("net_cost_mnkr").input = column("reference_cost_mnkr").input = true;
    column("reference_cost_mnkr").total_formula = "SUM({reference_cost_mnkr:above})";
    // With chance taken away the total is estimated from its own series and is no sum.
    if (specification.noise == Noise::raw) {
        column("net_cost_mnkr").total_formula = "SUM({net_cost_mnkr:above})";
    }
}

Given population_of(const Benchmark& benchmark, const Wording& words) {
    const int window = benchmark.specification.window;
    return {"population",
            window == 1
                ? words({"xlsx.population", {{"year", benchmark.year}}})
                : words({"xlsx.population_mean", {{"first", benchmark.year - (window - 1)}, {"last", benchmark.year}}}),
            {benchmark.population}};
}

/// Reasons and notes below the table; what is said of several areas is said once.
std::vector<std::string> notes_of(const AnswerContext& context, const Benchmark& benchmark) {
    std::vector<std::pair<std::string, std::vector<Text>>> notes;
    const auto add = [&](const AreaBenchmark& area) {
        for (const auto* messages : {&area.reasons, &area.notes}) {
            for (const auto& message : *messages) {
                const std::string words = context.wording(message);
                auto same = std::ranges::find(notes, words, &std::pair<std::string, std::vector<Text>>::first);
                if (same == notes.end()) {
                    same = notes.insert(same, {words, {}});
                }
                same->second.push_back(context.definitions.short_title(area.area));
            }
        }
    };
    std::ranges::for_each(benchmark.areas, add);
    add(benchmark.total);
    std::vector<std::string> lines;
    for (const auto& [words, areas] : notes) {
        lines.push_back(context.wording({"table.note", {{"areas", areas}, {"note", words}}}));
    }
    return lines;
}

Table areas_table(const AnswerContext& context, const Benchmark& benchmark) {
    Table table{"", area_columns(context.wording, benchmark.specification.noise)};
    make_live(table.columns, benchmark.specification);
    table.sheet = context.wording("xlsx.costs");
    table.givens = {population_of(benchmark, context.wording)};
    for (const auto& area : benchmark.areas) {
        table.rows.push_back(area_cells(area, context.wording(context.definitions.short_title(area.area))));
    }
    table.rows.push_back(area_cells(benchmark.total, context.wording(context.definitions.total.title)));
    table.last_is_total = true;
    table.notes = notes_of(context, benchmark);
    return table;
}

/// One row per level: the potential per area and in total. In a workbook computed from the areas' table, of which
/// the total is the last row, and the levels' table.
Table levels_table(const AnswerContext& context, const std::vector<Benchmark>& benchmarks) {
    const auto& words = context.wording;
    Table table{words("benchmark.levels"), {{"level", words("column.level"), "", true}}};
    table.sheet = words("xlsx.potentials");
    const auto& first = benchmarks.front();
    const bool by_area = first.specification.scope == Scope::by_area;
    const auto formula = [&](const std::string& area, std::size_t row) {
        const std::string costs = words("xlsx.costs");
        return potential_formula(fmt::format("{}!net_cost_mnkr@{}", costs, row),
                                 fmt::format("{}!reference_cost_mnkr@{}", costs, row),
                                 fmt::format("{}!{}", words("xlsx.levels"), area), first.specification.netting);
    };
    std::string sum;
    for (std::size_t a = 0; a < first.areas.size(); ++a) {
        const std::string& area = first.areas[a].area;
        table.columns.push_back(
            {area, words(context.definitions.short_title(area)), words("unit.mnkr"), false, formula(area, a)});
        sum += fmt::format("{}{{{}}}", sum.empty() ? "" : " + ", area);
    }
    table.columns.push_back({"total", words(context.definitions.total.title), words("unit.mnkr"), false,
                             by_area ? sum : formula("total", first.areas.size())});
    if (by_area) {
        table.columns.push_back({"at_level_in_every_area", words("column.everywhere"), words("unit.municipalities")});
    }
    for (const auto& benchmark : benchmarks) {
        std::vector<Cell> row{words(level_words(benchmark.specification.level))};
        for (const auto& area : benchmark.areas) {
            row.push_back(cell(area.potential.value, 1));
        }
        row.push_back(cell(benchmark.total.potential.value, 1));
        if (by_area) {
            row.push_back(cell(benchmark.at_level_everywhere, 0));
        }
        table.rows.push_back(std::move(row));
    }
    return table;
}

/// What chance leaves open: per area at one level, or the total per level.
Table uncertainty_table(const AnswerContext& context, const std::vector<Benchmark>& benchmarks) {
    const auto& words = context.wording;
    const std::string mnkr = words("unit.mnkr");
    const bool one = benchmarks.size() == 1;
    Table table{words("benchmark.uncertainty"),
                {{one ? "area" : "level", words(one ? "column.area" : "column.level"), "", true},
                 {"potential", words("column.potential"), mnkr},
                 {"mean", words("column.mean_of_draws"), mnkr},
                 {"interval", words("column.potential_interval"), mnkr, true},
                 {"rank", words("column.rank"), ""},
                 {"rank_interval", words("column.rank_interval"), "", true}}};
    const auto add = [&](const std::string& title, const AreaBenchmark& area) {
        const auto range = [&](const Uncertain& value, int decimals) {
            return is_missing(value.mean)
                       ? Cell{}
                       : Cell{words({"claim.to",
                                     {{"low", Number{value.low, decimals}}, {"high", Number{value.high, decimals}}}})};
        };
        table.rows.push_back({title, cell(area.potential.value, 1), cell(area.potential_interval.mean, 1),
                              range(area.potential_interval, 1),
                              area.rank == 0 ? Cell{} : Cell{Number{static_cast<double>(area.rank)}},
                              range(area.rank_interval, 0)});
    };
    for (const auto& benchmark : benchmarks) {
        if (!one) {
            add(words(level_words(benchmark.specification.level)), benchmark.total);
            continue;
        }
        for (const auto& area : benchmark.areas) {
            add(words(context.definitions.short_title(area.area)), area);
        }
        add(words(context.definitions.total.title), benchmark.total);
    }
    table.last_is_total = one;
    table.notes = {words("benchmark.intervals")};
    const bool lowest = std::ranges::any_of(benchmarks, [](const Benchmark& benchmark) {
        const auto kind = benchmark.specification.level.kind;
        return kind == Level::Kind::best_mean || kind == Level::Kind::best_nth || kind == Level::Kind::best;
    });
    if (lowest) {
        table.notes.push_back(words("benchmark.winners"));
    }
    return table;
}

/// Every level × area with all its figures and choices, for a spreadsheet.
Table long_table(const AnswerContext& context, const std::vector<Benchmark>& benchmarks) {
    Table table{"", area_columns(context.wording, benchmarks.front().specification.noise)};
    table.columns.insert(table.columns.begin(), {{"municipality", "", "", true}, {"year", "", ""}});
    for (const char* bound : {"potential_low_mnkr", "potential_high_mnkr", "rank_low", "rank_high"}) {
        table.columns.push_back({bound, "", ""});
    }
    for (const char* choice : {"level", "pool", "scope", "netting", "quality", "window", "noise", "prices"}) {
        table.columns.push_back({choice, "", "", true});
    }
    for (const auto& benchmark : benchmarks) {
        const Municipality& municipality = context.figures.panel.municipalities()[benchmark.municipality];
        const Specification& choices = benchmark.specification;
        const auto add = [&](const AreaBenchmark& area) {
            auto row = area_cells(area, area.area);
            row.insert(row.begin(), {std::string(municipality.id.view()), benchmark.year});
            row.insert(row.end(), {cell(area.potential_interval.low, 1), cell(area.potential_interval.high, 1),
                                   cell(area.rank_interval.low, 0), cell(area.rank_interval.high, 0)});
            row.insert(row.end(),
                       {to_string(choices.level), to_string(choices.pool), to_string(choices.scope),
                        to_string(choices.netting), to_string(choices.quality), std::to_string(choices.window),
                        to_string(choices.noise), to_string(choices.prices)});
            table.rows.push_back(std::move(row));
        };
        std::ranges::for_each(benchmark.areas, add);
        add(benchmark.total);
    }
    return table;
}

/// The year, or the years that the amounts are averages over.
std::string period_words(const Benchmark& benchmark, const Wording& words) {
    const int window = benchmark.specification.window;
    return window == 1 ? words({"period.year", {{"year", benchmark.year}}})
                       : words({"period.window", {{"first", benchmark.year - (window - 1)}, {"last", benchmark.year}}});
}

std::vector<std::string> method_sentences(const Benchmark& benchmark, const Wording& words) {
    const Specification& specification = benchmark.specification;
    std::vector<std::string> sentences{words("method.deviation"), words("method.potential")};
    if (specification.scope == Scope::by_area) {
        sentences.push_back(words("method.by_area"));
    }
    if (specification.window > 1) {
        sentences.push_back(words({"method.window",
                                   {{"years", Number{static_cast<double>(specification.window)}},
                                    {"first", benchmark.year - (specification.window - 1)},
                                    {"last", benchmark.year}}}));
    }
    if (specification.quality != QualityCondition::none) {
        sentences.push_back(words("method.quality"));
    }
    if (specification.noise != Noise::raw) {
        sentences.push_back(words("method.noise"));
    }
    return sentences;
}

}  // namespace

std::string potential_formula(std::string_view net_cost, std::string_view reference_cost, std::string_view level,
                              Netting netting) {
    const std::string gap = fmt::format("{{{}}} - (1 + {{{}}} / 100) * {{{}}}", net_cost, level, reference_cost);
    return netting == Netting::positive ? "MAX(0, " + gap + ")" : gap;
}

Table level_ratios_table(const AnswerContext& context, const std::vector<Benchmark>& by_area,
                         const std::vector<Benchmark>& whole) {
    const auto& words = context.wording;
    const auto& first = by_area.empty() ? whole : by_area;
    Table table{words("xlsx.levels_title"), {{"level", words("column.level"), "", true}}};
    table.sheet = words("xlsx.levels");
    table.notes = {words("xlsx.levels_note")};
    for (const auto& benchmark : first) {
        table.rows.push_back({words(level_words(benchmark.specification.level))});
    }
    const auto add = [&](const std::string& key, const Text& title, const std::vector<Benchmark>& levels,
                         auto&& ratio_of) {
        if (levels.empty()) {
            return;
        }
        table.columns.push_back({key, words(title), "%"});
        for (std::size_t l = 0; l < levels.size(); ++l) {
            table.rows[l].push_back(cell(ratio_pct(ratio_of(levels[l])), 1, true));
        }
    };
    for (std::size_t a = 0; a < first.front().areas.size(); ++a) {
        const std::string& area = first.front().areas[a].area;
        add(area, context.definitions.short_title(area), by_area,
            [&](const Benchmark& benchmark) { return benchmark.areas[a].level_ratio; });
    }
    add("total", context.definitions.total.title, whole,
        [](const Benchmark& benchmark) { return benchmark.total.level_ratio; });
    return table;
}

Json uncertain_json(const Uncertain& value) {
    return {{"mean", json_number(value.mean)}, {"interval", {json_number(value.low), json_number(value.high)}}};
}

std::string specification_words(const AnswerContext& context, const Benchmark& benchmark, bool with_level) {
    const auto& words = context.wording;
    const Specification& specification = benchmark.specification;
    const bool whole = specification.scope == Scope::whole;
    std::string text =
        with_level ? words({"benchmark.level", {{"level", words(level_words(specification.level))}}}) + " " : "";
    text += words({"benchmark.specification",
                   {{"pool", words(pool_words(specification.pool, context.figures.panel))},
                    {"scope", words(whole ? "scope.whole" : "scope.by_area")},
                    {"netting", words("netting." + to_string(specification.netting))},
                    {"quality", words("quality." + to_string(specification.quality))}}});
    return text + " " + words(whole ? "benchmark.whole" : "benchmark.by_area");
}

std::string price_words(const AnswerContext& context, const Specification& specification) {
    if (!specification.prices) {
        return context.wording("prices.own");
    }
    const PriceIndex* index = context.definitions.price_index(specification.prices->index);
    return context.wording(
        {"prices.year", {{"year", specification.prices->year}, {"index", index->title}, {"source", index->source}}});
}

std::string source_words(const AnswerContext& context) {
    const Manifest& manifest = context.figures.manifest;
    std::string text =
        context.wording({"source.own", {{"credit", manifest.credit}, {"retrieved", manifest.retrieved}}});
    for (const auto& remark : figure_remarks(manifest)) {
        text += " " + context.wording(remark);
    }
    return text;
}

std::string main_finding(const AnswerContext& context, const Benchmark& benchmark) {
    const auto& words = context.wording;
    const std::string& name = context.figures.panel.municipalities()[benchmark.municipality].name;
    const AreaBenchmark& total = benchmark.total;
    if (is_missing(total.deviation)) {
        const bool net_cost_only = !is_missing(total.net_cost);
        return words({net_cost_only ? "finding.net_cost_only" : "finding.missing",
                      {{"municipality", name},
                       {"period", period_words(benchmark, words)},
                       {"areas", words(areas_words(benchmark.specification.areas, context.definitions))},
                       {"amount", Number{total.net_cost.value, 0}},
                       {"reason", words_of(total.reasons, words)}}});
    }
    const double deviation = total.deviation.value;
    const bool even = std::abs(total.deviation_pct.value) < 0.05;
    // One area is not what the municipality cost.
    const bool one = benchmark.specification.areas.size() == 1;
    const Noise noise = benchmark.specification.noise;
    const auto estimated = [&] {
        return words({"finding_noise." + to_string(noise),
                      {{"municipality", name},
                       {"period", period_words(benchmark, words)},
                       {"areas", words(areas_words(benchmark.specification.areas, context.definitions))},
                       {"amount", Number{deviation, std::abs(deviation) < 10 ? 1 : 0, true}},
                       {"pct", Number{total.deviation_pct.value, 1, true}}}});
    };
    std::string text = noise != Noise::raw
                           ? estimated()
                           : words({even            ? (one ? "finding.one_even" : "finding.even")
                                    : deviation > 0 ? (one ? "finding.one_dearer" : "finding.dearer")
                                                    : (one ? "finding.one_cheaper" : "finding.cheaper"),
                                    {{"municipality", name},
                                     {"period", period_words(benchmark, words)},
                                     {"areas", words(areas_words(benchmark.specification.areas, context.definitions))},
                                     {"amount", Number{std::abs(deviation), std::abs(deviation) < 10 ? 1 : 0}},
                                     {"pct", Number{std::abs(total.deviation_pct.value), 1}}}});
    if (total.rank > 0) {
        const bool conditioned = benchmark.specification.quality != QualityCondition::none;
        text += " " + words({conditioned ? "finding.rank_quality" : "finding.rank",
                             {{"pool", words(pool_words(benchmark.specification.pool, context.figures.panel))},
                              {"rank", Number{static_cast<double>(total.rank)}},
                              {"of", Number{static_cast<double>(total.of)}}}});
    }
    return text;
}

Answer benchmark_answer(const AnswerContext& context, const std::vector<Benchmark>& benchmarks) {
    const auto& words = context.wording;
    const Benchmark& first = benchmarks.front();
    const std::string& name = context.figures.panel.municipalities()[first.municipality].name;
    Answer answer;
    answer.document.language = words.language();
    answer.document.title =
        words({"benchmark.title", {{"municipality", name}, {"period", period_words(first, words)}}});
    auto& blocks = answer.document.blocks;
    blocks.emplace_back(Paragraph{main_finding(context, first), true});
    Table areas = areas_table(context, first);
    if (benchmarks.size() == 1) {
        blocks.emplace_back(std::move(areas));
    } else {
        // The areas' own figures are the same at every level: those columns stand once, the potentials by level.
        const auto own = static_cast<std::ptrdiff_t>(areas.columns.size()) - 2;
        areas.columns.erase(areas.columns.begin() + own, areas.columns.end());
        for (auto& row : areas.rows) {
            row.erase(row.begin() + own, row.end());
        }
        blocks.emplace_back(std::move(areas));
        Table levels = levels_table(context, benchmarks);
        // What is said of one level only, such as the own lowest year and the break it steps over.
        const auto said = notes_of(context, first);
        for (const auto& benchmark : benchmarks) {
            const std::string level = words(level_words(benchmark.specification.level));
            for (const auto& note : notes_of(context, benchmark)) {
                if (std::ranges::find(said, note) != said.end()) {
                    continue;
                }
                // "Egna lägsta året är 2018" names the level itself.
                const bool named = lower_case(note).find(lower_case(level)) != std::string::npos;
                levels.notes.push_back(named ? note : words({"table.level_note", {{"level", level}, {"note", note}}}));
            }
        }
        blocks.emplace_back(std::move(levels));
        const bool by_area = first.specification.scope == Scope::by_area;
        answer.document.sheets = {by_area ? level_ratios_table(context, benchmarks, {})
                                          : level_ratios_table(context, {}, benchmarks)};
    }
    if (first.specification.noise != Noise::raw) {
        blocks.emplace_back(uncertainty_table(context, benchmarks));
        blocks.emplace_back(Paragraph{words("benchmark_noise." + to_string(first.specification.noise))});
    }
    blocks.emplace_back(Paragraph{specification_words(context, first, benchmarks.size() == 1)});
    if (benchmarks.size() == 1 && !is_missing(first.at_level_everywhere)) {
        blocks.emplace_back(Paragraph{words({"benchmark.everywhere", {{"n", Number{first.at_level_everywhere}}}})});
    }
    answer.document.source = price_words(context, first.specification) + " " + source_words(context);
    blocks.emplace_back(Paragraph{answer.document.source});
    blocks.emplace_back(provenance_block(provenance_of(context, benchmarks), words, method_sentences(first, words)));
    answer.document.data = long_table(context, benchmarks);

    Json results = Json::array();
    for (const auto& benchmark : benchmarks) {
        results.push_back(benchmark_json(context, benchmark));
    }
    if (results.size() == 1) {
        answer.json = std::move(results.front());
    } else {
        answer.json = {{"schema", "skattekrona.benchmarks/1"}, {"results", std::move(results)}};
    }
    return answer;
}

}  // namespace skattekrona
