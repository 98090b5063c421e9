// Every sentence that says which way something goes, who is first or how two compare agrees with its figures: whoever
// it is about, whatever is chosen, in both languages. The figures are taken from the panel, or from what the answer
// gives to programs.
#include "ask/backtest.hpp"
#include "ask/benchmark.hpp"
#include "ask/claim.hpp"
#include "ask/plausible.hpp"
#include "ask/report.hpp"
#include "ask/sensitivity.hpp"
#include "ask/simulation.hpp"
#include "ask/trend.hpp"
#include "model/quality.hpp"
#include "support/charts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <functional>
#include <gtest/gtest.h>
#include <map>
#include <numeric>
#include <optional>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>
#include <regex>
#include <set>

namespace skattekrona {
namespace {

using test::definitions;
using test::figures;
using test::must;

/// What a sentence fills its text's places with, as shown.
using Filled = std::map<std::string, std::string>;

/// What the answer is about.
struct Asked {
    std::size_t municipality;
    Year year;
    std::vector<std::string> areas;
    Language language;
    const Json& json;
    /// Of a claim: its text.
    std::string claim{};

    Wording words() const { return {Catalogue::built_in(), language}; }
};

// --- Reading what is said ---

double number_of(std::string text, Language language) {
    const auto replace = [&](std::string_view from, std::string_view to) {
        for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
            text.replace(at, from.size(), to);
        }
    };
    replace("\u2212", "-");
    replace("\u00A0", "");
    replace("+", "");
    if (language == Language::english) {
        replace(",", "");
    }
    replace(",", ".");
    std::size_t read = 0;
    const double number = std::stod(text, &read);
    RC_ASSERT(read == text.size());
    return number;
}

/// A shown number is the figure, rounded as it is shown.
bool shows(const std::string& text, double figure, Language language) {
    const std::size_t point = text.find(language == Language::swedish ? ',' : '.');
    const double half =
        0.5 * std::pow(10, -static_cast<double>(point == std::string::npos ? 0 : text.size() - point - 1));
    return std::abs(number_of(text, language) - figure) <= half + 1e-6 * std::max(1.0, std::abs(figure));
}

/// A text of the catalogue as a pattern, and the names of its places in order.
struct Pattern {
    std::string key;
    /// A part that has to be there, so that most texts are told apart at once.
    std::string literal;
    std::regex pattern;
    std::vector<std::string> places;
};

Pattern pattern_of(const std::string& key, std::string_view text) {
    Pattern result{key, "", {}, {}};
    std::string regex;
    std::string literal;
    const auto end_literal = [&] {
        if (literal.size() > result.literal.size()) {
            result.literal = literal;
        }
        literal.clear();
    };
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '{') {
            const std::size_t end = text.find('}', at);
            const bool last = end + 1 == text.size();
            result.places.emplace_back(text.substr(at + 1, end - at - 1));
            // A count is digits, "{n} av de" not "Ingen av de"; and a year is one, so that it ends what is before it.
            const std::string& place = result.places.back();
            static const std::set<std::string> years{"year", "first", "last"};
            regex += place == "n"                       ? "([0-9][0-9,\u00A0]*)"
                     : years.contains(place)            ? "([0-9]{4})"
                     : place == "amount"                ? "((?:SEK )?(?:\u2212|\\+)?[0-9].*?)"
                     : place == "from" || place == "to" ? "([^ ]+?)"
                     : last                             ? "(.+)"
                                                        : "(.+?)";
            at = end;
            end_literal();
        } else {
            if (std::string_view("\\^$.|?*+()[]{}").find(text[at]) != std::string_view::npos) {
                regex += '\\';
            }
            regex += text[at];
            literal += text[at];
        }
    }
    end_literal();
    // A sentence does not end at a decimal point.
    result.pattern = std::regex(regex + "(?![0-9])");
    return result;
}

/// The texts of a key in a language.
std::vector<Pattern> patterns_of(const std::string& key, Language language) {
    const auto& entries = Catalogue::built_in().entries();
    const auto entry = std::ranges::find(entries, key, &CatalogueEntry::key);
    const std::size_t which = language == Language::swedish ? 0 : 1;
    std::vector<Pattern> patterns{pattern_of(key, entry->plural.at(which))};
    if (entry->singular.at(which) != entry->plural.at(which)) {
        patterns.push_back(pattern_of(key, entry->singular.at(which)));
    }
    return patterns;
}

/// Everything that an answer says, its tables' cells apart.
std::vector<std::string> said(const Document& document) {
    std::vector<std::string> texts;
    const auto add = [&](const std::string& text) { texts.push_back(text); };
    const auto add_notes = [&](const Table& table) { std::ranges::for_each(table.notes, add); };
    for (const auto& block : document.blocks) {
        if (const auto* paragraph = std::get_if<Paragraph>(&block)) {
            add(paragraph->text);
        } else if (const auto* list = std::get_if<List>(&block)) {
            std::ranges::for_each(list->items, add);
        } else if (const auto* table = std::get_if<Table>(&block)) {
            add_notes(*table);
        } else if (const auto* row = std::get_if<ChartRow>(&block)) {
            for (const auto& chart : row->charts) {
                add(chart.title);
            }
        }
    }
    return texts;
}

// --- Figures from the panel ---

double figure(const std::string& measure, Year year, std::size_t municipality) {
    return figures().panel.value(measure, year, municipality);
}
double net_of(const std::vector<std::string>& areas, Year year, std::size_t municipality) {
    return std::accumulate(areas.begin(), areas.end(), 0.0, [&](double sum, const std::string& area) {
        return sum + figure(net_cost_measure(area), year, municipality);
    });
}
double reference_of(const std::vector<std::string>& areas, Year year, std::size_t municipality) {
    return std::accumulate(areas.begin(), areas.end(), 0.0, [&](double sum, const std::string& area) {
        return sum + figure(reference_cost_measure(area), year, municipality);
    });
}
double deviation_of(const std::vector<std::string>& areas, Year year, std::size_t municipality) {
    return net_of(areas, year, municipality) - reference_of(areas, year, municipality);
}
double percent_of(const std::vector<std::string>& areas, Year year, std::size_t municipality) {
    return 100 * (net_of(areas, year, municipality) / reference_of(areas, year, municipality) - 1);
}
/// Of those that have one.
std::vector<double> percents_of_all(const std::vector<std::string>& areas, Year year,
                                    std::optional<std::size_t> without = std::nullopt) {
    std::vector<double> percents;
    for (std::size_t i = 0; i < figures().panel.size(); ++i) {
        if (const double percent = percent_of(areas, year, i); i != without && !is_missing(percent)) {
            percents.push_back(percent);
        }
    }
    return percents;
}
double median_of(std::vector<double> values) {
    std::ranges::sort(values);
    const std::size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

/// The area of that title among those that are asked about; with several, the sum's title is all of them.
std::vector<std::string> areas_called(const std::string& title, const Asked& asked) {
    for (const auto& area : asked.areas) {
        const ServiceArea& known = *definitions().area(area);
        for (const Text& name : {definitions().title(area), definitions().short_title(area), known.in_sentence}) {
            if (name.in(asked.language) == title) {
                return {area};
            }
        }
    }
    return asked.areas;
}

double json_number(const Json& json) { return json.is_null() ? missing : json.number(); }

Year year_of(const std::string& text) { return {std::stoi(text)}; }

bool is(const std::string& text, const char* key, const Asked& asked) { return text == asked.words()(key); }

// --- What each sentence has to agree with ---

using Check = std::function<void(const Filled&, const Asked&)>;

/// The whole costs less (−1), more (1) or as much (0) as expected, by amount and per cent.
Check whole(int sign) {
    return [sign](const Filled& filled, const Asked& asked) {
        const double percent = percent_of(asked.areas, asked.year, asked.municipality);
        RC_ASSERT(shown_sign({percent, 1}) == sign);
        if (sign != 0) {
            const double deviation = deviation_of(asked.areas, asked.year, asked.municipality);
            RC_ASSERT(shows(filled.at("pct"), std::abs(percent), asked.language));
            RC_ASSERT(shows(filled.at("amount"), std::abs(deviation), asked.language));
        }
    };
}

/// A question about the area that lies furthest below (−1) or above (1) what is expected; its quality is below the
/// middle (−1), not below it (1), or not known (0).
Check furthest(int sign, int quality) {
    return [sign, quality](const Filled& filled, const Asked& asked) {
        const auto area = areas_called(filled.at("area"), asked);
        RC_ASSERT(area.size() == 1U);
        const double own = deviation_of(area, asked.year, asked.municipality);
        for (const auto& other : asked.areas) {
            const double deviation = deviation_of({other}, asked.year, asked.municipality);
            RC_ASSERT(is_missing(deviation) || sign * own >= sign * deviation);
        }
        RC_ASSERT(sign * percent_of(area, asked.year, asked.municipality) > 0);
        RC_ASSERT(shows(filled.at("amount"), std::abs(own), asked.language));
        const auto scores = quality_scores(figures().panel, *definitions().area(area.front()), asked.year);
        const double score = scores.empty() ? missing : scores.at(asked.municipality);
        RC_ASSERT((is_missing(score) ? 0 : score < 50 ? -1 : 1) == quality);
        if (quality != 0) {
            RC_ASSERT(shows(filled.at("score"), score, asked.language));
        }
    };
}

/// The area that deviates most does it downwards, upwards or not to be seen.
Check largest(int sign) {
    return [sign](const Filled& filled, const Asked& asked) {
        const auto area = areas_called(filled.at("area"), asked);
        RC_ASSERT(area.size() == 1U);
        const double own = deviation_of(area, asked.year, asked.municipality);
        for (const auto& other : asked.areas) {
            const double deviation = deviation_of({other}, asked.year, asked.municipality);
            RC_ASSERT(is_missing(deviation) || std::abs(own) >= std::abs(deviation));
        }
        RC_ASSERT(shown_sign({own, std::abs(own) < 10 ? 1 : 0}) == sign);
        if (sign != 0) {
            std::smatch amount;
            RC_ASSERT(std::regex_search(filled.at("amount"), amount, std::regex("[0-9][0-9.,\u00A0]*[0-9]|[0-9]")));
            RC_ASSERT(shows(amount.str(), std::abs(own), asked.language));
        }
    };
}

void rank(const Filled& filled, const Asked& asked) {
    const auto all = percents_of_all(asked.areas, asked.year);
    const double own = percent_of(asked.areas, asked.year, asked.municipality);
    const auto lower = std::ranges::count_if(all, [&](double one) { return one < own - 1e-9; });
    const auto equal = std::ranges::count_if(all, [&](double one) { return std::abs(one - own) <= 1e-9; });
    const double said = number_of(filled.at("rank"), asked.language);
    RC_ASSERT(said > static_cast<double>(lower));
    RC_ASSERT(said <= static_cast<double>(lower + equal));
    RC_ASSERT(number_of(filled.at("of"), asked.language) == static_cast<double>(all.size()));
}

void everywhere(const Filled& filled, const Asked& asked) {
    const double reach = json_number(asked.json.at("at_level_in_every_area"));
    RC_ASSERT((filled.contains("n") ? number_of(filled.at("n"), asked.language) : 1) == reach);
}

void position(const Filled& filled, const Asked& asked) {
    const auto all = percents_of_all(asked.areas, asked.year);
    const double own = percent_of(asked.areas, asked.year, asked.municipality);
    const auto lower = std::ranges::count_if(all, [&](double one) { return one < own - 1e-9; });
    RC_ASSERT(number_of(filled.at("lower"), asked.language) == static_cast<double>(lower));
    RC_ASSERT(number_of(filled.at("others"), asked.language) == static_cast<double>(all.size() - 1));
}

/// The report's potentials: of one scope, or both where none is said.
std::vector<std::pair<std::string, double>> potentials(const Asked& asked, const std::string& scope = "") {
    std::vector<std::pair<std::string, double>> all;
    for (const auto& one : asked.json.at("levels").items()) {
        const Json& specification = one.at("specification");
        if (scope.empty() || specification.at("scope").text() == scope) {
            all.emplace_back(specification.at("level").text(), json_number(one.at("potential")));
        }
    }
    return all;
}

Check potential_range(const std::string& scope) {
    return [scope](const Filled& filled, const Asked& asked) {
        std::vector<double> amounts;
        std::map<std::string, double> of_level;
        for (const auto& [level, amount] : potentials(asked, scope)) {
            of_level[asked.words()(level_words(must(parse_level(level))))] = amount;
            if (!is_missing(amount)) {
                amounts.push_back(amount);
            }
        }
        const auto [low, high] = std::ranges::minmax(amounts);
        RC_ASSERT(shows(filled.at("low"), low, asked.language));
        if (filled.contains("high")) {
            RC_ASSERT(shows(filled.at("high"), high, asked.language));
            RC_ASSERT(filled.at("high") != filled.at("low"));
        } else {
            RC_ASSERT(shows(filled.at("low"), high, asked.language));
        }
        if (filled.contains("low_level")) {
            RC_ASSERT(std::abs(of_level.at(filled.at("low_level")) - low) < 1e-9);
            RC_ASSERT(std::abs(of_level.at(filled.at("high_level")) - high) < 1e-9);
        }
    };
}

void quality(const Filled& filled, const Asked& asked) {
    const auto areas = areas_called(filled.at("area"), asked);
    const double percent = percent_of(areas, asked.year, asked.municipality);
    RC_ASSERT(shows(filled.at("pct"), percent, asked.language));
    const int cost = shown_sign({percent, 1});
    RC_ASSERT(is(filled.at("cost"),
                 cost < 0   ? "plot.chart.quality.cheaper"
                 : cost > 0 ? "plot.chart.quality.dearer"
                            : "plot.chart.quality.as_expected",
                 asked));
    const auto scores = areas.size() == 1
                            ? quality_scores(figures().panel, *definitions().area(areas.front()), asked.year)
                            : quality_scores(figures().panel, definitions(), areas, asked.year);
    RC_ASSERT(shows(filled.at("score"), scores.at(asked.municipality), asked.language));
    std::vector<double> known;
    for (std::size_t i = 0; i < scores.size(); ++i) {
        if (!is_missing(scores[i]) && !is_missing(percent_of(areas, asked.year, i))) {
            known.push_back(scores[i]);
        }
    }
    RC_ASSERT(shows(filled.at("median"), median_of(known), asked.language));
    const double above = number_of(filled.at("score"), asked.language) - number_of(filled.at("median"), asked.language);
    RC_ASSERT(is(filled.at("quality"),
                 above > 0   ? "plot.chart.quality.better"
                 : above < 0 ? "plot.chart.quality.worse"
                             : "plot.chart.quality.as_median",
                 asked));
}

/// Where the municipality stands among its peers: so that none (−1), some (0) or all (1) of them are lower.
Check among_peers(int place) {
    return [place](const Filled& filled, const Asked& asked) {
        std::vector<double> others;
        for (const auto& member : asked.json.at("peers").at("members").items()) {
            const auto id = *MunicipalityId::parse(member.at("id").text());
            const auto at = std::ranges::find(figures().panel.municipalities(), id, &Municipality::id) -
                            figures().panel.municipalities().begin();
            const double percent = percent_of(asked.areas, asked.year, static_cast<std::size_t>(at));
            if (!is_missing(percent)) {
                others.push_back(percent);
            }
        }
        const double own = percent_of(asked.areas, asked.year, asked.municipality);
        const auto lower = std::ranges::count_if(others, [&](double one) { return one < own - 1e-9; });
        RC_ASSERT(shows(filled.at("own"), own, asked.language));
        RC_ASSERT(shows(filled.at("median"), median_of(others), asked.language));
        RC_ASSERT((lower == 0 ? -1 : lower == std::ssize(others) ? 1 : 0) == place);
        if (place == 0) {
            RC_ASSERT(number_of(filled.at("lower"), asked.language) == static_cast<double>(lower));
            RC_ASSERT(number_of(filled.at("n"), asked.language) == static_cast<double>(others.size()));
        } else {
            RC_ASSERT(number_of(filled.at("all"), asked.language) == static_cast<double>(others.size() + 1));
        }
    };
}

/// The own movement since, against the median's.
Check moved(int sign) {
    return [sign](const Filled& filled, const Asked& asked) {
        const Year from = year_of(filled.at("from"));
        const Year to = year_of(filled.at("to"));
        const auto beyond = [&](Year year) {
            return percent_of(asked.areas, year, asked.municipality) -
                   median_of(percents_of_all(asked.areas, year, asked.municipality));
        };
        const double own = reference_of(asked.areas, to, asked.municipality) / 100 * (beyond(to) - beyond(from));
        if (sign == 0) {
            RC_ASSERT(std::abs(own) < 0.5 + 1e-6);
        } else {
            RC_ASSERT(sign * own > 0);
            RC_ASSERT(shows(filled.at("own"), std::abs(own), asked.language));
        }
    };
}

/// The trend's first and last year.
void trend(const Filled& filled, const Asked& asked) {
    const auto published = [&](const std::string& year) {
        const Json& whole = asked.areas.size() == 1 ? asked.json.at("areas")[0] : asked.json.at("total");
        for (const auto& point : whole.at("points").items()) {
            if (point.at("year").number() == std::stod(year)) {
                return json_number(point.at("deviation_pct"));
            }
        }
        return missing;
    };
    RC_ASSERT(shows(filled.at("to"), published(filled.at("last")), asked.language));
    RC_ASSERT(shows(filled.at("from"), published(filled.at("first")), asked.language));
    RC_ASSERT(std::stoi(filled.at("first")) < std::stoi(filled.at("last")));
}

// --- A simulation's ---

/// Taxes and grants against the price, by their geometric means over the years; the paths are the scenario's own.
struct Growth {
    std::vector<double> price;
    std::vector<double> income;
    std::size_t years = 1;

    static double factor(const std::vector<double>& path, std::size_t years) {
        double factor = 1;
        for (std::size_t t = 0; t < years; ++t) {
            factor *= 1 + path[std::min(t, path.size() - 1)] / 100;
        }
        return factor;
    }
    double points() const {
        const double a_year = 1 / static_cast<double>(years);
        return 100 * (std::pow(factor(income, years), a_year) - std::pow(factor(price, years), a_year));
    }
};

/// In the year that the sentence is of.
const Json& last_of(const Json& list) { return list[list.size() - 1]; }

Check gap(const Growth& growth, int sign) {
    return [growth, sign](const Filled& filled, const Asked& asked) {
        RC_ASSERT(sign * growth.points() > 0);
        RC_ASSERT(shows(filled.at("gap"), std::abs(growth.points()), asked.language));
        const double income = json_number(last_of(asked.json.at("income").at("p50")));
        const double as_price =
            income / Growth::factor(growth.income, growth.years) * Growth::factor(growth.price, growth.years);
        RC_ASSERT(shows(filled.at("amount"), std::abs(income - as_price), asked.language));
        RC_ASSERT(sign * (income - as_price) > 0);
    };
}

struct Plan {
    double levers = 0;
    double otherwise = 0;
};
Plan plan_of(const Json& json) {
    Plan plan;
    for (const auto& step : json.at("plan").items()) {
        const std::string& kind = step.at("kind").text();
        const double amount = step.at("amount").number();
        plan.levers += kind == "lever" ? amount : 0;
        plan.otherwise += kind != "lever" && kind != "start" && kind != "end" ? amount : 0;
    }
    return plan;
}

/// Costs rise, fall or stay without levers.
Check without_levers(int sign) {
    return [sign](const Filled& filled, const Asked& asked) {
        const double otherwise = plan_of(asked.json).otherwise;
        RC_ASSERT(shown_sign({otherwise, std::abs(otherwise) < 100 ? 1 : 0}) == sign);
        if (sign != 0) {
            RC_ASSERT(shows(filled.at("otherwise"), std::abs(otherwise), asked.language));
        }
    };
}

void taken_away(const Filled& filled, const Asked& asked) {
    const Plan plan = plan_of(asked.json);
    RC_ASSERT(plan.levers < 0);
    RC_ASSERT(plan.otherwise >= -plan.levers);
    RC_ASSERT(shows(filled.at("levers"), -plan.levers, asked.language));
    RC_ASSERT(shows(filled.at("otherwise"), plan.otherwise, asked.language));
}

/// Costs with the levers and without them, each with the verb of its sign.
void with_and_without(const Filled& filled, const Asked& asked) {
    const Plan plan = plan_of(asked.json);
    const int decimals = std::abs(plan.otherwise) < 100 ? 1 : 0;
    const auto moves = [&](const std::string& family, double change) {
        const int sign = shown_sign({change, decimals});
        return asked.words()({family + (sign < 0   ? "falls"
                                        : sign > 0 ? "rises"
                                                   : "still"),
                              {{"amount", Number{std::abs(change), decimals}}}});
    };
    RC_ASSERT(filled.at("with") == moves("plot.chart.plan.with_", plan.levers + plan.otherwise));
    RC_ASSERT(filled.at("without") == moves("plot.chart.plan.without_", plan.otherwise));
    RC_ASSERT(!(plan.levers < -0.5 && plan.otherwise > -plan.levers + 0.5));
}

/// What the levers save in all (1), or cost (−1): as much of each other turned.
Check money(int sign) {
    return [sign](const Filled& filled, const Asked& asked) {
        const Json& saving = asked.json.at("saving");
        const auto saved = [&](const char* what, const char* quantile) {
            return sign * json_number(last_of(saving.at(what).at(quantile)));
        };
        RC_ASSERT(shown_sign({saved("cumulated", "p50"), 0}) >= 0);
        RC_ASSERT(shows(filled.at("cumulated"), saved("cumulated", "p50"), asked.language));
        RC_ASSERT(shows(filled.at("present"), saved("present_value", "p50"), asked.language));
        RC_ASSERT(shows(filled.at("low"), saved("cumulated", sign > 0 ? "p10" : "p90"), asked.language));
        RC_ASSERT(shows(filled.at("high"), saved("cumulated", sign > 0 ? "p90" : "p10"), asked.language));
    };
}

void saving_below(const Filled&, const Asked& asked) {
    const Json& saving = asked.json.at("saving");
    const auto below = [](const Json& year) { return json_number(year) < 0; };
    RC_ASSERT(std::ranges::any_of(saving.at("p50").items(), below) ||
              std::ranges::any_of(saving.at("cumulated").at("p50").items(), below));
}

/// The only lever, frames, raises costs.
void frames_cost(const Filled&, const Asked& asked) { RC_ASSERT(plan_of(asked.json).levers > 0); }

/// The result moves by what taxes and grants, the areas and the rest move it.
void result_bridge(const Filled& filled, const Asked& asked) {
    const auto said = [&](const char* place) { return number_of(filled.at(place), asked.language); };
    const double net = net_of(asked.areas, asked.year, asked.municipality);
    RC_ASSERT(shows(filled.at("to"), json_number(last_of(asked.json.at("result").at("p50"))), asked.language));
    RC_ASSERT(shows(filled.at("services"), net - json_number(last_of(asked.json.at("net_cost").at("total").at("p50"))),
                    asked.language));
    // Five numbers, each rounded.
    RC_ASSERT(std::abs(said("from") + said("income") + said("services") + said("rest") - said("to")) <= 2.5);
}

/// The only lever comes to nothing.
void nothing(const Filled&, const Asked& asked) { RC_ASSERT(std::abs(plan_of(asked.json).levers) < 0.05 + 1e-9); }

void probability(const Filled& filled, double p, const Asked& asked) {
    if (is(filled.at("p"), "answer.simulation.nearly_certain", asked)) {
        RC_ASSERT(p > 0.99);
    } else if (is(filled.at("p"), "answer.simulation.nearly_impossible", asked)) {
        RC_ASSERT(p < 0.01);
    } else {
        RC_ASSERT(shows(filled.at("p"), 100 * p, asked.language));
    }
}

void reaches_target(const Filled& filled, const Asked& asked) {
    probability(filled, json_number(last_of(asked.json.at("p_target"))), asked);
}

void reaches_claimed(const Filled& filled, const Asked& asked) {
    probability(filled, json_number(asked.json.at("saving").at("claimed").at("p_realised")), asked);
}

void expected(const Filled& filled, const Asked& asked) {
    const Json& net = asked.json.at("net_cost").at("total");
    RC_ASSERT(shows(filled.at("net"), last_of(net.at("p50")).number(), asked.language));
    RC_ASSERT(shows(filled.at("low"), last_of(net.at("p10")).number(), asked.language));
    RC_ASSERT(shows(filled.at("high"), last_of(net.at("p90")).number(), asked.language));
}

// --- A claim's ---

Claim claim_of(const Asked& asked) { return must(test::parse_claim_text(asked.claim)); }

/// The wording's points, drawn anew.
Curve points_of(const Claim& claim) {
    return CurveFigures(figures(), definitions(), std::get<PotentialClaim>(claim.body).wording, serial)
        .curve(claim.municipality);
}

Check reproduced(bool any) {
    return [any](const Filled& filled, const Asked& asked) {
        const Claim claim = claim_of(asked);
        const auto& body = std::get<PotentialClaim>(claim.body);
        const Curve curve = points_of(claim);
        const auto near = std::ranges::count_if(curve.points, [&](const CurvePoint& point) {
            return std::abs(point.potential - body.amount) <= body.tolerance * body.amount;
        });
        const auto reach = std::ranges::count_if(curve.points, [&](const CurvePoint& point) {
            return point.potential >= (1 - body.tolerance) * body.amount;
        });
        const auto all = static_cast<double>(curve.points.size());
        RC_ASSERT(any == (near > 0));
        if (filled.contains("n")) {
            RC_ASSERT(number_of(filled.at("n"), asked.language) == static_cast<double>(near));
        }
        RC_ASSERT(number_of(filled.at("of"), asked.language) == all);
        RC_ASSERT(shows(filled.at("share"), 100 * static_cast<double>(reach) / all, asked.language));
        const double nearest = std::ranges::min(curve.points, {}, [&](const CurvePoint& point) {
                                   return std::abs(point.potential - body.amount);
                               }).potential;
        RC_ASSERT(shows(filled.at("amount"), nearest, asked.language));
    };
}

/// Why a verdict: whether some way gives the amount, and whether half of them reach it.
Check therefore(bool any, bool half) {
    return [any, half](const Filled& filled, const Asked& asked) {
        const Claim claim = claim_of(asked);
        const auto& body = std::get<PotentialClaim>(claim.body);
        const Curve curve = points_of(claim);
        const double share = curve.share_at_or_above((1 - body.tolerance) * body.amount);
        RC_ASSERT(any == (asked.json.at("reproductions").size() > 0));
        RC_ASSERT(half == (share >= 0.5));
        RC_ASSERT(shows(filled.at("share"), 100 * share, asked.language));
    };
}

void defensible(const Filled& filled, const Asked& asked) {
    const Json& curve = asked.json.at("curve");
    RC_ASSERT(shows(filled.at("share"), 100 * curve.at("share_at_or_above").number(), asked.language));
    RC_ASSERT(shows(filled.at("median"), curve.at("quantiles").at("p50").number(), asked.language));
    RC_ASSERT(number_of(filled.at("n"), asked.language) == curve.at("n").number());
}

/// What matters most is open, has several values and the largest share of what is open; the shares sum to what is
/// explained.
void driver(const Filled& filled, const Asked& asked) {
    const Json& curve = asked.json.at("wording_curve");
    const auto& models = test::claim_models();
    double sum = 0;
    double own = missing;
    double most = 0;
    for (const auto& choice : models.choices) {
        const double share = json_number(curve.at("variance_share").at(choice.id));
        const auto open = asked.json.at("claim").at("open").items();
        const bool is_open = std::ranges::any_of(open, [&](const Json& one) { return one.text() == choice.id; });
        sum += share;
        most = is_open ? std::max(most, share) : most;
        if (choice.title.in(asked.language) == filled.at("choice")) {
            RC_ASSERT(is_open);
            RC_ASSERT(curve.at("choices").at(choice.id).size() > 1U);
            own = share;
        }
    }
    RC_ASSERT(own == most);
    RC_ASSERT(shows(filled.at("share"), 100 * own, asked.language));
    RC_ASSERT(shows(filled.at("explained"), 100 * sum, asked.language));
    RC_ASSERT(sum <= 1 + 1e-9);
}

/// The plain amount is what the benchmark of the same choices gives.
void plainly(const Filled& filled, const Asked& asked) {
    const Json& plain = asked.json.at("plain");
    RC_ASSERT(std::stod(filled.at("year")) == plain.at("year").number());
    std::array<double, 2> range{missing, missing};
    for (const auto& level : plain.at("levels").items()) {
        Specification specification;
        specification.level = must(parse_level(level.text()));
        for (const auto& area : plain.at("specification").at("areas").items()) {
            specification.areas.push_back(area.text());
        }
        specification.pool =
            must(parse_pool(plain.at("specification").at("pool").text(), figures().panel.municipalities()));
        const auto result = benchmark(figures(), definitions(), asked.municipality, year_of(filled.at("year")),
                                      specification, {specification.level});
        if (result) {
            const double potential = result->front().total.potential.value;
            range = {std::fmin(range[0], potential), std::fmax(range[1], potential)};
        }
    }
    RC_ASSERT(std::abs(json_number(plain.at("amount").at("low")) - range[0]) < 1e-9);
    RC_ASSERT(std::abs(json_number(plain.at("amount").at("high")) - range[1]) < 1e-9);
    const Json& lasting = plain.at("lasting");
    const Json& interval = plain.at("interval");
    if (!lasting.at("low").is_null()) {
        RC_ASSERT(interval.at("low").number() <= lasting.at("low").number() + 1e-9);
        // What is nought in nearly all outcomes has a mean above them.
        RC_ASSERT(interval.at("low").number() == 0 ||
                  interval.at("high").number() >= lasting.at("high").number() - 1e-9);
    }
}

Check reach_everywhere(bool any) {
    return [any](const Filled& filled, const Asked& asked) {
        const double reach = json_number(asked.json.at("at_level_in_every_area"));
        RC_ASSERT(any == (reach > 0));
        if (filled.contains("n")) {
            RC_ASSERT(number_of(filled.at("n"), asked.language) == reach);
        }
    };
}

/// A comparison's level against the own structure.
Check against_structure(int sign) {
    return [sign](const Filled& filled, const Asked& asked) {
        const double percent = percent_of(asked.areas, year_of(filled.at("year")), asked.municipality);
        RC_ASSERT(shown_sign({percent, 1}) == sign);
        if (sign != 0) {
            RC_ASSERT(shows(filled.at("pct"), std::abs(percent), asked.language));
        }
    };
}

/// A comparison's movement.
Check went(int sign) {
    return [sign](const Filled& filled, const Asked& asked) {
        const double from = percent_of(asked.areas, year_of(filled.at("from")), asked.municipality);
        const double to = percent_of(asked.areas, year_of(filled.at("to")), asked.municipality);
        RC_ASSERT(shown_sign({to - from, 1}) == sign);
        RC_ASSERT(shows(filled.at("d_to"), to, asked.language));
        if (filled.contains("d_from")) {
            RC_ASSERT(shows(filled.at("d_from"), from, asked.language));
        }
    };
}

void dearer_than(const Filled& filled, const Asked& asked) {
    const Year year = year_of(filled.at("year"));
    const double own = percent_of(asked.areas, year, asked.municipality);
    const auto others = percents_of_all(asked.areas, year, asked.municipality);
    const auto lower = std::ranges::count_if(others, [&](double one) { return one < own - 1e-9; });
    RC_ASSERT(number_of(filled.at("n"), asked.language) == static_cast<double>(lower));
    RC_ASSERT(number_of(filled.at("of"), asked.language) == static_cast<double>(others.size()));
}

Check faster(bool than_median) {
    return [than_median](const Filled& filled, const Asked& asked) {
        const Year from = year_of(filled.at("from"));
        const Year to = year_of(filled.at("to"));
        const auto change = [&](std::size_t i) {
            return percent_of(asked.areas, to, i) - percent_of(asked.areas, from, i);
        };
        std::vector<double> changes;
        for (std::size_t i = 0; i < figures().panel.size(); ++i) {
            if (i != asked.municipality && !is_missing(change(i))) {
                changes.push_back(change(i));
            }
        }
        const double own = change(asked.municipality);
        RC_ASSERT(than_median == (own > median_of(changes)));
        RC_ASSERT(shows(filled.at("change"), own, asked.language));
        RC_ASSERT(shows(filled.at("median"), median_of(changes), asked.language));
    };
}

// --- A plan's ---

/// The answer's one plan.
const Json& plan_in(const Asked& asked) { return asked.json.at("plans")[0]; }

double plan_number(const Asked& asked, const char* name) { return json_number(plan_in(asked).at(name)); }

/// Down (−1) or up (1), from what the panel gives.
Check planned(int sign) {
    return [sign](const Filled& filled, const Asked& asked) {
        const double change = plan_number(asked, "change");
        const double start = percent_of(asked.areas, asked.year, asked.municipality);
        RC_ASSERT(sign * change >= 0);
        RC_ASSERT(shows(filled.at("change"), std::abs(change), asked.language));
        RC_ASSERT(shows(filled.at("start"), start, asked.language));
        RC_ASSERT(shows(filled.at("end"), start + change, asked.language));
    };
}

/// How many went as far, counted among the moves.
Check went_as_far(int sign) {
    return [sign](const Filled& filled, const Asked& asked) {
        const double change = plan_number(asked, "change");
        const auto moves = plan_in(asked).at("moves_as_far").items();
        std::set<std::string> municipalities;
        for (const auto& move : moves) {
            RC_ASSERT(sign * move.at("change").number() >= sign * change - 1e-9);
            municipalities.insert(move.at("municipality").at("id").text());
        }
        RC_ASSERT(sign * change >= 0);
        RC_ASSERT((is(filled.at("as_far"), "answer.plausible.none", asked)
                       ? municipalities.empty()
                       : number_of(filled.at("as_far"), asked.language) == static_cast<double>(municipalities.size())));
        RC_ASSERT(number_of(filled.at("windows_as_far"), asked.language) == static_cast<double>(moves.size()));
        const double windows = plan_number(asked, "windows");
        RC_ASSERT(number_of(filled.at("windows"), asked.language) == windows);
        RC_ASSERT(shows(filled.at("share"), 100 * static_cast<double>(moves.size()) / windows, asked.language));
    };
}

Check in_history(bool beyond) {
    return [beyond](const Filled& filled, const Asked& asked) {
        const double as_far = plan_number(asked, "windows_as_far") / plan_number(asked, "windows");
        RC_ASSERT(shows(filled.at("percentile"), 100 * (1 - as_far), asked.language));
        RC_ASSERT(beyond == (std::round(1000 * (1 - as_far)) > 950));
        // What is shown says the same as the sentence.
        RC_ASSERT(beyond == (number_of(filled.at("percentile"), asked.language) > 95));
    };
}

void few(const Filled& filled, const Asked& asked) {
    RC_ASSERT((filled.contains("n") ? number_of(filled.at("n"), asked.language) : 1) == plan_number(asked, "windows"));
    RC_ASSERT(plan_number(asked, "windows") < 30);
}

void quality_meanwhile_said(const Filled& filled, const Asked& asked) {
    std::vector<double> changes;
    for (const auto& move : plan_in(asked).at("moves_as_far").items()) {
        const double change = json_number(move.at("quality_after")) - json_number(move.at("quality_before"));
        if (!is_missing(change)) {
            changes.push_back(change);
        }
    }
    RC_ASSERT(shows(filled.at("change"), median_of(changes), asked.language));
    if (filled.contains("rose")) {
        const auto rose = std::ranges::count_if(changes, [](double change) { return change > 0; });
        const auto fell = std::ranges::count_if(changes, [](double change) { return change < 0; });
        RC_ASSERT(number_of(filled.at("n"), asked.language) == static_cast<double>(changes.size()));
        RC_ASSERT(number_of(filled.at("rose"), asked.language) == static_cast<double>(rose));
        RC_ASSERT(number_of(filled.at("fell"), asked.language) == static_cast<double>(fell));
    } else {
        RC_ASSERT(changes.size() == 1U);
    }
}

/// Of those that can be followed, how much was left of the change, and how many still as far.
void lasted(const Filled& filled, const Asked& asked) {
    std::vector<double> left;
    for (const auto& move : plan_in(asked).at("moves_as_far").items()) {
        const double change = move.at("change").number() + json_number(move.at("following_change"));
        if (!is_missing(change)) {
            left.push_back(change);
        }
    }
    const double change = plan_number(asked, "change");
    const auto still = std::ranges::count_if(
        left, [&](double one) { return change < 0 ? one <= change + 1e-9 : one >= change - 1e-9; });
    RC_ASSERT((filled.contains("n") ? number_of(filled.at("n"), asked.language) : 1) ==
              static_cast<double>(left.size()));
    RC_ASSERT(number_of(filled.at("still"), asked.language) == static_cast<double>(still));
    RC_ASSERT(shows(filled.at("left"), median_of(left), asked.language));
}

/// The chart's title: whether any went as far.
Check as_far_in_chart(bool any) {
    return [any](const Filled& filled, const Asked& asked) {
        RC_ASSERT(any == (plan_number(asked, "windows_as_far") > 0));
        const double windows = filled.contains("n") ? number_of(filled.at("n"), asked.language) : 1;
        RC_ASSERT(windows == plan_number(asked, "windows"));
        if (filled.contains("as_far")) {
            RC_ASSERT(number_of(filled.at("as_far"), asked.language) == plan_number(asked, "windows_as_far"));
        }
    };
}

// --- A backtest's ---

/// Two and three years ahead, within a way of computing: of all areas together, or of the only one.
const Json& score_of(const Asked& asked, const std::string& area) {
    const auto scores = asked.json.at("scores").items();
    return *std::ranges::find_if(scores, [&](const Json& score) {
        return score.at("outcome").text() == "deviation" && score.at("kind").text() == "within" &&
               score.at("ahead").size() == 2U && score.at("area").text() == area;
    });
}
const Json& score_of_all(const Asked& asked) {
    return score_of(asked, asked.areas.size() > 1 ? "together" : asked.areas.front());
}

/// Too few come within (−1), as many as should (0) or too many (1); the limits are the answer's own note's.
int coverage(double covered, bool together) {
    const double low = together ? 0.77 : 0.72;
    const double high = together ? 0.83 : 0.88;
    return covered < low ? -1 : covered > high ? 1 : 0;
}
Check intervals(int sign) {
    return [sign](const Filled& filled, const Asked& asked) {
        const Json& all = score_of_all(asked);
        const double covered = all.at("covered").at("p80").number();
        RC_ASSERT(coverage(covered, asked.areas.size() > 1) == sign);
        RC_ASSERT(shows(filled.at("share"), 100 * covered, asked.language));
        RC_ASSERT(number_of(filled.at("n"), asked.language) == all.at("cases").number());
    };
}

Check against_no_change(bool better) {
    return [better](const Filled& filled, const Asked& asked) {
        const Json& all = score_of_all(asked);
        const double crps = all.at("crps").number();
        const double none = all.at("crps_no_change").number();
        RC_ASSERT(better == (crps < none));
        RC_ASSERT(shows(filled.at("crps"), crps, asked.language));
        RC_ASSERT(shows(filled.at("none"), none, asked.language));
        if (better) {
            const double median = all.at("median_error").number();
            RC_ASSERT(shows(filled.at("gain"), 100 * (1 - crps / none), asked.language));
            RC_ASSERT(number_of(filled.at("gain"), asked.language) > 0);
            RC_ASSERT(shows(filled.at("median"), median, asked.language));
            // Most of the gain is what lies between the median alone and the whole forecast.
            RC_ASSERT(median - crps >= none - median);
        }
    };
}

// --- A sensitivity's ---

double widest(const Asked& asked) {
    double most = 0;
    for (const auto& swing : asked.json.at("tornado").items()) {
        most = std::max(most, std::abs(swing.at("at_p90").number() - swing.at("at_p10").number()));
    }
    return most;
}

/// A figure with its unit around it.
bool shows_within(const std::string& text, double figure, Language language) {
    std::smatch number;
    return std::regex_search(text, number, std::regex("(\u2212|\\+)?[0-9][0-9.,\u00A0]*[0-9]|(\u2212|\\+)?[0-9]")) &&
           shows(number.str(), figure, language);
}

void moves_most(const Filled& filled, const Asked& asked) {
    const Json& outcome = asked.json.at("outcome");
    RC_ASSERT(shows_within(filled.at("width"), widest(asked), asked.language));
    RC_ASSERT(shows_within(filled.at("all"), outcome.at("p90").number() - outcome.at("p10").number(), asked.language));
}

/// The share that is spoken of is the largest.
void largest_share(const Filled& filled, const Asked& asked) {
    const auto shares = asked.json.at("variance_shares").items();
    const auto total = [](const Json& share) { return share.at("total").at("value").number(); };
    const Json& largest = *std::ranges::max_element(shares, {}, total);
    RC_ASSERT(shows(filled.at("total"), 100 * total(largest), asked.language));
    RC_ASSERT(shows(filled.at("first"), 100 * largest.at("first").at("value").number(), asked.language));
}

void nothing_uncertain(const Filled&, const Asked& asked) { RC_ASSERT(widest(asked) < 1e-9); }

void widest_in_chart(const Filled& filled, const Asked& asked) {
    const double low = number_of(filled.at("low"), asked.language);
    const auto swings = asked.json.at("tornado").items();
    RC_ASSERT(std::ranges::any_of(swings, [&](const Json& swing) {
        const double at_p10 = swing.at("at_p10").number();
        const double at_p90 = swing.at("at_p90").number();
        return std::abs(std::abs(at_p90 - at_p10) - widest(asked)) < 1e-9 &&
               std::abs(std::min(at_p10, at_p90) - low) <= 0.5;
    }));
}

// --- Frames' ---

struct FrameEnds {
    double opening;
    double closing;
};
FrameEnds frame_ends(const Asked& asked) {
    return {asked.json.at("opening").at("amount").number(), last_of(asked.json.at("years")).at("closing").number()};
}

void from_to(const Filled& filled, const Asked& asked) {
    const auto [opening, closing] = frame_ends(asked);
    RC_ASSERT(shows(filled.at("opening"), opening, asked.language));
    RC_ASSERT(shows(filled.at("closing"), closing, asked.language));
    RC_ASSERT(shows(filled.at("change"), 100 * (closing / opening - 1), asked.language));
}

/// The frame rises, falls or is still; what is said to be the largest part moves it the way it went, and no part more.
Check frame_moves(int sign) {
    return [sign](const Filled& filled, const Asked& asked) {
        const auto [opening, closing] = frame_ends(asked);
        RC_ASSERT(shown_sign({closing - opening, 0}) == sign);
        if (sign == 0) {
            return;
        }
        RC_ASSERT(shows(filled.at("change"), std::abs(closing - opening), asked.language));
        RC_ASSERT(shows(filled.at("pct"), std::abs(100 * (closing / opening - 1)), asked.language));
        double most = 0;
        for (const char* part : {"index", "volumes", "demand", "decisions"}) {
            double sum = 0;
            for (const auto& year : asked.json.at("years").items()) {
                sum += year.at(part).number();
            }
            most = std::max(most, sign * sum);
        }
        RC_ASSERT(sign * number_of(filled.at("amount"), asked.language) > 0);
        RC_ASSERT(shows(filled.at("amount"), sign * most, asked.language));
    };
}

void frame_differs(const Filled& filled, const Asked& asked) {
    const auto years = asked.json.at("years").items();
    const Json& year = *std::ranges::find_if(
        years, [&](const Json& one) { return one.at("year").number() == std::stod(filled.at("year")); });
    const double difference = year.at("closing").number() - year.at("reported").number();
    RC_ASSERT(std::abs(difference) >= 0.5);
    RC_ASSERT(shows(filled.at("difference"), difference, asked.language));
}

void frame_agrees(const Filled&, const Asked& asked) {
    const auto years = asked.json.at("years").items();
    RC_ASSERT(std::ranges::any_of(years, [](const Json& year) {
        return std::abs(year.at("closing").number() - json_number(year.at("reported"))) < 0.5;
    }));
}

std::map<std::string, Check> checks(const Growth& growth) {
    return {
        {"answer.finding.cheaper", whole(-1)},
        {"answer.finding.dearer", whole(1)},
        {"answer.finding.even", whole(0)},
        {"answer.finding.one_cheaper", whole(-1)},
        {"answer.finding.one_dearer", whole(1)},
        {"answer.finding.one_even", whole(0)},
        {"answer.finding.rank", rank},
        {"answer.benchmark.everywhere", everywhere},
        {"answer.report.question.above_low", furthest(1, -1)},
        {"answer.report.question.above_high", furthest(1, 1)},
        {"answer.report.question.above_unknown", furthest(1, 0)},
        {"answer.report.question.below_low", furthest(-1, -1)},
        {"answer.report.question.below_high", furthest(-1, 1)},
        {"answer.report.question.below_unknown", furthest(-1, 0)},
        {"answer.report.summary.potential", potential_range("by-area")},
        {"answer.trend.lead", trend},
        {"plot.chart.deviation.cheaper", largest(-1)},
        {"plot.chart.deviation.dearer", largest(1)},
        {"plot.chart.deviation.even", largest(0)},
        {"plot.chart.position.title", position},
        {"plot.chart.potential.title", potential_range("")},
        {"plot.chart.potential.same", potential_range("")},
        {"plot.chart.quality.title", quality},
        {"plot.chart.peers.lowest", among_peers(-1)},
        {"plot.chart.peers.between", among_peers(0)},
        {"plot.chart.peers.highest", among_peers(1)},
        {"plot.chart.follow_up.less", moved(-1)},
        {"plot.chart.follow_up.more", moved(1)},
        {"plot.chart.follow_up.same", moved(0)},
        {"plot.chart.plan.title", taken_away},
        {"plot.chart.plan.both", with_and_without},
        {"plot.chart.plan.rises", without_levers(1)},
        {"plot.chart.plan.falls", without_levers(-1)},
        {"plot.chart.plan.still", without_levers(0)},
        {"answer.simulation.money", money(1)},
        {"answer.simulation.money_cost", money(-1)},
        {"answer.simulation.saving_below", saving_below},
        {"answer.simulation.frames_cost", frames_cost},
        {"answer.simulation.result_bridge", result_bridge},
        {"answer.simulation.gap", gap(growth, 1)},
        {"answer.simulation.gap_down", gap(growth, -1)},
        {"answer.simulation.no_effect", nothing},
        {"answer.simulation.nothing", nothing},
        {"answer.simulation.lead", expected},
        {"answer.simulation.lead_target", reaches_target},
        {"answer.simulation.lead_claim", reaches_claimed},
        {"answer.plausible.plan_down", planned(-1)},
        {"answer.plausible.plan_up", planned(1)},
        {"answer.plausible.lead_down", went_as_far(-1)},
        {"answer.plausible.lead_up", went_as_far(1)},
        {"answer.plausible.beyond", in_history(true)},
        {"answer.plausible.percentile", in_history(false)},
        {"answer.plausible.few", few},
        {"answer.plausible.quality", quality_meanwhile_said},
        {"answer.plausible.lasting", lasted},
        {"plot.chart.reference_class.title", as_far_in_chart(true)},
        {"plot.chart.reference_class.none", as_far_in_chart(false)},
        {"answer.backtest.lead_narrow", intervals(-1)},
        {"answer.backtest.lead_holds", intervals(0)},
        {"answer.backtest.lead_wide", intervals(1)},
        {"answer.backtest.lead_better", against_no_change(true)},
        {"answer.backtest.lead_worse", against_no_change(false)},
        {"answer.sensitivity.lead", moves_most},
        {"answer.sensitivity.share", largest_share},
        {"answer.sensitivity.same_share", largest_share},
        {"answer.sensitivity.certain", nothing_uncertain},
        {"plot.chart.tornado.title", widest_in_chart},
        {"answer.frames.lead", from_to},
        {"answer.frames.differs", frame_differs},
        {"answer.frames.agrees_thousand", frame_agrees},
        {"plot.chart.frames.rises", frame_moves(1)},
        {"plot.chart.frames.falls", frame_moves(-1)},
        {"plot.chart.frames.still", frame_moves(0)},
        {"claim.reason.plain", plainly},
        {"claim.reason.reproduced", reproduced(true)},
        {"claim.reason.not_reproduced", reproduced(false)},
        {"claim.reason.curve", defensible},
        {"claim.reason.driver", driver},
        {"claim.reason.nowhere", reach_everywhere(false)},
        {"claim.reason.everywhere", reach_everywhere(true)},
        {"claim.therefore.supported", therefore(true, true)},
        {"claim.therefore.chance", therefore(true, true)},
        {"claim.therefore.chance_unknown", therefore(true, true)},
        {"claim.therefore.otherwise", therefore(true, true)},
        {"claim.therefore.few", therefore(true, false)},
        {"claim.therefore.beyond_chance", therefore(true, false)},
        {"claim.therefore.by_chance", therefore(true, false)},
        {"claim.therefore.other", therefore(false, true)},
        {"claim.therefore.none", therefore(false, false)},
        {"claim.comparison.above_structure", against_structure(1)},
        {"claim.comparison.below_structure", against_structure(-1)},
        {"claim.comparison.as_structure", against_structure(0)},
        {"claim.comparison.rising", went(1)},
        {"claim.comparison.falling", went(-1)},
        {"claim.comparison.still", went(0)},
        {"claim.comparison.dearer_than", dearer_than},
        {"claim.comparison.faster", faster(true)},
        {"claim.comparison.slower", faster(false)},
    };
}

/// Holds every sentence that is known against what it says; which were there.
std::set<std::string> hold(const Document& document, const Asked& asked, const Growth& growth = {}) {
    static const std::array<std::vector<Pattern>, 2> patterns = [] {
        std::array<std::vector<Pattern>, 2> of_language;
        for (const auto& [key, check] : checks({})) {
            for (const auto language : {Language::swedish, Language::english}) {
                for (auto& pattern : patterns_of(key, language)) {
                    of_language[language == Language::swedish ? 0 : 1].push_back(std::move(pattern));
                }
            }
        }
        return of_language;
    }();
    const auto known = checks(growth);
    std::set<std::string> found;
    for (const auto& text : said(document)) {
        for (const auto& [key, literal, pattern, places] : patterns[asked.language == Language::swedish ? 0 : 1]) {
            std::smatch match;
            if (text.find(literal) == std::string::npos || !std::regex_search(text, match, pattern)) {
                continue;
            }
            Filled filled;
            for (std::size_t i = 0; i < places.size(); ++i) {
                filled.try_emplace(places[i], match.str(i + 1));
            }
            RC_LOG(key + ": " + text);
            known.at(key)(filled, asked);
            found.insert(key);
        }
    }
    return found;
}

// --- What is asked ---

const Wording& words_in(Language language) {
    static const std::array<Wording, 2> both{Wording(Catalogue::built_in(), Language::swedish),
                                             Wording(Catalogue::built_in(), Language::english)};
    return both[language == Language::swedish ? 0 : 1];
}

/// One text is a claim or a scenario; there are no others.
Basis basis(Language language, std::string text = "") {
    const auto claim_models = []() -> Result<SourceText> {
        return SourceText{"claims.toml", "claims.toml", "",
                          must(read_file(test::source_folder + "/models/claims.toml"))};
    };
    const auto find = [text](const std::string& name) -> Result<std::optional<SourceText>> {
        return name == "prov" ? std::optional(SourceText{"prov.toml", "prov.toml", "", text, "prov"}) : std::nullopt;
    };
    const Shelf shelf{[] { return std::vector<std::string>{}; }, find, {}};
    return {.figures = figures(),
            .definitions = definitions(),
            .words = words_in(language),
            .version = "prov",
            .models = {},
            .claim_models = claim_models,
            .claims = shelf,
            .scenarios = shelf,
            .charts = &test::templates()};
}

/// From the first number up to the one before the last, each as likely however early in the run it is.
template <class Whole>
Whole some(Whole from, Whole to) {
    return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(from, to));
}

/// Whole answers take long: so many of them are asked for in a run.
bool enough(int& asked, int most) { return asked++ >= most; }

Language some_language() { return *rc::gen::element(Language::swedish, Language::english); }

/// Several areas, or one, that the municipality has costs for in some years; and one of the years.
struct Subject {
    std::size_t municipality;
    std::vector<std::string> areas;
    Year year;

    const std::string& name() const { return figures().panel.municipalities()[municipality].name; }
    std::string said_areas() const { return fmt::format("{}", fmt::join(areas, ",")); }
};

Subject some_subject() {
    const auto municipality = some<std::size_t>(0, figures().panel.size());
    std::vector<std::string> all;
    for (const auto& area : definitions().areas) {
        all.push_back(area.id);
    }
    std::vector<std::string> areas;
    for (const auto& area : all) {
        if (*rc::gen::arbitrary<bool>()) {
            areas.push_back(area);
        }
    }
    if (areas.empty()) {
        areas = must(parse_areas("six", definitions()));
    }
    const auto years = years_with_costs(figures().panel, areas, municipality);
    RC_PRE(!years.empty());
    return {municipality, areas, *rc::gen::elementOf(years)};
}

template <class Question>
Question about(const Subject& subject) {
    Question question;
    question.choices.municipality = {subject.name()};
    question.choices.year = subject.year.value;
    question.choices.areas = subject.said_areas();
    return question;
}

/// Asks in one of the languages, and holds what the answer says; which sentences were there. Of a claim or a scenario:
/// its text.
template <class Question>
std::set<std::string> held(const Subject& subject, const Question& question, const std::string& text = "",
                           Json* json = nullptr) {
    const Language language = *rc::gen::element(Language::swedish, Language::english);
    const Answer answer = must(ask(basis(language, text), question));
    if (json != nullptr) {
        *json = answer.json;
    }
    return hold(answer.document, {subject.municipality, subject.year, subject.areas, language, answer.json, text});
}

RC_GTEST_PROP(Sentences, OfABenchmarkAgreeWithItsFigures, ()) {
    const Subject subject = some_subject();
    RC_ASSERT(held(subject, about<BenchmarkQuestion>(subject)).contains("answer.finding.rank"));
}

RC_GTEST_PROP(Sentences, OfATrendAgreeWithItsFigures, ()) {
    const Subject subject = some_subject();
    held(subject, about<TrendQuestion>(subject));
}

RC_GTEST_PROP(Sentences, OfAReportAgreeWithItsFigures, ()) {
    static int asked = 0;
    if (enough(asked, 20)) {
        return;
    }
    const Subject subject = some_subject();
    auto question = about<ReportQuestion>(subject);
    question.peers = *rc::gen::element<std::string>("liknande", "nearest:10", "lan", "kommungrupp");
    RC_PRE(question.peers != "lan" || subject.name() != "Gotland");  // Alone in its county.
    RC_ASSERT(held(subject, question).contains("plot.chart.position.title"));
}

std::vector<double> some_path(std::size_t years) {
    const auto tenths =
        *rc::gen::resize(rc::kNominalSize, rc::gen::container<std::vector<int>>(years, rc::gen::inRange(-20, 71)));
    std::vector<double> path;
    std::ranges::transform(tenths, std::back_inserter(path), [](int tenth) { return tenth / 10.0; });
    return path;
}

RC_GTEST_PROP(Sentences, OfASimulationAgreeWithItsFigures, ()) {
    static int asked = 0;
    if (enough(asked, 20)) {
        return;
    }
    const Subject subject = some_subject();
    const Language language = some_language();
    const auto years = some<std::size_t>(1, 9);
    const Year base{some(2017, 2023)};
    const Growth growth{some_path(some<std::size_t>(1, years + 1)), some_path(some<std::size_t>(1, years + 1)), years};
    const Year horizon = base + static_cast<int>(years);
    std::string text = fmt::format(R"(title = "Prov"
author = "Prov"
source = "Prov"
municipality = "{}"
areas = "{}"
base_year = {}
horizon = {}
replicates = 200
[assumptions]
price = {{ path = [{:.1f}], unit = "%", source = "Prov" }}
income = {{ path = [{:.1f}], unit = "%", source = "Prov" }}
)",
                                   subject.name(), subject.said_areas(), base.value, horizon.value,
                                   fmt::join(growth.price, ", "), fmt::join(growth.income, ", "));
    const auto lever = *rc::gen::element<std::string>("", "reference", "median", "best-nth:30", "saving", "frames");
    if (lever == "frames") {
        text += fmt::format(
            "[levers.a]\nkind = \"frames\"\nareas = \"{}\"\nby = {}\n"
            "price_compensation = {{ value = {}, unit = \"%\", source = \"Prov\" }}\n",
            subject.areas.front(), horizon.value, some(0, 101));
    } else if (lever == "saving") {
        text += fmt::format(
            "[levers.a]\nkind = \"saving\"\nareas = \"{}\"\nby = {}\namount = {{ value = {}, unit = \"mnkr\", "
            "source = \"Prov\" }}\n",
            subject.areas.front(), horizon.value, some(0, 3));
        text += fmt::format("[target]\nresult_share = 2\nsaving = {}\n", some(1, 3));
    } else if (!lever.empty()) {
        text += fmt::format("[levers.a]\nkind = \"level\"\nareas = \"{}\"\nby = {}\nlevel = \"{}\"\n",
                            subject.areas.front(), horizon.value, lever);
    }
    SimulationQuestion question;
    question.scenario.name = {"prov"};
    // The median path gives the amounts that the sentences are of; the drawn ones what is expected.
    question.deterministic = *rc::gen::arbitrary<bool>();
    const auto answer = ask(basis(language, text), question);
    RC_PRE(answer.has_value());  // Some base years have too few years behind them.
    question.deterministic = true;
    const Answer median = must(ask(basis(language, text), question));
    Document drawn = answer->document;
    std::erase_if(drawn.blocks, [](const Block& block) { return std::holds_alternative<Table>(block); });
    hold(drawn, {subject.municipality, base, subject.areas, language, answer->json}, growth);
    const auto found =
        hold(median.document, {subject.municipality, base, subject.areas, language, median.json}, growth);
    const bool income_known = !median.json.at("income").at("p50")[0].is_null();
    const bool worth_saying = std::abs(growth.points()) > 0.2501;
    RC_ASSERT(!income_known || !worth_saying ||
              found.contains("answer.simulation.gap") != found.contains("answer.simulation.gap_down"));
    const auto plans =
        std::ranges::count_if(found, [](const auto& key) { return key.starts_with("plot.chart.plan."); });
    RC_ASSERT(plans == 1);
}

std::string claim_text(const Subject& subject, const std::string& body) {
    return fmt::format(R"(schema = "skattekrona.claim-file/1"
title = {{ sv = "Prov", en = "Prov" }}
question = {{ sv = "Prov?", en = "Prov?" }}
municipality = "{}"
who = "Prov"
when = "{}-06-01"
source = "Prov"
wording = ["Prov"]
)",
                       subject.name(), subject.year.value + 1) +
           body;
}

RC_GTEST_PROP(Sentences, OfAClaimedPotentialAgreeWithItsFigures, ()) {
    static int asked = 0;
    if (enough(asked, 8)) {
        return;
    }
    const Subject subject = some_subject();
    const double net = net_of(subject.areas, subject.year, subject.municipality);
    const double amount = net * some(1, 200) / 1000.0;
    // What the wording may leave open; noise is always fixed, since the curves of all of them are many.
    std::map<std::string, std::string> choices{
        {"level", *rc::gen::element<std::string>("\"reference\"", "\"median\"", "\"best-mean:10\"",
                                                 "[\"best-mean:30\", \"best-nth:30\"]", "\"percentile:25\"")},
        {"pool", "\"riket\""},
        {"scope", "\"by-area\""},
        {"netting", "\"positive\""},
        {"quality", "\"none\""},
        {"window", "1"},
        {"noise", "\"raw\""},
        {"areas", fmt::format("\"{}\"", subject.said_areas())},
        {"year", std::to_string(subject.year.value)}};
    std::vector<std::string> open;
    for (const char* choice : {"level", "netting", "quality", "window", "year"}) {
        if (some(0, 3) == 0) {
            open.push_back(fmt::format("\"{}\"", choice));
            choices.erase(choice);
        }
    }
    if (subject.areas.size() > 1 && *rc::gen::arbitrary<bool>()) {
        open.emplace_back("\"scope\"");
        choices.erase("scope");
    }
    std::string body =
        fmt::format("kind = \"potential\"\nunit = \"mnkr\"\namount = {:.3f}\ntolerance = 10\nopen = [{}]\n[fixed]\n",
                    amount, fmt::join(open, ", "));
    for (const auto& [choice, value] : choices) {
        body += choice + " = " + value + "\n";
    }
    const std::string text = claim_text(subject, body);
    RC_LOG(text);
    RC_PRE(test::parse_claim_text(text).has_value());  // A reference needs no pool, so that none may be fixed.
    ClaimQuestion question;
    question.claim = "prov";
    Json json;
    const auto found = held(subject, question, text, &json);
    if (!json.at("nearest").is_null()) {
        RC_ASSERT(found.contains("claim.reason.plain"));
        const auto verdicts =
            std::ranges::count_if(found, [](const auto& key) { return key.starts_with("claim.therefore."); });
        RC_ASSERT(verdicts == 1);
    }
}

RC_GTEST_PROP(Sentences, OfAComparisonAgreeWithItsFigures, ()) {
    const Subject subject = some_subject();
    const auto years = years_with_costs(figures().panel, subject.areas, subject.municipality);
    RC_PRE(years.size() > 1U);
    const auto from = some<std::size_t>(0, years.size() - 1);
    const auto to = some<std::size_t>(from + 1, years.size());
    const std::string text = claim_text(
        subject,
        fmt::format("kind = \"comparison\"\n[comparison]\nareas = \"{}\"\nfrom = {}\nto = {}\npools = [\"riket\"]\n"
                    "says = [\"high-level\", \"high-growth\"]\n",
                    subject.said_areas(), years[from].value, years[to].value));
    RC_LOG(text);
    ClaimQuestion question;
    question.claim = "prov";
    RC_ASSERT(held(subject, question, text).contains("claim.comparison.dearer_than"));
}

RC_GTEST_PROP(Sentences, OfAPlanAgreeWithItsFigures, ()) {
    static int asked = 0;
    if (enough(asked, 100)) {
        return;
    }
    const Subject subject = some_subject();
    PlausibleQuestion question;
    question.about = {subject.name()};
    // One area, or the sum of several.
    const bool total = subject.areas.size() > 1;
    question.area = total ? "total" : subject.areas.front();
    question.areas = total ? std::optional(subject.said_areas()) : std::nullopt;
    question.change = *rc::gen::element(-1, 1) * some(1, 120) / 10.0;
    question.years = some(1, 6);
    question.year = subject.year.value;
    question.near = some(1, 60) / 10.0;
    const auto found = held(subject, question);
    RC_ASSERT(found.contains("answer.plausible.plan_down") != found.contains("answer.plausible.plan_up"));
}

RC_GTEST_PROP(Sentences, OfABacktestAgreeWithItsFigures, ()) {
    static int asked = 0;
    if (enough(asked, 4)) {
        return;
    }
    const Subject subject = some_subject();
    BacktestQuestion question;
    question.areas = subject.said_areas();
    question.replicates = 100;
    const auto found = held(subject, question);
    RC_ASSERT(found.contains("answer.backtest.lead_better") != found.contains("answer.backtest.lead_worse"));
}

RC_GTEST_PROP(Sentences, OfASensitivityAgreeWithItsFigures, ()) {
    static int asked = 0;
    if (enough(asked, 8)) {
        return;
    }
    const Subject subject = some_subject();
    SensitivityQuestion question;
    question.scenario.name = {subject.name()};
    question.scenario.areas = subject.said_areas();
    question.scenario.years = some(1, 7);
    question.scenario.replicates = 200;
    question.samples = 256;
    question.of = *rc::gen::element<std::string>("net_cost", "deviation_pct", "result", "result_share");
    const auto found = held(subject, question);
    RC_ASSERT(found.contains("answer.sensitivity.certain") || found.contains("plot.chart.tornado.title"));
}

RC_GTEST_PROP(Sentences, OfFramesAgreeWithTheirFigures, ()) {
    const Subject subject = some_subject();
    std::string text =
        "title = \"Prov\"\nauthor = \"Prov\"\nsource = \"Prov\"\nkind = \"frames\"\n[frame]\ntitle = \"Ram\"\n"
        "unit = \"tkr\"\nopening_year = 2013\nopening = 10000\n";
    for (int year = 2014, last = some(2015, 2019); year < last; ++year) {
        const auto item = [](const char* kind) {
            return fmt::format("{} = [{{ title = \"Post\", amount = {} }}]\n", kind, some(-400, 400));
        };
        text +=
            fmt::format("[[frame.years]]\nyear = {}\nindex = {{ value = {:.1f}, unit = \"%\", source = \"Prov\" }}\n",
                        year, some(-30, 60) / 10.0) +
            item("volumes") + item("decisions") + fmt::format("reported = {}\n", some(9000, 11000));
    }
    RC_LOG(text);
    SimulationQuestion question;
    question.scenario.name = {"prov"};
    const auto found = held(subject, question, text);
    RC_ASSERT(found.contains("answer.frames.lead"));
    const auto charts =
        std::ranges::count_if(found, [](const auto& key) { return key.starts_with("plot.chart.frames."); });
    RC_ASSERT(charts == 1);
}

// A text that compares is a sentence of a benchmark, a trend, a report, a simulation or a claim, and then held above,
// or it says how something is to be read, whatever the figures.
TEST(Sentences, ThatCompareAreHeldAgainstTheirFigures) {
    const std::set<std::string> of_no_figure{
        // How the answer is made up.
        "answer.report.summary.claims",
        "answer.simulation.level_note",
        "plot.chart.deviation.alt",
        "plot.chart.peers.alt",
        "plot.chart.peers.median",
        "plot.chart.plan.caption",
        "plot.chart.position.alt",
        "plot.chart.quality.dearer_short",
        "plot.chart.quality.cheaper_short",
        // What quality.title is made of.
        "plot.chart.quality.dearer",
        "plot.chart.quality.cheaper",
        "plot.chart.quality.better",
        "plot.chart.quality.worse",
        "answer.side.report_title",
        "answer.simulation.became",
        "answer.simulation.volume_trend",
        // Parts of plot.chart.plan.both, held there.
        "plot.chart.plan.with_falls",
        "plot.chart.plan.with_still",
        "plot.chart.plan.with_rises",
        "plot.chart.plan.without_falls",
        "plot.chart.plan.without_still",
        "plot.chart.plan.without_rises",
        // Rows' labels.
        "claim.comparison.growth",
        "claim.comparison.growth_pool",
        "plot.chart.frames.alt",
        // Held in side_property_test.cpp.
        "answer.side.apart",
        "plot.chart.side.apart_in_mnkr",
        "plot.chart.side.trend",
        // How several are put side by side.
        "answer.side.by_area",
        "answer.side.specification",
        // Held in tests/unit and tests/validation, by figures of their own.
        "answer.finding.rank_quality",
    };
    const std::regex compares(
        "(^|[^a-zåäö])(mer|mindre|lägre|högre|lägst|högst|mest|minst|bättre|sämre|störst|dyrare|billigare|ökar|minskar|"
        "kostar|faller|steg|"
        "föll|sjönk|sänkt|höjt|bara|ingen|inget|inte ligga över|tar bort|når|ändrar inget)([^a-zåäö]|$)");
    const auto held = checks({});
    for (const auto& entry : Catalogue::built_in().entries()) {
        const std::string key(entry.key);
        const auto in = [&](const char* family) { return key.starts_with(family); };
        const bool of_these =
            in("answer.finding.") || in("answer.report.summary.") || in("answer.report.question.") ||
            in("answer.simulation.") || in("plot.chart.deviation.") || in("plot.chart.position.") ||
            in("plot.chart.potential.") || in("plot.chart.quality.title") || in("plot.chart.peers.") ||
            in("plot.chart.follow_up.") || in("plot.chart.plan.") || in("answer.trend.lead") || in("answer.side.") ||
            in("plot.chart.side.") || in("answer.plausible.lead") || in("answer.plausible.plan") ||
            in("answer.backtest.lead_") || in("plot.chart.reference_class.none") || in("plot.chart.tornado.title") ||
            in("plot.chart.frames.") || in("claim.comparison.") || in("claim.therefore.");
        const std::string text(entry.plural[0]);
        if (of_these && std::regex_search(text, compares) && !of_no_figure.contains(key)) {
            EXPECT_TRUE(held.contains(key)) << key << ": " << text;
        }
    }
}

}  // namespace
}  // namespace skattekrona
