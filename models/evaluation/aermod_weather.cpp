#include "models/evaluation/aermod_weather.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/constants.hpp"
#include "models/evaluation/near_field.hpp"
#include "models/meteorology/mast_profile.hpp"
#include "models/puff/aermod_rise.hpp"

namespace lantian {

namespace {

const std::vector<double> k_levels{0.5, 1,   1.5, 2,   3,   4.5,  7,    10,   12,   15,   18,   22,  27,  32,
                                   40,  50,  60,  75,  90,  100,  120,  140,  170,  200,  240,  280, 340, 400,
                                   480, 560, 680, 800, 950, 1100, 1350, 1600, 1900, 2200, 3000, 4200};

MastAir air_of(const StationRecord& s) {
    MastAir air{};
    air.friction_velocity_m_s = s.friction_velocity_m_s;
    air.obukhov_length_m = s.obukhov_length_m;
    air.roughness_m = s.roughness_length_m;
    air.temperature_k = s.temperature_k;
    const bool convective = s.obukhov_length_m < 0.0 && s.convective_velocity_m_s > 0.0;
    air.convective_velocity_m_s = convective ? s.convective_velocity_m_s : 0.0;
    air.convective_height_m = convective ? s.convective_mixing_height_m : 0.0;
    air.mechanical_height_m = s.mechanical_mixing_height_m;
    air.lid_gradient_k_m = convective ? s.lid_gradient_k_m : 0.0;
    return air;
}

/// Levels of the hour: also where the gradient of temperature jumps, below and above.
std::vector<double> levels_of(double mixing_m) {
    constexpr double k_lid_depth_m = 500.0, k_thin_m = 0.01;
    std::vector<double> out = k_levels;
    for (const double at : {mixing_m, mixing_m + k_lid_depth_m}) {
        out.push_back(at);
        out.push_back(at + k_thin_m);
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end(), [](double a, double b) { return b - a < 0.5 * k_thin_m; }),
              out.end());
    return out;
}

std::vector<MastLevel> mast_of(const AermodHour& hour) {
    std::vector<MastLevel> levels;
    for (const SoundingLevel& level : hour.levels) {
        levels.push_back({level.height_m, level.eastward_wind_m_s, level.northward_wind_m_s, level.temperature_k,
                          sigma_v_of_direction_m_s(level.sigma_direction_rad,
                                                   std::hypot(level.eastward_wind_m_s, level.northward_wind_m_s)),
                          level.sigma_w_m_s});
    }
    return levels;
}

/// Where AERMOD takes the direction of a plume.
double direction_height_m(const AermodSource& source, bool stack_tip_downwash, const std::vector<double>& heights,
                          const MastProfile& profile, const MastAir& air, double mixing_m) {
    if (source.kind != AermodKind::point) return source.height_m;
    constexpr double k_highest_m = 4000.0;
    constexpr double k_dry_k_m = constants::k_gravity_m_s2 / constants::k_air_heat_capacity_j_kg_k;
    std::vector<double> wind, temperature;
    for (std::size_t k = 0; k < heights.size(); ++k) {
        wind.push_back(std::hypot(profile.wind_x_m_s[k], profile.wind_y_m_s[k]));
        temperature.push_back(profile.potential_temperature_k[k] - k_dry_k_m * heights[k]);
    }
    const AirColumn column(heights, wind, temperature, profile.potential_temperature_k, k_aermod_least_wind_m_s);
    const PlumeAir top = column.at(0.0, source.height_m);
    const AermodStack stack = aermod_stack(aermod_outflow(source),
                                           aermod_mouth_m(source, stack_tip_downwash, top.wind_m_s), top.temperature_k);
    const bool held = air.obukhov_length_m > 0.0 || source.height_m >= mixing_m;
    const double rise_m =
        held ? aermod_stable_final(stack, column, air.friction_velocity_m_s).rise_m
             : aermod_neutral_rise_m(stack, top.wind_m_s, neutral_rise_distance_m(stack.buoyancy_m4_s3));
    return std::min(k_highest_m, source.height_m + 0.5 * rise_m);
}

}  // namespace

Outflow aermod_outflow(const AermodSource& source) noexcept {
    return {{source.height_m, source.diameter_m, source.exit_speed_m_s, source.exit_temperature_k}, source.outlet};
}

double aermod_mouth_m(const AermodSource& source, bool stack_tip_downwash, double wind_m_s) noexcept {
    return stack_tip_downwash || source.outlet == Outlet::capped ? outflow_mouth_m(aermod_outflow(source), wind_m_s)
                                                                 : source.height_m;
}

bool has_boundary_layer(const AermodHour& hour) {
    const StationRecord& s = hour.surface;
    const bool wind = std::any_of(hour.levels.begin(), hour.levels.end(), [](const SoundingLevel& level) {
        return std::isfinite(level.eastward_wind_m_s) &&
               std::hypot(level.eastward_wind_m_s, level.northward_wind_m_s) > 0.0;
    });
    return wind && s.wind_speed_m_s > 0.0 && std::isfinite(s.obukhov_length_m) && s.friction_velocity_m_s > 0.0 &&
           s.mechanical_mixing_height_m > 0.0 && std::isfinite(s.roughness_length_m) && std::isfinite(s.temperature_k);
}

std::shared_ptr<const MetState> aermod_state(const AermodHour& hour, const AermodSource& source,
                                             bool stack_tip_downwash, double reach_m) {
    const StationRecord& s = hour.surface;
    const MastAir air = air_of(s);
    const double mixing = std::max(air.convective_height_m, air.mechanical_height_m);
    const std::vector<double> heights = levels_of(mixing);

    const std::vector<MastLevel> mast = mast_of(hour);
    MastProfile profile = mast_profile(heights, mast, air);
    const double at_m = direction_height_m(source, stack_tip_downwash, heights, profile, air, mixing);
    const MastProfile there = mast_profile(std::vector<double>{std::max(at_m, k_levels.front())}, mast, air);
    const double there_m_s = std::hypot(there.wind_x_m_s[0], there.wind_y_m_s[0]);

    auto state = std::make_shared<MetState>();
    const auto grid = site_grid(reach_m, reach_m);  // two by two: the weather is the same everywhere
    state->time = s.time;
    state->grid = grid;
    state->level_m = heights;
    const std::size_t cells = grid->cells();
    for (std::size_t k = 0; k < heights.size(); ++k) {
        const double ahead = std::hypot(profile.wind_x_m_s[k], profile.wind_y_m_s[k]) / there_m_s;
        state->wind_x_m_s.insert(state->wind_x_m_s.end(), cells, ahead * there.wind_x_m_s[0]);
        state->wind_y_m_s.insert(state->wind_y_m_s.end(), cells, ahead * there.wind_y_m_s[0]);
        state->potential_temperature_k.insert(state->potential_temperature_k.end(), cells,
                                              profile.potential_temperature_k[k]);
    }
    state->wind_z_m_s.assign(cells * heights.size(), 0.0);
    state->temperature_2m_k.assign(cells, s.temperature_k);
    state->surface_pressure_pa.assign(cells, std::isfinite(s.pressure_pa) ? s.pressure_pa : 101325.0);
    state->friction_velocity_m_s.assign(cells, s.friction_velocity_m_s);
    state->obukhov_length_m.assign(cells, s.obukhov_length_m);
    state->convective_velocity_m_s.assign(cells, air.convective_velocity_m_s);
    state->mixing_height_m.assign(cells, mixing);
    state->roughness_length_m.assign(cells, s.roughness_length_m);
    state->precipitation_mm_h.assign(cells, 0.0);
    state->relative_humidity_frac.assign(cells, 0.5);
    state->mast_sigma_v_m_s = std::move(profile.sigma_v_m_s);
    state->mast_sigma_w_m_s = std::move(profile.sigma_w_m_s);
    return state;
}

}  // namespace lantian
