#include "data/import.hpp"

#include "core/spelling.hpp"
#include "data/json_stat.hpp"
#include "data/xlsx.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <iterator>
#include <unordered_map>
#include <utility>

namespace skattekrona {

namespace {

/// Titles and notes stand above the headers in many exports.
constexpr std::size_t rows_before_headers = 20;
/// So many of a file's headers tell what it is.
constexpr std::size_t most_headers_named = 20;

bool is_filled(const FileCell& cell) {
    return cell.kind == FileCell::Kind::uncalculated || !trimmed(cell.text).empty();
}

/// A row's cell in a column; an empty one beyond the row's end.
FileCell cell_at(std::span<const FileCell> cells, std::size_t column) {
    return column < cells.size() ? cells[column] : FileCell{};
}

/// Whether a text has the word between signs or spaces.
bool says_word(std::string_view text, std::string_view word) {
    const std::size_t at = text.find(word);
    const auto parts = [&](std::size_t place) {
        return place >= text.size() || std::string_view(" ()[],:").find(text[place]) != std::string_view::npos;
    };
    return at != std::string_view::npos && (at == 0 || parts(at - 1)) && parts(at + word.size());
}

/// The numbers of four digits that may be years.
std::set<Year> years_in(std::string_view text) {
    std::set<Year> years;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find_first_not_of("0123456789", at), text.size());
        const std::string_view digits = text.substr(at, end - at);
        int year = 0;
        std::from_chars(digits.data(), digits.data() + digits.size(), year);
        if (digits.size() == 4 && year >= 1990 && year <= 2100) {
            years.insert(Year{year});
        }
        at = end + 1;
    }
    return years;
}

/// What a file says, as a terminal can show it.
std::string shown(std::string_view text) { return printable(trimmed(text)); }

/// A column that carries values, and what its header says of them; folded.
struct ValueColumn {
    std::size_t column = 0;
    std::string header;
    WideHeader says{};
};

/// Where in a table a mapping finds what it needs.
struct Layout {
    /// Line of the headers, and how many rows stand below them.
    int header_line = 0;
    std::size_t rows_below = 0;
    std::map<Role, std::size_t> columns;
    std::vector<ValueColumn> values;
    std::vector<std::pair<std::size_t, std::vector<std::string>>> only;
    /// Columns where an empty cell means what the nearest above says.
    std::set<std::size_t> fill_down;
    /// A header that stands over several columns, any of which could be meant, and these.
    std::map<std::string, std::vector<std::size_t>> ambiguous;
    /// Headers of columns that mean nothing here.
    std::vector<std::string> unread;
    /// How long a row must be.
    std::size_t width = 0;
    std::size_t headers = 0;
};

/// The columns under a header, or the one that it names by letters.
std::vector<std::size_t> columns_under(const std::vector<std::string>& headers, std::string_view header,
                                       const Mapping& mapping) {
    if (const auto lettered = lettered_column(header)) {
        const bool free = mapping.header_row || *lettered >= headers.size() || headers[*lettered].empty();
        return free ? std::vector{*lettered} : std::vector<std::size_t>{};
    }
    std::vector<std::size_t> found;
    for (std::size_t column = 0; column < headers.size(); ++column) {
        if (headers[column] == header) {
            found.push_back(column);
        }
    }
    return found;
}

std::optional<Layout> layout_of_row(const Mapping& mapping, const FileRow& row) {
    std::vector<std::string> headers;
    for (const auto& cell : row.cells) {
        headers.push_back(folded(cell.text));
    }
    Layout layout{row.line};
    layout.headers = headers.size();
    std::set<std::size_t> used;
    const auto use = [&](const std::vector<std::size_t>& columns) {
        used.insert(columns.begin(), columns.end());
        layout.width = std::max(layout.width, columns.front() + 1);
        const FileCell header = cell_at(row.cells, columns.front());
        std::vector<std::size_t> under = columns;
        for (std::size_t i = 1; i < header.columns; ++i) {
            under.push_back(columns.front() + i);
        }
        if (under.size() > 1) {
            layout.ambiguous.emplace(shown(header.text), under);
        }
        return columns.front();
    };
    for (const auto& [role, spellings] : mapping.columns) {
        std::vector<std::size_t> columns;
        for (auto spelling = spellings.begin(); columns.empty() && spelling != spellings.end(); ++spelling) {
            columns = columns_under(headers, *spelling, mapping);
        }
        if (!columns.empty()) {
            layout.columns[role] = use(columns);
        } else if (role == Role::municipality || role == Role::series || role == Role::value) {
            return std::nullopt;
        }
    }
    for (const auto& [header, words] : mapping.only) {
        const auto columns = columns_under(headers, header, mapping);
        if (columns.empty()) {
            return std::nullopt;
        }
        layout.only.emplace_back(use(columns), words);
    }
    for (const auto& header : mapping.fill_down) {
        const auto columns = columns_under(headers, header, mapping);
        if (columns.empty()) {
            return std::nullopt;
        }
        layout.fill_down.insert(columns.begin(), columns.end());
    }
    if (const auto value = layout.columns.find(Role::value); value != layout.columns.end()) {
        layout.values.push_back({value->second, value->second < headers.size() ? headers[value->second] : ""});
    }
    std::map<std::pair<std::string, std::string>, std::vector<std::size_t>> alike;
    for (std::size_t column = 0; column < headers.size(); ++column) {
        for (auto pattern = mapping.wide.begin(); !used.contains(column) && pattern != mapping.wide.end(); ++pattern) {
            if (auto says = match_header(*pattern, headers[column])) {
                alike[{says->series, says->year}].push_back(column);
                layout.values.push_back({column, headers[column], *std::move(says)});
                use({column});
            }
        }
        if (!used.contains(column) && !headers[column].empty()) {
            layout.unread.push_back(shown(row.cells[column].text));
        }
    }
    for (const auto& [says, columns] : alike) {
        use(columns);
    }
    return layout.values.empty() ? std::nullopt : std::optional(std::move(layout));
}

/// Exact but for case: "Habo" and "Håbo" may be two sheets of one book.
bool is_named(const FileTable& table, const std::vector<std::string>& sheets) {
    return std::ranges::any_of(sheets, [&](const std::string& sheet) {
        return lower_case(single_spaced(sheet)) == lower_case(single_spaced(table.name()));
    });
}

/// The first cell of a row that does not have the word that the mapping asks for.
std::optional<FileCell> not_asked_for(const Layout& layout, std::span<const FileCell> cells) {
    for (const auto& [column, words] : layout.only) {
        const FileCell cell = cell_at(cells, column);
        if (cell.kind == FileCell::Kind::uncalculated || std::ranges::find(words, folded(cell.text)) == words.end()) {
            return cell;
        }
    }
    return std::nullopt;
}

std::optional<Layout> layout_of(const Mapping& mapping, const FileTable& table) {
    if (!mapping.sheet.empty() && !is_named(table, {mapping.sheet})) {
        return std::nullopt;
    }
    std::optional<Layout> layout;
    // A column without a header is known by its words.
    bool known =
        std::ranges::none_of(mapping.only, [](const auto& only) { return lettered_column(only.first).has_value(); });
    std::size_t above = 0;
    std::size_t below = 0;
    table.visit_rows([&](const FileRow& row) {
        if (layout) {
            known = !not_asked_for(*layout, row.cells);
            return !known && ++below < rows_before_headers;
        }
        if (mapping.header_row ? row.line > *mapping.header_row : above >= rows_before_headers) {
            return false;
        }
        ++above;
        if (!mapping.header_row || row.line == *mapping.header_row) {
            layout = layout_of_row(mapping, row);
        }
        return !layout || !known;
    });
    if (layout) {
        layout->rows_below = table.rows() - above;
    }
    return known ? layout : std::nullopt;
}

/// "bok.xlsx[Blad1]".
std::string place_of_sheet(const FileTable& table) {
    return table.name().empty() ? table.file() : fmt::format("{}[{}]", table.file(), shown(table.name()));
}

/// A mapping, the table that it fits and where in it.
struct Fit {
    const Mapping* mapping;
    const FileTable* table;
    Layout layout;
};

/// The sheets that a mapping fits and that hold rows, each by the mapping that leaves the fewest headers unread: those
/// asked for, otherwise those a reader of the workbook sees, and only where there are none the hidden ones.
std::vector<Fit> best_fits(const std::vector<Mapping>& mappings,
                           const std::map<Encoding, std::vector<FileTable>>& by_encoding,
                           const std::vector<std::string>& sheets) {
    std::vector<Fit> visible;
    std::vector<Fit> hidden;
    const std::size_t tables = by_encoding.empty() ? 0 : by_encoding.begin()->second.size();
    for (std::size_t i = 0; i < tables; ++i) {
        std::optional<Fit> best;
        for (const auto& mapping : mappings) {
            const FileTable& table = by_encoding.at(mapping.encoding)[i];
            auto layout = sheets.empty() || is_named(table, sheets) ? layout_of(mapping, table) : std::nullopt;
            const bool rows = layout && (layout->rows_below > 0 || tables == 1);
            if (rows && (!best || layout->unread.size() < best->layout.unread.size())) {
                best = Fit{&mapping, &table, *std::move(layout)};
            }
        }
        if (best) {
            (best->table->hidden() && sheets.empty() ? hidden : visible).push_back(*std::move(best));
        }
    }
    return visible.empty() ? hidden : visible;
}

/// Position from 0 → "B".
std::string letters_of(std::size_t column) {
    std::string letters;
    for (++column; column > 0; column = (column - 1) / 26) {
        letters.insert(letters.begin(), static_cast<char>('A' + (column - 1) % 26));
    }
    return letters;
}

/// Which of several sheets, or of several columns under one header, is meant is for the user to say.
Diagnostics unclear(const std::vector<Fit>& fits, const std::vector<std::string>& sheets) {
    Diagnostics problems;
    if (fits.size() > 1 && sheets.empty()) {
        std::vector<std::string> names;
        std::ranges::transform(fits, std::back_inserter(names),
                               [](const Fit& fit) { return shown(fit.table->name()); });
        problems.push_back({Failure::usage,
                            {"data.error.import.sheets", {{"sheets", fmt::format("{}", fmt::join(names, ", "))}}},
                            {fits.front().table->file()}});
    }
    for (const auto& fit : fits) {
        for (const auto& [header, columns] : fit.layout.ambiguous) {
            std::vector<std::string> letters;
            std::ranges::transform(columns, std::back_inserter(letters), letters_of);
            problems.push_back({Failure::usage,
                                {"data.error.import.header_twice",
                                 {{"header", header}, {"columns", fmt::format("{}", fmt::join(letters, ", "))}}},
                                {place_of_sheet(*fit.table), fit.layout.header_line}});
        }
    }
    return problems;
}

/// A decimal sign that some numbers of the file can only have is the sign of those that could be read in two ways,
/// unless other numbers speak against it.
NumberStyle settled(NumberStyle style, const FileTable& table, const Layout& layout) {
    if (style.decimal != DecimalSign::automatic) {
        return style;
    }
    bool comma = false;
    bool point = false;
    table.visit_rows([&](const FileRow& row) {
        if (row.line <= layout.header_line) {
            return true;
        }
        for (const auto& value : layout.values) {
            const FileCell cell = cell_at(row.cells, value.column);
            if (cell.kind != FileCell::Kind::text || cell.text.find_first_of(",.") == std::string_view::npos) {
                continue;
            }
            const auto is_number = [&](const NumberStyle& as) {
                return read_number(cell.text, as).kind == WrittenNumber::Kind::number;
            };
            if (is_number(style)) {
                const bool by_comma = is_number({DecimalSign::comma, "."});
                const bool by_point = is_number({DecimalSign::point, ","});
                comma = comma || (by_comma && !by_point);
                point = point || (by_point && !by_comma);
            }
        }
        return true;
    });
    if (comma != point) {
        style.decimal = comma ? DecimalSign::comma : DecimalSign::point;
        style.thousands += comma ? '.' : ',';
    }
    return style;
}

/// A municipality, Sweden or another code that a file may hold, or why a text is none of them.
struct RegionRead {
    std::optional<MunicipalityId> id;
    NamedMunicipality::Remark remark = NamedMunicipality::Remark::none;
    bool accents_forgiven = false;
    /// The name could be another's in a file that has lost its accents: Habo and Håbo.
    bool has_twin = false;
    std::vector<Message> problems{};
    /// The municipality whose name or code is nearest, if any.
    std::string near{};
};

RegionRead read_region(std::string_view text, const ImportNames& names) {
    const std::string word = folded(text);
    for (const std::string_view sweden : {"riket", "hela riket", "00", "00 riket", "0000", "0000 riket"}) {
        if (word == sweden) {
            return {MunicipalityId::parse(riket)};
        }
    }
    const auto read = read_municipality(shown(text), names.municipalities);
    if (read) {
        const Municipality& found = names.municipalities[read->index];
        const bool by_name = text.find_first_of("0123456789") == std::string_view::npos;
        const bool has_twin = by_name && std::ranges::any_of(names.municipalities, [&](const Municipality& other) {
                                  return other.id != found.id && fold(other.name) == lower_case(found.name);
                              });
        return {found.id, read->remark, read->accents_forgiven, has_twin};
    }
    // Quality control knows regions from municipalities.
    if (const auto code = MunicipalityId::parse(word.substr(0, word.find(' ')));
        code && read.error().front().message.key == "figures.error.municipality_unknown") {
        return {code};
    }
    RegionRead unread;
    for (const auto& problem : read.error()) {
        unread.problems.push_back({problem.message.key + ".found", problem.message.arguments});
        unread.near = problem.suggestions.empty() ? "" : problem.suggestions.front();
    }
    return unread;
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

/// The series that a word of the file means, by the mapping's own words first, or the known word nearest to it.
struct SeriesRead {
    std::optional<std::string> series;
    std::string near{};
    /// A number whose name is another's: what the name means.
    std::string contradicted{};
};

SeriesRead read_series(std::string_view text, const Mapping& mapping, const ImportNames& names) {
    const auto known = [&](const std::string& series) {
        const bool activity =
            series.starts_with(scb_prefix) && is_activity(std::string_view(series).substr(scb_prefix.size()));
        return activity || is_kpi(series) || names.own.contains(series);
    };
    const std::string word = folded(text);
    const auto own = mapping.series.find(word);
    if (own != mapping.series.end()) {
        return known(own->second) ? SeriesRead{own->second} : SeriesRead{};
    }
    const std::string first = word.substr(0, word.find(' '));
    if (std::string kpi = sentence_case(first); is_kpi(kpi)) {
        return {kpi};
    }
    // "510 Vård och omsorg om äldre" is known by its number, unless the name is another's: "407 Grundskola".
    if (is_activity(first)) {
        const auto meant = mapping.series.find(word.substr(std::min(word.size(), first.size() + 1)));
        if (meant != mapping.series.end() && meant->second.starts_with(scb_prefix) &&
            meant->second != fmt::format("{}{}", scb_prefix, first)) {
            return {std::nullopt, "", meant->second.substr(scb_prefix.size())};
        }
    }
    const auto named = names.series.find(word);
    const std::string part = named != names.series.end() ? named->second : is_activity(first) ? first : word;
    constexpr std::string_view mark = "{series}";
    std::string series = mapping.series_form;
    series.replace(series.find(mark), mark.size(), part);
    if (known(series)) {
        return {series};
    }
    std::vector<std::string> words;
    std::ranges::transform(mapping.series, std::back_inserter(words), [](const auto& entry) { return entry.first; });
    for (const auto& [name, id] : names.series) {
        std::string meant = mapping.series_form;
        if (known(meant.replace(meant.find(mark), mark.size(), id))) {
            words.push_back(name);
        }
    }
    const auto near = close_spellings(word, words, 1);
    return {std::nullopt, near.empty() ? "" : near.front()};
}

/// What publishers write beside a figure that may change.
bool is_preliminary_mark(std::string_view status) {
    const std::string word = folded(status);
    return word == "p" || word.starts_with("prel");
}

/// A row that adds up others; what it says follows from theirs.
bool is_sum(std::string_view text) {
    const std::string word = folded(text);
    const std::string_view first = std::string_view(word).substr(0, word.find_first_of(" :,"));
    return first == "summa" || first == "delsumma" || first == "totalsumma" || first == "totalt" || first == "total";
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
        if (last_ == nullptr || text != last_->first) {
            auto found = answers_.find(std::string(text));
            last_ = &*(found != answers_.end() ? found : answers_.emplace(text, ask(text)).first);
        }
        return last_->second;
    }

private:
    std::unordered_map<std::string, Answer> answers_;
    const std::pair<const std::string, Answer>* last_ = nullptr;
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
          file_(place_of_sheet(table)) {
        if (label_.empty() && mapping.constants.contains(Role::label)) {
            label_ = mapping.constants.at(Role::label);
        }
        if (choices.year) {
            year_ = choices.year;
            if (layout_.columns.contains(Role::year) || !layout_.values.front().says.year.empty()) {
                findings_.add({Severity::warning, {"data.finding.year_unused", {{"year", *year_}}}, {file_}, 0}, "");
            }
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
        if (const auto other = other_unit(); !other.empty()) {
            return fail(
                Diagnostic{Failure::usage,
                           {"data.error.import.header_unit", {{"header", other}, {"unit", word_of(mapping_.unit)}}},
                           {file_, layout_.header_line}});
        }
        if (!layout_.unread.empty()) {
            const std::string list = fmt::format("{}", fmt::join(layout_.unread, ", "));
            findings_.add({Severity::remark,
                           {"data.finding.columns_unread", {{"columns", list}}},
                           {file_, layout_.header_line},
                           layout_.unread.size()},
                          "");
        }
        values_.reserve(layout_.rows_below * layout_.values.size());
        table_.visit_rows([&](const FileRow& row) {
            if (row.line > layout_.header_line) {
                read_row(row);
            } else if (row.line < layout_.header_line) {
                find_preliminary(row);
            }
            return !problem_;
        });
        if (problem_) {
            return fail(*std::move(problem_));
        }
        mark_preliminary();
        if (layout_.rows_below == 0) {
            findings_.add({Severity::error, {"data.finding.no_rows", {}}, {file_, layout_.header_line}, 0}, "");
        }
        if (!accents_lost_.empty() && !without_accents_.empty()) {
            findings_.add({Severity::warning,
                           {"data.finding.accents_lost", {{"found", without_accents_}, {"other", accents_lost_}}},
                           {file_}},
                          "");
        }
        return Imported{std::move(values_), std::move(label_), mapping_.source, findings_.take()};
    }

private:
    /// What the file or the mapping says in a role; the cell's column is 0 where the file says nothing.
    FileCell said(Role role) const {
        if (const auto column = layout_.columns.find(role); column != layout_.columns.end()) {
            return cell_at(cells_, column->second);
        }
        const auto constant = mapping_.constants.find(role);
        return {constant == mapping_.constants.end() ? std::string_view() : constant->second};
    }

    void find(Severity severity, Message message, const FileCell& cell, std::size_t count = 1) {
        findings_.add({severity, std::move(message), {file_, line_, cell.column}, count},
                      std::string(trimmed(cell.text)));
    }

    void find(Severity severity, std::string key, const FileCell& cell, std::size_t count = 1) {
        find(severity, Message{std::move(key), {{"found", shown(cell.text)}}}, cell, count);
    }

    /// A header of amounts that names another unit than the mapping's: a thousand times too much or too little.
    std::string other_unit() const {
        constexpr std::array units{std::pair{"tkr", FileUnit::tkr}, std::pair{"mnkr", FileUnit::mnkr},
                                   std::pair{"mkr", FileUnit::mnkr}, std::pair{"kr/inv", FileUnit::kr_per_inhabitant}};
        if (mapping_.unit == FileUnit::as_published) {
            return "";
        }
        for (const auto& value : layout_.values) {
            for (const auto& [word, unit] : units) {
                if (unit != mapping_.unit && says_word(value.header, word)) {
                    return value.header;
                }
            }
        }
        return "";
    }

    const RegionRead& region(std::string_view text) {
        return municipalities_(text, [&](std::string_view once) { return read_region(once, names_); });
    }

    /// All where the words name no year, or none of the file's.
    void mark_preliminary() {
        const auto named = [&](const PublishedValue& value) { return preliminary_.contains(value.year); };
        const bool all = preliminary_without_year_ || (!preliminary_.empty() && std::ranges::none_of(values_, named));
        for (auto& value : values_) {
            value.preliminary = value.preliminary || all || named(value);
        }
    }

    /// A title or note that calls figures preliminary: of the years that it names, or of all.
    void find_preliminary(const FileRow& row) {
        line_ = row.line;
        for (const auto& cell : row.cells) {
            const std::string text = folded(cell.text);
            const auto says = [&](std::string_view word) { return text.find(word) != std::string::npos; };
            if (says("preliminar") && !says("slutlig") && !says("definitiv") && !says("inte ")) {
                find(Severity::remark, "data.finding.preliminary", cell, 0);
                const auto years = years_in(text);
                preliminary_.insert(years.begin(), years.end());
                preliminary_without_year_ = preliminary_without_year_ || years.empty();
            }
        }
    }

    /// A text alone on its row, such as a source or a note.
    bool is_note(std::size_t column) {
        return column == 0 && layout_.columns.contains(Role::municipality) &&
               cells_.front().kind == FileCell::Kind::text && !region(cells_.front().text).id;
    }

    bool sound_length() const {
        const std::size_t most = std::min(std::max(layout_.headers, layout_.width), cells_.size());
        return table_.gaps_are_empty() ||
               (cells_.size() >= layout_.width && std::ranges::none_of(cells_.subspan(most), is_filled));
    }

    /// The cells with what the nearest ones above say where they are empty and the mapping asks for that.
    std::span<const FileCell> filled_down(std::span<const FileCell> cells) {
        filled_.assign(cells.begin(), cells.end());
        bool new_group = false;
        for (const std::size_t column : layout_.fill_down) {
            std::string& above = above_[column];
            if (column < filled_.size() && !trimmed(filled_[column].text).empty()) {
                new_group = new_group || above != filled_[column].text;
                above = filled_[column].text;
                continue;
            }
            if (new_group) {
                above.clear();
            }
            filled_.resize(std::max(filled_.size(), column + 1));
            filled_[column].text = above;
            filled_[column].column = static_cast<int>(column) + 1;
        }
        return filled_;
    }

    void read_row(const FileRow& row) {
        cells_ = row.cells;
        line_ = row.line;
        const auto first = std::ranges::find_if(cells_, is_filled);
        if (first == cells_.end()) {
            return;
        }
        const std::size_t values = layout_.values.size();
        const auto filled = static_cast<std::size_t>(first - cells_.begin());
        const bool alone = std::find_if(first + 1, cells_.end(), is_filled) == cells_.end();
        const bool note = alone && is_note(filled);
        // A label for the rows below.
        const bool heading = alone && layout_.fill_down.contains(filled);
        if (note) {
            find(Severity::remark, "data.finding.note_row", cells_.front(), 0);
            find_preliminary(row);
        }
        if (!note && !heading && !sound_length()) {
            const std::string length = std::to_string(cells_.size());
            return find(
                Severity::error,
                Message{"data.finding.row_length",
                        {{"n", count(cells_.size())}, {"expected", count(std::max(layout_.headers, layout_.width))}}},
                FileCell{length}, values);
        }
        if (!layout_.fill_down.empty()) {
            cells_ = filled_down(cells_);
        }
        if (note || heading) {
            return;
        }
        if (const auto other = not_asked_for(layout_, cells_)) {
            if (calculated(*other, values)) {
                find(Severity::remark, "data.finding.not_asked_for", *other, values);
            }
            return;
        }
        const FileCell where = said(Role::municipality);
        if (!calculated(where, values)) {
            return;
        }
        const RegionRead& municipality = region(where.text);
        if (!municipality.id && is_sum(where.text)) {
            return find(Severity::remark, "data.finding.sum_row", where, values);
        }
        if (!municipality.id) {
            const bool near = !municipality.near.empty();
            return find(Severity::error,
                        Message{near ? "data.finding.municipality_misspelt" : "data.finding.municipality_unread",
                                {{"reason", municipality.problems}, {"near", municipality.near}}},
                        where, values);
        }
        using Remark = NamedMunicipality::Remark;
        if (municipality.remark != Remark::none) {
            const bool zero = municipality.remark == Remark::lost_zero;
            find(Severity::remark,
                 Message{zero ? "data.finding.lost_zero" : "data.finding.former_code",
                         {{"found", shown(where.text)}, {"code", std::string(municipality.id->view())}}},
                 where, values);
        }
        if (municipality.accents_forgiven) {
            accents_lost_ = shown(where.text);
        } else if (municipality.has_twin) {
            without_accents_ = shown(where.text);
        }
        const FileCell gender_cell = said(Role::gender);
        const FileCell label = said(Role::label);
        if (!calculated(gender_cell, values) || !calculated(label, values)) {
            return;
        }
        const auto& gender = genders_(gender_cell.text, read_gender);
        if (!gender) {
            return find(Severity::error, "data.finding.gender_unread", gender_cell, values);
        }
        if (layout_.columns.contains(Role::label)) {
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

    /// False, with a finding, where the cell is a formula that nobody has computed.
    bool calculated(const FileCell& cell, std::size_t count = 1) {
        if (cell.kind == FileCell::Kind::uncalculated) {
            find(Severity::error, "data.finding.uncalculated", cell, count);
            return false;
        }
        return true;
    }

    void read_value(const ValueColumn& column, MunicipalityId municipality, Gender gender) {
        const FileCell cell = cell_at(cells_, column.column);
        const FileCell year_cell = column.says.year.empty() ? said(Role::year) : FileCell{column.says.year};
        const bool in_file = !column.says.year.empty() || layout_.columns.contains(Role::year);
        const std::optional<Year> year =
            in_file ? years_(year_cell.text, [](std::string_view text) { return read_year(text); }) : year_;
        if (!calculated(year_cell)) {
            return;
        }
        if (!year) {
            return find(Severity::error, "data.finding.year_unread", year_cell);
        }
        const FileCell series_cell =
            column.says.series.empty() ? said(Role::series) : FileCell{column.says.series, cell.column};
        const auto& [series, near, contradicted] =
            series_(series_cell.text, [&](std::string_view text) { return read_series(text, mapping_, names_); });
        if (!calculated(series_cell) || !calculated(cell)) {
            return;
        }
        if (!series && is_sum(series_cell.text)) {
            return find(Severity::remark, "data.finding.sum_row", series_cell);
        }
        if (!series && !contradicted.empty()) {
            return find(Severity::error,
                        Message{"data.finding.series_contradicts",
                                {{"found", shown(series_cell.text)}, {"other", contradicted}}},
                        series_cell);
        }
        if (!series) {
            return find(Severity::error,
                        Message{near.empty() ? "data.finding.series_unread" : "data.finding.series_misspelt",
                                {{"found", shown(series_cell.text)}, {"near", near}}},
                        series_cell);
        }
        if (cell.merged && is_filled(cell)) {
            return find(Severity::error, "data.finding.merged_value", cell);
        }
        PublishedValue published{*series, municipality, *year, gender};
        published.line = line_;
        published.preliminary = is_preliminary_mark(said(Role::status).text);
        static const NumberStyle as_programs_write{DecimalSign::point, {}};
        const auto number = read_number(cell.text, cell.kind == FileCell::Kind::number ? as_programs_write : style_);
        switch (number.kind) {
            case WrittenNumber::Kind::ambiguous:
                return find(Severity::error, "data.finding.number_ambiguous", cell);
            case WrittenNumber::Kind::no_number:
                return find(
                    Severity::error,
                    has_other_decimal_sign(cell.text) ? "data.finding.decimal_sign" : "data.finding.number_unread",
                    cell);
            case WrittenNumber::Kind::failed:
                return find(
                    Severity::error,
                    trimmed(cell.text).starts_with("##") ? "data.finding.too_narrow" : "data.finding.error_cell", cell);
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
                if (number.percent && !may_be_percent(*series)) {
                    return find(Severity::error, "data.finding.percent", cell);
                }
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

    /// A number, but for the sign that the mapping does not have it with.
    bool has_other_decimal_sign(std::string_view text) const {
        const auto other = style_.decimal == DecimalSign::point ? DecimalSign::comma : DecimalSign::point;
        return style_.decimal != DecimalSign::automatic &&
               read_number(text, {other, {}}).kind == WrittenNumber::Kind::number;
    }

    /// A share of what is not one, such as an amount.
    bool may_be_percent(const std::string& series) const {
        const auto unit = names_.units.find(series);
        return mapping_.unit == FileUnit::as_published && (unit == names_.units.end() || unit->second == "%");
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
    /// The row's cells after filling down, and the last text of each such column.
    std::vector<FileCell> filled_;
    std::map<std::size_t, std::string> above_;
    int line_ = 0;
    /// A name that was only known without its accents, and one that could then be another's.
    std::string accents_lost_;
    std::string without_accents_;
    std::set<Year> preliminary_;
    bool preliminary_without_year_ = false;
    Memory<RegionRead> municipalities_;
    Memory<std::optional<Year>> years_;
    Memory<std::optional<Gender>> genders_;
    Memory<SeriesRead> series_;
    std::vector<PublishedValue> values_;
    FindingList findings_;
    std::optional<Diagnostics> problem_;
};

/// What a file is by its first bytes, where that is nothing that can be read; what to do is said with it.
std::optional<std::string> other_form(std::string_view bytes) {
    using Form = std::pair<std::string_view, std::string_view>;
    constexpr std::array marks{
        Form{"%pdf-", "data.error.form.pdf"},         Form{"\x1F\x8B", "data.error.form.packed"},
        Form{"7z\xBC\xAF", "data.error.form.packed"}, Form{"rar!", "data.error.form.packed"},
        Form{"<!doctype", "data.error.form.html"},    Form{"<html", "data.error.form.html"},
        Form{"<head", "data.error.form.html"},        Form{"<meta", "data.error.form.html"},
        Form{"<table", "data.error.form.html"},       Form{"<body", "data.error.form.html"},
        Form{"<div", "data.error.form.html"},         Form{"<?xml", "data.error.form.xml"},
        Form{"<workbook", "data.error.form.xml"},     Form{"<!--", "data.error.form.html"},
        Form{"<style", "data.error.form.html"},       Form{"mime-version:", "data.error.form.html"},
        Form{"{\\rtf", "data.error.form.document"},   Form{"bzh", "data.error.form.packed"},
        Form{"pk\5\6", "data.error.form.packed"},     Form{"id;p", "data.error.form.xml"},
        Form{"charset=", "data.error.form.px"},       Form{"axis-version=", "data.error.form.px"}};
    // The first record of Excel's sheets before 1993: its kind in two bytes, then its length.
    const auto is_one_of = [](char c, std::string_view those) { return those.find(c) != std::string_view::npos; };
    if (bytes.size() > 3 && bytes[0] == '\x09' && is_one_of(bytes[1], {"\0\2\4\10", 4}) && bytes[3] == '\0') {
        return "data.error.xlsx.old_format";
    }
    const std::string begins = lower_case(trimmed(bytes.substr(0, 1000)));
    if (bytes.size() < 1000 && begins.empty()) {
        return "data.error.form.empty";
    }
    if (begins.starts_with("<?xml") && begins.find("<html") != std::string::npos) {
        return "data.error.form.html";
    }
    const auto found = std::ranges::find_if(marks, [&](const Form& form) { return begins.starts_with(form.first); });
    return found == marks.end() ? std::nullopt : std::optional<std::string>(found->second);
}

/// The file's tables: sheets of a workbook, otherwise one.
Result<std::vector<FileTable>> read_tables(std::string bytes, Encoding encoding, const std::string& file) {
    if (looks_like_workbook(bytes)) {
        return read_xlsx(bytes, file);
    }
    if (auto form = other_form(bytes)) {
        return fail(Diagnostic{Failure::invalid_input, {*std::move(form), {}}, {file}});
    }
    const auto one = [](FileTable table) {
        std::vector<FileTable> tables;
        tables.push_back(std::move(table));
        return tables;
    };
    return decode(std::move(bytes), encoding, file).and_then([&](std::string text) {
        const std::size_t first = text.find_first_not_of(" \t\r\n");
        const bool json = first != std::string::npos && (text[first] == '{' || text[first] == '[');
        return (json ? read_json_stat(text, file) : FileTable::of_text(std::move(text), file)).map(one);
    });
}

/// What is to be known of a workbook's sheets: which of several was read, which was not.
std::vector<Finding> sheets_said(const std::vector<Fit>& read, const std::vector<FileTable>& tables,
                                 const std::vector<std::string>& asked_for) {
    std::vector<Finding> findings;
    for (const auto& table : tables) {
        const auto fit = std::ranges::find(read, &table, &Fit::table);
        const auto say = [&](Severity severity, const char* key) {
            findings.push_back({severity, {key, {{"sheet", shown(table.name())}}}, {table.file()}, 0});
        };
        if (fit != read.end() && table.hidden_rows() > 0) {
            findings.push_back({Severity::remark,
                                {"data.finding.hidden_rows", {{"n", count(table.hidden_rows())}}},
                                {place_of_sheet(table)},
                                0});
        }
        if (fit == read.end()) {
            say(is_named(table, asked_for) ? Severity::error : Severity::remark,
                table.hidden() ? "data.finding.hidden_sheet_unread" : "data.finding.sheet_unread");
        } else if (tables.size() > 1) {
            const bool unasked = table.hidden() && asked_for.empty();
            say(unasked ? Severity::warning : Severity::remark,
                unasked ? "data.finding.hidden_sheet_read" : "data.finding.sheet_read");
        }
    }
    return findings;
}

/// The sheets that are asked for and that the file does not have.
Diagnostics missing_sheets(const std::vector<FileTable>& tables, const std::vector<std::string>& sheets,
                           const std::string& file) {
    std::vector<std::string> names;
    std::ranges::transform(tables, std::back_inserter(names),
                           [](const FileTable& table) { return shown(table.name()); });
    Diagnostics problems;
    for (const auto& sheet : sheets) {
        if (std::ranges::none_of(tables, [&](const FileTable& table) { return is_named(table, {sheet}); })) {
            problems.push_back({Failure::usage,
                                {"data.error.import.no_sheet",
                                 {{"found", shown(sheet)}, {"sheets", fmt::format("{}", fmt::join(names, ", "))}}},
                                {file}});
        }
    }
    return problems;
}

}  // namespace

std::optional<Year> year_in_name(std::string_view file_name) {
    const auto years = years_in(file_name.substr(file_name.find_last_of('/') + 1));
    return years.size() == 1 ? std::optional(*years.begin()) : std::nullopt;
}

Result<std::variant<Imported, Unrecognised>> import_file(std::string bytes, const std::string& file,
                                                         const std::vector<Mapping>& mappings, const ImportNames& names,
                                                         const ImportChoices& choices) {
    std::set<Encoding> encodings;
    std::ranges::transform(mappings, std::inserter(encodings, encodings.end()), &Mapping::encoding);
    std::map<Encoding, std::vector<FileTable>> by_encoding;
    for (const Encoding encoding : encodings) {
        const bool last = encoding == *encodings.rbegin();
        auto read = read_tables(last ? std::move(bytes) : bytes, encoding, file);
        if (!read) {
            return fail(read.error());
        }
        if (auto unknown = missing_sheets(*read, choices.sheets, file); !unknown.empty()) {
            return fail(std::move(unknown));
        }
        by_encoding.emplace(encoding, *std::move(read));
    }
    const std::vector<Fit> best = best_fits(mappings, by_encoding, choices.sheets);
    if (best.empty()) {
        std::vector<std::string> headers;
        const auto note_headers = [&](const FileRow& row) {
            std::ranges::transform(row.cells.first(std::min(row.cells.size(), most_headers_named)),
                                   std::back_inserter(headers), [](const FileCell& cell) { return shown(cell.text); });
            if (row.cells.size() > most_headers_named) {
                headers.emplace_back("…");
            }
            return false;
        };
        if (!by_encoding.empty()) {
            by_encoding.begin()->second.front().visit_rows(note_headers);
        }
        return Unrecognised{fmt::format("{}", fmt::join(headers, ", "))};
    }
    if (auto problems = unclear(best, choices.sheets); !problems.empty()) {
        return fail(std::move(problems));
    }
    Imported imported;
    std::vector<std::string> sources;
    ImportChoices said = choices;
    for (const auto& fit : best) {
        auto sheet = TableReader(*fit.table, *fit.mapping, fit.layout, names, said).read();
        if (!sheet) {
            return fail(sheet.error());
        }
        // The sheets of a book are one delivery, with one name.
        said.label = sheet->label;
        imported.label = sheet->label;
        if (std::ranges::find(sources, sheet->source) == sources.end()) {
            sources.push_back(sheet->source);
        }
        append(imported.values, std::move(sheet->values));
        std::ranges::move(sheet->findings, std::back_inserter(imported.findings));
    }
    imported.source = fmt::format("{}", fmt::join(sources, "; "));
    std::ranges::move(sheets_said(best, by_encoding.at(best.front().mapping->encoding), choices.sheets),
                      std::back_inserter(imported.findings));
    return imported;
}

}  // namespace skattekrona
