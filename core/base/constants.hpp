#pragma once

/// Physical constants, one place (SI units).
namespace lantian::constants {

inline constexpr double k_gravity_m_s2 = 9.81;  ///< acceleration of gravity, m s-2
inline constexpr double k_geopotential_metre_j_kg =
    9.80665;  ///< by definition (WMO No. 306); turns geopotential into geopotential metres
inline constexpr double k_von_karman = 0.4;  ///< von Karman constant
inline constexpr double k_pi = 3.141592653589793;
inline constexpr double k_gas_constant_j_mol_k = 8.314462618;  ///< CODATA 2018
inline constexpr double k_dry_air_gas_constant_j_kg_k = 287.05;
inline constexpr double k_air_heat_capacity_j_kg_k = 1004.67;  ///< dry air, constant pressure
inline constexpr double k_boltzmann_j_k = 1.380649e-23;        ///< CODATA 2018
inline constexpr double k_air_molar_mass_kg_mol = 0.0289647;
inline constexpr double k_zero_celsius_k = 273.15;
inline constexpr double k_earth_rotation_rad_s = 7.292e-5;
inline constexpr double k_wrf_sphere_radius_m = 6370000.0;  ///< the sphere of WRF and WPS

}  // namespace lantian::constants
