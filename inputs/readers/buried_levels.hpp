#pragma once

#include <cstddef>
#include <string>

#include "core/data/weather.hpp"

namespace lantian {

/// Replaces the levels of a pressure-level driver that lie below its own ground (or within `least_m` of it) by levels
/// between the ground and the lowest free one, evenly spaced, so that every column has the same number of levels and
/// ascends from above the ground. Temperature there is linear between 2 m (or the free level at the lapse rate of
/// 6.5 K/km) and the free level, pressure logarithmic down to the surface, wind logarithmic between 10 m and the free
/// level (constant without 10 m wind), upward wind linear to zero at the ground, humidity constant. Surface pressure
/// must be there. Returns how many values of `height_m` were replaced. E414 when a column has no level above ground.
std::size_t lift_buried_levels(GriddedWeather& weather, const std::string& file, double least_m = 1.0);

}  // namespace lantian
