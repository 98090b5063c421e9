#include "cli/choices.hpp"
#include "scenario/plausibility.hpp"

#include <cmath>
#include <fmt/format.h>

namespace skattekrona {

namespace {

struct PlausibleOptions {
    std::vector<std::string> municipality;
    std::string area = std::string(total_area);
    std::optional<std::string> areas;
    double change = missing;
    int years = 0;
    std::optional<int> year;
    double near = 3;
};

/// The plan as typed, and all that is wrong with it at once.
Result<PlannedMove> planned_move(const PlausibleOptions& options, const Inputs& inputs) {
    const Panel& panel = inputs.figures.panel;
    PlannedMove plan;
    plan.change = options.change;
    plan.years = options.years;
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
    const bool whole = options.area == total_area;
    if (note(typed_area(options.area, inputs.definitions))) {
        if (const auto areas = parse_areas(whole ? options.areas.value_or("six") : options.area, inputs.definitions);
            note(areas)) {
            plan.areas = *areas;
        }
        if (!whole && options.areas) {
            problems.push_back({Failure::usage, {"error.areas_of_area", {{"area", options.area}}}});
        }
    }
    if (!(std::abs(options.change) > 0 && std::abs(options.change) <= 100)) {
        refuse("error.change", options.change);
    }
    if (options.years < 1 || options.years > 10) {
        refuse("error.plan_years", options.years);
    }
    if (!(options.near > 0 && options.near <= 100)) {
        refuse("error.near", options.near);
    }
    if (options.year) {
        note(check_year(panel, Year{*options.year}));
    }
    if (!problems.empty()) {
        return fail(std::move(problems));
    }
    const DeviationHistory history = deviation_history(panel, plan.areas);
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

Result<void> run(Session& session, const PlausibleOptions& options) {
    const auto inputs = read_inputs(session);
    if (!inputs) {
        return fail(inputs.error());
    }
    const auto& [definitions, figures] = *inputs;
    const auto plan = planned_move(options, *inputs);
    if (!plan) {
        return fail(plan.error());
    }
    const auto templates = session.page_templates();
    if (!templates) {
        return fail(templates.error());
    }
    AnswerContext context = session.answer_context(figures, definitions);
    context.provenance.command =
        fmt::format("skattekrona plausible {} --area {}{} --change {} --years {} --year {} --near {}",
                    figures.panel.municipalities()[plan->municipality].id.view(), options.area,
                    options.area == total_area ? fmt::format(" --areas {}", fmt::join(plan->areas, ",")) : "",
                    plan->change, plan->years, plan->from.value, options.near);
    return session.write(plausible_answer(context, *templates ? &**templates : nullptr, plan->municipality,
                                          {reference_class(figures.panel, definitions, *plan, options.near)}));
}

}  // namespace

void add_plausible_command(CLI::App& app, Session& session) {
    const auto& words = session.words();
    auto options = std::make_shared<PlausibleOptions>();
    CLI::App* command = session.add_command(app, "plausible", [options, &session] { return run(session, *options); });
    command->add_option(words("cli.type.municipality"), options->municipality, words("cli.municipality"))
        ->required()
        ->type_name("");
    command->add_option("--area", options->area, words("cli.plausible.area"))->type_name("total|ID");
    command->add_option("--change", options->change, words("cli.plausible.change"))
        ->required()
        ->type_name(words("cli.type.percentage_points"));
    command->add_option("--years", options->years, words("cli.plausible.years"))
        ->required()
        ->type_name(words("cli.type.years"));
    command->add_option("--year", options->year, words("cli.plausible.year"))->type_name(words("cli.type.year"));
    command->add_option("--near", options->near, words("cli.plausible.near"))
        ->type_name(words("cli.type.percentage_points"));
    command->add_option("--areas", options->areas, words("cli.plausible.areas"))->type_name("six|all|ID,ID");
}

}  // namespace skattekrona
