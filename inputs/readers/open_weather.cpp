#include <algorithm>
#include <array>
#include <fstream>

#include "core/base/child_process.hpp"
#include "inputs/readers/observations.hpp"
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

void try_weather(const std::vector<std::string>& files, const std::optional<AreaDeg>& area_deg) {
    std::string libraries;  // files that a library of others reads within this process
    for (const std::string& file : files) {
        std::ifstream in(file, std::ios::binary);
        std::array<char, 4> magic{};
        in.read(magic.data(), magic.size());
        const std::string head(magic.data(), static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
        if (head.starts_with("CDF") || head == "\x89HDF") libraries += (libraries.empty() ? "" : ", ") + file;
    }
    if (libraries.empty()) return;
    const ChildOutcome child = run_in_child(
        [&] {
            try {
                const WeatherKind kind = detect_weather(files.front());
                if (kind == WeatherKind::stations) {
                    for (const std::string& file : files) {
                        if (const auto format = observation_format(file))
                            static_cast<void>(read_observations(file, *format, {}));
                    }
                } else {
                    const auto source = open_gridded_weather(kind, files, area_deg);
                    static_cast<void>(source->load(0));
                    static_cast<void>(source->load(source->times().size() - 1));
                }
            } catch (...) {
                // What can be said in words is said when the file is read in earnest.
            }
            return std::string();
        },
        {120, std::size_t{8} << 30});
    if (!child.how_lost.starts_with("signal")) return;
    throw Error(Problem{Severity::error, ErrorKind::bad_data, "E430", libraries, 0, 0,
                        "the file library gave up on it: " + child.how_lost, "copy it again from where it was made"});
}

}  // namespace lantian
