#pragma once

#include <string_view>

namespace skattekrona {

/// models/texts.toml as it was when the program was built.
std::string_view embedded_texts();

}  // namespace skattekrona
