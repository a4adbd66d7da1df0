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

}  // namespace lantian
