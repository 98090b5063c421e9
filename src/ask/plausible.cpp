#include "ask/plausible.hpp"

#include "answer/plausible_answer.hpp"
#include "ask/choices.hpp"
#include "scenario/plausibility.hpp"
#include "scenario/walkthrough.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace skattekrona {

namespace {

constexpr double usual_near = 3;

/// The plans to hold against history, and how they are asked for again.
struct Plans {
    std::vector<PlannedMove> moves;
    std::string command;
};

/// The plan as it is said, and all that is wrong with it at once.
Result<PlannedMove> planned_move(const PlausibleQuestion& question, const Basis& basis) {
    const Panel& panel = basis.figures.panel;
    PlannedMove plan;
    plan.change = question.change.value_or(0);
    plan.years = question.years.value_or(0);
    Diagnostics problems;
    const auto note = [&](const auto& result) {
        blame(problems, result);
        return result.has_value();
    };
    const auto refuse = [&](const char* key, double found) {
        problems.push_back({Failure::usage, {key, {{"found", fmt::format("{}", found)}}}});
    };
    if (const auto municipality = said_municipality(question.about, panel); note(municipality)) {
        plan.municipality = *municipality;
    }
    const std::string area = question.area.value_or(std::string(total_area));
    const bool whole = area == total_area;
    if (note(said_area(area, basis.definitions))) {
        if (const auto areas = parse_areas(whole ? question.areas.value_or("six") : area, basis.definitions);
            note(areas)) {
            plan.areas = *areas;
        }
        if (!whole && question.areas) {
            problems.push_back({Failure::usage, {"ask.error.areas_of_area", {{"area", area}}}});
        }
    }
    if (!(std::abs(plan.change) > 0 && std::abs(plan.change) <= 100)) {
        refuse("ask.error.change", plan.change);
    }
    if (!question.years) {
        problems.push_back({Failure::usage, {"ask.error.plausible.years", {}}});
    } else if (plan.years < 1 || plan.years > 10) {
        refuse("ask.error.plan_years", plan.years);
    }
    if (!question.levers.empty()) {
        problems.push_back({Failure::usage, {"ask.error.plausible.both", {}}});
    }
    if (question.year) {
        note(check_year(panel, Year{*question.year}));
    }
    if (!problems.empty()) {
        return fail(std::move(problems));
    }
    const DeviationHistory history = deviation_history(panel, basis.definitions, plan.areas);
    std::vector<int> known;
    for (Year year = history.first; year <= history.last(); year = year + 1) {
        if (!is_missing(history.at(year, plan.municipality))) {
            known.push_back(year.value);
        }
    }
    // A year whose figures have been taken away is not passed over for an earlier one.
    const Year latest = latest_year(basis.figures, plan.areas, plan.municipality);
    plan.from = question.year ? Year{*question.year} : known.empty() ? latest : std::max(latest, Year{known.back()});
    plan.start = {history.at(plan.from, plan.municipality)};
    if (is_missing(plan.start)) {
        return fail(Diagnostic{Failure::usage,
                               {"ask.error.plan_start",
                                {{"municipality", panel.municipalities()[plan.municipality].name},
                                 {"year", plan.from},
                                 {"known", fmt::format("{}", fmt::join(known, ", "))}}}});
    }
    return plan;
}

Result<Plans> said_plan(const PlausibleQuestion& question, const Basis& basis) {
    const auto plan = planned_move(question, basis);
    if (!plan) {
        return fail(plan.error());
    }
    const std::string area = question.area.value_or(std::string(total_area));
    const std::string areas = area == total_area ? fmt::format(" --areas {}", fmt::join(plan->areas, ",")) : "";
    return Plans{{*plan},
                 fmt::format("{} --area {}{} --change {} --years {} --year {}",
                             basis.figures.panel.municipalities()[plan->municipality].id.view(), area, areas,
                             plan->change, plan->years, plan->from.value)};
}

/// What a scenario's levers ask, or those that are said.
Result<Plans> plans_of_scenario(const PlausibleQuestion& question, const Basis& basis, Sources& sources) {
    if (question.area) {
        return fail(Diagnostic{Failure::usage, {"ask.error.plausible.area", {}}});
    }
    ScenarioSaid said;
    said.name = question.about;
    said.levers = question.levers;
    said.year = question.year;
    said.years = question.years;
    said.areas = question.areas;
    auto scenario = understand(basis, sources, said);
    if (!scenario) {
        return fail(scenario.error());
    }
    if (scenario->kind != Scenario::Kind::simulation) {
        return fail(not_simulated(scenario->kind, "plausible"));
    }
    const auto model = simulation_model(*scenario, basis.figures, basis.definitions, basis.parallel);
    if (!model) {
        return fail(model.error());
    }
    auto moves = planned_moves(*scenario, *model);
    if (moves.empty()) {
        return fail(Diagnostic{Failure::usage, {"ask.error.plausible.nothing", {}}});
    }
    return Plans{std::move(moves), named(said, *scenario)};
}

}  // namespace

Options PlausibleQuestion::options() {
    return {
        {{.name = "@ask.option.type.scenario",
          .id = "scenario",
          .help = {"ask.option.plausible.what", {}},
          .required = true,
          .words = true},
         &about},
        {{.name = "--area", .help = {"ask.option.plausible.area", {}}, .type = "total|ID"}, &area},
        lever_option(levers),
        {{.name = "--change",
          .help = {"ask.option.plausible.change", {}},
          .type = "@ask.option.type.percentage_points"},
         &change},
        {{.name = "--years", .help = {"ask.option.plausible.years", {}}, .type = "@ask.option.type.years"}, &years},
        {{.name = "--year", .help = {"ask.option.plausible.year", {}}, .type = "@ask.option.type.year"}, &year},
        {{.name = "--near", .help = {"ask.option.plausible.near", {}}, .type = "@ask.option.type.percentage_points"},
         &near},
        {{.name = "--areas", .help = {"ask.option.plausible.areas", {}}, .type = "six|all|ID,ID"}, &areas}};
}

Result<Answer> ask(const Basis& basis, const PlausibleQuestion& question) {
    Sources sources(basis);
    const double near = question.near.value_or(usual_near);
    const auto plans = question.change ? said_plan(question, basis) : plans_of_scenario(question, basis, sources);
    Diagnostics problems;
    blame(problems, plans);
    if (!(near > 0 && near <= 100)) {
        problems.push_back({Failure::usage, {"ask.error.near", {{"found", fmt::format("{}", near)}}}});
    }
    if (!problems.empty()) {
        return fail(std::move(problems));
    }
    std::vector<ReferenceClass> classes;
    for (const auto& move : plans->moves) {
        classes.push_back(reference_class(basis.figures.panel, basis.definitions, move, near));
    }
    return plausible_answer(sources.context(), fmt::format("skattekrona plausible {} --near {}", plans->command, near),
                            basis.charts, plans->moves.front().municipality, classes);
}

}  // namespace skattekrona
