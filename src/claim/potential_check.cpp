#include "claim/check.hpp"
#include "model/peers.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <iterator>
#include <map>
#include <set>
#include <tuple>

namespace skattekrona {

namespace {

Number mnkr(double amount) { return {amount, amount_decimals(amount)}; }
Number percent(double share) { return {100 * share, std::abs(100 * share - std::round(100 * share)) < 1e-9 ? 0 : 1}; }

void say(ClaimCheck& result, Message reason) { result.reasons.push_back({std::move(reason)}); }

/// What the amount claimed is in mnkr: of a share of the net cost, or an amount for each inhabitant, it differs with
/// the year and the areas.
class ClaimedAmount {
public:
    ClaimedAmount(const PotentialClaim& claim, std::size_t municipality, const Definitions& definitions,
                  const Figures& figures)
        : claim_(claim), municipality_(municipality), definitions_(definitions), figures_(figures) {}

    double mnkr(Year year, const Specification& specification) {
        return claim_.stated.value * of_one(claim_.unit, year, specification);
    }
    /// mnkr of one unit.
    double of_one(QuotedUnit::Of unit, Year year, const Specification& specification) {
        if (unit == QuotedUnit::Of::mnkr) {
            return 1;
        }
        auto& found = known_[{unit, year, specification.areas, specification.window}];
        if (!found) {
            found = mnkr_of_one(unit,
                                *cost_window(cost_history(figures_.panel, specification.areas), definitions_, year,
                                             specification.window, std::nullopt),
                                municipality_);
        }
        return *found;
    }

private:
    const PotentialClaim& claim_;
    std::size_t municipality_;
    const Definitions& definitions_;
    const Figures& figures_;
    std::map<std::tuple<QuotedUnit::Of, Year, std::vector<std::string>, int>, std::optional<double>> known_;
};

/// What of the wording's curve gives the amount, nearest first, and the nearest whether it does or not.
void add_reproductions(PotentialCheck& check, const PotentialClaim& claim, ClaimedAmount& claimed) {
    // The same costs against the same members by the same level give the same amount, however that is chosen.
    const auto can_be_defended = [&](const Reproduction& one) {
        return std::ranges::any_of(check.defensible.points, [&](const CurvePoint& other) {
            return check.defensible.year(other) == one.year &&
                   std::abs(other.potential - one.amount) <= 1e-9 * std::abs(one.amount);
        });
    };
    const Curve& curve = check.wording;
    std::vector<std::pair<double, Reproduction>> by_distance;
    std::size_t reaching = 0;
    for (const auto& point : curve.points) {
        const Reproduction one{curve.specification(point), curve.year(point), point.potential, point.choice};
        const double amount = claimed.mnkr(one.year, one.specification);
        by_distance.emplace_back(std::abs(one.amount - amount) / amount, one);
        reaching += one.amount >= (1 - claim.tolerance) * amount ? 1 : 0;
    }
    if (by_distance.empty()) {
        return;
    }
    std::ranges::stable_sort(by_distance, {}, [](const auto& one) { return one.first; });
    check.reach = static_cast<double>(reaching) / static_cast<double>(by_distance.size());
    check.nearest = by_distance.front().second;
    for (auto& [off, one] : by_distance) {
        if (off <= claim.tolerance) {
            one.defensible = can_be_defended(one);
            check.reproductions.push_back(one);
        }
    }
    if (!check.reproductions.empty()) {
        // Nearer than the digits that are written nothing can be told.
        const double off = std::max(by_distance.front().first, claim.stated.half / claim.stated.value);
        check.chance = chance_of_nearest(off, claim.tolerance, check.reproductions.size());
    }
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

/// Holds specifications of one municipality against their pools; costs are made once for each area set and noise.
class Evaluator {
public:
    Evaluator(const Definitions& definitions, const Figures& figures, std::size_t municipality,
              const ParallelFor& parallel)
        : definitions_(definitions), figures_(figures), municipality_(municipality), parallel_(parallel) {}

    /// Nothing where the pool has nobody, or too few for the level.
    std::optional<Evaluated> operator()(Year year, const Specification& specification) {
        const CostBasis& basis = basis_of(specification);
        const CostWindow costs = window(basis, year, specification);
        auto pools = make_pools(figures_, definitions_, costs, municipality_, specification);
        if (!pools) {
            return std::nullopt;
        }
        auto result = benchmark(figures_, definitions_, basis.history, costs, *pools, municipality_, specification);
        if (!result) {
            return std::nullopt;
        }
        return Evaluated{*std::move(pools), *std::move(result)};
    }

    /// mnkr; missing where there is none.
    double potential(Year year, const Specification& specification) {
        const auto evaluated = (*this)(year, specification);
        return evaluated ? evaluated->benchmark.total.potential.value : missing;
    }

    /// The total over the draws, at each level; the pools are those of the specification. What was drawn is kept: it
    /// takes longer than all else, and the plain calculation and the nearest are often of the same draws.
    std::vector<AreaUncertainty> drawn(Year year, const Specification& specification, const Pools& pools,
                                       const std::vector<Level>& levels) {
        const auto key = [&](const Level& level) {
            return fmt::format("{} {} {} {} {} {} {} {} {}", to_string(level), year.value,
                               to_string(specification.pool), to_string(specification.scope),
                               to_string(specification.netting), to_string(specification.quality), specification.window,
                               to_string(specification.noise), fmt::join(specification.areas, ","));
        };
        if (!std::ranges::all_of(levels, [&](const Level& level) { return drawn_.contains(key(level)); })) {
            const CostBasis& basis = basis_of(specification);
            const auto drawn = uncertainty(basis, definitions_, window(basis, year, specification), pools,
                                           municipality_, specification, levels, parallel_);
            for (std::size_t l = 0; l < levels.size(); ++l) {
                drawn_.emplace(key(levels[l]), drawn[l].total);
            }
        }
        std::vector<AreaUncertainty> totals;
        std::ranges::transform(levels, std::back_inserter(totals),
                               [&](const Level& level) { return drawn_.at(key(level)); });
        return totals;
    }

private:
    const CostBasis& basis_of(const Specification& specification) {
        const std::pair key{specification.areas, specification.noise};
        const auto made = bases_.find(key);
        return made != bases_.end()
                   ? made->second
                   : bases_.emplace(key, cost_basis(figures_.panel, definitions_, key.first, key.second, parallel_))
                         .first->second;
    }
    CostWindow window(const CostBasis& basis, Year year, const Specification& specification) const {
        // Own prices are asked for, which every year has.
        return *cost_window(basis.history, definitions_, year, specification.window, std::nullopt);
    }

    const Definitions& definitions_;
    const Figures& figures_;
    std::size_t municipality_;
    const ParallelFor& parallel_;
    std::map<std::pair<std::vector<std::string>, Noise>, CostBasis> bases_;
    std::map<std::string, AreaUncertainty> drawn_;
};

void widen(std::array<double, 2>& range, double low, double high) {
    range = {std::fmin(range[0], low), std::fmax(range[1], high)};
}

/// The wording at its plainest: what it fixes, the first where it fixes several, and the first of models/claims.toml
/// where it leaves a choice open; every level that it fixes. In the last year that can be computed.
std::optional<PlainCalculation> plain_calculation(const PotentialClaim& claim, Evaluator& evaluate) {
    const CurveDesign& wording = claim.wording;
    const bool level_fixed = std::ranges::find(claim.fixed, "level") != claim.fixed.end();
    std::vector<Level> levels = wording.levels;
    levels.resize(level_fixed ? levels.size() : 1, levels.front());
    Specification plain{
        levels.front(),          wording.pools.front(),   wording.scopes.front(), wording.netting.front(),
        wording.quality.front(), wording.windows.front(), wording.noises.front(), std::nullopt,
        wording.areas.front()};
    const auto range_of = [&](Year year, Specification specification) {
        std::array<double, 2> range{missing, missing};
        for (const auto& level : levels) {
            specification.level = level;
            const double amount = evaluate.potential(year, specification);
            widen(range, amount, amount);
        }
        return range;
    };
    for (auto year = wording.years.rbegin(); year != wording.years.rend(); ++year) {
        PlainCalculation result{*year, plain, levels, range_of(*year, plain)};
        if (is_missing(result.amount[0])) {
            continue;
        }
        Specification lasting = plain;
        lasting.noise = Noise::lasting;
        if (const auto likely = evaluate(*year, lasting)) {
            for (const auto& total : evaluate.drawn(*year, lasting, likely->pools, levels)) {
                widen(result.lasting, total.potential.mean, total.potential.mean);
                widen(result.interval, total.potential.low, total.potential.high);
            }
        }
        const bool compares = std::ranges::any_of(levels, [](const Level& level) { return members_needed(level) > 0; });
        for (const auto condition : {QualityCondition::at_least_own, QualityCondition::at_least_median}) {
            if (compares && plain.quality == QualityCondition::none) {
                Specification conditioned = plain;
                conditioned.quality = condition;
                const auto [low, high] = range_of(*year, conditioned);
                widen(result.quality, low, high);
            }
        }
        return result;
    }
    return std::nullopt;
}

/// The nearest specification with chance taken away, and where the municipality stands.
void add_noise(PotentialCheck& check, Evaluator& evaluate) {
    Specification lasting = check.nearest->specification;
    lasting.noise = Noise::lasting;
    const auto likely = evaluate(check.nearest->year, lasting);
    if (!likely) {
        return;
    }
    check.most_likely = likely->benchmark.total.potential.value;
    check.position = evaluate.drawn(check.nearest->year, lasting, likely->pools, {lasting.level}).front();
    check.noise_corrected = check.position.potential;
    if (lasting.pool.kind != PoolChoice::Kind::country || lasting.quality != QualityCondition::none) {
        // Being among the 30 lowest is said of all municipalities or not at all.
        check.position.among_lowest = missing;
    }
}

/// The nearest specification in other years and under conditions on quality, and who reaches its level everywhere.
void add_variants(PotentialCheck& check, Evaluator& evaluate, std::size_t everybody, Year last) {
    const Specification& nearest = check.nearest->specification;
    const Year year = check.nearest->year;
    const bool compares = members_needed(nearest.level) > 0;
    constexpr int years_around = 2;
    for (Year around = year - years_around; around <= std::max(year + years_around, last); around = around + 1) {
        const auto same = evaluate(around, nearest);
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
        const auto conditioned = compares ? evaluate(year, specification) : std::nullopt;
        if (!conditioned) {
            continue;
        }
        QualityVariant variant{condition, conditioned->benchmark.total.potential.value, everybody, {}};
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

Message in_unit(Number amount, QuotedUnit::Of unit) {
    return {unit == QuotedUnit::Of::percent             ? "claim.stated.percent"
            : unit == QuotedUnit::Of::kr_per_inhabitant ? "claim.stated.kr"
                                                        : "claim.stated.mnkr",
            {{"amount", amount}}};
}

/// An amount in mnkr, with a decimal where the claim has decimals.
Number beside_claimed(double amount, const PotentialClaim& claim) {
    return {amount, std::max(amount_decimals(amount), std::min(claim.stated.decimals, 1))};
}

Message reproduced(const PotentialCheck& check, const PotentialClaim& claim, const Definitions& definitions,
                   const Panel& panel) {
    const bool any = !check.reproductions.empty();
    const double at_least = (1 - claim.tolerance) * claim.stated.value;
    const int decimals = claim.unit == QuotedUnit::Of::mnkr ? beside_claimed(at_least, claim).decimals
                                                            : decimals_of(std::round(10 * at_least) / 10);
    return {any ? "claim.reason.reproduced" : "claim.reason.not_reproduced",
            {{"n", count(check.reproductions.size())},
             {"of", count(check.wording.points.size())},
             {"claimed", std::vector{in_unit({claim.stated.value, claim.stated.decimals}, claim.unit)}},
             {"tolerance", percent(claim.tolerance)},
             {"at_least", std::vector{in_unit({at_least, decimals}, claim.unit)}},
             {"share", Number{100 * check.reach}},
             {"amount", beside_claimed(check.nearest->amount, claim)},
             {"specification",
              specification_words(check.nearest->specification, check.nearest->year, panel, definitions)}}};
}

/// What the specifications that give the amount have in common of what the wording allows, and how many of them can be
/// defended.
Message which_ways(const PotentialCheck& check, const ClaimModels& models, const Definitions& definitions,
                   const Panel& panel) {
    std::vector<Message> traits;
    for (std::size_t c = 0; c < curve_choices.size(); ++c) {
        std::set<std::size_t> values;
        std::set<std::size_t> all;
        for (const auto& point : check.wording.points) {
            all.insert(point.choice[c]);
        }
        for (const auto& one : check.reproductions) {
            values.insert(one.choice[c]);
            // With nothing below the level the nettings are one way, which stands as the first.
            CurvePoint other{one.choice};
            other.choice[3] = one.choice[3] == 0 ? 1 : 0;
            if (curve_choices[c] == "netting" && std::ranges::find(check.wording.points, other.choice,
                                                                   &CurvePoint::choice) == check.wording.points.end()) {
                values = all;
            }
        }
        if (values.size() < all.size()) {
            std::vector<Message> words;
            for (const std::size_t value : values) {
                words.push_back(choice_words(check.wording.design, c, value, panel, definitions));
            }
            traits.push_back({"claim.trait", {{"choice", models.choices[c].title}, {"values", std::move(words)}}});
        }
    }
    const auto defensible = std::ranges::count(check.reproductions, true, &Reproduction::defensible);
    const bool one = check.reproductions.size() == 1;
    Message said{one              ? defensible == 1 ? "claim.ways.one_defensible" : "claim.ways.one_not_defensible"
                 : defensible > 0 ? "claim.ways.defensible"
                                  : "claim.ways.none_defensible",
                 {}};
    if (!one && defensible > 0) {
        said.arguments.emplace_back("n", count(defensible));
    }
    return {traits.empty() ? "claim.reason.ways_any" : "claim.reason.ways",
            {{"n", count(check.reproductions.size())},
             {"defensible", std::vector{std::move(said)}},
             {"traits", std::move(traits)}}};
}

/// Whether the nearest is nearer than chance would have it among so many.
Message chance_words(const PotentialCheck& check, const PotentialClaim& claim, const ClaimModels& models) {
    const double chance = 100 * check.chance;
    const auto beyond = [&](double value) { return value <= 100 * models.chance; };
    return {beyond(chance) ? "claim.reason.beyond_chance" : "claim.reason.by_chance",
            {{"n", count(check.reproductions.size())},
             {"tolerance", percent(claim.tolerance)},
             {"chance", Number{chance, deciding_decimals(chance, chance < 10 ? 1 : 0, beyond)}}}};
}

/// The claim's amount in the other units that it gives it in.
void add_also(ClaimCheck& result, const PotentialCheck& check, const PotentialClaim& claim,
              const Definitions& definitions, ClaimedAmount& claimed) {
    const Specification& nearest = check.nearest->specification;
    const Year year = check.nearest->year;
    for (const auto& also : claim.also) {
        const double ours = claimed.mnkr(year, nearest) / claimed.of_one(also.unit, year, nearest);
        const auto judged = [&](double value) {
            return also.stated.is_of(value)                         ? Outcome::holds
                   : also.stated.is_of(value, StatedNumber::nearly) ? Outcome::nearly
                                                                    : Outcome::fails;
        };
        const Outcome outcome = judged(ours);
        const int decimals =
            deciding_decimals(ours, also.unit == QuotedUnit::Of::percent ? also.stated.decimals + 1 : 0, judged);
        result.reasons.push_back(
            {{outcome == Outcome::holds    ? "claim.reason.also_holds"
              : outcome == Outcome::nearly ? "claim.reason.also_nearly"
                                           : "claim.reason.also_fails",
              {{"claimed", std::vector{in_unit({claim.stated.value, claim.stated.decimals}, claim.unit)}},
               {"ours", std::vector{in_unit({ours, decimals}, also.unit)}},
               {"stated", Number{also.stated.value, also.stated.decimals}},
               {"year", year},
               {"areas", std::vector{areas_words(nearest.areas, definitions)}}}},
             outcome});
    }
}

/// Whether the amount lies in the areas that it is said to lie in, by the nearest specification.
void add_part(ClaimCheck& result, const PotentialCheck& check, const PotentialClaim& claim,
              const Definitions& definitions) {
    if (claim.part_areas.empty()) {
        return;
    }
    double part = 0;
    double all = 0;
    if (check.nearest_in_full && check.nearest->specification.scope == Scope::by_area) {
        for (const auto& area : check.nearest_in_full->areas) {
            const double gap = std::fmax(area.potential.value, 0.0);
            all += gap;
            part += std::ranges::find(claim.part_areas, area.area) != claim.part_areas.end() ? gap : 0;
        }
    }
    const double share = all > 0 ? 100 * part / all : missing;
    const auto judged = [&](double value) { return value >= claim.part_at_least ? Outcome::holds : Outcome::fails; };
    const Outcome outcome = all > 0 ? judged(share) : Outcome::unknown;
    const int decimals = all > 0 ? deciding_decimals(share, 0, judged) : 0;
    result.reasons.push_back({{outcome == Outcome::holds   ? "claim.reason.part_holds"
                               : outcome == Outcome::fails ? "claim.reason.part_fails"
                                                           : "claim.reason.part_unknown",
                               {{"areas", std::vector{areas_words(claim.part_areas, definitions)}},
                                {"year", check.nearest->year},
                                {"share", Number{share, decimals}},
                                {"part", mnkr(part)},
                                {"all", mnkr(all)},
                                {"least", in_full(claim.part_at_least)}}},
                              outcome});
}

/// What the amount claimed is for each inhabitant and of the net cost, by the nearest specification.
void add_scale(ClaimCheck& result, const PotentialCheck& check, const PotentialClaim& claim,
               const Definitions& definitions, const Figures& figures) {
    const Specification& nearest = check.nearest->specification;
    const Year year = check.nearest->year;
    const CostWindow costs =
        *cost_window(cost_history(figures.panel, nearest.areas), definitions, year, 1, std::nullopt);
    const std::size_t own = result.claim.municipality;
    say(result, {"claim.reason.scale",
                 {{"amount", beside_claimed(check.claimed_mnkr, claim)},
                  {"year", year},
                  {"each", Number{1e6 * check.claimed_mnkr / costs.population[own]}},
                  {"share", Number{100 * check.claimed_mnkr / costs.total.net[own], 1}},
                  {"areas", std::vector{areas_words(nearest.areas, definitions)}}}});
}

/// "53 mnkr", "45–52 mnkr", "mellan −3 och 4 mnkr".
Message range_words(const std::array<double, 2>& range) {
    const auto [low, high] = range;
    const char* key = std::abs(high - low) < 0.5 ? "claim.amount.one"
                      : low < 0                  ? "claim.amount.below"
                                                 : "claim.amount.range";
    return {key, {{"low", mnkr(low)}, {"high", mnkr(high)}}};
}

/// The same without the unit. Bare numbers are read together: nought beside eighty-six has no decimal.
Message bare_range_words(const std::array<double, 2>& range) {
    const auto [low, high] = range;
    const char* key = std::abs(high - low) < 0.5 ? "claim.number.one"
                      : low < 0                  ? "claim.number.below"
                                                 : "claim.number.range";
    return {key, {{"low", Number{low, mnkr(high).decimals}}, {"high", mnkr(high)}}};
}

/// The amount by the wording at its plainest, what of it lasts, and what conditions on quality leave.
Message plain_words(const PlainCalculation& plain) {
    std::vector<Message> lasting;
    std::vector<Message> quality;
    if (!is_missing(plain.lasting[0])) {
        lasting.push_back({"claim.plain.lasting",
                           {{"amount", std::vector{bare_range_words(plain.lasting)}},
                            {"interval", std::vector{bare_range_words(plain.interval)}}}});
    }
    if (!is_missing(plain.quality[0])) {
        quality.push_back({"claim.plain.quality", {{"amount", std::vector{bare_range_words(plain.quality)}}}});
    }
    return {"claim.reason.plain",
            {{"year", plain.year},
             {"amount", std::vector{range_words(plain.amount)}},
             {"lasting", std::move(lasting)},
             {"quality", std::move(quality)}}};
}

/// Which way that was.
Message plain_way(const PlainCalculation& plain, const Definitions& definitions, const Panel& panel) {
    std::vector<Message> specification;
    for (const auto& level : plain.levels) {
        specification.push_back({"model.choice.level", {{"level", std::vector{level_words(level)}}}});
    }
    const auto words = specification_words(plain.specification, plain.year, panel, definitions);
    specification.insert(specification.end(), words.begin() + 1, words.end());
    return {"claim.reason.plain_way", {{"specification", std::move(specification)}}};
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

/// Which of the choices that the wording leaves open matters most among the ways it allows; nothing where none does.
std::optional<Message> driver_words(const Curve& curve, const PotentialClaim& claim, const ClaimModels& models,
                                    const Definitions& definitions, const Panel& panel) {
    std::optional<std::size_t> most;
    for (std::size_t c = 0; c < curve_choices.size(); ++c) {
        const bool open = std::ranges::find(claim.open, curve_choices[c]) != claim.open.end();
        if (open && curve.variance_share[c] > (most ? curve.variance_share[*most] : 0)) {
            most = c;
        }
    }
    if (!most) {
        return std::nullopt;
    }
    std::vector<Message> values;
    for (std::size_t v = 0; v < curve.design.sizes()[*most]; ++v) {
        values.push_back(choice_words(curve.design, *most, v, panel, definitions));
    }
    return Message{"claim.reason.driver",
                   {{"choice", models.choices[*most].title},
                    {"values", std::move(values)},
                    {"share", Number{100 * curve.variance_share[*most]}},
                    {"explained", Number{100 * curve.explained()}}}};
}

/// The verdict, and in a sentence why.
std::pair<Verdict, Message> judge(const PotentialCheck& check, const PotentialClaim& claim, const ClaimModels& models,
                                  ClaimedAmount& claimed, bool all_else_holds) {
    const auto at_least = [&](Year year, const Specification& specification) {
        return (1 - claim.tolerance) * claimed.mnkr(year, specification);
    };
    const bool reproduced = !check.reproductions.empty();
    const bool common = check.reach >= models.supported_share;
    const bool lasts = check.noise_corrected.high >= at_least(check.nearest->year, check.nearest->specification);
    const bool plainly =
        check.plain && check.plain->amount[1] >= at_least(check.plain->year, check.plain->specification);
    const auto because = [&](const char* key) {
        return Message{key,
                       {{"n", count(check.reproductions.size())},
                        {"of", count(check.wording.points.size())},
                        {"share", Number{100 * check.reach}}}};
    };
    if (reproduced && common && lasts && !all_else_holds) {
        return {Verdict::partly, because("claim.therefore.otherwise")};
    }
    if (reproduced && common) {
        return lasts ? std::pair{Verdict::supported, because("claim.therefore.supported")}
                     : std::pair{Verdict::partly,
                                 because(is_missing(check.noise_corrected.high) ? "claim.therefore.chance_unknown"
                                                                                : "claim.therefore.chance")};
    }
    if (reproduced) {
        if (check.chance <= models.chance) {
            return {Verdict::partly, because("claim.therefore.beyond_chance")};
        }
        return plainly ? std::pair{Verdict::partly, because("claim.therefore.few")}
                       : std::pair{Verdict::not_supported, because("claim.therefore.by_chance")};
    }
    return common ? std::pair{Verdict::partly, because("claim.therefore.other")}
                  : std::pair{Verdict::not_supported, because("claim.therefore.none")};
}

}  // namespace

double mnkr_of_one(QuotedUnit::Of unit, const CostWindow& costs, std::size_t municipality) {
    return unit == QuotedUnit::Of::percent             ? costs.total.net[municipality] / 100
           : unit == QuotedUnit::Of::kr_per_inhabitant ? costs.population[municipality] / 1e6
                                                       : 1;
}

double chance_of_nearest(double off, double tolerance, std::size_t numbers) {
    return tolerance > 0 ? 1 - std::pow(1 - std::min(off / tolerance, 1.0), static_cast<double>(numbers)) : missing;
}

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
    // Where the wording has no year, those that it can be about (PotentialClaim::wording).
    defensible.years = claim.wording.years;
    PotentialCheck check{CurveFigures(figures, definitions, claim.wording, parallel).curve(municipality),
                         CurveFigures(figures, definitions, defensible, parallel).curve(municipality)};
    ClaimedAmount claimed(claim, municipality, definitions, figures);
    add_reproductions(check, claim, claimed);
    check.claimed_mnkr = check.nearest ? claimed.mnkr(check.nearest->year, check.nearest->specification) : claim.amount;
    result.rule = {"claim.rule.potential",
                   {{"tolerance", percent(claim.tolerance)},
                    {"supported", percent(models.supported_share)},
                    {"chance", percent(models.chance)}}};
    if (!check.nearest) {
        say(result, {"claim.reason.no_costs", {}});
        result.potential = std::move(check);
        return;
    }
    Evaluator evaluate(definitions, figures, municipality, parallel);
    check.plain = plain_calculation(claim, evaluate);
    check.by_scope = ranges_by_scope(check.wording, *check.nearest);
    add_noise(check, evaluate);
    add_variants(check, evaluate, figures.panel.size(), std::min(result.claim.year_said(), figures.panel.last_year()));
    if (claim.follow_up_from) {
        check.follow_up = follow_up(figures, definitions, municipality, claim.follow_up_areas, *claim.follow_up_from);
    }

    say(result, reproduced(check, claim, definitions, figures.panel));
    if (!check.reproductions.empty()) {
        say(result, which_ways(check, models, definitions, figures.panel));
    }
    if (!is_missing(check.chance)) {
        say(result, chance_words(check, claim, models));
    }
    add_scale(result, check, claim, definitions, figures);
    add_also(result, check, claim, definitions, claimed);
    add_part(result, check, claim, definitions);
    const bool all_else_holds =
        std::ranges::find(result.reasons, Outcome::fails, &Reason::outcome) == result.reasons.end();
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
    const double share = 100 * check.defensible.share_at_or_above(check.claimed_mnkr);
    say(result, {"claim.reason.curve",
                 {{"n", count(check.defensible.points.size())},
                  {"share", Number{share, share < 10 ? 1 : 0}},
                  {"amount", mnkr(check.claimed_mnkr)},
                  {"median", mnkr(check.defensible.quantile(0.5))}}});
    if (auto driver = driver_words(check.wording, claim, models, definitions, figures.panel)) {
        say(result, *std::move(driver));
    }
    if (check.follow_up) {
        add_follow_up(result, *check.follow_up);
    }
    if (!is_missing(claim.beside)) {
        say(result, {"claim.reason.beside",
                     {{"ratio", Number{check.claimed_mnkr / claim.beside, 2}},
                      {"amount", mnkr(claim.beside)},
                      {"title", claim.beside_title}}});
    }
    auto [verdict, because] = judge(check, claim, models, claimed, all_else_holds);
    result.verdict = verdict;
    if (check.plain) {
        result.reasons.insert(result.reasons.begin(), {plain_way(*check.plain, definitions, figures.panel)});
    }
    result.reasons.insert(result.reasons.begin(), {std::move(because)});
    if (check.plain) {
        result.reasons.insert(result.reasons.begin(), {plain_words(*check.plain)});
    }
    result.potential = std::move(check);
}

}  // namespace skattekrona
