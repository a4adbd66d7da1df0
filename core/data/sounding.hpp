#pragma once

#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/missing.hpp"
#include "core/base/time.hpp"
#include "core/data/projection.hpp"

/// Measured profiles of the air above one place: what radiosondes, wind profilers, lidars, sodars and towers give.
namespace lantian {

/// How a profile was measured.
enum class SoundingKind { radiosonde, wind_profiler, lidar, sodar, tower, table };

[[nodiscard]] constexpr std::string_view name_of(SoundingKind kind) {
    constexpr std::string_view names[]{"radiosonde", "wind profiler", "lidar", "sodar", "tower", "table"};
    return names[static_cast<int>(kind)];
}

/// What the instrument or its processing says about a level. Values that it rejects are never stored.
enum class SoundingQuality { unknown, good, doubtful };

/// One height of a profile; NaN = not measured. At least one of wind (both parts) and temperature is there.
struct SoundingLevel {
    double height_m = 0.0;  ///< above ground at the station, >= 0
    double eastward_wind_m_s = k_missing, northward_wind_m_s = k_missing;
    double temperature_k = k_missing;
    double relative_humidity_frac = k_missing;  ///< over water, 0-1
    double pressure_pa = k_missing;
    double sigma_direction_rad = k_missing;  ///< standard deviation of the wind direction (masts)
    double sigma_w_m_s = k_missing;          ///< of the vertical wind (masts)
    SoundingQuality quality = SoundingQuality::unknown;
};

/// One profile at one instant (for sondes: the launch; for averages: the middle of the interval).
struct SoundingProfile {
    std::string station;  ///< name or number in the file
    SoundingKind kind = SoundingKind::radiosonde;
    LonLat place;              ///< NaN when the file does not tell it
    double elevation_m = 0.0;  ///< of the ground above sea level
    UtcTime time;
    std::vector<SoundingLevel> levels;  ///< ascending in height, no height twice
};

}  // namespace lantian
