#pragma once

#include "model/specification.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace skattekrona {

/// A pool's cost ratios in ascending order, seen without one of them: the municipality's own, which never counts.
/// Every statistic takes constant time.
class PoolView {
public:
    std::size_t size() const { return sorted_.size() - (skip_ < sorted_.size() ? 1 : 0); }
    /// The n-th lowest ratio, n from 1 to size().
    double nth(std::size_t n) const { return sorted_[n - 1 < skip_ ? n - 1 : n]; }
    /// Unweighted mean of the n lowest ratios.
    double mean_of_lowest(std::size_t n) const;
    /// By type_7_quantile.
    double quantile(double share) const;
    /// How many ratios are strictly lower.
    std::size_t below(double ratio) const;

private:
    friend class PoolOrder;
    PoolView(std::span<const double> sorted, std::span<const double> sums, std::size_t skip)
        : sorted_(sorted), sums_(sums), skip_(skip) {}

    std::span<const double> sorted_;
    std::span<const double> sums_;
    std::size_t skip_;
};

/// Sorts a pool's ratios once; missing ones are left out.
class PoolOrder {
public:
    /// Nobody.
    PoolOrder() : PoolOrder(std::span<const double>()) {}
    explicit PoolOrder(std::span<const double> ratios);

    /// The same from ratios that are in order already, none of them missing.
    static PoolOrder of_sorted(std::vector<double> ratios);

    PoolView all() const { return {sorted_, sums_, sorted_.size()}; }
    /// The pool without one member whose ratio is `ratio`; the whole pool when no member has it.
    PoolView without(double ratio) const;

private:
    void add_up();

    std::vector<double> sorted_;
    /// sums_[n]: sum of the n lowest.
    std::vector<double> sums_;
};

/// The median of those that are known; missing where none is.
double median_of(std::span<const double> values);

/// The cost ratio that a level stands for; missing when the pool is empty or has too few members for it.
/// `own_target` is what the level asks of the municipality where it is its own (is_own). Method §2.
double level_ratio(const PoolView& pool, const Level& level, double own_target);

/// The smallest pool a level can be read from.
std::size_t members_needed(const Level& level);

}  // namespace skattekrona
