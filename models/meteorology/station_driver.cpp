#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>

#include <fmt/format.h>

#include "core/base/constants.hpp"
#include "core/base/error.hpp"
#include "models/meteorology/driver_provider.hpp"
#include "models/meteorology/driver_times.hpp"
#include "models/meteorology/ground.hpp"
#include "models/meteorology/sounding_blend.hpp"
#include "models/meteorology/station_history.hpp"
#include "models/meteorology/surface_layer.hpp"
#include "models/meteorology/terrain_winds.hpp"
#include "models/meteorology/wind_profile.hpp"

namespace lantian {

namespace {

using constants::k_air_heat_capacity_j_kg_k;
using constants::k_dry_air_gas_constant_j_kg_k;
using constants::k_gravity_m_s2;
using constants::k_pi;

constexpr double k_dry_lapse_k_m = k_gravity_m_s2 / k_air_heat_capacity_j_kg_k;
constexpr double k_profile_full_m = 600.0;  // from here on the profile alone
constexpr const char* k_warm_city = "warm city by night";

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

class StationDriver {
  public:
    StationDriver(const Scenario& scenario, std::shared_ptr<const Grid> grid,
                  std::shared_ptr<const StationWeather> weather, std::shared_ptr<const LandCover> cover)
        : options_(scenario.meteorology),
          grid_(std::move(grid)),
          weather_(std::move(weather)),
          shape_(terrain_shape(*grid_)),
          ground_(options_, *grid_, std::move(cover)),
          soundings_(grid_, weather_->soundings, options_.sounding_radius_m) {
        if (options_.terrain_adjust) terrain_.emplace(grid_, options_.level_m, options_.terrain_tolerance);
        collect_times();
        prepare_aloft();
        prepare_stations();
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
        for (const std::string& note : soundings_.notes()) out.push_back(note);
        return out;
    }
    [[nodiscard]] MetState build(std::size_t index) const;

  private:
    void collect_times();
    void prepare_aloft();
    void prepare_stations();
    void prepare_weights();
    [[nodiscard]] Aloft aloft(UtcTime t) const;
    void fill_column(MetState& state, std::size_t node, const StationHour& here, const Aloft& above) const;

    Scenario::Meteorology options_;
    std::shared_ptr<const Grid> grid_;
    std::shared_ptr<const StationWeather> weather_;
    TerrainShape shape_;
    Ground ground_;
    SoundingBlend soundings_;
    std::optional<TerrainWinds> terrain_;
    std::vector<UtcTime> times_;
    std::vector<LandUse> uses_;                                 // of the domain; empty without land use
    std::vector<std::vector<std::vector<StationHour>>> hours_;  // (station, use or one, time)
    std::vector<double> weights_;                               // (cell, station), not normalised
    std::vector<double> convergence_;                           // (cell)
    std::vector<Aloft> profiles_;                               // as given, in the order of weather_->profiles
    std::map<std::string, std::size_t> counts_;
};

void StationDriver::collect_times() {
    for (const WeatherStation& station : weather_->stations) {
        for (const StationRecord& record : station.records) {
            if (usable(record)) times_.push_back(record.time);
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

void StationDriver::prepare_stations() {
    if (ground_.has_cover()) {
        std::array<bool, k_land_uses> there{};
        for (const auto& share : ground_.cover().share) {
            for (std::size_t u = 0; u < k_land_uses; ++u) there[u] = there[u] || share[u] > 0.0;
        }
        for (std::size_t u = 0; u < k_land_uses; ++u) {
            if (there[u]) uses_.push_back(static_cast<LandUse>(u));
        }
    }
    StationSetting setting;
    setting.anemometer_height_m = weather_->anemometer_height_m;
    setting.own_boundary_layer = options_.boundary_layer == "own";
    setting.profile = [this](UtcTime t) {
        const Aloft above = aloft(t);
        return ThetaProfile{above.height_m, above.theta_excess_k};
    };
    for (const WeatherStation& station : weather_->stations) {
        std::vector<std::vector<StationHour>>& hours = hours_.emplace_back();
        if (uses_.empty()) {
            setting.site = [this](UtcTime) { return ground_.constant(); };
            hours.push_back(station_hours(station, times_, setting, counts_));
            continue;
        }
        const LandUse site = ground_.use_at(grid_->projection.forward(station.place));
        setting.site = [this, site](UtcTime t) { return ground_.of_use(site, t); };
        for (const LandUse use : uses_) {
            setting.ground = [this, use](UtcTime t) { return ground_.of_use(use, t); };
            setting.urban_population = use == LandUse::urban ? options_.urban_population : 0.0;
            std::map<std::string, std::size_t> counts;
            hours.push_back(station_hours(station, times_, setting, counts));
            for (const auto& [text, count] : counts) {  // the same records for every use
                if (use == uses_.front() || text == k_warm_city) counts_[text] += count;
            }
        }
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
    state.land_cover = ground_.shared_cover();
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
    for (std::size_t node = 0; node < cells; ++node)
        state.roughness_length_m.push_back(ground_.of_cell(node, state.time).roughness_m);
    const Aloft above = aloft(state.time);
    const std::size_t stations = weather_->stations.size();
    for (std::size_t node = 0; node < cells; ++node) {
        StationHour here;
        here.mixing_height_m = 0.0;
        here.humidity_frac = 0.0;
        here.pressure_pa = 0.0;
        double total = 0.0;
        // Stations within the radius first; when none of them has this hour, all that have it.
        for (const bool limited : {true, false}) {
            for (std::size_t s = 0; s < stations; ++s) {
                const StationHour& h = hours_[s][0][index];
                const double w = limited ? weights_[node * stations + s] : 1.0;
                if (!h.valid || w <= 0.0) continue;
                total += w;
                here.temperature_k +=
                    w * (h.temperature_k + 0.0065 * (weather_->stations[s].elevation_m - grid_->terrain_m[node]));
                here.rain_mm_h += w * h.rain_mm_h;
                here.humidity_frac += w * h.humidity_frac;
                here.pressure_pa +=
                    w * std::log(h.pressure_pa / standard_pressure_pa(weather_->stations[s].elevation_m));
                for (std::size_t u = 0; u < hours_[s].size(); ++u) {
                    const StationHour& of_use = hours_[s][u][index];
                    const double part =
                        uses_.empty() ? w : w * ground_.cover().share[node][static_cast<std::size_t>(uses_[u])];
                    here.wind_x_m_s += part * of_use.wind_x_m_s;
                    here.wind_y_m_s += part * of_use.wind_y_m_s;
                    here.friction_velocity_m_s += part * of_use.friction_velocity_m_s;
                    here.inverse_obukhov_m += part * of_use.inverse_obukhov_m;
                    here.mixing_height_m += part * of_use.mixing_height_m;
                    here.convective_velocity_m_s += part * of_use.convective_velocity_m_s;
                }
            }
            if (total > 0.0) break;
        }
        for (double* v : {&here.wind_x_m_s, &here.wind_y_m_s, &here.temperature_k, &here.rain_mm_h, &here.humidity_frac,
                          &here.pressure_pa, &here.friction_velocity_m_s, &here.inverse_obukhov_m,
                          &here.mixing_height_m, &here.convective_velocity_m_s}) {
            *v /= total;
        }
        state.temperature_2m_k[node] = here.temperature_k;
        state.surface_pressure_pa[node] = standard_pressure_pa(grid_->terrain_m[node]) * std::exp(here.pressure_pa);
        state.friction_velocity_m_s[node] = here.friction_velocity_m_s;
        state.obukhov_length_m[node] = length_of_inverse_m(here.inverse_obukhov_m);
        state.convective_velocity_m_s[node] = here.inverse_obukhov_m < 0.0 ? here.convective_velocity_m_s : 0.0;
        state.mixing_height_m[node] = here.mixing_height_m;
        state.precipitation_mm_h[node] = here.rain_mm_h;
        state.relative_humidity_frac[node] = here.humidity_frac;
        fill_column(state, node, here, above);
    }
    soundings_.apply(state);
    if (terrain_) {
        add_terrain_effects(state, shape_);
        (void)terrain_->make_consistent(state, 1);
    }
    return state;
}

void StationDriver::fill_column(MetState& state, std::size_t node, const StationHour& here, const Aloft& above) const {
    const double length = state.obukhov_length_m[node];
    const bool convective = length < 0.0;
    const double cos_g = std::cos(convergence_[node]);
    const double sin_g = std::sin(convergence_[node]);
    const double z_wind = weather_->anemometer_height_m;
    const auto theta_excess = [&](double z) {
        const double free = above.height_m.empty() ? k_default_gradient_k_m * z : above.at(above.theta_excess_k, z);
        if (!convective) return free;
        const double lid = here.mixing_height_m;
        if (z <= lid) return 0.0;
        const double at_lid =
            above.height_m.empty() ? k_default_gradient_k_m * lid : above.at(above.theta_excess_k, lid);
        return std::max(0.0, free - at_lid);
    };
    for (std::size_t k = 0; k < state.level_m.size(); ++k) {
        const double z = state.level_m[k];
        // Similarity ends at the top of a shallow stable layer; from there the power law, or the profile, takes over.
        const double inverse = 1.0 / length;
        const double top = similarity_top_m(z_wind, inverse, here.mixing_height_m);
        const double reach = above.height_m.empty() ? z : std::min(z, top);
        const double factor = profile_ratio(reach, z_wind, state.roughness_length_m[node], inverse,
                                            here.mixing_height_m, ground_.urban_share(node) > 0.5);
        double u = here.wind_x_m_s * factor;
        double v = here.wind_y_m_s * factor;
        if (!above.height_m.empty()) {
            const double share =
                std::clamp((z - k_similarity_top_m) / (k_profile_full_m - k_similarity_top_m), 0.0, 1.0);
            u += share * (above.at(above.wind_x, z) - u);
            v += share * (above.at(above.wind_y, z) - v);
        }
        const double excess = theta_excess(z);
        const double theta = here.temperature_k + k_dry_lapse_k_m * 2.0 + excess;
        const std::size_t at = k * grid_->cells() + node;
        state.wind_x_m_s[at] = u * cos_g - v * sin_g;
        state.wind_y_m_s[at] = u * sin_g + v * cos_g;
        state.wind_z_m_s[at] = 0.0;  // along the ground
        state.potential_temperature_k[at] = theta;
    }
}

}  // namespace

std::unique_ptr<MetProvider> make_met_provider(const Scenario& scenario, std::shared_ptr<const Grid> met_grid,
                                               std::shared_ptr<const StationWeather> weather,
                                               std::shared_ptr<const LandCover> cover,
                                               std::shared_ptr<const StationWeather> previous) {
    const auto timed = [&](std::shared_ptr<const StationWeather> from) {
        if (from->stations.empty()) {
            throw Error(ErrorKind::bad_data, "E410", "the weather files hold no station",
                        "give station weather as inputs/schema/FORMATS.md says");
        }
        auto driver = std::make_shared<const StationDriver>(scenario, met_grid, std::move(from), cover);
        return TimedDriver{driver->times(), [driver](std::size_t n) { return driver->build(n); }, driver->notes()};
    };
    return std::make_unique<TimedProvider>(scenario, timed(std::move(weather)),
                                           previous ? std::optional(timed(std::move(previous))) : std::nullopt);
}

std::vector<CoverageRow> coverage(const StationWeather& weather) {
    std::vector<CoverageRow> rows;
    const auto place = [](const LonLat& p) { return fmt::format("{:.2f} E, {:.2f} N", p.lon_deg, p.lat_deg); };
    const auto add = [&](const std::string& name, const std::vector<UtcTime>& times, const std::string& area,
                         const std::string& levels) {
        if (!times.empty())
            rows.push_back({name, times.front(), times.back(), times.size(), area, levels, gaps_of(times)});
    };
    const std::pair<const char*, double StationRecord::*> values[]{{"wind", &StationRecord::wind_speed_m_s},
                                                                   {"temperature", &StationRecord::temperature_k},
                                                                   {"cloud", &StationRecord::cloud_frac},
                                                                   {"humidity", &StationRecord::relative_humidity_frac},
                                                                   {"pressure", &StationRecord::pressure_pa}};
    for (const WeatherStation& station : weather.stations) {
        for (const auto& [name, value] : values) {
            std::vector<UtcTime> times;
            for (const StationRecord& record : station.records) {
                if (std::isfinite(record.*value)) times.push_back(record.time);
            }
            add(fmt::format("{} at {}", name, station.name), times, place(station.place), "surface");
        }
    }
    std::vector<UtcTime> times;
    std::size_t most = 0;
    for (const WeatherProfile& profile : weather.profiles) {
        times.push_back(profile.time);
        most = std::max(most, profile.levels.size());
    }
    add("profile", times, "", fmt::format("up to {}", most));
    struct Site {
        std::vector<UtcTime> times;
        std::string place;
        std::size_t most = 0;
    };
    std::map<std::string, Site> soundings;
    for (const SoundingProfile& s : weather.soundings) {
        Site& site = soundings[fmt::format("{} at {}", name_of(s.kind), s.station)];
        site.times.push_back(s.time);
        site.place = place(s.place);
        site.most = std::max(site.most, s.levels.size());
    }
    for (const auto& [name, site] : soundings) add(name, site.times, site.place, fmt::format("up to {}", site.most));
    return rows;
}

}  // namespace lantian
