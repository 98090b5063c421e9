#pragma once

#include "core/diagnostic.hpp"
#include "core/message.hpp"
#include "core/ranges.hpp"

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace skattekrona {

/// What every parameter under models/ must say of itself, so that a revisor can trace it.
struct Parameter {
    Text title;
    Text unit;
    std::string source;
    Range valid;
};

/// A published figure that is read as it is: `id` is its column in the figure file `file`, `kpi` its Kolada id.
struct Measure : Parameter {
    std::string id;
    std::string kpi;
    std::string file;
    /// It counts something, so it has no decimals.
    bool whole = false;
    /// A value that is no higher stands for a cost that was not reported.
    std::optional<double> unreported_to{};
    /// The source has revised the values of these years since they were first published, by up to so much of them.
    struct Revision {
        Year first;
        Year last;
        double share = 0;
    };
    std::optional<Revision> revision{};
};

struct QualityMeasure {
    std::string measure;
    bool higher_is_better = true;
};

/// A service area [verksamhet] and the Kolada KPIs its costs come from; `valid` bounds the deviation in %.
struct ServiceArea : Parameter {
    std::string id;
    /// For axes and column heads: "IFO".
    Text short_title;
    /// How the area is called inside a sentence: "äldreomsorgen".
    Text in_sentence;
    /// Part of Kolada's N00097, "totalt exkl. LSS".
    bool in_total = false;
    std::string deviation_pct_kpi;
    std::string deviation_kpi;
    /// Kolada's kr per inhabitant, other routes to the same costs; empty where there is none.
    std::string net_cost_kpi;
    std::string reference_cost_kpi;
    /// The activities of SCB's räkenskapssammandrag that make up the area ("510").
    std::vector<std::string> activities;
    /// The topic in the title of Kolada's groups "Liknande kommuner <topic>, <kommun>, <år>".
    std::string similar_group;
    /// Measures that give the same amounts by another route; empty where there is none.
    std::string net_cost_per_inhabitant;
    std::string reference_cost_per_inhabitant;
    /// How far another route to an amount may lead from it, as a share of it: the published figures are rounded.
    double route_tolerance = 7e-4;
    std::vector<QualityMeasure> quality;
    /// RKA's quality index; empty where there is none.
    std::string quality_index;
    /// The age groups whose size drives the area's volume, with their weights; negative is taken away.
    std::vector<std::pair<std::string, double>> age_groups;
};

/// A structural variable that municipalities are compared on: measure, or measure / per.
struct PeerVariable : Parameter {
    std::string id;
    std::string measure;
    std::string per;
    bool log = false;
};

/// The weight of each variable when the likeness is for one area ("total" = the whole municipality).
struct PeerWeights : Parameter {
    std::string area;
    std::vector<std::pair<std::string, double>> weights;
};

/// A year from which figures are not comparable with the years before.
struct SeriesBreak {
    Year year;
    /// "method" or "equalisation".
    std::string kind;
    std::vector<std::string> areas;
    Text title;
    std::string source;
};

struct PriceIndex : Parameter {
    std::string id;
    std::map<Year, double> values;
};

/// The id under which sums over areas go, in figures, groups and weights.
inline constexpr std::string_view total_area = "total";

/// Everything under models/ but the texts.
struct Definitions {
    Parameter total;
    std::string total_similar_group;
    std::vector<ServiceArea> areas;
    std::vector<Measure> measures;
    std::vector<PeerVariable> peer_variables;
    std::vector<PeerWeights> peer_weights;
    std::vector<SeriesBreak> breaks;
    std::vector<PriceIndex> price_indices;
    /// County code (two digits) → name.
    std::map<std::string, std::string, std::less<>> counties;

    const ServiceArea* area(std::string_view id) const;
    const Measure* measure(std::string_view id) const;
    const PeerVariable* peer_variable(std::string_view id) const;
    const PeerWeights* weights(std::string_view area) const;
    const PriceIndex* price_index(std::string_view id) const;
    /// Title of an area or of the total.
    const Text& title(std::string_view area) const;
    const Text& short_title(std::string_view area) const;
    /// The areas of Kolada's N00097.
    std::vector<std::string> areas_in_total() const;
    /// The areas are those of Kolada's N00097, whose deviation is published as it is.
    bool published_together(const std::vector<std::string>& areas) const;
    /// The breaks that a comparison of the areas (or "total", Kolada's own) between the two years steps over.
    std::vector<SeriesBreak> breaks_between(const std::vector<std::string>& areas, Year from, Year to) const;
};

/// The files of models/ that make up the definitions, by name.
inline constexpr std::array<std::string_view, 6> definition_files{
    "service_areas.toml", "measures.toml", "peers.toml", "breaks.toml", "price_indices.toml", "counties.toml"};

/// Reads the definitions from the files' contents (name → TOML). `folder` is only for messages.
/// Every problem in every file is reported: unknown keys, missing titles, units, sources or ranges, dangling ids.
Result<Definitions> parse_definitions(const std::map<std::string, std::string, std::less<>>& files,
                                      const std::string& folder);

}  // namespace skattekrona
