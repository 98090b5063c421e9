#pragma once

#include "cli/choices.hpp"
#include "report/answers.hpp"

#include <string>

namespace skattekrona {

/// What a report is about, as it stands on the command line.
struct ReportOptions {
    ChoiceOptions choices;
    std::string peers = "liknande";
    CLI::Option* level_option = nullptr;

    ReportOptions();
    void add(CLI::App& command, const Session& session);
};

/// Everything a report on one municipality is made of, with the figures and definitions at hand.
Result<ReportInput> read_report(const Inputs& inputs, const ReportOptions& options);

}  // namespace skattekrona
