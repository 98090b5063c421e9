#pragma once

#include "data/file_table.hpp"

#include <string>
#include <string_view>

namespace skattekrona {

/// A json-stat 2.0 dataset as a table: for each dimension a column of its codes, named by its id, and one of its words,
/// named "<id> text"; then "value" and "status". Each value is a row, numbered from 2.
Result<FileTable> read_json_stat(std::string_view json, const std::string& file);

}  // namespace skattekrona
