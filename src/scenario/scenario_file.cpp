#include "core/spelling.hpp"
#include "figures/municipality_names.hpp"
#include "model/benchmark.hpp"
#include "model/costs.hpp"
#include "scenario/scenario.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace skattekrona {

namespace {

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

Message stated_source(const Stated& stated) { return {"scenario.source.stated", {{"source", stated.source}}}; }

struct Reading {
    const RecordReader& root;
    const Definitions& definitions;
    const Figures& figures;
    Scenario& scenario;

    const Panel& panel() const { return figures.panel; }

    std::vector<std::string> areas(const RecordReader& fields) const {
        const std::string text = fields.line("areas");
        if (!fields.contains("areas") && text.empty()) {
            return {};
        }
        auto parsed = parse_areas(text, definitions);
        if (!parsed) {
            fields.report("areas", parsed.error());
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
            assumption.source = stated_source(*stated);
        }
        scenario.assumptions.push_back(std::move(assumption));
        return scenario.assumptions.size() - 1;
    }

    template <class T>
    void understand(const RecordReader& fields, const char* key, Result<T> parsed, T& into) const {
        if (parsed) {
            into = *std::move(parsed);
        } else {
            fields.report(key, parsed.error());
        }
    }

    void read_standing() const {
        const auto fields = root.table("assumptions");
        for (const char* key : {"price", "price_variation", "income", "income_variation"}) {
            add_assumption(key, fields ? fields->parameter(key) : std::nullopt, missing, "%");
        }
        if (fields) {
            scenario.discount_rate = fields->number("discount_rate");
            fields->reject_unknown_keys();
        }
    }

    void read_population() const {
        const auto table = root.table("population");
        if (!table) {
            return;
        }
        const RecordReader& fields = *table;
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
            auto counts = fields.section().list(name, scenario_records().field("population", Field::own_names).valid);
            if (!counts.empty() && scenario.base_year != Year{} && years > 0 && counts.size() != years) {
                fields.report(name, "scenario.error.scenario.population_years",
                              {{"key", name},
                               {"n", count(counts.size())},
                               {"years", count(years)},
                               {"from", scenario.base_year + 1},
                               {"to", scenario.horizon}});
            }
            scenario.population.emplace_back(name, std::move(counts));
        }
        for (const auto& area : scenario.areas) {
            check_age_groups(fields, *definitions.area(area), age_groups);
        }
        fields.reject_unknown_keys();
    }

    /// An area's volume is projected by all its age groups or by none.
    void check_age_groups(const RecordReader& fields, const ServiceArea& area,
                          const std::vector<std::string>& given) const {
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
            fields.report(one_given, "scenario.error.scenario.age_groups",
                          {{"area", area.title}, {"lacking", fmt::format("{}", fmt::join(lacking, ", "))}});
        }
    }

    void read_target() const {
        const auto table = root.table("target");
        if (!table) {
            return;
        }
        const RecordReader& fields = *table;
        scenario.target_share = fields.number("result_share");
        if (fields.contains("saving") || fields.contains("saving_year")) {
            const Year year = fields.year("saving_year", scenario.horizon);
            check_ahead(fields, "saving_year", year);
            scenario.claimed = ClaimedSaving{fields.number("saving"), year};
            if (!fields.contains("saving")) {
                fields.report("", "core.error.toml.missing_key",
                              {{"key", std::string("saving")}, {"section", std::string("target")}});
            }
        }
        fields.reject_unknown_keys();
    }

    /// After the base year and no later than the horizon, where those can be.
    void check_ahead(const RecordReader& fields, const char* key, Year year) const {
        const bool known = year != Year{} && scenario.base_year != Year{} && scenario.base_year < scenario.horizon;
        if (known && (year <= scenario.base_year || year > scenario.horizon)) {
            fields.report(key, "scenario.error.scenario.year_ahead",
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
                read_lever(id, {all->section().section(id), scenario_records(), "lever"});
            } else {
                all->section().section(id);  // says what is wrong with it
            }
        }
    }

    void read_lever(const std::string& id, const RecordReader& fields) const {
        if (id.empty() || id.find('.') != std::string::npos) {
            fields.report("", "scenario.error.scenario.lever_name", {{"found", id}});
        }
        Lever lever;
        lever.id = id;
        lever.where = fields.section().where();
        lever.title = fields.contains("title") ? fields.words("title") : Text{id, id};
        const std::string kind = fields.choice("kind");
        lever.areas = areas(fields);
        std::vector<Text> outside;
        for (const auto& area : lever.areas) {
            if (std::ranges::find(scenario.areas, area) == scenario.areas.end()) {
                outside.push_back(definitions.title(area));
            }
        }
        // Where the scenario's own areas could not be read, every one would be outside.
        if (!outside.empty() && !scenario.areas.empty()) {
            fields.report("areas", "scenario.error.scenario.lever_area", {{"areas", outside}, {"lever", id}});
        }
        lever.from = fields.year("from", scenario.base_year + 1);
        lever.by = fields.year("by");
        check_ahead(fields, "from", lever.from);
        check_ahead(fields, "by", lever.by);
        if (fields.contains("from") && lever.by != Year{} && lever.by < lever.from) {
            fields.report("by", "scenario.error.scenario.lever_years", {{"from", lever.from}, {"by", lever.by}});
        }
        lever.phase = static_cast<PhaseIn>(fields.chosen("phase_in"));
        lever.realised =
            add_assumption(id + ".realised", fields.parameter("realised"), fields.otherwise("realised"), "%");
        if (kind == "level") {
            lever.what = read_level(fields, lever.areas);
        } else if (kind == "saving") {
            lever.what = Lever::Saving{add_assumption(id + ".amount", fields.parameter("amount"), 0, "mnkr")};
        } else if (kind == "frames") {
            const auto rate = [&](const char* key) {
                return add_assumption(id + "." + key, fields.parameter(key), fields.otherwise(key), "%");
            };
            lever.what = Lever::Frames{rate("price_compensation"), rate("volume_compensation"), rate("demand")};
        } else {
            // What a kind that nobody knows would have asked for is not known either.
            return;
        }
        fields.reject_unknown_keys();
        scenario.levers.push_back(std::move(lever));
    }

    Lever::ToLevel read_level(const RecordReader& fields, const std::vector<std::string>& of) const {
        Specification specification;
        specification.areas = of;
        understand(fields, "level", parse_level(fields.line("level")), specification.level);
        understand(fields, "pool", parse_pool(fields.line("pool"), panel().municipalities()), specification.pool);
        understand(fields, "scope", parse_scope(fields.choice("scope")), specification.scope);
        understand(fields, "netting", parse_netting(fields.choice("netting")), specification.netting);
        understand(fields, "quality", parse_quality(fields.choice("quality")), specification.quality);
        understand(fields, "noise", parse_noise(fields.choice("noise")), specification.noise);
        if (specification.scope == Scope::whole && specification.areas.size() == 1) {
            fields.report("scope", "model.error.claim.whole_of_one");
        }
        return {std::move(specification)};
    }

    void read_correlations() const {
        const std::size_t size = scenario.assumptions.size();
        scenario.correlation = uncorrelated(size);
        std::vector<std::string> ids;
        std::ranges::transform(scenario.assumptions, std::back_inserter(ids), &Assumption::id);
        for (const auto& fields : root.tables("correlations")) {
            const auto between = fields.names("between");
            const double value = fields.number("value");
            fields.line("source");
            std::vector<std::size_t> found;
            for (const auto& name : between) {
                const auto place = std::ranges::find(ids, name);
                if (place == ids.end()) {
                    fields.report("between",
                                  Diagnostics{{Failure::invalid_input,
                                               {"scenario.error.scenario.assumption",
                                                {{"found", name}, {"known", fmt::format("{}", fmt::join(ids, ", "))}}},
                                               {},
                                               close_spellings(name, ids, 1)}});
                } else {
                    found.push_back(static_cast<std::size_t>(place - ids.begin()));
                }
            }
            if (between.size() != 2 || (found.size() == 2 && found[0] == found[1])) {
                fields.report("between", "scenario.error.scenario.pair");
            } else if (found.size() == 2 && !is_missing(value)) {
                if (scenario.correlation[found[0]][found[1]] != 0) {
                    fields.report("between", "scenario.error.scenario.pair_twice");
                }
                scenario.correlation[found[0]][found[1]] = scenario.correlation[found[1]][found[0]] = value;
            }
            fields.reject_unknown_keys();
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
            root.report("correlations", "scenario.error.scenario.correlation",
                        {{"nearest", fmt::format("{}", fmt::join(offered, ", "))}});
        }
    }

    std::vector<FrameItem> items(const RecordReader& year, const char* key) const {
        std::vector<FrameItem> found;
        for (const auto& fields : year.tables(key)) {
            FrameItem item{fields.words("title"), fields.number("amount")};
            const double price = fields.number("price");
            const double change = fields.number("change");
            const bool stated = !is_missing(item.amount);
            if (stated == !is_missing(price * change) || is_missing(price) != is_missing(change)) {
                fields.report("", "scenario.error.scenario.frame_item");
            }
            item.amount = stated ? item.amount : price * change;
            fields.reject_unknown_keys();
            found.push_back(std::move(item));
        }
        return found;
    }

    void read_frame() const {
        const auto table = root.table("frame");
        if (!table) {
            return;
        }
        const RecordReader& fields = *table;
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
                one.report("year", "scenario.error.scenario.frame_order", {{"found", year.year}, {"before", before}});
            }
            const auto rate = [&](const char* key, FrameRate& into) {
                if (const auto stated = one.parameter(key)) {
                    if (!stated->path.empty()) {
                        one.report(key, "scenario.error.scenario.frame_path");
                    }
                    into = {stated->distribution, stated_source(*stated)};
                }
            };
            rate("index", year.index);
            rate("demand", year.demand);
            year.volumes = items(one, "volumes");
            year.decisions = items(one, "decisions");
            year.reported = one.number("reported");
            year.quality = one.number("quality");
            one.reject_unknown_keys();
            bridge.years.push_back(std::move(year));
        }
        const bool measured =
            std::ranges::any_of(bridge.years, [](const auto& one) { return !is_missing(one.quality); });
        if (measured && !fields.contains("quality_title")) {
            fields.report("", "core.error.toml.missing_key",
                          {{"key", std::string("quality_title")}, {"section", std::string("frame")}});
        }
        fields.reject_unknown_keys();
        scenario.frames = std::move(bridge);
    }

    void read_simulation() const {
        scenario.areas = areas(root);
        scenario.base_year = root.year("base_year");
        scenario.horizon = root.year("horizon");
        const bool stated = scenario.base_year != Year{} && scenario.horizon != Year{};
        if (scenario.base_year != Year{} &&
            (scenario.base_year < panel().first_year() || scenario.base_year > panel().last_year())) {
            root.report("base_year", "model.error.year_range",
                        {{"found", std::to_string(scenario.base_year.value)},
                         {"first", panel().first_year()},
                         {"last", panel().last_year()}});
        }
        if (stated && scenario.horizon <= scenario.base_year) {
            root.report("horizon", "scenario.error.scenario.horizon",
                        {{"horizon", scenario.horizon}, {"base", scenario.base_year}});
        } else if (stated && scenario.horizon - scenario.base_year > longest_horizon) {
            root.report("horizon", "scenario.error.scenario.far",
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
            const auto known = years_with_costs(panel(), scenario.areas, scenario.municipality);
            root.report("base_year", "scenario.error.scenario.no_figures",
                        {{"municipality", panel().municipalities()[scenario.municipality].name},
                         {"areas", without},
                         {"known", known_years(known)},
                         {"year", scenario.base_year}});
        }
    }
};

/// Files that extend each other in turn; more than anybody could follow, fewer than the stack has room for.
constexpr std::size_t longest_chain = 20;

/// A file laid over those that it extends. `chain` holds the paths on the way here.
Result<TomlDocument> with_extended(const NamedText& file, const ScenarioSource& source,
                                   std::vector<std::string> chain) {
    auto document = TomlDocument::parse(file.text, file.path);
    if (!document) {
        return document;
    }
    Diagnostics unread;
    const TomlSection root(*document, file.path, unread);
    if (!root.holds_text("extends")) {
        return document;
    }
    const std::string name = root.string("extends");
    const Location where = root.where("extends");
    const auto placed = [&](Diagnostics problems) {
        for (auto& problem : problems) {
            problem.failure = Failure::invalid_input;
            if (problem.where.file.empty()) {
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
        return placed({Diagnostic{
            Failure::invalid_input,
            {"scenario.error.scenario.circular", {{"chain", fmt::format("{}", fmt::join(chain, " → "))}}}}});
    }
    if (chain.size() > longest_chain) {
        return placed({Diagnostic{Failure::invalid_input,
                                  {"scenario.error.scenario.long_chain", {{"most", count(longest_chain)}}}}});
    }
    auto under = with_extended(*extended, source, std::move(chain));
    if (!under) {
        return under;
    }
    return TomlDocument::laid_over(*std::move(under), *std::move(document));
}

}  // namespace

Diagnostic not_simulated(Scenario::Kind kind, std::string option) {
    const auto kinds = words_of(scenario_records().field("", "kind").choices);
    return {Failure::usage,
            {"scenario.error.scenario.not_simulated",
             {{"kind", kinds[static_cast<std::size_t>(kind)]}, {"option", std::move(option)}}}};
}

Result<Scenario> parse_scenario(const NamedText& file, const std::string& id, const ScenarioSource& source,
                                const std::string& more, const Definitions& definitions, const Figures& figures) {
    auto document = with_extended(file, source, {});
    if (!document) {
        return fail(document.error());
    }
    bool typed_levers = false;
    if (!more.empty()) {
        auto over = TomlDocument::parse(more, "--lever");
        if (!over) {
            return fail(over.error());
        }
        Diagnostics unread;
        typed_levers = TomlSection(*over, "--lever", unread).contains("levers");
        document = TomlDocument::laid_over(*std::move(document), *std::move(over));
    }
    Diagnostics problems;
    const RecordReader root({*document, file.path, problems, "scenario"}, scenario_records());
    Scenario scenario;
    scenario.id = id;
    scenario.title = root.words("title");
    scenario.author = root.line("author");
    scenario.source = root.line("source");
    root.line("extends");
    scenario.kind = static_cast<Scenario::Kind>(root.chosen("kind"));
    if (typed_levers && scenario.kind != Scenario::Kind::simulation) {
        return fail(not_simulated(scenario.kind, "--lever"));
    }
    for (const auto& note : root.tables("note")) {
        scenario.notes.push_back({note.line("sv"), note.line("en")});
        note.reject_unknown_keys();
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
    root.reject_unknown_keys();
    if (!problems.empty()) {
        return fail(std::move(problems));
    }
    return scenario;
}

}  // namespace skattekrona
