#include "report/document.hpp"

#include <algorithm>
#include <map>

namespace skattekrona {

namespace {

using Json = nlohmann::ordered_json;

/// One row per value of a field and one column per value of another, which reads better than a row for each of both:
/// `wide` names `row`, `column` and `value`, and the value's `unit` and `decimals`.
Table wide_table(const Chart& chart, const Json& wide) {
    Table table{chart.title, {{wide.at("row"), wide.at("title"), "", true}}};
    std::map<std::string, std::size_t> row_of;
    std::map<std::string, std::size_t> column_of;
    for (const auto& row : chart.spec.at("datasets").at("rows")) {
        const std::string name = row.at(wide.at("row").get<std::string>());
        const std::string of = row.at(wide.at("column").get<std::string>());
        if (const auto [column, is_new] = column_of.try_emplace(of, table.columns.size()); is_new) {
            table.columns.push_back({of, of, wide.at("unit")});
        }
        if (row_of.try_emplace(name, table.rows.size()).second) {
            table.rows.push_back({name});
        }
        auto& cells = table.rows[row_of[name]];
        cells.resize(std::max(cells.size(), column_of[of] + 1));
        if (const auto& value = row.at(wide.at("value").get<std::string>()); !value.is_null()) {
            cells[column_of[of]] = Number{value.get<double>(), wide.at("decimals").get<int>()};
        }
    }
    for (auto& cells : table.rows) {
        cells.resize(table.columns.size());
    }
    return table;
}

}  // namespace

Table chart_table(const Chart& chart) {
    if (const auto& meta = chart.spec.at("usermeta"); meta.contains("wide")) {
        return wide_table(chart, meta.at("wide"));
    }
    Table table{chart.title};
    const auto& columns = chart.spec.at("usermeta").at("columns");
    for (const auto& column : columns) {
        table.columns.push_back({column.at("field"), column.at("title"), column.value("unit", ""),
                                 !column.contains("decimals") && !column.value("year", false)});
    }
    for (const auto& row : chart.spec.at("datasets").at("rows")) {
        std::vector<Cell> cells;
        for (const auto& column : columns) {
            const auto value = row.find(column.at("field").get<std::string>());
            if (value == row.end() || value->is_null()) {
                cells.emplace_back();
            } else if (value->is_string()) {
                cells.emplace_back(value->get<std::string>());
            } else if (column.value("year", false)) {
                cells.emplace_back(Year{value->get<int>()});
            } else {
                cells.emplace_back(Number{value->get<double>(), column.at("decimals").get<int>()});
            }
        }
        table.rows.push_back(std::move(cells));
    }
    return table;
}

}  // namespace skattekrona
