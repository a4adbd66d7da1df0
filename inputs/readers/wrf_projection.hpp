#pragma once

#include <optional>
#include <string>

#include "core/data/projection.hpp"
#include "core/io/netcdf_file.hpp"

namespace lantian {

/// The map of a WRF, geo_em or met_em file, from its global attributes, on WRF's sphere of 6,370,000 m (latitudes are
/// taken as they are). MAP_PROJ 1 Lambert conformal, 2 polar stereographic, 3 Mercator, 6 longitude-latitude with or
/// without a turned pole (conventions of WPS geogrid, module_llxy). E413 when an attribute is missing, E432 when
/// MAP_PROJ is another.
class WrfProjection {
  public:
    explicit WrfProjection(const NetcdfFile& file);

    /// The projection in metres; nullptr for MAP_PROJ 6, whose mesh is in degrees.
    [[nodiscard]] const Projection* metric() const { return degrees_ ? nullptr : &projection_.value(); }
    /// Angle from true north to the grid's y axis, rad, clockwise positive; WRF's SINALPHA is minus its sine.
    [[nodiscard]] double convergence_rad(LonLat place) const;
    /// For example "Lambert conformal".
    [[nodiscard]] const std::string& name() const { return name_; }
    /// Longitude and latitude of a place in the turned system of MAP_PROJ 6 (as they are when it is not turned), else
    /// metres.
    [[nodiscard]] MapPoint forward(LonLat place) const;

  private:
    std::optional<Projection> projection_;
    bool degrees_ = false;
    std::string name_;
};

}  // namespace lantian
