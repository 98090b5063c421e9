#pragma once

#include "core/diagnostic.hpp"
#include "core/units.hpp"
#include "data/file_table.hpp"
#include "data/written_number.hpp"

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace skattekrona {

/// What a column of a file may hold.
enum class Role { municipality, year, series, gender, value, status, label };
inline constexpr std::array<std::pair<Role, std::string_view>, 7> role_names{{{Role::municipality, "municipality"},
                                                                              {Role::year, "year"},
                                                                              {Role::series, "series"},
                                                                              {Role::gender, "gender"},
                                                                              {Role::value, "value"},
                                                                              {Role::status, "status"},
                                                                              {Role::label, "label"}}};

/// Unit of the figures in a file; `as_published` leaves them as they are.
enum class FileUnit { as_published, kr, tkr, mnkr, kr_per_inhabitant };

/// Which columns of a kind of file mean what: a file of models/imports, or one of the user's own.
struct Mapping {
    std::string title;
    /// Whom the figures are from.
    std::string source;
    FileUnit unit = FileUnit::as_published;
    NumberStyle numbers;
    Encoding encoding = Encoding::automatic;
    /// Only this sheet of a workbook; empty is the first that fits.
    std::string sheet;
    /// The row with the headers, from 1; otherwise it is sought among the first.
    std::optional<int> header_row;
    /// Headers that a column may have, folded, the best first; "[b]" is the second column, whose header is empty unless
    /// `header_row` says where the headers stand.
    std::map<Role, std::vector<std::string>> columns;
    /// What holds for the whole file, where it has no column for it.
    std::map<Role, std::string> constants;
    /// Headers of columns that carry values each: text with {series} or {year} in it.
    std::vector<std::string> wide;
    /// What a series in the file is called in the store: "scb.{series}".
    std::string series_form = "{series}";
    /// Words of the file, folded → series.
    std::map<std::string, std::string, std::less<>> series;
    /// Only rows with one of these words, folded, in the column.
    std::map<std::string, std::vector<std::string>> only;
    /// Columns where an empty cell means what the nearest one above says, until a column before it says something new.
    std::vector<std::string> fill_down;
};

/// Every fault in the file at once: unknown keys, units or signs, roles that are given twice or not at all. `beside`
/// reads the mapping beside it whose words it shares, where it names one as `series_of`.
Result<Mapping> parse_mapping(std::string_view toml, const std::string& file,
                              const std::function<Result<std::string>(const std::string& name)>& beside);

/// How a mapping says a unit: "tkr".
std::string word_of(FileUnit unit);

/// A header or word without difference of case, accents and surrounding or double spaces.
std::string folded(std::string_view text);

/// Position from 0 of the column that a header such as "[b]" names by its letters.
std::optional<std::size_t> lettered_column(std::string_view header);

/// The year that a text is: "2022", "2022.0" or a date, however that is separated, with or without a time.
std::optional<Year> read_year(std::string_view text);

/// What {series} and {year} of a wide pattern stand for in a header; both folded.
struct WideHeader {
    std::string series;
    std::string year;
};
std::optional<WideHeader> match_header(std::string_view pattern, std::string_view header);

}  // namespace skattekrona
