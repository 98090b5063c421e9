#include "claim/check.hpp"
#include "core/catalogue.hpp"
#include "model/peers.hpp"
#include "model/quality.hpp"
#include "model/trend.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <functional>
#include <map>

namespace skattekrona {

namespace {

Message titled(const Text& title) { return {"claim.row", {{"title", title}}}; }

/// Formulas over terms (CheckRow): their sum, and the first against the median of the others.
std::string sum_of(std::size_t terms) { return fmt::format("SUM({{0}}:{{{}}})", terms - 1); }
std::string from_median(std::size_t terms) {
    return terms < 2 ? "" : fmt::format("{{0}} - MEDIAN({{1}}:{{{}}})", terms - 1);
}

/// "2 uppfyllda, 1 nästan uppfyllt": nothing of that which there is none of.
std::vector<Message> those_there_are(const std::vector<std::pair<std::string, std::ptrdiff_t>>& counts) {
    std::vector<Message> said;
    for (const auto& [key, n] : counts) {
        if (n > 0) {
            said.push_back({key, {{"n", count(n)}}});
        }
    }
    return said;
}

Outcome judged(const AreaFinding& found) {
    if (is_missing(found.dearer())) {
        return Outcome::unknown;
    }
    if (found.dearer() <= 0) {
        return Outcome::fails;
    }
    // Higher only where it shows when both are written out.
    const double higher = std::nearbyint(found.quality) - std::nearbyint(found.median_quality);
    return is_missing(higher) ? Outcome::unknown : higher > 0 ? Outcome::fails : Outcome::holds;
}

struct Arithmetic {
    ClaimCheck& check;
    const ClaimModels& models;
    const Definitions& definitions;
    const Figures& figures;

    std::size_t municipality() const { return check.claim.municipality; }

    /// mnkr; missing where any part is.
    double amount(const std::string& id, Year year) const {
        const ClaimQuantity& quantity = *models.quantity(id);
        const Panel& panel = figures.panel;
        double sum = 0;
        for (const auto& measure : quantity.plus) {
            sum += panel.value(measure, year, municipality());
        }
        for (const auto& measure : quantity.minus) {
            sum -= panel.value(measure, year, municipality());
        }
        return sum * panel.value("population", year, municipality()) / 1e6;
    }

    void say(Message reason, Outcome outcome = Outcome::unknown) const {
        check.reasons.push_back({std::move(reason), outcome});
    }

    /// How the last row's number is computed.
    void work_out(std::vector<std::pair<Message, double>> terms, std::string low, std::string high = "") const {
        CheckRow& row = check.rows.back();
        row.terms = std::move(terms);
        row.high_formula = high.empty() ? low : std::move(high);
        row.low_formula = std::move(low);
    }

    void operator()(const PotentialClaim&) const {}

    void operator()(const FigureClaim& claim) const { check_figures(check, claim, definitions, figures); }

    void operator()(const ChangeClaim& claim) const { check_changes(check, claim); }

    void operator()(const RatioClaim& claim) const {
        const ClaimQuantity& denominator = *models.quantity(claim.denominator);
        for (const Year year : claim.years) {
            const double of = amount(claim.denominator, year);
            const double part = is_missing(claim.numerator) ? amount(claim.numerator_quantity, year) : claim.numerator;
            const double ratio = 100 * part / of;
            const Text& title =
                is_missing(claim.numerator) ? models.quantity(claim.numerator_quantity)->title : claim.numerator_title;
            const bool holds = within(ratio - claim.stated, claim.tolerance);
            check.rows.push_back({{"claim.ratio.row", {{"part", title}, {"of", denominator.title}, {"year", year}}},
                                  claim.stated,
                                  ratio,
                                  ratio,
                                  2,
                                  "model.unit.percent",
                                  is_missing(ratio) ? Outcome::unknown
                                  : holds           ? Outcome::holds
                                                    : Outcome::fails,
                                  Message{"claim.ratio.amounts", {{"part", Number{part}}, {"of", Number{of}}}}});
            work_out({{titled(title), part}, {titled(denominator.title), of}}, "100 * {0} / {1}");
            say(is_missing(ratio) ? Message{"claim.ratio.missing", {{"of", denominator.title}, {"year", year}}}
                                  : Message{holds ? "claim.ratio.holds" : "claim.ratio.differs",
                                            {{"part", title},
                                             {"part_amount", Number{part}},
                                             {"of", denominator.title},
                                             {"of_amount", Number{of}},
                                             {"year", year},
                                             {"ratio", Number{ratio, 2}},
                                             {"stated", Number{claim.stated, 1}},
                                             {"source", denominator.source}}},
                check.rows.back().outcome);
        }
        if (!is_missing(claim.rest)) {
            const Year year = claim.years.back();
            const double net =
                claim.rest_net.empty() ? 0 : 100 * amount(claim.rest_net, year) / amount(claim.denominator, year);
            const double left = 100 - claim.stated;
            const double low = std::fmin(left, left + net);
            const double high = std::fmax(left, left + net);
            const double off = std::fmax(low - claim.rest, claim.rest - high);
            // Both numbers may be off by the tolerance. That they may fit says nothing of whether they are of one
            // basis.
            const bool may_fit = off <= 0 || within(off, 2 * claim.tolerance);
            check.rows.push_back({titled(claim.rest_title), claim.rest, low, high, 1, "model.unit.percent",
                                  may_fit ? Outcome::beside : Outcome::fails, std::nullopt});
            say({may_fit ? "claim.ratio.rest_rounding" : "claim.ratio.rest",
                 {{"sum", Number{claim.stated + claim.rest, 1}},
                  {"rest", Number{claim.rest, 1}},
                  {"stated", Number{claim.stated, 1}}}});
            if (!claim.rest_net.empty() && !is_missing(net)) {
                say({"claim.ratio.rest_net",
                     {{"title", models.quantity(claim.rest_net)->title},
                      {"year", year},
                      {"net", Number{net, 1, true}},
                      {"left", Number{left + net, 1}}}});
            }
        }
        if (!claim.outcome_quantity.empty()) {
            const ClaimQuantity& quantity = *models.quantity(claim.outcome_quantity);
            for (const Year year : claim.years) {
                const double came = amount(claim.outcome_quantity, year);
                const double ratio = 100 * came / amount(claim.denominator, year);
                if (!is_missing(ratio)) {
                    say({"claim.ratio.outcome",
                         {{"title", quantity.title},
                          {"year", year},
                          {"amount", Number{came, 1}},
                          {"ratio", Number{ratio, 1}},
                          {"of", denominator.title},
                          {"source", quantity.source}}});
                }
            }
        }
        check.verdict = by_rows(check.rows);
        check.rule = {is_missing(claim.rest) ? "claim.rule.ratio" : "claim.rule.ratio_rest",
                      {{"tolerance", Number{claim.tolerance, 2}}}};
    }

    void operator()(const SumClaim& claim) const {
        for (const auto& sum : claim.sums) {
            double total = 0;
            for (const double term : sum.terms) {
                total += term;
            }
            if (!sum.rest.sv.empty()) {
                const double rest = sum.total - total;
                check.rows.push_back({{"claim.sum.rest_row", {{"title", sum.title}, {"rest", sum.rest}}},
                                      missing,
                                      rest,
                                      rest,
                                      claim.decimals,
                                      "model.unit." + claim.unit,
                                      Outcome::unknown,
                                      std::nullopt});
                say({"claim.sum.rest",
                     {{"title", sum.title},
                      {"sum", Number{total, claim.decimals}},
                      {"total", Number{sum.total, claim.decimals}},
                      {"rest", sum.rest},
                      {"left", Number{rest, claim.decimals}},
                      {"unit", TextKey{"model.unit." + claim.unit}}}});
                continue;
            }
            const double tolerance = half_unit(claim.decimals) * static_cast<double>(sum.terms.size() + 1);
            const double difference = sum.total - total;
            const bool exact = within(difference, half_unit(claim.decimals) * 1e-3);
            const bool rounding = within(difference, tolerance);
            check.rows.push_back({titled(sum.title), sum.total, total, total, claim.decimals,
                                  "model.unit." + claim.unit, rounding ? Outcome::holds : Outcome::fails,
                                  std::nullopt});
            std::vector<std::pair<Message, double>> terms;
            for (const double term : sum.terms) {
                terms.emplace_back(Message{"claim.term.of", {{"n", count(terms.size() + 1)}}}, term);
            }
            const std::string all = sum_of(terms.size());
            work_out(std::move(terms), all);
            say({exact      ? "claim.sum.exact"
                 : rounding ? "claim.sum.rounding"
                            : "claim.sum.differs",
                 {{"title", sum.title},
                  {"sum", Number{total, claim.decimals}},
                  {"total", Number{sum.total, claim.decimals}},
                  {"tolerance", Number{tolerance, claim.decimals + 1}},
                  {"unit", TextKey{"model.unit." + claim.unit}}}},
                check.rows.back().outcome);
        }
        check.verdict = by_rows(check.rows);
        const bool whole = std::ranges::all_of(claim.sums, [](const auto& sum) { return sum.rest.sv.empty(); });
        check.rule = {whole ? "claim.rule.sum" : "claim.rule.sum_rest", {}};
    }

    void operator()(const CompoundingClaim& claim) const {
        const auto over_years = [&](double rate) {
            const double factor = std::pow(claim.decrease ? 1 - rate / 100 : 1 + rate / 100, claim.years);
            return 100 * std::abs(factor - 1);
        };
        const double low = over_years(claim.low);
        const double high = over_years(claim.high);
        const bool stated = !is_missing(claim.stated_total);
        const double off = claim.stated_total < low ? low - claim.stated_total : claim.stated_total - high;
        check.rows.push_back({{claim.decrease ? "claim.compounding.decrease" : "claim.compounding.increase",
                               {{"n", count(claim.years)}}},
                              claim.stated_total,
                              low,
                              high,
                              1,
                              "model.unit.percent",
                              !stated               ? Outcome::unknown
                              : off <= half_unit(0) ? Outcome::holds
                                                    : Outcome::fails,
                              std::nullopt});
        const char* over =
            claim.decrease ? "100 * ABS((1 - {0} / 100) ^ {2} - 1)" : "100 * ABS((1 + {0} / 100) ^ {2} - 1)";
        const char* over_high =
            claim.decrease ? "100 * ABS((1 - {1} / 100) ^ {2} - 1)" : "100 * ABS((1 + {1} / 100) ^ {2} - 1)";
        work_out({{{"claim.term.low_rate", {}}, claim.low},
                  {{"claim.term.high_rate", {}}, claim.high},
                  {{"claim.term.years", {}}, static_cast<double>(claim.years)}},
                 over, over_high);
        say({claim.low == claim.high ? "claim.compounding.total_one" : "claim.compounding.total",
             {{"low_rate", in_full(claim.low)},
              {"high_rate", in_full(claim.high)},
              {"years", count(claim.years)},
              {"low", Number{low, 1}},
              {"high", Number{high, 1}},
              {"naive_low", in_full(claim.low * claim.years)},
              {"naive_high", in_full(claim.high * claim.years)}}});
        for (const auto& path : claim.paths) {
            const bool better = path.higher_is_better ? path.after > path.before : path.after < path.before;
            const bool same = path.after == path.before;
            say({same     ? "claim.compounding.same"
                 : better ? "claim.compounding.better"
                          : "claim.compounding.worse",
                 {{"title", path.title},
                  {"before", in_full(path.before)},
                  {"after", in_full(path.after)},
                  {"unit", path.unit}}});
        }
        // Without a stated total there is nothing that the computed one could contradict.
        check.verdict = stated ? by_rows(check.rows) : Verdict::not_assessable;
        check.rule = {"claim.rule.compounding", {}};
    }

    void operator()(const SharesClaim& claim) const {
        for (const auto& question : claim.questions) {
            double answered = 0;
            for (const double share : question.shares) {
                answered += share;
            }
            const bool asked = !is_missing(question.dont_know);
            const double all = answered + (asked ? question.dont_know : 0);
            const auto parts = static_cast<double>(question.shares.size());
            const bool whole = within(all - 100, half_unit(0) * (parts + (asked ? 1 : 0)));
            const bool without = asked && within(answered - 100, half_unit(0) * parts);
            // What is left may be those who do not know, where the report does not say how many they are.
            const bool untold = !whole && !asked && all < 100;
            check.rows.push_back({titled(question.title), 100, all, all, 0, "model.unit.percent",
                                  whole    ? Outcome::holds
                                  : untold ? Outcome::unknown
                                           : Outcome::fails,
                                  without && !whole
                                      ? std::optional(Message{"claim.shares.mixed", {{"answered", Number{answered}}}})
                                      : std::nullopt});
            std::vector<std::pair<Message, double>> terms;
            for (const double share : question.shares) {
                terms.emplace_back(Message{"claim.term.of", {{"n", count(terms.size() + 1)}}}, share);
            }
            if (asked) {
                terms.emplace_back(Message{"claim.term.dont_know", {}}, question.dont_know);
            }
            const std::string sum = sum_of(terms.size());
            work_out(std::move(terms), sum);
            if (!whole) {
                say({without     ? "claim.shares.sum_mixed"
                     : untold    ? "claim.shares.untold"
                     : all > 100 ? "claim.shares.sum_over"
                                 : "claim.shares.sum_under",
                     {{"title", question.title},
                      {"sum", Number{all}},
                      {"answered", Number{answered}},
                      {"left", Number{100 - all}}}},
                    check.rows.back().outcome);
            }
            if (without && !whole) {
                std::vector<Message> rebased;
                for (const double share : question.shares) {
                    rebased.push_back(
                        {"claim.shares.share", {{"share", Number{share * (100 - question.dont_know) / answered}}}});
                }
                say({"claim.shares.rebased",
                     {{"title", question.title},
                      {"shares", std::move(rebased)},
                      {"dont_know", Number{question.dont_know}}}});
            }
        }
        const auto fine = std::ranges::count(check.rows, Outcome::holds, &CheckRow::outcome);
        say({"claim.shares.fine", {{"n", count(fine)}, {"of", count(static_cast<std::ptrdiff_t>(check.rows.size()))}}},
            fine > 0 ? Outcome::holds : Outcome::unknown);
        check.verdict = by_rows(check.rows);
        check.rule = {"claim.rule.shares", {}};
    }

    void operator()(const TargetsClaim& claim) const {
        std::ptrdiff_t agree = 0;
        std::ptrdiff_t judged = 0;
        std::ptrdiff_t groundless = 0;
        std::map<TargetVerdict, std::ptrdiff_t> found;
        std::ptrdiff_t unknown = 0;
        std::vector<Text> only_reported;
        std::vector<Text> only_here;
        const auto word = [](TargetVerdict verdict) {
            constexpr std::array<const char*, 4> keys{"claim.target.met", "claim.target.nearly", "claim.target.missed",
                                                      "claim.target.not_judged"};
            return TextKey{keys[static_cast<std::size_t>(verdict)]};
        };
        for (const auto& target : claim.targets) {
            const bool known = !is_missing(target.target) && !is_missing(target.outcome);
            const double short_of = target.at_most ? target.outcome - target.target : target.target - target.outcome;
            const TargetVerdict verdict = !known          ? TargetVerdict::not_judged
                                          : short_of <= 0 ? TargetVerdict::met
                                          : within(short_of, claim.nearly * std::abs(target.target))
                                              ? TargetVerdict::nearly
                                              : TargetVerdict::missed;
            check.rows.push_back({titled(target.title), target.target, target.outcome, target.outcome,
                                  decimals_of(target.outcome), "model.unit.none",
                                  verdict == TargetVerdict::met      ? Outcome::holds
                                  : verdict == TargetVerdict::nearly ? Outcome::nearly
                                  : verdict == TargetVerdict::missed ? Outcome::fails
                                                                     : Outcome::unknown,
                                  Message{"claim.target.reported", {{"verdict", word(target.reported)}}}});
            unknown += known ? 0 : 1;
            found[verdict] += known ? 1 : 0;
            const bool reported = target.reported != TargetVerdict::not_judged;
            const bool same = verdict == target.reported;
            judged += reported && known ? 1 : 0;
            agree += reported && known && same ? 1 : 0;
            groundless += reported && !known ? 1 : 0;
            if (!same && target.reported == TargetVerdict::met) {
                only_reported.push_back(target.title);
            } else if (!same && verdict == TargetVerdict::met) {
                only_here.push_back(target.title);
            }
            if (!same) {
                say({!known     ? (is_missing(target.target) ? "claim.target.no_target" : "claim.target.no_outcome")
                     : reported ? "claim.target.differs"
                                : "claim.target.not_reported",
                     {{"title", target.title},
                      {"reported", word(target.reported)},
                      {"computed", word(verdict)},
                      {"target", in_full(target.target)},
                      {"outcome", in_full(target.outcome)}}},
                    Outcome::fails);
            }
        }
        say({"claim.target.count",
             {{"targets", count(std::ssize(claim.targets))},
              {"counts", those_there_are({{"claim.target.count_met", found[TargetVerdict::met]},
                                          {"claim.target.count_nearly", found[TargetVerdict::nearly]},
                                          {"claim.target.count_missed", found[TargetVerdict::missed]},
                                          {"claim.target.count_unknown", unknown}})}}},
            Outcome::holds);
        // As many may be met as reported, and still not the same.
        const bool other = !only_reported.empty() && !only_here.empty();
        if (other) {
            say({"claim.target.other", {{"reported", std::move(only_reported)}, {"here", std::move(only_here)}}},
                Outcome::fails);
        }
        std::rotate(check.reasons.begin(), check.reasons.end() - (other ? 2 : 1), check.reasons.end());
        // A verdict that was given without a target or an outcome to give it by counts against the whole.
        check.verdict = judged == 0                          ? Verdict::not_assessable
                        : agree == judged && groundless == 0 ? Verdict::supported
                        : agree > 0                          ? Verdict::partly
                                                             : Verdict::not_supported;
        check.rule = {"claim.rule.target", {{"nearly", Number{100 * claim.nearly}}}};
    }

    void operator()(const BreakEvenClaim& claim) const {
        double product = 1;
        const BreakEvenClaim::Factor* unknown = nullptr;
        for (const auto& factor : claim.factors) {
            unknown = is_missing(factor.value) ? &factor : unknown;
            product *= is_missing(factor.value) ? 1 : factor.value;
        }
        const double needed = claim.cost / product;
        std::vector<std::pair<Message, double>> terms{{{"claim.term.cost", {}}, claim.cost}};
        std::string gives;
        for (const auto& factor : claim.factors) {
            if (&factor != unknown) {
                gives += fmt::format("{}{{{}}}", gives.empty() ? "" : " * ", terms.size());
                terms.emplace_back(titled(factor.title), factor.value);
            }
        }
        const std::string needed_formula = "{0} / (" + gives + ")";
        for (const auto& factor : claim.factors) {
            const bool known = &factor != unknown;
            check.rows.push_back({titled(factor.title), factor.value, known ? missing : needed,
                                  known ? missing : needed, 1, "model.unit.none",
                                  known ? Outcome::nearly : Outcome::unknown,
                                  Message{"claim.even.factor", {{"title", factor.unit}}}});
            if (!known) {
                work_out(terms, needed_formula);
            }
        }
        if (unknown != nullptr) {
            say({"claim.even.needed",
                 {{"cost", Number{claim.cost, 1}},
                  {"title", unknown->title},
                  {"value", Number{needed, 1}},
                  {"unit", unknown->unit}}});
            check.verdict = Verdict::not_assessable;
        } else {
            const bool holds = product >= claim.cost;
            check.rows.push_back({{"claim.even.gives", {}},
                                  claim.cost,
                                  product,
                                  product,
                                  1,
                                  "model.unit.none",
                                  holds ? Outcome::holds : Outcome::fails,
                                  Message{"model.unit.mnkr", {}}});
            work_out(terms, gives);
            say({holds ? "claim.even.holds" : "claim.even.fails",
                 {{"cost", Number{claim.cost, 1}}, {"product", Number{product, 1}}}},
                check.rows.back().outcome);
            check.verdict = holds ? Verdict::supported : Verdict::not_supported;
        }
        check.rule = {"claim.rule.even", {}};
    }

    void operator()(const ComparisonClaim& claim) const {
        const CostHistory history = cost_history(figures.panel, claim.areas);
        const CostWindow before = *cost_window(history, definitions, claim.from.value_or(claim.to), 1, std::nullopt);
        const CostWindow after = *cost_window(history, definitions, claim.to, 1, std::nullopt);
        const std::size_t own = municipality();
        // Groups and likeness are an area's own, or the whole municipality's.
        const std::string group = claim.areas.size() == 1 ? claim.areas.front() : std::string(total_area);
        const auto deviation = [](const CostWindow& costs, std::size_t i) { return 100 * (costs.total.ratio[i] - 1); };
        const double level = deviation(after, own);
        const double growth = level - deviation(before, own);
        using Said = ComparisonClaim::Said;
        // What is hardly above nought is not high, and what is hardly below it not low.
        const auto judge = [&](double value, Said said) {
            const double said_way = said == Said::low ? -value : value;
            const bool near = std::abs(value) <= claim.near;
            return is_missing(value)       ? Outcome::unknown
                   : said == Said::near    ? (near ? Outcome::holds : Outcome::fails)
                   : said_way > claim.near ? Outcome::holds
                   : near && said_way > 0  ? Outcome::nearly
                                           : Outcome::fails;
        };
        const auto add = [&](Message label, double value, Said said, const char* unit, bool beside, Message reason) {
            const Outcome outcome = beside && !is_missing(value) ? Outcome::beside : judge(value, said);
            check.rows.push_back({std::move(label), missing, value, value, 1, unit, outcome, std::nullopt});
            if (!is_missing(value)) {
                say(std::move(reason), outcome);
            }
        };
        const auto numbers = [](double value) { return Number{value, 1, true}; };
        if (claim.level != Said::nothing) {
            add({"claim.comparison.level", {{"year", claim.to}}}, level, claim.level, "model.unit.percent",
                claim.structure_beside,
                {shown_sign({level, 1}) > 0   ? "claim.comparison.above_structure"
                 : shown_sign({level, 1}) < 0 ? "claim.comparison.below_structure"
                                              : "claim.comparison.as_structure",
                 {{"pct", Number{std::abs(level), 1}}, {"year", claim.to}}});
        }
        if (claim.growth != Said::nothing) {
            add({"claim.comparison.growth", {{"from", *claim.from}, {"to", claim.to}}}, growth, claim.growth,
                "model.unit.percentage_points", claim.structure_beside,
                {shown_sign({growth, 1}) > 0   ? "claim.comparison.rising"
                 : shown_sign({growth, 1}) < 0 ? "claim.comparison.falling"
                                               : "claim.comparison.still",
                 {{"from", *claim.from},
                  {"to", claim.to},
                  {"d_from", numbers(deviation(before, own))},
                  {"d_to", numbers(level)}}});
        }
        const auto against = [&](const PoolChoice& pool, bool beside) {
            const auto members = pool_members(figures, definitions, pool, group, own, claim.to);
            std::vector<double> levels;
            std::vector<double> growths;
            std::vector<std::pair<Message, double>> level_terms{{{"claim.term.own", {}}, level}};
            std::vector<std::pair<Message, double>> growth_terms{{{"claim.term.own", {}}, growth}};
            for (const std::size_t member : members) {
                const Message name{"claim.term.member",
                                   {{"municipality", figures.panel.municipalities()[member].name}}};
                const double one = deviation(after, member);
                const double change = one - deviation(before, member);
                if (!is_missing(one)) {
                    levels.push_back(one);
                    level_terms.emplace_back(name, one);
                }
                if (!is_missing(change)) {
                    growth_terms.emplace_back(name, change);
                }
                growths.push_back(change);
            }
            const double median = median_of(levels);
            const double median_growth = median_of(growths);
            const std::vector<Message> words{pool_words(pool, figures.panel)};
            const auto dearer_than = std::ranges::count_if(levels, [&](double one) { return one < level; });
            if (claim.level != Said::nothing) {
                add({"claim.comparison.level_pool", {{"pool", words}, {"year", claim.to}}}, level - median, claim.level,
                    "model.unit.percentage_points", beside,
                    {"claim.comparison.dearer_than",
                     {{"n", count(dearer_than)},
                      {"of", count(static_cast<std::ptrdiff_t>(levels.size()))},
                      {"pool", words},
                      {"year", claim.to}}});
                work_out(level_terms, from_median(level_terms.size()));
            }
            if (claim.growth != Said::nothing) {
                add({"claim.comparison.growth_pool", {{"pool", words}, {"from", *claim.from}, {"to", claim.to}}},
                    growth - median_growth, claim.growth, "model.unit.percentage_points", beside,
                    {growth > median_growth ? "claim.comparison.faster" : "claim.comparison.slower",
                     {{"pool", words},
                      {"from", *claim.from},
                      {"to", claim.to},
                      {"change", numbers(growth)},
                      {"median", numbers(median_growth)}}});
                work_out(growth_terms, from_median(growth_terms.size()));
            }
        };
        for (const auto& pool : claim.pools) {
            against(pool, false);
        }
        for (const auto& pool : claim.beside) {
            against(pool, true);
        }
        for (const auto& series_break :
             definitions.breaks_between(claim.areas, claim.from.value_or(claim.to), claim.to)) {
            say({"model.note.break", {{"year", series_break.year}, {"title", series_break.title}}});
        }
        check.verdict = by_rows(check.rows);
        check.rule = {claim.near > 0 ? "claim.rule.comparison_near" : "claim.rule.comparison",
                      {{"near", in_full(claim.near)}}};
    }

    /// Each area's cost and quality beside the medians of a pool.
    std::vector<AreaFinding> beside_pool(const CostQualityClaim& claim, const PoolChoice& pool) const {
        const CostWindow costs =
            *cost_window(cost_history(figures.panel, claim.areas), definitions, claim.year, 1, std::nullopt);
        std::vector<AreaFinding> found;
        for (const auto& area : costs.areas) {
            const auto scores = quality_scores(figures.panel, *definitions.area(area.area), claim.year);
            std::vector<double> deviations;
            std::vector<double> qualities;
            for (const auto i : pool_members(figures, definitions, pool, area.area, municipality(), claim.year)) {
                deviations.push_back(100 * (area.ratio[i] - 1));
                qualities.push_back(scores.empty() ? missing : scores[i]);
            }
            found.push_back({area.area, claim.year, 100 * (area.ratio[municipality()] - 1), median_of(deviations),
                             scores.empty() ? missing : scores[municipality()], median_of(qualities)});
        }
        return found;
    }

    void say_cost_quality(const CostQualityClaim& claim, const PoolChoice& pool, const std::vector<AreaFinding>& found,
                          bool beside) const {
        std::ptrdiff_t known = 0;
        std::vector<Text> dearer;
        std::vector<Text> not_better;
        std::vector<Text> unmeasured;
        for (const auto& area : found) {
            const Outcome outcome = judged(area);
            const Text& title = definitions.area(area.area)->in_sentence;
            known += is_missing(area.dearer()) ? 0 : 1;
            if (area.dearer() > 0) {
                dearer.push_back(title);
                if (outcome == Outcome::holds) {
                    not_better.push_back(title);
                } else if (outcome == Outcome::unknown) {
                    unmeasured.push_back(title);
                }
            }
        }
        const Outcome outcome = beside ? Outcome::beside : not_better.empty() ? Outcome::fails : Outcome::holds;
        const char* key = dearer.empty()       ? "claim.cost_quality.not_dearer"
                          : not_better.empty() ? "claim.cost_quality.better"
                                               : "claim.cost_quality.count";
        say({key,
             {{"n", count(std::ssize(dearer))},
              {"of", count(known)},
              {"year", claim.year},
              {"dearer", std::move(dearer)},
              {"areas", std::move(not_better)},
              {"pool", std::vector<Message>{pool_words(pool, figures.panel)}}}},
            outcome);
        if (!unmeasured.empty()) {
            say({"claim.cost_quality.unmeasured", {{"areas", std::move(unmeasured)}}}, outcome);
        }
    }

    void operator()(const CostQualityClaim& claim) const {
        check.areas = beside_pool(claim, claim.pool);
        for (const auto& area : check.areas) {
            check.rows.push_back(
                {{"claim.cost_quality.row", {{"area", definitions.short_title(area.area)}, {"year", claim.year}}},
                 missing,
                 area.dearer(),
                 area.dearer(),
                 1,
                 "model.unit.percentage_points",
                 judged(area),
                 !is_missing(area.better())
                     ? Message{"claim.cost_quality.quality",
                               {{"quality", Number{area.quality}}, {"median", Number{area.median_quality}}}}
                     : Message{"claim.cost_quality.no_quality", {}}});
        }
        say_cost_quality(claim, claim.pool, check.areas, false);
        for (const auto& pool : claim.beside) {
            say_cost_quality(claim, pool, beside_pool(claim, pool), true);
        }
        const auto with = [&](Outcome outcome) { return std::ranges::count(check.rows, outcome, &CheckRow::outcome); };
        const auto holds = with(Outcome::holds);
        const auto told = holds + with(Outcome::fails);
        check.verdict = told == 0          ? Verdict::not_assessable
                        : 2 * holds > told ? Verdict::supported
                        : holds > 0        ? Verdict::partly
                                           : Verdict::not_supported;
        check.rule = {"claim.rule.cost_quality", {}};
    }

    void operator()(const ConsistencyClaim& claim) const {
        const auto row = [&](const ConsistencyClaim::Statement& statement, Outcome outcome) {
            check.rows.push_back({{!statement.said.empty() ? "claim.consistency.said"
                                   : statement.outcome     ? "claim.consistency.outcome"
                                                           : "claim.consistency.target",
                                   {{"title", statement.title},
                                    {"year", statement.year},
                                    {"unit", statement.unit},
                                    {"said", statement.said},
                                    {"source", statement.source}}},
                                  statement.value,
                                  missing,
                                  missing,
                                  0,
                                  "model.unit.none",
                                  outcome,
                                  std::nullopt});
        };
        std::vector<bool> conflicting(claim.statements.size(), false);
        std::vector<bool> compared(claim.statements.size(), false);
        for (std::size_t i = 0; i < claim.statements.size(); ++i) {
            for (std::size_t j = i + 1; j < claim.statements.size(); ++j) {
                const auto& a = claim.statements[i];
                const auto& b = claim.statements[j];
                if (a.about != b.about) {
                    continue;
                }
                compared[i] = compared[j] = true;
                const std::vector<std::pair<std::string, Message::Argument>> arguments{
                    {"title", a.title},      {"year", a.year},       {"a", in_full(a.value)}, {"a_source", a.source},
                    {"b", in_full(b.value)}, {"b_source", b.source}, {"unit", a.unit}};
                const bool worded = !a.said.empty();
                const bool same_year = a.outcome == b.outcome && a.year == b.year &&
                                       (worded ? a.said != b.said : !within(a.value - b.value, claim.tolerance));
                // A target that is to rise and falls, or the other way round.
                const auto& first = a.year < b.year ? a : b;
                const auto& then = a.year < b.year ? b : a;
                const bool backwards = !a.outcome && !b.outcome && a.year != b.year &&
                                       (a.lower_is_better ? then.value > first.value : then.value < first.value);
                const auto& outcome = a.outcome ? a : b;
                const auto& target = a.outcome ? b : a;
                const bool reached =
                    a.outcome != b.outcome && outcome.year < target.year &&
                    (outcome.lower_is_better ? outcome.value <= target.value : outcome.value >= target.value);
                if (same_year && worded) {
                    say({"claim.consistency.two_words",
                         {{"title", a.title},
                          {"a", a.said},
                          {"a_source", a.source},
                          {"b", b.said},
                          {"b_source", b.source}}},
                        Outcome::fails);
                } else if (same_year) {
                    say({a.outcome ? "claim.consistency.two_outcomes" : "claim.consistency.two_targets", arguments},
                        Outcome::fails);
                } else if (backwards) {
                    say({first.lower_is_better ? "claim.consistency.backwards_up" : "claim.consistency.backwards_down",
                         {{"title", first.title},
                          {"unit", first.unit},
                          {"a", in_full(first.value)},
                          {"year", first.year},
                          {"a_source", first.source},
                          {"b", in_full(then.value)},
                          {"later", then.year},
                          {"b_source", then.source}}},
                        Outcome::fails);
                } else if (reached) {
                    say({"claim.consistency.reached",
                         {{"title", outcome.title},
                          {"outcome", in_full(outcome.value)},
                          {"year", outcome.year},
                          {"target", in_full(target.value)},
                          {"later", target.year},
                          {"unit", outcome.unit}}},
                        Outcome::fails);
                }
                if (same_year || backwards || reached) {
                    conflicting[i] = conflicting[j] = true;
                }
            }
        }
        for (std::size_t i = 0; i < claim.statements.size(); ++i) {
            // What nothing else is said of agrees with nothing.
            row(claim.statements[i], conflicting[i] ? Outcome::fails
                                     : compared[i]  ? Outcome::holds
                                                    : Outcome::unknown);
        }
        const bool none_compared = std::ranges::none_of(compared, std::identity{});
        if (none_compared) {
            say({"claim.consistency.alone", {}});
        } else if (check.reasons.empty()) {
            say({"claim.consistency.none", {}}, Outcome::holds);
        } else {
            const auto against = std::ranges::count(conflicting, true);
            say({"claim.consistency.count", {{"n", count(against)}, {"of", count(std::ssize(claim.statements))}}},
                Outcome::holds);
            std::rotate(check.reasons.begin(), check.reasons.end() - 1, check.reasons.end());
        }
        check.verdict = none_compared ? Verdict::not_assessable : by_rows(check.rows);
        check.rule = claim.tolerance > 0
                         ? Message{"claim.rule.consistency_within", {{"tolerance", in_full(claim.tolerance)}}}
                         : Message{"claim.rule.consistency", {}};
    }

    void operator()(const AnswersClaim& claim) const {
        for (const auto& answer : claim.answers) {
            check.rows.push_back(
                {titled(answer.question), missing, missing, missing, 0, "model.unit.none",
                 answer.answer == "yes"      ? Outcome::holds
                 : answer.answer == "partly" ? Outcome::nearly
                                             : Outcome::fails,
                 answer.reading.empty()
                     ? std::nullopt
                     : std::optional(
                           Message{"claim.answers.reading", {{"answer", TextKey{"claim.answer." + answer.reading}}}})});
        }
        const auto read = std::ranges::count_if(claim.answers, [](const auto& one) { return !one.reading.empty(); });
        const auto as_read =
            std::ranges::count_if(claim.answers, [](const auto& one) { return one.reading == one.answer; });
        if (read > 0) {
            say({"claim.answers.as_read", {{"n", count(as_read)}, {"of", count(read)}}},
                as_read > 0 ? Outcome::holds : Outcome::fails);
        }
        for (const auto& answer : claim.answers) {
            if (!answer.reading.empty() && answer.reading != answer.answer) {
                say({"claim.answers.other",
                     {{"question", answer.question},
                      {"answer", TextKey{"claim.answer." + answer.answer}},
                      {"reading", TextKey{"claim.answer." + answer.reading}},
                      {"ground", answer.ground}}},
                    Outcome::fails);
            }
        }
        std::ptrdiff_t counts_right = 0;
        for (const auto& [word, stated] : claim.stated) {
            const auto found = std::ranges::count(claim.answers, word, &AnswersClaim::Answer::answer);
            const bool same = static_cast<double>(found) == stated;
            counts_right += same ? 1 : 0;
            say({same ? "claim.answers.same" : "claim.answers.differs",
                 {{"answer", TextKey{"claim.answer." + word}}, {"stated", Number{stated}}, {"found", count(found)}}});
        }
        // Counts are right together or not at all; a table may be right in part.
        const bool counted = counts_right == static_cast<std::ptrdiff_t>(claim.stated.size());
        check.verdict = claim.stated.empty() && read == 0 ? Verdict::not_assessable
                        : counted && as_read == read      ? Verdict::supported
                        : counted && as_read > 0          ? Verdict::partly
                                                          : Verdict::not_supported;
        check.rule = {read > 0 ? "claim.rule.answers_read" : "claim.rule.answers", {}};
    }

    void operator()(const AboveClaim& claim) const {
        const CostHistory history = cost_history(figures.panel, claim.areas);
        std::ptrdiff_t among = 0;
        for (Year year = claim.from; year <= claim.to; year = year + 1) {
            const CostWindow costs = *cost_window(history, definitions, year, 1, std::nullopt);
            std::vector<std::string> above;
            std::vector<Message> words;
            // Whether others were above too is told only where all have figures.
            bool known = true;
            for (const auto& area : costs.areas) {
                const double deviation = 100 * (area.ratio[municipality()] - 1);
                check.areas.push_back({area.area, year, deviation});
                known = known && !is_missing(deviation);
                if (deviation > 0) {
                    above.push_back(area.area);
                    words.push_back(
                        {"claim.above.area",
                         {{"area", definitions.short_title(area.area)}, {"pct", Number{deviation, 1, true}}}});
                }
            }
            const bool all = std::ranges::all_of(
                claim.said, [&](const std::string& area) { return std::ranges::find(above, area) != above.end(); });
            among += known && all ? 1 : 0;
            check.rows.push_back({{"claim.above.row", {{"year", year}}},
                                  missing,
                                  missing,
                                  missing,
                                  0,
                                  "model.unit.none",
                                  !known                              ? Outcome::unknown
                                  : !all                              ? Outcome::fails
                                  : above.size() == claim.said.size() ? Outcome::holds
                                                                      : Outcome::nearly,
                                  words.empty() ? Message{"claim.above.none", {}}
                                                : Message{"claim.above.list", {{"areas", std::move(words)}}}});
        }
        const auto alone = std::ranges::count(check.rows, Outcome::holds, &CheckRow::outcome);
        std::vector<Text> said;
        std::ranges::transform(claim.said, std::back_inserter(said),
                               [&](const std::string& area) { return definitions.area(area)->in_sentence; });
        say({"claim.above.count",
             {{"areas", std::move(said)},
              {"n", count(among)},
              {"alone", count(alone)},
              {"of", count(static_cast<std::ptrdiff_t>(check.rows.size()))},
              {"from", claim.from},
              {"to", claim.to}}},
            among > 0 ? Outcome::holds : Outcome::fails);
        for (const auto& series_break : definitions.breaks_between(claim.areas, claim.from, claim.to)) {
            say({"model.note.break", {{"year", series_break.year}, {"title", series_break.title}}});
        }
        check.verdict = by_rows(check.rows);
        check.rule = {"claim.rule.above", {}};
    }

    void operator()(const RecommendationsClaim& claim) const {
        std::map<std::string, std::ptrdiff_t> found;
        std::vector<Message> said;
        std::ranges::transform(claim.says, std::back_inserter(said), [](const std::string& status) {
            return Message{"claim.recommendation." + status, {}};
        });
        for (const auto& one : claim.recommendations) {
            const bool as_said = std::ranges::find(claim.says, one.status) != claim.says.end();
            const Outcome outcome = one.status == "unknown" ? Outcome::unknown
                                    : as_said               ? Outcome::holds
                                    : one.status == "begun" ? Outcome::nearly
                                                            : Outcome::fails;
            ++found[one.status];
            check.rows.push_back({{"claim.recommendation.row", {{"text", one.text}}},
                                  missing,
                                  missing,
                                  missing,
                                  0,
                                  "model.unit.none",
                                  outcome,
                                  Message{"claim.recommendation." + one.status, {}}});
            if (!one.ground.empty()) {
                say({"claim.recommendation.ground",
                     {{"status", TextKey{"claim.recommendation." + one.status}}, {"ground", one.ground}}},
                    outcome);
            }
        }
        say({"claim.recommendation.count",
             {{"of", count(static_cast<std::ptrdiff_t>(claim.recommendations.size()))},
              {"counts", those_there_are({{"claim.recommendation.count_done", found["done"]},
                                          {"claim.recommendation.count_begun", found["begun"]},
                                          {"claim.recommendation.count_not-done", found["not-done"]},
                                          {"claim.recommendation.count_unknown", found["unknown"]}})}}},
            std::ranges::count(check.rows, Outcome::holds, &CheckRow::outcome) > 0 ? Outcome::holds : Outcome::fails);
        std::rotate(check.reasons.begin(), check.reasons.end() - 1, check.reasons.end());
        check.verdict = by_rows(check.rows);
        check.rule = {"claim.rule.recommendations", {{"says", std::move(said)}}};
    }
};

}  // namespace

Verdict by_rows(const std::vector<CheckRow>& rows) {
    const auto with = [&](Outcome outcome) { return std::ranges::count(rows, outcome, &CheckRow::outcome); };
    const auto told = with(Outcome::holds) + with(Outcome::nearly) + with(Outcome::fails);
    return told == 0                      ? Verdict::not_assessable
           : with(Outcome::holds) == told ? (with(Outcome::unknown) == 0 ? Verdict::supported : Verdict::partly)
           : with(Outcome::holds) + with(Outcome::nearly) > 0 ? Verdict::partly
                                                              : Verdict::not_supported;
}

void check_arithmetic(ClaimCheck& check, const ClaimModels& models, const Definitions& definitions,
                      const Figures& figures) {
    const auto body = check.claim.body;
    std::visit(Arithmetic{check, models, definitions, figures}, body);
}

}  // namespace skattekrona
