#include "models/sampling/beam.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/assert.hpp"

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

ReceptorPoints receptor_points(const ReceptorSet& receptors) {
    constexpr double k_panel_m = 10.0;
    constexpr double k_most_panels = 64.0;
    ReceptorPoints out;
    for (const Receptor& receptor : receptors) {
        out.first.push_back(out.points.size());
        if (receptor.kind != ReceptorKind::beam) {
            out.points.push_back(receptor);
            out.share.push_back(1.0);
            continue;
        }
        const double length =
            std::hypot(receptor.end_point.x_m - receptor.point.x_m, receptor.end_point.y_m - receptor.point.y_m);
        for (const BeamPoint& at : beam_points(receptor.point, receptor.height_m, receptor.end_point, receptor.height_m,
                                               std::max(k_panel_m, length / k_most_panels))) {
            out.points.push_back(receptor);
            out.points.back().point = at.point;
            out.share.push_back(at.share);
        }
    }
    out.first.push_back(out.points.size());
    return out;
}

void fold_points(const ReceptorPoints& points, std::span<const double> at_points, std::span<double> at_receptors) {
    const std::size_t receptors = points.first.size() - 1;
    if (receptors == 0) return;
    const std::size_t values = at_receptors.size() / receptors;
    LANTIAN_ASSERT(at_points.size() == values * points.points.size());
    for (std::size_t r = 0; r < receptors; ++r) {
        const std::span<double> out = at_receptors.subspan(r * values, values);
        std::fill(out.begin(), out.end(), 0.0);
        for (std::size_t p = points.first[r]; p < points.first[r + 1]; ++p) {
            for (std::size_t v = 0; v < values; ++v) out[v] += points.share[p] * at_points[p * values + v];
        }
    }
}

double beam_mean(const std::vector<BeamPoint>& points, const double* values) noexcept {
    double sum = 0.0;
    for (std::size_t k = 0; k < points.size(); ++k) sum += points[k].share * values[k];
    return sum;
}

}  // namespace lantian
