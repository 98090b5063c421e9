#include "data/xlsx.hpp"

#include "core/spelling.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <fmt/format.h>
#include <map>
#include <memory>
#include <optional>
#include <pugixml.hpp>
#include <set>
#include <zip.h>

namespace skattekrona {

namespace {

constexpr std::string_view zip_mark = "PK\x03\x04";
constexpr std::string_view ole_mark = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

// Bounds that no workbook of figures comes near, and that keep memory below a gigabyte whatever is sent.
constexpr zip_int64_t most_entries = 4096;
constexpr std::size_t most_workbook_bytes = std::size_t{96} << 20U;
constexpr std::size_t most_swelling = 300;
constexpr std::size_t small_enough_to_swell = std::size_t{1} << 20U;
constexpr std::ptrdiff_t most_marks = 8'000'000;
constexpr std::size_t most_sheet_cells = 4'000'000;
constexpr std::size_t bytes_of_a_cell = 64;
constexpr int most_columns = 16'384;
constexpr int most_rows = 1'048'576;

tl::unexpected<Diagnostics> refuse(std::string key, const std::string& file, const std::string& part = "") {
    return fail(Diagnostic{Failure::invalid_input, {std::move(key), {{"part", printable(part)}}}, {file}});
}

bool is_utf8(std::string_view text) { return first_fault_in_utf8(text) == std::string_view::npos; }

/// Part names are the same whatever their case and slashes (ECMA-376-2 6.2.2, and writers that never read it).
std::string same_part(std::string_view name) {
    std::string same = lower_case(name);
    std::ranges::replace(same, '\\', '/');
    return same.starts_with('/') ? same.substr(1) : same;
}

/// A zip package in memory.
class Package {
public:
    static Result<Package> open(std::string_view bytes, const std::string& file) {
        zip_error_t error;
        zip_error_init(&error);
        zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
        zip_t* archive = source == nullptr ? nullptr : zip_open_from_source(source, ZIP_RDONLY, &error);
        if (archive == nullptr && source != nullptr) {
            zip_source_free(source);
        }
        zip_error_fini(&error);
        if (archive == nullptr) {
            return refuse("data.error.xlsx.package", file);
        }
        Package package(archive, file);
        const zip_int64_t entries = zip_get_num_entries(archive, 0);
        if (entries > most_entries) {
            return refuse("data.error.xlsx.too_large", file);
        }
        for (zip_int64_t i = 0; i < entries; ++i) {
            const auto place = static_cast<zip_uint64_t>(i);
            const char* const name = zip_get_name(archive, place, ZIP_FL_ENC_RAW);
            if (name != nullptr && !package.places_.emplace(same_part(name), place).second) {
                return refuse("data.error.xlsx.part", file, name);
            }
        }
        return package;
    }

    bool has(std::string_view part) const { return places_.contains(same_part(part)); }

    /// Nothing where there is no such part.
    Result<std::optional<std::string>> read(const std::string& part) {
        const auto place = places_.find(same_part(part));
        zip_stat_t status;
        if (place == places_.end() || zip_stat_index(archive_.get(), place->second, 0, &status) != 0) {
            return std::optional<std::string>{};
        }
        if ((status.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && status.encryption_method != ZIP_EM_NONE) {
            return refuse("data.error.xlsx.encrypted", file_);
        }
        const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> entry(zip_fopen_index(archive_.get(), place->second, 0),
                                                                      &zip_fclose);
        if (!entry) {
            return refuse("data.error.xlsx.part", file_, part);
        }
        // The sizes that the package gives may be lies: what comes out is counted.
        const std::size_t packed = (status.valid & ZIP_STAT_COMP_SIZE) != 0 ? status.comp_size : 0;
        std::string text;
        std::array<char, 65536> buffer;
        for (;;) {
            const zip_int64_t count = zip_fread(entry.get(), buffer.data(), buffer.size());
            if (count < 0) {
                return refuse("data.error.xlsx.part", file_, part);
            }
            if (count == 0) {
                return std::optional(std::move(text));
            }
            text.append(buffer.data(), static_cast<std::size_t>(count));
            read_ += static_cast<std::size_t>(count);
            const bool swells = text.size() > small_enough_to_swell && text.size() / most_swelling > packed;
            if (read_ > most_workbook_bytes || swells) {
                return refuse("data.error.xlsx.too_large", file_, part);
            }
        }
    }

    /// A part that is XML. Entities other than XML's own five are never expanded: pugixml does not read the DTD.
    Result<std::optional<pugi::xml_document>> read_xml(const std::string& part) {
        auto text = read(part);
        if (!text || !*text) {
            return text.map([](const auto&) { return std::optional<pugi::xml_document>{}; });
        }
        if (std::ranges::count_if(**text, [](char c) { return c == '<' || c == '='; }) > most_marks) {
            return refuse("data.error.xlsx.too_large", file_, part);
        }
        std::optional<pugi::xml_document> document(std::in_place);
        if (!document->load_buffer((*text)->data(), (*text)->size(), pugi::parse_default | pugi::parse_ws_pcdata)) {
            return refuse("data.error.xlsx.part", file_, part);
        }
        return document;
    }

private:
    Package(zip_t* archive, std::string file) : archive_(archive, &zip_discard), file_(std::move(file)) {}

    std::unique_ptr<zip_t, void (*)(zip_t*)> archive_;
    std::string file_;
    std::map<std::string, zip_uint64_t, std::less<>> places_;
    std::size_t read_ = 0;
};

/// The name without its namespace's prefix, which writers choose as they like.
std::string_view local_name(const pugi::xml_node& node) {
    const std::string_view name = node.name();
    const std::size_t colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

/// Calls `take` with each child element of that name.
template <class Take>
void for_each_child(const pugi::xml_node& node, std::string_view name, Take take) {
    for (const auto& child : node.children()) {
        if (local_name(child) == name) {
            take(child);
        }
    }
}

pugi::xml_node child(const pugi::xml_node& node, std::string_view name) {
    return node.find_child([&](const pugi::xml_node& candidate) { return local_name(candidate) == name; });
}

/// All the text in an element, which a comment may part.
std::string text_of(const pugi::xml_node& node) {
    std::string text;
    for (const auto& part : node.children()) {
        text += part.value();
    }
    return text;
}

/// A character that XML cannot hold stands in a text as _xHHHH_ (ECMA-376 22.9.2.19).
std::string unescaped(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        unsigned code = 0;
        if (text.size() >= 7 && text.starts_with("_x") && text[6] == '_' &&
            std::from_chars(text.data() + 2, text.data() + 6, code, 16).ptr == text.data() + 6) {
            append_utf8(out, static_cast<char16_t>(code));
            text.remove_prefix(7);
        } else {
            out += text.front();
            text.remove_prefix(1);
        }
    }
    return out;
}

/// The text of a string item, its runs joined; phonetic runs (rPh) are left out.
std::string string_item(const pugi::xml_node& item) {
    std::string text;
    for (const auto& part : item.children()) {
        if (local_name(part) == "t") {
            text += text_of(part);
        } else if (local_name(part) == "r") {
            text += text_of(child(part, "t"));
        }
    }
    return unescaped(text);
}

/// What a format makes of a number before it shows it.
struct CellFormat {
    bool date = false;
    bool percent = false;
    /// The power of ten that the number is multiplied by.
    int power = 0;
    /// How many digits a whole number has at least: "0000" keeps a code's first nought.
    std::size_t digits = 0;
};

/// ECMA-376 18.8.31: a letter of dates, a per cent sign or a comma after the last digit, outside quotes, brackets and
/// escapes.
CellFormat read_format(std::string_view code) {
    CellFormat format;
    bool quoted = false;
    bool bracketed = false;
    bool decimals = false;
    int commas = 0;
    for (std::size_t at = 0; at < code.size(); ++at) {
        const char c = code[at];
        if (c == '\\' || c == '_' || c == '*') {
            ++at;
        } else if (c == '"') {
            quoted = !quoted;
        } else if (!quoted && (c == '[' || c == ']')) {
            bracketed = c == '[';
        } else if (c == ';' && !quoted) {
            // What follows is for negative numbers, zero and text.
            break;
        } else if (quoted || bracketed) {
            continue;
        } else if (std::string_view("yYdDhHsSmM").find(c) != std::string_view::npos) {
            format.date = true;
        } else if (c == '%') {
            format.percent = true;
        } else if (c == ',') {
            ++commas;
        } else if (c == '.') {
            decimals = true;
        } else if (!decimals && std::string_view("0#?").find(c) != std::string_view::npos) {
            // A comma before another digit stands between thousands.
            commas = 0;
            format.digits += c == '0' ? 1 : 0;
        }
    }
    format.power = (format.percent ? 2 : 0) - 3 * commas;
    return format;
}

/// ECMA-376 18.8.30: the formats that are dates or times without being written out, also those of East Asia.
bool is_built_in_date(int format) {
    return (format >= 14 && format <= 22) || (format >= 27 && format <= 36) || (format >= 45 && format <= 47) ||
           (format >= 50 && format <= 58);
}

/// 9 and 10 are the per cent formats among those that are not written out.
CellFormat built_in_format(int format) {
    const bool percent = format == 9 || format == 10;
    return {is_built_in_date(format), percent, percent ? 2 : 0};
}

/// The format of each cell style.
std::vector<CellFormat> cell_formats(const pugi::xml_node& style_sheet) {
    std::map<int, CellFormat> own;
    for_each_child(child(style_sheet, "numFmts"), "numFmt", [&](const pugi::xml_node& format) {
        own[format.attribute("numFmtId").as_int()] = read_format(format.attribute("formatCode").value());
    });
    std::vector<CellFormat> formats;
    for_each_child(child(style_sheet, "cellXfs"), "xf", [&](const pugi::xml_node& style) {
        const int format = style.attribute("numFmtId").as_int();
        const auto found = own.find(format);
        formats.push_back(found == own.end() ? built_in_format(format) : found->second);
    });
    return formats;
}

/// A number as its cell shows it, but with all its decimals: "-0.032" in per cent is "-3.2 %".
std::string shown_number(std::string_view value, const CellFormat& format) {
    const std::size_t mantissa = std::min(value.find_first_of("eE"), value.size());
    int exponent = 0;
    if (mantissa + 1 < value.size()) {
        const std::size_t plus = value[mantissa + 1] == '+' ? 1 : 0;
        std::from_chars(value.data() + mantissa + 1 + plus, value.data() + value.size(), exponent);
    }
    // The digits are moved, so that what was exact in tens stays so.
    const std::string moved = fmt::format("{}e{}", value.substr(0, mantissa), exponent + format.power);
    double number = 0;
    const auto [end, error] = std::from_chars(moved.data(), moved.data() + moved.size(), number);
    const bool read = error == std::errc{} && end == moved.data() + moved.size();
    return (read ? fmt::format("{}", number) : std::string(value)) + (format.percent ? " %" : "");
}

/// A day number as YYYY-MM-DD, with the time of day where it has one; nothing beyond the year 9999.
std::optional<std::string> iso_date(double serial, bool from_1904) {
    using namespace std::chrono;
    constexpr double last_day = 2'958'466;
    if (!(serial >= 0) || serial >= last_day) {
        return std::nullopt;
    }
    auto day = static_cast<int>(std::floor(serial));
    auto second = static_cast<int>(std::lround((serial - day) * 86400));
    if (second == 86400) {
        ++day;
        second = 0;
    }
    std::string date;
    if (!from_1904 && day == 60) {
        // Lotus 1-2-3 believed 1900 to be a leap year, and Excel keeps that day.
        date = "1900-02-29";
    } else {
        const sys_days first = from_1904  ? sys_days(1904y / January / 1)
                               : day < 60 ? sys_days(1899y / December / 31)
                                          : sys_days(1899y / December / 30);
        const year_month_day found(first + days(day));
        date = fmt::format("{:04}-{:02}-{:02}", static_cast<int>(found.year()), static_cast<unsigned>(found.month()),
                           static_cast<unsigned>(found.day()));
    }
    if (second == 0) {
        return date;
    }
    return date + fmt::format("T{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
}

struct Reference {
    int column = 0;
    int row = 0;
};

/// "BC12" → column 55, row 12; nothing where it is no place on a sheet.
std::optional<Reference> parse_reference(std::string_view text) {
    Reference reference;
    while (!text.empty() && text.front() >= 'A' && text.front() <= 'Z' && reference.column <= most_columns) {
        reference.column = reference.column * 26 + (text.front() - 'A' + 1);
        text.remove_prefix(1);
    }
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), reference.row);
    const bool sound = error == std::errc{} && end == text.data() + text.size() && reference.row >= 1 &&
                       reference.row <= most_rows && reference.column >= 1 && reference.column <= most_columns;
    return sound ? std::optional(reference) : std::nullopt;
}

/// What all sheets of a workbook share.
struct Shared {
    std::vector<std::string> strings;
    std::vector<CellFormat> formats;
    bool from_1904 = false;
    /// The program that wrote the book leaves it to Excel to compute; what it wrote for a formula may be a nought that
    /// means nothing.
    bool left_to_excel = false;
};

struct CellValue {
    std::string text;
    FileCell::Kind kind = FileCell::Kind::text;
};

/// Nothing where the cell points to a string that is not there.
std::optional<CellValue> cell_value(const pugi::xml_node& cell, const Shared& shared) {
    const std::string_view type = cell.attribute("t").value();
    const std::string value = text_of(child(cell, "v"));
    // A formula may come to an empty text, but not to an empty number.
    const bool nothing = (value.empty() && type != "str") || (value == "0" && shared.left_to_excel);
    if (nothing && child(cell, "f")) {
        return CellValue{"", FileCell::Kind::uncalculated};
    }
    if (type == "inlineStr") {
        return CellValue{string_item(child(cell, "is"))};
    }
    if (type == "s") {
        std::size_t index = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), index);
        const bool there = error == std::errc{} && index < shared.strings.size();
        return there ? std::optional(CellValue{shared.strings[index]}) : std::nullopt;
    }
    if (type == "b") {
        return CellValue{value == "1" ? "true" : "false"};
    }
    if (type == "str") {
        return CellValue{unescaped(value)};
    }
    if (type == "e" || type == "d") {
        return CellValue{value};
    }
    const auto style = static_cast<std::size_t>(std::max(0, cell.attribute("s").as_int()));
    const CellFormat format = style < shared.formats.size() ? shared.formats[style] : CellFormat{};
    if (!value.empty() && format.date) {
        double serial = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), serial);
        if (auto date = error == std::errc{} ? iso_date(serial, shared.from_1904) : std::nullopt) {
            return CellValue{*std::move(date)};
        }
    }
    if (value.empty()) {
        return CellValue{};
    }
    std::string shown = format.power == 0 ? value : shown_number(value, format);
    const bool whole = std::ranges::all_of(shown, [](char c) { return c >= '0' && c <= '9'; });
    if (whole && shown.size() < format.digits) {
        shown.insert(0, format.digits - shown.size(), '0');
    }
    return CellValue{std::move(shown), FileCell::Kind::number};
}

/// A sheet's merged cells: what stands in the first cell of each is what a reader sees in all its rows.
class MergedCells {
public:
    explicit MergedCells(const pugi::xml_node& sheet) {
        for_each_child(child(sheet, "mergeCells"), "mergeCell", [&](const pugi::xml_node& merged) {
            const std::string_view range = merged.attribute("ref").value();
            const std::size_t colon = range.find(':');
            const auto first = parse_reference(range.substr(0, colon));
            const auto last = colon == std::string_view::npos ? std::nullopt : parse_reference(range.substr(colon + 1));
            if (first && last && last->row >= first->row && last->column >= first->column) {
                columns_[first->column][first->row] = {last->row, last->column - first->column + 1, {}};
            }
        });
    }

    /// The cell as its reader sees it; one that begins a merged cell is remembered.
    FileCell seen(FileCell cell, int row) {
        Merged* const merged = at(cell.column, row);
        if (merged == nullptr) {
            return cell;
        }
        if (merged->first_row == row) {
            merged->text = cell.text;
            cell.columns = static_cast<std::uint16_t>(merged->columns);
        } else if (cell.text.empty()) {
            cell.text = merged->text;
        }
        cell.merged = true;
        return cell;
    }
    /// The columns after one that have merged cells in them, whether the row is among theirs or not.
    std::vector<int> columns_after(int column) const {
        std::vector<int> after;
        for (auto next = columns_.upper_bound(column); next != columns_.end(); ++next) {
            after.push_back(next->first);
        }
        return after;
    }
    bool covers(int column, int row) { return at(column, row) != nullptr; }

private:
    struct Merged {
        int last_row = 0;
        int columns = 1;
        std::string_view text;
        int first_row = 0;
    };

    Merged* at(int column, int row) {
        const auto found = columns_.find(column);
        if (found == columns_.end()) {
            return nullptr;
        }
        auto merged = found->second.upper_bound(row);
        if (merged == found->second.begin() || (--merged)->second.last_row < row) {
            return nullptr;
        }
        merged->second.first_row = merged->first;
        return &merged->second;
    }

    /// By first column and first row.
    std::map<int, std::map<int, Merged>> columns_;
};

Result<FileTable> read_sheet(const pugi::xml_node& sheet, const std::string& name, bool hidden, const Shared& shared,
                             const std::string& file, std::size_t& cells) {
    FileTable table(file, name, hidden);
    MergedCells merged(sheet);
    int row_number = 0;
    bool sound = true;
    std::optional<Location> not_utf;
    const auto add = [&](std::string_view text, int column, FileCell::Kind kind) {
        table.add(merged.seen({text, column, kind}, row_number));
        ++cells;
    };
    for_each_child(child(sheet, "sheetData"), "row", [&](const pugi::xml_node& row) {
        const int stated = row.attribute("r").as_int(row_number + 1);
        sound = sound && stated > row_number && stated <= most_rows;
        if (!sound) {
            return;
        }
        row_number = stated;
        row.attribute("hidden").as_bool() ? table.begin_hidden_row(row_number) : table.begin_row(row_number);
        int column = 0;
        for_each_child(row, "c", [&](const pugi::xml_node& cell) {
            const pugi::xml_attribute place = cell.attribute("r");
            const auto reference =
                place ? parse_reference(place.value()) : std::optional(Reference{column + 1, row_number});
            sound = sound && reference && reference->row == row_number && reference->column > column &&
                    reference->column <= most_columns;
            if (!sound || not_utf || cells > most_sheet_cells) {
                return;
            }
            for (++column; column < reference->column; ++column) {
                add("", column, FileCell::Kind::text);
            }
            auto value = cell_value(cell, shared);
            sound = value.has_value();
            if (!sound) {
                return;
            }
            // pugixml takes bytes and character references as they come.
            if (!is_utf8(value->text)) {
                not_utf = {fmt::format("{}[{}]", file, printable(name)), row_number, column};
                return;
            }
            // A long text that many cells share is memory too.
            cells += value->text.size() / bytes_of_a_cell;
            add(value->text.empty() ? std::string_view() : table.keep(std::move(value->text)), column, value->kind);
        });
        for (const int last : sound ? merged.columns_after(column) : std::vector<int>{}) {
            // Looking is work too.
            ++cells;
            while (cells <= most_sheet_cells && column < last && merged.covers(last, row_number)) {
                add("", ++column, FileCell::Kind::text);
            }
        }
    });
    if (!sound) {
        return refuse("data.error.xlsx.part", file, name);
    }
    if (not_utf) {
        return fail(Diagnostic{Failure::invalid_input, {"data.error.xlsx.not_utf", {}}, *not_utf});
    }
    if (cells > most_sheet_cells) {
        return refuse("data.error.xlsx.too_large", file, name);
    }
    return table;
}

constexpr std::string_view package_namespace_end = "/officeDocument/2006/relationships";
constexpr std::string_view strict_namespace_end = "/ooxml/officeDocument/relationships";

/// The folder of a part, with its slash: "xl/".
std::string folder_of(std::string_view part) { return std::string(part.substr(0, part.rfind('/') + 1)); }

/// What a relationship's target is called from the root of the package.
std::string resolved(const std::string& folder, std::string_view target) {
    if (target.starts_with('/')) {
        return std::string(target.substr(1));
    }
    std::string base = folder;
    for (; target.starts_with("../"); target.remove_prefix(3)) {
        base = base.empty() ? "" : folder_of(base.substr(0, base.size() - 1));
    }
    return base + std::string(target.starts_with("./") ? target.substr(2) : target);
}

/// What a part says it is related to: the kind of relation ("worksheet"), its id and the part it leads to.
struct Relation {
    std::string kind, id, part;
};

/// Of the package itself where `part` is empty.
Result<std::vector<Relation>> relations_of(Package& package, const std::string& part, const std::string& file) {
    const std::string folder = folder_of(part);
    const std::string relations_part = folder + "_rels/" + part.substr(folder.size()) + ".rels";
    const auto document = package.read_xml(relations_part);
    if (!document || !*document) {
        return document ? refuse("data.error.xlsx.part", file, relations_part) : fail(document.error());
    }
    std::vector<Relation> relations;
    for_each_child(child(**document, "Relationships"), "Relationship", [&](const pugi::xml_node& relation) {
        const std::string_view type = relation.attribute("Type").value();
        relations.push_back({std::string(type.substr(type.rfind('/') + 1)), relation.attribute("Id").value(),
                             resolved(folder, relation.attribute("Target").value())});
    });
    return relations;
}

/// The attribute "id" in the namespace of relationships, whatever prefix the writer has given that.
std::string relation_id(const pugi::xml_node& sheet) {
    for (const auto& attribute : sheet.attributes()) {
        const std::string_view name = attribute.name();
        const std::size_t colon = name.find(':');
        if (colon == std::string_view::npos || name.substr(colon + 1) != "id") {
            continue;
        }
        const std::string declaration = "xmlns:" + std::string(name.substr(0, colon));
        for (pugi::xml_node node = sheet; node; node = node.parent()) {
            if (const auto bound = node.attribute(declaration.c_str())) {
                const std::string_view uri = bound.value();
                if (uri.ends_with(package_namespace_end) || uri.ends_with(strict_namespace_end)) {
                    return attribute.value();
                }
                break;
            }
        }
    }
    return "";
}

}  // namespace

bool looks_like_workbook(std::string_view bytes) { return bytes.starts_with(zip_mark) || bytes.starts_with(ole_mark); }

Result<std::vector<FileTable>> read_xlsx(std::string_view bytes, const std::string& file) {
    if (bytes.starts_with(ole_mark)) {
        // The directory of an OLE file is in UTF-16.
        constexpr std::string_view encrypted{"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e", 31};
        return refuse(bytes.find(encrypted) == std::string_view::npos ? "data.error.xlsx.old_format"
                                                                      : "data.error.xlsx.encrypted",
                      file);
    }
    auto package = Package::open(bytes, file);
    if (!package) {
        return fail(package.error());
    }
    const auto of_kind = [](const std::vector<Relation>& relations, std::string_view kind) {
        const auto found = std::ranges::find(relations, kind, &Relation::kind);
        return found == relations.end() ? std::string() : found->part;
    };
    for (const auto& [part, form] :
         {std::pair{"content.xml", "data.error.form.ods"}, std::pair{"Index/Document.iwa", "data.error.form.numbers"},
          std::pair{"xl/workbook.bin", "data.error.form.xlsb"},
          std::pair{"word/document.xml", "data.error.form.document"}}) {
        if (package->has(part)) {
            return refuse(form, file);
        }
    }
    if (!package->has("_rels/.rels") && !package->has("[Content_Types].xml")) {
        return refuse("data.error.form.packed", file);
    }
    const auto root = relations_of(*package, "", file);
    if (!root) {
        return fail(root.error());
    }
    const std::string workbook_part = of_kind(*root, "officeDocument");
    const auto workbook = package->read_xml(workbook_part);
    const auto relations = relations_of(*package, workbook_part, file);
    if (!workbook || !*workbook || !relations) {
        return !workbook    ? fail(workbook.error())
               : !*workbook ? refuse("data.error.xlsx.part", file, workbook_part)
                            : fail(relations.error());
    }
    const std::string strings_part = of_kind(*relations, "sharedStrings");
    const auto strings = package->read_xml(strings_part);
    const auto styles = package->read_xml(of_kind(*relations, "styles"));
    for (const auto* part : {&strings, &styles}) {
        if (!*part) {
            return fail(part->error());
        }
    }
    const pugi::xml_node book = child(**workbook, "workbook");
    Shared shared;
    if (*strings) {
        for_each_child(child(**strings, "sst"), "si",
                       [&](const pugi::xml_node& item) { shared.strings.push_back(string_item(item)); });
    }
    if (*styles) {
        shared.formats = cell_formats(child(**styles, "styleSheet"));
    }
    shared.from_1904 = child(book, "workbookPr").attribute("date1904").as_bool();
    shared.left_to_excel = child(book, "calcPr").attribute("fullCalcOnLoad").as_bool();
    std::map<std::string, std::string> targets;
    for (const auto& relation : *relations) {
        if (relation.kind == "worksheet") {
            targets[relation.id] = relation.part;
        }
    }
    std::vector<FileTable> tables;
    std::set<std::string> read;
    std::size_t cells = 0;
    std::optional<Diagnostics> problem;
    for_each_child(child(book, "sheets"), "sheet", [&](const pugi::xml_node& sheet) {
        const auto target = targets.find(relation_id(sheet));
        // A sheet that is a chart has no cells, and none is read twice.
        if (problem || target == targets.end() || !read.insert(target->second).second) {
            return;
        }
        const std::string name = sheet.attribute("name").value();
        if (!is_utf8(name) || !is_utf8(target->second)) {
            problem = refuse("data.error.xlsx.not_utf", file).value();
            return;
        }
        const auto document = package->read_xml(target->second);
        if (!document || !*document) {
            problem = document ? refuse("data.error.xlsx.part", file, target->second).value() : document.error();
            return;
        }
        const bool hidden = std::string_view(sheet.attribute("state").value()).ends_with("idden");
        auto table = read_sheet(child(**document, "worksheet"), name, hidden, shared, file, cells);
        if (table) {
            tables.push_back(*std::move(table));
        } else {
            problem = table.error();
        }
    });
    if (problem) {
        return fail(*std::move(problem));
    }
    if (tables.empty()) {
        return refuse("data.error.xlsx.part", file, workbook_part);
    }
    return tables;
}

}  // namespace skattekrona
