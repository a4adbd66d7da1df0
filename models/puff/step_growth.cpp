#include "models/puff/step_growth.hpp"

#include <cmath>

namespace lantian {

NearSurface near_surface(const MetSample& met) noexcept {
    return {met.friction_velocity_m_s, met.inverse_obukhov_m, met.roughness_length_m, met.mixing_height_m};
}

double grown_sigma_z(double sigma_z_m, double z_m, double above, double sigma_w_m_s, double dt_s, bool stable,
                     const MetSample& met, double draught_m) noexcept {
    double free = 0.0;
    if (above > 0.0 && draught_m >= 0.0) {  // draughts keep their speed from ground to lid: sigma_w t
        const double way_m = sigma_w_m_s * dt_s;
        free = std::sqrt(sigma_z_m * sigma_z_m + way_m * (2.0 * draught_m + way_m));
    } else if (above > 0.0) {
        free = grow_sigma_z_m(sigma_z_m, sigma_w_m_s, dt_s, stable);
    }
    if (above >= 1.0) return free;
    const double near = grow_sigma_z_near_surface_m(sigma_z_m, z_m, sigma_w_m_s, dt_s, near_surface(met));
    return above * free + (1.0 - above) * near;
}

}  // namespace lantian
