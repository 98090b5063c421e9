#pragma once

#include "figures/derive.hpp"

#include <filesystem>
#include <string>

namespace skattekrona {

/// Reads a folder of figures (figures/figures.hpp). A missing folder is Failure::source_unavailable.
Result<Figures> read_figures(const std::filesystem::path& folder, const ParallelFor& parallel = serial);

/// Where figures are to be had, and which are asked for.
struct FigureSource {
    /// Those that come with the program.
    std::filesystem::path embedded;
    std::filesystem::path store;
    /// "" for those in use, "embedded", "store", or a folder of one's own; a file *.db is `store`.
    std::string named;
    /// Name of a municipality's own figures that are to stand over the others, or empty.
    std::string own;

    bool names_store() const { return named == "store" || named.ends_with(".db"); }
    /// Those that come with the program are among them.
    bool on_embedded() const { return named.empty() || named == "embedded" || names_store(); }
};

/// The figures that are asked for, otherwise those in use: the store's over the embedded ones, or those alone.
/// Failure::usage for own figures that the store has not; Failure::invalid_input for embedded ones that somebody has
/// changed.
Result<Figures> read_figures(const FigureSource& source, const FigurePlan& plan, const ParallelFor& parallel);

}  // namespace skattekrona
