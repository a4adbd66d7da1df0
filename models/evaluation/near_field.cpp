#include "models/evaluation/near_field.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/assert.hpp"
#include "core/base/constants.hpp"
#include "models/meteorology/surface_layer.hpp"
#include "models/puff/step.hpp"
#include "models/sampling/receptor_sampler.hpp"

namespace lantian {

namespace {

/// Heights of the site's wind profile, m; the lowest is raised above the roughness.
const std::vector<double> k_levels{0.2, 0.35, 0.6, 1, 1.5, 2, 3, 4.5, 7, 10, 15, 22, 32, 50, 75, 110, 160, 250, 400};
/// Passive matter: no reference state, nothing deposits.
constexpr Carried k_tracer = Carried::pm25_primary;
constexpr Reported k_answer = Reported::pm25_primary;

struct Heights {
    std::vector<double> height_m;
    std::vector<std::size_t> of_receptor;
};

Heights heights_of(const ReceptorSet& receptors) {
    Heights out;
    for (const Receptor& receptor : receptors) {
        const auto found = std::find(out.height_m.begin(), out.height_m.end(), receptor.height_m);
        out.of_receptor.push_back(static_cast<std::size_t>(found - out.height_m.begin()));
        if (found == out.height_m.end()) out.height_m.push_back(receptor.height_m);
    }
    return out;
}

NewPuff puff_of(const SiteRelease& release, double mass_kg, double lid_m) {
    NewPuff puff;
    puff.weight_s = 1.0;
    puff.x_m = release.place.x_m;
    puff.y_m = release.place.y_m;
    puff.z_m = release.height_m;
    puff.sigma_y_m = release.sigma_y0_m;
    puff.sigma_z_m = release.sigma_z0_m;
    puff.lid_m = lid_m;
    puff.mass_kg[index(k_tracer)] = mass_kg;
    return puff;
}

}  // namespace

Scenario passive_scenario(double step_s, double least_substep_s) {
    Scenario scenario;
    scenario.time.step_s = step_s;
    scenario.chemistry.scheme = "none";
    scenario.deposition.dry = false;
    scenario.deposition.wet = false;
    scenario.deposition.settling = false;
    scenario.puffs.least_substep_s = least_substep_s;
    scenario.puffs.substep_sigmas = 1.0;
    return scenario;
}

std::shared_ptr<const Grid> site_grid(double half_m, double cell_m) {
    const auto cells = static_cast<std::size_t>(std::ceil(2.0 * half_m / cell_m));
    const double edge = -0.5 * static_cast<double>(cells) * cell_m;
    return std::make_shared<const Grid>(
        Grid{Projection("EPSG:32631"), edge, edge, cell_m, cells, cells, std::vector<double>(cells * cells, 0.0)});
}

MetState site_state(const std::shared_ptr<const Grid>& grid, const SiteWeather& weather, UtcTime time) {
    MetState state;
    state.time = time;
    state.grid = grid;
    const std::size_t cells = grid->cells();
    for (const double z : k_levels) {
        if (z <= 2.0 * weather.roughness_m) continue;
        state.level_m.push_back(z);
        const double profile_z = std::min(z, weather.mixing_height_m);
        const double ratio =
            similarity_ratio(weather.wind_height_m, profile_z, weather.roughness_m, weather.obukhov_length_m);
        state.wind_x_m_s.insert(state.wind_x_m_s.end(), cells, weather.wind_x_m_s * ratio);
        state.wind_y_m_s.insert(state.wind_y_m_s.end(), cells, weather.wind_y_m_s * ratio);
    }
    state.wind_z_m_s.assign(cells * state.level_m.size(), 0.0);
    state.potential_temperature_k.assign(cells * state.level_m.size(), weather.temperature_k);
    state.temperature_2m_k.assign(cells, weather.temperature_k);
    state.surface_pressure_pa.assign(cells, 101325.0);
    state.friction_velocity_m_s.assign(cells, weather.friction_velocity_m_s);
    state.obukhov_length_m.assign(cells, weather.obukhov_length_m);
    const bool unstable = weather.obukhov_length_m < 0.0;
    // w*^3 = u*^3 h / (kappa |L|), from the definitions of both.
    const double convective =
        unstable ? weather.friction_velocity_m_s *
                       std::cbrt(weather.mixing_height_m / (constants::k_von_karman * -weather.obukhov_length_m))
                 : 0.0;
    state.convective_velocity_m_s.assign(cells, convective);
    state.mixing_height_m.assign(cells, weather.mixing_height_m);
    state.roughness_length_m.assign(cells, weather.roughness_m);
    state.precipitation_mm_h.assign(cells, 0.0);
    state.relative_humidity_frac.assign(cells, 0.5);
    state.sigma_v_m_s.assign(cells, weather.sigma_v_m_s);
    state.sigma_w_m_s.assign(cells, weather.sigma_w_m_s);
    state.turbulence_wind_m_s.assign(cells, std::hypot(weather.wind_x_m_s, weather.wind_y_m_s));
    return state;
}

SteadyPath steady_path(PuffStore puffs, const std::shared_ptr<const MetState>& state, const Grid& domain, MapPoint from,
                       double reach_m, const std::vector<double>& height_m, const std::string& spread,
                       const PlumePaths* paths) {
    constexpr double k_flight_s = 60.0;
    Scenario scenario = passive_scenario(k_flight_s, 0.05);
    scenario.puffs.spread = spread;
    const MetWindow window(state, state);
    const VelocityMap velocities(state, state, scenario);
    const Channels channels;
    const StepContext context{
        scenario, domain, window, velocities, channels, height_m, {linear_rates(scenario.chemistry, true)},
        0.0,      0.0,    paths};
    SteadyPath out;
    out.height_m = height_m;
    out.segments.weights_per_segment = height_m.size() * channels.count();
    StepScratch scratch(height_m.size());
    StepLosses losses;
    for (std::size_t i = 0; i < puffs.size(); ++i) {
        for (int step = 0; step < 600; ++step) {
            const bool there = step_puff(puffs, i, 1.0, context, out.segments, losses, scratch);
            if (i == 0) {
                const PuffLayer layer = layer_of_puff(puffs, i, context, 0.0);
                out.passages.push_back({puffs.x_m[i], puffs.y_m[i], layer.low_m, layer.high_m});
            }
            const double away = std::hypot(puffs.x_m[i] - from.x_m, puffs.y_m[i] - from.y_m);
            if (!there || away > reach_m + 4.0 * puffs.sigma_y_m[i]) break;
        }
    }
    return out;
}

std::vector<double> along_path(const SteadyPath& path, const ReceptorSet& receptors, int threads) {
    const Channels channels;
    std::vector<std::size_t> height_of_receptor;
    for (const Receptor& receptor : receptors) {
        const auto found = std::find(path.height_m.begin(), path.height_m.end(), receptor.height_m);
        LANTIAN_ASSERT(found != path.height_m.end());
        height_of_receptor.push_back(static_cast<std::size_t>(found - path.height_m.begin()));
    }
    ReceptorSampler sampler(receptors, height_of_receptor, 1, channels.count());
    std::vector<double> result(receptors.size() * channels.count(), 0.0);
    sampler.add(path.segments, threads, result);
    std::vector<double> out;
    for (std::size_t r = 0; r < receptors.size(); ++r) out.push_back(result[r * channels.count() + index(k_answer)]);
    return out;
}

std::vector<double> steady_concentration(const SiteRelease& release, const std::shared_ptr<const MetState>& state,
                                         double reach_m, const ReceptorSet& receptors) {
    PuffStore puffs;
    // Weights are hourly means: a puff of one hour's emission leaves the mean of a release that goes on for ever.
    puffs.append(puff_of(release, release.rate_kg_s * 3600.0, state->mixing_height_m[0]));
    return along_path(
        steady_path(std::move(puffs), state, *state->grid, release.place, reach_m, heights_of(receptors).height_m),
        receptors, 1);
}

std::vector<double> series_concentration(const SiteRelease& release,
                                         const std::vector<std::shared_ptr<const MetState>>& states,
                                         const SiteSeries& options, const ReceptorSet& receptors, int threads) {
    const Scenario scenario = passive_scenario(options.release_s, 0.5);
    const Channels channels;
    const Heights heights = heights_of(receptors);
    ReceptorSampler sampler(receptors, heights.of_receptor, 1, channels.count());
    const auto steps_per_interval = static_cast<std::size_t>(std::lround(options.average_s / options.release_s));
    const std::size_t intervals = states.empty() ? 0 : states.size() - 1;
    std::vector<double> out;
    StepScratch scratch(heights.height_m.size());
    StepLosses losses;
    Segments segments;
    segments.weights_per_segment = heights.height_m.size() * channels.count();
    PuffStore puffs;
    std::vector<double> result(receptors.size() * channels.count());
    for (std::size_t n = 0; n < intervals; ++n) {
        const MetWindow window(states[n], states[n + 1]);
        const VelocityMap velocities(states[n], states[n + 1], scenario);
        std::fill(result.begin(), result.end(), 0.0);
        segments.clear();
        for (std::size_t s = 0; s < steps_per_interval; ++s) {
            const double begin_fraction = static_cast<double>(s) / static_cast<double>(steps_per_interval);
            const double end_fraction = static_cast<double>(s + 1) / static_cast<double>(steps_per_interval);
            const StepContext context{scenario,
                                      *states[n]->grid,
                                      window,
                                      velocities,
                                      channels,
                                      heights.height_m,
                                      {linear_rates(scenario.chemistry, true)},
                                      begin_fraction,
                                      end_fraction};
            const double now = (static_cast<double>(n) + begin_fraction) * options.average_s;
            PuffStore next;
            for (std::size_t i = 0; i < puffs.size(); ++i) {
                const double away = std::hypot(puffs.x_m[i] - release.place.x_m, puffs.y_m[i] - release.place.y_m);
                if (puffs.weight_s[i] > 0.0 && away < options.reach_m) next.append_from(puffs, i);
            }
            puffs = std::move(next);
            const double emits = std::min(now + options.release_s, options.end_s) - std::max(now, options.begin_s);
            if (emits > 0.0) {
                const MetSample air = window.sample(release.place.x_m, release.place.y_m, 0.0, 1.0, begin_fraction);
                // Hourly weights, as in steady_concentration, for means over average_s.
                puffs.append(
                    puff_of(release, release.rate_kg_s * emits * 3600.0 / options.average_s, air.mixing_height_m));
            }
            for (std::size_t i = 0; i < puffs.size(); ++i) {
                const double flight = puffs.age_s[i] == 0.0 ? 0.5 : 1.0;  // released in the middle of its interval
                if (!step_puff(puffs, i, flight, context, segments, losses, scratch)) puffs.weight_s[i] = 0.0;
            }
        }
        sampler.add(segments, threads, result);
        for (std::size_t r = 0; r < receptors.size(); ++r)
            out.push_back(result[r * channels.count() + index(k_answer)]);
    }
    return out;
}

}  // namespace lantian
