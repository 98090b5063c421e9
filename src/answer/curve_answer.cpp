#include "answer/curve_answer.hpp"

#include "plot/charts.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>
#include <set>

namespace skattekrona {

namespace {

Json design_json(const CurveDesign& design) {
    Json json = Json::object();
    const auto sizes = design.sizes();
    for (std::size_t c = 0; c < sizes.size(); ++c) {
        Json values = Json::list();
        for (std::size_t v = 0; v < sizes[c]; ++v) {
            values.push_back(choice_value(design, c, v));
        }
        json[std::string(curve_choices[c])] = std::move(values);
    }
    return json;
}

/// The options that give the curve again.
std::string design_options(const CurveDesign& design) {
    std::string options;
    const auto sizes = design.sizes();
    for (std::size_t c = 0; c < sizes.size(); ++c) {
        for (std::size_t v = 0; v < sizes[c]; ++v) {
            options += fmt::format(" --{} {}", curve_choices[c], choice_value(design, c, v));
        }
    }
    return options;
}

}  // namespace

FiguresUsed used_by(const CurveDesign& design, const Panel& panel, std::optional<std::size_t> municipality) {
    std::set<std::string> areas;
    for (const auto& set : design.areas) {
        areas.insert(set.begin(), set.end());
    }
    const bool back = std::ranges::any_of(design.noises, [](Noise noise) { return noise != Noise::raw; }) ||
                      std::ranges::any_of(design.levels, is_own);
    const int window = design.windows.empty() ? 1 : std::ranges::max(design.windows);
    if (design.years.empty()) {
        return {{}, panel.first_year(), panel.first_year(), municipality};
    }
    return {{areas.begin(), areas.end()},
            back ? panel.first_year() : std::max(panel.first_year(), design.years.front() - (window - 1)),
            design.years.back(),
            municipality};
}

Json curve_json(const Curve& curve, double amount) {
    Json shares = Json::object();
    for (std::size_t c = 0; c < curve_choices.size(); ++c) {
        shares[std::string(curve_choices[c])] = curve.variance_share[c];
    }
    Json json{{"n", curve.points.size()},
              {"combinations", curve.combinations},
              {"computed", curve.computed},
              {"quantiles",
               {{"p5", curve.quantile(0.05)},
                {"p25", curve.quantile(0.25)},
                {"p50", curve.quantile(0.5)},
                {"p75", curve.quantile(0.75)},
                {"p95", curve.quantile(0.95)}}},
              {"variance_share", std::move(shares)},
              {"variance_explained", curve.explained()},
              {"choices", design_json(curve.design)}};
    if (!is_missing(amount)) {
        json["share_at_or_above"] = curve.share_at_or_above(amount);
    }
    return json;
}

Table curve_data(const AnswerContext& context, const Curve& curve) {
    const Municipality& self = context.figures.panel.municipalities()[curve.municipality];
    Table table{"", {{"municipality", "", "", true}}};
    for (const auto choice : curve_choices) {
        table.columns.push_back({std::string(choice), "", "", true});
    }
    table.columns.push_back({"potential_mnkr", "", ""});
    const auto sizes = curve.design.sizes();
    std::array<std::vector<std::string>, 9> values;
    for (std::size_t c = 0; c < sizes.size(); ++c) {
        for (std::size_t v = 0; v < sizes[c]; ++v) {
            values[c].push_back(choice_value(curve.design, c, v));
        }
    }
    table.rows.reserve(curve.points.size());
    for (const auto& point : curve.points) {
        std::vector<Cell> row{std::string(self.id.view())};
        for (std::size_t c = 0; c < sizes.size(); ++c) {
            row.emplace_back(values[c][point.choice[c]]);
        }
        row.push_back(cell(point.potential, 4));
        table.rows.push_back(std::move(row));
    }
    return table;
}

std::string alternatives_words(const AnswerContext& context, const CurveDesign& design, std::size_t choice) {
    std::vector<Message> values;
    for (std::size_t v = 0; v < design.sizes()[choice]; ++v) {
        values.push_back(choice_words(design, choice, v, context.figures.panel, context.definitions));
    }
    return context.wording({"answer.claim.specification", {{"specification", values}}});
}

Table variance_table(const AnswerContext& context, const ClaimModels& models, const Curve& curve) {
    const auto& words = context.wording;
    Table table{words("answer.curve.variance"),
                {{"choice", words("plot.column.choice"), "", true},
                 {"share", words("answer.column.variance_share"), "%"},
                 {"values", words("plot.column.value"), "", true}}};
    std::vector<std::size_t> order(curve_choices.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, std::greater<>(), [&](std::size_t c) {
        return is_missing(curve.variance_share[c]) ? -1.0 : curve.variance_share[c];
    });
    const auto sizes = curve.design.sizes();
    for (const std::size_t c : order) {
        table.rows.push_back({words(models.choices[c].title),
                              sizes[c] > 1 ? cell(100 * curve.variance_share[c], 1) : Cell{},
                              alternatives_words(context, curve.design, c)});
    }
    table.rows.push_back({words("answer.curve.explained"), cell(100 * curve.explained(), 1), {}});
    table.last_is_total = true;
    table.notes.push_back(words("answer.curve.variance_note"));
    return table;
}

Fold reasons_fold(const AnswerContext& context, const ClaimModels& models) {
    Fold fold{context.wording("answer.curve.why"), {}};
    for (const auto& choice : models.choices) {
        fold.content.emplace_back(
            Paragraph{context.wording({"answer.curve.reason",
                                       {{"choice", choice.title},
                                        {"values", fmt::format("{}", fmt::join(choice.values, ", "))},
                                        {"reason", choice.reason}}})});
    }
    return fold;
}

/// Few ways are listed one by one.
Table ways_table(const AnswerContext& context, const Curve& curve) {
    const auto& words = context.wording;
    Table table{words("answer.curve.all_ways"),
                {{"specification", words("answer.column.specification"), "", true},
                 {"potential", words("plot.column.potential"), words("model.unit.mnkr")}}};
    for (const auto& point : curve.points) {
        table.rows.push_back(
            {words({"answer.claim.specification",
                    {{"specification", specification_words(curve.specification(point), curve.year(point),
                                                           context.figures.panel, context.definitions)}}}),
             cell(point.potential, 1)});
    }
    return table;
}

Answer curve_answer(const AnswerContext& given, const ClaimModels& models, const Curve& curve,
                    const ChartTemplates* templates) {
    const AnswerContext context = given.resting_on(used_by(curve.design, given.figures.panel, curve.municipality));
    const auto& words = context.wording;
    const Municipality& self = context.figures.panel.municipalities()[curve.municipality];
    const std::string mnkr = words("model.unit.mnkr");
    Answer answer = titled(words, words({"answer.curve.title", {{"municipality", self.name}}}), {curve.municipality});
    auto& blocks = answer.document.blocks;
    constexpr std::size_t few = 20;
    const bool listed = curve.points.size() <= few;
    blocks.emplace_back(Paragraph{words({listed ? "answer.curve.few" : "answer.curve.lead",
                                         {{"municipality", self.name},
                                          {"years", words(years_words(curve.design))},
                                          {"n", count(curve.points.size())},
                                          {"low", Number{listed ? curve.quantile(0) : curve.quantile(0.05)}},
                                          {"median", Number{curve.quantile(0.5)}},
                                          {"high", Number{listed ? curve.quantile(1) : curve.quantile(0.95)}}}}),
                                  true});
    if (templates != nullptr) {
        blocks.emplace_back(ChartRow{{curve_chart(context.charts(*templates), curve, models, nullptr)}});
    }
    if (listed) {
        blocks.emplace_back(ways_table(context, curve));
    } else {
        Table quantiles{words("answer.curve.quantiles"),
                        {{"share", words("answer.column.specifications_below"), "%"},
                         {"potential", words("plot.column.potential"), mnkr}}};
        for (const double share : {0.05, 0.25, 0.5, 0.75, 0.95}) {
            quantiles.rows.push_back({Number{100 * share}, cell(curve.quantile(share), 0)});
        }
        blocks.emplace_back(std::move(quantiles));
    }
    blocks.emplace_back(variance_table(context, models, curve));
    blocks.emplace_back(reasons_fold(context, models));
    blocks.emplace_back(Paragraph{words({"answer.curve.count",
                                         {{"n", count(curve.points.size())},
                                          {"computed", count(curve.computed)},
                                          {"combinations", count(curve.combinations)}}})});
    answer.document.source = words("answer.prices.own") + " " + source_words(context);
    blocks.emplace_back(Paragraph{answer.document.source});
    answer.document.data = curve_data(context, curve);
    answer.json = {{"schema", "skattekrona.curve/1"},
                   {"municipality", municipality_json(self)},
                   {"curve", curve_json(curve, missing)}};
    trace(
        answer, words, context.by(fmt::format("skattekrona curve {}", self.id.view()) + design_options(curve.design)),
        {words("answer.method.potential"), words({"answer.method.curve", {{"times", Number{models.pool_per_lowest}}}}),
         words("answer.method.noise"), words("answer.method.by_area"), words("answer.method.quality")});
    return answer;
}

Answer curves_answer(const AnswerContext& given, const ClaimModels& models, const std::vector<Curve>& curves) {
    const AnswerContext context = given.resting_on(used_by(curves.front().design, given.figures.panel, std::nullopt));
    const auto& words = context.wording;
    const std::string mnkr = words("model.unit.mnkr");
    Table table{"",
                {{"municipality", words("answer.column.municipality"), "", true},
                 {"name", words("plot.column.name"), "", true},
                 {"n", words("answer.column.specifications"), ""},
                 {"p5", "P5", mnkr},
                 {"p50", words("plot.column.median"), mnkr},
                 {"p95", "P95", mnkr},
                 {"driver", words("answer.column.driver"), "", true},
                 {"driver_share", words("answer.column.variance_share"), "%"}}};
    Json rows = Json::list();
    for (const auto& curve : curves) {
        const Municipality& self = context.figures.panel.municipalities()[curve.municipality];
        const auto driver = curve.main_driver();
        table.rows.push_back({std::string(self.id.view()), self.name, count(curve.points.size()),
                              cell(curve.quantile(0.05), 0), cell(curve.quantile(0.5), 0),
                              cell(curve.quantile(0.95), 0),
                              driver ? Cell{words(models.choices[*driver].title)} : Cell{},
                              cell(driver ? 100 * curve.variance_share[*driver] : missing, 0)});
        rows.push_back({{"municipality", municipality_json(self)}, {"curve", curve_json(curve, missing)}});
    }
    Answer answer = titled(words, words("answer.curves.title"));
    answer.document.data = table;
    answer.document.source = words("answer.prices.own") + " " + source_words(context);
    answer.document.blocks = {
        Paragraph{words({"answer.curves.lead",
                         {{"n", count(curves.size())}, {"years", words(years_words(curves.front().design))}}}),
                  true},
        std::move(table), Paragraph{answer.document.source}};
    answer.json = {{"schema", "skattekrona.curves/1"}, {"municipalities", std::move(rows)}};
    trace(answer, words, context.by("skattekrona curve --all" + design_options(curves.front().design)),
          {words("answer.method.potential"),
           words({"answer.method.curve", {{"times", Number{models.pool_per_lowest}}}}), words("answer.method.noise")});
    return answer;
}

}  // namespace skattekrona
