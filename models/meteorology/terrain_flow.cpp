#include "models/meteorology/terrain_flow.hpp"

#include <algorithm>
#include <cmath>

namespace lantian {

TerrainShape terrain_shape(const Grid& grid, double radius_m) {
    TerrainShape shape;
    for (auto* field :
         {&shape.slope_x, &shape.slope_y, &shape.relief_m, &shape.crest_m, &shape.fall_m, &shape.foot_m}) {
        field->assign(grid.cells(), 0.0);
    }
    const auto at = [&](std::size_t j, std::size_t i) { return grid.terrain_m[j * grid.nx + i]; };
    const auto reach = static_cast<std::size_t>(radius_m / grid.cell_m);
    for (std::size_t j = 0; j < grid.ny; ++j) {
        for (std::size_t i = 0; i < grid.nx; ++i) {
            const std::size_t west = i > 0 ? i - 1 : i;
            const std::size_t east = std::min(i + 1, grid.nx - 1);
            const std::size_t south = j > 0 ? j - 1 : j;
            const std::size_t north = std::min(j + 1, grid.ny - 1);
            const std::size_t n = j * grid.nx + i;
            if (east > west)
                shape.slope_x[n] = (at(j, east) - at(j, west)) / (static_cast<double>(east - west) * grid.cell_m);
            if (north > south)
                shape.slope_y[n] = (at(north, i) - at(south, i)) / (static_cast<double>(north - south) * grid.cell_m);
            double top = at(j, i);
            double bottom = top;
            for (std::size_t b = j > reach ? j - reach : 0; b <= std::min(j + reach, grid.ny - 1); ++b) {
                for (std::size_t a = i > reach ? i - reach : 0; a <= std::min(i + reach, grid.nx - 1); ++a) {
                    const double there = at(b, a);
                    if (there < top && there > bottom) continue;
                    const double dx = static_cast<double>(a) - static_cast<double>(i);
                    const double dy = static_cast<double>(b) - static_cast<double>(j);
                    const double away = grid.cell_m * std::sqrt(dx * dx + dy * dy);
                    if (there > top || (there == top && away < shape.crest_m[n])) {
                        top = there;
                        shape.crest_m[n] = away;
                    }
                    if (there < bottom || (there == bottom && away < shape.foot_m[n])) {
                        bottom = there;
                        shape.foot_m[n] = away;
                    }
                }
            }
            shape.relief_m[n] = top - at(j, i);
            shape.fall_m[n] = at(j, i) - bottom;
        }
    }
    return shape;
}

double kinematic_wind_m_s(double wind_x_m_s, double wind_y_m_s, double slope_x, double slope_y, double height_m,
                          double buoyancy_frequency_s) noexcept {
    const double speed = std::hypot(wind_x_m_s, wind_y_m_s);
    if (speed <= 0.0) return 0.0;
    return (wind_x_m_s * slope_x + wind_y_m_s * slope_y) * std::expm1(-buoyancy_frequency_s / speed * height_m);
}

void block(double& wind_x_m_s, double& wind_y_m_s, double slope_x, double slope_y, double relief_m,
           double buoyancy_frequency_s) noexcept {
    const double steep = std::hypot(slope_x, slope_y);
    const double speed = std::hypot(wind_x_m_s, wind_y_m_s);
    if (steep < k_least_steering_slope || speed <= 0.0 || speed >= buoyancy_frequency_s * relief_m) return;
    const double uphill = (wind_x_m_s * slope_x + wind_y_m_s * slope_y) / steep;
    if (uphill <= 0.0) return;
    const double along_x = wind_x_m_s - uphill * slope_x / steep;
    const double along_y = wind_y_m_s - uphill * slope_y / steep;
    const double along = std::hypot(along_x, along_y);
    if (along <= 1e-9 * speed) return;  // straight at the slope: no side to turn to
    wind_x_m_s = along_x / along * speed;
    wind_y_m_s = along_y / along * speed;
}

}  // namespace lantian
