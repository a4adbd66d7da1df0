#pragma once

// Compiled once for each instruction set, in a file of its own that names it by LANTIAN_LANES.
#include "models/chemistry/lane_math.hpp"

namespace lantian::chemistry_lanes::LANTIAN_LANES {

/// Broadened fall-off factor Fc^exponent/(1 + x).
LANTIAN_INLINE Lanes broadened(const RateProgram::FallOff& f, Lanes x, bool n_above) {
    const Lanes l = 0.43429448190325182765 * log_lanes(x);
    const Lanes scaled = 1.0 / f.n * l;
    const Lanes exponent = n_above ? f.n / (f.n + l * l) : 1.0 / (1.0 + scaled * scaled);
    return exp_lanes(f.log_fc * exponent) / (1.0 + x);
}

/// Rate constants of `count` cells from `cell` on, fixed species folded in, into k [rates] (lanes innermost). Lanes
/// beyond count repeat the last cell. terms: scratch [terms].
static void evaluate_rates(const Work& w, std::size_t cell, std::size_t count, Lanes* k, Lanes* terms) {
    const RateProgram& p = *w.program;
    const ChemistryCells& c = *w.cells;
    std::size_t at[k_lanes];
    for (std::size_t l = 0; l < k_lanes; ++l) at[l] = cell + (l < count ? l : count - 1);
    const auto gather = [&](const double* values, std::size_t stride, std::size_t item) {
        Lanes v = zero();
        for (std::size_t l = 0; l < k_lanes; ++l) v[l] = values[at[l] * stride + item];
        return v;
    };
    const Lanes temperature = gather(c.temperature_k.data(), 1, 0), pressure = gather(c.pressure_pa.data(), 1, 0);
    Lanes air = zero(), log_temperature = zero();
    for (std::size_t l = 0; l < k_lanes; ++l) {
        air[l] = air_molecules_cm3(temperature[l], pressure[l]);
        log_temperature[l] = std::log(temperature[l]);
    }
    const Lanes inverse = 1.0 / temperature;
    std::size_t t = 0;
    for (const RateProgram::Term& term : p.constant) terms[t++] = all(term.A);
    for (const RateProgram::Term& term : p.thermal) {
        Lanes v = term.A * exp_lanes(term.n * (-term.log_reference + log_temperature) - term.C * inverse);
        if (term.pressure_per_pa != 0.0) v = v * (1.0 + term.pressure_per_pa * pressure);
        terms[t++] = v;
    }
    for (const auto& r : p.plain) k[r.out] = terms[r.term];
    for (const auto& r : p.photolysis)
        k[r.out] = terms[r.term] * gather(c.photolysis_per_s.data(), w.photolysis, r.value);
    for (const auto& r : p.external) k[r.out] = terms[r.term] * gather(c.external.data(), w.externals, r.value);
    for (const auto& r : p.troe) {
        const Lanes k0 = terms[r.low] * air;
        k[r.out] = k0 * broadened(r, k0 / terms[r.high], false);
    }
    for (const auto& r : p.troe_n) {
        const Lanes k0 = terms[r.low] * air;
        k[r.out] = k0 * broadened(r, k0 / terms[r.high], true);
    }
    for (const auto& r : p.activation) k[r.out] = terms[r.low] * broadened(r, terms[r.low] * air / terms[r.high], true);
    for (const auto& r : p.sum_m) k[r.out] = terms[r.a] + terms[r.b] * air;
    for (const auto& r : p.hno3_oh) {
        const Lanes k3 = terms[r.c] * air;
        k[r.out] = terms[r.a] + k3 / (1.0 + k3 / terms[r.b]);
    }
    const std::size_t fixed_count = w.mechanism->fixed_species.size();
    for (const auto& r : p.special) {
        Lanes v = zero();
        for (std::size_t l = 0; l < k_lanes; ++l)
            v[l] =
                special_rate(p, r, temperature[l], pressure[l], c.fixed.data() + at[l] * fixed_count,
                             c.photolysis_per_s.data() + at[l] * w.photolysis, c.external.data() + at[l] * w.externals);
        k[r.out] = v;
    }
    for (const auto& r : p.references) k[r.out] = r.divide ? k[r.of] / terms[r.term] : terms[r.term] * k[r.of];
    for (const auto& r : p.mixing) {
        const Lanes per_ppm = 1e6 / air;
        for (int i = 0; i < r.power; ++i) k[r.out] = k[r.out] * per_ppm;
        for (int i = 0; i > r.power; --i) k[r.out] = k[r.out] / per_ppm;
    }
    for (std::size_t f = 0; f < fixed_count; ++f) terms[f] = gather(c.fixed.data(), fixed_count, f);
    for (const auto& r : p.fixed) k[r.out] = k[r.out] * terms[r.value];
}

}  // namespace lantian::chemistry_lanes::LANTIAN_LANES
