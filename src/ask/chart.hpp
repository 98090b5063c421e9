#pragma once

#include "ask/report.hpp"

#include <optional>
#include <string>
#include <vector>

namespace skattekrona {

/// A chart by name, of a municipality, a scenario or a claim. The basis must have charts.
struct ChartQuestion {
    std::optional<std::string> name;
    ReportQuestion report;
    std::optional<std::string> scenario;
    std::optional<std::string> claim;

    Options options();
};
/// An answer with that one chart (answer/chart_answer.hpp).
Result<Answer> ask(const Basis& basis, const ChartQuestion& question);

/// What every chart by its name shows and needs. JSON: skattekrona.charts/1.
Answer list_of_charts(const Wording& words, const Definitions& definitions);

/// Every chart that there are figures for, an answer each, and what there are none for.
struct EveryChart {
    struct LeftOut {
        std::string name;
        Diagnostics reason;
    };
    std::vector<Answer> charts;
    std::vector<LeftOut> left_out;
};
Result<EveryChart> every_chart(const Basis& basis, const ChartQuestion& question);

/// The chart of an answer that is one.
const Chart& the_chart(const Answer& answer);
/// What a terminal and a workbook show instead: the message, the figures and the caption. A terminal shows figures that
/// find room on a screen.
Answer chart_in_words(const Answer& answer, const Wording& words, bool on_a_screen);

}  // namespace skattekrona
