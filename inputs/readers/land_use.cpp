#include "inputs/readers/land_use.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <memory>

#include <fmt/format.h>

#include "core/base/error.hpp"
#include "core/io/netcdf_file.hpp"
#include "inputs/readers/lon_lat_table.hpp"
#include "inputs/readers/wrf_projection.hpp"

namespace lantian {

namespace {

constexpr std::size_t k_points_per_side = 5;

/// Code at a place; empty outside.
using CodeAt = std::function<std::optional<int>(LonLat)>;

[[noreturn]] void refuse(const char* code, const std::string& path, std::string message, std::string hint) {
    throw Error({Severity::error, ErrorKind::bad_data, code, path, 0, 0, std::move(message), std::move(hint)});
}

const std::map<std::string, std::map<int, LandUse>>& schemes() {
    using L = LandUse;
    static const std::map<std::string, std::map<int, LandUse>> k_schemes{
        // Chinese land-use codes and land-cover products: forest as deciduous, as in north China.
        {"cnlucc", {{11, L::wetland},   {12, L::cropland},     {21, L::deciduous_forest},
                    {22, L::shrub},     {23, L::mixed_forest}, {24, L::deciduous_forest},
                    {31, L::grassland}, {32, L::grassland},    {33, L::crop_grass_mosaic},
                    {41, L::water},     {42, L::water},        {43, L::water},
                    {44, L::snow_ice},  {45, L::wetland},      {46, L::wetland},
                    {51, L::urban},     {52, L::urban},        {53, L::urban},
                    {61, L::barren},    {62, L::barren},       {63, L::barren},
                    {64, L::wetland},   {65, L::barren},       {66, L::shrub},
                    {67, L::barren},    {99, L::water}}},
        {"globeland30",
         {{10, L::cropland},
          {20, L::deciduous_forest},
          {30, L::grassland},
          {40, L::shrub},
          {50, L::wetland},
          {60, L::water},
          {70, L::shrub},
          {80, L::urban},
          {90, L::barren},
          {100, L::snow_ice}}},
        {"worldcover",
         {{10, L::deciduous_forest},
          {20, L::shrub},
          {30, L::grassland},
          {40, L::cropland},
          {50, L::urban},
          {60, L::barren},
          {70, L::snow_ice},
          {80, L::water},
          {90, L::wetland},
          {95, L::mixed_forest},
          {100, L::shrub}}},
        {"modis",
         {{1, L::coniferous_forest},
          {2, L::rainforest},
          {3, L::deciduous_forest},
          {4, L::deciduous_forest},
          {5, L::mixed_forest},
          {6, L::shrub},
          {7, L::shrub},
          {8, L::mixed_forest},
          {9, L::grassland},
          {10, L::grassland},
          {11, L::wetland},
          {12, L::cropland},
          {13, L::urban},
          {14, L::crop_grass_mosaic},
          {15, L::snow_ice},
          {16, L::barren},
          {17, L::water},
          {18, L::shrub},
          {19, L::shrub},
          {20, L::barren},
          {21, L::water}}},
        {"usgs",
         {{1, L::urban},
          {2, L::cropland},
          {3, L::cropland},
          {4, L::cropland},
          {5, L::crop_grass_mosaic},
          {6, L::crop_grass_mosaic},
          {7, L::grassland},
          {8, L::shrub},
          {9, L::shrub},
          {10, L::grassland},
          {11, L::deciduous_forest},
          {12, L::deciduous_forest},
          {13, L::rainforest},
          {14, L::coniferous_forest},
          {15, L::mixed_forest},
          {16, L::water},
          {17, L::wetland},
          {18, L::mixed_forest},
          {19, L::barren},
          {20, L::shrub},
          {21, L::shrub},
          {22, L::shrub},
          {23, L::barren},
          {24, L::snow_ice}}},
    };
    return k_schemes;
}

CodeAt csv_codes(const std::string& path) {
    auto table = std::make_shared<const LonLatTable>(read_lon_lat_table(path, "land use", "code", {0.0, 999.0}, ""));
    return [table](LonLat at) -> std::optional<int> {
        std::size_t i = 0, j = 0;
        double u = 0.0, v = 0.0;
        if (!locate_on_axis(table->lon_deg, at.lon_deg, i, u) || !locate_on_axis(table->lat_deg, at.lat_deg, j, v))
            return std::nullopt;
        i += u > 0.5 ? 1U : 0U;
        j += v > 0.5 ? 1U : 0U;
        return static_cast<int>(std::lround(table->values[j * table->lon_deg.size() + i]));
    };
}

std::string scheme_of_mminlu(const std::string& path, const std::string& name) {
    if (name.find("MODI") != std::string::npos) return "modis";
    if (name.find("USGS") != std::string::npos) return "usgs";
    refuse("E309", path, fmt::format("MMINLU = \"{}\" is no land-use scheme that is known", name),
           "give meteorology.land_use_scheme, or a file with MODIS or USGS classes");
}

CodeAt wrf_codes(const std::string& path, std::string& scheme) {
    const NetcdfFile file = NetcdfFile::open(path);
    const bool geogrid = file.has_variable("XLAT_M");
    const std::string lat_name = geogrid ? "XLAT_M" : "XLAT", lon_name = geogrid ? "XLONG_M" : "XLONG";
    for (const std::string& name : {std::string("LU_INDEX"), lat_name, lon_name}) {
        if (!file.has_variable(name))
            refuse("E413", path, fmt::format("variable {} is missing", name),
                   "give a geo_em, met_em or wrfout file with LU_INDEX");
    }
    std::vector<std::size_t> shape = file.shape_of("LU_INDEX");
    if (shape.size() == 3) shape.erase(shape.begin());  // Time: the first is taken
    if (shape.size() != 2 || shape[0] < 2 || shape[1] < 2)
        refuse("E432", path, "LU_INDEX has not the dimensions (Time, south_north, west_east)", "see FORMATS.md");
    const std::size_t ny = shape[0], nx = shape[1];
    if (scheme == "auto")
        scheme = scheme_of_mminlu(path, file.text_attribute("", "MMINLU").value_or(std::string("not there")));
    const auto plane = [&](const std::string& name) {
        const bool timed = file.shape_of(name).size() == 3;
        const std::vector<std::size_t> start(timed ? 3 : 2, 0);
        const std::vector<std::size_t> count = timed ? std::vector<std::size_t>{1, ny, nx} : shape;
        return file.read(name, start, count);
    };
    const std::vector<double> code = plane("LU_INDEX"), lat = plane(lat_name), lon = plane(lon_name);
    const auto map = std::make_shared<const WrfProjection>(file);
    const MapPoint first = map->forward({lon.front(), lat.front()});
    const MapPoint last = map->forward({lon.back(), lat.back()});
    const double dx = (last.x_m - first.x_m) / static_cast<double>(nx - 1);
    const double dy = (last.y_m - first.y_m) / static_cast<double>(ny - 1);
    return [=](LonLat at) -> std::optional<int> {
        const MapPoint p = map->forward(at);
        const double x = std::round((p.x_m - first.x_m) / dx), y = std::round((p.y_m - first.y_m) / dy);
        if (!(x >= 0.0 && y >= 0.0 && x < static_cast<double>(nx) && y < static_cast<double>(ny))) return std::nullopt;
        return static_cast<int>(std::lround(code[static_cast<std::size_t>(y) * nx + static_cast<std::size_t>(x)]));
    };
}

bool is_netcdf(const std::string& path) {
    const auto ends = [&](const char* end) { return path.size() >= 3 && path.ends_with(end); };
    return !(ends(".csv") || ends(".CSV") || ends(".txt"));
}

}  // namespace

std::optional<LandUse> land_use_from_code(const std::string& scheme, int code) {
    if (scheme == "wesely") {
        if (code < 1 || code > static_cast<int>(k_land_uses)) return std::nullopt;
        return static_cast<LandUse>(code - 1);
    }
    // Urban zones of WRF: 31-33 by density, 51-61 local climate zones.
    if (scheme == "modis" && ((code >= 31 && code <= 33) || (code >= 51 && code <= 61))) return LandUse::urban;
    const auto table = schemes().find(scheme);
    if (table == schemes().end()) return std::nullopt;
    const auto found = table->second.find(code);
    return found == table->second.end() ? std::nullopt : std::optional(found->second);
}

LandCover read_land_cover(const Scenario::Meteorology& options, const Grid& grid) {
    LandCover cover;
    cover.share.assign(grid.cells(), {});
    if (options.land_use_file.empty()) {
        const std::optional<LandUse> use = land_use_of(options.land_use);
        for (auto& share : cover.share) share[static_cast<std::size_t>(use.value())] = 1.0;
        return cover;
    }
    const std::string& path = options.land_use_file;
    std::string scheme = options.land_use_scheme;
    const bool netcdf = is_netcdf(path);
    if (!netcdf && scheme == "auto")
        refuse("E309", path, "the scheme of the codes in a CSV grid is not said",
               "give meteorology.land_use_scheme, for example \"worldcover\"");
    const CodeAt code_at = netcdf ? wrf_codes(path, scheme) : csv_codes(path);
    constexpr double k_part = 1.0 / static_cast<double>(k_points_per_side);
    for (std::size_t j = 0; j < grid.ny; ++j) {
        for (std::size_t i = 0; i < grid.nx; ++i) {
            for (std::size_t n = 0; n < k_points_per_side * k_points_per_side; ++n) {
                const double a = (static_cast<double>(n % k_points_per_side) + 0.5) * k_part - 0.5;
                const double b = (static_cast<double>(n / k_points_per_side) + 0.5) * k_part - 0.5;
                const LonLat at = grid.projection.inverse(
                    {grid.x_centre_m(i) + a * grid.cell_m, grid.y_centre_m(j) + b * grid.cell_m});
                const std::optional<int> code = code_at(at);
                if (!code)
                    refuse("E411", path,
                           fmt::format("land use does not cover the domain: nothing at {:.4f} E, {:.4f} N", at.lon_deg,
                                       at.lat_deg),
                           "give a larger file or a smaller domain.bounds_deg");
                const std::optional<LandUse> use = land_use_from_code(scheme, *code);
                if (!use)
                    refuse("E309", path,
                           fmt::format("code {} at {:.4f} E, {:.4f} N is none of the scheme {}", *code, at.lon_deg,
                                       at.lat_deg, scheme),
                           "give the right meteorology.land_use_scheme");
                cover.share[j * grid.nx + i][static_cast<std::size_t>(*use)] += k_part * k_part;
            }
        }
    }
    return cover;
}

}  // namespace lantian
