#include "models/sampling/track_sampler.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "core/base/assert.hpp"
#include "core/data/results.hpp"
#include "core/parallel/threads.hpp"
#include "models/sampling/gauss_legendre.hpp"
#include "models/sampling/reference.hpp"
#include "models/sampling/tilted_reference.hpp"

namespace lantian {

namespace {

/// Beyond this many spreads from its path a puff is not felt (receptor_sampler.cpp).
constexpr double k_reach_sigmas = 6.0 * std::numbers::sqrt2;
constexpr double k_hour_s = 3600.0;
/// Nodes lie on pieces of the way no longer than this and than a release (four each), in at most so many pieces.
constexpr double k_panel_m = 20.0;
constexpr double k_most_panels = 64.0;
/// Share of a release that an interval lasts at most for wide puffs to be taken at four nodes.
constexpr double k_short_frac = 0.25;

/// Where on a way the origin is nearest, -0.5 to 0.5, in the metric of the puff: for round ones xx = yy, xy = 0.
double nearest(double x0, double y0, double x1, double y1, double xx, double xy, double yy) noexcept {
    const double qx = yy * (x1 - x0) - xy * (y1 - y0);
    const double qy = xx * (y1 - y0) - xy * (x1 - x0);
    const double length_sq = (x1 - x0) * qx + (y1 - y0) * qy;
    if (!(length_sq > 0.0)) return 0.0;
    return std::clamp(-0.5 * ((x0 + x1) * qx + (y0 + y1) * qy) / length_sq, -0.5, 0.5);
}

}  // namespace

TrackSampler::TrackSampler(const TrackSet& tracks, std::span<const double> height_m, std::vector<double> release_s,
                           std::size_t channels)
    : height_m_(height_m.begin(), height_m.end()), release_s_(std::move(release_s)), channels_(channels) {
    if (release_s_.empty()) return;
    const double least_release_s = *std::min_element(release_s_.begin(), release_s_.end());
    for (const TrackInterval& interval : track_intervals(tracks)) {
        const MapPoint from = interval.from.point, to = interval.to.point;
        const auto height = std::find(height_m_.begin(), height_m_.end(), interval.height_m());
        LANTIAN_ASSERT(height != height_m_.end());
        const double way = std::hypot(to.x_m - from.x_m, to.y_m - from.y_m);
        const std::size_t first = nodes_.size();
        append_nodes(interval, 1.0);
        append_nodes(interval, std::clamp(std::ceil(std::max(way / k_panel_m, interval.seconds() / least_release_s)),
                                          1.0, k_most_panels));
        intervals_.push_back({interval.from.time, interval.seconds(), std::min(from.x_m, to.x_m),
                              std::max(from.x_m, to.x_m), std::min(from.y_m, to.y_m), std::max(from.y_m, to.y_m), way,
                              static_cast<std::size_t>(height - height_m_.begin()), first, nodes_.size()});
    }
    means_.assign(intervals_.size() * release_s_.size() * k_reported_count, 0.0);
}

void TrackSampler::append_nodes(const TrackInterval& interval, double panels) {
    const MapPoint from = interval.from.point, to = interval.to.point;
    for (double panel = 0.5; panel < panels; panel += 1.0) {
        for (std::size_t k = 0; k < k_gauss_nodes.size(); ++k) {
            const double f = (panel + 0.5 * k_gauss_nodes[k]) / panels;
            nodes_.push_back({f * interval.seconds(), from.x_m + f * (to.x_m - from.x_m),
                              from.y_m + f * (to.y_m - from.y_m), 0.5 * k_gauss_weights[k] / panels});
        }
    }
}

template <typename SizeOf, typename DensityOf>
std::size_t TrackSampler::add_pieces(const Segments& pieces, UtcTime step_end, int threads, SizeOf&& size,
                                     DensityOf&& density) {
    LANTIAN_ASSERT(pieces.before_end_s.size() == pieces.size() && pieces.lasts_s.size() == pieces.size());
    if (pieces.size() == 0 || intervals_.empty()) return 0;
    const double about_s = 0.5 * *std::max_element(release_s_.begin(), release_s_.end());
    const double earliest_s = *std::max_element(pieces.before_end_s.begin(), pieces.before_end_s.end());
    std::vector<std::size_t> touched;
    for (std::size_t n = 0; n < intervals_.size(); ++n) {
        const auto begins = static_cast<double>(intervals_[n].begin - step_end);
        if (begins < about_s && begins + intervals_[n].seconds > -earliest_s - about_s) touched.push_back(n);
    }
    std::vector<std::size_t> pairs(touched.size(), 0);
    parallel_for(touched.size(), threads, [&](std::size_t k) {
        const Interval& interval = intervals_[touched[k]];
        // Clock: seconds since the interval began.
        const auto end_s = static_cast<double>(step_end - interval.begin);
        for (std::size_t p = 0; p < pieces.size(); ++p) {
            const double begins = end_s - pieces.before_end_s[p], lasts = pieces.lasts_s[p];
            const double release = release_s_[pieces.source[p]];
            if (begins - 0.5 * release >= interval.seconds || begins + lasts + 0.5 * release <= 0.0) continue;
            const double x0 = pieces.x0_m[p], y0 = pieces.y0_m[p];
            const double move_x = pieces.x1_m[p] - x0, move_y = pieces.y1_m[p] - y0;
            const auto [reach, spread] = size(p, interval);
            if (std::max(x0, x0 + move_x) + reach < interval.west_m ||
                std::min(x0, x0 + move_x) - reach > interval.east_m ||
                std::max(y0, y0 + move_y) + reach < interval.south_m ||
                std::min(y0, y0 + move_y) - reach > interval.north_m)
                continue;
            const double* const weight = pieces.weights_of(p) + interval.height * channels_;
            const double* const change = pieces.changes_of(p) + interval.height * channels_;
            double* out = means_.data() + (touched[k] * release_s_.size() + pieces.source[p]) * k_reported_count;
            const bool wide = interval.way_m <= spread &&
                              std::hypot(move_x, move_y) / lasts * interval.seconds <= spread &&
                              interval.seconds <= k_short_frac * release;
            const std::size_t split = interval.first_node + k_gauss_nodes.size();
            const std::size_t last = wide ? split : interval.end_node;
            for (std::size_t n = wide ? interval.first_node : split; n < last; ++n) {
                const Node& node = nodes_[n];
                // What of the piece lies within half a release about the instant, as shares of the piece.
                const double f0 = std::max(0.0, (node.at_s - 0.5 * release - begins) / lasts);
                const double f1 = std::min(1.0, (node.at_s + 0.5 * release - begins) / lasts);
                if (!(f1 > f0)) continue;
                const Way way{x0 + f0 * move_x - node.x_m, y0 + f0 * move_y - node.y_m, x0 + f1 * move_x - node.x_m,
                              y0 + f1 * move_y - node.y_m};
                const auto on_piece = [&](double along) { return 0.5 * (f0 + f1) - 0.5 + along * (f1 - f0); };
                const Density there = density(p, interval, way, on_piece);
                // A weight is the piece's share of an hourly mean: of a mean over the release it is 3600 s/release.
                const double share = node.share * there.per_m2 * (f1 - f0) * k_hour_s / release;
                const double along = on_piece(there.along);
                for (std::size_t c = 0; c < k_reported_count; ++c) out[c] += share * (weight[c] + along * change[c]);
                ++pairs[k];
            }
        }
    });
    std::size_t total = 0;
    for (const std::size_t n : pairs) total += n;
    return total;
}

std::size_t TrackSampler::add(const Segments& pieces, UtcTime step_end, int threads) {
    const auto size = [&](std::size_t p, const Interval&) {
        return Size{k_reach_sigmas * pieces.sigma_m[p], pieces.sigma_m[p]};
    };
    return add_pieces(
        pieces, step_end, threads, size, [&](std::size_t p, const Interval&, const Way& w, auto&& on_piece) {
            const double along = nearest(w.x0_m, w.y0_m, w.x1_m, w.y1_m, 1.0, 0.0, 1.0);
            const double sigma = pieces.sigma_m[p] + on_piece(along) * pieces.sigma_change_m[p];
            return Density{reference::segment_density_per_m2(0.0, 0.0, w.x0_m, w.y0_m, w.x1_m, w.y1_m, sigma), along};
        });
}

std::size_t TrackSampler::add(const TiltedSegments& segments, UtcTime step_end, int threads) {
    const auto up_m = [&](std::size_t p, const Interval& interval) {
        return height_m_[interval.height] - segments.spread[p].mean_height_m;
    };
    const auto size = [&](std::size_t p, const Interval& interval) {
        const TiltedSpread& s = segments.spread[p];
        const double larger = s.larger_variance_m2();
        return Size{k_reach_sigmas * std::sqrt(larger) + std::hypot(s.slope_x, s.slope_y) * std::abs(up_m(p, interval)),
                    std::sqrt((s.xx_m2 * s.yy_m2 - s.xy_m2 * s.xy_m2) / larger)};
    };
    return add_pieces(
        segments.pieces, step_end, threads, size,
        [&](std::size_t p, const Interval& interval, const Way& w, auto&& on_piece) {
            const TiltedSpread& mean = segments.spread[p];
            // The centre at the height of the sample.
            const double dx = mean.slope_x * up_m(p, interval), dy = mean.slope_y * up_m(p, interval);
            const double along =
                nearest(w.x0_m + dx, w.y0_m + dy, w.x1_m + dx, w.y1_m + dy, mean.xx_m2, mean.xy_m2, mean.yy_m2);
            const TiltedSpread s = mean.changed(segments.spread_change[p], on_piece(along));
            return Density{reference::tilted_segment_density_per_m2(0.0, 0.0, w.x0_m + dx, w.y0_m + dy, w.x1_m + dx,
                                                                    w.y1_m + dy, s.xx_m2, s.xy_m2, s.yy_m2),
                           along};
        });
}

}  // namespace lantian
