#include "claim/curve.hpp"
#include "cli/choices.hpp"
#include "cli/questions.hpp"
#include "cli/threads.hpp"

#include <array>
#include <atomic>

namespace skattekrona {

namespace {

struct CurveOptions {
    std::vector<std::string> municipality;
    bool all = false;
    std::array<std::vector<std::string>, curve_choices.size()> choices;
};

Result<CurveDesign> design_of(const CurveOptions& options, const ClaimModels& models, const Definitions& definitions,
                              const Panel& panel) {
    CurveDesign design;
    design.pool_per_lowest = models.pool_per_lowest;
    Diagnostics problems;
    for (std::size_t c = 0; c < curve_choices.size(); ++c) {
        const auto& values = options.choices[c].empty() ? models.choice(curve_choices[c]).values : options.choices[c];
        if (auto set = set_choice(design, curve_choices[c], values, definitions, panel); !set) {
            problems.insert(problems.end(), set.error().begin(), set.error().end());
        }
    }
    if (problems.empty() && design.whole_of_one()) {
        problems.push_back({Failure::usage, {"error.claim.whole_of_one", {}}});
    }
    if (!problems.empty()) {
        return fail(std::move(problems));
    }
    return design;
}

Result<Answer> run(Session& session, const CurveOptions& options) {
    if (options.all != options.municipality.empty()) {
        return fail(Diagnostic{Failure::usage, {"error.curve.municipality_or_all", {}}});
    }
    const auto inputs = read_inputs(session);
    if (!inputs) {
        return fail(inputs.error());
    }
    const auto& [definitions, figures] = *inputs;
    const auto models = session.claim_models(definitions, figures);
    if (!models) {
        return fail(models.error());
    }
    auto design = design_of(options, *models, definitions, figures.panel);
    if (!design) {
        return fail(design.error());
    }
    const auto context = session.answer_context(figures, definitions);
    if (options.all) {
        const CurveFigures shared(figures, definitions, *std::move(design), threads());
        std::vector<Curve> curves(figures.panel.size());
        std::atomic<std::size_t> done = 0;
        threads()(curves.size(), [&](std::size_t i) {
            curves[i] = shared.curve(i);
            session.progress(++done, curves.size());
        });
        return curves_answer(context, *models, curves);
    }
    const auto municipality = typed_municipality(options.municipality, figures.panel);
    if (!municipality) {
        return fail(municipality.error());
    }
    const auto templates = session.templates();
    if (!templates) {
        return fail(templates.error());
    }
    const Curve curve = CurveFigures(figures, definitions, *std::move(design), threads()).curve(*municipality);
    if (curve.points.empty()) {
        return fail(
            Diagnostic{Failure::usage,
                       {"error.curve.empty", {{"municipality", figures.panel.municipalities()[*municipality].name}}}});
    }
    return curve_answer(context, *models, curve, *templates ? &**templates : nullptr);
}

}  // namespace

Result<Answer> curve_of(Session& session, const std::vector<std::string>& about) {
    CurveOptions options;
    options.municipality = about;
    return run(session, options);
}

void add_curve_command(CLI::App& app, Session& session) {
    const auto& words = session.words();
    auto options = std::make_shared<CurveOptions>();
    CLI::App* command = session.add_question(app, "curve", [options, &session] { return run(session, *options); });
    command->add_option(words("cli.type.municipality"), options->municipality, words("cli.municipality"))
        ->type_name("");
    command->add_flag("--all", options->all, words("cli.curve_all"));
    for (std::size_t c = 0; c < curve_choices.size(); ++c) {
        const std::string name(curve_choices[c]);
        CLI::Option* option = command->add_option("--" + name, options->choices[c], words("cli.curve." + name))
                                  ->type_name(words("cli.type.value"))
                                  ->allow_extra_args(false);
        // A pool and an area set may hold commas themselves, so that they are given one at a time.
        if (name != "pool" && name != "areas") {
            option->delimiter(',');
        }
    }
}

}  // namespace skattekrona
