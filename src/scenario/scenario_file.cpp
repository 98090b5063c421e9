#include "core/spelling.hpp"
#include "model/benchmark.hpp"
#include "scenario/scenario.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace skattekrona {

namespace {

const Field& field_of(std::string_view table, std::string_view key) {
    for (const auto& field : scenario_fields()) {
        if (field.table == table && field.key == key) {
            return field;
        }
    }
    throw std::logic_error("no scenario field " + std::string(table) + "." + std::string(key));
}

/// A parameter as a file gives it.
struct Stated {
    Distribution distribution;
    std::vector<double> path;
    Message source;
};

/// One table of a scenario, read by its records: what is required, in which range and unit, is said there and nowhere
/// else.
class Fields {
public:
    Fields(TomlSection section, std::string_view table) : section_(std::move(section)), table_(table) {}

    const TomlSection& section() const { return section_; }
    bool contains(std::string_view key) const { return section_.contains(known(key).key); }

    Text words(std::string_view key) const {
        const Text text = wanted(key) ? section_.words(key) : Text{};
        refuse_blank(key, text.sv);
        return text;
    }
    std::string line(std::string_view key) const {
        const std::string text = wanted(key) ? section_.string(key) : std::string(known(key).otherwise);
        refuse_blank(key, text);
        return text;
    }
    double number(std::string_view key) const {
        return wanted(key) ? section_.number(key, known(key).valid) : otherwise(key);
    }
    int whole(std::string_view key) const {
        const Range range = known(key).valid;
        return wanted(key) ? section_.integer(key, static_cast<int>(range.low), static_cast<int>(range.high))
                           : static_cast<int>(otherwise(key));
    }
    /// Year{} where there is no telling, which has been reported.
    Year year(std::string_view key, Year fallback = {}) const {
        if (!wanted(key)) {
            return fallback;
        }
        const Range range = known(key).valid;
        if (section_.contains(key) && !section_.holds_number(key)) {
            section_.integer(key, static_cast<int>(range.low), static_cast<int>(range.high));
            return {};
        }
        const double value = section_.number(key, range);
        if (!range.contains(value)) {
            return {};
        }
        return {section_.integer(key, static_cast<int>(range.low), static_cast<int>(range.high))};
    }
    /// The first of the choices where it is left out and not required.
    std::string choice(std::string_view key) const {
        const auto choices = words_of(known(key).choices);
        if (!wanted(key)) {
            return choices.front();
        }
        const std::string found = line(key);
        if (!found.empty() && std::ranges::find(choices, found) == choices.end()) {
            section_.report(
                key, "error.scenario.choice",
                {{"key", std::string(key)}, {"found", found}, {"known", fmt::format("{}", fmt::join(choices, ", "))}});
        }
        return found;
    }
    std::optional<Stated> parameter(std::string_view key) const;
    std::vector<Fields> tables(std::string_view key) const {
        std::vector<Fields> found;
        if (wanted(key)) {
            for (auto& one : section_.sections(key)) {
                found.emplace_back(one, known(key).holds);
            }
        }
        return found;
    }
    /// Nothing where the table is missing: what it lacks is then itself.
    std::optional<Fields> table(std::string_view key) const {
        if (!wanted(key)) {
            return std::nullopt;
        }
        Fields found(section_.section(key), known(key).holds);
        return contains(key) ? std::optional(std::move(found)) : std::nullopt;
    }
    /// What counts where a number is left out.
    double otherwise(std::string_view key) const {
        const std::string_view written = known(key).otherwise;
        return written.empty() ? missing : std::stod(std::string(written));
    }

    /// A text of nothing but spaces says nothing.
    void refuse_blank(std::string_view key, std::string_view text) const {
        const bool given = section_.contains(key) && section_.holds_text(key);
        if (given && text.find_first_not_of(" \t\n") == std::string_view::npos) {
            section_.report(key, "error.scenario.blank", {{"key", std::string(key)}});
        }
    }

private:
    const Field& known(std::string_view key) const { return field_of(table_, key); }
    /// It stands there, or must, so that reading it says what is missing.
    bool wanted(std::string_view key) const {
        const bool found = section_.contains(key);
        return found || known(key).required;
    }

    TomlSection section_;
    std::string_view table_;
};

std::optional<Stated> Fields::parameter(std::string_view key) const {
    if (!wanted(key)) {
        return std::nullopt;
    }
    const Field& field = known(key);
    if (contains(key) && !section_.holds_table(key)) {
        section_.report(key, "error.scenario.parameter",
                        {{"key", std::string(key)}, {"unit", std::string(field.unit)}});
        return std::nullopt;
    }
    const TomlSection given = section_.section(key);
    if (!contains(key)) {
        return std::nullopt;
    }
    Stated stated;
    const std::string source = given.string("source");
    if (given.contains("source") && source.find_first_not_of(' ') == std::string::npos) {
        given.report("source", "error.scenario.blank", {{"key", std::string("source")}});
    }
    stated.source = {"scenario.source.stated", {{"source", source}}};
    if (const std::string unit = given.string("unit"); given.contains("unit") && unit != field.unit) {
        given.report("unit", "error.scenario.unit",
                     {{"key", std::string(key)}, {"found", unit}, {"unit", std::string(field.unit)}});
    }
    if (given.contains("path")) {
        stated.path = given.list("path", field.valid);
    } else {
        const std::string name = given.string("distribution", "constant");
        const auto kinds = distribution_kinds();
        const auto kind = std::ranges::find(kinds, name, &DistributionKind::name);
        if (kind == kinds.end()) {
            std::vector<std::string_view> names;
            std::ranges::transform(kinds, std::back_inserter(names), &DistributionKind::name);
            given.report("distribution", "error.scenario.choice",
                         {{"key", std::string("distribution")},
                          {"found", name},
                          {"known", fmt::format("{}", fmt::join(names, ", "))}});
            return std::nullopt;
        }
        stated.distribution.kind = kind->kind;
        bool complete = true;
        for (const auto& parameter : kind->parameters()) {
            if (kind->kind == Distribution::Kind::empirical) {
                stated.distribution.parameters = given.list(parameter);
                complete = !stated.distribution.parameters.empty();
            } else {
                stated.distribution.parameters.push_back(given.number(parameter));
                complete = complete && !is_missing(stated.distribution.parameters.back());
            }
        }
        if (complete) {
            if (auto problem = impossible(stated.distribution)) {
                given.report("distribution", problem->key, problem->arguments);
            } else {
                // What all but one draw of a thousand on either side must keep to.
                const double low = quantile(stated.distribution, 0.001);
                const double high = quantile(stated.distribution, 0.999);
                const bool share = field.table == "lever" && field.valid.low == 0 && field.valid.high == 100;
                if (share && high > 0 && high <= 1) {
                    given.report(
                        "", "error.scenario.fraction",
                        {{"key", std::string(key)}, {"found", Number{high, 2}}, {"meant", Number{100 * high}}});
                } else if (!field.valid.contains(low) || !field.valid.contains(high)) {
                    given.report("", low == high ? "error.scenario.value" : "error.scenario.range",
                                 {{"key", std::string(key)},
                                  {"from", Number{low, 2}},
                                  {"to", Number{high, 2}},
                                  {"unit", std::string(field.unit)},
                                  {"low", Number{field.valid.low, 0}},
                                  {"high", Number{field.valid.high, 0}}});
                }
            }
        }
    }
    given.reject_unknown_keys();
    return stated;
}

/// The nearest correlation matrix as it can be written: of two decimals, and drawn towards independence until those are
/// one themselves.
SquareMatrix offered_correlation(const SquareMatrix& stated) {
    SquareMatrix offered = nearest_correlation(stated);
    constexpr double step = 0.99;
    for (double kept = 1; kept > 0.5; kept *= step) {
        SquareMatrix written = offered;
        for (std::size_t a = 0; a < written.size(); ++a) {
            for (std::size_t b = 0; b < written.size(); ++b) {
                written[a][b] = a == b ? 1 : std::round(100 * kept * offered[a][b]) / 100;
            }
        }
        if (is_correlation(written)) {
            return written;
        }
    }
    return offered;
}

struct Reading {
    const Fields& root;
    const Definitions& definitions;
    const Figures& figures;
    Scenario& scenario;

    const Panel& panel() const { return figures.panel; }

    std::vector<std::string> areas(const Fields& fields) const {
        const std::string text = fields.line("areas");
        if (!fields.contains("areas") && text.empty()) {
            return {};
        }
        auto parsed = parse_areas(text, definitions);
        if (!parsed) {
            fields.section().report("areas", parsed.error());
            return {};
        }
        return *parsed;
    }

    std::size_t add_assumption(std::string id, const std::optional<Stated>& stated, double otherwise,
                               std::string unit) const {
        Assumption assumption{std::move(id),
                              {Distribution::Kind::constant, {otherwise}},
                              {},
                              std::move(unit),
                              {"scenario.source.standard", {}}};
        if (stated) {
            assumption.distribution = stated->distribution;
            assumption.path = stated->path;
            assumption.source = stated->source;
        }
        scenario.assumptions.push_back(std::move(assumption));
        return scenario.assumptions.size() - 1;
    }

    template <class T>
    void understand(const Fields& fields, const char* key, Result<T> parsed, T& into) const {
        if (parsed) {
            into = *std::move(parsed);
        } else {
            fields.section().report(key, parsed.error());
        }
    }

    void read_standing() const {
        const auto fields = root.table("assumptions");
        for (const char* key : {"price", "price_variation", "income", "income_variation"}) {
            add_assumption(key, fields ? fields->parameter(key) : std::nullopt, missing, "%");
        }
        if (fields) {
            scenario.discount_rate = fields->number("discount_rate");
            fields->section().reject_unknown_keys();
        }
    }

    void read_population() const {
        const auto table = root.table("population");
        if (!table) {
            return;
        }
        const Fields& fields = *table;
        scenario.population_source = fields.line("source");
        const auto years = static_cast<std::size_t>(std::max(0, scenario.horizon - scenario.base_year));
        // Asking makes them known, so that a misspelt one is told which there are.
        std::vector<std::string> age_groups;
        for (const auto& area : definitions.areas) {
            for (const auto& [age_group, weight] : area.age_groups) {
                if (fields.section().contains(age_group) &&
                    std::ranges::find(age_groups, age_group) == age_groups.end()) {
                    age_groups.push_back(age_group);
                }
            }
        }
        for (const auto& name : age_groups) {
            auto counts = fields.section().list(name, field_of("population", Field::own_names).valid);
            if (!counts.empty() && scenario.base_year != Year{} && years > 0 && counts.size() != years) {
                fields.section().report(name, "error.scenario.population_years",
                                        {{"key", name},
                                         {"n", Number{static_cast<double>(counts.size())}},
                                         {"years", Number{static_cast<double>(years)}},
                                         {"from", scenario.base_year + 1},
                                         {"to", scenario.horizon}});
            }
            scenario.population.emplace_back(name, std::move(counts));
        }
        for (const auto& area : scenario.areas) {
            check_age_groups(fields, *definitions.area(area), age_groups);
        }
        fields.section().reject_unknown_keys();
    }

    /// An area's volume is projected by all its age groups or by none.
    void check_age_groups(const Fields& fields, const ServiceArea& area, const std::vector<std::string>& given) const {
        std::vector<std::string> lacking;
        std::string one_given;
        for (const auto& [age_group, weight] : area.age_groups) {
            if (std::ranges::find(given, age_group) == given.end()) {
                lacking.push_back(age_group);
            } else {
                one_given = age_group;
            }
        }
        if (!lacking.empty() && !one_given.empty()) {
            fields.section().report(one_given, "error.scenario.age_groups",
                                    {{"area", area.title}, {"lacking", fmt::format("{}", fmt::join(lacking, ", "))}});
        }
    }

    void read_target() const {
        const auto table = root.table("target");
        if (!table) {
            return;
        }
        const Fields& fields = *table;
        scenario.target_share = fields.number("result_share");
        if (fields.contains("saving") || fields.contains("saving_year")) {
            const Year year = fields.year("saving_year", scenario.horizon);
            check_ahead(fields, "saving_year", year);
            scenario.claimed = ClaimedSaving{fields.number("saving"), year};
            if (!fields.contains("saving")) {
                fields.section().report("", "error.toml.missing_key",
                                        {{"key", std::string("saving")}, {"section", std::string("target")}});
            }
        }
        fields.section().reject_unknown_keys();
    }

    /// After the base year and no later than the horizon, where those can be.
    void check_ahead(const Fields& fields, const char* key, Year year) const {
        const bool known = year != Year{} && scenario.base_year != Year{} && scenario.base_year < scenario.horizon;
        if (known && (year <= scenario.base_year || year > scenario.horizon)) {
            fields.section().report(key, "error.scenario.year_ahead",
                                    {{"key", std::string(key)},
                                     {"found", year},
                                     {"from", scenario.base_year + 1},
                                     {"to", scenario.horizon}});
        }
    }

    void read_levers() const {
        const auto all = root.table("levers");
        for (const auto& id : all ? all->section().keys() : std::vector<std::string>{}) {
            if (all->section().holds_table(id)) {
                read_lever(id, {all->section().section(id), "lever"});
            } else {
                all->section().section(id);  // says what is wrong with it
            }
        }
    }

    void read_lever(const std::string& id, const Fields& fields) const {
        if (id.empty() || id.find('.') != std::string::npos) {
            fields.section().report("", "error.scenario.lever_name", {{"found", id}});
        }
        Lever lever;
        lever.id = id;
        lever.where = fields.section().where();
        lever.title = fields.contains("title") ? fields.words("title") : Text{id, id};
        const std::string kind = fields.choice("kind");
        const auto kinds = lever_kinds();
        const auto found = std::ranges::find(kinds, kind);
        lever.areas = areas(fields);
        std::vector<Text> outside;
        for (const auto& area : lever.areas) {
            if (std::ranges::find(scenario.areas, area) == scenario.areas.end()) {
                outside.push_back(definitions.title(area));
            }
        }
        // Where the scenario's own areas could not be read, every one would be outside.
        if (!outside.empty() && !scenario.areas.empty()) {
            fields.section().report("areas", "error.scenario.lever_area", {{"areas", outside}, {"lever", id}});
        }
        lever.from = fields.year("from", scenario.base_year + 1);
        lever.by = fields.year("by");
        check_ahead(fields, "from", lever.from);
        check_ahead(fields, "by", lever.by);
        if (fields.contains("from") && lever.by != Year{} && lever.by < lever.from) {
            fields.section().report("by", "error.scenario.lever_years", {{"from", lever.from}, {"by", lever.by}});
        }
        const auto phases = phase_names();
        const auto phase = std::ranges::find(phases, fields.choice("phase_in"));
        lever.phase = static_cast<PhaseIn>(phase == phases.end() ? 0 : phase - phases.begin());
        lever.realised =
            add_assumption(id + ".realised", fields.parameter("realised"), fields.otherwise("realised"), "%");
        if (found == kinds.end()) {
            // What a kind that nobody knows would have asked for is not known either.
            return;
        }
        lever.kind = static_cast<Lever::Kind>(found - kinds.begin());
        switch (lever.kind) {
            case Lever::Kind::level: {
                Specification& specification = lever.specification;
                specification.areas = lever.areas;
                understand(fields, "level", parse_level(fields.line("level")), specification.level);
                understand(fields, "pool", parse_pool(fields.line("pool"), panel().municipalities()),
                           specification.pool);
                understand(fields, "scope", parse_scope(fields.choice("scope")), specification.scope);
                understand(fields, "netting", parse_netting(fields.choice("netting")), specification.netting);
                understand(fields, "quality", parse_quality(fields.choice("quality")), specification.quality);
                understand(fields, "noise", parse_noise(fields.choice("noise")), specification.noise);
                if (specification.scope == Scope::whole && specification.areas.size() == 1) {
                    fields.section().report("scope", "error.claim.whole_of_one");
                }
                break;
            }
            case Lever::Kind::saving: {
                lever.amount = add_assumption(id + ".amount", fields.parameter("amount"), 0, "mnkr");
                break;
            }
            case Lever::Kind::frames: {
                const auto rate = [&](const char* key) {
                    return add_assumption(id + "." + key, fields.parameter(key), fields.otherwise(key), "%");
                };
                lever.price_compensation = rate("price_compensation");
                lever.volume_compensation = rate("volume_compensation");
                lever.demand = rate("demand");
                break;
            }
        }
        fields.section().reject_unknown_keys();
        scenario.levers.push_back(std::move(lever));
    }

    void read_correlations() const {
        const std::size_t size = scenario.assumptions.size();
        scenario.correlation = uncorrelated(size);
        std::vector<std::string> ids;
        std::ranges::transform(scenario.assumptions, std::back_inserter(ids), &Assumption::id);
        for (const auto& fields : root.tables("correlations")) {
            const auto between = fields.section().strings("between");
            const double value = fields.number("value");
            fields.line("source");
            fields.contains("between");
            std::vector<std::size_t> found;
            for (const auto& name : between) {
                const auto place = std::ranges::find(ids, name);
                if (place == ids.end()) {
                    fields.section().report(
                        "between", Diagnostics{{Failure::invalid_input,
                                                {"error.scenario.assumption",
                                                 {{"found", name}, {"known", fmt::format("{}", fmt::join(ids, ", "))}}},
                                                {},
                                                close_spellings(name, ids, 1)}});
                } else {
                    found.push_back(static_cast<std::size_t>(place - ids.begin()));
                }
            }
            if (between.size() != 2 || (found.size() == 2 && found[0] == found[1])) {
                fields.section().report("between", "error.scenario.pair");
            } else if (found.size() == 2 && !is_missing(value)) {
                if (scenario.correlation[found[0]][found[1]] != 0) {
                    fields.section().report("between", "error.scenario.pair_twice");
                }
                scenario.correlation[found[0]][found[1]] = scenario.correlation[found[1]][found[0]] = value;
            }
            fields.section().reject_unknown_keys();
        }
        if (!is_correlation(scenario.correlation)) {
            const SquareMatrix nearest = offered_correlation(scenario.correlation);
            std::vector<std::string> offered;
            for (std::size_t a = 0; a < size; ++a) {
                for (std::size_t b = 0; b < a; ++b) {
                    if (nearest[a][b] != 0) {
                        offered.push_back(fmt::format("{} – {}: {:.2f}", ids[b], ids[a], nearest[a][b]));
                    }
                }
            }
            root.section().report("correlations", "error.scenario.correlation",
                                  {{"nearest", fmt::format("{}", fmt::join(offered, ", "))}});
        }
    }

    std::vector<FrameItem> items(const Fields& year, const char* key) const {
        std::vector<FrameItem> found;
        for (const auto& fields : year.tables(key)) {
            FrameItem item{fields.words("title"), fields.number("amount")};
            const double price = fields.number("price");
            const double change = fields.number("change");
            const bool stated = !is_missing(item.amount);
            if (stated == !is_missing(price * change) || is_missing(price) != is_missing(change)) {
                fields.section().report("", "error.scenario.frame_item");
            }
            item.amount = stated ? item.amount : price * change;
            fields.section().reject_unknown_keys();
            found.push_back(std::move(item));
        }
        return found;
    }

    void read_frame() const {
        const auto table = root.table("frame");
        if (!table) {
            return;
        }
        const Fields& fields = *table;
        FrameBridge bridge;
        bridge.title = fields.words("title");
        bridge.unit = fields.choice("unit");
        bridge.decimals = fields.whole("decimals");
        bridge.opening_year = fields.year("opening_year");
        bridge.opening = fields.number("opening");
        bridge.quality_title = fields.words("quality_title");
        bridge.quality_unit = fields.line("quality_unit");
        for (const auto& one : fields.tables("years")) {
            FrameYear year;
            year.year = one.year("year");
            const Year before = bridge.years.empty() ? bridge.opening_year : bridge.years.back().year;
            if (one.contains("year") && year.year <= before) {
                one.section().report("year", "error.scenario.frame_order", {{"found", year.year}, {"before", before}});
            }
            const auto rate = [&](const char* key, FrameRate& into) {
                if (const auto stated = one.parameter(key)) {
                    if (!stated->path.empty()) {
                        one.section().report(key, "error.scenario.frame_path");
                    }
                    into = {stated->distribution, stated->source};
                }
            };
            rate("index", year.index);
            rate("demand", year.demand);
            year.volumes = items(one, "volumes");
            year.decisions = items(one, "decisions");
            year.reported = one.number("reported");
            year.quality = one.number("quality");
            one.section().reject_unknown_keys();
            bridge.years.push_back(std::move(year));
        }
        if (bridge.years.empty() && fields.contains("years")) {
            fields.section().report("years", "error.claim.none_of", {{"key", std::string("years")}});
        }
        const bool measured =
            std::ranges::any_of(bridge.years, [](const auto& one) { return !is_missing(one.quality); });
        if (measured && !fields.contains("quality_title")) {
            fields.section().report("", "error.toml.missing_key",
                                    {{"key", std::string("quality_title")}, {"section", std::string("frame")}});
        }
        fields.section().reject_unknown_keys();
        scenario.frames = std::move(bridge);
    }

    void read_simulation() const {
        scenario.areas = areas(root);
        scenario.base_year = root.year("base_year");
        scenario.horizon = root.year("horizon");
        const bool stated = scenario.base_year != Year{} && scenario.horizon != Year{};
        if (scenario.base_year != Year{} &&
            (scenario.base_year < panel().first_year() || scenario.base_year > panel().last_year())) {
            root.section().report("base_year", "error.year_range",
                                  {{"found", std::to_string(scenario.base_year.value)},
                                   {"first", panel().first_year()},
                                   {"last", panel().last_year()}});
        }
        if (stated && scenario.horizon <= scenario.base_year) {
            root.section().report("horizon", "error.scenario.horizon",
                                  {{"horizon", scenario.horizon}, {"base", scenario.base_year}});
        } else if (stated && scenario.horizon - scenario.base_year > longest_horizon) {
            root.section().report("horizon", "error.scenario.far",
                                  {{"horizon", scenario.horizon},
                                   {"last", scenario.base_year + longest_horizon},
                                   {"years", Number{longest_horizon}}});
        }
        read_standing();
        read_population();
        if (scenario.kind == Scenario::Kind::simulation) {
            read_target();
            read_levers();
        }
        read_correlations();
    }

    void check_figures() const {
        Diagnostics problems;
        std::vector<Text> without;
        for (const auto& area : scenario.areas) {
            const auto years = years_with_costs(panel(), {area}, scenario.municipality);
            if (std::ranges::find(years, scenario.base_year) == years.end()) {
                without.push_back(definitions.title(area));
            }
        }
        if (!without.empty()) {
            root.section().report("base_year", "error.scenario.no_figures",
                                  {{"municipality", panel().municipalities()[scenario.municipality].name},
                                   {"areas", without},
                                   {"year", scenario.base_year}});
        }
    }
};

/// The table of a file laid over those of the files it extends. `chain` holds the paths on the way here.
Result<toml::table> with_extended(const NamedText& file, const ScenarioSource& source, std::vector<std::string> chain) {
    auto table = parse_toml(file.text, file.path);
    const toml::node* extends = table ? table->get("extends") : nullptr;
    if (extends == nullptr || !extends->is_string()) {
        return table;
    }
    const std::string name = *extends->value<std::string>();
    const Location where{file.path, static_cast<int>(extends->source().begin.line),
                         static_cast<int>(extends->source().begin.column)};
    const auto placed = [&](Diagnostics problems) {
        for (auto& problem : problems) {
            problem.failure = Failure::invalid_input;
            if (problem.where.line == 0) {
                problem.where = where;
            }
        }
        return fail(std::move(problems));
    };
    auto extended = source(name, file.path);
    if (!extended) {
        return placed(extended.error());
    }
    chain.push_back(file.path);
    if (std::ranges::find(chain, extended->path) != chain.end()) {
        chain.push_back(extended->path);
        return placed(
            {Diagnostic{Failure::invalid_input,
                        {"error.scenario.circular", {{"chain", fmt::format("{}", fmt::join(chain, " → "))}}}}});
    }
    auto under = with_extended(*extended, source, std::move(chain));
    if (!under) {
        return under;
    }
    return laid_over(*std::move(under), *std::move(table));
}

}  // namespace

Diagnostic not_simulated(Scenario::Kind kind, std::string option) {
    const auto kinds = words_of(field_of("", "kind").choices);
    return {Failure::usage,
            {"error.scenario.not_simulated",
             {{"kind", kinds[static_cast<std::size_t>(kind)]}, {"option", std::move(option)}}}};
}

Result<Scenario> parse_scenario(const NamedText& file, const std::string& id, const ScenarioSource& source,
                                const std::string& more, const Definitions& definitions, const Figures& figures) {
    auto table = with_extended(file, source, {});
    if (!table) {
        return fail(table.error());
    }
    bool typed_levers = false;
    if (!more.empty()) {
        auto over = parse_toml(more, "--lever");
        if (!over) {
            return fail(over.error());
        }
        typed_levers = over->contains("levers");
        *table = laid_over(*std::move(table), *std::move(over));
    }
    Diagnostics problems;
    const Fields root({*table, file.path, problems, "scenario"}, "");
    Scenario scenario;
    scenario.id = id;
    scenario.title = root.words("title");
    scenario.author = root.line("author");
    scenario.source = root.line("source");
    root.line("extends");
    const auto& kinds = words_of(field_of("", "kind").choices);
    const auto kind = std::ranges::find(kinds, root.choice("kind"));
    scenario.kind = static_cast<Scenario::Kind>(kind == kinds.end() ? 0 : kind - kinds.begin());
    if (typed_levers && scenario.kind != Scenario::Kind::simulation) {
        return fail(not_simulated(scenario.kind, "--lever"));
    }
    for (const auto& note : root.tables("note")) {
        scenario.notes.push_back({note.line("sv"), note.line("en")});
        note.section().reject_unknown_keys();
    }
    const Reading reading{root, definitions, figures, scenario};
    bool placed = false;
    const bool spared = scenario.kind == Scenario::Kind::frames && !root.contains("municipality");
    if (const std::string name = spared ? "" : root.line("municipality"); !name.empty()) {
        auto found = find_municipality(name, figures.panel.municipalities());
        placed = found.has_value();
        reading.understand(root, "municipality", std::move(found), scenario.municipality);
    }
    scenario.seed = static_cast<std::uint64_t>(root.whole("seed"));
    scenario.replicates = static_cast<std::size_t>(root.whole("replicates"));
    if (scenario.kind == Scenario::Kind::frames) {
        reading.read_frame();
        if (placed && scenario.frames) {
            scenario.frames->municipality = scenario.municipality;
        }
    } else {
        reading.read_simulation();
        const auto overlaps = overlapping(scenario.levers, definitions);
        problems.insert(problems.end(), overlaps.begin(), overlaps.end());
        if (placed && problems.empty()) {
            reading.check_figures();
        }
    }
    root.section().reject_unknown_keys();
    if (!problems.empty()) {
        return fail(std::move(problems));
    }
    return scenario;
}

}  // namespace skattekrona
