#pragma once

#include "data/file_table.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace skattekrona {

/// The sheets of a workbook in their order: values, texts, dates as YYYY-MM-DD, truth values as true and false, errors
/// as Excel writes them, of formulas the value that was stored. Formats, formulas and all else are left unread.
/// Encrypted workbooks, the older .xls, and packages that are too large or swell too much are problems.
Result<std::vector<FileTable>> read_xlsx(std::string_view bytes, const std::string& file);

/// The bytes begin as a zip package or an OLE file (.xls, encrypted workbooks) does.
bool looks_like_workbook(std::string_view bytes);

}  // namespace skattekrona
