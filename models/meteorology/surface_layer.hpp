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

inline constexpr double k_stable_beta_m = 4.7;         ///< stable profile constant (Businger et al. 1971)
inline constexpr double k_stable_beta_m_aermet = 5.0;  ///< that of the default branch of AERMET

/// Stable, from wind and cloud alone (Venkatram 1980; AERMET). Below the critical wind u* and theta* fall with the
/// wind. cooling_frac: what the low sun leaves of theta*, 1 by night (see dusk_cooling_frac); 0 gives the log law.
[[nodiscard]] SurfaceLayer stable_surface_layer(double wind_m_s, double height_m, double roughness_m, double cloud_frac,
                                                double temperature_k, double beta_m = k_stable_beta_m,
                                                double cooling_frac = 1.0) noexcept;

/// Low-wind variant (Qian and Venkatram 2011; ADJ_U*): preferred below 2 m/s. height_m > 6 roughness_m.
[[nodiscard]] SurfaceLayer stable_surface_layer_low_wind(double wind_m_s, double height_m, double roughness_m,
                                                         double cloud_frac, double temperature_k,
                                                         double beta_m = k_stable_beta_m,
                                                         double cooling_frac = 1.0) noexcept;

/// What is left of theta* while the sun is up but low: 1 - (phi/phi_c)^2, phi_c where net radiation vanishes; 1 below
/// the horizon, 0 from phi_c on (AERMET).
[[nodiscard]] double dusk_cooling_frac(double elevation_rad, double critical_rad) noexcept;

/// Stable, from wind and the difference of potential temperature between two heights (bulk Richardson; AERMET),
/// iterated to 1e-9. potential_difference_k = theta(upper) - theta(lower) > 0, 0 < lower_m < upper_m.
[[nodiscard]] SurfaceLayer two_level_surface_layer(double wind_m_s, double height_m, double roughness_m, double lower_m,
                                                   double upper_m, double potential_difference_k, double temperature_k,
                                                   double beta_m = k_stable_beta_m) noexcept;

/// L of 1/L, k_neutral_length_m where that is beyond it.
[[nodiscard]] double length_of_inverse_m(double inverse_obukhov_m) noexcept;

/// kappa u(z)/u*: ln(z/z0) - psi_m(z/L) + psi_m(z0/L). height_m > 0.
[[nodiscard]] double similarity_profile(double height_m, double roughness_m, double obukhov_length_m) noexcept;

/// Ratio of wind speeds at two heights by similarity, U(to)/U(from); heights above roughness_m.
[[nodiscard]] double similarity_ratio(double from_m, double to_m, double roughness_m, double obukhov_length_m) noexcept;

/// w* = (g H h / (rho cp T))^(1/3); 0 when the heat flux is not upward.
[[nodiscard]] double convective_velocity_m_s(double heat_flux_w_m2, double mixing_height_m, double temperature_k,
                                             double rho_cp) noexcept;

}  // namespace lantian
