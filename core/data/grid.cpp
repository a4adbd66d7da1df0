#include "core/data/grid.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "core/base/error.hpp"

namespace lantian {

namespace {

constexpr double k_max_cells = 1e8;

Error bad_domain(const std::string& message, const char* hint) {
    return Error(ErrorKind::bad_scenario, "E203", message, hint);
}

}  // namespace

double Grid::terrain_at(MapPoint p) const {
    const auto locate = [](double position, std::size_t n) {
        const double clipped = std::clamp(position, 0.0, static_cast<double>(n - 1));
        const std::size_t low = n < 2 ? 0 : std::min(static_cast<std::size_t>(clipped), n - 2);
        return std::pair{low, clipped - static_cast<double>(low)};
    };
    const auto [i, fx] = locate((p.x_m - west_m) / cell_m - 0.5, nx);
    const auto [j, fy] = locate((p.y_m - south_m) / cell_m - 0.5, ny);
    const std::size_t i1 = std::min(i + 1, nx - 1);
    const std::size_t j1 = std::min(j + 1, ny - 1);
    const double lower = std::lerp(terrain_m[j * nx + i], terrain_m[j * nx + i1], fx);
    const double upper = std::lerp(terrain_m[j1 * nx + i], terrain_m[j1 * nx + i1], fx);
    return std::lerp(lower, upper, fy);
}

Grid grid_from_bounds(const Projection& projection, const double (&bounds_deg)[4], double cell_m) {
    const auto [west, south, east, north] = std::to_array(bounds_deg);
    if (!(west < east && south < north && west >= -180.0 && east <= 360.0 && south >= -90.0 && north <= 90.0)) {
        throw bad_domain(fmt::format("domain.bounds_deg = [{}, {}, {}, {}]: west < east and south < north must hold",
                                     west, south, east, north),
                         "write west, south, east, north in degrees");
    }
    if (!(cell_m > 0.0) || !std::isfinite(cell_m))
        throw bad_domain(fmt::format("cell size {} m is not positive", cell_m), "for example 1000");
    constexpr int k_points_per_edge = 64;  // edges of the box are curves in the projection
    double x_min = std::numeric_limits<double>::infinity(), y_min = x_min, x_max = -x_min, y_max = -x_min;
    const auto include = [&](double lon, double lat) {
        const MapPoint p = projection.forward({lon, lat});
        if (!std::isfinite(p.x_m) || !std::isfinite(p.y_m)) {
            throw bad_domain(fmt::format("domain.bounds_deg: {} E {} N cannot be shown in the projection {}", lon, lat,
                                         projection.definition()),
                             "take a projection that is made for the area, for example its UTM zone");
        }
        x_min = std::min(x_min, p.x_m);
        x_max = std::max(x_max, p.x_m);
        y_min = std::min(y_min, p.y_m);
        y_max = std::max(y_max, p.y_m);
    };
    for (int k = 0; k <= k_points_per_edge; ++k) {
        const double f = static_cast<double>(k) / k_points_per_edge;
        include(std::lerp(west, east, f), south);
        include(std::lerp(west, east, f), north);
        include(west, std::lerp(south, north, f));
        include(east, std::lerp(south, north, f));
    }
    constexpr double k_slack = 1e-6;  // of a cell: rounding of PROJ must not add a row
    const double first_x = std::floor(x_min / cell_m + k_slack), last_x = std::ceil(x_max / cell_m - k_slack);
    const double first_y = std::floor(y_min / cell_m + k_slack), last_y = std::ceil(y_max / cell_m - k_slack);
    const double columns = std::max(last_x - first_x, 1.0), rows = std::max(last_y - first_y, 1.0);
    if (columns * rows > k_max_cells) {
        throw bad_domain(fmt::format("the domain would have {:.0f} x {:.0f} cells of {} m", columns, rows, cell_m),
                         "take larger cells or a smaller domain");
    }
    Grid grid{projection,
              first_x * cell_m,
              first_y * cell_m,
              cell_m,
              static_cast<std::size_t>(columns),
              static_cast<std::size_t>(rows),
              {}};
    grid.terrain_m.assign(grid.cells(), 0.0);
    return grid;
}

}  // namespace lantian
