#include "document/writers.hpp"

#include "core/spelling.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace skattekrona {

std::string markdown_words(std::string_view words) {
    std::string out;
    for (const char c : words) {
        if (std::string_view("\\`*_[]<>|#").find(c) != std::string_view::npos) {
            out += '\\';
        }
        out += c;
    }
    return out;
}

namespace {

/// As many dashes as a column has characters, and a margin: from them a printed table has its proportions. No column is
/// narrower than its longest word, as long as a page has room for that.
std::vector<std::size_t> column_widths(const Table& table, const Wording& wording) {
    constexpr std::size_t page = 118;
    constexpr std::size_t margin = 2;
    std::vector<std::size_t> least;
    std::vector<std::size_t> wanted;
    std::size_t needed = 0;
    std::size_t asked = 0;
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        const Column& column = table.columns[c];
        std::size_t word = std::max(longest_word(column.title.text() + ","), longest_word(column.unit));
        std::size_t whole = word;
        for (const auto& row : table.rows) {
            const std::string words = cell_words(row[c], wording);
            word = std::max(word, longest_word(words));
            whole = std::max(whole, display_width(words));
        }
        least.push_back(word + margin);
        wanted.push_back(std::max(least.back(), std::clamp<std::size_t>(whole + margin + 1, 6, 40)));
        needed += least.back();
        asked += wanted.back();
    }
    if (asked > page) {
        const std::size_t left = page - std::min(page, needed);
        for (std::size_t c = 0; c < wanted.size() && asked > needed; ++c) {
            wanted[c] = least[c] + (wanted[c] - least[c]) * left / (asked - needed);
        }
    }
    return wanted;
}

class MarkdownWriter {
public:
    using Pictures = std::map<std::string, MarkdownPicture, std::less<>>;

    MarkdownWriter(const Wording& wording, const Pictures& pictures) : wording_(wording), pictures_(pictures) {}

    void operator()(const Heading& heading) {
        out_ += (heading.within ? "### " : "## ") + markdown_words(heading.text) + "\n\n";
    }
    void operator()(const Paragraph& paragraph) {
        out_ +=
            paragraph.lead ? "**" + markdown_words(paragraph.text) + "**\n\n" : markdown_words(paragraph.text) + "\n\n";
    }
    void operator()(const List& list) {
        for (const auto& item : list.items) {
            out_ += "- " + markdown_words(item) + "\n";
        }
        out_ += "\n";
    }
    void operator()(const ChartRow& row) {
        for (const auto& chart : row.charts) {
            if (const auto picture = pictures_.find(chart.id); picture != pictures_.end()) {
                out_ += "### " + markdown_words(chart.title) + "\n\n![" + markdown_words(chart.alt) +
                        fmt::format("]({}){{width={:.1f}cm}}\n\n", picture->second.file, picture->second.centimetres);
            } else if (row.table_follows) {
                continue;
            } else {
                (*this)(chart_table(chart));
            }
            out_ += markdown_words(chart.caption) + "\n\n";
        }
    }
    void operator()(const Fold& fold) {
        out_ += "### " + markdown_words(fold.title) + "\n\n";
        for (const auto& block : fold.content) {
            std::visit(*this, block);
        }
    }
    void operator()(const Table& table) {
        if (!table.title.empty()) {
            out_ += "### " + markdown_words(table.title) + "\n\n";
        }
        std::string heads = "|";
        std::string rule = "|";
        const std::vector<std::size_t> widths = column_widths(table, wording_);
        for (std::size_t c = 0; c < table.columns.size(); ++c) {
            const Column& column = table.columns[c];
            heads += " " + markdown_words(column.title) +
                     (column.unit.empty() ? "" : ", " + markdown_words(column.unit)) + " |";
            rule += " " + std::string(widths[c], '-') + (column.text ? " |" : ": |");
        }
        out_ += heads + "\n" + rule + "\n";
        for (const auto& row : table.rows) {
            out_ += "|";
            for (const auto& cell : row) {
                out_ += " " + markdown_words(cell_words(cell, wording_)) + " |";
            }
            out_ += "\n";
        }
        out_ += "\n";
        for (const auto& note : table.notes) {
            out_ += "- " + markdown_words(note) + "\n";
        }
        out_ += table.notes.empty() ? "" : "\n";
    }

    std::string take() { return std::move(out_); }

private:
    const Wording& wording_;
    const Pictures& pictures_;
    std::string out_;
};

}  // namespace

std::string write_markdown(const Document& document, const Wording& wording,
                           const std::map<std::string, MarkdownPicture, std::less<>>& pictures) {
    MarkdownWriter writer(wording, pictures);
    visit_blocks(document, writer);
    return "# " + markdown_words(document.title) + "\n\n" + writer.take();
}

}  // namespace skattekrona
