// How fast: the simulation, beside the same in NumPy; the noise model, a municipality's specification curve and
// everybody's; loading the figures, one municipality, and every municipality × area × year × 20 levels in one pass.
#include "claim/curve.hpp"
#include "cli/threads.hpp"
#include "core/copula.hpp"
#include "model/benchmark.hpp"
#include "model/noise.hpp"
#include "model/peers.hpp"
#include "scenario/scenario.hpp"
#include "support/files.hpp"

#include <algorithm>
#include <benchmark/benchmark.h>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace skattekrona {
namespace {

using test::definitions;
using test::figures;
using test::must;

std::vector<Level> twenty_levels() {
    std::vector<Level> levels{{Level::Kind::reference}, {Level::Kind::median}, {Level::Kind::best}};
    for (const double p : {5, 10, 15, 20, 25, 30, 40, 75}) {
        levels.push_back({Level::Kind::percentile, p});
    }
    for (const double n : {5, 10, 20, 30, 50}) {
        levels.push_back({Level::Kind::best_mean, n});
    }
    for (const double n : {10, 20, 30, 50}) {
        levels.push_back({Level::Kind::best_nth, n});
    }
    return levels;
}

void load(benchmark::State& state) {
    for (auto _ : state) {
        benchmark::DoNotOptimize(must(read_figures(test::source_folder + "/data")));
    }
}
BENCHMARK(load)->Unit(benchmark::kMillisecond);

void one_municipality(benchmark::State& state) {
    Specification specification;
    specification.areas = must(parse_areas("all", definitions()));
    const auto levels = twenty_levels();
    for (auto _ : state) {
        benchmark::DoNotOptimize(
            skattekrona::benchmark(figures(), definitions(), 0, Year{2022}, specification, levels));
    }
}
BENCHMARK(one_municipality)->Unit(benchmark::kMicrosecond);

/// 290 municipalities × 7 areas and the total × 13 years × 20 levels, each sorted once per area and year.
void everybody(benchmark::State& state) {
    const Panel& panel = figures().panel;
    const auto areas = must(parse_areas("all", definitions()));
    const auto levels = twenty_levels();
    double sum = 0;
    std::size_t potentials = 0;
    const CostHistory history = cost_history(panel, areas);
    for (auto _ : state) {
        for (int year = 2010; year <= 2022; ++year) {
            const auto costs = must(cost_window(history, definitions(), Year{year}, 1, std::nullopt));
            const auto pass = [&](const AreaCosts& area) {
                for (std::size_t i = 0; i < panel.size(); ++i) {
                    if (is_missing(area.ratio[i])) {
                        continue;
                    }
                    const PoolView pool = area.order.without(area.ratio[i]);
                    for (const auto& level : levels) {
                        sum += potential(area.net[i], area.reference[i], level_ratio(pool, level, missing),
                                         Netting::positive);
                        ++potentials;
                    }
                }
            };
            std::ranges::for_each(costs.areas, pass);
            pass(costs.total);
        }
        benchmark::DoNotOptimize(sum);
    }
    state.counters["potentials"] = benchmark::Counter(static_cast<double>(potentials), benchmark::Counter::kIsRate);
}
BENCHMARK(everybody)->Unit(benchmark::kMillisecond);

void likeness_of_one(benchmark::State& state) {
    for (auto _ : state) {
        benchmark::DoNotOptimize(likeness(figures().panel, definitions(), total_area, 0, Year{2022}));
    }
}
BENCHMARK(likeness_of_one)->Unit(benchmark::kMicrosecond);

const CostHistory& all_costs() {
    static const CostHistory history = cost_history(figures().panel, must(parse_areas("all", definitions())));
    return history;
}

/// Seven areas and the total, by restricted maximum likelihood.
void fit_the_noise(benchmark::State& state) {
    for (auto _ : state) {
        benchmark::DoNotOptimize(fit_noise(all_costs(), definitions(), serial));
    }
}
BENCHMARK(fit_the_noise)->Unit(benchmark::kMillisecond);

CurveDesign defensible() { return must(defensible_design(test::claim_models(), definitions(), figures().panel)); }

/// Everything a curve needs, from the figures in memory to the sorted specifications of one municipality.
void curve_of_one(benchmark::State& state) {
    std::size_t specifications = 0;
    for (auto _ : state) {
        const CurveFigures shared(figures(), definitions(), defensible(), threads());
        specifications = shared.curve(28).points.size();
    }
    state.counters["specifications"] = static_cast<double>(specifications);
}
BENCHMARK(curve_of_one)->Unit(benchmark::kMillisecond)->UseRealTime();

/// What another municipality costs once the shared part is made.
void curve_of_another(benchmark::State& state) {
    const CurveFigures shared(figures(), definitions(), defensible(), threads());
    std::size_t combinations = 0;
    for (auto _ : state) {
        combinations += shared.curve(28).computed;
    }
    state.counters["combinations"] = benchmark::Counter(static_cast<double>(combinations), benchmark::Counter::kIsRate);
}
BENCHMARK(curve_of_another)->Unit(benchmark::kMillisecond);

void curve_of_everybody(benchmark::State& state) {
    for (auto _ : state) {
        const CurveFigures shared(figures(), definitions(), defensible(), threads());
        threads()(figures().panel.size(), [&](std::size_t i) { benchmark::DoNotOptimize(shared.curve(i)); });
    }
}
BENCHMARK(curve_of_everybody)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(1);

/// Seven areas, ten years, everything that is uncertain by default: Huddinge from 2022.
const SimulationModel& simulated_model() {
    static const SimulationModel model = [] {
        const ScenarioSource nothing = [](const std::string&, const std::string&) -> Result<NamedText> {
            return fail(Diagnostic{});
        };
        const auto areas = must(parse_areas("all", definitions()));
        auto scenario =
            must(parse_scenario({"bench", plain_scenario("bench", "bench", "Huddinge", areas, Year{2022}, 10)}, "",
                                nothing, "", definitions(), figures()));
        return must(simulation_model(scenario, figures(), definitions(), threads()));
    }();
    return model;
}

constexpr std::size_t replicates = 100000;

/// Draws and sums up: 100 000 replicates × 7 areas × 10 years, shocks correlated, seven quantiles of every series.
Simulation simulate_once() {
    const auto& model = simulated_model();
    return summarise(model, draw(model, replicates, seeded(1), threads()), 2, std::nullopt, threads());
}

void simulation(benchmark::State& state) {
    simulated_model();
    for (auto _ : state) {
        benchmark::DoNotOptimize(simulate_once());
    }
    state.counters["cells"] =
        benchmark::Counter(static_cast<double>(replicates * 7 * 10 * state.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK(simulation)->Unit(benchmark::kMillisecond)->UseRealTime();

nlohmann::json model_json(const SimulationModel& model) {
    nlohmann::json json{
        {"years", model.years},
        {"replicates", replicates},
        {"level_factor", lower_factor(model.base.levels)},
        {"shock_factor", lower_factor(model.base.shocks)},
        {"volume", model.volume},
        {"price", model.standing(Standing::price).distribution.parameters},
        {"income", model.standing(Standing::income).distribution.parameters},
        {"price_variation", model.standing(Standing::price_variation).distribution.parameters.front()},
        {"income_variation", model.standing(Standing::income_variation).distribution.parameters.front()},
        {"income_over_price", model.income_over_price ? 1 : 0},
        {"income_base", model.base.income},
        {"result_base", model.base.result}};
    for (const double people : model.population) {
        json["population"].push_back(people / model.base.population);
    }
    for (const auto& area : model.base.areas) {
        json["net_cost"].push_back(area.net_cost);
        json["reference_cost"].push_back(area.reference_cost);
        json["level"].push_back(area.level);
        json["level_deviation"].push_back(area.level_deviation);
        json["persistence"].push_back(area.persistence);
        json["shock_persistence"].push_back(area.shock_persistence);
        json["shock"].push_back(area.shock);
        json["tail"].push_back(area.tail);
        json["structure_persistence"].push_back(area.structure_persistence);
        json["structure_momentum"].push_back(area.structure_momentum);
        json["structure_shock"].push_back(area.structure_shock);
        json["structure_tail"].push_back(area.structure_tail);
    }
    return json;
}

/// The same model in vectorised NumPy, by the time it takes itself; skipped where there is no NumPy. `times` is how
/// many times faster the C++ program is, measured in turns in this very run.
void simulation_in_numpy(benchmark::State& state) {
    namespace fs = std::filesystem;
    const fs::path file = fs::temp_directory_path() / fmt::format("skattekrona-bench-{}.json", ::getpid());
    std::ofstream(file) << model_json(simulated_model());
    // Debian's package belongs to the system's Python, which need not be the first in the path.
    const std::string command = fmt::format(
        "for python in python3 /usr/bin/python3; do $python -c 'import numpy' 2>/dev/null && "
        "exec $python {}/tests/bench/simulation_numpy.py {}; done; exit 1",
        test::source_folder, file.string());
    double numpy = 0;
    double own = 0;
    for (auto _ : state) {
        const auto began = std::chrono::steady_clock::now();
        const Simulation here = simulate_once();
        own += std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
        std::FILE* pipe = ::popen(command.c_str(), "r");
        std::string line(200, '\0');
        line.resize(pipe == nullptr ? 0 : std::fread(line.data(), 1, line.size(), pipe));
        if (pipe == nullptr || ::pclose(pipe) != 0) {
            state.SkipWithError("no python3 with NumPy here");
            break;
        }
        const auto there = nlohmann::json::parse(line);
        if (std::abs(there["median"].get<double>() / here.net_cost.back().back().median() - 1) > 0.002) {
            state.SkipWithError("NumPy simulates another model");
            break;
        }
        numpy += there["seconds"].get<double>();
        state.SetIterationTime(there["seconds"].get<double>());
    }
    fs::remove(file);
    state.counters["times"] = own > 0 ? numpy / own : 0;
}
BENCHMARK(simulation_in_numpy)->Unit(benchmark::kMillisecond)->UseManualTime()->Iterations(5);

}  // namespace
}  // namespace skattekrona
