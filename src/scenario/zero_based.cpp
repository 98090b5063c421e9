#include "scenario/zero_based.hpp"

#include <cmath>

namespace skattekrona {

std::vector<std::vector<FramePair>> zero_based_frames(const SimulationModel& model) {
    const std::size_t areas = model.base.areas.size();
    std::vector<std::vector<FramePair>> frames(areas + 1, std::vector<FramePair>(model.years));
    for (std::size_t a = 0; a < areas; ++a) {
        const AreaDynamics& area = model.base.areas[a];
        double growth = 1;
        for (std::size_t t = 0; t < model.years; ++t) {
            growth *= (1 + at_median(model.standing(Standing::price), t) / 100) * std::exp(model.volume[a][t]);
            FramePair& pair = frames[a][t];
            pair.by_volume = area.net_cost * growth;
            pair.zero_based = area.reference_cost * growth;
            pair.expected = pair.zero_based * std::exp(expected_log_ratio(area, t));
            FramePair& total = frames[areas][t];
            total.by_volume += pair.by_volume;
            total.zero_based += pair.zero_based;
            total.expected += pair.expected;
        }
    }
    return frames;
}

}  // namespace skattekrona
