#include "models/meteorology/boundary_layer.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/constants.hpp"
#include "models/meteorology/surface_energy.hpp"
#include "models/meteorology/surface_layer.hpp"

namespace lantian {

double air_rho_cp_j_m3_k(double temperature_k, double pressure_pa) noexcept {
    return pressure_pa / (constants::k_dry_air_gas_constant_j_kg_k * temperature_k) *
           constants::k_air_heat_capacity_j_kg_k;
}

double standard_pressure_pa(double altitude_m) noexcept {
    return 101325.0 * std::pow(1.0 - 2.25577e-5 * altitude_m, 5.25588);
}

double daytime_heat_flux_w_m2(const SurfaceWeather& w, const GroundSurface& ground) noexcept {
    if (w.sun_rad <= 0.0) return 0.0;
    const double solar = std::isfinite(w.shortwave_down_w_m2) ? std::max(0.0, w.shortwave_down_w_m2)
                                                              : solar_radiation_w_m2(w.sun_rad, w.cloud_frac);
    const double net = net_radiation_w_m2(albedo_at(ground.albedo_frac, w.sun_rad), solar, w.temperature_k,
                                          w.cloud_frac, ground.anthropogenic_w_m2);
    return std::max(0.0, sensible_heat_flux_w_m2(net, ground.bowen_ratio));
}

SurfaceState surface_state(const SurfaceWeather& w, const GroundSurface& ground) noexcept {
    const bool given = std::isfinite(w.sensible_heat_flux_w_m2);
    const double flux = given ? w.sensible_heat_flux_w_m2 : daytime_heat_flux_w_m2(w, ground);
    const double wind = std::max(w.wind_m_s, k_least_wind_m_s);
    const double rho_cp = air_rho_cp_j_m3_k(w.temperature_k, w.pressure_pa);
    if (flux > 0.0) {
        const SurfaceLayer layer =
            unstable_surface_layer(wind, w.wind_height_m, ground.roughness_m, flux, w.temperature_k, rho_cp);
        return {layer.friction_velocity_m_s, 1.0 / layer.obukhov_length_m, flux};
    }
    const double cooling =
        w.sun_rad > 0.0
            ? dusk_cooling_frac(w.sun_rad, critical_elevation_rad(ground.albedo_frac, w.temperature_k, w.cloud_frac))
            : 1.0;
    const auto form = w.wind_height_m > 6.0 * ground.roughness_m ? stable_surface_layer_low_wind : stable_surface_layer;
    const SurfaceLayer layer =
        form(wind, w.wind_height_m, ground.roughness_m, w.cloud_frac, w.temperature_k, k_stable_beta_m, cooling);
    const double friction = layer.friction_velocity_m_s;
    if (!given) return {friction, 1.0 / layer.obukhov_length_m, -rho_cp * friction * layer.temperature_scale_k};
    const double inverse = -constants::k_von_karman * constants::k_gravity_m_s2 * flux /
                           (rho_cp * w.temperature_k * friction * friction * friction);
    return {friction, std::max(inverse, 1.0 / k_neutral_length_m), flux};
}

}  // namespace lantian
