#pragma once

#include "cli/session.hpp"

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace skattekrona {

/// The whole command line: every command, option and help text, in the session's language.
void add_commands(CLI::App& app, Session& session);

/// Runs the program. Returns the exit code: 0 fine · 1 internal · 2 usage · 3 invalid data, model or scenario ·
/// 4 source unavailable.
int run_program(const std::vector<std::string>& arguments);

}  // namespace skattekrona
