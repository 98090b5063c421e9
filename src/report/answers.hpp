#pragma once

#include "claim/check.hpp"
#include "data/store.hpp"
#include "model/benchmark.hpp"
#include "model/consistency.hpp"
#include "model/peers.hpp"
#include "model/trend.hpp"
#include "plot/charts.hpp"
#include "report/document.hpp"
#include "report/provenance.hpp"
#include "scenario/plausibility.hpp"

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace skattekrona {

struct KoladaQuery;

/// An answer for people and the same answer for programs.
struct Answer {
    Document document;
    nlohmann::ordered_json json;
};

/// What every answer is composed with.
struct AnswerContext {
    const Figures& figures;
    const Definitions& definitions;
    const Wording& wording;
    Provenance provenance;
};

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

/// JSON: skattekrona.peers/1. `table` holds all others in order of likeness; `members` the pool.
Answer peers_answer(const AnswerContext& context, std::size_t municipality, std::string_view area, Year year,
                    const PoolChoice& pool, const std::vector<std::size_t>& members, const LikenessTable& table);

/// Who the peers are, in a sentence: how many, by which choice, and when the groups were published.
std::string peers_lead(const AnswerContext& context, const PoolChoice& pool, std::string_view area,
                       std::size_t members);

/// JSON: skattekrona.trend/1.
Answer trend_answer(const AnswerContext& context, const Trend& trend);

/// The store as `data info` shows it; no runs where there is no store.
struct StoreInfo {
    std::string file;
    bool in_use = false;
    std::vector<Run> runs;
};

/// One measure of the figures as an answer names it.
struct FigureMeasure {
    std::string id;
    std::string title;
    std::string unit;
    std::string source;
    /// Computed from what the source publishes.
    bool derived = false;
    /// The area whose costs it is part of; empty for the other measures.
    std::string area;
};
/// The areas' costs, then the measures, in the definitions' order.
std::vector<FigureMeasure> figure_measures(const Definitions& definitions, const Wording& words);

/// What came of taking in a delivery; no run where the store stayed as it was. JSON: skattekrona.intake/1.
Answer intake_answer(const Wording& words, const Delivery& delivery, const Run* run,
                     const std::vector<Finding>& findings);

/// JSON: skattekrona.data-info/1 and skattekrona.data-check/1.
Answer data_info_answer(const AnswerContext& context, const StoreInfo& store);
Answer data_check_answer(const AnswerContext& context, const std::vector<ConsistencyCheck>& checks);

/// What would be asked of Kolada. JSON: skattekrona.data-requests/1.
Answer fetch_requests_answer(const AnswerContext& context, const KoladaQuery& query);

Table runs_table(const Wording& words, const std::vector<Run>& runs);
/// What changed in the store between two runs; before the first run (no `from`) it was empty. JSON:
/// skattekrona.data-diff/1.
Answer data_diff_answer(const AnswerContext& context, const Run* from, const Run& to,
                        const std::vector<Change>& changes);

/// Everything a report on one municipality is made of. The levels are the same, in the same order, by area and whole.
struct ReportInput {
    CostWindow costs;
    /// The peers' pools, for marking them among all.
    Pools pools;
    std::vector<Benchmark> by_area;
    std::vector<Benchmark> whole;
    /// The pool of the trend holds the peers.
    Trend trend;
    LikenessTable likeness;
    /// The peers of the municipality as a whole.
    std::vector<std::size_t> peers;
    /// From the report's year where later figures are known, otherwise from the first year with costs.
    FollowUp since;
};

/// Computes it. `specification` says areas and pool of the levels; the peers are a pool of their own.
/// Failure::usage as for a benchmark.
Result<ReportInput> gather_report(const Figures& figures, const Definitions& definitions, std::size_t municipality,
                                  Year year, const Specification& specification, const std::vector<Level>& levels,
                                  const PoolChoice& peers);

/// Claims that have been checked, as part of a report.
struct CheckedClaims {
    ClaimModels models;
    std::vector<ClaimCheck> checks;
};

/// A scenario as part of a report: its name or file as asked for, and its own answer.
struct ReportScenario {
    std::string named;
    Answer answer;
};

/// What a report holds only where it is asked for.
struct ReportExtras {
    std::optional<CheckedClaims> claims;
    std::vector<ReportScenario> scenarios;
};

/// The printable report: a page for council members first, then the details, and last how it was computed. JSON:
/// skattekrona.report/1, made of the parts' documents.
Answer report_answer(const AnswerContext& context, const ChartTemplates& templates, const ReportInput& input,
                     const ReportExtras& extras);

/// One of many reports: its file, and what an index says of it.
struct ReportFile {
    std::string name;
    std::size_t municipality = 0;
    Year year;
    AreaBenchmark total;
};
/// A page that leads to them. `areas`: what the totals are of.
Answer report_index(const AnswerContext& context, const std::vector<std::string>& areas,
                    const std::vector<ReportFile>& files);

/// The charts by name: deviation in mnkr, % and kr per inhabitant, position, potential, peers, quality and trend (the
/// total), trend-<area>, and quality-<area> where the area has measures of quality.
std::vector<std::string> chart_names(const Definitions& definitions);
/// A chart as an answer of its own, with its table; JSON: the Vega-Lite specification. `about` is what the chart stood
/// in: its title, and its municipality and year for the rows of a file.
Answer picture_answer(const Answer& about, Chart chart);
/// The same of a report's chart. `name` is one of chart_names. Failure::usage for quality in a year, or of areas,
/// without any measure of it.
Result<Answer> chart_answer(const AnswerContext& context, const ChartTemplates& templates, const ReportInput& input,
                            std::string_view name);

/// The noise of every series of a history, and what it says of one municipality's figures.
struct NoiseInput {
    HistoryNoise noise;
    /// Per area, then the total.
    std::vector<std::vector<PredictionErrors>> predictions;
    /// The rest is only for a municipality.
    std::optional<std::size_t> municipality;
    Year year;
    /// Rank and probability of being among the lowest, by what lasts.
    Uncertainty position;
    std::vector<AreaCosts> raw;
    int lowest = 30;
};
/// JSON: skattekrona.noise/1.
Answer noise_answer(const AnswerContext& context, const ChartTemplates* templates, const NoiseInput& input);

/// JSON: skattekrona.curve/1. `templates` where charts are wanted.
Answer curve_answer(const AnswerContext& context, const ClaimModels& models, const Curve& curve,
                    const ChartTemplates* templates);
/// JSON: skattekrona.curves/1: a row per municipality.
Answer curves_answer(const AnswerContext& context, const ClaimModels& models, const std::vector<Curve>& curves);

/// Mean and 95 % interval.
nlohmann::ordered_json uncertain_json(const Uncertain& value);

/// A curve's summary, where an amount (mnkr) falls on it, which choices move it, and every specification as a row.
nlohmann::ordered_json curve_json(const Curve& curve, double amount);
Table variance_table(const AnswerContext& context, const ClaimModels& models, const Curve& curve);
/// Every value of one choice of a design, in words.
std::string alternatives_words(const AnswerContext& context, const CurveDesign& design, std::size_t choice);
Fold reasons_fold(const AnswerContext& context, const ClaimModels& models);
Table curve_data(const AnswerContext& context, const Curve& curve);

/// JSON: skattekrona.claim/1. `named`: how the claim was asked for, by name or path. `full`: with every table; charts
/// too where there are templates.
Answer claim_answer(const AnswerContext& context, const ClaimModels& models, const ClaimCheck& check,
                    const std::string& named, bool full, const ChartTemplates* templates);
/// The auditors' table: question, verdict, ground. JSON: skattekrona.claims/1.
Answer claims_answer(const AnswerContext& context, std::size_t municipality, const std::vector<ClaimCheck>& checks);
/// A claim as part of a report.
std::vector<Block> claim_blocks(const AnswerContext& context, const ClaimModels& models, const ClaimCheck& check,
                                bool full, const ChartTemplates* templates);

/// One municipality's plans against their reference classes, a section each; charts where there are templates. The
/// context's provenance says by which command. JSON: skattekrona.plausible/1.
Answer plausible_answer(const AnswerContext& context, const ChartTemplates* templates, std::size_t municipality,
                        const std::vector<ReferenceClass>& classes);

/// The choices behind a benchmark: level, pool, scope, netting and quality.
std::string specification_words(const AnswerContext& context, const Benchmark& benchmark, bool with_level);
/// Whose prices the amounts are in.
std::string price_words(const AnswerContext& context, const Specification& specification);
/// The credit, the day, and what is our own computation.
std::string source_words(const AnswerContext& context);

/// The breaks in method that a trend's total steps over, a sentence each.
std::vector<Block> break_paragraphs(const AnswerContext& context, const Trend& trend);
/// Who the medians of a trend are taken over.
std::string trend_pool_words(const AnswerContext& context, const Trend& trend);

/// The municipality's situation in one or two sentences.
std::string main_finding(const AnswerContext& context, const Benchmark& benchmark);

}  // namespace skattekrona
