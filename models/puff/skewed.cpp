#include "models/puff/skewed.hpp"

#include <cmath>

namespace lantian {

SkewedVelocity skewed_velocity(double sigma_w_m_s, double third_moment_m3_s3) noexcept {
    constexpr double k_r = 2.0;  // sigma of a part over its mean
    constexpr double k_gamma = (1.0 + k_r * k_r) / (1.0 + 3.0 * k_r * k_r);
    const double skewness = third_moment_m3_s3 / (sigma_w_m_s * sigma_w_m_s * sigma_w_m_s);
    const double lean = k_gamma * skewness;
    const double root = std::sqrt(lean * lean + 4.0 / (1.0 + k_r * k_r));
    const double up = 0.5 * sigma_w_m_s * (lean + root);
    const double down = 0.5 * sigma_w_m_s * (lean - root);
    const double up_frac = down / (down - up);
    return {up_frac, up, k_r * up, 1.0 - up_frac, down, -k_r * down};
}

double aermod_third_moment_m3_s3(double convective_velocity_m_s, double height_m, double mixing_height_m) noexcept {
    const double cube = convective_velocity_m_s * convective_velocity_m_s * convective_velocity_m_s;
    const double relative = height_m / mixing_height_m;
    return relative >= 0.1 ? 0.125 * cube : 1.25 * cube * relative;
}

double lid_lofting_m(double buoyancy_flux_m4_s3, double mixing_height_m, double stack_height_m, double wind_m_s,
                     double convective_velocity_m_s, double distance_m) noexcept {
    const double time_s = distance_m / wind_m_s;
    const double way_m = mixing_height_m - stack_height_m;
    const double spread_m = convective_velocity_m_s * time_s;
    const double area_m2 = 0.16 * way_m * way_m + 0.0872 * spread_m * spread_m;  // ry rz
    return time_s * std::sqrt(2.0 * buoyancy_flux_m4_s3 * mixing_height_m / (1.4 * wind_m_s * area_m2));
}

}  // namespace lantian
