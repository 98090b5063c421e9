#pragma once

#include "data/mapping.hpp"
#include "figures/municipality_names.hpp"
#include "figures/published.hpp"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace skattekrona {

/// What the words of a file may stand for, and what an amount per inhabitant is multiplied by.
struct ImportNames {
    std::span<const Municipality> municipalities;
    /// Folded words for areas and measures → what {series} of a mapping's form becomes.
    std::map<std::string, std::string, std::less<>> series;
    /// Measures that a municipality's own figures may be of, in mnkr.
    std::set<std::string> own;
    /// Units of published series, as far as they are known; "%" for a share.
    std::map<std::string, std::string, std::less<>> units;
    std::function<double(MunicipalityId, Year)> population;
};

/// What the user says about a file beside its mapping.
struct ImportChoices {
    std::string label;
    std::optional<Year> year;
    /// Sheets of a workbook to read; without any the one that fits.
    std::vector<std::string> sheets{};
};

/// What one file holds.
struct Imported {
    std::vector<PublishedValue> values;
    /// Label of a municipality's own figures, of the choices or of the file; empty for published ones.
    std::string label;
    std::string source;
    std::vector<Finding> findings;
};

/// A file that no mapping fits: the headers that were seen.
struct Unrecognised {
    std::string headers;
};

/// Reads a file by the mapping that its headers fit and that leaves the fewest of them unread. Each value that cannot
/// be read is a finding of severity error, and what is left out for another reason is remarked upon. Own figures
/// without a label, figures without a year, several sheets that fit and a header that stands twice are Failure::usage:
/// the user can say what is meant.
Result<std::variant<Imported, Unrecognised>> import_file(std::string bytes, const std::string& file,
                                                         const std::vector<Mapping>& mappings, const ImportNames& names,
                                                         const ImportChoices& choices);

/// The only year, 1990 to 2100, in a file's name.
std::optional<Year> year_in_name(std::string_view file_name);

}  // namespace skattekrona
