#include <gtest/gtest.h>

#include <cmath>

#include "core/base/constants.hpp"
#include "models/meteorology/surface_energy.hpp"

// Check values of the physics reference, section 1.1.
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

TEST(SurfaceEnergy, CityHeatIsAdded) {
    EXPECT_DOUBLE_EQ(net_radiation_w_m2(0.2, 500.0, 290.0, 0.3, 25.0),
                     net_radiation_w_m2(0.2, 500.0, 290.0, 0.3) + 25.0);
}

TEST(SurfaceEnergy, NetRadiationVanishesAtTheCriticalElevation) {
    for (const double cloud : {0.0, 0.5, 0.9}) {
        for (const double albedo : {0.12, 0.2, 0.6}) {
            const double angle = critical_elevation_rad(albedo, 280.0, cloud);
            const double net =
                net_radiation_w_m2(albedo_at(albedo, angle), solar_radiation_w_m2(angle, cloud), 280.0, cloud);
            if (angle > 0.031) EXPECT_NEAR(net, 0.0, 1e-3) << cloud << " " << albedo;  // 1.74 degrees at least
        }
    }
}

}  // namespace
}  // namespace lantian
