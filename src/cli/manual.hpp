#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace skattekrona {

class Wording;

/// The manual page (man(7)) of every command and option, made from the command line itself.
std::string manual_page(const CLI::App& app, const Wording& words);

/// Completion of commands and options for bash, made from the command line itself.
std::string bash_completion(const CLI::App& app);

}  // namespace skattekrona
