#pragma once

#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/data/air_paths.hpp"
#include "inputs/readers/clock.hpp"

namespace lantian {

/// Reads back trajectories, each file by its content:
/// - HYSPLIT `tdump` text (ARL trajectory endpoints, format versions 1 and 2); times are UTC, two-digit years below 40
///   are of this century;
/// - CSV, TSV (.gz too), one row an endpoint: `date` or `arrival` (when the air arrives), `hours` or `hour.inc` (0 and
///   negative backward; backward counts written positive throughout are turned), `lon`, `lat`, optionally `height` and
///   `trajectory` or `receptor` (tells several arrivals at one time apart). Units in headers are allowed.
/// Endpoints are sorted from the arrival backward. Problems: E304, E305, E306, E308 an endpoint twice, E330, E333 not a
/// trajectory file or a damaged one. Throws for E401 and E311.
[[nodiscard]] std::vector<AirPath> read_trajectories(const std::vector<std::string>& paths, const ClockRules& clock,
                                                     Problems& problems, std::vector<std::string>& notes);

}  // namespace lantian
