#pragma once

#include "answer/report_answer.hpp"
#include "ask/choices.hpp"

namespace skattekrona {

/// A report for a committee or the auditors, on one municipality or several side by side.
struct ReportQuestion {
    ChoicesSaid choices{
        .usual = {.levels = {"reference", "median", "percentile:25", "best-mean:30", "best-nth:30", "own-best"}}};
    std::optional<std::string> peers;
    bool claims = false;
    std::vector<std::string> scenarios;

    /// Those that a report's charts have too.
    Options chart_options();
    Options options();
};
/// The basis must have charts.
Result<Answer> ask(const Basis& basis, const ReportQuestion& question);

/// The report on what has been gathered; `noise` is that of its areas, the same whatever municipality it is on, and is
/// left aside unless it is about one year's costs as they were.
Result<Answer> compose(const Basis& basis, const ReportQuestion& question, const ReportInput& input,
                       const HistoryNoise* noise);
HistoryNoise report_noise(const Basis& basis, const std::vector<std::string>& areas);
/// What a report or its charts are made of.
Result<ReportInput> gather(const Basis& basis, const ReportQuestion& question);

}  // namespace skattekrona
