#include "models/puff/downwash.hpp"

#include <numbers>

#include "tests/support/relative.hpp"

namespace lantian {
namespace {

AirColumn even_air(double wind_m_s) {
    return {{0.0, 3000.0}, {wind_m_s, wind_m_s}, {293.0, 293.0}, {293.0, 293.0}, 0.5};
}

AmbientSpread spread(double wind_m_s, double sigma_v_m_s = 0.5, double sigma_w_m_s = 0.3) {
    return {wind_m_s, sigma_v_m_s, sigma_w_m_s, 1e-4, false, 1.0, 1.0};
}

/// A block of 20 m, 40 m wide, 30 m long, its windward face 15 m before the stack.
constexpr BuildingFace k_block{20.0, 40.0, 30.0, -15.0, 0.0};
constexpr StackFlow k_short{25.0, 1.0, 8.0, 350.0};

TEST(PrimePlume, PlumeOfALowStackIsDrawnDownAndWidened) {
    const AirColumn air = even_air(6.0);
    const DownwashPlume plume = prime_plume({k_short}, 25.0, k_block, air, spread(6.0), 1.0);
    EXPECT_TRUE(plume.in_wake);
    EXPECT_GT(plume.caught_frac, 0.05);
    EXPECT_LT(plume.caught_frac, 1.0);
    AirColumn open = even_air(6.0);
    const NumericalRise free = numerical_rise({k_short}, 25.0, open);
    EXPECT_LT(plume.escaped.points.back().height_m, free.points.back().height_m);
    const double x = 200.0;
    EXPECT_GT(plume.escaped.at(x).sigma_z_m, 1.2 * spread(6.0).sigma_z_m(x, free.points.back().rise_m));
    EXPECT_GT(plume.escaped.at(x).sigma_y_m, spread(6.0).sigma_y_m(x, 0.0));
    // The caught part starts over the middle of the roof with the spread of the cavity.
    EXPECT_DOUBLE_EQ(plume.caught_along_m, 0.0);
    EXPECT_EQ(plume.caught.points.front().height_m, 0.0);
    const CavitySpread start = cavity_spread(BuildingWake({20, 40, 30}), 0.0, 1.0);
    EXPECT_DOUBLE_EQ(plume.caught.points.front().sigma_y_m, start.sigma_y_m);
    EXPECT_DOUBLE_EQ(plume.caught.points.front().sigma_z_m, start.sigma_z_m);
    double before_y = 0.0, before_z = 0.0;
    for (const PathPoint& p : plume.caught.points) {
        EXPECT_GE(p.sigma_y_m, before_y);
        EXPECT_GE(p.sigma_z_m, before_z);
        before_y = p.sigma_y_m;
        before_z = p.sigma_z_m;
    }
    EXPECT_NEAR(plume.caught.end_m() + 15.0, 30.0 + 15.0 * 25.1984, 1.0);
}

TEST(PrimePlume, VanishingBuildingChangesNothing) {
    const AirColumn air = even_air(6.0);
    AirColumn open = even_air(6.0);
    const NumericalRise free = numerical_rise({k_short}, 25.0, open);
    double last = 1e9;
    for (const double h : {8.0, 4.0, 1.0, 0.01}) {
        const DownwashPlume plume =
            prime_plume({k_short}, 25.0, {h, 2.0 * h, 1.5 * h, -0.75 * h, 0.0}, air, spread(6.0), 1.0);
        const double off = std::abs(plume.escaped.points.back().height_m - free.points.back().height_m);
        EXPECT_LE(off, last + 1e-9) << h;
        EXPECT_LT(plume.caught_frac, h < 8.0 ? 1e-6 : 0.5);
        last = off;
    }
    EXPECT_LT(last, 0.05);
}

TEST(PrimePlume, LessIsCaughtTheHigherTheStack) {
    const AirColumn air = even_air(6.0);
    double before = 1.0 + 1e-12;
    for (const double height : {5.0, 15.0, 20.0, 25.0, 30.0, 40.0, 49.0}) {
        const DownwashPlume plume = prime_plume({{height, 1.0, 8.0, 300.0}}, height, k_block, air, spread(6.0), 1.0);
        EXPECT_LE(plume.caught_frac, before + 0.02) << height;
        before = plume.caught_frac;
    }
    EXPECT_LT(before, 0.02);
    // A vent on the ground behind the building loses nearly all of it to the cavity.
    const DownwashPlume vent =
        prime_plume({{2.0, 0.0, 0.0, 293.0}}, 2.0, {20.0, 40.0, 30.0, -35.0, 0.0}, air, spread(6.0), 1.0);
    EXPECT_GT(vent.caught_frac, 0.9);
}

TEST(PrimePlume, MirroredInTheCentreLine) {
    const AirColumn air = even_air(5.0);
    BuildingFace left = k_block, right = k_block;
    left.across_m = 8.0;
    right.across_m = -8.0;
    const DownwashPlume a = prime_plume({k_short}, 25.0, left, air, spread(5.0), 1.0);
    const DownwashPlume b = prime_plume({k_short}, 25.0, right, air, spread(5.0), 1.0);
    EXPECT_EQ(a.caught_frac, b.caught_frac);
    EXPECT_EQ(a.caught_across_m, -b.caught_across_m);
    EXPECT_EQ(a.escaped.points.back().height_m, b.escaped.points.back().height_m);
    // Far aside of the building nothing is caught.
    left.across_m = 60.0;
    EXPECT_EQ(prime_plume({k_short}, 25.0, left, air, spread(5.0), 1.0).caught_frac, 0.0);
    EXPECT_FALSE(prime_plume({k_short}, 25.0, left, air, spread(5.0), 1.0).in_wake);
}

TEST(PrimePlume, GrowthInTheWakeFollowsTheIntensity) {
    // A vent in the middle of the roof, no rise: sigma_z grows by the integral of the intensity over the near wake.
    const AirColumn air = even_air(6.0);
    const AmbientSpread calm{6.0, 0.6, 0.3, 0.0, false, 1e-6, 1e-6};
    const DownwashPlume plume = prime_plume({{20.0, 0.0, 0.0, 293.0}}, 20.0, k_block, air, calm, 1.0);
    ASSERT_TRUE(plume.in_wake);
    const BuildingWake wake({20, 40, 30});
    const auto integral = [&](double from, double to) {
        double sum = 0.0;
        constexpr int n = 4000;
        for (int k = 0; k < n; ++k)
            sum += wake.vertical_intensity(from + (to - from) * (k + 0.5) / n, 0.05) * (to - from) / n;
        return sum;
    };
    EXPECT_TRUE(
        near_relative(plume.escaped.at(35.0).sigma_z_m - plume.escaped.at(20.0).sigma_z_m, integral(35.0, 50.0), 0.02));
    // Past the wake's end it grows in quadrature, as it would without the building.
    const double end = wake.vertical_end_m(0.05) - 15.0;
    EXPECT_GE(plume.escaped.end_m(), end - 1e-6);
}

TEST(SimpleDownwash, PrintedValues) {
    const BuildingFace face{20.0, 40.0, 30.0, 0.0, 0.0};
    EXPECT_TRUE(near_relative(huber_snyder_sigma_z_m(100.0, 20.0), 16.68, k_printed));
    EXPECT_TRUE(near_relative(huber_snyder_sigma_y_m(100.0, face), 16.68, k_printed));
    EXPECT_TRUE(near_relative(schulman_scire_factor(35.0, face), 0.625, k_printed));
    EXPECT_EQ(schulman_scire_factor(20.0, face), 1.0);
    EXPECT_EQ(schulman_scire_factor(60.0, face), 0.0);
    EXPECT_EQ(huber_snyder_sigma_y_m(60.0, {20.0, 120.0, 30.0, 0.0, 0.0}), 7.0);  // wide: by height
}

TEST(SimpleDownwash, WidenedRiseSolvesItsCubicAndIsNeverMore) {
    const StackAir air{5.0, 293.0, 0.0};
    for (const double r0 : {0.0, 1.0, 12.0}) {
        const double x = 150.0, dh = widened_rise_m(k_short, air, x, r0), b = 0.6;
        const double jet = 1.0 / 3.0 + 5.0 / 8.0;
        const double right = 1.5 * buoyancy_flux_m4_s3(k_short, 293.0) * x * x / (b * b * 125.0) +
                             3.0 * momentum_flux_m4_s2(k_short, 293.0) * x / (jet * jet * 25.0);
        EXPECT_TRUE(near_relative(dh * dh * dh + 3.0 * r0 / b * dh * dh + 3.0 * r0 * r0 / (b * b) * dh, right, 1e-9));
        EXPECT_LE(dh, combined_rise_m(k_short, air, x) * (1.0 + 1e-12));
    }
    EXPECT_TRUE(near_relative(widened_rise_m(k_short, air, 150.0, 0.0), combined_rise_m(k_short, air, 150.0), 1e-12));
}

TEST(SimpleDownwash, OnlyForPlumesThatDoNotClearTheBuilding) {
    const StackAir air{6.0, 293.0, 0.0};
    const StackFlow tall{49.0, 3.0, 20.0, 400.0};
    EXPECT_FALSE(
        simple_downwash_path({tall}, 49.0, k_block, air, briggs_rise(tall, air, 1.0), spread(6.0)).has_value());
    const Rise rise = briggs_rise(k_short, air, 1.0);
    const auto path = simple_downwash_path({k_short}, 25.0, k_block, air, rise, spread(6.0));
    ASSERT_TRUE(path.has_value());
    EXPECT_TRUE(path->sets_spread);
    EXPECT_LE(path->points.back().height_m, 25.0 + rise.final_m + 1e-9);
    for (std::size_t n = 1; n < path->points.size(); ++n) {
        EXPECT_GE(path->points[n].sigma_z_m,
                  spread(6.0).sigma_z_m(path->points[n].distance_m, path->points[n].rise_m) - 1e-9);
        EXPECT_GE(path->points[n].height_m, path->points[n - 1].height_m);
    }
    const double factor = schulman_scire_factor(25.0, k_block);
    EXPECT_GE(path->at(100.0).sigma_z_m, 0.8 * factor * huber_snyder_sigma_z_m(100.0, 20.0));
}

}  // namespace
}  // namespace lantian
