#include "scenario/lever.hpp"

#include "model/benchmark.hpp"

#include <algorithm>
#include <cmath>

namespace skattekrona {

double phased_in(PhaseIn phase, Year from, Year by, Year year) {
    const double x = std::clamp(static_cast<double>(year - from + 1) / (by - from + 1), 0.0, 1.0);
    switch (phase) {
        case PhaseIn::s_curve:
            return x * x * (3 - 2 * x);
        case PhaseIn::front_loaded:
            return 1 - (1 - x) * (1 - x);
        default:
            return x;
    }
}

namespace {

/// Where the lever's areas stand among the model's.
std::vector<std::size_t> places(const Lever& lever, const SimulationModel& model) {
    std::vector<std::size_t> found;
    for (std::size_t a = 0; a < model.base.areas.size(); ++a) {
        if (std::ranges::find(lever.areas, model.base.areas[a].area) != lever.areas.end()) {
            found.push_back(a);
        }
    }
    return found;
}

/// A value for each of the lever's areas and each year ahead.
template <class Of>
std::vector<std::vector<double>> over_years(const Lever& lever, const SimulationModel& model,
                                            const std::vector<std::size_t>& areas, Of of) {
    std::vector<std::vector<double>> values(areas.size());
    for (std::size_t a = 0; a < areas.size(); ++a) {
        for (std::size_t t = 0; t < model.years; ++t) {
            const Year year = model.base.year + static_cast<int>(t + 1);
            values[a].push_back(phased_in(lever.phase, lever.from, lever.by, year) * of(areas[a], t));
        }
    }
    return values;
}

/// The levels' cost ratios in the specification's areas; the same in all where it is of the whole.
Result<std::vector<double>> level_ratios(const Specification& specification, const SimulationModel& model,
                                         const Figures& figures, const Definitions& definitions,
                                         const ParallelFor& parallel) {
    const auto found = benchmark(figures, definitions, model.base.municipality, model.base.year, specification,
                                 {specification.level}, parallel);
    if (!found) {
        return fail(found.error());
    }
    const Benchmark& result = found->front();
    std::vector<double> ratios;
    for (const auto& area : result.areas) {
        ratios.push_back(specification.scope == Scope::whole ? result.total.level_ratio : area.level_ratio);
    }
    return ratios;
}

/// What is expected of the lever's areas together.
double expected_ratio(const SimulationModel& model, const std::vector<std::size_t>& areas, std::size_t ahead) {
    double net = 0;
    double reference = 0;
    for (const std::size_t a : areas) {
        const AreaDynamics& area = model.base.areas[a];
        double volume = 0;
        for (std::size_t t = 0; t <= ahead; ++t) {
            volume += model.volume[a][t];
        }
        net += area.reference_cost * std::exp(volume + expected_log_ratio(area, ahead));
        reference += area.reference_cost * std::exp(volume);
    }
    return net / reference;
}

using Effect = decltype(LeverEffect::what);

/// What one kind of lever does in its areas.
struct EffectOf {
    const Lever& lever;
    const std::vector<std::size_t>& areas;
    const SimulationModel& model;
    const Figures& figures;
    const Definitions& definitions;
    const ParallelFor& parallel;

    Result<Effect> operator()(const Lever::ToLevel& level) const {
        const auto ratios = level_ratios(level.specification, model, figures, definitions, parallel);
        if (!ratios) {
            return fail(ratios.error());
        }
        const bool whole = level.specification.scope == Scope::whole;
        LeverEffect::Cut cut{over_years(lever, model, areas, [&](std::size_t a, std::size_t t) {
            const auto own = static_cast<std::size_t>(std::ranges::find(areas, a) - areas.begin());
            const double expected =
                whole ? expected_ratio(model, areas, t) : std::exp(expected_log_ratio(model.base.areas[a], t));
            return counted(1 - (*ratios)[own] / expected, level.specification.netting);
        })};
        const bool known = std::ranges::none_of(cut.share, [](const auto& years) {
            return std::ranges::any_of(years, [](double x) { return is_missing(x); });
        });
        if (!known) {
            return fail(Diagnostic{
                Failure::invalid_input, {"scenario.error.scenario.no_level", {{"lever", lever.id}}}, lever.where});
        }
        return cut;
    }

    Result<Effect> operator()(const Lever::Saving& saving) const {
        double all = 0;
        for (const std::size_t a : areas) {
            all += model.base.areas[a].net_cost;
        }
        const Assumption& amount = model.assumptions[saving.amount];
        const double most =
            amount.path.empty() ? quantile(amount.distribution, 0.999) : *std::ranges::max_element(amount.path);
        if (most > all) {
            return fail(Diagnostic{Failure::invalid_input,
                                   {"scenario.error.scenario.too_large",
                                    {{"lever", lever.title}, {"amount", Number{most}}, {"net", Number{all}}}},
                                   lever.where});
        }
        return LeverEffect::Amount{saving.amount, over_years(lever, model, areas, [&](std::size_t a, std::size_t) {
                                       return model.base.areas[a].net_cost / all;
                                   })};
    }

    Result<Effect> operator()(const Lever::Frames& frames) const {
        std::vector<bool> active;
        for (std::size_t t = 0; t < model.years; ++t) {
            const Year year = model.base.year + static_cast<int>(t + 1);
            active.push_back(year >= lever.from && year <= lever.by);
        }
        return LeverEffect::Frames{frames.price_compensation, frames.volume_compensation, frames.demand,
                                   std::move(active)};
    }
};

}  // namespace

Result<LeverEffect> lever_effect(const Lever& lever, const SimulationModel& model, const Figures& figures,
                                 const Definitions& definitions, const ParallelFor& parallel) {
    auto areas = places(lever, model);
    auto effect = std::visit(EffectOf{lever, areas, model, figures, definitions, parallel}, lever.what);
    if (!effect) {
        return fail(effect.error());
    }
    return LeverEffect{lever.id, lever.realised, std::move(areas), *std::move(effect)};
}

Diagnostics overlapping(const std::vector<Lever>& levers, const Definitions& definitions) {
    Diagnostics problems;
    for (std::size_t later = 0; later < levers.size(); ++later) {
        for (std::size_t earlier = 0; earlier < later; ++earlier) {
            const Lever& one = levers[earlier];
            const Lever& other = levers[later];
            const bool same_time = one.from <= other.by && other.from <= one.by;
            const bool level = one.to_level() || other.to_level();
            if (!same_time && !level) {
                continue;
            }
            const auto both = std::ranges::find_if(one.areas, [&](const std::string& area) {
                return std::ranges::find(other.areas, area) != other.areas.end();
            });
            if (both != one.areas.end()) {
                problems.push_back({Failure::invalid_input,
                                    {"scenario.error.scenario.overlap",
                                     {{"one", one.id}, {"other", other.id}, {"area", definitions.title(*both)}}},
                                    other.where});
            }
        }
    }
    return problems;
}

}  // namespace skattekrona
