#include "cli/questions.hpp"
#include "cli/scenario_files.hpp"
#include "cli/threads.hpp"
#include "report/scenario_answers.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace skattekrona {

namespace {

struct SimulateOptions {
    ScenarioOptions scenario;
    std::vector<std::string> compare;
    bool deterministic = false;
    std::string explain;
};

Result<SimulatedScenario> simulate(Scenario scenario, const Inputs& inputs, const ScenarioOptions& options) {
    auto model = simulation_model(scenario, inputs.figures, inputs.definitions, threads());
    if (!model) {
        return fail(model.error());
    }
    const std::string asked = named(options, scenario);
    return simulated(std::move(scenario), *std::move(model), asked, threads());
}

/// The first option that asks for what only a simulation has; empty where none does.
std::string only_simulated(const SimulateOptions& options) {
    return !options.compare.empty()   ? "--compare"
           : !options.explain.empty() ? "--explain"
           : options.deterministic    ? "--deterministic"
                                      : "";
}

/// "aldreomsorg:2024" of the scenario.
Result<std::vector<Message>> explained(const SimulatedScenario& simulated, const Definitions& definitions,
                                       const std::string& cell) {
    const Scenario& scenario = simulated.scenario;
    const std::size_t colon = cell.find(':');
    std::vector<std::string> known = scenario.areas;
    known.insert(known.end(), {std::string(total_area), "result"});
    const std::string area = cell.substr(0, colon);
    const std::string year = colon == std::string::npos ? "" : cell.substr(colon + 1);
    const bool digits = year.size() == 4 && std::ranges::all_of(year, [](char c) { return c >= '0' && c <= '9'; });
    const Year ahead{digits ? std::stoi(year) : 0};
    if (std::ranges::find(known, area) == known.end() || ahead <= scenario.base_year || ahead > scenario.horizon) {
        return fail(Diagnostic{Failure::usage,
                               {"error.scenario.cell",
                                {{"found", cell},
                                 {"known", fmt::format("{}", fmt::join(known, ", "))},
                                 {"from", scenario.base_year + 1},
                                 {"to", scenario.horizon}}}});
    }
    return explain(scenario, simulated.model, definitions, area, ahead);
}

Result<Answer> run(Session& session, const SimulateOptions& options) {
    const auto inputs = read_inputs(session);
    if (!inputs) {
        return fail(inputs.error());
    }
    const auto templates = session.templates();
    if (!templates) {
        return fail(templates.error());
    }
    auto scenario = read_scenario(session, *inputs, options.scenario);
    if (!scenario) {
        return fail(scenario.error());
    }
    const Scenario::Kind kind = scenario->kind;
    if (const std::string option = only_simulated(options); kind != Scenario::Kind::simulation && !option.empty()) {
        return fail(not_simulated(kind, option));
    }
    if (kind == Scenario::Kind::frames) {
        return frames_answer(session.answer_context(inputs->figures, inputs->definitions), *scenario,
                             named(options.scenario, *scenario), *templates ? &**templates : nullptr);
    }
    auto first = simulate(*std::move(scenario), *inputs, options.scenario);
    if (!first) {
        return fail(first.error());
    }
    if (kind == Scenario::Kind::zero_based) {
        return zero_based_answer(session.answer_context(inputs->figures, inputs->definitions), *first);
    }
    std::vector<SimulatedScenario> all{*std::move(first)};
    for (const auto& name : options.compare) {
        ScenarioOptions other = options.scenario;
        other.name = {name};
        other.levers.clear();
        auto beside = read_scenario(session, *inputs, other);
        if (!beside) {
            return fail(beside.error());
        }
        if (beside->kind != Scenario::Kind::simulation) {
            return fail(not_simulated(beside->kind, "--compare"));
        }
        auto one = simulate(*std::move(beside), *inputs, other);
        if (!one) {
            return fail(one.error());
        }
        one->named = name;
        all.push_back(*std::move(one));
    }
    const auto context = session.answer_context(inputs->figures, inputs->definitions);
    if (!options.explain.empty()) {
        const auto lines = explained(all.front(), inputs->definitions, options.explain);
        if (!lines) {
            return fail(lines.error());
        }
        return explanation_answer(context, all.front(), options.explain, *lines);
    }
    if (all.size() > 1) {
        return comparison_answer(context, all);
    }
    return simulation_answer(context, all.front(), options.deterministic, *templates ? &**templates : nullptr);
}

}  // namespace

Result<Answer> simulation_of(Session& session, const ScenarioOptions& scenario) {
    SimulateOptions options;
    options.scenario = scenario;
    return run(session, options);
}

void add_simulate_command(CLI::App& app, Session& session) {
    const auto& words = session.words();
    auto options = std::make_shared<SimulateOptions>();
    CLI::App* command = session.add_question(app, "simulate", [options, &session] { return run(session, *options); });
    options->scenario.add(*command, session);
    command->add_option("--compare", options->compare, words("cli.compare"))->type_name(words("cli.type.scenario"));
    command->add_flag("--deterministic", options->deterministic, words("cli.deterministic"));
    command->add_option("--explain", options->explain, words("cli.explain"))->type_name(words("cli.type.cell"));
}

}  // namespace skattekrona
