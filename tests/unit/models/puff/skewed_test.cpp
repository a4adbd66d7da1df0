// A puff in convective draughts: mass, moments and limits of its vertical density.
#include "models/puff/skewed.hpp"

#include <cmath>
#include <limits>

#include "models/puff/vertical.hpp"
#include "tests/support/relative.hpp"

namespace lantian {
namespace {

constexpr double k_no_lid = std::numeric_limits<double>::infinity();

/// Integral of f(z) density(z) over [0, top] by the midpoint rule.
template <typename F>
double integral(double top, F&& f) {
    constexpr int n = 20000;
    double sum = 0.0;
    for (int k = 0; k < n; ++k) sum += f((k + 0.5) * top / n) * top / n;
    return sum;
}

TEST(SkewedDensity, MassStaysBetweenGroundAndLid) {
    for (const double skewness : {0.0, 0.3, 0.61, 1.2}) {
        const SkewedVelocity unit = skewed_velocity(1.0, skewness);
        for (const double draught : {0.0, 30.0, 200.0, 700.0, 1500.0, 4000.0}) {
            for (const double centre : {0.0, 150.0, 790.0, 800.0}) {
                const double sigma = std::hypot(draught, 25.0);
                const double mass = integral(
                    800.0, [&](double z) { return skewed_density_per_m(z, centre, sigma, draught, unit, 800.0); });
                EXPECT_NEAR(mass, 1.0, 1e-6) << skewness << ' ' << draught << ' ' << centre;
            }
        }
    }
}

TEST(SkewedDensity, MomentsAreThoseOfThePuffAndOfTheDraughts) {
    const SkewedVelocity unit = skewed_velocity(1.0, 0.6);
    const double centre = 3000.0, draught = 200.0, rest = 60.0, sigma = std::hypot(draught, rest);
    const auto moment = [&](int n) {
        return integral(6000.0, [&](double z) {
            return std::pow(z - centre, n) * skewed_density_per_m(z, centre, sigma, draught, unit, k_no_lid);
        });
    };
    EXPECT_NEAR(moment(1), 0.0, 1e-6);
    EXPECT_TRUE(near_relative(moment(2), sigma * sigma, 1e-6));
    EXPECT_TRUE(near_relative(moment(3), 0.6 * draught * draught * draught, 1e-5));
}

TEST(SkewedDensity, WithoutDraughtsItIsTheGaussian) {
    const SkewedVelocity unit = skewed_velocity(1.0, 0.6);
    for (const double z : {0.0, 100.0, 400.0})
        EXPECT_TRUE(near_relative(skewed_density_per_m(z, 150.0, 60.0, 0.0, unit, 500.0),
                                  vertical_density_per_m(z, 150.0, 60.0, 500.0), 1e-12));
}

TEST(SkewedDensity, TheMostCommonDraughtSinks) {
    // Downdraughts are slower and cover more: the highest ground value of an elevated release comes nearer and is
    // higher than that of the Gaussian, for which the mode stays at the height of release (Lamb 1982).
    const SkewedVelocity unit = skewed_velocity(1.0, 0.6);
    const auto mode = [&](double draught) {
        double best = 0.0, at = 0.0;
        for (double z = 0.0; z <= 1000.0; z += 5.0) {
            const double d = skewed_density_per_m(z, 400.0, draught, draught, unit, 1000.0);
            if (d > best) {
                best = d;
                at = z;
            }
        }
        return at;
    };
    EXPECT_LT(mode(150.0), 380.0);
    EXPECT_LT(mode(300.0), mode(150.0));
    EXPECT_EQ(mode(600.0), 0.0);
}

TEST(SkewedDensity, FarAwayItIsWellMixed) {
    const SkewedVelocity unit = skewed_velocity(1.0, 0.6);
    for (const double z : {0.0, 300.0, 990.0})
        EXPECT_TRUE(near_relative(skewed_density_per_m(z, 200.0, 4000.0, 4000.0, unit, 1000.0), 1e-3, 1e-6));
}

}  // namespace
}  // namespace lantian
