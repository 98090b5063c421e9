#include "model/pool_order.hpp"

#include "core/quantile.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace skattekrona {

double PoolView::mean_of_lowest(std::size_t n) const {
    const double sum = n <= skip_ ? sums_[n] : sums_[n + 1] - sorted_[skip_];
    return sum / static_cast<double>(n);
}

double PoolView::quantile(double share) const {
    return type_7_quantile(size(), share, [&](std::size_t i) { return nth(i + 1); });
}

std::size_t PoolView::below(double ratio) const {
    const auto found = std::ranges::lower_bound(sorted_, ratio);
    const auto count = static_cast<std::size_t>(found - sorted_.begin());
    return count - (skip_ < count ? 1 : 0);
}

PoolOrder::PoolOrder(std::span<const double> ratios) {
    sorted_.reserve(ratios.size());
    std::ranges::copy_if(ratios, std::back_inserter(sorted_), [](double ratio) { return !is_missing(ratio); });
    std::ranges::sort(sorted_);
    add_up();
}

PoolOrder PoolOrder::of_sorted(std::vector<double> ratios) {
    PoolOrder order;
    order.sorted_ = std::move(ratios);
    order.add_up();
    return order;
}

void PoolOrder::add_up() {
    sums_.assign(1, 0.0);
    sums_.reserve(sorted_.size() + 1);
    for (const double ratio : sorted_) {
        sums_.push_back(sums_.back() + ratio);
    }
}

PoolView PoolOrder::without(double ratio) const {
    const auto found = std::ranges::lower_bound(sorted_, ratio);
    const bool member = found != sorted_.end() && *found == ratio;
    return {sorted_, sums_, member ? static_cast<std::size_t>(found - sorted_.begin()) : sorted_.size()};
}

double median_of(std::span<const double> values) {
    const PoolOrder order(values);
    return order.all().size() > 0 ? order.all().quantile(0.5) : missing;
}

double level_ratio(const PoolView& pool, const Level& level, double own_target) {
    if (level.kind == Level::Kind::reference) {
        return 1.0;
    }
    if (is_own(level)) {
        return own_target;
    }
    if (pool.size() < members_needed(level)) {
        return missing;
    }
    switch (level.kind) {
        case Level::Kind::median:
            return pool.quantile(0.5);
        case Level::Kind::percentile:
            return pool.quantile(level.parameter / 100);
        case Level::Kind::best_mean:
            return pool.mean_of_lowest(static_cast<std::size_t>(level.parameter));
        case Level::Kind::best_nth:
            return pool.nth(static_cast<std::size_t>(level.parameter));
        default:
            return pool.nth(1);
    }
}

std::size_t members_needed(const Level& level) {
    switch (level.kind) {
        case Level::Kind::reference:
        case Level::Kind::own_best:
            return 0;
        case Level::Kind::best_mean:
        case Level::Kind::best_nth:
            return static_cast<std::size_t>(level.parameter);
        default:
            return 1;
    }
}

}  // namespace skattekrona
