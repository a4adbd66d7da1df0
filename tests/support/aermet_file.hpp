#pragma once

#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "core/base/time.hpp"

namespace lantian::testing {

/// One hour of an AERMET surface file; NaN = missing. Local standard time, hours end at their label.
struct AermetHour {
    UtcTime end;
    double heat_flux_w_m2, friction_velocity_m_s, convective_height_m, mechanical_height_m, obukhov_length_m;
    double roughness_m, bowen_ratio, albedo_frac, wind_m_s, wind_height_m, temperature_k, pressure_hpa, cloud_tenths;
};

/// Reads the columns that a test of the surface layer needs. offset_h: local standard time less UTC.
[[nodiscard]] inline std::vector<AermetHour> read_aermet_hours(const std::filesystem::path& file, int offset_h) {
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    std::vector<AermetHour> hours;
    while (std::getline(in, line)) {
        std::istringstream text(line);
        double v[25];
        int n = 0;
        while (n < 25 && text >> v[n]) ++n;
        if (n < 25) continue;
        const auto or_missing = [](double value, bool good) { return good ? value : std::nan(""); };
        const int year = static_cast<int>(v[0]) + (v[0] < 50 ? 2000 : 1900);
        hours.push_back({from_calendar(year, static_cast<int>(v[1]), static_cast<int>(v[2]), 0, 0, 0, offset_h * 3600) +
                             static_cast<std::int64_t>(v[4]) * 3600,
                         or_missing(v[5], v[5] > -900.0), or_missing(v[6], v[6] > 0.0), or_missing(v[9], v[9] > 0.0),
                         or_missing(v[10], v[10] > 0.0), or_missing(v[11], v[11] > -90000.0), v[12], v[13], v[14],
                         or_missing(v[15], v[15] < 900.0), v[17], or_missing(v[18], v[18] < 900.0), v[23],
                         or_missing(v[24], v[24] >= 0.0 && v[24] <= 10.0)});
    }
    return hours;
}

}  // namespace lantian::testing
