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
        if (zip_get_num_entries(archive, 0) > most_entries) {
            return refuse("data.error.xlsx.too_large", file);
        }
        return package;
    }

    /// Nothing where there is no such part.
    Result<std::optional<std::string>> read(const std::string& part) {
        zip_stat_t status;
        if (zip_stat(archive_.get(), part.c_str(), 0, &status) != 0) {
            return std::optional<std::string>{};
        }
        if ((status.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && status.encryption_method != ZIP_EM_NONE) {
            return refuse("data.error.xlsx.encrypted", file_);
        }
        const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> entry(zip_fopen(archive_.get(), part.c_str(), 0),
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

/// The text of a string item, its runs joined; phonetic runs (rPh) are left out.
std::string string_item(const pugi::xml_node& item) {
    std::string text;
    for (const auto& part : item.children()) {
        if (local_name(part) == "t") {
            text += part.child_value();
        } else if (local_name(part) == "r") {
            text += child(part, "t").child_value();
        }
    }
    return text;
}

/// A format code shows a date where it has a letter of dates outside quotes, brackets and escapes.
bool is_date_format(std::string_view code) {
    bool quoted = false;
    bool bracketed = false;
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
            return false;
        } else if (!quoted && !bracketed && std::string_view("yYdDhHsSmM").find(c) != std::string_view::npos) {
            return true;
        }
    }
    return false;
}

/// ECMA-376 18.8.30: the formats that are dates or times without being written out, also those of East Asia.
bool is_built_in_date(int format) {
    return (format >= 14 && format <= 22) || (format >= 27 && format <= 36) || (format >= 45 && format <= 47) ||
           (format >= 50 && format <= 58);
}

/// For each cell style, whether it shows a date.
std::vector<bool> date_styles(const pugi::xml_node& style_sheet) {
    std::map<int, bool> formats;
    for_each_child(child(style_sheet, "numFmts"), "numFmt", [&](const pugi::xml_node& format) {
        formats[format.attribute("numFmtId").as_int()] = is_date_format(format.attribute("formatCode").value());
    });
    std::vector<bool> dates;
    for_each_child(child(style_sheet, "cellXfs"), "xf", [&](const pugi::xml_node& style) {
        const int format = style.attribute("numFmtId").as_int();
        const auto own = formats.find(format);
        dates.push_back(own == formats.end() ? is_built_in_date(format) : own->second);
    });
    return dates;
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
    std::vector<bool> dates;
    bool from_1904 = false;
};

struct CellValue {
    std::string text;
    bool number = false;
};

CellValue cell_value(const pugi::xml_node& cell, const Shared& shared) {
    const std::string_view type = cell.attribute("t").value();
    const std::string value = child(cell, "v").child_value();
    if (type == "inlineStr") {
        return {string_item(child(cell, "is"))};
    }
    if (type == "s") {
        std::size_t index = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), index);
        return {error == std::errc{} && index < shared.strings.size() ? shared.strings[index] : ""};
    }
    if (type == "b") {
        return {value == "1" ? "true" : "false"};
    }
    if (type == "str" || type == "e" || type == "d") {
        return {value};
    }
    const auto style = static_cast<std::size_t>(std::max(0, cell.attribute("s").as_int()));
    if (!value.empty() && style < shared.dates.size() && shared.dates[style]) {
        double serial = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), serial);
        if (auto date = error == std::errc{} ? iso_date(serial, shared.from_1904) : std::nullopt) {
            return {*std::move(date)};
        }
    }
    return {value, !value.empty()};
}

Result<FileTable> read_sheet(const pugi::xml_node& sheet, const std::string& name, const Shared& shared,
                             const std::string& file, std::size_t& cells) {
    FileTable table(file, name, true);
    int row_number = 0;
    bool sound = true;
    std::optional<Location> not_utf;
    for_each_child(child(sheet, "sheetData"), "row", [&](const pugi::xml_node& row) {
        const int stated = row.attribute("r").as_int(row_number + 1);
        sound = sound && stated > row_number && stated <= most_rows;
        if (!sound) {
            return;
        }
        row_number = stated;
        table.begin_row(row_number);
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
            for (++column; column < reference->column; ++column, ++cells) {
                table.add({"", column});
            }
            CellValue value = cell_value(cell, shared);
            // pugixml takes bytes and character references as they come.
            if (!is_utf8(value.text)) {
                not_utf = {fmt::format("{}[{}]", file, printable(name)), row_number, column};
                return;
            }
            // A long text that many cells share is memory too.
            cells += 1 + value.text.size() / bytes_of_a_cell;
            table.add(
                {value.text.empty() ? std::string_view() : table.keep(std::move(value.text)), column, value.number});
        });
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

/// Parts are named from the root of the package or from the workbook's folder.
std::string part_name(std::string_view target) {
    return target.starts_with('/') ? std::string(target.substr(1)) : "xl/" + std::string(target);
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
    const std::string workbook_part = "xl/workbook.xml";
    const std::string relations_part = "xl/_rels/workbook.xml.rels";
    const auto workbook = package->read_xml(workbook_part);
    const auto relations = package->read_xml(relations_part);
    const auto strings = package->read_xml("xl/sharedStrings.xml");
    const auto styles = package->read_xml("xl/styles.xml");
    for (const auto* part : {&workbook, &relations, &strings, &styles}) {
        if (!*part) {
            return fail(part->error());
        }
    }
    if (!*workbook || !*relations) {
        return refuse("data.error.xlsx.part", file, !*workbook ? workbook_part : relations_part);
    }
    Shared shared;
    if (*strings) {
        for_each_child(child(**strings, "sst"), "si",
                       [&](const pugi::xml_node& item) { shared.strings.push_back(string_item(item)); });
    }
    if (*styles) {
        shared.dates = date_styles(child(**styles, "styleSheet"));
    }
    const pugi::xml_node book = child(**workbook, "workbook");
    shared.from_1904 = child(book, "workbookPr").attribute("date1904").as_bool();
    std::map<std::string, std::string> targets;
    for_each_child(child(**relations, "Relationships"), "Relationship", [&](const pugi::xml_node& relation) {
        if (std::string_view(relation.attribute("Type").value()).ends_with("/worksheet")) {
            targets[relation.attribute("Id").value()] = part_name(relation.attribute("Target").value());
        }
    });
    std::vector<FileTable> tables;
    std::set<std::string> read;
    std::size_t cells = 0;
    std::optional<Diagnostics> problem;
    for_each_child(child(book, "sheets"), "sheet", [&](const pugi::xml_node& sheet) {
        const auto target = targets.find(sheet.attribute("r:id").value());
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
        auto table = read_sheet(child(**document, "worksheet"), name, shared, file, cells);
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
