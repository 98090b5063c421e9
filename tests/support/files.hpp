#pragma once

#include "claim/claim.hpp"
#include "data/figure_source.hpp"
#include "data/file.hpp"
#include "figures/derive.hpp"
#include "model/definitions.hpp"
#include "model/figure_plan.hpp"

#include <stdexcept>
#include <string>

namespace skattekrona::test {

inline const std::string source_folder = SKATTEKRONA_SOURCE_FOLDER;

template <class T>
T must(Result<T> result) {
    if (!result) {
        const auto& problem = result.error().front();
        throw std::runtime_error(problem.where.file + ": " + problem.message.key);
    }
    return *std::move(result);
}

inline std::map<std::string, std::string, std::less<>> model_files() {
    std::map<std::string, std::string, std::less<>> files;
    for (const auto name : definition_files) {
        files.emplace(name, must(read_file(source_folder + "/models/" + std::string(name))));
    }
    return files;
}

/// The definitions and figures that come with the program, read once.
inline const Definitions& definitions() {
    static const Definitions value = must(parse_definitions(model_files(), "models"));
    return value;
}

inline const Figures& figures() {
    static const Figures value =
        without_unreported(must(read_figures(source_folder + "/data")), figure_plan(definitions()));
    return value;
}

inline const ClaimModels& claim_models() {
    static const ClaimModels value = must(parse_claim_models(must(read_file(source_folder + "/models/claims.toml")),
                                                             "models/claims.toml", definitions(), figures().panel));
    return value;
}

inline Result<Claim> parse_claim_text(const std::string& text) {
    return parse_claim(text, "claim.toml", "prov", claim_models(), definitions(), figures());
}

/// A claim that comes with the program.
inline Claim claim(const std::string& name) {
    const std::string path = source_folder + "/scenarios/" + name + "/claim.toml";
    return must(parse_claim(must(read_file(path)), path, name, claim_models(), definitions(), figures()));
}

}  // namespace skattekrona::test
