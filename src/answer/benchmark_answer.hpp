#pragma once

#include "answer/answer.hpp"
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
/// the whole municipality under the total. Either may be left out. For a workbook.
Table level_ratios_table(const AnswerContext& context, const std::vector<Benchmark>& by_area,
                         const std::vector<Benchmark>& whole);

/// Whom a benchmark holds the municipality against: each one's deviation per area. A workbook computes ranks, medians
/// and levels of them.
Table comparators_table(const AnswerContext& context, const Benchmark& benchmark);

/// A benchmark as a workbook computes it: the areas' table, and whom it holds the municipality against.
std::vector<Table> working_tables(const AnswerContext& context, const Benchmark& benchmark, std::string title);

/// The choices behind a benchmark: level, pool, scope, netting and quality.
std::string choices_in_words(const AnswerContext& context, const Benchmark& benchmark, bool with_level);

/// The municipality's situation in one or two sentences.
std::string main_finding(const AnswerContext& context, const Benchmark& benchmark);

/// Mean and 95 % interval.
Json uncertain_json(const Uncertain& value);

}  // namespace skattekrona
