#include "inputs/readers/terrain.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "inputs/readers/lon_lat_table.hpp"

namespace lantian {

void read_terrain(const std::string& path, Grid& grid) {
    const LonLatTable table = read_lon_lat_table(path, "terrain", "height", {-500.0, 9000.0}, "m");
    const std::vector<double>&lon = table.lon_deg, &lat = table.lat_deg;
    grid.terrain_m.assign(grid.cells(), 0.0);
    for (std::size_t j = 0; j < grid.ny; ++j) {
        for (std::size_t i = 0; i < grid.nx; ++i) {
            const LonLat place = grid.projection.inverse({grid.x_centre_m(i), grid.y_centre_m(j)});
            std::size_t a = 0, b = 0;
            double u = 0.0, v = 0.0;
            if (!locate_on_axis(lon, place.lon_deg, a, u) || !locate_on_axis(lat, place.lat_deg, b, v)) {
                throw Error({Severity::error, ErrorKind::bad_data, "E411", path, 0, 0,
                             fmt::format("terrain does not cover the domain: no height at {:.4f} E, {:.4f} N (file: {} "
                                         "to {} E, {} to {} N)",
                                         place.lon_deg, place.lat_deg, std::min(lon.front(), lon.back()),
                                         std::max(lon.front(), lon.back()), std::min(lat.front(), lat.back()),
                                         std::max(lat.front(), lat.back())),
                             "give a larger terrain file or a smaller domain.bounds_deg"});
            }
            const auto z = [&](std::size_t y, std::size_t x) { return table.values[y * lon.size() + x]; };
            grid.terrain_m[j * grid.nx + i] = (1.0 - v) * ((1.0 - u) * z(b, a) + u * z(b, a + 1)) +
                                              v * ((1.0 - u) * z(b + 1, a) + u * z(b + 1, a + 1));
        }
    }
}

}  // namespace lantian
