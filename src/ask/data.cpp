#include "ask/data.hpp"

#include "answer/data_answers.hpp"
#include "ask/choices.hpp"
#include "core/spelling.hpp"
#include "model/peers.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>

namespace skattekrona {

namespace {

/// The measures by id, by Kolada's id, or all those of an area.
Result<std::vector<FigureMeasure>> said_measures(const std::vector<std::string>& said,
                                                 const std::vector<FigureMeasure>& known) {
    std::vector<FigureMeasure> measures;
    Diagnostics problems;
    for (const auto& text : said) {
        const std::size_t before = measures.size();
        std::ranges::copy_if(known, std::back_inserter(measures), [&](const FigureMeasure& measure) {
            return measure.id == text || measure.area == text || lower_case(measure.kpi) == lower_case(text);
        });
        if (measures.size() == before) {
            std::vector<std::string> ids;
            std::ranges::transform(known, std::back_inserter(ids), &FigureMeasure::id);
            std::ranges::transform(known, std::back_inserter(ids), &FigureMeasure::kpi);
            problems.push_back(
                {Failure::usage, {"ask.error.export.measure", {{"found", text}}}, {}, close_spellings(text, ids, 3)});
        }
    }
    return problems.empty() ? Result<std::vector<FigureMeasure>>(std::move(measures)) : fail(std::move(problems));
}

/// The municipality and its pool: of the area that all the measures are of, or of the whole municipality.
Result<std::vector<std::size_t>> with_pool(const Basis& basis, const ExportChoice& choice, const std::string& said) {
    const Panel& panel = basis.figures.panel;
    if (choice.municipalities.size() != 1) {
        return fail(
            Diagnostic{Failure::usage, {"ask.error.export.pool", {{"n", count(choice.municipalities.size())}}}});
    }
    const auto pool = parse_pool(said, panel.municipalities());
    if (!pool) {
        return fail(pool.error());
    }
    const std::string& first = choice.measures.empty() ? "" : choice.measures.front().area;
    const bool one_area = !first.empty() && std::ranges::all_of(choice.measures, [&](const FigureMeasure& measure) {
        return measure.area == first;
    });
    const std::size_t self = choice.municipalities.front();
    auto members =
        pool_members(basis.figures, basis.definitions, *pool, one_area ? std::string_view(first) : total_area, self,
                     choice.years.empty() ? panel.last_year() : *choice.years.rbegin());
    if (members.empty()) {
        return fail(empty_pool(panel, *pool, self));
    }
    members.insert(members.begin(), self);
    return members;
}

}  // namespace

Result<Answer> ask(const Basis& basis, const CheckQuestion& question) {
    auto checks = check_consistency(basis.figures, basis.definitions);
    checks.insert(checks.end(), question.kept.begin(), question.kept.end());
    return data_check_answer(Sources(basis).context(), checks);
}

Options ExportQuestion::options() {
    return {
        {{.name = "--municipality",
          .help = {"ask.option.export_municipality", {}},
          .type = "@ask.option.type.list",
          .commas = true},
         &municipalities},
        {{.name = "--pool",
          .help = {"ask.option.export_pool", {}},
          .type = "riket|lan|kommungrupp|liknande|nearest:N|@ask.option.type.list"},
         &pool},
        {{.name = "--groups", .help = {"ask.option.export_groups", {}}}, &groups},
        {{.name = "--years,--year",
          .help = {"ask.option.export_years", {}},
          .type = "2015-2022|2021,2022",
          .commas = true},
         &years},
        {{.name = "--measure", .help = {"ask.option.export_measure", {}}, .type = "ID,ID", .commas = true}, &measures}};
}

Result<ExportChoice> understand(const Basis& basis, const ExportQuestion& question) {
    const Panel& panel = basis.figures.panel;
    ExportChoice choice;
    Diagnostics problems;
    choice.measures = figure_measures(basis.definitions, basis.words);
    if (!question.measures.empty()) {
        auto measures = said_measures(question.measures, choice.measures);
        blame(problems, measures);
        choice.measures = measures ? *std::move(measures) : std::vector<FigureMeasure>{};
    }
    if (question.municipalities.empty()) {
        choice.municipalities.resize(panel.size());
        std::iota(choice.municipalities.begin(), choice.municipalities.end(), std::size_t{0});
    }
    for (const auto& text : question.municipalities) {
        const auto municipality = said_municipality({text}, panel);
        blame(problems, municipality);
        if (municipality) {
            choice.municipalities.push_back(*municipality);
        }
    }
    for (Year year = panel.first_year(); question.years.empty() && year <= panel.last_year(); year = year + 1) {
        choice.years.insert(year);
    }
    for (const auto& text : question.years) {
        const auto years = said_years(text);
        if (!years) {
            blame(problems, years);
            continue;
        }
        blame(problems, check_year(panel, years->front()));
        blame(problems, check_year(panel, years->back()));
        choice.years.insert(years->begin(), years->end());
    }
    if (question.pool && problems.empty()) {
        auto members = with_pool(basis, choice, *question.pool);
        blame(problems, members);
        choice.municipalities = members ? *std::move(members) : std::vector<std::size_t>{};
    }
    std::vector<std::string_view> codes;
    for (const std::size_t i : choice.municipalities) {
        codes.push_back(panel.municipalities()[i].id.view());
    }
    const bool every = question.municipalities.empty() || question.pool == "riket";
    choice.options = (every ? "" : fmt::format(" --municipality {}", fmt::join(codes, ","))) +
                     (question.years.empty() ? "" : fmt::format(" --years {}", fmt::join(question.years, ","))) +
                     (question.measures.empty() ? "" : fmt::format(" --measure {}", fmt::join(question.measures, ",")));
    return problems.empty() ? Result<ExportChoice>(std::move(choice)) : fail(std::move(problems));
}

Answer groups_of(const Basis& basis, const ExportChoice& choice) {
    return groups_answer(Sources(basis).context(), choice);
}

}  // namespace skattekrona
