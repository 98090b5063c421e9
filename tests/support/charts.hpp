#pragma once

#include "plot/chart.hpp"
#include "support/files.hpp"

namespace skattekrona::test {

/// The chart specifications that come with the program, read once.
inline const ChartTemplates& templates() {
    static const ChartTemplates value = [] {
        std::map<std::string, std::string, std::less<>> files;
        for (const auto name : chart_files) {
            files.emplace(name, must(read_file(source_folder + "/plots/" + std::string(name))));
        }
        return must(ChartTemplates::parse(files, "plots"));
    }();
    return value;
}

/// The rows that a chart draws and its table shows.
inline std::span<const Json> rows(const Chart& chart) { return chart.spec.at("datasets").at("rows").items(); }

}  // namespace skattekrona::test
