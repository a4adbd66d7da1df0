#include "models/puff/ellipse_step.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lantian {

namespace {

EllipseMoments ellipse_of(const PuffStore& p, std::size_t i) {
    const double mean = p.sigma_y_m[i] * p.sigma_y_m[i];
    return {mean + p.stretch_m2[i], p.cross_m2[i], mean - p.stretch_m2[i], p.lean_x_m2[i], p.lean_y_m2[i]};
}

}  // namespace

HeightMoments height_of(const PuffStore& p, std::size_t i) noexcept {
    if (p.z_m[i] <= p.lid_m[i]) return height_moments(p.z_m[i], p.sigma_z_m[i], p.lid_m[i]);
    HeightMoments above =
        height_moments(p.z_m[i] - p.lid_m[i], p.sigma_z_m[i], std::numeric_limits<double>::infinity());
    above.mean_m += p.lid_m[i];
    return above;
}

TiltedSpread tilted_spread(const PuffStore& p, std::size_t i, const HeightMoments& height) noexcept {
    const EllipseMoments s = ellipse_of(p, i);
    const double slope_x = s.xz / height.variance_m2;
    const double slope_y = s.yz / height.variance_m2;
    return {s.xx - slope_x * s.xz, s.xy - slope_x * s.yz, s.yy - slope_y * s.yz, slope_x, slope_y, height.mean_m};
}

SpreadPair spreads_towards(const TiltedSpread& s, double x, double y) noexcept {
    const double length_sq = x * x + y * y;
    if (!(length_sq > 0.0)) {
        const double mean = std::sqrt(std::max(0.0, 0.5 * (s.xx_m2 + s.yy_m2)));
        return {mean, mean};
    }
    const double along = (s.xx_m2 * x * x + 2.0 * s.xy_m2 * x * y + s.yy_m2 * y * y) / length_sq;
    const double across = (s.xx_m2 * y * y - 2.0 * s.xy_m2 * x * y + s.yy_m2 * x * x) / length_sq;
    return {std::sqrt(std::max(0.0, along)), std::sqrt(std::max(0.0, across))};
}

void step_ellipse(PuffStore& p, std::size_t i, const HeightMoments& before, const EllipseStep& step) noexcept {
    EllipseMoments s = ellipse_of(p, i);
    s.xz *= step.stretched;
    s.yz *= step.stretched;
    s = with_possible_lean(s, before.variance_m2);
    const HeightMoments after = height_of(p, i);
    const double relaxation =
        0.5 * (leaning_per_s(before, step.diffusivity_m2_s) + leaning_per_s(after, step.diffusivity_m2_s));
    s = sheared_and_deformed(
        s, step.wind, before.variance_m2, after.variance_m2, relaxation,
        growth_along_wind(step.growth_along_m2, step.growth_across_m2, step.wind_x_m_s, step.wind_y_m_s), step.dt_s);
    s = with_possible_lean(s, after.variance_m2);
    p.sigma_y_m[i] = std::sqrt(0.5 * (s.xx + s.yy));
    p.stretch_m2[i] = 0.5 * (s.xx - s.yy);
    p.cross_m2[i] = s.xy;
    p.lean_x_m2[i] = s.xz;
    p.lean_y_m2[i] = s.yz;
}

double along_over_across(double sigma_v_m_s, double friction_velocity_m_s, double height_m,
                         double mixing_height_m) noexcept {
    constexpr double k_excess = 2.4 * 2.4 - 1.9 * 1.9;
    if (!(sigma_v_m_s > 0.0) || height_m >= mixing_height_m) return 1.0;
    return 1.0 + k_excess * friction_velocity_m_s * friction_velocity_m_s * (1.0 - height_m / mixing_height_m) /
                     (sigma_v_m_s * sigma_v_m_s);
}

}  // namespace lantian
