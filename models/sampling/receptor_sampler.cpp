#include "models/sampling/receptor_sampler.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
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
/// Receptors that search together for puffs that stand, block by block among what they found; and for pieces of path.
/// Fewer when there are few, so that each thread finds work.
constexpr std::size_t k_wide_group = 128;
constexpr std::size_t k_narrow_group = 8;
constexpr std::size_t k_least_wide_groups = 16;
constexpr std::size_t k_least_narrow_groups = 64;
/// Arrays of the kernels are padded to whole registers of any instruction set.
constexpr std::size_t k_pad = 8;
constexpr std::size_t k_segments_per_block = 1024;
/// Segments that all receptors of a group take before the next: their columns stay in the nearest cache.
constexpr std::size_t k_chunk = 256;
constexpr std::size_t k_no_height = std::numeric_limits<std::size_t>::max();
/// Length in spreads below which the kernels take the series (reference.cpp).
constexpr double k_short_move = 1e-3;

/// Puts neighbours together: halves along the longer side of the box, again and again (Bentley 1975), into whole groups
/// and then whole blocks.
void order_by_place(const ReceptorSet& receptors, std::span<std::size_t> order, std::size_t group) {
    if (order.size() <= k_beside) return;
    MapPoint low = receptors[order[0]].point, high = low;
    for (const std::size_t r : order) {
        const MapPoint at = receptors[r].point;
        low = {std::min(low.x_m, at.x_m), std::min(low.y_m, at.y_m)};
        high = {std::max(high.x_m, at.x_m), std::max(high.y_m, at.y_m)};
    }
    const bool along_x = high.x_m - low.x_m >= high.y_m - low.y_m;
    const auto before = [&](std::size_t a, std::size_t b) {
        const MapPoint pa = receptors[a].point, pb = receptors[b].point;
        const double at_a = along_x ? pa.x_m : pa.y_m, at_b = along_x ? pb.x_m : pb.y_m;
        return at_a < at_b || (at_a == at_b && a < b);
    };
    const std::size_t unit = order.size() > group ? group : k_beside;
    const std::size_t half = (order.size() / unit + 1) / 2 * unit;
    std::nth_element(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(half), order.end(), before);
    order_by_place(receptors, order.first(half), group);
    order_by_place(receptors, order.subspan(half), group);
}

}  // namespace

/// Puffs that stand, with their places in columns for the search.
struct ReceptorSampler::Standing {
    std::vector<double> x_m, y_m, limit_m2;
    std::vector<StandingPuff> puffs;

    [[nodiscard]] std::size_t size() const { return puffs.size(); }
    void resize(std::size_t n) {
        for (auto* column : {&x_m, &y_m, &limit_m2}) column->resize(n);
        puffs.resize(n);
    }
    void put(std::size_t k, const StandingPuff& puff) {
        x_m[k] = puff.x_m;
        y_m[k] = puff.y_m;
        limit_m2[k] = puff.limit_m2;
        puffs[k] = puff;
    }
};

/// Pieces of path in columns: places and limits for the search, the rest for the kernels.
struct ReceptorSampler::Moving {
    static constexpr std::size_t k_columns = 9;
    std::array<std::vector<double>, k_columns> of;
    std::vector<std::uint32_t> segment;
    bool any_short = false;

    /// Place, limit; then direction, half length and its inverse, spread and change.
    enum : std::size_t { x, y, limit, first };

    void resize(std::size_t n) {
        segment.resize(n);
        const std::size_t padded = (n + k_pad - 1) / k_pad * k_pad;
        for (std::size_t c = 0; c < k_columns; ++c) {
            of[c].resize(padded);
            // Nothing is felt of what only fills a register.
            std::fill(of[c].begin() + static_cast<std::ptrdiff_t>(n), of[c].end(), c == limit ? -1.0 : 1.0);
        }
    }
    [[nodiscard]] std::size_t size() const { return segment.size(); }
};

/// What a group of receptors may feel, and room for it.
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
        void read(const Segments& s, std::span<const std::uint32_t> list, std::size_t of_height, std::size_t sources) {
            if (height == of_height) return;
            height = of_height;
            const std::size_t n = list.size();
            weight.resize(n);
            for (std::size_t k = 0; k < n; ++k) weight[k] = s.weights_of(list[k])[height];
            change.resize(n);
            for (std::size_t k = 0; k < n; ++k) change[k] = s.changes_of(list[k])[height];
            runs.assign(1, {s.source[list[0]], 0, n});
            for (std::size_t k = 1; sources > 1 && k < n; ++k) {
                if (s.source[list[k]] == runs.back().source) continue;
                runs.back().end = k;
                runs.push_back({s.source[list[k]], k, n});
            }
        }
    };
    Moving moving;
    OneChannel one;
    std::vector<std::uint32_t> index;
    Standing standing;
    std::vector<double> beside;  ///< densities (puff, receptor) of a chunk
    std::array<double, k_chunk> density, along;
};

/// What one call needs, kept for the next.
struct ReceptorSampler::Room {
    Standing standing;
    Moving moving;
    std::vector<std::uint32_t> stand;
    std::vector<Near> near;  ///< of each thread
};

ReceptorSampler::~ReceptorSampler() = default;

ReceptorSampler::ReceptorSampler(const ReceptorSet& receptors, std::vector<std::size_t> height_of_receptor,
                                 std::size_t sources, std::size_t channels, InstructionSet set)
    : receptors_(receptors),
      height_of_receptor_(std::move(height_of_receptor)),
      sources_(sources),
      channels_(channels),
      kernels_(&receptor_kernels(set)),
      order_(receptors.size()),
      room_(std::make_unique<Room>()) {
    if (receptors.empty()) return;
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    const std::size_t wide =
        std::clamp(receptors.size() / k_least_wide_groups / k_beside * k_beside, k_beside, k_wide_group);
    order_by_place(receptors, order_, wide);
    narrow_groups_ =
        groups(std::bit_floor(std::clamp<std::size_t>(receptors.size() / k_least_narrow_groups, 1, k_narrow_group)));
    const auto height = [&](std::size_t k) { return height_of_receptor_[order_[k]]; };
    for (const Group& whole : groups(wide)) {
        std::stable_sort(order_.begin() + static_cast<std::ptrdiff_t>(whole.begin),
                         order_.begin() + static_cast<std::ptrdiff_t>(whole.end),
                         [&](std::size_t a, std::size_t b) { return height_of_receptor_[a] < height_of_receptor_[b]; });
        WideGroup& group = wide_groups_.emplace_back(WideGroup{whole, {}});
        for (std::size_t begin = whole.begin, end = begin; begin < whole.end; begin = end) {
            while (end < whole.end && end - begin < k_beside && height(end) == height(begin)) ++end;
            group.blocks.push_back(box(begin, end));
        }
    }
}

ReceptorSampler::Group ReceptorSampler::box(std::size_t begin, std::size_t end) const {
    const MapPoint first = receptors_[order_[begin]].point;
    Group g{begin, end, first.x_m, first.x_m, first.y_m, first.y_m};
    for (std::size_t k = begin; k < end; ++k) {
        const MapPoint at = receptors_[order_[k]].point;
        g.west_m = std::min(g.west_m, at.x_m);
        g.east_m = std::max(g.east_m, at.x_m);
        g.south_m = std::min(g.south_m, at.y_m);
        g.north_m = std::max(g.north_m, at.y_m);
    }
    return g;
}

std::vector<ReceptorSampler::Group> ReceptorSampler::groups(std::size_t size) const {
    std::vector<Group> out;
    for (std::size_t begin = 0; begin < order_.size(); begin += size)
        out.push_back(box(begin, std::min(order_.size(), begin + size)));
    return out;
}

namespace {

bool stands(const Segments& s, std::size_t p) { return s.x0_m[p] == s.x1_m[p] && s.y0_m[p] == s.y1_m[p]; }

template <typename Body>
void in_blocks(std::size_t n, int threads, const Body& body) {
    parallel_for((n + k_segments_per_block - 1) / k_segments_per_block, threads, [&](std::size_t block) {
        const std::size_t end = std::min(n, (block + 1) * k_segments_per_block);
        for (std::size_t k = block * k_segments_per_block; k < end; ++k) body(k);
    });
}

/// Square of the distance from the middle beyond which a piece of this half length is not felt.
double limit_of(double sigma_m, double half_sq) {
    const double reach = k_reach_sigmas * sigma_m;
    return 2.0 * (reach * reach + half_sq);
}

}  // namespace

void ReceptorSampler::prepare_standing(const Segments& s, int threads, Standing& out) const {
    std::vector<std::uint32_t>& standing = room_->stand;
    standing.clear();
    for (std::size_t p = 0; p < s.size(); ++p) {
        if (stands(s, p)) standing.push_back(static_cast<std::uint32_t>(p));
    }
    out.resize(standing.size());
    in_blocks(out.size(), threads, [&](std::size_t k) {
        const std::size_t p = standing[k];
        const double sigma = s.sigma_m[p];
        out.put(k, {s.x0_m[p], s.y0_m[p], -0.5 / (sigma * sigma),
                    -2.0 * std::log(sigma) - std::log(2.0 * std::numbers::pi), limit_of(sigma, 0.0), p});
    });
}

void ReceptorSampler::prepare_moving(const Segments& s, int threads, Moving& out) const {
    out.segment.clear();
    out.any_short = false;
    for (std::size_t p = 0; p < s.size(); ++p) {
        if (stands(s, p)) continue;
        out.segment.push_back(static_cast<std::uint32_t>(p));
        const double most = s.sigma_m[p] + 0.5 * std::abs(s.sigma_change_m[p]);
        const double length = std::max(std::abs(s.x1_m[p] - s.x0_m[p]), std::abs(s.y1_m[p] - s.y0_m[p]));
        out.any_short = out.any_short || length < 2.0 * k_short_move * most;
    }
    out.resize(out.segment.size());
    in_blocks(out.size(), threads, [&](std::size_t k) {
        const std::size_t p = out.segment[k];
        const double half_x = 0.5 * (s.x1_m[p] - s.x0_m[p]), half_y = 0.5 * (s.y1_m[p] - s.y0_m[p]);
        const double half = std::hypot(half_x, half_y);
        out.of[Moving::x][k] = 0.5 * (s.x0_m[p] + s.x1_m[p]);
        out.of[Moving::y][k] = 0.5 * (s.y0_m[p] + s.y1_m[p]);
        out.of[Moving::limit][k] = limit_of(s.sigma_m[p], half * half);
        const double values[] = {half_x / half, half_y / half, half, 1.0 / half, s.sigma_m[p], s.sigma_change_m[p]};
        for (std::size_t c = 0; c < std::size(values); ++c) out.of[Moving::first + c][k] = values[c];
    });
}

std::size_t ReceptorSampler::sample_standing(const Segments& s, const Standing& puffs, const WideGroup& group,
                                             Near& near, std::span<double> result) const {
    near.index.resize(puffs.size() + k_pad);
    near.standing.resize(find(puffs, group.whole, near.index));
    for (std::size_t k = 0; k < near.standing.size(); ++k) near.standing.put(k, puffs.puffs[near.index[k]]);
    std::size_t pairs = 0;
    for (const Group& block : group.blocks) pairs += add_block(s, block, near, result);
    return pairs;
}

std::size_t ReceptorSampler::find(const Standing& puffs, const Group& g, std::span<std::uint32_t> out) const {
    return kernels_->near(puffs.x_m.data(), puffs.y_m.data(), puffs.limit_m2.data(), puffs.size(), g.west_m, g.east_m,
                          g.south_m, g.north_m, out.data());
}

std::size_t ReceptorSampler::add_block(const Segments& s, const Group& block, Near& near,
                                       std::span<double> result) const {
    const std::size_t kept = find(near.standing, block, near.index);
    const std::uint32_t* list = near.index.data();
    const std::vector<StandingPuff>& puffs = near.standing.puffs;
    std::array<double, k_beside> x_m, y_m, sums;
    x_m.fill(std::numeric_limits<double>::infinity());
    y_m.fill(0.0);
    sums.fill(0.0);
    const std::size_t receptors = block.end - block.begin;
    const auto at_receptor = [&](std::size_t r) {
        return result.data() + order_[block.begin + r] * sources_ * channels_;
    };
    for (std::size_t r = 0; r < receptors; ++r) {
        const MapPoint at = receptors_[order_[block.begin + r]].point;
        x_m[r] = at.x_m;
        y_m[r] = at.y_m;
    }
    const std::size_t at_height = height_of_receptor_[order_[block.begin]] * channels_;
    std::size_t pairs = 0;
    for (std::size_t k = 0; k < kept;) {
        const std::uint32_t source = s.source[puffs[list[k]].segment];
        if (channels_ == 1) {
            std::size_t end = sources_ == 1 ? kept : k + 1;
            while (end < kept && s.source[puffs[list[end]].segment] == source) ++end;
            for (std::size_t r = 0; r < receptors; ++r) sums[r] = at_receptor(r)[source];
            pairs += kernels_->standing_total(puffs.data(), list + k, end - k, x_m.data(), y_m.data(),
                                              s.weight.data() + at_height, s.weights_per_segment, sums.data());
            for (std::size_t r = 0; r < receptors; ++r) at_receptor(r)[source] = sums[r];
            k = end;
            continue;
        }
        const std::size_t now = std::min(k_chunk, kept - k);
        near.beside.resize(k_chunk * k_beside);
        pairs += kernels_->standing(puffs.data(), list + k, now, x_m.data(), y_m.data(), near.beside.data());
        for (std::size_t r = 0; r < receptors; ++r) {
            for (std::size_t n = 0; n < now; ++n) {
                const double density = near.beside[n * k_beside + r];
                if (density == 0.0) continue;
                const std::size_t p = puffs[list[k + n]].segment;
                kernels_->add(density, 0.0, s.weights_of(p) + at_height, s.changes_of(p) + at_height,
                              at_receptor(r) + s.source[p] * channels_, channels_);
            }
        }
        k += now;
    }
    return pairs;
}

std::size_t ReceptorSampler::sample_moving(const Segments& s, const Moving& pieces, const Group& group, Near& near,
                                           std::span<double> result) const {
    const std::size_t n = pieces.size();
    near.index.resize(n + k_pad);
    const std::size_t kept =
        kernels_->near(pieces.of[Moving::x].data(), pieces.of[Moving::y].data(), pieces.of[Moving::limit].data(), n,
                       group.west_m, group.east_m, group.south_m, group.north_m, near.index.data());
    near.moving.resize(kept);
    for (std::size_t k = 0; k < kept; ++k) near.moving.segment[k] = pieces.segment[near.index[k]];
    for (std::size_t c = 0; c < Moving::k_columns; ++c) {
        for (std::size_t k = 0; k < kept; ++k) near.moving.of[c][k] = pieces.of[c][near.index[k]];
    }
    const auto& c = near.moving.of;
    constexpr std::size_t f = Moving::first;
    std::size_t pairs = 0;
    for (std::size_t begin = 0; begin < kept; begin += k_chunk) {
        const std::size_t end = std::min(kept, begin + k_chunk);
        const std::size_t padded = std::min(c[0].size(), begin + k_chunk) - begin;
        const auto from = [&](std::size_t column) { return c[column].data() + begin; };
        const MovingPuffs moving{from(Moving::x), from(Moving::y), from(f),     from(f + 1),        from(f + 2),
                                 from(f + 3),     from(f + 4),     from(f + 5), from(Moving::limit)};
        near.one.height = k_no_height;
        for (std::size_t k = group.begin; k < group.end; ++k) {
            const std::size_t receptor = order_[k], height = height_of_receptor_[receptor];
            const MapPoint at = receptors_[receptor].point;
            double* base = result.data() + receptor * sources_ * channels_;
            pairs += kernels_->moving(moving, padded, at.x_m, at.y_m, pieces.any_short, near.density.data(),
                                      near.along.data());
            if (channels_ == 1) {
                near.one.read(s, std::span(near.moving.segment).subspan(begin, end - begin), height, sources_);
                for (const Near::Run& run : near.one.runs) {
                    base[run.source] += kernels_->total(near.density.data() + run.begin, near.along.data() + run.begin,
                                                        near.one.weight.data() + run.begin,
                                                        near.one.change.data() + run.begin, run.end - run.begin);
                }
                continue;
            }
            for (std::size_t m = begin; m < end; ++m) {
                if (near.density[m - begin] == 0.0) continue;
                const std::size_t p = near.moving.segment[m];
                kernels_->add(near.density[m - begin], near.along[m - begin], s.weights_of(p) + height * channels_,
                              s.changes_of(p) + height * channels_, base + s.source[p] * channels_, channels_);
            }
        }
    }
    return pairs;
}

std::size_t ReceptorSampler::add(const Segments& segments, int wanted_threads, std::span<double> result) {
    const int threads = thread_count(wanted_threads);
    LANTIAN_ASSERT(result.size() == receptors_.size() * sources_ * channels_);
    LANTIAN_ASSERT(channels_ > 1 || segments.weight_at.empty());
    if (receptors_.empty() || segments.size() == 0) return 0;
    std::atomic<std::size_t> pairs{0};
    const auto each_group = [&](const auto& of, const auto& sample) {
        std::atomic<std::size_t> next{0};
        parallel_for(room_->near.size(), threads, [&](std::size_t worker) {
            Near& near = room_->near[worker];
            for (std::size_t g = next++; g < of.size(); g = next++) pairs += sample(of[g], near);
        });
    };
    room_->near.resize(static_cast<std::size_t>(threads));
    Standing& standing = room_->standing;
    prepare_standing(segments, threads, standing);
    if (standing.size() > 0) {
        each_group(wide_groups_, [&](const WideGroup& group, Near& near) {
            return sample_standing(segments, standing, group, near, result);
        });
    }
    Moving& moving = room_->moving;
    prepare_moving(segments, threads, moving);
    if (moving.size() > 0) {
        each_group(narrow_groups_, [&](const Group& group, Near& near) {
            return sample_moving(segments, moving, group, near, result);
        });
    }
    return pairs;
}

}  // namespace lantian
