#include "models/puff/aermod_rise.hpp"

#include <cmath>

#include "models/evaluation/near_field.hpp"
#include "models/puff/skewed.hpp"
#include "tests/support/relative.hpp"

namespace lantian {
namespace {

constexpr StackFlow k_large{100.0, 5.0, 15.0, 400.0};
constexpr double k_air_k = 293.0;

/// The same wind and gradient of potential temperature at all heights.
AirColumn even_air(double wind_m_s, double gradient_k_m) {
    const double dry = 9.81 / 1004.67;
    return {{1.0, 3000.0},
            {wind_m_s, wind_m_s},
            {k_air_k, k_air_k + 2999.0 * (gradient_k_m - dry)},
            {k_air_k, k_air_k + 2999.0 * gradient_k_m},
            k_aermod_least_wind_m_s};
}

TEST(AermodRise, CapsAndHorizontalOutletsKeepBuoyancyNotMomentum) {
    const AermodStack up = aermod_stack({k_large}, 100.0, k_air_k);
    EXPECT_TRUE(near_relative(up.buoyancy_m4_s3, 246.0164, k_printed));
    EXPECT_TRUE(near_relative(up.momentum_m4_s2, 1030.078, k_printed));
    for (const Outlet outlet : {Outlet::capped, Outlet::horizontal}) {
        const Outflow outflow{k_large, outlet};
        const AermodStack stack = aermod_stack(outflow, outflow_mouth_m(outflow, 6.0), k_air_k);
        EXPECT_EQ(stack.buoyancy_m4_s3, up.buoyancy_m4_s3);
        // The same volume at 0.001 m/s, through a wider opening.
        const StackFlow wide{100.0, 5.0 * std::sqrt(15.0 / 1e-3), 1e-3, 400.0};
        EXPECT_TRUE(near_relative(stack.momentum_m4_s2, momentum_flux_m4_s2(wide, k_air_k), 1e-12));
        // The true diameter counts for stack-tip downwash: three diameters below a cap, none beside an opening.
        EXPECT_DOUBLE_EQ(stack.mouth_m, outlet == Outlet::capped ? 85.0 : 100.0);
    }
    const AermodStack cold = aermod_stack({{50.0, 1.0, 5.0, 250.0}}, 50.0, k_air_k);
    EXPECT_EQ(cold.buoyancy_m4_s3, 1e-10);
    EXPECT_GT(cold.momentum_m4_s2, 0.0);
}

TEST(AermodRise, NeutralRiseHasNoEnd) {
    const AermodStack stack{100.0, 100.0, 246.0164, 1030.078};
    const double by_hand =
        std::cbrt(3.0 * 1030.078 * 500.0 / (0.36 * 36.0) + 3.0 * 246.0164 * 250000.0 / (0.72 * 216.0));
    EXPECT_TRUE(near_relative(aermod_neutral_rise_m(stack, 6.0, 500.0), by_hand, 1e-12));
    const double ratio =
        aermod_neutral_rise_m({0, 0, 200.0, 1e-10}, 3.0, 8e4) / aermod_neutral_rise_m({0, 0, 200.0, 1e-10}, 3.0, 1e4);
    EXPECT_TRUE(near_relative(ratio, 4.0, 1e-6));  // 8^(2/3)
}

TEST(AermodRise, StableRiseInEvenAir) {
    const AermodStack stack{100.0, 100.0, 246.0164, 1030.078};
    const AirColumn air = even_air(6.0, 0.02);
    const AermodFinal last = aermod_stable_final(stack, air, 0.4);
    const double theta = k_air_k + 99.0 * 0.02;
    const double n2 = 9.81 / theta * 0.02;
    EXPECT_TRUE(near_relative(last.rise_m, 2.66 * std::cbrt(246.0164 / (n2 * 6.0)), 5e-3));
    const double damped = 0.7 * std::sqrt(n2);
    EXPECT_TRUE(near_relative(last.distance_m, 6.0 * std::atan2(1030.078 * damped, -246.0164) / damped, 5e-3));
    EXPECT_EQ(aermod_stable_rise_m(stack, air, 0.4, last, last.distance_m), last.rise_m);
    double before = 0.0;
    for (double x = 20.0; x < last.distance_m; x += 20.0) {
        const double rise = aermod_stable_rise_m(stack, air, 0.4, last, x);
        EXPECT_GE(rise, before) << x;
        EXPECT_LE(rise, std::min(last.rise_m, aermod_neutral_rise_m(stack, 6.0, x))) << x;
        before = rise;
    }
    // In a calm the plume goes straight up.
    const AermodFinal calm = aermod_stable_final(stack, even_air(0.0, 0.02), 0.02);
    EXPECT_TRUE(near_relative(calm.rise_m, 4.0 * std::pow(246.0164, 0.25) * std::pow(n2, -0.375), 5e-3));
    // Turbulence ends the rise where friction is strong: 1.2 Ln^0.6 (hs + 1.2 Ln)^0.4.
    const double length = 246.0164 / (6.0 * 4.0);
    EXPECT_TRUE(near_relative(aermod_stable_final(stack, air, 2.0).rise_m,
                              1.2 * std::pow(length, 0.6) * std::pow(100.0 + 1.2 * length, 0.4), 1e-6));
}

TEST(AermodRise, WindIsTheMeanOfStackTopAndHalfRise) {
    const AermodStack stack{100.0, 100.0, 246.0164, 1e-10};
    const double dry = 9.81 / 1004.67;
    const AirColumn air({1.0, 100.0, 400.0}, {4.0, 4.0, 10.0},
                        {k_air_k, k_air_k + 99.0 * (0.02 - dry), k_air_k + 399.0 * (0.02 - dry)},
                        {k_air_k, k_air_k + 99.0 * 0.02, k_air_k + 399.0 * 0.02}, k_aermod_least_wind_m_s);
    const double rise = aermod_stable_final(stack, air, 0.4).rise_m;
    const double wind = 0.5 * (4.0 + 4.0 + 0.5 * rise / 300.0 * 6.0);
    const double theta = k_air_k + 0.02 * (99.0 + 0.25 * rise);
    EXPECT_TRUE(near_relative(rise, 2.66 * std::cbrt(246.0164 / (9.81 / theta * 0.02 * wind)), 0.01));
}

TEST(AermodRise, PathsAreTheLaws) {
    const AermodStack stack{100.0, 90.0, 246.0164, 1030.078};
    const AirColumn air = even_air(6.0, 0.02);
    const PlumePath stable = aermod_stable_path(stack, air, 0.4);
    const AermodFinal last = aermod_stable_final(stack, air, 0.4);
    EXPECT_EQ(stable.points.front().height_m, 90.0);
    EXPECT_NEAR(stable.at(300.0).rise_m, aermod_stable_rise_m(stack, air, 0.4, last, 300.0), 1.0);
    EXPECT_DOUBLE_EQ(stable.at(5e4).height_m, 90.0 + last.rise_m);
    EXPECT_FALSE(stable.mirrored);

    const AermodMixedLayer layer{800.0, 1.5, 6.0, 0.8};
    const PlumePath day = aermod_convective_path(stack, 5.0, layer);
    EXPECT_TRUE(day.mirrored);
    EXPECT_EQ(day.stack_height_m, 100.0);
    EXPECT_GT(day.at(2e4).height_m, 800.0);  // what the lid mirrors
    EXPECT_LT(day.at(100.0).centroid_m, 200.0);
    EXPECT_NEAR(day.at(100.0).centroid_m, day.at(100.0).height_m, 1e-9);
    EXPECT_NEAR(day.at(7e3).centroid_m, 400.0, 15.0);  // mixed from 800 m 6/0.8 on
    EXPECT_EQ(day.at(5e4).centroid_m, 400.0);
    EXPECT_NEAR(day.at(2000.0).lofting_m, lid_lofting_m(246.0164, 800.0, 90.0, 5.0, 1.5, 2000.0), 5.0);
}

TEST(AermodRise, WhatTheLidSendsBackComesLater) {
    const SkewedVelocity draughts = skewed_velocity(1.0, 0.6);
    for (const double centre : {20.0, 300.0, 690.0}) {
        for (const double sigma : {40.0, 260.0, 900.0}) {
            const double mirrored = skewed_density_per_m(5.0, centre, sigma, 0.9 * sigma, draughts, 700.0);
            EXPECT_NEAR(lofted_density_per_m(5.0, centre, sigma, 0.9 * sigma, draughts, 700.0, 0.0), mirrored,
                        1e-9 * mirrored + 1e-15);
        }
    }
    const auto at_ground = [&](double lofting) {
        return lofted_density_per_m(0.0, 650.0, 260.0, 240.0, draughts, 700.0, lofting);
    };
    EXPECT_LT(at_ground(200.0), 0.8 * at_ground(0.0));
    EXPECT_LT(at_ground(400.0), at_ground(200.0));
    // A centre above the lid is that of its image.
    EXPECT_NEAR(lofted_density_per_m(0.0, 800.0, 150.0, 0.0, draughts, 700.0, 0.0),
                skewed_density_per_m(0.0, 600.0, 150.0, 0.0, draughts, 700.0), 1e-9);
}

TEST(AermodRise, NoWindIsWeakerThanTheLeast) {
    SiteWeather weather;
    weather.wind_x_m_s = 0.05;
    const auto grid = site_grid(500.0, 500.0);
    const auto state = std::make_shared<const MetState>(site_state(grid, weather, {}));
    const auto after_a_minute = [&](const std::string& spread) {
        PuffStore puffs;
        NewPuff puff;
        puff.weight_s = 1.0;
        puff.z_m = 2.0;
        puff.sigma_y_m = puff.sigma_z_m = 1.0;
        puff.lid_m = 500.0;
        puffs.append(puff);
        return steady_path(puffs, state, *grid, {0.0, 0.0}, 1.0, {0.0}, spread).passages.front().x_m;
    };
    EXPECT_NEAR(after_a_minute("aermod"), 60.0 * k_aermod_least_wind_m_s, 1e-6);
    EXPECT_LT(after_a_minute("puff"), 4.0);
}

}  // namespace
}  // namespace lantian
