#pragma once

#include <span>

namespace lantian {

// Mixing height. THEORY.md, section 4. Heights m above ground.

/// Share of the surface heat flux that entrainment adds from above (Tennekes 1973).
inline constexpr double k_entrainment = 0.2;

/// Convective height after a time of constant kinematic heat flux into a constant gradient of potential temperature:
/// sqrt((1 + 2 A) 2 w t / gamma). kinematic_flux_k_m_s >= 0, gradient_k_m > 0.
[[nodiscard]] double encroachment_height_m(double kinematic_flux_k_m_s, double time_s, double gradient_k_m,
                                           double entrainment = k_entrainment) noexcept;

/// Mechanical entrainment constant of the slab model (Driedonks 1982).
inline constexpr double k_mechanical_entrainment = 2.5;

/// Height after a time of slab growth from height_m >= 0 (Tennekes 1973; Batchvarova and Gryning 1991 without the
/// spin-up term), h^2 / [(1 + 2 A) h - 2 B kappa L] dh/dt = flux/gamma, solved exactly. With B = 0 or L >= 0 it is
/// sqrt(h^2 + 2 (1 + 2 A) flux t / gamma). kinematic_flux_k_m_s <= 0 leaves the height; gradient_k_m > 0 above it.
[[nodiscard]] double slab_height_m(double height_m, double kinematic_flux_k_m_s, double gradient_k_m, double time_s,
                                   double entrainment = k_entrainment, double mechanical = 0.0,
                                   double inverse_obukhov_m = 0.0) noexcept;

/// Convective height by the heat area under a morning profile: int_0^h (theta(h) - theta(z)) dz = (1 + 2 A) heat.
/// height_m ascending from 0, theta_k non-decreasing is expected (a dip counts as level). heat_k_m: accumulated
/// kinematic flux, K m. Above the highest level the last gradient goes on (at least 0.005 K/m).
[[nodiscard]] double heat_area_height_m(std::span<const double> height_m, std::span<const double> theta_k,
                                        double heat_k_m, double entrainment = k_entrainment) noexcept;

/// Stable: 0.4 sqrt(u* L / f) (Zilitinkevich 1972).
[[nodiscard]] double zilitinkevich_height_m(double friction_velocity_m_s, double obukhov_length_m,
                                            double coriolis_s) noexcept;
/// Neutral: 0.3 u* / f.
[[nodiscard]] double neutral_height_m(double friction_velocity_m_s, double coriolis_s) noexcept;
/// Mechanical: 2300 u*^1.5 (Venkatram 1980).
[[nodiscard]] double venkatram_height_m(double friction_velocity_m_s) noexcept;
/// Relaxation towards equilibrium with tau = h/(2 u*): h exp(-dt/tau) + he (1 - exp(-dt/tau)) (AERMET).
[[nodiscard]] double relaxed_height_m(double previous_m, double equilibrium_m, double friction_velocity_m_s,
                                      double dt_s) noexcept;

/// Lowest height where the bulk Richardson number g z (thv(z) - thv(s)) / (thv(s) (u^2 + v^2 + 100 u*^2)) reaches 0.25
/// (Vogelezang and Holtslag 1996), linear between levels; the highest level when it never does. An upward kinematic
/// flux raises thv(s) by 8.5 flux / w*.
[[nodiscard]] double bulk_richardson_height_m(std::span<const double> height_m, std::span<const double> theta_k,
                                              std::span<const double> wind_x_m_s, std::span<const double> wind_y_m_s,
                                              double surface_theta_k, double friction_velocity_m_s,
                                              double kinematic_flux_k_m_s = 0.0) noexcept;

}  // namespace lantian
