#pragma once

#include "cli/command.hpp"
#include "core/catalogue.hpp"
#include "core/diagnostic.hpp"

#include <string>
#include <vector>

namespace skattekrona {

/// What a command line comes to: a command to run, or words to show.
struct Typed {
    const Command* command = nullptr;
    /// Help or version.
    std::string words;
};

/// Reads it by the records, and puts what is typed where they say. CLI11 does the reading, in command_line.cpp alone.
/// Failure::usage for what is wrong, in the reader's language.
Result<Typed> read_command_line(const std::vector<std::string>& arguments, const CommandLine& line,
                                const Wording& words);

/// The help of a command, or of the program ("").
std::string help_text(const CommandLine& line, const std::string& command, const Wording& words);

}  // namespace skattekrona
