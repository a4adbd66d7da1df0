#include "models/puff/skewed.hpp"

#include <algorithm>
#include <cmath>

#include "models/puff/vertical.hpp"

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

double skewed_density_per_m(double z_m, double centre_m, double sigma_z_m, double draught_m, const SkewedVelocity& unit,
                            double lid_m) noexcept {
    const auto variance = [](double mean, double sigma) { return mean * mean + sigma * sigma; };
    const double carried = draught_m * draught_m *
                           (unit.up_frac * variance(unit.up_mean_m_s, unit.up_sigma_m_s) +
                            unit.down_frac * variance(unit.down_mean_m_s, unit.down_sigma_m_s));
    const double rest = std::max(sigma_z_m * sigma_z_m - carried, 1e-6 * sigma_z_m * sigma_z_m);
    const auto part = [&](double mean_m, double spread_m) {
        // The images of a centre beyond a mirror are those of its mirrored place.
        double at = std::abs(centre_m + mean_m);
        if (at > lid_m) {
            at = std::fmod(at, 2.0 * lid_m);
            if (at > lid_m) at = 2.0 * lid_m - at;
        }
        return vertical_density_per_m(z_m, at, std::sqrt(rest + spread_m * spread_m), lid_m);
    };
    return unit.up_frac * part(unit.up_mean_m_s * draught_m, unit.up_sigma_m_s * draught_m) +
           unit.down_frac * part(unit.down_mean_m_s * draught_m, unit.down_sigma_m_s * draught_m);
}

double aermod_third_moment_m3_s3(double convective_velocity_m_s, double height_m, double mixing_height_m) noexcept {
    const double cube = convective_velocity_m_s * convective_velocity_m_s * convective_velocity_m_s;
    const double relative = height_m / mixing_height_m;
    return relative >= 0.1 ? 0.125 * cube : 1.25 * cube * relative;
}

}  // namespace lantian
