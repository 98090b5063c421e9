#include "ask/side.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace skattekrona {

namespace {

/// Whether there are no figures of the year, which is a fact about the municipality and no mistake.
bool lacks_the_year(const Diagnostic& problem) {
    constexpr std::array<std::string_view, 3> lacking{"model.error.year", "model.error.year_taken_away",
                                                      "model.error.window_years"};
    return std::ranges::find(lacking, problem.message.key) != lacking.end();
}

/// Whether there is nobody to compare it with, which the deviations do not need.
bool lacks_others(const Diagnostic& problem) { return problem.message.key == "model.error.pool_empty"; }

/// Of a municipality that nobody else is in the pool of: no ranks, and potentials only where the level is its own.
Result<std::vector<Benchmark>> benchmark_of_nobody_else(const Basis& basis, const CostBasis& costs,
                                                        const Choices& choices) {
    const Specification& specification = choices.specification;
    return cost_window(costs.history, basis.definitions, choices.year, specification.window, specification.prices)
        .and_then([&](const CostWindow& window) -> Result<std::vector<Benchmark>> {
            const AreaPool nobody{{}, {}, PoolOrder()};
            const Pools pools{std::vector(window.areas.size(), nobody), nobody};
            std::vector<Benchmark> levels;
            for (const auto& level : choices.levels) {
                Specification with_level = specification;
                with_level.level = level;
                auto one = benchmark(basis.figures, basis.definitions, costs.history, window, pools,
                                     choices.municipality, with_level);
                if (!one) {
                    return fail(one.error());
                }
                levels.push_back(*std::move(one));
            }
            return levels;
        });
}

/// The reason, and the years that there are.
Message reason_of(const Diagnostic& problem) {
    const Message found{problem.message.key + ".found", problem.message.arguments};
    const auto known =
        std::ranges::find(problem.message.arguments, "known", &std::pair<std::string, Message::Argument>::first);
    return {"ask.side.lacks_year", {{"found", std::vector{found}}, {"known", known->second}}};
}

}  // namespace

Result<Sides> side_by_side(const Basis& basis, const std::vector<Choices>& each) {
    const Specification& specification = each.front().specification;
    const CostBasis costs =
        cost_basis(basis.figures.panel, basis.definitions, specification.areas, specification.noise, basis.parallel);
    Sides sides;
    Diagnostics lacking;
    for (const auto& choices : each) {
        auto levels = benchmark(basis.figures, basis.definitions, costs, choices.municipality, choices.year,
                                specification, choices.levels, basis.parallel);
        if (levels) {
            sides.push_back(*std::move(levels));
            continue;
        }
        const Diagnostic& problem = levels.error().front();
        if (lacks_others(problem)) {
            auto alone = benchmark_of_nobody_else(basis, costs, choices);
            if (!alone) {
                return fail(alone.error());
            }
            sides.push_back(*std::move(alone));
            lacking.push_back(problem);
            continue;
        }
        if (!lacks_the_year(problem)) {
            return fail(levels.error());
        }
        auto& side = sides.emplace_back();
        for (const auto& level : choices.levels) {
            Specification with_level = specification;
            with_level.level = level;
            side.push_back(benchmark_of_nothing(choices.municipality, choices.year, with_level, reason_of(problem)));
        }
        lacking.push_back(problem);
    }
    return lacking.size() == each.size() ? Result<Sides>(fail(std::move(lacking))) : sides;
}

Result<std::vector<Trend>> trends_side_by_side(const Basis& basis, const std::vector<Choices>& each) {
    std::vector<Trend> trends;
    for (const auto& choices : each) {
        auto one = trend(basis.figures, basis.definitions, choices.municipality, choices.specification.areas,
                         PoolChoice{}, choices.year);
        if (!one) {
            return fail(one.error());
        }
        trends.push_back(*std::move(one));
    }
    return trends;
}

}  // namespace skattekrona
