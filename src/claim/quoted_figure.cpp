#include "claim/quoted_figure.hpp"

#include "core/spelling.hpp"
#include "figures/figures.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <numeric>
#include <optional>

namespace skattekrona {

namespace {

const QuotedUnit in_percent{QuotedUnit::Of::percent, {"%", "%"}};
const QuotedUnit in_mnkr{QuotedUnit::Of::mnkr, {"mnkr", "SEK m"}};
const QuotedUnit in_kr_per_inhabitant{QuotedUnit::Of::kr_per_inhabitant, {"kr/inv", "SEK/inh."}};

bool is_published_total(const QuotedFigure& figure) {
    return figure.of == QuotedFigure::Of::deviation && figure.parts.size() > 1;
}

/// What is counted of an area, by the ending of its id; nothing where it has another.
std::optional<QuotedFigure::Of> counted_of(std::string_view ending) {
    return ending.empty() || ending == ".deviation_pct" ? std::optional(QuotedFigure::Of::deviation)
           : ending == ".net_cost"                      ? std::optional(QuotedFigure::Of::net_cost)
           : ending == ".reference_cost"                ? std::optional(QuotedFigure::Of::reference_cost)
                                                        : std::nullopt;
}

Message costs_title(QuotedFigure::Of of, const Text& area) {
    constexpr std::array<const char*, 4> keys{"claim.row", "claim.figure.deviation", "claim.figure.net_cost",
                                              "claim.figure.reference_cost"};
    return {keys[static_cast<std::size_t>(of)], {{"title", area}}};
}

QuotedFigure of_areas(QuotedFigure::Of of, std::vector<std::string> areas, const Text& title, std::string source) {
    QuotedFigure figure{
        of, std::move(areas), costs_title(of, title), std::move(source), {in_mnkr, in_kr_per_inhabitant}};
    if (of == QuotedFigure::Of::deviation) {
        figure.units.insert(figure.units.begin(), in_percent);
    }
    return figure;
}

/// The figures that each have a name: the areas' by id and by Kolada's id, and the measures.
std::optional<QuotedFigure> named_figure(std::string_view name, const Definitions& definitions) {
    const auto is = [&](const std::string& known) { return lower_case(known) == lower_case(name); };
    const std::string_view id = name.substr(0, name.find('.'));
    const auto of = counted_of(name.substr(id.size()));
    const Measure& whole = *definitions.measure(deviation_pct_measure(total_area));
    if ((id == total_area && of) || is(whole.kpi)) {
        return of_areas(of.value_or(QuotedFigure::Of::deviation), definitions.areas_in_total(), definitions.total.title,
                        is(whole.kpi) || of == QuotedFigure::Of::deviation ? whole.source : definitions.total.source);
    }
    for (const auto& area : definitions.areas) {
        const auto costs = id == area.id                ? of
                           : is(area.deviation_pct_kpi) ? std::optional(QuotedFigure::Of::deviation)
                           : is(area.deviation_kpi)     ? std::optional(QuotedFigure::Of::deviation)
                           : !area.net_cost_kpi.empty() && is(area.net_cost_kpi)
                               ? std::optional(QuotedFigure::Of::net_cost)
                           : !area.reference_cost_kpi.empty() && is(area.reference_cost_kpi)
                               ? std::optional(QuotedFigure::Of::reference_cost)
                               : std::nullopt;
        if (costs) {
            return of_areas(*costs, {area.id}, area.title, area.source);
        }
    }
    const auto measure =
        std::ranges::find_if(definitions.measures, [&](const Measure& one) { return one.id == name || is(one.kpi); });
    if (measure == definitions.measures.end()) {
        return std::nullopt;
    }
    QuotedFigure figure{QuotedFigure::Of::measures,
                        {measure->id},
                        {"claim.row", {{"title", measure->title}}},
                        measure->source,
                        {{QuotedUnit::Of::published, measure->unit}}};
    if (measure->unit.sv == in_percent.words.sv) {
        figure.units.front().of = QuotedUnit::Of::percent;
    } else if (measure->unit.sv == in_kr_per_inhabitant.words.sv) {
        figure.units.push_back(in_mnkr);
    }
    return figure;
}

Diagnostic unknown_figure(std::string_view name, const Definitions& definitions) {
    std::vector<std::string> known{std::string(total_area)};
    for (const auto& area : definitions.areas) {
        known.insert(known.end(), {area.id, net_cost_measure(area.id), reference_cost_measure(area.id),
                                   area.deviation_pct_kpi, area.deviation_kpi});
    }
    for (const auto& measure : definitions.measures) {
        known.insert(known.end(), {measure.id, measure.kpi});
    }
    return {Failure::usage,
            {"claim.error.figure.measure", {{"found", std::string(name)}}},
            {},
            close_spellings(name, known)};
}

}  // namespace

const QuotedUnit* QuotedFigure::unit(std::string_view said) const {
    const auto found = std::ranges::find_if(
        units, [&](const QuotedUnit& unit) { return unit.words.sv == said || unit.words.en == said; });
    return found == units.end() ? nullptr : &*found;
}

std::string QuotedFigure::known_units() const {
    std::vector<std::string> words;
    std::ranges::transform(units, std::back_inserter(words), [](const QuotedUnit& unit) { return unit.words.sv; });
    return fmt::format("{}", fmt::join(words, ", "));
}

std::vector<std::string> QuotedFigure::series() const {
    if (of == Of::measures) {
        return parts;
    }
    if (of == Of::deviation) {
        return {deviation_pct_measure(is_published_total(*this) ? total_area : std::string_view(parts.front()))};
    }
    std::vector<std::string> found;
    std::ranges::transform(parts, std::back_inserter(found),
                           of == Of::net_cost ? net_cost_measure : reference_cost_measure);
    return found;
}

double QuotedFigure::value(const Panel& panel, QuotedUnit::Of unit, Year year, std::size_t municipality) const {
    const auto sum = [&](const std::vector<std::string>& measures) {
        return std::accumulate(measures.begin(), measures.end(), 0.0, [&](double all, const std::string& measure) {
            return all + panel.value(measure, year, municipality);
        });
    };
    const double inhabitants = panel.value("population", year, municipality);
    if (of == Of::measures || unit == QuotedUnit::Of::percent) {
        return sum(series()) * (unit == QuotedUnit::Of::mnkr ? inhabitants / 1e6 : 1);
    }
    double amount = 0;
    for (const auto& area : parts) {
        amount += (of == Of::reference_cost ? 0 : panel.value(net_cost_measure(area), year, municipality)) +
                  (of == Of::net_cost         ? 0
                   : of == Of::reference_cost ? panel.value(reference_cost_measure(area), year, municipality)
                                              : -panel.value(reference_cost_measure(area), year, municipality));
    }
    return unit == QuotedUnit::Of::kr_per_inhabitant ? amount * 1e6 / inhabitants : amount;
}

std::vector<Year> QuotedFigure::years(const Panel& panel, QuotedUnit::Of unit, std::size_t municipality) const {
    std::vector<Year> found;
    for (Year year = panel.first_year(); year <= panel.last_year(); year = year + 1) {
        if (!is_missing(value(panel, unit, year, municipality))) {
            found.push_back(year);
        }
    }
    return found;
}

Result<QuotedFigure> parse_quoted_figure(std::string_view text, const Definitions& definitions) {
    Diagnostics problems;
    std::vector<QuotedFigure> found;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find('+', begin), text.size());
        const std::string_view name = trimmed(text.substr(begin, end - begin));
        if (auto figure = named_figure(name, definitions)) {
            found.push_back(*std::move(figure));
        } else {
            problems.push_back(unknown_figure(name, definitions));
        }
        begin = end + 1;
    }
    if (!problems.empty()) {
        return fail(std::move(problems));
    }
    QuotedFigure sum = found.front();
    std::vector<Message> titles{sum.title};
    for (std::size_t i = 1; i < found.size(); ++i) {
        const QuotedFigure& one = found[i];
        const std::string& unit = one.units.front().words.sv;
        if (one.of != QuotedFigure::Of::measures || sum.of != one.of || unit != sum.units.front().words.sv) {
            return fail(
                Diagnostic{Failure::usage, {"claim.error.figure.added", {{"found", std::string(text)}}}, {}, {}});
        }
        sum.parts.push_back(one.parts.front());
        sum.source += " + " + one.source;
        titles.push_back(one.title);
    }
    if (found.size() > 1) {
        sum.title = {"claim.figure.sum", {{"titles", std::move(titles)}}};
    }
    return sum;
}

}  // namespace skattekrona
