#include "models/deposition/resistance.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/constants.hpp"

namespace lantian {

namespace {

constexpr double k_prandtl = 0.72;  // of air

double psi_heat(double zeta) noexcept {
    if (zeta >= 0.0) return -5.0 * std::min(zeta, 1.0);
    return 2.0 * std::log(0.5 * (1.0 + std::sqrt(1.0 - 16.0 * zeta)));
}

}  // namespace

AirProperties air_properties(double temperature_k, double pressure_pa) noexcept {
    const double viscosity = 1.458e-6 * temperature_k * std::sqrt(temperature_k) / (temperature_k + 110.4);
    const double mean_speed_m_s = std::sqrt(8.0 * constants::k_gas_constant_j_mol_k * temperature_k /
                                            (constants::k_pi * constants::k_air_molar_mass_kg_mol));
    const double density = pressure_pa / (constants::k_dry_air_gas_constant_j_kg_k * temperature_k);
    // 2 mu/(P sqrt(8 Ma/(pi R T))) with the mean speed c: sqrt(8 Ma/(pi R T)) = 8/(pi c)
    const double mean_free_path = viscosity * constants::k_pi * mean_speed_m_s / (4.0 * pressure_pa);
    return {temperature_k, density, viscosity, mean_free_path};
}

double aerodynamic_resistance_s_m(double height_m, double roughness_m, double friction_velocity_m_s,
                                  double inverse_obukhov_per_m) noexcept {
    const double shape = std::log(height_m / roughness_m) - psi_heat(height_m * inverse_obukhov_per_m) +
                         psi_heat(roughness_m * inverse_obukhov_per_m);
    return std::max(0.0, shape) / (constants::k_von_karman * friction_velocity_m_s);
}

double quasi_laminar_gas_s_m(double friction_velocity_m_s, double diffusivity_m2_s,
                             double kinematic_viscosity_m2_s) noexcept {
    const double ratio = std::cbrt(kinematic_viscosity_m2_s / (diffusivity_m2_s * k_prandtl));
    return 2.0 / (constants::k_von_karman * friction_velocity_m_s) * ratio * ratio;
}

double gas_deposition_velocity_m_s(double aerodynamic_s_m, double quasi_laminar_s_m, double surface_s_m) noexcept {
    return 1.0 / (aerodynamic_s_m + quasi_laminar_s_m + surface_s_m);
}

}  // namespace lantian
