#pragma once

#include <string>

#include "core/data/grid.hpp"

namespace lantian {

/// Fills grid.terrain_m from a CSV grid of heights (inputs/schema/FORMATS.md), bilinear to the cell centres.
/// Throws Error E401, E305 no finite number, E306 height outside -500 to 9000 m, E310 field count, E415 axis not
/// monotonic, E411 a cell centre of the domain is not covered.
void read_terrain(const std::string& path, Grid& grid);

}  // namespace lantian
