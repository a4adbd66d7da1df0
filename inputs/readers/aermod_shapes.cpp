#include "inputs/readers/aermod_shapes.hpp"

#include <cmath>
#include <numbers>
#include <utility>

namespace lantian {

namespace {

constexpr double k_degree = std::numbers::pi / 180.0;

}  // namespace

MapPoint deck_bearing(MapPoint from, double distance_m, double direction_deg) {
    return {from.x_m + distance_m * std::sin(direction_deg * k_degree),
            from.y_m + distance_m * std::cos(direction_deg * k_degree)};
}

std::vector<MapPoint> deck_rectangle(MapPoint at, double width_m, double depth_m, double angle_deg) {
    const double c = std::cos(angle_deg * k_degree);
    const double s = std::sin(angle_deg * k_degree);
    std::vector<MapPoint> out;
    for (const auto& [a, b] : {std::pair{0.0, 0.0}, {width_m, 0.0}, {width_m, depth_m}, {0.0, depth_m}})
        out.push_back({at.x_m + a * c + b * s, at.y_m - a * s + b * c});
    return out;
}

std::vector<MapPoint> deck_circle(MapPoint centre, double radius_m, double corners) {
    std::vector<MapPoint> out;
    const auto n = static_cast<int>(corners);
    // A polygon of the circle's area.
    const double r = radius_m * std::sqrt(2.0 * std::numbers::pi / (n * std::sin(2.0 * std::numbers::pi / n)));
    for (int k = 0; k < n; ++k) out.push_back(deck_bearing(centre, r, 360.0 * k / n));
    return out;
}

std::vector<MapPoint> deck_strip(const std::vector<double>& ends, double width_m) {
    const double dx = ends[2] - ends[0];
    const double dy = ends[3] - ends[1];
    const double half = 0.5 * width_m / std::hypot(dx, dy);
    return {{ends[0] - half * dy, ends[1] + half * dx},
            {ends[2] - half * dy, ends[3] + half * dx},
            {ends[2] + half * dy, ends[3] - half * dx},
            {ends[0] + half * dy, ends[1] - half * dx}};
}

std::vector<double> deck_series(double first, double count, double step) {
    std::vector<double> out;
    for (int k = 0; k < static_cast<int>(count); ++k) out.push_back(first + k * step);
    return out;
}

}  // namespace lantian
