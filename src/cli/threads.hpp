#pragma once

#include "core/parallel.hpp"

namespace skattekrona {

/// As many threads as the machine has cores, or fewer where it allows no more.
ParallelFor threads();

}  // namespace skattekrona
