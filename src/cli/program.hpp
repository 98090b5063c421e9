#pragma once

#include <string>
#include <vector>

namespace skattekrona {

/// Runs the program. Returns the exit code: 0 fine · 1 internal · 2 usage · 3 invalid data, model or scenario ·
/// 4 source unavailable or too little memory · 5 findings.
int run_program(const std::vector<std::string>& arguments);

}  // namespace skattekrona
