#include <algorithm>
#include <cmath>
#include <span>

#include <fmt/format.h>

#include "core/base/constants.hpp"
#include "core/math/statistics.hpp"
#include "core/parallel/threads.hpp"
#include "models/evaluation/cases.hpp"
#include "models/evaluation/minute_wind.hpp"
#include "models/evaluation/mole_fraction.hpp"
#include "models/evaluation/near_field.hpp"
#include "models/meteorology/boundary_layer.hpp"
#include "models/meteorology/surface_layer.hpp"
#include "models/meteorology/turbulence.hpp"
#include "models/sampling/beam.hpp"

namespace lantian {

namespace {

constexpr double k_roughness_m = 0.03;      // grass
constexpr double k_temperature_k = 288.15;  // not given
constexpr double k_altitude_m = 80.0;
constexpr double k_mixing_height_m = 1000.0;  // not observed
constexpr std::size_t k_stability_side_minutes = 15;
constexpr double k_release_s = 2.0;
constexpr double k_reach_m = 160.0;
constexpr double k_beam_panel_m = 6.0;
constexpr double k_background_percent = 5.0;

/// Measured turbulence angles with the masked minutes at the median of the others.
std::vector<double> filled(const std::vector<double>& tangents) {
    std::vector<double> known;
    for (const double t : tangents) {
        if (std::isfinite(t)) known.push_back(t);
    }
    const double median = percentile(known, 50.0);
    std::vector<double> out = tangents;
    for (double& t : out) {
        if (!std::isfinite(t)) t = median;
    }
    return out;
}

/// Vertical turbulence intensity of the half hour around a minute: root of the mean squares of sigma_w over that of the
/// wind. The stability of a surface layer is one of half an hour, not of a minute.
double intensity_around(const ChilboltonCase& c, const std::vector<double>& vertical, std::size_t minute) {
    const std::size_t first = minute > k_stability_side_minutes ? minute - k_stability_side_minutes : 0;
    const std::size_t end = std::min(minute + k_stability_side_minutes + 1, vertical.size());
    double turbulence = 0.0, wind = 0.0;
    for (std::size_t m = first; m < end; ++m) {
        const double u2 = c.speed_m_s[m] * c.speed_m_s[m];
        turbulence += vertical[m] * vertical[m] * u2;
        wind += u2;
    }
    return std::sqrt(turbulence / wind);
}

/// Modelled ppm, (beam, minute).
std::vector<double> predict(const ChilboltonCase& c, double turn_rad) {
    std::vector<MinuteWind> minutes;
    for (std::size_t m = 0; m < c.speed_m_s.size(); ++m) minutes.push_back({c.toward_rad[m], c.speed_m_s[m]});
    MinuteSeries wind(minutes);
    wind.turn(turn_rad);
    const std::vector<double> lateral = filled(c.lateral_tan);
    const std::vector<double> vertical = filled(c.vertical_tan);

    ReceptorSet receptors;
    std::vector<std::vector<BeamPoint>> beams;
    for (const auto& reflector : c.reflectors) {
        beams.push_back(beam_points({c.head.x_m - c.release.x_m, c.head.y_m - c.release.y_m}, c.head.z_m,
                                    {reflector.x_m - c.release.x_m, reflector.y_m - c.release.y_m}, reflector.z_m,
                                    k_beam_panel_m));
        for (const BeamPoint& at : beams.back()) {
            Receptor receptor;
            receptor.point = at.point;
            receptor.height_m = at.height_m;
            receptors.push_back(receptor);
        }
    }
    const auto grid = site_grid(1000.0, 1000.0);
    const std::size_t count = c.speed_m_s.size();
    std::vector<std::shared_ptr<const MetState>> states;
    for (std::size_t half = 0; half <= 2 * count; ++half) {
        const std::size_t m = std::min(half / 2, count - 1);
        const MinuteSeries::Value now = wind.at(half);
        SiteWeather weather;
        weather.wind_x_m_s = now.x_m_s;
        weather.wind_y_m_s = now.y_m_s;
        weather.wind_height_m = c.head.z_m;
        weather.roughness_m = k_roughness_m;
        const double speed = std::hypot(now.x_m_s, now.y_m_s);
        weather.sigma_v_m_s = lateral[m] * speed;
        weather.sigma_w_m_s = vertical[m] * speed;
        weather.obukhov_length_m = length_of_inverse_m(
            inverse_obukhov_of_intensity(intensity_around(c, vertical, m), c.head.z_m, k_roughness_m));
        weather.friction_velocity_m_s =
            constants::k_von_karman * speed / similarity_profile(c.head.z_m, k_roughness_m, weather.obukhov_length_m);
        weather.mixing_height_m = k_mixing_height_m;
        states.push_back(
            std::make_shared<const MetState>(site_state(grid, weather, UtcTime{static_cast<std::int64_t>(30 * half)})));
    }
    SiteRelease release;
    release.height_m = c.release.z_m;
    release.rate_kg_s = c.rate_kg_s;
    SiteSeries options;
    options.end_s = 60.0 * static_cast<double>(count);
    options.release_s = k_release_s;
    options.average_s = 30.0;
    options.reach_m = k_reach_m;
    const std::vector<double> halves = series_concentration(release, states, options, receptors, 1);
    const double ppm = ppm_per_kg_m3(k_methane_molar_mass_kg_mol, k_temperature_k, standard_pressure_pa(k_altitude_m));
    std::vector<double> out(beams.size() * count, 0.0);
    std::size_t first = 0;
    for (std::size_t b = 0; b < beams.size(); ++b) {
        for (std::size_t m = 0; m < count; ++m) {
            const double* half = halves.data() + 2 * m * receptors.size() + first;
            out[b * count + m] = 0.5 * ppm * (beam_mean(beams[b], half) + beam_mean(beams[b], half + receptors.size()));
        }
        first += beams[b].size();
    }
    return out;
}

}  // namespace

Evaluation evaluate_chilbolton(const std::vector<ChilboltonCase>& sources, int threads, double turn_rad) {
    std::vector<std::vector<double>> predicted(sources.size());
    parallel_for(sources.size(), thread_count(threads),
                 [&](std::size_t s) { predicted[s] = predict(sources[s], turn_rad); });
    Evaluation out;
    for (std::size_t s = 0; s < sources.size(); ++s) {
        const ChilboltonCase& c = sources[s];
        const std::size_t count = c.speed_m_s.size();
        constexpr std::size_t k_block_minutes = 10;  // neighbours are not independent
        for (std::size_t b = 0; b < c.reflectors.size(); ++b) {
            const auto beam_of = [&](const std::vector<double>& all) {
                return std::span<const double>(all).subspan(b * count, count);
            };
            const std::vector<double> observed = above_percentile(beam_of(c.path_ppm), k_background_percent);
            const std::vector<double> excess = above_percentile(beam_of(predicted[s]), k_background_percent);
            for (std::size_t m = 0; m < count; ++m) {
                const std::string id = fmt::format("beam{}/minute{:03}", b + 1, m);
                const std::size_t block = m / k_block_minutes;
                out.pairs["sources." + c.source].push_back({id, observed[m], excess[m], block});
                out.pairs["sources_whole." + c.source].push_back({id, observed[m], beam_of(predicted[s])[m], block});
            }
        }
    }
    for (const auto& [path, pairs] : out.pairs) out.floor[path] = 0.0;
    return out;
}

}  // namespace lantian
