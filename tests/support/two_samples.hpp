#pragma once

#include "core/random.hpp"
#include "scenario/sobol.hpp"

#include <cstdint>
#include <functional>
#include <vector>

namespace skattekrona::test {

/// A function of independent numbers, uniform from 0 to 1, each of them a factor.
inline TwoSampleModel two_samples(std::function<double(const std::vector<double>&)> function, std::uint32_t samples,
                                  std::uint64_t seed) {
    return [=](const std::vector<bool>& from_second) {
        std::vector<double> outputs;
        std::vector<double> u(from_second.size());
        for (std::uint32_t sample = 0; sample < samples; ++sample) {
            for (std::uint32_t i = 0; i < u.size(); ++i) {
                u[i] = uniform(seed, {from_second[i] ? 1U : 0U, sample, i});
            }
            outputs.push_back(function(u));
        }
        return outputs;
    };
}

}  // namespace skattekrona::test
