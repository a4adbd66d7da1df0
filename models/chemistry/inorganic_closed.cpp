#include "models/chemistry/inorganic_closed.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/assert.hpp"
#include "core/math/instruction_set.hpp"
#include "models/chemistry/vector_math.hpp"

namespace lantian {

#pragma GCC diagnostic ignored "-Wpsabi"  // values of Lanes never cross a call: all is inlined

namespace {

constexpr double k_least_wet_metastable = 0.35;
constexpr double k_highest_rh = 0.99;
constexpr int k_most_steps = 60;

/// ln K = a + b/T + c ln T.
struct Law {
    double a, b, c;
};
constexpr Law k_solid{118.87, -24084.0, -6.025};
constexpr std::array k_wet{Law{-135.94, 8763.0, 19.12}, Law{-122.65, 9969.0, 16.22}, Law{-182.61, 13875.0, 24.46}};

struct CellLanes {
    Lanes temperature, rh, so4, nh3, no3, base;
};

/// Constant in ppb^2, and whether there is a solution.
[[gnu::always_inline]] inline void constant(const CellLanes& c, bool metastable, Lanes& kp, LaneBits& wet) noexcept {
    const Lanes inverse = 1.0 / c.temperature, log_t = logarithm(c.temperature);
    const Lanes rh = larger(smaller(c.rh, lanes(k_highest_rh)), lanes(0.0));
    const Lanes drh = 0.01 * exponential(723.7 * inverse + 1.6954);
    wet = metastable ? rh > lanes(k_least_wet_metastable) : rh > drh;
    const Lanes solid = k_solid.a + k_solid.b * inverse + k_solid.c * log_t;
    Lanes p[3];
    for (std::size_t i = 0; i < 3; ++i) p[i] = exponential((k_wet[i].a + k_wet[i].b * inverse) + k_wet[i].c * log_t);
    const Lanes dry_air = 1.0 - rh, second = root(dry_air);
    const Lanes power = dry_air * (second * root(second));  // (1 - aw)^1.75
    const Lanes factor = ((p[0] - p[1] * dry_air) + p[2] * (dry_air * dry_air)) * power;
    kp = exponential(solid) * (wet ? factor : lanes(1.0));
}

[[gnu::always_inline]] inline void partition(const CellLanes& c, bool metastable, Lanes& nh4, Lanes& no3) noexcept {
    Lanes kp;
    LaneBits wet;
    constant(c, metastable, kp, wet);
    const Lanes none = lanes(0.0);
    const Lanes acid = larger(2.0 * c.so4 - c.base, none);                   // charge left for ammonia
    const Lanes bound = smaller(larger(c.base - 2.0 * c.so4, none), c.no3);  // nitrate of the base
    const Lanes sulfate_nh4 = smaller(c.nh3, acid);
    const Lanes fa = larger(c.nh3 - acid, none), tn = c.no3 - bound;
    // Pure ammonium nitrate: the smaller root of (tn - x)(fa - x) = kp.
    const Lanes sum = tn + fa, difference = tn - fa;
    const Lanes spread = root(difference * difference + 4.0 * kp);
    Lanes x = larger(2.0 * (tn * fa - kp) / (sum + spread), none);
    // With ammonium sulfate in the solution: kp x/(x + 3 s); Newton from below, where the function is convex and falls.
    const Lanes three_s = 1.5 * acid;
    LaneBits busy = wet & (three_s > lanes(1e-9) * sum) & (tn * fa > none);
    for (int step = 0; step < k_most_steps; ++step) {
        if (!any(busy)) break;
        const Lanes q = x + three_s;
        const Lanes value = (tn - x) * (fa - x) * q - kp * x;
        const Lanes slope = (2.0 * x - sum) * (q * q) - kp * three_s;
        const Lanes step_down = value * q / (busy ? slope : lanes(1.0));
        const Lanes next = smaller(x - step_down, smaller(tn, fa));
        const LaneBits moved = next - x > 1e-14 * next;
        x = busy & moved ? next : x;
        busy &= moved;
    }
    x = larger(smaller(x, smaller(tn, fa)), none);
    nh4 = sulfate_nh4 + x;
    no3 = bound + x;
}

template <class Body>
[[gnu::always_inline]] inline void all_cells(const ClosedCells& cells, const Body& body) noexcept {
    const std::size_t n = cells.temperature_k.size();
    const bool has_base = !cells.base_ppb.empty();
    std::size_t i = 0;
    for (; i + k_lane_count <= n; i += k_lane_count) {
        const CellLanes c{load_lanes(&cells.temperature_k[i]), load_lanes(&cells.relative_humidity[i]),
                          load_lanes(&cells.so4_ppb[i]),       load_lanes(&cells.nh3_ppb[i]),
                          load_lanes(&cells.no3_ppb[i]),       has_base ? load_lanes(&cells.base_ppb[i]) : lanes(0.0)};
        body(i, k_lane_count, c);
    }
    if (i < n) {
        CellLanes c;
        for (std::size_t l = 0; l < k_lane_count; ++l) {
            const std::size_t at = std::min(i + l, n - 1);
            c.temperature[l] = cells.temperature_k[at];
            c.rh[l] = cells.relative_humidity[at];
            c.so4[l] = cells.so4_ppb[at];
            c.nh3[l] = cells.nh3_ppb[at];
            c.no3[l] = cells.no3_ppb[at];
            c.base[l] = has_base ? cells.base_ppb[at] : 0.0;
        }
        body(i, n - i, c);
    }
}

[[gnu::always_inline]] inline void kernel(const ClosedCells& cells, bool metastable,
                                          const ClosedParticle& particle) noexcept {
    all_cells(
        cells, [&](std::size_t i, std::size_t count, const CellLanes& c) __attribute__((always_inline)) {
            Lanes nh4, no3;
            partition(c, metastable, nh4, no3);
            if (count == k_lane_count) {
                store_lanes(&particle.nh4_ppb[i], nh4);
                store_lanes(&particle.no3_ppb[i], no3);
            } else {
                for (std::size_t l = 0; l < count; ++l) {
                    particle.nh4_ppb[i + l] = nh4[l];
                    particle.no3_ppb[i + l] = no3[l];
                }
            }
        });
}

using Kernel = void (*)(const ClosedCells&, bool, const ClosedParticle&) noexcept;

void kernel_baseline(const ClosedCells& cells, bool metastable, const ClosedParticle& particle) noexcept {
    kernel(cells, metastable, particle);
}

#if defined(__x86_64__) && defined(__GNUC__)
[[gnu::target("avx2")]] void kernel_avx2(const ClosedCells& cells, bool metastable,
                                         const ClosedParticle& particle) noexcept {
    kernel(cells, metastable, particle);
}
Kernel choose() noexcept { return kernel_for(instruction_set(), kernel_baseline, kernel_avx2, kernel_avx2); }
#else
Kernel choose() noexcept { return kernel_baseline; }
#endif

}  // namespace

void inorganic_closed(const ClosedCells& cells, ClosedBranch branch, ClosedParticle particle) noexcept {
    static const Kernel chosen = choose();
    LANTIAN_ASSERT(
        cells.relative_humidity.size() == cells.temperature_k.size() &&
        cells.so4_ppb.size() == cells.temperature_k.size() && cells.nh3_ppb.size() == cells.temperature_k.size() &&
        cells.no3_ppb.size() == cells.temperature_k.size() && particle.nh4_ppb.size() == cells.temperature_k.size() &&
        particle.no3_ppb.size() == cells.temperature_k.size());
    chosen(cells, branch == ClosedBranch::metastable, particle);
}

double ammonium_nitrate_constant(double temperature_k, double relative_humidity, ClosedBranch branch) noexcept {
    const CellLanes c{lanes(temperature_k), lanes(relative_humidity), lanes(0), lanes(0), lanes(0), lanes(0)};
    Lanes kp;
    LaneBits wet;
    constant(c, branch == ClosedBranch::metastable, kp, wet);
    return kp[0];
}

double ammonium_nitrate_deliquescence(double temperature_k) noexcept {
    return 0.01 * std::exp(723.7 / temperature_k + 1.6954);
}

}  // namespace lantian
