#pragma once

#include "core/distribution.hpp"
#include "core/message.hpp"
#include "core/units.hpp"
#include "model/definitions.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace skattekrona {

/// An amount with a name, in the bridge's unit: a decision, or the volumes of one kind.
struct FrameItem {
    Text title;
    double amount = missing;
};

/// A share of the frame before, %, and where it comes from; no source where nothing is said and it is 0.
struct FrameRate {
    Distribution distribution{Distribution::Kind::constant, {0}};
    Message source;

    bool stated() const { return !source.key.empty(); }
};

/// What a budget frame is given and asked for in one year.
struct FrameYear {
    Year year;
    /// General adjustment.
    FrameRate index;
    /// Across-the-board demand [osthyvel].
    FrameRate demand;
    /// Price × change in volume.
    std::vector<FrameItem> volumes;
    std::vector<FrameItem> decisions;
    /// The frame as it was reported, to be reconciled with; missing where it was not.
    double reported = missing;
    /// What was measured of quality that year; missing where nothing was.
    double quality = missing;
};

/// A budget frame from year to year: F_t = F_{t−1}·(1 + index) + Σ price·Δvolume − κ·F_{t−1} + decisions (method §7).
struct FrameBridge {
    /// Nothing where the basis does not say whose frame it is.
    std::optional<std::size_t> municipality;
    Text title;
    std::string unit;
    /// Amounts are whole in this decimal, as in a budget.
    int decimals = 0;
    Year opening_year;
    double opening = missing;
    std::vector<FrameYear> years;
    Text quality_title;
    std::string quality_unit;
};

/// A year of the bridge. The frame is carried on unrounded, as in a spreadsheet; what is shown is rounded as the
/// bridge's amounts are, each part being what the rounded frame moves by, so that the parts always add up.
struct FrameStep {
    Year year;
    double opening = missing;
    double index = missing;
    double volumes = missing;
    /// Negative: what is taken away.
    double demand = missing;
    double decisions = missing;
    double closing = missing;
    double reported = missing;
    double quality = missing;
    /// 80 % of the draws lie between; both the closing frame where nothing is uncertain.
    std::array<double, 2> interval{missing, missing};
    /// With every rate as unfavourable and as favourable as it can be; infinite where a rate has no bound.
    std::array<double, 2> bounds{missing, missing};
    /// What the price index has changed by since the opening year, %, and the frame in the opening year's prices;
    /// missing where the index has no value.
    double price_change = missing;
    double real = missing;
    /// What the year begins with, unrounded, and the rates of it in %.
    double carried = missing;
    double index_rate = missing;
    double demand_rate = missing;

    double difference() const { return closing - reported; }
};

bool uncertain(const FrameBridge& bridge);

/// The bridge with every uncertain rate at its median. Intervals over `draws` replicates, unrounded; a rate is drawn
/// anew each year. Method §7.8.
std::vector<FrameStep> frame_steps(const FrameBridge& bridge, const PriceIndex& prices, std::uint64_t seed,
                                   std::size_t draws);

}  // namespace skattekrona
