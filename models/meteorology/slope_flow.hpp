#pragma once

namespace lantian {

// Thermal flow along slopes (Mahrt 1982; Scire and Robe 1997; CALMET). THEORY.md, section 7.

/// Drag coefficient and entrainment coefficient of the flow.
inline constexpr double k_slope_drag = 4e-2;
inline constexpr double k_slope_entrainment = 4e-2;

/// Thickness of the flow: 5 % of the height that the air has fallen or risen, m.
[[nodiscard]] constexpr double slope_flow_depth_m(double height_difference_m) noexcept {
    return 0.05 * height_difference_m;
}

/// Air that cools and falls (shooting flow), m s-1 along the slope:
///   S = [Q g x sin(alpha) / (rho cp T (CD + k))]^(1/3) [1 - exp(-x / Le)]^(1/3),  Le = h / (CD + k),
/// after a path x from the crest that lies drop_m higher. heat_loss_w_m2: Q, > 0; rho_cp: J m-3 K-1; sin_slope >= 0.
/// 0 when any of them is 0.
[[nodiscard]] double downslope_m_s(double heat_loss_w_m2, double rho_cp, double temperature_k, double sin_slope,
                                   double path_m, double drop_m) noexcept;

/// Air that is warmed and rises, m s-1 along the slope: [Q g dz / (rho cp T (CD + k))]^(1/3), dz the height above the
/// foot of the slope. heat_gain_w_m2: Q, > 0. 0 when any of them is 0.
[[nodiscard]] double upslope_m_s(double heat_gain_w_m2, double rho_cp, double temperature_k, double rise_m) noexcept;

}  // namespace lantian
