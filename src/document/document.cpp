#include "document/document.hpp"

#include <algorithm>
#include <iterator>
#include <map>

namespace skattekrona {

namespace {

std::string text_or(const Json& json, std::string_view name, std::string otherwise) {
    const Json* found = json.find(name);
    return found == nullptr ? std::move(otherwise) : found->text();
}

bool is_year(const Json& column) {
    const Json* year = column.find("year");
    return year != nullptr && year->truth();
}

/// `column` is a field of the rows with its title, unit and decimals.
Column column_of(const Json& column) {
    return {text_or(column, "key", column.at("field").text()), column.at("title").text(), text_or(column, "unit", ""),
            !column.contains("decimals") && !is_year(column)};
}

Cell cell_of(const Json& row, const Json& column) {
    const Json* value = row.find(column.at("field").text());
    if (value == nullptr || value->is_null()) {
        return {};
    }
    if (value->is_text()) {
        return value->text();
    }
    if (is_year(column)) {
        return Year{static_cast<int>(value->number())};
    }
    return Number{value->number(), static_cast<int>(column.at("decimals").number())};
}

/// One row per value of a field and one column per value of another, which reads better than a row for each of both:
/// `wide` says which column the rows have, what field the others are `across`, with their `keys`, and whose `value`s
/// they hold.
Table wide_table(const Chart& chart, const Json& wide, const Json& chart_rows) {
    Table table{chart.title, {column_of(wide.at("row"))}};
    const Json& value = wide.at("value");
    const std::string& row_field = wide.at("row").at("field").text();
    std::map<std::string, std::size_t> rows;
    std::map<std::string, std::size_t> columns;
    for (const auto& row : chart_rows.items()) {
        const std::string& of = row.at(wide.at("across").text()).text();
        if (columns.try_emplace(of, table.columns.size()).second) {
            table.columns.push_back({wide.at("keys").at(of).text(), of, value.at("unit").text()});
        }
        const auto [at, is_new] = rows.try_emplace(row.at(row_field).dump(), table.rows.size());
        if (is_new) {
            table.rows.push_back({cell_of(row, wide.at("row"))});
        }
        auto& cells = table.rows[at->second];
        cells.resize(std::max(cells.size(), columns[of] + 1));
        cells[columns[of]] = cell_of(row, value);
    }
    for (auto& cells : table.rows) {
        cells.resize(table.columns.size());
    }
    return table;
}

Table table_of(const Chart& chart, const Json& chart_rows) {
    if (const auto& meta = chart.spec.at("usermeta"); meta.contains("wide")) {
        return wide_table(chart, meta.at("wide"), chart_rows);
    }
    Table table{chart.title};
    const auto columns = chart.spec.at("usermeta").at("columns").items();
    std::ranges::transform(columns, std::back_inserter(table.columns), column_of);
    for (const auto& row : chart_rows.items()) {
        auto& cells = table.rows.emplace_back();
        std::ranges::transform(columns, std::back_inserter(cells),
                               [&](const Json& column) { return cell_of(row, column); });
    }
    return table;
}

}  // namespace

ShownChart::ShownChart(Chart chart) : Chart(std::move(chart)) {
    const auto show = [](std::string& text) { text = harmless(std::move(text)); };
    show(title);
    show(caption);
    show(alt);
    spec.edit_texts(show);
    all_rows.edit_texts(show);
}

void Table::drop_column(std::string_view key) {
    const auto place = std::ranges::find(columns, key, &Column::key) - columns.begin();
    columns.erase(columns.begin() + place);
    for (auto& row : rows) {
        row.erase(row.begin() + place);
    }
}

bool has_intervals(const Table& table) {
    return std::ranges::any_of(table.columns, [](const Column& column) { return column.interval.has_value(); });
}

Table apart(const Table& table) {
    Table out = table;
    out.columns.clear();
    out.rows.assign(table.rows.size(), {});
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        const Column& column = table.columns[c];
        if (!column.interval) {
            out.columns.push_back(column);
            for (std::size_t r = 0; r < table.rows.size(); ++r) {
                out.rows[r].push_back(table.rows[r][c]);
            }
            continue;
        }
        const auto add = [&](const char* end, const ShownText& title, Number Interval::*part) {
            Column one = column;
            one.key += end;
            one.title = title.empty() ? column.title.text() : column.title.text() + ", " + title.text();
            one.text = false;
            one.interval.reset();
            out.columns.push_back(std::move(one));
            for (std::size_t r = 0; r < table.rows.size(); ++r) {
                const Cell& whole = table.rows[r][c];
                const auto* interval = std::get_if<Interval>(&whole);
                // A figure that nothing is uncertain about stands as the middle.
                const bool certain = interval == nullptr && part == &Interval::middle;
                out.rows[r].push_back(interval != nullptr && !is_missing((interval->*part).value)
                                          ? Cell{interval->*part}
                                      : certain ? whole
                                                : Cell{});
            }
        };
        const bool any_middle = std::ranges::any_of(table.rows, [&](const std::vector<Cell>& row) {
            const auto* interval = std::get_if<Interval>(&row[c]);
            return interval == nullptr ? std::holds_alternative<Number>(row[c]) : !is_missing(interval->middle.value);
        });
        if (any_middle) {
            add("", column.interval->middle, &Interval::middle);
        }
        add("_low", column.interval->low, &Interval::low);
        add("_high", column.interval->high, &Interval::high);
    }
    return out;
}

const Paragraph* lead_of(const Document& document) {
    for (const auto& block : document.blocks) {
        if (const auto* paragraph = std::get_if<Paragraph>(&block); paragraph != nullptr && paragraph->lead) {
            return paragraph;
        }
    }
    return nullptr;
}

std::vector<PlacedChart> charts_of(const Document& document) {
    std::vector<PlacedChart> charts;
    for (const auto& block : document.blocks) {
        if (const auto* row = std::get_if<ChartRow>(&block)) {
            for (const auto& chart : row->charts) {
                charts.push_back({&chart, row->charts.size() == 1});
            }
        }
    }
    return charts;
}

Table chart_table(const Chart& chart) { return table_of(chart, chart.spec.at("datasets").at("rows")); }

Table chart_data(const Chart& chart) {
    return chart.all_rows.is_null() ? chart_table(chart) : table_of(chart, chart.all_rows);
}

}  // namespace skattekrona
