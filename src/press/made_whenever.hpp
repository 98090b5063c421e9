#pragma once

#include <string>

namespace skattekrona {

/// A PDF of Chromium's that does not tell when it was made, nor how: the same page gives the same bytes. As long as
/// before, since it knows where its parts stand by their bytes.
std::string made_whenever(std::string pdf);

}  // namespace skattekrona
