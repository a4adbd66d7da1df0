#pragma once

#include <cstddef>

#include "core/data/puffs.hpp"
#include "models/puff/shear.hpp"
#include "models/sampling/tilted_segments.hpp"

namespace lantian {

/// What one sub-step tells the ellipse of a puff.
struct EllipseStep {
    WindGradient wind;  ///< in the middle of the sub-step
    double wind_x_m_s, wind_y_m_s;
    double growth_across_m2, growth_along_m2;  ///< of the variances, by turbulence
    double diffusivity_m2_s;                   ///< vertical
    double stretched;                          ///< factor on the height of the puff by the mean vertical wind
    double dt_s;
};

/// Mean and variance of a puff's height (between ground and lid, or above the lid).
[[nodiscard]] HeightMoments height_of(const PuffStore& puffs, std::size_t index) noexcept;

/// Spread at one height and slope, for the samplers.
[[nodiscard]] TiltedSpread tilted_spread(const PuffStore& puffs, std::size_t index,
                                         const HeightMoments& height) noexcept;

/// Spreads along and across the direction (x, y) at one height, from which the growth laws go on; without a direction
/// the mean of both.
struct SpreadPair {
    double along_m, across_m;
};
[[nodiscard]] SpreadPair spreads_towards(const TiltedSpread& spread, double x, double y) noexcept;

/// Moves the horizontal second moments of a puff over a sub-step, after its place in height is known. `before`: its
/// height moments at the start.
void step_ellipse(PuffStore& puffs, std::size_t index, const HeightMoments& before, const EllipseStep& step) noexcept;

/// Variance of the along-wind over that of the crosswind: (sv^2 + (2.4^2 - 1.9^2) u*^2 (1 - z/h))/sv^2 (Panofsky and
/// Dutton 1984), 1 above the mixing height.
[[nodiscard]] double along_over_across(double sigma_v_m_s, double friction_velocity_m_s, double height_m,
                                       double mixing_height_m) noexcept;

}  // namespace lantian
