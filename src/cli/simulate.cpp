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

Result<SimulatedScenario> simulate(Session& session, const Inputs& inputs, const ScenarioOptions& options) {
    auto scenario = read_scenario(session, inputs, options);
    if (!scenario) {
        return fail(scenario.error());
    }
    auto model = simulation_model(*scenario, inputs.figures, inputs.definitions, threads());
    if (!model) {
        return fail(model.error());
    }
    const std::string asked = named(options, *scenario);
    return simulated(*std::move(scenario), *std::move(model), asked, threads());
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

Result<void> run(Session& session, const SimulateOptions& options) {
    const auto inputs = read_inputs(session);
    if (!inputs) {
        return fail(inputs.error());
    }
    const auto templates = session.page_templates();
    if (!templates) {
        return fail(templates.error());
    }
    auto first = simulate(session, *inputs, options.scenario);
    if (!first) {
        return fail(first.error());
    }
    std::vector<SimulatedScenario> all{*std::move(first)};
    for (const auto& name : options.compare) {
        ScenarioOptions other = options.scenario;
        other.name = {name};
        other.levers.clear();
        auto one = simulate(session, *inputs, other);
        if (!one) {
            return fail(one.error());
        }
        all.push_back(*std::move(one));
    }
    const auto context = session.answer_context(inputs->figures, inputs->definitions);
    if (!options.explain.empty()) {
        const auto lines = explained(all.front(), inputs->definitions, options.explain);
        if (!lines) {
            return fail(lines.error());
        }
        return session.write(explanation_answer(context, all.front(), options.explain, *lines));
    }
    if (all.size() > 1) {
        return session.write(comparison_answer(context, all));
    }
    return session.write(
        simulation_answer(context, all.front(), options.deterministic, *templates ? &**templates : nullptr));
}

}  // namespace

void add_simulate_command(CLI::App& app, Session& session) {
    const auto& words = session.words();
    auto options = std::make_shared<SimulateOptions>();
    CLI::App* command = session.add_command(app, "simulate", [options, &session] { return run(session, *options); });
    options->scenario.add(*command, session);
    command->add_option("--compare", options->compare, words("cli.compare"))->type_name(words("cli.type.scenario"));
    command->add_flag("--deterministic", options->deterministic, words("cli.deterministic"));
    command->add_option("--explain", options->explain, words("cli.explain"))->type_name(words("cli.type.cell"));
}

}  // namespace skattekrona
