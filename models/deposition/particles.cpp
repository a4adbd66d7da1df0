#include "models/deposition/particles.hpp"

#include <cmath>

#include "core/base/constants.hpp"

namespace lantian {

using constants::k_gravity_m_s2;
using constants::k_pi;

double cunningham(double diameter_m, double mean_free_path_m) noexcept {
    return 1.0 + 2.0 * mean_free_path_m / diameter_m * (1.257 + 0.4 * std::exp(-0.55 * diameter_m / mean_free_path_m));
}

double settling_velocity_m_s(ParticleClass particle, const AirProperties& air) noexcept {
    const double d = particle.diameter_m;
    return particle.density_kg_m3 * d * d * k_gravity_m_s2 * cunningham(d, air.mean_free_path_m) /
           (18.0 * air.viscosity_pa_s);
}

double particle_surface_resistance_s_m(ParticleScheme scheme, ParticleClass particle, const AirProperties& air,
                                       const ParticleSurface& surface, double friction_velocity_m_s) noexcept {
    const double d = particle.diameter_m;
    const double u_star = friction_velocity_m_s;
    const double nu = air.viscosity_pa_s / air.density_kg_m3;
    const double diffusivity = constants::k_boltzmann_j_k * air.temperature_k * cunningham(d, air.mean_free_path_m) /
                               (3.0 * k_pi * air.viscosity_pa_s * d);
    const double schmidt = nu / diffusivity;
    const double vg = settling_velocity_m_s(particle, air);
    const bool smooth = !(surface.collector_radius_m > 0.0);
    const double stokes = smooth ? vg * u_star * u_star / (k_gravity_m_s2 * nu)
                                 : vg * u_star / (k_gravity_m_s2 * surface.collector_radius_m);
    const double impact = stokes / (surface.alpha + stokes);
    const double size = smooth ? 0.0 : d / surface.collector_radius_m;

    double efficiency = 0.0;  // Brownian + impaction + interception
    switch (scheme) {
        case ParticleScheme::zhang2001:
            efficiency = std::pow(schmidt, -surface.gamma) + impact * impact + 0.5 * size * size;
            break;
        case ParticleScheme::emerson2020:
            efficiency = 0.2 / std::cbrt(schmidt * schmidt) + 0.4 * std::pow(impact, 1.7) + 2.5 * std::pow(size, 0.8);
            break;
    }
    const double sticking = surface.wet ? 1.0 : std::exp(-std::sqrt(stokes));
    return 1.0 / (3.0 * u_star * efficiency * sticking);
}

double additive_velocity_m_s(double settling_m_s, double aerodynamic_s_m, double surface_s_m) noexcept {
    return settling_m_s + 1.0 / (aerodynamic_s_m + surface_s_m);
}

double conserving_velocity_m_s(double settling_m_s, double aerodynamic_s_m, double surface_s_m) noexcept {
    const double resistance = aerodynamic_s_m + surface_s_m;
    if (!(settling_m_s > 0.0)) return 1.0 / resistance;
    return settling_m_s / -std::expm1(-settling_m_s * resistance);
}

std::array<SizeBin, k_size_bins> lognormal_bins(double diameter_m, double spread) noexcept {
    // Roots and weights of He5 for the unit normal (Abramowitz and Stegun, table 25.10, scaled by sqrt 2).
    constexpr std::array<double, k_size_bins> k_root{-2.856970013872806, -1.355626179974266, 0.0, 1.355626179974266,
                                                     2.856970013872806};
    constexpr std::array<double, k_size_bins> k_weight{0.011257411327721, 0.222075922005613, 0.533333333333333,
                                                       0.222075922005613, 0.011257411327721};
    std::array<SizeBin, k_size_bins> bins;
    const double log_spread = std::log(spread);
    for (std::size_t n = 0; n < k_size_bins; ++n)
        bins[n] = {diameter_m * std::exp(k_root[n] * log_spread), k_weight[n]};
    return bins;
}

}  // namespace lantian
