#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/math/statistics.hpp"
#include "core/parallel/threads.hpp"
#include "models/evaluation/cases.hpp"
#include "models/evaluation/minute_wind.hpp"
#include "models/evaluation/near_field.hpp"
#include "models/meteorology/surface_layer.hpp"

namespace lantian {

namespace {

constexpr double k_ppm_per_kg_m3 = 1.524e6;
constexpr double k_roughness_m = 0.03;  // grass
constexpr double k_mixing_height_m = 1000.0;
constexpr double k_neutral_sigma_w = 1.3;  // sigma_w / u* (physics.md, 1.5)
constexpr double k_release_s = 2.0;
constexpr double k_reach_m = 160.0;
constexpr std::size_t k_beam_points = 24;
constexpr double k_background_percent = 5.0;

/// Modelled ppm, (beam, minute).
std::vector<double> predict(const ChilboltonCase& c) {
    std::vector<MinuteWind> minutes;
    for (std::size_t m = 0; m < c.speed_m_s.size(); ++m) minutes.push_back({c.toward_rad[m], c.speed_m_s[m]});
    const MinuteSeries wind(minutes);
    std::vector<double> lateral, vertical;
    for (const double t : c.lateral_tan) {
        if (std::isfinite(t)) lateral.push_back(t);
    }
    for (const double t : c.vertical_tan) {
        if (std::isfinite(t)) vertical.push_back(t);
    }
    const auto tangent = [](double value, const std::vector<double>& known) {
        return std::isfinite(value) ? value : percentile(known, 50.0);
    };

    ReceptorSet receptors;
    for (const auto& reflector : c.reflectors) {
        for (std::size_t k = 0; k < k_beam_points; ++k) {
            const double f = (static_cast<double>(k) + 0.5) / static_cast<double>(k_beam_points);
            Receptor receptor;
            receptor.point = {c.head.x_m + f * (reflector.x_m - c.head.x_m) - c.release.x_m,
                              c.head.y_m + f * (reflector.y_m - c.head.y_m) - c.release.y_m};
            receptor.height_m = c.head.z_m + f * (reflector.z_m - c.head.z_m);
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
        weather.sigma_v_m_s = tangent(c.lateral_tan[m], lateral) * speed;
        weather.sigma_w_m_s = tangent(c.vertical_tan[m], vertical) * speed;
        weather.friction_velocity_m_s = weather.sigma_w_m_s / k_neutral_sigma_w;
        weather.obukhov_length_m = k_neutral_length_m;
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
    std::vector<double> out(c.reflectors.size() * count, 0.0);
    for (std::size_t b = 0; b < c.reflectors.size(); ++b) {
        for (std::size_t m = 0; m < count; ++m) {
            double sum = 0.0;
            for (std::size_t h = 0; h < 2; ++h) {
                for (std::size_t k = 0; k < k_beam_points; ++k)
                    sum += halves[(2 * m + h) * receptors.size() + b * k_beam_points + k];
            }
            out[b * count + m] = sum / (2.0 * static_cast<double>(k_beam_points)) * k_ppm_per_kg_m3;
        }
    }
    return out;
}

}  // namespace

Evaluation evaluate_chilbolton(const std::vector<ChilboltonCase>& sources, int threads) {
    std::vector<std::vector<double>> predicted(sources.size());
    parallel_for(sources.size(), thread_count(threads), [&](std::size_t s) { predicted[s] = predict(sources[s]); });
    Evaluation out;
    for (std::size_t s = 0; s < sources.size(); ++s) {
        const ChilboltonCase& c = sources[s];
        const std::string path = "sources." + c.source;
        const std::size_t count = c.speed_m_s.size();
        constexpr std::size_t k_block_minutes = 10;  // neighbours are not independent
        for (std::size_t b = 0; b < c.reflectors.size(); ++b) {
            std::vector<double> beam(c.path_ppm.begin() + static_cast<std::ptrdiff_t>(b * count),
                                     c.path_ppm.begin() + static_cast<std::ptrdiff_t>((b + 1) * count));
            const double background = percentile(beam, k_background_percent);
            for (std::size_t m = 0; m < count; ++m) {
                out.pairs[path].push_back({fmt::format("beam{}/minute{:03}", b + 1, m),
                                           std::max(0.0, beam[m] - background), predicted[s][b * count + m],
                                           m / k_block_minutes});
            }
        }
        out.floor[path] = 0.0;
    }
    return out;
}

}  // namespace lantian
