#include "ask/report.hpp"

#include "ask/claim.hpp"
#include "ask/side.hpp"
#include "ask/simulation.hpp"
#include "model/pool_order.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace skattekrona {

namespace {

/// Levels that nobody asked for must fit the pool: the lowest 30 say nothing where there are few more than 30.
std::vector<Level> fitting(std::vector<Level> levels, const Basis& basis, const Choices& choices) {
    const auto members = pool_members(basis.figures, basis.definitions, choices.specification.pool, total_area,
                                      choices.municipality, choices.year);
    // Nobody else at all is said of the municipality, not of the levels.
    std::erase_if(
        levels, [&](const Level& level) { return !members.empty() && 3 * members_needed(level) > members.size() + 3; });
    return levels;
}

/// Claims and scenarios, where they are asked for.
Result<ReportExtras> gather_extras(const Basis& basis, Sources& sources, const ReportQuestion& question,
                                   std::size_t municipality) {
    ReportExtras extras;
    if (question.claims) {
        auto checked = check_claims(basis, sources, municipality);
        if (!checked) {
            return fail(checked.error());
        }
        extras.claims = *std::move(checked);
    }
    // The tables behind a simulation's charts say what its own tables do.
    Basis for_scenarios = basis;
    for_scenarios.charts = basis.pictures ? basis.charts : nullptr;
    for (const auto& scenario : question.scenarios) {
        SimulationQuestion asked;
        asked.scenario.name = {scenario};
        auto simulated = ask(for_scenarios, sources, asked);
        if (!simulated) {
            return fail(simulated.error());
        }
        if (simulated->about.municipality.value_or(municipality) != municipality) {
            return fail(Diagnostic{
                Failure::usage,
                {"ask.error.report.scenario_of_another",
                 {{"scenario", scenario}, {"municipality", basis.figures.panel.municipalities()[municipality].name}}}});
        }
        extras.scenarios.push_back({scenario, *std::move(simulated)});
    }
    return extras;
}

/// How sure a deviation is, is known of one year's.
bool is_one_year(const Specification& specification) {
    return specification.window == 1 && specification.noise == Noise::raw;
}

std::optional<HistoryNoise> noise_of_one_year(const Basis& basis, const Specification& specification) {
    return is_one_year(specification) ? std::optional(report_noise(basis, specification.areas)) : std::nullopt;
}

/// Failure::usage for what is about one municipality.
Result<void> check_several(const ReportQuestion& question) {
    const std::array<std::pair<const char*, bool>, 3> of_one{{{"--claims", question.claims},
                                                              {"--scenario", !question.scenarios.empty()},
                                                              {"--peers", question.peers.has_value()}}};
    Diagnostics problems;
    for (const auto& [option, is_said] : of_one) {
        if (is_said) {
            problems.push_back({Failure::usage, {"ask.error.report.several", {{"option", std::string(option)}}}});
        }
    }
    return problems.empty() ? Result<void>{} : fail(std::move(problems));
}

Result<Answer> side_report(const Basis& basis, const ReportQuestion& question, std::vector<Choices> each) {
    if (auto sound = check_several(question); !sound) {
        return fail(sound.error());
    }
    if (question.choices.levels.empty()) {
        std::vector<Level> levels = each.front().levels;
        for (const auto& choices : each) {
            levels = fitting(std::move(levels), basis, choices);
        }
        for (auto& choices : each) {
            choices.levels = levels;
        }
    }
    return side_by_side(basis, each).and_then([&](Sides sides) {
        return trends_side_by_side(basis, each).map([&](std::vector<Trend> trends) {
            const auto noise = noise_of_one_year(basis, each.front().specification);
            return side_report_answer(Sources(basis).context(), *basis.charts,
                                      {std::move(sides), std::move(trends), noise ? &*noise : nullptr});
        });
    });
}

}  // namespace

Options ReportQuestion::chart_options() {
    // A command that answers without a municipality says so itself.
    return {choices.municipalities_option(false),
            choices.year_option(),
            choices.areas_option(),
            choices.level_option(),
            choices.pool_option(),
            {{.name = "--peers",
              .help = {"ask.option.peers", {}},
              .type = "liknande|kommungrupp|lan|nearest:N|@ask.option.type.list"},
             &peers}};
}

Options ReportQuestion::options() {
    Options options = chart_options();
    options.push_back({{.name = "--claims", .help = {"ask.option.report_claims", {}}}, &claims});
    options.push_back(
        {{.name = "--scenario", .help = {"ask.option.report_scenario", {}}, .type = "@ask.option.type.scenario"},
         &scenarios});
    return options;
}

Result<ReportInput> gather(const Basis& basis, const ReportQuestion& question) {
    const auto choices = understand(question.choices, basis.figures, basis.definitions);
    if (!choices) {
        return fail(choices.error());
    }
    const Figures& figures = basis.figures;
    const Definitions& definitions = basis.definitions;
    const Specification& specification = choices->specification;
    const auto peers = parse_pool(question.peers.value_or("liknande"), figures.panel.municipalities());
    if (!peers) {
        return fail(peers.error());
    }
    const auto levels = question.choices.levels.empty() ? fitting(choices->levels, basis, *choices) : choices->levels;
    const std::size_t self = choices->municipality;
    const Year year = choices->year;
    Specification of_whole = specification;
    of_whole.scope = Scope::whole;
    Specification among_peers = specification;
    among_peers.pool = *peers;
    auto by_area = benchmark(figures, definitions, self, year, specification, levels);
    if (!by_area) {
        return fail(by_area.error());
    }
    auto whole = benchmark(figures, definitions, self, year, of_whole, levels);
    if (!whole) {
        return fail(whole.error());
    }
    auto costs = cost_window(cost_history(figures.panel, specification.areas), definitions, year, specification.window,
                             specification.prices);
    if (!costs) {
        return fail(costs.error());
    }
    auto pools = make_pools(figures, definitions, *costs, self, among_peers);
    if (!pools) {
        return fail(pools.error());
    }
    auto over_years = trend(figures, definitions, self, specification.areas, *peers, year);
    if (!over_years) {
        return fail(over_years.error());
    }
    std::vector<std::size_t> members = pools->total.members;
    const auto known = years_to_answer_for(figures, specification.areas, self);
    const Year from = known.empty() || year < known.back() ? year : known.front();
    return ReportInput{*std::move(costs),      *std::move(pools),
                       *std::move(by_area),    *std::move(whole),
                       *std::move(over_years), likeness(figures.panel, definitions, total_area, self, year),
                       std::move(members),     follow_up(figures, definitions, self, specification.areas, from)};
}

HistoryNoise report_noise(const Basis& basis, const std::vector<std::string>& areas) {
    return fit_noise(cost_history(basis.figures.panel, areas), basis.definitions, basis.parallel);
}

Result<Answer> compose(const Basis& basis, const ReportQuestion& question, const ReportInput& input,
                       const HistoryNoise* noise) {
    Sources sources(basis);
    const Benchmark& first = input.by_area.front();
    return gather_extras(basis, sources, question, first.municipality).map([&](ReportExtras extras) {
        extras.noise = is_one_year(first.specification) ? noise : nullptr;
        return report_answer(sources.context(), *basis.charts, input, extras);
    });
}

Result<Answer> ask(const Basis& basis, const ReportQuestion& question) {
    auto each = understand_each(question.choices, basis.figures, basis.definitions);
    if (!each) {
        return fail(each.error());
    }
    if (each->size() > 1) {
        return side_report(basis, question, *std::move(each));
    }
    return gather(basis, question).and_then([&](const ReportInput& input) {
        const auto noise = noise_of_one_year(basis, input.by_area.front().specification);
        return compose(basis, question, input, noise ? &*noise : nullptr);
    });
}

}  // namespace skattekrona
