#include "models/run/winds_file.hpp"

#include <fmt/format.h>

#include "core/base/assert.hpp"
#include "core/base/version.hpp"
#include "core/io/atomic_write.hpp"
#include "core/io/grid_mapping.hpp"
#include "models/meteorology/terrain_flow.hpp"

namespace lantian {

namespace {

using Type = NetcdfFile::Type;

struct Layered {
    const char *name, *standard_name, *long_name, *units;
    std::vector<double> MetState::*field;
};

const Layered k_layered[] = {
    {"wind_x", "x_wind", "wind along x of the map", "m s-1", &MetState::wind_x_m_s},
    {"wind_y", "y_wind", "wind along y of the map", "m s-1", &MetState::wind_y_m_s},
    {"wind_z", "", "vertical wind relative to the terrain-following surface", "m s-1", &MetState::wind_z_m_s},
    {"potential_temperature", "air_potential_temperature", "potential temperature", "K",
     &MetState::potential_temperature_k},
};

const Layered k_flat[] = {
    {"temperature_2m", "air_temperature", "temperature at 2 m", "K", &MetState::temperature_2m_k},
    {"surface_pressure", "surface_air_pressure", "pressure at the ground", "Pa", &MetState::surface_pressure_pa},
    {"friction_velocity", "", "friction velocity", "m s-1", &MetState::friction_velocity_m_s},
    {"obukhov_length", "", "Obukhov length, 1e9 neutral", "m", &MetState::obukhov_length_m},
    {"convective_velocity", "", "convective velocity scale", "m s-1", &MetState::convective_velocity_m_s},
    {"mixing_height", "atmosphere_boundary_layer_thickness", "mixing height", "m", &MetState::mixing_height_m},
    {"roughness_length", "surface_roughness_length", "roughness length", "m", &MetState::roughness_length_m},
    {"precipitation", "lwe_precipitation_rate", "precipitation", "mm h-1", &MetState::precipitation_mm_h},
};

void define_axis(NetcdfFile& file, const std::string& name, const char* axis, const std::string& standard_name,
                 const std::string& long_name, const std::vector<double>& values) {
    file.define_dimension(name, values.size());
    file.define_variable(name, Type::f64, {name});
    if (!standard_name.empty()) file.attribute(name, "standard_name", standard_name);
    file.attribute(name, "long_name", long_name);
    file.attribute(name, "units", "m");
    file.attribute(name, "axis", axis);
}

void define_field(NetcdfFile& file, const Layered& v, const std::vector<std::string>& dimensions, Type type) {
    NetcdfFile::Storage storage;
    storage.deflate_level = dimensions.size() > 2 ? 1 : 0;
    file.define_variable(v.name, type, dimensions, storage);
    if (*v.standard_name != '\0') file.attribute(v.name, "standard_name", v.standard_name);
    file.attribute(v.name, "long_name", v.long_name);
    file.attribute(v.name, "units", v.units);
}

void map_field(NetcdfFile& file, const std::string& name) {
    file.attribute(name, "grid_mapping", "crs");
    file.attribute(name, "coordinates", "lon lat");
}

}  // namespace

WindsFile::WindsFile(const std::string& path, const WindsContext& context, const std::vector<UtcTime>& times,
                     const MetState& like)
    : path_(path), times_(times), file_(NetcdfFile::create(part_name(path))) {
    const Grid& grid = *like.grid;
    const Scenario& scenario = context.scenario;
    const auto text = [&](const char* name, const std::string& value) { file_.attribute("", name, value); };
    text("Conventions", "CF-1.11");
    text("title", (scenario.title.empty() ? scenario.name : scenario.title) + ": weather of the run");
    text("source", fmt::format("lantian {}", k_version));
    text("lantian_format", "lantian-winds");
    file_.attribute("", "lantian_format_version", 1.0);
    text("lantian_version", k_version);
    text("scenario_hash", context.scenario_hash);
    text("terrain_adjust", scenario.meteorology.terrain_adjust ? "true" : "false");
    std::string notes;
    for (const std::string& note : context.notes) notes += (notes.empty() ? "" : "\n") + note;
    text("notes", notes);
    file_.attribute("", "time_zone_offset_h", scenario.time.local_offset_h);
    if (!context.outline_geojson.empty()) text("outline", context.outline_geojson);
    file_.define_group_attribute("provenance", "commit", k_commit);

    file_.define_dimension("time", times.size());
    file_.define_variable("time", Type::i64, {"time"});
    file_.attribute("time", "standard_name", "time");
    file_.attribute("time", "units", "seconds since 1970-01-01 00:00:00 UTC");
    file_.attribute("time", "calendar", "standard");
    file_.attribute("time", "units_metadata", "leap_seconds: none");
    file_.attribute("time", "axis", "T");
    std::vector<double> x;
    std::vector<double> y;
    for (std::size_t i = 0; i < grid.nx; ++i) x.push_back(grid.x_centre_m(i));
    for (std::size_t j = 0; j < grid.ny; ++j) y.push_back(grid.y_centre_m(j));
    define_axis(file_, "height", "Z", "height", "height above ground", like.level_m);
    file_.attribute("height", "positive", "up");
    define_axis(file_, "y", "Y", "projection_y_coordinate", "northing, cell centre", y);
    define_axis(file_, "x", "X", "projection_x_coordinate", "easting, cell centre", x);
    define_grid_mapping(file_, "crs", grid.projection);
    file_.attribute("crs", "long_name", grid.projection.name());
    define_field(file_, {"lon", "longitude", "longitude of the cell centre", "degrees_east", nullptr}, {"y", "x"},
                 Type::f64);
    define_field(file_, {"lat", "latitude", "latitude of the cell centre", "degrees_north", nullptr}, {"y", "x"},
                 Type::f64);
    define_field(file_, {"terrain_height", "surface_altitude", "height of the terrain", "m", nullptr}, {"y", "x"},
                 Type::f64);
    map_field(file_, "terrain_height");
    for (const Layered& v : k_layered) {
        define_field(file_, v, {"time", "height", "y", "x"}, Type::f32);
        map_field(file_, v.name);
    }
    define_field(file_, {"wind_upward", "upward_air_velocity", "vertical wind of the air", "m s-1", nullptr},
                 {"time", "height", "y", "x"}, Type::f32);
    map_field(file_, "wind_upward");
    for (const Layered& v : k_flat) {
        define_field(file_, v, {"time", "y", "x"}, Type::f32);
        map_field(file_, v.name);
    }
    std::vector<double> seconds;
    for (UtcTime t : times) seconds.push_back(static_cast<double>(t.seconds));
    file_.write("time", seconds);
    file_.write("height", like.level_m);
    file_.write("x", x);
    file_.write("y", y);
    std::vector<double> lon;
    std::vector<double> lat;
    for (double north : y) {
        for (double east : x) {
            const LonLat at = grid.projection.inverse({east, north});
            lon.push_back(at.lon_deg);
            lat.push_back(at.lat_deg);
        }
    }
    file_.write("lon", lon);
    file_.write("lat", lat);
    file_.write("terrain_height", grid.terrain_m);
}

void WindsFile::write(const MetState& first, const MetState& second) {
    LANTIAN_ASSERT(next_ < times_.size());
    const Grid& grid = *first.grid;
    const std::size_t cells = grid.cells();
    const std::size_t levels = first.level_m.size();
    const auto span = static_cast<double>(second.time - first.time);
    const double share = span > 0.0 ? static_cast<double>(times_[next_] - first.time) / span : 0.0;
    const auto between = [&](const std::vector<double> MetState::*field, std::size_t n) {
        return (first.*field)[n] + share * ((second.*field)[n] - (first.*field)[n]);
    };
    std::vector<double> values(levels * cells);
    const std::size_t start[] = {next_, 0, 0, 0};
    const std::size_t count[] = {1, levels, grid.ny, grid.nx};
    for (const Layered& v : k_layered) {
        for (std::size_t n = 0; n < values.size(); ++n) values[n] = between(v.field, n);
        file_.write(v.name, start, count, std::span<const double>(values));
    }
    const TerrainShape shape = terrain_shape(grid, 0.0);
    for (std::size_t n = 0; n < values.size(); ++n) {
        values[n] = between(&MetState::wind_z_m_s, n) + between(&MetState::wind_x_m_s, n) * shape.slope_x[n % cells] +
                    between(&MetState::wind_y_m_s, n) * shape.slope_y[n % cells];
    }
    file_.write("wind_upward", start, count, std::span<const double>(values));
    const std::size_t flat_start[] = {next_, 0, 0};
    const std::size_t flat_count[] = {1, grid.ny, grid.nx};
    values.resize(cells);
    for (const Layered& v : k_flat) {
        for (std::size_t n = 0; n < cells; ++n) {
            // Between a stable and an unstable state 1/L is what passes through neutral.
            values[n] = v.field == &MetState::obukhov_length_m
                            ? 1.0 / (1.0 / first.obukhov_length_m[n] +
                                     share * (1.0 / second.obukhov_length_m[n] - 1.0 / first.obukhov_length_m[n]))
                            : between(v.field, n);
        }
        file_.write(v.name, flat_start, flat_count, std::span<const double>(values));
    }
    ++next_;
}

void WindsFile::finish() {
    LANTIAN_ASSERT(next_ == times_.size());
    file_.close();
    publish_part(path_);
}

}  // namespace lantian
