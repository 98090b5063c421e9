#pragma once

#include "core/catalogue.hpp"
#include "core/json.hpp"
#include "core/records.hpp"

#include <string>

namespace skattekrona {

/// What a field is for, in words.
std::string field_words(const FileRecords& records, const Field& field, const Wording& words);

/// The JSON Schema (draft 2020-12) of a sort of file.
Json records_schema(const FileRecords& records, const Wording& words);

}  // namespace skattekrona
