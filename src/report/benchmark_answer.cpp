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

std::vector<Column> area_columns(const Wording& words) {
    const auto column = [&](std::string key, std::string_view unit) {
        return Column{key, words("column." + key), std::string(unit)};
    };
    const std::string mnkr = words("unit.mnkr");
    const std::string per_head = words("unit.kr_per_inhabitant");
    Column area = column("area", "");
    area.text = true;
    return {area,
            column("net_cost", mnkr),
            column("reference_cost", mnkr),
            column("deviation", mnkr),
            column("deviation_pct", "%"),
            column("deviation_per_inhabitant", per_head),
            column("rank", ""),
            column("of", ""),
            column("quartile", ""),
            column("median", "%"),
            column("level", "%"),
            column("potential", mnkr)};
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
    Table table{"", area_columns(context.wording)};
    for (const auto& area : benchmark.areas) {
        table.rows.push_back(area_cells(area, context.wording(context.definitions.short_title(area.area))));
    }
    table.rows.push_back(area_cells(benchmark.total, context.wording(context.definitions.total.title)));
    table.last_is_total = true;
    table.notes = notes_of(context, benchmark);
    return table;
}

/// One row per level: the potential per area and in total.
Table levels_table(const AnswerContext& context, const std::vector<Benchmark>& benchmarks) {
    const auto& words = context.wording;
    Table table{words("benchmark.levels"), {{"level", words("column.level"), "", true}}};
    const auto& first = benchmarks.front();
    for (const auto& area : first.areas) {
        table.columns.push_back({area.area, words(context.definitions.short_title(area.area)), words("unit.mnkr")});
    }
    table.columns.push_back({"total", words(context.definitions.total.title), words("unit.mnkr")});
    for (const auto& benchmark : benchmarks) {
        std::vector<Cell> row{words(level_words(benchmark.specification.level))};
        for (const auto& area : benchmark.areas) {
            row.push_back(cell(area.potential.value, 1));
        }
        row.push_back(cell(benchmark.total.potential.value, 1));
        table.rows.push_back(std::move(row));
    }
    return table;
}

/// Every level × area with all its figures, for a spreadsheet.
Table long_table(const AnswerContext& context, const std::vector<Benchmark>& benchmarks) {
    Table table{"", area_columns(context.wording)};
    table.columns.insert(table.columns.begin(),
                         {{"municipality", "", "", true}, {"year", "", ""}, {"level_name", "", "", true}});
    for (const auto& benchmark : benchmarks) {
        const Municipality& municipality = context.figures.panel.municipalities()[benchmark.municipality];
        const auto add = [&](const AreaBenchmark& area) {
            auto row = area_cells(area, area.area);
            row.insert(row.begin(),
                       {std::string(municipality.id.view()), benchmark.year, to_string(benchmark.specification.level)});
            table.rows.push_back(std::move(row));
        };
        for (const auto& area : benchmark.areas) {
            add(area);
        }
        add(benchmark.total);
    }
    return table;
}

/// The choices behind the potential, in words.
std::string specification_words(const Specification& specification, const Wording& words) {
    return words({"benchmark.specification",
                  {{"level", words(level_words(specification.level))},
                   {"pool", words(pool_words(specification.pool))},
                   {"scope", words(specification.scope == Scope::whole ? "scope.whole" : "scope.by_area")},
                   {"netting", words("netting." + to_string(specification.netting))},
                   {"quality", words("quality." + to_string(specification.quality))}}});
}

std::vector<std::string> method_sentences(const Benchmark& benchmark, const Definitions& definitions,
                                          const Wording& words) {
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
        for (const auto& series_break : definitions.breaks_between(
                 specification.areas, benchmark.year - (specification.window - 1), benchmark.year)) {
            sentences.push_back(words({"note.break", {{"year", series_break.year}, {"title", series_break.title}}}));
        }
    }
    if (specification.prices) {
        const auto index = std::ranges::find(definitions.price_indices, specification.prices->index, &PriceIndex::id);
        sentences.push_back(
            words({"method.prices",
                   {{"year", specification.prices->year}, {"index", index->title}, {"source", index->source}}}));
    }
    if (specification.quality != QualityCondition::none) {
        sentences.push_back(words("method.quality"));
    }
    return sentences;
}

}  // namespace

std::string main_finding(const AnswerContext& context, const Benchmark& benchmark) {
    const auto& words = context.wording;
    const std::string& name = context.figures.panel.municipalities()[benchmark.municipality].name;
    const AreaBenchmark& total = benchmark.total;
    if (is_missing(total.deviation)) {
        return words({"finding.missing",
                      {{"municipality", name}, {"year", benchmark.year}, {"reason", words_of(total.reasons, words)}}});
    }
    const double deviation = total.deviation.value;
    const bool even = std::abs(total.deviation_pct.value) < 0.05;
    std::string text = words({even            ? "finding.even"
                              : deviation > 0 ? "finding.dearer"
                                              : "finding.cheaper",
                              {{"municipality", name},
                               {"year", benchmark.year},
                               {"amount", Number{std::abs(deviation), std::abs(deviation) < 10 ? 1 : 0}},
                               {"pct", Number{std::abs(total.deviation_pct.value), 1}}}});
    text += " " +
            words({"finding.rank",
                   {{"rank", Number{static_cast<double>(total.rank)}}, {"of", Number{static_cast<double>(total.of)}}}});
    return text;
}

Answer benchmark_answer(const AnswerContext& context, const std::vector<Benchmark>& benchmarks) {
    const auto& words = context.wording;
    const Benchmark& first = benchmarks.front();
    const std::string& name = context.figures.panel.municipalities()[first.municipality].name;
    Answer answer;
    answer.document.language = words.language();
    answer.document.title = words({"benchmark.title", {{"municipality", name}, {"year", first.year}}});
    auto& blocks = answer.document.blocks;
    blocks.emplace_back(Paragraph{main_finding(context, first), true});
    Table areas = areas_table(context, first);
    if (benchmarks.size() == 1) {
        blocks.emplace_back(std::move(areas));
        blocks.emplace_back(Paragraph{specification_words(first.specification, words)});
    } else {
        // The areas' own figures are the same at every level: those columns stand once, the potentials by level.
        const auto own = static_cast<std::ptrdiff_t>(areas.columns.size()) - 2;
        areas.columns.erase(areas.columns.begin() + own, areas.columns.end());
        for (auto& row : areas.rows) {
            row.erase(row.begin() + own, row.end());
        }
        blocks.emplace_back(std::move(areas));
        Table levels = levels_table(context, benchmarks);
        for (const auto& benchmark : benchmarks) {
            if (is_missing(benchmark.total.potential) && &benchmark != &first) {
                levels.notes.push_back(words({"table.level_note",
                                              {{"level", words(level_words(benchmark.specification.level))},
                                               {"note", words_of(benchmark.total.reasons, words)}}}));
            }
        }
        blocks.emplace_back(std::move(levels));
    }
    blocks.emplace_back(Paragraph{
        words({"source.own",
               {{"credit", context.figures.manifest.credit}, {"retrieved", context.figures.manifest.retrieved}}})});
    blocks.emplace_back(provenance_block(provenance_of(context, benchmarks), words,
                                         method_sentences(first, context.definitions, words)));
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
