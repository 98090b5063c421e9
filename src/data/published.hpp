#pragma once

#include "core/diagnostic.hpp"
#include "core/municipality_id.hpp"
#include "core/units.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
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

/// Mark of a figure that its publisher has withdrawn.
inline constexpr std::string_view withdrawn_status = "deleted";

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

/// error: the value is not taken in · warning: it is, but does not tally · remark: worth knowing.
enum class Severity { remark, warning, error };

/// One thing that quality control found in a delivery; nothing is left out without one.
struct Finding {
    Severity severity = Severity::remark;
    /// A key under "finding." in models/texts.toml.
    Message message;
    Location where;
    /// How many values it concerns.
    std::size_t values = 1;
};

}  // namespace skattekrona
