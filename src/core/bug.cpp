#include "core/bug.hpp"

#include <stdexcept>

namespace skattekrona {

void bug(const std::string& what) { throw std::logic_error(what); }

}  // namespace skattekrona
