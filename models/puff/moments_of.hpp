#pragma once

#include <cmath>
#include <cstddef>

#include "core/data/puffs.hpp"
#include "models/puff/merge.hpp"

namespace lantian {

/// Moments of a puff in the store, weighted by the emission time it stands for.
[[nodiscard]] inline Moments moments_of(const PuffStore& p, std::size_t i) {
    return {p.weight_s[i],
            p.x_m[i],
            p.y_m[i],
            p.z_m[i],
            p.sigma_y_m[i] * p.sigma_y_m[i],
            p.sigma_z_m[i] * p.sigma_z_m[i],
            p.stretch_m2[i],
            p.cross_m2[i],
            p.lean_x_m2[i],
            p.lean_y_m2[i]};
}

/// Puts them back, all but what a round puff does not have unless `ellipse`.
inline void set_moments(PuffStore& p, std::size_t i, const Moments& m, bool ellipse) {
    p.weight_s[i] = m.weight;
    p.x_m[i] = m.x;
    p.y_m[i] = m.y;
    p.z_m[i] = m.z;
    p.sigma_y_m[i] = std::sqrt(m.sigma_y_sq);
    p.sigma_z_m[i] = std::sqrt(m.sigma_z_sq);
    if (!ellipse) return;
    p.stretch_m2[i] = m.stretch;
    p.cross_m2[i] = m.cross;
    p.lean_x_m2[i] = m.lean_x;
    p.lean_y_m2[i] = m.lean_y;
}

}  // namespace lantian
