#pragma once

#include <vector>

#include "inputs/readers/emission_builder.hpp"
#include "inputs/readers/geojson.hpp"

namespace lantian {

// How areas, roads and pits of the tables become places of release (inputs/schema/FORMATS.md).

inline constexpr double k_volume_side = 4.3;      ///< sigma_y0 = side/4.3 of a single volume
inline constexpr double k_mixing_margin_m = 6.0;  ///< mixing width = road width + 6 m

/// Places of a region inside the domain: fills place and cells of the source. Returns the share of the area that is
/// inside. box: a rectangle that is not cut has side/4.3.
double area_cells(const Region& whole, bool box, double cell_m, Source& source, const EmissionBuilder& builder);
/// The region of the polygons of a feature; rings turn as they should.
[[nodiscard]] Region region_of(const GeoFeatures::Geometry& geometry, const EmissionBuilder& builder);
/// Places of a road in pieces; sigma_across_m: its mixing width as a spread.
void road_cells(const std::vector<ShapeMoments>& pieces, double sigma_across_m, Source& source,
                const EmissionBuilder& builder);
/// Release height, spread and mixing width of a road whose vehicles are so high: the wake reaches 1.7 times that (EPA
/// haul-road workgroup 2012), sigma_z0 = 1.7 H/2.15, the release height is its middle.
void set_vehicle_wake(double vehicle_height_m, double road_width_m, Source& source);
/// The rectangle with the area, the axes and the ratio of second moments of a region.
[[nodiscard]] Pit pit_of(const Region& region, double depth_m);

}  // namespace lantian
