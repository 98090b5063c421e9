#include "report/writers.hpp"

#include "core/spelling.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace skattekrona {

namespace {

std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (std::string_view("\\`*_[]<>|#").find(c) != std::string_view::npos) {
            out += '\\';
        }
        out += c;
    }
    return out;
}

class MarkdownWriter {
public:
    using Pictures = std::map<std::string, MarkdownPicture, std::less<>>;

    MarkdownWriter(const Wording& wording, const Pictures& pictures) : wording_(wording), pictures_(pictures) {}

    void operator()(const Heading& heading) {
        out_ += (heading.within ? "### " : "## ") + escaped(heading.text) + "\n\n";
    }
    void operator()(const Paragraph& paragraph) {
        out_ += paragraph.lead ? "**" + escaped(paragraph.text) + "**\n\n" : escaped(paragraph.text) + "\n\n";
    }
    void operator()(const List& list) {
        for (const auto& item : list.items) {
            out_ += "- " + escaped(item) + "\n";
        }
        out_ += "\n";
    }
    void operator()(const ChartRow& row) {
        for (const auto& chart : row.charts) {
            if (const auto picture = pictures_.find(chart.id); picture != pictures_.end()) {
                out_ += "### " + escaped(chart.title) + "\n\n![" + escaped(chart.alt) +
                        fmt::format("]({}){{width={:.1f}cm}}\n\n", picture->second.file, picture->second.centimetres);
            } else {
                (*this)(chart_table(chart));
            }
            out_ += escaped(chart.caption) + "\n\n";
        }
    }
    void operator()(const Fold& fold) {
        out_ += "### " + escaped(fold.title) + "\n\n";
        for (const auto& block : fold.content) {
            std::visit(*this, block);
        }
    }
    void operator()(const Table& table) {
        if (!table.title.empty()) {
            out_ += "### " + escaped(table.title) + "\n\n";
        }
        std::string heads = "|";
        std::string rule = "|";
        for (std::size_t c = 0; c < table.columns.size(); ++c) {
            const Column& column = table.columns[c];
            heads += " " + escaped(column.title) + (column.unit.empty() ? "" : ", " + escaped(column.unit)) + " |";
            // As many dashes as the column has characters: from them a printed table has its proportions.
            std::size_t width = display_width(column.title) + display_width(column.unit);
            for (const auto& row : table.rows) {
                width = std::max(width, display_width(cell_words(row[c], wording_)));
            }
            rule += " " + std::string(std::clamp<std::size_t>(width + 2, 5, 40), '-') + (column.text ? " |" : ": |");
        }
        out_ += heads + "\n" + rule + "\n";
        for (const auto& row : table.rows) {
            out_ += "|";
            for (const auto& cell : row) {
                out_ += " " + escaped(cell_words(cell, wording_)) + " |";
            }
            out_ += "\n";
        }
        out_ += "\n";
        for (const auto& note : table.notes) {
            out_ += "- " + escaped(note) + "\n";
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
    for (const auto& block : document.blocks) {
        std::visit(writer, block);
    }
    return "# " + escaped(document.title) + "\n\n" + writer.take();
}

}  // namespace skattekrona
