#include "inputs/readers/buried_levels.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/base/error.hpp"

namespace lantian {

namespace {

constexpr double k_lapse_k_m = 0.0065;
constexpr double k_wind_height_m = 10.0;
constexpr double k_screen_height_m = 2.0;

/// Between 10 m and the free level by the logarithm of height; held below 10 m's own share.
double logarithmic(double low, double high, double z, double top) {
    if (top <= k_wind_height_m) return low;
    const double share = std::log(std::max(z, 0.5) / k_wind_height_m) / std::log(top / k_wind_height_m);
    return low + std::clamp(share, 0.0, 1.0) * (high - low);
}

}  // namespace

std::size_t lift_buried_levels(GriddedWeather& w, const std::string& file, double least_m) {
    const std::size_t plane = w.nx * w.ny;
    const bool wind_10m = !w.eastward_wind_10m_m_s.empty() && !w.northward_wind_10m_m_s.empty();
    std::size_t lifted = 0;
    for (std::size_t c = 0; c < plane; ++c) {
        std::size_t free = 0;
        while (free < w.nz && !(w.height_m[free * plane + c] > least_m)) ++free;
        if (free == 0) continue;
        if (free == w.nz) {
            throw Error(Problem{Severity::error, ErrorKind::bad_data, "E414", file, 0, 0,
                                fmt::format("the column (y, x) = ({}, {}) has no level above its ground at {} m",
                                            c / w.nx, c % w.nx, w.surface_altitude_m[c]),
                                "heights and surface altitude must be of one model"});
        }
        const std::size_t at_free = free * plane + c;
        const double top = w.height_m[at_free];
        const double screen_k = w.temperature_2m_k.empty()
                                    ? w.temperature_k[at_free] + k_lapse_k_m * (top - k_screen_height_m)
                                    : w.temperature_2m_k[c];
        const double ground_pa = std::max(w.surface_pressure_pa[c], w.pressure_pa[at_free] * 1.00001);
        for (std::size_t k = 0; k < free; ++k, ++lifted) {
            const std::size_t at = k * plane + c;
            const double share = static_cast<double>(k + 1) / static_cast<double>(free + 1);
            const double z = share * top;
            w.height_m[at] = z;
            w.temperature_k[at] = screen_k + share * (w.temperature_k[at_free] - screen_k);
            w.pressure_pa[at] = ground_pa * std::pow(w.pressure_pa[at_free] / ground_pa, share);
            w.eastward_wind_m_s[at] =
                wind_10m ? logarithmic(w.eastward_wind_10m_m_s[c], w.eastward_wind_m_s[at_free], z, top)
                         : w.eastward_wind_m_s[at_free];
            w.northward_wind_m_s[at] =
                wind_10m ? logarithmic(w.northward_wind_10m_m_s[c], w.northward_wind_m_s[at_free], z, top)
                         : w.northward_wind_m_s[at_free];
            w.upward_wind_m_s[at] = share * w.upward_wind_m_s[at_free];
            if (!w.specific_humidity_kg_kg.empty()) w.specific_humidity_kg_kg[at] = w.specific_humidity_kg_kg[at_free];
        }
    }
    return lifted;
}

}  // namespace lantian
