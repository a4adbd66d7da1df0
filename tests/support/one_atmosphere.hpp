#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/data/weather.hpp"

namespace lantian::testing {

/// A smooth atmosphere on 20 x 15 points of longitude and latitude and five pressure levels, two hours, that is written
/// in several formats: what a reader gives back must be the same within the packing. A new format needs one function
/// here and one line in tests/unit/inputs/readers/one_atmosphere_test.cpp.
namespace one_atmosphere {

inline constexpr std::size_t k_nx = 20, k_ny = 15;  ///< ARL needs this many for its header
inline constexpr double k_west = 110.0, k_south = 33.0, k_step = 0.25;
inline const std::vector<double> k_levels_hpa{1000.0, 925.0, 850.0, 700.0, 500.0};
inline constexpr std::size_t k_times = 2;
inline constexpr UtcTime k_begin{1799971200};  ///< 2027-01-15 00 UTC

/// (y, x) from the south-west. `name` as in ERA5: t u v w q z (on levels), z sp t2m u10 v10 blh (surface), and the sums
/// tp (m in the hour before) and ssrd (J m-2 in the hour before).
[[nodiscard]] std::vector<double> on_level(const std::string& name, std::size_t level, std::size_t time);
[[nodiscard]] std::vector<double> on_surface(const std::string& name, std::size_t time);

enum class Names { old, renewed };

/// NetCDF-4 in double precision with the names of the old or the renewed Climate Data Store.
void write_era5(const std::string& path, Names names);
/// GRIB2 of ECMWF with 24 bits; `packing` as ecCodes names it.
void write_grib2(const std::string& path, const std::string& packing);
/// ARL packed, 8 bits for differences along the rows.
void write_arl(const std::string& path);

}  // namespace one_atmosphere

}  // namespace lantian::testing
