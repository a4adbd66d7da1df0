#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include <fmt/format.h>

#include "core/base/constants.hpp"
#include "core/base/error.hpp"
#include "models/meteorology/driver_provider.hpp"
#include "models/meteorology/driver_times.hpp"
#include "models/meteorology/mixing_height.hpp"
#include "models/meteorology/surface_energy.hpp"
#include "models/meteorology/surface_layer.hpp"
#include "models/meteorology/terrain_flow.hpp"

namespace lantian {

namespace {

using constants::k_air_heat_capacity_j_kg_k;
using constants::k_dry_air_gas_constant_j_kg_k;
using constants::k_gravity_m_s2;
using constants::k_pi;

constexpr double k_dry_lapse_k_m = k_gravity_m_s2 / k_air_heat_capacity_j_kg_k;
constexpr double k_least_wind_m_s = 0.3;  // for the surface layer only: calm air still has some turbulence
constexpr double k_least_mixing_height_m = 50.0;
constexpr double k_similarity_top_m = 200.0;      // similarity below, profile or power law above
constexpr double k_profile_full_m = 600.0;        // from here on the profile alone
constexpr double k_default_gradient_k_m = 0.005;  // of potential temperature, where there is no profile
constexpr double k_default_humidity = 0.6;

/// One station's hour with what follows from it.
struct StationHour {
    bool valid = false;
    double wind_x = 0.0, wind_y = 0.0;  // eastward, northward, m s-1
    double temperature_k = 0.0, cloud = 0.0, rain_mm_h = 0.0, humidity = k_default_humidity, pressure_pa = 101325.0;
    double friction = 0.0, inverse_obukhov = 0.0, heat_flux = 0.0, mixing_height = k_least_mixing_height_m,
           convective = 0.0;
};

/// Potential temperature above its ground value, and wind, of the profile at an instant (linear in time).
struct Aloft {
    std::vector<double> height_m, theta_excess_k, wind_x, wind_y;

    [[nodiscard]] double at(const std::vector<double>& values, double z) const {
        if (z <= height_m.front()) return values.front();
        if (z >= height_m.back()) return values.back();
        const auto k =
            static_cast<std::size_t>(std::upper_bound(height_m.begin(), height_m.end(), z) - height_m.begin());
        const double share = (z - height_m[k - 1]) / (height_m[k] - height_m[k - 1]);
        return values[k - 1] + share * (values[k] - values[k - 1]);
    }
};

double standard_pressure_pa(double altitude_m) { return 101325.0 * std::pow(1.0 - 2.25577e-5 * altitude_m, 5.25588); }

class StationDriver {
  public:
    StationDriver(const Scenario& scenario, std::shared_ptr<const Grid> grid,
                  std::shared_ptr<const StationWeather> weather)
        : options_(scenario.meteorology),
          grid_(std::move(grid)),
          weather_(std::move(weather)),
          shape_(terrain_shape(*grid_)) {
        collect_times();
        prepare_aloft();
        hours_.resize(weather_->stations.size());
        for (std::size_t s = 0; s < weather_->stations.size(); ++s) prepare_station(s);
        prepare_weights();
    }

    [[nodiscard]] const std::vector<UtcTime>& times() const { return times_; }
    [[nodiscard]] std::vector<std::string> notes() const {
        std::vector<std::string> out;
        for (const auto& [text, count] : counts_) out.push_back(fmt::format("{}: {} station hours", text, count));
        if (weather_->profiles.empty()) {
            out.push_back(fmt::format("no profile: power law above {} m, potential temperature gradient {} K/m",
                                      k_similarity_top_m, k_default_gradient_k_m));
        }
        return out;
    }
    [[nodiscard]] MetState build(std::size_t index) const;

  private:
    void collect_times();
    void prepare_aloft();
    void prepare_station(std::size_t s);
    void prepare_weights();
    [[nodiscard]] Aloft aloft(UtcTime t) const;
    void fill_column(MetState& state, std::size_t node, const StationHour& here, const Aloft& above) const;

    Scenario::Meteorology options_;
    std::shared_ptr<const Grid> grid_;
    std::shared_ptr<const StationWeather> weather_;
    TerrainShape shape_;
    std::vector<UtcTime> times_;
    std::vector<std::vector<StationHour>> hours_;  // (station, time)
    std::vector<double> weights_;                  // (cell, station), not normalised
    std::vector<double> convergence_;              // (cell)
    std::vector<Aloft> profiles_;                  // as given, in the order of weather_->profiles
    std::map<std::string, std::size_t> counts_;
};

void StationDriver::collect_times() {
    for (const WeatherStation& station : weather_->stations) {
        for (const StationRecord& record : station.records) {
            const bool usable = std::isfinite(record.wind_speed_m_s) &&
                                (record.wind_speed_m_s == 0.0 || std::isfinite(record.wind_from_deg)) &&
                                std::isfinite(record.temperature_k);
            if (usable) times_.push_back(record.time);
        }
    }
    std::sort(times_.begin(), times_.end());
    times_.erase(std::unique(times_.begin(), times_.end()), times_.end());
}

void StationDriver::prepare_aloft() {
    for (const WeatherProfile& profile : weather_->profiles) {
        Aloft a;
        double ground_k = k_missing;
        for (const ProfileLevel& level : profile.levels) {
            if (!std::isfinite(level.temperature_k) || !std::isfinite(level.wind_speed_m_s)) continue;
            const double theta = level.temperature_k + k_dry_lapse_k_m * level.height_m;
            if (a.height_m.empty()) ground_k = theta;
            const double from = std::isfinite(level.wind_from_deg) ? level.wind_from_deg * k_pi / 180.0 : 0.0;
            const double speed = std::isfinite(level.wind_from_deg) ? level.wind_speed_m_s : 0.0;
            a.height_m.push_back(level.height_m);
            a.theta_excess_k.push_back(theta - ground_k);
            a.wind_x.push_back(-speed * std::sin(from));
            a.wind_y.push_back(-speed * std::cos(from));
        }
        profiles_.push_back(std::move(a));
    }
}

Aloft StationDriver::aloft(UtcTime t) const {
    if (profiles_.empty()) return {};
    const auto after = std::upper_bound(weather_->profiles.begin(), weather_->profiles.end(), t,
                                        [](UtcTime time, const WeatherProfile& p) { return time < p.time; });
    const auto next = static_cast<std::size_t>(after - weather_->profiles.begin());
    if (next == 0) return profiles_.front();
    if (next == profiles_.size()) return profiles_.back();
    const Aloft& a = profiles_[next - 1];
    const Aloft& b = profiles_[next];
    const double share = static_cast<double>(t - weather_->profiles[next - 1].time) /
                         static_cast<double>(weather_->profiles[next].time - weather_->profiles[next - 1].time);
    Aloft out = a;
    for (std::size_t k = 0; k < out.height_m.size(); ++k) {
        const double z = out.height_m[k];
        out.theta_excess_k[k] += share * (b.at(b.theta_excess_k, z) - out.theta_excess_k[k]);
        out.wind_x[k] += share * (b.at(b.wind_x, z) - out.wind_x[k]);
        out.wind_y[k] += share * (b.at(b.wind_y, z) - out.wind_y[k]);
    }
    return out;
}

void StationDriver::prepare_station(std::size_t s) {
    const WeatherStation& station = weather_->stations[s];
    std::vector<StationHour>& hours = hours_[s];
    hours.resize(times_.size());
    const auto count = [&](bool missing, const char* text) {
        if (missing) ++counts_[text];
        return missing;
    };
    double mechanical = k_least_mixing_height_m;
    double heat_k_m = 0.0;  // accumulated since the morning
    Aloft morning;
    std::size_t r = 0;
    for (std::size_t n = 0; n < times_.size(); ++n) {
        while (r < station.records.size() && station.records[r].time < times_[n]) ++r;
        if (r == station.records.size() || station.records[r].time != times_[n]) continue;
        const StationRecord& record = station.records[r];
        StationHour& h = hours[n];
        if (!std::isfinite(record.wind_speed_m_s) || !std::isfinite(record.temperature_k) ||
            (record.wind_speed_m_s > 0.0 && !std::isfinite(record.wind_from_deg))) {
            ++counts_["record without wind or temperature left out"];
            continue;
        }
        h.valid = true;
        const double from = record.wind_speed_m_s > 0.0 ? record.wind_from_deg * k_pi / 180.0 : 0.0;
        h.wind_x = -record.wind_speed_m_s * std::sin(from);
        h.wind_y = -record.wind_speed_m_s * std::cos(from);
        h.temperature_k = record.temperature_k;
        h.cloud = count(!std::isfinite(record.cloud_frac), "cloud taken as 0.5") ? 0.5 : record.cloud_frac;
        h.rain_mm_h = std::isfinite(record.precipitation_mm_h) ? record.precipitation_mm_h : 0.0;
        h.humidity = count(!std::isfinite(record.relative_humidity_frac), "humidity taken as 60 %")
                         ? k_default_humidity
                         : record.relative_humidity_frac;
        h.pressure_pa = count(!std::isfinite(record.pressure_pa), "pressure from elevation")
                            ? standard_pressure_pa(station.elevation_m)
                            : record.pressure_pa;
        const double rho_cp =
            h.pressure_pa / (k_dry_air_gas_constant_j_kg_k * h.temperature_k) * k_air_heat_capacity_j_kg_k;
        const double sun = solar_elevation_rad(record.time, station.place.lon_deg, station.place.lat_deg);
        const double net = net_radiation_w_m2(albedo_at(options_.albedo_frac, sun), solar_radiation_w_m2(sun, h.cloud),
                                              h.temperature_k, h.cloud);
        const double flux = sensible_heat_flux_w_m2(net, options_.bowen_ratio);
        const double wind = std::max(record.wind_speed_m_s, k_least_wind_m_s);
        if (record.wind_speed_m_s < k_least_wind_m_s)
            ++counts_["wind below 0.3 m/s, taken as 0.3 m/s for turbulence only"];
        const double z = weather_->anemometer_height_m;
        const double dt = n > 0 ? static_cast<double>(times_[n] - times_[n - 1]) : 3600.0;
        double convective = 0.0;
        if (sun > 0.0 && flux > 0.0) {
            const SurfaceLayer layer =
                unstable_surface_layer(wind, z, options_.roughness_m, flux, h.temperature_k, rho_cp);
            h.friction = layer.friction_velocity_m_s;
            h.inverse_obukhov = 1.0 / layer.obukhov_length_m;
            h.heat_flux = flux;
            if (heat_k_m == 0.0) morning = aloft(record.time);
            heat_k_m += flux / rho_cp * dt;
            convective = morning.height_m.size() >= 2
                             ? heat_area_height_m(morning.height_m, morning.theta_excess_k, heat_k_m)
                             : std::sqrt((1.0 + 2.0 * k_entrainment) * 2.0 * heat_k_m / k_default_gradient_k_m);
        } else {
            heat_k_m = 0.0;
            const SurfaceLayer layer =
                stable_surface_layer_low_wind(wind, z, options_.roughness_m, h.cloud, h.temperature_k);
            h.friction = layer.friction_velocity_m_s;
            h.inverse_obukhov = 1.0 / layer.obukhov_length_m;
        }
        mechanical = std::max(k_least_mixing_height_m,
                              relaxed_height_m(mechanical, venkatram_height_m(h.friction), h.friction, dt));
        h.mixing_height = std::max(convective, mechanical);
        h.convective = convective_velocity_m_s(h.heat_flux, h.mixing_height, h.temperature_k, rho_cp);
    }
}

void StationDriver::prepare_weights() {
    const std::size_t stations = weather_->stations.size();
    weights_.resize(grid_->cells() * stations);
    convergence_.resize(grid_->cells());
    std::vector<MapPoint> places;
    for (const WeatherStation& station : weather_->stations) places.push_back(grid_->projection.forward(station.place));
    for (std::size_t j = 0; j < grid_->ny; ++j) {
        for (std::size_t i = 0; i < grid_->nx; ++i) {
            const std::size_t node = j * grid_->nx + i;
            const MapPoint here{grid_->x_centre_m(i), grid_->y_centre_m(j)};
            convergence_[node] = grid_->projection.grid_convergence_rad(grid_->projection.inverse(here));
            bool any = false;
            for (const bool limited : {true, false}) {
                for (std::size_t s = 0; s < stations && !(any && !limited); ++s) {
                    const double distance =
                        std::max(500.0, std::hypot(here.x_m - places[s].x_m, here.y_m - places[s].y_m));
                    const bool counts = !limited || distance <= options_.station_radius_m;
                    weights_[node * stations + s] = counts ? 1.0 / (distance * distance) : 0.0;
                    any = any || (limited && counts);
                }
                if (any) break;
            }
        }
    }
}

MetState StationDriver::build(std::size_t index) const {
    MetState state;
    state.time = times_[index];
    state.grid = grid_;
    state.level_m = options_.level_m;
    const std::size_t cells = grid_->cells();
    const std::size_t levels = state.level_m.size();
    for (auto* field : {&state.wind_x_m_s, &state.wind_y_m_s, &state.wind_z_m_s, &state.potential_temperature_k})
        field->resize(levels * cells);
    for (auto* field : {&state.temperature_2m_k, &state.surface_pressure_pa, &state.friction_velocity_m_s,
                        &state.obukhov_length_m, &state.convective_velocity_m_s, &state.mixing_height_m,
                        &state.precipitation_mm_h, &state.relative_humidity_frac}) {
        field->resize(cells);
    }
    state.roughness_length_m.assign(cells, options_.roughness_m);
    const Aloft above = aloft(state.time);
    const std::size_t stations = weather_->stations.size();
    for (std::size_t node = 0; node < cells; ++node) {
        StationHour here;
        here.mixing_height = 0.0;
        here.humidity = 0.0;
        here.pressure_pa = 0.0;
        double total = 0.0;
        // Stations within the radius first; when none of them has this hour, all that have it.
        for (const bool limited : {true, false}) {
            for (std::size_t s = 0; s < stations; ++s) {
                const StationHour& h = hours_[s][index];
                const double w = limited ? weights_[node * stations + s] : 1.0;
                if (!h.valid || w <= 0.0) continue;
                total += w;
                here.wind_x += w * h.wind_x;
                here.wind_y += w * h.wind_y;
                here.temperature_k +=
                    w * (h.temperature_k + 0.0065 * (weather_->stations[s].elevation_m - grid_->terrain_m[node]));
                here.rain_mm_h += w * h.rain_mm_h;
                here.humidity += w * h.humidity;
                here.pressure_pa +=
                    w * std::log(h.pressure_pa / standard_pressure_pa(weather_->stations[s].elevation_m));
                here.friction += w * h.friction;
                here.inverse_obukhov += w * h.inverse_obukhov;
                here.mixing_height += w * h.mixing_height;
                here.convective += w * h.convective;
            }
            if (total > 0.0) break;
        }
        for (double* v :
             {&here.wind_x, &here.wind_y, &here.temperature_k, &here.rain_mm_h, &here.humidity, &here.pressure_pa,
              &here.friction, &here.inverse_obukhov, &here.mixing_height, &here.convective}) {
            *v /= total;
        }
        state.temperature_2m_k[node] = here.temperature_k;
        state.surface_pressure_pa[node] = standard_pressure_pa(grid_->terrain_m[node]) * std::exp(here.pressure_pa);
        state.friction_velocity_m_s[node] = here.friction;
        state.obukhov_length_m[node] =
            std::abs(here.inverse_obukhov) > 1.0 / k_neutral_length_m ? 1.0 / here.inverse_obukhov : k_neutral_length_m;
        state.convective_velocity_m_s[node] = here.inverse_obukhov < 0.0 ? here.convective : 0.0;
        state.mixing_height_m[node] = here.mixing_height;
        state.precipitation_mm_h[node] = here.rain_mm_h;
        state.relative_humidity_frac[node] = here.humidity;
        fill_column(state, node, here, above);
    }
    return state;
}

void StationDriver::fill_column(MetState& state, std::size_t node, const StationHour& here, const Aloft& above) const {
    const double length = state.obukhov_length_m[node];
    const bool convective = length < 0.0;
    const double cos_g = std::cos(convergence_[node]);
    const double sin_g = std::sin(convergence_[node]);
    const double z_wind = weather_->anemometer_height_m;
    // Power of the wind above the similarity layer by stability (rural classes B, D, E).
    const double power = convective ? 0.07 : (length > 200.0 ? 0.15 : 0.35);
    const auto theta_excess = [&](double z) {
        const double free = above.height_m.empty() ? k_default_gradient_k_m * z : above.at(above.theta_excess_k, z);
        if (!convective) return free;
        const double lid = here.mixing_height;
        if (z <= lid) return 0.0;
        const double at_lid =
            above.height_m.empty() ? k_default_gradient_k_m * lid : above.at(above.theta_excess_k, lid);
        return std::max(0.0, free - at_lid);
    };
    double below_theta = 0.0;
    double below_z = 0.0;
    for (std::size_t k = 0; k < state.level_m.size(); ++k) {
        const double z = state.level_m[k];
        // Similarity ends at the top of a shallow stable layer; from there the power law, or the profile, takes over.
        const double top = convective ? k_similarity_top_m : std::clamp(here.mixing_height, z_wind, k_similarity_top_m);
        double factor =
            similarity_ratio(z_wind, std::clamp(z, 1.5 * options_.roughness_m, top), options_.roughness_m, length);
        if (z > k_similarity_top_m && above.height_m.empty()) factor *= std::pow(z / k_similarity_top_m, power);
        double u = here.wind_x * std::max(factor, 0.0);
        double v = here.wind_y * std::max(factor, 0.0);
        if (!above.height_m.empty()) {
            const double share =
                std::clamp((z - k_similarity_top_m) / (k_profile_full_m - k_similarity_top_m), 0.0, 1.0);
            u += share * (above.at(above.wind_x, z) - u);
            v += share * (above.at(above.wind_y, z) - v);
        }
        const double excess = theta_excess(z);
        const double theta = here.temperature_k + k_dry_lapse_k_m * 2.0 + excess;
        const double n_sq = k_gravity_m_s2 / theta * (excess - below_theta) / (z - below_z);
        const double n = n_sq > 0.0 ? std::sqrt(n_sq) : 0.0;
        double x = u * cos_g - v * sin_g;
        double y = u * sin_g + v * cos_g;
        double w = 0.0;
        if (options_.terrain_adjust) {
            if (z < shape_.relief_m[node])
                block(x, y, shape_.slope_x[node], shape_.slope_y[node], shape_.relief_m[node], n);
            w = kinematic_wind_m_s(x, y, shape_.slope_x[node], shape_.slope_y[node], z, n);
        }
        const std::size_t at = k * grid_->cells() + node;
        state.wind_x_m_s[at] = x;
        state.wind_y_m_s[at] = y;
        state.wind_z_m_s[at] = w;
        state.potential_temperature_k[at] = theta;
        below_theta = excess;
        below_z = z;
    }
}

}  // namespace

std::unique_ptr<MetProvider> make_met_provider(const Scenario& scenario, std::shared_ptr<const Grid> met_grid,
                                               std::shared_ptr<const StationWeather> weather) {
    if (weather->stations.empty()) {
        throw Error(ErrorKind::bad_data, "E410", "the weather files hold no station",
                    "give station weather as inputs/schema/FORMATS.md says");
    }
    auto driver = std::make_shared<const StationDriver>(scenario, std::move(met_grid), std::move(weather));
    return std::make_unique<TimedProvider>(
        scenario, driver->times(), [driver](std::size_t n) { return driver->build(n); }, driver->notes());
}

std::vector<CoverageRow> coverage(const StationWeather& weather) {
    std::vector<CoverageRow> rows;
    const auto add = [&](const std::string& name, const std::vector<UtcTime>& times) {
        if (!times.empty()) rows.push_back({name, times.front(), times.back(), times.size(), gaps_of(times)});
    };
    for (const WeatherStation& station : weather.stations) {
        std::vector<UtcTime> times;
        for (const StationRecord& record : station.records) {
            if (std::isfinite(record.wind_speed_m_s) && std::isfinite(record.temperature_k))
                times.push_back(record.time);
        }
        add("surface weather at " + station.name, times);
    }
    std::vector<UtcTime> times;
    for (const WeatherProfile& profile : weather.profiles) times.push_back(profile.time);
    add("profile", times);
    return rows;
}

}  // namespace lantian
