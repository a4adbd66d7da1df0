#include "models/sampling/coarse_grids.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>

#include "core/parallel/threads.hpp"

namespace lantian {

namespace {

/// Order of the spline whose two-scale mask spreads a coarse cell over 10 fine ones, (1 + z)^9 / 2^9.
constexpr std::size_t k_order = 9;
constexpr std::array<double, k_order + 1> k_mask{1.0 / 512.0,   9.0 / 512.0,  36.0 / 512.0, 84.0 / 512.0, 126.0 / 512.0,
                                                 126.0 / 512.0, 84.0 / 512.0, 36.0 / 512.0, 9.0 / 512.0,  1.0 / 512.0};
/// The first fine cell of coarse cell i is 2 i - k_before, both counted from the corner of the domain.
constexpr std::ptrdiff_t k_before = (k_order - 1) / 2;

/// Adds rows of `width` values of a coarse axis to a fine one, outer x fine x width, times the mask.
void spread(const double* coarse, std::size_t n_coarse, std::size_t rim_coarse, double* fine, std::size_t n_fine,
            std::size_t rim_fine, std::size_t width, double scale) {
    for (std::size_t i = 0; i < n_coarse; ++i) {
        const std::ptrdiff_t first = 2 * (static_cast<std::ptrdiff_t>(i) - static_cast<std::ptrdiff_t>(rim_coarse)) -
                                     k_before + static_cast<std::ptrdiff_t>(rim_fine);
        const double* from = coarse + i * width;
        for (std::size_t k = 0; k <= k_order; ++k) {
            const std::ptrdiff_t at = first + static_cast<std::ptrdiff_t>(k);
            if (at < 0 || at >= static_cast<std::ptrdiff_t>(n_fine)) continue;
            double* to = fine + static_cast<std::size_t>(at) * width;
            const double share = k_mask[k] * scale;
            for (std::size_t c = 0; c < width; ++c) to[c] += share * from[c];
        }
    }
}

}  // namespace

CoarseShape coarse_shape(double sigma_m, double coarse_m, double fine_m) noexcept {
    const double s = sigma_m / coarse_m, f = fine_m / coarse_m;
    const double n = k_order + 1.0;
    const double f2 = f * f, f4 = f2 * f2;
    const double variance = s * s - n / 12.0 * (1.0 - f2);
    const double v2 = variance * variance;
    // Cumulants that spreading adds beyond the cells' own, in spreads; their opposite in the puff's Hermite series.
    const double d4 = -n / 120.0 * (1.0 - f4) / v2;
    const double d6 = n / 252.0 * (1.0 - f4 * f2) / (v2 * variance);
    const double d8 = -n / 240.0 * (1.0 - f4 * f4) / (v2 * v2);
    const double e4 = -d4 / 24.0, e6 = d6 / 720.0, e8 = -d8 / 40320.0;
    return {std::sqrt(variance) * coarse_m, e4, -e6, e8 + 0.5 * e4 * e4};
}

CoarseGrids::CoarseGrids(const Grid& grid, std::size_t tags, std::size_t channels, std::size_t levels)
    : tags_(tags), channels_(channels), levels_(levels), touched_((levels + 1) * tags, 0) {
    grids_[0] = {grid.west_m, grid.south_m, grid.cell_m, grid.nx, grid.ny};
    std::size_t nx = grid.nx, ny = grid.ny;
    double cell_m = grid.cell_m;
    for (std::size_t level = 1; level <= levels; ++level) {
        nx = (nx + 1) / 2;
        ny = (ny + 1) / 2;
        cell_m *= 2.0;
        grids_[level] = {grid.west_m - static_cast<double>(k_rim) * cell_m,
                         grid.south_m - static_cast<double>(k_rim) * cell_m, cell_m, nx + 2 * k_rim, ny + 2 * k_rim};
        values_[level].assign(tags * grids_[level].cells() * channels, 0.0);
    }
}

double* CoarseGrids::values(std::size_t level, std::size_t tag) noexcept {
    return values_[level].data() + tag * grids_[level].cells() * channels_;
}

void CoarseGrids::collect(int threads, std::span<double> result) {
    halves_.resize(static_cast<std::size_t>(thread_count(threads)));
    std::atomic<std::size_t> next{0};
    parallel_for(halves_.size(), threads, [&](std::size_t worker) {
        for (std::size_t tag = next++; tag < tags_; tag = next++) collect_tag(tag, result, halves_[worker]);
    });
}

void CoarseGrids::collect_tag(std::size_t tag, std::span<double> result, std::vector<double>& half) {
    bool any = false;
    for (std::size_t level = levels_; level > 0; --level) {
        any = any || touched_[level * tags_ + tag];
        if (!any) continue;
        const LevelGrid& coarse = grids_[level];
        const LevelGrid& fine = grids_[level - 1];
        const std::size_t rim = level > 1 ? k_rim : 0;
        double* from = values(level, tag);
        double* to = level > 1 ? values(level - 1, tag) : result.data() + tag * fine.cells() * channels_;
        // First the rows, then the columns of each row. Densities: a coarse cell's share of mass over a quarter of its
        // area, a factor 2 an axis.
        half.assign(fine.ny * coarse.nx * channels_, 0.0);
        spread(from, coarse.ny, k_rim, half.data(), fine.ny, rim, coarse.nx * channels_, 2.0);
        for (std::size_t j = 0; j < fine.ny; ++j) {
            spread(half.data() + j * coarse.nx * channels_, coarse.nx, k_rim, to + j * fine.nx * channels_, fine.nx,
                   rim, channels_, 2.0);
        }
        std::fill_n(from, coarse.cells() * channels_, 0.0);
        touched_[level * tags_ + tag] = 0;
    }
}

}  // namespace lantian
