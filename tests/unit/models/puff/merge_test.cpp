#include "models/puff/merge.hpp"

#include <array>
#include <cmath>

#include "tests/support/relative.hpp"

namespace lantian {
namespace {

TEST(Merge, KeepsWeightCentreAndSecondMoments) {
    const Moments a{3.0, 100.0, 200.0, 50.0, 400.0, 100.0};
    const Moments b{1.0, 140.0, 170.0, 90.0, 900.0, 225.0};
    const Moments m = merged(a, b);
    EXPECT_DOUBLE_EQ(m.weight, 4.0);
    EXPECT_DOUBLE_EQ(m.x, 110.0);
    EXPECT_DOUBLE_EQ(m.y, 192.5);
    EXPECT_DOUBLE_EQ(m.z, 60.0);
    // Raw second moments about the origin: x^2 + y^2 and z^2.
    const auto horizontal = [](const Moments& p) { return p.weight * (2.0 * p.sigma_y_sq + p.x * p.x + p.y * p.y); };
    const auto vertical = [](const Moments& p) { return p.weight * (p.sigma_z_sq + p.z * p.z); };
    EXPECT_TRUE(near_relative(horizontal(m), horizontal(a) + horizontal(b), 1e-14));
    EXPECT_TRUE(near_relative(vertical(m), vertical(a) + vertical(b), 1e-14));
}

TEST(Merge, EqualPuffsStayThemselves) {
    const Moments a{2.0, 1.0, 2.0, 3.0, 4.0, 5.0};
    const Moments m = merged(a, a);
    EXPECT_DOUBLE_EQ(m.weight, 4.0);
    EXPECT_DOUBLE_EQ(m.sigma_y_sq, 4.0);
    EXPECT_DOUBLE_EQ(m.sigma_z_sq, 5.0);
}

/// Raw second moments about the origin: what joining must add up.
std::array<double, 6> raw(const Moments& p) {
    return {p.weight * (p.sigma_y_sq + p.stretch + p.x * p.x),
            p.weight * (p.cross + p.x * p.y),
            p.weight * (p.sigma_y_sq - p.stretch + p.y * p.y),
            p.weight * (p.lean_x + p.x * p.z),
            p.weight * (p.lean_y + p.y * p.z),
            p.weight * (p.sigma_z_sq + p.z * p.z)};
}

TEST(Merge, KeepsAllSixSecondMomentsOfTiltedPuffs) {
    const Moments a{3.0, 10.0, -20.0, 50.0, 400.0, 100.0, 150.0, -60.0, 30.0, 12.0};
    const Moments b{1.0, 40.0, 17.0, 90.0, 900.0, 225.0, -250.0, 90.0, -80.0, 40.0};
    const auto joined = raw(merged(a, b));
    const auto first = raw(a), second = raw(b);
    for (std::size_t n = 0; n < 6; ++n)
        EXPECT_NEAR(joined[n], first[n] + second[n], 1e-12 * (std::abs(first[n]) + std::abs(second[n]))) << n;
}

// Mass, mean and all second moments to 1e-12, whatever the direction of the cut.
TEST(Merge, SplitThenMergeReturnsTheParent) {
    const Moments parent{2.0, 10.0, 20.0, 300.0, 2500.0, 1600.0, 1100.0, -800.0, 900.0, -400.0};
    for (double turn = 0.0; turn < 3.2; turn += 0.3) {
        for (const double rise : {0.0, 0.4, 1.0}) {
            const Axis axis{std::cos(turn) * std::sqrt(1.0 - rise * rise),
                            std::sin(turn) * std::sqrt(1.0 - rise * rise), rise};
            const auto [behind, before] = split_along(parent, axis);
            EXPECT_DOUBLE_EQ(behind.weight, 1.0);
            const Moments again = merged(behind, before);
            const double bound = 1e-12 * 2500.0;
            EXPECT_DOUBLE_EQ(again.weight, parent.weight);
            EXPECT_NEAR(again.x, parent.x, 1e-12 * 50.0);
            EXPECT_NEAR(again.y, parent.y, 1e-12 * 50.0);
            EXPECT_NEAR(again.z, parent.z, 1e-12 * 300.0);
            EXPECT_NEAR(again.sigma_y_sq, parent.sigma_y_sq, bound);
            EXPECT_NEAR(again.stretch, parent.stretch, bound);
            EXPECT_NEAR(again.cross, parent.cross, bound);
            EXPECT_NEAR(again.lean_x, parent.lean_x, bound);
            EXPECT_NEAR(again.lean_y, parent.lean_y, bound);
            EXPECT_NEAR(again.sigma_z_sq, parent.sigma_z_sq, bound);
        }
    }
}

TEST(Merge, SplitUpwardIsTheScipuffRule) {
    const Moments parent{2.0, 10.0, 20.0, 300.0, 2500.0, 1600.0, 0.0, 0.0, 900.0, 0.0};
    const auto [low, high] = split_along(parent, k_upward);
    EXPECT_DOUBLE_EQ(high.z - low.z, 2.0 * 0.75 * 40.0);
    EXPECT_DOUBLE_EQ(high.x - low.x, 2.0 * 0.75 * 900.0 / 40.0);  // the covariance goes along
    EXPECT_DOUBLE_EQ(low.sigma_z_sq, 1600.0 * (1.0 - 0.5625));
    EXPECT_TRUE(near_relative(split_centre_factor(0.75), 0.794917, k_printed));
}

TEST(Merge, AxesOfAnEllipse) {
    const double turn = 0.7;
    const double stretch = 300.0 * std::cos(2.0 * turn), cross = 300.0 * std::sin(2.0 * turn);
    const MajorAxis major = major_axis(1000.0, stretch, cross);
    EXPECT_NEAR(major.axis.x, std::cos(turn), 1e-15);
    EXPECT_NEAR(major.axis.y, std::sin(turn), 1e-15);
    EXPECT_DOUBLE_EQ(major.variance_m2, 1300.0);
    EXPECT_DOUBLE_EQ(minor_variance_m2(1000.0, stretch, cross), 700.0);
}

TEST(Merge, PrintedOverlap) {
    const Moments a{1.0, 0.0, 0.0, 40.0, 6400.0, 900.0};
    const Moments b{1.0, 100.0, 50.0, 40.0, 14400.0, 1600.0};
    EXPECT_TRUE(near_relative(overlap_per_m3(a, b), 4.52064e-8, k_printed));
    EXPECT_EQ(overlap_per_m3(a, b), overlap_per_m3(b, a));
}

}  // namespace
}  // namespace lantian
