#include "data/mapping.hpp"

#include "core/spelling.hpp"
#include "core/toml_reader.hpp"
#include "figures/published.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace skattekrona {

namespace {

constexpr std::string_view series_mark = "{series}";
constexpr std::string_view year_mark = "{year}";

template <class Value, std::size_t n>
using Names = std::array<std::pair<Value, std::string_view>, n>;

constexpr Names<FileUnit, 5> units{{{FileUnit::as_published, "as-published"},
                                    {FileUnit::kr, "kr"},
                                    {FileUnit::tkr, "tkr"},
                                    {FileUnit::mnkr, "mnkr"},
                                    {FileUnit::kr_per_inhabitant, "kr-per-inhabitant"}}};
constexpr Names<DecimalSign, 3> decimal_signs{
    {{DecimalSign::automatic, "auto"}, {DecimalSign::comma, "comma"}, {DecimalSign::point, "point"}}};
constexpr Names<Encoding, 3> encodings{
    {{Encoding::automatic, "auto"}, {Encoding::utf8, "utf-8"}, {Encoding::cp1252, "cp1252"}}};

/// The value that a word of the file stands for; another word is a problem.
template <class Value, std::size_t n>
Value one_of(const TomlSection& section, std::string_view key, const Names<Value, n>& names, const std::string& word) {
    const auto found = std::ranges::find(names, word, &std::pair<Value, std::string_view>::second);
    if (found != names.end()) {
        return found->first;
    }
    std::vector<std::string_view> known;
    for (const auto& [value, name] : names) {
        known.push_back(name);
    }
    if (!word.empty()) {
        section.report(
            key, "data.error.mapping.word",
            {{"key", std::string(key)}, {"found", word}, {"known", fmt::format("{}", fmt::join(known, ", "))}});
    }
    return names.front().first;
}

std::vector<std::string> all_folded(const std::vector<std::string>& words) {
    std::vector<std::string> out;
    std::ranges::transform(words, std::back_inserter(out), [](const std::string& word) { return folded(word); });
    return out;
}

/// Every figure needs a municipality, a series and a value; a year may come from the file's name.
void check_roles(const Mapping& mapping, const TomlSection& root) {
    const auto in_wide = [&](std::string_view mark) {
        return std::ranges::any_of(mapping.wide,
                                   [&](const std::string& header) { return header.find(mark) != std::string::npos; });
    };
    const auto given = [&](Role role) {
        return (mapping.columns.contains(role) ? 1 : 0) + (mapping.constants.contains(role) ? 1 : 0) +
               ((role == Role::series && in_wide(series_mark)) || (role == Role::year && in_wide(year_mark)) ||
                        (role == Role::value && !mapping.wide.empty())
                    ? 1
                    : 0);
    };
    for (const auto& [role, name] : role_names) {
        const bool needed = role == Role::municipality || role == Role::series || role == Role::value;
        if (given(role) > 1) {
            root.report("", "data.error.mapping.twice", {{"role", std::string(name)}});
        } else if (needed && given(role) == 0) {
            root.report("", "data.error.mapping.no_role", {{"role", std::string(name)}});
        }
    }
}

/// The year that a text begins with, and how much of the text says it.
struct LeadingYear {
    Year year;
    std::size_t length = 0;
};

std::optional<LeadingYear> leading_year(std::string_view text) {
    const auto digits = [&](std::size_t at, std::size_t n) {
        return at + n <= text.size() && are_digits(text.substr(at, n)) &&
               (at + n == text.size() || text[at + n] < '0' || text[at + n] > '9');
    };
    if (!digits(0, 4)) {
        return std::nullopt;
    }
    LeadingYear found{{}, 4};
    std::from_chars(text.data(), text.data() + 4, found.year.value);
    const std::string_view signs = "-/ ";
    const char sign = text.size() > 4 ? text[4] : '\0';
    if (signs.find(sign) != std::string_view::npos && digits(5, 2) && text.size() > 7 && text[7] == sign &&
        digits(8, 2)) {
        // The time of day is of no interest, but what follows it is.
        const std::size_t time = text.find_first_not_of("0123456789:.", std::min<std::size_t>(11, text.size()));
        const bool timed = text.size() > 10 && (text[10] == ' ' || text[10] == 't' || text[10] == 'T') &&
                           text.find(':', 10) != std::string_view::npos;
        found.length = !timed ? 10 : std::min(time, text.size());
    } else if (sign == '.' || sign == ',') {
        const std::size_t end = std::min(text.find_first_not_of('0', 5), text.size());
        found.length = end > 5 ? end : 4;
    }
    // A number in a cell for dates shows a year of long ago: 2022 days after 1900 it was 1905.
    return found.year >= Year{1950} && found.year <= Year{2100} ? std::optional(found) : std::nullopt;
}

}  // namespace

std::string word_of(FileUnit unit) {
    return std::string(std::ranges::find(units, unit, &std::pair<FileUnit, std::string_view>::first)->second);
}

std::string folded(std::string_view text) { return fold(single_spaced(text)); }

std::optional<std::size_t> lettered_column(std::string_view header) {
    constexpr std::size_t most_columns = 16'384;
    if (header.size() < 3 || header.size() > 5 || header.front() != '[' || header.back() != ']') {
        return std::nullopt;
    }
    std::size_t column = 0;
    for (const char c : header.substr(1, header.size() - 2)) {
        if (c < 'a' || c > 'z') {
            return std::nullopt;
        }
        column = column * 26 + static_cast<std::size_t>(c - 'a' + 1);
    }
    return column <= most_columns ? std::optional(column - 1) : std::nullopt;
}

std::optional<Year> read_year(std::string_view text) {
    text = trimmed(text);
    const auto year = leading_year(text);
    return year && year->length == text.size() ? std::optional(year->year) : std::nullopt;
}

std::optional<WideHeader> match_header(std::string_view pattern, std::string_view header) {
    WideHeader found;
    while (!pattern.empty()) {
        const bool series = pattern.starts_with(series_mark);
        if (!series && !pattern.starts_with(year_mark)) {
            if (header.empty() || header.front() != pattern.front()) {
                return std::nullopt;
            }
            pattern.remove_prefix(1);
            header.remove_prefix(1);
            continue;
        }
        pattern.remove_prefix(series ? series_mark.size() : year_mark.size());
        // A series goes on to where the text after it begins.
        const std::string_view after = pattern.substr(0, pattern.find('{'));
        const auto year = series ? std::nullopt : leading_year(header);
        const std::size_t length = year            ? year->length
                                   : !series       ? 0
                                   : after.empty() ? header.size()
                                                   : header.rfind(after);
        if (length == 0 || length > header.size()) {
            return std::nullopt;
        }
        (series ? found.series : found.year) = header.substr(0, year ? 4 : length);
        header.remove_prefix(length);
    }
    return header.empty() ? std::optional(found) : std::nullopt;
}

Result<Mapping> parse_mapping(std::string_view text, const std::string& file,
                              const std::function<Result<std::string>(const std::string& name)>& beside) {
    const auto table = TomlDocument::parse(text, file);
    if (!table) {
        return fail(table.error());
    }
    Diagnostics problems;
    const TomlSection root(*table, file, problems, "mapping");
    Mapping mapping;
    mapping.title = root.string("title");
    mapping.source = root.string("source");
    mapping.unit = one_of(root, "unit", units, root.string("unit"));
    mapping.numbers.decimal = one_of(root, "decimal", decimal_signs, root.string("decimal", "auto"));
    if (root.contains("thousands")) {
        for (const auto& sign : root.strings("thousands")) {
            constexpr Names<char, 3> signs{{{'.', "."}, {',', ","}, {'\'', "'"}}};
            mapping.numbers.thousands += one_of(root, "thousands", signs, sign);
        }
    }
    mapping.encoding = one_of(root, "encoding", encodings, root.string("encoding", "auto"));
    mapping.sheet = root.string("sheet", "");
    if (root.contains("header_row")) {
        mapping.header_row = root.integer("header_row", 1, 1'000);
    }
    mapping.series_form = root.string("series_form", mapping.series_form);
    if (mapping.series_form.find(series_mark) == std::string::npos) {
        mapping.series_form = series_mark;
        root.report("series_form", "data.error.mapping.series_form", {{"found", std::string(series_mark)}});
    }
    if (root.contains("columns")) {
        const TomlSection columns = root.section("columns");
        for (const auto& [role, name] : role_names) {
            if (columns.contains(name)) {
                mapping.columns[role] = all_folded(columns.strings(name));
            }
        }
        columns.reject_unknown_keys();
    }
    if (root.contains("constant")) {
        const TomlSection constants = root.section("constant");
        for (const auto& [role, name] : role_names) {
            if (role != Role::value && role != Role::status && constants.contains(name)) {
                mapping.constants[role] = constants.holds_number(name)
                                              ? std::to_string(constants.integer(name, 0, 9999))
                                              : constants.string(name);
                if (role == Role::year && !read_year(mapping.constants[role])) {
                    constants.report(name, "data.error.mapping.year", {{"found", mapping.constants[role]}});
                }
            }
        }
        constants.reject_unknown_keys();
    }
    if (root.contains("wide")) {
        mapping.wide = all_folded(root.strings("wide"));
    }
    if (root.contains("fill_down")) {
        mapping.fill_down = all_folded(root.strings("fill_down"));
    }
    const std::string shared = root.string("series_of", "");
    const auto no_further = [&](const std::string& name) -> Result<std::string> {
        return fail(Diagnostic{Failure::invalid_input, {"data.error.mapping.series_of", {{"found", name}}}, {shared}});
    };
    const auto of = shared.empty() ? Result<Mapping>() : beside(shared).and_then([&](const std::string& toml) {
        return parse_mapping(toml, shared, no_further);
    });
    if (of) {
        mapping.series = of->series;
    } else {
        problems.insert(problems.end(), of.error().begin(), of.error().end());
    }
    if (root.contains("series")) {
        const TomlSection series = root.section("series");
        for (const auto& word : series.keys()) {
            mapping.series.insert_or_assign(folded(word), series.string(word));
        }
    }
    if (root.contains("only")) {
        const TomlSection only = root.section("only");
        for (const auto& header : only.keys()) {
            mapping.only.emplace(folded(header), all_folded(only.strings(header)));
        }
    }
    root.reject_unknown_keys();
    check_roles(mapping, root);
    if (!problems.empty()) {
        return fail(std::move(problems));
    }
    return mapping;
}

}  // namespace skattekrona
