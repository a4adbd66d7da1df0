#include "inputs/readers/grib_mesh.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <span>

#include <fmt/format.h>

#include "core/base/constants.hpp"
#include "core/base/error.hpp"

namespace lantian::grib {

namespace {

constexpr double k_circle = 360.0;

struct GridName {
    std::string_view type, name;
    bool read;
};
constexpr std::array k_grids{
    GridName{"regular_ll", "longitude-latitude", true},
    GridName{"rotated_ll", "rotated longitude-latitude", true},
    GridName{"regular_gg", "regular Gaussian", true},
    GridName{"reduced_gg", "reduced Gaussian", true},
    GridName{"reduced_ll", "reduced longitude-latitude", true},
    GridName{"lambert", "Lambert conformal", true},
    GridName{"polar_stereographic", "polar stereographic", true},
    GridName{"mercator", "Mercator", true},
    GridName{"rotated_gg", "rotated Gaussian", false},
    GridName{"reduced_rotated_gg", "rotated reduced Gaussian", false},
    GridName{"sh", "spherical harmonics (spectral)", false},
    GridName{"unstructured_grid", "unstructured (icosahedral)", false},
    GridName{"healpix", "HEALPix", false},
};

bool is_reduced(const GridKeys& g) { return !g.row_lengths.empty(); }
bool is_map(const GridKeys& g) {
    return g.type == "lambert" || g.type == "polar_stereographic" || g.type == "mercator";
}

std::int64_t columns_of(const GridKeys& g) {
    return is_reduced(g) ? *std::max_element(g.row_lengths.begin(), g.row_lengths.end()) : g.columns;
}
std::int64_t rows_of(const GridKeys& g) {
    return is_reduced(g) ? static_cast<std::int64_t>(g.row_lengths.size()) : g.rows;
}

/// n values from `first` at even steps, ascending.
std::vector<double> even_axis(double first, double step, std::int64_t n) {
    std::vector<double> axis(static_cast<std::size_t>(n));
    for (std::size_t k = 0; k < axis.size(); ++k) axis[k] = first + step * static_cast<double>(k);
    if (step < 0.0) std::reverse(axis.begin(), axis.end());
    return axis;
}

std::vector<double> longitudes(const GridKeys& g) {
    const std::int64_t n = columns_of(g);
    if (is_reduced(g)) return even_axis(0.0, k_circle / static_cast<double>(n), n);
    double west = g.west_to_east ? g.first_lon : g.last_lon, east = g.west_to_east ? g.last_lon : g.first_lon;
    double width = std::fmod(east - west + 2.0 * k_circle, k_circle);
    if (width == 0.0 && n > 1) width = k_circle;
    double step = n > 1 ? width / static_cast<double>(n - 1) : 0.0;
    // Around the globe the step divides the circle, whatever was rounded away in the last longitude.
    if (n > 1 && std::abs(width + step - k_circle) < 0.1 * step) step = k_circle / static_cast<double>(n);
    if (west > 180.0 && west + width > k_circle) west -= k_circle;
    return even_axis(west, step, n);
}

std::vector<double> latitudes(const GridKeys& g) {
    const std::int64_t n = rows_of(g);
    if (!g.type.ends_with("gg"))
        return even_axis(g.first_lat, n > 1 ? (g.last_lat - g.first_lat) / static_cast<double>(n - 1) : 0.0, n);
    std::vector<double> all = gaussian_latitudes(g.gaussian);
    std::reverse(all.begin(), all.end());
    const double south = std::min(g.first_lat, g.last_lat);
    const auto nearest = std::min_element(
        all.begin(), all.end(), [&](double a, double b) { return std::abs(a - south) < std::abs(b - south); });
    const auto first = static_cast<std::size_t>(nearest - all.begin());
    if (first + static_cast<std::size_t>(n) > all.size())
        throw Error(
            ErrorKind::bad_data, "E433",
            fmt::format("{} rows from latitude {} do not fit into a Gaussian grid with N = {}", n, south, g.gaussian),
            "give the file on a regular grid");
    return {all.begin() + static_cast<std::ptrdiff_t>(first),
            all.begin() + static_cast<std::ptrdiff_t>(first + static_cast<std::size_t>(n))};
}

std::string earth(const GridKeys& g) {
    return g.radius_m == g.minor_radius_m ? fmt::format("+R={} +units=m +no_defs", g.radius_m)
                                          : fmt::format("+a={} +b={} +units=m +no_defs", g.radius_m, g.minor_radius_m);
}

MeshAxes map_axes(const GridKeys& g) {
    MeshAxes out;
    out.name = grid_name(g);
    if (g.type == "lambert") {
        out.projection.emplace(fmt::format("+proj=lcc +lat_1={} +lat_2={} +lat_0={} +lon_0={} {}", g.true_lat_1,
                                           g.true_lat_2, g.true_lat_1, g.lon_upright, earth(g)));
    } else if (g.type == "polar_stereographic") {
        const double pole = g.south_pole ? -90.0 : 90.0;
        out.projection.emplace(fmt::format("+proj=stere +lat_0={} +lat_ts={} +lon_0={} {}", pole,
                                           std::copysign(g.true_lat_1, pole), g.lon_upright, earth(g)));
    } else {
        // Upright in the middle, so that no longitude of the grid jumps by a circle.
        const double width = std::fmod(g.last_lon - g.first_lon + 2.0 * k_circle, k_circle);
        out.projection.emplace(fmt::format("+proj=merc +lat_ts={} +lon_0={} {}", g.true_lat_1,
                                           g.first_lon + 0.5 * (g.west_to_east ? width : width - k_circle), earth(g)));
    }
    const MapPoint first = out.projection->forward({g.first_lon, g.first_lat});
    if (!std::isfinite(first.x_m) || !std::isfinite(first.y_m))
        throw Error(ErrorKind::bad_data, "E433",
                    fmt::format("the first point of the {} grid, {} E {} N, is not on its map", grid_name(g),
                                g.first_lon, g.first_lat),
                    "copy the file again");
    out.x = even_axis(first.x_m, g.west_to_east ? g.dx : -g.dx, g.columns);
    out.y = even_axis(first.y_m, g.south_to_north ? g.dy : -g.dy, g.rows);
    return out;
}

/// One row of a reduced grid onto `n` longitudes, linear and around the circle.
void stretch(const double* row, std::size_t length, double* out, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) {
        const double at = static_cast<double>(i) * static_cast<double>(length) / static_cast<double>(n);
        const auto west = static_cast<std::size_t>(at);
        const double share = at - static_cast<double>(west), a = row[west % length], b = row[(west + 1) % length];
        out[i] = share == 0.0 ? a : a + share * (b - a);
    }
}

}  // namespace

std::string grid_name(const GridKeys& grid) {
    for (const GridName& g : k_grids) {
        if (g.type == grid.type) return std::string(g.name);
    }
    return grid.type.empty() ? "unknown" : grid.type;
}

std::string grid_trouble(const GridKeys& g, std::size_t values) {
    const auto known =
        std::find_if(k_grids.begin(), k_grids.end(), [&](const GridName& k) { return k.type == g.type; });
    if (known == k_grids.end() || !known->read)
        return fmt::format("the {} grid is not read: ask for a regular longitude-latitude grid", grid_name(g));
    if (g.type.starts_with("reduced") && g.row_lengths.empty())
        return fmt::format("the {} grid does not state the lengths of its rows", grid_name(g));
    if (std::any_of(g.row_lengths.begin(), g.row_lengths.end(), [](std::int64_t n) { return n < 1; }))
        return fmt::format("the {} grid has rows without points (a part of the globe): ask for a regular grid",
                           grid_name(g));
    const std::int64_t nx = columns_of(g), ny = rows_of(g);
    if (nx < 2 || ny < 2) return fmt::format("a grid of {} x {} points is none to interpolate in", nx, ny);
    if (static_cast<double>(nx) * static_cast<double>(ny) > static_cast<double>(k_most_points))
        return fmt::format("{} x {} points are more than the {} that are read", nx, ny, k_most_points);
    const std::int64_t points =
        is_reduced(g) ? std::accumulate(g.row_lengths.begin(), g.row_lengths.end(), std::int64_t{0}) : nx * ny;
    if (static_cast<std::size_t>(points) != values)
        return fmt::format("the grid has {} points and the message {} values", points, values);
    if (is_reduced(g)) {
        const double step = k_circle / static_cast<double>(nx);
        const double width = std::fmod(g.last_lon - g.first_lon + 2.0 * k_circle, k_circle);
        if (std::abs(width + step - k_circle) > 0.5 * step || g.first_lon != 0.0)
            return fmt::format("the {} grid covers a part of the globe: ask for a regular grid", grid_name(g));
    } else if (!is_map(g) && g.first_lat == g.last_lat) {
        return "its first and last latitude are equal";
    }
    if (is_map(g) && !(g.dx > 0.0 && g.dy > 0.0 && std::isfinite(g.dx) && std::isfinite(g.dy)))
        return fmt::format("the {} grid states spacings of {} and {} m", grid_name(g), g.dx, g.dy);
    constexpr double k_least_radius_m = 6.3e6, k_most_radius_m = 6.4e6;
    for (const double radius : {g.radius_m, g.minor_radius_m}) {
        if (is_map(g) && !(radius > k_least_radius_m && radius < k_most_radius_m))
            return fmt::format("the {} grid states an earth radius of {} m", grid_name(g), radius);
    }
    return {};
}

MeshAxes grid_axes(const GridKeys& g) {
    if (is_map(g)) return map_axes(g);
    MeshAxes out;
    out.name = grid_name(g);
    out.x = longitudes(g);
    out.y = latitudes(g);
    if (g.type == "rotated_ll") {
        // The turned longitude 0 runs through the turned south pole; metres on a sphere are degrees times a constant.
        constexpr double k_radius_m = 6371229.0, k_metres = k_radius_m * constants::k_pi / 180.0;
        out.turned_pole = LonLat{g.pole_lon + 180.0, -g.pole_lat};
        out.projection.emplace(
            fmt::format("+proj=ob_tran +o_proj=eqc +o_lat_p={} +o_lon_p={} +lon_0={} +R={} +units=m +no_defs",
                        -g.pole_lat, g.turn, g.pole_lon, k_radius_m));
        for (double& x : out.x) x *= k_metres;
        for (double& y : out.y) y *= k_metres;
    }
    return out;
}

std::vector<double> on_axes(const GridKeys& g, std::span<const double> values) {
    const auto nx = static_cast<std::size_t>(columns_of(g)), ny = static_cast<std::size_t>(rows_of(g));
    std::vector<double> out(nx * ny);
    std::size_t at = 0;
    const auto row = [&](std::size_t j) { return g.south_to_north ? j : ny - 1 - j; };
    if (is_reduced(g)) {
        for (std::size_t j = 0; j < ny; ++j) {
            const auto length = static_cast<std::size_t>(g.row_lengths[j]);
            stretch(values.data() + at, length, out.data() + row(j) * nx, nx);
            at += length;
        }
        return out;
    }
    const std::size_t lines = g.columns_first ? nx : ny, length = g.columns_first ? ny : nx;
    for (std::size_t line = 0; line < lines; ++line) {
        for (std::size_t k = 0; k < length; ++k) {
            const std::size_t along = g.alternating && line % 2 == 1 ? length - 1 - k : k;
            const std::size_t i = g.columns_first ? line : along, j = g.columns_first ? along : line;
            out[row(j) * nx + (g.west_to_east ? i : nx - 1 - i)] = values[at++];
        }
    }
    return out;
}

}  // namespace lantian::grib
