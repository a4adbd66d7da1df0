#include "models/sampling/grid_sampler.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numbers>

#include "core/base/assert.hpp"
#include "core/parallel/threads.hpp"
#include "models/sampling/wide_chunk.hpp"

namespace lantian {

namespace {

constexpr std::size_t k_strip_rows = k_block;
constexpr std::size_t k_segments_per_build = 256;
/// Puffs that touch more columns than this are wide: summed in registers block by block.
constexpr std::uint32_t k_narrow_columns = 8;
/// Pieces a thread should find on average, so that the last ones do not keep the others waiting.
constexpr double k_pieces_per_thread = 6.0;
/// Channels of a piece are not split below this.
constexpr std::size_t k_least_channels = 8;

std::size_t down(std::size_t n) noexcept { return n / k_block * k_block; }
std::size_t up(std::size_t n) noexcept { return (n + k_block - 1) / k_block * k_block; }

/// Cells of one axis within the reach, whole and as they lie on the grid, end exclusive.
struct Range {
    double low, high;
    std::uint32_t first, last;
    [[nodiscard]] bool clipped() const { return low < static_cast<double>(first) || high > static_cast<double>(last); }
};

Range touched(double centre_cells, double reach_cells, std::size_t n) noexcept {
    const double low = std::floor(centre_cells - reach_cells);
    const double high = std::max(low + 1.0, std::ceil(centre_cells + reach_cells));
    const double end = static_cast<double>(n);
    const auto first = static_cast<std::uint32_t>(std::clamp(low, 0.0, end));
    const auto last = static_cast<std::uint32_t>(std::clamp(high, 0.0, end));
    return {low, high, first, last};
}

/// A puff on one axis of its level, in cells.
struct Axis {
    double centre, sigma;
    Range range;
};

Axis axis_of(double at_m, double from_m, double cell_m, double sigma_m, double cutoff, std::size_t n) noexcept {
    const double centre = (at_m - from_m) / cell_m;
    const double sigma = sigma_m / cell_m;
    return {centre, sigma, touched(centre, cutoff * sigma, n)};
}

constexpr double k_inv_root_2pi = std::numbers::inv_sqrtpi / std::numbers::sqrt2;

double middle(double a, double b) noexcept { return 0.5 * (a + b); }

}  // namespace

GridSampling grid_sampling(const Scenario& scenario) {
    return {.cutoff_sigmas = scenario.puffs.cutoff_sigmas,
            .coarse_levels = static_cast<std::size_t>(scenario.puffs.coarse_levels),
            .single_precision = scenario.puffs.precision == "float"};
}

/// Part of one tag's grid that one thread sums.
struct GridSampler::Piece {
    std::size_t level, tag, strip;  ///< strip: in strips_
    std::size_t row_begin, row_end;
    std::size_t block_begin, block_end;  ///< of columns
    std::size_t channel_begin, channel_end;
    double work;
};

namespace {

/// Edges of a puff's cells on one axis, in Work::t.
struct AxisEdges {
    std::size_t at, count, clip_at;  ///< of the cells; of the whole reach where that is clipped
};

}  // namespace

/// Room of one thread.
struct GridSampler::Work {
    std::vector<AxisEdges> edges;
    std::vector<double> t, tail, decay;
    WideChunk<double> wide;
    WideChunk<float> wide_single;
};

GridSampler::GridSampler(std::shared_ptr<const Grid> grid, std::size_t tags, std::size_t channels, GridSampling options)
    : grid_(std::move(grid)),
      tags_(tags),
      channels_(channels),
      options_(options),
      kernels_(&grid_kernels(options.set)),
      coarse_(*grid_, tags, channels, options.coarse_levels) {
    LANTIAN_ASSERT(options.coarse_levels <= k_coarse_levels);
    std::size_t first = 0;
    for (std::size_t level = 0; level <= options.coarse_levels; ++level) {
        first_strip_.push_back(first);
        first += tags * strips(level);
    }
    strips_.resize(first);
}

GridSampler::~GridSampler() = default;

void GridSampler::place(const Segments& segments, std::size_t p) {
    Footprint& f = footprints_[p];
    f = {};
    const double* weights = segments.weights_of(p);
    std::size_t used = channels_;
    while (used > 0 && weights[used - 1] == 0.0) --used;
    f.channels = static_cast<std::uint32_t>(used);
    if (used == 0) return;
    std::size_t level = 0;
    const double sigma = segments.sigma_m[p];
    LANTIAN_ASSERT(sigma > 0.0);
    while (level < options_.coarse_levels && sigma >= k_least_coarse_sigma * coarse_.grid(level + 1).cell_m) ++level;
    f.level = static_cast<std::uint8_t>(level);
    const LevelGrid& grid = coarse_.grid(level);
    const Axis x = axis_of(middle(segments.x0_m[p], segments.x1_m[p]), grid.west_m, grid.cell_m, sigma,
                           options_.cutoff_sigmas, grid.nx);
    const Axis y = axis_of(middle(segments.y0_m[p], segments.y1_m[p]), grid.south_m, grid.cell_m, sigma,
                           options_.cutoff_sigmas, grid.ny);
    f.i0 = x.range.first;
    f.i1 = x.range.last;
    f.j0 = y.range.first;
    f.j1 = y.range.last;
    f.wide = f.i1 - f.i0 > k_narrow_columns;
}

void GridSampler::build(const Segments& segments, std::size_t begin, std::size_t end, Work& work) {
    // All edges of many puffs in one row, so that their tails fill whole registers.
    const double inv_root_2 = std::sqrt(0.5);
    work.edges.resize(2 * (end - begin));
    work.t.clear();
    for (std::size_t p = begin; p < end; ++p) {
        const Footprint& f = footprints_[p];
        if (f.i0 >= f.i1 || f.j0 >= f.j1) continue;
        const LevelGrid& grid = coarse_.grid(f.level);
        const double sigma = segments.sigma_m[p];
        const double shaped = f.level > 0 ? coarse_shape(sigma, grid.cell_m, grid_->cell_m).sigma : sigma;
        for (const bool along_y : {false, true}) {
            const Axis axis = along_y ? axis_of(middle(segments.y0_m[p], segments.y1_m[p]), grid.south_m, grid.cell_m,
                                                sigma, options_.cutoff_sigmas, grid.ny)
                                      : axis_of(middle(segments.x0_m[p], segments.x1_m[p]), grid.west_m, grid.cell_m,
                                                sigma, options_.cutoff_sigmas, grid.nx);
            const double root = grid.cell_m / shaped * inv_root_2;
            AxisEdges& e = work.edges[2 * (p - begin) + (along_y ? 1 : 0)];
            e = {work.t.size(), axis.range.last - axis.range.first, 0};
            const bool clipped = axis.range.clipped();
            work.t.resize(e.at + e.count + (clipped ? 3 : 1));
            double* t = work.t.data() + e.at;
            const auto first = static_cast<std::int32_t>(axis.range.first);
            const auto edges = static_cast<std::int32_t>(e.count + 1);
            for (std::int32_t n = 0; n < edges; ++n) t[n] = (static_cast<double>(first + n) - axis.centre) * root;
            if (clipped) {
                e.clip_at = e.at + e.count + 1;
                work.t[e.clip_at] = (axis.range.low - axis.centre) * root;
                work.t[e.clip_at + 1] = (axis.range.high - axis.centre) * root;
            }
        }
    }
    work.tail.resize(work.t.size());
    work.decay.resize(work.t.size());
    kernels_->tails(work.t.data(), work.tail.data(), work.decay.data(), work.t.size());
    for (std::size_t p = begin; p < end; ++p) {
        const Footprint& f = footprints_[p];
        if (f.i0 >= f.i1 || f.j0 >= f.j1) continue;
        const LevelGrid& grid = coarse_.grid(f.level);
        for (const bool along_y : {false, true}) {
            const AxisEdges& e = work.edges[2 * (p - begin) + (along_y ? 1 : 0)];
            const std::size_t total = e.count + 1 + (e.clip_at > 0 ? 2 : 0);
            if (f.level > 0) {
                const CoarseShape shape = coarse_shape(segments.sigma_m[p], grid.cell_m, grid_->cell_m);
                for (std::size_t n = e.at; n < e.at + total; ++n) {
                    const double z = std::abs(work.t[n]) * std::numbers::sqrt2, z2 = z * z;
                    const double h3 = z * (z2 - 3.0), h5 = z * ((z2 - 10.0) * z2 + 15.0);
                    const double h7 = z * (((z2 - 21.0) * z2 + 105.0) * z2 - 105.0);
                    work.tail[n] += work.decay[n] * k_inv_root_2pi * (shape.c3 * h3 + shape.c5 * h5 + shape.c7 * h7);
                }
            }
            const std::size_t low = e.clip_at > 0 ? e.clip_at : e.at;
            const std::size_t high = e.clip_at > 0 ? e.clip_at + 1 : e.at + e.count;
            const double within = 1.0 - (work.tail[low] + work.tail[high]);
            const std::size_t first = along_y ? f.j0 : f.i0;
            double* out = factors_.data() + (along_y ? f.y_at : f.x_at);
            if (f.wide) {
                const std::size_t before = first - down(first);
                std::fill_n(out, before, 0.0);
                out += before;
                std::fill(out + e.count, out + up(first + e.count) - first, 0.0);
            }
            kernels_->shares(work.t.data() + e.at, work.tail.data() + e.at, 1.0 / (within * grid.cell_m), out, e.count);
            if (!options_.single_precision || !f.wide || along_y) continue;
            const std::size_t whole = up(f.i1) - down(f.i0);
            for (std::size_t n = f.x_at; n < f.x_at + whole; ++n) single_factors_[n] = static_cast<float>(factors_[n]);
        }
    }
}

std::size_t GridSampler::strips(std::size_t level) const noexcept {
    return (coarse_.grid(level).ny + k_strip_rows - 1) / k_strip_rows;
}

void GridSampler::enlist(std::uint32_t segment, std::size_t tag) {
    const Footprint& f = footprints_[segment];
    const double work = (static_cast<double>(f.i1 - f.i0) + 4.0) * static_cast<double>(k_strip_rows) *
                        static_cast<double>(f.channels + 4);
    Strip* strip = strips_.data() + first_strip_[f.level] + tag * strips(f.level);
    for (std::size_t s = f.j0 / k_strip_rows; s * k_strip_rows < f.j1; ++s) {
        (f.wide ? strip[s].wide : strip[s].narrow).push_back(segment);
        strip[s].work += work;
    }
}

void GridSampler::list_pieces() {
    pieces_.clear();
    for (std::size_t level = 0; level <= options_.coarse_levels; ++level) {
        const LevelGrid& grid = coarse_.grid(level);
        for (std::size_t tag = 0; tag < tags_; ++tag) {
            for (std::size_t s = 0; s < strips(level); ++s) {
                const std::size_t strip = first_strip_[level] + tag * strips(level) + s;
                if (strips_[strip].work == 0.0) continue;
                pieces_.push_back({level, tag, strip, s * k_strip_rows, std::min(grid.ny, (s + 1) * k_strip_rows), 0,
                                   up(grid.nx) / k_block, 0, channels_, strips_[strip].work});
            }
        }
    }
}

std::size_t GridSampler::add(const Segments& segments, std::span<const std::size_t> tag_of_source, int wanted_threads,
                             std::span<double> result) {
    const int threads = thread_count(wanted_threads);
    LANTIAN_ASSERT(result.size() == tags_ * grid_->cells() * channels_);
    const std::size_t n = segments.size();
    footprints_.resize(n);
    const std::size_t builds = (n + k_segments_per_build - 1) / k_segments_per_build;
    const auto each_build = [&](auto&& body) {
        parallel_for(builds, threads, [&](std::size_t b) {
            body(b * k_segments_per_build, std::min(n, (b + 1) * k_segments_per_build));
        });
    };
    each_build([&](std::size_t begin, std::size_t end) {
        for (std::size_t p = begin; p < end; ++p) place(segments, p);
    });
    for (Strip& strip : strips_) {
        strip.narrow.clear();
        strip.wide.clear();
        strip.work = 0.0;
    }
    std::size_t factor_count = 0, pairs = 0;
    for (std::size_t p = 0; p < n; ++p) {
        Footprint& f = footprints_[p];
        if (f.i0 >= f.i1 || f.j0 >= f.j1) continue;
        f.x_at = factor_count;
        factor_count += f.wide ? up(f.i1) - down(f.i0) : f.i1 - f.i0;
        f.y_at = factor_count;
        factor_count += f.wide ? up(f.j1) - down(f.j0) : f.j1 - f.j0;
        pairs += static_cast<std::size_t>(f.i1 - f.i0) * (f.j1 - f.j0);
        const std::size_t tag = tag_of_source[segments.source[p]];
        enlist(static_cast<std::uint32_t>(p), tag);
        if (f.level > 0) coarse_.touch(f.level, tag);
    }
    if (factors_.size() < factor_count) factors_.resize(factor_count);
    if (options_.single_precision && single_factors_.size() < factor_count) single_factors_.resize(factor_count);
    works_.resize(static_cast<std::size_t>(threads));
    std::atomic<std::size_t> next_build{0};
    parallel_for(works_.size(), threads, [&](std::size_t worker) {
        for (std::size_t b = next_build++; b < builds; b = next_build++)
            build(segments, b * k_segments_per_build, std::min(n, (b + 1) * k_segments_per_build), works_[worker]);
    });

    list_pieces();
    std::vector<Piece>& all = pieces_;
    if (threads > 1) {
        double total = 0.0;
        for (const Piece& piece : all) total += piece.work;
        const double most = total / (k_pieces_per_thread * threads);
        // Halves until small enough: rows, then channels; of one channel, columns. Bits do not depend on it.
        for (std::size_t k = 0; k < all.size();) {
            Piece& piece = all[k];
            Piece other = piece;
            if (piece.work <= most) {
                ++k;
                continue;
            }
            const std::size_t rows = piece.row_end - piece.row_begin, blocks = piece.block_end - piece.block_begin;
            const std::size_t channels = piece.channel_end - piece.channel_begin;
            if (channels_ > 1 && rows > 1) {
                piece.row_end = other.row_begin = piece.row_begin + rows / 2;
            } else if (channels >= 2 * k_least_channels) {
                piece.channel_end = other.channel_begin =
                    piece.channel_begin + channels / 2 / k_least_channels * k_least_channels;
            } else if (blocks > 1) {
                piece.block_end = other.block_begin = piece.block_begin + blocks / 2;
            } else {
                ++k;
                continue;
            }
            piece.work *= 0.5;
            other.work *= 0.5;
            all.push_back(other);
        }
        std::stable_sort(all.begin(), all.end(), [](const Piece& a, const Piece& b) { return a.work > b.work; });
    }
    // Pieces are handed out in turn; which thread takes one changes no bit.
    std::atomic<std::size_t> next{0};
    parallel_for(works_.size(), threads, [&](std::size_t worker) {
        for (std::size_t k = next++; k < all.size(); k = next++) run(all[k], segments, result, works_[worker]);
    });
    return pairs;
}

void GridSampler::run(const Piece& piece, const Segments& segments, std::span<double> result, Work& work) {
    const LevelGrid& grid = coarse_.grid(piece.level);
    double* base = piece.level == 0 ? result.data() + piece.tag * grid.cells() * channels_
                                    : coarse_.values(piece.level, piece.tag);
    const std::size_t column_begin = piece.block_begin * k_block;
    const std::size_t column_end = std::min(grid.nx, piece.block_end * k_block);
    for (const std::uint32_t p : strips_[piece.strip].narrow) {
        const Footprint& f = footprints_[p];
        const std::size_t j0 = std::max<std::size_t>(piece.row_begin, f.j0);
        const std::size_t j1 = std::min<std::size_t>(piece.row_end, f.j1);
        if (j0 >= j1) continue;
        const std::size_t i0 = std::max<std::size_t>(column_begin, f.i0);
        const std::size_t i1 = std::min<std::size_t>(column_end, f.i1);
        const std::size_t channels = std::min<std::size_t>(piece.channel_end, f.channels);
        if (i0 >= i1 || channels <= piece.channel_begin) continue;
        const double* weights = segments.weights_of(p) + piece.channel_begin;
        for (std::size_t j = j0; j < j1; ++j) {
            kernels_->row(base + (j * grid.nx + i0) * channels_ + piece.channel_begin, channels_,
                          factors_.data() + f.x_at + (i0 - f.i0), i1 - i0, factors_[f.y_at + (j - f.j0)], weights,
                          channels - piece.channel_begin);
        }
    }
    if (strips_[piece.strip].wide.empty()) return;
    const StripPart part{base,
                         grid.nx,
                         channels_,
                         piece.row_begin,
                         piece.row_end,
                         piece.block_begin,
                         piece.block_end,
                         piece.channel_begin,
                         piece.channel_end};
    if (options_.single_precision)
        run_wide(piece, part, segments, single_factors_, kernels_->single_wide, work.wide_single);
    else
        run_wide(piece, part, segments, factors_, kernels_->wide, work.wide);
}

template <typename Real>
void GridSampler::run_wide(const Piece& piece, const StripPart& part, const Segments& segments,
                           const std::vector<Real>& x_factors, const WideKernels<Real>& kernels,
                           WideChunk<Real>& chunk) const {
    chunk.begin(part, kernels);
    for (const std::uint32_t p : strips_[piece.strip].wide) {
        const Footprint& f = footprints_[p];
        chunk.add({x_factors.data() + f.x_at - down(f.i0), factors_.data() + f.y_at - down(f.j0),
                   segments.weights_of(p), f.i0, f.i1, f.j0, f.j1, f.channels});
    }
    chunk.end();
}

void GridSampler::collect(int threads, std::span<double> result) {
    if (options_.coarse_levels > 0) coarse_.collect(threads, result);
}

std::size_t GridSampler::bytes() const noexcept {
    return footprints_.size() * sizeof(Footprint) + factors_.size() * sizeof(double) +
           single_factors_.size() * sizeof(float);
}

}  // namespace lantian
