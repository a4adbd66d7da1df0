#pragma once

#include <cstddef>
#include <vector>

#include "core/data/grid.hpp"
#include "core/data/weather.hpp"

namespace lantian {

/// Place of a cell of ours between four points of a driver's mesh, weights of sum 1.
struct MeshPlace {
    std::size_t corner[4];
    double weight[4];
};

/// Where the cell centres of a grid lie in the mesh of a driver, bilinear in its projection when it has one, else in
/// longitude and latitude (meshes from 0 to 360 degrees too). E411 when one lies outside.
[[nodiscard]] std::vector<MeshPlace> driver_places(const GriddedWeather& weather, const GriddedWeatherSource& source,
                                                   const Grid& grid);

/// Value of a field of the driver (level, y, x) at a place; `points` is what one level holds.
[[nodiscard]] inline double mix_at(const std::vector<double>& field, std::size_t level, std::size_t points,
                                   const MeshPlace& place) noexcept {
    double sum = 0.0;
    for (std::size_t c = 0; c < 4; ++c) sum += place.weight[c] * field[level * points + place.corner[c]];
    return sum;
}

/// Altitude of the driver's ground at each place, m.
[[nodiscard]] std::vector<double> driver_terrain_m(const GriddedWeather& weather, const std::vector<MeshPlace>& places);

}  // namespace lantian
