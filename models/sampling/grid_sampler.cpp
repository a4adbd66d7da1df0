#include "models/sampling/grid_sampler.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/assert.hpp"
#include "core/parallel/threads.hpp"
#include "models/sampling/row_kernel.hpp"

namespace lantian {

namespace {

constexpr std::size_t k_rows_per_block = 8;
constexpr std::size_t k_prepare_block = 256;

/// Share of a unit normal with mean `centre` and spread `sigma` in each of the cells first..last-1 with edges at origin
/// + n cell, over the cell width (m-1), renormalised for the cut-off.
void cell_factors(double centre, double sigma, double origin, double cell, std::size_t first, std::size_t last,
                  double scale, double* out) noexcept {
    const double per_sigma = 1.0 / (sigma * std::sqrt(2.0));
    double left = std::erf((origin + static_cast<double>(first) * cell - centre) * per_sigma);
    for (std::size_t n = first; n < last; ++n) {
        const double right = std::erf((origin + static_cast<double>(n + 1) * cell - centre) * per_sigma);
        out[n - first] = 0.5 * (right - left) * scale;
        left = right;
    }
}

/// Cells of one axis within the cut-off, as [first, last).
std::pair<std::size_t, std::size_t> touched(double centre, double reach, double origin, double cell,
                                            std::size_t n) noexcept {
    const double low = std::floor((centre - reach - origin) / cell);
    const double high = std::ceil((centre + reach - origin) / cell);
    const double end = static_cast<double>(n);
    const auto first = static_cast<std::size_t>(std::clamp(low, 0.0, end));
    const auto last = static_cast<std::size_t>(std::clamp(high, 0.0, end));
    return {first, std::max(first, last)};
}

/// Blocks of channels up to the last one that is not zero: sources without metals, and hours without rain, cost less.
std::size_t used_blocks(const double* weights, std::size_t channels) noexcept {
    std::size_t used = channels;
    while (used > 1 && weights[used - 1] == 0.0) --used;
    return (used + k_channel_block - 1) / k_channel_block;
}

}  // namespace

GridSampler::GridSampler(std::shared_ptr<const Grid> grid, std::size_t tags, std::size_t channels, double cutoff_sigmas)
    : grid_(std::move(grid)), tags_(tags), channels_(channels), cutoff_sigmas_(cutoff_sigmas), by_tag_(tags) {}

void GridSampler::prepare(const Segments& segments, std::size_t p) {
    const Footprint& f = footprints_[p];
    const Grid& grid = *grid_;
    const double scale = 1.0 / (std::erf(cutoff_sigmas_ / std::sqrt(2.0)) * grid.cell_m);
    const double x = 0.5 * (segments.x0_m[p] + segments.x1_m[p]);
    const double y = 0.5 * (segments.y0_m[p] + segments.y1_m[p]);
    cell_factors(x, segments.sigma_m[p], grid.west_m, grid.cell_m, f.i0, f.i1, scale, factors_.data() + f.x_at);
    cell_factors(y, segments.sigma_m[p], grid.south_m, grid.cell_m, f.j0, f.j1, scale, factors_.data() + f.y_at);
}

std::size_t GridSampler::add(const Segments& segments, std::span<const std::size_t> tag_of_source, int threads,
                             std::span<double> result) {
    const Grid& grid = *grid_;
    LANTIAN_ASSERT(result.size() == tags_ * grid.cells() * channels_);
    LANTIAN_ASSERT(channels_ % k_channel_block == 0);
    const std::size_t n = segments.size();
    footprints_.resize(n);
    for (auto& list : by_tag_) list.clear();
    std::size_t factor_count = 0;
    std::size_t pairs = 0;
    for (std::size_t p = 0; p < n; ++p) {
        const double reach = cutoff_sigmas_ * segments.sigma_m[p];
        const auto [i0, i1] =
            touched(0.5 * (segments.x0_m[p] + segments.x1_m[p]), reach, grid.west_m, grid.cell_m, grid.nx);
        const auto [j0, j1] =
            touched(0.5 * (segments.y0_m[p] + segments.y1_m[p]), reach, grid.south_m, grid.cell_m, grid.ny);
        footprints_[p] = {static_cast<std::uint32_t>(i0),
                          static_cast<std::uint32_t>(i1),
                          static_cast<std::uint32_t>(j0),
                          static_cast<std::uint32_t>(j1),
                          factor_count,
                          factor_count + (i1 - i0)};
        if (i0 == i1 || j0 == j1) continue;
        factor_count += (i1 - i0) + (j1 - j0);
        pairs += (i1 - i0) * (j1 - j0);
        by_tag_[tag_of_source[segments.source[p]]].push_back(static_cast<std::uint32_t>(p));
    }
    factors_.resize(factor_count);
    parallel_for((n + k_prepare_block - 1) / k_prepare_block, threads, [&](std::size_t block) {
        const std::size_t end = std::min(n, (block + 1) * k_prepare_block);
        for (std::size_t p = block * k_prepare_block; p < end; ++p) {
            if (footprints_[p].i0 < footprints_[p].i1 && footprints_[p].j0 < footprints_[p].j1) prepare(segments, p);
        }
    });
    const std::size_t row_blocks = (grid.ny + k_rows_per_block - 1) / k_rows_per_block;
    parallel_for(tags_ * row_blocks, threads, [&](std::size_t unit) {
        const std::size_t tag = unit / row_blocks;
        const std::size_t row_begin = unit % row_blocks * k_rows_per_block;
        const std::size_t row_end = std::min(grid.ny, row_begin + k_rows_per_block);
        double* base = result.data() + tag * grid.cells() * channels_;
        for (const std::uint32_t p : by_tag_[tag]) {
            const Footprint& f = footprints_[p];
            const std::size_t j0 = std::max<std::size_t>(row_begin, f.j0);
            const std::size_t j1 = std::min<std::size_t>(row_end, f.j1);
            if (j0 >= j1) continue;
            const double* weights = segments.weight.data() + p * segments.weights_per_segment;
            const std::size_t blocks = used_blocks(weights, channels_);
            for (std::size_t j = j0; j < j1; ++j) {
                add_row(base + (j * grid.nx + f.i0) * channels_, channels_, factors_.data() + f.x_at, f.i1 - f.i0,
                        factors_[f.y_at + (j - f.j0)], weights, blocks);
            }
        }
    });
    return pairs;
}

}  // namespace lantian
