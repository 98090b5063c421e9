#include "answer/side_answer.hpp"

#include "answer/benchmark_answer.hpp"
#include "figures/municipality_names.hpp"
#include "model/peers.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <iterator>
#include <set>

namespace skattekrona {

namespace {

/// Each municipality's own figure of an area, or of the total (the place after the last area).
const AreaBenchmark& at(const Benchmark& benchmark, std::size_t place) {
    return place < benchmark.areas.size() ? benchmark.areas[place] : benchmark.total;
}

/// A quantity that a table is of, and what the table is called.
struct SideTable {
    std::string_view quantity;
    std::string_view title;
};
constexpr std::array<SideTable, 4> measures_side_by_side{{{"deviation_pct", "answer.side.pct"},
                                                          {"deviation_mnkr", "answer.side.mnkr"},
                                                          {"deviation_kr_per_inhabitant", "answer.side.kronor"},
                                                          {"rank", "answer.side.rank"}}};

/// The name of a sheet of one municipality among several.
std::string sheet_name(const AnswerContext& context, const char* kind, const Benchmark& benchmark) {
    return sheet_of(context.wording(kind), context.municipality(benchmark.municipality).name);
}

/// A potential as a workbook computes it: at one level it stands among the costs; at several it is that of the row's.
std::string live_potential(const AnswerContext& context, const std::vector<Benchmark>& levels) {
    const Benchmark& first = levels.front();
    const std::string costs = sheet_name(context, "answer.xlsx.costs", first);
    const std::size_t total = first.areas.size();
    if (levels.size() == 1) {
        return fmt::format("{{{}!potential_mnkr@{}}}", costs, total);
    }
    const auto gap = [&](std::string_view area, std::size_t row) {
        return potential_formula(
            fmt::format("{}!net_cost_mnkr@{}", costs, row), fmt::format("{}!reference_cost_mnkr@{}", costs, row),
            fmt::format("{}!{}", sheet_name(context, "answer.xlsx.levels", first), area), first.specification.netting);
    };
    if (first.specification.scope == Scope::whole) {
        return gap(total_area, total);
    }
    std::vector<std::string> gaps;
    for (std::size_t a = 0; a < total; ++a) {
        gaps.push_back(gap(first.areas[a].area, a));
    }
    return fmt::format("{}", fmt::join(gaps, " + "));
}

/// "av 290", or "av 288–290" where fewer have figures of some areas; nothing where there are no ranks.
std::string among_words(const Wording& words, const Benchmark& benchmark) {
    int least = 0;
    int most = 0;
    for (std::size_t place = 0; place <= benchmark.areas.size(); ++place) {
        if (const int of = at(benchmark, place).of; at(benchmark, place).rank > 0) {
            least = least == 0 ? of : std::min(least, of);
            most = std::max(most, of);
        }
    }
    if (most == 0) {
        return "";
    }
    return least == most ? words({"answer.side.of", {{"of", count(most)}}})
                         : words({"answer.side.of_some", {{"least", count(least)}, {"most", count(most)}}});
}

Table measure_table(const AnswerContext& context, const std::vector<Benchmark>& firsts, const SideTable& measure) {
    const auto& words = context.wording;
    const QuantityOf<AreaBenchmark>& quantity = area_quantity(measure.quantity);
    Table table{words(measure.title), {{"area", words("plot.column.area"), "", true}}};
    for (const auto& benchmark : firsts) {
        const Municipality& municipality = context.municipality(benchmark.municipality);
        Column column = column_of(quantity, words);
        column.key = fmt::format("{}_{}", column.key, municipality.id.view());
        column.title = municipality.name;
        column.unit = quantity.whole ? among_words(words, benchmark) : "";
        // Each column's bars would be of a scale of its own.
        column.bar = false;
        table.columns.push_back(std::move(column));
    }
    const std::size_t total = firsts.front().areas.size();
    for (std::size_t place = 0; place <= total; ++place) {
        std::vector<Cell> row{words(place == total
                                        ? context.definitions.total.title
                                        : context.definitions.short_title(firsts.front().areas[place].area))};
        for (std::size_t m = 0; m < firsts.size(); ++m) {
            row.push_back(cell_of(quantity, quantity.value(at(firsts[m], place))));
            table.formulas.push_back({place, table.columns[m + 1].key,
                                      fmt::format("{{{}!{}@{}}}", sheet_name(context, "answer.xlsx.costs", firsts[m]),
                                                  measure.quantity, place)});
        }
        table.rows.push_back(std::move(row));
    }
    table.last_is_total = true;
    return table;
}

/// Nothing is known of it that year.
bool is_nothing(const Benchmark& benchmark) {
    return is_missing(benchmark.total.net_cost) &&
           std::ranges::all_of(benchmark.areas, [](const AreaBenchmark& area) { return is_missing(area.net_cost); });
}

/// What a reader must know of the figures; what is said of several municipalities is said once.
std::vector<std::string> notes_side_by_side(const AnswerContext& context, const std::vector<Benchmark>& firsts) {
    std::vector<std::pair<std::string, std::vector<std::size_t>>> said;
    for (const auto& benchmark : firsts) {
        if (is_nothing(benchmark)) {
            said.push_back({context.wording(benchmark.total.reasons.front()), {}});
            continue;
        }
        for (const auto& note : benchmark_notes(context, benchmark)) {
            auto same = std::ranges::find(said, note, &std::pair<std::string, std::vector<std::size_t>>::first);
            if (same == said.end()) {
                same = said.insert(same, {note, {}});
            }
            same->second.push_back(benchmark.municipality);
        }
    }
    const auto known = static_cast<std::size_t>(
        std::ranges::count_if(firsts, [](const Benchmark& benchmark) { return !is_nothing(benchmark); }));
    std::vector<std::string> notes;
    for (const auto& [note, of] : said) {
        const bool of_itself = of.empty() || of.size() == known;
        notes.push_back(
            of_itself ? note
                      : context.wording({"answer.side.note",
                                         {{"municipalities", names_of(context.figures.panel, of)}, {"note", note}}}));
    }
    return notes;
}

std::vector<double> shown_percents(const std::vector<Benchmark>& firsts, std::size_t place) {
    std::vector<double> shown;
    std::ranges::transform(firsts, std::back_inserter(shown), [&](const Benchmark& benchmark) {
        return shown_value({at(benchmark, place).deviation_pct.value, 1});
    });
    return shown;
}

/// What chance leaves open of the total: a row per municipality and level.
Table side_uncertainty_table(const AnswerContext& context, const Sides& sides) {
    const auto& words = context.wording;
    Table table{words("answer.benchmark.uncertainty"), {{"municipality", words("plot.column.name"), "", true}}};
    const bool one_level = sides.front().size() == 1;
    if (!one_level) {
        table.columns.push_back({"level", words("plot.column.level"), "", true});
    }
    std::ranges::move(uncertainty_columns(words), std::back_inserter(table.columns));
    for (const auto& benchmark : all_of(sides)) {
        std::vector<Cell> row{context.municipality(benchmark.municipality).name};
        if (!one_level) {
            row.emplace_back(words(level_words(benchmark.specification.level)));
        }
        std::ranges::move(uncertainty_cells(benchmark.total), std::back_inserter(row));
        table.rows.push_back(std::move(row));
    }
    table.notes = uncertainty_notes(words, sides.front());
    return table;
}

}  // namespace

std::vector<Benchmark> all_of(const Sides& sides) {
    std::vector<Benchmark> all;
    for (const auto& levels : sides) {
        all.insert(all.end(), levels.begin(), levels.end());
    }
    return all;
}

std::vector<Benchmark> firsts_of(const Sides& sides) {
    std::vector<Benchmark> firsts;
    std::ranges::transform(sides, std::back_inserter(firsts),
                           [](const std::vector<Benchmark>& levels) { return levels.front(); });
    return firsts;
}

std::optional<WidestApart> widest_area(const std::vector<Benchmark>& firsts) {
    std::vector<std::vector<double>> rows;
    const std::size_t areas = firsts.front().areas.size();
    // Of one area the total is all that differs.
    for (std::size_t place = 0; place < areas && areas > 1; ++place) {
        rows.push_back(shown_percents(firsts, place));
    }
    return widest_apart(rows);
}

std::vector<Text> names_at(const AnswerContext& context, const std::vector<Benchmark>& firsts,
                           const std::vector<std::size_t>& places) {
    std::vector<std::size_t> municipalities;
    std::ranges::transform(places, std::back_inserter(municipalities),
                           [&](std::size_t place) { return firsts[place].municipality; });
    return names_of(context.figures.panel, municipalities);
}

std::vector<Text> side_names(const AnswerContext& context, const Sides& sides) {
    std::vector<std::size_t> municipalities;
    for (const auto& levels : sides) {
        municipalities.push_back(levels.front().municipality);
    }
    return names_of(context.figures.panel, municipalities);
}

AnswerContext resting_on(const AnswerContext& context, const Sides& sides) {
    FiguresUsed all = used_by(context, sides.front());
    std::set<std::size_t> others;
    for (const auto& levels : sides) {
        const FiguresUsed used = used_by(context, levels);
        others.insert(levels.front().municipality);
        if (used.others) {
            others.insert(used.others->begin(), used.others->end());
        }
    }
    all.municipality.reset();
    if (all.others) {
        all.others->assign(others.begin(), others.end());
    }
    return context.resting_on(all);
}

std::string side_finding(const AnswerContext& context, const Sides& sides) {
    const auto& words = context.wording;
    const std::vector<Benchmark> firsts = firsts_of(sides);
    const Benchmark& first = firsts.front();
    const std::size_t areas = first.areas.size();
    const Extremes total = extremes(shown_percents(firsts, areas));
    const Message what{"answer.side_what." + to_string(first.specification.noise),
                       {{"period", period_words(first, words)}}};
    const auto about = [&](const Extremes& ends) {
        return std::vector<std::pair<std::string, Message::Argument>>{
            {"what", std::vector<Message>{what}},
            {"highest", names_at(context, firsts, ends.highest)},
            {"lowest", names_at(context, firsts, ends.lowest)},
            {"high", Number{ends.high, 1, true}},
            {"low", Number{ends.low, 1, true}},
            {"areas", words(areas_words(first.specification.areas, context.definitions))}};
    };
    std::string text = words({total.differ()     ? "answer.side.apart"
                              : total.known > 1  ? "answer.side.alike"
                              : total.known == 1 ? "answer.side.one"
                                                 : "answer.side.none",
                              about(total)});
    if (total.known > 0 && total.known < firsts.size()) {
        std::vector<std::size_t> lacking;
        for (std::size_t place = 0; place < firsts.size(); ++place) {
            if (is_missing(firsts[place].total.deviation_pct)) {
                lacking.push_back(place);
            }
        }
        text += " " + words({"answer.side.lacking", {{"municipalities", names_at(context, firsts, lacking)}}});
    }
    if (const auto widest = widest_area(firsts)) {
        auto of_area = about(widest->ends);
        of_area.emplace_back("area", context.definitions.area(first.areas[widest->row].area)->in_sentence);
        text += " " + words({"answer.side.widest", std::move(of_area)});
    }
    return text;
}

std::vector<Table> side_tables(const AnswerContext& context, const Sides& sides) {
    const std::vector<Benchmark> firsts = firsts_of(sides);
    std::vector<Table> tables;
    for (const auto& measure : measures_side_by_side) {
        tables.push_back(measure_table(context, firsts, measure));
    }
    for (auto& note : notes_side_by_side(context, firsts)) {
        tables.back().notes.emplace_back(std::move(note));
    }
    return tables;
}

Table side_potentials_table(const AnswerContext& context, const Sides& sides) {
    const auto& words = context.wording;
    Table table{words("answer.side.potential"), {{"level", words("plot.column.level"), "", true}}};
    for (const auto& levels : sides) {
        const Municipality& municipality = context.municipality(levels.front().municipality);
        table.columns.push_back({fmt::format("potential_mnkr_{}", municipality.id.view()), municipality.name,
                                 words("model.unit.mnkr"), false, live_potential(context, levels)});
    }
    for (std::size_t l = 0; l < sides.front().size(); ++l) {
        std::vector<Cell> row{words(level_words(sides.front()[l].specification.level))};
        for (const auto& levels : sides) {
            row.push_back(cell(levels[l].total.potential.value, 1));
        }
        table.rows.push_back(std::move(row));
    }
    return table;
}

std::vector<Table> side_working_tables(const AnswerContext& context, const Sides& sides) {
    std::vector<Table> tables;
    for (const auto& levels : sides) {
        const Benchmark& first = levels.front();
        if (is_nothing(first)) {
            continue;
        }
        const std::string& name = context.municipality(first.municipality).name;
        std::ranges::move(working_tables(context, first, name, name), std::back_inserter(tables));
        if (levels.size() > 1) {
            const bool by_area = first.specification.scope == Scope::by_area;
            tables.push_back(by_area ? level_ratios_table(context, levels, {}, name)
                                     : level_ratios_table(context, {}, levels, name));
        }
    }
    return tables;
}

std::vector<Block> side_choices(const AnswerContext& context, const Sides& sides) {
    const Specification& specification = sides.front().front().specification;
    std::vector<Block> blocks{
        Paragraph{context.wording({"answer.side.specification", choice_arguments(context, specification)})}};
    // Each group with the municipality itself, which is not its own comparator.
    std::set<std::set<std::size_t>> groups;
    std::vector<Year> latest;
    for (const auto& levels : sides) {
        const Benchmark& one = levels.front();
        const auto others = pool_members(context.figures, context.definitions, specification.pool, total_area,
                                         one.municipality, one.year);
        std::set<std::size_t> group(others.begin(), others.end());
        group.insert(one.municipality);
        groups.insert(std::move(group));
        latest.push_back(latest_year(context.figures, specification.areas, one.municipality));
    }
    if (groups.size() > 1) {
        blocks.emplace_back(Paragraph{context.wording("answer.side.own_pools")});
    }
    const Year of_all = std::ranges::min(latest);
    if (sides.front().front().year == of_all && of_all < std::ranges::max(latest)) {
        std::vector<std::size_t> later;
        for (std::size_t place = 0; place < sides.size(); ++place) {
            if (latest[place] > of_all) {
                later.push_back(sides[place].front().municipality);
            }
        }
        blocks.emplace_back(Paragraph{
            context.wording({"answer.side.year_of_all",
                             {{"year", of_all}, {"municipalities", names_of(context.figures.panel, later)}}})});
    }
    return blocks;
}

Answer side_benchmark_answer(const AnswerContext& given, const Sides& sides) {
    const AnswerContext context = resting_on(given, sides);
    const auto& words = context.wording;
    const std::vector<Benchmark> all = all_of(sides);
    const Benchmark& first = all.front();
    Answer answer =
        titled(words,
               words({"answer.side.title",
                      {{"municipalities", side_names(context, sides)}, {"period", period_words(first, words)}}}),
               {{}, first.year});
    auto& blocks = answer.document.blocks;
    blocks.emplace_back(Paragraph{side_finding(context, sides), true});
    std::ranges::move(side_tables(context, sides), std::back_inserter(blocks));
    blocks.emplace_back(side_potentials_table(context, sides));
    if (first.specification.noise != Noise::raw) {
        blocks.emplace_back(side_uncertainty_table(context, sides));
        blocks.emplace_back(Paragraph{words("answer.benchmark_noise." + to_string(first.specification.noise))});
    }
    std::ranges::move(side_choices(context, sides), std::back_inserter(blocks));
    answer.document.source = price_words(context, first.specification) + " " + source_words(context);
    blocks.emplace_back(Paragraph{answer.document.source});
    answer.document.sheets = side_working_tables(context, sides);
    answer.document.data = benchmarks_table(context, all);
    answer.document.trace = provenance_block(provenance_of(context, all), words, method_sentences(first, words));
    answer.json = {{"schema", "skattekrona.benchmarks/1"}};
    for (const auto& benchmark : all) {
        answer.json["results"].push_back(benchmark_json(context, benchmark));
    }
    return answer;
}

}  // namespace skattekrona
