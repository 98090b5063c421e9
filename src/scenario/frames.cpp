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
    return year.index.distribution.kind != Distribution::Kind::constant ||
           year.demand.distribution.kind != Distribution::Kind::constant;
}

double value(const PriceIndex& prices, Year year) {
    const auto found = prices.values.find(year);
    return found == prices.values.end() ? missing : found->second;
}

/// The frame of a year from the one before, rates in %.
double next(double frame, const FrameYear& year, double index, double demand) {
    return frame * (1 + (index - demand) / 100) + sum_of(year.volumes) + sum_of(year.decisions);
}

}  // namespace

bool uncertain(const FrameBridge& bridge) {
    return std::ranges::any_of(bridge.years, [](const FrameYear& year) { return uncertain(year); });
}

std::vector<FrameStep> frame_steps(const FrameBridge& bridge, const PriceIndex& prices, std::uint64_t seed,
                                   std::size_t draws) {
    const double unit = std::pow(10.0, bridge.decimals);
    const auto rounded = [&](double amount) { return std::round(amount * unit) / unit; };
    std::vector<FrameStep> steps;
    std::vector<double> drawn(draws, bridge.opening);
    std::array<double, 2> bounds{bridge.opening, bridge.opening};
    bool spread_out = false;
    double frame = bridge.opening;
    for (std::size_t t = 0; t < bridge.years.size(); ++t) {
        const FrameYear& year = bridge.years[t];
        const double index = median(year.index.distribution);
        const double demand = median(year.demand.distribution);
        FrameStep step;
        step.carried = frame;
        step.index_rate = index;
        step.demand_rate = demand;
        step.year = year.year;
        step.opening = rounded(frame);
        double reached = frame;
        const auto moved = [&](double amount) {
            const double before = rounded(reached);
            reached += amount;
            return rounded(rounded(reached) - before);
        };
        step.index = moved(frame * index / 100);
        step.volumes = moved(sum_of(year.volumes));
        step.demand = moved(-frame * demand / 100);
        step.decisions = moved(sum_of(year.decisions));
        frame = reached;
        step.closing = rounded(frame);
        step.reported = year.reported;
        step.quality = year.quality;
        const auto [index_low, index_high] = support(year.index.distribution);
        const auto [demand_low, demand_high] = support(year.demand.distribution);
        bounds = {next(bounds[0], year, index_low, demand_high), next(bounds[1], year, index_high, demand_low)};
        step.bounds = bounds;
        spread_out = spread_out || uncertain(year);
        for (std::size_t r = 0; r < draws; ++r) {
            const auto rate = [&](const FrameRate& of, std::uint32_t which) {
                const RandomPlace place{frame_stream + which, static_cast<std::uint32_t>(r),
                                        static_cast<std::uint32_t>(t)};
                return quantile(of.distribution, uniform(seed, place));
            };
            drawn[r] = next(drawn[r], year, rate(year.index, 0), rate(year.demand, 1));
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
