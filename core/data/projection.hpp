#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace lantian {

struct LonLat {
    double lon_deg = 0.0;
    double lat_deg = 0.0;
};
struct MapPoint {
    double x_m = 0.0;
    double y_m = 0.0;
};

/// A map projection: WGS84 longitude and latitude to metres east and north and back, by PROJ (network off).
/// Cheap to copy; safe to use from several threads (each call locks only its own context).
class Projection {
  public:
    /// `definition` is whatever PROJ reads: "EPSG:32649", a PROJ string, WKT. Throws Error E210 when PROJ refuses it.
    explicit Projection(const std::string& definition);
    /// UTM zone of a place, on WGS84.
    [[nodiscard]] static Projection utm(LonLat place);

    /// Both give NaN for a place that the projection cannot show.
    [[nodiscard]] MapPoint forward(LonLat place) const;
    [[nodiscard]] LonLat inverse(MapPoint point) const;
    /// Angle from true north to the grid's y axis, rad, clockwise positive (meridian convergence), by finite
    /// difference; for projections that keep angles.
    [[nodiscard]] double grid_convergence_rad(LonLat place) const;

    [[nodiscard]] const std::string& definition() const;
    [[nodiscard]] std::string name() const;        ///< for example "WGS 84 / UTM zone 49N"
    [[nodiscard]] const std::string& wkt() const;  ///< WKT2:2019
    /// CF grid-mapping attributes as name/value pairs of numbers and texts (grid_mapping_name and its parameters where
    /// CF knows the projection). A name that stands twice (standard_parallel) is one attribute of two values.
    /// core/io/grid_mapping.hpp writes them together with crs_wkt.
    [[nodiscard]] const std::vector<std::pair<std::string, double>>& cf_numbers() const;
    [[nodiscard]] const std::string& cf_grid_mapping_name() const;

  private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace lantian
