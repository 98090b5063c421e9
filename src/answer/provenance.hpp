#pragma once

#include "core/json.hpp"
#include "document/document.hpp"
#include "figures/figures.hpp"
#include "model/specification.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace skattekrona {

/// What a figure can be traced by: program, figures, models, and the command that makes it again.
struct Provenance {
    std::string version;
    const Manifest& figures;
    /// Model file → SHA-256 of what was read.
    std::map<std::string, std::string> models;
    /// Claim or scenario file → SHA-256 of what was read.
    std::map<std::string, std::string> scenarios;
    /// The command with every choice written out.
    std::string command;
    /// What a reader must know of the figures that the answer rests on: preliminary years, own figures.
    std::vector<Message> remarks{};
};

/// What an answer rests on: the costs of areas over some years, of one municipality and of those that it is held
/// against, everybody where nobody is named.
struct FiguresUsed {
    std::vector<std::string> areas;
    Year first;
    Year last;
    std::optional<std::size_t> municipality{};
    std::optional<std::vector<std::size_t>> others{};
};
std::vector<Message> figure_remarks(const Figures& figures, const FiguresUsed& used);

Json provenance_json(const Provenance& provenance);

/// "Så räknades det", for the end of a document.
Fold provenance_block(const Provenance& provenance, const Wording& wording, const std::vector<std::string>& method);

/// Every choice of a specification, as JSON and as command-line options.
Json specification_json(const Specification& specification);
std::string specification_options(const Specification& specification);

}  // namespace skattekrona
