#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "core/data/projection.hpp"

namespace lantian {

/// Regular horizontal grid in projected metres with terrain height. Immutable, shared by const pointer.
struct Grid {
    Projection projection;
    double west_m = 0.0;   ///< left edge of the first column
    double south_m = 0.0;  ///< lower edge of the first row
    double cell_m = 1000.0;
    std::size_t nx = 0;
    std::size_t ny = 0;
    std::vector<double> terrain_m;  ///< (y, x) at cell centres, m above sea level

    [[nodiscard]] double x_centre_m(std::size_t i) const { return west_m + (static_cast<double>(i) + 0.5) * cell_m; }
    [[nodiscard]] double y_centre_m(std::size_t j) const { return south_m + (static_cast<double>(j) + 0.5) * cell_m; }
    [[nodiscard]] double east_m() const { return west_m + static_cast<double>(nx) * cell_m; }
    [[nodiscard]] double north_m() const { return south_m + static_cast<double>(ny) * cell_m; }
    [[nodiscard]] std::size_t cells() const { return nx * ny; }
    [[nodiscard]] bool contains(MapPoint p) const {
        return p.x_m >= west_m && p.x_m < east_m() && p.y_m >= south_m && p.y_m < north_m();
    }
    /// Terrain at a point, bilinear between cell centres, constant beyond them, m.
    [[nodiscard]] double terrain_at(MapPoint p) const;
};

/// The grid that covers a longitude-latitude box: cells of `cell_m`, edges on multiples of cell_m; flat terrain (0 m).
/// bounds are west, south, east, north in degrees; west < east, south < north.
[[nodiscard]] Grid grid_from_bounds(const Projection& projection, const double (&bounds_deg)[4], double cell_m);

}  // namespace lantian
