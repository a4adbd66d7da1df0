#pragma once

#include <vector>

#include "core/data/projection.hpp"

namespace lantian {

// Shapes of AERMOD decks as corners in order, m; angles in degrees clockwise from north.

/// The point at a distance in a direction.
[[nodiscard]] MapPoint deck_bearing(MapPoint from, double distance_m, double direction_deg);

/// AREA: the corner that is given lies south-west; the rectangle is turned about it.
[[nodiscard]] std::vector<MapPoint> deck_rectangle(MapPoint at, double width_m, double depth_m, double angle_deg);

/// AREACIRC: a polygon of the circle's area.
[[nodiscard]] std::vector<MapPoint> deck_circle(MapPoint centre, double radius_m, double corners);

/// LINE: ends x1 y1 x2 y2 and a width.
[[nodiscard]] std::vector<MapPoint> deck_strip(const std::vector<double>& ends, double width_m);

/// XYINC, GDIR: count values from the first on.
[[nodiscard]] std::vector<double> deck_series(double first, double count, double step);

}  // namespace lantian
