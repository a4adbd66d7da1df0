#pragma once

#include <cmath>

namespace lantian {

// Spread of puffs and plumes from turbulence. sigma_v, sigma_w: standard deviations of the crosswind and vertical wind,
// m s-1. Travel times in s, >= 0; spreads in m. Theory page of this room, section 2.

/// Draxler (1976), Irwin (1983): sigma_v t / (1 + 0.9 sqrt(t / scale_s)); scale_s 1000 s, or 1.62 times the Lagrangian
/// time.
[[nodiscard]] double draxler_sigma_y_m(double sigma_v_m_s, double time_s, double scale_s = 1000.0) noexcept;

/// The vertical counterpart: scale 500 s when not stable, 1 / (1 + 0.945 (t/100)^0.806) when stable.
[[nodiscard]] double draxler_sigma_z_m(double sigma_w_m_s, double time_s, bool stable) noexcept;

/// Time at which draxler_sigma_y_m gives sigma_m (closed inverse). sigma_v_m_s > 0.
[[nodiscard]] double draxler_time_y_s(double sigma_m, double sigma_v_m_s, double scale_s = 1000.0) noexcept;

/// Time at which draxler_sigma_z_m gives sigma_m. sigma_w_m_s > 0.
[[nodiscard]] double draxler_time_z_s(double sigma_m, double sigma_w_m_s, bool stable) noexcept;

/// One step of a puff: the virtual time of sigma_m under the present turbulence, plus dt_s, evaluated again. Never
/// shrinks. sigma_m >= 0, dt_s >= 0; no turbulence, no growth.
[[nodiscard]] double grow_sigma_y_m(double sigma_m, double sigma_v_m_s, double dt_s) noexcept;
[[nodiscard]] double grow_sigma_z_m(double sigma_m, double sigma_w_m_s, double dt_s, bool stable) noexcept;

/// Taylor (1921) with exponential correlation: sigma^2 = 2 sv^2 TL^2 (t/TL - 1 + exp(-t/TL)).
[[nodiscard]] double taylor_sigma_m(double sigma_velocity_m_s, double time_s, double lagrangian_s) noexcept;

/// Venkatram (1984): sigma_v t / sqrt(1 + t/(2 TL)), horizontal (TL 300-600 s) or vertical.
[[nodiscard]] double venkatram_sigma_m(double sigma_velocity_m_s, double time_s, double lagrangian_s) noexcept;

/// Vertical Lagrangian time l/sigma_w with 1/l = 1/(0.36 z) + N/(0.27 sigma_w); brunt_vaisala_per_s 0 when not stable.
[[nodiscard]] double venkatram_vertical_time_s(double height_m, double sigma_w_m_s,
                                               double brunt_vaisala_per_s) noexcept;

/// Spread a rising plume gives itself (Pasquill 1976): rise / 3.5; to be added in quadrature.
[[nodiscard]] inline double buoyant_spread_m(double rise_m) noexcept { return rise_m / 3.5; }

}  // namespace lantian
