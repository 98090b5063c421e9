#include "plot/claim_charts.hpp"

#include "core/spelling.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace skattekrona {

namespace {

constexpr double line_height = 18;
/// Where a row's bar or marks lie below its heading, and how much the next one is below them.
constexpr double below_heading = 19;
constexpr double below_row = 22;

/// Rows down a picture, a heading over each in its whole width: places in pixels, with room for the heading where the
/// page is narrow.
class RowPlaces {
public:
    /// Puts a heading and so many rows under it; gives the first row's place.
    double add(const std::string& heading, std::size_t rows = 1) {
        constexpr std::size_t letters_in_a_narrow_line = 42;
        // The bytes after a letter's first have their two highest bits 10.
        const auto letters = static_cast<std::size_t>(std::ranges::count_if(
            heading, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }));
        const auto lines = static_cast<double>(1 + letters / letters_in_a_narrow_line);
        const double base = height_ + lines * line_height;
        const double first = base + below_heading;
        height_ = first + below_row * static_cast<double>(rows);
        headings_.push_back({{"heading", heading}, {"y", base}});
        return first;
    }

    double height() const { return height_; }
    const Json& headings() const { return headings_; }

private:
    double height_ = 0;
    Json headings_ = Json::list();
};

struct ClaimChart {
    const ChartContext& context;
    const ClaimCheck& check;

    const Wording& words() const { return context.wording; }
    std::ptrdiff_t with(Outcome outcome) const { return std::ranges::count(check.rows, outcome, &CheckRow::outcome); }
    std::string outcome_words(Outcome outcome) const {
        constexpr std::array<const char*, 5> keys{"plot.chart.claim.holds", "plot.chart.claim.nearly",
                                                  "plot.chart.claim.fails", "plot.chart.claim.unknown",
                                                  "plot.chart.claim.beside"};
        return words()(keys[static_cast<std::size_t>(outcome)]);
    }

    /// "…: 2 av 3 år stämmer"; of one whether it does. `what`: a key of texts.
    std::string counted(const char* what, std::ptrdiff_t holds, std::ptrdiff_t of) const {
        return words()(
            {of == 0      ? "plot.chart.claim.title_untold"
             : of > 1     ? "plot.chart.claim.title_count"
             : holds == 1 ? "plot.chart.claim.title_holds"
                          : "plot.chart.claim.title_fails",
             {{"title", check.claim.title}, {"n", count(holds)}, {"of", count(of)}, {"what", TextKey{what}}}});
    }
    std::string counted(const char* what) const {
        return counted(what, with(Outcome::holds), with(Outcome::holds) + with(Outcome::nearly) + with(Outcome::fails));
    }

    /// The chart with its words; `how` is the text that says how it is read.
    Chart begin(std::string title, Message how) const {
        Chart chart{"claim-" + check.claim.id};
        chart.title = std::move(title);
        constexpr std::array<std::string_view, 3> with_figures{"ratio", "comparison", "figure"};
        const bool figures =
            !check.areas.empty() || std::ranges::find(with_figures, check.claim.kind) != with_figures.end();
        chart.caption = words()({figures ? "plot.chart.claim.caption_figures" : "plot.chart.claim.caption",
                                 {{"how", std::vector<Message>{std::move(how)}},
                                  {"source", check.claim.source},
                                  {"credit", context.figures.manifest.credit}}});
        chart.alt = words()({"plot.chart.claim.alt", {{"title", check.claim.title}, {"message", chart.title}}});
        return chart;
    }

    /// A bar of plots/claim_bars.json. Those of one `row` are a stack, and the first has its heading.
    struct Bar {
        std::size_t row = 0;
        std::string statement;
        std::string heading;
        std::string kind;
        std::string outcome;
        double start = 0;
        double end = missing;
        std::string label;
        double low = missing;
        double high = missing;
    };
    struct Scale {
        std::string title;
        int decimals = 0;
        /// Where what the bars are to be seen against stands.
        double line = 0;
        bool stacked = false;
    };
    Chart bars(Chart chart, const std::vector<Bar>& bars, const Scale& scale) const {
        RowPlaces places;
        Json rows = Json::list();
        double y = 0;
        for (std::size_t i = 0; i < bars.size(); ++i) {
            const Bar& bar = bars[i];
            y = i > 0 && bars[i - 1].row == bar.row ? y : places.add(bar.heading);
            rows.push_back({{"statement", bar.statement},
                            {"value", scale.stacked ? bar.end - bar.start : bar.end},
                            {"outcome", bar.outcome},
                            {"y", y},
                            {"start", bar.start},
                            {"end", bar.end},
                            {"low", bar.low},
                            {"high", bar.high},
                            {"line", scale.line},
                            {"inside", scale.stacked},
                            {"kind", bar.kind},
                            {"label", bar.label}});
        }
        chart = context.templates.fill("claim_bars", words(), std::move(chart),
                                       {{"rows", std::move(rows)}, {"headings", places.headings()}});
        chart.spec["height"] = places.height();
        chart.spec["encoding"]["x"]["axis"]["title"] = scale.title;
        Json& value = chart.spec["usermeta"]["columns"].items()[1];
        value["title"] = scale.title;
        value["decimals"] = scale.decimals;
        return chart;
    }

    /// "−3,6 %".
    std::string in_its_unit(const CheckRow& row, double value, int decimals) const {
        if (is_missing(value)) {
            return words()("plot.table.missing");
        }
        const std::string unit = row.own_unit ? words()(*row.own_unit) : words()(row.unit);
        return words()({"plot.chart.claim.in_unit", {{"value", Number{value, decimals}}, {"unit", unit}}});
    }
    /// What is stated beside what there is, whatever the units.
    Chart stated_beside_computed(const char* what, Message how) const {
        const std::string stated = words()("plot.chart.claim.stated_column");
        const std::string computed = words()("plot.chart.claim.computed_column");
        std::vector<GridRow> rows;
        for (const auto& row : check.rows) {
            const std::string outcome = outcome_words(row.outcome);
            rows.push_back(
                {words()(
                     {"plot.chart.claim.heading", {{"label", std::vector<Message>{row.label}}, {"outcome", outcome}}}),
                 {{stated, in_its_unit(row, row.stated, row.stated_decimals.value_or(decimals_of(row.stated))),
                   row.outcome, outcome, true},
                  {computed, in_its_unit(row, row.computed_low, row.decimals), row.outcome, outcome}}});
        }
        return grid(begin(counted(what), std::move(how)), {stated, computed}, rows);
    }

    std::string headed(const CheckRow& row) const {
        const auto number = [&](double value) { return Number{value, row.decimals}; };
        const bool range = row.computed_low != row.computed_high;
        return sentence_case(words()({is_missing(row.stated) ? "plot.chart.claim.heading"
                                      : range                ? "plot.chart.claim.stated_range"
                                                             : "plot.chart.claim.stated",
                                      {{"label", std::vector<Message>{row.label}},
                                       {"stated", in_full(row.stated)},
                                       {"computed", number(row.computed_low)},
                                       {"high", number(row.computed_high)},
                                       {"outcome", outcome_words(row.outcome)}}}));
    }
    /// How far each computed number is from the stated one, or from nought where none is stated; `allowed` is what
    /// still counts as the same.
    template <class Allowed>
    std::vector<Bar> differences(Allowed allowed) const {
        std::vector<Bar> bars;
        for (std::size_t i = 0; i < check.rows.size(); ++i) {
            const CheckRow& row = check.rows[i];
            const double from = is_missing(row.stated) ? 0 : row.stated;
            const double low = row.computed_low - from;
            const double high = row.computed_high - from;
            const auto number = [&](double value) { return Number{value, row.decimals, true}; };
            const double near = allowed(i);
            bars.push_back({i, sentence_case(words()(row.label)), headed(row), to_string(row.outcome),
                            outcome_words(row.outcome), low == high ? 0 : low, high,
                            low == high
                                ? words()(number(high))
                                : words()({"plot.chart.claim.range", {{"low", number(low)}, {"high", number(high)}}}),
                            -near, near});
        }
        return bars;
    }

    /// A mark of plots/claim_grid.json in one of its columns.
    struct Mark {
        std::string column;
        std::string label;
        Outcome outcome = Outcome::unknown;
        std::string outcome_words;
        bool second = false;
        std::size_t line = 0;
    };
    struct GridRow {
        std::string heading;
        std::vector<Mark> marks;
    };
    Chart grid(Chart chart, const std::vector<std::string>& columns, const std::vector<GridRow>& rows_of) const {
        RowPlaces places;
        Json rows = Json::list();
        for (const auto& row : rows_of) {
            std::size_t lines = 1;
            for (const auto& mark : row.marks) {
                lines = std::max(lines, mark.line + 1);
            }
            const std::string heading = sentence_case(row.heading);
            const double first = places.add(heading, lines);
            for (const auto& mark : row.marks) {
                rows.push_back({{"statement", heading},
                                {"column", mark.column},
                                {"label", mark.label},
                                {"outcome", mark.outcome_words},
                                {"y", first + below_row * static_cast<double>(mark.line)},
                                {"kind", to_string(mark.outcome)},
                                {"role", mark.second ? "second" : "first"}});
            }
        }
        chart = context.templates.fill("claim_grid", words(), std::move(chart),
                                       {{"rows", std::move(rows)}, {"headings", places.headings()}});
        chart.spec["height"] = places.height();
        chart.spec["encoding"]["x"]["scale"]["domain"] = columns;
        return chart;
    }

    /// A potential has its own charts.
    Chart operator()(const PotentialClaim&) const { return {}; }

    Chart operator()(const RatioClaim& claim) const {
        return bars(begin(counted("plot.chart.claim.years"), {"plot.chart.claim.how_difference", {}}),
                    differences([&](std::size_t i) { return i < claim.years.size() ? claim.tolerance : missing; }),
                    {words()("model.unit.percentage_points"), 2});
    }

    Chart operator()(const SumClaim& claim) const {
        const bool whole = std::ranges::all_of(claim.sums, [](const auto& sum) { return sum.rest.sv.empty(); });
        return bars(begin(counted("plot.chart.claim.sums"),
                          {whole ? "plot.chart.claim.how_difference" : "plot.chart.claim.how_rest", {}}),
                    differences([&](std::size_t i) {
                        const auto& sum = claim.sums[i];
                        const auto numbers = static_cast<double>(sum.terms.size() + 1);
                        return sum.rest.sv.empty() ? 0.5 * std::pow(10.0, -claim.decimals) * numbers : missing;
                    }),
                    {words()("model.unit." + claim.unit), claim.decimals});
    }

    Chart operator()(const FigureClaim&) const {
        return stated_beside_computed("plot.chart.claim.figures", {"plot.chart.claim.how_figures", {}});
    }

    Chart operator()(const ChangeClaim&) const {
        return stated_beside_computed("plot.chart.claim.changes", {"plot.chart.claim.how_changes", {}});
    }

    Chart operator()(const ComparisonClaim&) const {
        return bars(begin(counted("plot.chart.claim.comparisons"), {"plot.chart.claim.how_comparison", {}}),
                    differences([](std::size_t) { return missing; }), {words()("plot.chart.claim.comparison_axis"), 1});
    }

    Chart operator()(const SharesClaim& claim) const {
        std::vector<Bar> parts;
        for (std::size_t i = 0; i < claim.questions.size(); ++i) {
            const auto& question = claim.questions[i];
            const CheckRow& row = check.rows[i];
            const std::string heading = words()({"plot.chart.claim.shares",
                                                 {{"title", question.title},
                                                  {"sum", in_full(row.computed_low)},
                                                  {"outcome", outcome_words(row.outcome)}}});
            double end = 0;
            const auto add = [&](double share, std::string kind, std::string label) {
                parts.push_back({i, words()(question.title), heading, std::move(kind), outcome_words(row.outcome), end,
                                 end + share, std::move(label)});
                end += share;
            };
            for (std::size_t s = 0; s < question.shares.size(); ++s) {
                add(question.shares[s], "part-" + std::to_string(s % 4), words()(in_full(question.shares[s])));
            }
            if (!is_missing(question.dont_know)) {
                add(question.dont_know, "dont-know", words()(in_full(question.dont_know)));
            }
        }
        return bars(begin(counted("plot.chart.claim.questions"), {"plot.chart.claim.how_shares", {}}), parts,
                    {"%", 0, 100, true});
    }

    Chart operator()(const TargetsClaim& claim) const {
        std::vector<Bar> bars_of;
        for (std::size_t i = 0; i < claim.targets.size(); ++i) {
            const auto& target = claim.targets[i];
            const Outcome outcome = check.rows[i].outcome;
            constexpr std::array<const char*, 5> keys{"claim.target.met", "claim.target.nearly", "claim.target.missed",
                                                      "plot.chart.claim.unknown", "plot.chart.claim.unknown"};
            const std::string judged = words()(keys[static_cast<std::size_t>(outcome)]);
            const double share = target.target == 0 ? missing : 100 * target.outcome / target.target;
            bars_of.push_back({i, words()(target.title),
                               words()({is_missing(target.target)    ? "plot.chart.claim.no_target"
                                        : is_missing(target.outcome) ? "plot.chart.claim.no_outcome"
                                                                     : "plot.chart.claim.target",
                                        {{"title", target.title},
                                         {"target", in_full(target.target)},
                                         {"outcome", in_full(target.outcome)},
                                         {"judged", judged}}}),
                               to_string(outcome), judged, 0, share,
                               words()({"plot.chart.claim.percent", {{"pct", Number{share}}}})});
        }
        const std::string title = words()({"plot.chart.claim.title_targets",
                                           {{"title", check.claim.title},
                                            {"n", count(with(Outcome::holds))},
                                            {"of", count(std::ssize(check.rows) - with(Outcome::unknown))}}});
        return bars(begin(title, {"plot.chart.claim.how_targets", {}}), bars_of,
                    {words()("plot.chart.claim.target_axis"), 0, 100});
    }

    Chart operator()(const AnswersClaim& claim) const {
        const std::vector<std::string> known{"yes", "partly", "no"};
        const auto said = [&](const std::string& answer) { return words()("claim.answer." + answer); };
        std::vector<std::string> columns;
        std::ranges::transform(known, std::back_inserter(columns), said);
        std::vector<GridRow> rows;
        std::ptrdiff_t read = 0;
        std::ptrdiff_t same = 0;
        for (const auto& answer : claim.answers) {
            const bool has_reading = !answer.reading.empty();
            const bool agrees = has_reading && answer.reading == answer.answer;
            const Outcome outcome = agrees ? Outcome::holds : has_reading ? Outcome::fails : Outcome::unknown;
            read += has_reading ? 1 : 0;
            same += agrees ? 1 : 0;
            const std::string judged = outcome_words(outcome);
            GridRow row{words()(answer.question),
                        {{said(answer.answer), words()(agrees ? "plot.chart.claim.both" : "plot.chart.claim.summary"),
                          outcome, judged}}};
            if (has_reading && !agrees) {
                row.marks.push_back({said(answer.reading), words()("plot.chart.claim.text"), outcome, judged, true});
            }
            rows.push_back(std::move(row));
        }
        return grid(begin(counted("plot.chart.claim.answers", same, read), {"plot.chart.claim.how_answers", {}}),
                    columns, rows);
    }

    Chart operator()(const RecommendationsClaim& claim) const {
        std::vector<std::string> columns;
        std::map<std::string, std::ptrdiff_t> found;
        std::vector<GridRow> rows;
        for (const char* status : {"not-done", "begun", "done"}) {
            columns.push_back(words()(std::string("claim.recommendation.") + status));
        }
        for (std::size_t i = 0; i < claim.recommendations.size(); ++i) {
            const auto& one = claim.recommendations[i];
            const Outcome outcome = check.rows[i].outcome;
            ++found[one.status];
            const std::string status = words()("claim.recommendation." + one.status);
            rows.push_back({one.text, {{status, outcome_words(outcome), outcome, outcome_words(outcome)}}});
        }
        if (found["unknown"] > 0) {
            columns.push_back(words()("claim.recommendation.unknown"));
        }
        const std::string title = words()({"plot.chart.claim.title_recommendations",
                                           {{"title", check.claim.title},
                                            {"done", count(found["done"])},
                                            {"begun", count(found["begun"])},
                                            {"not_done", count(found["not-done"])}}});
        return grid(begin(title, {"plot.chart.claim.how_recommendations", {}}), columns, rows);
    }

    Chart operator()(const AboveClaim& claim) const {
        std::vector<std::string> columns;
        for (Year year = claim.from; year <= claim.to; year = year + 1) {
            columns.push_back(words()(Message{"plot.chart.claim.year", {{"year", year}}}));
        }
        std::vector<GridRow> rows;
        for (const auto& area : claim.areas) {
            const bool said = std::ranges::find(claim.said, area) != claim.said.end();
            GridRow row{words()({said ? "plot.chart.claim.said_area" : "plot.chart.claim.area",
                                 {{"area", context.definitions.short_title(area)}}}),
                        {}};
            for (const auto& found : check.areas) {
                if (found.area != area) {
                    continue;
                }
                const bool above = found.deviation > 0;
                const Outcome outcome = is_missing(found.deviation) ? Outcome::unknown
                                        : above == said             ? Outcome::holds
                                                                    : Outcome::fails;
                row.marks.push_back(
                    {words()(Message{"plot.chart.claim.year", {{"year", found.year}}}),
                     is_missing(found.deviation)
                         ? words()("plot.table.missing")
                         : words()({"plot.chart.claim.percent", {{"pct", Number{found.deviation, 1, true}}}}),
                     outcome, outcome_words(outcome), above});
            }
            rows.push_back(std::move(row));
        }
        return grid(begin(counted("plot.chart.claim.years"), {"plot.chart.claim.how_above", {}}), columns, rows);
    }

    Chart operator()(const ConsistencyClaim& claim) const {
        std::vector<Year> years;
        std::ranges::transform(claim.statements, std::back_inserter(years), &ConsistencyClaim::Statement::year);
        std::ranges::sort(years);
        years.erase(std::unique(years.begin(), years.end()), years.end());
        const auto column = [&](Year year) { return words()(Message{"plot.chart.claim.year", {{"year", year}}}); };
        std::vector<std::string> columns;
        std::ranges::transform(years, std::back_inserter(columns), column);
        std::vector<GridRow> rows;
        std::map<std::string, std::size_t> row_of;
        std::map<std::pair<std::string, Year>, std::size_t> lines;
        for (std::size_t i = 0; i < claim.statements.size(); ++i) {
            const auto& one = claim.statements[i];
            const Outcome outcome = check.rows[i].outcome;
            const std::string judged =
                words()(outcome == Outcome::holds ? "plot.chart.claim.agrees" : "plot.chart.claim.contradicted");
            if (!one.said.empty()) {
                rows.push_back({words()({"plot.chart.claim.said",
                                         {{"title", one.title}, {"said", one.said}, {"source", one.source}}}),
                                {{column(one.year), judged, outcome, judged}}});
                continue;
            }
            const auto [place, is_new] = row_of.emplace(one.about, rows.size());
            if (is_new) {
                rows.push_back({words()({"plot.chart.claim.about", {{"title", one.title}, {"unit", one.unit}}}), {}});
            }
            rows[place->second].marks.push_back(
                {column(one.year),
                 words()({one.outcome ? "plot.chart.claim.outcome_value" : "plot.chart.claim.target_value",
                          {{"value", in_full(one.value)}}}),
                 outcome, judged, !one.outcome, lines[{one.about, one.year}]++});
        }
        const std::string title = words()({"plot.chart.claim.title_consistent",
                                           {{"title", check.claim.title},
                                            {"n", count(with(Outcome::holds))},
                                            {"of", count(std::ssize(check.rows))}}});
        return grid(begin(title, {"plot.chart.claim.how_consistent", {}}), columns, rows);
    }

    Chart operator()(const CostQualityClaim& claim) const {
        Json rows = Json::list();
        std::vector<Text> unplaced;
        // Nought is in the middle, so that each quarter has room for its words.
        double dearest = 1;
        double best = 1;
        for (const auto& area : check.areas) {
            if (!is_missing(area.dearer() + area.better())) {
                dearest = std::max(dearest, 1.15 * std::abs(area.dearer()));
                best = std::max(best, 1.15 * std::abs(area.better()));
            }
        }
        for (std::size_t i = 0; i < check.areas.size(); ++i) {
            const AreaFinding& area = check.areas[i];
            const Text& title = context.definitions.short_title(area.area);
            // Its name stands to the right, unless the page ends there or another's would.
            const bool left =
                area.dearer() > 0.5 * dearest || std::ranges::any_of(check.areas, [&](const AreaFinding& other) {
                    const double between = other.dearer() - area.dearer();
                    return between > 0 && between < 0.5 * dearest &&
                           std::abs(other.better() - area.better()) < 0.1 * best;
                });
            rows.push_back({{"area", words()(title)},
                            {"words_left", left},
                            {"deviation", area.deviation},
                            {"median_deviation", area.median_deviation},
                            {"quality", area.quality},
                            {"median_quality", area.median_quality},
                            {"kind", to_string(check.rows[i].outcome)},
                            {"outcome", outcome_words(check.rows[i].outcome)}});
            if (is_missing(area.dearer() + area.better())) {
                unplaced.push_back(title);
            }
        }
        const bool all = unplaced.empty();
        Chart chart = begin(counted("plot.chart.claim.areas"),
                            {all ? "plot.chart.claim.how_quality" : "plot.chart.claim.how_quality_without",
                             {{"year", claim.year},
                              {"pool", std::vector<Message>{pool_words(claim.pool, context.figures.panel)}},
                              {"areas", std::move(unplaced)}}});
        chart = context.templates.fill("claim_quality", words(), std::move(chart), {{"rows", std::move(rows)}});
        chart.spec["encoding"]["x"]["scale"]["domain"] = Json::List{-dearest, dearest};
        chart.spec["encoding"]["y"]["scale"]["domain"] = Json::List{-best, best};
        return chart;
    }

    Chart lines(Chart chart, Json rows, Json levels, Json points, const std::string& x, const std::string& y) const {
        chart = context.templates.fill(
            "claim_lines", words(), std::move(chart),
            {{"rows", std::move(rows)}, {"levels", std::move(levels)}, {"points", std::move(points)}});
        chart.spec["encoding"]["x"]["axis"]["title"] = x;
        chart.spec["encoding"]["y"]["axis"]["title"] = y;
        chart.spec["usermeta"]["columns"].items()[0]["title"] = x;
        return chart;
    }

    Chart operator()(const CompoundingClaim& claim) const {
        const auto left = [&](double rate, int years) {
            return 100 * std::pow(claim.decrease ? 1 - rate / 100 : 1 + rate / 100, years);
        };
        Json rows = Json::list();
        for (int year = 0; year <= claim.years; ++year) {
            rows.push_back({{"x", year},
                            {"low", std::min(left(claim.low, year), left(claim.high, year))},
                            {"high", std::max(left(claim.low, year), left(claim.high, year))}});
        }
        const double a = left(claim.low, claim.years);
        const double b = left(claim.high, claim.years);
        const auto number = [](double value) { return Number{value, 1}; };
        Json points = Json::list();
        points.push_back({{"x", claim.years},
                          {"y", std::min(a, b)},
                          {"dot", false},
                          {"right", true},
                          {"above", false},
                          {"label", words()({"plot.chart.claim.left",
                                             {{"low", number(std::min(a, b))}, {"high", number(std::max(a, b))}}})}});
        Json levels = Json::list();
        if (!is_missing(claim.stated_total)) {
            const double stated = claim.decrease ? 100 - claim.stated_total : 100 + claim.stated_total;
            levels.push_back(
                {{"y", stated}, {"label", words()({"plot.chart.claim.left_stated", {{"left", number(stated)}}})}});
        }
        const CheckRow& row = check.rows.front();
        const std::string title =
            words()({claim.decrease ? "plot.chart.claim.title_decrease" : "plot.chart.claim.title_increase",
                     {{"low_rate", in_full(claim.low)},
                      {"high_rate", in_full(claim.high)},
                      {"n", count(claim.years)},
                      {"low", number(row.computed_low)},
                      {"high", number(row.computed_high)}}});
        return lines(begin(title, {"plot.chart.claim.how_compounding", {}}), std::move(rows), std::move(levels),
                     std::move(points), words()("plot.chart.claim.years_axis"), words()("plot.chart.claim.left_axis"));
    }

    Chart operator()(const BreakEvenClaim& claim) const {
        // The factor that is not known, or the last where all are.
        const auto unknown = std::ranges::find_if(claim.factors, [](const auto& one) { return is_missing(one.value); });
        const auto& moved = unknown == claim.factors.end() ? claim.factors.back() : *unknown;
        double others = 1;
        for (const auto& factor : claim.factors) {
            others *= &factor == &moved ? 1 : factor.value;
        }
        const double needed = claim.cost / others;
        const double last = 2 * (is_missing(moved.value) ? needed : std::max(needed, moved.value));
        Json rows = Json::list();
        for (const double x : {0.0, last}) {
            rows.push_back({{"x", x}, {"low", others * x}, {"high", others * x}});
        }
        Json levels = Json::list();
        levels.push_back(
            {{"y", claim.cost}, {"label", words()({"plot.chart.claim.cost", {{"cost", Number{claim.cost, 1}}}})}});
        Json points = Json::list();
        const auto add = [&](double x, const char* key, bool above) {
            points.push_back({{"x", x},
                              {"y", others * x},
                              {"dot", true},
                              {"right", false},
                              {"above", above},
                              {"label", words()({key, {{"value", Number{x, 1}}, {"unit", moved.unit}}})}});
        };
        add(needed, "plot.chart.claim.needed", false);
        if (!is_missing(moved.value)) {
            add(moved.value, "plot.chart.claim.assumed", true);
        }
        const std::string title = words()({"plot.chart.claim.title_even",
                                           {{"title", check.claim.title},
                                            {"factor", moved.title},
                                            {"value", Number{needed, 1}},
                                            {"unit", moved.unit}}});
        return lines(begin(title, {"plot.chart.claim.how_even", {}}), std::move(rows), std::move(levels),
                     std::move(points),
                     words()({"plot.chart.claim.factor_axis", {{"factor", moved.title}, {"unit", moved.unit}}}),
                     words()("plot.chart.claim.yield_axis"));
    }
};

}  // namespace

Chart claim_chart(const ChartContext& context, const ClaimCheck& check) {
    return std::visit(ClaimChart{context, check}, check.claim.body);
}

}  // namespace skattekrona
