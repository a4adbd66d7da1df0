#pragma once

namespace lantian {

// Similarity of the surface layer. THEORY.md, sections 2 and 3. Lengths m, speeds m s-1.

/// Stand-in for an infinite Obukhov length.
inline constexpr double k_neutral_length_m = 1e9;

struct SurfaceLayer {
    double friction_velocity_m_s;
    double obukhov_length_m;     ///< < 0 unstable, > 0 stable, +-k_neutral_length_m neutral
    double temperature_scale_k;  ///< theta*, stable forms only; 0 otherwise
};

/// Stability function of momentum: unstable Paulson (1970), Dyer (1974) with (1 - 16 z/L)^(1/4); stable -4.7 z/L up to
/// z/L = 0.5, beyond it parallel to Beljaars and Holtslag (1991), a = 0.7, b = 0.75, c = 5, d = 0.35, joined at that
/// point.
[[nodiscard]] double psi_m(double height_m, double obukhov_length_m) noexcept;

/// Unstable: u* and L by iteration from neutral to 1e-10 (physics 1.2). wind at height_m; heat_flux_w_m2 > 0;
/// rho_cp: heat capacity per volume, J m-3 K-1. A heat flux near 0 gives the log law.
[[nodiscard]] SurfaceLayer unstable_surface_layer(double wind_m_s, double height_m, double roughness_m,
                                                  double heat_flux_w_m2, double temperature_k, double rho_cp) noexcept;

/// Stable, from wind and cloud alone (Venkatram 1980; AERMET). beta_m 4.7. Below the critical wind u* and theta* fall
/// with the wind.
[[nodiscard]] SurfaceLayer stable_surface_layer(double wind_m_s, double height_m, double roughness_m, double cloud_frac,
                                                double temperature_k, double beta_m = 4.7) noexcept;

/// Low-wind variant (Qian and Venkatram 2011; ADJ_U*): preferred below 2 m/s.
[[nodiscard]] SurfaceLayer stable_surface_layer_low_wind(double wind_m_s, double height_m, double roughness_m,
                                                         double cloud_frac, double temperature_k,
                                                         double beta_m = 4.7) noexcept;

/// Ratio of wind speeds at two heights by similarity, U(to)/U(from); heights above roughness_m.
[[nodiscard]] double similarity_ratio(double from_m, double to_m, double roughness_m, double obukhov_length_m) noexcept;

/// w* = (g H h / (rho cp T))^(1/3); 0 when the heat flux is not upward.
[[nodiscard]] double convective_velocity_m_s(double heat_flux_w_m2, double mixing_height_m, double temperature_k,
                                             double rho_cp) noexcept;

}  // namespace lantian
