// Every option stands in --help, in the manual page and in at least one case.
#include "cli/manual.hpp"
#include "cli/program.hpp"
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
    CLI::App app;
    Session session(words);
    add_commands(app, session);
    const std::string manual = std::regex_replace(manual_page(app, words), std::regex(R"(\\-)"), "-");
    const std::string completion = bash_completion(app);
    const std::string cases = all_cases();
    int seen = 0;
    const auto visit = [&](const auto& self, const CLI::App& command) -> void {
        const std::string help = command.help();
        for (const auto* option : command.get_options()) {
            for (const auto& name : option->get_lnames()) {
                ++seen;
                EXPECT_NE(help.find("--" + name), std::string::npos) << command.get_name() << " --" << name;
                EXPECT_NE(manual.find("--" + name), std::string::npos) << name;
                EXPECT_NE(completion.find("--" + name), std::string::npos) << name;
                // -o is how --output is written.
                const bool used = cases.find("--" + name) != std::string::npos ||
                                  (name == "output" && cases.find(" -o ") != std::string::npos) ||
                                  (name == "output-format" && cases.find(" -O ") != std::string::npos);
                EXPECT_TRUE(used) << "no case uses --" << name;
            }
        }
        for (const auto* sub : command.get_subcommands([](const CLI::App*) { return true; })) {
            self(self, *sub);
        }
    };
    visit(visit, app);
    EXPECT_GT(seen, 60);
}

}  // namespace
}  // namespace skattekrona
