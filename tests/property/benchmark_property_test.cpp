// What must hold for any costs whatever.
#include "core/catalogue.hpp"
#include "model/benchmark.hpp"
#include "support/files.hpp"
#include "support/made_up.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <numeric>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace skattekrona {
namespace {

using test::definitions;
using test::must;

/// Positive costs in mnkr; small integers, so that ties occur.
rc::Gen<double> cost() {
    return rc::gen::map(rc::gen::inRange(1, 2000), [](int n) { return static_cast<double>(n); });
}

struct Costs {
    std::vector<test::MadeUpArea> areas;

    std::size_t size() const { return areas.front().net.size(); }
};

Costs some_costs(std::size_t at_least = 4) {
    const auto size = *rc::gen::inRange<std::size_t>(at_least, 40);
    Costs costs;
    for (const char* id : {"grundskola", "ifo", "lss"}) {
        costs.areas.push_back({id, *rc::gen::container<std::vector<double>>(size, cost()),
                               *rc::gen::container<std::vector<double>>(size, cost())});
    }
    return costs;
}

Specification specification_for(Scope scope = Scope::by_area, Netting netting = Netting::positive) {
    Specification specification;
    specification.areas = {"grundskola", "ifo", "lss"};
    specification.scope = scope;
    specification.netting = netting;
    return specification;
}

Benchmark evaluate(const Figures& figures, std::size_t municipality, const Specification& specification,
                   const Level& level) {
    return must(benchmark(figures, definitions(), municipality, Year{2020}, specification, {level})).front();
}

Level some_level(std::size_t pool) {
    const auto kind =
        *rc::gen::element(Level::Kind::reference, Level::Kind::median, Level::Kind::percentile, Level::Kind::best_mean,
                          Level::Kind::best_nth, Level::Kind::best, Level::Kind::own_best);
    const bool counts = kind == Level::Kind::best_mean || kind == Level::Kind::best_nth;
    const int parameter = counts ? *rc::gen::inRange(1, static_cast<int>(pool) + 1) : *rc::gen::inRange(0, 101);
    return {kind, static_cast<double>(parameter)};
}

RC_GTEST_PROP(Potential, IsNeverNegativeWhenOnlyPositiveGapsCount, ()) {
    const Costs costs = some_costs();
    const Figures figures = test::made_up_figures(costs.areas);
    const auto scope = *rc::gen::element(Scope::by_area, Scope::whole);
    const auto result = evaluate(figures, 0, specification_for(scope), some_level(costs.size() - 1));
    RC_ASSERT(result.total.potential.value >= 0);
}

RC_GTEST_PROP(Potential, FallsAsTheLevelRises, ()) {
    const Costs costs = some_costs();
    const Figures figures = test::made_up_figures(costs.areas);
    const int low = *rc::gen::inRange(0, 101);
    const int high = *rc::gen::inRange(low, 101);
    const auto at = [&](int percentile) {
        return evaluate(figures, 0, specification_for(), {Level::Kind::percentile, static_cast<double>(percentile)})
            .total.potential.value;
    };
    RC_ASSERT(at(low) >= at(high) - 1e-9);
}

RC_GTEST_PROP(Potential, OfTheMeanOfTheLowestIsAtLeastThatOfTheNthLowest, ()) {
    const Costs costs = some_costs();
    const Figures figures = test::made_up_figures(costs.areas);
    const double n = *rc::gen::inRange(1, static_cast<int>(costs.size()));
    const auto mean = evaluate(figures, 0, specification_for(), {Level::Kind::best_mean, n}).total.potential.value;
    const auto nth = evaluate(figures, 0, specification_for(), {Level::Kind::best_nth, n}).total.potential.value;
    RC_ASSERT(mean >= nth - 1e-9);
}

RC_GTEST_PROP(Potential, NetIsAtMostPositive, ()) {
    const Costs costs = some_costs();
    const Figures figures = test::made_up_figures(costs.areas);
    const Level level = some_level(costs.size() - 1);
    const auto positive = evaluate(figures, 0, specification_for(Scope::by_area, Netting::positive), level);
    const auto net = evaluate(figures, 0, specification_for(Scope::by_area, Netting::net), level);
    RC_ASSERT(net.total.potential.value <= positive.total.potential.value + 1e-9);
}

RC_GTEST_PROP(Potential, AtTheReferenceLevelIsTheSumOfPositiveDeviations, ()) {
    const Costs costs = some_costs();
    const Figures figures = test::made_up_figures(costs.areas);
    const auto result = evaluate(figures, 0, specification_for(), {Level::Kind::reference});
    double sum = 0;
    for (const auto& area : result.areas) {
        sum += std::max(0.0, area.deviation.value);
    }
    RC_ASSERT(std::abs(result.total.potential.value - sum) < 1e-9);
}

RC_GTEST_PROP(Total, DeviationIsTheRatioOfSums, ()) {
    const Costs costs = some_costs();
    const Figures figures = test::made_up_figures(costs.areas);
    const auto total = evaluate(figures, 0, specification_for(), {Level::Kind::median}).total;
    double net = 0;
    double reference = 0;
    for (const auto& area : costs.areas) {
        net += area.net[0];
        reference += area.reference[0];
    }
    RC_ASSERT(std::abs(total.deviation_pct.value - 100 * (net - reference) / reference) < 1e-9);
}

RC_GTEST_PROP(Pool, AddingAMunicipalityCannotRaiseTheBestLevel, ()) {
    Costs costs = some_costs();
    const auto before = evaluate(test::made_up_figures(costs.areas), 0, specification_for(), {Level::Kind::best});
    for (auto& area : costs.areas) {
        area.net.push_back(*cost());
        area.reference.push_back(*cost());
    }
    const auto after = evaluate(test::made_up_figures(costs.areas), 0, specification_for(), {Level::Kind::best});
    for (std::size_t a = 0; a < before.areas.size(); ++a) {
        RC_ASSERT(after.areas[a].level_ratio <= before.areas[a].level_ratio);
    }
}

RC_GTEST_PROP(Pool, TheMunicipalityItselfNeverCounts, ()) {
    Costs costs = some_costs();
    const Level level = some_level(costs.size() - 1);
    RC_PRE(level.kind != Level::Kind::own_best);
    const auto before = evaluate(test::made_up_figures(costs.areas), 0, specification_for(), level);
    for (auto& area : costs.areas) {
        area.net[0] = *cost();
    }
    const auto after = evaluate(test::made_up_figures(costs.areas), 0, specification_for(), level);
    for (std::size_t a = 0; a < before.areas.size(); ++a) {
        RC_ASSERT(after.areas[a].level_ratio == before.areas[a].level_ratio);
    }
}

RC_GTEST_PROP(Rank, IsAPermutationWithoutTies, ()) {
    Costs costs = some_costs();
    // Distinct ratios: the costs are 1, 2, 3, … in some order over the same reference cost.
    auto& area = costs.areas.front();
    std::vector<double> order(costs.size());
    std::iota(order.begin(), order.end(), 1.0);
    area.net =
        *rc::gen::map(rc::gen::container<std::vector<double>>(costs.size(), cost()), [&](std::vector<double> keys) {
            std::ranges::stable_sort(order, {}, [&](double n) { return keys[static_cast<std::size_t>(n) - 1]; });
            return order;
        });
    std::ranges::fill(area.reference, 10.0);
    const Figures figures = test::made_up_figures(costs.areas);
    std::vector<int> ranks;
    for (std::size_t i = 0; i < costs.size(); ++i) {
        ranks.push_back(evaluate(figures, i, specification_for(), {Level::Kind::reference}).areas.front().rank);
    }
    std::ranges::sort(ranks);
    for (std::size_t i = 0; i < ranks.size(); ++i) {
        RC_ASSERT(ranks[i] == static_cast<int>(i) + 1);
    }
}

RC_GTEST_PROP(PoolView, AgreesWithSortingTheOthers, ()) {
    const auto size = *rc::gen::inRange<std::size_t>(2, 40);
    const auto ratios = *rc::gen::container<std::vector<double>>(size, cost());
    const auto own = *rc::gen::inRange<std::size_t>(0, size);
    std::vector<double> others = ratios;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(own));
    std::ranges::sort(others);
    const PoolOrder order(ratios);
    const PoolView view = order.without(ratios[own]);
    RC_ASSERT(view.size() == others.size());
    double sum = 0;
    for (std::size_t n = 1; n <= others.size(); ++n) {
        sum += others[n - 1];
        RC_ASSERT(view.nth(n) == others[n - 1]);
        RC_ASSERT(std::abs(view.mean_of_lowest(n) - sum / static_cast<double>(n)) < 1e-9);
    }
    const double probe = *cost();
    RC_ASSERT(view.below(probe) == static_cast<std::size_t>(std::ranges::lower_bound(others, probe) - others.begin()));
}

RC_GTEST_PROP(Numbers, AreReadBackFromWhatIsWritten, ()) {
    const double value = *rc::gen::inRange(-100000000, 100000000) / 100.0;
    const Wording english(Catalogue::built_in(), Language::english);
    std::string text = english(Number{value, 2});
    std::erase(text, ',');
    if (text.starts_with("−")) {
        text.replace(0, std::string_view("−").size(), "-");
    }
    RC_ASSERT(std::abs(std::stod(text) - value) < 0.005);
}

}  // namespace
}  // namespace skattekrona
