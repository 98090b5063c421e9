#pragma once

#include "core/records.hpp"
#include "support/files.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <string>
#include <vector>

namespace skattekrona::test {

/// "table.key" of every record whose key stands in the file.
inline void collect(const FileRecords& records, const TomlSection& file, std::string_view table,
                    std::set<std::string>& found) {
    const auto fields = records.of(table);
    for (const auto& field : fields) {
        for (const auto& key : file.keys()) {
            const bool own =
                field.key == Field::own_names && std::ranges::find(fields, key, &Field::key) == fields.end();
            if (key != field.key && !own) {
                continue;
            }
            found.insert(fmt::format("{}.{}", table, field.key));
            if (field.type == Field::Type::one_table) {
                collect(records, file.section(key), field.holds, found);
            } else if (field.type == Field::Type::named_tables) {
                const TomlSection all = file.section(key);
                for (const auto& name : all.keys()) {
                    collect(records, all.section(name), field.holds, found);
                }
            } else if (field.type == Field::Type::tables) {
                for (const auto& one : file.sections(key)) {
                    collect(records, one, field.holds, found);
                }
            }
        }
    }
}

/// "table.key" of every record whose key stands in none of the files.
inline std::vector<std::string> keys_left_out(const FileRecords& records, const std::vector<std::string>& files) {
    std::set<std::string> found;
    for (const auto& text : files) {
        Diagnostics problems;
        collect(records, TomlSection(must(TomlDocument::parse(text, "prov")), "prov", problems), "", found);
    }
    std::vector<std::string> left_out;
    for (const auto& field : records.fields) {
        if (const auto name = fmt::format("{}.{}", field.table, field.key); !found.contains(name)) {
            left_out.push_back(name);
        }
    }
    return left_out;
}

}  // namespace skattekrona::test
