#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "core/base/constants.hpp"
#include "core/base/error.hpp"
#include "models/meteorology/boundary_layer.hpp"
#include "models/meteorology/driver_mesh.hpp"
#include "models/meteorology/driver_provider.hpp"
#include "models/meteorology/driver_times.hpp"
#include "models/meteorology/ground.hpp"
#include "models/meteorology/mixing_height.hpp"
#include "models/meteorology/sounding_blend.hpp"
#include "models/meteorology/surface_layer.hpp"
#include "models/meteorology/terrain_winds.hpp"
#include "models/meteorology/urban.hpp"

namespace lantian {

namespace {

using constants::k_air_heat_capacity_j_kg_k;
using constants::k_dry_air_gas_constant_j_kg_k;
using constants::k_gravity_m_s2;

constexpr double k_kappa = k_dry_air_gas_constant_j_kg_k / k_air_heat_capacity_j_kg_k;
constexpr double k_highest_two_level_m =
    120.0;  // a temperature difference over more than this says little of the ground

/// How our cells lie in the driver's mesh, and the driver's terrain there. A moving nest has another mesh at every
/// time.
struct Mesh {
    std::vector<double> lon_deg, lat_deg;  // of the driver, to know it again
    std::vector<MeshPlace> places;
    TerrainShape shape;
    TerrainShape lacking;  // what our terrain has and the driver's has not
};

class GriddedDriver {
  public:
    GriddedDriver(const Scenario& scenario, std::shared_ptr<const Grid> grid,
                  std::shared_ptr<const GriddedWeatherSource> weather, std::shared_ptr<const LandCover> cover,
                  const std::vector<SoundingProfile>& soundings)
        : options_(scenario.meteorology),
          own_(scenario.meteorology.boundary_layer == "own"),
          grid_(std::move(grid)),
          weather_(std::move(weather)),
          ground_(options_, *grid_, std::move(cover)),
          soundings_(grid_, soundings, options_.sounding_radius_m) {
        for (std::size_t j = 0; j < grid_->ny; ++j) {
            for (std::size_t i = 0; i < grid_->nx; ++i) {
                lon_lat_.push_back(grid_->projection.inverse({grid_->x_centre_m(i), grid_->y_centre_m(j)}));
                convergence_.push_back(grid_->projection.grid_convergence_rad(lon_lat_.back()));
            }
        }
        if (options_.terrain_adjust) terrain_.emplace(grid_, options_.level_m, options_.terrain_tolerance);
        const GriddedWeather first = weather_->load(0);
        mesh_ = locate(first);
        note_missing(first);
        for (const std::string& note : soundings_.notes()) notes_.push_back(note);
    }

    [[nodiscard]] MetState build(std::size_t index) const;
    [[nodiscard]] std::vector<std::string> notes() const { return notes_; }

  private:
    [[nodiscard]] Mesh locate(const GriddedWeather& w) const;
    void note_missing(const GriddedWeather& first);
    void fill_column(MetState& state, const GriddedWeather& w, const Mesh& mesh, std::size_t node) const;
    void fill_surface(MetState& state, const GriddedWeather& w, const Mesh& mesh, std::size_t node,
                      const std::vector<double>& height, const std::vector<double>& theta, const std::vector<double>& u,
                      const std::vector<double>& v) const;

    Scenario::Meteorology options_;
    bool own_;  // what the driver says of the boundary layer is left aside
    std::shared_ptr<const Grid> grid_;
    std::shared_ptr<const GriddedWeatherSource> weather_;
    Ground ground_;
    SoundingBlend soundings_;
    std::optional<TerrainWinds> terrain_;
    std::vector<LonLat> lon_lat_;  // of our cells
    std::vector<double> convergence_;
    Mesh mesh_;  // of the first time
    std::vector<std::string> notes_;
};

Mesh GriddedDriver::locate(const GriddedWeather& w) const {
    Mesh mesh{w.lon_deg, w.lat_deg, driver_places(w, *weather_, *grid_), {}, {}};
    Grid own = *grid_;
    own.terrain_m = driver_terrain_m(w, mesh.places);
    mesh.shape = terrain_shape(own);
    if (terrain_) {
        for (std::size_t n = 0; n < own.terrain_m.size(); ++n)
            own.terrain_m[n] = grid_->terrain_m[n] - own.terrain_m[n];
        mesh.lacking = terrain_shape(own);
    }
    return mesh;
}

void GriddedDriver::note_missing(const GriddedWeather& w) {
    const auto note = [&](bool missing, const char* text) {
        if (missing) notes_.emplace_back(text);
    };
    note(w.roughness_length_m.empty() && !ground_.has_cover(),
         "roughness length not in the weather: meteorology.roughness_m taken, all times");
    note(ground_.has_cover() && (own_ || w.roughness_length_m.empty()), "roughness length by land use, all times");
    if (own_) {
        notes_.emplace_back(
            "boundary_layer = \"own\": friction velocity, heat flux and mixing height diagnosed from wind, "
            "temperature, "
            "sun and cloud, all times");
    } else {
        note(w.boundary_layer_height_m.empty(),
             "mixing height not in the weather: bulk Richardson number 0.25, all times");
        note(w.friction_velocity_m_s.empty(),
             "friction velocity not in the weather: surface layer from the lowest wind, all times");
        note(w.sensible_heat_flux_w_m2.empty(),
             "heat flux not in the weather: energy budget from sun and cloud, all times");
    }
    note((own_ || w.sensible_heat_flux_w_m2.empty()) && w.cloud_fraction.empty(),
         w.shortwave_down_w_m2.empty()
             ? "cloud not in the weather: taken as 0.5, all times"
             : "cloud not in the weather: short-wave radiation by day, 0.5 for the rest, all times");
    note(w.precipitation_mm_h.empty(), "precipitation not in the weather: none, all times");
    note(w.specific_humidity_kg_kg.empty(), "humidity not in the weather: 60 %, all times");
}

MetState GriddedDriver::build(std::size_t index) const {
    const GriddedWeather w = weather_->load(index);
    MetState state;
    state.time = w.time;
    state.grid = grid_;
    state.land_cover = ground_.shared_cover();
    state.level_m = options_.level_m;
    const std::size_t cells = grid_->cells();
    for (auto* field : {&state.wind_x_m_s, &state.wind_y_m_s, &state.wind_z_m_s, &state.potential_temperature_k}) {
        field->resize(state.level_m.size() * cells);
    }
    for (auto* field : {&state.temperature_2m_k, &state.surface_pressure_pa, &state.friction_velocity_m_s,
                        &state.obukhov_length_m, &state.convective_velocity_m_s, &state.mixing_height_m,
                        &state.precipitation_mm_h, &state.relative_humidity_frac, &state.roughness_length_m}) {
        field->resize(cells);
    }
    const bool moved = w.lon_deg != mesh_.lon_deg || w.lat_deg != mesh_.lat_deg;
    const Mesh there = moved ? locate(w) : Mesh{};
    for (std::size_t node = 0; node < cells; ++node) fill_column(state, w, moved ? there : mesh_, node);
    soundings_.apply(state);
    if (terrain_) {
        add_terrain_effects(state, (moved ? there : mesh_).lacking);
        (void)terrain_->make_consistent(state, 1);
    }
    return state;
}

void GriddedDriver::fill_column(MetState& state, const GriddedWeather& w, const Mesh& mesh, std::size_t node) const {
    const std::size_t cells = w.nx * w.ny;
    const MeshPlace& place = mesh.places[node];
    std::vector<double> height;
    std::vector<double> u;
    std::vector<double> v;
    std::vector<double> up;
    std::vector<double> theta;
    const bool has_10m = !w.eastward_wind_10m_m_s.empty() && !w.northward_wind_10m_m_s.empty();
    const double lowest = mix_at(w.height_m, 0, cells, place);
    if (has_10m && lowest > 15.0) {
        height.push_back(10.0);
        u.push_back(mix_at(w.eastward_wind_10m_m_s, 0, cells, place));
        v.push_back(mix_at(w.northward_wind_10m_m_s, 0, cells, place));
        up.push_back(0.0);
        theta.push_back(k_missing);
    }
    for (std::size_t k = 0; k < w.nz; ++k) {
        height.push_back(mix_at(w.height_m, k, cells, place));
        u.push_back(mix_at(w.eastward_wind_m_s, k, cells, place));
        v.push_back(mix_at(w.northward_wind_m_s, k, cells, place));
        up.push_back(mix_at(w.upward_wind_m_s, k, cells, place));
        theta.push_back(mix_at(w.temperature_k, k, cells, place) *
                        std::pow(1e5 / mix_at(w.pressure_pa, k, cells, place), k_kappa));
    }
    const double surface_p =
        w.surface_pressure_pa.empty()
            ? mix_at(w.pressure_pa, 0, cells, place) *
                  std::exp(k_gravity_m_s2 * lowest /
                           (k_dry_air_gas_constant_j_kg_k * mix_at(w.temperature_k, 0, cells, place)))
            : mix_at(w.surface_pressure_pa, 0, cells, place);
    state.surface_pressure_pa[node] = surface_p;
    const double t2 = w.temperature_2m_k.empty() ? mix_at(w.temperature_k, 0, cells, place) + 0.0098 * lowest
                                                 : mix_at(w.temperature_2m_k, 0, cells, place);
    state.temperature_2m_k[node] = t2;
    if (!std::isfinite(theta.front())) {
        const double ground = t2 * std::pow(1e5 / surface_p, k_kappa);
        theta.front() = ground + (theta[1] - ground) * 10.0 / height[1];
    }
    fill_surface(state, w, mesh, node, height, theta, u, v);

    const double roughness = state.roughness_length_m[node];
    const double cos_g = std::cos(convergence_[node]);
    const double sin_g = std::sin(convergence_[node]);
    for (std::size_t l = 0; l < state.level_m.size(); ++l) {
        const double z = state.level_m[l];
        double east = 0.0;
        double north = 0.0;
        double rise = 0.0;
        double warm = 0.0;
        if (z <= height.front()) {
            const double factor = z > roughness && height.front() > roughness
                                      ? std::log(z / roughness) / std::log(height.front() / roughness)
                                      : 0.0;
            east = u.front() * factor;
            north = v.front() * factor;
            rise = up.front() * z / height.front();
            warm = theta.front();
        } else {
            const std::size_t k =
                std::min(static_cast<std::size_t>(std::upper_bound(height.begin(), height.end(), z) - height.begin()),
                         height.size() - 1);
            // Logarithmic in the lowest interval, linear above.
            const double share = std::min(1.0, k == 1 ? std::log(z / height[0]) / std::log(height[1] / height[0])
                                                      : (z - height[k - 1]) / (height[k] - height[k - 1]));
            const auto at = [&](const std::vector<double>& f) { return f[k - 1] + share * (f[k] - f[k - 1]); };
            east = at(u);
            north = at(v);
            rise = at(up);
            warm = at(theta);
        }
        const std::size_t at = l * grid_->cells() + node;
        const double x = east * cos_g - north * sin_g;
        const double y = east * sin_g + north * cos_g;
        state.wind_x_m_s[at] = x;
        state.wind_y_m_s[at] = y;
        // Height above ground changes by the air's own rise less that of the ground below it.
        state.wind_z_m_s[at] =
            z <= height.front() ? 0.0 : rise - (x * mesh.shape.slope_x[node] + y * mesh.shape.slope_y[node]);
        state.potential_temperature_k[at] = warm;
    }
}

void GriddedDriver::fill_surface(MetState& state, const GriddedWeather& w, const Mesh& mesh, std::size_t node,
                                 const std::vector<double>& height, const std::vector<double>& theta,
                                 const std::vector<double>& u, const std::vector<double>& v) const {
    const std::size_t cells = w.nx * w.ny;
    const MeshPlace& place = mesh.places[node];
    const double t2 = state.temperature_2m_k[node];
    const double pressure = state.surface_pressure_pa[node];
    const double rho_cp = air_rho_cp_j_m3_k(t2, pressure);
    GroundSurface ground = ground_.of_cell(node, w.time);
    // The roughness of the driver belongs to its winds; it gives way to land use where the boundary layer is ours.
    const bool of_land = w.roughness_length_m.empty() || (own_ && ground_.has_cover());
    if (!of_land) ground.roughness_m = mix_at(w.roughness_length_m, 0, cells, place);
    const double roughness = std::clamp(ground.roughness_m, 1e-5, 0.3 * height.front());
    ground.roughness_m = roughness;
    state.roughness_length_m[node] = roughness;
    state.precipitation_mm_h[node] = w.precipitation_mm_h.empty() ? 0.0 : mix_at(w.precipitation_mm_h, 0, cells, place);
    if (w.specific_humidity_kg_kg.empty()) {
        state.relative_humidity_frac[node] = k_default_humidity_frac;
    } else {
        const double q = mix_at(w.specific_humidity_kg_kg, 0, cells, place);
        const double vapour = q * pressure / (0.622 + 0.378 * q);
        const double saturation =
            610.94 * std::exp(17.625 * (t2 - 273.15) / (t2 - 30.11));  // Magnus; Alduchov and Eskridge 1996
        state.relative_humidity_frac[node] = std::clamp(vapour / saturation, 0.0, 1.0);
    }
    const auto given = [&](const std::vector<double>& field) {
        return field.empty() ? k_missing : mix_at(field, 0, cells, place);
    };
    const auto of_driver = [&](const std::vector<double>& field) { return own_ ? k_missing : given(field); };
    const double cloud = given(w.cloud_fraction);
    const double wind = std::hypot(u.front(), v.front());
    const SurfaceWeather weather{wind,
                                 height.front(),
                                 t2,
                                 pressure,
                                 std::isfinite(cloud) ? std::clamp(cloud, 0.0, 1.0) : k_default_cloud_frac,
                                 solar_elevation_rad(w.time, lon_lat_[node].lon_deg, lon_lat_[node].lat_deg),
                                 given(w.shortwave_down_w_m2),
                                 of_driver(w.sensible_heat_flux_w_m2)};
    const SurfaceState surface = surface_state(weather, ground);
    double flux = surface.sensible_heat_flux_w_m2;
    double friction = surface.friction_velocity_m_s;
    double inverse_length = surface.inverse_obukhov_m;
    const double ground_theta = t2 * std::pow(1e5 / pressure, k_kappa);
    if (const double stored = of_driver(w.friction_velocity_m_s); std::isfinite(stored)) {
        friction = std::max(stored, 0.01);
        inverse_length =
            -constants::k_von_karman * k_gravity_m_s2 * flux / (rho_cp * t2 * friction * friction * friction);
    } else if (!std::isfinite(cloud) && !std::isfinite(weather.sensible_heat_flux_w_m2) && inverse_length > 0.0 &&
               !w.temperature_2m_k.empty()) {
        // No cloud to tell the cooling from: the temperatures at 2 m and at the lowest level of the driver do.
        const std::size_t k = height.size() - w.nz;
        if (theta[k] > ground_theta && height[k] > 4.0 && height[k] < k_highest_two_level_m) {
            const SurfaceLayer layer = two_level_surface_layer(std::max(wind, k_least_wind_m_s), height.front(),
                                                               roughness, 2.0, height[k], theta[k] - ground_theta, t2);
            friction = layer.friction_velocity_m_s;
            inverse_length = 1.0 / layer.obukhov_length_m;
        }
    }
    const double urban = ground_.urban_share(node) * (options_.urban_population > 0.0 ? 1.0 : 0.0);
    double urban_lid = 0.0;
    if (urban > 0.0 && inverse_length > 0.0 && !std::isfinite(of_driver(w.friction_velocity_m_s))) {
        const UrbanNight night = urban_night(options_.urban_population, friction, roughness, t2, rho_cp);
        friction += urban * (night.friction_velocity_m_s - friction);
        inverse_length += urban * (night.inverse_obukhov_m - inverse_length);
        flux += urban * (night.sensible_heat_flux_w_m2 - flux);
        urban_lid = urban * night.mixing_height_m;
    }
    inverse_length = std::clamp(inverse_length, -1.0, 1.0);
    state.friction_velocity_m_s[node] = friction;
    state.obukhov_length_m[node] = length_of_inverse_m(inverse_length);
    double lid = of_driver(w.boundary_layer_height_m);
    if (!std::isfinite(lid))
        lid = bulk_richardson_height_m(height, theta, u, v, ground_theta, friction,
                                       inverse_length < 0.0 ? flux / rho_cp : 0.0);
    state.mixing_height_m[node] = std::max({lid, urban_lid, k_least_mixing_height_m});
    state.convective_velocity_m_s[node] =
        inverse_length < 0.0 ? convective_velocity_m_s(flux, state.mixing_height_m[node], t2, rho_cp) : 0.0;
}

}  // namespace

std::unique_ptr<MetProvider> make_met_provider(const Scenario& scenario, std::shared_ptr<const Grid> met_grid,
                                               std::shared_ptr<const GriddedWeatherSource> weather,
                                               std::shared_ptr<const LandCover> cover,
                                               std::shared_ptr<const GriddedWeatherSource> previous,
                                               const std::vector<SoundingProfile>& soundings) {
    const auto timed = [&](const std::shared_ptr<const GriddedWeatherSource>& from) {
        if (from->times().empty())
            throw Error(ErrorKind::bad_data, "E410", "the weather files hold no time", "give files that cover the run");
        auto driver = std::make_shared<const GriddedDriver>(scenario, met_grid, from, cover, soundings);
        return TimedDriver{from->times(), [driver](std::size_t n) { return driver->build(n); }, driver->notes()};
    };
    return std::make_unique<TimedProvider>(scenario, timed(weather),
                                           previous ? std::optional(timed(previous)) : std::nullopt);
}

std::vector<CoverageRow> coverage(const GriddedWeatherSource& weather) {
    std::vector<CoverageRow> rows;
    const std::vector<UtcTime>& times = weather.times();
    if (times.empty()) return rows;
    const GriddedWeather w = weather.load(0);
    const auto [west, east] = std::minmax_element(w.lon_deg.begin(), w.lon_deg.end());
    const auto [south, north] = std::minmax_element(w.lat_deg.begin(), w.lat_deg.end());
    const std::string area = fmt::format("{:.2f} to {:.2f} E, {:.2f} to {:.2f} N", *west, *east, *south, *north);
    const std::size_t plane = w.nx * w.ny;
    const double low_m = *std::min_element(w.height_m.begin(), w.height_m.begin() + static_cast<std::ptrdiff_t>(plane));
    const double high_m = *std::max_element(w.height_m.end() - static_cast<std::ptrdiff_t>(plane), w.height_m.end());
    const std::string levels = fmt::format("{} from {:.0f} to {:.0f} m", w.nz, low_m, high_m);
    const std::vector<std::string> gaps = gaps_of(times);
    const auto add = [&](const std::vector<double>& values, const char* name, bool on_levels) {
        if (!values.empty())
            rows.push_back(
                {name, times.front(), times.back(), times.size(), area, on_levels ? levels : "surface", gaps});
    };
    add(w.eastward_wind_m_s, "wind", true);
    add(w.upward_wind_m_s, "upward wind", true);
    add(w.temperature_k, "temperature", true);
    add(w.specific_humidity_kg_kg, "humidity", true);
    add(w.temperature_2m_k, "temperature at 2 m", false);
    add(w.eastward_wind_10m_m_s, "wind at 10 m", false);
    add(w.surface_pressure_pa, "surface pressure", false);
    add(w.boundary_layer_height_m, "boundary-layer height", false);
    add(w.friction_velocity_m_s, "friction velocity", false);
    add(w.sensible_heat_flux_w_m2, "heat flux", false);
    add(w.roughness_length_m, "roughness length", false);
    add(w.precipitation_mm_h, "precipitation", false);
    add(w.cloud_fraction, "cloud", false);
    add(w.shortwave_down_w_m2, "solar radiation", false);
    return rows;
}

}  // namespace lantian
