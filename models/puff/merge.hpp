#pragma once

#include <array>

namespace lantian {

/// What merging and splitting must keep of a puff: weight (any unit, >= 0), centre m, second moments m2. The x and y
/// variances are sigma_y_sq +- stretch; cross is their covariance, lean_x and lean_y those with the height. A round
/// puff has none of the last four.
struct Moments {
    double weight, x, y, z, sigma_y_sq, sigma_z_sq;
    double stretch = 0.0, cross = 0.0, lean_x = 0.0, lean_y = 0.0;
};

/// The one puff with the weight, the centre and all second moments of both (theory page, eq. (12)). The weights must
/// not both be 0.
[[nodiscard]] Moments merged(const Moments& a, const Moments& b) noexcept;

/// Overlap integral of two puffs of unit mass, m-3, from sigma_y_sq and sigma_z_sq alone; the weights do not enter.
[[nodiscard]] double overlap_per_m3(const Moments& a, const Moments& b) noexcept;

/// A direction of unit length.
struct Axis {
    double x, y, z;
};
inline constexpr Axis k_upward{0.0, 0.0, 1.0};

/// Direction of the largest horizontal variance, and that variance, m2; x for a round puff.
struct MajorAxis {
    Axis axis;
    double variance_m2;
};
[[nodiscard]] MajorAxis major_axis(double sigma_y_sq, double stretch, double cross) noexcept;
/// The smallest horizontal variance, m2.
[[nodiscard]] double minor_variance_m2(double sigma_y_sq, double stretch, double cross) noexcept;

/// Two halves whose centres lie r standard deviations of the parent before and behind it along `axis`, the covariances
/// with them: d = r S e / sqrt(e S e), S' = S - d d^T (SCIPUFF rule, theory page eq. (13)). Weight, mean and second
/// moments are kept exactly. 0 < r < 1.
[[nodiscard]] std::array<Moments, 2> split_along(const Moments& parent, Axis axis, double r = 0.75) noexcept;

/// By how much a split changes the density at the centre: exp(-r^2/(2(1-r^2)))/sqrt(1-r^2).
[[nodiscard]] double split_centre_factor(double r) noexcept;

}  // namespace lantian
