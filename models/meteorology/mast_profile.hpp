#pragma once

#include <span>
#include <vector>

namespace lantian {

// Profiles of wind, turbulence and potential temperature through what a mast measured at a few heights, with
// similarity for the shape between and beyond (AERMOD's interface; Cimorelli et al. 2005, 4.1). THEORY.md, section 9.

/// The boundary layer that gives the shape. Heights m above ground, speeds m s-1.
struct MastAir {
    double friction_velocity_m_s, obukhov_length_m, roughness_m;
    double convective_velocity_m_s;                   ///< 0 when stable
    double convective_height_m, mechanical_height_m;  ///< the first counts only when convective
    double lid_gradient_k_m;                          ///< of potential temperature above the convective height
    double temperature_k;                             ///< near the ground
};

/// One height of the mast; NaN: not measured.
struct MastLevel {
    double height_m, wind_x_m_s, wind_y_m_s, temperature_k, sigma_v_m_s, sigma_w_m_s;
};

struct MastProfile {
    std::vector<double> wind_x_m_s, wind_y_m_s, sigma_v_m_s, sigma_w_m_s, potential_temperature_k;
};

/// Lateral turbulence of a measured direction spread: sigma sqrt(1 - e^2) u, e = sin(sigma)(1 - 0.073864 sigma), the
/// second factor the mean vector wind over the mean speed (Yamartino 1984).
[[nodiscard]] double sigma_v_of_direction_m_s(double sigma_direction_rad, double speed_m_s) noexcept;

/// Shape of the wind: similarity, linear to the ground below 7 roughness lengths (within the roughness the logarithm
/// has no meaning), constant above the mixing height.
[[nodiscard]] double mast_wind_shape(double height_m, const MastAir& air) noexcept;

/// Values at `height_m` (ascending, > 0). levels ascending; at least one has wind. Speed and turbulence between two
/// measured heights: the straight line between them times the shape over the straight line through the shape's own
/// values; beyond the outermost: in proportion to the shape. Direction: straight, constant beyond. Turbulence not
/// measured at all is modelled; sigma_w >= 0.02, sigma_v >= max(0.2, 0.05 u). Potential temperature: measured between
/// heights with temperature, else by similarity.
[[nodiscard]] MastProfile mast_profile(std::span<const double> height_m, std::span<const MastLevel> levels,
                                       const MastAir& air);

}  // namespace lantian
