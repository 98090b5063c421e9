#include "data/import.hpp"

#include "core/spelling.hpp"
#include "data/json_stat.hpp"
#include "data/xlsx.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unordered_map>
#include <utility>

namespace skattekrona {

namespace {

/// Titles and notes stand above the headers in many exports.
constexpr std::size_t rows_before_headers = 20;

/// What a file says, as a terminal can show it.
std::string shown(std::string_view text) { return printable(trimmed(text)); }

/// A column that carries values, and what its header says of them; folded.
struct ValueColumn {
    std::size_t column = 0;
    WideHeader says;
};

/// Where in a table a mapping finds what it needs.
struct Layout {
    std::size_t header_row = 0;
    std::map<Role, std::size_t> columns;
    std::vector<ValueColumn> values;
    std::vector<std::pair<std::size_t, std::vector<std::string>>> only;
    /// Headers of columns that mean nothing here.
    std::vector<std::string> unread;
    /// How long a row must be.
    std::size_t width = 0;
    std::size_t headers = 0;
};

std::optional<std::size_t> position(const std::vector<std::string>& headers, std::string_view header) {
    const auto found = std::ranges::find(headers, header);
    return found == headers.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - headers.begin()));
}

std::optional<Layout> layout_of_row(const Mapping& mapping, const FileTable& table, std::size_t row) {
    std::vector<std::string> headers;
    for (const auto& cell : table.row(row)) {
        headers.push_back(folded(cell.text));
    }
    Layout layout{row};
    layout.headers = headers.size();
    std::vector<bool> used(headers.size(), false);
    const auto use = [&](std::size_t column) {
        used[column] = true;
        layout.width = std::max(layout.width, column + 1);
    };
    for (const auto& [role, spellings] : mapping.columns) {
        std::optional<std::size_t> column;
        for (auto spelling = spellings.begin(); !column && spelling != spellings.end(); ++spelling) {
            column = position(headers, *spelling);
        }
        if (column) {
            layout.columns[role] = *column;
            use(*column);
        } else if (role == Role::municipality || role == Role::series || role == Role::value) {
            return std::nullopt;
        }
    }
    for (const auto& [header, words] : mapping.only) {
        const auto column = position(headers, header);
        if (!column) {
            return std::nullopt;
        }
        layout.only.emplace_back(*column, words);
        use(*column);
    }
    if (const auto value = layout.columns.find(Role::value); value != layout.columns.end()) {
        layout.values.push_back({value->second});
    }
    for (std::size_t column = 0; column < headers.size(); ++column) {
        for (auto pattern = mapping.wide.begin(); !used[column] && pattern != mapping.wide.end(); ++pattern) {
            if (auto says = match_header(*pattern, headers[column])) {
                layout.values.push_back({column, *std::move(says)});
                use(column);
            }
        }
        if (!used[column] && !headers[column].empty()) {
            layout.unread.push_back(shown(table.row(row)[column].text));
        }
    }
    return layout.values.empty() ? std::nullopt : std::optional(std::move(layout));
}

std::optional<Layout> layout_of(const Mapping& mapping, const FileTable& table) {
    if (!mapping.sheet.empty() && folded(table.name()) != folded(mapping.sheet)) {
        return std::nullopt;
    }
    for (std::size_t row = 0; row < table.rows(); ++row) {
        if (mapping.header_row ? table.line(row) > *mapping.header_row : row >= rows_before_headers) {
            break;
        }
        if (mapping.header_row && table.line(row) < *mapping.header_row) {
            continue;
        }
        if (auto layout = layout_of_row(mapping, table, row)) {
            return layout;
        }
    }
    return std::nullopt;
}

/// A mapping, the table that it fits and where in it.
struct Fit {
    const Mapping* mapping;
    const FileTable* table;
    Layout layout;
};

std::optional<Fit> first_fit(const Mapping& mapping, const std::vector<FileTable>& tables) {
    for (const auto& table : tables) {
        if (auto layout = layout_of(mapping, table)) {
            return Fit{&mapping, &table, *std::move(layout)};
        }
    }
    return std::nullopt;
}

/// A decimal sign that some numbers of the file can only have is the sign of those that could be read in two ways,
/// unless other numbers speak against it.
NumberStyle settled(NumberStyle style, const FileTable& table, const Layout& layout) {
    if (style.decimal != DecimalSign::automatic) {
        return style;
    }
    bool comma = false;
    bool point = false;
    for (std::size_t row = layout.header_row + 1; row < table.rows(); ++row) {
        const auto cells = table.row(row);
        for (const auto& value : layout.values) {
            if (value.column >= cells.size() || cells[value.column].number ||
                cells[value.column].text.find_first_of(",.") == std::string_view::npos) {
                continue;
            }
            const auto is_number = [&](const NumberStyle& as) {
                return read_number(cells[value.column].text, as).kind == WrittenNumber::Kind::number;
            };
            if (is_number(style)) {
                const bool by_comma = is_number({DecimalSign::comma, "."});
                const bool by_point = is_number({DecimalSign::point, ","});
                comma = comma || (by_comma && !by_point);
                point = point || (by_point && !by_comma);
            }
        }
    }
    if (comma != point) {
        style.decimal = comma ? DecimalSign::comma : DecimalSign::point;
        style.thousands += comma ? '.' : ',';
    }
    return style;
}

struct MunicipalityRead {
    std::optional<MunicipalityId> id;
    bool lost_zero = false;
};

MunicipalityRead read_municipality(std::string_view text, const ImportNames& names) {
    std::string word = folded(text);
    const auto known = [&](std::string_view name) -> std::optional<MunicipalityId> {
        const auto found = names.municipalities.find(name);
        return found == names.municipalities.end() ? std::nullopt : std::optional(found->second);
    };
    const std::size_t space = std::min(word.find(' '), word.size());
    const std::string_view first = std::string_view(word).substr(0, space);
    const std::string_view rest = std::string_view(word).substr(std::min(space + 1, word.size()));
    if (!first.empty() && are_digits(first)) {
        if (first == "00" || first == riket) {
            return {rest.empty() || rest == "riket" ? MunicipalityId::parse(riket) : std::nullopt};
        }
        if (first.size() == 3 && rest.empty()) {
            const auto whole = MunicipalityId::parse("0" + std::string(first));
            return names.codes.contains(*whole) ? MunicipalityRead{whole, true} : MunicipalityRead{};
        }
        const auto code = MunicipalityId::parse(first);
        const auto named = known(rest);
        return {named && named != code ? std::nullopt : code};
    }
    if (word == "riket" || word == "hela riket") {
        return {MunicipalityId::parse(riket)};
    }
    constexpr std::string_view ending = " kommun";
    if (word.ends_with(ending)) {
        word.resize(word.size() - ending.size());
    }
    return {known(word)};
}

std::optional<Year> read_year(std::string_view text) {
    text = trimmed(text);
    // A date stands for its year.
    const bool date = text.size() >= 10 && text[4] == '-' && text[7] == '-';
    const std::string_view digits = date ? text.substr(0, 4) : text;
    int year = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), year);
    return digits.size() == 4 && are_digits(digits) && is_year(year) ? std::optional(Year{year}) : std::nullopt;
}

std::optional<Gender> read_gender(std::string_view text) {
    static const std::map<std::string, Gender, std::less<>> words{
        {"", Gender::total},      {"t", Gender::total},       {"total", Gender::total},   {"totalt", Gender::total},
        {"alla", Gender::total},  {"k", Gender::women},       {"kvinnor", Gender::women}, {"kvinna", Gender::women},
        {"women", Gender::women}, {"flickor", Gender::women}, {"m", Gender::men},         {"man", Gender::men},
        {"men", Gender::men},     {"pojkar", Gender::men}};
    const auto found = words.find(folded(text));
    return found == words.end() ? std::nullopt : std::optional(found->second);
}

/// The series that a word of the file means, by the mapping's own words first; nothing where there is none such.
std::optional<std::string> read_series(std::string_view text, const Mapping& mapping, const ImportNames& names) {
    const auto known = [&](const std::string& series) {
        const bool activity =
            series.starts_with(scb_prefix) && is_activity(std::string_view(series).substr(scb_prefix.size()));
        return activity || is_kpi(series) || names.own.contains(series) ? std::optional(series) : std::nullopt;
    };
    const std::string word = folded(text);
    if (const auto own = mapping.series.find(word); own != mapping.series.end()) {
        return known(own->second);
    }
    const std::string first = word.substr(0, word.find(' '));
    if (std::string kpi = sentence_case(first); is_kpi(kpi)) {
        return kpi;
    }
    // "510 Vård och omsorg om äldre" is known by its number.
    const auto named = names.series.find(word);
    const std::string part = named != names.series.end() ? named->second : is_activity(first) ? first : word;
    constexpr std::string_view mark = "{series}";
    std::string series = mapping.series_form;
    series.replace(series.find(mark), mark.size(), part);
    return known(series);
}

/// Findings of one kind about one word are one finding, at the first place.
class FindingList {
public:
    void add(Finding finding, const std::string& found) {
        const auto [known, fresh] = places_.try_emplace(finding.message.key + "\n" + found, findings_.size());
        if (fresh) {
            findings_.push_back(std::move(finding));
        } else {
            findings_[known->second].values += finding.values;
        }
    }
    std::vector<Finding> take() { return std::move(findings_); }

private:
    std::vector<Finding> findings_;
    std::unordered_map<std::string, std::size_t> places_;
};

/// Answers once for each text.
template <class Answer>
class Memory {
public:
    template <class Ask>
    const Answer& operator()(std::string_view text, Ask ask) {
        // Rows of one municipality or series stand together.
        if (last_ != nullptr && text == last_text_) {
            return *last_;
        }
        const auto found = answers_.find(text);
        last_ = found != answers_.end() ? &found->second : &answers_.emplace(text, ask(text)).first->second;
        last_text_ = text;
        return *last_;
    }

private:
    std::unordered_map<std::string_view, Answer> answers_;
    std::string_view last_text_;
    const Answer* last_ = nullptr;
};

/// Reads one table by a mapping that fits it.
class TableReader {
public:
    TableReader(const FileTable& table, const Mapping& mapping, Layout layout, const ImportNames& names,
                const ImportChoices& choices)
        : table_(table),
          mapping_(mapping),
          layout_(std::move(layout)),
          names_(names),
          style_(settled(mapping.numbers, table, layout_)),
          label_(choices.label),
          file_(table.name().empty() ? table.file() : fmt::format("{}[{}]", table.file(), shown(table.name()))) {
        if (label_.empty() && mapping.constants.contains(Role::label)) {
            label_ = mapping.constants.at(Role::label);
        }
        if (choices.year) {
            year_ = choices.year;
            if (const auto named = year_in_name(table.file()); named && named != year_) {
                findings_.add({Severity::warning,
                               {"data.finding.year_in_name", {{"year", *year_}, {"named", *named}}},
                               {table.file()}},
                              "");
            }
        } else if (const auto constant = mapping.constants.find(Role::year); constant != mapping.constants.end()) {
            year_ = read_year(constant->second);
        } else {
            year_ = year_in_name(table.file());
        }
    }

    Result<Imported> read() {
        const bool has_year = year_ || layout_.columns.contains(Role::year) ||
                              std::ranges::all_of(layout_.values, [](const auto& v) { return !v.says.year.empty(); });
        if (!has_year) {
            return fail(Diagnostic{Failure::usage, {"data.error.import.no_year", {}}, {file_}});
        }
        if (!layout_.unread.empty()) {
            const std::string list = fmt::format("{}", fmt::join(layout_.unread, ", "));
            findings_.add({Severity::remark,
                           {"data.finding.columns_unread", {{"columns", list}}},
                           {file_, table_.line(layout_.header_row)},
                           layout_.unread.size()},
                          "");
        }
        values_.reserve((table_.rows() - layout_.header_row) * layout_.values.size());
        for (std::size_t row = layout_.header_row + 1; row < table_.rows() && !problem_; ++row) {
            read_row(row);
        }
        if (problem_) {
            return fail(*std::move(problem_));
        }
        return Imported{std::move(values_), std::move(label_), mapping_.source, findings_.take()};
    }

private:
    /// What the file or the mapping says in a role; the cell's column is 0 where the file says nothing.
    FileCell said(Role role) const {
        if (const auto column = layout_.columns.find(role); column != layout_.columns.end()) {
            return column->second < cells_.size() ? cells_[column->second] : FileCell{};
        }
        const auto constant = mapping_.constants.find(role);
        return {constant == mapping_.constants.end() ? std::string_view() : constant->second};
    }

    void find(Severity severity, std::string key, const FileCell& cell, std::size_t count = 1) {
        const std::string found(trimmed(cell.text));
        findings_.add({severity, {std::move(key), {{"found", shown(found)}}}, {file_, line_, cell.column}, count},
                      found);
    }

    /// A text below or between the rows, such as a source or a note.
    bool is_note() const {
        const auto filled = [](const FileCell& cell) { return !trimmed(cell.text).empty(); };
        return layout_.columns.contains(Role::municipality) && std::ranges::count_if(cells_, filled) == 1 &&
               filled(cells_.front()) && !read_municipality(cells_.front().text, names_).id;
    }

    bool sound_length() const {
        const auto filled = [](const FileCell& cell) { return !trimmed(cell.text).empty(); };
        return table_.gaps_are_empty() ||
               (cells_.size() >= layout_.width &&
                std::ranges::none_of(cells_.subspan(std::min(layout_.headers, cells_.size())), filled));
    }

    void read_row(std::size_t row) {
        cells_ = table_.row(row);
        line_ = table_.line(row);
        if (std::ranges::all_of(cells_, [](const FileCell& cell) { return trimmed(cell.text).empty(); })) {
            return;
        }
        const std::size_t values = layout_.values.size();
        if (is_note()) {
            return find(Severity::remark, "data.finding.note_row", cells_.front(), 0);
        }
        if (!sound_length()) {
            findings_.add(
                {Severity::error,
                 {"data.finding.row_length", {{"n", count(cells_.size())}, {"expected", count(layout_.headers)}}},
                 {file_, line_},
                 values},
                std::to_string(cells_.size()));
            return;
        }
        for (const auto& [column, words] : layout_.only) {
            const FileCell cell = column < cells_.size() ? cells_[column] : FileCell{};
            if (std::ranges::find(words, folded(cell.text)) == words.end()) {
                return find(Severity::remark, "data.finding.not_asked_for", cell, values);
            }
        }
        const FileCell where = said(Role::municipality);
        const auto& municipality =
            municipalities_(where.text, [&](std::string_view text) { return read_municipality(text, names_); });
        if (!municipality.id) {
            return find(Severity::error, "data.finding.municipality_unread", where, values);
        }
        if (municipality.lost_zero) {
            find(Severity::remark, "data.finding.lost_zero", where, values);
        }
        const FileCell gender_cell = said(Role::gender);
        const auto& gender = genders_(gender_cell.text, read_gender);
        if (!gender) {
            return find(Severity::error, "data.finding.gender_unread", gender_cell, values);
        }
        if (const FileCell label = said(Role::label); layout_.columns.contains(Role::label)) {
            if (label_.empty()) {
                label_ = trimmed(label.text);
            }
            if (folded(label.text) != folded(label_)) {
                return find(Severity::error, "data.finding.other_label", label, values);
            }
        }
        for (const auto& column : layout_.values) {
            read_value(column, *municipality.id, *gender);
        }
    }

    void read_value(const ValueColumn& column, MunicipalityId municipality, Gender gender) {
        const FileCell cell = column.column < cells_.size() ? cells_[column.column] : FileCell{};
        const FileCell year_cell = column.says.year.empty() ? said(Role::year) : FileCell{column.says.year};
        const bool in_file = !column.says.year.empty() || layout_.columns.contains(Role::year);
        const std::optional<Year> year =
            in_file ? years_(year_cell.text, [](std::string_view text) { return read_year(text); }) : year_;
        if (!year) {
            return find(Severity::error, "data.finding.year_unread", year_cell);
        }
        const FileCell series_cell =
            column.says.series.empty() ? said(Role::series) : FileCell{column.says.series, cell.column};
        const auto& series =
            series_(series_cell.text, [&](std::string_view text) { return read_series(text, mapping_, names_); });
        if (!series) {
            return find(Severity::error, "data.finding.series_unread", series_cell);
        }
        PublishedValue published{*series, municipality, *year, gender};
        published.line = line_;
        static const NumberStyle as_programs_write{DecimalSign::point, {}};
        const auto number = read_number(cell.text, cell.number ? as_programs_write : style_);
        switch (number.kind) {
            case WrittenNumber::Kind::ambiguous:
                return find(Severity::error, "data.finding.number_ambiguous", cell);
            case WrittenNumber::Kind::no_number:
                return find(Severity::error, "data.finding.number_unread", cell);
            case WrittenNumber::Kind::not_there:
                published.status = trimmed(cell.text);
                if (published.status.empty()) {
                    published.status = shown(said(Role::status).text);
                }
                if (published.status.empty()) {
                    return find(Severity::remark, "data.finding.empty", FileCell{"", cell.column});
                }
                find(Severity::remark, "data.finding.marked_missing", FileCell{published.status, cell.column});
                break;
            case WrittenNumber::Kind::number:
                if (!convert(number.value, published, cell)) {
                    return;
                }
                break;
        }
        if (names_.own.contains(*series) && label_.empty()) {
            problem_ = {
                {Failure::usage, {"data.error.import.no_label", {{"series", *series}}}, {file_, line_, cell.column}}};
            return;
        }
        values_.push_back(std::move(published));
    }

    /// The value in the unit of its series: tkr for SCB's, mnkr for own figures, as it is for Kolada's.
    bool convert(double value, PublishedValue& published, const FileCell& cell) {
        const bool own = names_.own.contains(published.series);
        const bool scb = published.series.starts_with(scb_prefix);
        const bool as_published = mapping_.unit == FileUnit::as_published;
        // The unit of own figures has to be said, and Kolada's have one of their own.
        if (as_published ? own : !own && !scb) {
            find(Severity::error, "data.finding.unit", {published.series, cell.column});
            return false;
        }
        double kronor = missing;
        switch (mapping_.unit) {
            case FileUnit::as_published:
                published.value = value;
                return true;
            case FileUnit::kr:
                kronor = value;
                break;
            case FileUnit::tkr:
                kronor = value * 1e3;
                break;
            case FileUnit::mnkr:
                kronor = value * 1e6;
                break;
            case FileUnit::kr_per_inhabitant:
                kronor = value * names_.population(published.municipality, published.year);
                break;
        }
        if (is_missing(kronor)) {
            find(Severity::error, "data.finding.no_population",
                 {fmt::format("{} {}", published.municipality.view(), published.year.value), cell.column});
            return false;
        }
        published.value = kronor / (scb ? 1e3 : 1e6);
        return true;
    }

    const FileTable& table_;
    const Mapping& mapping_;
    Layout layout_;
    const ImportNames& names_;
    NumberStyle style_;
    std::string label_;
    std::string file_;
    std::optional<Year> year_;
    std::span<const FileCell> cells_;
    int line_ = 0;
    Memory<MunicipalityRead> municipalities_;
    Memory<std::optional<Year>> years_;
    Memory<std::optional<Gender>> genders_;
    Memory<std::optional<std::string>> series_;
    std::vector<PublishedValue> values_;
    FindingList findings_;
    std::optional<Diagnostics> problem_;
};

/// The file's tables: sheets of a workbook, otherwise one.
Result<std::vector<FileTable>> read_tables(std::string bytes, Encoding encoding, const std::string& file) {
    if (looks_like_workbook(bytes)) {
        return read_xlsx(bytes, file);
    }
    const auto one = [](FileTable table) {
        std::vector<FileTable> tables;
        tables.push_back(std::move(table));
        return tables;
    };
    return decode(std::move(bytes), encoding, file).and_then([&](std::string text) {
        const std::size_t first = text.find_first_not_of(" \t\r\n");
        const bool json = first != std::string::npos && text[first] == '{';
        return (json ? read_json_stat(text, file) : read_delimited(std::move(text), file)).map(one);
    });
}

}  // namespace

std::optional<Year> year_in_name(std::string_view file_name) {
    file_name = file_name.substr(file_name.find_last_of('/') + 1);
    std::set<int> years;
    for (std::size_t at = 0; at < file_name.size();) {
        const std::size_t end = std::min(file_name.find_first_not_of("0123456789", at), file_name.size());
        const std::string_view digits = file_name.substr(at, end - at);
        int year = 0;
        std::from_chars(digits.data(), digits.data() + digits.size(), year);
        if (digits.size() == 4 && year >= 1990 && year <= 2100) {
            years.insert(year);
        }
        at = end + 1;
    }
    return years.size() == 1 ? std::optional(Year{*years.begin()}) : std::nullopt;
}

Result<std::variant<Imported, Unrecognised>> import_file(std::string bytes, const std::string& file,
                                                         const std::vector<Mapping>& mappings, const ImportNames& names,
                                                         const ImportChoices& choices) {
    std::map<Encoding, std::vector<FileTable>> by_encoding;
    std::optional<Fit> best;
    for (const auto& mapping : mappings) {
        auto tables = by_encoding.find(mapping.encoding);
        if (tables == by_encoding.end()) {
            auto read = read_tables(bytes, mapping.encoding, file);
            if (!read) {
                return fail(read.error());
            }
            tables = by_encoding.emplace(mapping.encoding, *std::move(read)).first;
        }
        auto fit = first_fit(mapping, tables->second);
        if (fit && (!best || fit->layout.unread.size() < best->layout.unread.size())) {
            best = std::move(fit);
        }
    }
    if (best) {
        const auto& tables = by_encoding.at(best->mapping->encoding);
        auto imported = TableReader(*best->table, *best->mapping, std::move(best->layout), names, choices).read();
        if (!imported) {
            return fail(imported.error());
        }
        for (const auto& other : tables) {
            if (&other != best->table) {
                const auto layout = layout_of(*best->mapping, other);
                imported->findings.push_back({layout ? Severity::warning : Severity::remark,
                                              {"data.finding.sheet_unread", {{"sheet", shown(other.name())}}},
                                              {file},
                                              layout ? other.rows() - layout->header_row - 1 : 0});
            }
        }
        return *std::move(imported);
    }
    std::vector<std::string> headers;
    if (!by_encoding.empty() && by_encoding.begin()->second.front().rows() > 0) {
        for (const auto& cell : by_encoding.begin()->second.front().row(0)) {
            headers.push_back(shown(cell.text));
        }
    }
    return Unrecognised{fmt::format("{}", fmt::join(headers, ", "))};
}

}  // namespace skattekrona
