#include "models/puff/dust.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/constants.hpp"

namespace lantian {

double paved_road_dust_g_km(double particle_factor_g_km, double silt_g_m2, double weight_short_ton, double wet_days,
                            double days) noexcept {
    return particle_factor_g_km * std::pow(silt_g_m2, 0.91) * std::pow(weight_short_ton, 1.02) *
           (1.0 - wet_days / (4.0 * days));
}

double unpaved_road_dust_g_km(double particle_factor_lb_mile, double silt_percent, double weight_short_ton,
                              double silt_power) noexcept {
    constexpr double k_g_km_per_lb_mile = 281.9;
    return k_g_km_per_lb_mile * particle_factor_lb_mile * std::pow(silt_percent / 12.0, silt_power) *
           std::pow(weight_short_ton / 3.0, 0.45);
}

double handling_dust_kg_t(double particle_factor, double wind_m_s, double moisture_percent) noexcept {
    return particle_factor * 0.0016 * std::pow(wind_m_s / 2.2, 1.3) * std::pow(moisture_percent / 2.0, -1.4);
}

double moist_threshold_ratio(double moisture_percent, double clay_percent) noexcept {
    const double held = 0.0014 * clay_percent * clay_percent + 0.17 * clay_percent;
    if (moisture_percent <= held) return 1.0;
    return std::sqrt(1.0 + 1.21 * std::pow(moisture_percent - held, 0.68));
}

double sandblasting_per_m(double clay_percent) noexcept {
    return 100.0 * std::pow(10.0, 0.134 * std::min(clay_percent, 20.0) - 6.0);
}

double surface_friction_m_s(double wind_10m_m_s, double roughness_m) noexcept {
    return constants::k_von_karman * wind_10m_m_s / std::log(10.0 / roughness_m);
}

double road_wake_sigma_z_m(double mixing_width_m, double wind_m_s) noexcept {
    constexpr double k_least_wind_m_s = 0.5;
    return 1.8 + 0.11 * 0.5 * mixing_width_m / std::max(wind_m_s, k_least_wind_m_s);
}

double pile_erosion_g_m2(double friction_velocity_m_s, double threshold_m_s) noexcept {
    const double excess = std::max(0.0, friction_velocity_m_s - threshold_m_s);
    return (58.0 * excess + 25.0) * excess;
}

double resuspension_factor_per_m(double days_since_deposit) noexcept {
    return 1e-6 / std::max(1.0, days_since_deposit);
}

double saltation_flux_kg_m_s(double friction_velocity_m_s, double threshold_m_s, double air_density_kg_m3,
                             double constant) noexcept {
    if (!(friction_velocity_m_s > threshold_m_s)) return 0.0;
    const double r = threshold_m_s / friction_velocity_m_s;
    return constant * air_density_kg_m3 / constants::k_gravity_m_s2 * friction_velocity_m_s * friction_velocity_m_s *
           friction_velocity_m_s * (1.0 + r) * (1.0 - r * r);
}

}  // namespace lantian
