#pragma once

namespace lantian {

// Emission of dust from roads, piles and old deposits. Theory page of this room, section 5.

/// Paved road (EPA AP-42 13.2.1), g per vehicle and km: k sL^0.91 W^1.02 (1 - P/(4 N)). particle_factor_g_km: 0.15
/// PM2.5, 0.62 PM10. silt_g_m2: road silt load; weight_short_ton: mean vehicle weight; wet_days of days.
[[nodiscard]] double paved_road_dust_g_km(double particle_factor_g_km, double silt_g_m2, double weight_short_ton,
                                          double wet_days, double days) noexcept;

/// Unpaved industrial road (EPA AP-42 13.2.2), g per vehicle and km: 281.9 k (s/12)^0.9 (W/3)^0.45; k 0.15 PM2.5, 1.5
/// PM10, 4.9 PM30 (lb per vehicle mile). silt_percent: of the surface; silt_power 0.9, for PM30 0.7.
[[nodiscard]] double unpaved_road_dust_g_km(double particle_factor_lb_mile, double silt_percent,
                                            double weight_short_ton, double silt_power = 0.9) noexcept;

/// Dropping of material (EPA AP-42 13.2.4), kg per tonne: k 0.0016 (u/2.2)^1.3 (M/2)^-1.4; k 0.053 PM2.5, 0.35 PM10,
/// 0.74 PM30. moisture_percent > 0.
[[nodiscard]] double handling_dust_kg_t(double particle_factor, double wind_m_s, double moisture_percent) noexcept;

/// Threshold friction velocity on moist soil over that on dry one (Fecan et al. 1999): sqrt(1 + 1.21 (w - w')^0.68),
/// w' = 0.0014 c^2 + 0.17 c, w and c in percent.
[[nodiscard]] double moist_threshold_ratio(double moisture_percent, double clay_percent) noexcept;

/// Vertical over saltation flux (Marticorena and Bergametti 1995), m-1: 100 10^(0.134 c - 6), c percent clay up to 20.
[[nodiscard]] double sandblasting_per_m(double clay_percent) noexcept;

/// Friction velocity on a surface of its own roughness under the wind at 10 m, neutral: kappa u/ln(10/z0).
[[nodiscard]] double surface_friction_m_s(double wind_10m_m_s, double roughness_m) noexcept;

/// Initial vertical spread behind vehicles (CALINE3, Benson 1979): 1.8 + 0.11 W/(2 u) m, u at least 0.5 m/s.
[[nodiscard]] double road_wake_sigma_z_m(double mixing_width_m, double wind_m_s) noexcept;

/// Storage pile (EPA AP-42 13.2.5), g m-2 of total particles per disturbance: 58 e^2 + 25 e, e = u* - ut*; 0 below the
/// threshold. Times 0.5 for PM10, 0.075 for PM2.5.
[[nodiscard]] double pile_erosion_g_m2(double friction_velocity_m_s, double threshold_m_s) noexcept;

/// Resuspension factor of a fresh deposit (NCRP 129), m-1: 1e-6/t with t in days, 1e-6 in the first day. Air = factor x
/// load.
[[nodiscard]] double resuspension_factor_per_m(double days_since_deposit) noexcept;

/// Saltation flux (Marticorena and Bergametti 1995), kg m-1 s-1: c rho/g u*^3 (1 + R)(1 - R^2), R = ut*/u*; 0 below the
/// threshold.
[[nodiscard]] double saltation_flux_kg_m_s(double friction_velocity_m_s, double threshold_m_s, double air_density_kg_m3,
                                           double constant = 2.61) noexcept;

}  // namespace lantian
