#include "models/meteorology/station_history.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/constants.hpp"
#include "models/meteorology/mixing_height.hpp"
#include "models/meteorology/surface_layer.hpp"
#include "models/meteorology/urban.hpp"

namespace lantian {

namespace {

using constants::k_pi;

constexpr std::int64_t k_heat_step_s = 900;           // of the sum of heat within an interval of records
constexpr std::int64_t k_longest_morning_s = 64800;   // looked back for sunrise before the first record
constexpr std::int64_t k_longest_interval_s = 86400;  // over a longer gap the layer starts anew

double between(double a, double b, double share) {
    if (!std::isfinite(a) || !std::isfinite(b)) return k_missing;
    return a + share * (b - a);
}

/// Convective layer from sunrise on: the heat that went in, and the height it makes.
class ConvectiveLayer {
  public:
    ConvectiveLayer(const WeatherStation& station, const StationSetting& setting)
        : place_(station.place), setting_(setting) {}

    /// Takes the layer to `now`, whose weather is given; 1/L of the hour for mechanical entrainment.
    void advance(UtcTime now, const SurfaceWeather& weather, double inverse_obukhov_m) {
        if (!started_ || now - last_time_ > k_longest_interval_s) {
            reset();
            UtcTime begin = now;
            while (now - begin < k_longest_morning_s && flux_at(begin, weather) > 0.0) begin = begin - k_heat_step_s;
            last_time_ = begin;
            last_ = weather;
            started_ = true;
        }
        const auto length = static_cast<double>(now - last_time_);
        const auto parts = (now - last_time_ + k_heat_step_s - 1) / k_heat_step_s;
        for (std::int64_t n = 0; n < parts; ++n) {
            const std::int64_t from = (now - last_time_) * n / parts;
            const std::int64_t to = (now - last_time_) * (n + 1) / parts;
            const double share = 0.5 * static_cast<double>(from + to) / length;
            SurfaceWeather middle = weather;
            middle.temperature_k = between(last_.temperature_k, weather.temperature_k, share);
            middle.pressure_pa = between(last_.pressure_pa, weather.pressure_pa, share);
            middle.cloud_frac = between(last_.cloud_frac, weather.cloud_frac, share);
            middle.shortwave_down_w_m2 = between(last_.shortwave_down_w_m2, weather.shortwave_down_w_m2, share);
            middle.sensible_heat_flux_w_m2 =
                between(last_.sensible_heat_flux_w_m2, weather.sensible_heat_flux_w_m2, share);
            const UtcTime at = last_time_ + (from + to) / 2;
            const double flux = flux_at(at, middle);
            if (flux <= 0.0) {
                reset();
                continue;
            }
            if (heat_k_m_ == 0.0) morning_ = setting_.profile(last_time_ + from);
            const double kinematic = flux / air_rho_cp_j_m3_k(middle.temperature_k, middle.pressure_pa);
            const auto dt = static_cast<double>(to - from);
            heat_k_m_ += kinematic * dt;
            slab_m_ = slab_height_m(slab_m_, kinematic, k_default_gradient_k_m, dt, k_entrainment,
                                    k_mechanical_entrainment, inverse_obukhov_m);
        }
        last_time_ = now;
        last_ = weather;
    }

    [[nodiscard]] double height_m() const {
        if (heat_k_m_ <= 0.0) return 0.0;
        return morning_.height_m.size() >= 2 ? heat_area_height_m(morning_.height_m, morning_.excess_k, heat_k_m_)
                                             : slab_m_;
    }

  private:
    void reset() {
        heat_k_m_ = 0.0;
        slab_m_ = 0.0;
    }
    [[nodiscard]] double flux_at(UtcTime t, SurfaceWeather weather) const {
        weather.sun_rad = solar_elevation_rad(t, place_.lon_deg, place_.lat_deg);
        if (weather.sun_rad <= 0.0) return 0.0;
        if (std::isfinite(weather.sensible_heat_flux_w_m2)) return weather.sensible_heat_flux_w_m2;
        return daytime_heat_flux_w_m2(weather, setting_.ground ? setting_.ground(t) : setting_.site(t));
    }

    LonLat place_;
    const StationSetting& setting_;
    bool started_ = false;
    UtcTime last_time_;
    SurfaceWeather last_{};
    ThetaProfile morning_;
    double heat_k_m_ = 0.0, slab_m_ = 0.0;
};

}  // namespace

bool usable(const StationRecord& r) noexcept {
    return std::isfinite(r.wind_speed_m_s) && std::isfinite(r.temperature_k) &&
           (r.wind_speed_m_s == 0.0 || std::isfinite(r.wind_from_deg));
}

std::vector<StationHour> station_hours(const WeatherStation& station, const std::vector<UtcTime>& times,
                                       const StationSetting& setting, std::map<std::string, std::size_t>& counts) {
    std::vector<StationHour> hours(times.size());
    const auto or_else = [&](double value, double fallback, const char* text) {
        if (std::isfinite(value)) return value;
        ++counts[text];
        return fallback;
    };
    ConvectiveLayer convective(station, setting);
    double mechanical = 0.0;
    const StationRecord* previous = nullptr;
    std::size_t r = 0;
    for (std::size_t n = 0; n < times.size(); ++n) {
        while (r < station.records.size() && station.records[r].time < times[n]) ++r;
        if (r == station.records.size() || station.records[r].time != times[n]) continue;
        const StationRecord& record = station.records[r];
        if (!usable(record)) {
            ++counts["record without wind or temperature left out"];
            continue;
        }
        StationHour& h = hours[n];
        h.valid = true;
        h.temperature_k = record.temperature_k;
        h.cloud_frac = or_else(record.cloud_frac, k_default_cloud_frac, "cloud taken as 0.5");
        h.rain_mm_h = or_else(record.precipitation_mm_h, 0.0, "precipitation taken as 0 mm/h");
        h.humidity_frac = or_else(record.relative_humidity_frac, k_default_humidity_frac, "humidity taken as 60 %");
        h.pressure_pa = or_else(record.pressure_pa, standard_pressure_pa(station.elevation_m),
                                "pressure from elevation by the standard atmosphere");
        if (record.wind_speed_m_s < k_least_wind_m_s)
            ++counts["wind below 0.3 m/s, taken as 0.3 m/s for turbulence only"];

        GroundSurface site = setting.site(record.time);
        const bool given = !setting.own_boundary_layer;
        if (given && std::isfinite(record.roughness_length_m)) site.roughness_m = record.roughness_length_m;
        SurfaceWeather weather{record.wind_speed_m_s,
                               std::isfinite(record.wind_height_m) ? record.wind_height_m : setting.anemometer_height_m,
                               h.temperature_k,
                               h.pressure_pa,
                               h.cloud_frac,
                               solar_elevation_rad(record.time, station.place.lon_deg, station.place.lat_deg),
                               record.shortwave_down_w_m2,
                               given ? record.sensible_heat_flux_w_m2 : k_missing};
        const GroundSurface ground = setting.ground ? setting.ground(record.time) : site;
        if (ground.roughness_m != site.roughness_m) {
            const double top = std::max(k_blending_height_m, weather.wind_height_m);
            weather.wind_m_s *= similarity_ratio(weather.wind_height_m, top, site.roughness_m,
                                                 length_of_inverse_m(surface_state(weather, site).inverse_obukhov_m));
            weather.wind_height_m = top;
        }
        SurfaceState surface = surface_state(weather, ground);
        double urban_height_m = 0.0;
        double urban_convective_m_s = 0.0;
        if (setting.urban_population > 0.0 && surface.inverse_obukhov_m > 0.0) {
            const UrbanNight night =
                urban_night(setting.urban_population, surface.friction_velocity_m_s, ground.roughness_m,
                            h.temperature_k, air_rho_cp_j_m3_k(h.temperature_k, h.pressure_pa));
            surface = {night.friction_velocity_m_s, night.inverse_obukhov_m, night.sensible_heat_flux_w_m2};
            urban_height_m = night.mixing_height_m;
            urban_convective_m_s = night.convective_velocity_m_s;
            ++counts["warm city by night"];
        }
        h.friction_velocity_m_s = surface.friction_velocity_m_s;
        h.inverse_obukhov_m = surface.inverse_obukhov_m;
        h.sensible_heat_flux_w_m2 = surface.sensible_heat_flux_w_m2;
        if (given && std::isfinite(record.friction_velocity_m_s) && record.friction_velocity_m_s > 0.0)
            h.friction_velocity_m_s = record.friction_velocity_m_s;
        if (given && std::isfinite(record.obukhov_length_m) && record.obukhov_length_m != 0.0)
            h.inverse_obukhov_m = 1.0 / record.obukhov_length_m;

        convective.advance(record.time, weather, h.inverse_obukhov_m);
        double convective_m = h.inverse_obukhov_m < 0.0 ? std::max(convective.height_m(), urban_height_m) : 0.0;
        const double equilibrium = venkatram_height_m(h.friction_velocity_m_s);
        mechanical = previous != nullptr ? relaxed_height_m(mechanical, equilibrium, h.friction_velocity_m_s,
                                                            static_cast<double>(record.time - previous->time))
                                         : equilibrium;
        if (given && std::isfinite(record.mechanical_mixing_height_m)) mechanical = record.mechanical_mixing_height_m;
        if (given && std::isfinite(record.convective_mixing_height_m)) convective_m = record.convective_mixing_height_m;
        mechanical = std::max(k_least_mixing_height_m, mechanical);
        h.mixing_height_m = std::max(convective_m, mechanical);
        if (h.inverse_obukhov_m < 0.0) {
            h.convective_velocity_m_s =
                given && std::isfinite(record.convective_velocity_m_s) ? record.convective_velocity_m_s
                : urban_height_m > 0.0                                 ? urban_convective_m_s
                                                                       : convective_velocity_m_s(
                                                                             h.sensible_heat_flux_w_m2, std::max(convective_m, k_least_mixing_height_m),
                                                                             h.temperature_k, air_rho_cp_j_m3_k(h.temperature_k, h.pressure_pa));
        }

        const double from = record.wind_speed_m_s > 0.0 ? record.wind_from_deg * k_pi / 180.0 : 0.0;
        double speed = weather.wind_m_s;
        if (weather.wind_height_m != setting.anemometer_height_m) {
            speed *= similarity_ratio(weather.wind_height_m, setting.anemometer_height_m, ground.roughness_m,
                                      length_of_inverse_m(h.inverse_obukhov_m));
        }
        if (std::isfinite(record.wind_height_m) && record.wind_height_m != setting.anemometer_height_m)
            ++counts["wind carried to the anemometer height of the run"];
        h.wind_x_m_s = -speed * std::sin(from);
        h.wind_y_m_s = -speed * std::cos(from);
        previous = &record;
    }
    return hours;
}

}  // namespace lantian
