#pragma once

#include <string>
#include <vector>

#include "core/data/tracer.hpp"

namespace lantian {

/// METEC/ADED 2022 from a folder with obs_wind_1min.csv, releases.csv, sensor_locations.csv, source_locations.csv and
/// peer_gpuff_unit_forward.csv (FORMATS.md). Throws Error E401, E304, E305, E311.
[[nodiscard]] MetecCase read_metec(const std::string& folder);

/// Chilbolton 2017 from a folder with sources.csv, instruments.csv and, for each source, wind_source_N.csv and
/// ch4_path_avg_ppm_source_N.csv. Tangents above 2 are artefacts of wrapping and masked.
[[nodiscard]] std::vector<ChilboltonCase> read_chilbolton(const std::string& folder);

}  // namespace lantian
