#pragma once

namespace lantian {

// Resistances to dry deposition, s m-1. friction_velocity_m_s > 0. Theory page of this room, section 1.

/// Properties of air that deposition needs.
struct AirProperties {
    double temperature_k;
    double density_kg_m3;
    double viscosity_pa_s;  ///< dynamic
    double mean_free_path_m;
};

/// From temperature and pressure: ideal dry air, Sutherland viscosity 1.458e-6 T^1.5/(T + 110.4), kinetic mean free
/// path.
[[nodiscard]] AirProperties air_properties(double temperature_k, double pressure_pa) noexcept;

/// ra = [ln(zr/z0) - psi_h(zr/L) + psi_h(z0/L)]/(kappa u*), >= 0. psi_h: Paulson (1970) unstable, -5 z/L capped at z/L
/// = 1 stable. height_m > roughness_m > 0; inverse_obukhov_per_m 0 when neutral.
[[nodiscard]] double aerodynamic_resistance_s_m(double height_m, double roughness_m, double friction_velocity_m_s,
                                                double inverse_obukhov_per_m) noexcept;

/// rb of a gas = 2/(kappa u*) (Sc/Pr)^(2/3) (Hicks 1987, Pr 0.72). diffusivity_m2_s > 0, in air.
[[nodiscard]] double quasi_laminar_gas_s_m(double friction_velocity_m_s, double diffusivity_m2_s,
                                           double kinematic_viscosity_m2_s = 1.5e-5) noexcept;

/// vd of a gas = 1/(ra + rb + rc), m s-1.
[[nodiscard]] double gas_deposition_velocity_m_s(double aerodynamic_s_m, double quasi_laminar_s_m,
                                                 double surface_s_m) noexcept;

}  // namespace lantian
