// Volume frames beside zero-based ones, by hand.
#include "scenario/zero_based.hpp"

#include <cmath>
#include <gtest/gtest.h>

namespace skattekrona {
namespace {

Assumption percent(const char* id, double value) { return {id, {Distribution::Kind::constant, {value}}, {}, "%", {}}; }

AreaDynamics area(const char* id, double net_cost, double reference_cost) {
    AreaDynamics area;
    area.area = id;
    area.net_cost = net_cost;
    area.reference_cost = reference_cost;
    area.level = 0;
    area.persistence = 0.5;
    return area;
}

TEST(ZeroBased, BothFramesFollowPriceAndVolume) {
    SimulationModel model;
    model.years = 2;
    model.base.areas = {area("a", 110, 100), area("b", 45, 50)};
    model.volume = {{std::log(1.01), std::log(1.03)}, {0, 0}};
    model.assumptions = {percent("price", 2), percent("price_variation", 1), percent("income", 3),
                         percent("income_variation", 1)};
    const auto frames = zero_based_frames(model);
    ASSERT_EQ(frames.size(), 3U);
    EXPECT_NEAR(frames[0][0].by_volume, 110 * 1.02 * 1.01, 1e-9);
    EXPECT_NEAR(frames[0][1].by_volume, 110 * 1.02 * 1.02 * 1.01 * 1.03, 1e-9);
    EXPECT_NEAR(frames[0][1].zero_based, 100 * 1.02 * 1.02 * 1.01 * 1.03, 1e-9);
    EXPECT_NEAR(frames[1][1].difference(), -5 * 1.02 * 1.02, 1e-9);
    // Half of the logarithm's distance to the level is left after a year, a quarter after two.
    EXPECT_NEAR(frames[0][0].expected, 100 * 1.02 * 1.01 * std::sqrt(1.1), 1e-9);
    EXPECT_NEAR(frames[1][1].expected, 50 * 1.02 * 1.02 * std::pow(0.9, 0.25), 1e-9);
    for (std::size_t t = 0; t < 2; ++t) {
        EXPECT_NEAR(frames[2][t].by_volume, frames[0][t].by_volume + frames[1][t].by_volume, 1e-9);
        EXPECT_NEAR(frames[2][t].expected, frames[0][t].expected + frames[1][t].expected, 1e-9);
    }
}

TEST(ZeroBased, APathOfPricesGoesYearByYearAndItsLastValueIsHeld) {
    SimulationModel model;
    model.years = 3;
    model.base.areas = {area("a", 110, 100)};
    model.volume = {{0, 0, 0}};
    model.assumptions = {percent("price", 0)};
    model.assumptions.front().path = {1, 4};
    EXPECT_NEAR(zero_based_frames(model)[0][2].zero_based, 100 * 1.01 * 1.04 * 1.04, 1e-9);
}

}  // namespace
}  // namespace skattekrona
