#pragma once

#include "answer/answer.hpp"
#include "answer/side_answer.hpp"
#include "claim/check.hpp"
#include "claim/follow_up.hpp"
#include "model/benchmark.hpp"
#include "model/noise.hpp"
#include "model/peers.hpp"
#include "model/trend.hpp"

#include <optional>
#include <string>
#include <vector>

namespace skattekrona {

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

/// What a report holds beside what charts are drawn of; claims and scenarios only where they are asked for.
struct ReportExtras {
    /// How sure its year's deviations are, where it is about one year; otherwise null.
    const HistoryNoise* noise = nullptr;
    std::optional<CheckedClaims> claims;
    std::vector<ReportScenario> scenarios;
};

/// The printable report: a page for council members first, then the details, and last how it was computed. JSON:
/// skattekrona.report/1, made of the parts' documents.
Answer report_answer(const AnswerContext& context, const ChartTemplates& templates, const ReportInput& input,
                     const ReportExtras& extras);

/// Everything a report on several municipalities is made of.
struct SideReportInput {
    Sides sides;
    /// The same municipalities' in the same order.
    std::vector<Trend> trends;
    /// How sure the year's deviations are, where the report is about one year; otherwise null.
    const HistoryNoise* noise = nullptr;
};

/// One report on several municipalities side by side: what stands out for each first. JSON: skattekrona.side-report/1.
Answer side_report_answer(const AnswerContext& context, const ChartTemplates& templates, const SideReportInput& input);

}  // namespace skattekrona
