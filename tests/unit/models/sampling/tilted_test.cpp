#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "models/sampling/reference.hpp"
#include "models/sampling/tilted_reference.hpp"
#include "models/sampling/tilted_sampler.hpp"
#include "tests/support/relative.hpp"

namespace lantian {
namespace {

using reference::tilted_cell_mean_per_m2;
using reference::tilted_density_per_m2;
using reference::tilted_segment_density_per_m2;

TiltedSpread ellipse(double major_m, double minor_m, double turn_rad) {
    const double c = std::cos(turn_rad), s = std::sin(turn_rad);
    const double a = major_m * major_m, b = minor_m * minor_m;
    return {a * c * c + b * s * s, (a - b) * c * s, a * s * s + b * c * c, 0.0, 0.0, 0.0};
}

TEST(TiltedDensity, RoundAndAlignedPuffsAreTheOldOnes) {
    EXPECT_TRUE(near_relative(tilted_density_per_m2(30.0, -20.0, 2500.0, 0.0, 400.0),
                              reference::instantaneous_kg_m3(1.0, 30.0, -20.0, 50.0, 20.0, 1.0), 1e-13));
    EXPECT_TRUE(near_relative(tilted_segment_density_per_m2(10.0, 20.0, -300.0, 5.0, 250.0, 40.0, 2500.0, 0.0, 2500.0),
                              reference::segment_density_per_m2(10.0, 20.0, -300.0, 5.0, 250.0, 40.0, 50.0), 1e-12));
}

TEST(TiltedDensity, MeanOverAMoveIsItsQuadrature) {
    const TiltedSpread s = ellipse(120.0, 30.0, 0.6);
    double sum = 0.0;
    const int n = 20000;
    for (int i = 0; i < n; ++i) {
        const double t = (i + 0.5) / n;
        sum += tilted_density_per_m2(40.0 - (-200.0 + 500.0 * t), 70.0 - (10.0 + 90.0 * t), s.xx_m2, s.xy_m2, s.yy_m2);
    }
    EXPECT_TRUE(
        near_relative(tilted_segment_density_per_m2(40.0, 70.0, -200.0, 10.0, 300.0, 100.0, s.xx_m2, s.xy_m2, s.yy_m2),
                      sum / n, 1e-7));
    // standing still
    EXPECT_TRUE(near_relative(tilted_segment_density_per_m2(40.0, 70.0, 3.0, 5.0, 3.0, 5.0, s.xx_m2, s.xy_m2, s.yy_m2),
                              tilted_density_per_m2(37.0, 65.0, s.xx_m2, s.xy_m2, s.yy_m2), 1e-12));
}

/// Largest error of a row's factors against the reference quadrature with many pieces, in units of the greatest.
double worst_error(const TiltedSpread& s, double cell, double x, double y) {
    RowFactors row;
    double worst = 0.0, greatest = 0.0;
    for (int j = -60; j < 60; ++j) {
        tilted_row(s, x, y, cell, -60.0 * cell, j * cell, 120, 8.0, row);
        for (std::size_t i = 0; i < row.factors.size(); ++i) {
            const double left = (-60.0 + static_cast<double>(row.first + i)) * cell - x;
            const double truth = tilted_cell_mean_per_m2(left, left + cell, j * cell - y, (j + 1) * cell - y, s.xx_m2,
                                                         s.xy_m2, s.yy_m2, 64);
            worst = std::max(worst, std::abs(row.factors[i] - truth));
            greatest = std::max(greatest, truth);
        }
    }
    return worst / greatest;
}

TEST(TiltedRow, NarrowPuffsAreExactToAFewInAMillion) {
    for (const double turn : {0.0, 0.3, std::numbers::pi / 4.0, 1.4, 2.5}) {
        EXPECT_LT(worst_error(ellipse(900.0, 300.0, turn), 1000.0, 130.0, -270.0), 3e-6) << turn;
        EXPECT_LT(worst_error(ellipse(4000.0, 900.0, turn), 1000.0, 130.0, -270.0), 3e-6) << turn;
        EXPECT_LT(worst_error(ellipse(60.0, 20.0, turn), 1000.0, 480.0, 20.0), 3e-6) << turn;
    }
}

// The widened density errs by the fourth cumulant of the cell: order (cell/spread)^4, 0.2 % where it takes over.
TEST(TiltedRow, WidePuffsErrWithTheFourthPower) {
    const double at_once = worst_error(ellipse(2000.0, 1000.0, 0.5), 1000.0, 130.0, -270.0);
    const double wider = worst_error(ellipse(4000.0, 2000.0, 0.5), 1000.0, 130.0, -270.0);
    EXPECT_LT(at_once, 2e-3);
    EXPECT_NEAR(std::log2(at_once / wider), 4.0, 0.5);
    EXPECT_LT(worst_error(ellipse(1100.0, 1001.0, 0.5), 1000.0, 0.0, 0.0), 2e-3);
}

TEST(TiltedRow, AllCellsHoldTheWholeMass) {
    for (const double cutoff : {4.0, 8.0}) {
        for (const auto& s : {ellipse(900.0, 300.0, 0.8), ellipse(5000.0, 1100.0, 2.2), ellipse(40.0, 15.0, 0.2)}) {
            RowFactors row;
            double mass = 0.0;
            for (int j = -60; j < 60; ++j) {
                tilted_row(s, 77.0, 31.0, 1000.0, -60000.0, 1000.0 * j, 120, cutoff, row);
                for (const double f : row.factors) mass += 1e6 * f;
            }
            // What the cut-off takes is put back; whole cells at its edge hold a little more.
            EXPECT_NEAR(mass, 1.0, cutoff > 5.0 ? 1e-8 : 1.4e-4);
        }
    }
}

struct Fixture {
    std::shared_ptr<const Grid> grid = std::make_shared<Grid>(
        Grid{Projection("EPSG:32649"), 600000.0, 3850000.0, 1000.0, 40, 30, std::vector<double>(1200, 0.0)});
    ReceptorSet receptors;
    TiltedSegments segments;
    std::vector<double> heights{1.5, 60.0};
    static constexpr std::size_t k_channels = 4;

    Fixture() {
        Receptor low, high;
        low.point = {612000.0, 3862500.0};
        high.point = low.point;
        high.height_m = 60.0;
        receptors = {low, high};
        segments.pieces.weights_per_segment = 2 * k_channels;
        for (int n = 0; n < 40; ++n) {
            TiltedSpread s = ellipse(1500.0 + 60.0 * n, 300.0 + 25.0 * n, 0.08 * n);
            s.slope_x = 3.0;
            s.slope_y = -1.0;
            s.mean_height_m = 40.0;
            segments.spread.push_back(s);
            segments.spread_change.push_back({});
            Segments& p = segments.pieces;
            p.source.push_back(static_cast<std::uint32_t>(n % 2));
            p.x0_m.push_back(608000.0 + 150.0 * n);
            p.y0_m.push_back(3861000.0 + 40.0 * n);
            p.x1_m.push_back(610000.0 + 150.0 * n);
            p.y1_m.push_back(3862000.0 + 40.0 * n);
            p.sigma_m.push_back(0.0);
            p.sigma_change_m.push_back(0.0);
            for (int c = 0; c < 8; ++c) {
                p.weight.push_back(1.0 + c + 0.1 * n);
                p.weight_change.push_back(0.0);
            }
        }
    }
    [[nodiscard]] TiltedSampler sampler() const { return {grid, 2, k_channels, 4.0, receptors, {0, 1}, heights, 2}; }
};

TEST(TiltedSampler, SameBitsForAnyNumberOfThreads) {
    const Fixture f;
    const std::vector<std::size_t> tags{0, 1};
    std::vector<double> one(2 * 1200 * 4, 0.0), four(2 * 1200 * 4, 0.0), r1(2 * 2 * 4, 0.0), r4(2 * 2 * 4, 0.0);
    EXPECT_GT(f.sampler().add_to_grid(f.segments, tags, 1, one), 1000u);
    (void)f.sampler().add_to_grid(f.segments, tags, 4, four);
    EXPECT_EQ(f.sampler().add_to_receptors(f.segments, 1, r1), 80u);
    (void)f.sampler().add_to_receptors(f.segments, 4, r4);
    EXPECT_EQ(one, four);
    EXPECT_EQ(r1, r4);
}

// A leaning puff is seen where it is at the height of the sample.
TEST(TiltedSampler, TheCentreFollowsTheLean) {
    const Fixture f;
    std::vector<double> result(2 * 2 * 4, 0.0);
    (void)f.sampler().add_to_receptors(f.segments, 1, result);
    for (std::size_t r = 0; r < 2; ++r) {
        double expected = 0.0;
        for (std::size_t p = 0; p < f.segments.size(); p += 2) {
            const TiltedSpread& s = f.segments.spread[p];
            const double up = f.heights[r] - 40.0;
            const Segments& at = f.segments.pieces;
            expected += at.weight[p * 8 + r * 4] *
                        tilted_segment_density_per_m2(f.receptors[r].point.x_m, f.receptors[r].point.y_m,
                                                      at.x0_m[p] + 3.0 * up, at.y0_m[p] - up, at.x1_m[p] + 3.0 * up,
                                                      at.y1_m[p] - up, s.xx_m2, s.xy_m2, s.yy_m2);
        }
        EXPECT_TRUE(near_relative(result[r * 2 * 4], expected, 1e-12)) << r;
    }
}

TEST(TiltedSegments, RoundUprightPuffsAreLeftToTheRoundSampler) {
    TiltedSegments segments;
    EXPECT_FALSE(segments.add_if_tilted(ellipse(100.0, 99.0, 0.3), ellipse(102.0, 101.0, 0.3), 1.5));
    EXPECT_TRUE(segments.add_if_tilted(ellipse(100.0, 90.0, 0.3), ellipse(102.0, 92.0, 0.3), 1.5));
    TiltedSpread leaning = ellipse(100.0, 100.0, 0.0);
    leaning.slope_x = 0.2;
    leaning.mean_height_m = 40.0;
    EXPECT_TRUE(segments.add_if_tilted(leaning, leaning, 1.5));
    leaning.mean_height_m = 10.0;
    EXPECT_FALSE(segments.add_if_tilted(leaning, leaning, 1.5));
    EXPECT_EQ(segments.size(), 2u);
}

}  // namespace
}  // namespace lantian
