#pragma once

#include "core/diagnostic.hpp"
#include "core/parallel.hpp"
#include "figures/panel.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace skattekrona {

/// One figure file as the manifest describes it, and as it was found.
struct FigureFile {
    std::string name;
    std::string sha256;
    std::size_t rows = 0;
    std::size_t values = 0;
    /// What was found on disk now; differs from `sha256` where somebody has edited the file.
    std::string found_sha256;
};

/// Where figures come from: credit, vintage and the files they stand in. Shown with every output.
struct Manifest {
    std::string title;
    /// The publisher, named as the source.
    std::string credit;
    /// The day the figures were fetched from their publisher, YYYY-MM-DD.
    std::string retrieved;
    std::string note;
    Year first_year;
    Year last_year;
    std::vector<FigureFile> files;
    /// Years with figures that are published but not yet fixed.
    std::set<Year> preliminary;
    /// A municipality's own figures that stand over the published ones, by name; empty where there are none.
    std::string own;
    /// The folder's last year, where something is laid over its figures.
    std::optional<Year> folder_last_year{};
    /// Files that are not as listed, and the manifest itself where it does not have the checksum that was written with
    /// it.
    std::vector<std::string> changed{};
};

/// Those files, for a sentence.
std::string changed_files(const Manifest& manifest);

/// Kolada's published similar municipalities and SKR's kommungrupper.
struct Groups {
    /// area id ("total" for the whole municipality) → municipality → members, each without itself.
    std::map<std::string, std::map<MunicipalityId, std::vector<MunicipalityId>>, std::less<>> similar;
    /// Year of the published similar groups, per area id.
    std::map<std::string, Year, std::less<>> similar_vintage;
    /// SKR kommungrupp → members.
    std::map<std::string, std::vector<MunicipalityId>, std::less<>> kommungrupper;
};

/// Where a figure came from.
struct FigureOrigin {
    /// The publisher.
    std::string credit;
    /// The day it was taken from there, YYYY-MM-DD.
    std::string retrieved;
    /// Published but not yet fixed.
    bool preliminary = false;
    /// A municipality's own figure, under this name; empty for published ones.
    std::string label;
};

/// A published value that stands for a cost that nobody reported, and that counts as missing.
struct UnreportedFigure {
    std::string measure;
    std::size_t municipality = 0;
    Year year;
    /// As published, in the measure's unit.
    double published = missing;
};

/// Everything that is known about the municipalities, read once and never changed.
struct Figures {
    Panel panel;
    Groups groups;
    Manifest manifest;
    /// The first is the folder's. For the measures that have figures from elsewhere: which one each figure has.
    std::vector<FigureOrigin> origins{FigureOrigin{}};
    std::map<std::string, std::vector<std::uint16_t>, std::less<>> origin_of;

    /// Which figures stood here until what was laid over them took them away.
    std::map<std::string, std::vector<bool>, std::less<>> taken_away;

    /// In order of measure, year and municipality.
    std::vector<UnreportedFigure> unreported{};

    const FigureOrigin& origin(std::string_view measure, Year year, std::size_t municipality) const;
    /// What was laid over says that there is none.
    bool is_laid_over_missing(std::string_view measure, Year year, std::size_t municipality) const;
    bool is_taken_away(std::string_view measure, Year year, std::size_t municipality) const;

private:
    std::size_t cell(Year year, std::size_t municipality) const {
        return static_cast<std::size_t>(year - panel.first_year()) * panel.size() + municipality;
    }
};

/// A file of figures in memory, and the SHA-256 of its bytes; without that it counts as changed.
struct FigureText {
    std::string text;
    std::string sha256;
};
/// The files of a folder by name, however they are kept. Failure::source_unavailable where there is no such file.
using FigureFiles = std::function<Result<FigureText>(const std::string& name)>;

/// Reads a folder of figures: manifest.toml with its hash in manifest.sha256, municipalities.csv, groups.csv and the
/// figure files that the manifest names (`municipality,year,<measure>,…`, an empty field is a missing figure). `folder`
/// is its name in messages. A corrupt file is a Diagnostic with its line and column; one that is only not what was
/// listed stands in Manifest::changed.
Result<Figures> parse_figures(const FigureFiles& files, const std::string& folder,
                              const ParallelFor& parallel = serial);

/// Column names of a service area's figures.
std::string net_cost_measure(std::string_view area);
std::string reference_cost_measure(std::string_view area);
std::string deviation_pct_measure(std::string_view area);
/// Half-width of the reference cost in % of it, only where rounding in the published figures makes it coarse.
std::string precision_measure(std::string_view area);
/// The same amounts by other routes, mnkr: Kolada's kr per inhabitant × inhabitants, and SCB's activities.
std::string net_cost_per_inhabitant_route(std::string_view area);
std::string reference_cost_per_inhabitant_route(std::string_view area);
std::string net_cost_scb_route(std::string_view area);

}  // namespace skattekrona
