// Every option stands in --help, in the manual page and in at least one case.
#include "cli/command_line.hpp"
#include "cli/commands/commands.hpp"
#include "cli/manual.hpp"
#include "support/files.hpp"

#include <filesystem>
#include <gtest/gtest.h>
#include <map>
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
    EXPECT_EQ(number, 10);
    EXPECT_EQ(real, -2.5);
    EXPECT_EQ(list, (std::vector<std::string>{"a", "b", "c"}));
    EXPECT_TRUE(flag);
    const auto refused = read({"Kungsör", "--seed", "101"});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().front().message.key, "core.error.toml.range");
}

/// The option alone, of a command that asks for nothing else.
Result<Typed> read_alone(BoundOption bound, const std::string& typed) {
    bound.option.valid = {};
    CommandLine line;
    line.commands = {{"benchmark", {bound}, {}}};
    return read_command_line({"benchmark", bound.option.first_name() + "=" + typed}, line,
                             Wording(Catalogue::built_in(), Language::swedish));
}

TEST(Options, ANumberIsDecimalWhateverItBeginsWith) {
    const Wording words(Catalogue::built_in(), Language::swedish);
    Session session(words);
    CommandLine line;
    add_commands(line, session);
    Options options = line.common;
    for (const auto& command : line.commands) {
        options.insert(options.end(), command.options.begin(), command.options.end());
    }
    int whole = 0;
    int real = 0;
    for (const auto& bound : options) {
        if (bound.option.positional()) {
            continue;
        }
        const std::string name = bound.option.first_name();
        const auto expect = [&](auto& place, int& tried, const std::map<std::string, double>& read, const char* key) {
            ++tried;
            for (const auto& [typed, value] : read) {
                EXPECT_TRUE(read_alone(bound, typed)) << name << " " << typed;
                EXPECT_EQ(place, value) << name << " " << typed;
            }
            for (const char* typed :
                 {"0x10", "0X10", "10h",  "0o10", "0b10", "1e1",   "1'0", "1_0", "1 0", "1\u00A00",
                  " 10",  "10 ",  "+-10", "--10", "1,5",  "1.2.3", "nan", "inf", "ten", "99999999999999999x"}) {
                const auto refused = read_alone(bound, typed);
                ASSERT_FALSE(refused) << name << " " << typed;
                EXPECT_EQ(refused.error().front().message.key, key) << name << " " << typed;
            }
        };
        if (auto* const* integer = std::get_if<std::optional<int>*>(&bound.place)) {
            expect(**integer, whole, {{"010", 10}, {"0008", 8}, {"+07", 7}, {"-010", -10}, {"00", 0}},
                   "cli.error.cli.whole");
            EXPECT_FALSE(read_alone(bound, "7.0")) << name;
            EXPECT_FALSE(read_alone(bound, "99999999999")) << name;
        }
        if (auto* const* number = std::get_if<std::optional<double>*>(&bound.place)) {
            expect(**number, real, {{"010", 10}, {"010.50", 10.5}, {"-010", -10}, {"+.5", 0.5}, {"08", 8}},
                   "cli.error.cli.conversion");
        }
    }
    EXPECT_GT(whole, 10);
    EXPECT_GT(real, 2);
}

TEST(Options, AFlagTakesNoValue) {
    const Wording words(Catalogue::built_in(), Language::swedish);
    bool flag = false;
    CommandLine line;
    line.commands = {{"benchmark", {{{.name = "--all", .help = {"ask.option.curve_all", {}}}, &flag}}, {}}};
    for (const char* typed : {"--all=08", "--all=0x1", "--all=abc", "--all=false", "--help=3"}) {
        const auto refused = read_command_line({"benchmark", typed}, line, words);
        ASSERT_FALSE(refused) << typed;
        const Message& message = refused.error().front().message;
        EXPECT_EQ(message.key, "cli.error.cli.argument") << typed;
        EXPECT_EQ(std::get<std::string>(message.arguments.front().second),
                  std::string(typed).substr(0, std::string_view(typed).find('=')))
            << typed;
    }
    EXPECT_FALSE(flag);
}

}  // namespace
}  // namespace skattekrona
