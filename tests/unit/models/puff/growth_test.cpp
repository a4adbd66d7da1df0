#include "models/puff/growth.hpp"

#include <cmath>

#include "models/puff/dispersion.hpp"
#include "tests/support/relative.hpp"

namespace lantian {
namespace {

constexpr StabilityClass k_classes[] = {StabilityClass::a, StabilityClass::b, StabilityClass::c,
                                        StabilityClass::d, StabilityClass::e, StabilityClass::f};

TEST(ClassGrowth, ManyStepsAlongACurveAreOne) {
    for (const bool rural : {true, false}) {
        for (const StabilityClass stability : k_classes) {
            double y = 0.0, z = 0.0;
            for (int n = 1; n <= 60; ++n) {
                y = grow_class_sigma_y_m(rural, stability, y, 250.0);
                z = grow_class_sigma_z_m(rural, stability, z, 250.0);
                const double x = 250.0 * n;
                EXPECT_TRUE(near_relative(
                    y, rural ? briggs_rural_sigma_y_m(stability, x) : briggs_urban_sigma_y_m(stability, x), 1e-9));
                EXPECT_TRUE(near_relative(
                    z, rural ? briggs_rural_sigma_z_m(stability, x) : briggs_urban_sigma_z_m(stability, x), 1e-9));
            }
        }
    }
}

TEST(ClassGrowth, PrintedSpreadsFromSteps) {
    double y = 0.0, z = 0.0;
    for (int n = 0; n < 20; ++n) {
        y = grow_class_sigma_y_m(true, StabilityClass::d, y, 500.0);
        z = grow_class_sigma_z_m(true, StabilityClass::d, z, 500.0);
    }
    EXPECT_TRUE(near_relative(y, 565.685, k_printed));
    EXPECT_TRUE(near_relative(z, 150.000, k_printed));
}

TEST(ClassGrowth, NeverShrinksAlsoWhereTheCurveIsLevel) {
    // F over open country levels off at 0.016/3e-4 = 53.3 m.
    EXPECT_EQ(grow_class_sigma_z_m(true, StabilityClass::f, 80.0, 5000.0), 80.0);
    EXPECT_LT(grow_class_sigma_z_m(true, StabilityClass::f, 53.0, 5000.0), 53.34);
    EXPECT_EQ(grow_class_sigma_y_m(true, StabilityClass::d, 100.0, 0.0),
              grow_class_sigma_y_m(true, StabilityClass::d, 100.0, 0.0));
    EXPECT_NEAR(grow_class_sigma_y_m(true, StabilityClass::d, 100.0, 0.0), 100.0, 1e-10);
}

TEST(StabilityClasses, ByObukhovLength) {
    EXPECT_EQ(curve_class(-1.0 / 9.0), StabilityClass::a);
    EXPECT_EQ(curve_class(-1.0 / 20.0), StabilityClass::b);
    EXPECT_EQ(curve_class(-1.0 / 80.0), StabilityClass::c);
    EXPECT_EQ(curve_class(-1.0 / 200.0), StabilityClass::d);
    EXPECT_EQ(curve_class(0.0), StabilityClass::d);
    EXPECT_EQ(curve_class(1.0 / 200.0), StabilityClass::d);
    EXPECT_EQ(curve_class(1.0 / 100.0), StabilityClass::e);
    EXPECT_EQ(curve_class(1.0 / 25.0), StabilityClass::f);
}

TEST(LongRange, JoinsAtEqualSpreadAndGrowsHalfAMetreASecond) {
    const auto law = [](double sigma, double t) { return grow_sigma_y_m(sigma, 0.5, t); };
    const double join_s = draxler_time_y_s(550.0, 0.5);
    EXPECT_TRUE(near_relative(grow_long_range_m(0.0, join_s, 1e9, law), 550.0, 1e-9));
    EXPECT_TRUE(near_relative(grow_long_range_m(0.0, join_s + 100.0, 1e9, law), 600.0, 1e-12));
    EXPECT_DOUBLE_EQ(grow_long_range_m(1000.0, 100.0, 1e9, law), 1050.0);
    // many steps are one
    double sigma = 0.0;
    for (int n = 0; n < 100; ++n) sigma = grow_long_range_m(sigma, 60.0, 1e9, law);
    EXPECT_TRUE(near_relative(sigma, 550.0 + 0.5 * (6000.0 - join_s), 1e-11));
    // what the wind field resolves is not grown by diffusion
    EXPECT_EQ(grow_long_range_m(3990.0, 100.0, 4000.0, law), 4000.0);
    EXPECT_EQ(grow_long_range_m(5000.0, 100.0, 4000.0, law), 5000.0);
}

TEST(LongRange, HeffterUpward) {
    constexpr double k_az[] = {5.0, 3.873, 2.739, 1.871, 1.225, 0.707};
    for (std::size_t n = 0; n < 6; ++n) EXPECT_DOUBLE_EQ(heffter_sigma_z_m(k_classes[n], 10000.0), 100.0 * k_az[n]);
    double sigma = 0.0;
    for (int n = 0; n < 50; ++n) sigma = grow_heffter_sigma_z_m(StabilityClass::d, sigma, 200.0);
    EXPECT_TRUE(near_relative(sigma, 187.1, 1e-12));
}

TEST(GrowthWords, AllAreKnown) {
    EXPECT_EQ(growth_law("turbulence"), GrowthLaw::turbulence);
    EXPECT_EQ(growth_law("draxler"), GrowthLaw::draxler);
    EXPECT_EQ(growth_law("class_rural"), GrowthLaw::class_rural);
    EXPECT_EQ(growth_law("class_urban"), GrowthLaw::class_urban);
    EXPECT_EQ(long_range("none"), LongRange::none);
    EXPECT_EQ(long_range("lateral"), LongRange::lateral);
    EXPECT_EQ(long_range("both"), LongRange::both);
}

}  // namespace
}  // namespace lantian
