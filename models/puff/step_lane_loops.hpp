#pragma once

// One sub-step of eight puffs, compiled once for each instruction set (core/math/simd.hpp): step_puff() in step.cpp line
// by line, for round puffs that grow by turbulence.
#include "models/chemistry/linear_transform.hpp"
#include "models/puff/density_lanes.hpp"
#include "models/puff/step_lane_work.hpp"

namespace lantian::simd::LANTIAN_SIMD {

/// Layer whose mean wind moves a puff.
struct LayerLanes {
    Vec low, high;
};

LANTIAN_INLINE LayerLanes layer_lanes(Vec z, Vec sigma_z, Vec lid) noexcept {
    const Vec half = all(1.45) * sigma_z;
    const Vec low_above = larger(lid, z - half), low_below = larger(all(0.0), z - half);
    const Mask above = z > lid;
    return {above ? low_above : low_below, above ? z + half : larger(low_below, smaller(lid, z + half))};
}

/// Vertical spread after dt by the diffusivity of the surface layer on the ground, by sigma_w above it.
LANTIAN_INLINE Vec vertical_growth(Vec sigma_z, Vec z, Vec above, Vec sigma_w, Vec dt, Mask stable,
                                   const SurfaceLanes& surface) noexcept {
    const Vec zero = all(0.0), one = all(1.0);
    const Mask off_ground = above > zero, near_ground = above < one;
    const Mask stable_free = off_ground & stable, other_free = off_ground & opposite(stable);
    Vec free = zero;
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
    const Mask turns = magnitude(turn) > all(1e-9);
    const Vec time = turns ? dt * grown / select(turns, turn, one) : dt;
    z = larger(zero, z + (mean + change * (z - middle)) * time);
    sigma_z = sigma_z * (one + grown);
}

LANTIAN_INLINE void move_lanes(const LaneSetup& s, LaneGroup& g, LaneValues* density, std::size_t b) noexcept {
    const Vec zero = all(0.0), one = all(1.0), half = all(0.5);
    constexpr double k_extent = 2.15, k_mixed = 1.7;
    Vec z = load(g.z + b), sigma_y = load(g.sigma_y + b), sigma_z = load(g.sigma_z + b), lid = load(g.lid + b);
    Vec rise_left = load(g.rise_left + b), draught = load(g.draught + b);
    const Vec x0 = load(g.x + b), y0 = load(g.y + b), fraction = load(g.fraction + b);
    const LayerLanes layer = layer_lanes(z, sigma_z, lid);
    const AirLanes air = sampled(s.weather, x0, y0, layer.low, layer.high, fraction, true);

    // update_lid()
    {
        const Vec h = air.mixing_height;
        const Mask was_above = z > lid;
        const Mask entrained = was_above & (h >= z);
        const Vec reached = smaller(lid, z + all(k_extent) * sigma_z);
        lid = was_above ? h : larger(h, reached);
        z = select(entrained, half * h, z);
        sigma_z = select(entrained, all(k_mixed) * h, sigma_z);
        rise_left = select(entrained, zero, rise_left);
        draught = select(entrained, zero, draught);
    }

    const Vec speed = length_of(air.wind_x, air.wind_y);
    const Vec centre = half * (layer.low + layer.high);
    const TurbulenceLanes first = turbulence_lanes(air, centre);
    const Mask elevated = z > lid;

    // Length of the sub-step: a fair division of what is left.
    const Vec least = all(s.least_substep_s), left = load(g.left_s + b);
    const Vec width = sigma_y / all(0.3 * s.cell_m);
    Vec limit = larger(least, all(0.15) * sigma_y * (one + width * width) / first.sigma_v);
    const Vec reach = larger(all(0.5 * s.cell_m), all(s.substep_sigmas) * sigma_y);
    limit = speed > zero ? smaller(limit, larger(least, reach / speed)) : limit;
    const Vec dt = left / whole_above(left / limit);
    const Vec next_fraction = fraction + all(s.fraction_per_s) * dt;

    const AirLanes end = sampled(s.weather, x0 + air.wind_x * dt, y0 + air.wind_y * dt, layer.low, layer.high,
                                 next_fraction, false);
    const Vec u = half * (air.wind_x + end.wind_x), v = half * (air.wind_y + end.wind_y);
    const Vec w = half * (air.wind_z + end.wind_z);
    const Vec path = length_of(u, v) * dt;
    const TurbulenceLanes last = turbulence_lanes(end, centre);
    const Vec sigma_v = half * (first.sigma_v + last.sigma_v), sigma_w = half * (first.sigma_w + last.sigma_w);
    const Mask stable = (air.inverse_obukhov > zero) | (air.buoyancy_frequency > all(1e-3));
    const Vec above = smaller(one, z / (all(0.1) * air.mixing_height));

    const Vec sigma_y_start = sigma_y, sigma_z_start = sigma_z, z_start = z;
    constexpr double k_ground = 78.0, k_ground_height_m = 0.46, k_least = 0.7;
    const Vec rate = larger(all(k_ground * k_ground_height_m) / larger(z, all(k_ground_height_m)), all(k_least)) *
                     sigma_v / air.mixing_height;
    sigma_y = lateral_growth(sigma_y, sigma_v, rate, dt);
    const Mask grows = sigma_z < all(k_mixed) * lid;
    const SurfaceLanes surface = surface_of(air);
    if (any(grows)) {
        const Vec grown = vertical_growth(sigma_z, z, above, sigma_w, dt, stable, surface);
        sigma_z = select(grows, grown, sigma_z);
    }

    // rise()
    const Vec travelled = load(g.travelled + b), travelled_end = travelled + path;
    const Mask rising = rise_left > zero;
    if (any(rising)) {
        const Vec rise_rate = load(g.rise_rate + b);
        const Vec before = rise_rate * cube_root(travelled * travelled);
        const Vec step = smaller(rise_rate * cube_root(travelled_end * travelled_end) - before, rise_left);
        rise_left = select(rising, rise_left - step, rise_left);
        z = select(rising, z + step, z);
        const Vec spread_sq = squared((before + step) / all(3.5)) - squared(before / all(3.5));
        sigma_y = select(rising, square_root(sigma_y * sigma_y + spread_sq), sigma_y);
        sigma_z = select(rising, square_root(sigma_z * sigma_z + spread_sq), sigma_z);
    }

    Vec carried_sigma = sigma_z;
    carry_vertically(z, carried_sigma, w, centre, half * (air.wind_z_change + end.wind_z_change), dt);
    z = elevated ? larger(z, lid * all(1.0 + 1e-12)) : held(z, zero, lid);
    // A puff that fills the mixed layer stays mixed.
    sigma_z = sigma_z_start < all(k_mixed) * lid ? carried_sigma : sigma_z;
    sigma_z = elevated ? sigma_z : smaller(sigma_z, all(k_mixed) * lid);
    const Vec x = x0 + u * dt, y = y0 + v * dt;
    const Vec sunk_start = load(g.sunk + b), sunk = sunk_start + all(s.coarse_settling_m_s) * dt;

    const Mask low = opposite(elevated);
    if (any(low)) {
        ShapeLanes shape_start{all(2.0), one, one, one}, shape_end = shape_start;
        const Mask on_ground = low & (above < one);
        if (any(on_ground)) {
            shape_start = puff_shape_lanes(smaller(z_start, lid), sigma_z_start, surface);
            shape_end = puff_shape_lanes(z, sigma_z, surface_of(end));
            shape_start.exponent = select(on_ground, shape_start.exponent, all(2.0));
            shape_end.exponent = select(on_ground, shape_end.exponent, all(2.0));
        }
        const double sinks[k_sizes] = {
            0.0, 1.0, s.coarse_settling_m_s > 0.0 ? s.giant_settling_m_s / s.coarse_settling_m_s : 1.0};
        const bool has[k_sizes] = {true, s.has_coarse, s.has_giant};
        for (std::size_t h = 0; h < s.heights; ++h) {
            for (std::size_t size = 0; size < k_sizes; ++size) {
                if (!has[size]) continue;
                LaneValues* at = density + (h * 2) * k_sizes + size;
                const Vec sunk0 = all(sinks[size]) * sunk_start, sunk1 = all(sinks[size]) * sunk;
                store(at[0] + b, density_lanes(low, s.height_m[h], larger(zero, z_start - sunk0), sigma_z_start, lid,
                                               shape_start));
                store(at[k_sizes] + b,
                      density_lanes(low, s.height_m[h], larger(zero, z - sunk1), sigma_z, lid, shape_end));
            }
        }
    } else {
        for (std::size_t n = 0; n < 2 * k_sizes * s.heights; ++n) store(density[n] + b, zero);
    }
    for (std::size_t size = 0; size < k_sizes; ++size)
        store(g.ground[size] + b, half * (load(density[size] + b) + load(density[k_sizes + size] + b)));

    store(g.x0 + b, x0);
    store(g.y0 + b, y0);
    store(g.sigma_y0 + b, sigma_y_start);
    store(g.dt_s + b, dt);
    store(g.middle_fraction + b, half * (fraction + next_fraction));
    store(g.rain_mm_h + b, s.rain_counts ? half * (air.precipitation + end.precipitation) : zero);
    store(g.elevated + b, elevated ? one : zero);
    store(g.gas_factor + b, air.temperature / all(298.15) * all(101325.0) / air.pressure);
    store(g.temperature_k + b, air.temperature);
    store(g.pressure_pa + b, air.pressure);
    store(g.humidity_frac + b, air.humidity);
    store(g.x + b, x);
    store(g.y + b, y);
    store(g.z + b, z);
    store(g.sigma_y + b, sigma_y);
    store(g.sigma_z + b, sigma_z);
    store(g.lid + b, lid);
    store(g.rise_left + b, rise_left);
    store(g.travelled + b, travelled_end);
    store(g.draught + b, zero);
    store(g.sunk + b, sunk);
    store(g.age + b, load(g.age + b) + dt);
    store(g.left_s + b, left - dt);
    store(g.fraction + b, next_fraction);
}

LANTIAN_INLINE void content_lanes(const LaneSetup& s, LaneGroup& g, const LaneValues* density, LaneValues* weight,
                                  LaneValues* change, std::size_t b) noexcept {
    const Vec zero = all(0.0), half = all(0.5);
    const Vec dt = load(g.dt_s + b), rain = load(g.rain_mm_h + b);

    Vec before[k_carried_count];
    for (std::size_t n = 0; n < s.present; ++n) before[n] = load(g.mass[s.carried[n]] + b);

    // transform()
    {
        double* const so2 = g.mass[static_cast<std::size_t>(Carried::so2)] + b;
        double* const nox = g.mass[static_cast<std::size_t>(Carried::nox)] + b;
        double* const so4 = g.mass[static_cast<std::size_t>(Carried::so4)] + b;
        double* const no3 = g.mass[static_cast<std::size_t>(Carried::no3)] + b;
        const Vec so2_lost = load(so2) * -exponential_less_one(all(-s.so2_per_s) * dt);
        const Vec nox_lost = load(nox) * -exponential_less_one(all(-s.nox_per_s) * dt);
        store(so2, load(so2) - so2_lost);
        store(nox, load(nox) - nox_lost);
        store(so4, load(so4) + so2_lost * all(k_so4_per_so2));
        store(no3, load(no3) + nox_lost * all(k_no3_per_no2));
        store(g.so2_lost + b, load(g.so2_lost + b) + so2_lost);
        store(g.nox_lost + b, load(g.nox_lost + b) + nox_lost);
    }

    // remove()
    Vec lost[k_removed_count], dry_part[k_removed_count];
    const Mask raining = rain > zero;
    for (std::size_t n = 0; n < s.ways; ++n) {
        const std::size_t r = s.way[n];
        const Vec ground = load(g.ground[s.way_size[n]] + b);
        const Vec dry_rate = load(g.velocity[r] + b) * ground;
        const Vec rate = raining ? dry_rate + load(g.scavenging[r] + b) : dry_rate;
        const Mask removed = rate > zero;
        lost[r] = zero;
        dry_part[r] = zero;
        if (!any(removed)) continue;
        lost[r] = select(removed, -exponential_less_one(-rate * dt), zero);
        dry_part[r] = raining & removed ? lost[r] * (dry_rate / rate) : lost[r];
    }
    Vec dry[k_reported_count] = {}, wet[k_reported_count] = {};
    for (std::size_t n = 0; n < s.present; ++n) {
        const std::size_t k = s.carried[n];
        const Vec mass = load(g.mass[k] + b);
        const Vec gone = mass * lost[s.removed[n]], by_ground = mass * dry_part[s.removed[n]];
        const Vec by_rain = gone - by_ground;
        store(g.mass[k] + b, mass - gone);
        store(g.dry[k] + b, load(g.dry[k] + b) + by_ground);
        store(g.wet[k] + b, load(g.wet[k] + b) + by_rain);
        dry[s.reported[n]] = dry[s.reported[n]] + by_ground;
        wet[s.reported[n]] = wet[s.reported[n]] + by_rain;
    }
    constexpr std::size_t so4 = static_cast<std::size_t>(Reported::so4), no3 = static_cast<std::size_t>(Reported::no3),
                          pm10 = static_cast<std::size_t>(Reported::pm10),
                          pm25 = static_cast<std::size_t>(Reported::pm25_primary);
    const Vec sulfate = all(k_sulfate_as_ammonium), nitrate = all(k_nitrate_as_ammonium);
    if (s.deposited > 0) {
        dry[pm10] = dry[pm10] + (dry[pm25] + sulfate * dry[so4] + nitrate * dry[no3]);
        wet[pm10] = wet[pm10] + (wet[pm25] + sulfate * wet[so4] + nitrate * wet[no3]);
    }

    // add_weights()
    const Vec hour_frac = dt / all(3600.0), gas = load(g.gas_factor + b);
    for (std::size_t h = 0; h < s.heights; ++h) {
        Vec factor[2][4];
        for (std::size_t e = 0; e < 2; ++e) {
            const LaneValues* from = density + (h * 2 + e) * k_sizes;
            factor[e][1] = load(from[0] + b) * hour_frac;
            factor[e][0] = factor[e][1] * gas;
            factor[e][2] = load(from[1] + b) * hour_frac;
            factor[e][3] = load(from[2] + b) * hour_frac;
        }
        Vec first[k_reported_count] = {}, last[k_reported_count] = {};
        for (std::size_t n = 0; n < s.present; ++n) {
            const std::size_t r = s.reported[n];
            first[r] = first[r] + before[n] * factor[0][s.kind[n]];
            last[r] = last[r] + load(g.mass[s.carried[n]] + b) * factor[1][s.kind[n]];
        }
        first[pm10] = first[pm10] + (first[pm25] + sulfate * first[so4] + nitrate * first[no3]);
        last[pm10] = last[pm10] + (last[pm25] + sulfate * last[so4] + nitrate * last[no3]);
        LaneValues* const mean = weight + h * s.channels;
        LaneValues* const step = change + h * s.channels;
        for (std::size_t r = 0; r < k_reported_count; ++r) {
            store(mean[r] + b, half * (first[r] + last[r]));
            store(step[r] + b, last[r] - first[r]);
        }
        for (std::size_t d = 0; d < s.deposited; ++d) {
            store(mean[k_reported_count + d] + b, dry[s.deposited_as[d]]);
            store(mean[k_reported_count + s.deposited + d] + b, wet[s.deposited_as[d]]);
        }
    }
}

namespace {

void move(const LaneSetup& setup, LaneGroup& group, LaneValues* density) noexcept {
    for (std::size_t b = 0; b < k_step_lanes; b += k_width) move_lanes(setup, group, density, b);
}
void content(const LaneSetup& setup, LaneGroup& group, const LaneValues* density, LaneValues* weight,
             LaneValues* change) noexcept {
    for (std::size_t b = 0; b < k_step_lanes; b += k_width)
        content_lanes(setup, group, density, weight, change, b);
}

}  // namespace

extern const LaneKernels lane_kernels;
const LaneKernels lane_kernels{&move, &content};

}  // namespace lantian::simd::LANTIAN_SIMD
