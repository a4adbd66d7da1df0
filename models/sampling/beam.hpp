#pragma once

#include <cstddef>
#include <vector>

#include "core/data/projection.hpp"

namespace lantian {

/// One point of a beam and its share of the beam's mean; the shares of a beam sum to 1.
struct BeamPoint {
    MapPoint point;
    double height_m;  ///< above ground
    double share;
};

/// Points whose weighted sum is the mean along a straight line (an open-path instrument): eight-point Gauss-Legendre on
/// equal panels of at most panel_m. For a puff of spread s that crosses the line the error is below 1e-4 of the mean
/// with panels of 4 s and 1e-8 with panels of 2 s. A line of no length is a point. panel_m > 0.
[[nodiscard]] std::vector<BeamPoint> beam_points(MapPoint from, double from_height_m, MapPoint to, double to_height_m,
                                                 double panel_m);

/// The mean along a beam of values at its points; `values` has one per point.
[[nodiscard]] double beam_mean(const std::vector<BeamPoint>& points, const double* values) noexcept;

}  // namespace lantian
