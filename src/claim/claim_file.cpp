#include "claim/claim.hpp"
#include "core/spelling.hpp"
#include "core/toml_reader.hpp"
#include "model/pool_order.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

namespace skattekrona {

namespace {

/// Above nought, and no more than the whole country spends in a million years.
constexpr Range positive{above_zero, 1e12};

template <class Words>
std::string listed(const Words& words) {
    return fmt::format("{}", fmt::join(words, ", "));
}

/// What a claim file is read with.
struct Reader {
    const TomlSection& root;
    const ClaimModels& models;
    const Definitions& definitions;
    const Figures& figures;

    const Panel& panel() const { return figures.panel; }

    /// The unit must be one of those the kind is measured in.
    std::string unit(const std::vector<std::string>& fitting) const {
        const std::string found = root.string("unit");
        if (!found.empty() && std::ranges::find(fitting, found) == fitting.end()) {
            root.report("unit", "claim.error.claim.unit", {{"found", found}, {"known", listed(fitting)}});
        }
        return found;
    }

    double optional_number(const TomlSection& section, std::string_view key, Range range = {}) const {
        return section.contains(key) ? section.number(key, range) : missing;
    }

    /// Without a fallback the key is required.
    std::string one_of(const TomlSection& section, std::string_view key, std::string fallback,
                       const std::vector<std::string>& known) const {
        if (fallback.empty() && !section.contains(key)) {
            return section.string(key);
        }
        const std::string found = section.string(key, std::move(fallback));
        if (std::ranges::find(known, found) == known.end()) {
            section.report(key, "claim.error.claim.word",
                           {{"key", std::string(key)}, {"found", found}, {"known", listed(known)}});
        }
        return found;
    }

    /// A claim about nothing is none.
    std::vector<TomlSection> several(std::string_view key) const {
        auto sections = root.sections(key);
        if (sections.empty() && root.contains(key)) {
            root.report(key, "model.error.claim.none_of", {{"key", std::string(key)}});
        }
        return sections;
    }

    std::vector<std::string> areas(const TomlSection& section, std::string_view key) const {
        auto parsed = parse_areas(section.string(key, "six"), definitions);
        if (!parsed) {
            section.report(key, parsed.error());
            return {};
        }
        return *parsed;
    }

    void check_year(const TomlSection& section, std::string_view key, Year year) const {
        if (year < panel().first_year() || year > panel().last_year()) {
            section.report(key, "model.error.year_range",
                           {{"found", std::to_string(year.value)},
                            {"first", panel().first_year()},
                            {"last", panel().last_year()}});
        }
    }

    Year year(const TomlSection& section, std::string_view key) const {
        const Year year = section.year(key);
        if (section.contains(key)) {
            check_year(section, key, year);
        }
        return year;
    }
};

/// Choices that cannot go together, whatever the figures.
void report_contradictions(const TomlSection& fixed, const PotentialClaim& claim, std::size_t everybody) {
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

PotentialClaim read_potential(const Reader& read, Claim& claim) {
    PotentialClaim potential;
    claim.unit = read.unit({"mnkr"});
    potential.amount = claim.amount = read.root.number("amount", positive);
    if (read.root.contains("tolerance")) {
        potential.tolerance = read.root.number("tolerance", {0, 50}) / 100;
    }
    const TomlSection fixed = read.root.section("fixed");
    potential.open = read.root.contains("open") ? read.root.strings("open") : std::vector<std::string>{};
    for (const auto& choice : potential.open) {
        if (std::ranges::find(curve_choices, choice) == curve_choices.end()) {
            read.root.report("open", "claim.error.claim.word",
                             {{"key", std::string("open")}, {"found", choice}, {"known", listed(curve_choices)}});
        }
    }
    potential.reading = read.root.contains("reading") ? read.root.strings("reading") : std::vector<std::string>{};
    for (const auto& choice : potential.reading) {
        if (!fixed.contains(choice)) {
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
    }
    fixed.reject_unknown_keys();
    report_contradictions(fixed, potential, read.panel().size());
    if (read.root.contains("follow_up")) {
        const TomlSection section = read.root.section("follow_up");
        potential.follow_up_from = read.year(section, "from");
        potential.follow_up_areas = read.areas(section, "areas");
        const auto years = years_with_costs(read.panel(), potential.follow_up_areas, claim.municipality);
        if (!years.empty() && *potential.follow_up_from >= years.back()) {
            section.report("from", "claim.error.claim.follow_up_year",
                           {{"from", *potential.follow_up_from}, {"last", years.back()}});
        }
        section.reject_unknown_keys();
    }
    if (read.root.contains("beside")) {
        const TomlSection section = read.root.section("beside");
        potential.beside = section.number("amount", positive);
        potential.beside_title = section.words("title");
        section.reject_unknown_keys();
    }
    // A potential needs costs for the municipality, in some area set and year that the wording allows.
    const bool any = std::ranges::any_of(potential.wording.areas, [&](const auto& areas) {
        return std::ranges::any_of(years_with_costs(read.panel(), areas, claim.municipality), [&](Year year) {
            return std::ranges::find(potential.wording.years, year) != potential.wording.years.end();
        });
    });
    if (!any && !potential.wording.areas.empty() && !potential.wording.years.empty()) {
        read.root.report("municipality", "claim.error.claim.no_figures",
                         {{"municipality", read.panel().municipalities()[claim.municipality].name}});
    }
    return potential;
}

RatioClaim read_ratio(const Reader& read, Claim& claim) {
    RatioClaim ratio;
    claim.unit = read.unit({"%"});
    ratio.stated = claim.amount = read.root.number("amount");
    ratio.tolerance = read.root.number("tolerance", {0, 100});
    const TomlSection section = read.root.section("ratio");
    std::vector<std::string> known;
    std::ranges::transform(read.models.quantities, std::back_inserter(known), &ClaimQuantity::id);
    if (section.contains("numerator")) {
        ratio.numerator = section.number("numerator");
        ratio.numerator_title = section.words("numerator_title");
    } else {
        ratio.numerator_quantity = read.one_of(section, "numerator_quantity", "", known);
    }
    ratio.denominator = read.one_of(section, "denominator", "", known);
    for (const double year : section.list("years", {1900, 2200})) {
        if (year != std::floor(year)) {
            section.report("years", "core.error.toml.type",
                           {{"key", std::string("years")}, {"type", std::string("[2018, 2019]")}});
        }
        ratio.years.push_back(Year{static_cast<int>(std::clamp(year, 1900.0, 2200.0))});
        read.check_year(section, "years", ratio.years.back());
    }
    if (section.contains("rest")) {
        ratio.rest = section.number("rest");
        ratio.rest_title = section.words("rest_title");
    }
    section.reject_unknown_keys();
    return ratio;
}

SumClaim read_sum(const Reader& read, Claim& claim) {
    SumClaim sum;
    sum.unit = claim.unit = read.unit({"mnkr", "tkr", "kr", "procent"});
    sum.decimals = read.root.contains("decimals") ? read.root.integer("decimals", 0, 6) : 0;
    for (const auto& section : read.several("sum")) {
        sum.sums.push_back({section.words("title"), section.list("terms"), section.number("total")});
        section.reject_unknown_keys();
    }
    return sum;
}

CompoundingClaim read_compounding(const Reader& read, Claim& claim) {
    CompoundingClaim compounding;
    claim.unit = read.unit({"%"});
    compounding.decrease = read.one_of(read.root, "direction", "", {"decrease", "increase"}) == "decrease";
    // Nothing can fall by more than all of it.
    const auto rates = read.root.list("rate", {0, compounding.decrease ? 100.0 : 1000.0});
    if (rates.size() > 2) {
        read.root.report("rate", "core.error.toml.type",
                         {{"key", std::string("rate")}, {"type", std::string("[8, 9]")}});
    }
    if (!rates.empty()) {
        compounding.low = *std::ranges::min_element(rates);
        compounding.high = *std::ranges::max_element(rates);
    }
    compounding.years = read.root.integer("years", 1, 100);
    compounding.stated_total = claim.amount = read.optional_number(read.root, "amount");
    if (read.root.contains("path")) {
        for (const auto& section : read.several("path")) {
            compounding.paths.push_back({section.words("title"), section.number("before"), section.number("after"),
                                         read.one_of(section, "better", "higher", {"higher", "lower"}) == "higher"});
            section.reject_unknown_keys();
        }
    }
    return compounding;
}

SharesClaim read_shares(const Reader& read, Claim& claim) {
    SharesClaim shares;
    claim.unit = read.unit({"%"});
    for (const auto& section : read.several("survey")) {
        shares.questions.push_back({section.words("title"), section.list("shares", {0, 100}),
                                    read.optional_number(section, "dont_know", {0, 100})});
        section.reject_unknown_keys();
    }
    return shares;
}

TargetsClaim read_targets(const Reader& read, Claim&) {
    TargetsClaim targets;
    if (read.root.contains("nearly")) {
        targets.nearly = read.root.number("nearly", {0, 100}) / 100;
    }
    const std::vector<std::string> verdicts{"met", "nearly", "missed", "not-judged"};
    for (const auto& section : read.several("target")) {
        TargetsClaim::Target target{
            section.words("title"), section.string("owner"), read.optional_number(section, "target"),
            read.optional_number(section, "outcome"),
            read.one_of(section, "direction", "at-least", {"at-least", "at-most"}) == "at-most"};
        const auto reported = read.one_of(section, "reported", "", verdicts);
        target.reported = static_cast<TargetVerdict>(
            std::min<std::ptrdiff_t>(std::ranges::find(verdicts, reported) - verdicts.begin(), 3));
        section.reject_unknown_keys();
        targets.targets.push_back(std::move(target));
    }
    return targets;
}

BreakEvenClaim read_break_even(const Reader& read, Claim& claim) {
    BreakEvenClaim even;
    claim.unit = read.unit({"mnkr"});
    even.cost = claim.amount = read.root.number("amount", positive);
    int unknown = 0;
    for (const auto& section : read.several("factor")) {
        even.factors.push_back(
            {section.words("title"), read.optional_number(section, "value", positive), section.words("unit")});
        unknown += section.contains("value") ? 0 : 1;
        section.reject_unknown_keys();
    }
    if (unknown > 1) {
        read.root.report("factor", "claim.error.claim.unknown_factors", {{"n", count(unknown)}});
    }
    return even;
}

ComparisonClaim read_comparison(const Reader& read, Claim&) {
    ComparisonClaim comparison;
    const TomlSection section = read.root.section("comparison");
    comparison.areas = read.areas(section, "areas");
    comparison.from = read.year(section, "from");
    comparison.to = read.year(section, "to");
    if (comparison.to <= comparison.from) {
        section.report("to", "claim.error.claim.year_order", {{"from", comparison.from}, {"to", comparison.to}});
    }
    for (const auto& pool : section.strings("pools")) {
        auto parsed = parse_pool(pool, read.panel().municipalities());
        if (parsed) {
            comparison.pools.push_back(*std::move(parsed));
        } else {
            section.report("pools", parsed.error());
        }
    }
    const auto says = section.strings("says");
    for (const auto& word : says) {
        if (word != "high-level" && word != "high-growth") {
            section.report(
                "says", "claim.error.claim.word",
                {{"key", std::string("says")}, {"found", word}, {"known", std::string("high-level, high-growth")}});
        }
    }
    comparison.high_level = std::ranges::find(says, "high-level") != says.end();
    comparison.high_growth = std::ranges::find(says, "high-growth") != says.end();
    section.reject_unknown_keys();
    return comparison;
}

ConsistencyClaim read_consistency(const Reader& read, Claim&) {
    ConsistencyClaim consistency;
    for (const auto& section : read.several("statement")) {
        consistency.statements.push_back({section.string("about"), section.words("title"),
                                          read.one_of(section, "role", "", {"target", "outcome"}) == "outcome",
                                          section.year("year"), section.number("value"), section.words("unit"),
                                          section.string("source"),
                                          read.one_of(section, "better", "higher", {"higher", "lower"}) == "lower"});
        const auto& made = consistency.statements.back();
        const auto other = std::ranges::find_if(
            consistency.statements, [&](const auto& one) { return one.about == made.about && one.unit != made.unit; });
        if (other != consistency.statements.end()) {
            section.report("unit", "claim.error.claim.units",
                           {{"about", made.about}, {"a", other->unit}, {"b", made.unit}});
        }
        section.reject_unknown_keys();
    }
    return consistency;
}

AnswersClaim read_answers(const Reader& read, Claim&) {
    AnswersClaim answers;
    const std::vector<std::string> known{"yes", "partly", "no"};
    for (const auto& section : read.several("answer")) {
        answers.answers.push_back({section.words("question"), read.one_of(section, "answer", "", known)});
        section.reject_unknown_keys();
    }
    const TomlSection stated = read.root.section("stated");
    for (const auto& answer : known) {
        if (stated.contains(answer)) {
            answers.stated.emplace_back(answer, stated.number(answer, {0, 1000}));
        }
    }
    stated.reject_unknown_keys();
    return answers;
}

std::vector<Text> read_texts(const TomlSection& root, std::string_view key) {
    std::vector<Text> texts;
    if (root.contains(key)) {
        for (const auto& section : root.sections(key)) {
            const std::string sv = section.string("sv");
            texts.push_back({sv, section.string("en", sv)});
            section.reject_unknown_keys();
        }
    }
    return texts;
}

using Body = decltype(Claim::body);

template <auto read>
Body as_body(const Reader& reader, Claim& claim) {
    return read(reader, claim);
}

/// A kind of claim and how its part of a file is read.
struct Kind {
    std::string_view name;
    Body (*read)(const Reader&, Claim&);
};
constexpr std::array<Kind, std::variant_size_v<Body>> kinds{{
    {"potential", as_body<read_potential>},
    {"ratio", as_body<read_ratio>},
    {"sum", as_body<read_sum>},
    {"compounding", as_body<read_compounding>},
    {"shares", as_body<read_shares>},
    {"target", as_body<read_targets>},
    {"break-even", as_body<read_break_even>},
    {"comparison", as_body<read_comparison>},
    {"consistency", as_body<read_consistency>},
    {"answers", as_body<read_answers>},
}};

/// The kind; where it is misspelt, the one that was probably meant, so that the rest of the file is read too. Nothing
/// where it could be any.
const Kind* likely_kind(const TomlSection& root, const std::string& found) {
    const auto named = [](std::string_view name) {
        const auto kind = std::ranges::find(kinds, name, &Kind::name);
        return kind == kinds.end() ? nullptr : &*kind;
    };
    if (const Kind* kind = named(found)) {
        return kind;
    }
    std::vector<std::string> known;
    std::ranges::transform(kinds, std::back_inserter(known), [](const Kind& kind) { return std::string(kind.name); });
    const auto meant = close_spellings(found, known, 1);
    if (!found.empty()) {
        root.report("kind", Diagnostics{{Failure::invalid_input,
                                         {"claim.error.claim.kind", {{"found", found}, {"known", listed(known)}}},
                                         {},
                                         meant}});
    }
    return !meant.empty() ? named(meant.front()) : root.contains("fixed") ? named("potential") : nullptr;
}

}  // namespace

Result<Claim> parse_claim(std::string_view toml, const std::string& file, const std::string& id,
                          const ClaimModels& models, const Definitions& definitions, const Figures& figures) {
    const auto table = TomlDocument::parse(toml, file);
    if (!table) {
        return fail(table.error());
    }
    Diagnostics problems;
    const TomlSection root(*table, file, problems, "claim");
    Claim claim;
    claim.id = id;
    if (const std::string schema = root.string("schema"); !schema.empty() && schema != "skattekrona.claim-file/1") {
        root.report("schema", "claim.error.claim.schema", {{"found", schema}});
    }
    claim.title = root.words("title");
    claim.question = root.words("question");
    claim.who = root.string("who");
    claim.when = root.string("when");
    claim.source = root.string("source");
    claim.wording = root.strings("wording");
    claim.notes = read_texts(root, "note");
    claim.missing_data = read_texts(root, "missing");
    const std::string name = root.string("municipality");
    const auto municipality = find_municipality(name, figures.panel.municipalities());
    if (municipality) {
        claim.municipality = *municipality;
    } else if (!name.empty()) {
        root.report("municipality", municipality.error());
    }
    claim.kind = root.string("kind");
    const Reader read{root, models, definitions, figures};
    const Kind* kind = likely_kind(root, claim.kind);
    // What a kind that nobody knows would have asked for is not known either.
    if (kind != nullptr) {
        claim.body = kind->read(read, claim);
        root.reject_unknown_keys();
    }
    if (!problems.empty()) {
        return fail(std::move(problems));
    }
    return claim;
}

}  // namespace skattekrona
