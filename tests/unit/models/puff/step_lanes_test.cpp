#include "models/puff/step_lanes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "models/meteorology/constant_provider.hpp"
#include "tests/support/relative.hpp"

namespace lantian {
namespace {

/// Weather that differs from node to node, about `met`.
std::shared_ptr<const MetState> uneven(const std::shared_ptr<const Grid>& grid, const ConstantMet& met, UtcTime time,
                                       std::mt19937_64& random) {
    MetState state = constant_state(grid, met, time);
    std::uniform_real_distribution<double> part(0.7, 1.3);
    for (auto* field : {&state.wind_x_m_s, &state.wind_y_m_s, &state.wind_z_m_s, &state.friction_velocity_m_s,
                        &state.obukhov_length_m, &state.convective_velocity_m_s, &state.mixing_height_m,
                        &state.precipitation_mm_h, &state.roughness_length_m}) {
        for (double& value : *field) value *= part(random);
    }
    return std::make_shared<const MetState>(std::move(state));
}

/// Puffs of one source of many ages and heights, in weather of one kind.
struct ManyPuffs {
    Scenario scenario;
    std::shared_ptr<Grid> grid = std::make_shared<Grid>(
        Grid{Projection("EPSG:32649"), 600000.0, 3850000.0, 1000.0, 40, 40, std::vector<double>(1600, 0.0)});
    std::shared_ptr<Grid> weather_grid = std::make_shared<Grid>(
        Grid{Projection("EPSG:32649"), 600000.0, 3850000.0, 4000.0, 10, 10, std::vector<double>(100, 0.0)});
    std::shared_ptr<const MetState> first, second;
    std::vector<double> heights{1.5, 60.0};
    PuffStore start;

    explicit ManyPuffs(const ConstantMet& met, double measured_m_s = 0.0, std::size_t count = 83) {
        std::mt19937_64 random(7);
        const UtcTime t = from_calendar(2022, 6, 6, 3, 0, 0);
        first = uneven(weather_grid, met, t, random);
        second = uneven(weather_grid, met, t + 3600, random);
        if (measured_m_s > 0.0) {
            MetState state = *second;
            state.sigma_v_m_s.assign(state.mixing_height_m.size(), measured_m_s);
            state.sigma_w_m_s.assign(state.mixing_height_m.size(), 0.5 * measured_m_s);
            state.turbulence_wind_m_s.assign(state.mixing_height_m.size(), 4.0);
            second = std::make_shared<const MetState>(std::move(state));
        }
        std::uniform_real_distribution<double> unit(0.0, 1.0);
        for (std::size_t n = 0; n < count; ++n) {
            NewPuff puff;
            puff.id = n;
            puff.source = 3;
            puff.weight_s = 600.0;
            puff.x_m = 600000.0 + 40000.0 * unit(random);
            puff.y_m = 3850000.0 + 40000.0 * unit(random);
            puff.z_m = n % 5 == 0 ? 0.0 : met.mixing_height_m * (n % 7 == 0 ? 1.5 : std::pow(unit(random), 3.0));
            puff.sigma_y_m = std::exp(std::log(2.0) + 6.0 * unit(random));
            puff.sigma_z_m = std::exp(std::log(0.5) + 6.5 * unit(random));
            puff.lid_m = met.mixing_height_m;
            if (n % 3 == 0 && n % 5 != 0) {
                puff.rise_left_m = 80.0 * unit(random);
                puff.rise_rate = 2.0 * unit(random);
            }
            for (std::size_t k = 0; k < k_carried_count; ++k) puff.mass_kg[k] = k % 4 == 3 ? 0.0 : unit(random);
            start.append(puff);
            start.travelled_m.back() = 500.0 * unit(random);
            start.sunk_m.back() = 10.0 * unit(random);
        }
    }

    struct Outcome {
        PuffStore puffs;
        Segments segments;
        StepLosses losses;
        TiltedSegments tilted;
    };
    template <typename Step>
    Outcome flown(Step&& step) const {
        const MetWindow window(first, second);
        const VelocityMap velocities(first, second, scenario);
        Channels channels;
        channels.deposition = {Reported::so4, Reported::pm10, Reported::pb};
        Outcome out{start, {}, {}, {}};
        out.tilted.pieces.weights_per_segment = heights.size() * channels.count();
        out.segments.weights_per_segment = heights.size() * channels.count();
        StepScratch scratch(heights.size());
        for (int n = 0; n < 3; ++n) {
            const StepContext context{
                scenario, *grid,        window, velocities, channels, heights, {linear_rates(scenario.chemistry, true)},
                n / 6.0,  (n + 1) / 6.0};
            step(context, out, scratch);
        }
        return out;
    }
    Outcome by_lanes(InstructionSet set, std::size_t first_puff = 0) const {
        return flown([&](const StepContext& context, Outcome& out, StepScratch& scratch) {
            ASSERT_TRUE(lanes_serve(context));
            std::vector<std::size_t> which;
            std::vector<double> flight;
            for (std::size_t i = first_puff; i < out.puffs.size(); ++i) {
                if (out.puffs.weight_s[i] == 0.0) continue;
                which.push_back(i);
                flight.push_back(i % 2 == 0 ? 1.0 : 0.5);
            }
            step_lanes(out.puffs, which, flight, context, out.segments, out.losses, scratch, &out.tilted, set);
        });
    }
    Outcome one_by_one() const {
        return flown([&](const StepContext& context, Outcome& out, StepScratch& scratch) {
            for (std::size_t i = 0; i < out.puffs.size(); ++i) {
                if (out.puffs.weight_s[i] == 0.0) continue;
                if (!step_puff(out.puffs, i, i % 2 == 0 ? 1.0 : 0.5, context, out.segments, out.losses, scratch,
                               &out.tilted))
                    out.puffs.weight_s[i] = 0.0;
            }
        });
    }
};

ConstantMet noon() {
    ConstantMet met;
    met.wind_x_m_s = 3.0;
    met.wind_y_m_s = -1.5;
    met.wind_z_m_s = 0.05;
    met.deformation_s = 1e-4;
    met.obukhov_length_m = -40.0;
    met.convective_velocity_m_s = 1.6;
    met.mixing_height_m = 1300.0;
    met.level_m[0] = 12.0;
    return met;
}
ConstantMet night() {
    ConstantMet met;
    met.wind_x_m_s = 1.2;
    met.shear_x_s = 0.01;
    met.obukhov_length_m = 25.0;
    met.friction_velocity_m_s = 0.12;
    met.mixing_height_m = 180.0;
    met.buoyancy_frequency_s = 0.015;
    met.level_m[0] = 12.0;
    return met;
}
ConstantMet neutral_rain() {
    ConstantMet met;
    met.precipitation_mm_h = 2.0;
    met.mixing_height_m = 700.0;
    return met;
}

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
    constexpr double k_close = 1e-10;
    auto columns_of = [](const PuffStore& p) {
        std::vector<std::pair<std::string, std::vector<double>>> columns;
        for_each_column(p,
                        [&](const auto& column, const char* name, const char*) { columns.emplace_back(name, column); });
        return columns;
    };
    const auto expected = columns_of(truth.puffs), actual = columns_of(lanes.puffs);
    for (std::size_t c = 0; c < expected.size(); ++c) {
        for (std::size_t i = 0; i < truth.puffs.size(); ++i) {
            EXPECT_NEAR(actual[c].second[i], expected[c].second[i], k_close * (std::abs(expected[c].second[i]) + 1e-3))
                << expected[c].first << " of puff " << i;
        }
    }
    for (std::size_t i = 0; i < truth.puffs.size(); ++i) {
        for (std::size_t k = 0; k < k_carried_count; ++k)
            EXPECT_NEAR(lanes.puffs.mass_kg[i][k], truth.puffs.mass_kg[i][k], k_close) << "mass " << k << " of " << i;
    }
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
    for (std::size_t k = 0; k < k_carried_count; ++k) {
        EXPECT_TRUE(near_relative(lanes.losses.dry[k] + 1.0, truth.losses.dry[k] + 1.0, k_close));
        EXPECT_TRUE(near_relative(lanes.losses.wet[k] + 1.0, truth.losses.wet[k] + 1.0, k_close));
        EXPECT_TRUE(near_relative(lanes.losses.outflow[k] + 1.0, truth.losses.outflow[k] + 1.0, k_close));
        EXPECT_TRUE(near_relative(lanes.losses.transformed[k] + 9.0, truth.losses.transformed[k] + 9.0, k_close));
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
