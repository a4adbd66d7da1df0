#include "models/deposition/wet.hpp"

#include <cmath>

#include "core/base/constants.hpp"
#include "models/deposition/particles.hpp"

namespace lantian {

namespace {

constexpr double k_mm_h_in_m_s = 1e-3 / 3600.0;
constexpr double k_water_density_kg_m3 = 1000.0;
constexpr double k_water_viscosity_pa_s = 1.0e-3;  // at 20 deg C
constexpr double k_emep_depth_m = 1000.0;

}  // namespace

double scavenging_rate_per_s(double a_per_s, double b, double rain_mm_h) noexcept {
    if (!(rain_mm_h > 0.0)) return 0.0;
    return a_per_s * (b == 1.0 ? rain_mm_h : std::pow(rain_mm_h, b));
}

RainDrop rain_drop(double rain_mm_h) noexcept {
    const double diameter_m = 9e-4 * std::pow(rain_mm_h, 0.21);
    return {diameter_m, 3.1e3 * diameter_m};
}

double drop_scavenging_per_s(double rain_mm_h, double efficiency) noexcept {
    if (!(rain_mm_h > 0.0)) return 0.0;
    return 1.5 * efficiency * rain_mm_h * k_mm_h_in_m_s / rain_drop(rain_mm_h).diameter_m;
}

double in_cloud_scavenging_per_s(double dissolved_frac, double rain_mm_h, double cloud_depth_m,
                                 double water_frac) noexcept {
    if (!(rain_mm_h > 0.0)) return 0.0;
    return dissolved_frac * rain_mm_h * k_mm_h_in_m_s / (cloud_depth_m * water_frac);
}

double cloud_water_frac(double rain_mm_h) noexcept { return 2e-7 * std::pow(rain_mm_h, 0.36); }

double dissolved_gas_frac(double henry_dimensionless, double water_frac) noexcept {
    return henry_dimensionless * water_frac / (1.0 + henry_dimensionless * water_frac);
}

double slinn_efficiency(double diameter_m, double particle_density_kg_m3, RainDrop drop,
                        const AirProperties& air) noexcept {
    const double slip = cunningham(diameter_m, air.mean_free_path_m);
    const double nu = air.viscosity_pa_s / air.density_kg_m3;
    const double diffusivity = constants::k_boltzmann_j_k * air.temperature_k * slip /
                               (3.0 * constants::k_pi * air.viscosity_pa_s * diameter_m);
    const double re = drop.diameter_m * drop.speed_m_s / (2.0 * nu);
    const double sc = nu / diffusivity;
    const double size = diameter_m / drop.diameter_m;
    const double root_re = std::sqrt(re);
    const double brownian = 4.0 / (re * sc) * (1.0 + 0.4 * root_re * std::cbrt(sc) + 0.16 * root_re * std::sqrt(sc));
    const double interception =
        4.0 * size * (air.viscosity_pa_s / k_water_viscosity_pa_s + (1.0 + 2.0 * root_re) * size);
    const double stokes = drop.speed_m_s * diameter_m * diameter_m * particle_density_kg_m3 * slip /
                          (9.0 * air.viscosity_pa_s * drop.diameter_m);
    const double log_re = std::log1p(re);
    const double critical = (1.2 + log_re / 12.0) / (1.0 + log_re);
    double impaction = 0.0;
    if (stokes > critical) {
        const double excess = (stokes - critical) / (stokes - critical + 2.0 / 3.0);
        impaction = excess * std::sqrt(excess) * std::sqrt(k_water_density_kg_m3 / particle_density_kg_m3);
    }
    return brownian + interception + impaction;
}

double laakso_scavenging_per_s(double diameter_m, double rain_mm_h) noexcept {
    if (!(rain_mm_h > 0.0)) return 0.0;
    const double inverse = 1.0 / std::log10(diameter_m);
    const double log_rate =
        274.35758 +
        inverse * (6588.38582 + inverse * (58005.91340 + inverse * (226656.57259 + inverse * 332839.59273))) +
        0.244984 * std::sqrt(rain_mm_h);
    return std::pow(10.0, log_rate);
}

double gas_transfer_scavenging_per_s(double rain_mm_h, double gas_diffusivity_m2_s, const AirProperties& air) noexcept {
    if (!(rain_mm_h > 0.0)) return 0.0;
    const RainDrop drop = rain_drop(rain_mm_h);
    const double nu = air.viscosity_pa_s / air.density_kg_m3;
    const double re = drop.diameter_m * drop.speed_m_s / nu;
    const double transfer_m_s =
        gas_diffusivity_m2_s / drop.diameter_m * (2.0 + 0.6 * std::sqrt(re) * std::cbrt(nu / gas_diffusivity_m2_s));
    return 6.0 * rain_mm_h * k_mm_h_in_m_s * transfer_m_s / (drop.diameter_m * drop.speed_m_s);
}

double gas_equilibrium_scavenging_per_s(double rain_mm_h, double henry_dimensionless, double depth_m) noexcept {
    return rain_mm_h * k_mm_h_in_m_s * henry_dimensionless / depth_m;
}

double emep_scavenging_per_s(double scavenging_ratio, double rain_mm_h) noexcept {
    return scavenging_ratio * rain_mm_h / 3600.0 / (k_emep_depth_m * k_water_density_kg_m3);
}

double emep_particle_scavenging_per_s(double efficiency, double rain_mm_h) noexcept {
    return 5.2 * efficiency * rain_mm_h / 3600.0 / 5.0;
}

}  // namespace lantian
