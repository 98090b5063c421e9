#pragma once

#include "core/message.hpp"

#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace skattekrona {

/// Why an expected failure happened, which decides the exit code.
enum class Failure { usage, invalid_input, source_unavailable, findings };

/// Where in a file a problem stands; line and column count from 1, 0 = unknown.
struct Location {
    std::string file;
    int line = 0;
    int column = 0;
};

/// A problem a person can mend. `message.key` names an entry of models/texts/ with the parts
/// `found`, `expected` and `hint`, all filled from the same arguments.
struct Diagnostic {
    Failure failure = Failure::usage;
    Message message;
    Location where;
    /// What the person may have meant, nearest first.
    std::vector<std::string> suggestions;
};

using Diagnostics = std::vector<Diagnostic>;

template <class T>
using Result = tl::expected<T, Diagnostics>;

inline tl::unexpected<Diagnostics> fail(Diagnostic diagnostic) {
    return tl::unexpected<Diagnostics>(Diagnostics{std::move(diagnostic)});
}

inline tl::unexpected<Diagnostics> fail(Diagnostics diagnostics) {
    return tl::unexpected<Diagnostics>(std::move(diagnostics));
}

}  // namespace skattekrona
