#include "figures/control.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <tuple>
#include <utility>

namespace skattekrona {

namespace {

/// So many of what a finding concerns are named.
constexpr std::size_t named_places = 3;
/// With fewer changes from year to year a series has no history to be judged by.
constexpr std::size_t enough_changes = 50;
/// In a year the median municipality's value of no series grows or falls so many times over.
constexpr double hardly_in_a_year = 4;
/// Nor does one municipality's of a series that is above nought for all.
constexpr double hardly_for_one = 100;
/// From so many municipalities on, the year's median tells what happened to everybody.
constexpr std::size_t enough_municipalities = 30;

bool has_known_form(std::string_view series) {
    return is_kpi(series) || (series.starts_with(scb_prefix) && is_activity(series.substr(scb_prefix.size())));
}

/// Kolada writes regions as 0001–0025.
bool is_region(MunicipalityId id) { return id.view() > riket && id.view() <= "0025"; }

/// Decimals that leave three figures or so of a value whose unit is not known.
Number rounded(double value) {
    const double size = std::abs(value);
    return {value, size < 10 ? 2 : size < 1000 ? 1 : 0};
}

/// Quantile p of values, which it reorders; there must be some.
double quantile(std::vector<double>& values, double p) {
    const auto nth =
        values.begin() + static_cast<std::ptrdiff_t>(std::lround(p * static_cast<double>(values.size() - 1)));
    std::nth_element(values.begin(), nth, values.end());
    return *nth;
}

double median(std::vector<double> values) { return quantile(values, 0.5); }

/// What was found, one finding per kind and series.
class Findings {
public:
    Findings(const Delivery& delivery, const ControlRules& rules) : origin_(delivery.origin), rules_(rules) {}

    /// `place` tells one of the values from others of the same kind.
    void add(Severity severity, std::string kind, std::string_view series, const PublishedValue& value, Message place) {
        Group& group = group_of(severity, std::move(kind), series, value);
        ++group.finding.values;
        if (group.places.size() < named_places) {
            group.places.push_back(std::move(place));
        }
    }
    void add(Severity severity, std::string kind, const PublishedValue& value) {
        Group& group = group_of(severity, std::move(kind), value.series, value);
        ++group.finding.values;
        if (group.places.size() < named_places) {
            group.places.push_back({"figures.finding.place", {{"municipality", name(value)}, {"year", value.year}}});
        }
    }
    /// A code that should not stand there, named once however many values it has.
    void add_code(Severity severity, std::string kind, const PublishedValue& value, const std::string& code) {
        Group& group = group_of(severity, std::move(kind), "", value);
        ++group.finding.values;
        if (group.codes.size() < named_places && std::ranges::find(group.codes, code) == group.codes.end()) {
            group.codes.push_back(code);
            group.places.push_back({"figures.finding.code", {{"code", code}}});
        }
    }

    Message::Argument name(const PublishedValue& value) const {
        const auto found = rules_.municipalities.find(value.municipality);
        return found == rules_.municipalities.end() ? Message::Argument(TextKey{"figures.finding.riket"})
                                                    : Message::Argument(found->second);
    }

    std::vector<Finding> all() const {
        std::vector<Finding> findings;
        for (const auto& [key, group] : groups_) {
            Finding finding = group.finding;
            finding.message.arguments.emplace_back("n", count(finding.values));
            finding.message.arguments.emplace_back("places", group.places);
            findings.push_back(std::move(finding));
        }
        std::ranges::stable_sort(findings, std::ranges::greater{}, &Finding::severity);
        return findings;
    }

private:
    struct Group {
        Finding finding;
        std::vector<Message> places;
        std::vector<std::string> codes;
    };

    Group& group_of(Severity severity, std::string kind, std::string_view series, const PublishedValue& first) {
        const auto [entry, is_new] = groups_.try_emplace({kind, std::string(series)});
        if (is_new) {
            const auto rule = rules_.series.find(series);
            const std::string id(series);
            Message::Argument title = rule == rules_.series.end() ? Message::Argument(id) : rule->second.title;
            Location where = first.line > 0 ? Location{origin_, first.line} : Location{};
            entry->second.finding = {
                severity, {std::move(kind), {{"series", id}, {"title", std::move(title)}}}, std::move(where), 0};
        }
        return entry->second;
    }

    std::string origin_;
    const ControlRules& rules_;
    std::map<std::pair<std::string, std::string>, Group> groups_;
};

/// A series' numbers by name, so that a million values sort in a moment.
class Numbering {
public:
    std::uint64_t operator()(const std::string& series) {
        // Values come series by series, so that the last one is most often the next.
        if (last_ == numbers_.end() || last_->first != series) {
            last_ = numbers_.try_emplace(series, numbers_.size()).first;
        }
        return last_->second;
    }

private:
    std::map<std::string, std::uint64_t> numbers_;
    std::map<std::string, std::uint64_t>::iterator last_ = numbers_.end();
};

/// What a value is a value of, in one number: series, gender, municipality and year, so that a million sort in a
/// moment.
using Place = std::uint64_t;

Place place_of(std::uint64_t series, const PublishedValue& value) {
    std::uint64_t place = series << 8U | static_cast<unsigned char>(value.gender);
    for (const char digit : value.municipality.view()) {
        place = place << 4U | static_cast<std::uint64_t>(digit - '0');
    }
    return place << 12U | static_cast<std::uint64_t>(value.year.value);
}

/// One known value; several of one place stand side by side, those of the delivery first.
struct Entry {
    Place place = 0;
    const PublishedValue* value = nullptr;
    bool incoming = false;
    /// Where the delivery has it.
    std::size_t position = 0;

    /// Series and gender.
    Place series() const { return place >> 28U; }
    friend bool operator<(const Entry& a, const Entry& b) {
        return std::tuple(a.place, !a.incoming, a.position) < std::tuple(b.place, !b.incoming, b.position);
    }
};

bool agree(const PublishedValue& a, const PublishedValue& b) {
    return a.value == b.value || (is_missing(a.value) && is_missing(b.value));
}

/// Whether the value can be one at all; says why not.
bool is_possible(const PublishedValue& value, const ControlRules& rules, bool published, Findings& findings) {
    const auto rule = rules.series.find(value.series);
    if (rule == rules.series.end() && !has_known_form(value.series)) {
        findings.add_code(Severity::error, "figures.finding.unknown_series", value, value.series);
    } else if (is_region(value.municipality)) {
        findings.add_code(Severity::error, "figures.finding.region", value, std::string(value.municipality.view()));
    } else if (value.municipality.view() != riket && !rules.municipalities.contains(value.municipality)) {
        findings.add_code(Severity::error, "figures.finding.unknown_municipality", value,
                          std::string(value.municipality.view()));
    } else if (!is_year(value.year.value) || (published && value.year > rules.this_year)) {
        findings.add_code(Severity::error, "figures.finding.impossible_year", value, std::to_string(value.year.value));
    } else if (std::isinf(value.value) ||
               (rule != rules.series.end() && !is_missing(value.value) && !rule->second.valid.contains(value.value))) {
        findings.add(Severity::error, "figures.finding.impossible_value", value.series, value,
                     {"figures.finding.valued_place",
                      {{"municipality", findings.name(value)}, {"year", value.year}, {"value", rounded(value.value)}}});
    } else if (rule != rules.series.end() && rule->second.whole && std::floor(value.value) < value.value) {
        findings.add(Severity::error, "figures.finding.not_whole", value.series, value,
                     {"figures.finding.valued_place",
                      {{"municipality", findings.name(value)}, {"year", value.year}, {"value", rounded(value.value)}}});
    } else {
        if (rule == rules.series.end()) {
            findings.add_code(Severity::remark, "figures.finding.unused_series", value, value.series);
        }
        return true;
    }
    return false;
}

/// Keeps one of those that stand at one place in the delivery, none where they disagree.
std::vector<Entry> without_duplicates(const std::vector<Entry>& entries, Findings& findings) {
    std::vector<Entry> kept;
    for (auto first = entries.begin(); first != entries.end();) {
        const auto end = std::find_if(first, entries.end(), [&](const Entry& entry) {
            return entry.place != first->place || entry.incoming != first->incoming;
        });
        const bool same =
            std::all_of(first, end, [&](const Entry& entry) { return agree(*entry.value, *first->value); });
        if (same) {
            kept.push_back(*first);
            std::for_each(first + 1, end, [&](const Entry& entry) {
                findings.add(Severity::remark, "figures.finding.duplicate", *entry.value);
            });
        } else {
            std::for_each(first, end, [&](const Entry& entry) {
                findings.add(Severity::error, "figures.finding.duplicates_disagree", *entry.value);
            });
        }
        first = end;
    }
    return kept;
}

/// Leaves out what the delivery replaces, and says where it takes a figure away or changes it.
std::vector<Entry> as_they_will_stand(const std::vector<Entry>& entries, Findings& findings) {
    std::vector<Entry> standing;
    for (const auto& entry : entries) {
        if (standing.empty() || standing.back().place != entry.place) {
            standing.push_back(entry);
        } else if (is_missing(standing.back().value->value) && !is_missing(entry.value->value)) {
            findings.add(Severity::warning, "figures.finding.withdrawn", *standing.back().value);
        } else if (standing.back().incoming && !is_missing(entry.value->value) &&
                   !agree(*standing.back().value, *entry.value)) {
            const PublishedValue& now = *standing.back().value;
            findings.add(Severity::remark, "figures.finding.replaced", now.series, now,
                         {"figures.finding.jump_place",
                          {{"municipality", findings.name(now)},
                           {"year", now.year},
                           {"from", rounded(entry.value->value)},
                           {"to", rounded(now.value)}}});
        }
    }
    std::erase_if(standing, [](const Entry& entry) { return is_missing(entry.value->value); });
    return standing;
}

/// The last decimal that any of the values has, as a number: 1 for whole ones, 0.01 for two decimals; six at most.
double rounding_unit(std::span<const Entry> values) {
    double unit = 1;
    for (const auto& entry : values) {
        while (unit > 1e-6 && std::abs(std::remainder(entry.value->value, unit)) > 1e-3 * unit) {
            unit /= 10;
        }
    }
    return unit;
}

/// Where all municipalities are there, they add up to Riket; what rounding can do at its worst is let pass.
void check_sums(std::span<const Entry> series, const ControlRules& rules, Findings& findings) {
    struct YearSum {
        std::size_t municipalities = 0;
        double sum = 0;
        const PublishedValue* riket = nullptr;
        bool incoming = false;
    };
    std::map<Year, YearSum> years;
    for (const auto& entry : series) {
        YearSum& year = years[entry.value->year];
        year.incoming = year.incoming || entry.incoming;
        if (entry.value->municipality.view() == riket) {
            year.riket = entry.value;
        } else {
            ++year.municipalities;
            year.sum += entry.value->value;
        }
    }
    const double rounding = 0.5 * rounding_unit(series) * static_cast<double>(rules.municipalities.size() + 1);
    for (const auto& [year, found] : years) {
        if (found.incoming && found.riket != nullptr && found.municipalities == rules.municipalities.size() &&
            std::abs(found.sum - found.riket->value) > rounding) {
            findings.add(Severity::warning, "figures.finding.sum", found.riket->series, *found.riket,
                         {"figures.finding.sum_place",
                          {{"year", year}, {"sum", rounded(found.sum)}, {"riket", rounded(found.riket->value)}}});
        }
    }
}

/// A change from one year to the next.
struct Step {
    const Entry* from = nullptr;
    const Entry* to = nullptr;
    /// Of the logarithm where all values are positive.
    double change = missing;
};

std::vector<Step> steps_of(std::span<const Entry> series, bool positive) {
    std::vector<Step> steps;
    for (std::size_t i = 1; i < series.size(); ++i) {
        const PublishedValue& from = *series[i - 1].value;
        const PublishedValue& to = *series[i].value;
        if (from.municipality == to.municipality && to.year == from.year + 1) {
            steps.push_back(
                {&series[i - 1], &series[i], positive ? std::log(to.value / from.value) : to.value - from.value});
        }
    }
    return steps;
}

/// What happened to everybody in a year is no jump: the year's median is taken away, and given by year.
std::map<Year, double> take_away_common(std::vector<Step>& steps) {
    std::map<Year, std::vector<double>> by_year;
    for (const auto& step : steps) {
        by_year[step.to->value->year].push_back(step.change);
    }
    std::map<Year, double> common;
    for (const auto& [year, changes] : by_year) {
        common[year] = changes.size() >= enough_municipalities ? median(changes) : 0;
    }
    for (auto& step : steps) {
        step.change -= common[step.to->value->year];
    }
    return common;
}

/// Everybody's values many times what they were, or a fraction of it: hardly a change, but another unit.
void check_common(std::span<const Step> steps, const std::map<Year, double>& common, bool positive,
                  Findings& findings) {
    for (const auto& [year, change] : common) {
        const auto step = std::ranges::find_if(steps, [year = year](const Step& one) {
            return one.to->value->year == year && one.from->incoming != one.to->incoming;
        });
        if (positive && step != steps.end() && std::abs(change) > std::log(hardly_in_a_year)) {
            const PublishedValue& to = *step->to->value;
            findings.add(Severity::warning, "figures.finding.common_jump", to.series, to,
                         {change > 0 ? "figures.finding.common_up" : "figures.finding.common_down",
                          {{"year", year}, {"times", rounded(std::exp(std::abs(change)))}}});
        }
    }
}

/// Changes far beyond what the series is used to. The fence stands at three times the letter value D of the sizes of
/// all changes (15 of 16 are smaller; on normal changes it would let 1 in 40 million pass), wider in proportion for a
/// municipality whose own changes are larger than most, as small ones' are.
void check_jumps(std::span<const Entry> series, Findings& findings) {
    const bool positive = std::ranges::all_of(series, [](const Entry& entry) { return entry.value->value > 0; });
    std::vector<Step> steps = steps_of(series, positive);
    if (steps.size() < enough_changes) {
        return;
    }
    const auto common = take_away_common(steps);
    check_common(steps, common, positive, findings);
    std::vector<double> sizes;
    std::map<MunicipalityId, std::vector<double>> own_sizes;
    for (const auto& step : steps) {
        sizes.push_back(std::abs(step.change));
        own_sizes[step.to->value->municipality].push_back(std::abs(step.change));
    }
    const double fence = 3 * quantile(sizes, 15.0 / 16);
    const double typical = quantile(sizes, 0.5);
    if (!(fence > 0) || !(typical > 0)) {
        return;
    }
    std::map<MunicipalityId, double> restlessness;
    for (const auto& [municipality, own] : own_sizes) {
        restlessness[municipality] = std::max(1.0, median(own) / typical);
    }
    const auto beyond = [&](const Step& step) {
        return std::abs(step.change) / (fence * restlessness[step.to->value->municipality]);
    };
    std::erase_if(steps,
                  [&](const Step& step) { return !(step.from->incoming || step.to->incoming) || beyond(step) <= 1; });
    std::ranges::stable_sort(steps, std::ranges::greater{}, beyond);
    for (const auto& step : steps) {
        const PublishedValue& to = *step.to->value;
        const bool unit = positive && std::abs(step.change) > std::log(hardly_for_one);
        findings.add(unit ? Severity::warning : Severity::remark, "figures.finding.jump", to.series, to,
                     {"figures.finding.jump_place",
                      {{"municipality", findings.name(to)},
                       {"year", to.year},
                       {"from", rounded(step.from->value->value)},
                       {"to", rounded(to.value)}}});
    }
}

/// Breaks between the years that come in, and between them and the last year before.
void check_breaks(std::span<const Entry> series, const SeriesRule& rule, Findings& findings) {
    std::optional<Year> first;
    std::optional<Year> last;
    for (const auto& entry : series) {
        if (entry.incoming) {
            first = first ? std::min(*first, entry.value->year) : entry.value->year;
            last = last ? std::max(*last, entry.value->year) : entry.value->year;
        }
    }
    if (!first) {
        return;
    }
    std::optional<Year> before;
    for (const auto& entry : series) {
        if (entry.value->year < *first) {
            before = before ? std::max(*before, entry.value->year) : entry.value->year;
        }
    }
    for (const Year year : rule.breaks) {
        if (before.value_or(*first) < year && year <= *last) {
            findings.add(Severity::remark, "figures.finding.series_break", series.front().value->series,
                         *series.front().value, {"figures.finding.year", {{"year", year}}});
        }
    }
}

}  // namespace

Controlled control(Delivery delivery, std::span<const StoredValue> before, const ControlRules& rules) {
    Findings findings(delivery, rules);
    Numbering number;
    std::vector<Entry> entries;
    entries.reserve(delivery.values.size() + before.size());
    for (std::size_t i = 0; i < delivery.values.size(); ++i) {
        const PublishedValue& value = delivery.values[i];
        if (is_possible(value, rules, delivery.label.empty(), findings)) {
            entries.push_back({place_of(number(value.series), value), &value, true, i});
        }
    }
    for (const auto& stored : before) {
        entries.push_back({place_of(number(stored.published.series), stored.published), &stored.published});
    }
    std::ranges::sort(entries, std::less{});
    entries = without_duplicates(entries, findings);
    std::vector<bool> kept(delivery.values.size(), false);
    for (const auto& entry : entries) {
        if (entry.incoming) {
            kept[entry.position] = true;
        }
    }

    const std::vector<Entry> standing = as_they_will_stand(entries, findings);
    for (auto first = standing.begin(); first != standing.end();) {
        const auto end =
            std::find_if(first, standing.end(), [&](const Entry& entry) { return entry.series() != first->series(); });
        const auto rule = rules.series.find(first->value->series);
        if (rule != rules.series.end() && first->value->gender == Gender::total) {
            const std::span<const Entry> series(first, end);
            if (rule->second.adds_up) {
                check_sums(series, rules, findings);
            }
            check_jumps(series, findings);
            check_breaks(series, rule->second, findings);
        }
        first = end;
    }

    Controlled controlled{{}, findings.all()};
    // In their own place: a large delivery has no room for a second one beside it.
    auto& values = delivery.values;
    std::size_t accepted = 0;
    for (std::size_t i = 0; i < kept.size(); ++i) {
        if (kept[i]) {
            std::swap(values[accepted++], values[i]);
        }
    }
    values.erase(values.begin() + static_cast<std::ptrdiff_t>(accepted), values.end());
    controlled.accepted = std::move(delivery);
    return controlled;
}

std::set<std::string> series_of(const Delivery& delivery) {
    std::set<std::string> series;
    const std::string* last = nullptr;
    for (const auto& value : delivery.values) {
        if (last == nullptr || *last != value.series) {
            last = &*series.insert(value.series).first;
        }
    }
    return series;
}

std::optional<Finding> replaced_later(const Delivery& delivery, std::span<const StoredValue> stored,
                                      std::span<const Run> runs) {
    const auto is_later = [&](const Run& run) { return run.vintage > delivery.vintage; };
    if (std::ranges::none_of(runs, is_later)) {
        return std::nullopt;
    }
    std::size_t replaced = 0;
    for (const auto& value : delivery.values) {
        const auto found = std::ranges::lower_bound(stored, place_of(value), {},
                                                    [](const StoredValue& one) { return place_of(one.published); });
        replaced += found != stored.end() && place_of(found->published) == place_of(value) &&
                    value.gender == Gender::total && is_later(runs[static_cast<std::size_t>(found->run) - 1]) &&
                    found->published.value != value.value &&
                    !(is_missing(found->published.value) && is_missing(value.value));
    }
    return replaced == 0 ? std::nullopt
                         : std::optional(Finding{
                               Severity::warning,
                               {"figures.finding.older", {{"n", count(replaced)}, {"vintage", delivery.vintage}}},
                               {delivery.origin},
                               replaced});
}

}  // namespace skattekrona
