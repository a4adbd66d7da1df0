#include "models/sampling/tilted_sampler.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/assert.hpp"
#include "core/math/instruction_set.hpp"
#include "core/parallel/threads.hpp"
#include "models/sampling/gauss_legendre.hpp"
#include "models/sampling/grid_kernels.hpp"
#include "models/sampling/tilted_reference.hpp"

namespace lantian {

namespace {

constexpr double k_inv_sqrt_2pi = 0.3989422804014327;
constexpr double k_inv_sqrt_2 = 0.7071067811865476;
constexpr std::size_t k_rows_per_block = 8;
/// Beyond this many spreads a puff is not felt at a point (receptor_sampler.cpp).
constexpr double k_reach_sigmas = 6.0;
/// Length of a piece of the quadrature in spreads of the integrand.
constexpr double k_panel_sigmas = 1.5;

/// Indices of the cells that [low, high] touches, of `cells` from `origin` on, as [first, last).
std::pair<std::size_t, std::size_t> touched(double low, double high, double origin, double cell, std::size_t cells) {
    const double end = static_cast<double>(cells);
    const auto first = static_cast<std::size_t>(std::clamp(std::floor((low - origin) / cell), 0.0, end));
    const auto last = static_cast<std::size_t>(std::clamp(std::ceil((high - origin) / cell), 0.0, end));
    return {first, std::max(first, last)};
}

double smaller_variance(const TiltedSpread& s) {
    return 0.5 * (s.xx_m2 + s.yy_m2) - std::hypot(0.5 * (s.xx_m2 - s.yy_m2), s.xy_m2);
}

double larger_variance(const TiltedSpread& s) {
    return 0.5 * (s.xx_m2 + s.yy_m2) + std::hypot(0.5 * (s.xx_m2 - s.yy_m2), s.xy_m2);
}

TiltedSpread at(const TiltedSpread& mean, const TiltedSpread& change, double along) {
    return {mean.xx_m2 + along * change.xx_m2,     mean.xy_m2 + along * change.xy_m2,
            mean.yy_m2 + along * change.yy_m2,     mean.slope_x + along * change.slope_x,
            mean.slope_y + along * change.slope_y, mean.mean_height_m + along * change.mean_height_m};
}

/// Up to the last weight that is not 0.
std::size_t used_channels(const double* weights, std::size_t channels) {
    while (channels > 1 && weights[channels - 1] == 0.0) --channels;
    return channels;
}

/// Density at the middles of the cells of a spread that the cell has widened, by two multiplications a cell.
void wide_row(const TiltedSpread& s, double x, double y, double cell, double x_origin, double y_low, std::size_t cells,
              double cutoff, double scale, RowFactors& out) {
    const double widened = cell * cell / 12.0;
    const double xx = s.xx_m2 + widened;
    const double yy = s.yy_m2 + widened;
    const double dy = y_low + 0.5 * cell - y;
    const double slope = s.xy_m2 / yy;
    const double variance = xx - slope * s.xy_m2;
    const double sigma = std::sqrt(variance);
    const double middle = x + slope * dy;
    const auto [first, last] = touched(middle - cutoff * sigma, middle + cutoff * sigma, x_origin, cell, cells);
    out.first = first;
    out.factors.resize(last - first);
    if (first == last) return;
    const double dx = x_origin + (static_cast<double>(first) + 0.5) * cell - middle;
    double value = scale * k_inv_sqrt_2pi * k_inv_sqrt_2pi / (sigma * std::sqrt(yy)) *
                   std::exp(-0.5 * (dy * dy / yy + dx * dx / variance));
    double ratio = std::exp(-(dx + 0.5 * cell) * cell / variance);
    const double bend = std::exp(-cell * cell / variance);
    for (double& factor : out.factors) {
        factor = value;
        value *= ratio;
        ratio *= bend;
    }
}

/// Exact in x, quadrature in y.
void narrow_row(const TiltedSpread& s, double x, double y, double cell, double x_origin, double y_low,
                std::size_t cells, double cutoff, double scale, RowFactors& out) {
    const double sigma_y = std::sqrt(s.yy_m2);
    const double slope = s.xy_m2 / s.yy_m2;
    const double sigma_x = std::sqrt(s.xx_m2 - slope * s.xy_m2);
    const double low = std::max(y_low, y - cutoff * sigma_y);
    const double high = std::min(y_low + cell, y + cutoff * sigma_y);
    out.factors.clear();
    if (!(high > low)) return;
    const double at_low = x + slope * (low - y);
    const double at_high = x + slope * (high - y);
    const auto [first, last] = touched(std::min(at_low, at_high) - cutoff * sigma_x,
                                       std::max(at_low, at_high) + cutoff * sigma_x, x_origin, cell, cells);
    out.first = first;
    out.factors.assign(last - first, 0.0);
    if (first == last) return;
    // The integrand changes with y over its own spread and over that of the slanted edge.
    double length = sigma_y;
    if (slope != 0.0) length = std::min(length, sigma_x / std::abs(slope));
    const double panels = std::max(1.0, std::ceil((high - low) / (k_panel_sigmas * length)));
    const double half = 0.5 * (high - low) / panels;
    const double per_sigma = k_inv_sqrt_2 / sigma_x;
    const double height = scale * half * k_inv_sqrt_2pi / (sigma_y * cell * cell);
    for (double n = 0.0; n < panels; n += 1.0) {
        const double middle = low + (2.0 * n + 1.0) * half;
        for (std::size_t k = 0; k < k_gauss_nodes.size(); ++k) {
            const double dy = middle + half * k_gauss_nodes[k] - y;
            const double t = dy / sigma_y;
            const double weight = 0.5 * height * k_gauss_weights[k] * std::exp(-0.5 * t * t);
            const double centre = x + slope * dy;
            const auto [from, to] =
                touched(centre - cutoff * sigma_x, centre + cutoff * sigma_x, x_origin, cell, cells);
            double left = std::erf((x_origin + static_cast<double>(from) * cell - centre) * per_sigma);
            for (std::size_t i = std::max(from, first); i < std::min(to, last); ++i) {
                const double right = std::erf((x_origin + static_cast<double>(i + 1) * cell - centre) * per_sigma);
                out.factors[i - first] += weight * (right - left);
                left = right;
            }
        }
    }
}

}  // namespace

void tilted_row(const TiltedSpread& spread, double x_m, double y_m, double cell_m, double x_origin_m, double y_low_m,
                std::size_t cells, double cutoff_sigmas, RowFactors& out) {
    const double kept = std::erf(cutoff_sigmas * k_inv_sqrt_2);
    const bool wide = smaller_variance(spread) >= cell_m * cell_m;
    (wide ? wide_row : narrow_row)(spread, x_m, y_m, cell_m, x_origin_m, y_low_m, cells, cutoff_sigmas,
                                   1.0 / (kept * kept), out);
}

TiltedSampler::TiltedSampler(std::shared_ptr<const Grid> grid, std::size_t tags, std::size_t channels,
                             double cutoff_sigmas, const ReceptorSet& receptors,
                             std::vector<std::size_t> height_of_receptor, std::span<const double> height_m,
                             std::size_t sources)
    : grid_(std::move(grid)),
      tags_(tags),
      channels_(channels),
      cutoff_sigmas_(cutoff_sigmas),
      receptors_(receptors),
      height_of_receptor_(std::move(height_of_receptor)),
      height_m_(height_m.begin(), height_m.end()),
      sources_(sources) {}

std::size_t TiltedSampler::add_to_grid(const TiltedSegments& segments, std::span<const std::size_t> tag_of_source,
                                       int threads, std::span<double> result) const {
    const Grid& grid = *grid_;
    LANTIAN_ASSERT(result.size() == tags_ * grid.cells() * channels_);
    const Segments& pieces = segments.pieces;
    struct Place {
        double x, y;
        std::size_t j0, j1;
    };
    std::vector<Place> places(segments.size());
    std::vector<std::vector<std::uint32_t>> by_tag(tags_);
    for (std::size_t p = 0; p < segments.size(); ++p) {
        const TiltedSpread& s = segments.spread[p];
        const double up = height_m_[0] - s.mean_height_m;
        const double x = 0.5 * (pieces.x0_m[p] + pieces.x1_m[p]) + s.slope_x * up;
        const double y = 0.5 * (pieces.y0_m[p] + pieces.y1_m[p]) + s.slope_y * up;
        const double reach = cutoff_sigmas_ * std::sqrt(s.yy_m2 + grid.cell_m * grid.cell_m / 12.0);
        const auto [j0, j1] = touched(y - reach, y + reach, grid.south_m, grid.cell_m, grid.ny);
        places[p] = {x, y, j0, j1};
        if (j0 < j1) by_tag[tag_of_source[pieces.source[p]]].push_back(static_cast<std::uint32_t>(p));
    }
    const std::size_t row_blocks = (grid.ny + k_rows_per_block - 1) / k_rows_per_block;
    std::vector<std::size_t> pairs(tags_ * row_blocks, 0);
    const GridKernels& kernels = grid_kernels(instruction_set());
    parallel_for(tags_ * row_blocks, threads, [&](std::size_t unit) {
        const std::size_t tag = unit / row_blocks;
        const std::size_t row_begin = unit % row_blocks * k_rows_per_block;
        const std::size_t row_end = std::min(grid.ny, row_begin + k_rows_per_block);
        double* base = result.data() + tag * grid.cells() * channels_;
        RowFactors row;
        for (const std::uint32_t p : by_tag[tag]) {
            const Place& place = places[p];
            const std::size_t j0 = std::max(row_begin, place.j0);
            const std::size_t j1 = std::min(row_end, place.j1);
            if (j0 >= j1) continue;
            const double* weights = pieces.weight.data() + p * pieces.weights_per_segment;
            const std::size_t used = used_channels(weights, channels_);
            for (std::size_t j = j0; j < j1; ++j) {
                tilted_row(segments.spread[p], place.x, place.y, grid.cell_m, grid.west_m,
                           grid.south_m + static_cast<double>(j) * grid.cell_m, grid.nx, cutoff_sigmas_, row);
                if (row.factors.empty()) continue;
                kernels.row(base + (j * grid.nx + row.first) * channels_, channels_, row.factors.data(),
                            row.factors.size(), 1.0, weights, used);
                pairs[unit] += row.factors.size();
            }
        }
    });
    std::size_t total = 0;
    for (const std::size_t n : pairs) total += n;
    return total;
}

std::size_t TiltedSampler::add_to_receptors(const TiltedSegments& segments, int threads,
                                            std::span<double> result) const {
    LANTIAN_ASSERT(result.size() == receptors_.size() * sources_ * channels_);
    const Segments& pieces = segments.pieces;
    std::vector<std::size_t> pairs(receptors_.size(), 0);
    parallel_for(receptors_.size(), threads, [&](std::size_t r) {
        double* base = result.data() + r * sources_ * channels_;
        const double height_m = height_m_[height_of_receptor_[r]];
        for (std::size_t p = 0; p < segments.size(); ++p) {
            const TiltedSpread& mean = segments.spread[p];
            const double up = height_m - mean.mean_height_m;
            const double shift_x = mean.slope_x * up - receptors_[r].point.x_m;
            const double shift_y = mean.slope_y * up - receptors_[r].point.y_m;
            const double half_x = 0.5 * (pieces.x1_m[p] - pieces.x0_m[p]);
            const double half_y = 0.5 * (pieces.y1_m[p] - pieces.y0_m[p]);
            const double dx = 0.5 * (pieces.x0_m[p] + pieces.x1_m[p]) + shift_x;
            const double dy = 0.5 * (pieces.y0_m[p] + pieces.y1_m[p]) + shift_y;
            const double reach_sq = k_reach_sigmas * k_reach_sigmas * larger_variance(mean);
            if (dx * dx + dy * dy > 2.0 * (reach_sq + half_x * half_x + half_y * half_y)) continue;
            // Where along the piece the puff is densest at the receptor: nearest in coordinates in which it is round.
            const double qx = mean.yy_m2 * half_x - mean.xy_m2 * half_y;
            const double qy = mean.xx_m2 * half_y - mean.xy_m2 * half_x;
            const double length_sq = half_x * qx + half_y * qy;
            const double along = length_sq > 0.0 ? std::clamp(-0.5 * (dx * qx + dy * qy) / length_sq, -0.5, 0.5) : 0.0;
            const TiltedSpread s = at(mean, segments.spread_change[p], along);
            const double density = reference::tilted_segment_density_per_m2(
                0.0, 0.0, dx - half_x, dy - half_y, dx + half_x, dy + half_y, s.xx_m2, s.xy_m2, s.yy_m2);
            const std::size_t offset = height_of_receptor_[r] * channels_;
            const double* weights = pieces.weight.data() + p * pieces.weights_per_segment + offset;
            const double* changes = pieces.weight_change.data() + p * pieces.weights_per_segment + offset;
            double* out = base + pieces.source[p] * channels_;
            for (std::size_t c = 0; c < channels_; ++c) out[c] += density * (weights[c] + along * changes[c]);
            ++pairs[r];
        }
    });
    std::size_t total = 0;
    for (const std::size_t n : pairs) total += n;
    return total;
}

}  // namespace lantian
