#include "report/xlsx.hpp"

#include "core/spelling.hpp"
#include "report/writers.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>
#include <xlsxwriter.h>

namespace skattekrona {

namespace {

constexpr std::size_t longest_sheet_name = 31;
constexpr std::size_t widest_column = 60;
/// 1 January 1980, the first day of a zip file: a workbook does not tell when it was made, so that it can be made
/// again.
constexpr decltype(lxw_doc_properties::created) no_particular_day = 315532800;

bool continues_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char byte) { return !continues_character(byte); }));
}

/// The first `count` characters of UTF-8.
std::string first_characters(std::string_view text, std::size_t count) {
    std::size_t end = 0;
    while (end < text.size() && (count > 0 || continues_character(text[end]))) {
        count -= continues_character(text[end]) ? 0U : 1U;
        ++end;
    }
    return std::string(text.substr(0, end));
}

std::string sheet_name(const std::string& title, std::set<std::string>& taken) {
    std::string plain = title;
    std::erase_if(plain, [](char c) { return std::string_view("[]:*?/\\'").find(c) != std::string_view::npos; });
    std::string name = first_characters(plain, longest_sheet_name);
    for (int number = 2; name.empty() || !taken.insert(lower_case(name)).second; ++number) {
        const std::string end = " " + std::to_string(number);
        name = first_characters(plain, longest_sheet_name - end.size()) + end;
    }
    return name;
}

std::string number_format(int decimals, bool plus_sign) {
    const std::string plain =
        "#,##0" + (decimals > 0 ? "." + std::string(static_cast<std::size_t>(decimals), '0') : "");
    return plus_sign ? "+" + plain + ";-" + plain + ";" + plain : plain;
}

std::string header_words(const Column& column) {
    return column.unit.empty() ? column.title : column.title + ", " + column.unit;
}

}  // namespace

struct Workbook::Library {
    lxw_workbook* book = nullptr;
    lxw_worksheet* sheet = nullptr;
    lxw_row_t row = 0;
    /// The first thing that went wrong; nothing more is written after it.
    lxw_error problem = LXW_NO_ERROR;
    /// Number format and whether bold → the library's.
    std::map<std::pair<std::string, bool>, lxw_format*> formats;

    void check(lxw_error answer) { problem = problem == LXW_NO_ERROR ? answer : problem; }

    lxw_format* format(const std::string& number, bool bold) {
        const auto [entry, is_new] = formats.try_emplace({number, bold}, nullptr);
        if (is_new) {
            entry->second = workbook_add_format(book);
            if (entry->second == nullptr) {
                check(LXW_ERROR_MEMORY_MALLOC_FAILED);
                return nullptr;
            }
            if (!number.empty()) {
                format_set_num_format(entry->second, number.c_str());
            }
            if (bold) {
                format_set_bold(entry->second);
            }
        }
        return entry->second;
    }

    void write(lxw_col_t column, const Cell& cell, bool bold) {
        if (problem != LXW_NO_ERROR) {
            return;
        }
        if (const auto* word = std::get_if<std::string>(&cell)) {
            check(worksheet_write_string(sheet, row, column, word->c_str(), format("", bold)));
        } else if (const auto* number = std::get_if<Number>(&cell)) {
            if (!is_missing(number->value)) {
                check(worksheet_write_number(sheet, row, column, number->value,
                                             format(number_format(number->decimals, number->plus_sign), bold)));
            }
        } else if (const auto* year = std::get_if<Year>(&cell)) {
            check(worksheet_write_number(sheet, row, column, year->value, format("0", bold)));
        }
    }
};

Workbook::Workbook(const std::string& path) : library_(std::make_unique<Library>()) {
    // In memory: with constant_memory the library writes to a file in /tmp without looking whether that succeeds.
    library_->book = workbook_new(path.c_str());
    if (library_->book == nullptr) {
        library_->check(LXW_ERROR_MEMORY_MALLOC_FAILED);
        return;
    }
    lxw_doc_properties properties{};
    properties.created = no_particular_day;
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
    }
    library_->row = 0;
}

void Workbook::begin_sheet(const std::string& title, std::span<const Column> columns,
                           std::span<const std::size_t> widths) {
    begin_sheet(title);
    if (library_->problem != LXW_NO_ERROR) {
        return;
    }
    for (std::size_t i = 0; i < widths.size(); ++i) {
        const auto column = static_cast<lxw_col_t>(i);
        library_->check(worksheet_set_column(library_->sheet, column, column,
                                             static_cast<double>(std::min(widths[i] + 2, widest_column)), nullptr));
    }
    worksheet_freeze_panes(library_->sheet, 1, 0);
    std::vector<Cell> header;
    for (const auto& column : columns) {
        header.emplace_back(header_words(column));
    }
    add_row(header, true);
}

void Workbook::add_row(std::span<const Cell> cells, bool bold) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
        library_->write(static_cast<lxw_col_t>(i), cells[i], bold);
    }
    ++library_->row;
}

void Workbook::add_text(const std::string& text, bool bold) { add_row(std::vector<Cell>{text}, bold); }

std::string Workbook::close() {
    if (library_->book != nullptr) {
        library_->check(workbook_close(std::exchange(library_->book, nullptr)));
    }
    return library_->problem == LXW_NO_ERROR ? "" : lxw_strerror(library_->problem);
}

namespace {

void write_table(Workbook& workbook, const Table& table, const std::string& title, const Wording& wording) {
    std::vector<std::size_t> widths;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        widths.push_back(characters(header_words(table.columns[i])));
        for (const auto& row : table.rows) {
            widths.back() = std::max(widths.back(), characters(cell_words(row[i], wording)));
        }
    }
    workbook.begin_sheet(title, table.columns, widths);
    for (const auto& row : table.rows) {
        workbook.add_row(row, table.last_is_total && &row == &table.rows.back());
    }
    for (const auto& note : table.notes) {
        workbook.add_text(note);
    }
}

/// The tables become sheets at once, the words are kept for the last one.
struct Sheets {
    Workbook& workbook;
    const Document& document;
    const Wording& wording;
    std::vector<std::pair<std::string, bool>> words;
    bool has_data = false;

    void operator()(const Heading& heading) { words.emplace_back(heading.text, true); }
    void operator()(const Paragraph& paragraph) { words.emplace_back(paragraph.text, paragraph.lead); }
    void operator()(const List& list) {
        for (const auto& item : list.items) {
            words.emplace_back(item, false);
        }
    }
    void operator()(const Table& table) {
        const auto shape = [](const Table& of) { return std::tuple(of.title, of.columns.size(), of.rows.size()); };
        has_data = has_data || shape(table) == shape(document.data);
        write_table(workbook, table, table.title.empty() ? document.title : table.title, wording);
    }
    /// A workbook has the charts' figures in its tables.
    void operator()(const ChartRow&) {}
    void operator()(const Fold& fold) {
        words.emplace_back(fold.title, true);
        for (const auto& content : fold.content) {
            std::visit([this](const auto& part) { (*this)(part); }, content);
        }
    }
};

}  // namespace

std::string write_xlsx(const Document& document, const Wording& wording, const std::string& path) {
    Workbook workbook(path);
    Sheets sheets{workbook, document, wording};
    for (const auto& block : document.blocks) {
        std::visit([&](const auto& part) { sheets(part); }, block);
    }
    if (!sheets.has_data && !document.data.rows.empty()) {
        write_table(workbook, document.data, wording("xlsx.data"), wording);
    }
    workbook.begin_sheet(wording("xlsx.text"));
    workbook.add_text(document.title, true);
    for (const auto& [text, bold] : sheets.words) {
        workbook.add_text(text, bold);
    }
    return workbook.close();
}

}  // namespace skattekrona
