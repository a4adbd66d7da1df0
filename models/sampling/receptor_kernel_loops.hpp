#pragma once

// The loops of models/sampling/receptor_kernels.hpp, compiled once for each instruction set (core/math/simd.hpp).
#include "core/math/simd.hpp"
#include "models/sampling/receptor_kernels.hpp"

namespace lantian::simd::LANTIAN_SIMD {

inline constexpr double k_inv_sqrt_2pi = 0.3989422804014327;
inline constexpr double k_inv_sqrt_2 = 0.7071067811865476;
inline constexpr double k_short_move = 1e-3;  // in spreads, as in reference.cpp

LANTIAN_INLINE Vec from_box(Vec at, double low, double high) noexcept {
    return larger(larger(all(low) - at, at - all(high)), all(0.0));
}

inline std::size_t near(const double* x_m, const double* y_m, const double* limit_m2, std::size_t n, double west_m,
                        double east_m, double south_m, double north_m, std::uint32_t* out) noexcept {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < n; i += k_width) {
        const std::size_t count = n - i;
        const bool whole = count >= k_width;
        const Vec dx = from_box(whole ? load(x_m + i) : load_first(x_m + i, count), west_m, east_m);
        const Vec dy = from_box(whole ? load(y_m + i) : load_first(y_m + i, count), south_m, north_m);
        const Vec limit = whole ? load(limit_m2 + i) : load_first(limit_m2 + i, count);
        const unsigned felt = lanes(up_to(multiply_add(dx, dx, dy * dy), limit));
        const unsigned filled = whole ? ~0u : (1u << count) - 1u;
        kept += store_places(out + kept, static_cast<std::uint32_t>(i), felt & filled);
    }
    return kept;
}

inline constexpr std::size_t k_registers_beside = k_beside / k_width;

/// k_beside receptors.
struct Beside {
    Vec x[k_registers_beside], y[k_registers_beside];
};
LANTIAN_INLINE Beside beside(const double* x_m, const double* y_m) noexcept {
    Beside b;
    for (std::size_t r = 0; r < k_registers_beside; ++r) {
        b.x[r] = load(x_m + r * k_width);
        b.y[r] = load(y_m + r * k_width);
    }
    return b;
}

/// Densities of several puffs at k_beside receptors, [puff][register], and where they are within the limit. Returns how
/// many pairs those are; without any the densities are not set.
template <std::size_t Puffs>
LANTIAN_INLINE std::size_t densities(const StandingPuff* puffs, const std::uint32_t* list, const Beside& at,
                                     Vec (&density)[Puffs * k_registers_beside],
                                     Mask (&within)[Puffs * k_registers_beside]) noexcept {
    unsigned any = 0;
#pragma GCC unroll 8
    for (std::size_t k = 0; k < Puffs; ++k) {
        const StandingPuff& p = puffs[list[k]];
#pragma GCC unroll 8
        for (std::size_t r = 0; r < k_registers_beside; ++r) {
            const Vec dx = all(p.x_m) - at.x[r], dy = all(p.y_m) - at.y[r];
            const Vec r2 = multiply_add(dx, dx, dy * dy);
            const std::size_t n = k * k_registers_beside + r;
            within[n] = up_to(r2, all(p.limit_m2));
            any |= lanes(within[n]) << (n * k_width);
            // Within the limit the exponent is small.
            density[n] = multiply_add(r2, all(p.decay_per_m2), all(p.log_peak));
        }
    }
    if (any == 0) return 0;
    exponential_within(density);
    return static_cast<std::size_t>(__builtin_popcount(any));
}

/// Puffs that are taken together.
inline constexpr std::size_t k_puffs_together = k_width == 8 ? 4 : 1;

/// Calls take(first of the puffs, their densities and whether within) for all puffs of a list, some together; returns
/// pairs. Groups of which nothing is felt are passed by.
template <typename Take>
LANTIAN_INLINE std::size_t each_together(const StandingPuff* puffs, const std::uint32_t* list, std::size_t n,
                                         const Beside& at, Take&& take) noexcept {
    std::size_t pairs = 0, k = 0;
    for (; k + k_puffs_together <= n; k += k_puffs_together) {
        Vec density[k_puffs_together * k_registers_beside];
        Mask within[k_puffs_together * k_registers_beside];
        const std::size_t felt = densities<k_puffs_together>(puffs, list + k, at, density, within);
        if (felt > 0) take(k, density, within);
        pairs += felt;
    }
    for (; k < n; ++k) {
        Vec density[k_registers_beside];
        Mask within[k_registers_beside];
        const std::size_t felt = densities<1>(puffs, list + k, at, density, within);
        if (felt > 0) take(k, density, within);
        pairs += felt;
    }
    return pairs;
}

inline std::size_t standing(const StandingPuff* puffs, const std::uint32_t* list, std::size_t n, const double* x_m,
                            const double* y_m, double* out) noexcept {
    std::memset(out, 0, n * k_beside * sizeof(double));
    return each_together(puffs, list, n, beside(x_m, y_m),
                         [out](std::size_t k, const auto& density, const auto& within) {
                             const std::size_t registers = std::size(density);
                             for (std::size_t i = 0; i < registers; ++i)
                                 store(out + k * k_beside + i * k_width, choose(within[i], density[i], all(0.0)));
                         });
}

inline std::size_t standing_total(const StandingPuff* puffs, const std::uint32_t* list, std::size_t n,
                                  const double* x_m, const double* y_m, const double* weights, std::size_t every,
                                  double* sums) noexcept {
    Vec sum[k_registers_beside];
    for (std::size_t r = 0; r < k_registers_beside; ++r) sum[r] = load(sums + r * k_width);
    const std::size_t pairs =
        each_together(puffs, list, n, beside(x_m, y_m), [&](std::size_t k, const auto& density, const auto& within) {
            const std::size_t registers = std::size(density);
            for (std::size_t i = 0; i < registers; ++i) {
                const Vec w = all(weights[puffs[list[k + i / k_registers_beside]].segment * every]);
                Vec& s = sum[i % k_registers_beside];
                s = add_where(within[i], density[i], w, s);
            }
        });
    for (std::size_t r = 0; r < k_registers_beside; ++r) store(sums + r * k_width, sum[r]);
    return pairs;
}

inline constexpr std::size_t k_sums = 8;

/// Eight sums held in as many registers as they need.
struct Sums {
    Vec part[k_sums / k_width];
};
LANTIAN_INLINE double joined(const Sums& sums) noexcept {
    double v[k_sums];
    for (std::size_t s = 0; s < k_sums / k_width; ++s) store(v + s * k_width, sums.part[s]);
    return ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]));
}

/// Every array is padded to whole registers.
inline std::size_t moving(const MovingPuffs& puffs, std::size_t n, double x_m, double y_m, bool short_moves,
                          double* density, double* along) noexcept {
    const MovingPuffs p = puffs;
    const Vec x = all(x_m), y = all(y_m);
    std::size_t felt = 0;
    for (std::size_t i = 0; i < n; i += k_width) {
        const Vec dx = load(p.x_m + i) - x, dy = load(p.y_m + i) - y;
        const Vec ux = load(p.direction_x + i), uy = load(p.direction_y + i);
        const Vec half = load(p.half_m + i), per_half = load(p.per_half_m + i);
        const Vec ahead = multiply_add(dx, ux, dy * uy);
        const Vec nearest = larger(smaller(all(-0.5) * ahead * per_half, all(0.5)), all(-0.5));
        const Vec sigma = multiply_add(nearest, load(p.sigma_change_m + i), load(p.sigma_m + i));
        const Vec per_sigma = all(1.0) / sigma;
        const Vec across = multiply_add(dx, uy, -(dy * ux)) * per_sigma;
        // Both ends in the unit of erfc; tails as in share() of the grid.
        const Vec unit = all(k_inv_sqrt_2) * per_sigma;
        const Vec a = (ahead - half) * unit;
        const Vec b = (ahead + half) * unit;
        const Vec tail_a = all(0.5) * erfc_positive(magnitude(a)), tail_b = all(0.5) * erfc_positive(magnitude(b));
        const Vec right = tail_a - tail_b;
        const Vec one_sided = b > all(0.0) ? right : -right;
        const Vec within = a < all(0.0) ? (b > all(0.0) ? all(1.0) - (tail_a + tail_b) : one_sided) : right;
        Vec mean = within * (all(0.5) * per_half);
        if (short_moves) {
            const Vec middle = ahead * per_sigma, m2 = middle * middle;
            const Vec move = all(2.0) * half * per_sigma;
            const Vec series = all(k_inv_sqrt_2pi) * per_sigma * exponential(all(-0.5) * m2) *
                               multiply_add(move * move * all(1.0 / 24.0), m2 - all(1.0), all(1.0));
            mean = move < all(k_short_move) ? series : mean;
        }
        const Vec beside = all(k_inv_sqrt_2pi) * per_sigma * exponential(all(-0.5) * (across * across));
        const Vec r2 = multiply_add(dx, dx, dy * dy), limit = load(p.limit_m2 + i);
        store(along + i, nearest);
        store(density + i, r2 <= limit ? beside * mean : all(0.0));
        felt += count_up_to(r2, limit);
    }
    return felt;
}

inline double total(const double* density, const double* along, const double* weight, const double* change,
                    std::size_t n) noexcept {
    Sums sums;
    for (Vec& s : sums.part) s = all(0.0);
    for (std::size_t i = 0; i < n; i += k_sums) {
        for (std::size_t s = 0; s < k_sums / k_width; ++s) {
            const std::size_t at = i + s * k_width;
            const std::size_t left = n > at ? n - at : 0;
            const Vec w = load_first(weight + at, left);
            const Vec here = multiply_add(load_first(along + at, left), load_first(change + at, left), w);
            sums.part[s] = multiply_add(load_first(density + at, left), here, sums.part[s]);
        }
    }
    return joined(sums);
}

inline void add(double density, double along, const double* weight, const double* change, double* out,
                std::size_t channels) noexcept {
    const Vec d = all(density), a = all(along);
    std::size_t c = 0;
    for (; c + k_width <= channels; c += k_width)
        store(out + c, multiply_add(d, multiply_add(a, load(change + c), load(weight + c)), load(out + c)));
    if (c < channels) {
        const std::size_t rest = channels - c;
        const Vec w = multiply_add(a, load_first(change + c, rest), load_first(weight + c, rest));
        store_first(out + c, multiply_add(d, w, load_first(out + c, rest)), rest);
    }
}

extern const ReceptorKernels receptor_kernels;
const ReceptorKernels receptor_kernels{near, standing, standing_total, moving, total, add};

}  // namespace lantian::simd::LANTIAN_SIMD
