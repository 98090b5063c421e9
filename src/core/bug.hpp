#pragma once

#include <string>

namespace skattekrona {

/// Ends what is going on because the program itself is wrong: throws std::logic_error, which only whoever started the
/// program catches. What a person can mend is a Diagnostic.
[[noreturn]] void bug(const std::string& what);

}  // namespace skattekrona
