#pragma once

// One sub-step of many puffs, compiled once for each instruction set (core/math/simd.hpp): step_puff() in step.cpp line
// by line, for puffs that grow by turbulence. Every stage goes over all puffs before the next begins: what one
// register waits for, another does meanwhile, and the code of a stage stays in the nearest cache.
#include "models/puff/aermod_spread.hpp"
#include "models/puff/contents_lanes.hpp"
#include "models/puff/shear_lanes.hpp"
#include "models/puff/sub_step.hpp"

namespace lantian::simd::LANTIAN_SIMD {

/// Layer whose mean wind moves a puff.
struct LayerLanes {
    Vec low, high;
};

LANTIAN_INLINE LayerLanes layer_lanes(Vec z, Vec sigma_z, Vec lid) noexcept {
    const Vec half = all(k_layer_sigmas) * sigma_z;
    const Vec low_above = larger(lid, z - half), low_below = larger(all(0.0), z - half);
    const Flags above = z > lid;
    return {above ? low_above : low_below, above ? z + half : larger(low_below, smaller(lid, z + half))};
}

/// Vertical spread after dt by the diffusivity of the surface layer on the ground, by sigma_w above it.
LANTIAN_INLINE Vec vertical_growth(Vec sigma_z, Vec z, Vec above, Vec sigma_w, Vec dt, Flags stable, Vec draught,
                                   const SurfaceLanes& surface) noexcept {
    const Vec zero = all(0.0), one = all(1.0);
    const Flags off_ground = above > zero, near_ground = above < one;
    const Flags carried = off_ground & (draught >= zero), diffused = off_ground & (draught < zero);
    const Flags stable_free = diffused & stable, other_free = diffused & opposite(stable);
    Vec free = zero;
    if (any(carried)) {  // draughts keep their speed from ground to lid: sigma_w t
        const Vec way = sigma_w * dt;
        free = select(carried, square_root(sigma_z * sigma_z + way * (all(2.0) * draught + way)), free);
    }
    if (any(stable_free)) free = select(stable_free, stable_growth(sigma_z, sigma_w, dt), free);
    if (any(other_free)) free = select(other_free, root_growth(sigma_z, sigma_w, dt), free);
    if (!any(near_ground)) return free;
    const Vec near = surface_growth(sigma_z, z, sigma_w, dt, surface);
    return near_ground ? above * free + (one - above) * near : free;
}

/// carried_vertically() with what it multiplies the spread by.
LANTIAN_INLINE void carry_vertically(Vec& z, Vec& sigma_z, Vec mean, Vec middle, Vec change, Vec dt) noexcept {
    const Vec zero = all(0.0), one = all(1.0);
    const Vec turn = held(change * dt, all(-0.5), all(0.5));
    // e^x - 1 of both signs: e^x - 1 = -e^x (e^-x - 1).
    const Vec fall = exponential_less_one(-magnitude(turn));
    const Vec grown = turn > zero ? -fall * exponential_within(turn) : fall;
    const Flags turns = magnitude(turn) > all(1e-9);
    const Vec time = turns ? dt * grown / select(turns, turn, one) : dt;
    z = larger(zero, z + (mean + change * (z - middle)) * time);
    sigma_z = sigma_z * (one + grown);
}

namespace {

/// Weather of the layers at one end, by way of arrays. stratified: with what only the start of a sub-step needs.
[[gnu::noinline]] void take_weather(const LaneSetup& s, LaneGroup& g, std::size_t b, Vec x, Vec y, Vec fraction,
                                    LaneAir& to, bool stratified) noexcept {
    const AirLanes air = sampled(s.weather, x, y, load(g.low + b), load(g.high + b), fraction, stratified);
    store(to.wind_x + b, air.wind_x);
    store(to.wind_y + b, air.wind_y);
    store(to.wind_z + b, air.wind_z);
    store(to.wind_z_change + b, air.wind_z_change);
    store(to.mixing_height + b, air.mixing_height);
    store(to.friction_velocity + b, air.friction_velocity);
    store(to.inverse_obukhov + b, air.inverse_obukhov);
    store(to.convective_velocity + b, air.convective_velocity);
    store(to.roughness + b, air.roughness);
    store(to.precipitation + b, air.precipitation);
    store(to.sigma_v + b, air.sigma_v);
    store(to.sigma_w + b, air.sigma_w);
    store(to.turbulence_wind + b, air.turbulence_wind);
    if (!stratified) return;
    store(g.buoyancy_frequency + b, air.buoyancy_frequency);
    store(g.temperature_k + b, air.temperature);
    store(g.pressure_pa + b, air.pressure);
    store(g.humidity_frac + b, air.humidity);
}

/// Layers, weather at the start, and the lid there: update_lid().
[[gnu::noinline]] void begin(const LaneSetup& s, LaneGroup& g) noexcept {
    const Vec zero = all(0.0), half = all(0.5);
    for (std::size_t b = 0; b < g.busy; b += k_width) {
        const LayerLanes layer = layer_lanes(load(g.z + b), load(g.sigma_z + b), load(g.lid + b));
        store(g.low + b, layer.low);
        store(g.high + b, layer.high);
    }
    for (std::size_t b = 0; b < g.busy; b += k_width)
        take_weather(s, g, b, load(g.x + b), load(g.y + b), load(g.fraction + b), g.start, true);
    for (std::size_t b = 0; b < g.busy; b += k_width) {
        const Vec z = load(g.z + b), sigma_z = load(g.sigma_z + b), lid = load(g.lid + b);
        const Vec h = load(g.start.mixing_height + b);
        const Flags was_above = z > lid;
        const Flags entrained = was_above & (h >= z);
        const Vec reached = smaller(lid, z + all(k_extent_sigmas) * sigma_z);
        const Vec new_lid = was_above ? h : larger(h, reached), new_z = select(entrained, half * h, z);
        store(g.lid + b, new_lid);
        store(g.z + b, new_z);
        store(g.sigma_z + b, select(entrained, all(k_mixed_sigmas) * h, sigma_z));
        store(g.rise_left + b, select(entrained, zero, load(g.rise_left + b)));
        store(g.draught + b, select(entrained, zero, load(g.draught + b)));
        store(g.elevated + b, new_z > new_lid ? all(1.0) : zero);
    }
}

/// The turbulence in the middle of the layer in place of the measured one.
[[gnu::noinline]] void set_turbulence(LaneGroup& g, LaneAir& air) noexcept {
    for (std::size_t b = 0; b < g.busy; b += k_width) {
        AirLanes at{};
        at.wind_x = load(air.wind_x + b);
        at.wind_y = load(air.wind_y + b);
        at.mixing_height = load(air.mixing_height + b);
        at.friction_velocity = load(air.friction_velocity + b);
        at.inverse_obukhov = load(air.inverse_obukhov + b);
        at.convective_velocity = load(air.convective_velocity + b);
        at.sigma_v = load(air.sigma_v + b);
        at.sigma_w = load(air.sigma_w + b);
        at.turbulence_wind = load(air.turbulence_wind + b);
        const TurbulenceLanes t = turbulence_lanes(at, all(0.5) * (load(g.low + b) + load(g.high + b)));
        store(air.sigma_v + b, t.sigma_v);
        store(air.sigma_w + b, t.sigma_w);
    }
}

/// Length of the sub-step, a fair division of what is left of its step; weather at its end; the way, by Heun's rule.
[[gnu::noinline]] void travel(const LaneSetup& s, LaneGroup& g) noexcept {
    const Vec zero = all(0.0), one = all(1.0), half = all(0.5), least = all(s.least_substep_s);
    for (std::size_t b = 0; b < g.busy; b += k_width) {
        const Vec sigma_y = load(g.sigma_y + b), left = load(g.left_s + b);
        const Vec speed = length_of(load(g.start.wind_x + b), load(g.start.wind_y + b));
        const Vec width = sigma_y / all(k_wide_frac * s.cell_m);
        const Vec by_growth =
            larger(least, all(k_growth_frac) * sigma_y * (one + width * width) / load(g.start.sigma_v + b));
        const Flags unseen = (load(g.elevated + b) > zero) & (load(g.start.precipitation + b) <= zero);
        const Vec by_sigma = larger(all(0.5 * s.cell_m), all(s.substep_sigmas) * sigma_y);
        const Vec reach = unseen ? larger(by_sigma, all(0.5 * s.weather_cell_m)) : by_sigma;
        const Vec limit = speed > zero ? smaller(by_growth, larger(least, reach / speed)) : by_growth;
        const Vec piece_reach = all(k_piece_frac * s.substep_sigmas) * sigma_y;
        store(g.longest_piece_s + b, speed > zero ? smaller(by_growth, piece_reach / speed) : by_growth);
        const Vec steps_left = whole_above((left - all(k_done_s)) / all(s.step_s));
        const Vec of_step = left - (steps_left - one) * all(s.step_s);
        const Vec dt = of_step / whole_above(of_step / limit), fraction = load(g.fraction + b);
        const Vec next_fraction = fraction + all(s.fraction_per_s) * dt;
        store(g.dt_s + b, dt);
        store(g.left_s + b, left - dt);
        store(g.middle_fraction + b, half * (fraction + next_fraction));
        store(g.fraction + b, next_fraction);
        store(g.age + b, load(g.age + b) + dt);
    }
    for (std::size_t b = 0; b < g.busy; b += k_width) {
        const Vec dt = load(g.dt_s + b);
        take_weather(s, g, b, load(g.x + b) + load(g.start.wind_x + b) * dt,
                     load(g.y + b) + load(g.start.wind_y + b) * dt, load(g.fraction + b), g.end, false);
    }
    for (std::size_t b = 0; b < g.busy; b += k_width) {
        const Vec x0 = load(g.x + b), y0 = load(g.y + b), dt = load(g.dt_s + b);
        const Vec u = half * (load(g.start.wind_x + b) + load(g.end.wind_x + b));
        const Vec v = half * (load(g.start.wind_y + b) + load(g.end.wind_y + b));
        store(g.x0 + b, x0);
        store(g.y0 + b, y0);
        store(g.x + b, x0 + u * dt);
        store(g.y + b, y0 + v * dt);
        store(g.path + b, length_of(u, v) * dt);
        const Vec rain = half * (load(g.start.precipitation + b) + load(g.end.precipitation + b));
        store(g.rain_mm_h + b, s.rain_counts ? rain : zero);
    }
}

LANTIAN_INLINE SurfaceLanes surface_at(const LaneAir& air, std::size_t b) noexcept {
    const Vec inverse = load(air.inverse_obukhov + b), neutral = all(1.0 / k_neutral_length_m);
    return {load(air.friction_velocity + b), inverse, load(air.roughness + b), load(air.mixing_height + b),
            magnitude(inverse) > neutral ? inverse : neutral};
}

/// How far a puff is above the surface layer: 0 on the ground, 1 from a tenth of the mixing height up.
LANTIAN_INLINE Vec elevated_share(const LaneGroup& g, std::size_t b) noexcept {
    return smaller(all(1.0), load(g.z0 + b) / (all(k_surface_layer_frac) * load(g.start.mixing_height + b)));
}

LANTIAN_INLINE Vec mean_of(const LaneValues& a, const LaneValues& b, std::size_t at) noexcept {
    return all(0.5) * (load(a + at) + load(b + at));
}

LANTIAN_INLINE EllipseLanes ellipse_at(const LaneGroup& g, std::size_t b) noexcept {
    const Vec mean = squared(load(g.sigma_y + b)), stretch = load(g.stretch + b);
    return {mean + stretch, load(g.cross + b), mean - stretch, load(g.lean_x + b), load(g.lean_y + b)};
}
LANTIAN_INLINE void keep_tilt(LaneValues* to, std::size_t b, const TiltLanes& tilt) noexcept {
    const Vec values[6] = {tilt.xx, tilt.xy, tilt.yy, tilt.slope_x, tilt.slope_y, tilt.mean_height};
    for (std::size_t n = 0; n < 6; ++n) store(to[n] + b, values[n]);
}

/// Heights and spreads of leaning puffs at the start, across and along the wind.
[[gnu::noinline]] void face_wind(LaneGroup& g) noexcept {
    for (std::size_t b = 0; b < g.busy; b += k_width) {
        const HeightMomentLanes height =
            height_moment_lanes(load(g.z + b), load(g.sigma_z + b), load(g.lid + b), load(g.elevated + b) > all(0.0));
        store(g.height0[0] + b, height.mean);
        store(g.height0[1] + b, height.variance);
        store(g.height0[2] + b, height.mirrored);
        const TiltLanes tilt = tilt_lanes(ellipse_at(g, b), height);
        keep_tilt(g.tilt_start, b, tilt);
        Vec along, across;
        spreads_lanes(tilt, mean_of(g.start.wind_x, g.end.wind_x, b), mean_of(g.start.wind_y, g.end.wind_y, b), along,
                      across);
        store(g.along0 + b, along);
        store(g.across0 + b, across);
    }
}

/// Growth across the wind, and along it with shear, by the turbulence.
[[gnu::noinline]] void widen(const LaneSetup& s, LaneGroup& g) noexcept {
    for (std::size_t b = 0; b < g.busy; b += k_width) {
        const Vec sigma_y = load(g.sigma_y + b), z = load(g.z + b), dt = load(g.dt_s + b);
        const Vec sigma_v = mean_of(g.start.sigma_v, g.end.sigma_v, b), lid = load(g.start.mixing_height + b);
        const Vec per_m =
            larger(all(k_lateral_ground * k_lateral_ground_height_m) / larger(z, all(k_lateral_ground_height_m)),
                   all(k_lateral_least)) /
            lid;
        store(g.sigma_y0 + b, sigma_y);
        store(g.sigma_z0 + b, load(g.sigma_z + b));
        store(g.z0 + b, z);
        if (!s.shear) {
            store(g.sigma_y + b, lateral_growth(sigma_y, sigma_v, per_m * sigma_v, dt));
            continue;
        }
        store(g.across + b, lateral_growth(load(g.across0 + b), sigma_v, per_m * sigma_v, dt));
        constexpr double k_excess = 2.4 * 2.4 - 1.9 * 1.9;  // along_over_across()
        const Vec middle = mean_of(g.low, g.high, b);
        const Vec excess =
            all(k_excess) * squared(load(g.start.friction_velocity + b)) * (all(1.0) - middle / lid) / squared(sigma_v);
        const Vec more = (sigma_v > all(0.0)) & (middle < lid) ? excess : all(0.0);
        const Vec sigma_u = sigma_v * square_root(all(1.0) + more);
        store(g.along + b, lateral_growth(load(g.along0 + b), sigma_u, per_m * sigma_u, dt));
    }
}

[[gnu::noinline]] void deepen(const LaneSetup& s, LaneGroup& g) noexcept {
    const Vec zero = all(0.0);
    for (std::size_t b = 0; b < g.busy; b += k_width) {
        const Vec sigma_z = load(g.sigma_z0 + b), lid = load(g.lid + b), dt = load(g.dt_s + b);
        const Vec inverse_obukhov = load(g.start.inverse_obukhov + b);
        const Flags grows = sigma_z < all(k_mixed_sigmas) * lid;
        const Vec sigma_w = mean_of(g.start.sigma_w, g.end.sigma_w, b), above = elevated_share(g, b);
        Vec draught = all(-1.0);
        if (s.draughts) {
            const Flags carried = grows & (inverse_obukhov < zero) & (load(g.start.convective_velocity + b) > zero) &
                                  (load(g.elevated + b) <= zero);
            draught = select(carried, load(g.draught + b), draught);
            store(g.draught + b, select(carried, load(g.draught + b) + above * sigma_w * dt, zero));
        } else {
            store(g.draught + b, zero);
        }
        store(g.draught0 + b, draught);
        const Flags stable = (inverse_obukhov > zero) | (load(g.buoyancy_frequency + b) > all(k_stable_n_per_s));
        Vec grown = sigma_z;
        if (any(grows))
            grown = select(
                grows,
                vertical_growth(sigma_z, load(g.z0 + b), above, sigma_w, dt, stable, draught, surface_at(g.start, b)),
                sigma_z);
        store(g.sigma_z + b, grown);
        if (!s.shear) continue;
        const Flags full = opposite(grows);
        if (any(full & stable)) grown = select(full & stable, stable_growth(sigma_z, sigma_w, dt), grown);
        if (any(full & opposite(stable)))
            grown = select(full & opposite(stable), root_growth(sigma_z, sigma_w, dt), grown);
        store(g.sigma_z_free + b, grown);
    }
}

/// Plume rise, the vertical wind and settling: rise() and carried_vertically().
[[gnu::noinline]] void climb(const LaneSetup& s, LaneGroup& g) noexcept {
    const Vec zero = all(0.0), half = all(0.5), mixed = all(k_mixed_sigmas);
    for (std::size_t b = 0; b < g.busy; b += k_width) {
        Vec z = load(g.z + b), sigma_y = load(g.sigma_y + b), sigma_z = load(g.sigma_z + b);
        const Vec travelled = load(g.travelled + b), travelled_end = travelled + load(g.path + b);
        const Vec rise_left = load(g.rise_left + b);
        const Flags rising = rise_left > zero;
        if (any(rising)) {
            const Vec rise_rate = load(g.rise_rate + b);
            const Vec before = rise_rate * cube_root(travelled * travelled);
            const Vec step = smaller(rise_rate * cube_root(travelled_end * travelled_end) - before, rise_left);
            store(g.rise_left + b, select(rising, rise_left - step, rise_left));
            z = select(rising, z + step, z);
            const Vec spread_sq = squared((before + step) / all(3.5)) - squared(before / all(3.5));
            sigma_y = select(rising, square_root(sigma_y * sigma_y + spread_sq), sigma_y);
            sigma_z = select(rising, square_root(sigma_z * sigma_z + spread_sq), sigma_z);
        }
        const Vec lid = load(g.lid + b), dt = load(g.dt_s + b);
        const Flags elevated = load(g.elevated + b) > zero;
        const Vec sigma_z_rising = sigma_z;
        Vec carried_sigma = sigma_z;
        carry_vertically(z, carried_sigma, half * (load(g.start.wind_z + b) + load(g.end.wind_z + b)),
                         half * (load(g.low + b) + load(g.high + b)),
                         half * (load(g.start.wind_z_change + b) + load(g.end.wind_z_change + b)), dt);
        z = elevated ? larger(z, lid * all(1.0 + 1e-12)) : held(z, zero, lid);
        // A puff that fills the mixed layer stays mixed.
        sigma_z = load(g.sigma_z0 + b) < mixed * lid ? carried_sigma : sigma_z;
        const Vec sunk = load(g.sunk + b);
        store(g.z + b, z);
        store(g.sigma_y + b, sigma_y);
        sigma_z = elevated ? sigma_z : smaller(sigma_z, mixed * lid);
        store(g.sigma_z + b, sigma_z);
        store(g.draught + b, smaller(load(g.draught + b), sigma_z));
        store(g.stretched + b, carried_sigma / sigma_z_rising);
        store(g.travelled + b, travelled_end);
        store(g.sunk0 + b, sunk);
        store(g.sunk + b, sunk + all(s.coarse_settling_m_s) * dt);
    }
}

/// The ellipse over the sub-step, once the height is known: step_ellipse().
[[gnu::noinline]] void turn_ellipse(const LaneSetup& s, LaneGroup& g) noexcept {
    const Vec half = all(0.5);
    for (std::size_t b = 0; b < g.busy; b += k_width) {
        const Vec low = load(g.low + b), dt = load(g.dt_s + b);
        const GradientLanes wind =
            wind_gradients(s.weather, mean_of(g.x0, g.x, b), mean_of(g.y0, g.y, b), low,
                           larger(load(g.high + b), low + all(k_least_layer_m)), load(g.middle_fraction + b));
        const HeightMomentLanes before{load(g.height0[0] + b), load(g.height0[1] + b), load(g.height0[2] + b)};
        const HeightMomentLanes after =
            height_moment_lanes(load(g.z + b), load(g.sigma_z + b), load(g.lid + b), load(g.elevated + b) > all(0.0));
        EllipseLanes e = ellipse_at(g, b);
        const Vec stretched = load(g.stretched + b);
        e.xz = e.xz * stretched;
        e.yz = e.yz * stretched;
        e = possible_lanes(e, before.variance);
        const Vec diffusivity = half * (squared(load(g.sigma_z_free + b)) - squared(load(g.sigma_z0 + b))) / dt;
        const Vec relaxation = half * (leaning_lanes(before, diffusivity) + leaning_lanes(after, diffusivity));
        const Vec half_dt = half * dt;
        e = deformed_lanes(e, wind, half_dt);
        e = sheared_lanes(e, wind, before.variance, after.variance, relaxation,
                          squared(load(g.along + b)) - squared(load(g.along0 + b)),
                          squared(load(g.across + b)) - squared(load(g.across0 + b)),
                          mean_of(g.start.wind_x, g.end.wind_x, b), mean_of(g.start.wind_y, g.end.wind_y, b), dt);
        e = possible_lanes(deformed_lanes(e, wind, half_dt), after.variance);
        store(g.sigma_y + b, square_root(half * (e.xx + e.yy)));
        store(g.stretch + b, half * (e.xx - e.yy));
        store(g.cross + b, e.xy);
        store(g.lean_x + b, e.xz);
        store(g.lean_y + b, e.yz);
        keep_tilt(g.tilt_end, b, tilt_lanes(ellipse_at(g, b), after));
    }
}

LANTIAN_INLINE void keep_shape(LaneValues* to, std::size_t b, Flags used, const ShapeLanes& shape) noexcept {
    store(to[0] + b, select(used, shape.exponent, all(2.0)));
    store(to[1] + b, shape.scale);
    store(to[2] + b, shape.top);
    store(to[3] + b, shape.reach);
}
LANTIAN_INLINE ShapeLanes shape_kept(const LaneValues* from, std::size_t b) noexcept {
    return {load(from[0] + b), load(from[1] + b), load(from[2] + b), load(from[3] + b)};
}

/// Shapes at both ends of puffs near the ground.
[[gnu::noinline]] void set_shapes(LaneGroup& g) noexcept {
    for (std::size_t b = 0; b < g.busy; b += k_width) {
        const Flags on_ground = (load(g.elevated + b) == all(0.0)) & (elevated_share(g, b) < all(1.0));
        const ShapeLanes gaussian{all(2.0), all(1.0), all(1.0), all(1.0)};
        keep_shape(g.shape_start, b, on_ground,
                   any(on_ground) ? puff_shape_lanes(smaller(load(g.z0 + b), load(g.lid + b)), load(g.sigma_z0 + b),
                                                     surface_at(g.start, b))
                                  : gaussian);
        keep_shape(
            g.shape_end, b, on_ground,
            any(on_ground) ? puff_shape_lanes(load(g.z + b), load(g.sigma_z + b), surface_at(g.end, b)) : gaussian);
    }
}

/// Heights whose densities are worked out side by side.
inline constexpr std::size_t k_heights_together = 4;

/// Densities at N heights, each 2 k_sizes columns after the one before.
template <std::size_t N>
LANTIAN_INLINE void store_densities(const DensityLanes& of, const double* height_m, LaneValues* to,
                                    std::size_t b) noexcept {
    Vec density[N];
    of.at(height_m, density);
    for (std::size_t n = 0; n < N; ++n) store(to[n * 2 * k_sizes] + b, density[n]);
}

[[gnu::noinline]] void set_densities(const LaneSetup& s, LaneGroup& g, LaneValues* density) noexcept {
    const Vec zero = all(0.0), half = all(0.5);
    const double sinks[k_sizes] = {0.0, 1.0,
                                   s.coarse_settling_m_s > 0.0 ? s.giant_settling_m_s / s.coarse_settling_m_s : 1.0};
    const bool has[k_sizes] = {true, s.has_coarse, s.has_giant};
    for (std::size_t b = 0; b < g.busy; b += k_width) {
        const Flags low = load(g.elevated + b) == zero;
        if (!any(low)) {
            for (std::size_t n = 0; n < 2 * k_sizes * s.heights; ++n) store(density[n] + b, zero);
            continue;
        }
        const Vec lid = load(g.lid + b);
        const Vec w3 = load(g.start.convective_velocity + b) * squared(load(g.start.convective_velocity + b));
        const Vec relative = load(g.z0 + b) / load(g.start.mixing_height + b);
        const Vec third = relative >= all(0.1) ? all(0.125) * w3 : all(1.25) * w3 * relative;
        const Vec sigma_w = mean_of(g.start.sigma_w, g.end.sigma_w, b), share = elevated_share(g, b);
        const Flags carried = load(g.draught0 + b) >= zero;
        const DraughtLanes draughts_start =
            draughts_of_skewness(carried, share, load(g.draught0 + b), third / (sigma_w * squared(sigma_w)));
        DraughtLanes draughts_end = draughts_start;
        draughts_end.draught = load(g.draught + b);
        const ShapeLanes shape_start = shape_kept(g.shape_start, b), shape_end = shape_kept(g.shape_end, b);
        for (std::size_t size = 0; size < k_sizes; ++size) {
            if (!has[size]) continue;
            const Vec z0 = larger(zero, load(g.z0 + b) - all(sinks[size]) * load(g.sunk0 + b));
            const Vec z1 = larger(zero, load(g.z + b) - all(sinks[size]) * load(g.sunk + b));
            const DensityLanes start(low, z0, load(g.sigma_z0 + b), lid, shape_start, draughts_start);
            const DensityLanes end(low, z1, load(g.sigma_z + b), lid, shape_end, draughts_end);
            for (std::size_t h = 0; h < s.heights;) {
                LaneValues* const start_at = density + (h * 2) * k_sizes + size;
                const std::size_t together = s.heights - h >= k_heights_together ? k_heights_together : 1;
                if (together == 1) {
                    store_densities<1>(start, s.height_m + h, start_at, b);
                    store_densities<1>(end, s.height_m + h, start_at + k_sizes, b);
                } else {
                    store_densities<k_heights_together>(start, s.height_m + h, start_at, b);
                    store_densities<k_heights_together>(end, s.height_m + h, start_at + k_sizes, b);
                }
                h += together;
            }
        }
    }
    for (std::size_t b = 0; b < g.busy; b += k_width) {
        for (std::size_t size = 0; size < k_sizes; ++size)
            store(g.ground[size] + b, half * (load(density[size] + b) + load(density[k_sizes + size] + b)));
    }
}

void move(const LaneSetup& s, LaneGroup& g, LaneValues* density) noexcept {
    begin(s, g);
    set_turbulence(g, g.start);
    travel(s, g);
    set_turbulence(g, g.end);
    if (s.shear) face_wind(g);
    widen(s, g);
    deepen(s, g);
    climb(s, g);
    if (s.shear) turn_ellipse(s, g);
    set_shapes(g);
    set_densities(s, g, density);
}

void content(const LaneSetup& s, LaneGroup& g, std::size_t first, const LaneValues* density, BlockValues* weight,
             BlockValues* change) noexcept {
    for (std::size_t b = first; b < first + k_block_lanes; b += k_width) {
        Vec before[k_carried_count], dry[k_reported_count] = {}, wet[k_reported_count] = {};
        deplete(s, g, b, before, dry, wet);
        if (s.deposited > 0) {
            complete_pm10(dry);
            complete_pm10(wet);
        }
        const std::size_t at = b - first;
        const Vec zero = all(0.0);
        const Flags starts = load(g.starts + b) > zero;
        for (std::size_t h = 0; h < s.heights; ++h) {
            double* const mean = weight[h * s.channels] + at;
            weigh(s, g, b, before, density + h * 2 * k_sizes, mean, change[h * s.channels] + at);
            for (std::size_t d = 0; d < s.deposited; ++d) {
                double* const on_dry = mean + (k_reported_count + d) * k_block_lanes;
                double* const on_wet = on_dry + s.deposited * k_block_lanes;
                store(on_dry, select(starts, zero, load(on_dry)) + dry[s.deposited_as[d]]);
                store(on_wet, select(starts, zero, load(on_wet)) + wet[s.deposited_as[d]]);
            }
        }
    }
}

}  // namespace

extern const LaneKernels lane_kernels;
const LaneKernels lane_kernels{&move, &content};

}  // namespace lantian::simd::LANTIAN_SIMD
