#include "scenario/lever.hpp"

#include "model/benchmark.hpp"

#include <algorithm>
#include <cmath>

namespace skattekrona {

std::string to_string(PhaseIn phase) {
    switch (phase) {
        case PhaseIn::s_curve:
            return "s-curve";
        case PhaseIn::front_loaded:
            return "front-loaded";
        default:
            return "linear";
    }
}

std::vector<std::string> phase_names() { return {"linear", "s-curve", "front-loaded"}; }

std::vector<std::string> lever_kinds() { return {"level", "saving", "frames"}; }

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

/// The levels' cost ratios in the lever's areas; the same in all where it is of the whole.
Result<std::vector<double>> level_ratios(const Lever& lever, const SimulationModel& model, const Figures& figures,
                                         const Definitions& definitions, const ParallelFor& parallel) {
    const auto found = benchmark(figures, definitions, model.base.municipality, model.base.year, lever.specification,
                                 {lever.specification.level}, parallel);
    if (!found) {
        return fail(found.error());
    }
    const Benchmark& result = found->front();
    std::vector<double> ratios;
    for (const auto& area : result.areas) {
        ratios.push_back(lever.specification.scope == Scope::whole ? result.total.level_ratio : area.level_ratio);
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

}  // namespace

Result<LeverEffect> lever_effect(const Lever& lever, const SimulationModel& model, const Figures& figures,
                                 const Definitions& definitions, const ParallelFor& parallel) {
    LeverEffect effect{lever.id, lever.realised, places(lever, model), {}, std::nullopt, std::nullopt};
    switch (lever.kind) {
        case Lever::Kind::level: {
            const auto ratios = level_ratios(lever, model, figures, definitions, parallel);
            if (!ratios) {
                return fail(ratios.error());
            }
            const bool whole = lever.specification.scope == Scope::whole;
            effect.cut = over_years(lever, model, effect.areas, [&](std::size_t a, std::size_t t) {
                const auto own = static_cast<std::size_t>(std::ranges::find(effect.areas, a) - effect.areas.begin());
                const double expected = whole ? expected_ratio(model, effect.areas, t)
                                              : std::exp(expected_log_ratio(model.base.areas[a], t));
                return counted(1 - (*ratios)[own] / expected, lever.specification.netting);
            });
            const bool known = std::ranges::none_of(effect.cut, [](const auto& years) {
                return std::ranges::any_of(years, [](double x) { return is_missing(x); });
            });
            if (!known) {
                return fail(Diagnostic{
                    Failure::invalid_input, {"error.scenario.no_level", {{"lever", lever.id}}}, lever.where});
            }
            break;
        }
        case Lever::Kind::saving: {
            double all = 0;
            for (const std::size_t a : effect.areas) {
                all += model.base.areas[a].net_cost;
            }
            const Assumption& amount = model.assumptions[lever.amount];
            const double most =
                amount.path.empty() ? quantile(amount.distribution, 0.999) : *std::ranges::max_element(amount.path);
            if (most > all) {
                return fail(Diagnostic{Failure::invalid_input,
                                       {"error.scenario.too_large",
                                        {{"lever", lever.title}, {"amount", Number{most}}, {"net", Number{all}}}},
                                       lever.where});
            }
            effect.amount = {lever.amount, over_years(lever, model, effect.areas, [&](std::size_t a, std::size_t) {
                                 return model.base.areas[a].net_cost / all;
                             })};
            break;
        }
        case Lever::Kind::frames: {
            std::vector<bool> active;
            for (std::size_t t = 0; t < model.years; ++t) {
                const Year year = model.base.year + static_cast<int>(t + 1);
                active.push_back(year >= lever.from && year <= lever.by);
            }
            effect.frames = {lever.price_compensation, lever.volume_compensation, lever.demand, std::move(active)};
            break;
        }
    }
    return effect;
}

Diagnostics overlapping(const std::vector<Lever>& levers, const Definitions& definitions) {
    Diagnostics problems;
    for (std::size_t later = 0; later < levers.size(); ++later) {
        for (std::size_t earlier = 0; earlier < later; ++earlier) {
            const Lever& one = levers[earlier];
            const Lever& other = levers[later];
            const bool same_time = one.from <= other.by && other.from <= one.by;
            const bool level = one.kind == Lever::Kind::level || other.kind == Lever::Kind::level;
            if (!same_time && !level) {
                continue;
            }
            const auto both = std::ranges::find_if(one.areas, [&](const std::string& area) {
                return std::ranges::find(other.areas, area) != other.areas.end();
            });
            if (both != one.areas.end()) {
                problems.push_back({Failure::invalid_input,
                                    {"error.scenario.overlap",
                                     {{"one", one.id}, {"other", other.id}, {"area", definitions.title(*both)}}},
                                    other.where});
            }
        }
    }
    return problems;
}

}  // namespace skattekrona
