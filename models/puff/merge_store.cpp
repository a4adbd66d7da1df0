#include "models/puff/merge_store.hpp"

#include <algorithm>
#include <cmath>

#include "core/parallel/threads.hpp"
#include "models/puff/merge.hpp"

namespace lantian {

namespace {

/// Partners are looked for among this many followers in id order: puffs of one source released one after the other.
constexpr std::size_t k_look_ahead = 64;
/// Spreads and lids of partners may differ by this ratio at most.
constexpr double k_like_ratio = 1.5;

bool alike(double a, double b) { return a <= k_like_ratio * b && b <= k_like_ratio * a; }

bool well_mixed(const PuffStore& p, std::size_t i) { return p.sigma_z_m[i] >= p.lid_m[i]; }

bool mergeable(const PuffStore& p, std::size_t i, std::size_t j, double merge_sigmas) {
    const double reach = merge_sigmas * std::min(p.sigma_y_m[i], p.sigma_y_m[j]);
    const double dx = p.x_m[i] - p.x_m[j];
    const double dy = p.y_m[i] - p.y_m[j];
    if (dx * dx + dy * dy > reach * reach) return false;
    if (p.rise_left_m[i] > 0.0 || p.rise_left_m[j] > 0.0) return false;
    if ((p.z_m[i] > p.lid_m[i]) != (p.z_m[j] > p.lid_m[j])) return false;  // one above, one below the lid
    if (!alike(p.sigma_y_m[i], p.sigma_y_m[j]) || !alike(p.lid_m[i], p.lid_m[j])) return false;
    if (well_mixed(p, i) && well_mixed(p, j)) return true;
    return alike(p.sigma_z_m[i], p.sigma_z_m[j]) &&
           std::abs(p.z_m[i] - p.z_m[j]) <= merge_sigmas * std::min(p.sigma_z_m[i], p.sigma_z_m[j]);
}

void merge_into(PuffStore& p, std::size_t i, std::size_t j) {
    const auto moments = [&](std::size_t k) {
        return Moments{p.weight_s[k],
                       p.x_m[k],
                       p.y_m[k],
                       p.z_m[k],
                       p.sigma_y_m[k] * p.sigma_y_m[k],
                       p.sigma_z_m[k] * p.sigma_z_m[k]};
    };
    const Moments m = merged(moments(i), moments(j));
    const double share = p.weight_s[j] / m.weight;
    const auto mean = [&](std::vector<double>& column) { column[i] += share * (column[j] - column[i]); };
    mean(p.age_s);
    mean(p.lid_m);
    mean(p.travelled_m);
    mean(p.sunk_m);
    p.weight_s[i] = m.weight;
    p.x_m[i] = m.x;
    p.y_m[i] = m.y;
    p.z_m[i] = m.z;
    p.sigma_y_m[i] = std::sqrt(m.sigma_y_sq);
    p.sigma_z_m[i] = std::sqrt(m.sigma_z_sq);
    for (std::size_t k = 0; k < k_carried_count; ++k) {
        p.mass_kg[i][k] += p.mass_kg[j][k];
        p.mass_kg[j][k] = 0.0;
    }
    p.weight_s[j] = 0.0;
}

}  // namespace

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
                if (puffs.weight_s[j] == 0.0 || !mergeable(puffs, i, j, options.merge_sigmas)) continue;
                merge_into(puffs, i, j);
                ++joined[s];
            }
        }
    });
    std::size_t total = 0;
    for (const std::size_t n : joined) total += n;
    return total;
}

}  // namespace lantian
