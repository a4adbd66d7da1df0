#include "models/puff/step.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>

#include "models/meteorology/constant_provider.hpp"
#include "tests/support/relative.hpp"

namespace lantian {
namespace {

/// One puff in weather that goes from `first` to `second` within the hour.
struct OnePuff {
    Scenario scenario;
    std::shared_ptr<Grid> grid = std::make_shared<Grid>(
        Grid{Projection("EPSG:32649"), 600000.0, 3850000.0, 1000.0, 60, 60, std::vector<double>(3600, 0.0)});
    ConstantMet first, second;
    PuffStore puffs;
    Segments segments;
    std::vector<double> heights{1.5};
    std::vector<double> ground;
    StepLosses losses;

    OnePuff(double z_m, double sigma_m, double lid_m) {
        scenario.chemistry.scheme = "none";
        scenario.deposition.dry = scenario.deposition.wet = scenario.deposition.settling = false;
        first.mixing_height_m = second.mixing_height_m = lid_m;
        NewPuff puff;
        puff.weight_s = 600.0;
        puff.x_m = 610000.0;
        puff.y_m = 3880000.0;
        puff.z_m = z_m;
        puff.sigma_y_m = puff.sigma_z_m = sigma_m;
        puff.lid_m = lid_m;
        puff.mass_kg.fill(1.0);
        puffs.append(puff);
    }
    /// Steps of ten minutes, the fractions of the hour going with them.
    void fly(int steps) {
        const UtcTime t = from_calendar(2022, 1, 6, 0, 0, 0);
        const auto a = std::make_shared<const MetState>(constant_state(grid, first, t));
        const auto b = std::make_shared<const MetState>(constant_state(grid, second, t + 3600));
        const MetWindow window(a, b);
        const VelocityMap velocities(a, b, scenario);
        const Channels channels;
        settling_m_s = velocities.coarse_settling_m_s();
        StepScratch scratch(heights.size());
        segments.clear();
        for (int n = 0; n < steps; ++n) {
            const StepContext context{scenario,
                                      *grid,
                                      window,
                                      velocities,
                                      channels,
                                      heights,
                                      {linear_rates(scenario.chemistry, true)},
                                      n / 6.0,
                                      (n + 1) / 6.0,
                                      nullptr,
                                      growth_law(scenario.puffs.dispersion),
                                      long_range(scenario.puffs.long_range),
                                      terrain_effect(scenario.puffs.terrain),
                                      ground};
            (void)step_puff(puffs, 0, 1.0, context, segments, losses, scratch);
        }
    }
    double settling_m_s = 0.0;
};

// ze = z0 - vg t: on the ground at z0/vg.
TEST(Settling, CoarseMatterSinksAtItsVelocity) {
    OnePuff still(100.0, 5.0, 800.0);
    still.fly(6);
    EXPECT_EQ(still.puffs.sunk_m[0], 0.0);
    OnePuff settling(100.0, 5.0, 800.0);
    settling.scenario.deposition.settling = true;
    settling.fly(6);
    ASSERT_GT(settling.settling_m_s, 0.0);
    EXPECT_TRUE(near_relative(settling.puffs.sunk_m[0], settling.settling_m_s * 3600.0, 1e-12));
    EXPECT_TRUE(near_relative(100.0 / settling.settling_m_s * settling.settling_m_s, 100.0, 1e-12));
    EXPECT_EQ(settling.puffs.z_m[0], still.puffs.z_m[0]);  // fine matter and gases stay where they are
}

TEST(AboveTheLid, NothingAtTheGroundUntilTakenIn) {
    OnePuff puff(600.0, 40.0, 400.0);
    puff.first.wind_x_m_s = puff.second.wind_x_m_s = 3.0;
    puff.fly(6);
    EXPECT_EQ(puff.segments.size(), 0u);
    EXPECT_NEAR(puff.puffs.lid_m[0], 400.0, 1e-9);
    EXPECT_GT(puff.puffs.z_m[0], 400.0);
    OnePuff morning(600.0, 40.0, 400.0);
    morning.first.wind_x_m_s = morning.second.wind_x_m_s = 3.0;
    morning.second.mixing_height_m = 1200.0;
    morning.fly(6);
    EXPECT_GT(morning.segments.size(), 0u);
    EXPECT_GE(morning.puffs.sigma_z_m[0], 1.6 * 600.0);  // evenly mixed
    EXPECT_LT(morning.puffs.z_m[0], morning.puffs.lid_m[0]);
}

TEST(Dispersion, TheLawOfTheScenarioGrowsThePuff) {
    const auto after = [](const char* law) {
        OnePuff puff(150.0, 1e-3, 1500.0);
        puff.first.wind_x_m_s = puff.second.wind_x_m_s = 5.0;
        puff.scenario.puffs.dispersion = law;
        puff.scenario.puffs.least_substep_s = 5.0;
        puff.fly(3);  // 9 km
        return std::array<double, 2>{puff.puffs.sigma_y_m[0], puff.puffs.sigma_z_m[0]};
    };
    const auto rural = after("class_rural");
    const auto urban = after("class_urban");
    const auto draxler = after("draxler");
    const auto turbulence = after("turbulence");
    EXPECT_TRUE(near_relative(rural[0], briggs_rural_sigma_y_m(StabilityClass::d, 9000.0), 1e-4));
    EXPECT_TRUE(near_relative(rural[1], briggs_rural_sigma_z_m(StabilityClass::d, 9000.0), 1e-4));
    EXPECT_TRUE(near_relative(urban[0], briggs_urban_sigma_y_m(StabilityClass::d, 9000.0), 1e-4));
    EXPECT_TRUE(near_relative(urban[1], briggs_urban_sigma_z_m(StabilityClass::d, 9000.0), 1e-4));
    EXPECT_NE(draxler[0], turbulence[0]);
    EXPECT_GT(draxler[0], 100.0);
}

TEST(LongRangeStep, GrowsHalfAMetreASecondUpToTwoCells) {
    OnePuff puff(150.0, 700.0, 1500.0);
    puff.puffs.sigma_z_m[0] = 100.0;
    puff.scenario.puffs.long_range = "lateral";
    puff.fly(6);
    EXPECT_NEAR(puff.puffs.sigma_y_m[0], 2000.0, 1e-9);  // 700 + 1800 would be 2500: two cells of 1 km
    OnePuff free(150.0, 700.0, 1500.0);
    free.scenario.puffs.long_range = "lateral";
    free.fly(3);
    EXPECT_NEAR(free.puffs.sigma_y_m[0], 700.0 + 0.5 * 1800.0, 1e-9);
    OnePuff both(150.0, 700.0, 1e5);
    both.puffs.sigma_z_m[0] = 100.0;
    both.scenario.puffs.long_range = "both";
    both.fly(3);
    EXPECT_NEAR(both.puffs.sigma_z_m[0], std::hypot(100.0, heffter_sigma_z_m(StabilityClass::d, 1800.0)), 1e-6);
}

// A receptor on a hill sees more of an elevated puff; one on the level, and the grid, what they saw.
TEST(HillsStep, ReceptorsOnHillsSeeThePuffNearer) {
    const auto weights = [](const char* terrain, double buoyancy) {
        OnePuff puff(150.0, 15.0, 1500.0);
        puff.first.buoyancy_frequency_s = puff.second.buoyancy_frequency_s = buoyancy;
        puff.first.obukhov_length_m = puff.second.obukhov_length_m = buoyancy > 0.0 ? 30.0 : 1e9;
        puff.first.wind_x_m_s = puff.second.wind_x_m_s = 2.0;
        puff.first.friction_velocity_m_s = puff.second.friction_velocity_m_s = 0.1;
        puff.scenario.puffs.terrain = terrain;
        puff.heights = {1.5, 1.5, 1.5};
        puff.ground = {0.0, 0.0, 120.0};
        puff.fly(1);
        const std::size_t channels = Channels{}.count();
        return std::array<double, 3>{puff.segments.weight[0], puff.segments.weight[channels],
                                     puff.segments.weight[2 * channels]};
    };
    const auto flat = weights("follow", 0.02);
    EXPECT_EQ(flat[0], flat[2]);
    const auto partial = weights("partial_height", 0.02);
    EXPECT_EQ(partial[0], flat[0]);
    EXPECT_TRUE(near_relative(partial[1], flat[1], 1e-12));
    EXPECT_GT(partial[2], 100.0 * flat[2]);
    const auto dividing = weights("dividing_streamline", 0.02);  // Hc = 120 - 2/0.02 = 20 m
    EXPECT_EQ(dividing[0], flat[0]);
    EXPECT_TRUE(near_relative(dividing[1], flat[1], 1e-12));
    EXPECT_GT(dividing[2], 100.0 * flat[2]);
    EXPECT_GT(weights("dividing_streamline", 0.05)[2], dividing[2]);  // more of it keeps its altitude
}

}  // namespace
}  // namespace lantian
