#include "report/writers.hpp"

#include "core/spelling.hpp"

#include <algorithm>

namespace skattekrona {

namespace {

struct CellWords {
    const Wording& wording;

    std::string operator()(std::monostate) const { return "–"; }
    std::string operator()(const std::string& word) const { return word; }
    std::string operator()(const Number& number) const { return wording(number); }
    std::string operator()(Year year) const { return std::to_string(year.value); }
    std::string operator()(const Link& link) const { return link.text; }
};

std::string pad(const std::string& text, std::size_t width, bool left_aligned) {
    const std::size_t used = display_width(text);
    const std::string space(width > used ? width - used : 0, ' ');
    return left_aligned ? text + space : space + text;
}

std::string wrap(std::string_view text, std::size_t width) {
    std::string out;
    std::size_t used = 0;
    bool first = true;
    while (!text.empty()) {
        const std::size_t space = std::min(text.find(' '), text.size());
        const std::string_view word = text.substr(0, space);
        text.remove_prefix(std::min(space + 1, text.size()));
        if (!first && used + 1 + display_width(word) > width) {
            out += "\n";
            used = 0;
            first = true;
        }
        if (!first) {
            out += ' ';
            ++used;
        }
        out += word;
        used += display_width(word);
        first = false;
    }
    return out + "\n";
}

std::vector<std::string> split_lines(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::size_t longest_word(std::string_view text) {
    std::size_t longest = 0;
    while (!text.empty()) {
        const std::size_t space = std::min(text.find(' '), text.size());
        longest = std::max(longest, display_width(text.substr(0, space)));
        text.remove_prefix(std::min(space + 1, text.size()));
    }
    return longest;
}

class TerminalWriter {
public:
    TerminalWriter(const Wording& wording, std::size_t width, bool styled)
        : wording_(wording), width_(width), styled_(styled) {}

    void operator()(const Heading& heading) { out_ += "\n" + bold(heading.text) + "\n"; }
    void operator()(const Paragraph& paragraph) {
        const std::string text = wrap(paragraph.text, width_);
        out_ += paragraph.lead && styled_ ? bold(text.substr(0, text.size() - 1)) + "\n" : text;
    }
    void operator()(const List& list) {
        for (const auto& item : list.items) {
            out_ += wrap("• " + item, width_);
        }
    }
    void operator()(const ChartRow& row) {
        for (const auto& chart : row.charts) {
            out_ += wrap(chart.alt, width_);
        }
    }
    /// Details to open have no place to open in a terminal; the other formats and --json carry them.
    void operator()(const Fold&) {}
    void operator()(const Table& table) {
        if (!table.title.empty()) {
            out_ += "\n" + bold(table.title) + "\n";
        }
        std::vector<std::size_t> widths;
        std::vector<std::vector<std::string>> words;
        for (const auto& row : table.rows) {
            auto& line = words.emplace_back();
            std::ranges::transform(row, std::back_inserter(line),
                                   [&](const Cell& cell) { return cell_words(cell, wording_); });
        }
        bool units = false;
        for (std::size_t c = 0; c < table.columns.size(); ++c) {
            const auto& column = table.columns[c];
            units = units || !column.unit.empty();
            std::size_t width = std::max(display_width(column.title), display_width(column.unit));
            for (const auto& line : words) {
                width = std::max(width, display_width(line[c]));
            }
            widths.push_back(width);
        }
        shrink_to_fit(table, words, widths);
        // A text too long for its column goes on below, in its own column.
        const auto add_line = [&](auto&& text_of) {
            std::vector<std::vector<std::string>> lines;
            std::size_t height = 1;
            for (std::size_t c = 0; c < table.columns.size(); ++c) {
                lines.push_back(split_lines(wrap(text_of(c), widths[c])));
                height = std::max(height, lines.back().size());
            }
            for (std::size_t l = 0; l < height; ++l) {
                std::string line;
                for (std::size_t c = 0; c < table.columns.size(); ++c) {
                    const std::string text = l < lines[c].size() ? lines[c][l] : std::string();
                    line += (c == 0 ? "" : "  ") + pad(text, widths[c], table.columns[c].text);
                }
                out_ += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
            }
        };
        std::size_t total_width = 0;
        for (const std::size_t width : widths) {
            total_width += width + 2;
        }
        std::string rule;
        for (std::size_t i = 0; i + 2 < total_width; ++i) {
            rule += "─";
        }
        add_line([&](std::size_t c) { return table.columns[c].title; });
        if (units) {
            add_line([&](std::size_t c) { return table.columns[c].unit; });
        }
        out_ += rule + "\n";
        for (std::size_t r = 0; r < words.size(); ++r) {
            if (table.last_is_total && r + 1 == words.size()) {
                out_ += rule + "\n";
            }
            add_line([&](std::size_t c) { return words[r][c]; });
        }
        for (const auto& note : table.notes) {
            out_ += wrap("• " + note, width_);
        }
    }

    std::string take() { return std::move(out_); }

private:
    /// Takes the width that is missing from the widest text column, one character at a time, down to its longest word.
    void shrink_to_fit(const Table& table, const std::vector<std::vector<std::string>>& words,
                       std::vector<std::size_t>& widths) const {
        std::vector<std::size_t> readable;
        for (std::size_t c = 0; c < widths.size(); ++c) {
            readable.push_back(std::max<std::size_t>(10, longest_word(table.columns[c].title)));
            for (const auto& line : words) {
                readable.back() = std::max(readable.back(), longest_word(line[c]));
            }
        }
        std::size_t used = 2 * (widths.size() - 1);
        for (const std::size_t width : widths) {
            used += width;
        }
        while (used > width_) {
            std::size_t widest = widths.size();
            for (std::size_t c = 0; c < widths.size(); ++c) {
                const bool wider = widest == widths.size() || widths[c] > widths[widest];
                widest = table.columns[c].text && widths[c] > readable[c] && wider ? c : widest;
            }
            if (widest == widths.size()) {
                return;
            }
            --widths[widest];
            --used;
        }
    }

    std::string bold(const std::string& text) const { return styled_ ? "\x1b[1m" + text + "\x1b[0m" : text; }

    const Wording& wording_;
    std::size_t width_;
    bool styled_;
    std::string out_;
};

}  // namespace

std::string cell_words(const Cell& cell, const Wording& wording) { return std::visit(CellWords{wording}, cell); }

std::string write_terminal(const Document& document, const Wording& wording, std::size_t width, bool styled) {
    TerminalWriter writer(wording, width, styled);
    writer(Paragraph{document.title, true});
    for (const auto& block : document.blocks) {
        std::visit(writer, block);
    }
    return writer.take();
}

}  // namespace skattekrona
