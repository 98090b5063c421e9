#pragma once

#include "answer/report_answer.hpp"
#include "answer/side_answer.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace skattekrona {

/// The charts of a report by name: deviation in mnkr, % and kr per inhabitant, position, potential, peers, quality and
/// trend (the total), trend-AREA, and quality-AREA where the area has measures of quality.
std::vector<std::string> chart_names(const Definitions& definitions);

/// A chart as an answer of its own, with its table, whose rows say whom and which year they are of; JSON: the Vega-Lite
/// specification. `title` is that of what the chart stood in.
Answer picture_answer(const AnswerContext& context, const About& about, const std::string& title, Chart chart);

/// The same of a report's chart. `name` is one of chart_names. Failure::usage for quality in a year, or of areas,
/// without any measure of it.
Result<Answer> chart_answer(const AnswerContext& context, const ChartTemplates& templates, const ReportInput& input,
                            std::string_view name);

/// The names of those that show several municipalities side by side.
std::vector<std::string> side_chart_names(const Definitions& definitions);

/// One of them: a deviation is drawn of the sides, a trend of the trends.
Answer side_chart_answer(const AnswerContext& context, const ChartTemplates& templates, const Sides& sides,
                         const std::vector<Trend>& trends, std::string_view name);

/// Cost against quality: the total, then the areas that have measures that year. Nothing where none has.
std::vector<Block> quality_blocks(const ChartContext& charts, const ReportInput& input);

}  // namespace skattekrona
