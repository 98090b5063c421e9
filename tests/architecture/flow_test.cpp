// Figures flow one way through the house, and what could run in a browser touches nothing outside it.
#include "architecture/house.hpp"

#include <gtest/gtest.h>
#include <regex>

namespace skattekrona {
namespace {

using Files = std::map<std::string, std::string>;

std::vector<std::string> included(const std::string& text, const std::regex& include) {
    return {std::sregex_token_iterator(text.begin(), text.end(), include, 1), std::sregex_token_iterator()};
}

/// Ways from a file over what it includes, and what that includes, to one whose room it may not see:
/// "model/a.hpp > core/b.hpp > data/c.hpp". Each file that is reached ends at most one way.
std::vector<std::string> against_the_flow(const std::string& file, const Files& files) {
    static const std::regex include(R"re(#include "([^"]+)")re");
    const std::set<std::string> seen = house::seen_from(house::room_of(file));
    std::vector<std::string> wrong;
    std::set<std::string> reached{file};
    const auto walk = [&](const auto& self, const std::string& from, const std::string& way) -> void {
        for (const auto& next : included(files.at(from), include)) {
            const std::string longer = way + " > " + next;
            if (!files.contains(next) || !seen.contains(house::room_of(next))) {
                wrong.push_back(longer);
            } else if (reached.insert(next).second) {
                self(self, next, longer);
            }
        }
    };
    walk(walk, file, file);
    return wrong;
}

TEST(Flow, NoFileReachesAgainstIt) {
    const Files files = house::sources();
    ASSERT_GT(files.size(), 200U);
    std::set<std::string> rooms;
    for (const auto& [file, text] : files) {
        ASSERT_TRUE(house::before.contains(house::room_of(file))) << file << " stands in no room";
        rooms.insert(house::room_of(file));
        EXPECT_EQ(against_the_flow(file, files), std::vector<std::string>{});
    }
    EXPECT_EQ(rooms.size(), house::before.size()) << "a room without files";
}

TEST(Flow, ALeakIsSeenHoweverFarAway) {
    const Files files{{"claim/check.cpp", "#include \"model/costs.hpp\"\n"},
                      {"model/costs.hpp", "#include \"core/units.hpp\"\n#include \"figures/panel.hpp\"\n"},
                      {"core/units.hpp", ""},
                      {"figures/panel.hpp", "#include \"data/file.hpp\"\n"},
                      {"data/file.hpp", "#include <filesystem>\n"},
                      {"scenario/lever.hpp", "#include \"claim/claim.hpp\"\n#include \"plots/chart.hpp\"\n"},
                      {"claim/claim.hpp", ""},
                      {"press/workbook.hpp", "#include \"data/file.hpp\"\n#include \"figures/panel.hpp\"\n"}};
    EXPECT_EQ(against_the_flow("claim/check.cpp", files),
              std::vector<std::string>{"claim/check.cpp > model/costs.hpp > figures/panel.hpp > data/file.hpp"});
    EXPECT_EQ(
        against_the_flow("scenario/lever.hpp", files),
        (std::vector<std::string>{"scenario/lever.hpp > claim/claim.hpp", "scenario/lever.hpp > plots/chart.hpp"}));
    EXPECT_EQ(against_the_flow("press/workbook.hpp", files), std::vector<std::string>{});
}

/// What reads a file, a clock or the environment, starts threads, or throws where nobody planned it.
const std::regex outside(
    R"re(#include <(fstream|iostream|filesystem|chrono|ctime|thread|mutex|future|cstdio|unistd\.h|cstdlib|sys/[a-z]+\.h)>)re"
    R"re(|\b(getenv|system_clock|steady_clock|random_device|this_thread)\b|\b(throw|catch|try)\b)re");

TEST(Flow, WhatCouldRunInABrowserTouchesNothingOutside) {
    // A bug is the one thing that is thrown.
    const std::string thrower = "core/bug.cpp";
    static const std::regex comment("//[^\n]*");
    for (const auto& [file, text] : house::sources()) {
        if (!house::outward.contains(house::room_of(file)) && file != thrower) {
            const std::string code = std::regex_replace(text, comment, "");
            std::smatch match;
            EXPECT_FALSE(std::regex_search(code, match, outside)) << file << ": " << match.str();
        }
    }
    for (const auto* leak :
         {"#include <filesystem>\n", "if (std::getenv(\"HOME\"))", "throw std::runtime_error(\"x\");",
          "const auto now = std::chrono::system_clock::now();"}) {
        EXPECT_TRUE(std::regex_search(std::string(leak), outside)) << leak;
    }
}

TEST(Flow, ALibraryStandsBehindItsDoors) {
    // Each costs seconds in every file that includes it, or ties the house to a machine.
    const std::map<std::string, std::set<std::string>> doors{
        {"CLI/", {"cli/command_line.cpp"}},
        {"curl/", {"data/http.cpp"}},
        {"nlohmann/", {"core/json.cpp", "data/json_stat.cpp", "data/kolada.cpp"}},
        {"nlopt.h", {"model/noise_fit.cpp"}},
        {"openssl/", {"data/file.cpp", "data/http.cpp"}},
        {"pugixml", {"data/xlsx.cpp"}},
        {"sqlite3", {"data/sqlite.cpp"}},
        {"toml++/", {"core/toml_reader.cpp"}},
        {"xlsxwriter", {"press/workbook.cpp"}},
        {"zip.h", {"data/file.cpp", "data/xlsx.cpp"}}};
    static const std::regex include("#include <([^>]+)>");
    std::map<std::string, std::set<std::string>> found;
    for (const auto& [file, text] : house::sources()) {
        for (const auto& header : included(text, include)) {
            for (const auto& [library, files] : doors) {
                if (header.starts_with(library)) {
                    found[library].insert(file);
                }
            }
        }
    }
    EXPECT_EQ(found, doors);
}

}  // namespace
}  // namespace skattekrona
