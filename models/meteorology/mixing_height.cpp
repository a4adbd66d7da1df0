#include "models/meteorology/mixing_height.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/constants.hpp"

namespace lantian {

double encroachment_height_m(double kinematic_flux_k_m_s, double time_s, double gradient_k_m,
                             double entrainment) noexcept {
    return std::sqrt((1.0 + 2.0 * entrainment) * 2.0 * kinematic_flux_k_m_s * time_s / gradient_k_m);
}

double slab_height_m(double height_m, double kinematic_flux_k_m_s, double gradient_k_m, double time_s,
                     double entrainment, double mechanical, double inverse_obukhov_m) noexcept {
    if (kinematic_flux_k_m_s <= 0.0 || time_s <= 0.0) return height_m;
    const double a = 1.0 + 2.0 * entrainment;
    const double heat = kinematic_flux_k_m_s * time_s / gradient_k_m;
    const double without = std::sqrt(height_m * height_m + 2.0 * a * heat);
    if (mechanical <= 0.0 || inverse_obukhov_m >= 0.0) return without;
    // int h^2/(a h + c) dh = h^2/(2 a) - c h/a^2 + c^2/a^3 ln(1 + a h/c), c = -2 B kappa L.
    const double c = std::min(-2.0 * mechanical * constants::k_von_karman / inverse_obukhov_m, 1e4);
    const auto integral = [&](double h) {
        return h * h / (2.0 * a) - c * h / (a * a) + c * c / (a * a * a) * std::log1p(a * h / c);
    };
    const double target = integral(height_m) + heat;
    double h = without;  // below the root, where the integral is convex from there on: Newton converges
    for (int n = 0; n < 60; ++n) {
        const double step = (target - integral(h)) * (a * h + c) / (h * h);
        h += step;
        if (std::abs(step) < 1e-10 * h) break;
    }
    return h;
}

double heat_area_height_m(std::span<const double> height_m, std::span<const double> theta_k, double heat_k_m,
                          double entrainment) noexcept {
    const double wanted = (1.0 + 2.0 * entrainment) * heat_k_m;
    if (wanted <= 0.0 || height_m.size() < 2) return 0.0;
    // Within an interval theta rises linearly from a to b over d: the area grows by a step dh at height z as z dtheta.
    double area = 0.0;
    double theta = theta_k[0];
    for (std::size_t k = 1; k < height_m.size(); ++k) {
        const double next = std::max(theta, theta_k[k]);
        const double depth = height_m[k] - height_m[k - 1];
        const double gradient = (next - theta) / depth;
        const double gain = gradient * 0.5 * (height_m[k] * height_m[k] - height_m[k - 1] * height_m[k - 1]);
        if (area + gain >= wanted && gradient > 0.0) {
            return std::sqrt(height_m[k - 1] * height_m[k - 1] + 2.0 * (wanted - area) / gradient);
        }
        area += gain;
        theta = next;
    }
    const std::size_t last = height_m.size() - 1;
    const double gradient =
        std::max(0.005, (theta_k[last] - theta_k[last - 1]) / (height_m[last] - height_m[last - 1]));
    return std::sqrt(height_m[last] * height_m[last] + 2.0 * (wanted - area) / gradient);
}

double zilitinkevich_height_m(double friction_velocity_m_s, double obukhov_length_m, double coriolis_s) noexcept {
    return 0.4 * std::sqrt(friction_velocity_m_s * obukhov_length_m / coriolis_s);
}

double neutral_height_m(double friction_velocity_m_s, double coriolis_s) noexcept {
    return 0.3 * friction_velocity_m_s / coriolis_s;
}

double venkatram_height_m(double friction_velocity_m_s) noexcept {
    return 2300.0 * std::pow(friction_velocity_m_s, 1.5);
}

double relaxed_height_m(double previous_m, double equilibrium_m, double friction_velocity_m_s, double dt_s) noexcept {
    const double keep = std::exp(-dt_s * 2.0 * friction_velocity_m_s / previous_m);
    return previous_m * keep + equilibrium_m * (1.0 - keep);
}

double bulk_richardson_height_m(std::span<const double> height_m, std::span<const double> theta_k,
                                std::span<const double> wind_x_m_s, std::span<const double> wind_y_m_s,
                                double surface_theta_k, double friction_velocity_m_s,
                                double kinematic_flux_k_m_s) noexcept {
    constexpr double critical = 0.25;
    constexpr double k_excess = 8.5;
    const auto height = [&](double surface_k) {
        double below_height = 0.0;
        double below = 0.0;
        for (std::size_t k = 0; k < height_m.size(); ++k) {
            const double wind_sq = wind_x_m_s[k] * wind_x_m_s[k] + wind_y_m_s[k] * wind_y_m_s[k] +
                                   100.0 * friction_velocity_m_s * friction_velocity_m_s;
            const double number = constants::k_gravity_m_s2 * height_m[k] * (theta_k[k] - surface_k) /
                                  (surface_k * std::max(wind_sq, 1e-6));
            if (number >= critical) {
                const double share = (critical - below) / (number - below);
                return below_height + std::clamp(share, 0.0, 1.0) * (height_m[k] - below_height);
            }
            below = number;
            below_height = height_m[k];
        }
        return height_m.empty() ? 0.0 : height_m.back();
    };
    double h = height(surface_theta_k);
    if (kinematic_flux_k_m_s > 0.0) {
        for (int n = 0; n < 3; ++n) {  // w* needs h, and h the excess
            const double w =
                std::cbrt(constants::k_gravity_m_s2 / surface_theta_k * kinematic_flux_k_m_s * std::max(h, 50.0));
            h = height(surface_theta_k + k_excess * kinematic_flux_k_m_s / w);
        }
    }
    return h;
}

}  // namespace lantian
