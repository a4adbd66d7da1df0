#include "models/puff/merge_store.hpp"

#include <algorithm>
#include <cmath>

#include "core/parallel/threads.hpp"
#include "models/puff/merge.hpp"
#include "models/puff/moments_of.hpp"

namespace lantian {

namespace {

/// Partners are looked for among this many followers in the store: puffs of one source released one after the other.
constexpr std::size_t k_look_ahead = 64;
/// Spreads and lids of partners may differ by this ratio at most.
constexpr double k_like_ratio = 1.5;

bool alike(double a, double b) { return a <= k_like_ratio * b && b <= k_like_ratio * a; }

bool well_mixed(const PuffStore& p, std::size_t i) { return p.sigma_z_m[i] >= p.lid_m[i]; }

/// The spread across: of an ellipse the smaller half axis.
double least_spread(const PuffStore& p, std::size_t i, bool ellipse) {
    if (!ellipse || (p.stretch_m2[i] == 0.0 && p.cross_m2[i] == 0.0)) return p.sigma_y_m[i];
    return std::sqrt(minor_variance_m2(p.sigma_y_m[i] * p.sigma_y_m[i], p.stretch_m2[i], p.cross_m2[i]));
}

/// Ellipses that stretch and lean alike: what differs is less than the ratio allows of the smaller variance.
bool alike_in_shape(const PuffStore& p, std::size_t i, std::size_t j, double least_m) {
    const double allowed = (k_like_ratio * k_like_ratio - 1.0) * least_m * least_m;
    if (std::hypot(p.stretch_m2[i] - p.stretch_m2[j], p.cross_m2[i] - p.cross_m2[j]) > allowed) return false;
    const double lean = std::hypot(p.lean_x_m2[i] - p.lean_x_m2[j], p.lean_y_m2[i] - p.lean_y_m2[j]);
    const double depth = std::min({p.sigma_z_m[i], p.sigma_z_m[j], p.lid_m[i]});
    return lean <= allowed / least_m * depth;
}

bool mergeable(const PuffStore& p, std::size_t i, std::size_t j, double merge_sigmas, bool ellipse) {
    const double least = std::min(least_spread(p, i, ellipse), least_spread(p, j, ellipse));
    const double reach = merge_sigmas * least;
    const double dx = p.x_m[i] - p.x_m[j];
    const double dy = p.y_m[i] - p.y_m[j];
    if (dx * dx + dy * dy > reach * reach) return false;
    if (p.rise_left_m[i] > 0.0 || p.rise_left_m[j] > 0.0) return false;
    if ((p.z_m[i] > p.lid_m[i]) != (p.z_m[j] > p.lid_m[j])) return false;  // one above, one below the lid
    if (!alike(p.sigma_y_m[i], p.sigma_y_m[j]) || !alike(p.lid_m[i], p.lid_m[j])) return false;
    if (ellipse && !alike_in_shape(p, i, j, least)) return false;
    if (well_mixed(p, i) && well_mixed(p, j)) return true;
    return alike(p.sigma_z_m[i], p.sigma_z_m[j]) &&
           std::abs(p.z_m[i] - p.z_m[j]) <= merge_sigmas * std::min(p.sigma_z_m[i], p.sigma_z_m[j]);
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

}  // namespace lantian
