#pragma once

#include "data/figure_source.hpp"
#include "fuzz.hpp"
#include "model/definitions.hpp"

namespace skattekrona::fuzz {

/// The definitions and figures that come with the program, read once.
inline const Definitions& definitions() {
    static const Definitions read = [] {
        std::map<std::string, std::string, std::less<>> files;
        for (const auto name : definition_files) {
            files.emplace(name, source_file("models/" + std::string(name)));
        }
        auto parsed = parse_definitions(files, "models");
        require(parsed.has_value());
        return *std::move(parsed);
    }();
    return read;
}

inline const Figures& figures() {
    static const Figures read = [] {
        auto loaded = read_figures(SKATTEKRONA_SOURCE_FOLDER "/data");
        require(loaded.has_value());
        return *std::move(loaded);
    }();
    return read;
}

}  // namespace skattekrona::fuzz
