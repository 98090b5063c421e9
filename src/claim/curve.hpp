#pragma once

#include "core/parallel.hpp"
#include "figures/figures.hpp"
#include "model/definitions.hpp"
#include "model/noise.hpp"
#include "model/specification.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace skattekrona {

/// The choices a curve is drawn over, in the order of CurvePoint::choice and of the rows below a curve.
inline constexpr std::array<std::string_view, 9> curve_choices{"level",  "pool",  "scope", "netting", "quality",
                                                               "window", "noise", "areas", "year"};

/// Every value that each choice of a specification may take. Amounts are in each year's own prices.
struct CurveDesign {
    std::vector<Level> levels;
    std::vector<PoolChoice> pools;
    std::vector<Scope> scopes;
    std::vector<Netting> netting;
    std::vector<QualityCondition> quality;
    std::vector<int> windows;
    std::vector<Noise> noises;
    /// Area sets, each in the definitions' order.
    std::vector<std::vector<std::string>> areas;
    std::vector<Year> years;
    /// The n lowest of a pool say something only where there are this many times n to choose among.
    double pool_per_lowest = 1;

    /// Only whole municipalities are asked for, and only single areas: a whole of one area is nothing.
    bool whole_of_one() const;
    /// How many values each choice has, in the order of `curve_choices`.
    std::array<std::size_t, 9> sizes() const;
};

/// One specification: which value of each choice, and what it gives.
struct CurvePoint {
    std::array<std::uint16_t, 9> choice{};
    /// mnkr.
    double potential = missing;
};

/// The specification curve [specifikationskurva] of one municipality (Simonsohn, Simmons & Nelson 2020). Method §4.2.
struct Curve {
    std::size_t municipality = 0;
    CurveDesign design;
    /// The distinct specifications that could be computed, by potential, then by choices.
    std::vector<CurvePoint> points;
    /// The whole product of the choices, and how many of them could be computed, coinciding ones counted each.
    std::size_t combinations = 0;
    std::size_t computed = 0;
    /// Share of the points' variance that each choice accounts for (LMG): what it adds to the fit of an additive model
    /// P = Σ effects, averaged over all orders of the choices. A point counts once, split between the combinations that
    /// coincide in it. Missing where all give the same. Method §4.2.
    std::array<double, 9> variance_share{};

    /// What the choices account for together: the additive model's share. The rest is how they work together.
    double explained() const;
    /// The choice that accounts for most; nothing where none does.
    std::optional<std::size_t> main_driver() const;

    Specification specification(const CurvePoint& point) const;
    Year year(const CurvePoint& point) const { return design.years[point.choice[8]]; }
    /// Share of the distinct specifications that give at least the amount (mnkr); missing where there are none.
    double share_at_or_above(double amount) const;
    /// Hyndman & Fan type 7; missing where there are no points.
    double quantile(double share) const;
};

/// All that curves of one design share, whatever the municipality: costs, noise, order, quality.
class CurveFigures {
public:
    CurveFigures(const Figures& figures, const Definitions& definitions, CurveDesign design,
                 const ParallelFor& parallel);

    /// The full product of the choices. Specifications coincide, and count once, when they hold the same costs against
    /// the same members by the same level: a level that asks for no pool, pools or conditions that let the same
    /// members in, a net sum without anything below the level. A single area has no `whole` of its own.
    Curve curve(std::size_t municipality) const;

    const CurveDesign& design() const { return design_; }

private:
    struct Column {
        AreaCosts costs;
        /// Municipalities by cost ratio, those without costs left out.
        std::vector<std::uint16_t> order;
    };
    /// The areas an area set is made of, and its total; -1 where the set is one area.
    struct AreaSet {
        std::vector<std::size_t> areas;
        int total = -1;
    };

    std::size_t column(std::size_t noise, std::size_t year, std::size_t window, std::size_t series) const {
        return ((noise * design_.years.size() + year) * design_.windows.size() + window) * series_ids_.size() + series;
    }

    const Figures& figures_;
    const Definitions& definitions_;
    CurveDesign design_;
    /// Area ids; "total" for each set of several areas.
    std::vector<std::string> series_ids_;
    std::vector<AreaSet> sets_;
    /// Per noise: every series over all years.
    std::vector<CostHistory> histories_;
    std::vector<Column> columns_;
    /// [year][series]; empty where there is no measure.
    std::vector<std::vector<std::vector<double>>> quality_;
};

/// The years of a design: "2019", "2015–2022".
Message years_words(const CurveDesign& design);

/// One value of one choice, in the few words that fit beside a curve.
Message choice_words(const CurveDesign& design, std::size_t choice, std::size_t value, const Panel& panel,
                     const Definitions& definitions);
/// The same value as it is typed.
std::string choice_value(const CurveDesign& design, std::size_t choice, std::size_t value);

/// The years in which some municipality has costs for all of one of the area sets.
std::vector<Year> curve_years(const Panel& panel, const std::vector<std::vector<std::string>>& area_sets);

}  // namespace skattekrona
