#pragma once

#include "core/data/sounding.hpp"

namespace lantian {

// The surface layer of one place at one instant from what is known there. THEORY.md, sections 1 to 3.

/// Winds below this count as this for u* and L: calm air still has some turbulence.
inline constexpr double k_least_wind_m_s = 0.3;
inline constexpr double k_least_mixing_height_m = 50.0;
inline constexpr double k_default_cloud_frac = 0.5;      ///< where the weather has none
inline constexpr double k_default_humidity_frac = 0.6;   ///< likewise
inline constexpr double k_default_gradient_k_m = 0.005;  ///< of potential temperature, where there is no profile

/// The ground: roughness length, albedo with the sun high, Bowen ratio by day, heat that a city adds to net radiation.
struct GroundSurface {
    double roughness_m = 0.3;
    double albedo_frac = 0.2;
    double bowen_ratio = 1.0;
    double anthropogenic_w_m2 = 0.0;
};

/// Weather near the ground. NaN where optional.
struct SurfaceWeather {
    double wind_m_s, wind_height_m;
    double temperature_k, pressure_pa;
    double cloud_frac;
    double sun_rad;                              ///< solar elevation
    double shortwave_down_w_m2 = k_missing;      ///< optional: measured or of the driver; else from sun and cloud
    double sensible_heat_flux_w_m2 = k_missing;  ///< optional, upward; else from the energy budget
};

struct SurfaceState {
    double friction_velocity_m_s;
    double inverse_obukhov_m;        ///< < 0 unstable
    double sensible_heat_flux_w_m2;  ///< upward
};

/// Heat capacity of air per volume, J m-3 K-1.
[[nodiscard]] double air_rho_cp_j_m3_k(double temperature_k, double pressure_pa) noexcept;

/// ICAO standard atmosphere below 11 km, Pa. The fallback where a station has no pressure.
[[nodiscard]] double standard_pressure_pa(double altitude_m) noexcept;

/// Upward sensible heat flux by the energy budget, W m-2; 0 with the sun below the horizon or net radiation downward.
[[nodiscard]] double daytime_heat_flux_w_m2(const SurfaceWeather& weather, const GroundSurface& ground) noexcept;

/// u*, L and H: unstable where heat goes up, else stable from wind and cloud, theta* reduced while the sun is up
/// (low-wind form, that of Venkatram 1980 where the wind height is below 6 z0).
[[nodiscard]] SurfaceState surface_state(const SurfaceWeather& weather, const GroundSurface& ground) noexcept;

}  // namespace lantian
