#include "models/meteorology/surface_energy.hpp"

#include <cmath>

#include "core/base/constants.hpp"

namespace lantian {

double clear_sky_radiation_w_m2(double elevation_rad) noexcept {
    const double radiation = 990.0 * std::sin(elevation_rad) - 30.0;
    return radiation > 0.0 ? radiation : 0.0;
}

double solar_radiation_w_m2(double elevation_rad, double cloud_frac) noexcept {
    return clear_sky_radiation_w_m2(elevation_rad) * (1.0 - 0.75 * std::pow(cloud_frac, 3.4));
}

double albedo_at(double noon_albedo, double elevation_rad) noexcept {
    if (elevation_rad <= 0.0) return 1.0;
    const double rest = 1.0 - noon_albedo;
    return noon_albedo + rest * std::exp(-0.1 * elevation_rad * 180.0 / constants::k_pi - 0.5 * rest * rest);
}

double net_radiation_w_m2(double albedo, double solar_w_m2, double temperature_k, double cloud_frac) noexcept {
    return ((1.0 - albedo) * solar_w_m2 + 5.31e-13 * std::pow(temperature_k, 6) - 5.67e-8 * std::pow(temperature_k, 4) +
            60.0 * cloud_frac) /
           1.12;
}

double sensible_heat_flux_w_m2(double net_radiation_w_m2, double bowen_ratio) noexcept {
    return 0.9 * net_radiation_w_m2 / (1.0 + 1.0 / bowen_ratio);
}

}  // namespace lantian
