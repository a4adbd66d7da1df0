#pragma once

#include <algorithm>
#include <cmath>

#include "core/data/meteorology.hpp"
#include "models/meteorology/met_window.hpp"
#include "models/meteorology/turbulence.hpp"
#include "models/puff/sub_step.hpp"

namespace lantian {

/// Turbulence at a height of a layer, measured where the weather has it, else modelled; the wind of the layer stands
/// for that at the mixing height in the small residual term.
inline Turbulence turbulence_of(const MetSample& met, double z_m) {
    const double speed = std::hypot(met.wind_x_m_s, met.wind_y_m_s);
    const bool unstable = met.inverse_obukhov_m < 0.0;
    const Turbulence modelled =
        turbulence_at(z_m, {met.friction_velocity_m_s, unstable ? met.convective_velocity_m_s : 0.0,
                            met.mixing_height_m, speed, speed, unstable});
    const double below = met.turbulence_wind_m_s > 0.0 ? std::min(1.0, speed / met.turbulence_wind_m_s) : 1.0;
    return {met.sigma_v_m_s > 0.0 ? met.sigma_v_m_s * below : modelled.sigma_v_m_s,
            met.sigma_w_m_s > 0.0 ? met.sigma_w_m_s * below : modelled.sigma_w_m_s};
}

/// Turbulence of a layer about z_m: that of a mast where there is one.
inline Turbulence layer_turbulence(const MetSample& met, double z_m, double low_m, double high_m,
                                   const MetWindow& window, double time_fraction) {
    if (window.has_mast()) return window.mast_turbulence(low_m, high_m, time_fraction);
    return turbulence_of(met, z_m);
}

/// Does stratification hold the vertical growth of a puff in this layer?
inline bool is_stable(const MetSample& met) {
    return met.inverse_obukhov_m > 0.0 || met.buoyancy_frequency_s > k_stable_n_per_s;
}

}  // namespace lantian
