#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "core/data/weather.hpp"
#include "inputs/readers/grib_file.hpp"
#include "inputs/readers/level_mesh.hpp"

namespace lantian::grib {

/// open_grib for files that were looked at already. Same errors.
[[nodiscard]] std::unique_ptr<GriddedWeatherSource> open_catalogs(std::vector<Catalog> catalogs,
                                                                  const std::optional<AreaDeg>& area_deg);

}  // namespace lantian::grib
