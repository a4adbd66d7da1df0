#pragma once

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

}  // namespace lantian
