#pragma once

#include "core/parallel.hpp"

namespace skattekrona {

/// As many threads as the machine has cores.
ParallelFor threads();

}  // namespace skattekrona
