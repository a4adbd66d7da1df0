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

inline void beyond(const double* x_m, const double* y_m, const double* limit_m2, std::size_t n, double west_m,
                   double east_m, double south_m, double north_m, double* out) noexcept {
    for (std::size_t i = 0; i < n; i += k_width) {
        const std::size_t count = n - i;
        const Vec dx = from_box(load_first(x_m + i, count), west_m, east_m);
        const Vec dy = from_box(load_first(y_m + i, count), south_m, north_m);
        store_first(out + i, multiply_add(dx, dx, dy * dy) - load_first(limit_m2 + i, count), count);
    }
}

/// Every array is padded to whole registers.
/// Density of k_width standing puffs at a point.
LANTIAN_INLINE Vec standing_density(const StandingPuffs& p, std::size_t i, Vec x, Vec y, std::size_t& felt) noexcept {
    const Vec dx = load(p.x_m + i) - x, dy = load(p.y_m + i) - y;
    const Vec r2 = multiply_add(dx, dx, dy * dy);
    const Vec limit = load(p.limit_m2 + i);
    // Within the limit the exponent is small.
    const Vec value = exponential_within(multiply_add(r2, load(p.decay_per_m2 + i), load(p.log_peak + i)));
    felt += count_up_to(r2, limit);
    return r2 <= limit ? value : all(0.0);
}

inline std::size_t standing(const StandingPuffs& puffs, std::size_t n, double x_m, double y_m,
                            double* density) noexcept {
    const StandingPuffs p = puffs;
    const Vec x = all(x_m), y = all(y_m);
    std::size_t felt = 0;
    for (std::size_t i = 0; i < n; i += k_width) store(density + i, standing_density(p, i, x, y, felt));
    return felt;
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

inline double standing_total(const StandingPuffs& puffs, std::size_t n, double x_m, double y_m, const double* weight,
                             std::size_t& felt) noexcept {
    const StandingPuffs p = puffs;
    const Vec x = all(x_m), y = all(y_m);
    Sums sums;
    for (Vec& s : sums.part) s = all(0.0);
    std::size_t within = 0;
    for (std::size_t i = 0; i < n; i += k_sums) {
        for (std::size_t s = 0; s < k_sums / k_width; ++s) {
            const std::size_t at = i + s * k_width;
            sums.part[s] = multiply_add(standing_density(p, at, x, y, within), load(weight + at), sums.part[s]);
        }
    }
    felt += within;
    return joined(sums);
}

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
            const Vec here =
                along == nullptr ? w : multiply_add(load_first(along + at, left), load_first(change + at, left), w);
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
const ReceptorKernels receptor_kernels{beyond, standing, standing_total, moving, total, add};

}  // namespace lantian::simd::LANTIAN_SIMD
