#pragma once

#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/data/source.hpp"

namespace lantian {

/// Time profiles of profiles.csv (inputs/schema/FORMATS.md); [0] is "flat", the others follow in the order of the file.
/// An empty path gives "flat" only. Codes: E201 unknown kind, E305, E306 factor or index out of range or all factors 0,
/// E308 a value twice or the name "flat", E312 values missing.
[[nodiscard]] std::vector<TemporalProfile> read_profiles(const std::string& path, Problems& problems);

}  // namespace lantian
