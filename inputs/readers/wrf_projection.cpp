#include "inputs/readers/wrf_projection.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/base/constants.hpp"
#include "core/base/error.hpp"

namespace lantian {

namespace {

double needed(const NetcdfFile& file, const char* name) {
    const std::optional<double> value = file.number_attribute("", name);
    if (!value || !std::isfinite(*value)) {
        throw Error(Problem{Severity::error, ErrorKind::bad_data, "E413", file.path(), 0, 0,
                            fmt::format("global attribute {} is missing", name),
                            "WRF files carry the projection in MAP_PROJ, TRUELAT1, TRUELAT2, STAND_LON, MOAD_CEN_LAT, "
                            "POLE_LAT and POLE_LON"});
    }
    return *value;
}

}  // namespace

WrfProjection::WrfProjection(const NetcdfFile& file) {
    const std::string sphere = fmt::format("+R={:.0f} +units=m +no_defs", constants::k_wrf_sphere_radius_m);
    const int kind = static_cast<int>(needed(file, "MAP_PROJ"));
    const double stand_lon = needed(file, "STAND_LON");
    if (kind == 1) {
        name_ = "Lambert conformal";
        projection_.emplace(fmt::format("+proj=lcc +lat_1={} +lat_2={} +lat_0={} +lon_0={} {}",
                                        needed(file, "TRUELAT1"), needed(file, "TRUELAT2"),
                                        needed(file, "MOAD_CEN_LAT"), stand_lon, sphere));
    } else if (kind == 2) {
        name_ = "polar stereographic";
        const double true_lat = needed(file, "TRUELAT1");
        projection_.emplace(fmt::format("+proj=stere +lat_0={} +lat_ts={} +lon_0={} {}", true_lat < 0.0 ? -90 : 90,
                                        true_lat, stand_lon, sphere));
    } else if (kind == 3) {
        name_ = "Mercator";
        projection_.emplace(
            fmt::format("+proj=merc +lat_ts={} +lon_0={} {}", needed(file, "TRUELAT1"), stand_lon, sphere));
    } else if (kind == 6) {
        degrees_ = true;
        const double pole_lat = file.number_attribute("", "POLE_LAT").value_or(90.0);
        if (pole_lat == 90.0) {
            name_ = "longitude-latitude";
        } else {
            // WPS rotate_coords: the turned north pole stands at longitude 180 - STAND_LON; the true pole has the
            // turned longitude POLE_LON.
            name_ = "longitude-latitude with a turned pole";
            projection_.emplace(
                fmt::format("+proj=ob_tran +o_proj=longlat +o_lat_p={} +o_lon_p={} +lon_0={} +R={:.0f} +no_defs",
                            pole_lat, needed(file, "POLE_LON"), -stand_lon, constants::k_wrf_sphere_radius_m));
        }
    } else {
        throw Error(Problem{Severity::error, ErrorKind::bad_data, "E432", file.path(), 0, 0,
                            fmt::format("MAP_PROJ = {} is not a known projection", kind),
                            "1 (Lambert), 2 (polar stereographic), 3 (Mercator) and 6 (longitude-latitude) are read"});
    }
}

MapPoint WrfProjection::forward(LonLat place) const {
    return projection_ ? projection_->forward(place) : MapPoint{place.lon_deg, place.lat_deg};
}

double WrfProjection::convergence_rad(LonLat place) const {
    if (!projection_) return 0.0;
    if (!degrees_) return projection_->grid_convergence_rad(place);
    constexpr double k_step_deg = 1e-4;
    const MapPoint a = projection_->forward({place.lon_deg, std::max(place.lat_deg - k_step_deg, -90.0)});
    const MapPoint b = projection_->forward({place.lon_deg, std::min(place.lat_deg + k_step_deg, 90.0)});
    const double east =
        std::remainder(b.x_m - a.x_m, 360.0) * std::cos(0.5 * (a.y_m + b.y_m) * constants::k_pi / 180.0);
    return -std::atan2(east, b.y_m - a.y_m);
}

}  // namespace lantian
