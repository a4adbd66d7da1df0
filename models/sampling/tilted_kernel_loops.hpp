#pragma once

// The loops of models/sampling/tilted_kernels.hpp, compiled once for each instruction set (core/math/simd.hpp).
#include "core/math/simd.hpp"
#include "models/sampling/tilted_kernels.hpp"

namespace lantian::simd::LANTIAN_SIMD {

inline constexpr double k_tilted_inv_sqrt_2pi = 0.3989422804014327;
inline constexpr double k_tilted_inv_sqrt_2 = 0.7071067811865476;
inline constexpr double k_tilted_short_move = 1e-3;  // in spreads, as in reference.cpp

inline void gaussian_row(const GaussianRow& row, double* out, std::size_t n) noexcept {
    const Vec px = all(row.px);
    const Vec six_px = all(6.0 * row.px), six_py = all(6.0 * row.py);
    const Vec constant = all(1.0 + 3.0 * row.fourth * (row.px * row.px + row.py * row.py));
    Vec at = counting();
    for (std::size_t i = 0; i < n; i += k_width) {
        const Vec x = multiply_add(at, all(row.step), all(row.from));
        const Vec ux = px * x, uy = multiply_add(all(row.pxy), x, all(row.uy0));
        const Vec value = exponential(multiply_add(all(-0.5) * ux, x, all(row.log_peak)));
        const Vec ux2 = ux * ux, uy2 = uy * uy;
        const Vec fourth = multiply_add(ux2 - six_px, ux2, (uy2 - six_py) * uy2);
        const Vec shape = larger(multiply_add(all(row.fourth), fourth, constant), all(0.0));
        store_first(out + i, value * shape, n - i);
        at = at + all(static_cast<double>(k_width));
    }
}

inline void steps(double first, double step, double* out, std::size_t n) noexcept {
    Vec at = counting();
    for (std::size_t i = 0; i < n; i += k_width) {
        store_first(out + i, multiply_add(at, all(step), all(first)), n - i);
        at = at + all(static_cast<double>(k_width));
    }
}

inline void add_differences(const double* edges, double weight, double* out, std::size_t n) noexcept {
    for (std::size_t i = 0; i < n; i += k_width) {
        const std::size_t count = n - i;
        const Vec share = load_first(edges + i + 1, count) - load_first(edges + i, count);
        store_first(out + i, multiply_add(all(weight), share, load_first(out + i, count)), count);
    }
}

inline void beyond_boxes(const double* x_m, const double* y_m, const double* half_width_m, const double* half_depth_m,
                         std::size_t n, double west_m, double east_m, double south_m, double north_m,
                         double* out) noexcept {
    for (std::size_t i = 0; i < n; i += k_width) {
        const std::size_t count = n - i;
        const Vec x = load_first(x_m + i, count), y = load_first(y_m + i, count);
        const Vec dx = larger(all(west_m) - x, x - all(east_m)) - load_first(half_width_m + i, count);
        const Vec dy = larger(all(south_m) - y, y - all(north_m)) - load_first(half_depth_m + i, count);
        store_first(out + i, larger(dx, dy), count);
    }
}

inline std::size_t tilted_density(const TiltedPieces& pieces, std::size_t n, double x_m, double y_m, double height_m,
                                  double reach_sigmas, double* density, double* along) noexcept {
    const TiltedPieces p = pieces;
    const Vec x = all(x_m), y = all(y_m), height = all(height_m);
    const Vec reach_sq = all(2.0 * reach_sigmas * reach_sigmas);
    std::size_t felt = 0;
    for (std::size_t i = 0; i < n; i += k_width) {
        const Vec up = height - load(p.mean_height_m + i);
        const Vec dx = multiply_add(load(p.slope_x + i), up, load(p.x_m + i) - x);
        const Vec dy = multiply_add(load(p.slope_y + i), up, load(p.y_m + i) - y);
        const Vec hx = load(p.half_x_m + i), hy = load(p.half_y_m + i);
        const Vec xx = load(p.xx_m2 + i), xy = load(p.xy_m2 + i), yy = load(p.yy_m2 + i);
        // Where along the piece the puff is densest at the point: nearest in coordinates in which it is round.
        const Vec qx = multiply_add(yy, hx, -(xy * hy)), qy = multiply_add(xx, hy, -(xy * hx));
        const Vec length_sq = multiply_add(hx, qx, hy * qy);
        const Vec ratio = all(-0.5) * multiply_add(dx, qx, dy * qy) / (length_sq > all(0.0) ? length_sq : all(1.0));
        const Vec nearest = larger(smaller(ratio, all(0.5)), all(-0.5));
        const Vec sxx = multiply_add(nearest, load(p.xx_change_m2 + i), xx);
        const Vec sxy = multiply_add(nearest, load(p.xy_change_m2 + i), xy);
        const Vec syy = multiply_add(nearest, load(p.yy_change_m2 + i), yy);
        // S = L L^T; L^-1 makes the puff round with spread 1.
        const Vec per_l11 = all(1.0) / square_root(sxx);
        const Vec l21 = sxy * per_l11;
        const Vec per_l22 = all(1.0) / square_root(multiply_add(-l21, l21, syy));
        const Vec u = dx * per_l11, v = multiply_add(-l21, u, dy) * per_l22;
        const Vec hu = hx * per_l11, hv = multiply_add(-l21, hu, hy) * per_l22;
        const Vec half_sq = multiply_add(hu, hu, hv * hv);
        const Vec half = square_root(half_sq);
        const Vec per_half = all(1.0) / (half > all(0.0) ? half : all(1.0));
        const Vec ux = half > all(0.0) ? hu * per_half : all(1.0), uy = hv * per_half;
        const Vec ahead = multiply_add(u, ux, v * uy);
        const Vec across = multiply_add(u, uy, -(v * ux));
        // Both ends in the unit of erfc; tails as in share() of the grid.
        const Vec a = (ahead - half) * all(k_tilted_inv_sqrt_2), b = (ahead + half) * all(k_tilted_inv_sqrt_2);
        const Vec tail_a = all(0.5) * erfc_positive(magnitude(a)), tail_b = all(0.5) * erfc_positive(magnitude(b));
        const Vec right = tail_a - tail_b;
        const Vec one_sided = b > all(0.0) ? right : -right;
        const Vec within = a < all(0.0) ? (b > all(0.0) ? all(1.0) - (tail_a + tail_b) : one_sided) : right;
        const Vec m2 = ahead * ahead, move = all(2.0) * half;
        const Vec series = all(k_tilted_inv_sqrt_2pi) * exponential(all(-0.5) * m2) *
                           multiply_add(move * move * all(1.0 / 24.0), m2 - all(1.0), all(1.0));
        const Vec mean = move < all(k_tilted_short_move) ? series : within * (all(0.5) * per_half);
        const Vec beside = all(k_tilted_inv_sqrt_2pi) * exponential(all(-0.5) * (across * across));
        const Vec r2 = multiply_add(u, u, v * v), limit = multiply_add(all(2.0), half_sq, reach_sq);
        store(along + i, length_sq > all(0.0) ? nearest : all(0.0));
        store(density + i, r2 <= limit ? beside * mean * (per_l11 * per_l22) : all(0.0));
        felt += count_up_to(r2, limit);
    }
    return felt;
}

extern const TiltedKernels tilted_kernels;
const TiltedKernels tilted_kernels{gaussian_row, steps, add_differences, beyond_boxes, tilted_density};

}  // namespace lantian::simd::LANTIAN_SIMD
