#pragma once

#include "core/catalogue.hpp"
#include "core/spelling.hpp"
#include "plot/chart.hpp"

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace skattekrona {

/// Text in a document. Anybody may have written it: it becomes `harmless` where it enters, so that no writer has to
/// ask.
class ShownText {
public:
    ShownText() = default;
    ShownText(std::string text) : text_(harmless(std::move(text))) {}
    ShownText(std::string_view text) : ShownText(std::string(text)) {}
    ShownText(const char* text) : ShownText(std::string(text)) {}

    operator const std::string&() const { return text_; }
    operator std::string_view() const { return text_; }
    const std::string& text() const { return text_; }
    bool empty() const { return text_.empty(); }
    friend auto operator<=>(const ShownText&, const ShownText&) = default;

private:
    std::string text_;
};

/// Words that lead to a file beside the document's.
struct Link {
    ShownText text;
    std::string file;
};

/// A figure with the bounds it lies between: one cell to whoever reads, a column for each to whoever computes
/// (`apart`).
struct Interval {
    /// Missing where there are only the bounds.
    Number middle;
    /// Missing where there is only the middle.
    Number low;
    Number high;
    /// "low to high" rather than "low–high": where a bound may be below nought.
    bool spelled_out = false;
    /// Said instead, where the figures alone do not say it.
    ShownText words{};
};

/// A cell is a figure, a word, a year, a link, an interval, or nothing: a missing figure, shown as such.
using Cell = std::variant<std::monostate, ShownText, Number, Year, Link, Interval>;

/// A figure, or a missing one where the value is.
inline Cell cell(double value, int decimals, bool plus_sign = false) {
    return is_missing(value) ? Cell{} : Cell{Number{value, decimals, plus_sign}};
}

/// What the figures of an interval are called after the column's title, where each has a column of its own.
struct IntervalTitles {
    ShownText middle;
    ShownText low;
    ShownText high;
};

struct Column {
    /// Name in CSV; never translated, so that what reads the file need not know the language.
    std::string key;
    ShownText title;
    /// Unit under the title; empty where there is none.
    ShownText unit;
    bool text = false;
    /// What a workbook computes a figure from; empty where it has the number only. Cells stand in braces by their
    /// column's key: {key} in the same row, {key@previous} in the row above, {key@2} in row 2 counted from 0,
    /// {key:above} all rows above, {key:all} all rows whatever they hold, {sheet!key} in the same row of another table,
    /// {key} also one of the table's givens.
    /// Where a cell is missing, in the table or among what the formula names, there is no formula.
    std::string formula{};
    /// The same for the total row.
    std::string total_formula{};
    /// Given, not computed from other columns: a reader may change it in a workbook and see the rest follow.
    bool input = false;
    /// A deviation from zero, lower or higher in cost: a terminal with room for it draws a bar beside the figure.
    bool bar = false;
    /// Of a column with intervals.
    std::optional<IntervalTitles> interval{};
};

/// A figure that formulas need and no column holds.
struct Given {
    std::string key;
    ShownText title;
    Number number;
};

/// A formula of one cell, where it is not its column's.
struct CellFormula {
    std::size_t row = 0;
    /// Key.
    std::string column;
    std::string formula;
};

/// Typed rows under named columns: the one form in which every output is written.
struct Table {
    ShownText title;
    std::vector<Column> columns;
    std::vector<std::vector<Cell>> rows;
    /// The last row is a sum over those above.
    bool last_is_total = false;
    /// What a reader must know to read the table right: missing figures and their reasons.
    std::vector<ShownText> notes{};
    /// Name of its sheet in a workbook, by which other tables' formulas name it; made from the title where empty.
    ShownText sheet{};
    /// Below the rows in a workbook.
    std::vector<Given> givens{};
    /// Whose figures these are, where they are not the document's.
    ShownText source{};
    /// In a workbook.
    std::vector<CellFormula> formulas{};

    /// Without the column of that key, and what stands in it.
    void drop_column(std::string_view key);
};

bool has_intervals(const Table& table);
/// The table with every column of intervals as columns of figures: its own key for the middle, where any cell has one,
/// and with _low and _high after it for the bounds.
Table apart(const Table& table);

struct Heading {
    ShownText text;
    /// Within the section that the last other one began.
    bool within = false;
};

struct Paragraph {
    ShownText text;
    /// The finding itself, shown larger.
    bool lead = false;
};

/// Points one below the other.
struct List {
    std::vector<ShownText> items;
};

/// A chart whose texts are all harmless.
struct ShownChart : Chart {
    ShownChart(Chart chart);
};

/// Charts of one kind, side by side where there is room.
struct ChartRow {
    std::vector<ShownChart> charts;
    /// Their figures stand in a table after them: where nothing can be drawn, nothing is missing.
    bool table_follows = false;
};

/// Details a reader may open: how it was computed, long tables.
struct Fold {
    ShownText title;
    std::vector<std::variant<Paragraph, Table>> content;
};

using Block = std::variant<Heading, Paragraph, List, Table, ChartRow, Fold>;

/// An answer in words and tables, ready for any writer. `data` is what a CSV file gets.
struct Document {
    ShownText title;
    Language language = Language::swedish;
    std::vector<Block> blocks;
    Table data;
    /// Further tables that only a workbook shows: what its formulas need.
    std::vector<Table> sheets{};
    /// Whose figures these are: stands on every sheet of a workbook.
    ShownText source{};
    /// How it was computed: last of all, to be opened.
    std::optional<Fold> trace{};
};

/// Every block in its order, the trace last.
template <class Visitor>
void visit_blocks(const Document& document, Visitor&& visitor) {
    for (const auto& block : document.blocks) {
        std::visit(visitor, block);
    }
    if (document.trace) {
        visitor(*document.trace);
    }
}

/// The finding itself; null where the document has none.
const Paragraph* lead_of(const Document& document);

/// A chart where it stands in a document.
struct PlacedChart {
    const Chart* chart = nullptr;
    /// The only one in its row, with all the width.
    bool alone = false;
};
/// Every chart of the document, in its order; good for as long as the document is.
std::vector<PlacedChart> charts_of(const Document& document);

/// The table behind a chart, from the chart's own rows: the columns are listed under `usermeta.columns`, each with its
/// field in the rows and, where that does not say the unit, a key of its own.
Table chart_table(const Chart& chart);
/// The same of every row, also those that the picture leaves out.
Table chart_data(const Chart& chart);

}  // namespace skattekrona
