#include "models/puff/building_wake.hpp"

#include "tests/support/relative.hpp"

namespace lantian {
namespace {

constexpr double k_chk = 1e-5;
const BuildingWake k_block({20.0, 40.0, 30.0});

TEST(BuildingWake, PrintedScales) {
    EXPECT_TRUE(near_relative(k_block.scale_m(), 25.1984, k_chk));
    EXPECT_TRUE(near_relative(k_block.highest_cavity_m(), 25.5437, k_chk));
    EXPECT_TRUE(near_relative(k_block.roof_cavity_m(), 22.6786, k_chk));
    EXPECT_TRUE(near_relative(k_block.near_wake_m(), 43.0768, k_chk));
    EXPECT_TRUE(k_block.reattached());
}

TEST(BuildingWake, PrintedPlaceInTheWake) {
    EXPECT_TRUE(near_relative(k_block.wake_top_m(60.0), 41.9517, k_chk));
    EXPECT_TRUE(near_relative(k_block.wake_half_width_m(60.0), 31.2162, k_chk));
    EXPECT_TRUE(near_relative(k_block.wind_deficit(60.0), 0.415014, k_chk));
    EXPECT_TRUE(near_relative(k_block.cavity_top_m(60.0), 14.3525, k_chk));
}

TEST(BuildingWake, PrintedTurbulence) {
    EXPECT_TRUE(near_relative(k_block.vertical_intensity(30.0, 0.05), 0.34, k_chk));
    EXPECT_TRUE(near_relative(k_block.vertical_intensity(60.0, 0.05), 0.138173, k_chk));
    EXPECT_TRUE(near_relative(k_block.lateral_intensity(60.0, 0.1), 0.193511, k_chk));
    EXPECT_TRUE(near_relative(k_block.vertical_end_m(0.05), 407.976, k_chk));
    EXPECT_TRUE(near_relative(k_block.lateral_end_m(0.1), 318.080, k_chk));
}

TEST(BuildingWake, PrintedCavityRelease) {
    const CavitySpread s = cavity_spread(k_block, 5.0, 1.0);
    EXPECT_TRUE(near_relative(s.sigma_y_m, 15.9577, k_chk));
    EXPECT_TRUE(near_relative(s.sigma_z_m, 5.31923, k_chk));
    EXPECT_TRUE(near_relative(cavity_spread(k_block, 5.0, 0.8).sigma_z_m, 0.8 * 5.31923, k_chk));
}

TEST(BuildingWake, CavityIsContinuousAndCloses) {
    for (const BuildingSize size : {BuildingSize{20, 40, 30}, BuildingSize{30, 50, 10}, BuildingSize{60, 20, 20}}) {
        const BuildingWake wake(size);
        double top = wake.cavity_top_m(0.0), side = wake.cavity_half_width_m(0.0);
        EXPECT_NEAR(top, size.height_m, 1e-9);
        EXPECT_NEAR(side, 0.5 * size.width_m, 1e-9);
        const double end = wake.cavity_end_m();
        for (double x = 0.0; x < 0.98 * end; x += 0.01) {
            EXPECT_NEAR(wake.cavity_top_m(x), top, 0.1) << x;
            EXPECT_NEAR(wake.cavity_half_width_m(x), side, 0.1) << x;
            EXPECT_LE(wake.cavity_top_m(x), wake.highest_cavity_m() + 1e-9);
            top = wake.cavity_top_m(x);
            side = wake.cavity_half_width_m(x);
        }
        EXPECT_EQ(wake.cavity_top_m(end), 0.0);
        EXPECT_EQ(wake.cavity_half_width_m(end), 0.0);
        EXPECT_LT(wake.cavity_top_m(end - 1e-6), 0.1);
    }
    EXPECT_FALSE(BuildingWake({30, 50, 10}).reattached());
}

TEST(BuildingWake, WindComesBackAboveBesideAndBehind) {
    EXPECT_EQ(k_block.wind_ratio(-5.0, 0.0, 10.0), 1.0);
    EXPECT_EQ(k_block.wind_ratio(60.0, 0.0, 41.96), 1.0);
    EXPECT_EQ(k_block.wind_ratio(60.0, 31.3, 5.0), 1.0);
    EXPECT_LT(k_block.wind_ratio(31.0, 0.0, 5.0), 0.2);
    EXPECT_GT(k_block.wind_ratio(5000.0, 0.0, 5.0), 0.95);
    // In height: constant below the cavity top, then linear to 1. 1 - 2 hw D/(hw + zc) at x = 60.
    const double low = 1.0 - 2.0 * 41.9517 * 0.415014 / (41.9517 + 14.3525);
    EXPECT_TRUE(near_relative(k_block.wind_ratio(60.0, 0.0, 3.0), low, 1e-4));
    EXPECT_TRUE(near_relative(k_block.wind_ratio(60.0, 0.0, 0.5 * (41.9517 + 14.3525)), 0.5 * (1.0 + low), 1e-4));
    // The mean deficit over the wake's depth is D.
    double sum = 0.0;
    constexpr int n = 20000;
    for (int k = 0; k < n; ++k) sum += 1.0 - k_block.wind_ratio(60.0, 0.0, 41.9517 * (k + 0.5) / n);
    EXPECT_TRUE(near_relative(sum / n, 0.415014, 1e-3));
}

TEST(BuildingWake, StreamlinesGoUpOverTheRoofAndDownBehind) {
    const double h = 20.0, r = k_block.scale_m();
    EXPECT_EQ(k_block.streamline_slope(-r - 1.0, 0.0, h), 0.0);
    EXPECT_GT(k_block.streamline_slope(-5.0, 0.0, h), 0.0);
    EXPECT_GT(k_block.streamline_slope(5.0, 0.0, h), 0.0);
    EXPECT_NEAR(k_block.streamline_slope(0.5 * r, 0.0, h), 0.0, 1e-12);
    EXPECT_LT(k_block.streamline_slope(40.0, 0.0, h), 0.0);
    EXPECT_LT(k_block.streamline_slope(300.0, 0.0, h), 0.0);
    // Upwind and over the roof they climb by twice the swell HR - H; the printed slopes meet at the cavity's end.
    double climb = 0.0;
    for (double x = -r; x < 0.5 * r; x += 0.01) climb += 0.01 * k_block.streamline_slope(x, 0.0, h);
    EXPECT_TRUE(near_relative(climb, 2.0 * (k_block.highest_cavity_m() - h), 2e-3));
    const double end = k_block.cavity_end_m();
    EXPECT_TRUE(near_relative(k_block.streamline_slope(end + 1e-9, 0.0, h),
                              -2.0 * (k_block.highest_cavity_m() - h) / (end - 0.5 * r), 1e-6));
    EXPECT_TRUE(near_relative(k_block.streamline_slope(end - 1e-9, 0.0, h),
                              k_block.streamline_slope(end + 1e-9, 0.0, h), 1e-6));
    // Weaker above, below the roof and beside; none at the ground.
    EXPECT_TRUE(
        near_relative(k_block.streamline_slope(5.0, 0.0, h + r), k_block.streamline_slope(5.0, 0.0, h) / 8.0, 1e-9));
    EXPECT_TRUE(
        near_relative(k_block.streamline_slope(60.0, 0.0, h + r), 0.5 * k_block.streamline_slope(60.0, 0.0, h), 1e-9));
    EXPECT_EQ(k_block.streamline_slope(60.0, 0.0, 0.0), 0.0);
    EXPECT_EQ(k_block.streamline_slope(60.0, 30.0, h), 0.0);
    EXPECT_TRUE(near_relative(k_block.streamline_slope(60.0, 20.0 + r / 6.0, h),
                              0.5 * k_block.streamline_slope(60.0, 0.0, h), 1e-9));
    EXPECT_EQ(k_block.streamline_slope(-5.0, 0.0, 5.0), 0.0);
}

TEST(BuildingWake, TurbulenceFallsToThatOfTheSurroundings) {
    for (const double ambient : {0.02, 0.06, 0.1, 0.3}) {
        EXPECT_EQ(k_block.vertical_intensity(0.0, ambient), ambient);
        double before = 1e9;
        for (double x = 30.0; x < 5e4; x *= 1.1) {
            EXPECT_LT(k_block.vertical_intensity(x, ambient), before);
            before = k_block.vertical_intensity(x, ambient);
        }
        EXPECT_NEAR(before, std::min(0.06, ambient), 0.01 * before + 2e-3);
        EXPECT_GE(k_block.vertical_end_m(ambient), k_block.size().length_m - k_block.scale_m());
        EXPECT_LE(k_block.vertical_end_m(ambient), 30.0 + 15.0 * k_block.scale_m() + 1e-9);
    }
}

}  // namespace
}  // namespace lantian
