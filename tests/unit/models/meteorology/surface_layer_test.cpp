#include <gtest/gtest.h>

#include <cmath>

#include "models/meteorology/surface_layer.hpp"

// Check values of the physics reference, sections 1.2 and 1.3.
namespace lantian {
namespace {

void expect_rel(double value, double expected, double tolerance = 1e-4) {
    EXPECT_NEAR(value, expected, tolerance * std::abs(expected));
}

TEST(SurfaceLayer, UnstableCheckValues) {
    const SurfaceLayer a = unstable_surface_layer(3.0, 10.0, 0.1, 200.0, 293.15, 1206.0);
    expect_rel(a.friction_velocity_m_s, 0.322948);
    expect_rel(a.obukhov_length_m, -15.1732);
    expect_rel(convective_velocity_m_s(200.0, 1000.0, 293.15, 1206.0), 1.77046);
    const SurfaceLayer b = unstable_surface_layer(5.0, 10.0, 1.0, 150.0, 293.15, 1206.0);
    expect_rel(b.friction_velocity_m_s, 0.897438);
    expect_rel(b.obukhov_length_m, -434.140);
}

TEST(SurfaceLayer, NoHeatFluxGivesTheLogLaw) {
    const SurfaceLayer s = unstable_surface_layer(4.0, 10.0, 0.1, 1e-9, 290.0, 1206.0);
    expect_rel(s.friction_velocity_m_s, 0.4 * 4.0 / std::log(100.0), 1e-6);
    expect_rel(similarity_ratio(10.0, 50.0, 0.1, k_neutral_length_m), std::log(500.0) / std::log(100.0), 1e-6);
}

TEST(SurfaceLayer, StableCheckValues) {
    const SurfaceLayer a = stable_surface_layer(4.0, 10.0, 0.1, 0.2, 288.15);
    expect_rel(a.friction_velocity_m_s, 0.307582);
    expect_rel(a.obukhov_length_m, 78.7666);
    const SurfaceLayer b = stable_surface_layer_low_wind(4.0, 10.0, 0.1, 0.2, 288.15);
    expect_rel(b.friction_velocity_m_s, 0.333944);
    expect_rel(b.obukhov_length_m, 92.8470);
    const SurfaceLayer c = stable_surface_layer_low_wind(1.5, 10.0, 0.1, 0.2, 288.15);
    expect_rel(c.friction_velocity_m_s, 0.117834);
    expect_rel(c.obukhov_length_m, 11.5602);
}

TEST(SurfaceLayer, StableFormIsContinuousAtTheCriticalWind) {
    const double critical = 2.54936;
    const SurfaceLayer below = stable_surface_layer(critical * (1.0 - 1e-7), 10.0, 0.1, 0.2, 288.15);
    const SurfaceLayer above = stable_surface_layer(critical * (1.0 + 1e-7), 10.0, 0.1, 0.2, 288.15);
    expect_rel(below.friction_velocity_m_s, above.friction_velocity_m_s, 1e-3);
}

TEST(SurfaceLayer, PsiIsContinuous) {
    EXPECT_NEAR(psi_m(-1e-9, 1.0), 0.0, 1e-7);
    EXPECT_NEAR(psi_m(0.5, 1.0), psi_m(0.5 + 1e-9, 1.0), 1e-7);
}

// No outside value: the solution must satisfy its own profiles.
TEST(TwoLevelSurfaceLayer, SatisfiesItsProfiles) {
    const SurfaceLayer s = two_level_surface_layer(4.0, 10.0, 0.1, 2.0, 10.0, 0.3, 288.15);
    ASSERT_GT(s.obukhov_length_m, 20.0);  // weakly stable branch
    expect_rel(s.friction_velocity_m_s / 0.4 * (std::log(100.0) + 4.7 * 10.0 / s.obukhov_length_m), 4.0, 1e-6);
    expect_rel(s.temperature_scale_k / 0.4 * (std::log(5.0) + 4.7 * 8.0 / s.obukhov_length_m), 0.3, 1e-6);
    const SurfaceLayer strong = two_level_surface_layer(2.0, 10.0, 0.1, 2.0, 10.0, 1.5, 288.15);
    const double zeta = 10.0 / strong.obukhov_length_m;
    ASSERT_GT(zeta, 0.5);
    const double profile = std::log(100.0) + 7.0 * std::log(zeta) + 4.25 / zeta - 0.5 / (zeta * zeta) + 2.35 - 1.648;
    expect_rel(strong.friction_velocity_m_s / 0.4 * profile, 2.0, 1e-6);
}

TEST(SurfaceLayer, CoolingFallsToTheLogLawAtTheCriticalSun) {
    EXPECT_EQ(dusk_cooling_frac(-0.1, 0.3), 1.0);
    EXPECT_NEAR(dusk_cooling_frac(0.15, 0.3), 0.75, 1e-12);
    EXPECT_EQ(dusk_cooling_frac(0.4, 0.3), 0.0);
    const SurfaceLayer half = stable_surface_layer(4.0, 10.0, 0.1, 0.2, 288.15, k_stable_beta_m, 0.75);
    EXPECT_NEAR(half.temperature_scale_k, 0.75 * 0.09 * 0.98, 1e-12);
    for (const auto form : {stable_surface_layer, stable_surface_layer_low_wind}) {
        const SurfaceLayer none = form(4.0, 10.0, 0.1, 0.2, 288.15, k_stable_beta_m, 0.0);
        EXPECT_EQ(none.obukhov_length_m, k_neutral_length_m);
        const SurfaceLayer little = form(4.0, 10.0, 0.1, 0.2, 288.15, k_stable_beta_m, 1e-8);
        expect_rel(little.friction_velocity_m_s, none.friction_velocity_m_s, 1e-6);
    }
    expect_rel(stable_surface_layer(4.0, 10.0, 0.1, 0.2, 288.15, k_stable_beta_m, 0.0).friction_velocity_m_s,
               0.4 * 4.0 / std::log(100.0), 1e-12);
}

}  // namespace
}  // namespace lantian
