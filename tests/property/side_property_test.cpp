// Side by side nobody's figures change: each column is what a benchmark of that municipality alone gives, and what is
// said of who costs most and least, and of what differs most, agrees with what the columns show.
#include "ask/benchmark.hpp"
#include "ask/chart.hpp"
#include "ask/report.hpp"
#include "support/charts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <map>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace skattekrona {
namespace {

using test::definitions;
using test::figures;
using test::must;

Basis basis(const Wording& words) {
    const Shelf empty{[] { return std::vector<std::string>{}; },
                      [](const std::string&) -> Result<std::optional<SourceText>> { return std::nullopt; },
                      {}};
    return {.figures = figures(),
            .definitions = definitions(),
            .words = words,
            .version = "prov",
            .models = {},
            .claim_models = [] { return Result<SourceText>(SourceText{}); },
            .claims = empty,
            .scenarios = empty,
            .charts = &test::templates()};
}

/// Any number of municipalities, in an order, with a year and areas.
struct Asked {
    std::vector<std::string> codes;
    int year;
    std::string areas;
    std::string pool;

    ChoicesSaid choices(ChoicesSaid said, std::vector<std::string> municipality) const {
        said.municipality = std::move(municipality);
        said.year = year;
        said.areas = areas;
        return said;
    }
};

Asked some_question() {
    const auto several = *rc::gen::inRange<std::size_t>(2, most_side_by_side + 1);
    std::vector<std::string> codes;
    while (codes.size() < several) {
        const auto i = *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::size_t>(0, figures().panel.size()));
        std::string code(figures().panel.municipalities()[i].id.view());
        if (std::ranges::find(codes, code) == codes.end()) {
            codes.push_back(std::move(code));
        }
    }
    return {codes, *rc::gen::inRange(2010, 2023),
            *rc::gen::element<std::string>("six", "all", "ifo", "ifo,lss,grundskola"),
            *rc::gen::element<std::string>("riket", "nearest:9")};
}

const std::string& name_of(const std::string& code) {
    const auto municipalities = figures().panel.municipalities();
    return std::ranges::find(municipalities, code, [](const Municipality& one) { return one.id.view(); })->name;
}

/// What a cell shows; missing where it shows nothing.
double shown(const Cell& cell) {
    const auto* number = std::get_if<Number>(&cell);
    return number == nullptr ? missing : shown_value(*number);
}
bool same(double one, double other) { return one == other || (is_missing(one) && is_missing(other)); }

std::vector<Table> tables_of(const Document& document) {
    std::vector<Table> tables;
    for (const auto& block : document.blocks) {
        if (const auto* table = std::get_if<Table>(&block)) {
            tables.push_back(*table);
        }
    }
    return tables;
}

/// "a, b och c" of the codes at those places.
std::string listed(const Asked& asked, const std::vector<std::size_t>& places, bool swedish) {
    std::string out;
    for (std::size_t i = 0; i < places.size(); ++i) {
        out += i == 0 ? "" : i + 1 < places.size() ? ", " : swedish ? " och " : " and ";
        out += name_of(asked.codes[places[i]]);
    }
    return out;
}

/// A sentence that names the highest and the lowest of a row does it right, with the figures that the row shows.
void agrees(const std::string& text, const Asked& asked, const std::vector<double>& row, const Wording& words) {
    const bool swedish = words.language() == Language::swedish;
    std::vector<std::size_t> highest;
    std::vector<std::size_t> lowest;
    for (std::size_t i = 0; i < row.size(); ++i) {
        const auto none = [&](auto&& beats) {
            return !is_missing(row[i]) && std::ranges::none_of(row, [&](double other) { return beats(other, row[i]); });
        };
        if (none([](double other, double own) { return other > own; })) {
            highest.push_back(i);
        }
        if (none([](double other, double own) { return other < own; })) {
            lowest.push_back(i);
        }
    }
    RC_LOG(text);
    RC_ASSERT(!highest.empty());
    RC_ASSERT(text.find(listed(asked, highest, swedish)) != std::string::npos);
    RC_ASSERT(text.find(words(Number{row[highest.front()], 1, true})) != std::string::npos);
    RC_ASSERT(text.find(listed(asked, lowest, swedish)) != std::string::npos);
    RC_ASSERT(text.find(words(Number{row[lowest.front()], 1, true})) != std::string::npos);
}

RC_GTEST_PROP(SideBySide, EachColumnIsThatMunicipalitysOwnBenchmark, ()) {
    static const Wording swedish(Catalogue::built_in(), Language::swedish);
    static const Wording english(Catalogue::built_in(), Language::english);
    const Asked asked = some_question();
    const Wording& words = *rc::gen::arbitrary<bool>() ? swedish : english;
    BenchmarkQuestion question;
    question.choices = asked.choices({}, asked.codes);
    question.choices.pool = asked.pool;
    const auto answer = ask(basis(words), question);
    std::vector<std::optional<Answer>> alone;
    for (const auto& code : asked.codes) {
        BenchmarkQuestion own;
        own.choices = asked.choices({}, {code});
        own.choices.pool = asked.pool;
        const auto one = ask(basis(words), own);
        alone.push_back(one ? std::optional(*one) : std::nullopt);
    }
    // Whoever lacks the year has a place and a reason, and only where all do is there no answer.
    RC_ASSERT(answer.has_value() ==
              std::ranges::any_of(alone, [](const std::optional<Answer>& one) { return one.has_value(); }));
    RC_PRE(answer.has_value());
    const auto tables = tables_of(answer->document);
    RC_ASSERT(tables.size() == 5U);
    const std::array<std::string_view, 4> measures{"deviation_pct", "deviation_mnkr", "deviation_kr_per_inhabitant",
                                                   "rank"};
    for (std::size_t t = 0; t < measures.size(); ++t) {
        for (std::size_t m = 0; m < asked.codes.size(); ++m) {
            RC_ASSERT(tables[t].columns[m + 1].title.text() == name_of(asked.codes[m]));
            const auto own = alone[m] ? tables_of(alone[m]->document).front() : Table{};
            const auto column = std::ranges::find(own.columns, measures[t], &Column::key) - own.columns.begin();
            for (std::size_t r = 0; r < tables[t].rows.size(); ++r) {
                const double expected = alone[m] ? shown(own.rows[r][static_cast<std::size_t>(column)]) : missing;
                RC_ASSERT(same(shown(tables[t].rows[r][m + 1]), expected));
            }
        }
    }
    for (std::size_t m = 0; m < asked.codes.size(); ++m) {
        const Json& result = answer->json.at("results")[m];
        RC_ASSERT(result.at("municipality").at("id") == asked.codes[m]);
        RC_ASSERT(result.at("year") == asked.year);
        if (alone[m]) {
            RC_ASSERT(result == alone[m]->json);
        } else {
            RC_ASSERT(result.at("total").at("net_cost").is_null());
            RC_ASSERT(result.at("total").contains("missing"));
        }
    }

    // Sentences: the total's, and that of the area where they lie furthest apart.
    const auto row = [&](std::size_t r) {
        std::vector<double> values;
        for (std::size_t m = 0; m < asked.codes.size(); ++m) {
            values.push_back(shown(tables.front().rows[r][m + 1]));
        }
        return values;
    };
    const auto spread = [](const std::vector<double>& values) {
        double low = missing;
        double high = missing;
        for (const double value : values) {
            low = std::fmin(low, value);
            high = std::fmax(high, value);
        }
        return high - low;
    };
    const std::string& lead = lead_of(answer->document)->text;
    const std::size_t total = tables.front().rows.size() - 1;
    const std::string end =
        lead.substr(0, lead.find(words.language() == Language::swedish ? "Mest skiljer" : "What differs"));
    if (!is_missing(spread(row(total)))) {
        agrees(end, asked, row(total), words);
    }
    double widest = 0;
    for (std::size_t r = 0; r < total && total > 1; ++r) {
        widest = std::fmax(widest, spread(row(r)));
    }
    // Of two that differ as much, neither differs most.
    int as_wide = 0;
    for (std::size_t r = 0; r < total; ++r) {
        as_wide += std::abs(spread(row(r)) - widest) < 0.05 ? 1 : 0;
    }
    const bool one_is_widest = widest > 0 && as_wide == 1;
    RC_ASSERT(one_is_widest == (end.size() < lead.size()));
    if (one_is_widest) {
        const std::string rest = lead.substr(end.size());
        bool found = false;
        for (std::size_t r = 0; r < total; ++r) {
            const auto areas = must(parse_areas(asked.areas, definitions()));
            const std::string& title = words(definitions().area(areas[r])->in_sentence);
            if (rest.find(" " + title + ":") != std::string::npos) {
                found = true;
                RC_ASSERT(std::abs(spread(row(r)) - widest) < 1e-9);
                agrees(rest, asked, row(r), words);
            }
        }
        RC_ASSERT(found);
    }
}

// The charts show the same: whatever is drawn of a municipality among others is what is drawn of it alone, and the
// title names those who have the most and the least.
RC_GTEST_PROP(SideBySide, EachBarAndLineIsThatMunicipalitysOwn, ()) {
    static const Wording words(Catalogue::built_in(), Language::swedish);
    const Asked asked = some_question();
    const std::string name = *rc::gen::element<std::string>("deviation", "deviation-pct", "deviation-kr", "trend", "trend-ifo");
    const bool trend = name.starts_with("trend");
    ChartQuestion question;
    question.name = name;
    question.report.choices = asked.choices(question.report.choices, asked.codes);
    if (name == "trend-ifo") {
        question.report.choices.areas.reset();
    }
    const auto together = ask(basis(words), question);
    RC_PRE(together.has_value());
    const Chart& chart = the_chart(*together);
    /// By area or year, in the municipalities' order.
    std::map<std::string, std::vector<double>> drawn;
    std::map<std::string, std::vector<std::string>> labels;
    for (std::size_t m = 0; m < asked.codes.size(); ++m) {
        question.report.choices.municipality = {asked.codes[m]};
        const auto one = ask(basis(words), question);
        std::map<std::string, Json> own;
        for (const auto& row : one ? test::rows(the_chart(*one)) : std::span<const Json>{}) {
            if (!trend || row.at("role") == "own") {
                own[row.at(trend ? "year" : "area").dump()] = row.at(trend ? "deviation_pct" : "shown");
            }
        }
        std::map<std::string, Json> among;
        for (const auto& row : test::rows(chart)) {
            if (row.at(trend ? "series" : "municipality") == name_of(asked.codes[m])) {
                const std::string place = row.at(trend ? "year" : "area").dump();
                const Json& value = row.at(trend ? "deviation_pct" : "shown");
                among[place] = value;
                drawn[place].resize(asked.codes.size(), missing);
                drawn[place][m] = value.is_null() ? missing : shown_value({value.number(), 1});
                if (!trend && !value.is_null()) {
                    labels[place].push_back(row.at("label").text());
                }
            }
        }
        if (one) {
            RC_ASSERT(among == own);
        } else {
            RC_ASSERT(trend || std::ranges::all_of(among, [](const auto& bar) { return bar.second.is_null(); }));
        }
    }
    if (trend && drawn.contains(std::to_string(asked.year))) {
        const auto& row = drawn.at(std::to_string(asked.year));
        if (!std::ranges::all_of(row, [](double value) { return is_missing(value); })) {
            agrees(chart.title, asked, row, words);
        }
    }
    if (name == "deviation") {
        RC_ASSERT(chart.title.find("skiljer") == std::string::npos || chart.title.starts_with("Räknat i mnkr skiljer"));
        for (const auto& area : must(parse_areas(asked.areas, definitions()))) {
            if (chart.title.find(" skiljer " + words(definitions().area(area)->in_sentence) + " mest") !=
                std::string::npos) {
                // The two figures of the title are the ends of the row.
                const auto& row = labels.at(Json(words(definitions().short_title(area))).dump());
                RC_ASSERT(std::ranges::count_if(row, [&](const std::string& label) {
                              return chart.title.find(label) != std::string::npos;
                          }) >= 2);
            }
        }
    }
    if (name == "deviation-pct" && chart.title.starts_with("Mest skiljer")) {
        const auto areas = must(parse_areas(asked.areas, definitions()));
        for (const auto& area : areas) {
            if (chart.title.find(" " + words(definitions().area(area)->in_sentence) + " ") != std::string::npos) {
                agrees(chart.title, asked, drawn.at(Json(words(definitions().short_title(area))).dump()), words);
            }
        }
    }
}

}  // namespace
}  // namespace skattekrona
