#pragma once

#include "answer/answer.hpp"
#include "document/quantity.hpp"
#include "model/benchmark.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace skattekrona {

/// One Benchmark per level, all else equal. JSON: skattekrona.benchmark/1, or skattekrona.benchmarks/1 for several.
Answer benchmark_answer(const AnswerContext& context, const std::vector<Benchmark>& benchmarks);

/// model/benchmark.hpp's potential as a workbook computes it, of cells named as in Column::formula; the level in % over
/// the reference cost.
std::string potential_formula(std::string_view net_cost, std::string_view reference_cost, std::string_view level,
                              Netting netting);

/// The levels that benchmarks by area and of the whole were put to, in % over the reference cost: a row per level, with
/// the whole municipality under the total. Either may be left out. For a workbook; `of` as in working_tables.
Table level_ratios_table(const AnswerContext& context, const std::vector<Benchmark>& by_area,
                         const std::vector<Benchmark>& whole, const std::string& of = "");

/// Whom a benchmark holds the municipality against: each one's deviation per area. A workbook computes ranks, medians
/// and levels of them.
Table comparators_table(const AnswerContext& context, const Benchmark& benchmark);

/// A benchmark as a workbook computes it: the areas' table, and whom it holds the municipality against. `of` stands
/// after the names of their sheets, where a book has those of several municipalities.
std::vector<Table> working_tables(const AnswerContext& context, const Benchmark& benchmark, std::string title,
                                  const std::string& of = "");

/// A quantity of an area or the total, by its column.
const QuantityOf<AreaBenchmark>& area_quantity(std::string_view column);

/// One benchmark for programs: skattekrona.benchmark/1.
Json benchmark_json(const AnswerContext& context, const Benchmark& benchmark);

/// Every benchmark × area with all its figures and choices, for a spreadsheet.
Table benchmarks_table(const AnswerContext& context, const std::vector<Benchmark>& benchmarks);

/// Reasons and notes of its areas; what is said of several areas is said once.
std::vector<std::string> benchmark_notes(const AnswerContext& context, const Benchmark& benchmark);

/// The command that gives just these benchmarks: of one municipality or several, at one level or several.
Provenance provenance_of(const AnswerContext& context, const std::vector<Benchmark>& benchmarks);
/// The figures that benchmarks of one municipality rest on.
FiguresUsed used_by(const AnswerContext& context, const std::vector<Benchmark>& benchmarks);
/// How they were computed.
std::vector<std::string> method_sentences(const Benchmark& benchmark, const Wording& words);

/// The year, or the years that the amounts are averages over.
std::string period_words(const Benchmark& benchmark, const Wording& words);

/// What a potential and a rank may be when chance is taken away; nothing where it is not known.
std::vector<Column> uncertainty_columns(const Wording& words);
std::vector<Cell> uncertainty_cells(const AreaBenchmark& area);
/// What those intervals are, at these benchmarks' levels.
std::vector<ShownText> uncertainty_notes(const Wording& words, const std::vector<Benchmark>& benchmarks);

/// What a text on the choices behind a benchmark is filled with: pool, scope, netting and quality.
std::vector<std::pair<std::string, Message::Argument>> choice_arguments(const AnswerContext& context,
                                                                        const Specification& specification);
/// The choices behind a benchmark: level, pool, scope, netting and quality.
std::string choices_in_words(const AnswerContext& context, const Benchmark& benchmark, bool with_level);

/// The municipality's situation in one or two sentences.
std::string main_finding(const AnswerContext& context, const Benchmark& benchmark);

/// Mean and 95 % interval.
Json uncertain_json(const Uncertain& value);

/// A sheet's name, with whom it is of where a book has several of its kind.
std::string sheet_of(std::string name, const std::string& of);

}  // namespace skattekrona
