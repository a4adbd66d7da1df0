#pragma once

#include <string>

#include "core/base/error.hpp"
#include "core/data/grid.hpp"
#include "core/data/receptors.hpp"

namespace lantian {

/// Stations and towns of stations.csv (inputs/schema/FORMATS.md), projected. An empty path gives no receptors.
/// Codes: E201 unknown kind, E305, E306, E307 outside the domain, E308 id twice.
[[nodiscard]] ReceptorSet read_receptors(const std::string& path, const Grid& grid, Problems& problems);

}  // namespace lantian
