#pragma once

#include <string_view>

#include "models/puff/class_curves.hpp"

namespace lantian {

// What hills do to a puff as a receptor on them sees it (scenario key puffs.terrain). Theory page of this room,
// section 6.

/// follow: the puff rides over the terrain at its height above ground; partial_height: it comes nearer to ground that
/// rises (CALPUFF, RTDM); dividing_streamline: what is below the dividing streamline keeps its altitude (AERMOD).
enum class TerrainEffect { follow, partial_height, dividing_streamline };
[[nodiscard]] TerrainEffect terrain_effect(std::string_view word) noexcept;

/// Height over ground that is climb_m higher than that under the puff: he - (1 - T) min(he, climb), T 0.5 for A to D,
/// 0.35 for E and F; the same where the ground falls.
[[nodiscard]] double partial_height_m(double height_m, double climb_m, StabilityClass stability) noexcept;

/// Height of the dividing streamline above the ground under the puff for a hill of hill_m: Ht - u/N, the solution of
/// u^2/2 = integral of N^2 (Ht - z) over Hc to Ht for constant wind and stability (Snyder 1985); 0 without stability.
[[nodiscard]] double dividing_streamline_m(double hill_m, double wind_m_s, double brunt_vaisala_per_s) noexcept;

/// Density at a receptor height_m above ground that is climb_m higher than that under the puff: f V(height + climb) +
/// (1 - f) V(height), f = (1 + share of the puff below the dividing streamline)/2 (AERMOD); V(height) where the ground
/// falls. The puff lies between ground and lid.
[[nodiscard]] double blended_density_per_m(double height_m, double climb_m, double streamline_m, double centre_m,
                                           double sigma_z_m, double lid_m) noexcept;

}  // namespace lantian
