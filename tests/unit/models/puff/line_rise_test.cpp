#include "models/puff/line_rise.hpp"

#include <numbers>

#include "models/puff/rise.hpp"
#include "tests/support/relative.hpp"

namespace lantian {
namespace {

constexpr double k_pi = std::numbers::pi;

TEST(LineRise, SolvesItsCubic) {
    const LinePlume p{300.0, 400.0, 30.0, 5.0, 4.0, 0.0};
    const double b = 0.6;
    for (const double x : {10.0, 30.0, 31.0, 200.0, 1500.0}) {
        const double z = line_rise_m(p, x);
        const double weight = x < 30.0 ? x * x * x / 90.0 : x * x - 30.0 * x + 300.0;
        const double left = z * z * z + (3.0 * 400.0 / (k_pi * b) + 15.0 / b) * z * z +
                            (6.0 * 5.0 * 400.0 / (k_pi * b * b) + 75.0 / (b * b)) * z;
        EXPECT_TRUE(near_relative(left, 3.0 * 300.0 * weight / (2.0 * k_pi * b * b * 64.0), 1e-10)) << x;
    }
}

TEST(LineRise, ShortLineIsAPointAndLongLineGoesWithDistance) {
    // No extent: (3 F/(2 b^2 u^3))^(1/3) x^(2/3), F = F'/pi. Long: z^2 = F' x^2/(2 b L u^3).
    const LinePlume point{k_pi * 100.0, 0.0, 1e-6, 0.0, 5.0, 0.0};
    EXPECT_TRUE(near_relative(line_rise_m(point, 800.0),
                              std::cbrt(1.5 * 100.0 / 0.36) / 5.0 * std::pow(800.0, 2.0 / 3.0), 1e-6));
    const LinePlume line{1e3, 1e6, 1e-6, 0.0, 5.0, 0.0};
    EXPECT_TRUE(near_relative(line_rise_m(line, 800.0), 800.0 * std::sqrt(1e3 / (2.0 * 0.6 * 1e6 * 125.0)), 1e-4));
    EXPECT_TRUE(near_relative(line_rise_m(line, 800.0), 2.0 * line_rise_m(line, 400.0), 1e-4));
}

TEST(LineRise, ContinuousWhereTheBuoyancyIsComplete) {
    const LinePlume p{500.0, 50.0, 200.0, 3.0, 3.0, 0.0};
    EXPECT_TRUE(near_relative(line_rise_m(p, 200.0 - 1e-7), line_rise_m(p, 200.0 + 1e-7), 1e-8));
    double before = 0.0;
    for (double x = 1.0; x < 3000.0; x += 7.0) {
        EXPECT_GT(line_rise_m(p, x), before);
        before = line_rise_m(p, x);
    }
}

TEST(LineRise, FinalInNeutralAndStableAir) {
    LinePlume p{1500.0, 300.0, 40.0, 4.0, 3.0, 0.0};
    const LineFinal neutral = line_final(p);
    EXPECT_TRUE(near_relative(neutral.distance_m, 40.0 + neutral_rise_distance_m(1500.0 / k_pi), 1e-12));
    EXPECT_EQ(neutral.rise_m, line_rise_m(p, neutral.distance_m));
    p.stability_per_s2 = 1e-12;  // hardly stable: the neutral rise stays the bound
    EXPECT_EQ(line_final(p).rise_m, neutral.rise_m);
    p.stability_per_s2 = 7e-4;
    const LineFinal stable = line_final(p);
    EXPECT_LT(stable.rise_m, neutral.rise_m);
    EXPECT_TRUE(near_relative(stable.distance_m, k_pi * 3.0 / std::sqrt(7e-4), 1e-12));
    const double b = 0.6, z = stable.rise_m;
    EXPECT_TRUE(near_relative(
        z * z * z + (900.0 / (k_pi * b) + 12.0 / b) * z * z + (6.0 * 4.0 * 300.0 / (k_pi * b * b) + 48.0 / (b * b)) * z,
        6.0 * 1500.0 / (k_pi * b * b * 3.0 * 7e-4), 1e-10));
    // Weaker stability joins the neutral rise without a step.
    double before = 0.0;
    for (double s = 1e-3; s > 1e-7; s *= 0.97) {
        p.stability_per_s2 = s;
        EXPECT_GE(line_final(p).rise_m, before);
        before = line_final(p).rise_m;
    }
    EXPECT_EQ(before, neutral.rise_m);
}

TEST(LineRise, PartsOfTheLineMeetTheWholePlume) {
    const LinePlume p{1500.0, 60.0, 500.0, 4.0, 3.0, 0.0};
    const LineFinal last = line_final(p);
    // The upwind end rises as the whole plume once the buoyancy is complete; parts farther down have less way to it.
    EXPECT_TRUE(near_relative(line_part_rise_m(p, last, 0.0, 900.0), line_rise_m(p, 900.0), 1e-12));
    EXPECT_LT(line_part_rise_m(p, last, 400.0, 500.0), line_part_rise_m(p, last, 0.0, 900.0));
    EXPECT_EQ(line_part_rise_m(p, last, 250.0, 0.0), 0.0);
    for (const double start : {0.0, 200.0, 500.0}) {
        double before = 0.0;
        for (double d = 0.0; d < 4000.0; d += 5.0) {
            const double rise = line_part_rise_m(p, last, start, d);
            EXPECT_GE(rise, before - 1e-12);
            EXPECT_LT(rise - before, 3.0);
            before = rise;
        }
        EXPECT_LE(before, last.rise_m + 1e-9);
    }
}

TEST(LinePlumeOfTheWind, ExtentTurnsWithTheWind) {
    BuoyantLine line;
    line.length_m = 400.0;
    line.along_x = 0.0;
    line.along_y = 1.0;
    line.width_m = 3.0;
    line.across_m = 83.0;
    line.count = 3.0;
    line.exit_speed_m_s = 2.0;
    line.exit_temperature_k = 330.0;
    const LinePlume across = line_plume(line, 4.0, 0.0, 1.0, 293.0, 0.0);
    EXPECT_DOUBLE_EQ(across.across_wind_m, 400.0);
    EXPECT_DOUBLE_EQ(across.along_wind_m, 83.0);
    const LinePlume along = line_plume(line, 0.0, -4.0, 1.0, 293.0, 0.0);
    EXPECT_NEAR(along.across_wind_m, 83.0, 1e-9);
    EXPECT_NEAR(along.along_wind_m, 400.0, 1e-9);
    EXPECT_TRUE(near_relative(across.buoyancy_m4_s3, 9.81 * 3.0 * 400.0 * 3.0 * 2.0 * 37.0 / 330.0, 1e-12));
    EXPECT_EQ(line_buoyancy_m4_s3(line, 340.0), 0.0);
    line.buoyancy_m4_s3 = 900.0;
    EXPECT_EQ(line_buoyancy_m4_s3(line, 340.0), 900.0);
    EXPECT_EQ(line_plume(line, 0.0, 0.0, 1.0, 293.0, 0.0).wind_m_s, 1.0);
}

}  // namespace
}  // namespace lantian
