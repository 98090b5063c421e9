#include "data/file_table.hpp"

#include "core/spelling.hpp"
#include "figures/csv.hpp"

#include <algorithm>
#include <array>

namespace skattekrona {

namespace {

/// Unicode's letters for the bytes 0x80 to 0x9F of Windows-1252; 0 is undefined.
constexpr std::array<char16_t, 32> cp1252_letters{0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                  0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                                  0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                  0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

}  // namespace

void append_utf8(std::string& out, char16_t letter) {
    const auto put = [&](unsigned byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
    if (letter < 0x80) {
        put(letter);
        return;
    }
    if (letter < 0x800) {
        put(0xC0U | (letter >> 6U));
    } else {
        put(0xE0U | (letter >> 12U));
        put(0x80U | ((letter >> 6U) & 0x3FU));
    }
    put(0x80U | (letter & 0x3FU));
}

namespace {

Location place(std::string_view bytes, std::size_t at, const std::string& file) {
    const std::string_view before = bytes.substr(0, at);
    const std::size_t line_break = before.rfind('\n');
    const std::size_t begin = line_break == std::string_view::npos ? 0 : line_break + 1;
    return {file, static_cast<int>(std::ranges::count(before, '\n')) + 1, static_cast<int>(at - begin) + 1};
}

Result<std::string> from_cp1252(std::string_view bytes, const std::string& file) {
    std::string text;
    text.reserve(bytes.size() + bytes.size() / 8);
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        const auto byte = static_cast<unsigned char>(bytes[at]);
        if (byte < 0x80) {
            text += bytes[at];
            continue;
        }
        const char16_t letter = byte < 0xA0 ? cp1252_letters.at(byte - 0x80U) : static_cast<char16_t>(byte);
        if (letter == 0) {
            return fail(Diagnostic{Failure::invalid_input, {"data.error.import.encoding", {}}, place(bytes, at, file)});
        }
        append_utf8(text, letter);
    }
    return text;
}

}  // namespace

Result<std::string> decode(std::string bytes, Encoding encoding, const std::string& file) {
    constexpr std::string_view utf8_mark = "\xEF\xBB\xBF";
    if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
        return fail(Diagnostic{Failure::invalid_input, {"data.error.import.utf_wide", {}}, {file}});
    }
    if (const std::size_t nul = bytes.find('\0'); nul != std::string::npos) {
        return fail(Diagnostic{Failure::invalid_input, {"data.error.import.binary", {}}, place(bytes, nul, file)});
    }
    if (bytes.starts_with(utf8_mark)) {
        bytes.erase(0, utf8_mark.size());
        encoding = Encoding::utf8;
    }
    const std::size_t fault = encoding == Encoding::cp1252 ? std::string::npos : first_fault_in_utf8(bytes);
    if (encoding == Encoding::cp1252 || (encoding == Encoding::automatic && fault != std::string::npos)) {
        return from_cp1252(bytes, file);
    }
    if (fault != std::string::npos) {
        return fail(Diagnostic{Failure::invalid_input, {"data.error.import.not_utf", {}}, place(bytes, fault, file)});
    }
    return bytes;
}

char sniff_delimiter(std::string_view text) {
    constexpr std::string_view delimiters = ";\t,|";
    constexpr int lines = 20;
    std::array<int, delimiters.size()> lines_with{};
    std::array<bool, delimiters.size()> on_this_line{};
    bool quoted = false;
    int line = 0;
    for (std::size_t at = 0; at <= text.size() && line < lines; ++at) {
        const bool crlf = text.substr(at, 2) == "\r\n";
        const bool line_ends = at == text.size() || text[at] == '\n' || (text[at] == '\r' && !crlf);
        if (line_ends && (at == text.size() || !quoted)) {
            for (std::size_t which = 0; which < delimiters.size(); ++which) {
                lines_with.at(which) += on_this_line.at(which) ? 1 : 0;
            }
            on_this_line = {};
            ++line;
        } else if (text[at] == '"') {
            quoted = !quoted;
        } else if (const std::size_t which = delimiters.find(text[at]); !quoted && which != std::string_view::npos) {
            on_this_line.at(which) = true;
        }
    }
    const auto best = std::ranges::max_element(lines_with);
    return *best == 0 ? ',' : delimiters[static_cast<std::size_t>(best - lines_with.begin())];
}

std::optional<char> stated_delimiter(std::string_view text) {
    constexpr std::string_view mark = "sep=";
    const bool stated = lower_case(text.substr(0, mark.size())) == mark && text.size() > mark.size() + 1;
    const char after = stated ? text[mark.size() + 1] : '\0';
    return after == '\n' || after == '\r' ? std::optional(text[mark.size()]) : std::nullopt;
}

Result<FileTable> FileTable::of_text(std::string text, const std::string& file) {
    FileTable table(file, "");
    const std::string_view kept = table.keep(std::move(text));
    table.delimiter_ = stated_delimiter(kept).value_or(sniff_delimiter(kept));
    std::size_t rows = 0;
    if (auto problem = table.visit_text([&](const FileRow&) { return ++rows > 0; })) {
        return fail(*std::move(problem));
    }
    table.rows_ = rows;
    return table;
}

std::optional<Diagnostic> FileTable::visit_text(const std::function<bool(const FileRow&)>& visit) const {
    const std::string_view text = kept_.front();
    CsvReader csv(text, file_, *delimiter_);
    bool more = !text.empty() && !csv.problem() && (!stated_delimiter(text) || csv.next_of_any_length());
    for (std::vector<FileCell> cells; more; more = csv.next_of_any_length()) {
        if (std::ranges::all_of(csv.fields(), [](std::string_view field) { return field.empty(); })) {
            continue;
        }
        cells.clear();
        for (std::size_t i = 0; i < csv.fields().size(); ++i) {
            cells.push_back({csv.fields()[i], csv.columns()[i]});
        }
        if (!visit({cells, csv.line()})) {
            break;
        }
    }
    return csv.problem();
}

void FileTable::visit_rows(const std::function<bool(const FileRow&)>& visit) const {
    if (delimiter_) {
        visit_text(visit);
        return;
    }
    for (std::size_t row = 0; row < lines_.size(); ++row) {
        const std::size_t end = row + 1 < begins_.size() ? begins_[row + 1] : cells_.size();
        if (!visit({std::span(cells_).subspan(begins_[row], end - begins_[row]), lines_[row]})) {
            return;
        }
    }
}

}  // namespace skattekrona
