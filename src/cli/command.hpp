#pragma once

#include "ask/options.hpp"

#include <functional>
#include <string>
#include <vector>

namespace skattekrona {

/// A variable of the environment that a command heeds.
struct EnvironmentVariable {
    std::string name;
    Message help;
};

/// A command as a record: what is said after the program's name, the options it has, and what it does. Its help is the
/// text cli.command.<last word>.
struct Command {
    /// "benchmark", "data import".
    std::string name;
    Options options;
    std::function<Result<void>()> run;
    std::vector<EnvironmentVariable> environment{};

    std::string last_word() const { return name.substr(name.find(' ') + 1); }
    /// The command it stands under; empty where it stands by itself.
    std::string above() const { return name.substr(0, name.size() == last_word().size() ? 0 : name.find(' ')); }
};

/// The whole command line.
struct CommandLine {
    std::string version;
    /// What every command has.
    Options common;
    std::vector<Command> commands;

    /// The names of those that other commands stand under, in order.
    std::vector<std::string> groups() const;
};

}  // namespace skattekrona
