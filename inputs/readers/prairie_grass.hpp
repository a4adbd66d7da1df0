#pragma once

#include <string>
#include <vector>

#include "core/data/tracer.hpp"

namespace lantian {

/// Runs of Project Prairie Grass that have weather, from a folder with PGARCS.txt, PGVertConc.txt,
/// PGrassEvapLossTABLE_5_4.txt and modelParamList.txt (FORMATS.md). Observations are corrected for losses (factors
/// below 0.5 are misprints: 1 is taken), the friction velocity is raised by 0.40/0.35. Ordered by run number. Throws
/// Error E401, E311.
[[nodiscard]] std::vector<PrairieGrassRun> read_prairie_grass(const std::string& folder);

}  // namespace lantian
