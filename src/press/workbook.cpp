#include "press/workbook.hpp"

#include "data/file.hpp"

#include "core/spelling.hpp"
#include "document/writers.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <list>
#include <map>
#include <new>
#include <optional>
#include <tuple>
#include <utility>
#include <xlsxwriter.h>

namespace skattekrona {

namespace {

constexpr std::size_t longest_sheet_name = 31;
constexpr std::size_t widest_column = 60;
constexpr std::size_t default_width = 8;
/// What a cell can hold, and how high a row can be.
constexpr std::size_t longest_cell = 32'767;
constexpr std::size_t most_lines = 27;
/// Running text stands across at least so many characters.
constexpr std::size_t text_width = 100;
constexpr std::uint8_t a4 = 9;
constexpr lxw_color_t light_yellow = 0xFFF6CC;
/// 1 January 1980, the first day of a zip file: a workbook does not tell when it was made, so that it can be made
/// again.
constexpr decltype(lxw_doc_properties::created) no_particular_time = 315532800;

/// As Excel counts them: what lies beyond Unicode's first plane is two.
std::size_t excel_characters(std::string_view text) {
    return display_width(text) + static_cast<std::size_t>(std::ranges::count_if(
                                     text, [](char byte) { return static_cast<unsigned char>(byte) >= 0xF0; }));
}

std::string sheet_name(const std::string& title, std::set<std::string>& taken) {
    std::string plain = title;
    std::erase_if(plain, [](char c) { return std::string_view("[]:*?/\\'").find(c) != std::string_view::npos; });
    std::string name(first_characters(plain, longest_sheet_name));
    for (int number = 2; name.empty() || !taken.insert(lower_case(name)).second; ++number) {
        const std::string end = " " + std::to_string(number);
        name = std::string(first_characters(plain, longest_sheet_name - end.size())) + end;
    }
    return name;
}

/// With thousands apart, as the reader's computer sets them, and a true minus sign as in the text.
std::string number_format(int decimals, bool plus_sign) {
    const std::string plain =
        "#,##0" + (decimals > 0 ? "." + std::string(static_cast<std::size_t>(decimals), '0') : "");
    return (plus_sign ? "+" : "") + plain + ";\"\u2212\"" + plain + ";" + plain;
}

std::string header_words(const Column& column) {
    const std::string& title = column.title.empty() ? column.key : column.title.text();
    return column.unit.empty() ? title : title + ", " + column.unit.text();
}

/// How many lines text needs across `width` characters, breaking between words. `width` is in figures, which are wider
/// than letters are on average.
std::size_t lines_of(const std::string& text, std::size_t width) {
    const std::size_t letters = width + width / 10;
    std::size_t lines = 1;
    std::size_t used = 0;
    for (const std::string_view word : words_in(text)) {
        const std::size_t length = display_width(word);
        const bool breaks = used > 0 && used + 1 + length > letters;
        lines += breaks ? 1 : 0;
        used = breaks || used == 0 ? length : used + 1 + length;
    }
    return lines;
}

}  // namespace

struct Workbook::Library {
    struct Style {
        std::string number;
        Look look = Look::plain;
        bool wrap = false;
        std::uint8_t align = LXW_ALIGN_NONE;
        auto operator<=>(const Style&) const = default;
    };

    std::string cut_note;
    lxw_workbook* book = nullptr;
    lxw_worksheet* sheet = nullptr;
    lxw_row_t row = 0;
    /// The first thing that went wrong; nothing more is written after it.
    lxw_error problem = LXW_NO_ERROR;
    std::map<Style, lxw_format*> formats;

    void check(lxw_error answer) { problem = problem == LXW_NO_ERROR ? answer : problem; }

    lxw_format* format(const Style& style) {
        const auto [entry, is_new] = formats.try_emplace(style, nullptr);
        if (!is_new) {
            return entry->second;
        }
        lxw_format* format = entry->second = workbook_add_format(book);
        if (format == nullptr) {
            check(LXW_ERROR_MEMORY_MALLOC_FAILED);
            return nullptr;
        }
        format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
        if (!style.number.empty()) {
            format_set_num_format(format, style.number.c_str());
        }
        if (style.look != Look::plain && style.look != Look::input) {
            format_set_bold(format);
        }
        if (style.look == Look::total) {
            format_set_top(format, LXW_BORDER_THIN);
        }
        if (style.look == Look::input) {
            format_set_bg_color(format, light_yellow);
        }
        if (style.look == Look::header) {
            format_set_bottom(format, LXW_BORDER_MEDIUM);
            format_set_align(format, LXW_ALIGN_VERTICAL_BOTTOM);
        }
        if (style.wrap || style.look == Look::header) {
            format_set_text_wrap(format);
        }
        format_set_align(format, style.align);
        if (style.align == LXW_ALIGN_LEFT) {
            format_set_indent(format, 1);
        }
        return format;
    }

    /// Words do not touch the figures to their left.
    static std::uint8_t word_align(lxw_col_t column) { return column == 0 ? LXW_ALIGN_NONE : LXW_ALIGN_LEFT; }

    /// The library falls where it gets no memory, so it is seen to that there is more than it needs for the rows to
    /// come.
    void next_row() {
        constexpr lxw_row_t rows = 256;
        constexpr std::size_t more_than_they_need = 16'000'000;
        if (++row % rows == 0) {
            ::operator delete(::operator new(more_than_they_need));
        }
    }

    void set_height(std::size_t lines) {
        const auto height = static_cast<double>(std::min(lines, most_lines)) * LXW_DEF_ROW_HEIGHT;
        check(worksheet_set_row(sheet, row, height, nullptr));
    }

    /// As much of the text as a cell can hold, and that it is cut.
    std::string fitting(const std::string& text) const {
        if (excel_characters(text) <= longest_cell) {
            return text;
        }
        const std::size_t room = longest_cell - display_width(cut_note);
        const auto kept = first_characters(text, room);
        return std::string(excel_characters(kept) <= room ? kept : first_characters(text, room / 2)) + cut_note;
    }

    void write(lxw_col_t column, const Cell& cell, Look look = Look::plain, const std::string& formula = "") {
        if (problem != LXW_NO_ERROR) {
            return;
        }
        if (const auto* word = std::get_if<ShownText>(&cell)) {
            check(worksheet_write_string(sheet, row, column, fitting(*word).c_str(),
                                         format({"", look, display_width(*word) > widest_column, word_align(column)})));
        } else if (const auto* year = std::get_if<Year>(&cell)) {
            check(worksheet_write_number(sheet, row, column, year->value, format({"0", look})));
        } else if (const auto* number = std::get_if<Number>(&cell); number != nullptr && !is_missing(number->value)) {
            lxw_format* style = format({number_format(number->decimals, number->plus_sign), look});
            check(formula.empty()
                      ? worksheet_write_number(sheet, row, column, number->value, style)
                      : worksheet_write_formula_num(sheet, row, column, formula.c_str(), style, number->value));
        } else if (look == Look::total) {
            check(worksheet_write_blank(sheet, row, column, format({"", look})));
        }
    }
};

Workbook::Workbook(const std::string& path, const Wording& words) : library_(std::make_unique<Library>()) {
    library_->cut_note = words("press.xlsx.cut");
    // In memory: with constant_memory the library writes to a file in /tmp without looking whether that succeeds.
    library_->book = workbook_new(path.c_str());
    if (library_->book == nullptr) {
        library_->check(LXW_ERROR_MEMORY_MALLOC_FAILED);
        return;
    }
    lxw_doc_properties properties{};
    properties.created = no_particular_time;
    library_->check(workbook_set_properties(library_->book, &properties));
}

Workbook::~Workbook() {
    if (library_->book != nullptr) {
        lxw_workbook_free(library_->book);
    }
}

void Workbook::begin_sheet(const std::string& title) {
    if (library_->problem != LXW_NO_ERROR) {
        return;
    }
    library_->sheet = workbook_add_worksheet(library_->book, sheet_name(title, names_).c_str());
    if (library_->sheet == nullptr) {
        library_->check(LXW_ERROR_MEMORY_MALLOC_FAILED);
        return;
    }
    library_->row = 0;
    widths_ = {text_width};
    library_->check(worksheet_set_column(library_->sheet, 0, 0, text_width, nullptr));
    worksheet_set_paper(library_->sheet, a4);
    worksheet_set_landscape(library_->sheet);
    worksheet_fit_to_pages(library_->sheet, 1, 0);
    library_->check(worksheet_set_footer(library_->sheet, "&L&F&C&A&R&P (&N)"));
}

void Workbook::begin_sheet(const std::string& title, std::span<const Column> columns,
                           std::span<const std::size_t> widths) {
    begin_sheet(title);
    if (library_->problem != LXW_NO_ERROR) {
        return;
    }
    widths_.clear();
    for (std::size_t i = 0; i < widths.size(); ++i) {
        const auto column = static_cast<lxw_col_t>(i);
        widths_.push_back(std::min(widths[i] + 2, widest_column));
        library_->check(
            worksheet_set_column(library_->sheet, column, column, static_cast<double>(widths_.back()), nullptr));
    }
    worksheet_freeze_panes(library_->sheet, 1, 1);
    library_->check(worksheet_repeat_rows(library_->sheet, 0, 0));
    std::size_t lines = 1;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const auto column = static_cast<lxw_col_t>(i);
        const std::string words = header_words(columns[i]);
        const std::uint8_t align = columns[i].text ? Library::word_align(column) : std::uint8_t{LXW_ALIGN_RIGHT};
        library_->check(worksheet_write_string(library_->sheet, library_->row, column, library_->fitting(words).c_str(),
                                               library_->format({"", Look::header, true, align})));
        // Bold letters are wider.
        lines = std::max(lines, lines_of(words, widths_[i] - 2));
    }
    library_->set_height(lines);
    library_->next_row();
}

void Workbook::add_row(std::span<const Cell> cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
        library_->write(static_cast<lxw_col_t>(i), cells[i]);
    }
    library_->next_row();
}

void Workbook::add_row(std::span<const BookCell> cells) {
    std::size_t lines = 1;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        library_->write(static_cast<lxw_col_t>(i), cells[i].cell, cells[i].look, cells[i].formula);
        if (const auto* words = std::get_if<ShownText>(&cells[i].cell)) {
            lines = std::max(lines, lines_of(*words, widths_[i]));
        }
    }
    if (library_->problem == LXW_NO_ERROR && lines > 1) {
        library_->set_height(lines);
    }
    library_->next_row();
}

void Workbook::add_text(const std::string& text, Look look) {
    if (library_->problem != LXW_NO_ERROR) {
        return;
    }
    std::size_t columns = 0;
    std::size_t width = 0;
    while (columns < widths_.size() || width < text_width) {
        width += columns < widths_.size() ? widths_[columns] : default_width;
        ++columns;
    }
    lxw_format* style = library_->format({"", look, true});
    const std::string fitting = library_->fitting(text);
    if (columns == 1) {
        library_->check(worksheet_write_string(library_->sheet, library_->row, 0, fitting.c_str(), style));
    } else {
        library_->check(worksheet_merge_range(library_->sheet, library_->row, 0, library_->row,
                                              static_cast<lxw_col_t>(columns - 1), fitting.c_str(), style));
    }
    // No program makes a merged row as high as its text by itself.
    library_->set_height(lines_of(text, width));
    library_->next_row();
}

std::optional<Message::Argument> Workbook::close() {
    errno = 0;
    if (library_->book != nullptr) {
        library_->check(workbook_close(std::exchange(library_->book, nullptr)));
    }
    switch (library_->problem) {
        case LXW_NO_ERROR:
            return std::nullopt;
        case LXW_ERROR_CREATING_XLSX_FILE:
        case LXW_ERROR_CREATING_TMPFILE:
        case LXW_ERROR_READING_TMPFILE:
        case LXW_ERROR_ZIP_FILE_OPERATION:
            return system_reason(errno);
        default:
            return "libxlsxwriter " + std::to_string(library_->problem);
    }
}

namespace {

/// A table and what its sheet is called.
struct Sheet {
    const Table* table = nullptr;
    ShownText title;
    std::string name{};
};

/// The header stands above the rows, and an empty line between them and what is given.
constexpr std::size_t header_rows = 1;
std::size_t row_of_given(const Table& table, std::size_t given) { return header_rows + table.rows.size() + 1 + given; }

std::string cell_name(std::size_t row, std::size_t column) {
    std::array<char, LXW_MAX_CELL_NAME_LENGTH> name{};
    lxw_rowcol_to_cell(name.data(), static_cast<lxw_row_t>(row), static_cast<lxw_col_t>(column));
    return name.data();
}

bool has_figure(const Cell& cell) {
    const auto* number = std::get_if<Number>(&cell);
    return number != nullptr && !is_missing(number->value);
}

bool can_be_named(const Cell& cell) { return has_figure(cell) || std::holds_alternative<Year>(cell); }

/// The cell or cells that a name in a formula of `row` stands for; nothing where a figure is missing.
std::optional<std::string> address(std::string_view name, const std::vector<Sheet>& sheets, const Table& here,
                                   std::size_t row) {
    const Table* table = &here;
    std::string prefix;
    if (const auto mark = name.find('!'); mark != std::string_view::npos) {
        const auto sheet = std::ranges::find(sheets, name.substr(0, mark),
                                             [](const Sheet& one) { return std::string_view(one.table->sheet); });
        if (sheet == sheets.end()) {
            return std::nullopt;
        }
        table = sheet->table;
        prefix = "'" + sheet->name + "'!";
        name.remove_prefix(mark + 1);
    }
    const auto mark = std::min(name.find_first_of("@:"), name.size());
    const auto [key, which] = std::pair(name.substr(0, mark), name.substr(mark));
    const auto given = std::ranges::find(table->givens, key, &Given::key);
    if (given != table->givens.end()) {
        const auto at = static_cast<std::size_t>(given - table->givens.begin());
        return is_missing(given->number.value) ? std::nullopt
                                               : std::optional(prefix + cell_name(row_of_given(*table, at), 1));
    }
    const auto found = std::ranges::find(table->columns, key, &Column::key);
    if (found == table->columns.end()) {
        return std::nullopt;
    }
    const auto column = static_cast<std::size_t>(found - table->columns.begin());
    std::size_t first = row;
    std::size_t last = row + 1;
    if (which == ":above") {
        first = 0;
        last = row;
    } else if (which == ":all") {
        return prefix + cell_name(header_rows, column) + ":" + cell_name(header_rows + table->rows.size() - 1, column);
    } else if (which == "@previous") {
        first = row - 1;
        last = row;
    } else if (!which.empty()) {
        std::from_chars(which.data() + 1, which.data() + which.size(), first);
        last = first + 1;
    }
    if (first >= last || last > table->rows.size()) {
        return std::nullopt;
    }
    for (std::size_t r = first; r < last; ++r) {
        if (!can_be_named(table->rows[r][column])) {
            return std::nullopt;
        }
    }
    const std::string name_of_first = prefix + cell_name(header_rows + first, column);
    return which == ":above" ? name_of_first + ":" + cell_name(header_rows + last - 1, column) : name_of_first;
}

/// What is said of that cell alone, or of its column.
std::string_view said_formula(const Table& table, std::size_t row, std::size_t column) {
    const std::string& key = table.columns[column].key;
    const auto own = std::ranges::find_if(table.formulas,
                                          [&](const CellFormula& one) { return one.row == row && one.column == key; });
    if (own != table.formulas.end()) {
        return own->formula;
    }
    const bool total = table.last_is_total && row + 1 == table.rows.size();
    return total ? table.columns[column].total_formula : table.columns[column].formula;
}

/// A formula as it stands in a cell; empty where there is none, or it needs a figure that is missing.
std::string formula_of(const std::vector<Sheet>& sheets, const Table& table, std::size_t row, std::size_t column) {
    std::string_view rest = said_formula(table, row, column);
    if (rest.empty() || !has_figure(table.rows[row][column])) {
        return "";
    }
    std::string formula = "=";
    for (auto open = rest.find('{'); open != std::string_view::npos; open = rest.find('{')) {
        const auto close = rest.find('}', open);
        const auto cells = address(rest.substr(open + 1, close - open - 1), sheets, table, row);
        if (!cells) {
            return "";
        }
        formula += rest.substr(0, open);
        formula += *cells;
        rest.remove_prefix(close + 1);
    }
    return formula += rest;
}

using Rows = std::vector<std::vector<BookCell>>;

Rows book_rows(const std::vector<Sheet>& sheets, const Table& table) {
    Rows rows;
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
        const bool total = table.last_is_total && r + 1 == table.rows.size();
        auto& row = rows.emplace_back();
        for (std::size_t c = 0; c < table.columns.size(); ++c) {
            BookCell cell{table.rows[r][c], Look::plain, formula_of(sheets, table, r, c)};
            const bool input = table.columns[c].input && has_figure(cell.cell) && cell.formula.empty();
            cell.look = total ? Look::total : input ? Look::input : Look::plain;
            row.push_back(std::move(cell));
        }
    }
    return rows;
}

bool any_formula(const Rows& rows) {
    return std::ranges::any_of(rows, [](const auto& row) {
        return std::ranges::any_of(row, [](const BookCell& cell) { return !cell.formula.empty(); });
    });
}

/// Which figures a reader may change, which follow, and which stay, each by its columns.
void add_legend(Workbook& workbook, const Table& table, const Rows& rows, const Wording& words) {
    const auto is_input = [](const BookCell& cell) { return cell.look == Look::input; };
    const auto is_formula = [](const BookCell& cell) { return !cell.formula.empty(); };
    std::vector<Text> inputs, computed, fixed, fixed_totals, computed_totals;
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        std::vector<BookCell> figures;
        for (const auto& row : rows) {
            if (has_figure(row[c].cell)) {
                figures.push_back(row[c]);
            }
        }
        if (figures.empty()) {
            continue;
        }
        const auto& column = table.columns[c];
        const std::string title = column.title.text() + (column.unit.empty() ? "" : " (" + column.unit.text() + ")");
        const BookCell last = figures.back();
        const bool has_total = last.look == Look::total;
        if (has_total && figures.size() > 1) {
            figures.pop_back();
        }
        auto& kind = std::ranges::any_of(figures, is_input)     ? inputs
                     : std::ranges::any_of(figures, is_formula) ? computed
                     : has_total && is_formula(last)            ? computed_totals
                                                                : fixed;
        kind.push_back({title, title});
        if (has_total && !is_formula(last) && &kind != &fixed) {
            fixed_totals.push_back({title, title});
        }
    }
    for (const auto& given : table.givens) {
        inputs.push_back({given.title, given.title});
    }
    const bool any_computed =
        std::ranges::any_of(rows, [&](const auto& row) { return std::ranges::any_of(row, is_formula); });
    const auto say = [&](const char* key, const std::vector<Text>& columns, Look look = Look::plain) {
        if (!columns.empty()) {
            workbook.add_text(words({key, {{"columns", columns}}}), look);
        }
    };
    say("press.xlsx.inputs", inputs, Look::input);
    if (any_computed) {
        say("press.xlsx.computed", computed);
        say("press.xlsx.computed_totals", computed_totals);
        say("press.xlsx.fixed_totals", fixed_totals);
        say("press.xlsx.fixed", fixed);
    } else if (inputs.empty() && !fixed.empty()) {
        workbook.add_text(words("press.xlsx.fixed_sheet"));
    }
}

/// As wide as the figures, and as the header on a line or two.
std::size_t column_width(const Table& table, std::size_t column, const Wording& words) {
    constexpr std::size_t header_lines = 2;
    constexpr std::size_t narrowest = 7;
    const std::string header = header_words(table.columns[column]);
    std::size_t width = std::max(narrowest, display_width(header) / header_lines);
    for (const std::string_view word : words_in(header)) {
        width = std::max(width, display_width(word));
    }
    for (const auto& row : table.rows) {
        width = std::max(width, display_width(cell_words(row[column], words)));
    }
    return width;
}

void write_table(Workbook& workbook, const Sheet& sheet, const Rows& rows, bool live, const ShownText& source,
                 const Wording& words) {
    const Table& table = *sheet.table;
    std::vector<std::size_t> widths;
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        widths.push_back(column_width(table, c, words));
    }
    for (const auto& given : table.givens) {
        widths.front() = std::max(widths.front(), display_width(given.title));
    }
    workbook.begin_sheet(sheet.name, table.columns, widths);
    for (const auto& row : rows) {
        workbook.add_row(row);
    }
    workbook.add_row(std::vector<BookCell>{});
    for (const auto& given : table.givens) {
        workbook.add_row(std::vector<BookCell>{{given.title}, {given.number, Look::input}});
    }
    workbook.add_text(sheet.title, Look::bold);
    for (const auto& note : table.notes) {
        workbook.add_text(note);
    }
    if (live) {
        add_legend(workbook, table, rows, words);
    }
    if (const ShownText& own = table.source.empty() ? source : table.source; !own.empty()) {
        workbook.add_text(own);
    }
}

/// What a document has for the sheets, and the words for the last one.
struct Contents {
    const Document& document;
    /// Tables with intervals, as they stand in the sheets.
    std::list<Table> apart_tables{};
    std::vector<Sheet> sheets{};
    /// What a page folds away comes after what it shows.
    std::vector<Sheet> folded{};
    std::vector<std::pair<ShownText, Look>> words{};
    /// What a table without a title is about.
    ShownText section = document.title;

    void operator()(const Heading& heading) {
        words.emplace_back(heading.text, Look::bold);
        section = heading.text;
    }
    void operator()(const Paragraph& paragraph) {
        words.emplace_back(paragraph.text, paragraph.lead ? Look::bold : Look::plain);
    }
    void operator()(const List& list) {
        for (const auto& item : list.items) {
            words.emplace_back(item, Look::plain);
        }
    }
    void operator()(const Table& table) { sheets.push_back(sheet_of(table, section)); }
    const Table& with_figures(const Table& table) {
        return has_intervals(table) ? apart_tables.emplace_back(apart(table)) : table;
    }
    Sheet sheet_of(const Table& table, const ShownText& otherwise) {
        return {&with_figures(table), table.title.empty() ? otherwise : table.title};
    }
    /// A workbook has the charts' figures in its tables.
    void operator()(const ChartRow&) {}
    void operator()(const Fold& fold) {
        words.emplace_back(fold.title, Look::bold);
        for (const auto& content : fold.content) {
            if (const auto* table = std::get_if<Table>(&content)) {
                folded.push_back(sheet_of(*table, fold.title));
            } else {
                (*this)(std::get<Paragraph>(content));
            }
        }
    }
};

Contents contents_of(const Document& document, const Wording& wording) {
    Contents contents{document};
    visit_blocks(document, [&](const auto& part) { contents(part); });
    for (const auto& table : document.sheets) {
        contents(table);
    }
    std::ranges::move(contents.folded, std::back_inserter(contents.sheets));
    const auto shape = [](const Table& of) { return std::tuple(of.title, of.columns.size(), of.rows.size()); };
    const Table& data = contents.with_figures(document.data);
    const bool has_data =
        std::ranges::any_of(contents.sheets, [&](const Sheet& sheet) { return shape(*sheet.table) == shape(data); });
    if (!has_data && !data.rows.empty()) {
        contents.sheets.insert(contents.sheets.end() - std::ssize(contents.folded),
                               {&data, wording("press.xlsx.data")});
    }
    std::set<std::string> names;
    for (auto& sheet : contents.sheets) {
        sheet.name = sheet_name(sheet.table->sheet.empty() ? sheet.title : sheet.table->sheet, names);
    }
    return contents;
}

}  // namespace

Result<std::string> workbook_bytes(const Wording& words, const std::function<void(Workbook&)>& write) {
    return bytes_written_by([&](const std::string& path) {
        Workbook workbook(path, words);
        write(workbook);
        return workbook.close();
    });
}

Result<std::string> workbook_of(const Document& document, const Wording& wording) {
    const Contents contents = contents_of(document, wording);
    std::vector<Rows> rows;
    for (const auto& sheet : contents.sheets) {
        rows.push_back(book_rows(contents.sheets, *sheet.table));
    }
    const bool live = std::ranges::any_of(rows, any_formula);
    return workbook_bytes(wording, [&](Workbook& workbook) {
        for (std::size_t i = 0; i < rows.size(); ++i) {
            write_table(workbook, contents.sheets[i], rows[i], live, document.source, wording);
        }
        workbook.begin_sheet(wording("press.xlsx.text"));
        workbook.add_text(document.title, Look::bold);
        for (const auto& [text, look] : contents.words) {
            workbook.add_text(text, look);
        }
    });
}

}  // namespace skattekrona
