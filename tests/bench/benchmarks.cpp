// How fast: the noise model, a municipality's specification curve and everybody's; loading the figures, one
// municipality, and every municipality × area × year × 20 levels in one pass.
#include "claim/curve.hpp"
#include "cli/threads.hpp"
#include "model/benchmark.hpp"
#include "model/noise.hpp"
#include "model/peers.hpp"
#include "support/files.hpp"

#include <algorithm>
#include <benchmark/benchmark.h>

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
        benchmark::DoNotOptimize(must(load_figures(test::source_folder + "/data")));
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

}  // namespace
}  // namespace skattekrona
