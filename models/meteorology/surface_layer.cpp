#include "models/meteorology/surface_layer.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/constants.hpp"

namespace lantian {

namespace {

using constants::k_gravity_m_s2;
using constants::k_von_karman;

constexpr double k_beta_m = 4.7;
constexpr double k_stable_join = 0.5;

double beljaars_holtslag(double zeta) {
    constexpr double a = 0.7;
    constexpr double b = 0.75;
    constexpr double c = 5.0;
    constexpr double d = 0.35;
    return -(a * zeta + b * (zeta - c / d) * std::exp(-d * zeta) + b * c / d);
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
                                  double temperature_k, double beta_m) noexcept {
    const double drag = k_von_karman / std::log(height_m / roughness_m);
    double theta = 0.09 * (1.0 - 0.5 * cloud_frac * cloud_frac);
    const double u0_sq = beta_m * height_m * k_gravity_m_s2 * theta / temperature_k;
    const double critical = 2.0 * std::sqrt(u0_sq) / std::sqrt(drag);
    double friction = 0.0;
    if (wind_m_s >= critical) {
        const double r = critical / wind_m_s;
        friction = 0.5 * drag * wind_m_s * (1.0 + std::sqrt(1.0 - r * r));
    } else {
        const double share = wind_m_s / critical;
        friction = 0.5 * drag * critical * share;
        theta *= share;
    }
    return {friction, temperature_k * friction * friction / (k_von_karman * k_gravity_m_s2 * theta), theta};
}

SurfaceLayer stable_surface_layer_low_wind(double wind_m_s, double height_m, double roughness_m, double cloud_frac,
                                           double temperature_k, double beta_m) noexcept {
    const double lifted = height_m - 5.0 * roughness_m;
    const double drag = k_von_karman / std::log(lifted / roughness_m);
    const double theta = 0.09 * (1.0 - 0.5 * cloud_frac * cloud_frac);
    const double u0_sq = beta_m * lifted * k_gravity_m_s2 * theta / temperature_k;
    const double r = 2.0 * std::sqrt(u0_sq) / std::sqrt(drag) / wind_m_s;
    const double friction = 0.5 * drag * wind_m_s * (1.0 + std::exp(-0.5 * r * r)) / (1.0 - std::exp(-2.0 / r));
    return {friction, temperature_k * friction * friction / (k_von_karman * k_gravity_m_s2 * theta), theta};
}

double similarity_ratio(double from_m, double to_m, double roughness_m, double obukhov_length_m) noexcept {
    const auto profile = [&](double z) {
        return std::log(z / roughness_m) - psi_m(z, obukhov_length_m) + psi_m(roughness_m, obukhov_length_m);
    };
    return profile(to_m) / profile(from_m);
}

double convective_velocity_m_s(double heat_flux_w_m2, double mixing_height_m, double temperature_k,
                               double rho_cp) noexcept {
    return heat_flux_w_m2 > 0.0
               ? std::cbrt(k_gravity_m_s2 * heat_flux_w_m2 * mixing_height_m / (rho_cp * temperature_k))
               : 0.0;
}

}  // namespace lantian
