#include "ask/scenario.hpp"

#include "ask/choices.hpp"
#include "figures/municipality_names.hpp"
#include "model/costs.hpp"

#include <fmt/format.h>

namespace skattekrona {

namespace {

constexpr int usual_years_ahead = 5;

/// What the levers and numbers come to, as text of a scenario file.
Result<std::string> laid_over(const ScenarioSaid& said) {
    auto more = lever_toml(said.levers);
    if (!more) {
        return more;
    }
    if (said.seed) {
        *more = fmt::format("seed = {}\n", *said.seed) + *more;
    }
    if (said.replicates) {
        *more = fmt::format("replicates = {}\n", *said.replicates) + *more;
    }
    return more;
}

/// A file says these itself.
Result<void> check_options(const ScenarioSaid& said) {
    std::string unused;
    const auto only_for_a_municipality = [&](bool given, const char* option) {
        unused += given ? (unused.empty() ? "" : ", ") + std::string(option) : "";
    };
    only_for_a_municipality(said.year.has_value(), "--year");
    only_for_a_municipality(said.years.has_value(), "--years");
    only_for_a_municipality(said.areas.has_value(), "--areas");
    if (!unused.empty()) {
        return fail(Diagnostic{Failure::usage, {"ask.error.scenario.options", {{"options", unused}}}});
    }
    return {};
}

}  // namespace

BoundOption lever_option(std::vector<std::string>& levers) {
    return {{.name = "--lever", .help = {"ask.option.lever", {}}, .type = "@ask.option.type.lever"}, &levers};
}

Options ScenarioSaid::options() {
    const auto of_a_file = [](const char* key) { return scenario_records().field("", key).valid; };
    return {{{.name = "@ask.option.type.scenario",
              .id = "scenario",
              .help = {"ask.option.scenario_file", {}},
              .words = true},
             &name},
            lever_option(levers),
            {{.name = "--year", .help = {"ask.option.base_year", {}}, .type = "@ask.option.type.year"}, &year},
            {{.name = "--years",
              .help = {"ask.option.years_ahead", {}},
              .type = "@ask.option.type.years",
              .valid = {1, longest_horizon}},
             &years},
            {{.name = "--areas", .help = {"ask.option.areas", {}}, .type = "six|all|ID,ID"}, &areas},
            {{.name = "--seed",
              .help = {"ask.option.seed", {}},
              .type = "@ask.option.type.years",
              .valid = of_a_file("seed")},
             &seed},
            {{.name = "--replicates",
              .help = {"ask.option.replicates", {}},
              .type = "@ask.option.type.years",
              .valid = of_a_file("replicates")},
             &replicates}};
}

Result<Scenario> understand(const Basis& basis, Sources& sources, const ScenarioSaid& said) {
    if (said.name.empty()) {
        return fail(Diagnostic{Failure::usage, {"ask.error.scenario.which", {}}});
    }
    const auto more = laid_over(said);
    if (!more) {
        return fail(more.error());
    }
    const std::string name = fmt::format("{}", fmt::join(said.name, " "));
    const auto file = sources.scenario(name);
    if (!file) {
        return fail(file.error());
    }
    if (*file) {
        return check_options(said).and_then([&] {
            return sources.understand({(*file)->path, (*file)->text}, (*file)->id, *more);
        });
    }
    const Panel& panel = basis.figures.panel;
    const auto municipality = said_municipality(said.name, panel);
    if (!municipality) {
        // Whoever wrote nearly a municipality's name, or several, meant one.
        const Diagnostic& problem = municipality.error().front();
        const bool meant_one = !problem.suggestions.empty() || problem.message.key == "ask.error.one_municipality";
        return fail(meant_one ? municipality.error()
                              : Diagnostics{not_on_shelf(basis.scenarios, name, "ask.error.scenario.not_found")});
    }
    const auto areas = parse_areas(said.areas.value_or("six"), basis.definitions);
    if (!areas) {
        return fail(areas.error());
    }
    const Year base = said.year ? Year{*said.year} : latest_year(basis.figures, *areas, *municipality);
    const auto& words = basis.words;
    const bool nobody_acts = said.levers.empty();
    const std::string plain = plain_scenario(words(nobody_acts ? "scenario.plain" : "scenario.typed"),
                                             words(nobody_acts ? "scenario.plain_basis" : "scenario.typed_basis"),
                                             panel.municipalities()[*municipality].name, *areas, base,
                                             said.years.value_or(usual_years_ahead));
    return sources.understand({name, plain}, "", *more);
}

std::string named(const ScenarioSaid& said, const Scenario& scenario) {
    std::string text = fmt::format("{}", fmt::join(said.name, " "));
    if (scenario.id.empty()) {
        text += fmt::format(" --year {} --years {} --areas {}", scenario.base_year.value,
                            scenario.horizon - scenario.base_year, fmt::join(scenario.areas, ","));
    }
    for (const auto& lever : said.levers) {
        text += fmt::format(" --lever \"{}\"", lever);
    }
    return text;
}

Result<SimulatedScenario> simulated(const Basis& basis, Scenario scenario, const ScenarioSaid& said) {
    std::string asked = named(said, scenario);
    return simulate(std::move(scenario), std::move(asked), basis.figures, basis.definitions, basis.parallel);
}

}  // namespace skattekrona
