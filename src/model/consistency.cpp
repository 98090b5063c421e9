#include "model/consistency.hpp"

#include "model/costs.hpp"
#include "model/pool_order.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace skattekrona {

namespace {

/// Differences between two routes to one figure, and where the largest is.
class Differences {
public:
    void add(double difference, std::size_t municipality, Year year) {
        if (is_missing(difference)) {
            return;
        }
        values_.push_back(std::abs(difference));
        if (values_.back() >= largest_) {
            largest_ = values_.back();
            where_ = municipality;
            when_ = year;
        }
    }

    ConsistencyCheck check(const Panel& panel, Message title, double allowed, Message unit) const {
        ConsistencyCheck result{std::move(title)};
        result.compared = values_.size();
        result.allowed = allowed;
        result.unit = std::move(unit);
        result.detail = {"model.check.nothing", {}};
        if (!values_.empty()) {
            result.median_difference = PoolOrder(values_).all().quantile(0.5);
            result.largest_difference = largest_;
            result.holds = largest_ <= allowed;
            result.detail = {"model.check.largest_at",
                             {{"municipality", panel.municipalities()[where_].name}, {"year", when_}}};
        }
        return result;
    }

private:
    std::vector<double> values_;
    double largest_ = 0;
    std::size_t where_ = 0;
    Year when_;
};

template <class Use>
void each_year(const Panel& panel, Use use) {
    for (Year year = panel.first_year(); year <= panel.last_year(); year = year + 1) {
        use(year);
    }
}

ConsistencyCheck check_total(const Panel& panel, const Definitions& definitions) {
    const auto six = definitions.areas_in_total();
    Differences differences;
    const CostHistory history = cost_history(panel, six);
    each_year(panel, [&](Year year) {
        const auto costs = *cost_window(history, definitions, year, 1, std::nullopt);
        const auto published = panel.values(deviation_pct_measure(total_area), year);
        for (std::size_t i = 0; i < panel.size(); ++i) {
            differences.add(as_percent(costs.total.ratio[i] - 1).value - published[i], i, year);
        }
    });
    return differences.check(panel, {"model.check.total", {}}, 0.03, {"model.unit.percentage_points", {}});
}

/// An amount in mnkr by another route than d and D.
using Route = std::function<double(Year, std::size_t municipality)>;

Route per_inhabitant(const Panel& panel, const std::string& published) {
    return [&panel, published](Year year, std::size_t i) {
        return panel.value(published, year, i) * panel.value("population", year, i) / 1e6;
    };
}

Route column(const Panel& panel, const std::string& measure) {
    return [&panel, measure](Year year, std::size_t i) { return panel.value(measure, year, i); };
}

/// Derived mnkr against the other route: the relative difference beyond what rounding of the published deviation (four
/// decimals) explains in that very cell. Cells flagged as coarse are counted, not compared; nor are those that have no
/// deviation, where the derived amount comes by the other route itself.
ConsistencyCheck check_route(const Panel& panel, const ServiceArea& area, const std::string& derived,
                             const Route& other, std::string title, double allowed) {
    constexpr double half_unit = 0.00005;
    Differences differences;
    each_year(panel, [&](Year year) {
        const auto amount = panel.values(derived, year);
        const auto deviation = panel.values(deviation_pct_measure(area.id), year);
        const auto coarse = panel.values(precision_measure(area.id), year);
        for (std::size_t i = 0; i < panel.size(); ++i) {
            const double difference = std::abs(other(year, i) / amount[i] - 1);
            if (is_missing(coarse[i]) && !is_missing(difference) && !is_missing(deviation[i])) {
                differences.add(std::max(0.0, difference - half_unit / std::abs(deviation[i])), i, year);
            }
        }
    });
    return differences.check(panel, {std::move(title), {{"area", area.title}}}, allowed, {"model.unit.share", {}});
}

/// The routes that only the store gives, where both it and d and D give a figure.
void add_stored_routes(std::vector<ConsistencyCheck>& checks, const Panel& panel, const ServiceArea& area) {
    const auto add = [&](ConsistencyCheck check) {
        if (check.compared > 0) {
            checks.push_back(std::move(check));
        }
    };
    if (area.net_cost_per_inhabitant.empty()) {
        add(check_route(panel, area, net_cost_measure(area.id), column(panel, net_cost_per_inhabitant_route(area.id)),
                        "model.check.net_cost_route", area.route_tolerance));
    }
    if (area.reference_cost_per_inhabitant.empty()) {
        add(check_route(panel, area, reference_cost_measure(area.id),
                        column(panel, reference_cost_per_inhabitant_route(area.id)), "model.check.reference_cost_route",
                        area.route_tolerance));
    }
    // SCB's activities are not quite Kolada's area everywhere, and a single municipality may have corrected its
    // accounts since: the limit is on the median. 1 % is half of what leaving out the smallest activity of IFO would
    // give.
    constexpr double allowed_by_scb = 0.01;
    ConsistencyCheck scb =
        check_route(panel, area, net_cost_measure(area.id), column(panel, net_cost_scb_route(area.id)),
                    "model.check.scb_route", allowed_by_scb);
    scb.holds = scb.median_difference <= allowed_by_scb;
    add(std::move(scb));
}

/// 100·ΣD/ΣR over all municipalities in one year; missing where nobody has costs.
double national_deviation(const Panel& panel, const Definitions& definitions, const std::vector<std::string>& areas,
                          Year year) {
    const auto costs = *cost_window(cost_history(panel, areas), definitions, year, 1, std::nullopt);
    double deviation = 0;
    double reference = 0;
    for (std::size_t i = 0; i < panel.size(); ++i) {
        if (!is_missing(costs.total.ratio[i])) {
            deviation += costs.total.net[i] - costs.total.reference[i];
            reference += costs.total.reference[i];
        }
    }
    return reference > 0 ? 100 * deviation / reference : missing;
}

/// The national deviation of the six areas together is about 0 by construction. A single area need not be: the one
/// that is furthest away is named.
ConsistencyCheck check_national(const Panel& panel, const Definitions& definitions) {
    ConsistencyCheck result{{"model.check.national", {}}};
    result.allowed = 1.0;
    result.unit = {"model.unit.percent", {}};
    result.detail = {"model.check.nothing", {}};
    std::vector<double> totals;
    double furthest = 0;
    each_year(panel, [&](Year year) {
        const double total = std::abs(national_deviation(panel, definitions, definitions.areas_in_total(), year));
        if (!is_missing(total)) {
            totals.push_back(total);
        }
        for (const auto& area : definitions.areas) {
            const double national = national_deviation(panel, definitions, {area.id}, year);
            if (std::abs(national) > std::abs(furthest)) {
                furthest = national;
                result.detail = {"model.check.furthest_area",
                                 {{"area", area.title}, {"value", Number{national, 1, true}}, {"year", year}}};
            }
        }
    });
    result.compared = totals.size();
    if (!totals.empty()) {
        result.median_difference = PoolOrder(totals).all().quantile(0.5);
        result.largest_difference = *std::ranges::max_element(totals);
        result.holds = result.largest_difference <= result.allowed;
    }
    return result;
}

ConsistencyCheck check_signs(const Panel& panel, const Definitions& definitions) {
    ConsistencyCheck result{{"model.check.positive", {}}};
    result.unit = {"model.unit.none", {}};
    std::size_t broken = 0;
    std::size_t coarse = 0;
    for (const auto& area : definitions.areas) {
        each_year(panel, [&](Year year) {
            const auto reference = panel.values(reference_cost_measure(area.id), year);
            const auto precision = panel.values(precision_measure(area.id), year);
            for (std::size_t i = 0; i < panel.size(); ++i) {
                if (!is_missing(reference[i])) {
                    ++result.compared;
                    broken += reference[i] > 0 ? 0U : 1U;
                    coarse += is_missing(precision[i]) ? 0U : 1U;
                }
            }
        });
    }
    result.holds = broken == 0 && result.compared > 0;
    result.detail = {"model.check.coarse", {{"n", count(coarse)}, {"broken", count(broken)}}};
    return result;
}

ConsistencyCheck check_ranges(const Panel& panel, const Definitions& definitions) {
    ConsistencyCheck result{{"model.check.range", {}}};
    result.unit = {"model.unit.none", {}};
    result.detail = {"model.check.all_within", {}};
    result.holds = true;
    const auto look = [&](const std::string& measure, const Range& valid, const Text& title) {
        each_year(panel, [&](Year year) {
            const auto values = panel.values(measure, year);
            for (std::size_t i = 0; i < panel.size(); ++i) {
                if (is_missing(values[i])) {
                    continue;
                }
                ++result.compared;
                if (!valid.contains(values[i])) {
                    result.holds = false;
                    result.detail = {"model.check.outside",
                                     {{"measure", title},
                                      {"municipality", panel.municipalities()[i].name},
                                      {"year", year},
                                      {"value", Number{values[i], 2}}}};
                }
            }
        });
    };
    for (const auto& measure : definitions.measures) {
        look(measure.id, measure.valid, measure.title);
    }
    for (const auto& area : definitions.areas) {
        look(deviation_pct_measure(area.id), area.valid, area.title);
    }
    return result;
}

const Text& measure_title(const Definitions& definitions, const std::string& id) {
    const Measure* measure = definitions.measure(id);
    return measure == nullptr ? definitions.title(id.substr(0, id.find('.'))) : measure->title;
}

/// "Emmaboda 2006".
Message place_of(const UnreportedFigure& one, const Panel& panel) {
    return {"figures.finding.place",
            {{"municipality", panel.municipalities()[one.municipality].name}, {"year", one.year}}};
}

/// What is published of costs that nobody reported counts as missing, so the check has nothing to fail on: it tells.
ConsistencyCheck check_unreported(const Figures& figures, const Definitions& definitions) {
    ConsistencyCheck result{{"model.check.unreported", {}}};
    result.unit = {"model.unit.none", {}};
    result.holds = true;
    result.compared = figures.unreported.size();
    std::vector<Message> said;
    for (auto one = figures.unreported.begin(); one != figures.unreported.end();) {
        const auto end = std::find_if(one, figures.unreported.end(),
                                      [&](const UnreportedFigure& other) { return other.measure != one->measure; });
        constexpr std::ptrdiff_t most = 5;
        const auto named = std::min(most, end - one);
        std::vector<Message> places;
        std::transform(one, one + named, std::back_inserter(places),
                       [&](const UnreportedFigure& each) { return place_of(each, figures.panel); });
        said.push_back({end - one > named ? "model.check.unreported_more" : "model.check.unreported_of",
                        {{"measure", measure_title(definitions, one->measure)},
                         {"id", one->measure},
                         {"places", places},
                         {"rest", count(end - one - named)}}});
        one = end;
    }
    result.detail = said.empty() ? Message{"model.check.none_unreported", {}}
                                 : Message{"model.check.unreported_list", {{"list", said}}};
    return result;
}

ConsistencyCheck check_files(const Manifest& manifest) {
    ConsistencyCheck result{{"model.check.files", {}}};
    result.unit = {"model.unit.none", {}};
    result.compared = manifest.files.size();
    result.holds = manifest.changed.empty();
    result.detail = result.holds ? Message{"model.check.files_as_listed", {}}
                                 : Message{"model.check.files_changed", {{"files", changed_files(manifest)}}};
    return result;
}

}  // namespace

std::vector<ConsistencyCheck> check_consistency(const Figures& figures, const Definitions& definitions) {
    const Panel& panel = figures.panel;
    std::vector<ConsistencyCheck> checks{check_files(figures.manifest), check_ranges(panel, definitions),
                                         check_signs(panel, definitions), check_unreported(figures, definitions),
                                         check_total(panel, definitions)};
    for (const auto& area : definitions.areas) {
        if (!area.net_cost_per_inhabitant.empty()) {
            checks.push_back(check_route(panel, area, net_cost_measure(area.id),
                                         per_inhabitant(panel, area.net_cost_per_inhabitant),
                                         "model.check.net_cost_route", area.route_tolerance));
        }
        if (!area.reference_cost_per_inhabitant.empty()) {
            checks.push_back(check_route(panel, area, reference_cost_measure(area.id),
                                         per_inhabitant(panel, area.reference_cost_per_inhabitant),
                                         "model.check.reference_cost_route", area.route_tolerance));
        }
        add_stored_routes(checks, panel, area);
    }
    checks.push_back(check_national(panel, definitions));
    return checks;
}

}  // namespace skattekrona
