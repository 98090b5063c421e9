#include "report/document.hpp"

namespace skattekrona {

Table chart_table(const Chart& chart) {
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
