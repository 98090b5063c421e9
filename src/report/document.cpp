#include "report/document.hpp"

#include <algorithm>
#include <iterator>
#include <map>

namespace skattekrona {

namespace {

using Json = nlohmann::ordered_json;

/// `column` is a field of the rows with its title, unit and decimals.
Column column_of(const Json& column) {
    const std::string field = column.at("field");
    return {column.value("key", field), column.at("title"), column.value("unit", ""),
            !column.contains("decimals") && !column.value("year", false)};
}

Cell cell_of(const Json& row, const Json& column) {
    const auto value = row.find(column.at("field").get<std::string>());
    if (value == row.end() || value->is_null()) {
        return {};
    }
    if (value->is_string()) {
        return value->get<std::string>();
    }
    if (column.value("year", false)) {
        return Year{value->get<int>()};
    }
    return Number{value->get<double>(), column.at("decimals").get<int>()};
}

/// One row per value of a field and one column per value of another, which reads better than a row for each of both:
/// `wide` says which column the rows have, what field the others are `across`, with their `keys`, and whose `value`s
/// they hold.
Table wide_table(const Chart& chart, const Json& wide) {
    Table table{chart.title, {column_of(wide.at("row"))}};
    const Json& value = wide.at("value");
    const std::string row_field = wide.at("row").at("field");
    std::map<Json, std::size_t> rows;
    std::map<std::string, std::size_t> columns;
    for (const auto& row : chart.spec.at("datasets").at("rows")) {
        const std::string of = row.at(wide.at("across").get<std::string>());
        if (columns.try_emplace(of, table.columns.size()).second) {
            table.columns.push_back({wide.at("keys").at(of), of, value.at("unit")});
        }
        const auto [at, is_new] = rows.try_emplace(row.at(row_field), table.rows.size());
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

}  // namespace

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

Table chart_table(const Chart& chart) {
    if (const auto& meta = chart.spec.at("usermeta"); meta.contains("wide")) {
        return wide_table(chart, meta.at("wide"));
    }
    Table table{chart.title};
    const auto& columns = chart.spec.at("usermeta").at("columns");
    std::ranges::transform(columns, std::back_inserter(table.columns), column_of);
    for (const auto& row : chart.spec.at("datasets").at("rows")) {
        auto& cells = table.rows.emplace_back();
        std::ranges::transform(columns, std::back_inserter(cells),
                               [&](const Json& column) { return cell_of(row, column); });
    }
    return table;
}

}  // namespace skattekrona
