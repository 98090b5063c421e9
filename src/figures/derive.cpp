#include "figures/derive.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <optional>
#include <utility>

namespace skattekrona {

namespace {

/// Embedded costs are written with six decimals; their difference is that much less certain.
constexpr double written_precision = 2e-6;

/// One value per year and municipality of the panel, with the origin of each (0: what the figures had before).
struct Column {
    Panel::Series values;
    std::vector<std::uint16_t> origins;

    explicit Column(std::size_t cells) : values(cells, missing), origins(cells, 0) {}

    void set(std::size_t cell, double value, std::uint16_t origin) {
        values[cell] = value;
        origins[cell] = origin;
    }
};

using Columns = std::map<std::string, Column, std::less<>>;

/// Decimals of a value as it was published: trailing zeros are not.
int published_decimals(double value) {
    std::array<char, 400> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed).ptr;
    const auto point = std::find(text.data(), end, '.');
    return point == end ? 0 : static_cast<int>(end - point) - 1;
}

/// The panel of `figures` with its years extended to `last`, as columns.
Columns columns_of(const Panel& panel, Year last) {
    const std::size_t cells = static_cast<std::size_t>(last - panel.first_year() + 1) * panel.size();
    Columns columns;
    for (const auto& [name, series] : panel.measures()) {
        std::ranges::copy(series, columns.emplace(name, Column(cells)).first->second.values.begin());
    }
    return columns;
}

/// The stored values by series, as columns of the extended panel; a cell without a stored value has origin 0.
Columns stored_columns(std::span<const StoredValue> values, const Panel& panel, Year last,
                       const std::map<std::pair<int, bool>, std::uint16_t>& origins) {
    const std::size_t cells = static_cast<std::size_t>(last - panel.first_year() + 1) * panel.size();
    Columns columns;
    auto column = columns.end();
    std::optional<std::size_t> municipality;
    std::optional<MunicipalityId> id;
    for (const auto& [published, run] : values) {
        if (column == columns.end() || column->first != published.series) {
            column = columns.try_emplace(published.series, cells).first;
        }
        if (id != published.municipality) {
            id = published.municipality;
            municipality = panel.index(*id);
        }
        if (municipality && published.year >= panel.first_year() && published.year <= last) {
            const auto year = static_cast<std::size_t>(published.year - panel.first_year());
            column->second.set(year * panel.size() + *municipality, published.value,
                               origins.at({run, published.preliminary}));
        }
    }
    return columns;
}

/// Lays what is stored over a column, cell by cell.
void lay_over(Column& column, const Column& stored) {
    for (std::size_t cell = 0; cell < column.values.size(); ++cell) {
        if (stored.origins[cell] != 0) {
            column.set(cell, stored.values[cell], stored.origins[cell]);
        }
    }
}

/// Fills what a column lacks with another's stored figures.
void fill(Column& column, const Column& other) {
    for (std::size_t cell = 0; cell < column.values.size(); ++cell) {
        if (is_missing(column.values[cell]) && !is_missing(other.values[cell]) && other.origins[cell] != 0) {
            column.set(cell, other.values[cell], other.origins[cell]);
        }
    }
}

class Derivation {
public:
    Derivation(Columns& columns, const Columns& stored, std::size_t municipalities)
        : columns_(columns), stored_(stored), municipalities_(municipalities) {}

    void measure(const FigurePlan::Measure& measure) {
        if (const Column* values = stored(measure.kpi)) {
            lay_over(column(measure.id), *values);
        }
    }

    void area(const FigurePlan::Area& area, const FigurePlan& plan) {
        from_deviation(area);
        const Column* people = published(plan.population_kpi, plan);
        const auto per_inhabitant = [&](const std::string& kpi, const std::string& route) {
            const Column* amount = published(kpi, plan);
            if (amount != nullptr && people != nullptr) {
                Column& total = column(route);
                for (std::size_t cell = 0; cell < cells(); ++cell) {
                    total.set(cell, amount->values[cell] * people->values[cell] / 1e6, amount->origins[cell]);
                }
            }
        };
        per_inhabitant(area.net_cost_kpi, net_cost_per_inhabitant_route(area.id));
        per_inhabitant(area.reference_cost_kpi, reference_cost_per_inhabitant_route(area.id));
        from_activities(area);

        Column& net = column(net_cost_measure(area.id));
        Column& reference = column(reference_cost_measure(area.id));
        for (const auto& route : {net_cost_per_inhabitant_route(area.id), net_cost_scb_route(area.id)}) {
            if (const auto found = columns_.find(route); found != columns_.end()) {
                fill(net, found->second);
            }
        }
        if (const auto found = columns_.find(reference_cost_per_inhabitant_route(area.id)); found != columns_.end()) {
            fill(reference, found->second);
        }
        compute_deviation(area, net, reference);
        own(area, net, reference);
    }

private:
    std::size_t cells() const { return columns_.begin()->second.values.size(); }
    Column& column(const std::string& name) { return columns_.try_emplace(name, cells()).first->second; }
    const Column* stored(const std::string& series) const {
        const auto found = stored_.find(series);
        return found == stored_.end() ? nullptr : &found->second;
    }
    /// A published series: the measure that is made of it, otherwise what is stored.
    const Column* published(const std::string& kpi, const FigurePlan& plan) const {
        const auto measure = std::ranges::find(plan.measures, kpi, &FigurePlan::Measure::kpi);
        const auto found = measure == plan.measures.end() ? columns_.end() : columns_.find(measure->id);
        return found == columns_.end() ? stored(kpi) : &found->second;
    }

    void from_deviation(const FigurePlan::Area& area) {
        const Column* pct = stored(area.deviation_pct_kpi);
        const Column* amount = stored(area.deviation_kpi);
        if (pct == nullptr && amount == nullptr) {
            return;
        }
        Column& deviation = column(deviation_pct_measure(area.id));
        Column& net = column(net_cost_measure(area.id));
        Column& reference = column(reference_cost_measure(area.id));
        Column& precision = column(precision_measure(area.id));
        const Panel::Series embedded_pct = deviation.values;
        if (pct != nullptr) {
            lay_over(deviation, *pct);
        }
        for (std::size_t first = 0; first < cells(); first += municipalities_) {
            int decimals = 0;
            for (std::size_t cell = first; cell < first + municipalities_; ++cell) {
                decimals = is_missing(deviation.values[cell])
                               ? decimals
                               : std::max(decimals, published_decimals(deviation.values[cell]));
            }
            for (std::size_t cell = first; cell < first + municipalities_; ++cell) {
                const bool new_pct = deviation.origins[cell] != 0;
                const bool new_amount = amount != nullptr && amount->origins[cell] != 0;
                // One of the pair alone says something only where it agrees with the other; over an old one it would
                // give neither's reference cost.
                const bool same = new_pct ? deviation.values[cell] == embedded_pct[cell]
                                          : new_amount && std::abs(amount->values[cell] - net.values[cell] +
                                                                   reference.values[cell]) < written_precision;
                if ((!new_pct && !new_amount) || (same && new_pct != new_amount)) {
                    continue;
                }
                const double mnkr = new_pct && new_amount ? amount->values[cell] : missing;
                const std::uint16_t origin = new_amount ? amount->origins[cell] : deviation.origins[cell];
                const DerivedCost cost = derive_cost(deviation.values[cell], mnkr, decimals);
                net.set(cell, cost.net_cost, origin);
                reference.set(cell, cost.reference_cost, origin);
                precision.set(cell, cost.precision_pct, origin);
            }
        }
    }

    void from_activities(const FigurePlan::Area& area) {
        std::vector<const Column*> parts;
        for (const auto& activity : area.activities) {
            parts.push_back(stored(activity));
        }
        if (parts.empty() || std::ranges::find(parts, nullptr) != parts.end()) {
            return;
        }
        Column& total = column(net_cost_scb_route(area.id));
        for (std::size_t cell = 0; cell < cells(); ++cell) {
            double tkr = 0;
            for (const Column* part : parts) {
                tkr += part->values[cell];
            }
            total.set(cell, tkr / 1e3, parts.front()->origins[cell]);
        }
    }

    /// What no publisher says of a deviation is computed where other routes give both costs.
    void compute_deviation(const FigurePlan::Area& area, const Column& net, const Column& reference) {
        Column& deviation = column(deviation_pct_measure(area.id));
        for (std::size_t cell = 0; cell < cells(); ++cell) {
            if (deviation.origins[cell] == 0 && is_missing(deviation.values[cell]) && reference.values[cell] > 0) {
                deviation.set(cell, deviation_pct(net, reference, cell), net.origins[cell]);
            }
        }
    }

    /// A municipality's own net and reference cost stand over the published ones, and the deviation follows.
    void own(const FigurePlan::Area& area, Column& net, Column& reference) {
        const std::array costs{std::pair{&net, stored(net_cost_measure(area.id))},
                               std::pair{&reference, stored(reference_cost_measure(area.id))}};
        for (const auto& [cost, values] : costs) {
            if (values != nullptr) {
                lay_over(*cost, *values);
            }
        }
        for (const auto& [cost, values] : costs) {
            for (std::size_t cell = 0; values != nullptr && cell < cells(); ++cell) {
                if (const auto origin = values->origins[cell]; origin != 0) {
                    column(deviation_pct_measure(area.id)).set(cell, deviation_pct(net, reference, cell), origin);
                    column(precision_measure(area.id)).set(cell, missing, origin);
                }
            }
        }
    }

    static double deviation_pct(const Column& net, const Column& reference, std::size_t cell) {
        return 100 * (net.values[cell] / reference.values[cell] - 1);
    }

    Columns& columns_;
    const Columns& stored_;
    std::size_t municipalities_;
};

/// Which figures of a measure are gone; nothing where none is.
std::vector<bool> taken_away(const Panel& before, const std::string& measure, const Panel::Series& after) {
    const auto found = before.measures().find(measure);
    std::vector<bool> gone(after.size(), false);
    bool any = false;
    for (std::size_t cell = 0; found != before.measures().end() && cell < found->second.size(); ++cell) {
        gone[cell] = is_missing(after[cell]) && !is_missing(found->second[cell]);
        any = any || gone[cell];
    }
    return any ? gone : std::vector<bool>{};
}

}  // namespace

std::set<std::string> planned_series(const FigurePlan& plan) {
    std::set<std::string> series{plan.population_kpi};
    for (const auto& area : plan.areas) {
        series.insert({area.deviation_pct_kpi, area.deviation_kpi, area.net_cost_kpi, area.reference_cost_kpi,
                       net_cost_measure(area.id), reference_cost_measure(area.id)});
        series.insert(area.activities.begin(), area.activities.end());
    }
    for (const auto& measure : plan.measures) {
        series.insert(measure.kpi);
    }
    series.erase("");
    return series;
}

std::vector<StoredValue> published_values(const Panel& panel, const FigurePlan& plan,
                                          const std::set<std::string>& series) {
    std::map<std::string, std::string> measures;
    for (const auto& area : plan.areas) {
        measures.emplace(area.deviation_pct_kpi, deviation_pct_measure(area.id));
    }
    for (const auto& measure : plan.measures) {
        measures.emplace(measure.kpi, measure.id);
    }
    std::vector<StoredValue> values;
    for (const auto& [kpi, measure] : measures) {
        for (std::size_t i = 0; series.contains(kpi) && i < panel.size(); ++i) {
            for (Year year = panel.first_year(); year <= panel.last_year(); year = year + 1) {
                if (const double value = panel.value(measure, year, i); !is_missing(value)) {
                    values.push_back(
                        {{kpi, panel.municipalities()[i].id, year, Gender::total, value, "", false, 0}, 0});
                }
            }
        }
    }
    return values;
}

DerivedCost derive_cost(double deviation_pct, double deviation, int decimals) {
    // Of different signs, or where only one is nought, they contradict each other; and nothing costs nothing.
    if (!(deviation_pct * deviation > 0) || deviation_pct <= -100) {
        return {};
    }
    const double reference = deviation / (deviation_pct / 100);
    const double half_unit = 0.5 * std::pow(10.0, -decimals);
    const double half_width_pct = 100 * half_unit / std::abs(deviation_pct);
    const bool coarse = !is_missing(reference) && half_width_pct > coarse_precision_pct;
    return {reference + deviation, reference, coarse ? half_width_pct : missing};
}

std::vector<PublishedValue> superseded(const Delivery& delivery, std::span<const StoredValue> stored,
                                       const FigurePlan& plan) {
    using Spot = std::pair<MunicipalityId, Year>;
    std::map<std::string, std::map<Spot, double>, std::less<>> standing;
    std::map<std::string, std::map<Spot, double>, std::less<>> delivered;
    std::set<std::string> pairs;
    for (const auto& area : plan.areas) {
        pairs.insert({area.deviation_pct_kpi, area.deviation_kpi});
    }
    const auto note = [&](auto& noted, const PublishedValue& value) {
        if (value.gender == Gender::total && pairs.contains(value.series)) {
            noted[value.series][{value.municipality, value.year}] = value.value;
        }
    };
    for (const auto& one : stored) {
        note(standing, one.published);
    }
    for (const auto& value : delivery.values) {
        note(delivered, value);
    }
    std::vector<PublishedValue> values;
    const auto add_mates = [&](const std::string& series, const std::string& mate) {
        for (const auto& [place, value] : delivered[series]) {
            const auto before = standing[series].find(place);
            const auto other = standing[mate].find(place);
            // Where the pair was not whole, what comes may make it so.
            const bool was_whole = before != standing[series].end() && !is_missing(before->second) &&
                                   other != standing[mate].end() && !is_missing(other->second);
            if (was_whole && !is_missing(value) && value != before->second && !delivered[mate].contains(place)) {
                values.push_back({mate, place.first, place.second, Gender::total, missing,
                                  std::string(superseded_status), false, 0});
            }
        }
    };
    for (const auto& area : plan.areas) {
        add_mates(area.deviation_pct_kpi, area.deviation_kpi);
        add_mates(area.deviation_kpi, area.deviation_pct_kpi);
    }
    return values;
}

Figures with_stored(Figures figures, std::span<const StoredValue> values, std::span<const Run> runs,
                    const FigurePlan& plan) {
    const Panel& panel = figures.panel;
    Manifest& manifest = figures.manifest;
    manifest.folder_last_year = manifest.last_year;
    std::map<std::pair<int, bool>, std::uint16_t> origins;
    std::map<int, std::size_t> used;
    for (const auto& [published, run] : values) {
        origins.try_emplace({run, published.preliminary}, 0);
        ++used[run];
        if (!is_missing(published.value)) {
            manifest.last_year = std::max(manifest.last_year, published.year);
            if (published.preliminary) {
                manifest.preliminary.insert(published.year);
            }
        }
    }
    const Year last = manifest.last_year;
    std::set<std::string> credits{manifest.credit};
    std::set<std::string> days{manifest.retrieved};
    for (const auto& run : runs) {
        const auto count = used.find(run.id);
        if (count == used.end()) {
            continue;
        }
        for (const bool preliminary : {false, true}) {
            if (const auto origin = origins.find({run.id, preliminary}); origin != origins.end()) {
                origin->second = static_cast<std::uint16_t>(figures.origins.size());
                figures.origins.push_back({run.credit, run.vintage, preliminary, run.label});
            }
        }
        if (run.label.empty()) {
            credits.insert(run.credit);
            days.insert(run.vintage);
        } else {
            manifest.own = run.label;
        }
        manifest.files.push_back({fmt::format("figures.db#{} {}", run.id, run.origin), run.sha256, count->second,
                                  count->second, run.sha256});
    }
    if (days.size() > 1) {
        manifest.retrieved = fmt::format("{}–{}", *days.begin(), *days.rbegin());
    }
    manifest.credit = fmt::format("{}", fmt::join(credits, ", "));

    Columns columns = columns_of(panel, last);
    const Columns stored = stored_columns(values, panel, last, origins);
    Derivation derivation(columns, stored, panel.size());
    for (const auto& measure : plan.measures) {
        derivation.measure(measure);
    }
    for (const auto& area : plan.areas) {
        derivation.area(area, plan);
    }
    std::map<std::string, Panel::Series, std::less<>> measures;
    for (auto& [name, column] : columns) {
        if (std::ranges::any_of(column.origins, [](std::uint16_t origin) { return origin != 0; })) {
            figures.origin_of.emplace(name, std::move(column.origins));
            if (auto gone = taken_away(panel, name, column.values); !gone.empty()) {
                figures.taken_away.emplace(name, std::move(gone));
            }
        }
        measures.emplace(name, std::move(column.values));
    }
    figures.panel = Panel({panel.municipalities().begin(), panel.municipalities().end()}, panel.first_year(), last,
                          std::move(measures));
    return figures;
}

Figures without_unreported(Figures figures, const FigurePlan& plan) {
    const Panel& panel = figures.panel;
    for (const auto& [measure, highest] : plan.unreported_to) {
        for (Year year = panel.first_year(); year <= panel.last_year(); year = year + 1) {
            const auto values = panel.values(measure, year);
            for (std::size_t i = 0; i < values.size(); ++i) {
                if (values[i] <= highest) {
                    figures.unreported.push_back({measure, i, year, values[i]});
                }
            }
        }
    }
    if (figures.unreported.empty()) {
        return figures;
    }
    const Year first = panel.first_year();
    const Year last = panel.last_year();
    std::vector<Municipality> municipalities(panel.municipalities().begin(), panel.municipalities().end());
    auto measures = std::move(figures.panel).measures();
    for (const auto& one : figures.unreported) {
        const auto years = static_cast<std::size_t>(one.year - first);
        measures.find(one.measure)->second[years * municipalities.size() + one.municipality] = missing;
    }
    figures.panel = Panel(std::move(municipalities), first, last, std::move(measures));
    return figures;
}

}  // namespace skattekrona
