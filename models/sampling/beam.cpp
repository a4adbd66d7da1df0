#include "models/sampling/beam.hpp"

#include <array>
#include <cmath>

namespace lantian {

namespace {

/// Nodes and weights of Gauss-Legendre of eight points on [-1, 1], the positive half (Abramowitz and Stegun 1964, table
/// 25.4).
constexpr std::array<double, 4> k_node{0.183434642495649805, 0.525532409916328986, 0.796666477413626740,
                                       0.960289856497536232};
constexpr std::array<double, 4> k_weight{0.362683783378361983, 0.313706645877887287, 0.222381034453374471,
                                         0.101228536290376259};

}  // namespace

std::vector<BeamPoint> beam_points(MapPoint from, double from_height_m, MapPoint to, double to_height_m,
                                   double panel_m) {
    const double dx = to.x_m - from.x_m;
    const double dy = to.y_m - from.y_m;
    const double dz = to_height_m - from_height_m;
    const double length = std::hypot(dx, dy, dz);
    if (!(length > 0.0)) return {{from, from_height_m, 1.0}};
    const auto panels = static_cast<std::size_t>(std::ceil(length / panel_m));
    const double width = 1.0 / static_cast<double>(panels);
    std::vector<BeamPoint> points;
    points.reserve(2 * k_node.size() * panels);
    const auto add = [&](double along, double weight) {
        points.push_back(
            {{from.x_m + along * dx, from.y_m + along * dy}, from_height_m + along * dz, 0.5 * weight * width});
    };
    for (std::size_t p = 0; p < panels; ++p) {
        const double middle = (static_cast<double>(p) + 0.5) * width;
        for (std::size_t k = k_node.size(); k-- > 0;) add(middle - 0.5 * width * k_node[k], k_weight[k]);
        for (std::size_t k = 0; k < k_node.size(); ++k) add(middle + 0.5 * width * k_node[k], k_weight[k]);
    }
    return points;
}

double beam_mean(const std::vector<BeamPoint>& points, const double* values) noexcept {
    double sum = 0.0;
    for (std::size_t k = 0; k < points.size(); ++k) sum += points[k].share * values[k];
    return sum;
}

}  // namespace lantian
