#include "models/puff/outside.hpp"

#include <algorithm>

namespace lantian {

namespace {

/// Least a x^2 + 2 b x y + c y^2 for a given x and y in [low, high].
double least_on_edge(double a, double b, double c, double x, double low, double high) noexcept {
    const double y = std::clamp(-b * x / c, low, high);
    return a * x * x + 2.0 * b * x * y + c * y * y;
}

}  // namespace

double box_distance_sq(const HorizontalMoments& m, const BoxAround& box) noexcept {
    if (box.west_m <= 0.0 && box.east_m >= 0.0 && box.south_m <= 0.0 && box.north_m >= 0.0) return 0.0;
    // The form is convex: its least value over a box that does not hold the centre lies on an edge.
    const double a = m.yy, b = -m.xy, c = m.xx;
    const double least = std::min({least_on_edge(a, b, c, box.west_m, box.south_m, box.north_m),
                                   least_on_edge(a, b, c, box.east_m, box.south_m, box.north_m),
                                   least_on_edge(c, b, a, box.south_m, box.west_m, box.east_m),
                                   least_on_edge(c, b, a, box.north_m, box.west_m, box.east_m)});
    return least / (m.xx * m.yy - m.xy * m.xy);
}

bool outside_domain(MapPoint centre, double sigma_y_m, double stretch_m2, double cross_m2, const Grid& grid) noexcept {
    if (stretch_m2 != 0.0 || cross_m2 != 0.0) {
        const double mean = sigma_y_m * sigma_y_m;
        const BoxAround domain{grid.west_m - centre.x_m, grid.east_m() - centre.x_m, grid.south_m - centre.y_m,
                               grid.north_m() - centre.y_m};
        return box_distance_sq({mean + stretch_m2, cross_m2, mean - stretch_m2}, domain) >
               k_outside_sigmas * k_outside_sigmas;
    }
    const double reach = k_outside_sigmas * sigma_y_m;
    return centre.x_m < grid.west_m - reach || centre.x_m > grid.east_m() + reach ||
           centre.y_m < grid.south_m - reach || centre.y_m > grid.north_m() + reach;
}

}  // namespace lantian
