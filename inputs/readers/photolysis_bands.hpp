#pragma once

#include <string>

#include "core/base/error.hpp"
#include "core/data/photolysis_bands.hpp"

namespace lantian {

/// Reads a band table: the project's JSON, or CMAQ's CSQY_DATA text. Adds E601 with line or path; throws E401.
[[nodiscard]] PhotolysisBands read_photolysis_bands(const std::string& path, Problems& problems);

}  // namespace lantian
