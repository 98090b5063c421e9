// The rooms of the house, and which of them each may see.
#pragma once

#include "support/files.hpp"

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace skattekrona::house {

/// A room and those that stand right before it in the flow; it sees what they see.
inline const std::map<std::string, std::set<std::string>> before{
    {"core", {}},           {"figures", {"core"}},           {"model", {"figures"}},
    {"claim", {"model"}},   {"scenario", {"model"}},         {"plot", {"claim", "scenario"}},
    {"document", {"plot"}}, {"answer", {"document"}},        {"ask", {"answer"}},
    {"data", {"figures"}},  {"press", {"document", "data"}}, {"cli", {"ask", "data", "press"}}};
/// The rooms that meet the world: files, networks, programs, people. All others could run in a browser.
inline const std::set<std::string> outward{"data", "press", "cli"};

/// The rooms that `room` may include, itself among them.
inline std::set<std::string> seen_from(const std::string& room) {
    std::set<std::string> seen{room};
    for (const auto& nearer : before.at(room)) {
        seen.merge(seen_from(nearer));
    }
    return seen;
}

/// Every file of the sources by its path under src, with its text.
inline std::map<std::string, std::string> sources() {
    const std::filesystem::path root = test::source_folder + "/src";
    std::map<std::string, std::string> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
        if (entry.path().extension() == ".hpp" || entry.path().extension() == ".cpp") {
            found.emplace(std::filesystem::relative(entry.path(), root).generic_string(),
                          test::must(read_file(entry.path())));
        }
    }
    return found;
}

inline std::string room_of(const std::string& file) { return file.substr(0, file.find('/')); }

}  // namespace skattekrona::house
