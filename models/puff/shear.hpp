#pragma once

#include "core/data/meteorology.hpp"

namespace lantian {

// Second moments of a puff in a wind that changes across it (Sykes et al. 1986). Theory page of this room, section 2.6.

/// Horizontal variances and covariance, and the covariances with the height, m2.
struct EllipseMoments {
    double xx, xy, yy;
    double xz = 0.0, yz = 0.0;
};

/// What turbulence adds to the horizontal variances in one step, m2.
struct EllipseGrowth {
    double xx = 0.0, xy = 0.0, yy = 0.0;
};

/// Growth of along_m2 along and across_m2 across the direction (x, y); without a direction the mean of both each way.
[[nodiscard]] EllipseGrowth growth_along_wind(double along_m2, double across_m2, double wind_x, double wind_y) noexcept;

/// Turned, stretched and sheared by the horizontal gradient for dt_s: S' = M S M^T with M = exp(A dt), exact for a
/// constant gradient whatever the step.
[[nodiscard]] EllipseMoments deformed(const EllipseMoments& s, const WindGradient& wind, double dt_s) noexcept;

/// Sheared by the change of wind with height while turbulence adds `growth`:
///   d xz/dt = uz V - xz/T,  d xx/dt = 2 uz xz + growth/dt   (and alike for y)
/// V: variance of the height, linear from variance_m2 to variance_end_m2; 1/T = relaxation_per_s: how fast mixing
/// between ground and lid undoes the lean (leaning_per_s). Exact for constant shear, growth and T.
[[nodiscard]] EllipseMoments sheared(const EllipseMoments& s, const WindGradient& wind, double variance_m2,
                                     double variance_end_m2, double relaxation_per_s, const EllipseGrowth& growth,
                                     double dt_s) noexcept;

/// Half a step of `deformed`, a step of `sheared`, half a step of `deformed`: second order for all together.
[[nodiscard]] EllipseMoments sheared_and_deformed(const EllipseMoments& s, const WindGradient& wind, double variance_m2,
                                                  double variance_end_m2, double relaxation_per_s,
                                                  const EllipseGrowth& growth, double dt_s) noexcept;

/// The lean cut back so far that what is left of the horizontal variances at one height is no less than a twentieth:
/// after the variance of the height has been changed from outside (entrainment, a lid).
[[nodiscard]] EllipseMoments with_possible_lean(EllipseMoments s, double variance_m2) noexcept;

/// Mean and variance of the height of a Gaussian between the mirrors at 0 and lid_m (may be infinite), and the share
/// of the mixing that the mirrors undo: B = V(0) mean + V(lid) (lid - mean), so that d variance/dt = 2 K (1 - B).
struct HeightMoments {
    double mean_m, variance_m2, mirrored;
};
[[nodiscard]] HeightMoments height_moments(double centre_m, double sigma_z_m, double lid_m) noexcept;

/// Rate at which mixing between the mirrors undoes a lean, s-1: K B (1 - B/6)/variance; 0 far from both, and
/// 10 K/lid^2 when well mixed, which makes the late spread in linear shear a^2 lid^4/(120 K), the exact one.
[[nodiscard]] double leaning_per_s(const HeightMoments& height, double diffusivity_m2_s) noexcept;

}  // namespace lantian
