#include "claim/check.hpp"
#include "model/peers.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace skattekrona {

namespace {

Number mnkr(double amount) { return {amount, std::abs(amount) < 10 ? 1 : 0}; }
Number percent(double share) { return {100 * share, std::abs(100 * share - std::round(100 * share)) < 1e-9 ? 0 : 1}; }

void say(ClaimCheck& result, Message reason) { result.reasons.push_back({std::move(reason)}); }

/// The year that a date begins with; the year 0 where it does not.
Year year_of(const std::string& date) {
    int year = 0;
    std::from_chars(date.data(), date.data() + date.size(), year);
    return {year};
}

std::vector<Reproduction> within(const Curve& curve, const PotentialClaim& claim) {
    std::vector<Reproduction> found;
    for (const auto& point : curve.points) {
        if (std::abs(point.potential - claim.amount) <= claim.tolerance * claim.amount) {
            found.push_back({curve.specification(point), curve.year(point), point.potential});
        }
    }
    std::ranges::stable_sort(found, {}, [&](const Reproduction& one) { return std::abs(one.amount - claim.amount); });
    return found;
}

std::optional<Reproduction> nearest(const Curve& curve, double amount) {
    const auto distance = [&](const CurvePoint& point) { return std::abs(point.potential - amount); };
    const auto found = std::ranges::min_element(curve.points, {}, distance);
    if (found == curve.points.end()) {
        return std::nullopt;
    }
    return Reproduction{curve.specification(*found), curve.year(*found), found->potential};
}

/// Over the wording's specifications that differ from the nearest in level and scope only.
std::array<std::array<double, 2>, 2> ranges_by_scope(const Curve& curve, const Reproduction& nearest) {
    std::array<std::array<double, 2>, 2> ranges{{{missing, missing}, {missing, missing}}};
    for (const auto& point : curve.points) {
        Specification same = curve.specification(point);
        const Scope scope = same.scope;
        // A whole has nothing below the level to deduct.
        const Netting netting = scope == Scope::whole ? nearest.specification.netting : same.netting;
        const bool alike = netting == nearest.specification.netting && same.pool == nearest.specification.pool &&
                           same.quality == nearest.specification.quality &&
                           same.window == nearest.specification.window && same.noise == nearest.specification.noise &&
                           same.areas == nearest.specification.areas && curve.year(point) == nearest.year;
        if (alike) {
            auto& [low, high] = ranges[scope == Scope::whole ? 1 : 0];
            low = std::fmin(low, point.potential);
            high = std::fmax(high, point.potential);
        }
    }
    return ranges;
}

/// One specification held against its pools.
struct Evaluated {
    Pools pools;
    Benchmark benchmark;
};

/// Nothing where the pool has nobody, or too few for the level. The basis is of the specification's areas and noise.
std::optional<Evaluated> evaluate(const CostBasis& basis, const Definitions& definitions, const Figures& figures,
                                  std::size_t municipality, Year year, const Specification& specification) {
    // Own prices are asked for, which every year has.
    const CostWindow costs = *cost_window(basis.history, definitions, year, specification.window, std::nullopt);
    auto pools = make_pools(figures, definitions, costs, municipality, specification);
    if (!pools) {
        return std::nullopt;
    }
    auto result = benchmark(figures, definitions, basis.history, costs, *pools, municipality, specification);
    if (!result) {
        return std::nullopt;
    }
    return Evaluated{*std::move(pools), *std::move(result)};
}

/// The nearest specification with chance taken away, and where the municipality stands.
void add_noise(PotentialCheck& check, const Definitions& definitions, const Figures& figures, std::size_t municipality,
               const ParallelFor& parallel) {
    Specification lasting = check.nearest->specification;
    lasting.noise = Noise::lasting;
    const CostBasis basis = cost_basis(figures.panel, definitions, lasting.areas, lasting.noise, parallel);
    const auto likely = evaluate(basis, definitions, figures, municipality, check.nearest->year, lasting);
    if (!likely) {
        return;
    }
    check.most_likely = likely->benchmark.total.potential.value;
    const CostWindow costs =
        *cost_window(basis.history, definitions, check.nearest->year, lasting.window, std::nullopt);
    check.position =
        uncertainty(basis, definitions, costs, likely->pools, municipality, lasting, {lasting.level}, parallel)
            .front()
            .total;
    check.noise_corrected = check.position.potential;
    if (lasting.pool.kind != PoolChoice::Kind::country || lasting.quality != QualityCondition::none) {
        // Being among the 30 lowest is said of all municipalities or not at all.
        check.position.among_lowest = missing;
    }
}

/// The nearest specification in other years and under conditions on quality, and who reaches its level everywhere.
void add_variants(PotentialCheck& check, const Definitions& definitions, const Figures& figures,
                  std::size_t municipality, Year last, const ParallelFor& parallel) {
    const auto& [nearest, year, amount] = *check.nearest;
    const CostBasis basis = cost_basis(figures.panel, definitions, nearest.areas, nearest.noise, parallel);
    const auto at = [&](Year when, const Specification& specification) {
        return evaluate(basis, definitions, figures, municipality, when, specification);
    };
    const bool compares = members_needed(nearest.level) > 0;
    constexpr int years_around = 2;
    for (Year around = year - years_around; around <= std::max(year + years_around, last); around = around + 1) {
        const auto same = at(around, nearest);
        if (same && !is_missing(same->benchmark.total.potential)) {
            check.around.push_back({nearest, around, same->benchmark.total.potential.value});
        }
        if (same && around == year) {
            check.nearest_in_full = same->benchmark;
        }
        if (same && around == year && nearest.areas.size() > 1 && compares) {
            check.at_level_everywhere = same->benchmark.at_level_everywhere;
        }
    }
    for (const auto condition :
         {QualityCondition::none, QualityCondition::at_least_own, QualityCondition::at_least_median}) {
        Specification specification = nearest;
        specification.quality = condition;
        const auto conditioned = compares ? at(year, specification) : std::nullopt;
        if (!conditioned) {
            continue;
        }
        QualityVariant variant{condition, conditioned->benchmark.total.potential.value, figures.panel.size(), {}};
        const auto look_at = [&](const AreaPool& pool, const std::string& area) {
            if (pool.no_quality_measure) {
                variant.unmeasured.push_back(area);
            }
            variant.members = std::min(variant.members, pool.admitted.size());
        };
        if (specification.scope == Scope::whole) {
            look_at(conditioned->pools.total, std::string(total_area));
        } else {
            for (std::size_t a = 0; a < specification.areas.size(); ++a) {
                look_at(conditioned->pools.areas[a], specification.areas[a]);
            }
        }
        check.quality.push_back(std::move(variant));
    }
}

Message reproduced(const PotentialCheck& check, const PotentialClaim& claim, const Definitions& definitions,
                   const Panel& panel) {
    const bool any = !check.reproductions.empty();
    return {any ? "claim.reason.reproduced" : "claim.reason.not_reproduced",
            {{"n", count(check.reproductions.size())},
             {"of", count(check.wording.points.size())},
             {"claimed", mnkr(claim.amount)},
             {"tolerance", percent(claim.tolerance)},
             {"at_least", mnkr((1 - claim.tolerance) * claim.amount)},
             {"share", Number{100 * check.wording.share_at_or_above((1 - claim.tolerance) * claim.amount)}},
             {"amount", mnkr(check.nearest->amount)},
             {"specification",
              specification_words(check.nearest->specification, check.nearest->year, panel, definitions)}}};
}

/// What the amount claimed is for each inhabitant and of the net cost, by the nearest specification.
void add_scale(ClaimCheck& result, const PotentialCheck& check, const PotentialClaim& claim,
               const Definitions& definitions, const Figures& figures) {
    const auto& [nearest, year, amount] = *check.nearest;
    const CostWindow costs =
        *cost_window(cost_history(figures.panel, nearest.areas), definitions, year, 1, std::nullopt);
    const std::size_t own = result.claim.municipality;
    say(result, {"claim.reason.scale",
                 {{"amount", mnkr(claim.amount)},
                  {"year", year},
                  {"each", Number{1e6 * claim.amount / costs.population[own]}},
                  {"share", Number{100 * claim.amount / costs.total.net[own], 1}},
                  {"areas", std::vector{areas_words(nearest.areas, definitions)}}}});
}

Message range_words(const std::array<double, 2>& range) {
    const auto [low, high] = range;
    const char* key = std::abs(high - low) < 0.5 ? "claim.amount.one"
                      : low < 0                  ? "claim.amount.below"
                                                 : "claim.amount.range";
    return {key, {{"low", mnkr(low)}, {"high", mnkr(high)}}};
}

void add_scopes(ClaimCheck& result, const PotentialCheck& check, const Definitions& definitions) {
    const auto& [by_area, whole] = check.by_scope;
    if (!is_missing(by_area[0]) && !is_missing(whole[0])) {
        say(result, {"claim.reason.scopes",
                     {{"by_area", std::vector{range_words(by_area)}},
                      {"whole", std::vector{range_words(whole)}},
                      {"areas", std::vector{areas_words(check.nearest->specification.areas, definitions)}},
                      {"year", check.nearest->year}}});
    }
    if (!is_missing(check.at_level_everywhere)) {
        say(result, {check.at_level_everywhere > 0 ? "claim.reason.everywhere" : "claim.reason.nowhere",
                     {{"n", Number{check.at_level_everywhere}}, {"year", check.nearest->year}}});
    }
}

void add_follow_up(ClaimCheck& result, const FollowUp& follow_up) {
    const FollowUpArea& total = follow_up.total;
    if (is_missing(total.deviation_step())) {
        say(result, {"claim.reason.no_follow_up", {{"from", follow_up.from}, {"to", follow_up.to}}});
        return;
    }
    const double own = total.own.value;
    say(result, {"claim.reason.follow_up",
                 {{"from", follow_up.from},
                  {"to", follow_up.to},
                  {"d_from", Number{total.deviation_from.value, 1, true}},
                  {"d_to", Number{total.deviation_to.value, 1, true}},
                  {"step", Number{total.deviation_step().value, 0, true}},
                  {"median_from", Number{total.median_from.value, 1, true}},
                  {"median_to", Number{total.median_to.value, 1, true}},
                  {"own", Number{own, 0, true}}}});
    for (const auto& series_break : follow_up.breaks) {
        // What only changes the equalisation stands with the table.
        if (series_break.kind == "method") {
            say(result, {"claim.reason.break", {{"year", series_break.year}, {"title", series_break.title}}});
        }
    }
}

/// The verdict, and in a sentence why.
std::pair<Verdict, Message> judge(const PotentialCheck& check, const PotentialClaim& claim, const ClaimModels& models) {
    const double at_least = (1 - claim.tolerance) * claim.amount;
    const double reach = check.wording.share_at_or_above(at_least);
    const bool reproduced = !check.reproductions.empty();
    const bool common = reach >= models.supported_share;
    const bool lasts = check.noise_corrected.high >= at_least;
    const auto because = [&](const char* key) { return Message{key, {{"share", Number{100 * reach}}}}; };
    if (reproduced && common) {
        return lasts ? std::pair{Verdict::supported, because("claim.therefore.supported")}
                     : std::pair{Verdict::partly,
                                 because(is_missing(check.noise_corrected.high) ? "claim.therefore.chance_unknown"
                                                                                : "claim.therefore.chance")};
    }
    if (reproduced) {
        return {reach >= models.partly_share ? Verdict::partly : Verdict::not_supported,
                because("claim.therefore.few")};
    }
    return common ? std::pair{Verdict::partly, because("claim.therefore.other")}
                  : std::pair{Verdict::not_supported, because("claim.therefore.none")};
}

}  // namespace

void check_potential(ClaimCheck& result, const PotentialClaim& claim, const ClaimModels& models,
                     const Definitions& definitions, const Figures& figures, const ParallelFor& parallel) {
    const std::size_t municipality = result.claim.municipality;
    const auto is_fixed = [&](std::string_view choice) {
        return std::ranges::find(claim.fixed, choice) != claim.fixed.end();
    };
    // What models/claims.toml holds was found in order when it was read.
    CurveDesign defensible = defensible_design(models, definitions, figures.panel).value();
    if (is_fixed("areas")) {
        defensible.areas = claim.wording.areas;
    }
    if (is_fixed("year")) {
        defensible.years = claim.wording.years;
    }
    PotentialCheck check{CurveFigures(figures, definitions, claim.wording, parallel).curve(municipality),
                         CurveFigures(figures, definitions, defensible, parallel).curve(municipality)};
    check.reproductions = within(check.wording, claim);
    check.nearest = nearest(check.wording, claim.amount);
    result.rule = {"claim.rule.potential",
                   {{"tolerance", percent(claim.tolerance)},
                    {"supported", percent(models.supported_share)},
                    {"partly", percent(models.partly_share)}}};
    if (!check.nearest) {
        say(result, {"claim.reason.no_costs", {}});
        result.potential = std::move(check);
        return;
    }
    check.by_scope = ranges_by_scope(check.wording, *check.nearest);
    add_noise(check, definitions, figures, municipality, parallel);
    add_variants(check, definitions, figures, municipality,
                 std::min(year_of(result.claim.when), figures.panel.last_year()), parallel);
    if (claim.follow_up_from) {
        check.follow_up = follow_up(figures, definitions, municipality, claim.follow_up_areas, *claim.follow_up_from);
    }

    say(result, reproduced(check, claim, definitions, figures.panel));
    add_scale(result, check, claim, definitions, figures);
    std::vector<Message> years;
    for (const auto& one : check.around) {
        years.push_back(
            {"claim.year_amount", {{"year", one.year}, {"amount", Number{one.amount, one.amount < 100 ? 1 : 0}}}});
    }
    say(result, {"claim.reason.around", {{"years", years}}});
    add_scopes(result, check, definitions);
    if (!is_missing(check.noise_corrected.mean)) {
        say(result, {"claim.reason.noise",
                     {{"mean", mnkr(check.noise_corrected.mean)},
                      {"plug_in", mnkr(check.most_likely)},
                      {"low", mnkr(check.noise_corrected.low)},
                      {"high", mnkr(check.noise_corrected.high)}}});
    }
    const double share = 100 * check.defensible.share_at_or_above(claim.amount);
    say(result, {"claim.reason.curve",
                 {{"n", count(check.defensible.points.size())},
                  {"share", Number{share, share < 10 ? 1 : 0}},
                  {"amount", mnkr(claim.amount)},
                  {"median", mnkr(check.defensible.quantile(0.5))}}});
    if (const auto driver = check.defensible.main_driver()) {
        say(result, {"claim.reason.driver", {{"choice", models.choices[*driver].title}}});
    }
    if (check.follow_up) {
        add_follow_up(result, *check.follow_up);
    }
    if (!is_missing(claim.beside)) {
        say(result, {"claim.reason.beside",
                     {{"ratio", Number{claim.amount / claim.beside, 2}},
                      {"amount", mnkr(claim.beside)},
                      {"title", claim.beside_title}}});
    }
    auto [verdict, because] = judge(check, claim, models);
    result.verdict = verdict;
    result.reasons.insert(result.reasons.begin(), {std::move(because)});
    result.potential = std::move(check);
}

}  // namespace skattekrona
