#include "cli/questions.hpp"
#include "cli/scenario_files.hpp"
#include "cli/threads.hpp"
#include "core/spelling.hpp"
#include "report/scenario_answers.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace skattekrona {

namespace {

struct SensitivityOptions {
    ScenarioOptions scenario;
    std::string of = "result_share";
    std::optional<int> in;
    int samples = 4096;
};

std::vector<std::string> outcome_names() {
    std::vector<std::string> names;
    for (const auto& outcome : outcomes()) {
        names.emplace_back(outcome.name);
    }
    return names;
}

struct SensitivityQuestion {
    Scenario scenario;
    ScenarioOutcome outcome;
    Year year;
};

/// What is asked, and all that is wrong with it at once.
Result<SensitivityQuestion> understand(Session& session, const Inputs& inputs, const SensitivityOptions& options) {
    Diagnostics problems;
    const auto outcome = std::ranges::find(outcomes(), options.of, &ScenarioOutcome::name);
    if (outcome == outcomes().end()) {
        const auto names = outcome_names();
        problems.push_back(
            {Failure::usage,
             {"error.sensitivity.of", {{"found", options.of}, {"known", fmt::format("{}", fmt::join(names, ", "))}}},
             {},
             close_spellings(options.of, names, 1)});
    }
    if (options.samples < 256 || options.samples > 65536) {
        problems.push_back(
            {Failure::usage, {"error.sensitivity.samples", {{"found", std::to_string(options.samples)}}}});
    }
    auto scenario = read_scenario(session, inputs, options.scenario);
    if (!scenario) {
        problems.insert(problems.end(), scenario.error().begin(), scenario.error().end());
        return fail(std::move(problems));
    }
    if (scenario->kind != Scenario::Kind::simulation) {
        problems.push_back(not_simulated(scenario->kind, "sensitivity"));
        return fail(std::move(problems));
    }
    const Year year = options.in ? Year{*options.in} : scenario->horizon;
    if (year <= scenario->base_year || year > scenario->horizon) {
        problems.push_back({Failure::usage,
                            {"error.sensitivity.year",
                             {{"found", year}, {"from", scenario->base_year + 1}, {"to", scenario->horizon}}}});
    }
    if (options.of == "saving" && scenario->levers.empty()) {
        problems.push_back({Failure::usage, {"error.sensitivity.no_levers", {}}});
    }
    if (!problems.empty()) {
        return fail(std::move(problems));
    }
    return SensitivityQuestion{*std::move(scenario), *outcome, year};
}

Result<Answer> run(Session& session, const SensitivityOptions& options) {
    const auto inputs = read_inputs(session);
    if (!inputs) {
        return fail(inputs.error());
    }
    const auto templates = session.templates();
    if (!templates) {
        return fail(templates.error());
    }
    auto question = understand(session, *inputs, options);
    if (!question) {
        return fail(question.error());
    }
    auto& [scenario, outcome, year] = *question;
    auto model = simulation_model(scenario, inputs->figures, inputs->definitions, threads());
    if (!model) {
        return fail(model.error());
    }
    const auto found = sensitivity(*model, outcome, static_cast<std::size_t>(year - scenario.base_year - 1),
                                   static_cast<std::size_t>(options.samples), scenario.seed, threads());
    if (!found) {
        return fail(found.error());
    }
    const std::string asked = named(options.scenario, scenario);
    return sensitivity_answer(session.answer_context(inputs->figures, inputs->definitions),
                              simulated(std::move(scenario), *std::move(model), asked, threads()), *found,
                              *templates ? &**templates : nullptr);
}

}  // namespace

Result<Answer> sensitivity_of(Session& session, const ScenarioOptions& scenario) {
    SensitivityOptions options;
    options.scenario = scenario;
    return run(session, options);
}

void add_sensitivity_command(CLI::App& app, Session& session) {
    const auto& words = session.words();
    auto options = std::make_shared<SensitivityOptions>();
    CLI::App* command =
        session.add_question(app, "sensitivity", [options, &session] { return run(session, *options); });
    options->scenario.add(*command, session);
    command
        ->add_option("--of", options->of,
                     words({"cli.of", {{"known", fmt::format("{}", fmt::join(outcome_names(), ", "))}}}))
        ->type_name(words("cli.type.value"));
    command->add_option("--in", options->in, words("cli.in_year"))->type_name(words("cli.type.year"));
    command->add_option("--samples", options->samples, words("cli.samples"))->type_name(words("cli.type.years"));
}

}  // namespace skattekrona
