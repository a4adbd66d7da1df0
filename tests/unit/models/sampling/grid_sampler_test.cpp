#include "models/sampling/grid_sampler.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "models/sampling/reference.hpp"
#include "models/sampling/wide_chunk.hpp"
#include "tests/support/random_segments.hpp"

namespace lantian {
namespace {

using test::random_segments;

constexpr double k_cell_m = 1000.0;

std::shared_ptr<Grid> grid_of(std::size_t nx, std::size_t ny) {
    return std::make_shared<Grid>(Grid{Projection("EPSG:32649"), 0.0, 0.0, k_cell_m, nx, ny, {}});
}

/// Both the shapes of the benchmarks and those that meet every edge of the kernels.
struct Case {
    std::size_t nx, ny, puffs, channels, tags;
    double least_cells, most_cells;  ///< spread
};
const Case k_cases[] = {
    {100, 100, 120, 1, 1, 2.0, 20.0},  {200, 200, 300, 1, 1, 2.0, 20.0}, {100, 100, 60, 32, 1, 2.0, 20.0},
    {200, 200, 200, 1, 10, 2.0, 20.0}, {100, 100, 300, 20, 1, 0.1, 1.0}, {64, 64, 900, 32, 1, 2.0, 20.0},
    {87, 67, 400, 20, 3, 0.1, 12.0},   {13, 9, 50, 4, 2, 0.02, 30.0},    {29, 31, 80, 13, 1, 0.5, 9.0},
    {8, 8, 30, 1, 1, 0.3, 40.0},       {61, 17, 90, 1, 4, 0.2, 6.0},     {200, 200, 200, 1, 100, 2.0, 20.0},
    {31, 23, 60, 24, 2, 1.0, 6.0},     {27, 33, 40, 56, 1, 1.0, 8.0}};

std::vector<double> sampled(const Case& c, const GridSampling& options, int threads) {
    const auto grid = grid_of(c.nx, c.ny);
    const Segments segments = random_segments(c.puffs, c.nx, c.ny, c.channels, c.tags, c.least_cells * k_cell_m,
                                              c.most_cells * k_cell_m, k_cell_m);
    std::vector<std::size_t> tag_of_source(c.tags);
    for (std::size_t t = 0; t < c.tags; ++t) tag_of_source[t] = c.tags - 1 - t;
    GridSampler sampler(grid, c.tags, c.channels, options);
    std::vector<double> result(c.tags * grid->cells() * c.channels, 0.0);
    // Twice: a step adds to what the last one left.
    (void)sampler.add(segments, tag_of_source, threads, result);
    (void)sampler.add(segments, tag_of_source, threads, result);
    sampler.collect(threads, result);
    return result;
}

std::vector<double> plain(const Case& c, double cutoff) {
    const auto grid = grid_of(c.nx, c.ny);
    const Segments segments = random_segments(c.puffs, c.nx, c.ny, c.channels, c.tags, c.least_cells * k_cell_m,
                                              c.most_cells * k_cell_m, k_cell_m);
    std::vector<std::size_t> tag_of_source(c.tags);
    for (std::size_t t = 0; t < c.tags; ++t) tag_of_source[t] = c.tags - 1 - t;
    std::vector<double> result(c.tags * grid->cells() * c.channels, 0.0);
    reference::add_to_cells(*grid, segments, tag_of_source, c.channels, cutoff, result);
    reference::add_to_cells(*grid, segments, tag_of_source, c.channels, cutoff, result);
    return result;
}

TEST(GridSampler, AgreesWithThePlainKernel) {
    for (const Case& c : k_cases) {
        const std::vector<double> truth = plain(c, 4.0);
        const std::vector<double> fast = sampled(c, {.cutoff_sigmas = 4.0}, 1);
        const double highest = *std::max_element(truth.begin(), truth.end());
        for (std::size_t n = 0; n < truth.size(); ++n)
            ASSERT_LE(std::abs(fast[n] - truth[n]), 1e-12 * (truth[n] + 1e-6 * highest)) << c.nx << " cell " << n;
    }
}

TEST(GridSampler, ThreadsAndInstructionSetsGiveTheSameBits) {
    for (const Case& c : k_cases) {
        for (const auto& [levels, single] : {std::pair{std::size_t{0}, false},
                                             {k_coarse_levels, false},
                                             {std::size_t{0}, true},
                                             {k_coarse_levels, true}}) {
            const auto first = sampled(c, {4.0, levels, InstructionSet::plain, single}, 1);
            for (const InstructionSet set : {InstructionSet::plain, InstructionSet::avx2, InstructionSet::avx512}) {
                if (!supported(set)) continue;
                // The plain loops are slow: once is enough.
                for (const int threads : {0, 1, 2, 3, 4, 8}) {
                    if (set == InstructionSet::plain && threads != 3) continue;
                    ASSERT_EQ(sampled(c, {4.0, levels, set, single}, threads), first)
                        << name_of(set) << ' ' << threads << (single ? " single" : "");
                }
            }
        }
    }
}

TEST(GridSampler, SinglePrecisionStaysWithinItsBound) {
    double worst = 0.0;
    for (const Case& c : k_cases) {
        for (const std::size_t levels : {std::size_t{0}, k_coarse_levels}) {
            const auto truth = sampled(c, {.coarse_levels = levels}, 1);
            const auto single = sampled(c, {.coarse_levels = levels, .single_precision = true}, 1);
            for (std::size_t n = 0; n < truth.size(); ++n) {
                // Terms below the least normal float lose their digits.
                ASSERT_LE(std::abs(single[n] - truth[n]), k_single_error * truth[n] + 1e-36) << c.nx << " cell " << n;
                if (truth[n] > 1e-30) worst = std::max(worst, std::abs(single[n] - truth[n]) / truth[n]);
            }
        }
    }
    EXPECT_GT(worst, 1e-9);
}

TEST(GridSampler, TakesWhatTheScenarioAsks) {
    Scenario scenario;
    const GridSampling usual = grid_sampling(scenario);
    EXPECT_EQ(usual.coarse_levels, k_coarse_levels);
    EXPECT_FALSE(usual.single_precision);
    scenario.puffs.coarse_levels = 1;
    scenario.puffs.cutoff_sigmas = 5.0;
    scenario.puffs.precision = "float";
    const GridSampling asked = grid_sampling(scenario);
    EXPECT_EQ(asked.coarse_levels, 1u);
    EXPECT_EQ(asked.cutoff_sigmas, 5.0);
    EXPECT_TRUE(asked.single_precision);
}

TEST(GridSampler, MassOfAPuffWithinTheGridIsKept) {
    const std::size_t tag_of_source[] = {0};
    for (const std::size_t levels : {std::size_t{0}, k_coarse_levels}) {
        for (const double sigma_m : {1.0, 300.0, 2500.0, 6000.0, 11000.0}) {
            GridSampler sampler(grid_of(160, 150), 1, 4, {4.0, levels});
            std::vector<double> result(160 * 150 * 4, 0.0);
            Segments s = random_segments(1, 160, 150, 4, 1, sigma_m, sigma_m, k_cell_m);
            s.x0_m[0] = s.x1_m[0] = 80300.0;
            s.y0_m[0] = s.y1_m[0] = 74700.0;
            (void)sampler.add(s, tag_of_source, 1, result);
            sampler.collect(1, result);
            for (std::size_t c = 0; c < 4; ++c) {
                double sum = 0.0;
                for (std::size_t n = c; n < result.size(); n += 4) sum += result[n] * k_cell_m * k_cell_m;
                EXPECT_NEAR(sum, s.weight[c], 1e-12 * s.weight[c]) << sigma_m;
            }
        }
    }
}

TEST(GridSampler, WhatTheGridLacksLiesOutside) {
    // The sum over a grid and the three beside it is the mass, wherever the puff's centre lies.
    const std::size_t tag_of_source[] = {0};
    Segments s = random_segments(1, 20, 20, 1, 1, 1700.0, 1700.0, k_cell_m);
    s.x0_m[0] = s.x1_m[0] = 19200.0;
    s.y0_m[0] = s.y1_m[0] = 20900.0;
    double sum = 0.0;
    for (const double west : {0.0, 20000.0}) {
        for (const double south : {0.0, 20000.0}) {
            auto grid = grid_of(20, 20);
            grid->west_m = west;
            grid->south_m = south;
            GridSampler sampler(grid, 1, 1, {4.0, 0});
            std::vector<double> result(400, 0.0);
            (void)sampler.add(s, tag_of_source, 1, result);
            for (const double v : result) sum += v * k_cell_m * k_cell_m;
        }
    }
    EXPECT_NEAR(sum, s.weight[0], 1e-12 * s.weight[0]);
}

TEST(GridSampler, CoarseGridsStayWithinTheirBound) {
    const std::size_t tag_of_source[] = {0};
    std::mt19937_64 random(5);
    std::uniform_real_distribution<double> place(0.0, 90.0);
    double worst = 0.0;
    for (const double sigma : {5.0, 5.4, 7.0, 9.99, 10.0, 13.0, 19.9, 20.0, 24.0, 37.0}) {
        Segments s = random_segments(1, 90, 90, 1, 1, sigma * k_cell_m, sigma * k_cell_m, k_cell_m);
        s.x0_m[0] = s.x1_m[0] = place(random) * k_cell_m;
        s.y0_m[0] = s.y1_m[0] = place(random) * k_cell_m;
        std::vector<double> fine(90 * 90, 0.0), coarse(90 * 90, 0.0);
        // A cut-off far out: what it cuts differs by whole cells.
        GridSampler exact(grid_of(90, 90), 1, 1, {7.0, 0}), quick(grid_of(90, 90), 1, 1, {7.0, k_coarse_levels});
        const std::size_t all = exact.add(s, tag_of_source, 1, fine);
        EXPECT_LT(quick.add(s, tag_of_source, 1, coarse), all);
        quick.collect(1, coarse);
        const double peak = s.weight[0] / (2.0 * 3.141592653589793 * std::pow(sigma * k_cell_m, 2));
        for (std::size_t n = 0; n < fine.size(); ++n) {
            worst = std::max(worst, std::abs(fine[n] - coarse[n]) / peak);
            EXPECT_GE(coarse[n], 0.0);
        }
    }
    EXPECT_LT(worst, k_coarse_error);
    EXPECT_GT(worst, 0.0);
}

TEST(GridSampler, CoarseGridsCostWidePuffsNoMoreThanNarrowOnes) {
    const std::size_t tag_of_source[] = {0};
    GridSampler sampler(grid_of(900, 900), 1, 1, {4.0, k_coarse_levels});
    std::vector<double> result(900 * 900, 0.0);
    std::size_t most = 0;
    for (double sigma = 2.0; sigma < 20.0; sigma *= 1.1) {
        Segments s = random_segments(1, 900, 900, 1, 1, sigma * k_cell_m, sigma * k_cell_m, k_cell_m);
        s.x0_m[0] = s.x1_m[0] = s.y0_m[0] = s.y1_m[0] = 450.0 * k_cell_m;
        most = std::max(most, sampler.add(s, tag_of_source, 1, result));
    }
    EXPECT_LE(most, 42u * 42u);
}

TEST(GridSampler, APuffMovedByWholeCellsMovesItsField) {
    const std::size_t tag_of_source[] = {0};
    for (const auto& [levels, sigma, shift] :
         {std::tuple{std::size_t{0}, 3300.0, std::size_t{5}}, {k_coarse_levels, 22000.0, std::size_t{8}}}) {
        const auto field = [&](double moved) {
            Segments s = random_segments(1, 100, 90, 1, 1, sigma, sigma, k_cell_m);
            s.x0_m[0] = s.x1_m[0] = 40250.0 + moved;
            s.y0_m[0] = s.y1_m[0] = 44500.0;
            GridSampler sampler(grid_of(100, 90), 1, 1, {4.0, levels});
            std::vector<double> result(100 * 90, 0.0);
            (void)sampler.add(s, tag_of_source, 1, result);
            sampler.collect(1, result);
            return result;
        };
        const auto here = field(0.0), there = field(static_cast<double>(shift) * k_cell_m);
        const double highest = *std::max_element(here.begin(), here.end());
        for (std::size_t j = 0; j < 90; ++j) {
            for (std::size_t i = 0; i + shift < 100; ++i)
                ASSERT_NEAR(there[j * 100 + i + shift], here[j * 100 + i], 1e-12 * highest);
        }
    }
}

TEST(GridSampler, TagsAreSumsOfTheirOwnSources) {
    const Case one{60, 50, 200, 8, 1, 0.2, 9.0};
    Case four = one;
    four.tags = 4;
    const auto together = sampled(one, {4.0, k_coarse_levels}, 2);
    const auto apart = sampled(four, {4.0, k_coarse_levels}, 2);
    const std::size_t values = together.size();
    for (std::size_t n = 0; n < values; ++n) {
        double sum = 0.0;
        for (std::size_t t = 0; t < 4; ++t) sum += apart[t * values + n];
        ASSERT_NEAR(sum, together[n], 1e-13 * together[n] + 1e-300);
    }
}

TEST(GridSampler, APuffWithoutWeightsCostsNothing) {
    const std::size_t tag_of_source[] = {0};
    Segments s = random_segments(3, 20, 20, 4, 1, 2000.0, 3000.0, k_cell_m);
    std::fill(s.weight.begin(), s.weight.end(), 0.0);
    GridSampler sampler(grid_of(20, 20), 1, 4, {4.0, 0});
    std::vector<double> result(400 * 4, 0.0);
    EXPECT_EQ(sampler.add(s, tag_of_source, 1, result), 0u);
}

}  // namespace
}  // namespace lantian
