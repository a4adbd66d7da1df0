#pragma once

// What the puffs of a register hold and leave, compiled once for each instruction set (core/math/simd.hpp): the laws of
// contents.hpp and linear_transform.hpp.
#include "core/math/simd_functions.hpp"
#include "models/chemistry/molar_ratios.hpp"
#include "models/puff/step_lane_work.hpp"

namespace lantian::simd::LANTIAN_SIMD {

/// Transformation and removal; keeps the masses before and the deposits by reported species.
LANTIAN_INLINE void deplete(const LaneSetup& s, LaneGroup& g, std::size_t b, Vec* before, Vec* dry, Vec* wet) noexcept {
    const Vec zero = all(0.0), dt = load(g.dt_s + b), rain = load(g.rain_mm_h + b);
    for (std::size_t n = 0; n < s.present; ++n) before[n] = load(g.mass[n] + b);
    // transform()
    if (s.so2 < s.present) {
        const Vec lost = before[s.so2] * -exponential_less_one(-load(g.so2_per_s + b) * dt);
        store(g.mass[s.so2] + b, before[s.so2] - lost);
        store(g.mass[s.so4] + b, before[s.so4] + lost * all(k_so4_per_so2));
        store(g.so2_lost + b, load(g.so2_lost + b) + lost);
    }
    if (s.nox < s.present) {
        const Vec lost = before[s.nox] * -exponential_less_one(-load(g.nox_per_s + b) * dt);
        store(g.mass[s.nox] + b, before[s.nox] - lost);
        store(g.mass[s.no3] + b, before[s.no3] + lost * all(k_no3_per_no2));
        store(g.nox_lost + b, load(g.nox_lost + b) + lost);
    }
    // remove()
    Vec lost[k_removed_count], by_ground[k_removed_count];
    const Flags raining = rain > zero;
    for (std::size_t n = 0; n < s.ways; ++n) {
        const std::size_t r = s.way[n];
        const Vec dry_rate = load(g.velocity[r] + b) * load(g.ground[s.way_size[n]] + b);
        const Vec rate = raining ? dry_rate + load(g.scavenging[r] + b) : dry_rate;
        const Flags removed = rate > zero;
        lost[r] = by_ground[r] = zero;
        if (!any(removed)) continue;
        lost[r] = select(removed, -exponential_less_one(-rate * dt), zero);
        by_ground[r] = raining & removed ? lost[r] * (dry_rate / rate) : lost[r];
    }
    for (std::size_t n = 0; n < s.present; ++n) {
        const Vec mass = load(g.mass[n] + b);
        const Vec gone = mass * lost[s.removed[n]], to_ground = mass * by_ground[s.removed[n]];
        const Vec by_rain = gone - to_ground;
        const std::size_t r = s.reported[n];
        store(g.mass[n] + b, mass - gone);
        store(g.dry[n] + b, load(g.dry[n] + b) + to_ground);
        store(g.wet[n] + b, load(g.wet[n] + b) + by_rain);
        dry[r] = dry[r] + to_ground;
        wet[r] = wet[r] + by_rain;
    }
}

/// PM10 holds its fine parts too.
LANTIAN_INLINE void complete_pm10(Vec* of) noexcept {
    constexpr auto so4 = static_cast<std::size_t>(Reported::so4), no3 = static_cast<std::size_t>(Reported::no3),
                   pm10 = static_cast<std::size_t>(Reported::pm10),
                   pm25 = static_cast<std::size_t>(Reported::pm25_primary);
    of[pm10] = of[pm10] + (of[pm25] + all(k_sulfate_as_ammonium) * of[so4] + all(k_nitrate_as_ammonium) * of[no3]);
}

/// Pieces of path as the sub-step at hand finds them.
struct PieceLanes {
    Vec per_dt, lasts;
    Flags starts, ends;
    bool any_ends;

    LANTIAN_INLINE PieceLanes(const LaneGroup& g, std::size_t b) noexcept
        : per_dt(all(1.0) / load(g.dt_s + b)),
          lasts(load(g.piece_s + b)),
          starts(load(g.starts + b) > all(0.0)),
          ends(load(g.ends + b) > all(0.0)),
          any_ends(any(ends)) {}
};

/// Weights of a piece with the sub-step at hand, from the values at both ends of that. The change of a piece of several
/// is that of its ends, as far as no weight along it becomes negative.
LANTIAN_INLINE void run_on(Vec first, Vec last, const PieceLanes& piece, double* weight, double* change) noexcept {
    const Vec here = all(0.5) * (first + last);
    const Vec sum = select(piece.starts, here, load(weight) + here);
    const Vec at_start = select(piece.starts, first * piece.per_dt, load(change));
    store(weight, sum);
    if (!piece.any_ends) {
        store(change, at_start);
        return;
    }
    const Vec most = all(2.0) * sum;
    const Vec whole = held(piece.lasts * (last * piece.per_dt - at_start), -most, most);
    store(change, select(piece.ends, select(piece.starts, last - first, whole), at_start));
}

/// add_weights().
LANTIAN_INLINE void weigh(const LaneSetup& s, const LaneGroup& g, std::size_t b, const Vec* before,
                          const LaneValues* density, double* weight, double* change) noexcept {
    const Vec hour_frac = load(g.dt_s + b) / all(3600.0);
    const Vec gas = load(g.temperature_k + b) / all(298.15) * all(101325.0) / load(g.pressure_pa + b);
    Vec factor[2][4];
    for (std::size_t e = 0; e < 2; ++e) {
        const LaneValues* from = density + e * k_sizes;
        factor[e][1] = load(from[0] + b) * hour_frac;
        factor[e][0] = factor[e][1] * gas;
        factor[e][2] = load(from[1] + b) * hour_frac;
        factor[e][3] = load(from[2] + b) * hour_frac;
    }
    Vec first[k_reported_count] = {}, last[k_reported_count] = {};
    for (std::size_t n = 0; n < s.present; ++n) {
        const std::size_t r = s.reported[n];
        first[r] = first[r] + before[n] * factor[0][s.kind[n]];
        last[r] = last[r] + load(g.mass[n] + b) * factor[1][s.kind[n]];
    }
    complete_pm10(first);
    complete_pm10(last);
    const PieceLanes piece(g, b);
    for (std::size_t r = 0; r < k_reported_count; ++r)
        run_on(first[r], last[r], piece, weight + r * k_block_lanes, change + r * k_block_lanes);
}

}  // namespace lantian::simd::LANTIAN_SIMD
