#include "claim/check.hpp"
#include "figures/municipality_names.hpp"
#include "model/costs.hpp"
#include "model/peers.hpp"
#include "model/pool_order.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <functional>

namespace skattekrona {

namespace {

/// Whether what is stated is what there is, and if it is only nearly so, or not, how it may have come about.
struct HeldFigure {
    Outcome outcome = Outcome::unknown;
    std::optional<Message> why;
};

/// Another number that may have been meant, by name.
using Meant = std::pair<Message, double>;

/// The stated number is in tens, hundreds, …, and ours is that in as few digits.
std::optional<double> coarser_step(const StatedNumber& stated, double ours) {
    // Of a number with one digit everything near it is a rounding.
    constexpr double fewest_steps = 5;
    for (double step = 10; step * fewest_steps <= std::abs(stated.value); step *= 10) {
        if (std::fmod(stated.value, step) != 0) {
            break;
        }
        if (within(stated.value - ours, step / 2)) {
            return step;
        }
    }
    return std::nullopt;
}

bool is_cut_off(const StatedNumber& stated, double ours) {
    const double step = 2 * stated.half;
    const double whole = step > 0 ? std::trunc(ours / step) * step : 0;
    return whole != 0 && within(whole - stated.value, step * 1e-6);
}

/// `revised`: how much the source may have changed ours since the number was stated.
HeldFigure held_against(const StatedNumber& stated, double ours, const std::vector<Meant>& meant, double revised = 0) {
    if (is_missing(ours)) {
        return {};
    }
    if (stated.is_of(ours)) {
        return {Outcome::holds, std::nullopt};
    }
    if (is_cut_off(stated, ours)) {
        return {Outcome::nearly, Message{"claim.figure.cut_off", {}}};
    }
    if (stated.is_of(ours, StatedNumber::nearly)) {
        return {Outcome::nearly, Message{"claim.figure.twice", {}}};
    }
    for (const auto& [what, value] : meant) {
        if (stated.is_of(value)) {
            return {Outcome::nearly, what};
        }
    }
    if (within(stated.value - ours, stated.half + revised)) {
        return {Outcome::nearly, Message{"claim.figure.revised", {}}};
    }
    if (const auto step = coarser_step(stated, ours)) {
        return {Outcome::nearly, Message{"claim.figure.coarser", {{"step", Number{*step}}}}};
    }
    if (stated.is_of(-ours)) {
        return {Outcome::fails, Message{"claim.figure.sign", {}}};
    }
    return {Outcome::fails, std::nullopt};
}

/// What has become of a number, or how it differs from another: in % or in its unit.
double difference(double before, double after, bool relative) {
    if (!relative) {
        return after - before;
    }
    // What crosses nought has changed by no percentage.
    return before * after > 0 ? 100 * (after / before - 1) : missing;
}

struct FigureCheck {
    ClaimCheck& check;
    const Definitions& definitions;
    const Figures& figures;

    const Panel& panel() const { return figures.panel; }
    const std::string& name_of(std::size_t municipality) const { return panel().municipalities()[municipality].name; }

    /// Costs that are published with a minus, as those of an income statement, are spoken of without.
    bool is_turned(const FigureClaim::Stated& stated, Year year) const {
        bool any = false;
        for (std::size_t i = 0; i < panel().size(); ++i) {
            const double value = stated.figure.value(panel(), stated.unit.of, year, i);
            if (value >= 0) {
                return false;
            }
            any = any || value < 0;
        }
        return any;
    }
    double level(const FigureClaim::Stated& stated, Year year, std::size_t municipality) const {
        const double value = stated.figure.value(panel(), stated.unit.of, year, municipality);
        return is_turned(stated, year) ? -value : value;
    }
    /// The level, or its change since the year that it is said to be from.
    double plain(const FigureClaim::Stated& stated, Year year, std::size_t municipality) const {
        const double now = level(stated, year, municipality);
        return stated.from ? difference(level(stated, *stated.from, municipality), now, stated.relative) : now;
    }

    std::vector<std::size_t> members(const FigureClaim::Stated& stated, const PoolChoice& pool, Year year) const {
        const bool one_area = stated.figure.of != QuotedFigure::Of::measures && stated.figure.parts.size() == 1;
        return pool_members(figures, definitions, pool,
                            one_area ? std::string_view(stated.figure.parts.front()) : total_area, stated.municipality,
                            std::min(year, panel().last_year()));
    }

    Message label(const FigureClaim::Stated& stated, Year year) const {
        std::vector<std::pair<std::string, Message::Argument>> arguments{
            {"figure", std::vector<Message>{stated.figure.title}},
            {"municipality", name_of(stated.municipality)},
            {"year", year}};
        if (stated.from) {
            arguments.emplace_back("from", *stated.from);
            return {"claim.figure.change", std::move(arguments)};
        }
        if (stated.against) {
            const auto& pool = *stated.against;
            const bool one = pool.members.size() == 1;
            arguments.emplace_back("pool", one ? Message::Argument(name_of(*panel().index(pool.members.front())))
                                               : Message::Argument(std::vector<Message>{pool_words(pool, panel())}));
            return {one ? "claim.figure.against_one" : "claim.figure.against", std::move(arguments)};
        }
        return {"claim.figure.level", std::move(arguments)};
    }

    /// Why there is no number.
    Message absence(const FigureClaim::Stated& stated, Year year, const Message& what) const {
        const auto year_without = stated.from && is_missing(level(stated, *stated.from, stated.municipality)) &&
                                          !is_missing(level(stated, year, stated.municipality))
                                      ? *stated.from
                                      : year;
        std::vector<std::pair<std::string, Message::Argument>> arguments{
            {"what", std::vector<Message>{what}}, {"year", year_without}, {"last", panel().last_year()}};
        if (year_without > panel().last_year()) {
            return {"claim.figure.ahead", std::move(arguments)};
        }
        const auto series = stated.figure.series();
        const auto unreported = std::ranges::find_if(figures.unreported, [&](const UnreportedFigure& one) {
            return one.municipality == stated.municipality && one.year == year_without &&
                   std::ranges::find(series, one.measure) != series.end();
        });
        if (unreported != figures.unreported.end()) {
            arguments.emplace_back("published", in_full(unreported->published));
            return {"claim.figure.unreported", std::move(arguments)};
        }
        std::string known = year_ranges(stated.figure.years(panel(), stated.unit.of, stated.municipality));
        const bool none = known.empty();
        arguments.emplace_back("known", std::move(known));
        return {none ? "claim.figure.never" : "claim.figure.missing", std::move(arguments)};
    }

    /// How much of the figure its source may have changed since it was first published.
    double revision(const FigureClaim::Stated& stated, Year year) const {
        const auto* measure = definitions.measure(stated.figure.parts.front());
        const bool known = stated.figure.of == QuotedFigure::Of::measures && measure != nullptr && measure->revision;
        return known && year >= measure->revision->first && year <= measure->revision->last ? measure->revision->share
                                                                                            : 0;
    }

    void value_row(const FigureClaim::Stated& stated, Year year) const {
        const StatedNumber& said = stated.value;
        double ours = plain(stated, year, stated.municipality);
        // What was published last when most of a year's claims are made.
        std::vector<Meant> meant;
        if (!stated.from && !stated.against && year > panel().first_year() && year <= panel().last_year()) {
            meant.emplace_back(Message{"claim.figure.year_before", {{"year", year - 1}}},
                               level(stated, year - 1, stated.municipality));
        }
        std::vector<std::pair<Message, double>> terms;
        std::string formula;
        if (stated.from) {
            terms = {{{"claim.year", {{"year", *stated.from}}}, level(stated, *stated.from, stated.municipality)},
                     {{"claim.year", {{"year", year}}}, level(stated, year, stated.municipality)}};
            formula = stated.relative ? "({1} / {0} - 1) * 100" : "{1} - {0}";
        } else if (stated.against) {
            std::vector<double> others;
            double weighted = 0;
            double inhabitants = 0;
            terms.emplace_back(Message{"claim.term.own", {}}, ours);
            for (const auto member : members(stated, *stated.against, year)) {
                const double value = level(stated, year, member);
                if (!is_missing(value)) {
                    others.push_back(value);
                    terms.emplace_back(Message{"claim.term.member", {{"municipality", name_of(member)}}}, value);
                    const double weight = panel().value("population", year, member);
                    weighted += value * weight;
                    inhabitants += weight;
                }
            }
            const double own = ours;
            ours = difference(median_of(others), own, stated.relative);
            if (others.size() > 1) {
                double sum = 0;
                for (const double value : others) {
                    sum += value;
                }
                meant = {{{"claim.figure.mean", {}},
                          difference(sum / static_cast<double>(others.size()), own, stated.relative)},
                         {{"claim.figure.weighted", {}}, difference(weighted / inhabitants, own, stated.relative)}};
            }
            const std::string median = fmt::format("MEDIAN({{1}}:{{{}}})", terms.size() - 1);
            formula = terms.size() < 2  ? ""
                      : stated.relative ? fmt::format("({{0}} / {} - 1) * 100", median)
                                        : fmt::format("{{0}} - {}", median);
        }
        const bool derived = stated.from || stated.against;
        const double revised = derived ? 0 : revision(stated, year) * std::abs(ours);
        const HeldFigure found = held_against(said, ours, meant, revised);
        const bool percent = stated.relative || stated.figure.units.front().words.sv == "%";
        const int least = stated.unit.of == QuotedUnit::Of::mnkr && !stated.relative ? said.decimals + 1
                          : percent ? std::max(1, said.decimals + (derived ? 1 : 0))
                                    : said.decimals;
        const int decimals = deciding_decimals(
            ours, least, [&](double value) { return held_against(said, value, meant, revised).outcome; });
        const Message what = label(stated, year);
        CheckRow row{what, said.value, ours, ours, decimals, "model.unit.none", found.outcome, found.why};
        row.stated_decimals = said.decimals;
        row.own_unit = stated.unit.words;
        row.source = stated.figure.source;
        row.year = year;
        if (!is_missing(ours) && !formula.empty()) {
            row.terms = std::move(terms);
            row.low_formula = row.high_formula = formula;
        }
        check.rows.push_back(std::move(row));
        if (found.outcome == Outcome::unknown) {
            check.reasons.push_back({absence(stated, year, what), Outcome::unknown});
            return;
        }
        check.reasons.push_back({{found.outcome == Outcome::holds    ? "claim.figure.holds"
                                  : found.outcome == Outcome::nearly ? "claim.figure.nearly"
                                  : found.why                        ? "claim.figure.fails_since"
                                                                     : "claim.figure.fails",
                                  {{"what", std::vector<Message>{what}},
                                   {"ours", Number{ours, decimals}},
                                   {"unit", stated.unit.words},
                                   {"stated", Number{said.value, said.decimals}},
                                   {"why", found.why ? std::vector<Message>{*found.why} : std::vector<Message>{}},
                                   {"source", stated.figure.source}}},
                                 found.outcome});
    }

    void rank_row(const FigureClaim::Stated& stated, Year year) const {
        const double own = plain(stated, year, stated.municipality);
        std::ptrdiff_t ahead = 0;
        std::ptrdiff_t known = is_missing(own) ? 0 : 1;
        std::vector<std::size_t> beside;
        for (const auto member : members(stated, stated.among, year)) {
            const double value = plain(stated, year, member);
            known += is_missing(value) ? 0 : 1;
            ahead += (stated.from_highest ? value > own : value < own) ? 1 : 0;
            if (value == own) {
                beside.push_back(member);
            }
        }
        const auto first = ahead + 1;
        const auto last = first + std::ssize(beside);
        const Outcome outcome = is_missing(own)                               ? Outcome::unknown
                                : stated.rank >= first && stated.rank <= last ? Outcome::holds
                                                                              : Outcome::fails;
        const Message what{stated.from_highest ? "claim.figure.rank_highest" : "claim.figure.rank_lowest",
                           {{"what", std::vector<Message>{label_of_level(stated, year)}},
                            {"pool", std::vector<Message>{pool_words(stated.among, panel())}}}};
        const bool shared = !beside.empty();
        constexpr std::size_t most_named = 5;
        const bool named = beside.size() <= most_named;
        CheckRow row{
            what,
            static_cast<double>(stated.rank),
            is_missing(own) ? missing : static_cast<double>(first),
            is_missing(own) ? missing : static_cast<double>(last),
            0,
            "claim.unit.rank",
            outcome,
            is_missing(own) ? std::nullopt : std::optional(Message{"claim.figure.of", {{"of", count(known)}}})};
        row.source = stated.figure.source;
        row.year = year;
        check.rows.push_back(std::move(row));
        if (outcome == Outcome::unknown) {
            if (is_missing(stated.value.value)) {
                check.reasons.push_back({absence(stated, year, what), Outcome::unknown});
            }
            return;
        }
        check.reasons.push_back(
            {{!shared ? outcome == Outcome::holds ? "claim.figure.rank_holds" : "claim.figure.rank_fails"
              : outcome == Outcome::holds ? "claim.figure.rank_shared"
                                          : "claim.figure.rank_shared_fails",
              {{"what", std::vector<Message>{what}},
               {"rank", count(first)},
               {"last", count(last)},
               {"of", count(known)},
               {"stated", count(stated.rank)},
               {"beside", named ? Message::Argument(names_of(panel(), beside))
                                : Message::Argument(
                                      std::vector<Message>{{"claim.figure.others", {{"n", count(beside.size())}}}})}}},
             outcome});
    }

    /// What is ranked is never a difference from others.
    Message label_of_level(const FigureClaim::Stated& stated, Year year) const {
        FigureClaim::Stated alone = stated;
        alone.against.reset();
        return label(alone, year);
    }
};

}  // namespace

void check_figures(ClaimCheck& check, const FigureClaim& claim, const Definitions& definitions,
                   const Figures& figures) {
    const FigureCheck one{check, definitions, figures};
    for (const auto& stated : claim.figures) {
        for (const Year year : stated.years) {
            if (!is_missing(stated.value.value)) {
                one.value_row(stated, year);
            }
            if (stated.rank > 0) {
                one.rank_row(stated, year);
            }
        }
        if (stated.figure.of != QuotedFigure::Of::measures && stated.from && !stated.years.empty()) {
            for (const auto& series_break :
                 definitions.breaks_between(stated.figure.parts, *stated.from, stated.years.back())) {
                check.reasons.push_back(
                    {{"model.note.break", {{"year", series_break.year}, {"title", series_break.title}}}});
            }
        }
    }
    check.verdict = by_rows(check.rows);
    check.rule = {"claim.rule.figure", {}};
}

void check_changes(ClaimCheck& check, const ChangeClaim& claim) {
    for (const auto& change : claim.changes) {
        const double ours = difference(change.before, change.after, change.relative);
        const HeldFigure found = held_against(change.value, ours, {});
        const int least = change.relative ? std::max(1, change.value.decimals)
                                          : std::max(decimals_of(change.before), decimals_of(change.after));
        const int decimals =
            deciding_decimals(ours, least, [&](double value) { return held_against(change.value, value, {}).outcome; });
        const Message what{"claim.row", {{"title", change.title}}};
        CheckRow row{what, change.value.value, ours, ours, decimals, "model.unit.none", found.outcome, found.why};
        row.stated_decimals = change.value.decimals;
        row.own_unit = change.unit;
        if (!is_missing(ours)) {
            row.terms = {{{"claim.term.before", {}}, change.before}, {{"claim.term.after", {}}, change.after}};
            row.low_formula = row.high_formula = change.relative ? "({1} / {0} - 1) * 100" : "{1} - {0}";
        }
        check.rows.push_back(std::move(row));
        const bool before = !is_missing(change.before);
        const bool after = !is_missing(change.after);
        // Of what it was, of what it became, or what it is of what it was.
        const bool of_after = change.relative && change.value.is_of(100 * (1 - change.before / change.after));
        const bool share = change.relative && change.value.is_of(100 * change.after / change.before);
        check.reasons.push_back({{!before && !after                   ? "claim.change.neither"
                                  : !before                           ? "claim.change.no_before"
                                  : !after                            ? "claim.change.no_after"
                                  : found.outcome == Outcome::unknown ? "claim.change.across"
                                  : found.outcome == Outcome::holds   ? "claim.change.holds"
                                  : found.outcome == Outcome::nearly  ? "claim.change.nearly"
                                  : of_after                          ? "claim.change.of_after"
                                  : share                             ? "claim.change.share"
                                                                      : "claim.change.fails",
                                  {{"title", change.title},
                                   {"before", in_full(change.before)},
                                   {"after", in_full(change.after)},
                                   {"ours", Number{ours, decimals, true}},
                                   {"stated", Number{change.value.value, change.value.decimals, true}},
                                   {"unit", change.unit},
                                   {"why", found.why ? std::vector<Message>{*found.why} : std::vector<Message>{}}}},
                                 found.outcome});
    }
    check.verdict = by_rows(check.rows);
    check.rule = {"claim.rule.change", {}};
}

}  // namespace skattekrona
