#pragma once

#include <optional>

#include "core/data/building.hpp"
#include "models/puff/building_wake.hpp"
#include "models/puff/numerical_rise.hpp"
#include "models/puff/plume_path.hpp"

namespace lantian {

/// What spreads a plume where no building is, steady from the source on.
struct AmbientSpread {
    double wind_m_s;  ///< at the stack's mouth, > 0
    double sigma_v_m_s, sigma_w_m_s;
    double lateral_rate_per_s;  ///< aermod_lateral_rate_per_s
    bool stable;
    double start_y_m, start_z_m;  ///< spreads at the source

    /// After a distance, buoyant spread of `rise_m` and the start included.
    [[nodiscard]] double sigma_y_m(double distance_m, double rise_m) const noexcept;
    [[nodiscard]] double sigma_z_m(double distance_m, double rise_m) const noexcept;
};

/// A plume near a building: one part goes over it, the other is caught in the cavity behind it and let go again.
struct DownwashPlume {
    PlumePath escaped;
    PlumePath caught;  ///< starts over the middle of the roof, at caught_along_m, caught_across_m from the stack
    double caught_frac = 0.0;                            ///< of the mass, 0-1
    double caught_along_m = 0.0, caught_across_m = 0.0;  ///< downwind, and to the left of the flow
    bool in_wake = false;                                ///< the plume meets the wake
    double buoyancy_flux_m4_s3 = 0.0;
};

/// PRIME (Schulman, Strimaitis and Scire 2000): rise by numerical_rise in the wind of the wake along its streamlines,
/// spread by the wake's turbulence, cavity. mouth_m: where the plume starts. roof_wind_ratio: wind at roof height over
/// wind at the mouth. Theory page, section 1.5.
[[nodiscard]] DownwashPlume prime_plume(const Outflow& outflow, double mouth_m, const BuildingFace& face,
                                        const AirColumn& air, const AmbientSpread& ambient, double roof_wind_ratio);

/// Huber and Snyder (1976), for stacks lower than height + half of L = min(height, width) Schulman and Scire (1980), as
/// in ISC3: spreads of the wake from 3 to 10 L; no cavity. Empty when the plume clears the building (its momentum rise
/// at two heights reaches height + 1.5 L).
[[nodiscard]] std::optional<PlumePath> simple_downwash_path(const Outflow& outflow, double mouth_m,
                                                            const BuildingFace& face, const StackAir& air,
                                                            const Rise& rise, const AmbientSpread& ambient);

// The laws behind it, for x from 3 to 10 lengths behind the building; all in m.

/// Huber and Snyder: 0.7 L + 0.067 (x - 3 L).
[[nodiscard]] double huber_snyder_sigma_z_m(double distance_m, double least_size_m) noexcept;
/// 0.35 W + 0.067 (x - 3 L), 0.35 H for buildings wider than 5 H.
[[nodiscard]] double huber_snyder_sigma_y_m(double distance_m, const BuildingFace& face) noexcept;
/// Schulman and Scire's factor of sigma_z: 1 for plumes below the roof, falling to 0 two lengths above it.
[[nodiscard]] double schulman_scire_factor(double plume_height_m, const BuildingFace& face) noexcept;
/// Rise of a plume that starts with radius R0: dh^3 + 3 R0/b dh^2 + 3 R0^2/b^2 dh = 3 Fb x^2/(2 b^2 u^3) + 3 Fm x/(bj^2
/// u^2), b = 0.6.
[[nodiscard]] double widened_rise_m(const StackFlow& flow, const StackAir& air, double distance_m,
                                    double initial_radius_m) noexcept;

}  // namespace lantian
