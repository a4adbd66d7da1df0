#include "models/meteorology/surface_energy.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/constants.hpp"

namespace lantian {

namespace {

constexpr double k_degree_rad = constants::k_pi / 180.0;
constexpr double k_lowest_sun_rad = 1.74 * k_degree_rad;
// Clear sky: 990 sin(phi) - 30 W m-2 (Holtslag and van Ulden 1983).
constexpr double k_clear_w_m2 = 990.0;
constexpr double k_haze_w_m2 = 30.0;

double cloud_transmission(double cloud_frac) noexcept { return 1.0 - 0.75 * std::pow(cloud_frac, 3.4); }

double long_wave_w_m2(double temperature_k, double cloud_frac) noexcept {
    return 5.31e-13 * std::pow(temperature_k, 6) - 5.67e-8 * std::pow(temperature_k, 4) + 60.0 * cloud_frac;
}

}  // namespace

double clear_sky_radiation_w_m2(double elevation_rad) noexcept {
    if (elevation_rad <= k_lowest_sun_rad) return 0.0;
    return std::max(0.0, k_clear_w_m2 * std::sin(elevation_rad) - k_haze_w_m2);
}

double solar_radiation_w_m2(double elevation_rad, double cloud_frac) noexcept {
    return clear_sky_radiation_w_m2(elevation_rad) * cloud_transmission(cloud_frac);
}

double albedo_at(double noon_albedo, double elevation_rad) noexcept {
    if (elevation_rad <= 0.0) return 1.0;
    const double rest = 1.0 - noon_albedo;
    return noon_albedo + rest * std::exp(-0.1 * elevation_rad / k_degree_rad - 0.5 * rest * rest);
}

double net_radiation_w_m2(double albedo, double solar_w_m2, double temperature_k, double cloud_frac,
                          double anthropogenic_w_m2) noexcept {
    return ((1.0 - albedo) * solar_w_m2 + long_wave_w_m2(temperature_k, cloud_frac)) / 1.12 + anthropogenic_w_m2;
}

double sensible_heat_flux_w_m2(double net_radiation_w_m2, double bowen_ratio) noexcept {
    return 0.9 * net_radiation_w_m2 / (1.0 + 1.0 / bowen_ratio);
}

double critical_elevation_rad(double noon_albedo, double temperature_k, double cloud_frac) noexcept {
    const double loss = std::max(0.0, -long_wave_w_m2(temperature_k, cloud_frac));
    double angle = 0.3;
    for (int n = 0; n < 30; ++n) {  // the albedo depends on the angle; the map contracts by about 0.2
        const double clear = loss / ((1.0 - albedo_at(noon_albedo, angle)) * cloud_transmission(cloud_frac));
        const double next = std::asin(std::clamp((clear + k_haze_w_m2) / k_clear_w_m2, 0.0, 1.0));
        const bool settled = std::abs(next - angle) < 1e-7;
        angle = next;
        if (settled) break;
    }
    return std::max(angle, k_lowest_sun_rad);
}

}  // namespace lantian
