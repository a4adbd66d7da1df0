#include "models/puff/step_lanes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <tuple>
#include <vector>

#include "tests/support/many_puffs.hpp"

namespace lantian {
namespace {

using namespace test;

/// Pieces in an order that does not depend on who made them.
std::vector<std::size_t> sorted(const Segments& s) {
    std::vector<std::size_t> order(s.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return std::tuple(s.x0_m[a], s.y0_m[a], s.sigma_m[a]) < std::tuple(s.x0_m[b], s.y0_m[b], s.sigma_m[b]);
    });
    return order;
}

void expect_same_pieces(const Segments& lanes, const Segments& truth) {
    constexpr double k_close = 1e-10;
    ASSERT_EQ(lanes.size(), truth.size());
    const auto a = sorted(truth), b = sorted(lanes);
    const std::size_t weights = truth.weights_per_segment;
    for (std::size_t n = 0; n < a.size(); ++n) {
        EXPECT_TRUE(near_relative(lanes.x1_m[b[n]], truth.x1_m[a[n]], k_close));
        EXPECT_TRUE(near_relative(lanes.sigma_m[b[n]], truth.sigma_m[a[n]], k_close));
        for (std::size_t w = 0; w < weights; ++w) {
            const double one = truth.weight[a[n] * weights + w];
            EXPECT_NEAR(lanes.weight[b[n] * weights + w], one, 1e-9 * one + 1e-18) << "weight " << w;
            EXPECT_NEAR(lanes.weight_change[b[n] * weights + w], truth.weight_change[a[n] * weights + w],
                        1e-9 * one + 1e-18);
        }
    }
}

void expect_same_physics(const ManyPuffs& many) {
    const auto truth = many.one_by_one();
    const auto lanes = many.by_lanes(instruction_set());
    expect_same_puffs(lanes, truth);
    expect_same_pieces(lanes.segments, truth.segments);
    expect_same_pieces(lanes.tilted.pieces, truth.tilted.pieces);
    ASSERT_EQ(lanes.tilted.size(), truth.tilted.size());
    if (truth.tilted.size() > 0) {
        const auto a = sorted(truth.tilted.pieces), b = sorted(lanes.tilted.pieces);
        for (std::size_t n = 0; n < a.size(); ++n) {
            const TiltedSpread &one = truth.tilted.spread[a[n]], &other = lanes.tilted.spread[b[n]];
            const double size = one.xx_m2 + one.yy_m2;
            EXPECT_NEAR(other.xx_m2, one.xx_m2, 1e-9 * size);
            EXPECT_NEAR(other.xy_m2, one.xy_m2, 1e-9 * size);
            EXPECT_NEAR(other.yy_m2, one.yy_m2, 1e-9 * size);
            EXPECT_NEAR(other.slope_x, one.slope_x, 1e-9 * (std::abs(one.slope_x) + 1.0));
            EXPECT_NEAR(other.slope_y, one.slope_y, 1e-9 * (std::abs(one.slope_y) + 1.0));
        }
    }
}

TEST(StepLanes, ConvectiveDayAsOneByOne) { expect_same_physics(ManyPuffs(noon())); }
TEST(StepLanes, StableNightAsOneByOne) { expect_same_physics(ManyPuffs(night())); }
TEST(StepLanes, RainAsOneByOne) { expect_same_physics(ManyPuffs(neutral_rain())); }
TEST(StepLanes, MeasuredTurbulenceAsOneByOne) { expect_same_physics(ManyPuffs(noon(), 0.9)); }
TEST(StepLanes, CalmAsOneByOne) {
    ConstantMet calm = night();
    calm.wind_x_m_s = calm.wind_y_m_s = calm.shear_x_s = 0.0;
    expect_same_physics(ManyPuffs(calm));
}
TEST(StepLanes, FewPuffsAsOneByOne) { expect_same_physics(ManyPuffs(noon(), 0.0, 3)); }

bool same_bits(const UnfilledVector<double>& a, const UnfilledVector<double>& b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

TEST(StepLanes, EveryInstructionSetGivesTheSameBits) {
    for (const int variant : {0, 1, 2, 3}) {
        ManyPuffs many(variant == 1 ? night() : variant == 2 ? neutral_rain() : noon());
        many.scenario.puffs.shear = many.scenario.puffs.skewed_draughts = variant == 3;
        const auto plain = many.by_lanes(InstructionSet::plain);
        for (const InstructionSet set : {InstructionSet::avx2, InstructionSet::avx512}) {
            if (!supported(set)) continue;
            const auto wide = many.by_lanes(set);
            EXPECT_TRUE(same_bits(wide.segments.weight, plain.segments.weight)) << name_of(set);
            EXPECT_TRUE(same_bits(wide.segments.weight_change, plain.segments.weight_change)) << name_of(set);
            EXPECT_EQ(wide.puffs.x_m, plain.puffs.x_m);
            EXPECT_EQ(wide.puffs.sigma_y_m, plain.puffs.sigma_y_m);
            EXPECT_EQ(wide.puffs.sigma_z_m, plain.puffs.sigma_z_m);
            EXPECT_EQ(wide.puffs.mass_kg, plain.puffs.mass_kg);
            EXPECT_EQ(wide.puffs.lean_x_m2, plain.puffs.lean_x_m2);
            EXPECT_EQ(wide.losses.dry, plain.losses.dry);
        }
    }
}

TEST(StepLanes, NeighboursDoNotMatter) {
    const ManyPuffs many(noon());
    const auto all = many.by_lanes(instruction_set()), some = many.by_lanes(instruction_set(), 40);
    for (std::size_t i = 40; i < all.puffs.size(); ++i) {
        EXPECT_EQ(some.puffs.x_m[i], all.puffs.x_m[i]);
        EXPECT_EQ(some.puffs.sigma_z_m[i], all.puffs.sigma_z_m[i]);
        EXPECT_EQ(some.puffs.mass_kg[i], all.puffs.mass_kg[i]);
    }
}

TEST(StepLanes, ShearAsOneByOne) {
    for (const ConstantMet& met : {noon(), night(), neutral_rain()}) {
        ManyPuffs many(met);
        many.scenario.puffs.shear = true;
        for (std::size_t i = 0; i < many.start.size(); ++i) {
            const double sigma = many.start.sigma_y_m[i];
            many.start.stretch_m2[i] = 0.3 * sigma * sigma * std::cos(1.7 * static_cast<double>(i));
            many.start.cross_m2[i] = 0.3 * sigma * sigma * std::sin(1.7 * static_cast<double>(i));
            many.start.lean_x_m2[i] = 0.2 * sigma * many.start.sigma_z_m[i];
        }
        expect_same_physics(many);
        EXPECT_GT(many.by_lanes(instruction_set()).tilted.size(), many.start.size());
    }
}

TEST(StepLanes, DraughtsAsOneByOne) {
    ManyPuffs many(noon());
    many.scenario.puffs.skewed_draughts = true;
    expect_same_physics(many);
    many.scenario.puffs.shear = true;
    expect_same_physics(many);
}

TEST(StepLanes, OnlyForTheOptionsTheyKnow) {
    ManyPuffs many(noon());
    many.scenario.puffs.spread = "aermod";
    (void)many.flown([](const StepContext& context, auto&, auto&) { EXPECT_FALSE(lanes_serve(context)); });
    many.scenario.puffs.spread = "puff";
    many.scenario.puffs.dispersion = "draxler";
    (void)many.flown([](const StepContext& context, auto&, auto&) {
        StepContext other = context;
        other.law = GrowthLaw::draxler;
        EXPECT_FALSE(lanes_serve(other));
    });
}

}  // namespace
}  // namespace lantian
