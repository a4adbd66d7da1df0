#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "core/math/statistics.hpp"
#include "core/parallel/threads.hpp"
#include "models/evaluation/cases.hpp"
#include "models/evaluation/minute_wind.hpp"
#include "models/evaluation/mole_fraction.hpp"
#include "models/evaluation/near_field.hpp"
#include "models/meteorology/boundary_layer.hpp"
#include "models/meteorology/mixing_height.hpp"
#include "models/meteorology/surface_layer.hpp"

namespace lantian {

namespace {

constexpr double k_roughness_m = 0.1;
constexpr double k_wind_height_m = 2.4;     // that of the sensors
constexpr double k_temperature_k = 288.15;  // not given
constexpr double k_altitude_m = 1571.0;     // Christman Field, beside the site
constexpr double k_day_height_m = 1000.0;   // not observed
constexpr double k_least_height_m = 10.0;
constexpr double k_wind_interval_s = 60.0;
constexpr double k_release_s = 2.0;
constexpr double k_reach_m = 150.0;
constexpr std::size_t k_least_minutes = 20;
constexpr double k_background_percent = 5.0;
constexpr double k_least_peer_deviation_ppm = 0.001;
constexpr double k_off_plume_ppm = 0.001;
constexpr std::size_t k_spin_up_minutes = 3;

/// Surface layer and mixing height of one moment from time of day and wind, as for station weather.
SiteWeather weather_at(UtcTime time, LonLat place, double mean_wind_m_s) {
    GroundSurface ground;
    ground.roughness_m = k_roughness_m;
    SurfaceWeather air{};
    air.wind_m_s = mean_wind_m_s;
    air.wind_height_m = k_wind_height_m;
    air.temperature_k = k_temperature_k;
    air.pressure_pa = standard_pressure_pa(k_altitude_m);
    air.cloud_frac = k_default_cloud_frac;  // not observed
    air.sun_rad = solar_elevation_rad(time, place.lon_deg, place.lat_deg);
    const SurfaceState surface = surface_state(air, ground);
    SiteWeather weather;
    weather.wind_height_m = k_wind_height_m;
    weather.roughness_m = k_roughness_m;
    weather.friction_velocity_m_s = surface.friction_velocity_m_s;
    weather.obukhov_length_m = length_of_inverse_m(surface.inverse_obukhov_m);
    const bool day = surface.sensible_heat_flux_w_m2 > 0.0;
    const double mechanical = std::max(k_least_height_m, venkatram_height_m(surface.friction_velocity_m_s));
    weather.mixing_height_m = day ? std::max(k_day_height_m, mechanical) : mechanical;
    const double convective =
        convective_velocity_m_s(surface.sensible_heat_flux_w_m2, weather.mixing_height_m, k_temperature_k,
                                air_rho_cp_j_m3_k(k_temperature_k, standard_pressure_pa(k_altitude_m)));
    weather.sigma_v_m_s = unresolved_sigma_v_m_s({surface.friction_velocity_m_s, convective, weather.mixing_height_m,
                                                  k_wind_height_m, std::max(mean_wind_m_s, k_least_wind_m_s)},
                                                 k_wind_interval_s);
    return weather;
}

struct Window {
    std::size_t first, last;  // minutes of the release, half open
};

/// Minutes that lie within the release.
Window minutes_of(const MetecCase& data, const MetecCase::Release& release) {
    const auto last = static_cast<std::int64_t>(data.wind.size());
    const auto up = [](std::int64_t seconds) { return (seconds + 59) / 60; };
    const std::int64_t first = std::clamp<std::int64_t>(up(release.begin - data.start), 0, last);
    return {static_cast<std::size_t>(first),
            static_cast<std::size_t>(std::clamp<std::int64_t>(up(release.end - data.start), first, last))};
}

/// Modelled ppm of one release, (minute, sensor).
std::vector<double> predict(const MetecCase& data, const MinuteSeries& wind, const MetecCase::Release& release,
                            Window window) {
    const Projection projection = Projection::utm(release.place);
    const MapPoint source = projection.forward(release.place);
    ReceptorSet receptors;
    for (const auto& sensor : data.sensors) {
        const MapPoint point = projection.forward(sensor.place);
        Receptor receptor;
        receptor.point = {point.x_m - source.x_m, point.y_m - source.y_m};
        receptor.height_m = sensor.height_m;
        receptors.push_back(receptor);
    }
    const std::size_t first = window.first > k_spin_up_minutes ? window.first - k_spin_up_minutes : 0;
    const auto grid = site_grid(1000.0, 1000.0);
    std::vector<std::shared_ptr<const MetState>> states;
    for (std::size_t half = 2 * first; half <= 2 * window.last; ++half) {
        const MinuteSeries::Value now = wind.at(half);
        const UtcTime time = data.start + static_cast<std::int64_t>(30 * half);
        SiteWeather weather = weather_at(time, release.place, wind.mean_speed(half));
        weather.wind_x_m_s = now.x_m_s;
        weather.wind_y_m_s = now.y_m_s;
        states.push_back(std::make_shared<const MetState>(site_state(grid, weather, time)));
    }
    SiteRelease point;
    point.height_m = release.height_m;
    point.rate_kg_s = release.rate_kg_s;
    SiteSeries options;
    const UtcTime start = data.start + static_cast<std::int64_t>(60 * first);
    options.begin_s = static_cast<double>(release.begin - start);
    options.end_s = static_cast<double>(release.end - start);
    options.release_s = k_release_s;
    options.average_s = 30.0;
    options.reach_m = k_reach_m;
    const std::vector<double> halves = series_concentration(point, states, options, receptors, 1);
    const double ppm = ppm_per_kg_m3(k_methane_molar_mass_kg_mol, k_temperature_k, standard_pressure_pa(k_altitude_m));
    const std::size_t sensors = receptors.size();
    std::vector<double> out;
    for (std::size_t m = window.first; m < window.last; ++m) {
        const std::size_t at = 2 * (m - first) * sensors;
        for (std::size_t s = 0; s < sensors; ++s)
            out.push_back(0.5 * ppm * (halves[at + s] + halves[at + sensors + s]));
    }
    return out;
}

double deviation(const std::vector<double>& values) {
    double mean = 0.0, square = 0.0;
    for (const double v : values) mean += v / static_cast<double>(values.size());
    for (const double v : values) square += (v - mean) * (v - mean) / static_cast<double>(values.size());
    return std::sqrt(square);
}

double mean_of(const std::vector<double>& values) {
    double sum = 0.0;
    for (const double v : values) sum += v;
    return values.empty() ? 0.0 : sum / static_cast<double>(values.size());
}

/// How far the readings lie above their low percentile on average while no plume is on the sensor: its drift and noise.
/// Nothing where the plume is on it for too long.
std::optional<double> off_plume_mean(const std::vector<double>& observed_excess, const std::vector<double>& modelled) {
    std::vector<double> off;
    for (std::size_t m = 0; m < modelled.size(); ++m) {
        if (modelled[m] < k_off_plume_ppm) off.push_back(observed_excess[m]);
    }
    if (off.size() < k_least_minutes) return std::nullopt;
    return mean_of(off);
}

}  // namespace

Evaluation evaluate_metec(const MetecCase& data, int threads, double turn_rad) {
    const std::size_t sensors = data.sensors.size();
    MinuteSeries wind(data.wind);
    wind.turn(turn_rad);
    std::vector<std::vector<double>> predicted(data.releases.size());
    parallel_for(data.releases.size(), thread_count(threads), [&](std::size_t r) {
        const Window window = minutes_of(data, data.releases[r]);
        if (window.last > window.first) predicted[r] = predict(data, wind, data.releases[r], window);
    });

    Evaluation out;
    std::vector<double> fixed, all, peer_fixed, difference;
    for (std::size_t r = 0; r < data.releases.size(); ++r) {
        const MetecCase::Release& release = data.releases[r];
        const Window window = minutes_of(data, release);
        const auto source = static_cast<std::size_t>(
            std::find(data.sources.begin(), data.sources.end(), release.source) - data.sources.begin());
        std::vector<double> observed_means, predicted_means, drift_means;
        for (std::size_t s = 0; s < sensors; ++s) {
            std::vector<double> observed, modelled, peer;
            for (std::size_t m = window.first; m < window.last; ++m) {
                const auto value = data.observed_ppm[m * sensors + s];
                const auto by_peer = data.peer_ppm[(m * data.sources.size() + source) * sensors + s];
                if (!value || !by_peer) continue;
                observed.push_back(*value);
                modelled.push_back(predicted[r][(m - window.first) * sensors + s]);
                peer.push_back(*by_peer * release.rate_kg_s / 1e-3);
            }
            if (observed.size() < k_least_minutes) continue;
            const std::optional<double> drift =
                off_plume_mean(above_percentile(observed, k_background_percent), modelled);
            if (drift) drift_means.push_back(*drift);
            observed = above_percentile(observed, k_background_percent);
            modelled = above_percentile(modelled, k_background_percent);
            const double r_here = correlation(observed, modelled);
            all.push_back(r_here);
            if (deviation(peer) > k_least_peer_deviation_ppm) {
                fixed.push_back(r_here);
                peer_fixed.push_back(correlation(observed, peer));
                difference.push_back(r_here - peer_fixed.back());
                const std::string id = fmt::format("{}/{}", release.id, data.sensors[s].name);
                for (std::size_t m = 0; m < observed.size(); ++m)
                    out.pairs["minutes"].push_back({fmt::format("{}/{}", id, m), observed[m], modelled[m], r});
            }
            observed_means.push_back(mean_of(observed));
            predicted_means.push_back(mean_of(modelled));
        }
        if (observed_means.empty()) continue;
        const double observed = mean_of(observed_means);
        const double modelled = mean_of(predicted_means);
        out.pairs["release_means"].push_back({release.id, observed, modelled, r});
        if (drift_means.empty()) continue;
        const double signal = std::max(0.0, observed - mean_of(drift_means));
        out.pairs["release_signals"].push_back({release.id, signal, modelled, r});
        out.pairs["release_means_limit"].push_back({release.id, observed, signal, r});
    }
    for (const auto& [path, pairs] : out.pairs) out.floor[path] = 0.0;
    out.counts["pairs"] = fixed.size();
    out.numbers["mean_r"] = mean_of(fixed);
    out.numbers["mean_r_all"] = mean_of(all);
    out.numbers["mean_r_peer"] = mean_of(peer_fixed);
    const Interval gain = bootstrap_mean_interval(difference);
    out.numbers["gain_over_peer.mean"] = mean_of(difference);
    out.numbers["gain_over_peer.low_95"] = gain.low;
    out.numbers["gain_over_peer.high_95"] = gain.high;
    return out;
}

}  // namespace lantian
