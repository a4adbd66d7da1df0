#include "models/puff/merge_store.hpp"

#include <algorithm>
#include <cmath>

#include "core/parallel/threads.hpp"
#include "models/puff/ellipse_step.hpp"
#include "models/puff/merge.hpp"
#include "models/puff/moments_of.hpp"

namespace lantian {

namespace {

/// Partners are looked for among this many followers in the store: puffs of one source released one after the other.
constexpr std::size_t k_look_ahead = 64;
/// Spreads and lids of partners may differ by this ratio at most.
constexpr double k_like_ratio = 1.5;

bool alike(double a, double b) { return a <= k_like_ratio * b && b <= k_like_ratio * a; }

/// From the ground to the lid; above it nothing mixes.
bool well_mixed(const PuffStore& p, std::size_t i) { return p.z_m[i] <= p.lid_m[i] && p.sigma_z_m[i] >= p.lid_m[i]; }

/// Horizontal second moments, m2.
struct Horizontal {
    double xx, xy, yy;
    [[nodiscard]] double determinant() const { return xx * yy - xy * xy; }
    /// (x, y) S^-1 (x, y): square of a distance in spreads of the puff in its direction; far for a degenerate one.
    [[nodiscard]] double distance_sq(double x, double y) const {
        return (x * x * yy - 2.0 * x * y * xy + y * y * xx) / std::max(determinant(), 1e-12 * xx * yy);
    }
};

Horizontal whole_of(const PuffStore& p, std::size_t i) {
    const double mean = p.sigma_y_m[i] * p.sigma_y_m[i];
    return {mean + p.stretch_m2[i], p.cross_m2[i], mean - p.stretch_m2[i]};
}

/// r a - b >= 0 and r b - a >= 0: in every direction the variances are alike to the ratio r.
bool alike_in_shape(const Horizontal& a, const Horizontal& b) {
    constexpr double k_ratio = k_like_ratio * k_like_ratio;
    const auto at_most = [](const Horizontal& small, const Horizontal& large) {
        const Horizontal rest{k_ratio * large.xx - small.xx, k_ratio * large.xy - small.xy,
                              k_ratio * large.yy - small.yy};
        return rest.xx >= 0.0 && rest.yy >= 0.0 && rest.determinant() >= 0.0;
    };
    return at_most(a, b) && at_most(b, a);
}

/// Ellipses are near and alike as they are at one height: nearer than merge_sigmas in the spreads of both in the
/// direction of the other, variances alike in every direction, and their lean over the depth of the puff alike by what
/// the ratio allows.
bool alike_ellipses(const PuffStore& p, std::size_t i, std::size_t j, double merge_sigmas) {
    const double dx = p.x_m[i] - p.x_m[j], dy = p.y_m[i] - p.y_m[j];
    const double limit = merge_sigmas * merge_sigmas;
    // At one height a puff is no wider than as a whole.
    if (whole_of(p, i).distance_sq(dx, dy) > limit || whole_of(p, j).distance_sq(dx, dy) > limit) return false;
    const HeightMoments height_i = height_of(p, i), height_j = height_of(p, j);
    const TiltedSpread a = tilted_spread(p, i, height_i), b = tilted_spread(p, j, height_j);
    const Horizontal at_i{a.xx_m2, a.xy_m2, a.yy_m2}, at_j{b.xx_m2, b.xy_m2, b.yy_m2};
    if (!alike_in_shape(at_i, at_j)) return false;
    // Their centres at the height between.
    const double middle = 0.5 * (a.mean_height_m + b.mean_height_m);
    const double x = dx + a.slope_x * (middle - a.mean_height_m) - b.slope_x * (middle - b.mean_height_m);
    const double y = dy + a.slope_y * (middle - a.mean_height_m) - b.slope_y * (middle - b.mean_height_m);
    if (at_i.distance_sq(x, y) > limit || at_j.distance_sq(x, y) > limit) return false;
    constexpr double k_lean = k_like_ratio * k_like_ratio - 1.0;
    const double depth = std::sqrt(std::min(height_i.variance_m2, height_j.variance_m2));
    const double lean_x = (a.slope_x - b.slope_x) * depth, lean_y = (a.slope_y - b.slope_y) * depth;
    return at_i.distance_sq(lean_x, lean_y) <= k_lean * k_lean && at_j.distance_sq(lean_x, lean_y) <= k_lean * k_lean;
}

bool mergeable(const PuffStore& p, std::size_t i, std::size_t j, double merge_sigmas, bool ellipse) {
    if (p.rise_left_m[i] > 0.0 || p.rise_left_m[j] > 0.0) return false;
    if ((p.z_m[i] > p.lid_m[i]) != (p.z_m[j] > p.lid_m[j])) return false;  // one above, one below the lid
    if (!alike(p.lid_m[i], p.lid_m[j])) return false;
    if (!(well_mixed(p, i) && well_mixed(p, j)) &&
        !(alike(p.sigma_z_m[i], p.sigma_z_m[j]) &&
          std::abs(p.z_m[i] - p.z_m[j]) <= merge_sigmas * std::min(p.sigma_z_m[i], p.sigma_z_m[j])))
        return false;
    if (ellipse) return alike_ellipses(p, i, j, merge_sigmas);
    const double reach = merge_sigmas * std::min(p.sigma_y_m[i], p.sigma_y_m[j]);
    const double dx = p.x_m[i] - p.x_m[j];
    const double dy = p.y_m[i] - p.y_m[j];
    return dx * dx + dy * dy <= reach * reach && alike(p.sigma_y_m[i], p.sigma_y_m[j]);
}

}  // namespace

void merge_into(PuffStore& p, std::size_t i, std::size_t j, bool ellipse) {
    const Moments m = merged(moments_of(p, i), moments_of(p, j));
    const double share = p.weight_s[j] / m.weight;
    const auto mean = [&](std::vector<double>& column) { column[i] += share * (column[j] - column[i]); };
    mean(p.age_s);
    mean(p.lid_m);
    mean(p.travelled_m);
    mean(p.draught_m);
    mean(p.sunk_m);
    set_moments(p, i, m, ellipse);
    for (std::size_t k = 0; k < k_carried_count; ++k) {
        p.mass_kg[i][k] += p.mass_kg[j][k];
        p.mass_kg[j][k] = 0.0;
    }
    p.weight_s[j] = 0.0;
}

std::size_t merge_puffs(PuffStore& puffs, const Scenario::Puffs& options, int threads) {
    std::vector<std::size_t> starts;
    for (std::size_t i = 0; i < puffs.size(); ++i) {
        if (i == 0 || puffs.source[i] != puffs.source[i - 1]) starts.push_back(i);
    }
    starts.push_back(puffs.size());
    std::vector<std::size_t> joined(starts.size(), 0);
    parallel_for(starts.size() - 1, threads, [&](std::size_t s) {
        for (std::size_t i = starts[s]; i < starts[s + 1]; ++i) {
            if (puffs.weight_s[i] == 0.0) continue;
            const std::size_t end = std::min(starts[s + 1], i + 1 + k_look_ahead);
            for (std::size_t j = i + 1; j < end; ++j) {
                if (puffs.weight_s[j] == 0.0 || !mergeable(puffs, i, j, options.merge_sigmas, options.shear)) continue;
                merge_into(puffs, i, j, options.shear);
                ++joined[s];
            }
        }
    });
    std::size_t total = 0;
    for (const std::size_t n : joined) total += n;
    return total;
}

void take_in(PuffStore& puffs, const PuffStore& fresh) {
    std::vector<std::size_t> kept, places;
    kept.reserve(puffs.size());
    const auto place = [&] { places.push_back(kept.size() + places.size()); };
    for (std::size_t i = 0; i < puffs.size(); ++i) {
        while (places.size() < fresh.size() && fresh.source[places.size()] < puffs.source[i]) place();
        if (puffs.weight_s[i] > 0.0) kept.push_back(i);
    }
    while (places.size() < fresh.size()) place();
    if (fresh.size() > 0 || kept.size() < puffs.size()) puffs.renew(kept, fresh, places);
}

}  // namespace lantian
