#include "models/chemistry/heterogeneous.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/constants.hpp"

namespace lantian {

namespace {

double logistic(double y) noexcept { return 1.0 / (1.0 + std::exp(-y)); }

}  // namespace

double mean_speed_m_s(double temperature_k, double molar_mass_kg_mol) noexcept {
    return std::sqrt(8.0 * constants::k_gas_constant_j_mol_k * temperature_k / (constants::k_pi * molar_mass_kg_mol));
}

double uptake_rate_per_s(double surface_m2_m3, double radius_m, double diffusivity_m2_s, double speed_m_s,
                         double gamma) noexcept {
    if (surface_m2_m3 <= 0.0 || gamma <= 0.0) return 0.0;
    return surface_m2_m3 / (radius_m / diffusivity_m2_s + 4.0 / (speed_m_s * gamma));
}

double so2_haze_uptake(double relative_humidity) noexcept {
    return 2e-5 + 3e-5 * std::clamp((relative_humidity - 0.5) / 0.5, 0.0, 1.0);
}

double n2o5_uptake_bertram_thornton(double water_m, double nitrate_m, double chloride_m) noexcept {
    if (water_m <= 0.0) return 0.005;
    const double k2 = 1.15e6 * -std::expm1(-0.13 * water_m);
    // 1 - 1/(1 + a/NO3) = a/(NO3 + a), without division by nitrate.
    const double a = 0.06 * water_m + 29.0 * chloride_m;
    return 3.2e-8 * k2 * a / (nitrate_m + a);
}

double clno2_yield(double water_m, double chloride_m) noexcept {
    return chloride_m > 0.0 ? 1.0 / (1.0 + water_m / (483.0 * chloride_m)) : 0.0;
}

InorganicFractions inorganic_fractions(double so4, double no3, double nh4) noexcept {
    const double anions = so4 + no3;
    if (anions <= 0.0) return {0.0, 0.0, 0.0};
    const double nitrate = no3 / anions;
    const double neutral = std::clamp(nh4 / anions - 1.0, 0.0, 1.0 - nitrate);
    return {1.0 - nitrate - neutral, neutral, nitrate};
}

double n2o5_uptake_davis(const InorganicFractions& x, double relative_humidity, double temperature_k,
                         ParticlePhase phase) noexcept {
    if (phase == ParticlePhase::ice) return 0.02;
    const double nitrate = std::min(logistic(-8.10774 + 4.902 * relative_humidity), 0.0154);
    if (phase == ParticlePhase::dry) {
        const double dry = std::min(
            logistic(-6.13376 + 3.592 * relative_humidity - 0.19688 * std::max(0.0, temperature_k - 293.0)), 0.0124);
        return (x.nh4hso4 + x.nh42so4) * dry + x.nh4no3 * std::min(dry, nitrate);
    }
    const double sulfate = -3.64849 + 9.553 * std::min(0.0, relative_humidity - 0.46);
    const double bisulfate = sulfate + 0.97579 - 0.20427 * std::max(0.0, temperature_k - 291.0);
    return x.nh4hso4 * std::min(logistic(bisulfate), 0.08585) + x.nh42so4 * std::min(logistic(sulfate), 0.053) +
           x.nh4no3 * nitrate;
}

double n2o5_uptake_simple(double relative_humidity) noexcept {
    return 0.005 + 0.015 * std::clamp((relative_humidity - 0.3) / 0.2, 0.0, 1.0);
}

}  // namespace lantian
