#include "models/puff/budget.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <vector>

#include "core/math/sum.hpp"
#include "models/puff/merge_store.hpp"
#include "models/puff/vertical.hpp"

namespace lantian {

namespace {

/// Partners are looked for among this many followers in the store.
constexpr std::size_t k_look_ahead = 16;
/// Joining goes on to this share of the budget, so that it is not due again at once.
constexpr double k_aim_frac = 0.95;
/// Density that counts at least, per lid: matter above the lid comes down one day.
constexpr double k_least_density = 1e-3;

struct Pair {
    double cost;
    std::size_t i, j;
};

bool joinable(const PuffStore& p, std::size_t i) {
    return p.weight_s[i] > 0.0 && p.age_s[i] > 0.0 && p.rise_left_m[i] <= 0.0;
}

bool above(const PuffStore& p, std::size_t i) { return p.z_m[i] > p.lid_m[i]; }

std::vector<double> importance(const PuffStore& p) {
    std::array<Sum, k_carried_count> sums{};
    for (std::size_t i = 0; i < p.size(); ++i) {
        for (std::size_t k = 0; k < k_carried_count; ++k) sums[k].add(p.mass_kg[i][k]);
    }
    CarriedMass per_total{};
    for (std::size_t k = 0; k < k_carried_count; ++k) {
        const double total = sums[k].value();
        per_total[k] = total > 0.0 ? 1.0 / total : 0.0;
    }
    std::vector<double> out(p.size(), 0.0);
    for (std::size_t i = 0; i < p.size(); ++i) {
        double share = 0.0;
        for (std::size_t k = 0; k < k_carried_count; ++k) share += p.mass_kg[i][k] * per_total[k];
        const double ground =
            above(p, i) ? 0.0 : vertical_density_per_m(0.0, std::max(0.0, p.z_m[i]), p.sigma_z_m[i], p.lid_m[i]);
        out[i] = share * std::max(ground, k_least_density / p.lid_m[i]);
    }
    return out;
}

double distance_sq(const PuffStore& p, std::size_t i, std::size_t j) {
    const double dx = p.x_m[i] - p.x_m[j];
    const double dy = p.y_m[i] - p.y_m[j];
    const double dz = p.z_m[i] - p.z_m[j];
    return (dx * dx + dy * dy) / (p.sigma_y_m[i] * p.sigma_y_m[j]) + dz * dz / (p.sigma_z_m[i] * p.sigma_z_m[j]);
}

/// The cheapest partner of each puff that may be joined.
std::vector<Pair> pairs_of(const PuffStore& p, const std::vector<double>& important) {
    std::vector<Pair> pairs;
    for (std::size_t i = 0; i < p.size(); ++i) {
        if (!joinable(p, i)) continue;
        Pair best{0.0, i, i};
        std::size_t seen = 0;
        for (std::size_t j = i + 1; j < p.size() && p.source[j] == p.source[i] && seen < k_look_ahead; ++j) {
            if (p.weight_s[j] == 0.0) continue;
            ++seen;
            if (!joinable(p, j) || above(p, i) != above(p, j)) continue;
            const double cost = std::min(important[i], important[j]) * (1.0 + distance_sq(p, i, j));
            if (best.j == i || cost < best.cost) best = {cost, i, j};
        }
        if (best.j != i) pairs.push_back(best);
    }
    std::sort(pairs.begin(), pairs.end(),
              [](const Pair& a, const Pair& b) { return std::tie(a.cost, a.i) < std::tie(b.cost, b.i); });
    return pairs;
}

}  // namespace

BudgetJoins keep_within_budget(PuffStore& puffs, const Scenario::Puffs& options) {
    BudgetJoins joins;
    const auto budget = static_cast<std::size_t>(options.budget);
    auto alive = static_cast<std::size_t>(
        std::count_if(puffs.weight_s.begin(), puffs.weight_s.end(), [](double w) { return w > 0.0; }));
    if (alive <= budget) return joins;
    const auto aim = static_cast<std::size_t>(k_aim_frac * static_cast<double>(budget));
    std::vector<double> important = importance(puffs);
    while (alive > aim) {
        const std::vector<Pair> pairs = pairs_of(puffs, important);
        if (pairs.empty()) break;
        std::vector<bool> touched(puffs.size(), false);
        for (const Pair& pair : pairs) {
            if (alive <= aim) break;
            if (touched[pair.i] || touched[pair.j]) continue;
            touched[pair.i] = touched[pair.j] = true;
            for (std::size_t k = 0; k < k_carried_count; ++k) joins.mass_kg[k] += puffs.mass_kg[pair.j][k];
            merge_into(puffs, pair.i, pair.j, options.shear);
            important[pair.i] += important[pair.j];
            ++joins.count;
            --alive;
        }
    }
    return joins;
}

}  // namespace lantian
