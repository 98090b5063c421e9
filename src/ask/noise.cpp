#include "ask/noise.hpp"

#include "answer/noise_answer.hpp"
#include "model/uncertainty.hpp"

#include <algorithm>

namespace skattekrona {

namespace {

constexpr int usual_lowest = 30;

/// What the noise says of one municipality's figures of a year.
Result<void> add_position(NoiseInput& input, const Basis& basis, const CostBasis& costs,
                          const std::vector<std::string>& areas) {
    // Own prices are asked for, which every year has.
    const CostWindow window = *cost_window(costs.history, basis.definitions, input.year, 1, std::nullopt);
    const CostWindow raw = *cost_window(costs.raw, basis.definitions, input.year, 1, std::nullopt);
    Specification specification;
    specification.areas = areas;
    specification.noise = Noise::lasting;
    const auto pools = make_pools(basis.figures, basis.definitions, window, *input.municipality, specification);
    if (!pools) {
        return fail(pools.error());
    }
    Draws draws;
    draws.lowest = input.lowest;
    input.position = uncertainty(costs, basis.definitions, window, *pools, *input.municipality, specification,
                                 {Level{Level::Kind::median}}, basis.parallel, draws)
                         .front();
    input.raw = raw.areas;
    input.raw.push_back(raw.total);
    return {};
}

}  // namespace

Options NoiseQuestion::options() {
    return {
        {{.name = "@ask.option.type.municipality",
          .id = "municipality",
          .help = {"ask.option.noise_municipality", {}},
          .words = true},
         &choices.municipality},
        choices.year_option(),
        {{.name = "--areas,--area", .help = {"ask.option.noise_areas", {}}, .type = "six|all|ID,ID"}, &choices.areas},
        {{.name = "--lowest", .help = {"ask.option.lowest", {}}, .type = "@ask.option.type.years"}, &lowest}};
}

Result<Answer> ask(const Basis& basis, const NoiseQuestion& question) {
    const ChoicesSaid& said = question.choices;
    const Panel& panel = basis.figures.panel;
    const auto areas = parse_areas(said.areas.value_or(said.usual.areas), basis.definitions);
    if (!areas) {
        return fail(areas.error());
    }
    NoiseInput input;
    input.lowest = question.lowest.value_or(usual_lowest);
    if (input.lowest < 1 || input.lowest > static_cast<int>(panel.size())) {
        return fail(Diagnostic{Failure::usage,
                               {"ask.error.lowest", {{"found", count(input.lowest)}, {"most", count(panel.size())}}}});
    }
    if (said.municipality.empty() && said.year) {
        return fail(Diagnostic{Failure::usage, {"ask.error.noise_year", {}}});
    }
    if (!said.municipality.empty()) {
        const auto municipality = said_municipality(said.municipality, panel);
        if (!municipality) {
            return fail(municipality.error());
        }
        input.municipality = *municipality;
        input.year = said.year ? Year{*said.year} : latest_year(basis.figures, *areas, *municipality);
        const auto years = years_with_any_deviation(panel, *areas, *municipality);
        if (std::ranges::find(years, input.year) == years.end()) {
            return fail(no_costs_that_year(basis.figures, *areas, *municipality, input.year));
        }
    }
    const CostBasis costs = cost_basis(panel, basis.definitions, *areas, Noise::lasting, basis.parallel);
    input.noise = *costs.noise;
    for (const auto& series : input.noise.areas) {
        input.predictions.push_back(predict_out_of_sample(series.panel, basis.parallel));
    }
    if (areas->size() > 1) {
        input.predictions.push_back(predict_out_of_sample(input.noise.total.panel, basis.parallel));
    }
    if (input.municipality) {
        if (auto added = add_position(input, basis, costs, *areas); !added) {
            return fail(added.error());
        }
    }
    return noise_answer(Sources(basis).context(), basis.charts, input);
}

}  // namespace skattekrona
