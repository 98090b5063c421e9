#include "answer/noise_answer.hpp"

#include "answer/benchmark_answer.hpp"
#include "plot/charts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <map>

namespace skattekrona {

namespace {

/// Every series, the total last.
std::vector<const SeriesNoise*> all_series(const HistoryNoise& noise) {
    std::vector<const SeriesNoise*> series;
    std::ranges::transform(noise.areas, std::back_inserter(series), [](const SeriesNoise& one) { return &one; });
    if (noise.areas.size() > 1) {
        series.push_back(&noise.total);
    }
    return series;
}

/// The position in the series at that place of all_series.
const AreaUncertainty& position_of(const NoiseInput& input, std::size_t s) {
    return s < input.position.areas.size() ? input.position.areas[s] : input.position.total;
}

/// "7,4 (6,5–8,4)".
Cell estimate_cell(const Wording& words, const Estimate& estimate, double factor, int decimals) {
    if (is_missing(estimate.value)) {
        return {};
    }
    const Number value{factor * estimate.value, decimals};
    Interval interval{value, {factor * estimate.low, decimals}, {factor * estimate.high, decimals}};
    if (is_missing(estimate.low)) {
        interval.words = words({"model.noise.nought", {{"value", value}}});
    }
    return interval;
}

std::string years_words(const SeriesNoise& series) {
    const int first = series.panel.first.value;
    return fmt::format("{}–{}", first, first + static_cast<int>(series.panel.years()) - 1);
}

/// A parameter of the noise model with its usual symbol: as a table shows it, and its member in JSON.
struct Symbol {
    const char* key;
    const char* member;
    const char* title;
    const char* unit;
    double factor;
    int decimals;
    Estimate NoiseFit::*of;
};
constexpr std::array<Symbol, 5> symbols{{{"lasting", "sigma_u", "σ_u", "%", 100, 1, &NoiseFit::lasting},
                                         {"regime", "sigma_b", "σ_b", "%", 100, 1, &NoiseFit::regime},
                                         {"transitory", "sigma_v", "σ_v", "%", 100, 1, &NoiseFit::transitory},
                                         {"rho", "rho", "ρ", "", 1, 2, &NoiseFit::rho},
                                         {"size", "size_exponent", "γ", "", 1, 2, &NoiseFit::size}}};

Table parameters_table(const AnswerContext& context, const NoiseInput& input) {
    const auto& words = context.wording;
    Table table{words("model.noise.parameters"),
                {{"area", words("plot.column.area"), "", true}, {"years", words("plot.column.year"), "", true}}};
    for (const auto& symbol : symbols) {
        table.columns.push_back({.key = symbol.key,
                                 .title = symbol.title,
                                 .unit = symbol.unit,
                                 .text = true,
                                 .interval = bound_titles(words)});
    }
    table.columns.push_back({"reliability", words("answer.column.reliability"), "%"});
    for (const auto* series : all_series(input.noise)) {
        auto& row = table.rows.emplace_back();
        row = {words(context.definitions.short_title(series->area)), years_words(*series)};
        for (const auto& symbol : symbols) {
            row.push_back(estimate_cell(words, series->fit.*symbol.of, symbol.factor, symbol.decimals));
        }
        row.push_back(cell(100 * series->reliability(), 0));
    }
    table.notes = {words("model.noise.symbols")};
    // Which series have a regime of their own from which year.
    std::map<Year, std::vector<Text>> regimes;
    for (const auto* series : all_series(input.noise)) {
        for (const std::size_t begins : series->panel.regimes) {
            regimes[series->panel.first + static_cast<int>(begins)].push_back(
                context.definitions.short_title(series->area));
        }
    }
    for (const auto& [year, areas] : regimes) {
        table.notes.push_back(words({"model.noise.regimes", {{"year", year}, {"areas", areas}}}));
    }
    return table;
}

Table moments_table(const AnswerContext& context, const NoiseInput& input) {
    const auto& words = context.wording;
    Table table{words("model.noise.moments"),
                {{"area", words("plot.column.area"), "", true},
                 {"lasting", "σ_u", "%"},
                 {"transitory", "σ_v", "%"},
                 {"rho", "ρ", ""}}};
    for (const auto* series : all_series(input.noise)) {
        const NoiseParameters moments = noise_moments(series->panel);
        table.rows.push_back({words(context.definitions.short_title(series->area)), cell(100 * moments.lasting, 1),
                              cell(100 * moments.transitory, 1), cell(moments.rho, 2)});
    }
    table.notes = {words("model.noise.moments_note")};
    return table;
}

Table prediction_table(const AnswerContext& context, const NoiseInput& input) {
    const auto& words = context.wording;
    Table table{words("model.noise.prediction"),
                {{"area", words("plot.column.area"), "", true},
                 {"first", words("answer.column.first_year"), ""},
                 {"last", words("answer.column.last_year"), ""},
                 {"n", words("answer.column.compared"), ""},
                 {"raw", words("claim.noise_short.raw"), "%"},
                 {"shrunk", words("claim.noise_short.shrunk"), "%"},
                 {"national_mean", words("model.noise.national_mean"), "%"},
                 {"gain", words("model.noise.gain"), "%"}}};
    const auto series = all_series(input.noise);
    for (std::size_t s = 0; s < series.size(); ++s) {
        const auto& rows = input.predictions[s];
        if (rows.empty()) {
            continue;
        }
        const PredictionErrors& all = rows.back();
        table.rows.push_back({words(context.definitions.short_title(series[s]->area)), rows.front().year,
                              rows[rows.size() - 2].year, count(all.municipalities), cell(100 * all.raw, 2),
                              cell(100 * all.shrunk, 2), cell(100 * all.national_mean, 2),
                              cell(100 * (1 - all.shrunk / all.raw), 1, true)});
    }
    table.notes = {words("model.noise.prediction_note")};
    return table;
}

Table municipality_table(const AnswerContext& context, const NoiseInput& input) {
    const auto& words = context.wording;
    Table table{words("model.noise.municipality"),
                {{"area", words("plot.column.area"), "", true},
                 {"raw", words("claim.noise_short.raw"), "%"},
                 {"shrunk", words("claim.noise_short.shrunk"), "%"},
                 {.key = "lasting", .title = words("claim.noise_short.lasting"), .unit = "%", .bar = true},
                 {.key = "interval",
                  .title = words("answer.column.interval"),
                  .unit = "%",
                  .text = true,
                  .interval = bound_titles(words)},
                 {"rank", words("answer.column.rank_that_year"), ""},
                 {.key = "rank_interval",
                  .title = words("answer.column.rank_interval"),
                  .text = true,
                  .interval = bound_titles(words)},
                 {"among", words({"model.noise.among", {{"n", count(input.lowest)}}}), "%"}}};
    const std::size_t i = *input.municipality;
    const auto series = all_series(input.noise);
    for (std::size_t s = 0; s < series.size(); ++s) {
        const SeriesNoise& noise = *series[s];
        const AreaUncertainty& drawn = position_of(input, s);
        const LastingDeviation lasting = noise.lasting_deviation(input.year, i);
        const auto pct = [&](double ratio) { return as_percent(ratio - 1).value; };
        std::vector<Cell> row{words(context.definitions.short_title(noise.area))};
        if (is_missing(lasting.value)) {
            row.resize(table.columns.size());
            table.rows.push_back(std::move(row));
            continue;
        }
        row.insert(row.end(),
                   {cell(pct(noise.ratio(Noise::raw, input.year, i)), 1, true),
                    cell(pct(noise.ratio(Noise::shrunk, input.year, i)), 1, true), cell(lasting.value, 1, true),
                    Cell{Interval{{missing}, {lasting.low, 1, true}, {lasting.high, 1, true}, true}},
                    Cell{count(input.raw[s].order.all().below(input.raw[s].ratio[i]) + 1)},
                    Cell{Interval{{missing}, {drawn.rank.low}, {drawn.rank.high}}}, cell(100 * drawn.among_lowest, 0)});
        table.rows.push_back(std::move(row));
    }
    table.notes = {words("model.noise.municipality_note")};
    return table;
}

/// How much lasts in the total and in the areas, and what the model is worth.
std::string lead_words(const AnswerContext& context, const NoiseInput& input) {
    std::vector<double> lasts;
    std::vector<double> gains;
    const auto series = all_series(input.noise);
    for (std::size_t s = 0; s < series.size(); ++s) {
        const double share = 100 * series[s]->reliability();
        if (!is_missing(share) && (series.size() == 1 || series[s]->area != total_area)) {
            lasts.push_back(share);
        }
        if (!input.predictions[s].empty() && !is_missing(input.predictions[s].back().shrunk)) {
            gains.push_back(100 * (1 - input.predictions[s].back().shrunk / input.predictions[s].back().raw));
        }
    }
    if (lasts.empty() || gains.empty()) {
        return context.wording("model.noise.too_short");
    }
    std::vector<std::string> ids;
    std::ranges::transform(input.noise.areas, std::back_inserter(ids), &SeriesNoise::area);
    const Number gain_low{*std::ranges::min_element(gains), 1};
    const Number gain_high{*std::ranges::max_element(gains), 1};
    const bool one = series.size() == 1;
    const bool better = shown_sign(gain_low) > 0;
    return context.wording({one ? "model.noise.lead_one" : "model.noise.lead",
                            {{"total", Number{100 * series.back()->reliability()}},
                             {"areas", context.wording(areas_words(ids, context.definitions))},
                             {"low", Number{*std::ranges::min_element(lasts)}},
                             {"high", Number{*std::ranges::max_element(lasts)}}}}) +
           " " +
           context.wording({better ? (one ? "model.noise.better_one" : "model.noise.better")
                                   : (one ? "model.noise.not_better_one" : "model.noise.not_better"),
                            {{"gain_low", gain_low}, {"gain_high", gain_high}}});
}

Json estimate_json(const Estimate& estimate) {
    return {{"value", estimate.value},
            {"standard_error", estimate.standard_error},
            {"interval", Json::List{estimate.low, estimate.high}}};
}

Json series_json(const SeriesNoise& series, const std::vector<PredictionErrors>& predictions) {
    const NoiseFit& fit = series.fit;
    const NoiseParameters moments = noise_moments(series.panel);
    Json regimes = Json::list();
    for (const std::size_t begins : series.panel.regimes) {
        regimes.push_back(series.panel.first.value + static_cast<int>(begins));
    }
    Json errors = Json::list();
    for (const auto& row : predictions) {
        errors.push_back({{"year", row.year == Year{} ? Json() : Json(row.year.value)},
                          {"municipalities", row.municipalities},
                          {"rmse", {{"raw", row.raw}, {"shrunk", row.shrunk}, {"national_mean", row.national_mean}}},
                          {"regime_begins", row.regime_begins}});
    }
    Json json{{"id", series.area},
              {"first_year", series.panel.first},
              {"years", series.panel.years()},
              {"regimes_from", std::move(regimes)},
              {"municipalities", fit.municipalities},
              {"observations", fit.observations},
              {"log_likelihood", fit.log_likelihood}};
    for (const auto& symbol : symbols) {
        json[symbol.member] = estimate_json(fit.*symbol.of);
    }
    json["sigma_epsilon"] = fit.parameters.innovation();
    json["reliability"] = series.reliability();
    json["moments"] = {{"sigma_u", moments.lasting}, {"sigma_v", moments.transitory}, {"rho", moments.rho}};
    json["out_of_sample"] = std::move(errors);
    return json;
}

Json position_json(const SeriesNoise& noise, const AreaUncertainty& drawn, const NoiseInput& input) {
    const std::size_t i = *input.municipality;
    const bool known = noise.contains(input.year);
    const auto ratio = [&](Noise kind) { return known ? noise.ratio(kind, input.year, i) : missing; };
    return {{"id", noise.area},
            {"cost_ratio",
             {{"raw", ratio(Noise::raw)}, {"shrunk", ratio(Noise::shrunk)}, {"lasting", ratio(Noise::lasting)}}},
            {"rank", uncertain_json(drawn.rank)},
            {"probability_among_lowest", drawn.among_lowest}};
}

}  // namespace

Answer noise_answer(const AnswerContext& given, const ChartTemplates* templates, const NoiseInput& input) {
    std::vector<std::string> ids;
    std::ranges::transform(input.noise.areas, std::back_inserter(ids), &SeriesNoise::area);
    const Panel& panel = given.figures.panel;
    const AnswerContext context = given.resting_on(
        {ids, panel.first_year(), input.municipality ? input.year : panel.last_year(), input.municipality});
    const auto& words = context.wording;
    const auto series = all_series(input.noise);
    const auto municipalities = panel.municipalities();
    const Provenance provenance = context.by(fmt::format(
        "skattekrona noise{}{} --areas {}",
        input.municipality ? fmt::format(" {}", municipalities[*input.municipality].id.view()) : std::string(),
        input.municipality ? fmt::format(" --year {} --lowest {}", input.year.value, input.lowest) : std::string(),
        fmt::join(ids, ",")));
    Answer answer = titled(words, words("model.noise.title"));
    auto& blocks = answer.document.blocks;
    if (input.municipality) {
        const std::string& name = municipalities[*input.municipality].name;
        answer.about = {input.municipality, input.year};
        answer.document.title = words({"model.noise.title_of", {{"municipality", name}, {"year", input.year}}});
        const AreaUncertainty& last = position_of(input, series.size() - 1);
        if (!is_missing(last.among_lowest)) {
            blocks.emplace_back(Paragraph{words({"model.noise.lead_of",
                                                 {{"municipality", name},
                                                  {"areas", words(areas_words(ids, context.definitions))},
                                                  {"n", count(input.lowest)},
                                                  {"share", Number{100 * last.among_lowest, 0}},
                                                  {"low", Number{last.rank.low}},
                                                  {"high", Number{last.rank.high}}}}),
                                          true});
        }
        if (templates != nullptr && series.back()->contains(input.year)) {
            blocks.emplace_back(
                ChartRow{{noise_chart(context.charts(*templates), *series.back(), ids, *input.municipality, input.year,
                                      static_cast<std::size_t>(input.lowest))}});
        }
        blocks.emplace_back(municipality_table(context, input));
    } else {
        blocks.emplace_back(Paragraph{lead_words(context, input), true});
    }
    blocks.emplace_back(prediction_table(context, input));
    blocks.emplace_back(parameters_table(context, input));
    blocks.emplace_back(moments_table(context, input));
    answer.document.source = source_words(context);
    blocks.emplace_back(Paragraph{answer.document.source});

    Table data{"",
               {{"area", "", "", true},
                {"year", "", ""},
                {"municipalities", "", ""},
                {"rmse_raw", "", ""},
                {"rmse_shrunk", "", ""},
                {"rmse_national_mean", "", ""}}};
    Json json_series = Json::list();
    Json positions = Json::list();
    for (std::size_t s = 0; s < series.size(); ++s) {
        json_series.push_back(series_json(*series[s], input.predictions[s]));
        if (input.municipality) {
            positions.push_back(position_json(*series[s], position_of(input, s), input));
        }
        for (const auto& row : input.predictions[s]) {
            data.rows.push_back({series[s]->area, row.year == Year{} ? Cell{} : Cell{row.year},
                                 count(row.municipalities), cell(row.raw, 6), cell(row.shrunk, 6),
                                 cell(row.national_mean, 6)});
        }
    }
    answer.document.data = std::move(data);
    answer.json = {{"schema", "skattekrona.noise/1"}, {"series", std::move(json_series)}};
    if (input.municipality) {
        const Municipality& self = municipalities[*input.municipality];
        answer.json["municipality"] = municipality_json(self);
        answer.json["year"] = input.year.value;
        answer.json["lowest"] = input.lowest;
        answer.json["position"] = std::move(positions);
    }
    trace(answer, words, provenance, {words("answer.method.noise")});
    return answer;
}

}  // namespace skattekrona
