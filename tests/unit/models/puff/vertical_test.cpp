#include "models/puff/vertical.hpp"

#include <cmath>
#include <limits>

#include "tests/support/relative.hpp"

namespace lantian {
namespace {

constexpr double k_no_lid = std::numeric_limits<double>::infinity();

TEST(VerticalDensity, BothSeriesAgree) {
    for (double sigma = 0.2; sigma < 1.7; sigma += 0.07) {
        for (double z = 0.0; z <= 1.0; z += 0.125) {
            for (double centre = 0.0; centre <= 1.0; centre += 0.0625) {
                ASSERT_NEAR(detail::image_density_per_m(z, centre, sigma, 1.0),
                            detail::cosine_density_per_m(z, centre, sigma, 1.0), 1e-12)
                    << z << ' ' << centre << ' ' << sigma;
                ASSERT_NEAR(detail::image_share(0.5 * z, z, centre, sigma, 1.0),
                            detail::cosine_share(0.5 * z, z, centre, sigma, 1.0), 1e-12);
            }
        }
    }
}

TEST(VerticalDensity, ApproachToTheWellMixedState) {
    const double lid_m = 800.0;
    const auto departure = [&](double ratio) {
        return lid_m * vertical_density_per_m(0.0, 0.3 * lid_m, ratio * lid_m, lid_m) - 1.0;
    };
    EXPECT_TRUE(near_relative(departure(0.3), 0.6131, 1e-4));
    EXPECT_TRUE(near_relative(departure(0.63), 0.1656, 3e-4));
    EXPECT_TRUE(near_relative(departure(0.8), 4.996e-2, 1e-4));
    EXPECT_TRUE(near_relative(departure(1.0), 8.455e-3, 1e-4));
    EXPECT_TRUE(near_relative(departure(1.2), 9.641e-4, 1e-4));
    EXPECT_TRUE(near_relative(departure(1.6), 3.835e-6, 2e-4));
    EXPECT_EQ(departure(3.0), 0.0);
}

TEST(VerticalDensity, IntegralIsOne) {
    const double lid_m = 700.0;
    for (const double sigma : {1.0, 40.0, 200.0, 279.0, 281.0, 800.0, 1900.0, 2000.0}) {
        for (const double centre : {0.0, 3.0, 350.0, 690.0, 700.0}) {
            EXPECT_NEAR(vertical_mean_per_m(0.0, lid_m, centre, sigma, lid_m) * lid_m, 1.0, 1e-12)
                << sigma << ' ' << centre;
            double layers = 0.0;
            for (double z = 0.0; z < 1000.0; z += 50.0) {  // the top layers reach across the lid
                layers += 50.0 * vertical_mean_per_m(z, z + 50.0, centre, sigma, lid_m);
            }
            EXPECT_NEAR(layers, 1.0, 1e-12);
            EXPECT_NEAR(vertical_mean_per_m(0.0, 1e6, centre, sigma, k_no_lid) * 1e6, 1.0, 1e-12);
        }
    }
}

TEST(VerticalDensity, MeanOfAThinLayerIsTheDensity) {
    for (const double lid_m : {500.0, k_no_lid}) {
        for (const double sigma : {30.0, 150.0, 300.0, 1000.0}) {
            for (const double depth : {1e-4 * sigma, 1.1e-5 * sigma, 1e-7 * sigma}) {
                EXPECT_TRUE(
                    near_relative(vertical_mean_per_m(120.0 - 0.5 * depth, 120.0 + 0.5 * depth, 90.0, sigma, lid_m),
                                  vertical_density_per_m(120.0, 90.0, sigma, lid_m), 1e-8));
            }
        }
    }
}

TEST(VerticalDensity, NoLidMirrorsAtTheGround) {
    const double direct = std::exp(-0.5 * 16.0 / 9.0) / (std::sqrt(2.0 * 3.141592653589793) * 30.0);
    EXPECT_TRUE(near_relative(vertical_density_per_m(0.0, 40.0, 30.0, k_no_lid), 2.0 * direct, 1e-14));
    // continuous towards the ground, and a far lid changes nothing
    EXPECT_TRUE(near_relative(vertical_density_per_m(1e-9, 40.0, 30.0, k_no_lid), 2.0 * direct, 1e-9));
    EXPECT_EQ(vertical_density_per_m(0.0, 40.0, 30.0, 500.0), vertical_density_per_m(0.0, 40.0, 30.0, k_no_lid));
    EXPECT_EQ(vertical_density_per_m(500.1, 40.0, 30.0, 500.0), 0.0);
}

TEST(VerticalDensity, FarTailsKeepTheirDigits) {
    // 20 standard deviations: 1e-88, still right to round-off, also as mean of a layer
    const double density = vertical_density_per_m(0.0, 200.0, 10.0, k_no_lid);
    EXPECT_TRUE(near_relative(density, 2.0 * std::exp(-200.0) / (std::sqrt(2.0 * 3.141592653589793) * 10.0), 1e-12));
    EXPECT_TRUE(near_relative(vertical_mean_per_m(0.0, 1e-3, 200.0, 10.0, k_no_lid), density, 1e-6));
}

TEST(VerticalDensityAbove, NothingBelowAndNormalised) {
    EXPECT_EQ(vertical_density_above_per_m(399.0, 450.0, 60.0, 400.0), 0.0);
    EXPECT_NEAR(vertical_mean_above_per_m(0.0, 5000.0, 450.0, 60.0, 400.0) * 5000.0, 1.0, 1e-12);
    EXPECT_EQ(vertical_mean_above_per_m(0.0, 400.0, 450.0, 60.0, 400.0), 0.0);
    EXPECT_TRUE(near_relative(vertical_mean_above_per_m(430.0, 430.01, 450.0, 60.0, 400.0),
                              vertical_density_above_per_m(430.005, 450.0, 60.0, 400.0), 1e-8));
}

// w = w0 + a z: dz/dt = w(z), dsigma/dt = a sigma, in closed form and whatever the steps.
TEST(CarriedVertically, FollowsALinearWind) {
    constexpr double k_a = 3e-4;
    constexpr double k_w0 = 0.05;
    VerticalPlace puff{120.0, 40.0};
    for (int step = 0; step < 6; ++step) {
        const double middle = 90.0;  // any: the wind is linear
        puff = carried_vertically(puff, k_w0 + k_a * middle, middle, k_a, 600.0);
    }
    EXPECT_NEAR(puff.sigma_z_m, 40.0 * std::exp(k_a * 3600.0), 1e-9);
    EXPECT_NEAR(puff.centre_m, (120.0 + k_w0 / k_a) * std::exp(k_a * 3600.0) - k_w0 / k_a, 1e-9);
}

// On the ground, where w = a z is 0, the centre stays whatever the mean over the puff; the spread takes it all.
TEST(CarriedVertically, CentreOnTheGroundStaysThere) {
    for (const double a : {2e-4, -2e-4}) {
        const VerticalPlace puff = carried_vertically({0.0, 30.0}, a * 25.0, 25.0, a, 900.0);
        EXPECT_NEAR(puff.centre_m, 0.0, 1e-12);
        EXPECT_NEAR(puff.sigma_z_m, 30.0 * std::exp(a * 900.0), 1e-12);
    }
    EXPECT_EQ(carried_vertically({5.0, 30.0}, -0.1, 5.0, 0.0, 900.0).centre_m, 0.0);
    EXPECT_DOUBLE_EQ(carried_vertically({5.0, 30.0}, 0.1, 5.0, 0.0, 900.0).centre_m, 95.0);
}

}  // namespace
}  // namespace lantian
