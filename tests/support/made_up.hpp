#pragma once

#include "figures/figures.hpp"

#include <fmt/format.h>
#include <string>
#include <vector>

namespace skattekrona::test {

/// Net and reference cost of one area, mnkr, one value per municipality.
struct MadeUpArea {
    std::string id;
    std::vector<double> net;
    std::vector<double> reference;
};

/// Figures of one year (2020) with a population of 10 000 each, in one county, for tests that need no real ones.
inline Figures made_up_figures(const std::vector<MadeUpArea>& areas) {
    const std::size_t size = areas.front().net.size();
    std::vector<Municipality> municipalities;
    for (std::size_t i = 0; i < size; ++i) {
        municipalities.push_back(
            {*MunicipalityId::parse(fmt::format("{:04}", 100 + i)), fmt::format("Kommun{}", i), "Provlän"});
    }
    std::map<std::string, Panel::Series, std::less<>> measures;
    for (const auto& area : areas) {
        measures[net_cost_measure(area.id)] = area.net;
        measures[reference_cost_measure(area.id)] = area.reference;
    }
    measures["population"] = std::vector<double>(size, 10000.0);
    return {Panel(std::move(municipalities), Year{2020}, Year{2020}, std::move(measures)), {}, {}};
}

}  // namespace skattekrona::test
