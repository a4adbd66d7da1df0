#include "models/sampling/tilted_grid_sampler.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>

#include "core/base/assert.hpp"
#include "core/parallel/threads.hpp"

namespace lantian {

namespace {

constexpr std::size_t k_strip_rows = 8;
/// Rows of more cells than this are summed in registers block by block.
constexpr std::size_t k_narrow_columns = 8;
/// Pieces taken together: their factors and weights stay in the nearest cache over a row.
constexpr std::size_t k_chunk = 64;

std::size_t down(std::size_t n) noexcept { return n / k_block * k_block; }
std::size_t up(std::size_t n) noexcept { return (n + k_block - 1) / k_block * k_block; }

/// Up to the last weight that is not 0.
std::size_t used_channels(const double* weights, std::size_t channels) {
    while (channels > 0 && weights[channels - 1] == 0.0) --channels;
    return channels;
}

}  // namespace

TiltedGridSampler::TiltedGridSampler(std::shared_ptr<const Grid> grid, std::size_t tags, std::size_t channels,
                                     double height_m, GridSampling options)
    : grid_(std::move(grid)),
      tags_(tags),
      channels_(channels),
      height_m_(height_m),
      options_(options),
      kernels_(&grid_kernels(options.set)),
      coarse_(*grid_, tags, channels, options.coarse_levels),
      by_owner_((options.coarse_levels + 1) * tags) {}

std::size_t TiltedGridSampler::add(const TiltedSegments& segments, std::span<const std::size_t> tag_of_source,
                                   int wanted_threads, std::span<double> result) {
    LANTIAN_ASSERT(result.size() == tags_ * grid_->cells() * channels_);
    const int threads = thread_count(wanted_threads);
    const Segments& pieces = segments.pieces;
    places_.resize(segments.size());
    for (auto& list : by_owner_) list.clear();
    for (std::size_t p = 0; p < segments.size(); ++p) {
        const TiltedSpread& s = segments.spread[p];
        const double above = height_m_ - s.mean_height_m;
        places_[p] = tilted_place(s, 0.5 * (pieces.x0_m[p] + pieces.x1_m[p]) + s.slope_x * above,
                                  0.5 * (pieces.y0_m[p] + pieces.y1_m[p]) + s.slope_y * above, coarse_,
                                  options_.coarse_levels, options_.cutoff_sigmas);
        const TiltedPlace& place = places_[p];
        if (place.row_begin >= place.row_end) continue;
        const std::size_t tag = tag_of_source[pieces.source[p]];
        by_owner_[place.level * tags_ + tag].push_back(static_cast<std::uint32_t>(p));
        if (place.level > 0) coarse_.touch(place.level, tag);
    }
    std::vector<Strip> strips;
    for (std::size_t owner = 0; owner < by_owner_.size(); ++owner) {
        if (by_owner_[owner].empty()) continue;
        const std::size_t rows = coarse_.grid(owner / tags_).ny;
        for (std::size_t j = 0; j < rows; j += k_strip_rows)
            strips.push_back({owner / tags_, owner % tags_, j, std::min(rows, j + k_strip_rows)});
    }
    while (works_.size() < static_cast<std::size_t>(threads)) works_.emplace_back(options_.set);
    std::vector<std::size_t> pairs(strips.size(), 0);
    // Strips are handed out in turn; which thread takes one changes no bit.
    std::atomic<std::size_t> next{0};
    parallel_for(static_cast<std::size_t>(threads), threads, [&](std::size_t worker) {
        for (std::size_t k = next++; k < strips.size(); k = next++)
            pairs[k] = run(strips[k], pieces, result, works_[worker]);
    });
    std::size_t total = 0;
    for (const std::size_t n : pairs) total += n;
    return total;
}

std::size_t TiltedGridSampler::run(const Strip& strip, const Segments& pieces, std::span<double> result, Work& work) {
    const LevelGrid& grid = coarse_.grid(strip.level);
    double* base = strip.level == 0 ? result.data() + strip.tag * grid.cells() * channels_
                                    : coarse_.values(strip.level, strip.tag);
    const auto& list = by_owner_[strip.level * tags_ + strip.tag];
    const std::size_t blocks = up(grid.nx) / k_block;
    const std::size_t room = up(grid.nx);
    work.factors.resize(k_chunk * room);
    const std::size_t stride = (channels_ + k_pad<double> - 1) / k_pad<double> * k_pad<double>;
    work.puffs.resize(blocks * k_chunk);
    work.counts.assign(blocks, 0);
    work.used.assign(blocks, 0);
    work.weights.resize(k_chunk * stride);
    work.edge.resize(k_block * channels_);
    std::size_t pairs = 0;
    for (std::size_t begin = 0; begin < list.size();) {
        // The next pieces that reach the strip, and then row after row of them.
        struct Entry {
            const TiltedPlace* place;
            const double* weights;
            std::size_t used;
        };
        std::array<Entry, k_chunk> chunk;
        std::size_t count = 0;
        for (; begin < list.size() && count < k_chunk; ++begin) {
            const TiltedPlace& place = places_[list[begin]];
            if (place.row_begin >= strip.row_end || place.row_end <= strip.row_begin) continue;
            const double* weights = pieces.weight.data() + list[begin] * pieces.weights_per_segment;
            const std::size_t used = used_channels(weights, channels_);
            if (used == 0) continue;
            double* padded = work.weights.data() + count * stride;
            std::fill(std::copy_n(weights, used, padded), padded + stride, 0.0);
            chunk[count++] = {&place, padded, used};
        }
        for (std::size_t j = strip.row_begin; j < strip.row_end; ++j) {
            double* row_of_cells = base + j * grid.nx * channels_;
            bool any = false;
            for (std::size_t n = 0; n < count; ++n) {
                const auto& [at, weights, used] = chunk[n];
                const TiltedPlace& place = *at;
                if (j < place.row_begin || j >= place.row_end) continue;
                const auto [first, last] = TiltedRow::reach(place, grid, j);
                if (first >= last) continue;
                pairs += last - first;
                double* factors = work.factors.data() + n * room;
                if (channels_ == 1 || last - first <= k_narrow_columns) {
                    work.row.fill(place, grid, j, options_.cutoff_sigmas, first, last, factors);
                    kernels_->row(row_of_cells + first * channels_, channels_, factors, last - first, 1.0, weights,
                                  used);
                    continue;
                }
                any = true;
                const std::size_t from = down(first), to = up(last);
                std::fill(factors, factors + (first - from), 0.0);
                work.row.fill(place, grid, j, options_.cutoff_sigmas, first, last, factors + (first - from));
                std::fill(factors + (last - from), factors + (to - from), 0.0);
                for (std::size_t b = from / k_block; b < to / k_block; ++b) {
                    work.puffs[b * k_chunk + work.counts[b]++] = {factors + (b * k_block - from), weights};
                    work.used[b] = std::max(work.used[b], used);
                }
            }
            if (any) sum_blocks(row_of_cells, grid.nx, work);
        }
    }
    return pairs;
}

void TiltedGridSampler::sum_blocks(double* row_of_cells, std::size_t nx, Work& work) const {
    for (std::size_t b = 0; b < work.counts.size(); ++b) {
        if (work.counts[b] == 0) continue;
        const BlockPuff<double>* puffs = work.puffs.data() + b * k_chunk;
        double* acc = row_of_cells + b * k_block * channels_;
        const std::size_t cells = std::min(k_block, nx - b * k_block);
        if (cells == k_block) {
            kernels_->wide.block(acc, channels_, puffs, work.counts[b], work.used[b]);
        } else {
            std::copy_n(acc, cells * channels_, work.edge.data());
            kernels_->wide.block(work.edge.data(), channels_, puffs, work.counts[b], work.used[b]);
            std::copy_n(work.edge.data(), cells * channels_, acc);
        }
        work.counts[b] = work.used[b] = 0;
    }
}

void TiltedGridSampler::collect(int threads, std::span<double> result) {
    if (options_.coarse_levels > 0) coarse_.collect(threads, result);
}

}  // namespace lantian
