#pragma once

// Turbulence and growth of the puffs of a register, compiled once for each instruction set (core/math/simd.hpp): the
// laws of turbulence.hpp, aermod_spread.hpp, dispersion.hpp and near_surface.hpp, where their sources stand.
#include "core/base/constants.hpp"
#include "core/math/simd_functions.hpp"
#include "models/meteorology/surface_layer.hpp"
#include "models/meteorology/window_lanes.hpp"

namespace lantian::simd::LANTIAN_SIMD {

struct TurbulenceLanes {
    Vec sigma_v, sigma_w;
};

LANTIAN_INLINE Vec squared(Vec a) noexcept { return a * a; }
LANTIAN_INLINE Vec length_of(Vec x, Vec y) noexcept { return square_root(x * x + y * y); }

/// turbulence_of(): measured where the weather has it, else AERMOD's form with its floors.
LANTIAN_INLINE TurbulenceLanes turbulence_lanes(const AirLanes& air, Vec z) noexcept {
    const Vec zero = all(0.0), one = all(1.0);
    const Vec speed = length_of(air.wind_x, air.wind_y);
    const Vec h = air.mixing_height;
    const Vec u2 = squared(air.friction_velocity);
    const Vec r = z / h;
    Vec vertical = z < h ? all(1.3 * 1.3) * u2 * (one - r) : zero;
    vertical = vertical + squared(all(0.02) * speed * smaller(one, r));
    const Vec ground = all(3.6) * u2;
    const Vec aloft = smaller(ground, all(0.25));
    Vec lateral = ground + (aloft - ground) * smaller(r, one);
    const Flags convective = (air.inverse_obukhov < zero) & (air.convective_velocity > zero);
    if (any(convective)) {
        const Vec w2 = squared(air.convective_velocity);
        Vec part = all(0.35) * w2;
        const Flags lower = r <= all(0.1), above = r > one;
        if (any(convective & lower)) part = select(lower, all(1.6) * squared(cube_root(r)) * w2, part);
        if (any(convective & above))
            part = select(above, all(0.35) * w2 * exponential(smaller(zero, all(-6.0) * (r - one))), part);
        vertical = select(convective, vertical + part, vertical);
        const Vec mixed = all(0.35) * w2;
        const Vec top = smaller(mixed, all(0.25));
        const Vec more = mixed + (top - mixed) * held((r - one) / all(0.2), zero, one);
        lateral = select(convective, lateral + more, lateral);
    }
    const Vec modelled_v = larger(larger(square_root(lateral), all(0.2)), all(0.05) * speed);
    const Vec modelled_w = larger(square_root(vertical), all(0.02));
    const Vec below = air.turbulence_wind > zero ? smaller(one, speed / air.turbulence_wind) : one;
    return {air.sigma_v > zero ? air.sigma_v * below : modelled_v,
            air.sigma_w > zero ? air.sigma_w * below : modelled_w};
}

/// aermod_grow_lateral_m(): sigma_v t (1 + rate t)^-0.3, time by Halley steps in ln(rate t).
LANTIAN_INLINE Vec lateral_growth(Vec sigma, Vec sigma_v, Vec rate, Vec dt) noexcept {
    constexpr double k_power = 0.3;
    const Vec zero = all(0.0), one = all(1.0), power = all(k_power);
    const Vec c = rate * sigma / sigma_v;
    const Flags linear = c <= all(1e-12);
    const Vec log_c = logarithm(linear ? one : c);
    Vec y = logarithm((linear ? one : c) + exponential(log_c * all(1.0 / (1.0 - k_power))));
    Flags going = c > all(1e-12);
    for (int step = 0; step < 3; ++step) {
        const Vec x = exponential(y);
        const Vec share = x / (one + x);
        const Vec f = y - power * logarithm_of_more(x) - log_c;
        const Vec slope = one - power * share;
        const Vec bend = -power * share * (one - share);
        y = select(going, y - f * slope / (slope * slope - all(0.5) * f * bend), y);
        going = going & (magnitude(f) >= all(1e-4));  // what is left is below 1e-13
        if (!any(going)) break;
    }
    const Vec time = (linear ? sigma / sigma_v : exponential(y) / rate) + dt;
    const Vec grown = sigma_v * time * exponential(-power * logarithm_of_more(rate * time));
    return sigma_v > zero ? larger(sigma, grown) : sigma;
}

/// grow_sigma_z_m() in air that is not stable: sigma_w t / (1 + 0.9 (t/500 s)^1/2).
LANTIAN_INLINE Vec root_growth(Vec sigma, Vec sigma_w, Vec dt) noexcept {
    constexpr double k_scale_s = 500.0;
    const Vec g = sigma / sigma_w;
    const Vec excess = all(0.405 / k_scale_s) * g * g;
    const Vec time = g + excess + square_root(excess * (all(2.0) * g + excess)) + dt;
    const Vec grown = sigma_w * time / (all(1.0) + all(0.9) * square_root(time * all(1.0 / k_scale_s)));
    return larger(sigma, grown);
}

/// grow_sigma_z_m() in stable air: sigma_w t / (1 + 0.945 (t/100 s)^0.806); see stable_form_time() there.
LANTIAN_INLINE Vec stable_growth(Vec sigma, Vec sigma_w, Vec dt) noexcept {
    constexpr double k_factor = 0.945, k_log_factor = -0.05657035148839435, k_power = 0.806, k_scale_s = 100.0;
    constexpr double k_tail = k_power / (1.0 - k_power);
    const Vec zero = all(0.0), one = all(1.0), power_of = all(k_power);
    const Vec g = sigma / sigma_w;
    const Vec log_g = logarithm(g > zero ? g * all(1.0 / k_scale_s) : one);
    const Vec log_c = all(k_log_factor) + power_of * log_g;
    const Vec c = exponential(log_c);
    Vec log_y = logarithm(one + c * (one + all(1.17) * c + exponential(smaller(all(700.0), all(k_tail) * log_c))));
    for (int step = 0; step < 2; ++step) {
        const Vec q = exponential(log_c + power_of * log_y);
        const Vec share = q / (one + q);
        const Vec f = log_y - logarithm(one + q);
        const Vec slope = one - power_of * share;
        const Vec bend = -power_of * power_of * share * (one - share);
        log_y = log_y - f * slope / (slope * slope - all(0.5) * f * bend);
    }
    const Vec time = (g > zero ? g * exponential(log_y) : zero) + dt;
    const Vec grown = sigma_w * time / (one + all(k_factor) * power(time * all(1.0 / k_scale_s), power_of));
    return larger(sigma, grown);
}

/// The surface layer of near_surface.hpp.
struct SurfaceLanes {
    Vec friction_velocity, inverse_obukhov, roughness, mixing_height;
    Vec inverse_length;  ///< 1/L as the similarity profiles take it: neutral at a finite length
};

/// psi_m() of zeta = z/L.
LANTIAN_INLINE Vec stability_term(Vec zeta) noexcept {
    constexpr double a = 0.7, b = 0.75, c = 5.0, d = 0.35, k_join = 0.5;
    constexpr double k_at_join = -(a * k_join + b * (k_join - c / d) * 0.8394570207692074 + b * c / d);
    const Vec zero = all(0.0), one = all(1.0);
    Vec out = all(-k_stable_beta_m) * zeta;
    const Flags far = zeta > all(k_join);
    if (any(far)) {
        const Vec holtslag = -(
            all(a) * zeta + all(b) * (zeta - all(c / d)) * exponential(-all(d) * larger(zeta, zero)) + all(b * c / d));
        out = select(far, all(-k_stable_beta_m * k_join - k_at_join) + holtslag, out);
    }
    const Flags unstable = zeta < zero;
    if (any(unstable)) {
        const Vec square = square_root(one - all(16.0) * smaller(zeta, zero));
        const Vec x = square_root(square);
        const Vec half = all(0.5) * (one + x);
        const Vec psi = logarithm(half * half * (all(0.5) * (one + square))) - all(2.0) * arctangent(x) +
                        all(0.5 * constants::k_pi);
        out = select(unstable, psi, out);
    }
    return out;
}

/// kappa u(z)/u*, not below twice the roughness length.
LANTIAN_INLINE Vec wind_profile(Vec z, const SurfaceLanes& s) noexcept {
    const Vec height = larger(z, all(2.0) * s.roughness);
    return logarithm(height / s.roughness) - stability_term(height * s.inverse_length) +
           stability_term(s.roughness * s.inverse_length);
}

inline constexpr double k_mean_height_of_sigma = 0.79788456080286535588;  // sqrt(2/pi)

/// grow_sigma_z_near_surface_m().
LANTIAN_INLINE Vec surface_growth(Vec sigma, Vec centre, Vec sigma_w, Vec dt, const SurfaceLanes& s) noexcept {
    constexpr double k_growth = 1.55 * k_mean_height_of_sigma, k_wind = 0.53;
    const Vec one = all(1.0);
    const Vec lag = smaller(one, wind_profile(length_of(centre, all(k_wind) * sigma), s) /
                                     wind_profile(length_of(centre, all(k_growth) * sigma), s));
    Vec rate = all(0.0);
    Vec at = sigma;
    for (int stage = 0; stage < 2; ++stage) {
        const Vec z = length_of(centre, all(k_growth) * at);
        const Vec zeta = z * s.inverse_obukhov;
        const Vec per_phi = zeta > all(0.0) ? one / (one + all(5.0) * zeta) : square_root(one - all(16.0) * zeta);
        rate = smaller(sigma_w, lag * (all(constants::k_von_karman) * s.friction_velocity * z * per_phi) / at);
        at = sigma + all(0.5) * dt * rate;
    }
    return sigma + dt * rate;
}

/// A vertical profile, as of ProfileShape.
struct ShapeLanes {
    Vec exponent, scale, top, reach;
};

/// Gamma(2/s)/Gamma(1/s) and s/(2 Gamma(1/s)) for 1 <= s <= 2 as polynomials in 1/s - 3/4 (Chebyshev series of our
/// own, relative error below 2e-15).
LANTIAN_INLINE ShapeLanes shape_of(Vec exponent) noexcept {
    static constexpr double k_scale[] = {0.040715997869318184,  0.01087067343971946,    -0.015663320367986507,
                                         0.0031475397673520174, -0.004881070418791337,  0.007976460228250786,
                                         -0.00959340791979974,  0.012776561158799186,   -0.012730907753807101,
                                         0.026788276463429902,  4.7128729159401864e-05, 0.09366451257223864,
                                         0.11848348917684652,   0.37303004014433544,    0.5292679771265812,
                                         0.9185569939177183,    0.8380789504454701,     0.7232045423160386};
    static constexpr double k_top[] = {1.1951059979550979e-06, -3.825558130355442e-06,  -2.0559870309251197e-06,
                                       8.770430694686879e-05,  -0.00036412477320749636, 0.00013668836678662314,
                                       0.0042976934911757615,  -0.0151722430029279,     0.0026741667492475012,
                                       0.10101045687830215,    -0.1911891830252344,     -0.13463308878197283,
                                       0.5440326260655086};
    const Vec inverse = all(1.0) / exponent;
    const Vec v = inverse - all(0.75);
    return {exponent, polynomial(v, k_scale), polynomial(v, k_top),
            exponential(all(3.6109179126442243) * inverse)};  // ln 37
}

/// puff_shape(): exponent 2 where the Gaussian serves.
LANTIAN_INLINE ShapeLanes puff_shape_lanes(Vec centre, Vec sigma, const SurfaceLanes& s) noexcept {
    const Vec zero = all(0.0), one = all(1.0), two = all(2.0);
    const Vec r = centre / sigma;
    const Vec mean = sigma * all(k_mean_height_of_sigma) * exponential(all(-0.5) * r * r) +
                     centre * erf(r * all(0.70710678118654752440));
    const Vec from_ground = one - squared(centre / mean);
    const Vec below_lid = one - mean / (all(0.5) * s.mixing_height);
    const Flags shaped = (from_ground > all(0.01)) & (below_lid > zero);
    const Vec z = larger(all(0.6) * mean, two * s.roughness);
    const Vec zeta = z * s.inverse_obukhov;
    const Vec phi_stable = one + all(5.0) * zeta;
    const Vec y = one - all(16.0) * zeta;
    const Flags stable = zeta > zero;
    const Vec n = stable ? one / phi_stable : one - all(8.0) * zeta / y;
    const Vec phi = stable ? phi_stable : one / square_root(square_root(stable ? one : y));
    const Vec surface = held(two + phi / wind_profile(z, s) - n, one, two);
    return shape_of(shaped ? two + (surface - two) * from_ground * below_lid : two);
}

}  // namespace lantian::simd::LANTIAN_SIMD
