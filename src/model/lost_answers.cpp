#include "model/lost_answers.hpp"

#include "model/costs.hpp"
#include "model/quality.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>

namespace skattekrona {

namespace {

/// So many of what a finding concerns are named.
constexpr std::size_t places_named = 3;
/// No cost grows or falls so many times over, but a figure in another unit does, or one with a digit too many. Of
/// 21,161 changes from one year to the next in 2010–2022 the largest is 3.1 times.
constexpr double other_unit_ratio = 4;

/// What a finding concerns: how many, and the first of them by name.
struct Places {
    std::size_t n = 0;
    std::vector<Message> named{};

    void add(Message place) {
        if (++n <= places_named) {
            named.push_back(std::move(place));
        }
    }

    /// What is said of them, if there are any; `more` is what else the message needs.
    std::optional<Finding> finding(std::string key, const ServiceArea& area,
                                   decltype(Message::arguments) more = {}) const {
        if (n == 0) {
            return std::nullopt;
        }
        more.insert(more.end(), {{"area", area.title}, {"n", count(n)}, {"places", named}});
        return Finding{Severity::warning, {std::move(key), std::move(more)}, {}, n};
    }
};

/// The costs of an area that cannot be computed: they were there before, or the deviation in % that they need is new.
std::optional<Finding> lost_costs(const Panel& before, const Panel& after, const ServiceArea& area) {
    Places lost;
    const std::string pct = deviation_pct_measure(area.id);
    for (Year year = after.first_year(); year <= after.last_year(); year = year + 1) {
        for (std::size_t i = 0; i < after.size(); ++i) {
            const double deviation = after.value(pct, year, i);
            const bool is_new = !is_missing(deviation) && deviation != before.value(pct, year, i);
            if (!has_deviation(after, area.id, year, i) && (is_new || has_deviation(before, area.id, year, i))) {
                lost.add({"figures.finding.place", {{"municipality", after.municipalities()[i].name}, {"year", year}}});
            }
        }
    }
    return lost.finding("model.finding.costs_lost", area,
                        {{"pct", area.deviation_pct_kpi}, {"mnkr", area.deviation_kpi}});
}

/// The net cost of the municipality's last year before this one; missing where there is none.
double cost_before(const Panel& panel, const std::string& cost, Year year, std::size_t municipality) {
    double last = missing;
    for (Year earlier = panel.first_year(); earlier < year; earlier = earlier + 1) {
        const double known = panel.value(cost, earlier, municipality);
        last = is_missing(known) ? last : known;
    }
    return last;
}

/// The new net costs of an area that can hardly be right: of the wrong sign, or in another unit than they were read in.
std::vector<Finding> odd_costs(const Panel& before, const Panel& after, const ServiceArea& area) {
    Places not_positive;
    Places odd;
    const std::string cost = net_cost_measure(area.id);
    for (Year year = after.first_year(); year <= after.last_year(); year = year + 1) {
        for (std::size_t i = 0; i < after.size(); ++i) {
            const double now = after.value(cost, year, i);
            if (is_missing(now) || now == before.value(cost, year, i)) {
                continue;
            }
            const double then = cost_before(before, cost, year, i);
            if (now <= 0 || now > then * other_unit_ratio || now * other_unit_ratio < then) {
                (now <= 0 ? not_positive : odd)
                    .add({"model.finding.cost_place",
                          {{"municipality", after.municipalities()[i].name},
                           {"year", year},
                           {"from", Number{then, 1}},
                           {"to", Number{now, now < 1 ? 4 : 1}}}});
            }
        }
    }
    std::vector<Finding> findings;
    for (auto& found :
         {not_positive.finding("model.finding.no_cost", area), odd.finding("model.finding.other_unit", area)}) {
        if (found) {
            findings.push_back(*found);
        }
    }
    return findings;
}

/// Those with a score among `scores` and none in `after`.
std::vector<std::size_t> without_score(const std::vector<double>& scores, const std::vector<double>& after) {
    std::vector<std::size_t> without;
    for (std::size_t i = 0; i < scores.size(); ++i) {
        if (!is_missing(scores[i]) && (after.empty() || is_missing(after[i]))) {
            without.push_back(i);
        }
    }
    return without;
}

/// Whom a measure leaves without quality, since most municipalities do not have it but have the area's others.
std::vector<std::size_t> left_out_by(const std::string& measure, ServiceArea area, const Panel& panel, Year year,
                                     const std::vector<double>& scores) {
    std::erase_if(area.quality, [&](const QualityMeasure& quality) { return quality.measure == measure; });
    const auto of_others = quality_scores(panel, area, year);
    auto left_out = without_score(of_others, scores);
    const auto known = std::ranges::count_if(of_others, [](double score) { return !is_missing(score); });
    return 2 * left_out.size() > static_cast<std::size_t>(known) ? left_out : std::vector<std::size_t>{};
}

/// Whether a measure has figures for others than before.
bool is_elsewhere(const Panel& before, const Panel& after, const std::string& measure, Year year) {
    return !std::ranges::equal(before.values(measure, year), after.values(measure, year),
                               [](double one, double other) { return is_missing(one) == is_missing(other); });
}

/// The municipalities that come to be without quality in an area, which needs every measure that anybody has.
std::optional<Finding> lost_quality(const Panel& before, const Panel& after, const Definitions& definitions,
                                    const ServiceArea& area) {
    std::set<std::size_t> municipalities;
    std::set<std::string> measures;
    std::vector<Year> years;
    for (Year year = after.first_year(); year <= after.last_year(); year = year + 1) {
        std::set<std::string> elsewhere;
        for (const auto& quality : area.quality) {
            if (is_elsewhere(before, after, quality.measure, year)) {
                elsewhere.insert(quality.measure);
            }
        }
        if (elsewhere.empty()) {
            continue;
        }
        const auto scores = quality_scores(after, area, year);
        std::set<std::string> to_blame;
        auto lost = without_score(quality_scores(before, area, year), scores);
        for (const auto& quality : area.quality) {
            const auto left_out = left_out_by(quality.measure, area, after, year, scores);
            lost.insert(lost.end(), left_out.begin(), left_out.end());
            if (!left_out.empty()) {
                to_blame.insert(quality.measure);
            }
        }
        if (!lost.empty()) {
            years.push_back(year);
            municipalities.insert(lost.begin(), lost.end());
            measures.merge(to_blame.empty() ? elsewhere : to_blame);
        }
    }
    if (years.empty()) {
        return std::nullopt;
    }
    std::vector<Text> titles;
    std::ranges::transform(measures, std::back_inserter(titles),
                           [&](const std::string& id) { return definitions.measure(id)->title; });
    return Finding{Severity::warning,
                   {"model.finding.quality_lost",
                    {{"area", area.title},
                     {"n", count(municipalities.size())},
                     {"years", year_ranges(years)},
                     {"measures", titles}}},
                   {},
                   municipalities.size()};
}

/// From which year to which, and for how many municipalities: where none is asked for.
std::vector<Finding> moved_years(const Figures& before, const Figures& after, const Definitions& definitions) {
    const std::vector<std::string> areas = definitions.areas_in_total();
    std::map<std::pair<Year, Year>, std::size_t> moves;
    for (std::size_t i = 0; i < before.panel.size(); ++i) {
        const Year from = latest_year(before, areas, i);
        const Year to = latest_year(after, areas, i);
        if (from != to) {
            ++moves[{from, to}];
        }
    }
    std::vector<Finding> findings;
    for (const auto& [years, moved] : moves) {
        findings.push_back(
            {years.second < years.first ? Severity::warning : Severity::remark,
             {"model.finding.year_moved", {{"from", years.first}, {"to", years.second}, {"n", count(moved)}}},
             {},
             moved});
    }
    return findings;
}

}  // namespace

std::vector<Finding> lost_answers(const Figures& before, const Figures& after, const Definitions& definitions) {
    std::vector<Finding> findings;
    const auto add = [&](std::optional<Finding> finding) {
        if (finding) {
            findings.push_back(*std::move(finding));
        }
    };
    for (const auto& area : definitions.areas) {
        add(lost_costs(before.panel, after.panel, area));
        std::ranges::move(odd_costs(before.panel, after.panel, area), std::back_inserter(findings));
        add(lost_quality(before.panel, after.panel, definitions, area));
    }
    auto moved = moved_years(before, after, definitions);
    std::ranges::move(moved, std::back_inserter(findings));
    return findings;
}

}  // namespace skattekrona
