#include "models/puff/merge.hpp"

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

TEST(Merge, SplitThenMergeReturnsTheParent) {
    const Moments parent{2.0, 10.0, 20.0, 300.0, 2500.0, 1600.0};
    const auto [low, high] = split_vertically(parent);
    EXPECT_LT(low.z, high.z);
    EXPECT_DOUBLE_EQ(low.sigma_z_sq, 1600.0 * (1.0 - 0.5625));
    const Moments again = merged(low, high);
    EXPECT_DOUBLE_EQ(again.weight, parent.weight);
    EXPECT_DOUBLE_EQ(again.z, parent.z);
    EXPECT_DOUBLE_EQ(again.sigma_y_sq, parent.sigma_y_sq);
    EXPECT_TRUE(near_relative(again.sigma_z_sq, parent.sigma_z_sq, 1e-14));
    EXPECT_TRUE(near_relative(split_centre_factor(0.75), 0.794917, k_printed));
}

TEST(Merge, PrintedOverlap) {
    const Moments a{1.0, 0.0, 0.0, 40.0, 6400.0, 900.0};
    const Moments b{1.0, 100.0, 50.0, 40.0, 14400.0, 1600.0};
    EXPECT_TRUE(near_relative(overlap_per_m3(a, b), 4.52064e-8, k_printed));
    EXPECT_EQ(overlap_per_m3(a, b), overlap_per_m3(b, a));
}

}  // namespace
}  // namespace lantian
