#pragma once

#include "core/diagnostic.hpp"
#include "figures/derive.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace skattekrona {

/// What the embedded figures are made of.
struct EmbedPlan {
    FigurePlan figures;
    /// Topic in Kolada's group titles ("äldreomsorg") → area id.
    std::map<std::string, std::string, std::less<>> similar_groups;
    /// County code → name.
    std::map<std::string, std::string, std::less<>> counties;
    /// The day the figures were fetched, YYYY-MM-DD.
    std::string retrieved;
};

/// Makes the embedded figures from a folder of Kolada figures (`kpi,municipality,year,value` per class,
/// municipality.csv and group.csv): file name → content, the manifest among them.
Result<std::map<std::string, std::string>> embed_figures(const std::filesystem::path& folder, const EmbedPlan& plan);

}  // namespace skattekrona
