#pragma once

#include "core/diagnostic.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace skattekrona {

/// Which published figures become which columns of the embedded figures.
struct EmbedPlan {
    struct Area {
        std::string id;
        std::string deviation_pct_kpi;
        std::string deviation_kpi;
    };
    struct Measure {
        std::string id;
        std::string kpi;
        std::string file;
    };
    std::vector<Area> areas;
    std::vector<Measure> measures;
    /// Topic in Kolada's group titles ("äldreomsorg") → area id.
    std::map<std::string, std::string, std::less<>> similar_groups;
    /// County code → name.
    std::map<std::string, std::string, std::less<>> counties;
    /// Figures before this year are left out.
    int first_year = 0;
    /// The day the figures were fetched, YYYY-MM-DD.
    std::string retrieved;
};

/// Makes the embedded figures from a folder of Kolada figures (`kpi,municipality,year,value` per class,
/// municipality.csv and group.csv): file name → content, the manifest among them.
///
/// Net cost N and reference cost R (mnkr) are derived from the published deviation d (%) and D (mnkr):
/// R = D / (d / 100), N = R + D. The published d is rounded, so R is known only to ± 100·δ/|d| %, δ half a unit in its
/// last decimal. Where that exceeds coarse_precision_pct the half-width stands in the area's precision column.
Result<std::map<std::string, std::string>> embed_figures(const std::filesystem::path& folder, const EmbedPlan& plan);

/// δ of four decimals at |d| = 0.1 %: the limit below which method §1 wants a derived figure flagged.
inline constexpr double coarse_precision_pct = 0.05;

}  // namespace skattekrona
