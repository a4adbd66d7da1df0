#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "core/base/time.hpp"
#include "core/data/projection.hpp"
#include "core/data/sounding.hpp"

/// Weather as the drivers give it, before models/meteorology turns it into a MetState on the run's own grid.
namespace lantian {

/// One instant of a gridded driver on its own horizontal mesh (which need not be regular in the run's projection).
/// 3-D arrays are (level, y, x), x fastest, level 0 lowest; 2-D arrays (y, x). An optional array is empty when the
/// driver lacks it. Winds are earth-relative: eastward and northward, m s-1.
struct GriddedWeather {
    UtcTime time;
    std::size_t nx = 0, ny = 0, nz = 0;
    std::vector<double> lon_deg, lat_deg;    ///< (y, x)
    std::vector<double> surface_altitude_m;  ///< (y, x)
    std::vector<double> height_m;            ///< (level, y, x), above ground, mass points
    std::vector<double> eastward_wind_m_s, northward_wind_m_s, upward_wind_m_s;  ///< (level, y, x)
    std::vector<double> temperature_k, pressure_pa;                              ///< (level, y, x)
    std::vector<double> specific_humidity_kg_kg;                                 ///< optional
    std::vector<double> temperature_2m_k, eastward_wind_10m_m_s, northward_wind_10m_m_s,
        surface_pressure_pa;                                                                      ///< optional, (y, x)
    std::vector<double> boundary_layer_height_m, friction_velocity_m_s, sensible_heat_flux_w_m2;  ///< optional
    std::vector<double> roughness_length_m, precipitation_mm_h, cloud_fraction, shortwave_down_w_m2;  ///< optional
};

/// A gridded driver: its times, and the state at each of them. Implemented in inputs/readers. Loading may be slow;
/// callers keep what they use.
class GriddedWeatherSource {
  public:
    virtual ~GriddedWeatherSource() = default;
    [[nodiscard]] virtual const std::vector<UtcTime>& times() const = 0;  ///< ascending
    [[nodiscard]] virtual GriddedWeather load(std::size_t time_index) const = 0;
    [[nodiscard]] virtual std::string description() const = 0;
    /// What was assumed, dropped or left out, one sentence each: goes into the notes of a run.
    [[nodiscard]] virtual std::vector<std::string> notes() const { return {}; }
    /// Driver's own map projection when it has one (WRF, projected CF); nullptr for plain longitude-latitude meshes.
    [[nodiscard]] virtual const Projection* projection() const { return nullptr; }
};

/// One station at one instant; NaN = missing.
struct StationRecord {
    UtcTime time;
    double wind_speed_m_s = k_missing;
    double wind_from_deg = k_missing;  ///< clockwise from north; missing when calm
    double temperature_k = k_missing;
    double cloud_frac = k_missing;
    double precipitation_mm_h = k_missing;  ///< over the hour that ends at `time`
    double relative_humidity_frac = k_missing;
    double pressure_pa = k_missing;
    double shortwave_down_w_m2 = k_missing;  ///< measured at the ground

    // What the driver itself gives of the boundary layer (AERMET, flux stations); a driver uses what is finite and
    // diagnoses the rest.
    double sensible_heat_flux_w_m2 = k_missing;  ///< upward
    double friction_velocity_m_s = k_missing;
    double obukhov_length_m = k_missing;  ///< sign as usual: negative when unstable
    double convective_velocity_m_s = k_missing;
    double convective_mixing_height_m = k_missing, mechanical_mixing_height_m = k_missing;
    double lid_gradient_k_m = k_missing;  ///< of potential temperature above the convective mixing height
    double roughness_length_m = k_missing;
    double wind_height_m = k_missing, temperature_height_m = k_missing;  ///< of the instruments above ground
};

struct WeatherStation {
    std::string name;
    LonLat place;
    double elevation_m = 0.0;
    std::vector<StationRecord> records;  ///< ascending in time
};

struct ProfileLevel {
    double height_m = 0.0;  ///< above ground
    double wind_speed_m_s = k_missing;
    double wind_from_deg = k_missing;
    double temperature_k = k_missing;
};
struct WeatherProfile {
    UtcTime time;
    std::vector<ProfileLevel> levels;  ///< ascending in height
};

/// Surface stations and one profile site through time.
struct StationWeather {
    std::vector<WeatherStation> stations;
    std::vector<WeatherProfile> profiles;    ///< ascending in time; may be empty
    std::vector<SoundingProfile> soundings;  ///< measured upper air at any number of places, ascending in time
    double anemometer_height_m = 10.0;
};

}  // namespace lantian
