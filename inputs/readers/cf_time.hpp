#pragma once

#include <string>
#include <vector>

#include "core/base/time.hpp"
#include "core/io/netcdf_file.hpp"

namespace lantian {

/// Times of a CF time variable ("hours since 1990-01-01 00:00:00"), rounded to seconds. E302 when its units are no such
/// text, E432 for another calendar than the standard one, E414 when a value is not finite.
[[nodiscard]] std::vector<UtcTime> read_cf_times(const NetcdfFile& file, const std::string& variable);

}  // namespace lantian
