#pragma once

#include "core/random.hpp"
#include "model/noise.hpp"

#include <cmath>
#include <cstdint>
#include <vector>

namespace skattekrona::test {

/// A panel drawn from the noise model, and what lasted in it: u + b per municipality in the last year.
struct SimulatedPanel {
    RatioPanel panel;
    std::vector<double> lasting;
};

/// `missing_share`: the share of figures that are taken away at random.
inline SimulatedPanel simulate(const NoiseParameters& p, std::size_t municipalities, std::size_t years,
                               std::vector<std::size_t> regimes, double missing_share, std::uint64_t seed) {
    SimulatedPanel made{{Year{2010}, std::vector<std::vector<double>>(years, std::vector<double>(municipalities)),
                         std::vector<double>(municipalities), std::move(regimes)},
                        std::vector<double>(municipalities)};
    const auto z = [&](std::uint32_t stream, std::size_t k, std::size_t t) {
        return standard_normal(seed, {stream, static_cast<std::uint32_t>(k), static_cast<std::uint32_t>(t)});
    };
    for (std::size_t k = 0; k < municipalities; ++k) {
        // As widely spread as the real ones: a standard deviation of about 1 in ln(population).
        made.panel.log_size[k] = z(0, k, 0);
        const double sd = p.transitory * std::exp(-p.size * made.panel.log_size[k]);
        double lasting = p.lasting * z(1, k, 0);
        double v = sd * z(2, k, 0);
        for (std::size_t t = 0; t < years; ++t) {
            v = t == 0 ? v : p.rho * v + std::sqrt(1 - p.rho * p.rho) * sd * z(2, k, t);
            for (const std::size_t begins : made.panel.regimes) {
                lasting += t == begins ? p.regime * z(3, k, t) : 0;
            }
            const double year_effect = 0.01 * static_cast<double>(t);
            const bool gone =
                uniform(seed, {4, static_cast<std::uint32_t>(k), static_cast<std::uint32_t>(t)}) < missing_share;
            made.panel.y[t][k] = gone ? missing : year_effect + lasting + v;
        }
        made.lasting[k] = lasting;
    }
    return made;
}

}  // namespace skattekrona::test
