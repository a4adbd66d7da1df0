#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.hpp"
#include "core/data/weather.hpp"
#include "inputs/readers/level_mesh.hpp"

namespace lantian {

/// WRF output as it comes (wrfout*), one or several files joined in time. Staggered variables are averaged to mass
/// points; height above ground is (PH + PHB)/g minus HGT; wind is turned to true north by SINALPHA and COSALPHA where
/// stored, else by the file's projection; rain is the difference of RAINC + RAINNC between times (mm h-1; zero at the
/// first time, noted). E401 E430 file, E413 variable missing, E414 value absurd (on load), E415 times, E432 files of
/// different meshes. Of files of several domains the finest one that covers `area_deg` is taken. Times that a restarted
/// model wrote again count as it wrote them last.
[[nodiscard]] std::unique_ptr<GriddedWeatherSource> open_wrf(const std::vector<std::string>& files,
                                                             const std::optional<AreaDeg>& area_deg = std::nullopt);

/// Our own CF weather files (FORMATS.md, "Gridded weather"), one or several joined in time. Same errors; E302 for a
/// wrong unit.
[[nodiscard]] std::unique_ptr<GriddedWeatherSource> open_cf_weather(const std::vector<std::string>& files);

/// ARL packed meteorology (NOAA HYSPLIT), one or several files joined in time: longitude-latitude, polar stereographic,
/// Lambert and Mercator grids; sigma, pressure, terrain-following and hybrid levels. Every record is checked against
/// its checksum. E401 E430 file, E413 variable missing, E414 value absurd (on load), E415 times, E432 grids that differ
/// or are not known.
[[nodiscard]] std::unique_ptr<GriddedWeatherSource> open_arl(const std::vector<std::string>& files);

/// GRIB1 and GRIB2 by ecCodes: GFS, IFS, ERA5, NAM and others on pressure or model levels with surface fields, one or
/// several files (times, or levels and surface apart); what is read and how is told in FORMATS.md and
/// level_weather.hpp. Bad messages are skipped and named in the notes. `area_deg` limits what is read to the
/// surroundings of an area. E401, E411, E413, E432 too large, E433 no readable message.
[[nodiscard]] std::unique_ptr<GriddedWeatherSource> open_grib(const std::vector<std::string>& files,
                                                              const std::optional<AreaDeg>& area_deg = std::nullopt);

/// ERA5 NetCDF of any age (era5_layout.hpp), on pressure or model levels with surface fields; one or several files:
/// times, or levels and surface apart. Same errors as open_grib; E302 for a unit of the levels, E414 E415 coordinates.
[[nodiscard]] std::unique_ptr<GriddedWeatherSource> open_era5(const std::vector<std::string>& files,
                                                              const std::optional<AreaDeg>& area_deg = std::nullopt);

/// Writes any gridded source as our CF NetCDF (CF-1.11), by way of .part. E440.
void write_cf_weather(const GriddedWeatherSource& source, const std::string& out_path);

/// Station and profile tables (FORMATS.md). All problems of all files are collected in `problems`; defaults that were
/// used are counted in `notes`.
[[nodiscard]] StationWeather read_station_weather(const std::vector<std::string>& surface_files,
                                                  const std::vector<std::string>& profile_files,
                                                  double anemometer_height_m, Problems& problems,
                                                  std::vector<std::string>& notes);

enum class WeatherKind { stations, wrf, cf, arl, grib, era5 };

/// Kind of a word of meteorology.kind; empty for "auto".
[[nodiscard]] std::optional<WeatherKind> weather_kind(std::string_view word);

/// Opens gridded weather of a kind, limited to the surroundings of an area where the kind allows that (GRIB, ERA5);
/// E413 for stations, which hold no fields.
[[nodiscard]] std::unique_ptr<GriddedWeatherSource> open_gridded_weather(
    WeatherKind kind, const std::vector<std::string>& files, const std::optional<AreaDeg>& area_deg = std::nullopt);

/// Reads the first and the last time in a child process, where NetCDF or HDF5 are to be read: E430 when the library
/// crashes there on a damaged file. Other errors are left to the reading itself. Call it before other threads work.
void try_weather(const std::vector<std::string>& files, const std::optional<AreaDeg>& area_deg = std::nullopt);

/// What kind of weather a file holds, by its content. E401 when unreadable, E430 when NetCDF is damaged, E311 when it
/// is none that we read.
[[nodiscard]] WeatherKind detect_weather(const std::string& file);

}  // namespace lantian
