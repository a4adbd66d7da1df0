#include "models/meteorology/urban.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/constants.hpp"
#include "models/meteorology/surface_layer.hpp"
#include "models/meteorology/turbulence.hpp"

namespace lantian {

UrbanNight urban_night(double population, double friction_velocity_m_s, double roughness_m, double temperature_k,
                       double rho_cp_j_m3_k) noexcept {
    constexpr double k_reference_population = 2e6;
    const double ratio = population / k_reference_population;
    UrbanNight night{};
    night.warmer_k = std::max(0.0, 12.0 * (0.1 * std::log(ratio) + 1.0));
    night.mixing_height_m = 400.0 * std::sqrt(std::sqrt(ratio));
    night.sensible_heat_flux_w_m2 = 0.03 * night.warmer_k * friction_velocity_m_s * rho_cp_j_m3_k;
    night.convective_velocity_m_s =
        convective_velocity_m_s(night.sensible_heat_flux_w_m2, night.mixing_height_m, temperature_k, rho_cp_j_m3_k);
    const double z = std::min(7.0 * roughness_m, 0.5 * night.mixing_height_m);
    const double convective =
        aermod_turbulence(z, 0.0, night.convective_velocity_m_s, night.mixing_height_m, night.mixing_height_m, 0.0)
            .sigma_w_m_s;
    night.friction_velocity_m_s =
        std::max(friction_velocity_m_s, convective / (1.3 * std::sqrt(1.0 - z / night.mixing_height_m)));
    night.inverse_obukhov_m = -constants::k_von_karman * constants::k_gravity_m_s2 * night.sensible_heat_flux_w_m2 /
                              (rho_cp_j_m3_k * temperature_k * std::pow(night.friction_velocity_m_s, 3));
    return night;
}

}  // namespace lantian
