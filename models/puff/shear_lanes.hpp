#pragma once

// Second moments of the puffs of a register in a wind that changes across them, compiled once for each instruction set
// (core/math/simd.hpp): the laws of shear.hpp and ellipse_step.hpp, where their sources stand.
#include "models/puff/density_lanes.hpp"

namespace lantian::simd::LANTIAN_SIMD {

struct EllipseLanes {
    Vec xx, xy, yy, xz, yz;
};

struct HeightMomentLanes {
    Vec mean, variance, mirrored;
};

/// Mean of max(0, X) for X normal.
LANTIAN_INLINE Vec mean_above_zero(Vec mean, Vec sigma) noexcept {
    const Vec t = mean / sigma;
    return sigma * all(0.3989422804014327) * exponential(all(-0.5) * t * t) +
           all(0.5) * mean * erfc(-t * all(0.7071067811865476));
}

/// height_of(): between ground and lid, or above the lid (elevated).
LANTIAN_INLINE HeightMomentLanes height_moment_lanes(Vec z, Vec sigma, Vec lid, Flags elevated) noexcept {
    const Vec zero = all(0.0), one = all(1.0), two = all(2.0), four = all(4.0);
    const Vec centre = elevated ? z - lid : held(z, zero, lid);
    const Flags mixed = opposite(elevated) & (sigma >= all(2.8) * lid);
    const Flags narrow = elevated | (sigma < all(0.25) * lid);
    const Flags wide = opposite(mixed | narrow);
    Vec mean = all(0.5) * lid, square = zero;
    if (any(narrow)) {
        const Vec beyond = elevated ? zero : mean_above_zero(centre - lid, sigma);
        const Vec at_ground = mean_above_zero(-centre, sigma);
        mean = select(narrow, centre + two * at_ground - two * beyond, mean);
        square = select(narrow, centre * centre + sigma * sigma - four * (beyond > zero ? lid * beyond : zero), square);
    }
    if (any(wide)) {
        const Vec ratio = (wide ? sigma : lid) / lid;
        const Vec decay = exponential(all(-0.5 * constants::k_pi * constants::k_pi) * ratio * ratio);
        const Vec decay_sq = decay * decay, least = all(8.533047625744066e-17);  // e^-37
        const Vec first = cosine_of_half_turns(wide ? centre / lid : zero);
        Vec before = one, now = first, mode = decay, step = decay * decay_sq, odd = zero, sum = zero;
        double n = 1.0, sign = -1.0;
        for (Flags counts = wide & (mode > least); any(counts); counts = wide & (mode > least)) {
            const Vec term = select(counts, now * mode / all(n * n), zero);
            if (sign < 0.0) odd = odd + term;
            sum = sum + all(sign) * term;
            mode = mode * step;
            step = step * decay_sq;
            const Vec next = two * first * now - before;
            before = now;
            now = next;
            n += 1.0;
            sign = -sign;
        }
        const Vec scale = all(4.0 / (constants::k_pi * constants::k_pi));
        mean = select(wide, lid * (all(0.5) - scale * odd), mean);
        square = select(wide, lid * lid * (all(1.0 / 3.0) + scale * sum), square);
    }
    const Vec no_lid = all(std::numeric_limits<double>::infinity());
    const Vec top_at = elevated ? no_lid : lid;
    const Flags all_lanes = one > zero, below = opposite(elevated);
    const Vec ground = GaussianLanes(all_lanes, centre, sigma, top_at).at(zero);
    const Vec top =
        any(below) ? select(below, GaussianLanes(below, centre, sigma, lid).at(lid) * (lid - mean), zero) : zero;
    HeightMomentLanes out;
    out.mirrored = mixed ? one : held(ground * mean + top, zero, one);
    out.variance = mixed ? lid * lid / all(12.0) : square - mean * mean;
    out.mean = elevated ? mean + lid : mean;
    return out;
}

/// Spread at one height and slope, as of TiltedSpread.
struct TiltLanes {
    Vec xx, xy, yy, slope_x, slope_y, mean_height;
};

LANTIAN_INLINE TiltLanes tilt_lanes(const EllipseLanes& s, const HeightMomentLanes& height) noexcept {
    const Vec slope_x = s.xz / height.variance, slope_y = s.yz / height.variance;
    return {s.xx - slope_x * s.xz, s.xy - slope_x * s.yz, s.yy - slope_y * s.yz, slope_x, slope_y, height.mean};
}

/// spreads_towards().
LANTIAN_INLINE void spreads_lanes(const TiltLanes& s, Vec x, Vec y, Vec& along, Vec& across) noexcept {
    const Vec zero = all(0.0), two = all(2.0);
    const Vec length_sq = x * x + y * y;
    const Flags moves = length_sq > zero;
    const Vec mean = all(0.5) * (s.xx + s.yy);
    const Vec with = (s.xx * x * x + two * s.xy * x * y + s.yy * y * y) / length_sq;
    const Vec beside = (s.xx * y * y - two * s.xy * x * y + s.yy * x * x) / length_sq;
    along = square_root(larger(zero, moves ? with : mean));
    across = square_root(larger(zero, moves ? beside : mean));
}

/// deformed().
LANTIAN_INLINE EllipseLanes deformed_lanes(const EllipseLanes& s, const GradientLanes& wind, Vec dt) noexcept {
    const Vec zero = all(0.0), one = all(1.0), half_of = all(0.5);
    const Vec m = half_of * (wind.ux + wind.vy), half = half_of * (wind.ux - wind.vy);
    const Vec q_sq = half * half + wind.uy * wind.vx;
    const Vec q = square_root(magnitude(q_sq)), turn = q * dt;
    const Flags turns = turn > all(1e-8), opens = q_sq > zero;
    const Vec up = exponential_less_one_up(opens ? turn : zero);
    const Vec hyperbolic_sine = half_of * (up + up / (one + up));
    const Vec hyperbolic_cosine = half_of * ((one + up) + one / (one + up));
    const SineCosine circle = sine_and_cosine(opens ? zero : turn);
    const Vec even = turns ? (opens ? hyperbolic_cosine : circle.cosine) : one;
    const Vec odd = turns ? (opens ? hyperbolic_sine : circle.sine) / select(turns, q, one) : dt;
    const Vec grown = exponential(m * dt);
    const Vec m11 = grown * (even + odd * half), m12 = grown * odd * wind.uy;
    const Vec m21 = grown * odd * wind.vx, m22 = grown * (even - odd * half);
    const Vec x1 = m11 * s.xx + m12 * s.xy, y1 = m11 * s.xy + m12 * s.yy;
    const Vec x2 = m21 * s.xx + m22 * s.xy, y2 = m21 * s.xy + m22 * s.yy;
    return {x1 * m11 + y1 * m12, x1 * m21 + y1 * m22, x2 * m21 + y2 * m22, m11 * s.xz + m12 * s.yz,
            m21 * s.xz + m22 * s.yz};
}

/// growth_along_wind() added by sheared().
LANTIAN_INLINE EllipseLanes sheared_lanes(const EllipseLanes& s, const GradientLanes& wind, Vec variance,
                                          Vec variance_end, Vec relaxation, Vec along, Vec across, Vec u, Vec v,
                                          Vec dt) noexcept {
    const Vec zero = all(0.0), one = all(1.0), half = all(0.5);
    const Vec x = relaxation * dt;
    const Flags small = x < all(0.02);
    const Vec lost = -exponential_less_one(-x);  // 1 - e^-x
    const Vec divisor = small ? one : x;
    Vec phi = lost / divisor, psi = (one - phi) / divisor, chi = (half - psi) / divisor;
    if (any(small)) {
        static constexpr double k_phi[] = {1.0 / 120.0, -1.0 / 24.0, 1.0 / 6.0, -1.0 / 2.0, 1.0};
        static constexpr double k_psi[] = {1.0 / 720.0, -1.0 / 120.0, 1.0 / 24.0, -1.0 / 6.0, 1.0 / 2.0};
        static constexpr double k_chi[] = {1.0 / 5040.0, -1.0 / 720.0, 1.0 / 120.0, -1.0 / 24.0, 1.0 / 6.0};
        phi = select(small, polynomial(x, k_phi), phi);
        psi = select(small, polynomial(x, k_psi), psi);
        chi = select(small, polynomial(x, k_chi), chi);
    }
    const Vec speed_sq = u * u + v * v;
    const Flags moves = speed_sq > zero;
    const Vec mean_growth = half * (along + across);
    const Vec excess = (along - across) / (moves ? speed_sq : one);
    const Vec grown_xx = moves ? across + excess * u * u : mean_growth;
    const Vec grown_xy = moves ? excess * u * v : zero;
    const Vec grown_yy = moves ? across + excess * v * v : mean_growth;
    const Vec change = variance_end - variance, left = one - lost;
    const Vec source = dt * (variance * phi + change * psi);
    const Vec integral = dt * dt * (variance * psi + change * chi);
    const Vec over_x = dt * phi * s.xz + wind.uz * integral, over_y = dt * phi * s.yz + wind.vz * integral;
    return {s.xx + all(2.0) * wind.uz * over_x + grown_xx, s.xy + wind.uz * over_y + wind.vz * over_x + grown_xy,
            s.yy + all(2.0) * wind.vz * over_y + grown_yy, left * s.xz + wind.uz * source,
            left * s.yz + wind.vz * source};
}

/// with_possible_lean().
LANTIAN_INLINE EllipseLanes possible_lanes(EllipseLanes s, Vec variance) noexcept {
    const Vec zero = all(0.0), one = all(1.0);
    const Vec determinant = s.xx * s.yy - s.xy * s.xy;
    const Vec lean = s.xz * s.xz * s.yy - all(2.0) * s.xz * s.yz * s.xy + s.yz * s.yz * s.xx;
    const Vec most = all(0.95) * determinant * variance;
    const Vec cut = most > zero ? square_root(larger(zero, most / lean)) : zero;
    const Vec back = lean <= most ? one : cut;
    s.xz = s.xz * back;
    s.yz = s.yz * back;
    return s;
}

/// leaning_per_s().
LANTIAN_INLINE Vec leaning_lanes(const HeightMomentLanes& height, Vec diffusivity) noexcept {
    return diffusivity * height.mirrored * (all(1.0) - height.mirrored / all(6.0)) / height.variance;
}

}  // namespace lantian::simd::LANTIAN_SIMD
