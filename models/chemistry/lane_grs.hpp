#pragma once

// Compiled once for each instruction set, in a file of its own that names it by LANTIAN_LANES.
#include "models/chemistry/lane_math.hpp"

namespace lantian::chemistry_lanes::LANTIAN_LANES {

LANTIAN_INLINE Lanes square_root(const Lanes& a) {
    Lanes out;
    for (std::size_t l = 0; l < k_lanes; ++l) out[l] = std::sqrt(a[l]);
    return out;
}

void grs(GrsWork& w) {
    const std::size_t parts = w.parts;
    const double tau = w.part_s / 60.0;  // minutes
    for (std::size_t first = 0; first < w.cells; first += k_lanes) {
        Lanes no = zero(), no2 = zero(), o3 = zero(), roc = zero(), temperature = zero(), j = zero(), lost = zero();
        const std::size_t count = std::min(k_lanes, w.cells - first);
        for (std::size_t l = 0; l < k_lanes; ++l) {
            const std::size_t i = first + (l < count ? l : count - 1);
            no[l] = w.no[i];
            no2[l] = w.no2[i];
            o3[l] = w.o3[i];
            roc[l] = w.roc[i];
            temperature[l] = w.temperature_k[i];
            j[l] = 60.0 * w.j_no2_per_s[i];
        }
        const Lanes inverse = 1.0 / temperature;
        const Lanes made = j * (1e4 * exp_lanes(-4710.0 * inverse)) * roc;  // of RP, ppm min-1
        const Lanes k2 = 5482.0 * exp_lanes(242.0 * inverse), k4 = 2643.0 * exp_lanes(-1370.0 * inverse);
        const Lanes inverse_k4 = 1.0 / k4;
        for (std::size_t part = 0; part < parts; ++part) {
            const Lanes nox = no + no2, ox = o3 + no2;
            Lanes mean_no = no, mean_no2 = no2, end = no2, radicals = zero(), turned = zero();
            for (int pass = 0; pass < 2; ++pass) {
                // 1e4 RP^2 + (k2 NO + 250 NO2) RP = made
                const Lanes loss = k2 * mean_no + 250.0 * mean_no2;
                radicals = 2.0 * made / (1e-30 + loss + square_root(loss * loss + 4e4 * made));
                const Lanes r = k2 * radicals;
                // NO2 = x: x' = k4 (nox - x)(ox - x) - J x + r (nox - x), ox at the middle of the part.
                const Lanes middle_ox = ox + 0.5 * turned;
                const Lanes q = k4 * (nox + middle_ox) + j + r;
                const Lanes p = nox * (k4 * middle_ox + r);
                const Lanes root = 1e-30 + square_root(larger(q * q - 4.0 * k4 * p, zero()));
                const Lanes low = 2.0 * p / (1e-30 + q + root), high = 0.5 * inverse_k4 * (q + root);
                const Lanes ratio = (no2 - low) / (no2 - high - all(1e-30)) * exp_lanes(-tau * root);
                end = (low - ratio * high) / (1.0 + (-1.0) * ratio);
                end = larger(zero(), smaller(end, nox));
                // Mean of x over the part: low + ln((x1 - high)/(x0 - high))/(k4 tau)
                const Lanes grown =
                    log_lanes(larger((high - end + all(1e-30)) / (high - no2 + all(1e-30)), all(1e-30)));
                mean_no2 = larger(zero(), smaller(low + (1.0 / tau) * inverse_k4 * grown, nox));
                mean_no = nox - mean_no2;
                turned = tau * (r * mean_no);
            }
            const Lanes gone = smaller(250.0 * tau * (radicals * mean_no2), end);
            no = nox - end;
            no2 = end - gone;
            o3 = larger(zero(), ox + turned - end);
            lost = lost + gone;
        }
        for (std::size_t l = 0; l < count; ++l) {
            w.no[first + l] = no[l];
            w.no2[first + l] = no2[l];
            w.o3[first + l] = o3[l];
            w.sgn[first + l] += 0.5 * lost[l];
            w.sngn[first + l] += 0.5 * lost[l];
        }
    }
}

}  // namespace lantian::chemistry_lanes::LANTIAN_LANES
