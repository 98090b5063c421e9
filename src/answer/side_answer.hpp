#pragma once

#include "answer/answer.hpp"
#include "model/benchmark.hpp"
#include "plot/side_charts.hpp"

#include <optional>
#include <string>
#include <vector>

namespace skattekrona {

/// Several municipalities side by side, each with a benchmark per level: all of one year, the same choices, and the
/// same levels in the same order.
using Sides = std::vector<std::vector<Benchmark>>;

/// JSON: skattekrona.benchmarks/1, by municipality and level.
Answer side_benchmark_answer(const AnswerContext& context, const Sides& sides);

/// Who costs most and least in relation to structure, and what differs most between them, in a few sentences.
std::string side_finding(const AnswerContext& context, const Sides& sides);

/// Areas down, municipalities across: the deviation in %, mnkr and kronor per inhabitant, and the rank. The last has
/// the reasons and notes below it.
std::vector<Table> side_tables(const AnswerContext& context, const Sides& sides);

/// Levels down, municipalities across: the potential.
Table side_potentials_table(const AnswerContext& context, const Sides& sides);

/// Tables that a workbook computes the others from, two per municipality.
std::vector<Table> side_working_tables(const AnswerContext& context, const Sides& sides);

/// The choices behind them; whom each is compared with, where that is not the same for all.
std::vector<Block> side_choices(const AnswerContext& context, const Sides& sides);

/// Every benchmark, by municipality and level.
std::vector<Benchmark> all_of(const Sides& sides);
/// Those of the first level, one per municipality.
std::vector<Benchmark> firsts_of(const Sides& sides);

/// The area in which they lie furthest apart, in % as shown; nothing where none does more than another.
std::optional<WidestApart> widest_area(const std::vector<Benchmark>& firsts);

/// The places in the row of municipalities as their names.
std::vector<Text> names_at(const AnswerContext& context, const std::vector<Benchmark>& firsts,
                           const std::vector<std::size_t>& places);

/// The context of an answer that rests on all their figures.
AnswerContext resting_on(const AnswerContext& context, const Sides& sides);

/// "Huddinge, Botkyrka och Haninge".
std::vector<Text> side_names(const AnswerContext& context, const Sides& sides);

}  // namespace skattekrona
