#include "claim/curve.hpp"

#include "core/quantile.hpp"
#include "core/variance_shares.hpp"
#include "model/benchmark.hpp"
#include "model/peers.hpp"
#include "model/quality.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

namespace skattekrona {

namespace {

/// Who may be compared with: one flag per municipality.
using Mask = std::vector<bool>;

/// The masks of one series in one year: which one each pool × condition has, equal ones being one.
struct Masks {
    std::vector<Mask> distinct;
    /// [pool × conditions + condition] → index into `distinct`.
    std::vector<std::size_t> of;
};

/// Which pools × conditions let in the same members: the first that does, and for each first how many.
struct Alike {
    std::vector<std::size_t> first;
    std::vector<std::size_t> ways;
};

/// The n of the n lowest; 0 for a level that does not count them.
double lowest_counted(const Level& level) {
    const bool counts = level.kind == Level::Kind::best_mean || level.kind == Level::Kind::best_nth;
    return counts ? level.parameter : 0;
}

/// The additive model P = mean + Σ_choices effect of its value, over points that each weigh one, split between the
/// combinations of choices that coincide in them.
class AdditiveModel {
public:
    explicit AdditiveModel(const std::array<std::size_t, 9>& sizes) : sizes_(sizes) {
        std::size_t next = 1;  // 0 is the mean
        for (std::size_t c = 0; c < sizes.size(); ++c) {
            first_[c] = next;
            next += sizes[c];
        }
        products_.assign(next, std::vector<double>(next));
        sums_.resize(next);
    }

    void add(const std::array<std::size_t, 9>& choice, double value, double weight) {
        std::array<std::size_t, 10> columns{0};
        for (std::size_t c = 0; c < choice.size(); ++c) {
            columns[c + 1] = first_[c] + choice[c];
        }
        for (std::size_t i = 0; i < columns.size(); ++i) {
            sums_[columns[i]] += weight * value;
            for (std::size_t j = 0; j <= i; ++j) {
                products_[columns[i]][columns[j]] += weight;
            }
        }
        squares_ += weight * value * value;
    }

    /// Each choice's share of the variance of P: lmg_shares with a column for each of its values.
    std::array<double, 9> shares() const {
        std::array<double, 9> shares;
        shares.fill(missing);
        const double count = products_[0][0];
        const double total = squares_ - sums_[0] * sums_[0] / count;
        // Amounts that differ by less than rounding do not differ.
        if (!(total > 1e-12 * squares_)) {
            return shares;
        }
        // A choice of one value is nobody's choice.
        std::vector<std::size_t> chosen;
        std::vector<std::size_t> columns;
        std::vector<std::size_t> groups;
        for (std::size_t c = 0; c < sizes_.size(); ++c) {
            shares[c] = 0;
            if (sizes_[c] > 1) {
                chosen.push_back(c);
                groups.push_back(sizes_[c]);
                for (std::size_t v = 0; v < sizes_[c]; ++v) {
                    columns.push_back(first_[c] + v);
                }
            }
        }
        const auto about_means = [&](std::size_t a, std::size_t b) {
            return products_[std::max(a, b)][std::min(a, b)] - products_[a][0] * products_[b][0] / count;
        };
        SquareMatrix about(columns.size() + 1, std::vector<double>(columns.size() + 1, total));
        for (std::size_t i = 0; i < columns.size(); ++i) {
            for (std::size_t j = 0; j < columns.size(); ++j) {
                about[i][j] = about_means(columns[i], columns[j]);
            }
            about[i].back() = about.back()[i] = sums_[columns[i]] - products_[columns[i]][0] * sums_[0] / count;
        }
        const auto of_chosen = lmg_shares(about, groups);
        for (std::size_t g = 0; g < chosen.size(); ++g) {
            shares[chosen[g]] = of_chosen[g];
        }
        return shares;
    }

private:
    std::array<std::size_t, 9> sizes_;
    /// Where each choice's values begin among the columns.
    std::array<std::size_t, 9> first_{};
    /// The lower half.
    SquareMatrix products_;
    std::vector<double> sums_;
    double squares_ = 0;
};

}  // namespace

std::array<std::size_t, 9> CurveDesign::sizes() const {
    return {levels.size(),  pools.size(),  scopes.size(), netting.size(), quality.size(),
            windows.size(), noises.size(), areas.size(),  years.size()};
}

bool CurveDesign::whole_of_one() const {
    return !scopes.empty() && !areas.empty() &&
           std::ranges::all_of(scopes, [](Scope scope) { return scope == Scope::whole; }) &&
           std::ranges::all_of(areas, [](const auto& set) { return set.size() == 1; });
}

Specification Curve::specification(const CurvePoint& point) const {
    const auto& c = point.choice;
    return {design.levels[c[0]],  design.pools[c[1]],  design.scopes[c[2]], design.netting[c[3]], design.quality[c[4]],
            design.windows[c[5]], design.noises[c[6]], std::nullopt,        design.areas[c[7]]};
}

std::optional<std::size_t> Curve::main_driver() const {
    const auto largest =
        std::ranges::max_element(variance_share, {}, [](double share) { return is_missing(share) ? 0.0 : share; });
    return *largest > 0 ? std::optional(static_cast<std::size_t>(largest - variance_share.begin())) : std::nullopt;
}

double Curve::explained() const { return std::accumulate(variance_share.begin(), variance_share.end(), 0.0); }

double Curve::share_at_or_above(double amount) const {
    const auto first = std::ranges::lower_bound(points, amount, {}, &CurvePoint::potential);
    return points.empty() ? missing : static_cast<double>(points.end() - first) / static_cast<double>(points.size());
}

double Curve::quantile(double share) const {
    if (points.empty()) {
        return missing;
    }
    return type_7_quantile(points.size(), share, [&](std::size_t i) { return points[i].potential; });
}

Message years_words(const CurveDesign& design) {
    const auto& years = design.years;
    return years.size() == 1 ? Message{"model.period.year", {{"year", years.front()}}}
                             : Message{"claim.curve.years", {{"first", years.front()}, {"last", years.back()}}};
}

Message choice_words(const CurveDesign& design, std::size_t choice, std::size_t value, const Panel& panel,
                     const Definitions& definitions) {
    switch (choice) {
        case 0:
            return level_words(design.levels[value]);
        case 1:
            return pool_words(design.pools[value], panel);
        case 2:
            return {design.scopes[value] == Scope::whole ? "claim.scope.whole" : "claim.scope.by_area", {}};
        case 3:
            return {"claim.choice_netting." + to_string(design.netting[value]), {}};
        case 4:
            return {"claim.choice_quality." + to_string(design.quality[value]), {}};
        case 5:
            return {"claim.choice.window", {{"n", count(design.windows[value])}}};
        case 6:
            return {"claim.noise_short." + to_string(design.noises[value]), {}};
        case 7:
            return areas_words(design.areas[value], definitions);
        default:
            return {"model.period.year", {{"year", design.years[value]}}};
    }
}

std::string choice_value(const CurveDesign& design, std::size_t choice, std::size_t value) {
    switch (choice) {
        case 0:
            return to_string(design.levels[value]);
        case 1:
            return to_string(design.pools[value]);
        case 2:
            return to_string(design.scopes[value]);
        case 3:
            return to_string(design.netting[value]);
        case 4:
            return to_string(design.quality[value]);
        case 5:
            return std::to_string(design.windows[value]);
        case 6:
            return to_string(design.noises[value]);
        case 7: {
            std::string ids;
            for (const auto& id : design.areas[value]) {
                ids += (ids.empty() ? "" : ",") + id;
            }
            return ids;
        }
        default:
            return std::to_string(design.years[value].value);
    }
}

std::vector<Year> curve_years(const Panel& panel, const std::vector<std::vector<std::string>>& area_sets) {
    std::vector<CostHistory> histories;
    for (const auto& areas : area_sets) {
        histories.push_back(cost_history(panel, areas));
    }
    std::vector<Year> years;
    for (Year year = panel.first_year(); year <= panel.last_year(); year = year + 1) {
        const bool any = std::ranges::any_of(histories, [&](const CostHistory& history) {
            return std::ranges::any_of(history.total.reference[history.index(year)],
                                       [](double reference) { return !is_missing(reference); });
        });
        if (any) {
            years.push_back(year);
        }
    }
    return years;
}

CurveFigures::CurveFigures(const Figures& figures, const Definitions& definitions, CurveDesign design,
                           const ParallelFor& parallel)
    : figures_(figures), definitions_(definitions), design_(std::move(design)) {
    const Panel& panel = figures.panel;
    // Every area of any set once, then a total per set of several areas.
    for (const auto& area : definitions.areas) {
        if (std::ranges::any_of(design_.areas,
                                [&](const auto& set) { return std::ranges::find(set, area.id) != set.end(); })) {
            series_ids_.push_back(area.id);
        }
    }
    const std::vector<std::string> areas = series_ids_;
    std::vector<std::vector<std::string>> totals;
    for (const auto& set : design_.areas) {
        AreaSet members;
        for (const auto& area : set) {
            members.areas.push_back(static_cast<std::size_t>(std::ranges::find(areas, area) - areas.begin()));
        }
        if (set.size() > 1) {
            members.total = static_cast<int>(series_ids_.size());
            series_ids_.emplace_back(total_area);
            totals.push_back(set);
        }
        sets_.push_back(std::move(members));
    }
    const CostHistory raw = cost_history(panel, areas);
    std::vector<CostSeries> raw_series = raw.areas;
    for (const auto& set : totals) {
        raw_series.push_back(cost_history(panel, set).total);
    }

    const bool noisy = std::ranges::any_of(design_.noises, [](Noise noise) { return noise != Noise::raw; });
    HistoryNoise fits{std::vector<SeriesNoise>(raw_series.size()), {}};
    if (noisy) {
        parallel(raw_series.size(), [&](std::size_t s) {
            const auto& breaks_of = s < areas.size() ? std::vector{areas[s]} : totals[s - areas.size()];
            fits.areas[s] = fit_noise(raw_series[s], raw, definitions, breaks_of);
        });
    }
    for (const Noise noise : design_.noises) {
        CostHistory history{raw.first, raw_series, raw.total, raw.population};
        histories_.push_back(noise == Noise::raw ? std::move(history) : without_noise(std::move(history), fits, noise));
    }
    columns_.resize(design_.noises.size() * design_.years.size() * design_.windows.size() * series_ids_.size(),
                    Column{{{}, {}, {}, {}, {}, PoolOrder()}, {}});
    parallel(design_.noises.size() * design_.years.size(), [&](std::size_t task) {
        const std::size_t noise = task / design_.years.size();
        const std::size_t year = task % design_.years.size();
        for (std::size_t w = 0; w < design_.windows.size(); ++w) {
            const auto window = static_cast<std::size_t>(design_.windows[w]);
            const std::vector<double> factors(window, 1.0 / static_cast<double>(window));
            for (std::size_t s = 0; s < series_ids_.size(); ++s) {
                Column& into = columns_[column(noise, year, w, s)];
                into.costs = area_costs(histories_[noise], histories_[noise].areas[s], design_.years[year], factors);
                for (std::size_t i = 0; i < into.costs.ratio.size(); ++i) {
                    if (!is_missing(into.costs.ratio[i])) {
                        into.order.push_back(static_cast<std::uint16_t>(i));
                    }
                }
                std::ranges::sort(into.order, [&](std::size_t a, std::size_t b) {
                    return std::pair(into.costs.ratio[a], a) < std::pair(into.costs.ratio[b], b);
                });
            }
        }
    });
    const bool conditioned =
        std::ranges::any_of(design_.quality, [](auto quality) { return quality != QualityCondition::none; });
    quality_.assign(design_.years.size(), std::vector<std::vector<double>>(series_ids_.size()));
    for (std::size_t y = 0; conditioned && y < design_.years.size(); ++y) {
        for (std::size_t s = 0; s < series_ids_.size(); ++s) {
            quality_[y][s] = s < areas.size()
                                 ? quality_scores(panel, *definitions.area(areas[s]), design_.years[y])
                                 : quality_scores(panel, definitions, totals[s - areas.size()], design_.years[y]);
        }
    }
}

Curve CurveFigures::curve(std::size_t municipality) const {
    const Panel& panel = figures_.panel;
    const std::size_t series = series_ids_.size();
    const std::size_t conditions = design_.quality.size();
    const std::size_t levels = design_.levels.size();
    Curve result{municipality, design_, {}, 1, 0, {}};
    const auto sizes = design_.sizes();
    for (const std::size_t size : sizes) {
        result.combinations *= size;
    }
    AdditiveModel model(sizes);

    for (std::size_t y = 0; y < design_.years.size(); ++y) {
        const Year year = design_.years[y];
        // Members differ between areas, not between the totals of several sets; the likeness is worked out once each.
        std::map<std::string, std::vector<std::vector<std::size_t>>, std::less<>> members;
        std::vector<Masks> masks(series);
        for (std::size_t s = 0; s < series; ++s) {
            auto& of_area = members[series_ids_[s]];
            if (of_area.empty()) {
                of_area = pool_members(figures_, definitions_, design_.pools, series_ids_[s], municipality, year);
            }
            for (const auto& pool : of_area) {
                for (const auto condition : design_.quality) {
                    const auto& scores = quality_[y][s];
                    const double required = required_quality(condition, scores, pool, municipality);
                    const bool free = std::isinf(required);
                    Mask mask(panel.size());
                    for (const std::size_t i : pool) {
                        mask[i] = free || scores[i] >= required;
                    }
                    const auto same = std::ranges::find(masks[s].distinct, mask);
                    masks[s].of.push_back(static_cast<std::size_t>(same - masks[s].distinct.begin()));
                    if (same == masks[s].distinct.end()) {
                        masks[s].distinct.push_back(std::move(mask));
                    }
                }
            }
        }
        // Which pool × condition is the first to let in the members it does, per set and scope, and how many do.
        const std::size_t ways = design_.pools.size() * conditions;
        const auto first_alike = [&](const std::vector<std::size_t>& which) {
            Alike alike{std::vector<std::size_t>(ways), std::vector<std::size_t>(ways)};
            for (std::size_t way = 0; way < ways; ++way) {
                alike.first[way] = way;
                for (std::size_t earlier = 0; earlier < way && alike.first[way] == way; ++earlier) {
                    if (std::ranges::all_of(which,
                                            [&](std::size_t s) { return masks[s].of[earlier] == masks[s].of[way]; })) {
                        alike.first[way] = earlier;
                    }
                }
                ++alike.ways[alike.first[way]];
            }
            return alike;
        };
        std::vector<std::array<Alike, 2>> firsts;  // [set][by area, whole]
        for (const auto& set : sets_) {
            firsts.push_back(
                {first_alike(set.areas), set.total < 0 ? Alike{} : first_alike({static_cast<std::size_t>(set.total)})});
        }
        for (std::size_t n = 0; n < design_.noises.size(); ++n) {
            for (std::size_t w = 0; w < design_.windows.size(); ++w) {
                // N − ē·R by series, mask and level.
                std::vector<std::vector<double>> gaps(series);
                for (std::size_t s = 0; s < series; ++s) {
                    const Column& column = columns_[this->column(n, y, w, s)];
                    const double own = column.costs.ratio[municipality];
                    gaps[s].assign(masks[s].distinct.size() * levels, missing);
                    if (is_missing(own)) {
                        continue;
                    }
                    double lowest = missing;
                    for (std::size_t m = 0; m < masks[s].distinct.size(); ++m) {
                        const Mask& mask = masks[s].distinct[m];
                        std::vector<double> ratios;
                        ratios.reserve(column.order.size());
                        for (const std::size_t i : column.order) {
                            if (mask[i]) {
                                ratios.push_back(column.costs.ratio[i]);
                            }
                        }
                        const PoolOrder order = PoolOrder::of_sorted(std::move(ratios));
                        for (std::size_t l = 0; l < levels; ++l) {
                            const Level& level = design_.levels[l];
                            if (is_own(level) && is_missing(lowest)) {
                                lowest = own_target(histories_[n], histories_[n].areas[s], definitions_, municipality,
                                                    year, design_.windows[w], std::nullopt)
                                             .ratio;
                            }
                            if (static_cast<double>(order.all().size()) <
                                design_.pool_per_lowest * lowest_counted(level)) {
                                continue;
                            }
                            gaps[s][m * levels + l] =
                                column.costs.net[municipality] -
                                level_ratio(order.all(), level, lowest) * column.costs.reference[municipality];
                        }
                    }
                }
                for (std::size_t a = 0; a < sets_.size(); ++a) {
                    const AreaSet& set = sets_[a];
                    for (std::size_t c = 0; c < design_.scopes.size(); ++c) {
                        const bool whole = design_.scopes[c] == Scope::whole;
                        if (whole && set.total < 0) {
                            continue;
                        }
                        const std::vector<std::size_t> total{static_cast<std::size_t>(std::max(set.total, 0))};
                        const auto& parts = whole ? total : set.areas;
                        const Alike& alike = firsts[a][whole ? 1 : 0];
                        for (std::size_t way = 0; way < ways; ++way) {
                            for (std::size_t l = 0; l < levels; ++l) {
                                double net = 0;
                                double positive = 0;
                                for (const std::size_t s : parts) {
                                    const double gap = gaps[s][masks[s].of[way] * levels + l];
                                    net += gap;
                                    positive += counted(gap, Netting::positive);
                                }
                                if (is_missing(net)) {
                                    continue;
                                }
                                const bool pooled = members_needed(design_.levels[l]) > 0;
                                const std::size_t first = pooled ? alike.first[way] : 0;
                                const bool clipped = net != positive;
                                const std::size_t coincide =
                                    (pooled ? alike.ways[first] : ways) * (clipped ? 1 : design_.netting.size());
                                for (std::size_t k = 0; k < design_.netting.size(); ++k) {
                                    const double potential = design_.netting[k] == Netting::net ? net : positive;
                                    const std::array<std::size_t, 9> choice{
                                        l, way / conditions, c, k, way % conditions, w, n, a, y};
                                    model.add(choice, potential, 1 / static_cast<double>(coincide));
                                    ++result.computed;
                                    if (first == way && (clipped || k == 0)) {
                                        CurvePoint point{{}, potential};
                                        std::ranges::transform(choice, point.choice.begin(), [](std::size_t value) {
                                            return static_cast<std::uint16_t>(value);
                                        });
                                        result.points.push_back(point);
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
    if (result.computed > 0) {
        result.variance_share = model.shares();
    } else {
        result.variance_share.fill(missing);
    }
    std::ranges::sort(result.points, [](const CurvePoint& a, const CurvePoint& b) {
        return a.potential != b.potential ? a.potential < b.potential : a.choice < b.choice;
    });
    return result;
}

}  // namespace skattekrona
