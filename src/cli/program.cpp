#include "cli/program.hpp"

#include "cli/command_line.hpp"
#include "cli/commands/commands.hpp"
#include "cli/interruption.hpp"

#include <exception>
#include <iostream>
#include <new>

namespace skattekrona {

namespace {

/// The language is needed before the options are read, since their help is written in it.
std::string wanted_language(const std::vector<std::string>& arguments) {
    std::string language = "sv";
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        if (arguments[i] == "--lang" && i + 1 < arguments.size()) {
            language = arguments[i + 1];
        } else if (arguments[i].starts_with("--lang=")) {
            language = arguments[i].substr(std::string_view("--lang=").size());
        }
    }
    return language;
}

}  // namespace

int run_program(const std::vector<std::string>& arguments) {
    const std::string language = wanted_language(arguments);
    const Wording words(Catalogue::built_in(), language == "en" ? Language::english : Language::swedish);
    const auto refuse = [&](const Diagnostics& problems) {
        std::cerr << describe(problems, words);
        return exit_code(problems);
    };
    if (language != "sv" && language != "en") {
        return refuse({{Failure::usage, {"cli.error.language", {{"found", language}}}}});
    }
    const Diagnostics no_memory{{Failure::source_unavailable, {"cli.error.memory", {}}}};
    end_tidily_without_memory(describe(no_memory, words), exit_code(no_memory));
    try {
        Session session(words);
        CommandLine line;
        add_commands(line, session);
        const auto typed = read_command_line(arguments, line, words);
        if (!typed) {
            return refuse(typed.error());
        }
        if (typed->command == nullptr) {
            std::cout << typed->words;
            return 0;
        }
        const auto outcome = typed->command->run();
        return outcome ? 0 : refuse(outcome.error());
    } catch (const std::bad_alloc&) {
        // A library has said so.
        return refuse(no_memory);
    } catch (const std::exception& error) {
        std::cerr << words({"cli.error.internal", {{"reason", std::string(error.what())}}}) << "\n";
        return 1;
    }
}

}  // namespace skattekrona
