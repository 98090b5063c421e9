#include "ask/curve.hpp"

#include "answer/curve_answer.hpp"
#include "ask/choices.hpp"

#include <algorithm>
#include <atomic>
#include <iterator>
#include <string>

namespace skattekrona {

namespace {

/// Ranges like 2018-2022 as each of their years; the rest as it was said.
std::vector<std::string> each_year(const std::vector<std::string>& said) {
    std::vector<std::string> each;
    for (const auto& text : said) {
        if (const auto years = said_years(text)) {
            std::ranges::transform(*years, std::back_inserter(each),
                                   [](Year year) { return std::to_string(year.value); });
        } else {
            each.push_back(text);
        }
    }
    return each;
}

Result<CurveDesign> design_of(const CurveQuestion& question, const ClaimModels& models, const Basis& basis) {
    CurveDesign design;
    design.pool_per_lowest = models.pool_per_lowest;
    Diagnostics problems;
    for (std::size_t c = 0; c < curve_choices.size(); ++c) {
        const auto said = curve_choices[c] == "year" ? each_year(question.choices[c]) : question.choices[c];
        blame(problems,
              set_choice(design, curve_choices[c], said.empty() ? models.choice(curve_choices[c]).values : said,
                         basis.definitions, basis.figures.panel));
    }
    if (problems.empty() && design.whole_of_one()) {
        problems.push_back({Failure::usage, {"model.error.claim.whole_of_one", {}}});
    }
    if (!problems.empty()) {
        return fail(std::move(problems));
    }
    return design;
}

}  // namespace

Options CurveQuestion::options() {
    Options options{{{.name = "@ask.option.type.municipality",
                      .id = "municipality",
                      .help = {"ask.option.municipality", {}},
                      .words = true},
                     &municipality},
                    {{.name = "--all", .help = {"ask.option.curve_all", {}}}, &all}};
    for (std::size_t c = 0; c < curve_choices.size(); ++c) {
        const std::string name(curve_choices[c]);
        const std::string also = name == "year" ? ",--years" : "";
        // A pool and an area set may hold commas themselves, so that they are given one at a time.
        options.push_back({{.name = "--" + name + also,
                            .help = {"ask.option.curve." + name, {}},
                            .type = "@ask.option.type.value",
                            .commas = name != "pool" && name != "areas"},
                           &choices[c]});
    }
    return options;
}

Result<Answer> ask(const Basis& basis, const CurveQuestion& question) {
    if (question.all != question.municipality.empty()) {
        return fail(Diagnostic{Failure::usage, {"ask.error.curve.municipality_or_all", {}}});
    }
    Sources sources(basis);
    const auto models = sources.claim_models();
    if (!models) {
        return fail(models.error());
    }
    auto design = design_of(question, *models, basis);
    if (!design) {
        return fail(design.error());
    }
    const Panel& panel = basis.figures.panel;
    if (question.all) {
        const CurveFigures shared(basis.figures, basis.definitions, *std::move(design), basis.parallel);
        std::vector<Curve> curves(panel.size());
        std::atomic<std::size_t> done = 0;
        basis.parallel(curves.size(), [&](std::size_t i) {
            curves[i] = shared.curve(i);
            basis.progress(++done, curves.size());
        });
        return curves_answer(sources.context(), *models, curves);
    }
    const auto municipality = said_municipality(question.municipality, panel);
    if (!municipality) {
        return fail(municipality.error());
    }
    const auto known = curve_years(panel, design->areas);
    const Curve curve =
        CurveFigures(basis.figures, basis.definitions, *std::move(design), basis.parallel).curve(*municipality);
    if (curve.points.empty()) {
        return fail(Diagnostic{
            Failure::usage,
            {"ask.error.curve.empty",
             {{"municipality", panel.municipalities()[*municipality].name}, {"known", known_years(known)}}}});
    }
    return curve_answer(sources.context(), *models, curve, basis.charts);
}

}  // namespace skattekrona
