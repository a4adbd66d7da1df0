#include "models/sampling/reference.hpp"

#include <limits>

#include "models/puff/class_curves.hpp"
#include "models/puff/vertical.hpp"
#include "tests/support/relative.hpp"

namespace lantian::reference {
namespace {

constexpr double k_no_lid = std::numeric_limits<double>::infinity();

TEST(Segment, PrintedValueAndItsQuadrature) {
    const double v = vertical_density_per_m(0.0, 40.0, 30.0, k_no_lid);
    const double closed = segment_mean_kg_m3(1.0, -300.0, 20.0, 3.0, 200.0, 50.0, 50.0, v);
    EXPECT_TRUE(near_relative(closed, 1.3422225e-7, 1e-7));
    double sum = 0.0;
    const int steps = 20000;
    for (int i = 0; i < steps; ++i) {
        sum += instantaneous_kg_m3(1.0, 300.0 - 3.0 * 200.0 * (i + 0.5) / steps, 20.0, 50.0, 50.0, v);
    }
    EXPECT_TRUE(near_relative(closed, sum / steps, 1e-8));
    EXPECT_TRUE(near_relative(segment_density_per_m2(0.0, 20.0, -300.0, 0.0, 300.0, 0.0, 50.0) * v, closed, 1e-14));
}

TEST(Segment, TurningTheAxesChangesNothing) {
    const double straight = segment_density_per_m2(10.0, 30.0, -100.0, 0.0, 200.0, 0.0, 60.0);
    for (double angle = 0.1; angle < 6.3; angle += 0.37) {
        const double c = std::cos(angle), s = std::sin(angle);
        const auto x = [&](double a, double b) { return 1000.0 + c * a - s * b; };
        const auto y = [&](double a, double b) { return -500.0 + s * a + c * b; };
        EXPECT_TRUE(near_relative(segment_density_per_m2(x(10.0, 30.0), y(10.0, 30.0), x(-100.0, 0.0), y(-100.0, 0.0),
                                                         x(200.0, 0.0), y(200.0, 0.0), 60.0),
                                  straight, 1e-12));
    }
}

TEST(Segment, ShortMovesTendToThePuff) {
    const double still = instantaneous_kg_m3(1.0, 70.0, -40.0, 50.0, 50.0, 1.0);
    EXPECT_TRUE(near_relative(segment_density_per_m2(70.0, -40.0, 0.0, 0.0, 0.0, 0.0, 50.0), still, 1e-14));
    // both sides of the switch at 1e-3 sigma
    const auto moved = [](double d) { return segment_density_per_m2(70.0, -40.0, -0.5 * d, 0.0, 0.5 * d, 0.0, 50.0); };
    EXPECT_TRUE(near_relative(moved(0.05 - 1e-7), moved(0.05 + 1e-7), 1e-12));
    EXPECT_TRUE(near_relative(moved(1e-6), still, 1e-12));
}

TEST(CellShare, CellsHoldTheWholeMass) {
    double total = 0.0;
    for (double x = -1000.0; x < 1000.0; x += 10.0) total += cell_share(x, x + 10.0, 13.0, 80.0);
    EXPECT_NEAR(total + cell_share(-1e9, -1000.0, 13.0, 80.0) + cell_share(1000.0, 1e9, 13.0, 80.0), 1.0, 1e-12);
    EXPECT_TRUE(near_relative(1.0 - cell_share(-4.0, 4.0, 0.0, 1.0), 6.3e-5, 0.01));
    EXPECT_TRUE(near_relative(cell_share(10.0, 11.0, 0.0, 1.0), 7.61966195820e-24, 1e-9));
}

TEST(Plume, PrintedValueRuralD) {
    const double sigma_y = briggs_rural_sigma_y_m(StabilityClass::d, 5000.0);
    const double sigma_z = briggs_rural_sigma_z_m(StabilityClass::d, 5000.0);
    EXPECT_TRUE(near_relative(sigma_y, 326.599, k_printed));
    EXPECT_TRUE(near_relative(sigma_z, 102.899, k_printed));
    const double free = plume_kg_m3(0.1, 5.0, 0.0, sigma_y, vertical_density_per_m(0.0, 150.0, sigma_z, k_no_lid));
    EXPECT_TRUE(near_relative(free, 6.54660e-8, k_printed));
    // Images of a lid at 500 m: 2 exp(-(1000-150)^2/2sz^2) relative to the direct one is 1e-14.
    const double lid = plume_kg_m3(0.1, 5.0, 0.0, sigma_y, vertical_density_per_m(0.0, 150.0, sigma_z, 500.0));
    EXPECT_TRUE(near_relative(lid, free, 1e-13));
}

TEST(Line, PrintedValues) {
    const double v = vertical_density_per_m(0.0, 0.0, 20.0, k_no_lid);
    EXPECT_TRUE(near_relative(line_kg_m3(1e-6, 3.0, 0.0, 100.0, 50.0, v), 1.26930e-8, k_printed));
    EXPECT_TRUE(near_relative(line_kg_m3(1e-6, 3.0, 0.0, k_no_lid, 50.0, v), 1.32981e-8, k_printed));
}

TEST(Box, LimitsArePointAndUniform) {
    EXPECT_TRUE(near_relative(box_kg_m3(2.0, 30.0, 10.0, 1e-4, 1e-4, 40.0, 0.01),
                              instantaneous_kg_m3(2.0, 30.0, 10.0, 40.0, 40.0, 0.01), 1e-9));
    EXPECT_TRUE(near_relative(box_kg_m3(2.0, 30.0, 10.0, 5000.0, 4000.0, 40.0, 0.01),
                              2.0 * 0.01 / (4.0 * 5000.0 * 4000.0), 1e-12));
    double total = 0.0;
    for (double x = -900.0; x < 900.0; x += 10.0) {
        for (double y = -900.0; y < 900.0; y += 10.0) total += 100.0 * box_kg_m3(2.0, x, y, 150.0, 80.0, 60.0, 1.0);
    }
    EXPECT_TRUE(near_relative(total, 2.0, 1e-9));
}

TEST(Meander, PrintedShareAndLimits) {
    EXPECT_TRUE(near_relative(std::sqrt(1.0 + 2.0 * 0.09), 1.086278, k_printed));
    EXPECT_TRUE(near_relative(meander_frac(1.0, 0.3, 2000.0), 0.170410, k_printed));
    EXPECT_EQ(meander_frac(0.0, 0.3, 2000.0), 1.0);  // calm: all round
    EXPECT_LT(meander_frac(8.0, 0.4, 100.0), 0.01);
}

TEST(Calm, ClosedFormIsTheSumOfPuffs) {
    const double q = 0.1, a = 0.3, r = 700.0, t_end = 86400.0;
    double sum = 0.0;
    const int steps = 200000;
    for (int i = 0; i < steps; ++i) {
        const double t = t_end * (i + 0.5) / steps;
        const double sigma = a * t;
        sum += instantaneous_kg_m3(q * t_end / steps, r, 0.0, sigma, sigma,
                                   vertical_density_per_m(0.0, 0.0, sigma, k_no_lid));
    }
    EXPECT_TRUE(near_relative(sum, calm_after_kg_m3(q, a, r, t_end), 1e-6));
    EXPECT_TRUE(near_relative(calm_after_kg_m3(q, a, r, 1e12), calm_kg_m3(q, a, r), 1e-12));
}

}  // namespace
}  // namespace lantian::reference
