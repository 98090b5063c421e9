#include "model/definitions.hpp"

#include "core/toml_reader.hpp"
#include "figures/published.hpp"

#include <algorithm>
#include <set>

namespace skattekrona {

namespace {

Parameter read_parameter(const TomlSection& section) {
    return {section.text("title"), section.text("unit"), section.string("source"), section.range("valid")};
}

/// Empty where there is none.
std::string read_optional_kpi(const TomlSection& section, std::string_view key) {
    std::string kpi = section.string(key, "");
    if (!kpi.empty() && !is_kpi(kpi)) {
        section.report(key, "model.error.models.kpi", {{"found", kpi}});
    }
    return kpi;
}

ServiceArea read_area(const TomlSection& section) {
    ServiceArea area{read_parameter(section)};
    area.id = section.string("id");
    area.short_title = section.text("short");
    area.in_sentence = section.text("in_sentence");
    area.in_total = section.boolean("in_total", false);
    area.deviation_pct_kpi = section.string("deviation_pct_kpi");
    area.deviation_kpi = section.string("deviation_kpi");
    area.net_cost_kpi = read_optional_kpi(section, "net_cost_kpi");
    area.reference_cost_kpi = read_optional_kpi(section, "reference_cost_kpi");
    area.activities = section.strings("activities");
    for (const auto& activity : area.activities) {
        if (!is_activity(activity)) {
            section.report("activities", "model.error.models.activity", {{"found", activity}});
        }
    }
    area.similar_group = section.string("similar_group");
    area.net_cost_per_inhabitant = section.string("net_cost_per_inhabitant", "");
    area.reference_cost_per_inhabitant = section.string("reference_cost_per_inhabitant", "");
    if (section.contains("route_tolerance")) {
        area.route_tolerance = section.number("route_tolerance", {0, 1});
    }
    for (const auto& quality : section.sections("quality")) {
        area.quality.push_back({quality.string("measure"), quality.boolean("higher_is_better", true)});
        quality.reject_unknown_keys();
    }
    area.quality_index = section.string("quality_index", "");
    area.age_groups = section.numbers("age_groups", {-1, 1});
    section.reject_unknown_keys();
    return area;
}

Measure read_measure(const TomlSection& section) {
    Measure measure{read_parameter(section)};
    measure.id = section.string("id");
    measure.kpi = section.string("kpi");
    measure.file = section.string("file");
    measure.whole = section.boolean("whole", false);
    if (section.contains("unreported_to")) {
        measure.unreported_to = section.number("unreported_to");
    }
    if (section.contains("revised")) {
        const TomlSection revised = section.section("revised");
        measure.revision = {Year{revised.integer("first", 1900, 2200)}, Year{revised.integer("last", 1900, 2200)},
                            revised.number("share", {above_zero, 1})};
        revised.reject_unknown_keys();
    }
    section.reject_unknown_keys();
    return measure;
}

PeerVariable read_peer_variable(const TomlSection& section) {
    PeerVariable variable{read_parameter(section)};
    variable.id = section.string("id");
    variable.measure = section.string("measure");
    variable.per = section.string("per", "");
    variable.log = section.boolean("log", false);
    section.reject_unknown_keys();
    return variable;
}

PeerWeights read_peer_weights(const TomlSection& section) {
    PeerWeights weights{read_parameter(section)};
    weights.area = section.string("area");
    weights.weights = section.numbers("weight", weights.valid);
    section.reject_unknown_keys();
    return weights;
}

SeriesBreak read_break(const TomlSection& section) {
    SeriesBreak series_break{section.year("year"), section.string("kind"), section.strings("areas"),
                             section.text("title"), section.string("source")};
    if (series_break.kind != "method" && series_break.kind != "equalisation") {
        section.report("kind", "model.error.models.break_kind", {{"found", series_break.kind}});
    }
    section.reject_unknown_keys();
    return series_break;
}

PriceIndex read_price_index(const TomlSection& section) {
    PriceIndex index{read_parameter(section)};
    index.id = section.string("id");
    for (const auto& [year, value] : section.numbers("values", index.valid)) {
        if (year.size() != 4 || year.find_first_not_of("0123456789") != std::string::npos) {
            section.report("values", "model.error.models.index_year", {{"found", year}});
            continue;
        }
        index.values.emplace(Year{std::stoi(year)}, value);
    }
    if (index.values.empty()) {
        section.report("values", "model.error.models.no_values", {{"id", index.id}});
    }
    section.reject_unknown_keys();
    return index;
}

/// Reports ids that name nothing: each is a typing error that would otherwise be a silent hole in the figures.
class ReferenceCheck {
public:
    ReferenceCheck(const Definitions& definitions, const std::string& folder, Diagnostics& problems)
        : definitions_(definitions), folder_(folder), problems_(problems) {}

    void run() {
        std::set<std::string, std::less<>> ids;
        for (const auto& measure : definitions_.measures) {
            if (!ids.insert(measure.id).second) {
                report("measures.toml", "model.error.models.twice", measure.id);
            }
        }
        for (const auto& area : definitions_.areas) {
            if (!ids.insert(area.id).second) {
                report("service_areas.toml", "model.error.models.twice", area.id);
            }
            for (const auto& quality : area.quality) {
                measure("service_areas.toml", quality.measure);
            }
            for (const auto& [age_group, sign] : area.age_groups) {
                measure("service_areas.toml", age_group);
            }
            for (const auto& optional :
                 {area.quality_index, area.net_cost_per_inhabitant, area.reference_cost_per_inhabitant}) {
                if (!optional.empty()) {
                    measure("service_areas.toml", optional);
                }
            }
            for (const auto& activity : area.activities) {
                if (!ids.insert(activity).second) {
                    report("service_areas.toml", "model.error.models.twice", activity);
                }
            }
            weights(area.id);
        }
        weights(total_area);
        for (const auto& variable : definitions_.peer_variables) {
            measure("peers.toml", variable.measure);
            if (!variable.per.empty()) {
                measure("peers.toml", variable.per);
            }
        }
        for (const auto& weights : definitions_.peer_weights) {
            area("peers.toml", weights.area);
            for (const auto& [variable, weight] : weights.weights) {
                if (definitions_.peer_variable(variable) == nullptr) {
                    report("peers.toml", "model.error.models.dangling", variable);
                }
            }
        }
        for (const auto& series_break : definitions_.breaks) {
            for (const auto& id : series_break.areas) {
                area("breaks.toml", id);
            }
        }
    }

private:
    void report(std::string_view file, std::string key, std::string_view id) {
        problems_.push_back(
            {Failure::invalid_input, {std::move(key), {{"id", std::string(id)}}}, {folder_ + "/" + std::string(file)}});
    }
    void measure(std::string_view file, std::string_view id) {
        if (definitions_.measure(id) == nullptr) {
            report(file, "model.error.models.dangling", id);
        }
    }
    void area(std::string_view file, std::string_view id) {
        if (id != total_area && definitions_.area(id) == nullptr) {
            report(file, "model.error.models.dangling", id);
        }
    }
    void weights(std::string_view area) {
        if (definitions_.weights(area) == nullptr) {
            report("peers.toml", "model.error.models.no_weights", area);
        }
    }

    const Definitions& definitions_;
    const std::string& folder_;
    Diagnostics& problems_;
};

template <class T, class Id>
const T* find(const std::vector<T>& items, std::string_view id, Id member) {
    const auto found = std::ranges::find(items, id, member);
    return found == items.end() ? nullptr : &*found;
}

}  // namespace

const ServiceArea* Definitions::area(std::string_view id) const { return find(areas, id, &ServiceArea::id); }
const Measure* Definitions::measure(std::string_view id) const { return find(measures, id, &Measure::id); }
const PeerVariable* Definitions::peer_variable(std::string_view id) const {
    return find(peer_variables, id, &PeerVariable::id);
}
const PeerWeights* Definitions::weights(std::string_view area) const {
    return find(peer_weights, area, &PeerWeights::area);
}
const PriceIndex* Definitions::price_index(std::string_view id) const {
    return find(price_indices, id, &PriceIndex::id);
}

const Text& Definitions::title(std::string_view id) const {
    const ServiceArea* found = area(id);
    return found == nullptr ? total.title : found->title;
}

const Text& Definitions::short_title(std::string_view id) const {
    const ServiceArea* found = area(id);
    return found == nullptr ? total.title : found->short_title;
}

std::vector<std::string> Definitions::areas_in_total() const {
    std::vector<std::string> ids;
    for (const auto& area : areas) {
        if (area.in_total) {
            ids.push_back(area.id);
        }
    }
    return ids;
}

bool Definitions::published_together(const std::vector<std::string>& chosen) const {
    return std::ranges::all_of(areas, [&](const ServiceArea& area) {
        return area.in_total == (std::ranges::find(chosen, area.id) != chosen.end());
    });
}

std::vector<SeriesBreak> Definitions::breaks_between(const std::vector<std::string>& ids, Year from, Year to) const {
    std::vector<SeriesBreak> between;
    std::ranges::copy_if(breaks, std::back_inserter(between), [&](const SeriesBreak& candidate) {
        return candidate.year > from && candidate.year <= to &&
               std::ranges::find_first_of(candidate.areas, ids) != candidate.areas.end();
    });
    return between;
}

Result<Definitions> parse_definitions(const std::map<std::string, std::string, std::less<>>& files,
                                      const std::string& folder) {
    Definitions definitions;
    Diagnostics problems;
    const auto read = [&](std::string_view name, auto&& use) {
        const std::string path = folder + "/" + std::string(name);
        const auto root = TomlDocument::parse(files.at(std::string(name)), path);
        if (!root) {
            problems.insert(problems.end(), root.error().begin(), root.error().end());
            return;
        }
        const TomlSection section(*root, path, problems);
        use(section);
        section.reject_unknown_keys();
    };
    const auto read_each = [](const TomlSection& section, std::string_view key, auto& into, auto read_one) {
        for (const auto& item : section.sections(key)) {
            into.push_back(read_one(item));
        }
    };
    read("service_areas.toml", [&](const TomlSection& section) {
        const TomlSection total = section.section("total");
        definitions.total = read_parameter(total);
        definitions.total_similar_group = total.string("similar_group");
        total.reject_unknown_keys();
        read_each(section, "area", definitions.areas, read_area);
    });
    read("measures.toml",
         [&](const TomlSection& section) { read_each(section, "measure", definitions.measures, read_measure); });
    read("peers.toml", [&](const TomlSection& section) {
        read_each(section, "variable", definitions.peer_variables, read_peer_variable);
        read_each(section, "weights", definitions.peer_weights, read_peer_weights);
    });
    read("breaks.toml",
         [&](const TomlSection& section) { read_each(section, "break", definitions.breaks, read_break); });
    read("price_indices.toml",
         [&](const TomlSection& section) { read_each(section, "index", definitions.price_indices, read_price_index); });
    read("counties.toml", [&](const TomlSection& section) {
        section.string("source");
        const TomlSection counties = section.section("county");
        for (const auto& code : counties.keys()) {
            definitions.counties.emplace(code, counties.string(code));
        }
    });
    if (problems.empty()) {
        ReferenceCheck(definitions, folder, problems).run();
    }
    if (!problems.empty()) {
        return fail(std::move(problems));
    }
    return definitions;
}

}  // namespace skattekrona
