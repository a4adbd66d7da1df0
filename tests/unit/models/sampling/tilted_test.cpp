#include <gtest/gtest.h>

#include <algorithm>
#include <array>
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

constexpr std::size_t k_half_cells = 60;

/// 120 x 120 cells about the origin.
CoarseGrids square(double cell_m) {
    const double from = -static_cast<double>(k_half_cells) * cell_m;
    const std::size_t n = 2 * k_half_cells;
    const Grid grid{Projection("EPSG:32649"), from, from, cell_m, n, n, std::vector<double>(n * n, 0.0)};
    return {grid, 1, 1, 0};
}

/// Row j of a puff at (x, y): all cells.
std::vector<double> row_of(const TiltedSpread& s, const CoarseGrids& grids, double x, double y, std::size_t j,
                           double cutoff, InstructionSet set = instruction_set()) {
    const LevelGrid& grid = grids.grid(0);
    TiltedRow row(set);
    const TiltedPlace place = tilted_place(s, x, y, grids, 0, cutoff);
    std::vector<double> out(grid.nx, 0.0);
    if (j < place.row_begin || j >= place.row_end) return out;
    const auto [first, last] = TiltedRow::reach(place, grid, j);
    row.fill(place, grid, j, cutoff, first, last, out.data() + first);
    return out;
}

/// Largest error of a row's factors against the reference quadrature with many pieces, in units of the greatest.
double worst_error(const TiltedSpread& s, double cell, double x, double y) {
    const CoarseGrids grids = square(cell);
    double worst = 0.0, greatest = 0.0;
    for (std::size_t j = 0; j < 2 * k_half_cells; ++j) {
        const std::vector<double> row = row_of(s, grids, x, y, j, 8.0);
        const double low = grids.grid(0).south_m + static_cast<double>(j) * cell;
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (row[i] == 0.0) continue;
            const double left = grids.grid(0).west_m + static_cast<double>(i) * cell - x;
            const double truth =
                tilted_cell_mean_per_m2(left, left + cell, low - y, low + cell - y, s.xx_m2, s.xy_m2, s.yy_m2, 64);
            worst = std::max(worst, std::abs(row[i] - truth));
            greatest = std::max(greatest, truth);
        }
    }
    return worst / greatest;
}

const std::vector<TiltedSpread> k_shapes{ellipse(900.0, 300.0, 0.3),   ellipse(4000.0, 900.0, 1.4),
                                         ellipse(60.0, 20.0, 2.5),     ellipse(5000.0, 1100.0, 2.2),
                                         ellipse(1100.0, 1001.0, 0.5), ellipse(3000.0, 2000.0, 0.0)};

TEST(TiltedRow, AgreesWithThePlainFormAndSoDoesEveryInstructionSet) {
    const CoarseGrids grids = square(1000.0);
    for (const TiltedSpread& s : k_shapes) {
        const bool wide = tilted_place(s, 0.0, 0.0, grids, 0, 4.0).wide;
        std::vector<double> plain, batched;
        for (std::size_t j = 0; j < 2 * k_half_cells; ++j) {
            const reference::CellRow row{-60000.0, -60000.0 + 1000.0 * static_cast<double>(j), 1000.0, 120};
            const auto truth = wide ? reference::tilted_wide_row(row, 130.0, -270.0, s.xx_m2, s.xy_m2, s.yy_m2,
                                                                 1e6 / 12.0, -1e12 / 2880.0, 4.0)
                                    : reference::tilted_narrow_row(row, 130.0, -270.0, s.xx_m2, s.xy_m2, s.yy_m2, 4.0);
            const auto fast = row_of(s, grids, 130.0, -270.0, j, 4.0);
            plain.insert(plain.end(), truth.begin(), truth.end());
            batched.insert(batched.end(), fast.begin(), fast.end());
            for (const InstructionSet set : {InstructionSet::plain, InstructionSet::avx2, InstructionSet::avx512}) {
                if (supported(set)) ASSERT_EQ(row_of(s, grids, 130.0, -270.0, j, 4.0, set), fast) << name_of(set);
            }
        }
        const double greatest = *std::max_element(plain.begin(), plain.end());
        for (std::size_t n = 0; n < plain.size(); ++n)
            ASSERT_LE(std::abs(batched[n] - plain[n]), 1e-12 * (plain[n] + 1e-3 * greatest)) << n;
    }
}

TEST(TiltedRow, NarrowPuffsAreExactToAFewInAMillion) {
    for (const double turn : {0.0, 0.3, std::numbers::pi / 4.0, 1.4, 2.5}) {
        EXPECT_LT(worst_error(ellipse(900.0, 300.0, turn), 1000.0, 130.0, -270.0), 3e-6) << turn;
        EXPECT_LT(worst_error(ellipse(4000.0, 740.0, turn), 1000.0, 130.0, -270.0), 3e-6) << turn;
        EXPECT_LT(worst_error(ellipse(60.0, 20.0, turn), 1000.0, 480.0, 20.0), 3e-6) << turn;
    }
}

// The widened density with its fourth cumulant errs by the sixth: order (cell/spread)^6, 0.1 % where it takes over.
TEST(TiltedRow, WidePuffsErrWithTheSixthPower) {
    const double at_once = worst_error(ellipse(2000.0, 1000.0, 0.5), 1000.0, 130.0, -270.0);
    const double wider = worst_error(ellipse(4000.0, 2000.0, 0.5), 1000.0, 130.0, -270.0);
    EXPECT_NEAR(std::log2(at_once / wider), 6.0, 0.8);
    EXPECT_LT(worst_error(ellipse(800.0, 751.0, 0.5), 1000.0, 0.0, 0.0), k_tilted_error);
    EXPECT_LT(worst_error(ellipse(2800.0, 751.0, 0.8), 1000.0, 130.0, -270.0), k_tilted_error);
}

TEST(TiltedRow, AllCellsHoldTheWholeMass) {
    for (const double cutoff : {4.0, 8.0}) {
        for (const auto& s : {ellipse(900.0, 300.0, 0.8), ellipse(5000.0, 1100.0, 2.2), ellipse(40.0, 15.0, 0.2)}) {
            const CoarseGrids grids = square(1000.0);
            double mass = 0.0;
            for (std::size_t j = 0; j < 2 * k_half_cells; ++j) {
                for (const double f : row_of(s, grids, 77.0, 31.0, j, cutoff)) mass += 1e6 * f;
            }
            // What the cut-off takes, exp(-c^2/2), is put back; whole cells at its edge hold a little more.
            EXPECT_NEAR(mass, 1.0, cutoff > 5.0 ? 1e-8 : 3.4e-4);
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
            TiltedSpread s = ellipse(1500.0 + 60.0 * n, 310.0 + 25.0 * n, 0.08 * n);
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
    [[nodiscard]] TiltedSampler sampler(std::size_t levels = 0, InstructionSet set = instruction_set()) const {
        return {grid, 2, k_channels, {4.0, levels, set}, receptors, {0, 1}, heights, 2};
    }
    [[nodiscard]] std::vector<double> on_grid(std::size_t levels, int threads,
                                              InstructionSet set = instruction_set()) const {
        const std::vector<std::size_t> tags{0, 1};
        std::vector<double> out(2 * 1200 * k_channels, 0.0);
        TiltedSampler samples = sampler(levels, set);
        EXPECT_GT(samples.add_to_grid(segments, tags, threads, out), 1000u);
        samples.collect(threads, out);
        return out;
    }
    [[nodiscard]] std::vector<double> at_receptors(int threads, InstructionSet set = instruction_set()) const {
        std::vector<double> out(2 * 2 * k_channels, 0.0);
        EXPECT_EQ(sampler(0, set).add_to_receptors(segments, threads, out), 80u);
        return out;
    }
};

TEST(TiltedSampler, SameBitsForAnyNumberOfThreadsAndEveryInstructionSet) {
    const Fixture f;
    const auto grid = f.on_grid(3, 1), points = f.at_receptors(1);
    EXPECT_EQ(f.on_grid(3, 4), grid);
    EXPECT_EQ(f.at_receptors(4), points);
    for (const InstructionSet set : {InstructionSet::plain, InstructionSet::avx2, InstructionSet::avx512}) {
        if (!supported(set)) continue;
        EXPECT_EQ(f.on_grid(3, 1, set), grid) << name_of(set);
        EXPECT_EQ(f.at_receptors(1, set), points) << name_of(set);
    }
}

// Rows of narrow and of many cells, in registers or not: every cell is the sum of the pieces' means.
TEST(TiltedSampler, CellsAreTheSumOfThePlainRows) {
    const Fixture f;
    const auto grid = f.on_grid(0, 1);
    std::vector<double> truth(grid.size(), 0.0);
    const Segments& at = f.segments.pieces;
    for (std::size_t p = 0; p < f.segments.size(); ++p) {
        const TiltedSpread& s = f.segments.spread[p];
        const double up = f.heights[0] - s.mean_height_m;
        const double x = 0.5 * (at.x0_m[p] + at.x1_m[p]) + s.slope_x * up;
        const double y = 0.5 * (at.y0_m[p] + at.y1_m[p]) + s.slope_y * up;
        for (std::size_t j = 0; j < f.grid->ny; ++j) {
            const reference::CellRow row{f.grid->west_m, f.grid->south_m + 1000.0 * static_cast<double>(j), 1000.0,
                                         f.grid->nx};
            const double minor = 310.0 + 25.0 * static_cast<double>(p);
            const auto factors =
                minor >= 750.0
                    ? reference::tilted_wide_row(row, x, y, s.xx_m2, s.xy_m2, s.yy_m2, 1e6 / 12.0, -1e12 / 2880.0, 4.0)
                    : reference::tilted_narrow_row(row, x, y, s.xx_m2, s.xy_m2, s.yy_m2, 4.0);
            for (std::size_t i = 0; i < f.grid->nx; ++i) {
                for (std::size_t c = 0; c < Fixture::k_channels; ++c)
                    truth[((at.source[p] * f.grid->ny + j) * f.grid->nx + i) * Fixture::k_channels + c] +=
                        factors[i] * at.weight[p * 8 + c];
            }
        }
    }
    const double greatest = *std::max_element(truth.begin(), truth.end());
    for (std::size_t n = 0; n < truth.size(); ++n)
        ASSERT_LE(std::abs(grid[n] - truth[n]), 1e-11 * (truth[n] + 1e-3 * greatest)) << n;
}

// Coarse cells, spread over the fine ones, are the fine ones within the bound, and hold the same mass.
TEST(TiltedSampler, CoarseGridsKeepTheBoundAndTheMass) {
    double worst = 0.0;
    for (const double minor : {1.5, 2.0, 4.1, 9.0}) {
        for (const double ratio : {1.1, 2.0, 3.0}) {
            for (const double turn : {0.0, 0.5, 0.785}) {
                Fixture f;
                Segments& p = f.segments.pieces;
                f.grid = std::make_shared<Grid>(Grid{Projection("EPSG:32649"), 500000.0, 3700000.0, 1000.0, 300, 300,
                                                     std::vector<double>(90000, 0.0)});
                f.segments.clear();
                TiltedSpread s = ellipse(2000.0 * minor * ratio, 2000.0 * minor, turn);
                f.segments.spread.push_back(s);
                f.segments.spread_change.push_back({});
                p.source.push_back(0);
                for (auto* x : {&p.x0_m, &p.x1_m}) x->push_back(650310.0);
                for (auto* y : {&p.y0_m, &p.y1_m}) y->push_back(3850740.0);
                for (auto* sigma : {&p.sigma_m, &p.sigma_change_m}) sigma->push_back(0.0);
                p.weight.assign(8, 1.0);
                p.weight_change.assign(8, 0.0);
                const std::vector<std::size_t> tags{0};
                std::array<std::vector<double>, 2> results;
                for (const std::size_t levels : {0, 3}) {
                    auto& out = results[levels / 3];
                    out.assign(300 * 300 * Fixture::k_channels, 0.0);
                    TiltedSampler sampler(f.grid, 1, Fixture::k_channels, {6.0, levels, instruction_set()}, f.receptors,
                                          {0, 1}, f.heights, 1);
                    (void)sampler.add_to_grid(f.segments, tags, 1, out);
                    sampler.collect(1, out);
                }
                const double greatest = *std::max_element(results[0].begin(), results[0].end());
                double mass = 0.0, fine_mass = 0.0;
                for (std::size_t n = 0; n < results[0].size(); n += Fixture::k_channels) {
                    worst = std::max(worst, std::abs(results[0][n] - results[1][n]) / greatest);
                    fine_mass += 1e6 * results[0][n];
                    mass += 1e6 * results[1][n];
                }
                EXPECT_NEAR(mass, fine_mass, 1e-6) << minor << ' ' << ratio << ' ' << turn;
            }
        }
    }
    EXPECT_LT(worst, k_tilted_error);
    EXPECT_GT(worst, 1e-2 * k_tilted_error);  // the coarse grids were used
}

TEST(TiltedReceptors, ChangeAlongThePieceAndFarOnesArePlain) {
    Fixture f;
    for (std::size_t p = 0; p < f.segments.size(); ++p) {
        f.segments.spread_change[p] = {3e4, -2e3, 1e4, 0.0, 0.0, 0.0};
        if (p % 4 == 1) f.segments.pieces.x1_m[p] = f.segments.pieces.x0_m[p] + 0.01;
        if (p % 4 == 1) f.segments.pieces.y1_m[p] = f.segments.pieces.y0_m[p];
        if (p % 4 == 2) f.segments.pieces.x1_m[p] = f.segments.pieces.x0_m[p];
        if (p % 4 == 2) f.segments.pieces.y1_m[p] = f.segments.pieces.y0_m[p];
        for (std::size_t c = 0; c < 8; ++c) f.segments.pieces.weight_change[p * 8 + c] = 0.1 * static_cast<double>(c);
    }
    std::vector<double> result(2 * 2 * 4, 0.0), truth(2 * 2 * 4, 0.0);
    (void)f.sampler().add_to_receptors(f.segments, 1, result);
    const Segments& at = f.segments.pieces;
    for (std::size_t r = 0; r < 2; ++r) {
        for (std::size_t p = 0; p < f.segments.size(); ++p) {
            const TiltedSpread& s = f.segments.spread[p];
            const double up = f.heights[r] - 40.0;
            const double x0 = at.x0_m[p] + 3.0 * up - f.receptors[r].point.x_m;
            const double x1 = at.x1_m[p] + 3.0 * up - f.receptors[r].point.x_m;
            const double y0 = at.y0_m[p] - up - f.receptors[r].point.y_m;
            const double y1 = at.y1_m[p] - up - f.receptors[r].point.y_m;
            const double hx = 0.5 * (x1 - x0), hy = 0.5 * (y1 - y0), dx = 0.5 * (x0 + x1), dy = 0.5 * (y0 + y1);
            const double qx = s.yy_m2 * hx - s.xy_m2 * hy, qy = s.xx_m2 * hy - s.xy_m2 * hx;
            const double length_sq = hx * qx + hy * qy;
            const double along = length_sq > 0.0 ? std::clamp(-0.5 * (dx * qx + dy * qy) / length_sq, -0.5, 0.5) : 0.0;
            const TiltedSpread& change = f.segments.spread_change[p];
            const double density =
                tilted_segment_density_per_m2(0.0, 0.0, x0, y0, x1, y1, s.xx_m2 + along * change.xx_m2,
                                              s.xy_m2 + along * change.xy_m2, s.yy_m2 + along * change.yy_m2);
            for (std::size_t c = 0; c < 4; ++c)
                truth[(r * 2 + at.source[p]) * 4 + c] +=
                    density * (at.weight[p * 8 + r * 4 + c] + along * at.weight_change[p * 8 + r * 4 + c]);
        }
    }
    for (std::size_t n = 0; n < truth.size(); ++n) EXPECT_TRUE(near_relative(result[n], truth[n], 1e-12)) << n;
    for (auto& receptor : f.receptors) receptor.point.x_m += 1e6;
    EXPECT_EQ(f.sampler().add_to_receptors(f.segments, 1, result), 0u);
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
