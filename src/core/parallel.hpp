#pragma once

#include <cstddef>
#include <functional>

namespace skattekrona {

/// Runs body(0) … body(count − 1), each once, in any order and possibly at the same time. Whoever starts the program
/// hands the threads in, so that the rooms that compute know nothing of them.
using ParallelFor = std::function<void(std::size_t count, const std::function<void(std::size_t)>& body)>;

/// One after another.
inline void serial(std::size_t count, const std::function<void(std::size_t)>& body) {
    for (std::size_t i = 0; i < count; ++i) {
        body(i);
    }
}

}  // namespace skattekrona
