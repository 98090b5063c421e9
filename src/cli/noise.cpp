#include "cli/choices.hpp"
#include "cli/questions.hpp"
#include "cli/threads.hpp"
#include "model/uncertainty.hpp"

namespace skattekrona {

namespace {

struct NoiseOptions {
    std::vector<std::string> municipality;
    std::optional<int> year;
    std::string areas = noise_areas;
    int lowest = 30;
};

Result<Answer> run(Session& session, const NoiseOptions& options) {
    const auto inputs = read_inputs(session);
    if (!inputs) {
        return fail(inputs.error());
    }
    const auto& [definitions, figures] = *inputs;
    const Panel& panel = figures.panel;
    const auto areas = parse_areas(options.areas, definitions);
    if (!areas) {
        return fail(areas.error());
    }
    if (options.lowest < 1 || options.lowest > static_cast<int>(panel.size())) {
        return fail(Diagnostic{Failure::usage,
                               {"error.lowest",
                                {{"found", Number{static_cast<double>(options.lowest)}},
                                 {"most", Number{static_cast<double>(panel.size())}}}}});
    }
    if (options.municipality.empty() && options.year) {
        return fail(Diagnostic{Failure::usage, {"error.noise_year", {}}});
    }
    NoiseInput input;
    input.lowest = options.lowest;
    if (!options.municipality.empty()) {
        const auto municipality = typed_municipality(options.municipality, panel);
        if (!municipality) {
            return fail(municipality.error());
        }
        input.municipality = *municipality;
        input.year = options.year ? Year{*options.year} : latest_year(panel, *areas, *municipality);
        const auto years = years_with_any_deviation(panel, *areas, *municipality);
        if (std::ranges::find(years, input.year) == years.end()) {
            return fail(no_costs_that_year(panel, *areas, *municipality, input.year));
        }
    }
    const auto templates = session.templates();
    if (!templates) {
        return fail(templates.error());
    }
    const CostBasis basis = cost_basis(panel, definitions, *areas, Noise::lasting, threads());
    input.noise = *basis.noise;
    for (const auto& series : input.noise.areas) {
        input.predictions.push_back(predict_out_of_sample(series.panel, threads()));
    }
    if (areas->size() > 1) {
        input.predictions.push_back(predict_out_of_sample(input.noise.total.panel, threads()));
    }
    if (input.municipality) {
        // Own prices are asked for, which every year has.
        const CostWindow costs = *cost_window(basis.history, definitions, input.year, 1, std::nullopt);
        const CostWindow raw = *cost_window(basis.raw, definitions, input.year, 1, std::nullopt);
        Specification specification;
        specification.areas = *areas;
        specification.noise = Noise::lasting;
        const auto pools = make_pools(figures, definitions, costs, *input.municipality, specification);
        if (!pools) {
            return fail(pools.error());
        }
        Draws draws;
        draws.lowest = options.lowest;
        input.position = uncertainty(basis, definitions, costs, *pools, *input.municipality, specification,
                                     {Level{Level::Kind::median}}, threads(), draws)
                             .front();
        input.raw = raw.areas;
        input.raw.push_back(raw.total);
    }
    return noise_answer(session.answer_context(figures, definitions), *templates ? &**templates : nullptr, input);
}

}  // namespace

Result<Answer> noise_of(Session& session, const ChoiceOptions& about) {
    return run(session, {about.municipality, about.year, about.areas});
}

void add_noise_command(CLI::App& app, Session& session) {
    const auto& words = session.words();
    auto options = std::make_shared<NoiseOptions>();
    CLI::App* command = session.add_question(app, "noise", [options, &session] { return run(session, *options); });
    command->add_option(words("cli.type.municipality"), options->municipality, words("cli.noise_municipality"))
        ->type_name("");
    command->add_option("--year", options->year, words("cli.year"))->type_name(words("cli.type.year"));
    command->add_option("--areas,--area", options->areas, words("cli.noise_areas"))->type_name("six|all|ID,ID");
    command->add_option("--lowest", options->lowest, words("cli.lowest"))->type_name(words("cli.type.years"));
}

}  // namespace skattekrona
