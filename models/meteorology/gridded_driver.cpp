#include <algorithm>
#include <cmath>

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

constexpr double k_kappa = k_dry_air_gas_constant_j_kg_k / k_air_heat_capacity_j_kg_k;
constexpr double k_least_wind_m_s = 0.3;
constexpr double k_least_mixing_height_m = 50.0;
constexpr double k_default_cloud = 0.5;

/// Place of a cell of ours in the driver's mesh.
struct Place {
    std::size_t corner[4];
    double weight[4];
};

/// How our cells lie in the driver's mesh, and the driver's terrain there. A moving nest has another mesh at every
/// time.
struct Mesh {
    std::vector<double> lon_deg, lat_deg;  // of the driver, to know it again
    std::vector<Place> places;
    TerrainShape shape;
};

double mix(const std::vector<double>& field, std::size_t level, std::size_t cells, const Place& p) {
    double sum = 0.0;
    for (std::size_t c = 0; c < 4; ++c) sum += p.weight[c] * field[level * cells + p.corner[c]];
    return sum;
}

class GriddedDriver {
  public:
    GriddedDriver(const Scenario& scenario, std::shared_ptr<const Grid> grid,
                  std::shared_ptr<const GriddedWeatherSource> weather)
        : options_(scenario.meteorology), grid_(std::move(grid)), weather_(std::move(weather)) {
        for (std::size_t j = 0; j < grid_->ny; ++j) {
            for (std::size_t i = 0; i < grid_->nx; ++i) {
                lon_lat_.push_back(grid_->projection.inverse({grid_->x_centre_m(i), grid_->y_centre_m(j)}));
                convergence_.push_back(grid_->projection.grid_convergence_rad(lon_lat_.back()));
            }
        }
        const GriddedWeather first = weather_->load(0);
        mesh_ = locate(first);
        note_missing(first);
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
    std::shared_ptr<const Grid> grid_;
    std::shared_ptr<const GriddedWeatherSource> weather_;
    std::vector<LonLat> lon_lat_;  // of our cells
    std::vector<double> convergence_;
    Mesh mesh_;  // of the first time
    std::vector<std::string> notes_;
};

/// Interval of an ascending or descending axis that holds a value, and the share of its upper end; false outside.
bool bracket_axis(const std::vector<double>& axis, double value, std::size_t& lower, double& share) {
    const bool up = axis.back() > axis.front();
    const double slack = 1e-6 * std::abs(axis.back() - axis.front());
    const auto before = [&](double a, double b) { return up ? a < b : a > b; };
    if (before(value, axis.front() - (up ? slack : -slack)) || before(axis.back() + (up ? slack : -slack), value))
        return false;
    std::size_t k = static_cast<std::size_t>(std::upper_bound(axis.begin(), axis.end(), value, before) - axis.begin());
    k = std::clamp<std::size_t>(k, 1, axis.size() - 1);
    lower = k - 1;
    share = std::clamp((value - axis[k - 1]) / (axis[k] - axis[k - 1]), 0.0, 1.0);
    return true;
}

Mesh GriddedDriver::locate(const GriddedWeather& w) const {
    Mesh mesh{w.lon_deg, w.lat_deg, std::vector<Place>(grid_->cells()), {}};
    const Projection* projection = weather_->projection();
    const auto place_of = [&](LonLat at) -> MapPoint {
        if (projection != nullptr) return projection->forward(at);
        return {at.lon_deg, at.lat_deg};
    };
    std::vector<double> x_axis;
    std::vector<double> y_axis;
    for (std::size_t i = 0; i < w.nx; ++i) x_axis.push_back(place_of({w.lon_deg[i], w.lat_deg[i]}).x_m);
    for (std::size_t j = 0; j < w.ny; ++j) y_axis.push_back(place_of({w.lon_deg[j * w.nx], w.lat_deg[j * w.nx]}).y_m);
    std::vector<double> altitude(grid_->cells());
    for (std::size_t j = 0; j < grid_->ny; ++j) {
        for (std::size_t i = 0; i < grid_->nx; ++i) {
            const std::size_t node = j * grid_->nx + i;
            const LonLat at = lon_lat_[node];
            MapPoint p = place_of(at);
            if (projection == nullptr && p.x_m < std::min(x_axis.front(), x_axis.back()))
                p.x_m += 360.0;  // meshes that count 0-360
            std::size_t a = 0;
            std::size_t b = 0;
            double sx = 0.0;
            double sy = 0.0;
            if (!bracket_axis(x_axis, p.x_m, a, sx) || !bracket_axis(y_axis, p.y_m, b, sy)) {
                throw Error(
                    ErrorKind::bad_data, "E411",
                    fmt::format("the weather does not cover the domain: lon {:.3f}, lat {:.3f} lies outside {} at {}",
                                at.lon_deg, at.lat_deg, weather_->description(), format_time(w.time)),
                    "give files that cover domain.bounds_deg, or a smaller domain");
            }
            const std::size_t base = b * w.nx + a;
            mesh.places[node] = {{base, base + 1, base + w.nx, base + w.nx + 1},
                                 {(1.0 - sx) * (1.0 - sy), sx * (1.0 - sy), (1.0 - sx) * sy, sx * sy}};
            altitude[node] = mix(w.surface_altitude_m, 0, w.nx * w.ny, mesh.places[node]);
        }
    }
    Grid own = *grid_;
    own.terrain_m = altitude;
    mesh.shape = terrain_shape(own);
    return mesh;
}

void GriddedDriver::note_missing(const GriddedWeather& w) {
    const auto note = [&](bool missing, const char* text) {
        if (missing) notes_.emplace_back(text);
    };
    note(w.roughness_length_m.empty(), "roughness length not in the weather: meteorology.roughness_m taken, all times");
    note(w.boundary_layer_height_m.empty(), "mixing height not in the weather: bulk Richardson number 0.25, all times");
    note(w.friction_velocity_m_s.empty(),
         "friction velocity not in the weather: surface layer from the lowest wind, all times");
    note(w.sensible_heat_flux_w_m2.empty(),
         "heat flux not in the weather: energy budget from sun and cloud, all times");
    note(w.sensible_heat_flux_w_m2.empty() && w.cloud_fraction.empty(),
         "cloud not in the weather: taken as 0.5, all times");
    note(w.precipitation_mm_h.empty(), "precipitation not in the weather: none, all times");
    note(w.specific_humidity_kg_kg.empty(), "humidity not in the weather: 60 %, all times");
}

MetState GriddedDriver::build(std::size_t index) const {
    const GriddedWeather w = weather_->load(index);
    MetState state;
    state.time = w.time;
    state.grid = grid_;
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
    return state;
}

void GriddedDriver::fill_column(MetState& state, const GriddedWeather& w, const Mesh& mesh, std::size_t node) const {
    const std::size_t cells = w.nx * w.ny;
    const Place& place = mesh.places[node];
    std::vector<double> height;
    std::vector<double> u;
    std::vector<double> v;
    std::vector<double> up;
    std::vector<double> theta;
    const bool has_10m = !w.eastward_wind_10m_m_s.empty() && !w.northward_wind_10m_m_s.empty();
    const double lowest = mix(w.height_m, 0, cells, place);
    if (has_10m && lowest > 15.0) {
        height.push_back(10.0);
        u.push_back(mix(w.eastward_wind_10m_m_s, 0, cells, place));
        v.push_back(mix(w.northward_wind_10m_m_s, 0, cells, place));
        up.push_back(0.0);
        theta.push_back(k_missing);
    }
    for (std::size_t k = 0; k < w.nz; ++k) {
        height.push_back(mix(w.height_m, k, cells, place));
        u.push_back(mix(w.eastward_wind_m_s, k, cells, place));
        v.push_back(mix(w.northward_wind_m_s, k, cells, place));
        up.push_back(mix(w.upward_wind_m_s, k, cells, place));
        theta.push_back(mix(w.temperature_k, k, cells, place) *
                        std::pow(1e5 / mix(w.pressure_pa, k, cells, place), k_kappa));
    }
    const double surface_p = w.surface_pressure_pa.empty()
                                 ? mix(w.pressure_pa, 0, cells, place) *
                                       std::exp(k_gravity_m_s2 * lowest /
                                                (k_dry_air_gas_constant_j_kg_k * mix(w.temperature_k, 0, cells, place)))
                                 : mix(w.surface_pressure_pa, 0, cells, place);
    state.surface_pressure_pa[node] = surface_p;
    const double t2 = w.temperature_2m_k.empty() ? mix(w.temperature_k, 0, cells, place) + 0.0098 * lowest
                                                 : mix(w.temperature_2m_k, 0, cells, place);
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
    const Place& place = mesh.places[node];
    const double t2 = state.temperature_2m_k[node];
    const double pressure = state.surface_pressure_pa[node];
    const double rho_cp = pressure / (k_dry_air_gas_constant_j_kg_k * t2) * k_air_heat_capacity_j_kg_k;
    const double roughness =
        std::clamp(w.roughness_length_m.empty() ? options_.roughness_m : mix(w.roughness_length_m, 0, cells, place),
                   1e-5, 0.3 * height.front());
    state.roughness_length_m[node] = roughness;
    state.precipitation_mm_h[node] = w.precipitation_mm_h.empty() ? 0.0 : mix(w.precipitation_mm_h, 0, cells, place);
    if (w.specific_humidity_kg_kg.empty()) {
        state.relative_humidity_frac[node] = 0.6;
    } else {
        const double q = mix(w.specific_humidity_kg_kg, 0, cells, place);
        const double vapour = q * pressure / (0.622 + 0.378 * q);
        const double saturation =
            610.94 * std::exp(17.625 * (t2 - 273.15) / (t2 - 30.11));  // Magnus; Alduchov and Eskridge 1996
        state.relative_humidity_frac[node] = std::clamp(vapour / saturation, 0.0, 1.0);
    }
    const double cloud =
        w.cloud_fraction.empty() ? k_default_cloud : std::clamp(mix(w.cloud_fraction, 0, cells, place), 0.0, 1.0);
    double flux = 0.0;
    if (w.sensible_heat_flux_w_m2.empty()) {
        const double sun = solar_elevation_rad(w.time, lon_lat_[node].lon_deg, lon_lat_[node].lat_deg);
        const double net =
            net_radiation_w_m2(albedo_at(options_.albedo_frac, sun), solar_radiation_w_m2(sun, cloud), t2, cloud);
        flux = sun > 0.0 ? sensible_heat_flux_w_m2(net, options_.bowen_ratio) : std::min(0.0, net);
    } else {
        flux = mix(w.sensible_heat_flux_w_m2, 0, cells, place);
    }
    const double wind = std::max(std::hypot(u.front(), v.front()), k_least_wind_m_s);
    double friction = 0.0;
    double inverse_length = 0.0;
    if (!w.friction_velocity_m_s.empty()) {
        friction = std::max(mix(w.friction_velocity_m_s, 0, cells, place), 0.01);
        inverse_length =
            -constants::k_von_karman * k_gravity_m_s2 * flux / (rho_cp * t2 * friction * friction * friction);
    } else if (flux > 0.0) {
        const SurfaceLayer layer = unstable_surface_layer(wind, height.front(), roughness, flux, t2, rho_cp);
        friction = layer.friction_velocity_m_s;
        inverse_length = 1.0 / layer.obukhov_length_m;
    } else {
        const SurfaceLayer layer = height.front() > 6.0 * roughness
                                       ? stable_surface_layer_low_wind(wind, height.front(), roughness, cloud, t2)
                                       : stable_surface_layer(wind, height.front(), roughness, cloud, t2);
        friction = layer.friction_velocity_m_s;
        inverse_length = 1.0 / layer.obukhov_length_m;
    }
    inverse_length = std::clamp(inverse_length, -1.0, 1.0);
    state.friction_velocity_m_s[node] = friction;
    state.obukhov_length_m[node] =
        std::abs(inverse_length) > 1.0 / k_neutral_length_m ? 1.0 / inverse_length : k_neutral_length_m;
    const double ground_theta = t2 * std::pow(1e5 / pressure, k_kappa);
    const double lid = w.boundary_layer_height_m.empty()
                           ? bulk_richardson_height_m(height, theta, u, v, ground_theta, friction)
                           : mix(w.boundary_layer_height_m, 0, cells, place);
    state.mixing_height_m[node] = std::max(lid, k_least_mixing_height_m);
    state.convective_velocity_m_s[node] =
        inverse_length < 0.0 ? convective_velocity_m_s(flux, state.mixing_height_m[node], t2, rho_cp) : 0.0;
}

}  // namespace

std::unique_ptr<MetProvider> make_met_provider(const Scenario& scenario, std::shared_ptr<const Grid> met_grid,
                                               std::shared_ptr<const GriddedWeatherSource> weather) {
    if (weather->times().empty())
        throw Error(ErrorKind::bad_data, "E410", "the weather files hold no time", "give files that cover the run");
    auto driver = std::make_shared<const GriddedDriver>(scenario, std::move(met_grid), weather);
    return std::make_unique<TimedProvider>(
        scenario, weather->times(), [driver](std::size_t n) { return driver->build(n); }, driver->notes());
}

std::vector<CoverageRow> coverage(const GriddedWeatherSource& weather) {
    std::vector<CoverageRow> rows;
    if (!weather.times().empty()) {
        rows.push_back({weather.description(), weather.times().front(), weather.times().back(), weather.times().size(),
                        gaps_of(weather.times())});
    }
    return rows;
}

}  // namespace lantian
