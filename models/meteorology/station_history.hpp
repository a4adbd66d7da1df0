#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/data/weather.hpp"
#include "models/meteorology/boundary_layer.hpp"

namespace lantian {

// Boundary layer at a weather station hour by hour, the growth of the mixed layer included. THEORY.md, section 4.

/// Here the wind no longer tells one ground from the other, m.
inline constexpr double k_blending_height_m = 60.0;

/// One station's hour with what follows from it.
struct StationHour {
    bool valid = false;
    double wind_x_m_s = 0.0, wind_y_m_s = 0.0;  ///< eastward, northward, at the anemometer height of the run
    double temperature_k = 0.0, cloud_frac = 0.0, rain_mm_h = 0.0;
    double humidity_frac = k_default_humidity_frac, pressure_pa = 101325.0;
    double friction_velocity_m_s = 0.0, inverse_obukhov_m = 0.0, sensible_heat_flux_w_m2 = 0.0;
    double mixing_height_m = k_least_mixing_height_m, convective_velocity_m_s = 0.0;
};

/// Potential temperature of a measured profile above its ground value; empty where there is none.
struct ThetaProfile {
    std::vector<double> height_m, excess_k;
};

struct StationSetting {
    double anemometer_height_m = 10.0;             ///< of the run; a record may have its own
    bool own_boundary_layer = false;               ///< leave aside what records say of u*, L, heat and mixing height
    std::function<GroundSurface(UtcTime)> site;    ///< the ground where the wind is measured
    std::function<GroundSurface(UtcTime)> ground;  ///< the ground asked for, empty: that of the site; one of another
                                                   ///< roughness sees the wind of the blending height
    double urban_population = 0.0;                 ///< > 0: the ground is a city, warm by night
    std::function<ThetaProfile(UtcTime)> profile;
};

/// The hours of one station at the given ascending instants; instants without a usable record stay invalid. What was
/// assumed is counted in `counts`, text -> records.
[[nodiscard]] std::vector<StationHour> station_hours(const WeatherStation& station, const std::vector<UtcTime>& times,
                                                     const StationSetting& setting,
                                                     std::map<std::string, std::size_t>& counts);

/// A record that a state can be built from: wind, its direction unless calm, and temperature.
[[nodiscard]] bool usable(const StationRecord& record) noexcept;

}  // namespace lantian
