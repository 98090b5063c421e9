#include "answer/median_book.hpp"

#include "core/spelling.hpp"
#include "scenario/walkthrough.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

namespace skattekrona {

namespace {

/// Of the columns below: what is a change or a deviation has its sign.
bool is_growth(std::string_view key) {
    constexpr std::array<std::string_view, 6> signed_keys{"price", "growth",        "volume",
                                                          "level", "deviation_pct", "result_share"};
    return std::ranges::find(signed_keys, key) != signed_keys.end();
}

/// A table that is filled figure by figure, each with its formula or a yellow cell for the reader.
class Sheet {
public:
    Sheet(std::string title, std::string name, std::vector<Column> columns)
        : table_{std::move(title), std::move(columns)} {
        table_.sheet = std::move(name);
    }

    std::size_t rows() const { return table_.rows.size(); }
    void begin_row(std::vector<Cell> first) {
        table_.rows.push_back(std::move(first));
        table_.rows.back().resize(table_.columns.size());
    }
    /// A figure of the last row; a formula without a figure is none.
    void put(std::string_view key, double value, int decimals, std::string formula = "") {
        const auto column = std::ranges::find(table_.columns, key, &Column::key);
        table_.rows.back()[static_cast<std::size_t>(column - table_.columns.begin())] =
            cell(value, decimals, is_growth(key));
        if (formula.empty()) {
            column->input = true;
        } else {
            table_.formulas.push_back({rows() - 1, std::string(key), std::move(formula)});
        }
    }
    /// Without the columns that nothing stands in.
    Table finished() && {
        for (std::size_t c = table_.columns.size(); c-- > 0;) {
            const bool empty = std::ranges::all_of(table_.rows, [&](const std::vector<Cell>& row) {
                return std::holds_alternative<std::monostate>(row[c]);
            });
            if (empty) {
                const std::string key = table_.columns[c].key;
                table_.drop_column(key);
            }
        }
        return std::move(table_);
    }
    Table& table() { return table_; }

private:
    Table table_;
};

struct MedianBook {
    const AnswerContext& context;
    const Wording& words;
    const SimulatedScenario& simulated;
    std::string years;
    std::string areas;
    std::string levers;

    const SimulationModel& model() const { return simulated.model; }
    const Simulation& median() const { return simulated.median; }
    Year year(std::size_t ahead) const { return model().base.year + static_cast<int>(ahead + 1); }

    /// The rows of an area are its base year and the years ahead.
    std::size_t base_row(std::size_t area) const { return area * (model().years + 1); }
    std::size_t row(std::size_t area, std::size_t ahead) const { return base_row(area) + ahead + 1; }

    /// The year before, where nobody has said each year's value.
    std::string held(std::size_t assumption, std::size_t ahead, const char* key) const {
        return ahead == 0 || !model().assumptions[assumption].path.empty() ? "" : fmt::format("{{{}@previous}}", key);
    }

    using Taken = std::vector<std::vector<std::vector<double>>>;
    /// What a lever takes of an area; nothing where it is not among the lever's.
    double taken_of(const Taken& taken, std::size_t lever, std::size_t area, std::size_t ahead) const {
        const auto& of = model().levers[lever].areas;
        const auto own = std::ranges::find(of, area);
        return own == of.end() ? 0 : taken[lever][static_cast<std::size_t>(own - of.begin())][ahead];
    }
    /// What the levers take of an area in a year: rows of their sheet.
    std::vector<std::size_t> lever_rows(std::size_t area, std::size_t ahead, std::size_t before_lever) const {
        std::vector<std::size_t> found;
        std::size_t first = 0;
        for (std::size_t l = 0; l < before_lever; ++l) {
            for (const std::size_t one : model().levers[l].areas) {
                if (one == area) {
                    found.push_back(first + ahead);
                }
                first += model().years;
            }
        }
        return found;
    }

    Table years_table() const {
        const std::string mnkr = words("model.unit.mnkr");
        const Baseline& base = model().base;
        Sheet sheet(
            words("answer.median.years"), years,
            {{"year", words("plot.column.year"), ""},
             {"price", words("answer.median.price"), "%"},
             {"growth", words(model().income_over_price ? "answer.median.growth_over" : "answer.median.growth"), "%"},
             {"population", words("answer.median.population"), ""},
             {"prices", words("answer.median.prices"), ""},
             {"incomes", words("answer.median.incomes"), ""},
             {"net_cost", words("answer.column.net_cost"), mnkr},
             {"reference_cost", words("answer.column.reference_cost"), mnkr},
             {"deviation_pct", words("plot.column.deviation_pct"), "%"},
             {"income", words("answer.median.income"), mnkr},
             {"rest", words("answer.median.rest"), mnkr},
             {"result", words("answer.column.result_amount"), mnkr},
             {"result_share", words("answer.column.result_share"), "%"},
             {"saving", words("answer.column.saving"), mnkr},
             {"cumulated", words("answer.column.cumulated"), mnkr},
             {"present_value", words("answer.column.present_value"), mnkr}});
        sheet.table().givens = {{"discount_rate", words("answer.median.discount_rate"), {model().discount_rate, 1}}};
        const std::size_t n = base.areas.size();
        const auto sum = [&](const char* key, std::size_t row_of_year) {
            std::string formula;
            for (std::size_t a = 0; a < n; ++a) {
                if (key != std::string_view("saving") || !lever_rows(a, 0, model().levers.size()).empty()) {
                    formula += fmt::format("{}{{{}!{}@{}}}", formula.empty() ? "" : " + ", areas, key,
                                           base_row(a) + row_of_year);
                }
            }
            return formula;
        };
        double net = 0;
        double reference = 0;
        for (const auto& area : base.areas) {
            net += area.net_cost;
            reference += area.reference_cost;
        }
        const double rest = base.income - base.result - net;
        const std::string deviation = "({net_cost} / {reference_cost} - 1) * 100";
        sheet.begin_row({base.year});
        sheet.put("population", base.population, 0);
        sheet.put("net_cost", net, 1, sum("net_cost", 0));
        sheet.put("reference_cost", reference, 1, sum("reference_cost", 0));
        sheet.put("deviation_pct", 100 * (net / reference - 1), 2, deviation);
        sheet.put("income", base.income, 1);
        sheet.put("rest", rest, 1, "{income} - {result} - {net_cost}");
        sheet.put("result", base.result, 1);
        sheet.put("result_share", 100 * base.result / base.income, 2, "{result} / {income} * 100");
        double prices = 1;
        double incomes = 1;
        for (std::size_t t = 0; t < model().years; ++t) {
            const auto price_of = static_cast<std::size_t>(Standing::price);
            const auto income_of = static_cast<std::size_t>(Standing::income);
            const double price = at_median(model().assumptions[price_of], t);
            const double growth = at_median(model().assumptions[income_of], t);
            prices *= 1 + price / 100;
            incomes *= 1 + (growth + (model().income_over_price ? price : 0)) / 100;
            const double people = model().population[t] / base.population;
            const std::string before = t == 0 ? "" : "{prices@previous} * ";
            const std::string before_incomes = t == 0 ? "" : "{incomes@previous} * ";
            double saving = 0;
            for (std::size_t s = 0; s <= t; ++s) {
                saving +=
                    median().saving[s].median() / std::pow(1 + model().discount_rate / 100, static_cast<double>(s + 1));
            }
            sheet.begin_row({year(t)});
            sheet.put("price", price, 2, held(price_of, t, "price"));
            sheet.put("growth", growth, 2, held(income_of, t, "growth"));
            sheet.put("population", model().population[t], 0);
            sheet.put("prices", prices, 4, before + "(1 + {price} / 100)");
            sheet.put("incomes", incomes, 4,
                      before_incomes +
                          (model().income_over_price ? "(1 + ({growth} + {price}) / 100)" : "(1 + {growth} / 100)"));
            sheet.put("net_cost", median().net_cost[n][t].median(), 1, sum("net_cost", t + 1));
            sheet.put("reference_cost",
                      median().net_cost[n][t].median() / (1 + median().deviation_pct[n][t].median() / 100), 1,
                      sum("reference_cost", t + 1));
            sheet.put("deviation_pct", median().deviation_pct[n][t].median(), 2, deviation);
            sheet.put("income", median().income[t].median(), 1,
                      "{income@0} * {population} / {population@0} * {incomes}");
            sheet.put("rest", rest * people * prices, 1, "{rest@0} * {population} / {population@0} * {prices}");
            sheet.put("result", median().result[t].median(), 1, "{income} - {net_cost} - {rest}");
            sheet.put("result_share", median().result_share[t].median(), 2, "{result} / {income} * 100");
            if (!model().levers.empty()) {
                sheet.put("saving", median().saving[t].median(), 1, sum("saving", t + 1));
                sheet.put("cumulated", median().cumulated_saving[t].median(), 1,
                          t == 0 ? "{saving}" : "{cumulated@previous} + {saving}");
                sheet.put("present_value", saving, 1,
                          fmt::format("{}{{saving}} / (1 + {{discount_rate}} / 100) ^ {}",
                                      t == 0 ? "" : "{present_value@previous} + ", t + 1));
            }
        }
        sheet.table().notes = {words("answer.median.note")};
        return std::move(sheet).finished();
    }

    Table areas_table() const {
        const std::string mnkr = words("model.unit.mnkr");
        Sheet sheet(words("answer.median.areas"), areas,
                    {{"area", words("plot.column.area"), "", true},
                     {"year", words("plot.column.year"), ""},
                     {"volume", words("answer.median.volume"), "%"},
                     {"reference_cost", words("answer.column.reference_cost"), mnkr},
                     {"level", words("answer.median.level"), "%"},
                     {"persistence", words("answer.median.persistence"), ""},
                     {"log_ratio", words("answer.median.log_ratio"), ""},
                     {"without", words("answer.median.without"), mnkr},
                     {"saving", words("answer.column.saving"), mnkr},
                     {"net_cost", words("answer.column.net_cost"), mnkr},
                     {"deviation_pct", words("plot.column.deviation_pct"), "%"}});
        const std::string deviation = "({net_cost} / {reference_cost} - 1) * 100";
        const auto taken = taken_at_median(model());
        for (std::size_t a = 0; a < model().base.areas.size(); ++a) {
            const AreaDynamics& area = model().base.areas[a];
            const std::string title = words(context.definitions.short_title(area.area));
            sheet.begin_row({title, model().base.year});
            sheet.put("reference_cost", area.reference_cost, 1);
            sheet.put("level", 100 * std::expm1(area.level), 2);
            sheet.put("persistence", area.persistence, 3);
            sheet.put("log_ratio", std::log(area.net_cost / area.reference_cost), 4,
                      "LN({net_cost} / {reference_cost})");
            sheet.put("net_cost", area.net_cost, 1);
            sheet.put("deviation_pct", 100 * (area.net_cost / area.reference_cost - 1), 2, deviation);
            const std::string level = fmt::format("LN(1 + {{level@{}}} / 100)", base_row(a));
            double reference = area.reference_cost;
            for (std::size_t t = 0; t < model().years; ++t) {
                const double volume = 100 * std::expm1(model().volume[a][t]);
                reference *= (1 + at_median(model().standing(Standing::price), t) / 100) * (1 + volume / 100);
                const double log_ratio = expected_log_ratio(area, t);
                const double without = reference * std::exp(log_ratio);
                sheet.begin_row({title, year(t)});
                sheet.put("volume", volume, 2);
                sheet.put(
                    "reference_cost", reference, 1,
                    fmt::format("{{reference_cost@previous}} * (1 + {{{}!price@{}}} / 100) * (1 + {{volume}} / 100)",
                                years, t + 1));
                sheet.put(
                    "log_ratio", log_ratio, 4,
                    fmt::format("{0} + {{persistence@{1}}} * ({{log_ratio@previous}} - {0})", level, base_row(a)));
                sheet.put("without", without, 1, "{reference_cost} * EXP({log_ratio})");
                const auto rows_of_levers = lever_rows(a, t, model().levers.size());
                if (!rows_of_levers.empty()) {
                    std::string sum;
                    for (const std::size_t at : rows_of_levers) {
                        sum += fmt::format("{}{{{}!taken@{}}}", sum.empty() ? "" : " + ", levers, at);
                    }
                    double saving = 0;
                    for (std::size_t l = 0; l < model().levers.size(); ++l) {
                        saving += taken_of(taken, l, a, t);
                    }
                    sheet.put("saving", saving, 1, std::move(sum));
                }
                sheet.put("net_cost", median().net_cost[a][t].median(), 1,
                          rows_of_levers.empty() ? "{without}" : "{without} - {saving}");
                sheet.put("deviation_pct", median().deviation_pct[a][t].median(), 2, deviation);
            }
        }
        return std::move(sheet).finished();
    }

    /// One lever in one area and year: what it asks of what is left, by its kind.
    struct Asked {
        const MedianBook& book;
        Sheet& sheet;
        std::size_t own;
        std::size_t area;
        std::size_t ahead;
        /// The lever's first row, and whether this is it; rows after it hold what it holds.
        std::size_t first;
        double left;
        double asked;

        void assumption(const char* key, std::size_t which, int decimals) const {
            const bool each_year = !book.model().assumptions[which].path.empty();
            const bool is_first = sheet.rows() - 1 == first + (each_year ? ahead : 0);
            sheet.put(key, at_median(book.model().assumptions[which], ahead), decimals,
                      is_first ? "" : fmt::format("{{{}@{}}}", key, first + (each_year ? ahead : 0)));
        }
        void operator()(const LeverEffect::Cut& cut) const {
            sheet.put("share", 100 * cut.share[own][ahead], 2);
            sheet.put("asked", asked, 1, "{share} / 100 * {left}");
        }
        void operator()(const LeverEffect::Amount& amount) const {
            sheet.put("share", 100 * amount.share[own][ahead], 2);
            assumption("amount", amount.assumption, 1);
            sheet.put("asked", asked, 1, "{share} / 100 * {amount}");
        }
        void operator()(const LeverEffect::Frames& frames) const {
            assumption("price_compensation", frames.price_compensation, 1);
            assumption("volume_compensation", frames.volume_compensation, 1);
            assumption("demand", frames.demand, 2);
            const std::string before = ahead == 0 ? "0" : "{kept@previous}";
            sheet.put("kept", std::log1p(-asked / left), 4,
                      frames.active[ahead]
                          ? fmt::format("{} + LN(1 - {{demand}} / 100) - (1 - {{price_compensation}} / 100) * LN(1 + "
                                        "{{{}!price@{}}} / 100) - (1 - {{volume_compensation}} / 100) * LN(1 + "
                                        "{{{}!volume@{}}} / 100)",
                                        before, book.years, ahead + 1, book.areas, book.row(area, ahead))
                          : before);
            sheet.put("asked", asked, 1, "(1 - EXP({kept})) * {left}");
        }
    };

    Table levers_table() const {
        const std::string mnkr = words("model.unit.mnkr");
        Sheet sheet(words("answer.median.levers"), levers,
                    {{"lever", words("answer.column.lever"), "", true},
                     {"area", words("plot.column.area"), "", true},
                     {"year", words("plot.column.year"), ""},
                     {"left", words("answer.median.left"), mnkr},
                     {"share", words("answer.median.share"), "%"},
                     {"amount", sentence_case(words("answer.assumption.amount")), mnkr},
                     {"price_compensation", sentence_case(words("answer.assumption.price_compensation")), "%"},
                     {"volume_compensation", sentence_case(words("answer.assumption.volume_compensation")), "%"},
                     {"demand", sentence_case(words("answer.assumption.demand")), "%"},
                     {"kept", words("answer.median.kept"), ""},
                     {"asked", words("answer.median.asked"), mnkr},
                     {"realised", sentence_case(words("answer.assumption.realised")), "%"},
                     {"taken", words("answer.median.taken"), mnkr}});
        const auto taken = taken_at_median(model());
        for (std::size_t l = 0; l < model().levers.size(); ++l) {
            const LeverEffect& lever = model().levers[l];
            const std::size_t first = sheet.rows();
            for (std::size_t own = 0; own < lever.areas.size(); ++own) {
                const std::size_t a = lever.areas[own];
                for (std::size_t t = 0; t < model().years; ++t) {
                    double left = median().net_cost[a][t].median();
                    for (std::size_t later = l; later < model().levers.size(); ++later) {
                        left += taken_of(taken, later, a, t);
                    }
                    const double realised = at_median(model().assumptions[lever.realised], t);
                    const double asked = realised > 0 ? taken[l][own][t] / realised * 100 : missing;
                    std::string formula = fmt::format("{{{}!without@{}}}", areas, row(a, t));
                    for (const std::size_t at : lever_rows(a, t, l)) {
                        formula += fmt::format(" - {{taken@{}}}", at);
                    }
                    sheet.begin_row({words(simulated.scenario.levers[l].title),
                                     words(context.definitions.short_title(model().base.areas[a].area)), year(t)});
                    sheet.put("left", left, 1, std::move(formula));
                    const Asked of{*this, sheet, own, a, t, first, left, asked};
                    of.assumption("realised", lever.realised, 0);
                    std::visit(of, lever.what);
                    sheet.put("taken", taken[l][own][t], 1, "{realised} / 100 * {asked}");
                }
            }
        }
        return std::move(sheet).finished();
    }
};

MedianBook book_of(const AnswerContext& context, const SimulatedScenario& simulated, const std::string& which) {
    const auto named = [&](const char* key) { return context.wording(key) + which; };
    return {context,
            context.wording,
            simulated,
            named("answer.xlsx.median"),
            named("answer.xlsx.median_areas"),
            named("answer.xlsx.median_levers")};
}

}  // namespace

std::vector<Table> median_book(const AnswerContext& context, const SimulatedScenario& simulated,
                               const std::string& which) {
    const MedianBook book = book_of(context, simulated, which);
    std::vector<Table> tables{book.years_table(), book.areas_table()};
    if (!simulated.model.levers.empty()) {
        tables.push_back(book.levers_table());
    }
    return tables;
}

std::vector<Table> median_books(const AnswerContext& context, const std::vector<SimulatedScenario>& simulated) {
    const auto& words = context.wording;
    const std::string mnkr = words("model.unit.mnkr");
    Sheet sheet(words("answer.median.compared"), words("answer.xlsx.median"),
                {{"scenario", words("answer.column.scenario"), "", true},
                 {"year", words("plot.column.year"), ""},
                 {"net_cost", words("answer.column.net_cost"), mnkr},
                 {"difference", words("answer.median.difference"), mnkr},
                 {"deviation_pct", words("plot.column.deviation_pct"), "%"},
                 {"result", words("answer.column.result_amount"), mnkr},
                 {"result_share", words("answer.column.result_share"), "%"},
                 {"present_value", words("answer.column.present_value"), mnkr}});
    std::vector<Table> books;
    for (std::size_t s = 0; s < simulated.size(); ++s) {
        const SimulatedScenario& one = simulated[s];
        const std::string which = fmt::format(" {}", s + 1);
        const std::size_t last = one.model.years;
        const auto of = [&](const char* key) {
            return fmt::format("{{{}{}!{}@{}}}", words("answer.xlsx.median"), which, key, last);
        };
        const double net = one.median.net_cost.back().back().median();
        sheet.begin_row({words(one.scenario.title), one.scenario.horizon});
        sheet.put("net_cost", net, 1, of("net_cost"));
        sheet.put("difference", net - simulated.front().median.net_cost.back().back().median(), 1,
                  "{net_cost} - {net_cost@0}");
        sheet.put("deviation_pct", one.median.deviation_pct.back().back().median(), 2, of("deviation_pct"));
        sheet.put("result", one.median.result.back().median(), 1, of("result"));
        sheet.put("result_share", one.median.result_share.back().median(), 2, of("result_share"));
        if (!one.model.levers.empty()) {
            sheet.put("present_value", one.median.present_value.back().median(), 1, of("present_value"));
        }
        for (auto& table : median_book(context, one, which)) {
            table.title =
                words({"answer.median.of", {{"scenario", one.scenario.title}, {"title", table.title.text()}}});
            books.push_back(std::move(table));
        }
    }
    books.insert(books.begin(), std::move(sheet).finished());
    return books;
}

}  // namespace skattekrona
