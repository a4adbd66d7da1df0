#include "inputs/readers/gridded_fields.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "core/base/error.hpp"

namespace lantian {

namespace {

using G = GriddedWeather;

// Ranges: wider than anything measured, narrow enough to catch a wrong unit, a fill value or a swapped variable.
constexpr std::array k_fields{
    GriddedField{&G::surface_altitude_m, "surface_altitude", "HGT", "m", "surface_altitude",
                 "terrain height above sea level", "", false, true, -500.0, 9000.0},
    GriddedField{&G::height_m, "height", "PH", "m", "height", "height above ground of the mass points", "", true, true,
                 0.0, 1e5},
    GriddedField{&G::eastward_wind_m_s, "eastward_wind", "U", "m s-1", "eastward_wind", "wind towards true east", "",
                 true, true, -150.0, 150.0},
    GriddedField{&G::northward_wind_m_s, "northward_wind", "V", "m s-1", "northward_wind", "wind towards true north",
                 "", true, true, -150.0, 150.0},
    GriddedField{&G::upward_wind_m_s, "upward_wind", "W", "m s-1", "upward_air_velocity", "upward wind", "", true, true,
                 -150.0, 150.0},
    GriddedField{&G::temperature_k, "air_temperature", "T", "K", "air_temperature", "air temperature", "", true, true,
                 150.0, 350.0},
    GriddedField{&G::pressure_pa, "air_pressure", "P", "Pa", "air_pressure", "air pressure", "", true, true, 1e-3,
                 1.2e5},
    GriddedField{&G::specific_humidity_kg_kg, "specific_humidity", "QVAPOR", "kg kg-1", "specific_humidity",
                 "specific humidity", "", true, false, 0.0, 0.1},
    GriddedField{&G::temperature_2m_k, "air_temperature_2m", "T2", "K", "air_temperature", "air temperature at 2 m",
                 "height_2m", false, false, 150.0, 350.0},
    GriddedField{&G::eastward_wind_10m_m_s, "eastward_wind_10m", "U10", "m s-1", "eastward_wind",
                 "wind towards true east at 10 m", "height_10m", false, false, -150.0, 150.0},
    GriddedField{&G::northward_wind_10m_m_s, "northward_wind_10m", "V10", "m s-1", "northward_wind",
                 "wind towards true north at 10 m", "height_10m", false, false, -150.0, 150.0},
    GriddedField{&G::surface_pressure_pa, "surface_air_pressure", "PSFC", "Pa", "surface_air_pressure",
                 "air pressure at the surface", "", false, false, 1e4, 1.2e5},
    GriddedField{&G::boundary_layer_height_m, "boundary_layer_height", "PBLH", "m",
                 "atmosphere_boundary_layer_thickness", "boundary-layer height above ground", "", false, false, 0.0,
                 2e4},
    GriddedField{&G::friction_velocity_m_s, "friction_velocity", "UST", "m s-1", "", "friction velocity", "", false,
                 false, 0.0, 20.0},
    GriddedField{&G::sensible_heat_flux_w_m2, "sensible_heat_flux", "HFX", "W m-2", "surface_upward_sensible_heat_flux",
                 "sensible heat flux, upward", "", false, false, -5000.0, 5000.0},
    GriddedField{&G::roughness_length_m, "roughness_length", "ZNT", "m", "surface_roughness_length", "roughness length",
                 "", false, false, 0.0, 50.0},
    GriddedField{&G::precipitation_mm_h, "precipitation_rate", "RAINC + RAINNC", "mm h-1", "lwe_precipitation_rate",
                 "precipitation since the time before", "", false, false, 0.0, 1000.0},
    GriddedField{&G::cloud_fraction, "cloud_fraction", "CLDFRA", "1", "cloud_area_fraction",
                 "largest cloud fraction of the column", "", false, false, 0.0, 1.0001},
    GriddedField{&G::shortwave_down_w_m2, "shortwave_down", "SWDOWN", "W m-2",
                 "surface_downwelling_shortwave_flux_in_air", "solar radiation at the ground", "", false, false, -1.0,
                 2000.0},
};

[[noreturn]] void absurd(const std::string& file, std::string_view variable, const std::string& message,
                         const std::string& hint) {
    throw Error(Problem{Severity::error, ErrorKind::bad_data, "E414", file, 0, 0,
                        fmt::format("variable {} {}", variable, message), hint});
}

std::string place_of(std::size_t k, const GriddedWeather& w, bool is_3d) {
    const std::size_t plane = w.nx * w.ny;
    const std::string yx = fmt::format("{}, {}", k % plane / w.nx, k % w.nx);
    return is_3d ? fmt::format("(level, y, x) = ({}, {})", k / plane, yx) : fmt::format("(y, x) = ({})", yx);
}

}  // namespace

std::span<const GriddedField> gridded_fields() { return k_fields; }

void check_gridded(const GriddedWeather& weather, FieldNames names, const std::string& file) {
    for (const GriddedField& field : k_fields) {
        const std::vector<double>& values = weather.*field.values;
        const auto bad =
            std::find_if(values.begin(), values.end(), [&](double v) { return !(v >= field.low && v <= field.high); });
        if (bad == values.end()) continue;
        const std::size_t k = static_cast<std::size_t>(bad - values.begin());
        absurd(file, names == FieldNames::wrf ? field.wrf_name : field.cf_name,
               fmt::format("({}, {}) is {:g} at time {}, {}", field.long_name, field.units, *bad,
                           format_time(weather.time), place_of(k, weather, field.is_3d)),
               fmt::format("a finite value from {:g} to {:g} {} is expected", field.low, field.high, field.units));
    }
    const std::size_t plane = weather.nx * weather.ny;
    for (std::size_t k = plane; k < weather.height_m.size(); ++k) {
        if (weather.height_m[k] > weather.height_m[k - plane]) continue;
        absurd(file, names == FieldNames::wrf ? "PH" : "height",
               fmt::format("does not ascend from {:g} to {:g} m at time {}, {}", weather.height_m[k - plane],
                           weather.height_m[k], format_time(weather.time), place_of(k, weather, true)),
               "levels must stand from the ground upward");
    }
}

std::vector<FileTime> join_times(const std::vector<std::string>& files, const std::vector<std::vector<UtcTime>>& times,
                                 std::vector<std::string>& notes) {
    std::vector<FileTime> all;
    for (std::size_t f = 0; f < files.size(); ++f) {
        for (std::size_t r = 0; r < times[f].size(); ++r) {
            if (r > 0 && times[f][r] <= times[f][r - 1]) {
                throw Error(Problem{Severity::error, ErrorKind::bad_data, "E415", files[f], 0, 0,
                                    fmt::format("time {} (number {}) follows {}", format_time(times[f][r]), r,
                                                format_time(times[f][r - 1])),
                                    "times must ascend within a file"});
            }
            all.push_back({times[f][r], f, r});
        }
    }
    std::stable_sort(all.begin(), all.end(), [&](const FileTime& a, const FileTime& b) {
        return a.time != b.time ? a.time < b.time : times[a.file].front() < times[b.file].front();
    });
    std::vector<std::size_t> dropped(files.size(), 0);
    std::vector<FileTime> kept;
    for (const FileTime& t : all) {
        if (!kept.empty() && kept.back().time == t.time) {
            ++dropped[t.file];
        } else {
            kept.push_back(t);
        }
    }
    for (std::size_t f = 0; f < files.size(); ++f) {
        if (dropped[f] > 0)
            notes.push_back(
                fmt::format("{}: {} times that another file holds too were left out", files[f], dropped[f]));
    }
    return kept;
}

}  // namespace lantian
