#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/base/constants.hpp"
#include "models/meteorology/mixing_height.hpp"

// Check values of the physics reference, section 1.4.
namespace lantian {
namespace {

void expect_rel(double value, double expected, double tolerance = 1e-4) {
    EXPECT_NEAR(value, expected, tolerance * std::abs(expected));
}

TEST(MixingHeight, CheckValues) {
    expect_rel(encroachment_height_m(200.0 / 1206.0, 21600.0, 0.005, 0.0), 1197.01);
    expect_rel(encroachment_height_m(200.0 / 1206.0, 21600.0, 0.005, 0.2), 1416.32);
    expect_rel(slab_height_m(0.0, 200.0 / 1206.0, 0.005, 21600.0, 0.0), 1197.01);
    double hourly = 0.0;
    for (int n = 0; n < 6; ++n) hourly = slab_height_m(hourly, 200.0 / 1206.0, 0.005, 3600.0);
    expect_rel(hourly, 1416.32);
    expect_rel(neutral_height_m(0.3, 1e-4), 900.0, 1e-12);
    expect_rel(venkatram_height_m(0.25), 287.5, 1e-12);
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

TEST(MixingHeight, MechanicalEntrainmentFollowsItsEquation) {
    const double flux = 200.0 / 1206.0;
    const double h = slab_height_m(100.0, flux, 0.005, 3600.0, 0.2, 2.5, -1.0 / 80.0);
    double y = 100.0;  // dh/dt = [(1 + 2 A) h - 2 B kappa L]/h^2 flux/gamma in small steps
    for (int n = 0; n < 36000; ++n) {
        const auto rate = [&](double x) { return (1.4 * x + 2.0 * 2.5 * 0.4 * 80.0) / (x * x) * flux / 0.005; };
        y += 0.1 * rate(y + 0.05 * rate(y));
    }
    EXPECT_NEAR(h, y, 1e-3);
    EXPECT_GT(h, slab_height_m(100.0, flux, 0.005, 3600.0));
    EXPECT_EQ(slab_height_m(300.0, -0.1, 0.005, 3600.0), 300.0);
}

TEST(MixingHeight, UpwardHeatRaisesTheRichardsonHeight) {
    std::vector<double> height, theta, u, v;
    for (int k = 1; k <= 300; ++k) {
        height.push_back(10.0 * k);
        theta.push_back(290.0 + 0.005 * 10.0 * k);
        u.push_back(3.0);
        v.push_back(0.0);
    }
    const double h = bulk_richardson_height_m(height, theta, u, v, 290.0, 0.3, 0.15);
    EXPECT_GT(h, bulk_richardson_height_m(height, theta, u, v, 290.0, 0.3));
    // The excess that belongs to this height gives this height again.
    const double excess = 8.5 * 0.15 / std::cbrt(constants::k_gravity_m_s2 / 290.0 * 0.15 * h);
    EXPECT_NEAR(bulk_richardson_height_m(height, theta, u, v, 290.0 + excess, 0.3), h, 0.02 * h);
}

}  // namespace
}  // namespace lantian
