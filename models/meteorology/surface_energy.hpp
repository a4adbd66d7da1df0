#pragma once

namespace lantian {

// Energy at the ground from routine observations (Holtslag and van Ulden 1983; AERMET). THEORY.md, section 1.

/// Clear-sky solar radiation, W m-2: 990 sin(phi) - 30, 0 for low sun (phi <= 1.74 deg). elevation_rad: solar
/// elevation.
[[nodiscard]] double clear_sky_radiation_w_m2(double elevation_rad) noexcept;
/// With clouds: times 1 - 0.75 n^3.4 (Kasten and Czeplak 1980). cloud_frac 0-1.
[[nodiscard]] double solar_radiation_w_m2(double elevation_rad, double cloud_frac) noexcept;
/// Albedo that grows at low sun: r' + (1 - r') exp(-0.1 phi_deg - 0.5 (1 - r')^2). noon_albedo 0-1; 1 below the
/// horizon.
[[nodiscard]] double albedo_at(double noon_albedo, double elevation_rad) noexcept;
/// Net radiation, W m-2: [(1-r) R + 5.31e-13 T^6 - 5.67e-8 T^4 + 60 n] / 1.12 + the heat that a city adds.
[[nodiscard]] double net_radiation_w_m2(double albedo, double solar_w_m2, double temperature_k, double cloud_frac,
                                        double anthropogenic_w_m2 = 0.0) noexcept;
/// Sensible heat flux, W m-2: 0.9 Rn / (1 + 1/B0). bowen_ratio > 0.
[[nodiscard]] double sensible_heat_flux_w_m2(double net_radiation_w_m2, double bowen_ratio) noexcept;
/// Solar elevation where net radiation vanishes, rad: between sunset and this angle the air is stable already (AERMET).
[[nodiscard]] double critical_elevation_rad(double noon_albedo, double temperature_k, double cloud_frac) noexcept;

}  // namespace lantian
