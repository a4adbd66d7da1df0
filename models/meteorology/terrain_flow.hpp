#pragma once

#include <cstddef>
#include <vector>

#include "core/data/grid.hpp"

namespace lantian {

// Diagnostic effects of terrain on the wind (Scire et al. 2000, CALMET). THEORY.md, section 7.

/// Slope of the terrain and what stands around, on the cells of a grid. Of cells of one height the nearest counts.
struct TerrainShape {
    std::vector<double> slope_x, slope_y;  ///< dh/dx, dh/dy
    std::vector<double> relief_m;          ///< highest terrain within the radius less the local one, >= 0
    std::vector<double> crest_m;           ///< distance to that highest cell
    std::vector<double> fall_m;            ///< local terrain less the lowest within the radius, >= 0
    std::vector<double> foot_m;            ///< distance to that lowest cell
};
[[nodiscard]] TerrainShape terrain_shape(const Grid& grid, double radius_m = 10000.0);

/// Vertical wind relative to the terrain-following surface at height z: air at the ground follows the slope, air aloft
/// follows it less the more stable it is: (V . grad h)(exp(-k z) - 1), k = N/|V|. 0 for flat ground or neutral air.
[[nodiscard]] double kinematic_wind_m_s(double wind_x_m_s, double wind_y_m_s, double slope_x, double slope_y,
                                        double height_m, double buoyancy_frequency_s) noexcept;

/// Ground less steep than this does not steer the wind: on a plain beside a hill the relief is high and the slope
/// nearly none.
inline constexpr double k_least_steering_slope = 0.03;

/// Blocking: where the Froude number V/(N relief) is below 1 and the wind blows uphill, it is turned along the contour,
/// its speed kept. Slopes below 3 % do not steer.
void block(double& wind_x_m_s, double& wind_y_m_s, double slope_x, double slope_y, double relief_m,
           double buoyancy_frequency_s) noexcept;

}  // namespace lantian
