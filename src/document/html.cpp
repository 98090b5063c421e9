#include "document/writers.hpp"

#include "core/spelling.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace skattekrona {

namespace {

std::string escaped(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

/// JSON inside a script element: "</script>" in a text must not end it.
std::string script_safe(const std::string& json) {
    std::string out;
    out.reserve(json.size());
    for (const char c : json) {
        out += c;
        if (c == '<') {
            out.back() = '\\';
            out += "u003c";
        }
    }
    return out;
}

/// Rows of a chart with their columns named once; page.js makes them rows again.
Json by_columns(const Json& rows) {
    std::vector<std::string> columns;
    for (const auto& row : rows.items()) {
        for (const auto& [name, value] : row.members()) {
            if (std::ranges::find(columns, name) == columns.end()) {
                columns.push_back(name);
            }
        }
    }
    Json cells = Json::list();
    for (const auto& row : rows.items()) {
        Json line = Json::list();
        for (const auto& name : columns) {
            const Json* value = row.find(name);
            line.push_back(value == nullptr ? Json() : *value);
        }
        cells.push_back(std::move(line));
    }
    return {{"columns", columns}, {"cells", std::move(cells)}};
}

std::string titled_unit(const Column& column) {
    return column.unit.empty() ? column.title.text() : column.title.text() + ", " + column.unit.text();
}

/// So many characters stand beside each other in a table on a phone's screen.
constexpr std::size_t phone_room = 44;

/// What a column takes of the width, in characters and with the space before it: its longest word or figure, and
/// sentences on a few lines.
std::size_t room_of(const Table& table, std::size_t c, const Wording& wording) {
    const Column& column = table.columns[c];
    std::size_t room = std::max(longest_word(column.title), longest_word(column.unit));
    for (const auto& row : table.rows) {
        const std::string words = cell_words(row[c], wording);
        const std::size_t width = display_width(words);
        room = std::max(room, column.text ? std::max(longest_word(words), width / 4) : width);
    }
    return room + 1;
}

/// How a narrow screen has a table: its columns side by side, each row's heading on a line above its figures, or each
/// row as a card with its figures under their own headings.
struct NarrowLayout {
    bool cards = false;
    std::string kind{};
    std::string style{};
};
NarrowLayout narrow_layout(const Table& table, const Wording& wording) {
    if (table.columns.empty()) {
        return {};
    }
    std::size_t beside = 0;
    std::size_t widest = 0;
    for (std::size_t c = 1; c < table.columns.size(); ++c) {
        const std::size_t room = room_of(table, c, wording);
        beside += room;
        widest = std::max(widest, table.columns[c].text ? 0 : room);
    }
    if (beside + room_of(table, 0, wording) <= phone_room) {
        return {};
    }
    return beside <= phone_room ? NarrowLayout{false, " stacked", fmt::format("--columns:{}", table.columns.size() - 1)}
                                : NarrowLayout{true, " cards", fmt::format("--room:{}ch", widest)};
}

class HtmlWriter {
public:
    HtmlWriter(const Wording& wording, const PageParts& parts) : wording_(wording), parts_(parts) {}

    void operator()(const Heading& heading) {
        if (heading.within) {
            out_ += fmt::format("<h3>{}</h3>\n", escaped(heading.text));
            return;
        }
        end_section();
        out_ += fmt::format("<section>\n<h2>{}</h2>\n", escaped(heading.text));
        section_ = heading.text;
    }
    void operator()(const Paragraph& paragraph) {
        out_ += fmt::format("<p{}>{}</p>\n", paragraph.lead ? " class=\"lead\"" : "", escaped(paragraph.text));
    }
    void operator()(const List& list) {
        out_ += "<ul class=\"points\">\n";
        for (const auto& item : list.items) {
            out_ += fmt::format("<li>{}</li>\n", escaped(item));
        }
        out_ += "</ul>\n";
    }
    void operator()(const ChartRow& row) {
        out_ += fmt::format("<div class=\"charts{}\">\n", row.charts.size() > 1 ? " grid" : "");
        for (const auto& chart : row.charts) {
            write_chart(chart);
        }
        out_ += "</div>\n";
    }
    void operator()(const Fold& fold) {
        out_ += fmt::format("<details class=\"fold\"><summary>{}</summary>\n", escaped(fold.title));
        for (const auto& block : fold.content) {
            std::visit(*this, block);
        }
        out_ += "</details>\n";
    }
    void operator()(const Table& table) { write_table(table, table.title); }

    std::string take() {
        end_section();
        return std::move(out_);
    }

private:
    void write_chart(const Chart& chart) {
        out_ += fmt::format(
            "<figure id=\"{0}\">\n<{3}>{1}</{3}>\n<div class=\"chart\" role=\"img\" tabindex=\"0\" aria-label=\"{2}\">",
            escaped(chart.id), escaped(chart.title), escaped(chart.alt), section_.empty() ? "h2" : "h3");
        if (const auto still = parts_.stills.find(chart.id); still != parts_.stills.end()) {
            out_ += "<div class=\"still\">" + still->second + "</div>";
        }
        out_ += fmt::format("</div>\n<figcaption>{}</figcaption>\n", escaped(chart.caption));
        if (!parts_.script.empty()) {
            // The page shows title and description as text; the picture need not repeat them.
            Json spec = chart.spec;
            spec.erase("title");
            spec.erase("description");
            spec.erase("usermeta");
            // The theme is every chart's.
            if (!config_written_) {
                out_ += fmt::format("<script type=\"application/json\" id=\"config\">{}</script>\n",
                                    script_safe(spec.at("config").dump()));
                config_written_ = true;
            }
            spec.erase("config");
            for (auto& [name, rows] : spec["datasets"].members()) {
                rows = by_columns(rows);
            }
            out_ += fmt::format(
                "<script type=\"application/json\">{}</script>\n<p class=\"save\" hidden>"
                "<button type=\"button\" value=\"png\">{}</button> <button type=\"button\" "
                "value=\"svg\">{}</button></p>\n",
                script_safe(spec.dump()), escaped(wording_({"document.html.save", {{"format", std::string("PNG")}}})),
                escaped(wording_({"document.html.save", {{"format", std::string("SVG")}}})));
        }
        out_ += fmt::format("<details><summary>{}</summary>\n", escaped(wording_("document.html.show_table")));
        Table table = chart_table(chart);
        table.title = "";
        write_table(table, chart.title);
        out_ += "</details>\n</figure>\n";
    }

    void end_section() {
        if (!section_.empty()) {
            out_ += "</section>\n";
        }
    }

    /// `label` names the table for those who do not see what stands above it.
    void write_table(const Table& table, const std::string& label) {
        if (!table.title.empty()) {
            out_ += fmt::format("<{0}>{1}</{0}>\n", section_.empty() ? "h2" : "h3", escaped(table.title));
        }
        const NarrowLayout narrow = narrow_layout(table, wording_);
        out_ += fmt::format(
            "<div class=\"scroll{}\"{} tabindex=\"0\" role=\"region\" aria-label=\"{}\"><table>\n<thead><tr>",
            narrow.kind, narrow.style.empty() ? "" : fmt::format(" style=\"{}\"", narrow.style),
            escaped(wording_({"document.html.table", {{"title", label.empty() ? section_ : label}}})));
        for (const auto& column : table.columns) {
            out_ += fmt::format("<th scope=\"col\"{}>{}{}</th>", column.text ? " class=\"text\"" : "",
                                escaped(column.title),
                                column.unit.empty() ? "" : fmt::format(" <small>{}</small>", escaped(column.unit)));
        }
        out_ += "</tr></thead>\n<tbody>\n";
        for (std::size_t r = 0; r < table.rows.size(); ++r) {
            out_ += table.last_is_total && r + 1 == table.rows.size() ? "<tr class=\"total\">" : "<tr>";
            for (std::size_t c = 0; c < table.columns.size(); ++c) {
                std::string words = escaped(cell_words(table.rows[r][c], wording_));
                if (const auto* link = std::get_if<Link>(&table.rows[r][c])) {
                    words = fmt::format("<a href=\"{}\">{}</a>", escaped(link->file), words);
                }
                if (c == 0) {
                    out_ += fmt::format("<th scope=\"row\"{}>{}</th>", table.columns[c].text ? " class=\"text\"" : "",
                                        words);
                } else {
                    const Column& column = table.columns[c];
                    out_ += fmt::format(
                        "<td{}{}>{}</td>", column.text ? " class=\"text\"" : "",
                        narrow.cards ? fmt::format(" data-column=\"{}\"", escaped(titled_unit(column))) : "", words);
                }
            }
            out_ += "</tr>\n";
        }
        out_ += "</tbody>\n</table></div>\n";
        if (!table.notes.empty()) {
            out_ += "<ul class=\"notes\">\n";
            for (const auto& note : table.notes) {
                out_ += fmt::format("<li>{}</li>\n", escaped(note));
            }
            out_ += "</ul>\n";
        }
    }

    const Wording& wording_;
    const PageParts& parts_;
    std::string out_;
    bool config_written_ = false;
    /// The heading of the section that is being written.
    std::string section_;
};

}  // namespace

std::string write_html(const Document& document, const Wording& wording, const PageParts& parts) {
    HtmlWriter writer(wording, parts);
    visit_blocks(document, writer);
    const auto& [name, logo] = parts.letterhead;
    std::string letterhead;
    if (!name.empty() || !logo.empty()) {
        letterhead = "<header>";
        letterhead += logo.empty() ? "" : fmt::format("<img class=\"logo\" src=\"{}\" alt=\"\">", escaped(logo));
        letterhead += name.empty() ? "" : fmt::format("<span>{}</span>", escaped(name));
        letterhead += "</header>\n";
    }
    std::string scripts;
    for (const auto& library : parts.libraries) {
        // The libraries' licence (BSD 3-Clause) asks that its notice goes with them.
        scripts +=
            "<script>\n/*! Vega, Vega-Lite, Vega-Embed: Copyright (c) University of Washington "
            "Interactive Data Lab and Vega contributors, BSD-3-Clause, https://vega.github.io */\n" +
            library + "\n</script>\n";
    }
    if (!parts.script.empty()) {
        scripts += "<script>\n" + parts.script + "</script>\n";
    }
    const std::string title = escaped(document.title);
    // What a browser may do with the page: run what is inlined, and ask nobody for anything.
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
        "script-src 'unsafe-inline' 'unsafe-eval'; img-src data: blob:; font-src data:\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n"
        "<link rel=\"icon\" href=\"data:,\">\n<style id=\"fonts\">\n{}</style>\n<style>\n{}</style>\n</head>\n<body>\n"
        "<main>\n{}<h1>{}</h1>\n{}</main>\n{}</body>\n</html>\n",
        document.language == Language::swedish ? "sv" : "en", title, parts.fonts, parts.style, letterhead, title,
        writer.take(), scripts);
}

}  // namespace skattekrona
