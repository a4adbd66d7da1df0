#include "models/meteorology/mast_profile.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "core/base/constants.hpp"
#include "models/meteorology/surface_layer.hpp"
#include "models/meteorology/turbulence.hpp"

namespace lantian {

namespace {

using constants::k_gravity_m_s2;
using constants::k_von_karman;

constexpr double k_roughness_layer = 7.0;  // in roughness lengths
constexpr double k_sigma_w_floor_m_s = 0.02, k_sigma_v_floor_m_s = 0.2, k_intensity_floor = 0.05;
constexpr double k_least_gradient_k_m = 0.002;  // of air that is not mixed
constexpr double k_yamartino = 0.073864;
constexpr double k_least_wind_m_s = 0.2828427;  // sqrt(2) x the floor of sigma_v: AERMOD's least wind

double mixing_height_m(const MastAir& air) {
    return air.convective_velocity_m_s > 0.0 ? std::max(air.convective_height_m, air.mechanical_height_m)
                                             : air.mechanical_height_m;
}

struct Known {
    double height_m, value;
};

double on_line(double z, double z0, double v0, double z1, double v1) { return v0 + (v1 - v0) * (z - z0) / (z1 - z0); }

/// The measured value at a height by the shape; the shape itself where nothing was measured.
double through(const std::vector<Known>& known, double z, const std::function<double(double)>& shape) {
    if (known.empty()) return shape(z);
    const auto in_proportion = [&](const Known& k) {
        const double reference = shape(k.height_m);
        return reference > 0.0 ? k.value * shape(z) / reference : k.value;
    };
    if (z <= known.front().height_m) return in_proportion(known.front());
    if (z >= known.back().height_m) return in_proportion(known.back());
    std::size_t k = 1;
    while (known[k].height_m < z) ++k;
    const Known& a = known[k - 1];
    const Known& b = known[k];
    const double line = on_line(z, a.height_m, a.value, b.height_m, b.value);
    const double shape_line = on_line(z, a.height_m, shape(a.height_m), b.height_m, shape(b.height_m));
    return shape_line > 0.0 ? line * shape(z) / shape_line : line;
}

/// d theta/dz by similarity: stable theta*/(kappa z)(1 + 5 z/L) from 2 to 100 m, falling off above; by day none below
/// the mixing height, that of the lid for 500 m above it.
double gradient_k_m(double z, const MastAir& air) {
    constexpr double k_lowest_m = 2.0, k_surface_top_m = 100.0, k_fall = 0.44;
    constexpr double k_lid_depth_m = 500.0, k_free = 0.005;
    if (air.convective_velocity_m_s > 0.0) {
        const double top = mixing_height_m(air);
        if (z <= top) return 0.0;
        return std::max(k_least_gradient_k_m, z <= top + k_lid_depth_m ? air.lid_gradient_k_m : k_free);
    }
    const double scale_k = air.temperature_k * air.friction_velocity_m_s * air.friction_velocity_m_s /
                           (k_von_karman * k_gravity_m_s2 * air.obukhov_length_m);
    const auto surface = [&](double height) {
        return scale_k / (k_von_karman * height) * (1.0 + 5.0 * height / air.obukhov_length_m);
    };
    const double low = std::clamp(z, k_lowest_m, k_surface_top_m);
    const double fall =
        z > k_surface_top_m
            ? std::exp(-(z - k_surface_top_m) / (k_fall * std::max(air.mechanical_height_m, k_surface_top_m)))
            : 1.0;
    return std::max(k_least_gradient_k_m, surface(low) * fall);
}

/// Potential temperature at all heights, upward from the lowest. By night measured gradients, at least 0.002 K/m, stand
/// for the middle between their heights, with similarity for the shape.
std::vector<double> potential_temperature(std::span<const double> height, std::span<const MastLevel> levels,
                                          const MastAir& air) {
    const double dry = k_gravity_m_s2 / constants::k_air_heat_capacity_j_kg_k;
    std::vector<Known> theta;
    for (const MastLevel& level : levels) {
        if (std::isfinite(level.temperature_k))
            theta.push_back({level.height_m, level.temperature_k + dry * level.height_m});
    }
    std::vector<Known> measured;
    for (std::size_t k = 1; k < theta.size() && !(air.convective_velocity_m_s > 0.0); ++k) {
        const Known &a = theta[k - 1], &b = theta[k];
        measured.push_back({0.5 * (a.height_m + b.height_m),
                            std::max(k_least_gradient_k_m, (b.value - a.value) / (b.height_m - a.height_m))});
    }
    const auto gradient = [&](double z) {
        const double at = through(measured, z, [&](double at_z) { return gradient_k_m(at_z, air); });
        return measured.empty() ? at : std::max(k_least_gradient_k_m, at);
    };
    std::vector<double> out;
    double value = air.temperature_k + dry * height.front();
    double below = height.front();
    for (const double z : height) {
        value += gradient(0.5 * (below + z)) * (z - below);
        out.push_back(value);
        below = z;
    }
    return out;
}

}  // namespace

double sigma_v_of_direction_m_s(double sigma_direction_rad, double speed_m_s) noexcept {
    const double e = std::sin(sigma_direction_rad) * (1.0 - k_yamartino * sigma_direction_rad);
    return sigma_direction_rad * speed_m_s * std::sqrt(1.0 - e * e);
}

double mast_wind_shape(double height_m, const MastAir& air) noexcept {
    const double low = k_roughness_layer * air.roughness_m;
    const double z = std::min(height_m, std::max(low, mixing_height_m(air)));
    const double at = similarity_profile(std::max(z, low), air.roughness_m, air.obukhov_length_m);
    return z < low ? at * z / low : at;
}

MastProfile mast_profile(std::span<const double> height_m, std::span<const MastLevel> levels, const MastAir& air) {
    std::vector<Known> speed, direction, sigma_v, sigma_w;
    for (const MastLevel& level : levels) {
        const double u = std::hypot(level.wind_x_m_s, level.wind_y_m_s);
        if (std::isfinite(u)) {
            speed.push_back({level.height_m, std::max(u, k_least_wind_m_s)});
            double angle = std::atan2(level.wind_y_m_s, level.wind_x_m_s);
            if (!direction.empty()) {  // the short way round
                const double turn = 2.0 * constants::k_pi;
                angle += turn * std::round((direction.back().value - angle) / turn);
            }
            direction.push_back({level.height_m, angle});
        }
        if (std::isfinite(level.sigma_v_m_s))
            sigma_v.push_back({level.height_m, std::max(level.sigma_v_m_s, k_sigma_v_floor_m_s)});
        if (std::isfinite(level.sigma_w_m_s))
            sigma_w.push_back({level.height_m, std::max(level.sigma_w_m_s, k_sigma_w_floor_m_s)});
    }
    const auto wind_shape = [&](double z) { return mast_wind_shape(z, air); };
    const double top_wind = through(speed, mixing_height_m(air), wind_shape);
    const auto modelled = [&](double z) {
        return aermod_turbulence(z, air.friction_velocity_m_s, air.convective_velocity_m_s, air.convective_height_m,
                                 air.mechanical_height_m, top_wind);
    };
    MastProfile out;
    for (const double z : height_m) {
        const double u = through(speed, z, wind_shape);
        double angle = direction.front().value;
        for (std::size_t k = 1; k < direction.size(); ++k) {
            const Known& a = direction[k - 1];
            const Known& b = direction[k];
            if (z > a.height_m) angle = z < b.height_m ? on_line(z, a.height_m, a.value, b.height_m, b.value) : b.value;
        }
        out.wind_x_m_s.push_back(u * std::cos(angle));
        out.wind_y_m_s.push_back(u * std::sin(angle));
        out.sigma_v_m_s.push_back(std::max({through(sigma_v, z, [&](double at) { return modelled(at).sigma_v_m_s; }),
                                            k_sigma_v_floor_m_s, k_intensity_floor * u}));
        out.sigma_w_m_s.push_back(
            std::max(through(sigma_w, z, [&](double at) { return modelled(at).sigma_w_m_s; }), k_sigma_w_floor_m_s));
    }
    out.potential_temperature_k = potential_temperature(height_m, levels, air);
    return out;
}

}  // namespace lantian
