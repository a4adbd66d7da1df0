#include "models/chemistry/soa_vbs.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/assert.hpp"

namespace lantian {

namespace {

using Shares = std::array<double, k_volatility_bins>;
constexpr Shares k_gasoline{0.27, 0.15, 0.26, 0.15, 0.17}, k_diesel{0.03, 0.25, 0.37, 0.24, 0.11},
    k_biomass{0.2, 0.1, 0.1, 0.2, 0.4}, k_cooking{0.35, 0.35, 0.10, 0.10, 0.10}, k_other{0.09, 0.09, 0.14, 0.18, 0.50};
constexpr int k_most_steps = 200;

}  // namespace

const Shares& primary_volatility(OrganicSource source) noexcept {
    switch (source) {
        case OrganicSource::gasoline:
            return k_gasoline;
        case OrganicSource::diesel:
            return k_diesel;
        case OrganicSource::biomass:
            return k_biomass;
        case OrganicSource::cooking:
            return k_cooking;
        case OrganicSource::other:
            break;
    }
    return k_other;
}

OrganicPartition partition_organics(std::span<const double> total, std::span<const double> c_star, double c_fixed,
                                    std::span<double> particle) noexcept {
    LANTIAN_ASSERT(total.size() == c_star.size() && particle.size() == total.size());
    double sum = c_fixed, potential = 0.0;
    for (std::size_t i = 0; i < total.size(); ++i) {
        sum += total[i];
        potential += total[i] / c_star[i];
    }
    if (c_fixed <= 0.0 && potential <= 1.0) {
        std::fill(particle.begin(), particle.end(), 0.0);
        return {0.0, 0};
    }
    // g(C) = sum C_i/(C + C*_i) + c_fixed/C - 1 falls and is convex: from the left Newton's method rises to the root.
    double low = c_fixed, high = sum, c = sum;
    int steps = 0;
    for (; steps < k_most_steps; ++steps) {
        double value = c_fixed / c - 1.0, slope = -c_fixed / (c * c);
        for (std::size_t i = 0; i < total.size(); ++i) {
            const double per = 1.0 / (c + c_star[i]);
            value += total[i] * per;
            slope -= total[i] * per * per;
        }
        if (value >= 0.0)
            low = c;
        else
            high = c;
        double next = c - value / slope;
        if (std::abs(next - c) <= 1e-15 * c) break;
        if (!(next > low && next < high)) next = low > 0.0 ? std::sqrt(low * high) : 0.01 * high;
        if (next == c) break;
        c = next;
    }
    double c_oa = c_fixed;
    for (std::size_t i = 0; i < total.size(); ++i) {
        particle[i] = total[i] * (c / (c + c_star[i]));
        c_oa += particle[i];
    }
    return {c_oa, steps};
}

double age_organics(std::span<double> gas, double rate_per_s, double dt_s, double mass_gain) noexcept {
    const double moved_share = -std::expm1(-rate_per_s * dt_s);
    double added = 0.0;
    for (std::size_t i = 1; i < gas.size(); ++i) {
        const double moved = gas[i] * moved_share;
        gas[i] -= moved;
        gas[i - 1] += moved * (1.0 + mass_gain);
        added += moved * mass_gain;
    }
    return added;
}

}  // namespace lantian
