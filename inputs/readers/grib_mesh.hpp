#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "inputs/readers/grib_file.hpp"
#include "inputs/readers/level_mesh.hpp"

namespace lantian::grib {

/// Why a weather driver cannot use a grid, in words; empty when it can: regular or rotated longitude-latitude, regular
/// Gaussian, reduced Gaussian and reduced longitude-latitude around the globe (made regular row by row), Mercator,
/// polar stereographic and Lambert conformal. `values`: how many the message holds.
[[nodiscard]] std::string grid_trouble(const GridKeys& grid, std::size_t values);

/// Name in words, for example "Lambert conformal".
[[nodiscard]] std::string grid_name(const GridKeys& grid);

/// Axes of such a grid, ascending. Distances on the earth's shape that the message states; latitudes are taken as they
/// are.
[[nodiscard]] MeshAxes grid_axes(const GridKeys& grid);

/// Values (as many as `grid_trouble` was asked about) in the order of the file -> (y, x) on those axes. Rows of a
/// reduced grid are filled linearly in longitude.
[[nodiscard]] std::vector<double> on_axes(const GridKeys& grid, std::span<const double> values);

}  // namespace lantian::grib
