#pragma once

#include "core/data/grid.hpp"

namespace lantian {

/// Horizontal second moments of a puff, m2, positive definite.
struct HorizontalMoments {
    double xx, xy, yy;
};

/// A box relative to a puff's centre, m.
struct BoxAround {
    double west_m, east_m, south_m, north_m;
};

/// Square of the distance of the box from the puff's centre in spreads of the ellipse: the least d S^-1 d over the box,
/// 0 where the centre is within it.
[[nodiscard]] double box_distance_sq(const HorizontalMoments& moments, const BoxAround& box) noexcept;

/// Puffs are dropped once their centre is this many spreads outside the domain.
inline constexpr double k_outside_sigmas = 3.0;

/// Whether a puff is further outside the grid than that. stretch_m2, cross_m2: as of PuffStore, 0 of round puffs.
[[nodiscard]] bool outside_domain(MapPoint centre, double sigma_y_m, double stretch_m2, double cross_m2,
                                  const Grid& grid) noexcept;

}  // namespace lantian
