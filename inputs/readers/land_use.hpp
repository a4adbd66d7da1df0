#pragma once

#include <string>

#include "core/data/grid.hpp"
#include "core/data/land_use.hpp"
#include "core/data/scenario.hpp"

namespace lantian {

/// Land use on a grid as the scenario says it: one class everywhere (meteorology.land_use), or a file
/// (meteorology.land_use_file, FORMATS.md "Land use"): a CSV grid of codes of meteorology.land_use_scheme, or a geo_em,
/// met_em or wrfout file with LU_INDEX, whose scheme its MMINLU names. Each cell takes the shares of 5 x 5 points in
/// it, each with the nearest code. Only to be called when one of the two is given. Throws Error E401, E430, E413
/// LU_INDEX or its map missing, E305 E306 E310 E312 E415 of the CSV grid, E309 code or scheme not known, E411 the file
/// does not cover the grid.
[[nodiscard]] LandCover read_land_cover(const Scenario::Meteorology& options, const Grid& grid);

/// Class of a code of a scheme: wesely, cnlucc, globeland30, worldcover, modis (21 classes of WRF, urban zones 31-33
/// and 51-61 too) or usgs (24). Empty when the scheme has no such code.
[[nodiscard]] std::optional<LandUse> land_use_from_code(const std::string& scheme, int code);

}  // namespace lantian
