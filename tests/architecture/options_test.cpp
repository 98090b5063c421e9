// Every option stands in --help, in the manual page and in at least one case.
#include "cli/command_line.hpp"
#include "cli/commands/commands.hpp"
#include "cli/manual.hpp"
#include "support/files.hpp"

#include <filesystem>
#include <gtest/gtest.h>
#include <regex>

namespace skattekrona {
namespace {

std::string all_cases() {
    std::string text;
    for (const auto* folder : {"/tests/cases", "/tests/errors", "/tests/node"}) {
        for (const auto& entry : std::filesystem::directory_iterator(test::source_folder + folder)) {
            if (entry.is_regular_file()) {
                // What a case prints, such as --help, is no use of the option.
                const std::string content = test::must(read_file(entry.path()));
                text += content.substr(0, content.find("--- stdout"));
            }
        }
    }
    return text;
}

TEST(Options, StandInHelpInTheManualAndInACase) {
    const Wording words(Catalogue::built_in(), Language::swedish);
    Session session(words);
    CommandLine line;
    add_commands(line, session);
    const std::string manual = std::regex_replace(manual_page(line, words), std::regex(R"(\\-)"), "-");
    const std::string completion = bash_completion(line);
    const std::string cases = all_cases();
    int seen = 0;
    const auto check = [&](const std::string& command, const std::string& help, const Options& options) {
        for (const auto& [option, place] : options) {
            if (option.positional()) {
                continue;
            }
            ++seen;
            const std::string name = option.first_name();
            EXPECT_NE(help.find(name), std::string::npos) << command << " " << name;
            EXPECT_NE(manual.find(name), std::string::npos) << name;
            EXPECT_NE(completion.find(name), std::string::npos) << name;
            // -o is how --output is written.
            const bool used = cases.find(name) != std::string::npos ||
                              (name == "--output" && cases.find(" -o ") != std::string::npos) ||
                              (name == "--output-format" && cases.find(" -O ") != std::string::npos);
            EXPECT_TRUE(used) << "no case uses " << name;
        }
    };
    for (const auto& command : line.commands) {
        const std::string help = help_text(line, command.name, words);
        check(command.name, help, line.common);
        check(command.name, help, command.options);
    }
    EXPECT_GT(seen, 60);
}

TEST(Options, WhatIsTypedComesWhereTheRecordsSay) {
    const Wording words(Catalogue::built_in(), Language::swedish);
    std::optional<int> number;
    std::optional<double> real;
    std::vector<std::string> list;
    std::vector<std::string> name;
    bool flag = false;
    CommandLine line;
    line.commands = {{"benchmark",
                      {{{.name = "@ask.option.type.municipality",
                         .id = "municipality",
                         .help = {"ask.option.municipality", {}},
                         .words = true},
                        &name},
                       {{.name = "--seed", .help = {"ask.option.seed", {}}, .valid = {0, 100}}, &number},
                       {{.name = "--near", .help = {"ask.option.plausible.near", {}}}, &real},
                       {{.name = "--level", .help = {"ask.option.seed", {}}, .commas = true}, &list},
                       {{.name = "--all", .help = {"ask.option.curve_all", {}}}, &flag}},
                      {}}};
    const auto read = [&](std::vector<std::string> typed) {
        typed.insert(typed.begin(), "benchmark");
        return read_command_line(typed, line, words);
    };
    ASSERT_TRUE(read({"Upplands", "Väsby", "--seed", "010", "--near=-2.5", "--level", "a,b", "--level", "c", "--all"}));
    EXPECT_EQ(name, (std::vector<std::string>{"Upplands", "Väsby"}));
    // Digits in tens, whatever they begin with.
    EXPECT_EQ(number, 10);
    EXPECT_EQ(real, -2.5);
    EXPECT_EQ(list, (std::vector<std::string>{"a", "b", "c"}));
    EXPECT_TRUE(flag);
    for (const auto& [typed, key] :
         {std::pair{"0x10", "cli.error.cli.conversion"}, std::pair{"1e1", "cli.error.cli.conversion"},
          std::pair{"7,5", "cli.error.cli.conversion"}, std::pair{"101", "core.error.toml.range"}}) {
        const auto refused = read({"Kungsör", "--seed", typed});
        ASSERT_FALSE(refused) << typed;
        EXPECT_EQ(refused.error().front().message.key, key) << typed;
    }
}

}  // namespace
}  // namespace skattekrona
