#include "models/sampling/receptor_sampler.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <utility>

#include "core/base/assert.hpp"
#include "core/parallel/threads.hpp"

namespace lantian {

namespace {

/// Beyond sqrt(2) of this many spreads from its middle a puff is not felt: its density there is below 3e-16 of that on
/// the path.
constexpr double k_reach_sigmas = 6.0;
/// Receptors that search together; fewer when there are few, so that each thread finds work.
constexpr std::size_t k_group = 64;
constexpr std::size_t k_least_groups = 64;
/// Arrays of the kernels are padded to whole registers of any instruction set.
constexpr std::size_t k_pad = 8;
constexpr std::size_t k_segments_per_block = 1024;
/// Segments that all receptors of a group take before the next: their columns stay in the nearest cache.
constexpr std::size_t k_chunk = 256;
constexpr std::size_t k_standing_columns = 5;
constexpr std::size_t k_no_height = std::numeric_limits<std::size_t>::max();
/// Length in spreads below which the kernels take the series (reference.cpp).
constexpr double k_short_move = 1e-3;

/// Bits of two coordinates of 16 bits by turns (Morton 1966): near numbers are near places.
std::uint32_t by_turns(std::uint32_t x, std::uint32_t y) noexcept {
    std::uint32_t out = 0;
    for (std::uint32_t b = 0; b < 16; ++b) out |= ((x >> b & 1u) << (2 * b)) | ((y >> b & 1u) << (2 * b + 1));
    return out;
}

}  // namespace

/// Segments in columns: places and limits for the search, the rest for the kernels. Standing puffs and pieces of path
/// each have a set of their own.
struct ReceptorSampler::Columns {
    static constexpr std::size_t k_columns = 9;
    std::array<std::vector<double>, k_columns> of;
    std::vector<std::uint32_t> segment;

    /// Place, limit; then (standing) decay, logarithm of the peak or (moving) direction, half length and its inverse,
    /// spread and change.
    enum : std::size_t { x, y, limit, first };

    void resize(std::size_t n, std::size_t columns) {
        segment.resize(n);
        const std::size_t padded = (n + k_pad - 1) / k_pad * k_pad;
        for (std::size_t c = 0; c < columns; ++c) {
            of[c].resize(padded);
            // Nothing is felt of what only fills a register.
            std::fill(of[c].begin() + static_cast<std::ptrdiff_t>(n), of[c].end(), c == limit ? -1.0 : 1.0);
        }
    }
    [[nodiscard]] std::size_t size() const { return segment.size(); }
};

struct ReceptorSampler::Prepared {
    Columns standing, moving;
    bool short_moves = false;
};

/// The segments that a group of receptors may feel.
struct ReceptorSampler::Near {
    /// Neighbours of one source.
    struct Run {
        std::uint32_t source;
        std::size_t begin, end;
    };
    /// What a chunk of segments gives the one channel of a case with one, at one height.
    struct OneChannel {
        std::size_t height = k_no_height;
        std::vector<Run> runs;
        std::vector<double> weight, change;
        void read(const Segments& s, std::span<const std::uint32_t> list, std::size_t of_height, bool moves,
                  std::size_t sources) {
            if (height == of_height) return;
            height = of_height;
            const std::size_t n = list.size(), every = s.weights_per_segment;
            weight.assign((n + k_pad - 1) / k_pad * k_pad, 0.0);
            for (std::size_t k = 0; k < n; ++k) weight[k] = s.weight[list[k] * every + height];
            change.resize(n);
            for (std::size_t k = 0; moves && k < n; ++k) change[k] = s.weight_change[list[k] * every + height];
            runs.assign(1, {s.source[list[0]], 0, n});
            for (std::size_t k = 1; sources > 1 && k < n; ++k) {
                if (s.source[list[k]] == runs.back().source) continue;
                runs.back().end = k;
                runs.push_back({s.source[list[k]], k, n});
            }
        }
    };
    Columns standing, moving;
    OneChannel one;
    std::vector<double> beyond;
    std::array<double, k_chunk> density, along;
    std::vector<std::uint32_t> index;
};

ReceptorSampler::ReceptorSampler(const ReceptorSet& receptors, std::vector<std::size_t> height_of_receptor,
                                 std::size_t sources, std::size_t channels, InstructionSet set)
    : receptors_(receptors),
      height_of_receptor_(std::move(height_of_receptor)),
      sources_(sources),
      channels_(channels),
      kernels_(&receptor_kernels(set)),
      order_(receptors.size()) {
    if (receptors.empty()) return;
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    const auto box = [&](auto begin, auto end) {
        Group g{0, 0, receptors[*begin].point.x_m, 0.0, receptors[*begin].point.y_m, 0.0};
        g.east_m = g.west_m;
        g.north_m = g.south_m;
        for (; begin != end; ++begin) {
            const MapPoint at = receptors[*begin].point;
            g.west_m = std::min(g.west_m, at.x_m);
            g.east_m = std::max(g.east_m, at.x_m);
            g.south_m = std::min(g.south_m, at.y_m);
            g.north_m = std::max(g.north_m, at.y_m);
        }
        return g;
    };
    const Group whole = box(order_.begin(), order_.end());
    const double side = std::max({whole.east_m - whole.west_m, whole.north_m - whole.south_m, 1.0});
    std::vector<std::uint32_t> key;
    for (const Receptor& r : receptors) {
        key.push_back(by_turns(static_cast<std::uint32_t>((r.point.x_m - whole.west_m) / side * 65535.0),
                               static_cast<std::uint32_t>((r.point.y_m - whole.south_m) / side * 65535.0)));
    }
    std::stable_sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) { return key[a] < key[b]; });
    const std::size_t size = std::clamp<std::size_t>(receptors.size() / k_least_groups, 1, k_group);
    for (std::size_t begin = 0; begin < order_.size(); begin += size) {
        const std::size_t end = std::min(order_.size(), begin + size);
        Group g =
            box(order_.begin() + static_cast<std::ptrdiff_t>(begin), order_.begin() + static_cast<std::ptrdiff_t>(end));
        g.begin = begin;
        g.end = end;
        groups_.push_back(g);
        std::stable_sort(order_.begin() + static_cast<std::ptrdiff_t>(begin),
                         order_.begin() + static_cast<std::ptrdiff_t>(end),
                         [&](std::size_t a, std::size_t b) { return height_of_receptor_[a] < height_of_receptor_[b]; });
    }
}

ReceptorSampler::Prepared ReceptorSampler::prepare(const Segments& s, int threads) const {
    Prepared out;
    const auto stands = [&](std::size_t p) { return s.x0_m[p] == s.x1_m[p] && s.y0_m[p] == s.y1_m[p]; };
    std::vector<std::uint32_t> standing, moving;
    for (std::size_t p = 0; p < s.size(); ++p) (stands(p) ? standing : moving).push_back(static_cast<std::uint32_t>(p));
    out.standing.resize(standing.size(), k_standing_columns);
    out.moving.resize(moving.size(), Columns::k_columns);
    out.standing.segment = std::move(standing);
    out.moving.segment = std::move(moving);
    const auto in_blocks = [threads](std::size_t n, auto&& body) {
        parallel_for((n + k_segments_per_block - 1) / k_segments_per_block, threads, [&](std::size_t block) {
            const std::size_t end = std::min(n, (block + 1) * k_segments_per_block);
            for (std::size_t k = block * k_segments_per_block; k < end; ++k) body(k);
        });
    };
    const auto common = [&](Columns& columns, std::size_t k, double half_sq) {
        const std::size_t p = columns.segment[k];
        const double reach = k_reach_sigmas * s.sigma_m[p];
        columns.of[Columns::x][k] = 0.5 * (s.x0_m[p] + s.x1_m[p]);
        columns.of[Columns::y][k] = 0.5 * (s.y0_m[p] + s.y1_m[p]);
        columns.of[Columns::limit][k] = 2.0 * (reach * reach + half_sq);
    };
    in_blocks(out.standing.size(), [&](std::size_t k) {
        common(out.standing, k, 0.0);
        const double sigma = s.sigma_m[out.standing.segment[k]];
        out.standing.of[Columns::first][k] = -0.5 / (sigma * sigma);
        out.standing.of[Columns::first + 1][k] = -2.0 * std::log(sigma) - std::log(2.0 * std::numbers::pi);
    });
    in_blocks(out.moving.size(), [&](std::size_t k) {
        const std::size_t p = out.moving.segment[k];
        const double half_x = 0.5 * (s.x1_m[p] - s.x0_m[p]), half_y = 0.5 * (s.y1_m[p] - s.y0_m[p]);
        const double half = std::hypot(half_x, half_y);
        common(out.moving, k, half * half);
        const double values[] = {half_x / half, half_y / half, half, 1.0 / half, s.sigma_m[p], s.sigma_change_m[p]};
        for (std::size_t c = 0; c < std::size(values); ++c) out.moving.of[Columns::first + c][k] = values[c];
    });
    for (const std::uint32_t p : out.moving.segment) {
        const double most = s.sigma_m[p] + 0.5 * std::abs(s.sigma_change_m[p]);
        const double length = std::max(std::abs(s.x1_m[p] - s.x0_m[p]), std::abs(s.y1_m[p] - s.y0_m[p]));
        out.short_moves = out.short_moves || length < 2.0 * k_short_move * most;
    }
    return out;
}

void ReceptorSampler::take(const Prepared& prepared, const Group& group, Near& near) const {
    const auto keep = [&](const Columns& from, Columns& to, std::size_t columns) {
        const std::size_t n = from.size();
        near.beyond.resize(n);
        near.index.resize(n);
        kernels_->beyond(from.of[Columns::x].data(), from.of[Columns::y].data(), from.of[Columns::limit].data(), n,
                         group.west_m, group.east_m, group.south_m, group.north_m, near.beyond.data());
        std::size_t kept = 0;
        for (std::size_t k = 0; k < n; ++k) {
            near.index[kept] = static_cast<std::uint32_t>(k);
            kept += near.beyond[k] <= 0.0 ? 1 : 0;
        }
        to.resize(kept, columns);
        for (std::size_t k = 0; k < kept; ++k) to.segment[k] = from.segment[near.index[k]];
        for (std::size_t c = 0; c < columns; ++c) {
            for (std::size_t k = 0; k < kept; ++k) to.of[c][k] = from.of[c][near.index[k]];
        }
    };
    keep(prepared.standing, near.standing, k_standing_columns);
    keep(prepared.moving, near.moving, Columns::k_columns);
}

std::size_t ReceptorSampler::sample(const Segments& s, const Prepared& prepared, const Group& group, Near& near,
                                    std::span<double> result) const {
    std::size_t pairs = 0;
    for (const bool moves : {false, true}) {
        const Columns& columns = moves ? near.moving : near.standing;
        const auto& c = columns.of;
        constexpr std::size_t f = Columns::first;
        for (std::size_t begin = 0; begin < columns.size(); begin += k_chunk) {
            const std::size_t end = std::min(columns.size(), begin + k_chunk);
            const std::size_t padded = std::min(c[0].size(), begin + k_chunk) - begin;
            near.one.height = k_no_height;
            for (std::size_t k = group.begin; k < group.end; ++k) {
                const std::size_t receptor = order_[k];
                const MapPoint at = receptors_[receptor].point;
                const auto from = [&](std::size_t column) { return c[column].data() + begin; };
                const StandingPuffs standing{from(Columns::x), from(Columns::y), from(f), from(f + 1),
                                             from(Columns::limit)};
                double* base = result.data() + receptor * sources_ * channels_;
                const std::size_t height = height_of_receptor_[receptor];
                if (channels_ == 1) {
                    near.one.read(s, std::span(columns.segment).subspan(begin, end - begin), height, moves, sources_);
                    if (!moves && near.one.runs.size() == 1) {
                        base[near.one.runs[0].source] +=
                            kernels_->standing_total(standing, padded, at.x_m, at.y_m, near.one.weight.data(), pairs);
                        continue;
                    }
                }
                pairs += moves
                             ? kernels_->moving({from(Columns::x), from(Columns::y), from(f), from(f + 1), from(f + 2),
                                                 from(f + 3), from(f + 4), from(f + 5), from(Columns::limit)},
                                                padded, at.x_m, at.y_m, prepared.short_moves, near.density.data(),
                                                near.along.data())
                             : kernels_->standing(standing, padded, at.x_m, at.y_m, near.density.data());
                if (channels_ == 1) {
                    for (const Near::Run& run : near.one.runs) {
                        base[run.source] += kernels_->total(near.density.data() + run.begin,
                                                            moves ? near.along.data() + run.begin : nullptr,
                                                            near.one.weight.data() + run.begin,
                                                            near.one.change.data() + run.begin, run.end - run.begin);
                    }
                    continue;
                }
                for (std::size_t n = begin; n < end; ++n) {
                    if (near.density[n - begin] == 0.0) continue;
                    const std::size_t p = columns.segment[n];
                    const std::size_t weights = p * s.weights_per_segment + height * channels_;
                    kernels_->add(near.density[n - begin], moves ? near.along[n - begin] : 0.0,
                                  s.weight.data() + weights, s.weight_change.data() + weights,
                                  base + s.source[p] * channels_, channels_);
                }
            }
        }
    }
    return pairs;
}

std::size_t ReceptorSampler::add(const Segments& segments, int wanted_threads, std::span<double> result) const {
    const int threads = thread_count(wanted_threads);
    LANTIAN_ASSERT(result.size() == receptors_.size() * sources_ * channels_);
    if (receptors_.empty() || segments.size() == 0) return 0;
    const Prepared prepared = prepare(segments, threads);
    std::vector<std::size_t> pairs(groups_.size(), 0);
    std::atomic<std::size_t> next{0};
    parallel_for(static_cast<std::size_t>(threads), threads, [&](std::size_t) {
        Near near;
        for (std::size_t g = next++; g < groups_.size(); g = next++) {
            take(prepared, groups_[g], near);
            pairs[g] = sample(segments, prepared, groups_[g], near, result);
        }
    });
    std::size_t total = 0;
    for (const std::size_t n : pairs) total += n;
    return total;
}

}  // namespace lantian
