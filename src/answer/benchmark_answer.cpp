#include "answer/benchmark_answer.hpp"

#include "model/peers.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <set>

namespace skattekrona {

namespace {

std::string joined(const std::vector<Message>& messages, const Wording& wording) {
    std::string out;
    for (const auto& message : messages) {
        out += (out.empty() ? "" : " ") + wording(message);
    }
    return out;
}

/// A cost ratio as a deviation from the reference cost, the same unit as the municipality's own deviation.
double ratio_pct(double ratio) { return as_percent(ratio - 1).value; }

/// What is said of an area, or of the total.
constexpr auto area_quantities = std::to_array<QuantityOf<AreaBenchmark>>({
    {{.key = "net_cost_mnkr",
      .member = "net_cost",
      .title = "answer.column.net_cost",
      .unit = "model.unit.mnkr",
      .decimals = 1},
     [](const AreaBenchmark& area) { return area.net_cost.value; }},
    {{.key = "reference_cost_mnkr",
      .member = "reference_cost",
      .title = "answer.column.reference_cost",
      .unit = "model.unit.mnkr",
      .decimals = 1},
     [](const AreaBenchmark& area) { return area.reference_cost.value; }},
    {{.key = "deviation_mnkr",
      .member = "deviation",
      .title = "plot.column.deviation",
      .unit = "model.unit.mnkr",
      .decimals = 1,
      .plus_sign = true},
     [](const AreaBenchmark& area) { return area.deviation.value; }},
    {{.key = "deviation_pct",
      .member = "deviation_pct",
      .title = "plot.column.deviation",
      .unit = "model.unit.percent",
      .decimals = 1,
      .plus_sign = true,
      .bar = true},
     [](const AreaBenchmark& area) { return area.deviation_pct.value; }},
    {{.key = "deviation_kr_per_inhabitant",
      .member = "deviation_per_inhabitant",
      .title = "plot.column.deviation",
      .unit = "model.unit.kr_per_inhabitant",
      .plus_sign = true},
     [](const AreaBenchmark& area) { return area.deviation_per_inhabitant.value; }},
    {{.member = "cost_ratio"}, [](const AreaBenchmark& area) { return area.cost_ratio; }},
    {{.key = "rank", .member = "rank", .title = "answer.column.rank", .whole = true},
     [](const AreaBenchmark& area) { return static_cast<double>(area.rank); }},
    {{.key = "of", .member = "of", .title = "answer.column.of", .whole = true},
     [](const AreaBenchmark& area) { return static_cast<double>(area.of); }},
    {{.key = "quartile", .member = "quartile", .title = "answer.column.quartile", .whole = true},
     [](const AreaBenchmark& area) { return static_cast<double>(area.quartile); }},
    {{.key = "median_pct",
      .title = "plot.column.median",
      .unit = "model.unit.percent",
      .decimals = 1,
      .plus_sign = true},
     [](const AreaBenchmark& area) { return ratio_pct(area.median_ratio); }},
    {{.member = "median_ratio"}, [](const AreaBenchmark& area) { return area.median_ratio; }},
    {{.key = "level_pct", .title = "plot.column.level", .unit = "model.unit.percent", .decimals = 1, .plus_sign = true},
     [](const AreaBenchmark& area) { return ratio_pct(area.level_ratio); }},
    {{.member = "level_ratio"}, [](const AreaBenchmark& area) { return area.level_ratio; }},
    {{.key = "potential_mnkr",
      .member = "potential",
      .title = "plot.column.potential",
      .unit = "model.unit.mnkr",
      .decimals = 1},
     [](const AreaBenchmark& area) { return area.potential.value; }},
});
/// Those that a level decides; the others are the same at every level.
constexpr std::array<std::string_view, 2> of_the_level{"level_pct", "potential_mnkr"};

Json area_json(const AreaBenchmark& area, const Wording& wording) {
    Json json{{"id", area.area}};
    add_members(json, area_quantities, area);
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
        json["missing"] = joined(area.reasons, wording);
    }
    if (!area.notes.empty()) {
        std::vector<Message> notes;
        std::ranges::transform(area.notes, std::back_inserter(notes), &Note::said);
        json["notes"] = joined(notes, wording);
    }
    return json;
}

std::vector<Cell> area_cells(const AreaBenchmark& area, const std::string& title) {
    std::vector<Cell> cells{title};
    add_cells(cells, area_quantities, area);
    return cells;
}

std::vector<Column> area_columns(const Wording& words, Noise noise) {
    std::vector<Column> columns{{"area", words("plot.column.area"), "", true}};
    add_columns(columns, area_quantities, words);
    // What is estimated is not what was spent, and its column says so.
    if (noise != Noise::raw) {
        std::ranges::find(columns, "net_cost_mnkr", &Column::key)->title =
            words("answer.column_noise." + to_string(noise));
    }
    return columns;
}

/// The comparators' deviations in an area, as a formula names them.
std::string compared(const Wording& words, std::string_view area, const std::string& of = "") {
    return fmt::format("{{{}!{}:all}}", sheet_of(words("answer.xlsx.comparison"), of), area);
}

/// What is equal but for the last digits of a computer's is equal.
constexpr const char* a_hair = "0.000000001";

/// A level as a workbook computes it of the comparators' deviations; empty where it is not theirs.
std::string level_formula(const Level& level, const std::string& deviations) {
    switch (level.kind) {
        case Level::Kind::reference:
        case Level::Kind::own_best:
            return "";
        case Level::Kind::median:
            return fmt::format("MEDIAN({})", deviations);
        case Level::Kind::percentile:
            return fmt::format("PERCENTILE({}, {} / 100)", deviations, level.parameter);
        case Level::Kind::best_mean:
            return fmt::format("SUMPRODUCT(SMALL({0}, ROW($A$1:$A${1}))) / {1}", deviations, level.parameter);
        case Level::Kind::best_nth:
            return fmt::format("SMALL({}, {})", deviations, level.parameter);
        case Level::Kind::best:
            return fmt::format("MIN({})", deviations);
    }
    return "";
}

/// What a workbook computes of the comparators: where the municipality stands among them, their median, and the level.
void compare_live(Table& table, const Benchmark& benchmark, const Wording& words, const std::string& of) {
    const bool by_area = benchmark.specification.scope == Scope::by_area;
    for (std::size_t a = 0; a <= benchmark.areas.size(); ++a) {
        const bool total = a == benchmark.areas.size();
        const std::string deviations =
            compared(words, total ? total_area : std::string_view(benchmark.areas[a].area), of);
        table.formulas.push_back(
            {a, "rank",
             fmt::format("SUMPRODUCT(ISNUMBER({0}) * ({0} < {{deviation_pct}} - {1})) + 1", deviations, a_hair)});
        table.formulas.push_back({a, "of", fmt::format("COUNT({}) + 1", deviations)});
        table.formulas.push_back({a, "quartile", "ROUNDUP(4 * {rank} / {of}, 0)"});
        table.formulas.push_back({a, "median_pct", fmt::format("MEDIAN({})", deviations)});
        if (const auto formula = level_formula(benchmark.specification.level, deviations);
            total != by_area && !formula.empty()) {
            table.formulas.push_back({a, "level_pct", formula});
        }
    }
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
            window == 1 ? words({"answer.xlsx.population", {{"year", benchmark.year}}})
                        : words({"answer.xlsx.population_mean",
                                 {{"first", benchmark.year - (window - 1)}, {"last", benchmark.year}}}),
            {benchmark.population}};
}

/// A line below the table.
struct NoteLine {
    std::string text;
    bool names_level = false;

    friend bool operator==(const NoteLine&, const NoteLine&) = default;
};

/// Reasons and notes below the table; what is said of several areas is said once.
std::vector<NoteLine> note_lines(const AnswerContext& context, const Benchmark& benchmark) {
    struct Said {
        NoteLine line;
        std::vector<Text> areas;
    };
    std::vector<Said> said;
    const auto add = [&](const Message& message, bool names_level, const std::string& area) {
        const std::string words = context.wording(message);
        auto same = std::ranges::find(said, words, [](const Said& one) { return one.line.text; });
        if (same == said.end()) {
            same = said.insert(same, Said{{words, names_level}, {}});
        }
        same->areas.push_back(context.definitions.short_title(area));
    };
    const auto add_area = [&](const AreaBenchmark& area) {
        for (const auto& reason : area.reasons) {
            add(reason, false, area.area);
        }
        for (const auto& note : area.notes) {
            add(note.said, note.names_level, area.area);
        }
    };
    std::ranges::for_each(benchmark.areas, add_area);
    add_area(benchmark.total);
    std::vector<NoteLine> lines;
    for (const auto& [line, areas] : said) {
        lines.push_back(
            {context.wording({"answer.table.note", {{"areas", areas}, {"note", line.text}}}), line.names_level});
    }
    return lines;
}

Table areas_table(const AnswerContext& context, const Benchmark& benchmark, const std::string& of = "") {
    Table table{"", area_columns(context.wording, benchmark.specification.noise)};
    make_live(table.columns, benchmark.specification);
    compare_live(table, benchmark, context.wording, of);
    table.sheet = sheet_of(context.wording("answer.xlsx.costs"), of);
    table.givens = {population_of(benchmark, context.wording)};
    for (const auto& area : benchmark.areas) {
        table.rows.push_back(area_cells(area, context.wording(context.definitions.short_title(area.area))));
    }
    table.rows.push_back(area_cells(benchmark.total, context.wording(context.definitions.total.title)));
    table.last_is_total = true;
    for (auto& note : benchmark_notes(context, benchmark)) {
        table.notes.emplace_back(std::move(note));
    }
    return table;
}

/// One row per level: the potential per area and in total. In a workbook computed from the areas' table, of which
/// the total is the last row, and the levels' table.
Table levels_table(const AnswerContext& context, const std::vector<Benchmark>& benchmarks) {
    const auto& words = context.wording;
    Table table{words("answer.benchmark.levels"), {{"level", words("plot.column.level"), "", true}}};
    table.sheet = words("answer.xlsx.potentials");
    const auto& first = benchmarks.front();
    const bool by_area = first.specification.scope == Scope::by_area;
    const auto formula = [&](const std::string& area, std::size_t row) {
        const std::string costs = words("answer.xlsx.costs");
        return potential_formula(fmt::format("{}!net_cost_mnkr@{}", costs, row),
                                 fmt::format("{}!reference_cost_mnkr@{}", costs, row),
                                 fmt::format("{}!{}", words("answer.xlsx.levels"), area), first.specification.netting);
    };
    std::string sum;
    for (std::size_t a = 0; a < first.areas.size(); ++a) {
        const std::string& area = first.areas[a].area;
        table.columns.push_back(
            {area, words(context.definitions.short_title(area)), words("model.unit.mnkr"), false, formula(area, a)});
        sum += fmt::format("{}{{{}}}", sum.empty() ? "" : " + ", area);
    }
    table.columns.push_back({"total", words(context.definitions.total.title), words("model.unit.mnkr"), false,
                             by_area ? sum : formula("total", first.areas.size())});
    if (by_area) {
        std::string everywhere = fmt::format("SUMPRODUCT(ISNUMBER({})", compared(words, total_area));
        for (const auto& area : first.areas) {
            everywhere += fmt::format(" * ISNUMBER({0}) * ({0} <= {{{1}!{2}}} + {3})", compared(words, area.area),
                                      words("answer.xlsx.levels"), area.area, a_hair);
        }
        table.columns.push_back({"at_level_in_every_area", words("answer.column.everywhere"),
                                 words("model.unit.municipalities"), false, everywhere + ")"});
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
    // What is said of one level only, such as the own lowest year and the break it steps over.
    const auto said = note_lines(context, first);
    for (const auto& benchmark : benchmarks) {
        for (const auto& line : note_lines(context, benchmark)) {
            if (std::ranges::find(said, line) == said.end()) {
                table.notes.push_back(
                    line.names_level
                        ? line.text
                        : words({"answer.table.level_note",
                                 {{"level", words(level_words(benchmark.specification.level))}, {"note", line.text}}}));
            }
        }
    }
    return table;
}

/// What chance leaves open: per area at one level, or the total per level.
Table uncertainty_table(const AnswerContext& context, const std::vector<Benchmark>& benchmarks) {
    const auto& words = context.wording;
    const bool one = benchmarks.size() == 1;
    Table table{words("answer.benchmark.uncertainty"),
                {{one ? "area" : "level", words(one ? "plot.column.area" : "plot.column.level"), "", true}}};
    std::ranges::move(uncertainty_columns(words), std::back_inserter(table.columns));
    const auto add = [&](const std::string& title, const AreaBenchmark& area) {
        std::vector<Cell> row{title};
        std::ranges::move(uncertainty_cells(area), std::back_inserter(row));
        table.rows.push_back(std::move(row));
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
    table.notes = uncertainty_notes(words, benchmarks);
    return table;
}

}  // namespace

std::string sheet_of(std::string name, const std::string& of) { return of.empty() ? name : name + " " + of; }

const QuantityOf<AreaBenchmark>& area_quantity(std::string_view column) {
    return *std::ranges::find(area_quantities, column, &QuantityForm::key);
}

Provenance provenance_of(const AnswerContext& context, const std::vector<Benchmark>& benchmarks) {
    const Benchmark& first = benchmarks.front();
    std::string municipalities;
    std::string levels;
    std::optional<std::size_t> last;
    for (const auto& benchmark : benchmarks) {
        if (benchmark.municipality != last) {
            municipalities += fmt::format("{} ", context.municipality(benchmark.municipality).id.view());
        }
        last = benchmark.municipality;
        // Every municipality is at every level.
        if (benchmark.municipality == first.municipality) {
            levels += fmt::format("--level {} ", to_string(benchmark.specification.level));
        }
    }
    return context.by(fmt::format("skattekrona benchmark {}--year {} {}{}", municipalities, first.year.value, levels,
                                  specification_options(first.specification)));
}

Json benchmark_json(const AnswerContext& context, const Benchmark& benchmark) {
    const Municipality& municipality = context.municipality(benchmark.municipality);
    Json areas = Json::list();
    for (const auto& area : benchmark.areas) {
        areas.push_back(area_json(area, context.wording));
    }
    return {{"schema", "skattekrona.benchmark/1"},
            {"municipality", municipality_json(municipality)},
            {"year", benchmark.year.value},
            {"specification", specification_json(benchmark.specification)},
            {"areas", std::move(areas)},
            {"total", area_json(benchmark.total, context.wording)},
            {"at_level_in_every_area", benchmark.at_level_everywhere},
            {"provenance", provenance_json(provenance_of(context, {benchmark}))}};
}

Table benchmarks_table(const AnswerContext& context, const std::vector<Benchmark>& benchmarks) {
    Table table{"", area_columns(context.wording, benchmarks.front().specification.noise)};
    table.columns.insert(table.columns.begin(), {{"municipality", "", "", true}, {"year", "", ""}});
    for (const char* bound : {"potential_low_mnkr", "potential_high_mnkr", "rank_low", "rank_high"}) {
        table.columns.push_back({bound, "", ""});
    }
    for (const char* choice : {"level", "pool", "scope", "netting", "quality", "window", "noise", "prices"}) {
        table.columns.push_back({choice, "", "", true});
    }
    for (const auto& benchmark : benchmarks) {
        const Municipality& municipality = context.municipality(benchmark.municipality);
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

std::string period_words(const Benchmark& benchmark, const Wording& words) {
    const int window = benchmark.specification.window;
    return window == 1
               ? words({"model.period.year", {{"year", benchmark.year}}})
               : words({"model.period.window", {{"first", benchmark.year - (window - 1)}, {"last", benchmark.year}}});
}

std::vector<std::string> method_sentences(const Benchmark& benchmark, const Wording& words) {
    const Specification& specification = benchmark.specification;
    std::vector<std::string> sentences{words("answer.method.deviation"), words("answer.method.potential")};
    if (specification.scope == Scope::by_area) {
        sentences.push_back(words("answer.method.by_area"));
    }
    if (specification.window > 1) {
        sentences.push_back(words({"answer.method.window",
                                   {{"years", count(specification.window)},
                                    {"first", benchmark.year - (specification.window - 1)},
                                    {"last", benchmark.year}}}));
    }
    if (specification.quality != QualityCondition::none) {
        sentences.push_back(words("answer.method.quality"));
    }
    if (specification.noise != Noise::raw) {
        sentences.push_back(words("answer.method.noise"));
    }
    return sentences;
}

/// The window's costs, and the years before where the cost that lasts or the own lowest year is asked for; of the
/// pool's municipalities, or everybody's where what lasts is estimated on all.
FiguresUsed used_by(const AnswerContext& context, const std::vector<Benchmark>& benchmarks) {
    const Benchmark& first = benchmarks.front();
    const Specification& specification = first.specification;
    const bool estimated = specification.noise != Noise::raw;
    const bool back = estimated || std::ranges::any_of(benchmarks, [](const Benchmark& one) {
                          return is_own(one.specification.level);
                      });
    FiguresUsed used{specification.areas,
                     back ? context.figures.panel.first_year() : first.year - (specification.window - 1), first.year,
                     first.municipality};
    if (!estimated) {
        std::set<std::size_t> others;
        std::vector<std::string> pools = specification.areas;
        pools.emplace_back(total_area);
        for (const auto& area : pools) {
            const auto members = pool_members(context.figures, context.definitions, specification.pool, area,
                                              first.municipality, first.year);
            others.insert(members.begin(), members.end());
        }
        used.others.emplace(others.begin(), others.end());
    }
    return used;
}

std::vector<Column> uncertainty_columns(const Wording& words) {
    const std::string mnkr = words("model.unit.mnkr");
    return {{"potential", words("plot.column.potential"), mnkr},
            {"mean", words("answer.column.mean_of_draws"), mnkr},
            {.key = "interval",
             .title = words("answer.column.potential_interval"),
             .unit = mnkr,
             .text = true,
             .interval = bound_titles(words)},
            {"rank", words("answer.column.rank"), ""},
            {.key = "rank_interval",
             .title = words("answer.column.rank_interval"),
             .text = true,
             .interval = bound_titles(words)}};
}

std::vector<Cell> uncertainty_cells(const AreaBenchmark& area) {
    const auto range = [](const Uncertain& value, int decimals) {
        return is_missing(value.mean) ? Cell{}
                                      : Cell{Interval{{missing}, {value.low, decimals}, {value.high, decimals}, true}};
    };
    return {cell(area.potential.value, 1), cell(area.potential_interval.mean, 1), range(area.potential_interval, 1),
            rank_cell(area.rank), range(area.rank_interval, 0)};
}

std::vector<ShownText> uncertainty_notes(const Wording& words, const std::vector<Benchmark>& benchmarks) {
    std::vector<ShownText> notes{words("answer.benchmark.intervals")};
    const bool lowest = std::ranges::any_of(benchmarks, [](const Benchmark& benchmark) {
        const auto kind = benchmark.specification.level.kind;
        return kind == Level::Kind::best_mean || kind == Level::Kind::best_nth || kind == Level::Kind::best;
    });
    if (lowest) {
        notes.emplace_back(words("answer.benchmark.winners"));
    }
    return notes;
}

std::vector<std::string> benchmark_notes(const AnswerContext& context, const Benchmark& benchmark) {
    std::vector<std::string> notes;
    std::ranges::transform(note_lines(context, benchmark), std::back_inserter(notes), &NoteLine::text);
    return notes;
}

std::string potential_formula(std::string_view net_cost, std::string_view reference_cost, std::string_view level,
                              Netting netting) {
    const std::string gap = fmt::format("{{{}}} - (1 + {{{}}} / 100) * {{{}}}", net_cost, level, reference_cost);
    return netting == Netting::positive ? "MAX(0, " + gap + ")" : gap;
}

Table level_ratios_table(const AnswerContext& context, const std::vector<Benchmark>& by_area,
                         const std::vector<Benchmark>& whole, const std::string& of) {
    const auto& words = context.wording;
    const auto& first = by_area.empty() ? whole : by_area;
    Table table{words("answer.xlsx.levels_title"), {{"level", words("plot.column.level"), "", true}}};
    table.sheet = sheet_of(words("answer.xlsx.levels"), of);
    table.notes = {words("answer.xlsx.levels_note")};
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
            table.formulas.push_back({l, key, level_formula(levels[l].specification.level, compared(words, key, of))});
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

std::vector<Table> working_tables(const AnswerContext& context, const Benchmark& benchmark, std::string title,
                                  const std::string& of) {
    Table areas = areas_table(context, benchmark, of);
    areas.title = std::move(title);
    Table comparators = comparators_table(context, benchmark);
    comparators.sheet = sheet_of(comparators.sheet, of);
    return {std::move(areas), std::move(comparators)};
}

Table comparators_table(const AnswerContext& context, const Benchmark& benchmark) {
    const auto& words = context.wording;
    Table table{words("answer.xlsx.comparison_title"),
                {{"name", words("plot.column.name"), "", true},
                 {"municipality", words("answer.column.municipality"), "", true}}};
    table.sheet = words("answer.xlsx.comparison");
    table.notes = {words("answer.xlsx.comparison_note")};
    std::map<std::size_t, std::vector<Cell>> rows;
    const auto add = [&](const AreaBenchmark& area, std::string_view key, const Text& title) {
        table.columns.push_back({.key = std::string(key), .title = words(title), .unit = "%", .input = true});
        for (const auto& [municipality, ratio] : area.comparators) {
            auto& row = rows[municipality];
            row.resize(table.columns.size());
            row.back() = cell(ratio_pct(ratio), 1, true);
        }
    };
    for (const auto& area : benchmark.areas) {
        add(area, area.area, context.definitions.short_title(area.area));
    }
    add(benchmark.total, total_area, context.definitions.total.title);
    for (auto& [municipality, row] : rows) {
        const Municipality& one = context.municipality(municipality);
        row.resize(table.columns.size());
        row[0] = one.name;
        row[1] = std::string(one.id.view());
        table.rows.push_back(std::move(row));
    }
    return table;
}

Json uncertain_json(const Uncertain& value) {
    return {{"mean", value.mean}, {"interval", Json::List{value.low, value.high}}};
}

std::vector<std::pair<std::string, Message::Argument>> choice_arguments(const AnswerContext& context,
                                                                        const Specification& specification) {
    const bool whole = specification.scope == Scope::whole;
    return {{"pool", context.wording(pool_words(specification.pool, context.figures.panel))},
            {"scope", TextKey{whole ? "claim.scope.whole" : "claim.scope.by_area"}},
            {"netting", TextKey{"model.netting." + to_string(specification.netting)}},
            {"quality", TextKey{"model.quality." + to_string(specification.quality)}}};
}

std::string choices_in_words(const AnswerContext& context, const Benchmark& benchmark, bool with_level) {
    const auto& words = context.wording;
    const Specification& specification = benchmark.specification;
    const bool whole = specification.scope == Scope::whole;
    std::string text =
        with_level ? words({"answer.benchmark.level", {{"level", words(level_words(specification.level))}}}) + " " : "";
    text += words({"answer.benchmark.specification", choice_arguments(context, specification)});
    return text + " " + words(whole ? "answer.benchmark.whole" : "answer.benchmark.by_area");
}

std::string main_finding(const AnswerContext& context, const Benchmark& benchmark) {
    // Among fewer, one municipality more or less moves the rank by a tenth or more.
    constexpr int enough_to_rank = 10;
    const auto& words = context.wording;
    const std::string& name = context.municipality(benchmark.municipality).name;
    const AreaBenchmark& total = benchmark.total;
    if (is_missing(total.deviation)) {
        const bool net_cost_only = !is_missing(total.net_cost);
        return words({net_cost_only ? "answer.finding.net_cost_only" : "answer.finding.missing",
                      {{"municipality", name},
                       {"period", period_words(benchmark, words)},
                       {"areas", words(areas_words(benchmark.specification.areas, context.definitions))},
                       {"amount", Number{total.net_cost.value, 0}},
                       {"reason", joined(total.reasons, words)}}});
    }
    const double deviation = total.deviation.value;
    const bool even = shown_sign({total.deviation_pct.value, 1}) == 0;
    // One area is not what the municipality cost.
    const bool one = benchmark.specification.areas.size() == 1;
    const Noise noise = benchmark.specification.noise;
    const auto estimated = [&] {
        return words({"answer.finding_noise." + to_string(noise),
                      {{"municipality", name},
                       {"period", period_words(benchmark, words)},
                       {"areas", words(areas_words(benchmark.specification.areas, context.definitions))},
                       {"amount", Number{deviation, amount_decimals(deviation), true}},
                       {"pct", Number{total.deviation_pct.value, 1, true}}}});
    };
    std::string text = noise != Noise::raw
                           ? estimated()
                           : words({even            ? (one ? "answer.finding.one_even" : "answer.finding.even")
                                    : deviation > 0 ? (one ? "answer.finding.one_dearer" : "answer.finding.dearer")
                                                    : (one ? "answer.finding.one_cheaper" : "answer.finding.cheaper"),
                                    {{"municipality", name},
                                     {"period", period_words(benchmark, words)},
                                     {"areas", words(areas_words(benchmark.specification.areas, context.definitions))},
                                     {"amount", Number{std::abs(deviation), amount_decimals(deviation)}},
                                     {"pct", Number{std::abs(total.deviation_pct.value), 1}}}});
    if (total.rank > 0) {
        const bool conditioned = benchmark.specification.quality != QualityCondition::none;
        text += " " + words({conditioned ? "answer.finding.rank_quality" : "answer.finding.rank",
                             {{"pool", words(pool_words(benchmark.specification.pool, context.figures.panel))},
                              {"rank", count(total.rank)},
                              {"of", count(total.of)}}});
        if (total.of < enough_to_rank) {
            text += " " + words("answer.finding.few");
        }
    }
    return text;
}

Answer benchmark_answer(const AnswerContext& given, const std::vector<Benchmark>& benchmarks) {
    const AnswerContext context = given.resting_on(used_by(given, benchmarks));
    const auto& words = context.wording;
    const Benchmark& first = benchmarks.front();
    const std::string& name = context.municipality(first.municipality).name;
    Answer answer = titled(
        words, words({"answer.benchmark.title", {{"municipality", name}, {"period", period_words(first, words)}}}),
        {first.municipality, first.year});
    auto& blocks = answer.document.blocks;
    blocks.emplace_back(Paragraph{main_finding(context, first), true});
    Table areas = areas_table(context, first);
    if (benchmarks.size() == 1) {
        blocks.emplace_back(std::move(areas));
    } else {
        // The areas' own figures are the same at every level: those columns stand once, the potentials by level.
        for (const auto& key : of_the_level) {
            areas.drop_column(key);
        }
        blocks.emplace_back(std::move(areas));
        blocks.emplace_back(levels_table(context, benchmarks));
        const bool by_area = first.specification.scope == Scope::by_area;
        answer.document.sheets = {by_area ? level_ratios_table(context, benchmarks, {})
                                          : level_ratios_table(context, {}, benchmarks)};
    }
    answer.document.sheets.push_back(comparators_table(context, first));
    if (first.specification.noise != Noise::raw) {
        blocks.emplace_back(uncertainty_table(context, benchmarks));
        blocks.emplace_back(Paragraph{words("answer.benchmark_noise." + to_string(first.specification.noise))});
    }
    blocks.emplace_back(Paragraph{choices_in_words(context, first, benchmarks.size() == 1)});
    if (benchmarks.size() == 1 && !is_missing(first.at_level_everywhere)) {
        blocks.emplace_back(
            Paragraph{words({"answer.benchmark.everywhere", {{"n", Number{first.at_level_everywhere}}}})});
    }
    answer.document.source = price_words(context, first.specification) + " " + source_words(context);
    blocks.emplace_back(Paragraph{answer.document.source});
    answer.document.data = benchmarks_table(context, benchmarks);
    answer.document.trace = provenance_block(provenance_of(context, benchmarks), words, method_sentences(first, words));
    if (benchmarks.size() == 1) {
        answer.json = benchmark_json(context, first);
        return answer;
    }
    answer.json = {{"schema", "skattekrona.benchmarks/1"}};
    for (const auto& benchmark : benchmarks) {
        answer.json["results"].push_back(benchmark_json(context, benchmark));
    }
    return answer;
}

}  // namespace skattekrona
