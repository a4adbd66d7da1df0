#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "models/control/response.hpp"

namespace lantian::test {

/// Writes `dir`/stations.nc in the layout of inputs/schema/FORMATS.md, in double, so that the mean over its hours is
/// `table`. Species that are NaN are left out. hourly_factor: what each hour's field is as a multiple of the mean (one
/// value an hour, of average 1).
void write_stations_file(const std::string& dir, const SourceReceptor& table, std::span<const double> hourly_factor);

/// Source-receptor table with made-up values from a seed: every source feeds every receptor, coarse dust and metals
/// included. Sectors, groups and processes repeat, so that measures can hit several sources. Half of the receptors are
/// towns.
[[nodiscard]] SourceReceptor synthetic_table(std::size_t sources, std::size_t receptors, unsigned seed,
                                             bool outside = true);

}  // namespace lantian::test
