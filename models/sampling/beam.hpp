#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/data/projection.hpp"
#include "core/data/receptors.hpp"

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

/// Receptors as points for a sampler, beams laid out, the others as they are. Beams have panels of 10 m, longer ones 64
/// panels.
struct ReceptorPoints {
    ReceptorSet points;
    std::vector<std::size_t> first;  ///< of each receptor in points; its end behind the last
    std::vector<double> share;       ///< per point

    [[nodiscard]] bool any_beam() const { return points.size() + 1 != first.size(); }
};
[[nodiscard]] ReceptorPoints receptor_points(const ReceptorSet& receptors);

/// Values at points, (point, value), to values at receptors, (receptor, value): the means along the beams, added up in
/// the order of the points.
void fold_points(const ReceptorPoints& points, std::span<const double> at_points, std::span<double> at_receptors);

}  // namespace lantian
