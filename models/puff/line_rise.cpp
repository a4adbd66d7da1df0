#include "models/puff/line_rise.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/constants.hpp"
#include "models/puff/rise.hpp"

namespace lantian {

using constants::k_pi;

namespace {

constexpr double k_entrainment = 0.6;  // beta

/// z >= 0 with z^3 + a z^2 + b z = c; a, b, c >= 0. The left side is convex and grows: Newton from above comes down
/// without overshoot.
double positive_root(double a, double b, double c) noexcept {
    if (!(c > 0.0)) return 0.0;
    double z = std::cbrt(c);
    for (int n = 0; n < 60; ++n) {
        const double f = z * (b + z * (a + z)) - c;
        const double step = f / (b + z * (2.0 * a + 3.0 * z));
        z -= step;
        if (!(step > 1e-14 * z)) break;
    }
    return z;
}

double height_of(const LinePlume& p, double right_side) noexcept {
    const double r = p.initial_radius_m, l = p.across_wind_m;
    return positive_root(3.0 * (l / k_pi + r) / k_entrainment,
                         3.0 * r * (2.0 * l / k_pi + r) / (k_entrainment * k_entrainment), right_side);
}

}  // namespace

double line_buoyancy_m4_s3(const BuoyantLine& line, double air_temperature_k) noexcept {
    if (line.buoyancy_m4_s3 > 0.0) return line.buoyancy_m4_s3;
    if (!(line.exit_temperature_k > air_temperature_k)) return 0.0;
    return constants::k_gravity_m_s2 * line.count * line.length_m * line.width_m * line.exit_speed_m_s *
           (line.exit_temperature_k - air_temperature_k) / line.exit_temperature_k;
}

LinePlume line_plume(const BuoyantLine& line, double wind_x_m_s, double wind_y_m_s, double minimum_wind_m_s,
                     double air_temperature_k, double stability_per_s2) noexcept {
    const double speed = std::hypot(wind_x_m_s, wind_y_m_s);
    // In still air the lines are taken across the wind, as they rise least then.
    const double along = speed > 0.0 ? std::abs(wind_x_m_s * line.along_x + wind_y_m_s * line.along_y) / speed : 0.0;
    const double across = std::sqrt(std::max(0.0, 1.0 - along * along));
    return {line_buoyancy_m4_s3(line, air_temperature_k),
            line.length_m * across + line.across_m * along,
            line.length_m * along + line.across_m * across,
            0.5 * line.width_m,
            std::max(speed, minimum_wind_m_s),
            stability_per_s2};
}

double line_rise_m(const LinePlume& p, double x) noexcept {
    const double full = p.along_wind_m;
    const double weight = x < full ? x * x * x / (3.0 * full) : x * (x - full) + full * full / 3.0;
    const double u3 = p.wind_m_s * p.wind_m_s * p.wind_m_s;
    return height_of(p, 1.5 * p.buoyancy_m4_s3 * weight / (k_pi * k_entrainment * k_entrainment * u3));
}

LineFinal line_final(const LinePlume& p) noexcept {
    LineFinal out{0.0, p.along_wind_m + neutral_rise_distance_m(p.buoyancy_m4_s3 / k_pi)};
    out.rise_m = line_rise_m(p, out.distance_m);
    if (p.stability_per_s2 > 0.0) {
        const double stable_m = height_of(
            p, 6.0 * p.buoyancy_m4_s3 / (k_pi * k_entrainment * k_entrainment * p.wind_m_s * p.stability_per_s2));
        if (stable_m < out.rise_m) out = {stable_m, k_pi * p.wind_m_s / std::sqrt(p.stability_per_s2)};
    }
    return out;
}

double line_part_rise_m(const LinePlume& p, const LineFinal& last, double start_m, double travelled_m) noexcept {
    const double full = p.along_wind_m;
    const double start = std::clamp(start_m, 0.0, full);
    const double at_full = std::min(line_rise_m(p, full), last.rise_m);
    const double to_full = full - start;
    if (travelled_m < to_full) return at_full * travelled_m / full;
    const double whole = std::min(line_rise_m(p, start + travelled_m), last.rise_m);
    return at_full * to_full / full + (whole - at_full);
}

}  // namespace lantian
