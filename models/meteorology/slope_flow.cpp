#include "models/meteorology/slope_flow.hpp"

#include <cmath>

#include "core/base/constants.hpp"

namespace lantian {

namespace {

constexpr double k_friction = k_slope_drag + k_slope_entrainment;

}  // namespace

double downslope_m_s(double heat_loss_w_m2, double rho_cp, double temperature_k, double sin_slope, double path_m,
                     double drop_m) noexcept {
    if (!(heat_loss_w_m2 > 0.0) || !(sin_slope > 0.0) || !(path_m > 0.0) || !(drop_m > 0.0)) return 0.0;
    const double pull =
        heat_loss_w_m2 * constants::k_gravity_m_s2 * path_m * sin_slope / (rho_cp * temperature_k * k_friction);
    const double length_m = slope_flow_depth_m(drop_m) / k_friction;
    return std::cbrt(pull * -std::expm1(-path_m / length_m));
}

double upslope_m_s(double heat_gain_w_m2, double rho_cp, double temperature_k, double rise_m) noexcept {
    if (!(heat_gain_w_m2 > 0.0) || !(rise_m > 0.0)) return 0.0;
    return std::cbrt(heat_gain_w_m2 * constants::k_gravity_m_s2 * rise_m / (rho_cp * temperature_k * k_friction));
}

}  // namespace lantian
