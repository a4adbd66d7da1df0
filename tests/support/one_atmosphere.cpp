#include "tests/support/one_atmosphere.hpp"

#include <cmath>
#include <fstream>

#include "core/io/netcdf_file.hpp"
#include "inputs/readers/arl_file.hpp"
#include "tests/support/arl_writer.hpp"
#include "tests/support/grib_writer.hpp"

namespace lantian::testing::one_atmosphere {

namespace {

constexpr double k_geopotential_metre = 9.80665;

std::vector<double> plane(double base, double by_x, double by_y, double by_time, std::size_t time) {
    std::vector<double> out;
    for (std::size_t j = 0; j < k_ny; ++j) {
        for (std::size_t i = 0; i < k_nx; ++i)
            out.push_back(base + by_x * static_cast<double>(i) + by_y * static_cast<double>(j) +
                          by_time * static_cast<double>(time));
    }
    return out;
}

std::vector<double> scaled(std::vector<double> values, double by) {
    for (double& v : values) v *= by;
    return values;
}

const std::vector<std::string> k_on_levels{"t", "u", "v", "w", "q", "z"};
const std::vector<std::string> k_on_surface{"z", "sp", "t2m", "u10", "v10", "blh", "tp", "ssrd"};

std::string units_of(const std::string& name) {
    if (name == "t" || name == "t2m") return "K";
    if (name == "u" || name == "v" || name == "u10" || name == "v10") return "m s**-1";
    if (name == "w") return "Pa s**-1";
    if (name == "q") return "kg kg**-1";
    if (name == "z") return "m**2 s**-2";
    if (name == "sp") return "Pa";
    return name == "ssrd" ? "J m**-2" : "m";
}

}  // namespace

std::vector<double> on_level(const std::string& name, std::size_t level, std::size_t time) {
    const auto up = static_cast<double>(level);
    if (name == "t") return plane(290.0 - 7.0 * up, 0.2, -0.4, 1.5, time);
    if (name == "u") return plane(3.0 + 2.0 * up, 0.3, 0.1, -0.5, time);
    if (name == "v") return plane(-2.0 + up, -0.2, 0.4, 0.7, time);
    if (name == "w") return plane(0.1 - 0.05 * up, 0.01, -0.02, 0.03, time);
    if (name == "q") return plane(0.008 / (1.0 + up), 1e-5, -2e-5, 1e-5, time);
    // 1000 hPa lies below the ground of this country, 925 hPa above it.
    constexpr double k_height_m[] = {110.0, 770.0, 1470.0, 3020.0, 5600.0};
    return scaled(plane(k_height_m[level], 2.0, -3.0, 5.0, time), k_geopotential_metre);
}

std::vector<double> on_surface(const std::string& name, std::size_t time) {
    if (name == "z") return scaled(plane(300.0, 7.0, 9.0, 0.0, time), k_geopotential_metre);
    if (name == "sp") return plane(97500.0, -80.0, -110.0, 60.0, time);
    if (name == "t2m") return plane(288.0, 0.2, -0.4, 2.0, time);
    if (name == "u10") return plane(2.0, 0.2, 0.1, 0.5, time);
    if (name == "v10") return plane(-1.0, 0.1, 0.2, -0.5, time);
    if (name == "blh") return plane(500.0, 30.0, -10.0, 200.0, time);
    if (name == "tp") return plane(0.001, 1e-4, 5e-5, 2e-4, time);
    return plane(3.6e5, 1e4, 2e4, 3.6e5, time);  // ssrd
}

void write_era5(const std::string& path, Names names) {
    const bool old = names == Names::old;
    const std::string time = old ? "time" : "valid_time", level = old ? "level" : "pressure_level";
    NetcdfFile file = NetcdfFile::create(path);
    using Type = NetcdfFile::Type;
    file.define_dimension(time, k_times);
    file.define_dimension(level, k_levels_hpa.size());
    file.define_dimension("latitude", k_ny);
    file.define_dimension("longitude", k_nx);
    const auto coordinate = [&](const std::string& name, const char* units, const std::vector<double>& values) {
        file.define_variable(name, Type::f64, {name});
        file.attribute(name, "units", units);
        file.write(name, values);
    };
    std::vector<double> lat, lon, hours;
    for (std::size_t j = 0; j < k_ny; ++j) lat.push_back(k_south + k_step * static_cast<double>(k_ny - 1 - j));
    for (std::size_t i = 0; i < k_nx; ++i) lon.push_back(k_west + k_step * static_cast<double>(i));
    for (std::size_t t = 0; t < k_times; ++t) {
        const auto seconds = static_cast<double>(k_begin.seconds + 3600 * static_cast<std::int64_t>(t));
        hours.push_back(old ? seconds / 3600.0 : seconds);
    }
    coordinate(time, old ? "hours since 1970-01-01 00:00:00.0" : "seconds since 1970-01-01", hours);
    coordinate(level, old ? "millibars" : "hPa", k_levels_hpa);
    coordinate("latitude", "degrees_north", lat);
    coordinate("longitude", "degrees_east", lon);
    if (!old) file.define_variable("number", Type::i32, {});
    const auto northward_first = [](const std::vector<double>& values) {
        std::vector<double> out;
        for (std::size_t j = k_ny; j-- > 0;)
            out.insert(out.end(), values.begin() + static_cast<std::ptrdiff_t>(j * k_nx),
                       values.begin() + static_cast<std::ptrdiff_t>((j + 1) * k_nx));
        return out;
    };
    for (const std::string& name : k_on_levels) {
        // The geopotential of the ground has the same name and comes in a file of its own, or here as "orog".
        file.define_variable(name, Type::f64, {time, level, "latitude", "longitude"});
        file.attribute(name, "units", units_of(name));
        for (std::size_t t = 0; t < k_times; ++t) {
            for (std::size_t l = 0; l < k_levels_hpa.size(); ++l) {
                const std::vector<std::size_t> start{t, l, 0, 0}, count{1, 1, k_ny, k_nx};
                file.write(name, start, count, northward_first(on_level(name, l, t)));
            }
        }
    }
    for (const std::string& name : k_on_surface) {
        const std::string stored = name == "z" ? "orog" : name;
        file.define_variable(stored, Type::f64, {time, "latitude", "longitude"});
        file.attribute(stored, "units", units_of(name));
        for (std::size_t t = 0; t < k_times; ++t) {
            const std::vector<std::size_t> start{t, 0, 0}, count{1, k_ny, k_nx};
            file.write(stored, start, count, northward_first(on_surface(name, t)));
        }
    }
    file.close();
}

void write_grib2(const std::string& path, const std::string& packing) {
    struct Number {
        const char* name;
        std::int64_t discipline, category, parameter;
        const char* level_type;
        std::int64_t level;
        double to_file;
        std::int64_t process;
    };
    constexpr Number k_upper[]{{"t", 0, 0, 0, "isobaricInhPa", 0, 1.0, -1},
                               {"u", 0, 2, 2, "isobaricInhPa", 0, 1.0, -1},
                               {"v", 0, 2, 3, "isobaricInhPa", 0, 1.0, -1},
                               {"w", 0, 2, 8, "isobaricInhPa", 0, 1.0, -1},
                               {"q", 0, 1, 0, "isobaricInhPa", 0, 1.0, -1},
                               {"z", 0, 3, 5, "isobaricInhPa", 0, 1.0 / k_geopotential_metre, -1}};
    constexpr Number k_lower[]{{"z", 0, 3, 4, "surface", 0, 1.0, -1},
                               {"sp", 0, 3, 0, "surface", 0, 1.0, -1},
                               {"t2m", 0, 0, 0, "heightAboveGround", 2, 1.0, -1},
                               {"u10", 0, 2, 2, "heightAboveGround", 10, 1.0, -1},
                               {"v10", 0, 2, 3, "heightAboveGround", 10, 1.0, -1},
                               {"blh", 0, 3, 18, "surface", 0, 1.0, -1},
                               {"tp", 0, 1, 52, "surface", 0, 1000.0 / 3600.0, 0},
                               {"ssrd", 0, 4, 7, "surface", 0, 1.0, 1}};
    std::ofstream out(path, std::ios::binary);
    const auto write = [&](const Number& n, std::int64_t level, std::vector<double> values, std::size_t t) {
        GribMade m;
        m.discipline = n.discipline;
        m.category = n.category;
        m.parameter = n.parameter;
        m.level_type = n.level_type;
        m.level = level;
        m.date = t == 0 && n.process >= 0 ? 20270114 : 20270115;
        m.time = t == 0 && n.process >= 0 ? 2300 : 0;
        m.from_h = 0;
        m.to_h = n.process >= 0 ? 1 : static_cast<std::int64_t>(t);
        m.process = n.process;
        m.packing = packing;
        m.west = k_west;
        m.south = k_south;
        m.step = k_step;
        m.nx = k_nx;
        m.ny = k_ny;
        m.values = scaled(std::move(values), n.to_file);
        out << grib2_bytes(m);
    };
    for (std::size_t t = 0; t < k_times; ++t) {
        for (const Number& n : k_upper) {
            for (std::size_t l = 0; l < k_levels_hpa.size(); ++l)
                write(n, static_cast<std::int64_t>(k_levels_hpa[l]), on_level(n.name, l, t), t);
        }
        for (const Number& n : k_lower) write(n, n.level, on_surface(n.name, t), t);
    }
}

void write_arl(const std::string& path) {
    ArlGrid g;
    g.model = "TEST";
    g.nx = k_nx;
    g.ny = k_ny;
    g.reference_lat_deg = g.reference_lon_deg = k_step;
    g.sync_lat_deg = k_south;
    g.sync_lon_deg = k_west;
    g.pole_lat_deg = k_south + k_step * static_cast<double>(k_ny - 1);
    g.pole_lon_deg = k_west + k_step * static_cast<double>(k_nx - 1);
    std::vector<double> levels{0.0};
    levels.insert(levels.end(), k_levels_hpa.begin(), k_levels_hpa.end());
    struct Name {
        const char *ours, *arl;
        double to_file;
    };
    constexpr double k_metres = 1.0 / k_geopotential_metre;
    constexpr Name k_lower[]{{"sp", "PRSS", 0.01}, {"z", "SHGT", k_metres},       {"t2m", "T02M", 1.0},
                             {"u10", "U10M", 1.0}, {"v10", "V10M", 1.0},          {"blh", "PBLH", 1.0},
                             {"tp", "TPP1", 1.0},  {"ssrd", "DSWF", 1.0 / 3600.0}};
    constexpr Name k_upper[]{{"z", "HGTS", k_metres}, {"t", "TEMP", 1.0},  {"u", "UWND", 1.0},
                             {"v", "VWND", 1.0},      {"w", "WWND", 0.01}, {"q", "SPHU", 1.0}};
    std::vector<ArlTime> times;
    for (std::size_t t = 0; t < k_times; ++t) {
        ArlTime time{k_begin + 3600 * static_cast<std::int64_t>(t), {}};
        for (const Name& n : k_lower) time.fields.push_back({n.arl, 0, 0, scaled(on_surface(n.ours, t), n.to_file)});
        for (std::size_t l = 0; l < k_levels_hpa.size(); ++l) {
            for (const Name& n : k_upper)
                time.fields.push_back({n.arl, l + 1, 0, scaled(on_level(n.ours, l, t), n.to_file)});
        }
        times.push_back(std::move(time));
    }
    std::ofstream(path, std::ios::binary) << arl_bytes(g, ArlVertical::pressure, levels, times);
}

}  // namespace lantian::testing::one_atmosphere
