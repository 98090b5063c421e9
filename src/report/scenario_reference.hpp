#pragma once

#include "report/answers.hpp"

namespace skattekrona {

/// What a scenario file may hold, from the records that read it: a table per TOML table, and the distributions. JSON:
/// the JSON Schema (draft 2020-12) of a scenario file.
Answer scenario_reference(const Wording& words);

}  // namespace skattekrona
