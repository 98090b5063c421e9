#pragma once

#include "cli/command.hpp"
#include "core/catalogue.hpp"

#include <string>

namespace skattekrona {

/// The manual page (man(7)) of every command and option, made of the records of the command line.
std::string manual_page(const CommandLine& line, const Wording& words);

/// Completion of commands and options for bash, made of the same.
std::string bash_completion(const CommandLine& line);

}  // namespace skattekrona
