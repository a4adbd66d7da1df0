#pragma once

#include <vector>

#include "core/data/projection.hpp"

namespace lantian {

/// Axis-aligned rectangle in projected metres.
struct MapBox {
    double west_m = 0.0, south_m = 0.0, east_m = 0.0, north_m = 0.0;
};

/// A closed ring; the last vertex is joined to the first. Counter-clockwise rings add area, clockwise rings (holes)
/// take it away.
using Ring = std::vector<MapPoint>;
/// Any number of outer rings and holes.
using Region = std::vector<Ring>;

/// Area, centroid and mean of the two coordinate variances of a plane figure (exact for polygons, by Green's theorem).
struct ShapeMoments {
    double size = 0.0;  ///< m2 for regions, m for lines
    MapPoint centroid;
    double variance_m2 = 0.0;  ///< (var x + var y)/2 of the uniformly filled figure: side^2/12 for a square
};

/// Variances of a plane figure along its principal axes, m2, the larger first, and the direction of that axis,
/// anticlockwise from x, 0 to pi.
struct AxisMoments {
    double along_m2 = 0.0, across_m2 = 0.0, axis_rad = 0.0;
};
[[nodiscard]] AxisMoments region_axes(const Region& region);

/// Signed area, m2: counter-clockwise positive.
[[nodiscard]] double signed_area_m2(const Ring& ring);
[[nodiscard]] ShapeMoments region_moments(const Region& region);
/// The part inside the box (Sutherland and Hodgman 1974 per ring; areas and moments are exact for any simple ring).
[[nodiscard]] Region clip(const Region& region, const MapBox& box);
[[nodiscard]] MapBox bounds(const Region& region);

/// A region cut into equal squares no wider than `cell_m`, aligned to its bounds: one entry per square that holds some
/// of it.
[[nodiscard]] std::vector<ShapeMoments> cut_region(const Region& region, double cell_m);

using Polyline = std::vector<MapPoint>;
[[nodiscard]] double length_m(const Polyline& line);
/// The parts inside the box, in order.
[[nodiscard]] std::vector<Polyline> clip(const Polyline& line, const MapBox& box);
/// A line cut into equal pieces no longer than `piece_m`; size = length, variance about the piece's own centroid.
[[nodiscard]] std::vector<ShapeMoments> cut_line(const Polyline& line, double piece_m);

}  // namespace lantian
