#pragma once

#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/data/measures.hpp"

namespace lantian {

/// Control measures of measures.toml (inputs/schema/FORMATS.md). Problems name line and column.
/// Codes: E101 unknown key, E102 no TOML, E103 key missing, E104 wrong type, E201 unknown status, E204 keys that
/// exclude each other, E306 share outside 0-1, E308 id twice, E309 unknown species or prerequisite, E503 amount of
/// money. Throws Error E401, E102.
[[nodiscard]] std::vector<Measure> read_measures(const std::string& path, Problems& problems);

}  // namespace lantian
