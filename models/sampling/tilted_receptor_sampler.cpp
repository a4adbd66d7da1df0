#include "models/sampling/tilted_receptor_sampler.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <utility>

#include "core/base/assert.hpp"
#include "core/parallel/threads.hpp"

namespace lantian {

namespace {

/// Beyond sqrt(2) of this many spreads from its middle a puff is not felt (receptor_sampler.cpp).
constexpr double k_reach_sigmas = 6.0;
/// Arrays of the kernels are padded to whole registers of any instruction set.
constexpr std::size_t k_pad = 8;
constexpr std::size_t k_pieces_per_block = 1024;
/// Pieces whose columns are gathered together: they stay in the nearest cache.
constexpr std::size_t k_chunk = 256;

}  // namespace

/// Columns in the order of TiltedPieces, then the half width and depth of the box in which a piece is felt.
struct TiltedReceptorSampler::Columns {
    enum : std::size_t { x, y, half_x, half_y, xx, xy, yy, xx_change, xy_change, yy_change, slope_x, slope_y, height };
    static constexpr std::size_t k_columns = 13;
    std::array<std::vector<double>, k_columns> of;
    std::vector<double> width, depth;
};

/// What one receptor may feel.
struct TiltedReceptorSampler::Near {
    std::vector<double> beyond;
    std::vector<std::uint32_t> index;
    std::array<std::array<double, k_chunk>, Columns::k_columns> of;
    std::array<double, k_chunk> density, along;
};

TiltedReceptorSampler::TiltedReceptorSampler(const ReceptorSet& receptors, std::vector<std::size_t> height_of_receptor,
                                             std::span<const double> height_m, std::size_t sources,
                                             std::size_t channels, InstructionSet set)
    : receptors_(receptors),
      height_of_receptor_(std::move(height_of_receptor)),
      height_m_(height_m.begin(), height_m.end()),
      sources_(sources),
      channels_(channels),
      kernels_(&tilted_kernels(set)),
      adding_(&receptor_kernels(set)) {}

TiltedReceptorSampler::Columns TiltedReceptorSampler::columns_of(const TiltedSegments& segments, int threads) const {
    Columns out;
    const std::size_t n = segments.size();
    for (auto* column : {&out.width, &out.depth}) column->resize(n);
    for (auto& column : out.of) column.resize(n);
    const auto [low, high] = std::minmax_element(height_m_.begin(), height_m_.end());
    parallel_for((n + k_pieces_per_block - 1) / k_pieces_per_block, threads, [&](std::size_t block) {
        const std::size_t end = std::min(n, (block + 1) * k_pieces_per_block);
        for (std::size_t p = block * k_pieces_per_block; p < end; ++p) {
            const TiltedSpread& s = segments.spread[p];
            const TiltedSpread& change = segments.spread_change[p];
            const Segments& at = segments.pieces;
            const double values[] = {0.5 * (at.x0_m[p] + at.x1_m[p]),
                                     0.5 * (at.y0_m[p] + at.y1_m[p]),
                                     0.5 * (at.x1_m[p] - at.x0_m[p]),
                                     0.5 * (at.y1_m[p] - at.y0_m[p]),
                                     s.xx_m2,
                                     s.xy_m2,
                                     s.yy_m2,
                                     change.xx_m2,
                                     change.xy_m2,
                                     change.yy_m2,
                                     s.slope_x,
                                     s.slope_y,
                                     s.mean_height_m};
            for (std::size_t c = 0; c < Columns::k_columns; ++c) out.of[c][p] = values[c];
            // The reach of the kernel is 2 (reach^2 + half^2) in coordinates in which the puff is round; its box, with
            // the shift between the heights there are and the greatest spread of the piece.
            const double hx = values[Columns::half_x], hy = values[Columns::half_y];
            const double xx = s.xx_m2 + 0.5 * std::abs(change.xx_m2), yy = s.yy_m2 + 0.5 * std::abs(change.yy_m2);
            const double up = std::max(std::abs(*low - s.mean_height_m), std::abs(*high - s.mean_height_m));
            const double least = s.xx_m2 * s.yy_m2 - s.xy_m2 * s.xy_m2;
            const double half_sq = (hx * hx * s.yy_m2 - 2.0 * hx * hy * s.xy_m2 + hy * hy * s.xx_m2) / least;
            const double reach = std::sqrt(2.0 * (k_reach_sigmas * k_reach_sigmas + half_sq));
            out.width[p] = reach * std::sqrt(xx) + std::abs(s.slope_x) * up;
            out.depth[p] = reach * std::sqrt(yy) + std::abs(s.slope_y) * up;
        }
    });
    return out;
}

std::size_t TiltedReceptorSampler::sample(const Segments& pieces, const Columns& columns, std::size_t r, Near& near,
                                          std::span<double> result) const {
    const MapPoint at = receptors_[r].point;
    const std::size_t n = columns.width.size();
    near.beyond.resize(n);
    near.index.resize(n);
    kernels_->beyond(columns.of[Columns::x].data(), columns.of[Columns::y].data(), columns.width.data(),
                     columns.depth.data(), n, at.x_m, at.x_m, at.y_m, at.y_m, near.beyond.data());
    std::size_t kept = 0;
    for (std::size_t k = 0; k < n; ++k) {
        near.index[kept] = static_cast<std::uint32_t>(k);
        kept += near.beyond[k] <= 0.0 ? 1 : 0;
    }
    const std::size_t height = height_of_receptor_[r];
    double* base = result.data() + r * sources_ * channels_;
    std::size_t pairs = 0;
    for (std::size_t begin = 0; begin < kept; begin += k_chunk) {
        const std::size_t count = std::min(k_chunk, kept - begin);
        const std::size_t padded = (count + k_pad - 1) / k_pad * k_pad;
        for (std::size_t c = 0; c < Columns::k_columns; ++c) {
            const double* column = columns.of[c].data();
            for (std::size_t k = 0; k < count; ++k) near.of[c][k] = column[near.index[begin + k]];
            // What only fills a register is far beyond the reach.
            const double filling = c == Columns::x ? at.x_m + 1e9 : c == Columns::xx || c == Columns::yy ? 1.0 : 0.0;
            for (std::size_t k = count; k < padded; ++k) near.of[c][k] = filling;
        }
        const auto& of = near.of;
        pairs += kernels_->density(
            {of[0].data(), of[1].data(), of[2].data(), of[3].data(), of[4].data(), of[5].data(), of[6].data(),
             of[7].data(), of[8].data(), of[9].data(), of[10].data(), of[11].data(), of[12].data()},
            padded, at.x_m, at.y_m, height_m_[height], k_reach_sigmas, near.density.data(), near.along.data());
        for (std::size_t k = 0; k < count; ++k) {
            if (near.density[k] == 0.0) continue;
            const std::size_t p = near.index[begin + k];
            const std::size_t weights = p * pieces.weights_per_segment + height * channels_;
            adding_->add(near.density[k], near.along[k], pieces.weight.data() + weights,
                         pieces.weight_change.data() + weights, base + pieces.source[p] * channels_, channels_);
        }
    }
    return pairs;
}

std::size_t TiltedReceptorSampler::add(const TiltedSegments& segments, int wanted_threads,
                                       std::span<double> result) const {
    LANTIAN_ASSERT(result.size() == receptors_.size() * sources_ * channels_);
    if (receptors_.empty() || segments.size() == 0) return 0;
    const int threads = thread_count(wanted_threads);
    const Columns columns = columns_of(segments, threads);
    std::vector<std::size_t> pairs(receptors_.size(), 0);
    std::atomic<std::size_t> next{0};
    parallel_for(static_cast<std::size_t>(threads), threads, [&](std::size_t) {
        Near near;
        for (std::size_t r = next++; r < receptors_.size(); r = next++)
            pairs[r] = sample(segments.pieces, columns, r, near, result);
    });
    std::size_t total = 0;
    for (const std::size_t n : pairs) total += n;
    return total;
}

}  // namespace lantian
