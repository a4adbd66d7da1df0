#pragma once

#include <string>

#include "core/base/error.hpp"
#include "core/base/time.hpp"
#include "core/data/outside.hpp"

namespace lantian {

/// Reads outside.csv (inputs/schema/FORMATS.md) and checks that it covers [begin, end). An empty path gives an empty
/// series. A line holds until the next; the last one as long as the interval before it (a single line holds always).
/// Codes: E105 time without offset, E305, E306, E312 run not covered, E415 times not ascending.
[[nodiscard]] OutsideSeries read_outside(const std::string& path, UtcTime begin, UtcTime end, Problems& problems);

}  // namespace lantian
