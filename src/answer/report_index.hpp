#pragma once

#include "answer/answer.hpp"
#include "model/benchmark.hpp"

#include <string>
#include <vector>

namespace skattekrona {

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

}  // namespace skattekrona
