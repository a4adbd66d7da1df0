#include <array>
#include <fstream>

#include "core/io/file_check.hpp"
#include "core/io/netcdf_file.hpp"
#include "inputs/readers/arl_file.hpp"
#include "inputs/readers/weather.hpp"

namespace lantian {

namespace {

bool looks_like_netcdf(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::array<char, 4> magic{};
    in.read(magic.data(), magic.size());
    const std::string head(magic.data(), static_cast<std::size_t>(in.gcount()));
    return head.starts_with("CDF") || head == "\x89HDF";
}

[[noreturn]] void neither(const std::string& file) {
    throw Error(Problem{Severity::error, ErrorKind::bad_data, "E311", file, 0, 0, "is not weather that lantian reads",
                        "WRF output, our CF NetCDF, ARL packed files, or a station table with station, time and wind_speed[m/s] are "
                        "expected; lantian doctor describes any file"});
}

}  // namespace

WeatherKind detect_weather(const std::string& file) {
    static_cast<void>(readable_file_size(file));
    if (looks_like_netcdf(file)) {
        const NetcdfFile netcdf = NetcdfFile::open(file);
        if (netcdf.has_variable("Times") && netcdf.number_attribute("", "MAP_PROJ")) return WeatherKind::wrf;
        if (netcdf.has_variable("air_temperature") && netcdf.has_variable("height")) return WeatherKind::cf;
        neither(file);
    }
    if (is_arl(file)) return WeatherKind::arl;
    std::ifstream in(file);
    std::string line;
    while (std::getline(in, line) && (line.empty() || line.starts_with('#') || line == "\r")) {
    }
    if (line.find("station") != std::string::npos && line.find("wind_speed") != std::string::npos)
        return WeatherKind::stations;
    neither(file);
}

}  // namespace lantian
