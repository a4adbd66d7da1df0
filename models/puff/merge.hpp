#pragma once

#include <array>

namespace lantian {

/// What merging must keep of a round puff: weight (any unit, >= 0), centre m, variances m2.
struct Moments {
    double weight, x, y, z, sigma_y_sq, sigma_z_sq;
};

/// The one puff with the weight, the centre and the second moments of both (theory page, eq. (12)). Horizontally the
/// variance is the mean of the x and y variances, since puffs are round. The weights must not both be 0.
[[nodiscard]] Moments merged(const Moments& a, const Moments& b) noexcept;

/// Overlap integral of two puffs of unit mass, m-3; the weights do not enter.
[[nodiscard]] double overlap_per_m3(const Moments& a, const Moments& b) noexcept;

/// Two halves at z -+ r sigma_z with sigma_z^2 (1 - r^2): weight, mean and variance are kept exactly (SCIPUFF rule). 0
/// < r < 1.
[[nodiscard]] std::array<Moments, 2> split_vertically(const Moments& parent, double r = 0.75) noexcept;

/// By how much a split changes the density at the centre: exp(-r^2/(2(1-r^2)))/sqrt(1-r^2).
[[nodiscard]] double split_centre_factor(double r) noexcept;

}  // namespace lantian
