// Budget-frame bridges against arithmetic by hand.
#include "scenario/frames.hpp"

#include <gtest/gtest.h>

namespace skattekrona {
namespace {

constexpr std::size_t draws = 2000;

PriceIndex prices() {
    PriceIndex index;
    index.values = {{Year{2013}, 314.06}, {Year{2014}, 313.49}, {Year{2018}, 328.40}, {Year{2020}, 335.92}};
    return index;
}

FrameRate number(double value) { return {{Distribution::Kind::constant, {value}}, {}}; }
FrameRate between(double low, double high) { return {{Distribution::Kind::uniform, {low, high}}, {}}; }

/// The bridge in tkr that reconciles to the thousand krona with the frames reported for 2014, 2015 and 2016.
FrameBridge reported_bridge() {
    FrameBridge bridge;
    bridge.unit = "tkr";
    bridge.opening_year = Year{2013};
    bridge.opening = 1047144;
    bridge.years = {{Year{2014}, number(2), {}, {{{}, 8700}}, {{{}, 300}, {{}, 3000}}, 1080087},
                    {Year{2015}, number(2), {}, {{{}, 8800}}, {{{}, 17700}}, 1128189},
                    {Year{2016}, number(2), {}, {{{}, 5400}}, {{{}, 17000}}, 1173152}};
    return bridge;
}

TEST(Frames, ABridgeReconcilesWithWhatWasReported) {
    const auto steps = frame_steps(reported_bridge(), prices(), 1, draws);
    ASSERT_EQ(steps.size(), 3U);
    const std::array general{20943.0, 21602.0, 22563.0};
    const std::array decisions{3300.0, 17700.0, 17000.0};
    const std::array closing{1080087.0, 1128189.0, 1173152.0};
    for (std::size_t t = 0; t < 3; ++t) {
        EXPECT_EQ(steps[t].index, general[t]);
        EXPECT_EQ(steps[t].demand, 0);
        EXPECT_EQ(steps[t].decisions, decisions[t]);
        EXPECT_EQ(steps[t].closing, closing[t]);
        EXPECT_EQ(steps[t].difference(), 0);
        EXPECT_EQ(steps[t].opening, t == 0 ? 1047144 : closing[t - 1]);
    }
}

TEST(Frames, PartsAddUpAlsoWhereEachWouldRoundUp) {
    FrameBridge bridge;
    bridge.opening_year = Year{2014};
    bridge.opening = 100;
    // 0.6 + 0.6 − 0.6 + 0.6: by themselves three round to 1 and one to −1, which makes 2; the frame becomes 101.2.
    bridge.years = {{Year{2015}, number(0.6), number(0.6), {{{}, 0.6}}, {{{}, 0.6}}}};
    const FrameStep step = frame_steps(bridge, prices(), 1, 1).front();
    EXPECT_EQ(step.closing, 101);
    EXPECT_EQ(step.opening + step.index + step.volumes + step.demand + step.decisions, step.closing);
}

TEST(Frames, FourYearsOfEightToNinePercentLeave686To716) {
    FrameBridge bridge;
    bridge.decimals = 1;
    bridge.opening_year = Year{2014};
    bridge.opening = 100;
    for (int year = 2015; year <= 2018; ++year) {
        bridge.years.push_back({Year{year}, {}, between(8, 9)});
    }
    const auto steps = frame_steps(bridge, prices(), 7, draws);
    const FrameStep& last = steps.back();
    EXPECT_TRUE(uncertain(bridge));
    // 0.91⁴ and 0.92⁴: savings of 31.4 and 28.4 %.
    EXPECT_NEAR(last.bounds[0], 68.57, 0.005);
    EXPECT_NEAR(last.bounds[1], 71.64, 0.005);
    EXPECT_DOUBLE_EQ(last.closing, 70.1);
    EXPECT_GT(last.interval[0], last.bounds[0]);
    EXPECT_LT(last.interval[1], last.bounds[1]);
    // The standard deviation of ln F is 2·(1/√12)/91.5, so that 80 % lie within 1.28 of it.
    EXPECT_NEAR(last.interval[0], 70.1 * (1 - 1.2816 * 0.00631), 0.05);
    EXPECT_NEAR(last.interval[1], 70.1 * (1 + 1.2816 * 0.00631), 0.05);
    const auto again = frame_steps(bridge, prices(), 7, draws);
    EXPECT_EQ(last.interval, again.back().interval);
}

TEST(Frames, RealChangeUnderAPriceIndexAndNothingWhereTheIndexIsMissing) {
    FrameBridge bridge;
    bridge.decimals = 1;
    bridge.opening_year = Year{2018};
    bridge.opening = 212.9;
    bridge.years = {{Year{2020}, number(1.4)}, {Year{2021}, number(0.5)}};
    const auto steps = frame_steps(bridge, prices(), 1, draws);
    EXPECT_DOUBLE_EQ(steps[0].closing, 215.9);
    EXPECT_DOUBLE_EQ(steps[1].closing, 217.0);
    EXPECT_NEAR(steps[0].price_change, 100 * (335.92 / 328.40 - 1), 1e-9);
    EXPECT_NEAR(steps[0].real, 215.9 * 328.40 / 335.92, 1e-9);
    EXPECT_TRUE(is_missing(steps[1].price_change));
    EXPECT_TRUE(is_missing(steps[1].real));
    EXPECT_FALSE(uncertain(bridge));
    EXPECT_EQ(steps[1].interval, (std::array{steps[1].closing, steps[1].closing}));
}

}  // namespace
}  // namespace skattekrona
