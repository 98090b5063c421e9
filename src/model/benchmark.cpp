#include "model/benchmark.hpp"

#include "model/peers.hpp"
#include "model/quality.hpp"
#include "model/uncertainty.hpp"

#include <algorithm>
#include <iterator>

namespace skattekrona {

namespace {

AreaPool make_pool(std::vector<std::size_t> members, const AreaCosts& costs, std::size_t municipality,
                   QualityCondition condition, const std::vector<double>& quality) {
    AreaPool pool{std::move(members), {}, PoolOrder()};
    const double required = required_quality(condition, quality, pool.members, municipality);
    pool.no_quality_measure = condition != QualityCondition::none && quality.empty();
    pool.own_quality_missing = condition == QualityCondition::at_least_own && is_missing(required);
    const bool conditioned = condition != QualityCondition::none && !quality.empty();
    std::vector<double> ratios;
    for (const std::size_t member : pool.members) {
        if (is_missing(costs.ratio[member])) {
            ++pool.without_costs;
        } else if (conditioned && is_missing(quality[member])) {
            ++pool.without_quality;
        } else if (conditioned && !(quality[member] >= required)) {
            ++pool.below_quality;
        } else {
            ratios.push_back(costs.ratio[member]);
            pool.admitted.push_back(member);
        }
    }
    pool.order = PoolOrder(ratios);
    return pool;
}

/// Why the municipality has no costs for an area in the window.
Message no_costs(const Figures& figures, const Definitions& definitions, const std::string& area,
                 std::size_t municipality, Year year, int window) {
    const auto years = years_with_costs(figures.panel, {area}, municipality);
    Year missing_year = year;
    for (int back = window - 1; back >= 0; --back) {
        if (std::ranges::find(years, year - back) == years.end()) {
            missing_year = year - back;
        }
    }
    if (costs_taken_away(figures, area, missing_year, municipality)) {
        const FigureOrigin& origin = figures.origin(net_cost_measure(area), missing_year, municipality);
        const bool half = !is_missing(figures.panel.value(deviation_pct_measure(area), missing_year, municipality));
        const bool stood = figures.is_taken_away(net_cost_measure(area), missing_year, municipality) ||
                           figures.is_taken_away(reference_cost_measure(area), missing_year, municipality);
        return {half    ? "model.reason.half_changed"
                : stood ? "model.reason.withdrawn"
                        : "model.reason.no_costs_year",
                {{"year", missing_year}, {"credit", origin.credit}, {"retrieved", origin.retrieved}}};
    }
    if (years.empty()) {
        return {"model.reason.no_costs_ever", {{"area", definitions.title(area)}}};
    }
    if (missing_year < years.front()) {
        return {"model.reason.no_costs_before", {{"year", missing_year}, {"first", years.front()}}};
    }
    // After the figures of the folder nobody is known to have been asked about this municipality.
    const auto& folder_last = figures.manifest.folder_last_year;
    if (folder_last && missing_year > *folder_last) {
        const auto all = figures.panel.values(net_cost_measure(area), missing_year);
        bool published = false;
        for (std::size_t i = 0; i < all.size(); ++i) {
            published = published ||
                        (!is_missing(all[i]) && figures.origin(net_cost_measure(area), missing_year, i).label.empty());
        }
        return {published ? "model.reason.no_costs_stored" : "model.reason.no_costs_after",
                {{"year", missing_year}, {"last", *folder_last}}};
    }
    return {"model.reason.no_costs_year", {{"year", missing_year}, {"credit", figures.origins.front().credit}}};
}

/// What a reader must know of where an area's net cost comes from: another publisher, the municipality itself, or not
/// yet fixed.
void note_origin(AreaBenchmark& area, const Figures& figures, std::size_t municipality, const CostWindow& costs) {
    if (is_missing(area.net_cost)) {
        return;
    }
    for (Year year = costs.year - (costs.window - 1); year <= costs.year; year = year + 1) {
        const FigureOrigin& origin = figures.origin(net_cost_measure(area.area), year, municipality);
        if (!origin.label.empty()) {
            area.notes.push_back({{"model.note.own_figures", {{"label", origin.label}, {"year", year}}}});
        } else if (origin.credit != figures.origins.front().credit) {
            area.notes.push_back({{"model.note.other_source", {{"credit", origin.credit}, {"year", year}}}});
        }
        if (origin.preliminary) {
            area.notes.push_back({{"model.note.preliminary", {{"year", year}}}});
        }
    }
}

/// Everything about an area that no level is needed for.
AreaBenchmark describe(const AreaCosts& costs, const AreaPool& pool, std::size_t municipality, double population) {
    AreaBenchmark area;
    area.area = costs.area;
    area.net_cost = {costs.net[municipality]};
    area.reference_cost = {costs.reference[municipality]};
    area.deviation = area.net_cost - area.reference_cost;
    area.deviation_pct = as_percent(area.deviation / area.reference_cost);
    area.deviation_per_inhabitant = per_inhabitant(area.deviation, population);
    area.cost_ratio = costs.ratio[municipality];
    area.precision = {costs.precision[municipality]};
    std::ranges::transform(pool.admitted, std::back_inserter(area.comparators), [&](std::size_t member) {
        return Comparator{member, costs.ratio[member]};
    });
    const PoolView view = pool.order.all();
    if (view.size() > 0) {
        area.median_ratio = view.quantile(0.5);
    }
    if (!is_missing(area.cost_ratio) && view.size() > 0) {
        area.rank = static_cast<int>(view.below(area.cost_ratio)) + 1;
        area.of = static_cast<int>(view.size()) + 1;
        constexpr int enough_for_quarters = 8;
        area.quartile = area.of < enough_for_quarters ? 0 : (4 * area.rank + area.of - 1) / area.of;
    }
    return area;
}

/// Puts the level to an area: its ratio and potential, or the reason why not.
void apply_level(AreaBenchmark& area, const AreaPool& pool, const Specification& specification, double own) {
    if (specification.quality == QualityCondition::at_least_own && pool.own_quality_missing &&
        members_needed(specification.level) > 0) {
        area.reasons.push_back({"model.reason.own_quality_missing", {}});
        return;
    }
    const PoolView view = pool.order.all();
    area.level_ratio = level_ratio(view, specification.level, own);
    if (pool.members.empty()) {
        const PoolChoice& choice = specification.pool;
        const bool published = choice.kind == PoolChoice::Kind::similar || choice.kind == PoolChoice::Kind::kommungrupp;
        area.reasons.push_back(published ? Message{"model.reason.pool_empty", {}}
                                         : Message{"model.reason.pool_of_nobody", {{"pool", to_string(choice)}}});
    } else if (is_missing(area.level_ratio) && view.size() < members_needed(specification.level)) {
        area.reasons.push_back({"model.reason.pool_too_small",
                                {{"n", count(view.size())}, {"needed", count(members_needed(specification.level))}}});
    }
    area.potential = {
        potential(area.net_cost.value, area.reference_cost.value, area.level_ratio, specification.netting)};
}

void note_pool(AreaBenchmark& area, const AreaPool& pool, const Specification& specification) {
    if (!is_missing(area.precision)) {
        area.notes.push_back({{"model.note.precision", {{"half_width", Number{area.precision.value, 2}}}}});
    }
    if (pool.without_costs > 0) {
        area.notes.push_back({{"model.note.without_costs", {{"n", count(pool.without_costs)}}}});
    }
    if (specification.quality == QualityCondition::none || pool.own_quality_missing) {
        return;
    }
    if (pool.no_quality_measure) {
        area.notes.push_back({{"model.note.no_quality_measure", {}}});
        return;
    }
    area.notes.push_back({{"model.note.quality_pool",
                           {{"n", count(pool.order.all().size())},
                            {"below", count(pool.below_quality)},
                            {"unknown", count(pool.without_quality)}}}});
}

/// The breaks inside a window of years: sums across them mix two ways of computing.
void note_window(AreaBenchmark& area, const Definitions& definitions, const std::vector<std::string>& areas,
                 const CostWindow& costs) {
    for (const auto& series_break : definitions.breaks_between(areas, costs.year - (costs.window - 1), costs.year)) {
        area.notes.push_back({{"model.note.break", {{"year", series_break.year}, {"title", series_break.title}}}});
    }
}

/// How many of the total's pool have a cost ratio at or below each area's level.
double count_at_level_everywhere(const CostWindow& costs, const Pools& pools, const std::vector<AreaBenchmark>& areas) {
    const bool without_level =
        std::ranges::any_of(areas, [](const auto& area) { return is_missing(area.level_ratio); });
    if (without_level || pools.total.admitted.empty()) {
        return missing;
    }
    double count = 0;
    for (const std::size_t member : pools.total.admitted) {
        bool everywhere = true;
        for (std::size_t a = 0; a < areas.size(); ++a) {
            everywhere = everywhere && std::ranges::binary_search(pools.areas[a].admitted, member) &&
                         costs.areas[a].ratio[member] <= areas[a].level_ratio;
        }
        count += everywhere ? 1 : 0;
    }
    return count;
}

void note_own_target(AreaBenchmark& area, const Definitions& definitions, const std::vector<std::string>& areas,
                     const OwnTarget& own, Year year, int window) {
    if (is_missing(own.ratio)) {
        return;
    }
    // A potential of nothing then says nothing.
    if (own.among == 1) {
        area.notes.push_back({{"model.note.own_best_only", {{"year", own.year}}}, true});
        return;
    }
    area.notes.push_back(
        {window == 1 ? Message{"model.note.own_best", {{"year", own.year}}}
                     : Message{"model.note.own_best_window", {{"first", own.year - (window - 1)}, {"last", own.year}}},
         true});
    for (const auto& series_break : definitions.breaks_between(areas, own.year - (window - 1), year)) {
        area.notes.push_back({{"model.note.break", {{"year", series_break.year}, {"title", series_break.title}}}});
    }
}

std::vector<std::string> area_ids(const CostWindow& costs) {
    std::vector<std::string> ids;
    std::ranges::transform(costs.areas, std::back_inserter(ids), &AreaCosts::area);
    return ids;
}

}  // namespace

Result<Pools> make_pools(const Figures& figures, const Definitions& definitions, const CostWindow& costs,
                         std::size_t municipality, const Specification& specification) {
    const auto pool_for = [&](const AreaCosts& area, const std::vector<double>& quality) {
        return make_pool(pool_members(figures, definitions, specification.pool, area.area, municipality, costs.year),
                         area, municipality, specification.quality, quality);
    };
    const bool conditioned = specification.quality != QualityCondition::none;
    Pools pools{{}, {{}, {}, PoolOrder()}};
    for (const auto& area : costs.areas) {
        pools.areas.push_back(
            pool_for(area, conditioned ? quality_scores(figures.panel, *definitions.area(area.area), costs.year)
                                       : std::vector<double>{}));
    }
    pools.total =
        pool_for(costs.total, conditioned ? quality_scores(figures.panel, definitions, area_ids(costs), costs.year)
                                          : std::vector<double>{});
    const auto empty = [](const AreaPool& pool) { return pool.members.empty(); };
    if (empty(pools.total) && std::ranges::all_of(pools.areas, empty)) {
        return fail(empty_pool(figures.panel, specification.pool, municipality));
    }
    return pools;
}

CostBasis cost_basis(const Panel& panel, const Definitions& definitions, const std::vector<std::string>& areas,
                     Noise noise, const ParallelFor& parallel) {
    CostHistory raw = cost_history(panel, areas);
    if (noise == Noise::raw) {
        return {raw, raw, std::nullopt};
    }
    HistoryNoise fits = fit_noise(raw, definitions, parallel);
    CostHistory history = without_noise(raw, fits, noise);
    return {std::move(raw), std::move(history), std::move(fits)};
}

Result<Benchmark> benchmark(const Figures& figures, const Definitions& definitions, const CostHistory& history,
                            const CostWindow& costs, const Pools& pools, std::size_t municipality,
                            const Specification& specification) {
    const bool own_level = is_own(specification.level);
    const double population = costs.population[municipality];
    Benchmark result{municipality, costs.year, specification, population, {}, {}};
    result.areas.reserve(costs.areas.size());

    // A pool that is empty in one area only, since no group is published for it, is a reason and not a mistake.
    const auto too_small = [&](const AreaPool& pool) {
        return !pool.members.empty() && pool.members.size() < members_needed(specification.level);
    };
    const auto judge = [&](const AreaCosts& area_costs, const CostSeries& series, const AreaPool& pool,
                           const std::vector<std::string>& areas, bool levelled) {
        AreaBenchmark area = describe(area_costs, pool, municipality, population);
        if (is_missing(area.cost_ratio)) {
            return area;
        }
        if (levelled) {
            OwnTarget own;
            if (own_level) {
                own = own_target(history, series, definitions, municipality, costs.year, costs.window,
                                 specification.prices);
                note_own_target(area, definitions, areas, own, costs.year, costs.window);
            }
            apply_level(area, pool, specification, own.ratio);
        }
        if (!(own_level && levelled)) {
            note_window(area, definitions, areas, costs);
        }
        note_pool(area, pool, specification);
        return area;
    };

    const bool by_area = specification.scope == Scope::by_area;
    double level_cost = 0;
    double sum = 0;
    std::vector<Text> unmeasured;
    std::vector<Text> unlevelled;
    std::vector<Text> unexpected;
    for (std::size_t a = 0; a < costs.areas.size(); ++a) {
        const AreaCosts& area_costs = costs.areas[a];
        if (by_area && too_small(pools.areas[a])) {
            return fail(Diagnostic{Failure::usage,
                                   {"model.error.level_pool",
                                    {{"level", to_string(specification.level)},
                                     {"pool", to_string(specification.pool)},
                                     {"size", count(pools.areas[a].members.size())}}}});
        }
        AreaBenchmark area = judge(area_costs, history.areas[a], pools.areas[a], {area_costs.area}, by_area);
        note_origin(area, figures, municipality, costs);
        if (is_missing(area.net_cost)) {
            area.reasons.push_back(no_costs(figures, definitions, area.area, municipality, costs.year, costs.window));
            unmeasured.push_back(definitions.area(area.area)->in_sentence);
        } else if (is_missing(area.reference_cost)) {
            area.reasons.push_back({"model.reason.no_reference_cost", {}});
            unexpected.push_back(definitions.area(area.area)->in_sentence);
        } else if (by_area && is_missing(area.potential)) {
            unlevelled.push_back(definitions.area(area.area)->in_sentence);
        }
        level_cost += area.level_ratio * area.reference_cost.value;
        sum += area.potential.value;
        result.areas.push_back(std::move(area));
    }
    if (!by_area && too_small(pools.total)) {
        return fail(Diagnostic{Failure::usage,
                               {"model.error.level_pool",
                                {{"level", to_string(specification.level)},
                                 {"pool", to_string(specification.pool)},
                                 {"size", count(pools.total.members.size())}}}});
    }
    result.total = judge(costs.total, history.total, pools.total, area_ids(costs), !by_area);
    if (by_area) {
        result.total.level_ratio = level_cost / result.total.reference_cost.value;
        result.total.potential = {sum};
        result.at_level_everywhere = count_at_level_everywhere(costs, pools, result.areas);
    }
    if (!unmeasured.empty()) {
        result.total.reasons.push_back({"model.reason.total_without", {{"areas", unmeasured}}});
    }
    if (!unexpected.empty()) {
        result.total.reasons.push_back({"model.reason.total_without_reference", {{"areas", unexpected}}});
    }
    if (!unlevelled.empty()) {
        result.total.reasons.push_back({"model.reason.potential_without", {{"areas", unlevelled}}});
    }
    return result;
}

Diagnostic no_costs_that_year(const Figures& figures, const std::vector<std::string>& areas, std::size_t municipality,
                              Year year) {
    const Panel& panel = figures.panel;
    const auto years = years_with_any_deviation(panel, areas, municipality);
    const bool taken_away = year >= panel.first_year() && year <= panel.last_year() &&
                            std::ranges::any_of(areas, [&](const std::string& area) {
                                return costs_taken_away(figures, area, year, municipality);
                            });
    return {
        years.empty() ? Failure::invalid_input : Failure::usage,
        {taken_away ? "model.error.year_taken_away" : "model.error.year",
         {{"municipality", panel.municipalities()[municipality].name}, {"year", year}, {"known", year_ranges(years)}}}};
}

Benchmark benchmark_of_nothing(std::size_t municipality, Year year, const Specification& specification,
                               const Message& why) {
    const auto nothing = [&](std::string area) {
        AreaBenchmark unknown;
        unknown.area = std::move(area);
        unknown.reasons = {why};
        return unknown;
    };
    Benchmark result{municipality, year, specification, missing, {}, nothing(std::string(total_area))};
    std::ranges::transform(specification.areas, std::back_inserter(result.areas), nothing);
    return result;
}

Result<std::vector<Benchmark>> benchmark(const Figures& figures, const Definitions& definitions,
                                         std::size_t municipality, Year year, const Specification& specification,
                                         const std::vector<Level>& levels, const ParallelFor& parallel) {
    return benchmark(figures, definitions,
                     cost_basis(figures.panel, definitions, specification.areas, specification.noise, parallel),
                     municipality, year, specification, levels, parallel);
}

Result<std::vector<Benchmark>> benchmark(const Figures& figures, const Definitions& definitions, const CostBasis& basis,
                                         std::size_t municipality, Year year, const Specification& specification,
                                         const std::vector<Level>& levels, const ParallelFor& parallel) {
    const Panel& panel = figures.panel;
    // What chance does is only known of costs that can be compared.
    const auto years = specification.noise == Noise::raw
                           ? years_with_any_costs(panel, specification.areas, municipality)
                           : years_with_any_deviation(panel, specification.areas, municipality);
    if (std::ranges::find(years, year) == years.end()) {
        return fail(no_costs_that_year(figures, specification.areas, municipality, year));
    }
    const auto costs = cost_window(basis.history, definitions, year, specification.window, specification.prices);
    if (!costs) {
        return fail(costs.error());
    }
    if (std::ranges::all_of(costs->areas, [&](const AreaCosts& area) { return is_missing(area.net[municipality]); })) {
        return fail(Diagnostic{Failure::usage,
                               {"model.error.window_years",
                                {{"municipality", panel.municipalities()[municipality].name},
                                 {"window", count(specification.window)},
                                 {"year", year},
                                 {"known", year_ranges(years)}}}});
    }
    const auto pools = make_pools(figures, definitions, *costs, municipality, specification);
    if (!pools) {
        return fail(pools.error());
    }
    std::vector<Benchmark> results;
    for (const auto& level : levels) {
        Specification with_level = specification;
        with_level.level = level;
        auto result = benchmark(figures, definitions, basis.history, *costs, *pools, municipality, with_level);
        if (!result) {
            return fail(result.error());
        }
        results.push_back(*std::move(result));
    }
    if (basis.noise) {
        const auto uncertainties =
            uncertainty(basis, definitions, *costs, *pools, municipality, specification, levels, parallel);
        for (std::size_t l = 0; l < levels.size(); ++l) {
            const auto add = [](AreaBenchmark& area, const AreaUncertainty& drawn) {
                area.potential_interval = is_missing(area.potential) ? Uncertain{} : drawn.potential;
                area.rank_interval = area.rank == 0 ? Uncertain{} : drawn.rank;
            };
            for (std::size_t a = 0; a < results[l].areas.size(); ++a) {
                add(results[l].areas[a], uncertainties[l].areas[a]);
            }
            add(results[l].total, uncertainties[l].total);
        }
    }
    return results;
}

}  // namespace skattekrona
