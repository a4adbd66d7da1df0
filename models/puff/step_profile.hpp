#pragma once

#include "core/data/meteorology.hpp"
#include "models/puff/class_curves.hpp"
#include "models/puff/near_surface.hpp"
#include "models/puff/plume_path.hpp"
#include "models/puff/skewed.hpp"
#include "models/puff/terrain.hpp"

namespace lantian {

// How a puff's matter lies in the vertical at one end of a sub-step.

/// How a puff's matter lies in the vertical: `skewed_frac` of it spread by draughts, the rest as the shape.
struct Profile {
    ProfileShape shape;
    SkewedVelocity draughts{};
    double draught_m = 0.0, skewed_frac = 0.0;
    bool mirrored = false;                      ///< on a path that is mirrored at the lid
    double above_lid_m = 0.0, lofting_m = 0.0;  ///< how far its centre would be above the lid
};

/// Takes place and lofting from a mirrored path.
void loft(Profile& profile, const PathPoint& at, double lid_m) noexcept;

/// Vertical density at a height, m-1; nothing reaches down from above the lid.
[[nodiscard]] double density_at(double height_m, double z_m, double sigma_z_m, double lid_m,
                                const Profile& profile) noexcept;

/// Draughts of unit sigma_w with the skewness of the place.
[[nodiscard]] SkewedVelocity draughts_of(const MetSample& met, double z_m, double sigma_w_m_s) noexcept;
/// Draughts whose spread about their means is less by a factor.
[[nodiscard]] SkewedVelocity narrowed(SkewedVelocity draughts, double share) noexcept;

/// What hills make of the vertical density at a receptor on them.
struct Hills {
    TerrainEffect effect;
    double ground_m;  ///< altitude under the puff
    double wind_m_s, brunt_vaisala_per_s;
    StabilityClass stability;

    [[nodiscard]] double density(double height_m, double receptor_ground_m, double z_m, double sigma_z_m,
                                 double lid_m) const noexcept;
};

}  // namespace lantian
