#include "inputs/readers/weather.hpp"

namespace lantian {

std::optional<WeatherKind> weather_kind(std::string_view word) {
    if (word == "stations") return WeatherKind::stations;
    if (word == "wrf") return WeatherKind::wrf;
    if (word == "cf") return WeatherKind::cf;
    if (word == "arl") return WeatherKind::arl;
    if (word == "grib") return WeatherKind::grib;
    if (word == "era5") return WeatherKind::era5;
    return std::nullopt;
}

std::unique_ptr<GriddedWeatherSource> open_gridded_weather(WeatherKind kind, const std::vector<std::string>& files,
                                                           const std::optional<AreaDeg>& area_deg) {
    switch (kind) {
        case WeatherKind::wrf:
            return open_wrf(files, area_deg);
        case WeatherKind::cf:
            return open_cf_weather(files);
        case WeatherKind::arl:
            return open_arl(files);
        case WeatherKind::grib:
            return open_grib(files, area_deg);
        case WeatherKind::era5:
            return open_era5(files, area_deg);
        case WeatherKind::stations:
            break;
    }
    throw Error(Problem{Severity::error, ErrorKind::bad_data, "E413", files.empty() ? std::string{} : files.front(), 0,
                        0, "station weather holds no 3-D fields", "use it as it is: meteorology.kind = \"stations\""});
}

}  // namespace lantian
