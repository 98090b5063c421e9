#include "ask/sensitivity.hpp"

#include "answer/sensitivity_answer.hpp"
#include "ask/choices.hpp"
#include "core/spelling.hpp"
#include "scenario/sensitivity.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace skattekrona {

namespace {

constexpr const char* usual_outcome = "result_share";
constexpr int usual_samples = 4096;

std::vector<std::string> outcome_names() {
    std::vector<std::string> names;
    for (const auto& outcome : outcomes()) {
        names.emplace_back(outcome.name);
    }
    return names;
}

struct Understood {
    Scenario scenario;
    ScenarioOutcome outcome;
    Year year;
    int samples = usual_samples;
};

/// What is asked, and all that is wrong with it at once.
Result<Understood> understand(const Basis& basis, Sources& sources, const SensitivityQuestion& question) {
    Diagnostics problems;
    const std::string of = question.of.value_or(usual_outcome);
    const int samples = question.samples.value_or(usual_samples);
    const auto outcome = std::ranges::find(outcomes(), of, &ScenarioOutcome::name);
    if (outcome == outcomes().end()) {
        const auto names = outcome_names();
        problems.push_back(
            {Failure::usage,
             {"ask.error.sensitivity.of", {{"found", of}, {"known", fmt::format("{}", fmt::join(names, ", "))}}},
             {},
             close_spellings(of, names, 1)});
    }
    if (samples < 256 || samples > 65536) {
        problems.push_back({Failure::usage, {"ask.error.sensitivity.samples", {{"found", std::to_string(samples)}}}});
    }
    auto scenario = understand(basis, sources, question.scenario);
    if (!scenario) {
        blame(problems, scenario);
        return fail(std::move(problems));
    }
    if (scenario->kind != Scenario::Kind::simulation) {
        problems.push_back(not_simulated(scenario->kind, "sensitivity"));
        return fail(std::move(problems));
    }
    const Year year = question.in ? Year{*question.in} : scenario->horizon;
    if (year <= scenario->base_year || year > scenario->horizon) {
        problems.push_back({Failure::usage,
                            {"ask.error.sensitivity.year",
                             {{"found", year}, {"from", scenario->base_year + 1}, {"to", scenario->horizon}}}});
    }
    if (of == "saving" && scenario->levers.empty()) {
        problems.push_back({Failure::usage, {"ask.error.sensitivity.no_levers", {}}});
    }
    if (!problems.empty()) {
        return fail(std::move(problems));
    }
    return Understood{*std::move(scenario), *outcome, year, samples};
}

}  // namespace

Options SensitivityQuestion::options() {
    Options options = scenario.options();
    options.push_back({{.name = "--of",
                        .help = {"ask.option.of", {{"known", fmt::format("{}", fmt::join(outcome_names(), ", "))}}},
                        .type = "@ask.option.type.value"},
                       &of});
    options.push_back({{.name = "--in", .help = {"ask.option.in_year", {}}, .type = "@ask.option.type.year"}, &in});
    options.push_back(
        {{.name = "--samples", .help = {"ask.option.samples", {}}, .type = "@ask.option.type.years"}, &samples});
    return options;
}

Result<Answer> ask(const Basis& basis, const SensitivityQuestion& question) {
    Sources sources(basis);
    auto understood = understand(basis, sources, question);
    if (!understood) {
        return fail(understood.error());
    }
    auto& [scenario, outcome, year, samples] = *understood;
    const std::uint64_t seed = scenario.seed;
    const auto ahead = static_cast<std::size_t>(year - scenario.base_year - 1);
    auto drawn = simulated(basis, std::move(scenario), question.scenario);
    if (!drawn) {
        return fail(drawn.error());
    }
    return sensitivity(drawn->model, outcome, ahead, static_cast<std::size_t>(samples), seed, basis.parallel)
        .map([&](const Sensitivity& found) {
            return sensitivity_answer(sources.context(), *drawn, found, basis.charts);
        });
}

}  // namespace skattekrona
