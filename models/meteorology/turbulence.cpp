#include "models/meteorology/turbulence.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/constants.hpp"
#include "models/meteorology/surface_layer.hpp"

namespace lantian {
namespace {

constexpr double k_sigma_w_floor_m_s = 0.02;
constexpr double k_sigma_v_floor_m_s = 0.2;
constexpr double k_intensity_floor = 0.05;
constexpr double k_residual_variance_m2_s2 = 0.25;  // of sigma_v aloft

double square(double a) noexcept { return a * a; }

}  // namespace

Turbulence aermod_turbulence(double z_m, double friction_velocity_m_s, double convective_velocity_m_s,
                             double convective_height_m, double mechanical_height_m,
                             double wind_at_mixing_height_m_s) noexcept {
    const double u2 = square(friction_velocity_m_s);
    const bool convective = convective_velocity_m_s > 0.0;
    const double h = convective ? std::max(convective_height_m, mechanical_height_m) : mechanical_height_m;

    // Mechanical parts and the residual of the night before or of the free air.
    double vertical = z_m < h ? square(1.3) * u2 * (1.0 - z_m / h) : 0.0;
    vertical += square(0.02 * wind_at_mixing_height_m_s * std::min(1.0, z_m / h));
    const double ground = 3.6 * u2;
    const double aloft = std::min(ground, k_residual_variance_m2_s2);
    double lateral = ground + (aloft - ground) * std::min(z_m / mechanical_height_m, 1.0);

    if (convective) {
        const double w2 = square(convective_velocity_m_s);
        const double r = z_m / convective_height_m;
        if (r <= 0.1) {
            vertical += 1.6 * square(std::cbrt(r)) * w2;
        } else if (r <= 1.0) {
            vertical += 0.35 * w2;
        } else {
            vertical += 0.35 * w2 * std::exp(-6.0 * (r - 1.0));
        }
        const double mixed = 0.35 * w2;
        const double above = std::min(mixed, k_residual_variance_m2_s2);
        lateral += mixed + (above - mixed) * std::clamp((r - 1.0) / 0.2, 0.0, 1.0);
    }
    return {std::sqrt(lateral), std::sqrt(vertical)};
}

Turbulence turbulence_at(double z_m, const TurbulenceScales& s) noexcept {
    const Turbulence t = aermod_turbulence(z_m, s.friction_velocity_m_s, s.unstable ? s.convective_velocity_m_s : 0.0,
                                           s.mixing_height_m, s.mixing_height_m, s.wind_at_mixing_height_m_s);
    return {std::max({t.sigma_v_m_s, k_sigma_v_floor_m_s, k_intensity_floor * s.wind_m_s}),
            std::max(t.sigma_w_m_s, k_sigma_w_floor_m_s)};
}

Turbulence calpuff_turbulence(double z_m, double friction_velocity_m_s, double convective_velocity_m_s,
                              double mixing_height_m, double inverse_obukhov_m) noexcept {
    const double h = mixing_height_m;
    if (z_m > 1.2 * h) return {0.0, 0.0};
    const double a = std::exp(-0.9 * z_m / h);
    const double u = friction_velocity_m_s;
    const double u2 = square(u);
    if (inverse_obukhov_m > 0.0) {
        const double zeta = z_m * inverse_obukhov_m;
        const double c = std::pow(1.0 - std::min(z_m / h, 1.0), 0.75);
        return {u * (1.6 * c * zeta + 1.8 * a) / (1.0 + zeta), 1.3 * u * (c * zeta + a) / (1.0 + zeta)};
    }
    const double w2 = 0.35 * square(convective_velocity_m_s);
    const double lateral = 4.0 * u2 * a * a + w2;
    double vertical = 0.0;
    if (z_m < 0.1 * h) {
        vertical = u2 * (1.6 * a * a + 2.9 * square(std::cbrt(-z_m * inverse_obukhov_m)));
    } else {
        double part = 1.0;
        if (z_m > h) {
            part = square(1.0 / 3.0 + (1.2 * h - z_m) / (1.2 * h));
        } else if (z_m > 0.8 * h) {
            part = square(0.5 + (h - z_m) / (0.4 * h));
        }
        vertical = 1.15 * u2 * a * a + w2 * part;
    }
    return {std::sqrt(lateral), std::sqrt(vertical)};
}

double inverse_obukhov_of_intensity(double intensity, double height_m, double roughness_m) noexcept {
    const auto modelled = [&](double inverse) {
        const double profile = similarity_profile(height_m, roughness_m, length_of_inverse_m(inverse));
        const double thermal =
            inverse < 0.0 ? 1.6 * square(std::cbrt(-height_m * inverse / constants::k_von_karman)) : 0.0;
        return constants::k_von_karman / profile * std::sqrt(square(1.3) + thermal);
    };
    // The intensity rises all the way from stable to unstable.
    double unstable = -1.0 / height_m;
    double stable = 0.5 / height_m;
    if (intensity >= modelled(unstable)) return unstable;
    if (intensity <= modelled(stable)) return stable;
    constexpr int k_halvings = 60;
    for (int i = 0; i < k_halvings; ++i) {
        const double middle = 0.5 * (unstable + stable);
        (modelled(middle) > intensity ? unstable : stable) = middle;
    }
    return 0.5 * (unstable + stable);
}

LagrangianTimes lagrangian_times(double z_m, double mixing_height_m, double friction_velocity_m_s,
                                 double inverse_obukhov_m, double coriolis_s, Turbulence sigma) noexcept {
    const double h = mixing_height_m;
    if (h * std::abs(inverse_obukhov_m) < 1.0) {
        const double t =
            0.5 * z_m / sigma.sigma_w_m_s / (1.0 + 15.0 * std::abs(coriolis_s) * z_m / friction_velocity_m_s);
        return {t, t};
    }
    const double r = z_m / h;
    if (inverse_obukhov_m > 0.0) {
        return {0.07 * h / sigma.sigma_v_m_s * std::sqrt(r), 0.1 * h / sigma.sigma_w_m_s * std::pow(r, 0.8)};
    }
    double vertical = 0.15 * h / sigma.sigma_w_m_s * (1.0 - std::exp(-5.0 * r));
    const double z_l = std::abs(z_m * inverse_obukhov_m);
    if (z_l < 1.0) {
        vertical = 0.1 * z_m / (sigma.sigma_w_m_s * (0.55 - 0.38 * z_l));
    } else if (r < 0.1) {
        vertical = 0.59 * z_m / sigma.sigma_w_m_s;
    }
    return {0.15 * h / sigma.sigma_v_m_s, vertical};
}

}  // namespace lantian
