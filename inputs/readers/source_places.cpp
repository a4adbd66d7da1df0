#include "inputs/readers/source_places.hpp"

#include <algorithm>
#include <cmath>

namespace lantian {

double area_cells(const Region& whole, bool box, double cell_m, Source& source, const EmissionBuilder& builder) {
    const double full = region_moments(whole).size;
    const Region inside = clip(whole, builder.domain());
    const ShapeMoments all = region_moments(inside);
    if (!(full > 0.0) || !(all.size > 1e-9 * full)) return 0.0;
    std::vector<ShapeMoments> pieces = cut_region(inside, cell_m);
    double sum = 0.0;
    for (const ShapeMoments& piece : pieces) sum += piece.size;
    for (const ShapeMoments& piece : pieces) {
        const double sigma =
            box && pieces.size() == 1 ? std::sqrt(piece.size) / k_volume_side : std::sqrt(piece.variance_m2);
        source.cells.push_back({piece.centroid, piece.size / sum, std::max(1.0, sigma)});
    }
    source.place = builder.grid().projection.inverse(all.centroid);
    return std::min(1.0, all.size / full);
}

Region region_of(const GeoFeatures::Geometry& geometry, const EmissionBuilder& builder) {
    Region region;
    for (std::size_t part = 0; part < geometry.parts.size(); ++part) {
        Ring ring;
        for (const LonLat place : geometry.parts[part]) ring.push_back(builder.project(place));
        if ((signed_area_m2(ring) < 0.0) != geometry.is_hole[part]) std::reverse(ring.begin(), ring.end());
        region.push_back(std::move(ring));
    }
    return region;
}

void road_cells(const std::vector<ShapeMoments>& pieces, double sigma_across_m, Source& source,
                const EmissionBuilder& builder) {
    double total = 0.0;
    MapPoint centre;
    for (const ShapeMoments& piece : pieces) total += piece.size;
    for (const ShapeMoments& piece : pieces) {
        const double across2 = sigma_across_m * sigma_across_m;
        // variance_m2 halves the variance along the road; the puff is round, so the trace is kept: (along + across)/2.
        const double sigma = std::sqrt(std::max(across2, piece.variance_m2 + across2 / 2.0));
        source.cells.push_back({piece.centroid, piece.size / total, sigma});
        centre.x_m += piece.size / total * piece.centroid.x_m;
        centre.y_m += piece.size / total * piece.centroid.y_m;
    }
    source.place = builder.grid().projection.inverse(centre);
}

void set_vehicle_wake(double vehicle_height_m, double road_width_m, Source& source) {
    constexpr double k_wake_heights = 1.7;
    constexpr double k_volume_height = 2.15;
    source.release_height_m = 0.5 * k_wake_heights * vehicle_height_m;
    source.sigma_z0_m = k_wake_heights * vehicle_height_m / k_volume_height;
    source.wake_width_m = road_width_m + k_mixing_margin_m;
}

Pit pit_of(const Region& region, double depth_m) {
    const ShapeMoments all = region_moments(region);
    const AxisMoments axes = region_axes(region);
    // Sides of a rectangle: l^2/12 along, w^2/12 across; scaled to the area.
    const double ratio = std::sqrt(axes.along_m2 / std::max(axes.across_m2, 1e-9 * axes.along_m2));
    const double length = std::sqrt(all.size * ratio);
    return {all.centroid, length, all.size / length, axes.axis_rad, depth_m};
}

}  // namespace lantian
