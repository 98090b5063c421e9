#include "ask/simulation.hpp"

#include "answer/frames_answer.hpp"
#include "answer/simulation_answer.hpp"
#include "answer/zero_based_answer.hpp"
#include "figures/published.hpp"
#include "scenario/walkthrough.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace skattekrona {

namespace {

/// The first option that asks for what only a simulation has; empty where none does.
std::string only_simulated(const SimulationQuestion& question) {
    return !question.compare.empty() ? "--compare"
           : question.explain        ? "--explain"
           : question.deterministic  ? "--deterministic"
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
    Year ahead;
    if (year.size() == 4 && are_digits(year)) {
        std::from_chars(year.data(), year.data() + year.size(), ahead.value);
    }
    if (std::ranges::find(known, area) == known.end() || ahead <= scenario.base_year || ahead > scenario.horizon) {
        return fail(Diagnostic{Failure::usage,
                               {"ask.error.scenario.cell",
                                {{"found", cell},
                                 {"known", fmt::format("{}", fmt::join(known, ", "))},
                                 {"from", scenario.base_year + 1},
                                 {"to", scenario.horizon}}}});
    }
    return explain(scenario, simulated.model, definitions, area, ahead);
}

/// Those that the first is held against.
Result<void> add_compared(std::vector<SimulatedScenario>& all, const Basis& basis, Sources& sources,
                          const SimulationQuestion& question) {
    for (const auto& name : question.compare) {
        ScenarioSaid other = question.scenario;
        other.name = {name};
        other.levers.clear();
        auto beside = understand(basis, sources, other);
        if (!beside) {
            return fail(beside.error());
        }
        if (beside->kind != Scenario::Kind::simulation) {
            return fail(not_simulated(beside->kind, "--compare"));
        }
        auto one = simulated(basis, *std::move(beside), other);
        if (!one) {
            return fail(one.error());
        }
        one->named = name;
        all.push_back(*std::move(one));
    }
    return {};
}

}  // namespace

Options SimulationQuestion::options() {
    Options options = scenario.options();
    options.push_back(
        {{.name = "--compare", .help = {"ask.option.compare", {}}, .type = "@ask.option.type.scenario", .words = true},
         &compare});
    options.push_back({{.name = "--deterministic", .help = {"ask.option.deterministic", {}}}, &deterministic});
    options.push_back(
        {{.name = "--explain", .help = {"ask.option.explain", {}}, .type = "@ask.option.type.cell"}, &explain});
    return options;
}

Result<Answer> ask(const Basis& basis, const SimulationQuestion& question) {
    Sources sources(basis);
    return ask(basis, sources, question);
}

Result<Answer> ask(const Basis& basis, Sources& sources, const SimulationQuestion& question) {
    auto scenario = understand(basis, sources, question.scenario);
    if (!scenario) {
        return fail(scenario.error());
    }
    const Scenario::Kind kind = scenario->kind;
    if (const std::string option = only_simulated(question); kind != Scenario::Kind::simulation && !option.empty()) {
        return fail(not_simulated(kind, option));
    }
    if (kind == Scenario::Kind::frames) {
        return frames_answer(sources.context(), *scenario, named(question.scenario, *scenario), basis.charts);
    }
    auto first = simulated(basis, *std::move(scenario), question.scenario);
    if (!first) {
        return fail(first.error());
    }
    if (kind == Scenario::Kind::zero_based) {
        return zero_based_answer(sources.context(), *first);
    }
    std::vector<SimulatedScenario> all{*std::move(first)};
    if (auto added = add_compared(all, basis, sources, question); !added) {
        return fail(added.error());
    }
    if (question.explain) {
        return explained(all.front(), basis.definitions, *question.explain).map([&](const std::vector<Message>& lines) {
            return explanation_answer(sources.context(), all.front(), *question.explain, lines);
        });
    }
    return all.size() > 1 ? comparison_answer(sources.context(), all)
                          : simulation_answer(sources.context(), all.front(), question.deterministic, basis.charts);
}

}  // namespace skattekrona
