#include "models/meteorology/surface_layer.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/constants.hpp"

namespace lantian {

namespace {

using constants::k_gravity_m_s2;
using constants::k_von_karman;

constexpr double k_beta_m = k_stable_beta_m;
constexpr double k_stable_join = 0.5;

double beljaars_holtslag(double zeta) {
    constexpr double a = 0.7;
    constexpr double b = 0.75;
    constexpr double c = 5.0;
    constexpr double d = 0.35;
    return -(a * zeta + b * (zeta - c / d) * std::exp(-d * zeta) + b * c / d);
}

/// theta* from cloud alone, K (van Ulden and Holtslag 1985).
double cloud_temperature_scale_k(double cloud_frac) { return 0.09 * (1.0 - 0.5 * cloud_frac * cloud_frac); }

double stable_length_m(double friction_m_s, double theta_star_k, double temperature_k) {
    const double buoyancy = k_von_karman * k_gravity_m_s2 * theta_star_k;
    const double stress = temperature_k * friction_m_s * friction_m_s;
    return stress < k_neutral_length_m * buoyancy ? stress / buoyancy : k_neutral_length_m;
}

}  // namespace

double psi_m(double height_m, double obukhov_length_m) noexcept {
    const double zeta = height_m / obukhov_length_m;
    if (zeta >= 0.0) {
        if (zeta <= k_stable_join) return -k_beta_m * zeta;
        return -k_beta_m * k_stable_join + beljaars_holtslag(zeta) - beljaars_holtslag(k_stable_join);
    }
    const double x = std::sqrt(std::sqrt(1.0 - 16.0 * zeta));
    return 2.0 * std::log(0.5 * (1.0 + x)) + std::log(0.5 * (1.0 + x * x)) - 2.0 * std::atan(x) + 0.5 * constants::k_pi;
}

SurfaceLayer unstable_surface_layer(double wind_m_s, double height_m, double roughness_m, double heat_flux_w_m2,
                                    double temperature_k, double rho_cp) noexcept {
    double length = -k_neutral_length_m;
    double friction = k_von_karman * wind_m_s / std::log(height_m / roughness_m);
    for (int n = 0; n < 200; ++n) {
        const double next = std::max(-k_neutral_length_m, -rho_cp * temperature_k * friction * friction * friction /
                                                              (k_von_karman * k_gravity_m_s2 * heat_flux_w_m2));
        friction = k_von_karman * wind_m_s /
                   (std::log(height_m / roughness_m) - psi_m(height_m, next) + psi_m(roughness_m, next));
        const bool settled = std::abs(next - length) <= 1e-10 * std::abs(next);
        length = next;
        if (settled) break;
    }
    return {friction, length, 0.0};
}

SurfaceLayer stable_surface_layer(double wind_m_s, double height_m, double roughness_m, double cloud_frac,
                                  double temperature_k, double beta_m, double cooling_frac) noexcept {
    const double drag = k_von_karman / std::log(height_m / roughness_m);
    double theta = cloud_temperature_scale_k(cloud_frac) * cooling_frac;
    const double u0_sq = beta_m * height_m * k_gravity_m_s2 * theta / temperature_k;
    const double critical = 2.0 * std::sqrt(u0_sq) / std::sqrt(drag);
    double friction = 0.5 * drag * wind_m_s;
    if (wind_m_s >= critical) {
        const double r = critical / wind_m_s;
        friction *= 1.0 + std::sqrt(1.0 - r * r);
    } else {
        theta *= wind_m_s / critical;
    }
    return {friction, stable_length_m(friction, theta, temperature_k), theta};
}

SurfaceLayer stable_surface_layer_low_wind(double wind_m_s, double height_m, double roughness_m, double cloud_frac,
                                           double temperature_k, double beta_m, double cooling_frac) noexcept {
    const double lifted = height_m - 5.0 * roughness_m;
    const double drag = k_von_karman / std::log(lifted / roughness_m);
    const double theta = cloud_temperature_scale_k(cloud_frac) * cooling_frac;
    const double u0_sq = beta_m * lifted * k_gravity_m_s2 * theta / temperature_k;
    const double r = 2.0 * std::sqrt(u0_sq) / std::sqrt(drag) / wind_m_s;
    double friction = drag * wind_m_s;  // the limit r = 0
    if (r > 0.0) friction *= 0.5 * (1.0 + std::exp(-0.5 * r * r)) / (1.0 - std::exp(-2.0 / r));
    return {friction, stable_length_m(friction, theta, temperature_k), theta};
}

double dusk_cooling_frac(double elevation_rad, double critical_rad) noexcept {
    const double share = std::clamp(elevation_rad / critical_rad, 0.0, 1.0);
    return 1.0 - share * share;
}

SurfaceLayer two_level_surface_layer(double wind_m_s, double height_m, double roughness_m, double lower_m,
                                     double upper_m, double potential_difference_k, double temperature_k,
                                     double beta_m) noexcept {
    const double wind_log = std::log(height_m / roughness_m);
    const double heat_log = std::log(upper_m / lower_m);
    double friction = k_von_karman * wind_m_s / wind_log;
    double theta = k_von_karman * potential_difference_k / heat_log;
    for (int n = 0; n < 200; ++n) {
        const double length = stable_length_m(friction, theta, temperature_k);
        const double zeta = height_m / length;
        const double profile = zeta <= k_stable_join ? wind_log + beta_m * zeta
                                                     : wind_log + 7.0 * std::log(zeta) + 4.25 / zeta -
                                                           0.5 / (zeta * zeta) + 0.5 * beta_m - 1.648;
        const double next_friction = k_von_karman * wind_m_s / profile;
        const double next_theta =
            k_von_karman * potential_difference_k / (heat_log + beta_m * (upper_m - lower_m) / length);
        const double change = std::abs(next_friction / friction - 1.0) + std::abs(next_theta / theta - 1.0);
        // Half steps: the plain iteration swings near the critical Richardson number.
        friction = 0.5 * (friction + next_friction);
        theta = 0.5 * (theta + next_theta);
        if (change < 1e-9) break;
    }
    return {friction, stable_length_m(friction, theta, temperature_k), theta};
}

double length_of_inverse_m(double inverse_obukhov_m) noexcept {
    return std::abs(inverse_obukhov_m) > 1.0 / k_neutral_length_m ? 1.0 / inverse_obukhov_m : k_neutral_length_m;
}

double similarity_profile(double height_m, double roughness_m, double obukhov_length_m) noexcept {
    return std::log(height_m / roughness_m) - psi_m(height_m, obukhov_length_m) + psi_m(roughness_m, obukhov_length_m);
}

double similarity_ratio(double from_m, double to_m, double roughness_m, double obukhov_length_m) noexcept {
    return similarity_profile(to_m, roughness_m, obukhov_length_m) /
           similarity_profile(from_m, roughness_m, obukhov_length_m);
}

double convective_velocity_m_s(double heat_flux_w_m2, double mixing_height_m, double temperature_k,
                               double rho_cp) noexcept {
    return heat_flux_w_m2 > 0.0
               ? std::cbrt(k_gravity_m_s2 * heat_flux_w_m2 * mixing_height_m / (rho_cp * temperature_k))
               : 0.0;
}

}  // namespace lantian
