#include "models/puff/skewed.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/constants.hpp"
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

namespace {

/// Variance that the draughts have not brought.
double rest_m2(double sigma_z_m, double draught_m, const SkewedVelocity& unit) {
    const auto variance = [](double mean, double sigma) { return mean * mean + sigma * sigma; };
    const double carried = draught_m * draught_m *
                           (unit.up_frac * variance(unit.up_mean_m_s, unit.up_sigma_m_s) +
                            unit.down_frac * variance(unit.down_mean_m_s, unit.down_sigma_m_s));
    return std::max(sigma_z_m * sigma_z_m - carried, 1e-6 * sigma_z_m * sigma_z_m);
}

}  // namespace

double skewed_density_per_m(double z_m, double centre_m, double sigma_z_m, double draught_m, const SkewedVelocity& unit,
                            double lid_m) noexcept {
    const double rest = rest_m2(sigma_z_m, draught_m, unit);
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

double lofted_density_per_m(double z_m, double centre_m, double sigma_z_m, double draught_m, const SkewedVelocity& unit,
                            double lid_m, double lofting_m) noexcept {
    constexpr double k_reach = 9.0;  // spreads: exp(-40) of the middle
    const double rest = rest_m2(sigma_z_m, draught_m, unit);
    const auto part = [&](double mean_m, double spread_m) {
        const double sigma = std::sqrt(rest + spread_m * spread_m);
        const auto bell = [&](double at) {
            const double a = (z_m - at) / sigma, b = (z_m + at) / sigma;
            return std::exp(-0.5 * a * a) + std::exp(-0.5 * b * b);
        };
        const double direct = centre_m + mean_m, indirect = direct - lofting_m;
        const double farthest = std::max(std::abs(direct), std::abs(indirect)) + k_reach * sigma + z_m;
        double sum = bell(direct);
        for (double image = 2.0 * lid_m; image < farthest; image += 2.0 * lid_m)
            sum += bell(direct + image) + bell(indirect - image);
        return sum / (std::sqrt(2.0 * constants::k_pi) * sigma);
    };
    return unit.up_frac * part(unit.up_mean_m_s * draught_m, unit.up_sigma_m_s * draught_m) +
           unit.down_frac * part(unit.down_mean_m_s * draught_m, unit.down_sigma_m_s * draught_m);
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
