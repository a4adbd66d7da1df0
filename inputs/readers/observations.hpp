#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.hpp"
#include "core/data/weather.hpp"

/// Observations of stations and soundings in the formats of those who measure (FORMATS.md, "Observations as they
/// come").
namespace lantian {

enum class ObservationFormat {
    aermet_surface,     ///< AERMET .SFC
    aermet_profile,     ///< AERMET .PFL
    isd,                ///< NOAA Integrated Surface Database, DS3505
    metar,              ///< METAR and SPECI reports, also in collectives
    noaa_hourly,        ///< NOAA Global Monitoring Laboratory, hourly met in fixed columns
    arm_surface_table,  ///< ARM surface meteorology, CSV
    arm_surface,        ///< ARM surface meteorology, NetCDF
    arm_eddy,           ///< ARM eddy correlation, NetCDF
    fsl,                ///< radiosondes of the FSL/NCDC archive, text
    up_dat,             ///< upper air of CALMET (UP.DAT)
    spc,                ///< sounding as SPC and SHARPpy write it
    sodar,              ///< Scintec FORMAT-1 (.mnd)
    arm_sonde,          ///< ARM radiosonde, NetCDF
    arm_lidar,          ///< ARM Doppler lidar PPI scan, NetCDF
    sounding_table,     ///< our own CSV of soundings
};

/// Format of a file by its content; empty when it is none of these. E401 when unreadable.
[[nodiscard]] std::optional<ObservationFormat> observation_format(const std::string& path);
/// In words, for messages: "AERMET surface file".
[[nodiscard]] std::string_view name_of(ObservationFormat format);
/// True for profiles of the air above a station, false for records at a station.
[[nodiscard]] bool is_sounding(ObservationFormat format);

/// Where a station stands.
struct StationPlace {
    LonLat place;
    double elevation_m = 0.0;
};

/// What many of these files do not tell.
struct ObservationContext {
    std::map<std::string, StationPlace> places;  ///< by station; the word before that of the file
    std::int64_t local_offset_s = 0;             ///< of local standard time from UTC (AERMET files)
    UtcTime near;                                ///< METAR: month and year are those that lie nearest to this
};

/// Table of places: CSV `station,lon[deg],lat[deg],elevation[m]`.
[[nodiscard]] std::map<std::string, StationPlace> read_station_places(const std::string& path, Problems& problems);

/// What one file holds.
struct Observations {
    std::vector<WeatherStation> stations;
    std::vector<SoundingProfile> soundings;
    std::vector<std::string> notes;  ///< what was left out or taken for granted, with counts
};

/// Reads one file. Records that cannot be used are left out and counted in the notes; E311 when the file as a whole is
/// not what its format asks for, E312 when nothing usable is in it. Places that nobody tells are NaN.
[[nodiscard]] Observations read_observations(const std::string& path, ObservationFormat format,
                                             const ObservationContext& context);

/// What station weather consists of.
struct StationFiles {
    std::vector<std::string> surface;    ///< our CSV, or observations as they come
    std::vector<std::string> profiles;   ///< our profile CSV
    std::vector<std::string> soundings;  ///< soundings as they come, or our sounding CSV
    std::string places;                  ///< table of places; may be empty
    double anemometer_height_m = 10.0;
    std::int64_t local_offset_s = 0;
    UtcTime near;
};

/// All files of station weather. Stations and soundings whose place nobody tells are E413.
[[nodiscard]] StationWeather read_station_weather(const StationFiles& files, Problems& problems,
                                                  std::vector<std::string>& notes);

}  // namespace lantian
