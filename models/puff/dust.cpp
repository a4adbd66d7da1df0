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

double unpaved_road_dust_g_km(double particle_factor_lb_mile, double silt_percent, double weight_short_ton) noexcept {
    constexpr double k_g_km_per_lb_mile = 281.9;
    return k_g_km_per_lb_mile * particle_factor_lb_mile * std::pow(silt_percent / 12.0, 0.9) *
           std::pow(weight_short_ton / 3.0, 0.45);
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
