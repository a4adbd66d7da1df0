#include "tests/support/jiyuan_weather.hpp"

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <fstream>

#include <fmt/format.h>

#include "core/base/constants.hpp"
#include "core/io/netcdf_file.hpp"

namespace lantian::test {

namespace {

constexpr std::size_t k_nx = 24, k_ny = 20;
constexpr double k_cell_m = 9000.0, k_ground_m = 150.0, k_ground_k = 278.0, k_lapse_k_m = 0.005, k_ground_pa = 1.0e5;
constexpr double k_2m_wind_share = 0.7;  // of the lowest level, at 10 m
// Faces between the levels, m above ground; the levels lie in the middle.
constexpr std::array k_face_m{0.0, 50.0, 110.0, 230.0, 370.0, 630.0, 970.0, 1430.0, 2170.0, 3030.0, 4170.0};
constexpr std::size_t k_nz = k_face_m.size() - 1;

double level_m(std::size_t k) { return 0.5 * (k_face_m[k] + k_face_m[k + 1]); }
double east_m_s(double z_m) { return 3.0 + 0.002 * z_m; }
constexpr double k_north_m_s = 0.5;
double temperature_k(double z_m) { return k_ground_k - k_lapse_k_m * z_m; }
double pressure_pa(double z_m) {
    return k_ground_pa * std::pow(temperature_k(z_m) / k_ground_k,
                                  constants::k_gravity_m_s2 / (constants::k_dry_air_gas_constant_j_kg_k * k_lapse_k_m));
}

/// Height above ground of a pressure, the inverse of pressure_pa.
double height_m(double pressure) {
    const double share = std::pow(pressure / k_ground_pa,
                                  constants::k_dry_air_gas_constant_j_kg_k * k_lapse_k_m / constants::k_gravity_m_s2);
    return (1.0 - share) * k_ground_k / k_lapse_k_m;
}

Projection lambert() {
    return Projection(fmt::format("+proj=lcc +lat_1=30 +lat_2=60 +lat_0=35.1 +lon_0=112.4 +R={:.0f} +units=m +no_defs",
                                  constants::k_wrf_sphere_radius_m));
}

std::string wrf_time(UtcTime t) {
    std::string text = format_time(t).substr(0, 19);
    text[10] = '_';
    return text;
}

std::string big_endian(std::uint64_t value, std::size_t bytes) {
    std::string out(bytes, '\0');
    for (std::size_t k = 0; k < bytes; ++k) out[k] = static_cast<char>((value >> (8 * (bytes - 1 - k))) & 255U);
    return out;
}
std::string section(int number, const std::string& body) {
    return big_endian(body.size() + 5, 4) + static_cast<char>(number) + body;
}

/// One uniform field on a 0.25 degree mesh, 110-115 E, 33-37 N.
struct GribField {
    int category, number, surface;
    std::uint32_t level;
    double value;
};

std::string grib2_message(UtcTime time, const GribField& f) {
    constexpr std::uint32_t k_columns = 21, k_rows = 17;
    const CalendarTime c = calendar(time);
    const auto micro = [](double degrees) {
        return big_endian(static_cast<std::uint64_t>(std::llround(degrees * 1e6)), 4);
    };
    const std::string identification = big_endian(98, 2) + big_endian(0, 2) + std::string{'\x05', '\x00', '\x01'} +
                                       big_endian(static_cast<std::uint64_t>(c.year), 2) + static_cast<char>(c.month) +
                                       static_cast<char>(c.day) + static_cast<char>(c.hour) +
                                       std::string{'\x00', '\x00', '\x00', '\x00'};
    // Template 3.0: longitude-latitude, sphere of 6371229 m, rows from the north.
    const std::string grid = std::string(1, '\0') + big_endian(k_columns * k_rows, 4) + std::string(2, '\0') +
                             big_endian(0, 2) + '\x06' + std::string(15, '\xff') + big_endian(k_columns, 4) +
                             big_endian(k_rows, 4) + big_endian(0, 4) + std::string(4, '\xff') + micro(37.0) +
                             micro(110.0) + '\x30' + micro(33.0) + micro(115.0) + micro(0.25) + micro(0.25) + '\0';
    const bool has_level = f.surface != 1;
    const std::string product = big_endian(0, 2) + big_endian(0, 2) + static_cast<char>(f.category) +
                                static_cast<char>(f.number) + std::string{'\x00', '\x00', '\x00'} + big_endian(0, 2) +
                                std::string{'\x00', '\x01'} + big_endian(0, 4) + static_cast<char>(f.surface) +
                                (has_level ? std::string(1, '\0') + big_endian(f.level, 4) : std::string(5, '\xff')) +
                                std::string(6, '\xff');
    // Reference value and no bits: the field is constant.
    const std::string packing = big_endian(k_columns * k_rows, 4) + big_endian(0, 2) +
                                big_endian(std::bit_cast<std::uint32_t>(static_cast<float>(f.value)), 4) +
                                big_endian(0, 2) + big_endian(0, 2) + std::string(2, '\0');
    const std::string body = section(1, identification) + section(3, grid) + section(4, product) + section(5, packing) +
                             section(6, "\xff") + section(7, "") + "7777";
    return "GRIB" + std::string(3, '\0') + '\x02' + big_endian(body.size() + 16, 8) + body;
}

}  // namespace

JiyuanWeather::JiyuanWeather(UtcTime first, std::size_t hours) : projection_(lambert()) {
    for (std::size_t n = 0; n <= hours; ++n) times_.push_back(first + static_cast<std::int64_t>(n) * 3600);
}

GriddedWeather JiyuanWeather::load(std::size_t time_index) const {
    GriddedWeather w;
    w.time = times_.at(time_index);
    w.nx = k_nx;
    w.ny = k_ny;
    w.nz = k_nz;
    for (std::size_t j = 0; j < k_ny; ++j) {
        for (std::size_t i = 0; i < k_nx; ++i) {
            const LonLat at =
                projection_.inverse({(static_cast<double>(i) - 0.5 * static_cast<double>(k_nx - 1)) * k_cell_m,
                                     (static_cast<double>(j) - 0.5 * static_cast<double>(k_ny - 1)) * k_cell_m});
            w.lon_deg.push_back(at.lon_deg);
            w.lat_deg.push_back(at.lat_deg);
        }
    }
    const std::size_t plane = k_nx * k_ny;
    w.surface_altitude_m.assign(plane, k_ground_m);
    for (std::size_t k = 0; k < k_nz; ++k) {
        const double z = level_m(k);
        const auto add = [&](std::vector<double>& field, double value) { field.insert(field.end(), plane, value); };
        add(w.height_m, z);
        add(w.eastward_wind_m_s, east_m_s(z));
        add(w.northward_wind_m_s, k_north_m_s);
        add(w.upward_wind_m_s, 0.0);
        add(w.temperature_k, temperature_k(z));
        add(w.pressure_pa, pressure_pa(z));
    }
    w.temperature_2m_k.assign(plane, temperature_k(2.0));
    w.surface_pressure_pa.assign(plane, k_ground_pa);
    w.eastward_wind_10m_m_s.assign(plane, k_2m_wind_share * east_m_s(level_m(0)));
    w.northward_wind_10m_m_s.assign(plane, k_2m_wind_share * k_north_m_s);
    return w;
}

void write_wrf(const JiyuanWeather& weather, const std::string& path) {
    NetcdfFile file = NetcdfFile::create(path);
    const std::size_t nt = weather.times().size();
    file.define_dimension("Time", nt);
    file.define_dimension("bottom_top", k_nz);
    file.define_dimension("bottom_top_stag", k_nz + 1);
    file.define_dimension("south_north", k_ny);
    file.define_dimension("south_north_stag", k_ny + 1);
    file.define_dimension("west_east", k_nx);
    file.define_dimension("west_east_stag", k_nx + 1);
    file.attribute("", "TITLE", "made for a test");
    for (const auto& [name, value] : {std::pair{"MAP_PROJ", 1.0},
                                      {"TRUELAT1", 30.0},
                                      {"TRUELAT2", 60.0},
                                      {"MOAD_CEN_LAT", 35.1},
                                      {"STAND_LON", 112.4},
                                      {"POLE_LAT", 90.0},
                                      {"POLE_LON", 0.0},
                                      {"DX", k_cell_m},
                                      {"DY", k_cell_m}})
        file.attribute("", name, value);
    const GriddedWeather w = weather.load(0);
    const std::size_t plane = k_nx * k_ny;
    struct Variable {
        std::string name, z, y, x;
        std::vector<double> values;  // of one time
    };
    std::vector<Variable> variables;
    const auto volume = [&](const char* name, int stagger, auto value) {
        const std::size_t nz = k_nz + (stagger == 0 ? 1 : 0), ny = k_ny + (stagger == 1 ? 1 : 0),
                          nx = k_nx + (stagger == 2 ? 1 : 0);
        Variable v{name,
                   stagger == 0 ? "bottom_top_stag" : "bottom_top",
                   stagger == 1 ? "south_north_stag" : "south_north",
                   stagger == 2 ? "west_east_stag" : "west_east",
                   {}};
        for (std::size_t k = 0; k < nz; ++k) v.values.insert(v.values.end(), ny * nx, value(k));
        variables.push_back(std::move(v));
    };
    const auto flat = [&](const char* name, std::vector<double> values) {
        variables.push_back({name, "", "south_north", "west_east", std::move(values)});
    };
    // No SINALPHA: the reader takes the angle from the projection. The wind along the mesh is uniform here.
    volume("U", 2, [](std::size_t k) { return east_m_s(level_m(k)); });
    volume("V", 1, [](std::size_t) { return k_north_m_s; });
    volume("W", 0, [](std::size_t) { return 0.0; });
    volume("PH", 0, [](std::size_t) { return 0.0; });
    volume("PHB", 0, [](std::size_t k) { return constants::k_gravity_m_s2 * (k_ground_m + k_face_m[k]); });
    volume("P", 3, [](std::size_t) { return 0.0; });
    volume("PB", 3, [](std::size_t k) { return pressure_pa(level_m(k)); });
    volume("T", 3, [](std::size_t k) {
        return temperature_k(level_m(k)) * std::pow(1e5 / pressure_pa(level_m(k)), 2.0 / 7.0) - 300.0;
    });
    flat("XLAT", w.lat_deg);
    flat("XLONG", w.lon_deg);
    flat("HGT", w.surface_altitude_m);
    flat("T2", w.temperature_2m_k);
    flat("PSFC", w.surface_pressure_pa);
    flat("U10", w.eastward_wind_10m_m_s);
    flat("V10", w.northward_wind_10m_m_s);
    flat("LU_INDEX", std::vector<double>(plane, 12.0));
    file.attribute("", "MMINLU", "MODIFIED_IGBP_MODIS_NOAH");
    file.define_variable("Times", NetcdfFile::Type::text, {"Time"});
    for (const Variable& v : variables) {
        std::vector<std::string> dimensions{"Time"};
        if (!v.z.empty()) dimensions.push_back(v.z);
        dimensions.push_back(v.y);
        dimensions.push_back(v.x);
        file.define_variable(v.name, NetcdfFile::Type::f64, dimensions);
    }
    std::vector<std::string> times;
    for (const UtcTime t : weather.times()) times.push_back(wrf_time(t));
    file.write_texts("Times", times);
    for (const Variable& v : variables) {
        std::vector<double> all;
        for (std::size_t t = 0; t < nt; ++t) all.insert(all.end(), v.values.begin(), v.values.end());
        file.write(v.name, all);
    }
    file.close();
}

void write_grib2(const JiyuanWeather& weather, const std::string& path) {
    std::ofstream out(path, std::ios::binary);
    for (const UtcTime t : weather.times()) {
        const auto put = [&](int category, int number, int surface, double level, double value) {
            out << grib2_message(t, {category, number, surface, static_cast<std::uint32_t>(std::lround(level)), value});
        };
        for (std::size_t k = 0; k < k_nz; ++k) {
            const double p = 100.0 * std::round(pressure_pa(level_m(k)) / 100.0);  // levels are named by whole hPa
            const double z = height_m(p);
            put(0, 0, 100, p, temperature_k(z));
            put(2, 2, 100, p, east_m_s(z));
            put(2, 3, 100, p, k_north_m_s);
            put(3, 5, 100, p, k_ground_m + z);
        }
        put(3, 5, 1, 0.0, k_ground_m);
        put(3, 0, 1, 0.0, k_ground_pa);
        put(0, 0, 103, 2.0, temperature_k(2.0));
        put(2, 2, 103, 10.0, k_2m_wind_share * east_m_s(level_m(0)));
        put(2, 3, 103, 10.0, k_2m_wind_share * k_north_m_s);
    }
}

}  // namespace lantian::test
