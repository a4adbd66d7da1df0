#include "models/sampling/grid_sampler.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "models/sampling/row_kernel.hpp"

namespace lantian {
namespace {

Segments one_segment(double x, double y, double sigma) {
    Segments s;
    s.weights_per_segment = 4;
    s.source = {0};
    s.x0_m = s.x1_m = {x};
    s.y0_m = s.y1_m = {y};
    s.sigma_m = {sigma};
    s.sigma_change_m = {0.0};
    s.weight = {3.0, 5.0, 0.0, 0.0};
    s.weight_change.assign(4, 0.0);
    return s;
}

std::shared_ptr<Grid> grid_of(std::size_t nx, std::size_t ny) {
    return std::make_shared<Grid>(Grid{Projection("EPSG:32649"), 0.0, 0.0, 1000.0, nx, ny, {}});
}

TEST(GridSampler, WeightsOfAPuffInsideTheGridSumToItsMass) {
    const std::size_t tag_of_source[] = {0};
    GridSampler sampler(grid_of(40, 30), 1, 4, 4.0);
    for (const double sigma : {1.0, 300.0, 2500.0}) {
        std::vector<double> result(40 * 30 * 4, 0.0);
        (void)sampler.add(one_segment(20300.0, 14700.0, sigma), tag_of_source, 1, result);
        double sum = 0.0;
        for (std::size_t n = 0; n < result.size(); n += 4) sum += result[n] * 1e6;
        // The cut-off takes whole cells, so up to 6.3e-5 per axis may be gained over the nominal cut.
        EXPECT_NEAR(sum, 3.0, 3.0 * 1.3e-4) << sigma;
    }
}

TEST(GridSampler, AgreesWithPlainCellAverages) {
    const std::size_t tag_of_source[] = {0};
    GridSampler sampler(grid_of(40, 30), 1, 4, 5.0);
    std::vector<double> result(40 * 30 * 4, 0.0);
    const double sigma = 1700.0;
    (void)sampler.add(one_segment(18200.0, 12900.0, sigma), tag_of_source, 1, result);
    const auto share = [&](double centre, std::size_t n) {
        const double a = (static_cast<double>(n) * 1000.0 - centre) / (sigma * std::sqrt(2.0));
        const double b = (static_cast<double>(n + 1) * 1000.0 - centre) / (sigma * std::sqrt(2.0));
        return 0.5 * (std::erf(b) - std::erf(a)) / 1000.0;
    };
    for (std::size_t j = 10; j < 16; ++j) {
        for (std::size_t i = 15; i < 22; ++i) {
            const double plain = 5.0 * share(18200.0, i) * share(12900.0, j);
            EXPECT_NEAR(result[(j * 40 + i) * 4 + 1], plain, 2e-6 * plain);
        }
    }
}

TEST(RowKernel, EveryPathGivesTheBitsOfPlainLoops) {
    for (std::size_t blocks = 1; blocks <= 11; ++blocks) {
        const std::size_t stride = blocks * k_channel_block + 4;
        std::vector<double> fast(17 * stride), plain, x(17), w(blocks * k_channel_block);
        for (std::size_t n = 0; n < fast.size(); ++n) fast[n] = std::sin(static_cast<double>(n));
        for (std::size_t n = 0; n < x.size(); ++n) x[n] = std::exp(-0.1 * static_cast<double>(n));
        for (std::size_t n = 0; n < w.size(); ++n) w[n] = 1.0 / (1.0 + static_cast<double>(n));
        plain = fast;
        add_row(fast.data(), stride, x.data(), x.size(), 0.37, w.data(), blocks);
        add_row_plain(plain.data(), stride, x.data(), x.size(), 0.37, w.data(), blocks);
        EXPECT_EQ(fast, plain) << blocks;
    }
}

}  // namespace
}  // namespace lantian
