#include <gtest/gtest.h>

#include <cmath>

#include "core/base/constants.hpp"
#include "models/meteorology/mixing_height.hpp"
#include "models/meteorology/surface_energy.hpp"
#include "models/meteorology/surface_layer.hpp"

// Check values of the physics reference, sections 1.1 to 1.4.
namespace lantian {
namespace {

void expect_rel(double value, double expected, double tolerance = 1e-4) {
    EXPECT_NEAR(value, expected, tolerance * std::abs(expected));
}

TEST(SurfaceEnergy, CheckValues) {
    const double phi = 50.0 * constants::k_pi / 180.0;
    const double solar = solar_radiation_w_m2(phi, 0.3);
    expect_rel(solar, 719.27, 2e-5);
    const double net = net_radiation_w_m2(0.2, solar, 298.15, 0.3);
    expect_rel(net, 462.83, 2e-5);
    expect_rel(sensible_heat_flux_w_m2(net, 1.0), 208.27, 3e-5);
    EXPECT_EQ(clear_sky_radiation_w_m2(1.7 * constants::k_pi / 180.0), 0.0);
    EXPECT_GT(albedo_at(0.2, 0.1), albedo_at(0.2, 1.0));
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

TEST(MixingHeight, CheckValues) {
    expect_rel(encroachment_height_m(200.0 / 1206.0, 21600.0, 0.005, 0.0), 1197.01);
    expect_rel(encroachment_height_m(200.0 / 1206.0, 21600.0, 0.005, 0.2), 1416.32);
    expect_rel(zilitinkevich_height_m(0.3, 50.0, 1e-4), 154.919);
    EXPECT_NEAR(relaxed_height_m(300.0, 500.0, 0.3, 1e9), 500.0, 1e-9);
    EXPECT_NEAR(relaxed_height_m(300.0, 500.0, 0.3, 0.0), 300.0, 1e-9);
}

TEST(MixingHeight, HeatAreaOfALinearProfileIsEncroachment) {
    const double height[] = {0.0, 300.0, 900.0, 3000.0};
    const double theta[] = {290.0, 291.5, 294.5, 305.0};
    const double heat = 200.0 / 1206.0 * 21600.0;
    expect_rel(heat_area_height_m(height, theta, heat), 1416.32);
    expect_rel(heat_area_height_m({height, 2}, {theta, 2}, heat),
               1416.32);  // beyond the last level its gradient goes on
    EXPECT_EQ(heat_area_height_m(height, theta, 0.0), 0.0);
}

TEST(MixingHeight, BulkRichardsonOfALinearProfileSolvesTheQuadratic) {
    // g z gamma z = 0.25 theta_s (U^2 + 100 u*^2): z = sqrt(0.25 theta_s (U^2 + 100 u*^2) / (g gamma)).
    std::vector<double> height, theta, u, v;
    for (int k = 1; k <= 400; ++k) {
        height.push_back(10.0 * k);
        theta.push_back(290.0 + 0.005 * 10.0 * k);
        u.push_back(5.0);
        v.push_back(0.0);
    }
    const double expected = std::sqrt(0.25 * 290.0 * (25.0 + 100.0 * 0.04) / (constants::k_gravity_m_s2 * 0.005));
    expect_rel(bulk_richardson_height_m(height, theta, u, v, 290.0, 0.2), expected, 2e-3);
}

}  // namespace
}  // namespace lantian
