#pragma once

#include "figures/figures.hpp"
#include "figures/published.hpp"

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace skattekrona {

/// Which published series become which columns of the figures, and by which routes.
struct FigurePlan {
    struct Area {
        std::string id;
        /// Kolada: deviation in % and in mnkr.
        std::string deviation_pct_kpi;
        std::string deviation_kpi;
        /// Kolada: kr per inhabitant; empty where there is none.
        std::string net_cost_kpi;
        std::string reference_cost_kpi;
        /// SCB's activities that make up the area, net cost in tkr ("scb.510").
        std::vector<std::string> activities;
    };
    struct Measure {
        std::string id;
        std::string kpi;
        std::string file;
    };
    std::vector<Area> areas;
    std::vector<Measure> measures;
    /// Kolada's inhabitants 31 December.
    std::string population_kpi;
    /// Figures before this year are left out.
    Year first_year;
    /// For some measures: a value that is no higher stands for a cost that was not reported, such as a deviation of
    /// −100 %.
    std::map<std::string, double, std::less<>> unreported_to{};
};

/// All series that the plan uses.
std::set<std::string> planned_series(const FigurePlan& plan);

/// The figures as their publishers gave them, as far as they are of `series`: what stands before something new. In
/// order of series, municipality and year.
std::vector<StoredValue> published_values(const Panel& panel, const FigurePlan& plan,
                                          const std::set<std::string>& series);

/// Net and reference cost in mnkr from a published deviation d (%) and D (mnkr): R = D / (d / 100), N = R + D. The
/// published d is rounded, so R is known only to ± 100·δ/|d| %, δ half a unit in its last of `decimals`;
/// `precision_pct` is that half-width where it exceeds coarse_precision_pct, else missing. All missing where d and D
/// contradict each other, of different signs or one of them nought, and where d is −100 or less. Method §1.2.
struct DerivedCost {
    double net_cost = missing;
    double reference_cost = missing;
    double precision_pct = missing;
};
DerivedCost derive_cost(double deviation_pct, double deviation, int decimals);

/// δ of four decimals at |d| = 0.1 %: the limit below which method §1 wants a derived figure flagged.
inline constexpr double coarse_precision_pct = 0.05;

/// Where a delivery changes a deviation in % or in mnkr without the other, the stored other one gives a reference cost
/// that nobody has published: it is to stand as missing until it is delivered too. Method §1.2.
std::vector<PublishedValue> superseded(const Delivery& delivery, std::span<const StoredValue> stored,
                                       const FigurePlan& plan);

/// The figures with what the store holds laid over them: a stored figure stands instead of an embedded one, also where
/// it says that its publisher has withdrawn it. Costs are derived anew, by the first route that gives one: d and D ·
/// kr per inhabitant × inhabitants · SCB's net cost (net cost only). Own figures of a label stand over all of them.
/// The manifest names every run that something came from, and each figure's origin is noted. Method §1.2.
Figures with_stored(Figures figures, std::span<const StoredValue> values, std::span<const Run> runs,
                    const FigurePlan& plan);

/// The figures without the values that stand for costs that were not reported; these are in Figures::unreported.
Figures without_unreported(Figures figures, const FigurePlan& plan);

}  // namespace skattekrona
