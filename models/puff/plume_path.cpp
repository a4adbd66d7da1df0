#include "models/puff/plume_path.hpp"

#include <algorithm>

namespace lantian {

namespace {

/// Index of the point that ends the piece which holds a distance, 1 to size - 1.
std::size_t end_of_piece(const std::vector<PathPoint>& points, double distance_m) {
    const auto after = std::upper_bound(points.begin() + 1, points.end() - 1, distance_m,
                                        [](double d, const PathPoint& p) { return d < p.distance_m; });
    return static_cast<std::size_t>(after - points.begin());
}

}  // namespace

PathPoint PlumePath::at(double distance_m) const noexcept {
    const std::size_t k = end_of_piece(points, distance_m);
    const PathPoint& a = points[k - 1];
    const PathPoint& b = points[k];
    const double f = std::clamp((distance_m - a.distance_m) / (b.distance_m - a.distance_m), 0.0, 1.0);
    const auto mix = [f](double x, double y) { return x + f * (y - x); };
    return {mix(a.distance_m, b.distance_m), mix(a.height_m, b.height_m),    mix(a.rise_m, b.rise_m),
            mix(a.sigma_y_m, b.sigma_y_m),   mix(a.sigma_z_m, b.sigma_z_m),  mix(a.shelter_m, b.shelter_m),
            mix(a.lofting_m, b.lofting_m),   mix(a.centroid_m, b.centroid_m)};
}

double PlumePath::piece_m(double distance_m) const noexcept {
    const std::size_t k = end_of_piece(points, distance_m);
    return points[k].distance_m - points[k - 1].distance_m;
}

const PlumePath* PlumePaths::find(std::uint64_t puff_id) const {
    const auto found = paths_.find(puff_id);
    return found == paths_.end() ? nullptr : found->second.get();
}

void PlumePaths::keep_active(const PuffStore& puffs) {
    if (paths_.empty()) return;
    std::unordered_map<std::uint64_t, std::shared_ptr<const PlumePath>> kept;
    for (std::size_t i = 0; i < puffs.size(); ++i) {
        if (puffs.weight_s[i] == 0.0) continue;
        const auto found = paths_.find(puffs.id[i]);
        if (found != paths_.end() && puffs.travelled_m[i] < found->second->end_m()) kept.insert(*found);
    }
    paths_ = std::move(kept);
}

}  // namespace lantian
