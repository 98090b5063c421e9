#include "scenario/scenario.hpp"

#include "core/spelling.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace skattekrona {

namespace {

/// The growth that a population or a volume has by its counts, the base year's first.
std::vector<double> growth_of(const std::vector<double>& counts) {
    std::vector<double> growth;
    for (std::size_t t = 1; t < counts.size(); ++t) {
        growth.push_back(std::log(counts[t] / counts[t - 1]));
    }
    return growth;
}

const std::vector<double>* projected(const Scenario& scenario, const std::string& age_group) {
    const auto found = std::ranges::find(scenario.population, age_group, [](const auto& one) { return one.first; });
    return found == scenario.population.end() ? nullptr : &found->second;
}

/// The base year's volume and those of the years ahead, from the projected age groups.
std::vector<double> projected_volume(const Scenario& scenario, const ServiceArea& area, const Panel& panel) {
    std::vector<double> volume(static_cast<std::size_t>(scenario.horizon - scenario.base_year) + 1);
    for (const auto& [age_group, weight] : area.age_groups) {
        volume[0] += weight * panel.value(age_group, scenario.base_year, scenario.municipality);
        const auto& counts = *projected(scenario, age_group);
        for (std::size_t t = 0; t < counts.size(); ++t) {
            volume[t + 1] += weight * counts[t];
        }
    }
    return volume;
}

bool undecided(const Assumption& one) {
    return one.path.empty() && one.distribution.kind == Distribution::Kind::constant &&
           is_missing(one.distribution.parameters.front());
}

Message from_history(const char* key, const Growth& growth) {
    return {key,
            {{"years", count(growth.years)},
             {"first", growth.last - (growth.years - 1)},
             {"last", growth.last},
             {"mean", Number{growth.mean, 1}}}};
}

/// The mean, as well as so many years tell it; nothing is known of it where there is no history.
Distribution around(double mean, const Growth& growth) {
    return is_missing(growth.deviation)
               ? Distribution{Distribution::Kind::constant, {is_missing(mean) ? 0 : mean}}
               : Distribution{Distribution::Kind::normal,
                              {mean, growth.deviation / std::sqrt(static_cast<double>(growth.years))}};
}

/// The standing assumptions that the scenario leaves out. The price has its own history. Taxes and grants follow the
/// price, whatever it turns out to be: a municipality in time uses what room there is, and a result that grew for years
/// on end because incomes once grew faster would be no forecast. True where they do.
bool complete(std::vector<Assumption>& assumptions, const Growth& price, const Growth& income) {
    const auto standing = [&](Standing which) -> Assumption& { return assumptions[static_cast<std::size_t>(which)]; };
    Assumption& price_mean = standing(Standing::price);
    Assumption& income_mean = standing(Standing::income);
    if (undecided(price_mean)) {
        price_mean.distribution = around(price.mean, price);
        price_mean.source = from_history("scenario.source.price", price);
    }
    const bool over_price = undecided(income_mean);
    if (over_price) {
        income_mean.distribution = around(0, income);
        income_mean.source = from_history("scenario.source.income", income);
    }
    const auto vary = [&](Standing which, const Growth& growth, const char* key) {
        if (Assumption& variation = standing(which); undecided(variation)) {
            variation.distribution = {Distribution::Kind::constant,
                                      {is_missing(growth.deviation) ? 0 : growth.deviation}};
            variation.source = from_history(key, growth);
        }
    };
    vary(Standing::price_variation, price, "scenario.source.price");
    vary(Standing::income_variation, income, "scenario.source.income_variation");
    return over_price;
}

}  // namespace

bool volume_known(const Scenario& scenario, const ServiceArea& area) {
    return std::ranges::all_of(area.age_groups,
                               [&](const auto& group) { return projected(scenario, group.first) != nullptr; });
}

std::string plain_scenario(std::string_view title, std::string_view source, std::string_view municipality,
                           const std::vector<std::string>& areas, Year base_year, int years) {
    return fmt::format(
        "title = \"{}\"\nauthor = \"Skattekrona\"\nsource = \"{}\"\n"
        "municipality = \"{}\"\nareas = \"{}\"\nbase_year = {}\nhorizon = {}\n",
        title, source, municipality, fmt::join(areas, ","), base_year.value, base_year.value + years);
}

Result<SimulationModel> simulation_model(Scenario& scenario, const Figures& figures, const Definitions& definitions,
                                         const ParallelFor& parallel) {
    const Panel& panel = figures.panel;
    std::vector<bool> known;
    for (const auto& area : scenario.areas) {
        known.push_back(volume_known(scenario, *definitions.area(area)));
    }
    const NationalDynamics national =
        national_dynamics(figures, definitions, scenario.areas, scenario.base_year, parallel);
    SimulationModel model;
    model.base = baseline(national, figures, definitions, scenario.municipality, known);
    model.years = static_cast<std::size_t>(scenario.horizon - scenario.base_year);
    std::vector<Text> too_early;
    for (std::size_t a = 0; a < scenario.areas.size(); ++a) {
        const ServiceArea& area = *definitions.area(scenario.areas[a]);
        if (known[a] && !std::ranges::all_of(projected_volume(scenario, area, panel), [](double v) { return v > 0; })) {
            return fail(Diagnostic{
                Failure::invalid_input, {"scenario.error.scenario.no_volume", {{"area", area.title}}}, scenario.where});
        }
        model.volume.push_back(known[a] ? growth_of(projected_volume(scenario, area, panel))
                                        : std::vector<double>(model.years, model.base.areas[a].volume_trend));
        if (is_missing(model.base.areas[a].level)) {
            too_early.push_back(area.title);
        }
    }
    if (!too_early.empty()) {
        return fail(
            Diagnostic{Failure::invalid_input,
                       {"scenario.error.scenario.too_early", {{"areas", too_early}, {"year", scenario.base_year}}},
                       scenario.where});
    }
    const auto* everybody = projected(scenario, "population");
    for (std::size_t t = 0; t < model.years; ++t) {
        model.population.push_back(everybody != nullptr
                                       ? (*everybody)[t]
                                       : model.base.population *
                                             std::exp(static_cast<double>(t + 1) * model.base.population_trend));
    }
    model.income_over_price = complete(scenario.assumptions, national.price, model.base.income_growth);
    model.assumptions = scenario.assumptions;
    model.assumption_correlation = scenario.correlation;
    model.discount_rate = scenario.discount_rate;
    Diagnostics problems;
    for (const auto& lever : scenario.levers) {
        auto effect = lever_effect(lever, model, figures, definitions, parallel);
        if (effect) {
            model.levers.push_back(*std::move(effect));
        } else {
            problems.insert(problems.end(), effect.error().begin(), effect.error().end());
        }
    }
    if (!problems.empty()) {
        return fail(std::move(problems));
    }
    return model;
}

}  // namespace skattekrona
