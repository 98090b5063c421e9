#include "scenario/frames.hpp"

#include "core/random.hpp"
#include "model/pool_order.hpp"

#include <algorithm>
#include <cmath>

namespace skattekrona {

namespace {

constexpr std::uint32_t frame_stream = 0xF4u;

double sum_of(const std::vector<FrameItem>& items) {
    double sum = 0;
    for (const auto& item : items) {
        sum += item.amount;
    }
    return sum;
}

bool uncertain(const FrameYear& year) {
    return year.index.kind != Distribution::Kind::constant || year.demand.kind != Distribution::Kind::constant;
}

double value(PriceIndex const& prices, Year year) {
    const auto found = prices.values.find(year);
    return found == prices.values.end() ? missing : found->second;
}

}  // namespace

std::vector<FrameStep> frame_steps(const FrameBridge& bridge, const PriceIndex& prices, std::uint64_t seed,
                                   std::size_t draws) {
    const double unit = std::pow(10.0, bridge.decimals);
    const auto rounded = [&](double amount) { return std::round(amount * unit) / unit; };
    std::vector<FrameStep> steps;
    std::vector<double> drawn(draws, bridge.opening);
    bool spread_out = false;
    double frame = bridge.opening;
    for (std::size_t t = 0; t < bridge.years.size(); ++t) {
        const FrameYear& year = bridge.years[t];
        FrameStep step;
        step.year = year.year;
        step.opening = frame;
        step.index = rounded(frame * median(year.index) / 100);
        step.demand = -rounded(frame * median(year.demand) / 100);
        step.volumes = sum_of(year.volumes);
        step.decisions = sum_of(year.decisions);
        frame += step.index + step.volumes + step.demand + step.decisions;
        step.closing = rounded(frame);
        step.reported = year.reported;
        step.quality = year.quality;
        const double fixed = step.volumes + step.decisions;
        spread_out = spread_out || uncertain(year);
        for (std::size_t r = 0; r < draws; ++r) {
            const auto rate = [&](const Distribution& distribution, std::uint32_t which) {
                const RandomPlace place{frame_stream + which, static_cast<std::uint32_t>(r), static_cast<std::uint32_t>(t)};
                return quantile(distribution, uniform(seed, place)) / 100;
            };
            drawn[r] += drawn[r] * (rate(year.index, 0) - rate(year.demand, 1)) + fixed;
        }
        step.interval = {step.closing, step.closing};
        if (spread_out) {
            const PoolOrder order(drawn);
            step.interval = {order.all().quantile(0.1), order.all().quantile(0.9)};
        }
        const double price = value(prices, year.year) / value(prices, bridge.opening_year);
        step.price_change = 100 * (price - 1);
        step.real = step.closing / price;
        steps.push_back(step);
    }
    return steps;
}

}  // namespace skattekrona
