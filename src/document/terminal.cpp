#include "document/writers.hpp"

#include "core/spelling.hpp"

#include <algorithm>
#include <cmath>

namespace skattekrona {

namespace {

struct CellWords {
    const Wording& wording;

    std::string operator()(std::monostate) const { return "–"; }
    std::string operator()(const ShownText& word) const { return word; }
    std::string operator()(const Number& number) const { return wording(number); }
    std::string operator()(Year year) const { return std::to_string(year.value); }
    std::string operator()(const Link& link) const { return link.text; }
    std::string operator()(const Interval& interval) const {
        if (!interval.words.empty()) {
            return interval.words;
        }
        const bool around = !is_missing(interval.middle.value);
        return wording({around ? (interval.spelled_out ? "document.interval.around_to" : "document.interval.around")
                               : (interval.spelled_out ? "document.interval.to" : "document.interval.between"),
                        {{"middle", interval.middle}, {"low", interval.low}, {"high", interval.high}}});
    }
};

/// Lines of text are no longer than this, however wide the terminal: the eye must find the next one.
constexpr std::size_t widest_text = 100;
/// Characters on either side of a bar's zero line.
constexpr std::size_t shortest_bar = 6;
constexpr std::size_t longest_bar = 8;
/// Spaces between columns.
constexpr std::size_t narrowest_gap = 1;
constexpr std::size_t widest_gap = 2;

std::string repeated(std::string_view character, std::size_t times) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i) {
        out += character;
    }
    return out;
}

std::string pad(const std::string& text, std::size_t width, bool left_aligned) {
    const std::size_t used = display_width(text);
    const std::string space(width > used ? width - used : 0, ' ');
    return left_aligned ? text + space : space + text;
}

/// The lines of a text, none wider than `width`: broken between words, and a longer word where it must be.
std::vector<std::string> wrap(std::string_view text, std::size_t width) {
    std::vector<std::string> lines(1);
    for (auto word : words_in(text)) {
        if (!lines.back().empty() && display_width(lines.back()) + 1 + display_width(word) > width) {
            lines.emplace_back();
        }
        lines.back() += lines.back().empty() ? "" : " ";
        for (auto piece = first_characters(word, width); piece.size() < word.size();
             piece = first_characters(word, width)) {
            lines.back() += piece;
            lines.emplace_back();
            word.remove_prefix(piece.size());
        }
        lines.back() += word;
    }
    return lines;
}

/// How wide a column wants to be, and how narrow it can be read.
struct Extent {
    std::size_t natural = 0;
    std::size_t least = 0;
};

/// A column of a table, or the bars beside it, as it is shown.
struct Shown {
    std::size_t column = 0;
    std::size_t width = 0;
    /// Spaces before it.
    std::size_t gap = 0;
    bool bar = false;
};

/// The columns beside each other; a table that is too wide has several such parts, one below the other.
using Part = std::vector<Shown>;

std::size_t width_of(const Part& part) {
    std::size_t width = 0;
    for (const auto& shown : part) {
        width += shown.gap + shown.width;
    }
    return width;
}

/// As many columns in each part as can be read in `width` characters. Each begins with the first, the row's name.
/// `gap` is before figures; a text beside a text needs more.
std::vector<Part> divide(const Table& table, const std::vector<Extent>& extents, std::size_t gap, bool bars,
                         std::size_t width) {
    const auto with_its_bar = [&](std::size_t c) {
        Part part{{c, std::min(extents[c].least, width / 2), table.columns[c].text ? widest_gap : gap}};
        if (bars && table.columns[c].bar) {
            part.push_back({c, 2 * shortest_bar + 1, gap, true});
        }
        return part;
    };
    std::size_t widest = 0;
    for (std::size_t c = 1; c < extents.size(); ++c) {
        widest = std::max(widest, width_of(with_its_bar(c)));
    }
    const Part name{{0, std::min(extents.front().least, width - std::min(width, widest))}};
    std::vector<Part> parts{name};
    for (std::size_t c = 1; c < extents.size(); ++c) {
        const Part added = with_its_bar(c);
        const bool alone = parts.back().size() == 1;
        if (!alone && width_of(parts.back()) + width_of(added) > width) {
            parts.push_back(name);
        }
        parts.back().insert(parts.back().end(), added.begin(), added.end());
    }
    return parts;
}

/// Gives the width that is left to the narrowest column that wants more, one character at a time, then to the bars.
void widen(Part& part, const std::vector<Extent>& extents, std::size_t spare) {
    for (; spare > 0; --spare) {
        Shown* narrowest = nullptr;
        for (auto& shown : part) {
            const bool narrower = narrowest == nullptr || shown.width <= narrowest->width;
            narrowest = !shown.bar && shown.width < extents[shown.column].natural && narrower ? &shown : narrowest;
        }
        if (narrowest == nullptr) {
            break;
        }
        ++narrowest->width;
    }
    for (auto& shown : part) {
        if (shown.bar) {
            const std::size_t more = std::min(longest_bar - shortest_bar, spare / 2);
            shown.width += 2 * more;
            spare -= 2 * more;
        }
    }
}

/// In as few parts as can be: gaps get narrower, then bars go, before a table is divided.
std::vector<Part> lay_out(const Table& table, const std::vector<Extent>& extents, std::size_t width) {
    // A single bar has no other to be compared with.
    const bool comparable = table.rows.size() > 1;
    std::vector<std::vector<Part>> choices;
    for (const bool bars : {true, false}) {
        for (const std::size_t gap : {widest_gap, narrowest_gap}) {
            choices.push_back(divide(table, extents, gap, bars && comparable, width));
        }
    }
    std::vector<Part> parts = *std::ranges::min_element(choices, {}, &std::vector<Part>::size);
    for (auto& part : parts) {
        widen(part, extents, width - std::min(width, width_of(part)));
    }
    return parts;
}

class TerminalWriter {
public:
    TerminalWriter(const Wording& wording, std::size_t width, bool styled)
        : wording_(wording), width_(width), styled_(styled) {}

    void operator()(const Heading& heading) {
        out_ += "\n";
        add_text(heading.text, true);
    }
    void operator()(const Paragraph& paragraph) { add_text(paragraph.text, paragraph.lead); }
    void operator()(const List& list) {
        for (const auto& item : list.items) {
            add_text("• " + item.text());
        }
    }
    void operator()(const ChartRow& row) {
        for (const auto& chart : row.charts) {
            add_text(chart.alt);
        }
    }
    /// Details to open have no place to open in a terminal; the other formats and --json carry them.
    void operator()(const Fold&) {}
    void operator()(const Table& table) {
        if (!table.title.empty()) {
            (*this)(Heading{table.title});
        }
        std::vector<std::vector<std::string>> words;
        for (const auto& row : table.rows) {
            auto& line = words.emplace_back();
            std::ranges::transform(row, std::back_inserter(line),
                                   [&](const Cell& cell) { return cell_words(cell, wording_); });
        }
        const std::vector<Part> parts = lay_out(table, extents(table, words), width_);
        for (std::size_t p = 0; p < parts.size(); ++p) {
            if (p > 0) {
                out_ += "\n";
                add_text(wording_("document.table.continued"));
            }
            // Where a table goes on, a row that has nothing more to say is left out.
            add_part(table, words, parts[p], p > 0);
        }
        for (const auto& note : table.notes) {
            add_text("• " + note.text());
        }
    }

    std::string take() { return std::move(out_); }

private:
    static std::vector<Extent> extents(const Table& table, const std::vector<std::vector<std::string>>& words) {
        std::vector<Extent> extents;
        for (std::size_t c = 0; c < table.columns.size(); ++c) {
            const auto& column = table.columns[c];
            Extent extent{std::max(display_width(column.title), display_width(column.unit)),
                          std::max(longest_word(column.title), longest_word(column.unit))};
            for (const auto& line : words) {
                extent.natural = std::max(extent.natural, display_width(line[c]));
                extent.least = std::max(extent.least, column.text ? longest_word(line[c]) : display_width(line[c]));
            }
            // A text in a narrower column than this is hard to read, even if its words are short.
            constexpr std::size_t readable = 10;
            extent.least = std::min(extent.natural, std::max(extent.least, column.text ? readable : 0));
            extents.push_back(extent);
        }
        return extents;
    }

    void add_part(const Table& table, const std::vector<std::vector<std::string>>& words, const Part& part,
                  bool leave_out_silent) {
        // A text too long for its column goes on below, in its own column.
        const auto add_line = [&](auto&& lines_of) {
            std::vector<std::vector<std::string>> lines;
            std::size_t height = 1;
            for (const auto& shown : part) {
                lines.push_back(lines_of(shown));
                height = std::max(height, lines.back().size());
            }
            for (std::size_t l = 0; l < height; ++l) {
                std::string line;
                for (std::size_t i = 0; i < part.size(); ++i) {
                    const std::string text = l < lines[i].size() ? lines[i][l] : std::string();
                    const bool left_aligned = table.columns[part[i].column].text;
                    line += std::string(part[i].gap, ' ') + pad(text, part[i].width, left_aligned);
                }
                out_ += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
            }
        };
        const auto add_header = [&](ShownText Column::*text) {
            add_line([&](const Shown& shown) {
                return shown.bar ? std::vector<std::string>{} : wrap(table.columns[shown.column].*text, shown.width);
            });
        };
        const std::string rule = repeated("─", width_of(part)) + "\n";
        add_header(&Column::title);
        if (std::ranges::any_of(part, [&](const Shown& shown) { return !table.columns[shown.column].unit.empty(); })) {
            add_header(&Column::unit);
        }
        out_ += rule;
        for (std::size_t r = 0; r < words.size(); ++r) {
            const bool silent = std::all_of(part.begin() + 1, part.end(),
                                            [&](const Shown& shown) { return words[r][shown.column].empty(); });
            if (silent && leave_out_silent) {
                continue;
            }
            if (table.last_is_total && r + 1 == words.size()) {
                out_ += rule;
            }
            add_line([&](const Shown& shown) {
                return shown.bar ? std::vector{bar(table, r, shown)} : wrap(words[r][shown.column], shown.width);
            });
        }
    }

    /// A figure as a bar on its side of a zero line, in steps of half a character; the column's largest reaches the
    /// edge. A missing figure has none.
    std::string bar(const Table& table, std::size_t row, const Shown& shown) const {
        const auto value_of = [&](const std::vector<Cell>& cells) {
            const auto* number = std::get_if<Number>(&cells[shown.column]);
            return number == nullptr ? missing : number->value;
        };
        const double value = value_of(table.rows[row]);
        if (is_missing(value)) {
            return {};
        }
        double largest = 0;
        for (const auto& cells : table.rows) {
            largest = std::fmax(largest, std::abs(value_of(cells)));
        }
        const std::size_t side = shown.width / 2;
        const double part = largest > 0 ? std::abs(value) / largest : 0;
        const auto halves = static_cast<std::size_t>(std::lround(part * static_cast<double>(2 * side)));
        const std::string whole = repeated("█", halves / 2);
        const std::string space(side - (halves + 1) / 2, ' ');
        const std::string nothing(side, ' ');
        const bool odd = halves % 2 == 1;
        // Blue and orange are told apart by the colour-blind too; the side and the figure's sign say the same.
        return value < 0 ? space + styled("38;5;33", (odd ? "▐" : "") + whole) + "│" + nothing
                         : nothing + "│" + styled("38;5;208", whole + (odd ? "▌" : "")) + space;
    }

    void add_text(std::string_view text, bool strong = false) {
        for (const auto& line : wrap(text, std::min(width_, widest_text))) {
            out_ += (strong ? styled("1", line) : line) + "\n";
        }
    }

    /// In the terminal's style of that number: 1 is bold.
    std::string styled(std::string_view style, const std::string& text) const {
        return styled_ && !text.empty() ? "\x1b[" + std::string(style) + "m" + text + "\x1b[0m" : text;
    }

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
    visit_blocks(document, writer);
    return writer.take();
}

}  // namespace skattekrona
