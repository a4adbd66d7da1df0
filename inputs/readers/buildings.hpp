#pragma once

#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/data/building.hpp"
#include "core/data/grid.hpp"

namespace lantian {

/// Buildings of scenario.emissions.buildings: polygons (GeoJSON, one feature a building) or tables of faces for 36 wind
/// directions (CSV); formats in inputs/schema/FORMATS.md. What is wrong goes to `problems`.
[[nodiscard]] std::vector<Building> read_buildings(const std::vector<std::string>& files, const Grid& grid,
                                                   Problems& problems);

}  // namespace lantian
