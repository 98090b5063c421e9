#pragma once

#include "answer/answer.hpp"
#include "core/records.hpp"

namespace skattekrona {

/// What a sort of file may hold, from the records that read it: a table per TOML table, and the distributions where a
/// parameter may be one. JSON: the JSON Schema (draft 2020-12) of such a file.
Answer reference_answer(const FileRecords& records, const Wording& words);

}  // namespace skattekrona
