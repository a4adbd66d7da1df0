#include "models/puff/near_surface.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "models/puff/aermod_spread.hpp"
#include "models/puff/vertical.hpp"

namespace lantian {
namespace {

constexpr double k_no_lid = std::numeric_limits<double>::infinity();
const NearSurface k_neutral{0.3, 0.0, 0.01, 1000.0};

double integral(double centre, double sigma, double lid, double shape) {
    constexpr int k_cells = 200000;
    const double top = std::isfinite(lid) ? lid : centre + 40.0 * sigma;
    double sum = 0.0;
    for (int k = 0; k < k_cells; ++k)
        sum += shaped_density_per_m((k + 0.5) * top / k_cells, centre, sigma, lid, ProfileShape(shape)) * top / k_cells;
    return sum;
}

TEST(NearSurface, MassOfEveryShapeIsOne) {
    for (const double shape : {1.0, 1.3, 1.7, 2.0}) {
        EXPECT_NEAR(integral(0.0, 5.0, k_no_lid, shape), 1.0, 2e-4) << shape;
        EXPECT_NEAR(integral(3.0, 5.0, k_no_lid, shape), 1.0, 2e-4) << shape;
        EXPECT_NEAR(integral(3.0, 20.0, 100.0, shape), 1.0, 3e-3) << shape;
    }
}

TEST(NearSurface, ShapeTwoIsTheGaussian) {
    for (const double z : {0.0, 1.5, 8.0, 20.0})
        EXPECT_DOUBLE_EQ(shaped_density_per_m(z, 2.0, 6.0, 500.0, ProfileShape(2.0)),
                         vertical_density_per_m(z, 2.0, 6.0, 500.0));
    EXPECT_NEAR(shaped_density_per_m(4.0, 2.0, 6.0, 500.0, ProfileShape(1.9999)),
                vertical_density_per_m(4.0, 2.0, 6.0, 500.0), 2e-5 * vertical_density_per_m(4.0, 2.0, 6.0, 500.0));
}

TEST(NearSurface, MeanHeightOfTheFoldedGaussian) {
    EXPECT_NEAR(mean_height_m(0.0, 3.0), 3.0 * std::sqrt(2.0 / std::acos(-1.0)), 1e-12);
    EXPECT_NEAR(mean_height_m(50.0, 1.0), 50.0, 1e-12);
}

// First moment of the diffusion equation with K = kappa u* z: the mean height grows as kappa u* t from any height. The
// wind of a deep plume is faster than that of its matter (lag below 1), so that growth lies a little below.
TEST(NearSurface, MeanHeightGrowsAsTheFirstMomentAsks) {
    const double centre = 0.5;
    double sigma = 0.02;
    const double dt = 0.01;
    for (int k = 0; k < 40000; ++k) sigma = grow_sigma_z_near_surface_m(sigma, centre, 1e9, dt, k_neutral);
    const double exact = centre + 0.4 * 0.3 * 400.0;
    EXPECT_NEAR(mean_height_m(centre, sigma), exact, 0.15 * exact);
    EXPECT_LT(mean_height_m(centre, sigma), exact);
}

TEST(NearSurface, GrowsNoFasterThanTheTurbulence) {
    EXPECT_LE(grow_sigma_z_near_surface_m(0.01, 2.0, 0.4, 1.0, k_neutral), 0.01 + 0.4 * 1.0 + 1e-12);
}

TEST(NearSurface, ShapeStaysBetweenExponentialAndGaussian) {
    for (const double inverse_l : {-0.2, -0.02, 0.0, 0.02, 0.2}) {
        const NearSurface air{0.3, inverse_l, 0.01, 1000.0};
        for (const double z : {0.5, 3.0, 30.0}) {
            EXPECT_GE(surface_shape(z, air), 1.0);
            EXPECT_LE(surface_shape(z, air), 2.0);
        }
    }
    // Neutral at 10 m: 2 + m - 1 with m = 1/ln(6/0.01).
    EXPECT_NEAR(surface_shape(10.0, k_neutral), 1.0 + 1.0 / std::log(600.0), 1e-9);
    EXPECT_DOUBLE_EQ(puff_shape(300.0, 10.0, k_neutral).exponent, 2.0);  // the centre says where it is
    EXPECT_DOUBLE_EQ(puff_shape(0.0, 900.0, k_neutral).exponent, 2.0);   // the lid does
}

TEST(NearSurface, StableLayersSlowGrowth) {
    const NearSurface stable{0.3, 0.05, 0.01, 200.0};
    const NearSurface unstable{0.3, -0.05, 0.01, 1000.0};
    const double s = grow_sigma_z_near_surface_m(3.0, 0.5, 1e9, 10.0, stable);
    const double n = grow_sigma_z_near_surface_m(3.0, 0.5, 1e9, 10.0, k_neutral);
    const double u = grow_sigma_z_near_surface_m(3.0, 0.5, 1e9, 10.0, unstable);
    EXPECT_LT(s, n);
    EXPECT_LT(n, u);
}

TEST(AermodLateral, InverseAndStepsAreExact) {
    for (const double rate : {1e-6, 1e-3, 0.05, 2.0}) {
        for (const double time : {1.0, 60.0, 3600.0, 86400.0}) {
            const double sigma = aermod_lateral_sigma_m(0.6, time, rate);
            EXPECT_NEAR(aermod_lateral_time_s(sigma, 0.6, rate), time, 1e-10 * time) << rate;
        }
    }
    double sigma = 0.0;
    for (int k = 0; k < 600; ++k) sigma = aermod_grow_lateral_m(sigma, 0.5, 0.01, 10.0);
    EXPECT_NEAR(sigma, aermod_lateral_sigma_m(0.5, 6000.0, 0.01), 1e-9 * sigma);
}

// The law in time is AERMOD's in distance (physics.md, 5.1: 154.985 and 73.3184 m).
TEST(AermodLateral, IsTheLawOfAermod) {
    const double wind = 5.0, sigma_v = 0.8, distance = 1000.0;
    for (const double stack : {0.0, 20.0, 100.0}) {
        const double direct = aermod_convective_sigma_y_m(distance, sigma_v / wind, 1000.0, stack);
        const double rate = aermod_lateral_rate_per_s(sigma_v, stack, 1000.0);
        EXPECT_NEAR(aermod_lateral_sigma_m(sigma_v, distance / wind, rate), direct, 1e-12 * direct);
    }
}

}  // namespace
}  // namespace lantian
