#include <array>
#include <fstream>

#include "core/io/file_check.hpp"
#include "core/io/netcdf_file.hpp"
#include "inputs/readers/arl_file.hpp"
#include "inputs/readers/era5_layout.hpp"
#include "inputs/readers/grib_sections.hpp"
#include "inputs/readers/observations.hpp"
#include "inputs/readers/weather.hpp"

namespace lantian {

namespace {

std::string first_bytes(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::array<char, 16384> head{};
    in.read(head.data(), head.size());
    return {head.data(), static_cast<std::size_t>(in.gcount())};
}

[[noreturn]] void neither(const std::string& file) {
    throw Error(
        Problem{Severity::error, ErrorKind::bad_data, "E311", file, 0, 0, "is not weather that lantian reads",
                "WRF output, GRIB, ERA5 NetCDF, our CF NetCDF, ARL packed files, observations, or a station table "
                "with station, time and wind_speed[m/s] are "
                "expected; lantian doctor describes any file"});
}

}  // namespace

WeatherKind detect_weather(const std::string& file) {
    static_cast<void>(readable_file_size(file));
    const std::string head = first_bytes(file);
    if (head.starts_with("CDF") || head.starts_with("\x89HDF")) {
        const NetcdfFile netcdf = NetcdfFile::open(file);
        if (netcdf.has_variable("Times") && netcdf.number_attribute("", "MAP_PROJ")) return WeatherKind::wrf;
        if (netcdf.has_variable("air_temperature") && netcdf.has_variable("height")) return WeatherKind::cf;
        if (Era5Layout::fits(netcdf)) return WeatherKind::era5;
        if (observation_format(file)) return WeatherKind::stations;
        neither(file);
    }
    if (grib::begins_with_grib(head)) return WeatherKind::grib;
    if (is_arl(file)) return WeatherKind::arl;
    std::ifstream in(file);
    std::string line;
    while (std::getline(in, line) && (line.empty() || line.starts_with('#') || line == "\r")) {
    }
    if (line.find("station") != std::string::npos && line.find("wind_speed") != std::string::npos)
        return WeatherKind::stations;
    if (observation_format(file)) return WeatherKind::stations;
    neither(file);
}

}  // namespace lantian
