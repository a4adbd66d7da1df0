#pragma once

#include <cstddef>
#include <span>
#include <vector>

/// Vertical work on fields of (level, y, x), level 0 lowest.
namespace lantian::columns {

/// Specific humidity, kg kg-1, of relative humidity (1, over water) in place. Magnus; Alduchov and Eskridge 1996.
void specific_from_relative(std::span<double> humidity, std::span<const double> temperature_k,
                            std::span<const double> pressure_pa);

/// Pressure in the middle of model levels `first` to `last` (numbers from 1 at the top), lowest (`last`) first: mean of
/// the half levels above and below (ECMWF IFS documentation, part III, 2.2).
[[nodiscard]] std::vector<double> model_level_pressure(std::span<const double> a_pa, std::span<const double> b,
                                                       std::size_t first, std::size_t last,
                                                       std::span<const double> surface_pressure_pa);

/// Height above ground of the middle of these levels, by the hydrostatic relation from the ground up (same source, eq.
/// 2.21 to 2.23); `last` must be the lowest level of the model. Humidity may be empty.
[[nodiscard]] std::vector<double> model_level_height(std::span<const double> a_pa, std::span<const double> b,
                                                     std::size_t first, std::size_t last,
                                                     std::span<const double> surface_pressure_pa,
                                                     std::span<const double> temperature_k,
                                                     std::span<const double> specific_humidity);

/// Height above ground of levels of given pressure, by the hydrostatic relation from the surface pressure up; negative
/// below ground. Humidity may be empty.
[[nodiscard]] std::vector<double> hydrostatic_height(std::span<const double> pressure_pa,
                                                     std::span<const double> temperature_k,
                                                     std::span<const double> specific_humidity,
                                                     std::span<const double> surface_pressure_pa);

/// Altitude at which the levels have the surface pressure, linear in its logarithm: for drivers without terrain.
[[nodiscard]] std::vector<double> altitude_of_pressure(std::span<const double> pressure_pa,
                                                       std::span<const double> altitude_m,
                                                       std::span<const double> surface_pressure_pa);

}  // namespace lantian::columns
