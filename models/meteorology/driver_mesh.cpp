#include "models/meteorology/driver_mesh.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/base/error.hpp"

namespace lantian {

namespace {

/// Interval of an ascending or descending axis that holds a value, and the share of its upper end; false outside.
bool bracket_axis(const std::vector<double>& axis, double value, std::size_t& lower, double& share) {
    const bool up = axis.back() > axis.front();
    const double slack = 1e-6 * std::abs(axis.back() - axis.front());
    const auto before = [&](double a, double b) { return up ? a < b : a > b; };
    if (before(value, axis.front() - (up ? slack : -slack)) || before(axis.back() + (up ? slack : -slack), value))
        return false;
    std::size_t k = static_cast<std::size_t>(std::upper_bound(axis.begin(), axis.end(), value, before) - axis.begin());
    k = std::clamp<std::size_t>(k, 1, axis.size() - 1);
    lower = k - 1;
    share = std::clamp((value - axis[k - 1]) / (axis[k] - axis[k - 1]), 0.0, 1.0);
    return true;
}

}  // namespace

std::vector<MeshPlace> driver_places(const GriddedWeather& w, const GriddedWeatherSource& source, const Grid& grid) {
    const Projection* projection = source.projection();
    const auto place_of = [&](LonLat at) -> MapPoint {
        if (projection != nullptr) return projection->forward(at);
        return {at.lon_deg, at.lat_deg};
    };
    std::vector<double> x_axis;
    std::vector<double> y_axis;
    for (std::size_t i = 0; i < w.nx; ++i) x_axis.push_back(place_of({w.lon_deg[i], w.lat_deg[i]}).x_m);
    for (std::size_t j = 0; j < w.ny; ++j) y_axis.push_back(place_of({w.lon_deg[j * w.nx], w.lat_deg[j * w.nx]}).y_m);
    std::vector<MeshPlace> places(grid.cells());
    for (std::size_t j = 0; j < grid.ny; ++j) {
        for (std::size_t i = 0; i < grid.nx; ++i) {
            const LonLat at = grid.projection.inverse({grid.x_centre_m(i), grid.y_centre_m(j)});
            MapPoint p = place_of(at);
            if (projection == nullptr && p.x_m < std::min(x_axis.front(), x_axis.back())) p.x_m += 360.0;
            std::size_t a = 0;
            std::size_t b = 0;
            double sx = 0.0;
            double sy = 0.0;
            if (!bracket_axis(x_axis, p.x_m, a, sx) || !bracket_axis(y_axis, p.y_m, b, sy)) {
                throw Error(
                    ErrorKind::bad_data, "E411",
                    fmt::format("the weather does not cover the domain: lon {:.3f}, lat {:.3f} lies outside {} at {}",
                                at.lon_deg, at.lat_deg, source.description(), format_time(w.time)),
                    "give files that cover domain.bounds_deg, or a smaller domain");
            }
            const std::size_t base = b * w.nx + a;
            places[j * grid.nx + i] = {{base, base + 1, base + w.nx, base + w.nx + 1},
                                       {(1.0 - sx) * (1.0 - sy), sx * (1.0 - sy), (1.0 - sx) * sy, sx * sy}};
        }
    }
    return places;
}

std::vector<double> driver_terrain_m(const GriddedWeather& weather, const std::vector<MeshPlace>& places) {
    std::vector<double> altitude(places.size());
    for (std::size_t n = 0; n < places.size(); ++n)
        altitude[n] = mix_at(weather.surface_altitude_m, 0, weather.nx * weather.ny, places[n]);
    return altitude;
}

}  // namespace lantian
