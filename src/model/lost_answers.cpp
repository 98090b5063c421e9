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

/// The costs of an area that are there before and not after.
std::optional<Finding> lost_costs(const Panel& before, const Panel& after, const ServiceArea& area) {
    std::vector<Message> places;
    std::size_t lost = 0;
    for (std::size_t i = 0; i < before.size(); ++i) {
        const auto kept = years_with_costs(after, {area.id}, i);
        for (const Year year : years_with_costs(before, {area.id}, i)) {
            if (std::ranges::find(kept, year) == kept.end() && ++lost <= places_named) {
                places.push_back(
                    {"figures.finding.place", {{"municipality", before.municipalities()[i].name}, {"year", year}}});
            }
        }
    }
    return lost == 0 ? std::nullopt
                     : std::optional(Finding{Severity::warning,
                                             {"model.finding.costs_lost",
                                              {{"area", area.title},
                                               {"n", count(lost)},
                                               {"places", places},
                                               {"pct", area.deviation_pct_kpi},
                                               {"mnkr", area.deviation_kpi}}},
                                             {},
                                             lost});
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
    std::vector<std::string> areas;
    for (const auto& area : definitions.areas) {
        if (area.in_total) {
            areas.push_back(area.id);
        }
    }
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
        add(lost_quality(before.panel, after.panel, definitions, area));
    }
    auto moved = moved_years(before, after, definitions);
    std::ranges::move(moved, std::back_inserter(findings));
    return findings;
}

}  // namespace skattekrona
