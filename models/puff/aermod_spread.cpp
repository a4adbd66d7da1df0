#include "models/puff/aermod_spread.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/constants.hpp"

namespace lantian {

namespace {

constexpr double k_reference_height_m = 0.46;  // of the Prairie Grass releases, to which the lateral form was fitted

}  // namespace

double aermod_intensity(double sigma_v_m_s, double wind_m_s) noexcept { return std::max(0.05, sigma_v_m_s / wind_m_s); }

double aermod_convective_sigma_y_m(double distance_m, double intensity, double mixing_height_m,
                                   double stack_height_m) noexcept {
    const double bend = std::max(78.0 * k_reference_height_m / std::max(stack_height_m, k_reference_height_m), 0.7);
    const double linear_m = intensity * distance_m;
    return linear_m / std::pow(1.0 + bend * linear_m / mixing_height_m, 0.3);
}

double aermod_stable_sigma_y_m(double distance_m, double sigma_v_m_s, double wind_m_s, double mechanical_height_m,
                               double effective_height_m) noexcept {
    const double lagrangian_s = mechanical_height_m / (156.0 * sigma_v_m_s) *
                                std::max(effective_height_m, k_reference_height_m) / k_reference_height_m;
    return aermod_intensity(sigma_v_m_s, wind_m_s) * distance_m /
           std::pow(1.0 + distance_m / (2.0 * wind_m_s * lagrangian_s), 0.3);
}

double aermod_elevated_sigma_z_m(double time_s, double sigma_w_m_s, double brunt_vaisala_per_s,
                                 double height_m) noexcept {
    const double linear_m = sigma_w_m_s * time_s;
    return linear_m /
           std::sqrt(1.0 + linear_m * (1.0 / (0.72 * height_m) + brunt_vaisala_per_s / (0.54 * sigma_w_m_s)));
}

double aermod_surface_sigma_z_m(double distance_m, double friction_velocity_m_s, double wind_m_s,
                                double obukhov_m) noexcept {
    return std::sqrt(2.0 / constants::k_pi) * friction_velocity_m_s * distance_m / wind_m_s /
           std::cbrt(1.0 + 0.7 * distance_m / obukhov_m);
}

double aermod_stable_sigma_z_m(double surface_sigma_m, double elevated_sigma_m, double effective_height_m,
                               double mixing_height_m) noexcept {
    const double elevated = std::min(1.0, effective_height_m / mixing_height_m);
    return (1.0 - elevated) * surface_sigma_m + elevated * elevated_sigma_m;
}

double aermod_convective_surface_sigma_z_m(double distance_m, double friction_velocity_m_s, double wind_m_s,
                                           double obukhov_m, double centre_m, double mixing_height_m) noexcept {
    const double near = std::max(0.0, 1.0 - 10.0 * centre_m / mixing_height_m);
    const double slope = friction_velocity_m_s / wind_m_s * distance_m;
    return 0.5 * near * slope * slope / std::abs(obukhov_m);
}

double aermod_draught_share(double centre_m, double mixing_height_m) noexcept {
    return 0.6 + 0.4 * std::min(1.0, centre_m / (0.1 * mixing_height_m));
}

double aermod_centroid_m(double height_m, double distance_m, double mixed_distance_m, double mixing_height_m) noexcept {
    const double middle = 0.5 * mixing_height_m;
    if (height_m >= middle) return height_m;
    return height_m + (middle - height_m) * std::min(1.0, distance_m / mixed_distance_m);
}

EffectiveLayer aermod_effective_layer(double centre_m, double sigma_z_m, double lid_m) noexcept {
    constexpr double k_extent_sigmas = 2.15, k_low_m = 5.0, k_lowest_m = 0.5;
    if (centre_m <= k_low_m) return {k_lowest_m, std::max(k_lowest_m + 0.01, std::min(k_low_m, lid_m))};
    return {std::max(k_lowest_m, centre_m - k_extent_sigmas * sigma_z_m), centre_m};
}

double aermod_lateral_rate_per_s(double sigma_v_m_s, double height_m, double mixing_height_m, double least) noexcept {
    return std::max(k_lateral_ground * k_lateral_ground_height_m / std::max(height_m, k_lateral_ground_height_m),
                    least) *
           sigma_v_m_s / mixing_height_m;
}

namespace {
constexpr double k_lateral_power = 0.3;
}

double aermod_lateral_sigma_m(double sigma_v_m_s, double time_s, double rate_per_s) noexcept {
    return sigma_v_m_s * time_s * std::exp(-k_lateral_power * std::log1p(rate_per_s * time_s));
}

double aermod_lateral_time_s(double sigma_m, double sigma_v_m_s, double rate_per_s) noexcept {
    const double c = rate_per_s * sigma_m / sigma_v_m_s;
    if (!(c > 1e-12)) return sigma_m / sigma_v_m_s;
    // With x = rate t: ln x - 0.3 ln(1 + x) = ln c, in y = ln x; slope between 0.7 and 1, so no step can run away.
    // Halley: the error after a step is at most a hundredth of the cube of the one before.
    const double log_c = std::log(c);
    double y = std::log(c + std::exp(log_c / (1.0 - k_lateral_power)));  // right for small and large c
    for (int step = 0; step < 3; ++step) {
        const double x = std::exp(y);
        const double share = x / (1.0 + x);
        const double f = y - k_lateral_power * std::log1p(x) - log_c;
        const double slope = 1.0 - k_lateral_power * share;
        const double bend = -k_lateral_power * share * (1.0 - share);
        y -= f * slope / (slope * slope - 0.5 * f * bend);
        if (std::abs(f) < 1e-4) break;  // what is left is below 1e-13
    }
    return std::exp(y) / rate_per_s;
}

double aermod_grow_lateral_m(double sigma_m, double sigma_v_m_s, double rate_per_s, double dt_s) noexcept {
    if (!(sigma_v_m_s > 0.0)) return sigma_m;
    const double time_s = aermod_lateral_time_s(sigma_m, sigma_v_m_s, rate_per_s);
    return std::max(sigma_m, aermod_lateral_sigma_m(sigma_v_m_s, time_s + dt_s, rate_per_s));
}

}  // namespace lantian
