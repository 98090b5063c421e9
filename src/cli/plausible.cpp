#include "cli/questions.hpp"
#include "cli/scenario_files.hpp"
#include "cli/threads.hpp"
#include "scenario/plausibility.hpp"
#include "scenario/walkthrough.hpp"

#include <cmath>
#include <fmt/format.h>

namespace skattekrona {

namespace {

struct PlausibleOptions {
    /// A municipality, or a scenario.
    std::vector<std::string> municipality;
    std::vector<std::string> levers;
    std::optional<std::string> area;
    std::optional<std::string> areas;
    std::optional<double> change;
    std::optional<int> years;
    std::optional<int> year;
    double near = 3;
};

/// The plan as typed, and all that is wrong with it at once.
Result<PlannedMove> planned_move(const PlausibleOptions& options, const Inputs& inputs) {
    const Panel& panel = inputs.figures.panel;
    PlannedMove plan;
    plan.change = options.change.value_or(0);
    plan.years = options.years.value_or(0);
    Diagnostics problems;
    const auto note = [&](const auto& result) {
        if (!result) {
            problems.insert(problems.end(), result.error().begin(), result.error().end());
        }
        return result.has_value();
    };
    const auto refuse = [&](const char* key, double found) {
        problems.push_back({Failure::usage, {key, {{"found", fmt::format("{}", found)}}}});
    };
    if (const auto municipality = typed_municipality(options.municipality, panel); note(municipality)) {
        plan.municipality = *municipality;
    }
    const std::string area = options.area.value_or(std::string(total_area));
    const bool whole = area == total_area;
    if (note(typed_area(area, inputs.definitions))) {
        if (const auto areas = parse_areas(whole ? options.areas.value_or("six") : area, inputs.definitions);
            note(areas)) {
            plan.areas = *areas;
        }
        if (!whole && options.areas) {
            problems.push_back({Failure::usage, {"error.areas_of_area", {{"area", area}}}});
        }
    }
    if (!(std::abs(plan.change) > 0 && std::abs(plan.change) <= 100)) {
        refuse("error.change", plan.change);
    }
    if (!options.years) {
        problems.push_back({Failure::usage, {"error.plausible.years", {}}});
    } else if (plan.years < 1 || plan.years > 10) {
        refuse("error.plan_years", plan.years);
    }
    if (!options.levers.empty()) {
        problems.push_back({Failure::usage, {"error.plausible.both", {}}});
    }
    if (options.year) {
        note(check_year(panel, Year{*options.year}));
    }
    if (!problems.empty()) {
        return fail(std::move(problems));
    }
    const DeviationHistory history = deviation_history(panel, inputs.definitions, plan.areas);
    std::vector<int> known;
    for (Year year = history.first; year <= history.last(); year = year + 1) {
        if (!is_missing(history.at(year, plan.municipality))) {
            known.push_back(year.value);
        }
    }
    plan.from = options.year ? Year{*options.year} : known.empty() ? history.last() : Year{known.back()};
    plan.start = {history.at(plan.from, plan.municipality)};
    if (is_missing(plan.start)) {
        return fail(Diagnostic{Failure::usage,
                               {"error.plan_start",
                                {{"municipality", panel.municipalities()[plan.municipality].name},
                                 {"year", plan.from},
                                 {"known", fmt::format("{}", fmt::join(known, ", "))}}}});
    }
    return plan;
}

/// The plans to hold against history, and how they are asked for again.
struct Plans {
    std::vector<PlannedMove> moves;
    std::string command;
};

Result<Plans> typed_plan(const PlausibleOptions& options, const Inputs& inputs) {
    const auto plan = planned_move(options, inputs);
    if (!plan) {
        return fail(plan.error());
    }
    const std::string area = options.area.value_or(std::string(total_area));
    const std::string areas = area == total_area ? fmt::format(" --areas {}", fmt::join(plan->areas, ",")) : "";
    return Plans{{*plan},
                 fmt::format("{} --area {}{} --change {} --years {} --year {}",
                             inputs.figures.panel.municipalities()[plan->municipality].id.view(), area, areas,
                             plan->change, plan->years, plan->from.value)};
}

/// What a scenario's levers ask, or those of the command line.
Result<Plans> plans_of_scenario(Session& session, const PlausibleOptions& options, const Inputs& inputs) {
    if (options.area) {
        return fail(Diagnostic{Failure::usage, {"error.plausible.area", {}}});
    }
    ScenarioOptions asked;
    asked.name = options.municipality;
    asked.levers = options.levers;
    asked.year = options.year;
    asked.years = options.years;
    asked.areas = options.areas;
    auto scenario = read_scenario(session, inputs, asked);
    if (!scenario) {
        return fail(scenario.error());
    }
    if (scenario->kind != Scenario::Kind::simulation) {
        return fail(not_simulated(scenario->kind, "plausible"));
    }
    const auto model = simulation_model(*scenario, inputs.figures, inputs.definitions, threads());
    if (!model) {
        return fail(model.error());
    }
    auto moves = planned_moves(*scenario, *model);
    if (moves.empty()) {
        return fail(Diagnostic{Failure::usage, {"error.plausible.nothing", {}}});
    }
    return Plans{std::move(moves), named(asked, *scenario)};
}

Result<Answer> run(Session& session, const PlausibleOptions& options) {
    const auto inputs = read_inputs(session);
    if (!inputs) {
        return fail(inputs.error());
    }
    const auto& [definitions, figures] = *inputs;
    const bool typed = options.change.has_value();
    const auto plans = typed ? typed_plan(options, *inputs) : plans_of_scenario(session, options, *inputs);
    Diagnostics problems = plans ? Diagnostics{} : plans.error();
    if (!(options.near > 0 && options.near <= 100)) {
        problems.push_back({Failure::usage, {"error.near", {{"found", fmt::format("{}", options.near)}}}});
    }
    if (!problems.empty()) {
        return fail(std::move(problems));
    }
    const auto templates = session.templates();
    if (!templates) {
        return fail(templates.error());
    }
    AnswerContext context = session.answer_context(figures, definitions);
    context.provenance.command = fmt::format("skattekrona plausible {} --near {}", plans->command, options.near);
    std::vector<ReferenceClass> classes;
    for (const auto& move : plans->moves) {
        classes.push_back(reference_class(figures.panel, definitions, move, options.near));
    }
    return plausible_answer(context, *templates ? &**templates : nullptr, plans->moves.front().municipality, classes);
}

}  // namespace

Result<Answer> plausibility_of(Session& session, const std::vector<std::string>& about) {
    PlausibleOptions options;
    options.municipality = about;
    return run(session, options);
}

void add_plausible_command(CLI::App& app, Session& session) {
    const auto& words = session.words();
    auto options = std::make_shared<PlausibleOptions>();
    CLI::App* command = session.add_question(app, "plausible", [options, &session] { return run(session, *options); });
    command->add_option(words("cli.type.scenario"), options->municipality, words("cli.plausible.what"))
        ->required()
        ->type_name("");
    command->add_option("--area", options->area, words("cli.plausible.area"))->type_name("total|ID");
    command->add_option("--lever", options->levers, words("cli.lever"))
        ->type_name(words("cli.type.lever"))
        ->allow_extra_args(false);
    command->add_option("--change", options->change, words("cli.plausible.change"))
        ->type_name(words("cli.type.percentage_points"));
    command->add_option("--years", options->years, words("cli.plausible.years"))->type_name(words("cli.type.years"));
    command->add_option("--year", options->year, words("cli.plausible.year"))->type_name(words("cli.type.year"));
    command->add_option("--near", options->near, words("cli.plausible.near"))
        ->type_name(words("cli.type.percentage_points"));
    command->add_option("--areas", options->areas, words("cli.plausible.areas"))->type_name("six|all|ID,ID");
}

}  // namespace skattekrona
