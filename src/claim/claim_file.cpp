#include "claim/claim.hpp"
#include "core/spelling.hpp"
#include "figures/municipality_names.hpp"
#include "model/costs.hpp"
#include "model/peers.hpp"
#include "model/pool_order.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <set>
#include <tuple>

namespace skattekrona {

namespace {

/// What a claim file is read with.
struct Reader {
    const RecordReader& root;
    const ClaimModels& models;
    const Definitions& definitions;
    const Figures& figures;

    const Panel& panel() const { return figures.panel; }

    std::string unit() const { return root.choice("unit", "claim.error.claim.unit"); }

    /// A word that the models know.
    std::string known(const RecordReader& fields, std::string_view key, const std::vector<std::string>& words) const {
        std::string found = fields.line(key);
        if (fields.contains(key) && std::ranges::find(words, found) == words.end()) {
            fields.report(
                key, "core.error.record.choice",
                {{"key", std::string(key)}, {"found", found}, {"known", fmt::format("{}", fmt::join(words, ", "))}});
        }
        return found;
    }

    std::vector<std::string> areas(const RecordReader& fields, std::string_view key = "areas") const {
        auto parsed = parse_areas(fields.line(key), definitions);
        if (!parsed) {
            fields.report(key, parsed.error());
            return {};
        }
        return *parsed;
    }

    void check_year(const RecordReader& fields, std::string_view key, Year year) const {
        if (year < panel().first_year() || year > panel().last_year()) {
            fields.report(key, year > panel().last_year() ? "claim.error.claim.year_ahead" : "model.error.year_range",
                          {{"found", std::to_string(year.value)},
                           {"first", panel().first_year()},
                           {"last", panel().last_year()}});
        }
    }

    /// A number with what it may be rounded from: half a unit of its last digit, of what it is said to be rounded to,
    /// or the tolerance.
    StatedNumber written(const RecordReader& fields, std::string_view key = "value") const {
        StatedNumber number{fields.number(key), fields.section().decimals(key)};
        const double rounded_to = fields.number("rounded_to");
        number.half = is_missing(rounded_to) ? half_unit(number.decimals) : rounded_to / 2;
        // A potential has its tolerance in % of the amount, beside what it is rounded to.
        if (key == "value" && fields.contains("tolerance")) {
            number.half = fields.number("tolerance");
        }
        if (key == "value" && fields.contains("tolerance") && fields.contains("rounded_to")) {
            fields.report("tolerance", "claim.error.figure.both");
        }
        return number;
    }

    std::vector<Year> whole_years(const RecordReader& fields, std::string_view key) const {
        std::vector<Year> years;
        for (const double year : fields.numbers(key)) {
            if (year != std::floor(year)) {
                fields.report(key, "core.error.toml.type",
                              {{"key", std::string(key)}, {"type", std::string("[2018, 2019]")}});
            }
            years.push_back(Year{static_cast<int>(std::clamp(year, 1900.0, 2200.0))});
        }
        return years;
    }

    Year year(const RecordReader& fields, std::string_view key) const {
        const Year year = fields.year(key);
        if (year != Year{}) {
            check_year(fields, key, year);
        }
        return year;
    }

    std::vector<PoolChoice> pools(const RecordReader& fields, std::string_view key,
                                  const std::vector<std::string>& said) const {
        std::vector<PoolChoice> pools;
        for (const auto& pool : said) {
            auto parsed = parse_pool(pool, panel().municipalities());
            if (parsed) {
                pools.push_back(*std::move(parsed));
            } else {
                fields.report(key, parsed.error());
            }
        }
        return pools;
    }

    /// From one year to a later one.
    std::pair<Year, Year> years(const RecordReader& fields) const {
        const std::pair range{year(fields, "from"), year(fields, "to")};
        if (range.second <= range.first) {
            fields.report("to", "claim.error.claim.year_order", {{"from", range.first}, {"to", range.second}});
        }
        return range;
    }
};

/// Choices that cannot go together, whatever the figures.
void report_contradictions(const RecordReader& fixed, const PotentialClaim& claim, std::size_t everybody) {
    const auto& design = claim.wording;
    const auto is_fixed = [&](std::string_view choice) {
        return std::ranges::find(claim.fixed, choice) != claim.fixed.end();
    };
    if (is_fixed("scope") && design.whole_of_one()) {
        fixed.report("scope", "model.error.claim.whole_of_one");
    }
    for (const auto& pool : design.pools) {
        const bool country = pool.kind == PoolChoice::Kind::country;
        const bool counted = country || pool.kind == PoolChoice::Kind::nearest || pool.kind == PoolChoice::Kind::list;
        const auto size = country                               ? everybody - 1
                          : pool.kind == PoolChoice::Kind::list ? pool.members.size()
                                                                : static_cast<std::size_t>(pool.count);
        for (const auto& level : design.levels) {
            if (is_fixed("level") && is_fixed("pool") && counted && members_needed(level) > size) {
                fixed.report("level", "model.error.level_pool",
                             {{"level", to_string(level)}, {"pool", to_string(pool)}, {"size", count(size)}});
            }
        }
    }
    const bool no_pool =
        std::ranges::none_of(design.levels, [](const Level& level) { return members_needed(level) > 0; });
    for (const char* choice : {"pool", "quality"}) {
        if (is_fixed("level") && is_fixed(choice) && no_pool && !design.levels.empty()) {
            fixed.report(choice, "claim.error.claim.needless", {{"choice", std::string(choice)}});
        }
    }
}

/// Of the years, the last `most` when it was said; where no year is known for that, the last there are.
void keep_years_known(std::vector<Year>& years, Year said, int most) {
    if (said != Year{}) {
        std::erase_if(years, [&](Year year) { return year > said; });
    }
    const auto kept = std::min(years.size(), static_cast<std::size_t>(most));
    years.erase(years.begin(), years.end() - static_cast<std::ptrdiff_t>(kept));
}

QuotedUnit::Of unit_of_potential(std::string_view unit) {
    return unit == "%"        ? QuotedUnit::Of::percent
           : unit == "kr/inv" ? QuotedUnit::Of::kr_per_inhabitant
                              : QuotedUnit::Of::mnkr;
}

/// What a stated potential is in mnkr, in the last of the wording's years that can tell.
double amount_in_mnkr(const PotentialClaim& potential, const Reader& read, std::size_t municipality) {
    if (potential.unit == QuotedUnit::Of::mnkr || potential.wording.areas.empty()) {
        return potential.stated.value;
    }
    const CostHistory history = cost_history(read.panel(), potential.wording.areas.front());
    for (auto year = potential.wording.years.rbegin(); year != potential.wording.years.rend(); ++year) {
        const auto costs = cost_window(history, read.definitions, *year, 1, std::nullopt);
        const double one = costs ? mnkr_of_one(potential.unit, *costs, municipality) : missing;
        if (!is_missing(one)) {
            return potential.stated.value * one;
        }
    }
    return missing;
}

PotentialClaim read_potential(const Reader& read, Claim& claim) {
    PotentialClaim potential;
    claim.unit = read.unit();
    potential.unit = unit_of_potential(claim.unit);
    potential.stated = read.written(read.root, "amount");
    claim.amount = potential.stated.value;
    potential.tolerance = read.root.number("tolerance") / 100;
    potential.open = read.root.names("open");
    potential.reading = read.root.names("reading");
    const RecordReader fixed = read.root.part("fixed");
    for (const auto& choice : potential.reading) {
        if (!fixed.section().contains(choice)) {
            read.root.report("reading", "claim.error.claim.reading", {{"choice", choice}});
        }
    }
    for (const auto& choice : read.models.choices) {
        const bool open = std::ranges::find(potential.open, choice.id) != potential.open.end();
        const bool is_fixed = fixed.contains(choice.id);
        if (open && is_fixed) {
            fixed.report(choice.id, "claim.error.claim.fixed_and_open", {{"choice", choice.id}});
        } else if (!open && !is_fixed) {
            read.root.report("fixed", "claim.error.claim.neither", {{"choice", choice.id}});
        }
        const auto values = is_fixed ? fixed.values(choice.id) : choice.values;
        if (is_fixed) {
            potential.fixed.push_back(choice.id);
        }
        // What a file leaves open is read from the models, where it is in order.
        if (auto set = set_choice(potential.wording, choice.id, values, read.definitions, read.panel()); !set) {
            fixed.report(choice.id, set.error());
        }
        if (open && choice.id == "year") {
            keep_years_known(potential.wording.years, claim.year_said(), read.models.open_years);
        }
    }
    fixed.reject_unknown_keys();
    report_contradictions(fixed, potential, read.panel().size());
    if (const auto follow_up = read.root.table("follow_up")) {
        potential.follow_up_from = read.year(*follow_up, "from");
        potential.follow_up_areas = read.areas(*follow_up);
        const auto years = years_to_answer_for(read.figures, potential.follow_up_areas, claim.municipality);
        if (!years.empty() && *potential.follow_up_from >= years.back()) {
            follow_up->report("from", "claim.error.claim.follow_up_year",
                              {{"from", *potential.follow_up_from}, {"last", years.back()}});
        }
        follow_up->reject_unknown_keys();
    }
    if (const auto beside = read.root.table("beside")) {
        potential.beside = beside->number("amount");
        potential.beside_title = beside->words("title");
        beside->reject_unknown_keys();
    }
    for (const auto& fields : read.root.tables("also")) {
        potential.also.push_back({read.written(fields), unit_of_potential(fields.choice("unit"))});
        if (potential.also.back().unit == potential.unit) {
            fields.report("unit", "claim.error.claim.also_unit", {{"unit", claim.unit}});
        }
        fields.reject_unknown_keys();
    }
    if (const auto part = read.root.table("part")) {
        potential.part_areas = read.areas(*part);
        potential.part_at_least = part->number("at_least");
        for (const auto& area : potential.part_areas) {
            const bool counted = std::ranges::any_of(potential.wording.areas, [&](const auto& areas) {
                return std::ranges::find(areas, area) != areas.end();
            });
            if (!counted && !potential.wording.areas.empty()) {
                part->report("areas", "claim.error.claim.part_areas",
                             {{"area", read.definitions.area(area)->title}});
            }
        }
        part->reject_unknown_keys();
    }
    potential.amount = amount_in_mnkr(potential, read, claim.municipality);
    // A potential needs costs for the municipality, in some area set and year that the wording allows.
    const bool any = std::ranges::any_of(potential.wording.areas, [&](const auto& areas) {
        return std::ranges::any_of(years_with_costs(read.panel(), areas, claim.municipality), [&](Year year) {
            return std::ranges::find(potential.wording.years, year) != potential.wording.years.end();
        });
    });
    if (!any && !potential.wording.areas.empty() && !potential.wording.years.empty()) {
        std::set<Year> known;
        for (const auto& areas : potential.wording.areas) {
            const auto years = years_with_costs(read.panel(), areas, claim.municipality);
            known.insert(years.begin(), years.end());
        }
        read.root.report("municipality", "claim.error.claim.no_figures",
                         {{"municipality", read.panel().municipalities()[claim.municipality].name},
                          {"known", known_years({known.begin(), known.end()})}});
    }
    return potential;
}

RatioClaim read_ratio(const Reader& read, Claim& claim) {
    RatioClaim ratio;
    claim.unit = read.unit();
    ratio.stated = claim.amount = read.root.number("amount");
    ratio.tolerance = read.root.number("tolerance");
    const RecordReader fields = read.root.part("ratio");
    std::vector<std::string> quantities;
    std::ranges::transform(read.models.quantities, std::back_inserter(quantities), &ClaimQuantity::id);
    // An amount of the report's own, or one that the figures know.
    ratio.numerator = fields.number("numerator");
    if (fields.contains("numerator")) {
        ratio.numerator_title = fields.section().words("numerator_title");
    } else if (fields.contains("numerator_quantity")) {
        ratio.numerator_quantity = read.known(fields, "numerator_quantity", quantities);
    } else {
        // One of the two must be there, which no record says: that it is missing is reported.
        fields.section().string("numerator_quantity");
    }
    ratio.denominator = read.known(fields, "denominator", quantities);
    ratio.years = read.whole_years(fields, "years");
    for (const Year year : ratio.years) {
        read.check_year(fields, "years", year);
    }
    ratio.rest = fields.number("rest");
    if (fields.contains("rest")) {
        ratio.rest_title = fields.section().words("rest_title");
        ratio.rest_net = read.known(fields, "rest_net", quantities);
    }
    ratio.outcome_quantity = read.known(fields, "outcome_quantity", quantities);
    fields.reject_unknown_keys();
    return ratio;
}

SumClaim read_sum(const Reader& read, Claim& claim) {
    SumClaim sum;
    sum.unit = claim.unit = read.unit();
    sum.decimals = read.root.whole("decimals");
    for (const auto& fields : read.root.tables("sum")) {
        sum.sums.push_back({fields.words("title"), fields.numbers("terms"), fields.number("total"),
                            fields.contains("rest") ? fields.words("rest") : Text{}});
        fields.reject_unknown_keys();
    }
    return sum;
}

CompoundingClaim read_compounding(const Reader& read, Claim& claim) {
    CompoundingClaim compounding;
    claim.unit = read.unit();
    compounding.decrease = read.root.choice("direction") == "decrease";
    const auto rates = read.root.numbers("rate");
    if (rates.size() > 2) {
        read.root.report("rate", "core.error.toml.type",
                         {{"key", std::string("rate")}, {"type", std::string("[8, 9]")}});
    }
    if (!rates.empty()) {
        compounding.low = *std::ranges::min_element(rates);
        compounding.high = *std::ranges::max_element(rates);
    }
    // Nothing can fall by more than all of it.
    if (compounding.decrease && compounding.high > 100) {
        read.root.section().list("rate", {0, 100});
    }
    compounding.years = read.root.whole("years");
    compounding.stated_total = claim.amount = read.root.number("amount");
    for (const auto& fields : read.root.tables("path")) {
        compounding.paths.push_back({fields.words("title"), fields.number("before"), fields.number("after"),
                                     fields.contains("unit") ? fields.words("unit") : Text{"%", "%"},
                                     fields.choice("better") == "higher"});
        fields.reject_unknown_keys();
    }
    return compounding;
}

SharesClaim read_shares(const Reader& read, Claim& claim) {
    SharesClaim shares;
    claim.unit = read.unit();
    for (const auto& fields : read.root.tables("survey")) {
        shares.questions.push_back({fields.words("title"), fields.numbers("shares"), fields.number("dont_know")});
        fields.reject_unknown_keys();
    }
    return shares;
}

TargetsClaim read_targets(const Reader& read, Claim&) {
    TargetsClaim targets;
    targets.nearly = read.root.number("nearly") / 100;
    for (const auto& fields : read.root.tables("target")) {
        targets.targets.push_back({fields.words("title"), fields.line("owner"), fields.number("target"),
                                   fields.number("outcome"), fields.choice("direction") == "at-most",
                                   static_cast<TargetVerdict>(fields.chosen("reported"))});
        fields.reject_unknown_keys();
    }
    return targets;
}

BreakEvenClaim read_break_even(const Reader& read, Claim& claim) {
    BreakEvenClaim even;
    claim.unit = read.unit();
    even.cost = claim.amount = read.root.number("amount");
    int unknown = 0;
    for (const auto& fields : read.root.tables("factor")) {
        even.factors.push_back({fields.words("title"), fields.number("value"), fields.words("unit")});
        unknown += fields.contains("value") ? 0 : 1;
        fields.reject_unknown_keys();
    }
    if (unknown > 1) {
        read.root.report("factor", "claim.error.claim.unknown_factors", {{"n", count(unknown)}});
    }
    return even;
}

ComparisonClaim read_comparison(const Reader& read, Claim&) {
    ComparisonClaim comparison;
    const RecordReader fields = read.root.part("comparison");
    comparison.areas = read.areas(fields);
    if (fields.contains("from")) {
        std::tie(comparison.from, comparison.to) = read.years(fields);
    } else {
        comparison.to = read.year(fields, "to");
    }
    comparison.pools = read.pools(fields, "pools", fields.names("pools"));
    auto beside = fields.names("beside");
    comparison.structure_beside = std::erase(beside, "structure") > 0;
    comparison.beside = read.pools(fields, "beside", beside);
    const auto says = fields.names("says");
    const auto said = [&](std::string_view of) {
        using enum ComparisonClaim::Said;
        auto found = nothing;
        for (const auto& [word, meaning] : {std::pair{"high", high}, {"low", low}, {"near", near}}) {
            if (std::ranges::find(says, fmt::format("{}-{}", word, of)) == says.end()) {
                continue;
            }
            if (found != nothing) {
                fields.report("says", "claim.error.claim.says_two");
            }
            found = meaning;
        }
        return found;
    };
    comparison.level = said("level");
    comparison.growth = said("growth");
    comparison.near = fields.number("near");
    if (comparison.growth != ComparisonClaim::Said::nothing && !comparison.from) {
        fields.report("says", "claim.error.claim.growth_from");
    }
    const bool near =
        comparison.level == ComparisonClaim::Said::near || comparison.growth == ComparisonClaim::Said::near;
    if (near && comparison.near == 0) {
        fields.report("near", "claim.error.claim.near");
    }
    fields.reject_unknown_keys();
    return comparison;
}

CostQualityClaim read_cost_quality(const Reader& read, Claim&) {
    CostQualityClaim both;
    const RecordReader fields = read.root.part("cost_quality");
    both.areas = read.areas(fields);
    both.year = read.year(fields, "year");
    const auto pools = read.pools(fields, "pool", {fields.line("pool")});
    if (!pools.empty()) {
        both.pool = pools.front();
    }
    both.beside = read.pools(fields, "beside", fields.names("beside"));
    fields.reject_unknown_keys();
    return both;
}

ConsistencyClaim read_consistency(const Reader& read, Claim&) {
    ConsistencyClaim consistency;
    consistency.tolerance = read.root.number("tolerance");
    for (const auto& fields : read.root.tables("statement")) {
        // A number has a unit; what is no number is given in the source's words.
        const bool number = !fields.contains("said");
        consistency.statements.push_back(
            {fields.line("about"), fields.words("title"), fields.choice("role") == "outcome", fields.year("year"),
             number ? fields.section().number("value") : missing, number ? fields.section().words("unit") : Text{},
             fields.line("said"), fields.line("source"), fields.choice("better") == "lower"});
        const auto& made = consistency.statements.back();
        const auto other = std::ranges::find_if(
            consistency.statements, [&](const auto& one) { return one.about == made.about && one.unit != made.unit; });
        if (other != consistency.statements.end()) {
            fields.report("unit", "claim.error.claim.units",
                          {{"about", made.about}, {"a", other->unit}, {"b", made.unit}});
        }
        fields.reject_unknown_keys();
    }
    return consistency;
}

AnswersClaim read_answers(const Reader& read, Claim&) {
    AnswersClaim answers;
    for (const auto& fields : read.root.tables("answer")) {
        answers.answers.push_back({fields.words("question"), fields.choice("answer"), fields.line("ground"), ""});
        if (fields.contains("reading") || fields.contains("ground")) {
            // One says nothing without the other.
            fields.section().string("ground");
            fields.section().string("reading");
            answers.answers.back().reading = fields.choice("reading");
        }
        fields.reject_unknown_keys();
    }
    if (const auto stated = read.root.table("stated")) {
        for (const auto& answer : words_of(claim_records().field("answer", "answer").choices)) {
            if (stated->contains(answer)) {
                answers.stated.emplace_back(answer, stated->number(answer));
            }
        }
        stated->reject_unknown_keys();
    }
    return answers;
}

AboveClaim read_above(const Reader& read, Claim&) {
    AboveClaim above;
    const RecordReader fields = read.root.part("above");
    above.areas = read.areas(fields);
    above.said = read.areas(fields, "said");
    std::tie(above.from, above.to) = read.years(fields);
    fields.reject_unknown_keys();
    return above;
}

RecommendationsClaim read_recommendations(const Reader& read, Claim&) {
    RecommendationsClaim recommendations;
    for (const auto& fields : read.root.tables("recommendation")) {
        recommendations.recommendations.push_back(
            {fields.line("text"), fields.choice("status"), fields.line("ground")});
        fields.reject_unknown_keys();
    }
    recommendations.says = read.root.names("says");
    return recommendations;
}

/// The units that the figure itself has, and those of what it has changed or differs by.
std::optional<QuotedUnit> stated_unit(const QuotedFigure& figure, const std::string& said, bool change,
                                      bool& relative) {
    const QuotedUnit& published = figure.units.front();
    const bool percent = published.words.sv == "%";
    const Text points{"procentenheter", "pp"};
    if (change && percent && (said == points.sv || said == points.en)) {
        return QuotedUnit{published.of, points};
    }
    relative = change && said == "%";
    if (relative) {
        // A percentage of a percentage is nothing that anybody says.
        return percent ? std::nullopt : std::optional(QuotedUnit{published.of, {"%", "%"}});
    }
    const QuotedUnit* own = figure.unit(said);
    return own == nullptr ? std::nullopt : std::optional(*own);
}

FigureClaim::Stated read_stated(const Reader& read, const Claim& claim, const RecordReader& fields) {
    FigureClaim::Stated stated;
    const auto figure = parse_quoted_figure(fields.line("measure"), read.definitions);
    if (figure) {
        stated.figure = *figure;
    } else if (fields.contains("measure")) {
        fields.report("measure", figure.error());
    }
    stated.municipality = claim.municipality;
    if (const std::string name = fields.line("municipality"); !name.empty()) {
        const auto found = find_municipality(name, read.panel().municipalities());
        found ? void(stated.municipality = *found) : fields.report("municipality", found.error());
    }
    stated.years = read.whole_years(fields, "year");
    // A year after the last is no fault of the claim's: that there are no figures is said of it.
    for (const Year year : stated.years) {
        if (year < read.panel().first_year()) {
            read.check_year(fields, "year", year);
        }
    }
    if (fields.contains("from")) {
        stated.from = read.year(fields, "from");
        for (const Year year : stated.years) {
            if (year <= *stated.from) {
                fields.report("from", "claim.error.claim.year_order", {{"from", *stated.from}, {"to", year}});
            }
        }
    }
    const auto pool = [&](std::string_view key) -> std::optional<PoolChoice> {
        const auto pools = read.pools(fields, key, {fields.line(key)});
        if (pools.empty()) {
            return std::nullopt;
        }
        if (pool_members(read.figures, read.definitions, pools.front(), total_area, stated.municipality,
                         read.panel().last_year())
                .empty()) {
            fields.report(key, Diagnostics{empty_pool(read.panel(), pools.front(), stated.municipality)});
        }
        return pools.front();
    };
    if (fields.contains("against")) {
        stated.against = pool("against");
        if (stated.from) {
            fields.report("against", "claim.error.figure.from_and_against");
        }
    }
    stated.value = read.written(fields);
    stated.rank = fields.contains("rank") ? fields.whole("rank") : 0;
    stated.from_highest = fields.choice("order") == "highest";
    stated.among = pool("among").value_or(PoolChoice{});
    if (stated.rank > 0) {
        const auto others = pool_members(read.figures, read.definitions, stated.among, total_area, stated.municipality,
                                         read.panel().last_year());
        if (static_cast<std::size_t>(stated.rank) > others.size() + 1) {
            fields.report("rank", "claim.error.figure.rank",
                          {{"rank", count(stated.rank)}, {"of", count(others.size() + 1)}});
        }
    }
    if (!fields.contains("value") && stated.rank == 0) {
        fields.report("", "claim.error.figure.nothing");
    }
    if (!figure) {
        fields.line("unit");
        return stated;
    }
    stated.unit = figure->units.front();
    if (fields.contains("value") || fields.contains("unit")) {
        // What is stated has a unit.
        const std::string said = fields.section().string("unit");
        const bool change = stated.from || stated.against;
        const auto unit = stated_unit(*figure, said, change, stated.relative);
        if (unit) {
            stated.unit = *unit;
        } else if (!said.empty()) {
            const bool percent = figure->units.front().words.sv == "%";
            fields.report("unit", "claim.error.figure.unit",
                          {{"measure", std::vector<Message>{figure->title}},
                           {"found", said},
                           {"known", figure->known_units() + (!change   ? ""
                                                              : percent ? ", procentenheter"
                                                                        : ", %")}});
        }
    }
    return stated;
}

FigureClaim read_figure(const Reader& read, Claim& claim) {
    FigureClaim body;
    for (const auto& fields : read.root.tables("figure")) {
        body.figures.push_back(read_stated(read, claim, fields));
        fields.reject_unknown_keys();
    }
    return body;
}

ChangeClaim read_change(const Reader& read, Claim& claim) {
    ChangeClaim body;
    for (const auto& fields : read.root.tables("change")) {
        const Text unit = fields.words("unit");
        body.changes.push_back({fields.words("title"), fields.number("before"), fields.number("after"),
                                read.written(fields), unit, unit.sv == "%" || unit.sv == "procent"});
        // Nothing to judge by, and nothing said of what it would take.
        if (!fields.contains("before") && !fields.contains("after") && claim.missing_data.empty()) {
            fields.report("", "claim.error.change.neither");
        }
        fields.reject_unknown_keys();
    }
    return body;
}

std::vector<Text> read_texts(const RecordReader& root, std::string_view key) {
    std::vector<Text> texts;
    for (const auto& fields : root.tables(key)) {
        const std::string sv = fields.line("sv");
        texts.push_back({sv, fields.contains("en") ? fields.line("en") : sv});
        fields.reject_unknown_keys();
    }
    return texts;
}

using Body = decltype(Claim::body);

template <auto read>
Body as_body(const Reader& reader, Claim& claim) {
    return read(reader, claim);
}

/// How the part of a file that a kind has to itself is read.
struct KindReader {
    std::string_view kind;
    Body (*read)(const Reader&, Claim&);
};
constexpr std::array<KindReader, std::variant_size_v<Body>> readers{{{"potential", as_body<read_potential>},
                                                                     {"ratio", as_body<read_ratio>},
                                                                     {"sum", as_body<read_sum>},
                                                                     {"compounding", as_body<read_compounding>},
                                                                     {"shares", as_body<read_shares>},
                                                                     {"target", as_body<read_targets>},
                                                                     {"break-even", as_body<read_break_even>},
                                                                     {"comparison", as_body<read_comparison>},
                                                                     {"cost-quality", as_body<read_cost_quality>},
                                                                     {"consistency", as_body<read_consistency>},
                                                                     {"above", as_body<read_above>},
                                                                     {"answers", as_body<read_answers>},
                                                                     {"recommendations", as_body<read_recommendations>},
                                                                     {"figure", as_body<read_figure>},
                                                                     {"change", as_body<read_change>}}};

/// The kind; where it is misspelt, the one that was probably meant, so that the rest of the file is read too. Nothing
/// where it could be any.
std::string likely_kind(const RecordReader& root, const std::string& found, const std::vector<std::string>& known) {
    if (std::ranges::find(known, found) != known.end()) {
        return found;
    }
    const auto meant = close_spellings(found, known, 1);
    if (!found.empty()) {
        root.report("kind", Diagnostics{{Failure::invalid_input,
                                         {"claim.error.claim.kind",
                                          {{"found", found}, {"known", fmt::format("{}", fmt::join(known, ", "))}}},
                                         {},
                                         meant}});
    }
    return !meant.empty() ? meant.front() : root.contains("fixed") ? "potential" : "";
}

}  // namespace

Year Claim::year_said() const {
    int year = 0;
    std::from_chars(when.data(), when.data() + when.size(), year);
    return {year};
}

Result<Claim> parse_claim(std::string_view toml, const std::string& file, const std::string& id,
                          const ClaimModels& models, const Definitions& definitions, const Figures& figures) {
    const auto document = TomlDocument::parse(toml, file);
    if (!document) {
        return fail(document.error());
    }
    Diagnostics problems;
    const RecordReader root({*document, file, problems, "claim"}, claim_records());
    Claim claim;
    claim.id = id;
    root.choice("schema", "claim.error.claim.schema");
    claim.title = root.words("title");
    claim.question = root.words("question");
    claim.who = root.line("who");
    claim.when = root.line("when");
    claim.source = root.line("source");
    claim.wording = root.names("wording");
    for (const auto& reply : root.tables("reply")) {
        claim.replies.push_back({reply.line("who"), reply.line("when"), reply.line("source"), reply.line("said")});
        reply.reject_unknown_keys();
    }
    claim.notes = read_texts(root, "note");
    claim.missing_data = read_texts(root, "missing");
    const std::string name = root.line("municipality");
    const auto municipality = find_municipality(name, figures.panel.municipalities());
    if (municipality) {
        claim.municipality = *municipality;
    } else if (!name.empty()) {
        root.report("municipality", municipality.error());
    }
    claim.kind = root.line("kind");
    const auto kinds = words_of(claim_records().field("", "kind").choices);
    const std::string kind = likely_kind(root, claim.kind, kinds);
    // What a kind that nobody knows would have asked for is not known either.
    if (!kind.empty()) {
        const RecordReader of_kind = root.of_kind(kind);
        const auto* const reader = std::ranges::find(readers, kind, &KindReader::kind);
        claim.body = reader->read({of_kind, models, definitions, figures}, claim);
        root.reject_unknown_keys();
    }
    if (!problems.empty()) {
        return fail(std::move(problems));
    }
    return claim;
}

}  // namespace skattekrona
