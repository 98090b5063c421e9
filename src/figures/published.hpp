#pragma once

#include "core/diagnostic.hpp"
#include "core/municipality_id.hpp"
#include "core/units.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace skattekrona {

/// The whole country, as Kolada and SCB write it; not a municipality.
inline constexpr std::string_view riket = "0000";

/// Kolada's own letters.
enum class Gender : char { total = 'T', women = 'K', men = 'M' };

/// No other characters; also of nothing.
inline bool are_digits(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// A year that a figure can be of, as far as its digits go.
inline bool is_year(std::int64_t year) { return year >= 1900 && year <= 2200; }

/// Whether `id` has the form of Kolada's KPIs: a capital and five digits ("N20029").
inline bool is_kpi(std::string_view id) {
    return id.size() == 6 && id[0] >= 'A' && id[0] <= 'Z' && are_digits(id.substr(1));
}

/// Whether `id` has the form of an activity [verksamhet] in SCB's räkenskapssammandrag: three digits ("510").
inline bool is_activity(std::string_view id) { return id.size() == 3 && are_digits(id); }

/// An activity's net cost as a series: "scb.510".
inline constexpr std::string_view scb_prefix = "scb.";
inline std::string scb_series(std::string_view activity) { return std::string(scb_prefix) + std::string(activity); }

/// One figure as its publisher gave it.
struct PublishedValue {
    /// Kolada's KPI ("N20029"), SCB's activity ("scb.510", net cost in tkr) or, for a municipality's own figures, the
    /// measure it stands for ("aldreomsorg.net_cost", mnkr).
    std::string series;
    MunicipalityId municipality;
    Year year;
    Gender gender = Gender::total;
    /// In the unit of the series; missing where the publisher has no figure.
    double value = missing;
    /// The publisher's mark for a missing figure (".", "..", "Missing"), "deleted" where one has been withdrawn.
    std::string status;
    /// Published but not yet fixed (Kolada: April to August).
    bool preliminary = false;
    /// The line of the file it stands on, 0 where there is no file.
    int line = 0;
};

/// Puts values after others; a million are not copied to stand after none.
inline void append(std::vector<PublishedValue>& values, std::vector<PublishedValue>&& more) {
    if (values.empty()) {
        values = std::move(more);
    } else {
        values.insert(values.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    }
}

/// What tells figures without division by gender apart, in their order.
inline std::tuple<const std::string&, MunicipalityId, Year> place_of(const PublishedValue& value) {
    return {value.series, value.municipality, value.year};
}

/// Mark of a figure that its publisher has withdrawn.
inline constexpr std::string_view withdrawn_status = "deleted";

/// Mark of a figure that belongs to another, which has changed without it.
inline constexpr std::string_view superseded_status = "superseded";

/// What came in at one time from one place.
struct Delivery {
    /// "fetch" or "import".
    std::string kind;
    /// The publisher, named as the source: "Kolada (RKA)", "SCB"; for own figures whoever made them.
    std::string credit;
    /// The address or file it came from.
    std::string origin;
    /// SHA-256 of the file, or of all answers in order.
    std::string sha256;
    /// The day these figures were taken from their publisher, YYYY-MM-DD.
    std::string vintage;
    /// Name of a municipality's own figures ("budget 2026"); empty for published ones.
    std::string label;
    std::vector<PublishedValue> values;
};

/// One delivery as the store took it in, numbered from 1.
struct Run {
    int id = 0;
    std::string kind;
    std::string credit;
    std::string origin;
    std::string sha256;
    std::string vintage;
    std::string label;
    /// When the store took it in, YYYY-MM-DDThh:mm:ssZ.
    std::string stored;
    std::size_t added = 0;
    std::size_t changed = 0;
    std::size_t unchanged = 0;
};

/// A figure as it stands now, and the run that it came with.
struct StoredValue {
    PublishedValue published;
    int run = 0;
};

/// How one figure differs between two runs; a missing value with an empty status is a figure that did not exist. The
/// status of a preliminary one is "preliminary".
struct Change {
    std::string series;
    MunicipalityId municipality;
    Year year;
    Gender gender = Gender::total;
    std::string label;
    double before = missing;
    double after = missing;
    std::string status_before;
    std::string status_after;
};

/// error: the value is not taken in · warning: it is, but does not tally · remark: worth knowing.
enum class Severity { remark, warning, error };

/// One thing that quality control found in a delivery; nothing is left out without one.
struct Finding {
    Severity severity = Severity::remark;
    Message message;
    Location where;
    /// How many values it concerns.
    std::size_t values = 1;
};

}  // namespace skattekrona
