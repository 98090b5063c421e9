#include "report/answers.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>

namespace skattekrona {

namespace {

using Json = nlohmann::ordered_json;

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
    if (is_missing(estimate.low)) {
        return words({"noise.nought", {{"value", value}}});
    }
    return words({"noise.estimate",
                  {{"value", value},
                   {"low", Number{factor * estimate.low, decimals}},
                   {"high", Number{factor * estimate.high, decimals}}}});
}

std::string years_words(const SeriesNoise& series) {
    const int first = series.panel.first.value;
    return fmt::format("{}–{}", first, first + static_cast<int>(series.panel.years()) - 1);
}

Table parameters_table(const AnswerContext& context, const NoiseInput& input) {
    const auto& words = context.wording;
    Table table{words("noise.parameters"),
                {{"area", words("column.area"), "", true},
                 {"years", words("column.year"), "", true},
                 {"lasting", "σ_u", "%", true},
                 {"regime", "σ_b", "%", true},
                 {"transitory", "σ_v", "%", true},
                 {"rho", "ρ", "", true},
                 {"size", "γ", "", true},
                 {"reliability", words("column.reliability"), "%"}}};
    for (const auto* series : all_series(input.noise)) {
        const NoiseFit& fit = series->fit;
        table.rows.push_back({words(context.definitions.short_title(series->area)), years_words(*series),
                              estimate_cell(words, fit.lasting, 100, 1), estimate_cell(words, fit.regime, 100, 1),
                              estimate_cell(words, fit.transitory, 100, 1), estimate_cell(words, fit.rho, 1, 2),
                              estimate_cell(words, fit.size, 1, 2), cell(100 * series->reliability(), 0)});
    }
    table.notes = {words("noise.symbols")};
    // Which series have a regime of their own from which year.
    std::map<Year, std::vector<Text>> regimes;
    for (const auto* series : all_series(input.noise)) {
        for (const std::size_t begins : series->panel.regimes) {
            regimes[series->panel.first + static_cast<int>(begins)].push_back(
                context.definitions.short_title(series->area));
        }
    }
    for (const auto& [year, areas] : regimes) {
        table.notes.push_back(words({"noise.regimes", {{"year", year}, {"areas", areas}}}));
    }
    return table;
}

Table moments_table(const AnswerContext& context, const NoiseInput& input) {
    const auto& words = context.wording;
    Table table{words("noise.moments"),
                {{"area", words("column.area"), "", true},
                 {"lasting", "σ_u", "%"},
                 {"transitory", "σ_v", "%"},
                 {"rho", "ρ", ""}}};
    for (const auto* series : all_series(input.noise)) {
        const NoiseParameters moments = noise_moments(series->panel);
        table.rows.push_back({words(context.definitions.short_title(series->area)), cell(100 * moments.lasting, 1),
                              cell(100 * moments.transitory, 1), cell(moments.rho, 2)});
    }
    table.notes = {words("noise.moments_note")};
    return table;
}

Table prediction_table(const AnswerContext& context, const NoiseInput& input) {
    const auto& words = context.wording;
    Table table{words("noise.prediction"),
                {{"area", words("column.area"), "", true},
                 {"first", words("column.first_year"), ""},
                 {"last", words("column.last_year"), ""},
                 {"n", words("column.compared"), ""},
                 {"raw", words("noise_short.raw"), "%"},
                 {"shrunk", words("noise_short.shrunk"), "%"},
                 {"national_mean", words("noise.national_mean"), "%"},
                 {"gain", words("noise.gain"), "%"}}};
    const auto series = all_series(input.noise);
    for (std::size_t s = 0; s < series.size(); ++s) {
        const auto& rows = input.predictions[s];
        if (rows.empty()) {
            continue;
        }
        const PredictionErrors& all = rows.back();
        table.rows.push_back({words(context.definitions.short_title(series[s]->area)), rows.front().year,
                              rows[rows.size() - 2].year, Number{static_cast<double>(all.municipalities)},
                              cell(100 * all.raw, 2), cell(100 * all.shrunk, 2), cell(100 * all.national_mean, 2),
                              cell(100 * (1 - all.shrunk / all.raw), 1, true)});
    }
    table.notes = {words("noise.prediction_note")};
    return table;
}

Table municipality_table(const AnswerContext& context, const NoiseInput& input) {
    const auto& words = context.wording;
    Table table{words("noise.municipality"),
                {{"area", words("column.area"), "", true},
                 {"raw", words("noise_short.raw"), "%"},
                 {"shrunk", words("noise_short.shrunk"), "%"},
                 {.key = "lasting", .title = words("noise_short.lasting"), .unit = "%", .bar = true},
                 {"interval", words("column.interval"), "%", true},
                 {"rank", words("column.rank_that_year"), ""},
                 {"rank_interval", words("column.rank_interval"), "", true},
                 {"among", words({"noise.among", {{"n", Number{static_cast<double>(input.lowest)}}}}), "%"}}};
    const std::size_t i = *input.municipality;
    const auto series = all_series(input.noise);
    for (std::size_t s = 0; s < series.size(); ++s) {
        const SeriesNoise& noise = *series[s];
        const AreaUncertainty& drawn = position_of(input, s);
        const bool known = noise.contains(input.year);
        const auto at = known ? static_cast<std::size_t>(input.year - noise.panel.first) : 0;
        const LastingState state = known ? noise.states[at][i] : LastingState{};
        const auto pct = [&](double ratio) { return as_percent(ratio - 1).value; };
        std::vector<Cell> row{words(context.definitions.short_title(noise.area))};
        if (is_missing(state.mean)) {
            row.resize(table.columns.size());
            table.rows.push_back(std::move(row));
            continue;
        }
        const auto lasting = [&](double sds) {
            return Number{pct(noise.ratio(Noise::lasting, input.year, i, state.mean + sds * state.standard_deviation)),
                          1, true};
        };
        row.insert(row.end(),
                   {cell(pct(noise.ratio(Noise::raw, input.year, i)), 1, true),
                    cell(pct(noise.ratio(Noise::shrunk, input.year, i)), 1, true), Cell{lasting(0)},
                    Cell{words({"claim.to", {{"low", lasting(-normal_975)}, {"high", lasting(normal_975)}}})},
                    Cell{Number{static_cast<double>(input.raw[s].order.all().below(input.raw[s].ratio[i]) + 1)}},
                    Cell{words({"claim.range", {{"low", Number{drawn.rank.low}}, {"high", Number{drawn.rank.high}}}})},
                    cell(100 * drawn.among_lowest, 0)});
        table.rows.push_back(std::move(row));
    }
    table.notes = {words("noise.municipality_note")};
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
        return context.wording("noise.too_short");
    }
    std::vector<std::string> ids;
    std::ranges::transform(input.noise.areas, std::back_inserter(ids), &SeriesNoise::area);
    return context.wording({series.size() == 1 ? "noise.lead_one" : "noise.lead",
                            {{"total", Number{100 * series.back()->reliability()}},
                             {"areas", context.wording(areas_words(ids, context.definitions))},
                             {"low", Number{*std::ranges::min_element(lasts)}},
                             {"high", Number{*std::ranges::max_element(lasts)}},
                             {"gain_low", Number{*std::ranges::min_element(gains), 1}},
                             {"gain_high", Number{*std::ranges::max_element(gains), 1}}}});
}

Json estimate_json(const Estimate& estimate) {
    return {{"value", json_number(estimate.value)},
            {"standard_error", json_number(estimate.standard_error)},
            {"interval", {json_number(estimate.low), json_number(estimate.high)}}};
}

Json series_json(const SeriesNoise& series, const std::vector<PredictionErrors>& predictions) {
    const NoiseFit& fit = series.fit;
    const NoiseParameters moments = noise_moments(series.panel);
    Json regimes = Json::array();
    for (const std::size_t begins : series.panel.regimes) {
        regimes.push_back(series.panel.first.value + static_cast<int>(begins));
    }
    Json errors = Json::array();
    for (const auto& row : predictions) {
        errors.push_back({{"year", row.year == Year{} ? Json() : Json(row.year.value)},
                          {"municipalities", row.municipalities},
                          {"rmse",
                           {{"raw", json_number(row.raw)},
                            {"shrunk", json_number(row.shrunk)},
                            {"national_mean", json_number(row.national_mean)}}},
                          {"regime_begins", row.regime_begins}});
    }
    return {{"id", series.area},
            {"first_year", series.panel.first.value},
            {"years", series.panel.years()},
            {"regimes_from", std::move(regimes)},
            {"municipalities", fit.municipalities},
            {"observations", fit.observations},
            {"log_likelihood", json_number(fit.log_likelihood)},
            {"sigma_u", estimate_json(fit.lasting)},
            {"sigma_b", estimate_json(fit.regime)},
            {"sigma_v", estimate_json(fit.transitory)},
            {"rho", estimate_json(fit.rho)},
            {"size_exponent", estimate_json(fit.size)},
            {"sigma_epsilon", json_number(fit.parameters.innovation())},
            {"reliability", json_number(series.reliability())},
            {"moments",
             {{"sigma_u", json_number(moments.lasting)},
              {"sigma_v", json_number(moments.transitory)},
              {"rho", json_number(moments.rho)}}},
            {"out_of_sample", std::move(errors)}};
}

Json position_json(const SeriesNoise& noise, const AreaUncertainty& drawn, const NoiseInput& input) {
    const std::size_t i = *input.municipality;
    const bool known = noise.contains(input.year);
    const auto ratio = [&](Noise kind) { return json_number(known ? noise.ratio(kind, input.year, i) : missing); };
    return {{"id", noise.area},
            {"cost_ratio",
             {{"raw", ratio(Noise::raw)}, {"shrunk", ratio(Noise::shrunk)}, {"lasting", ratio(Noise::lasting)}}},
            {"rank", uncertain_json(drawn.rank)},
            {"probability_among_lowest", json_number(drawn.among_lowest)}};
}

}  // namespace

Answer noise_answer(const AnswerContext& context, const ChartTemplates* templates, const NoiseInput& input) {
    const auto& words = context.wording;
    const auto series = all_series(input.noise);
    const auto municipalities = context.figures.panel.municipalities();
    std::vector<std::string> ids;
    std::ranges::transform(input.noise.areas, std::back_inserter(ids), &SeriesNoise::area);
    Provenance provenance = context.provenance;
    provenance.command = fmt::format(
        "skattekrona noise{}{} --areas {}",
        input.municipality ? fmt::format(" {}", municipalities[*input.municipality].id.view()) : std::string(),
        input.municipality ? fmt::format(" --year {} --lowest {}", input.year.value, input.lowest) : std::string(),
        fmt::join(ids, ","));
    Answer answer;
    answer.document.language = words.language();
    auto& blocks = answer.document.blocks;
    if (input.municipality) {
        const std::string& name = municipalities[*input.municipality].name;
        answer.document.title = words({"noise.title_of", {{"municipality", name}, {"year", input.year}}});
        const AreaUncertainty& last = position_of(input, series.size() - 1);
        if (!is_missing(last.among_lowest)) {
            blocks.emplace_back(Paragraph{words({"noise.lead_of",
                                                 {{"municipality", name},
                                                  {"areas", words(areas_words(ids, context.definitions))},
                                                  {"n", Number{static_cast<double>(input.lowest)}},
                                                  {"share", Number{100 * last.among_lowest, 0}},
                                                  {"low", Number{last.rank.low}},
                                                  {"high", Number{last.rank.high}}}}),
                                          true});
        }
        if (templates != nullptr && series.back()->contains(input.year)) {
            blocks.emplace_back(
                ChartRow{{noise_chart({context.figures, context.definitions, *templates, words}, *series.back(), ids,
                                      *input.municipality, input.year, static_cast<std::size_t>(input.lowest))}});
        }
        blocks.emplace_back(municipality_table(context, input));
    } else {
        answer.document.title = words("noise.title");
        blocks.emplace_back(Paragraph{lead_words(context, input), true});
    }
    blocks.emplace_back(prediction_table(context, input));
    blocks.emplace_back(parameters_table(context, input));
    blocks.emplace_back(moments_table(context, input));
    answer.document.source = source_words(context);
    blocks.emplace_back(Paragraph{answer.document.source});
    blocks.emplace_back(provenance_block(provenance, words, {words("method.noise")}));

    Table data{"",
               {{"area", "", "", true},
                {"year", "", ""},
                {"municipalities", "", ""},
                {"rmse_raw", "", ""},
                {"rmse_shrunk", "", ""},
                {"rmse_national_mean", "", ""}}};
    Json json_series = Json::array();
    Json positions = Json::array();
    for (std::size_t s = 0; s < series.size(); ++s) {
        json_series.push_back(series_json(*series[s], input.predictions[s]));
        if (input.municipality) {
            positions.push_back(position_json(*series[s], position_of(input, s), input));
        }
        for (const auto& row : input.predictions[s]) {
            data.rows.push_back({series[s]->area, row.year == Year{} ? Cell{} : Cell{row.year},
                                 Number{static_cast<double>(row.municipalities)}, cell(row.raw, 6), cell(row.shrunk, 6),
                                 cell(row.national_mean, 6)});
        }
    }
    answer.document.data = std::move(data);
    answer.json = {{"schema", "skattekrona.noise/1"}, {"series", std::move(json_series)}};
    if (input.municipality) {
        const Municipality& self = municipalities[*input.municipality];
        answer.json["municipality"] = {{"id", self.id.view()}, {"name", self.name}};
        answer.json["year"] = input.year.value;
        answer.json["lowest"] = input.lowest;
        answer.json["position"] = std::move(positions);
    }
    answer.json["provenance"] = provenance_json(provenance);
    return answer;
}

}  // namespace skattekrona
