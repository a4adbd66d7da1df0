// Roads and areas as pieces against the closed forms of lines and boxes (physics reference, section 9).
#include <gtest/gtest.h>

#include <cmath>

#include "inputs/readers/geometry.hpp"
#include "tests/support/relative.hpp"
#include "tests/support/small_case.hpp"

namespace lantian {
namespace {

constexpr double k_pi = 3.141592653589793;

/// Ground-level concentration of a finite line at right angles to the wind, half length l, on the ground.
double finite_line(double q_kg_m_s, double wind, double sy, double sz, double l, double y) {
    const double root = std::sqrt(2.0) * sy;
    return q_kg_m_s / (std::sqrt(2.0 * k_pi) * wind * sz) * (std::erf((y + l) / root) - std::erf((y - l) / root));
}

/// Unit mass spread over a box of half sides a, b and blurred by s, m-2.
double blurred_box(double x, double y, double a, double b, double s) {
    const double root = std::sqrt(2.0) * s;
    return (std::erf((x + a) / root) - std::erf((x - a) / root)) *
           (std::erf((y + b) / root) - std::erf((y - b) / root)) / (16.0 * a * b);
}

double blob(double dx, double dy, double variance) {
    return std::exp(-0.5 * (dx * dx + dy * dy) / variance) / (2.0 * k_pi * variance);
}

TEST(Line, PrintedValuesAndItsPieces) {
    EXPECT_TRUE(near_relative(finite_line(1e-3, 3.0, 50.0, 20.0, 100.0, 0.0), 1.26930e-5, k_printed));
    EXPECT_TRUE(near_relative(finite_line(1e-3, 3.0, 50.0, 20.0, 1e6, 0.0), 1.32981e-5, k_printed));
    for (const double y : {0.0, 60.0, 120.0, 180.0}) {
        double sum = 0.0;
        for (const ShapeMoments& piece : cut_line({{0.0, -100.0}, {0.0, 100.0}}, 20.0)) {
            const double sy = std::sqrt(50.0 * 50.0 + piece.variance_m2);
            const double dy = y - piece.centroid.y_m;
            sum += 1e-3 * piece.size / (k_pi * 3.0 * sy * 20.0) * std::exp(-0.5 * dy * dy / (sy * sy));
        }
        const double middle = finite_line(1e-3, 3.0, 50.0, 20.0, 100.0, 0.0);
        EXPECT_NEAR(sum, finite_line(1e-3, 3.0, 50.0, 20.0, 100.0, y), 0.005 * middle) << y;
    }
}

TEST(Area, ABoxTendsToALineAndAPoint) {
    for (const double x : {0.0, 80.0, 150.0}) {
        EXPECT_TRUE(near_relative(blurred_box(x, 30.0, 0.01, 0.01, 60.0), blob(x, 30.0, 3600.0), 1e-6));
        const double line = std::exp(-0.5 * x * x / 3600.0) / (std::sqrt(2.0 * k_pi) * 60.0) / 400.0 *
                            std::erf(200.0 / (std::sqrt(2.0) * 60.0));
        EXPECT_TRUE(near_relative(blurred_box(x, 0.0, 0.01, 200.0, 60.0), line, 1e-6));
    }
}

TEST(Area, PiecesOfAnyPolygonKeepAreaAndCentroidAndCloseInOnTheExactIntegral) {
    // A triangle and an L: nothing square about them.
    const Region triangle{{{0.0, 0.0}, {700.0, 100.0}, {200.0, 600.0}}};
    const Region ell{{{0.0, 0.0}, {600.0, 0.0}, {600.0, 200.0}, {200.0, 200.0}, {200.0, 500.0}, {0.0, 500.0}}};
    constexpr double k_spread_m = 100.0;
    for (const Region& region : {triangle, ell}) {
        const ShapeMoments whole = region_moments(region);
        const auto fine = cut_region(region, 4.0), middle = cut_region(region, 50.0), wide = cut_region(region, 150.0);
        const auto blurred = [&](const std::vector<ShapeMoments>& pieces, MapPoint at) {
            double sum = 0.0;
            for (const ShapeMoments& p : pieces)
                sum += p.size / whole.size *
                       blob(at.x_m - p.centroid.x_m, at.y_m - p.centroid.y_m, k_spread_m * k_spread_m + p.variance_m2);
            return sum;
        };
        double area = 0.0, x = 0.0, y = 0.0;
        for (const ShapeMoments& p : wide) {
            area += p.size;
            x += p.size * p.centroid.x_m;
            y += p.size * p.centroid.y_m;
        }
        EXPECT_TRUE(near_relative(area, whole.size, 1e-12));
        EXPECT_TRUE(near_relative(x / area, whole.centroid.x_m, 1e-12));
        EXPECT_TRUE(near_relative(y / area, whole.centroid.y_m, 1e-12));
        // Against a cut of 4 m, which is exact as the box below shows, as shares of the largest value.
        double largest = 0.0, at_150 = 0.0, at_50 = 0.0;
        for (double px = -200.0; px <= 900.0; px += 100.0) {
            for (double py = -200.0; py <= 800.0; py += 100.0) {
                const double exact = blurred(fine, {px, py});
                largest = std::max(largest, exact);
                at_150 = std::max(at_150, std::abs(blurred(wide, {px, py}) - exact));
                at_50 = std::max(at_50, std::abs(blurred(middle, {px, py}) - exact));
            }
        }
        EXPECT_LT(at_150 / largest, 0.03);
        EXPECT_LT(at_50 / largest, 0.003);
    }
    const Region box{{{-200.0, -100.0}, {200.0, -100.0}, {200.0, 100.0}, {-200.0, 100.0}}};
    double sum = 0.0;
    for (const ShapeMoments& p : cut_region(box, 4.0))
        sum += p.size / 80000.0 * blob(150.0 - p.centroid.x_m, 120.0 - p.centroid.y_m, 3600.0 + p.variance_m2);
    EXPECT_TRUE(near_relative(sum, blurred_box(150.0, 120.0, 200.0, 100.0, 60.0), 1e-5));
}

TEST(Area, AWellMixedBoxFillsAlongTheWind) {
    test::SmallCase c = test::small_case(60, 30, 1000.0, 6);
    c.weather.wind_x_m_s = 4.0;
    c.weather.mixing_height_m = 300.0;
    c.scenario.deposition.dry = c.scenario.deposition.wet = false;
    c.scenario.chemistry.scheme = "none";
    Source area = test::point_source(c, "a", "g", 0, 0, 100, 1.0);
    area.shape = SourceShape::area;
    area.sigma_z0_m = 600.0;  // well mixed from the start
    area.cells.clear();
    for (int i = 0; i < 20; ++i)
        for (int j = 0; j < 13; ++j)
            area.cells.push_back({{c.grid->west_m + 5000.0 + 2000.0 * i, c.grid->south_m + 3000.0 + 2000.0 * j},
                                  1.0 / 260.0,
                                  2000.0 / std::sqrt(12.0)});
    c.catalog.sources = {area};
    c.receptors = {test::receptor_at(c, "near", 14000, 15000), test::receptor_at(c, "far", 34000, 15000)};
    const auto hours = test::run_hours(c);
    const std::size_t channels = channels_of(c.scenario).count();
    const double gain = hours.back().receptors[channels] - hours.back().receptors[0];
    const double q_kg_m2_s = 1.0 / (40000.0 * 26000.0);
    EXPECT_TRUE(near_relative(gain, q_kg_m2_s * 20000.0 / (4.0 * 300.0), 0.01)) << gain;
}

}  // namespace
}  // namespace lantian
