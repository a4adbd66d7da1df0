#include "models/deposition/scavenging.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/constants.hpp"
#include "models/deposition/resistance.hpp"
#include "models/deposition/wet.hpp"

namespace lantian {

namespace {

constexpr double k_litre_atm_mol_k = 0.08205746;
/// Nucleated or dissolved share of particles in cloud drops, and in ice (Hertel et al. 1995).
constexpr double k_in_cloud_frac = 0.9, k_in_ice_frac = 0.1;
constexpr double k_laakso_highest_m = 10e-6;
/// Scavenging ratios of the EMEP model: in cloud and below.
struct EmepRatios {
    double in_cloud, below;
};

EmepRatios emep_ratios(Removed r) {
    switch (r) {
        case Removed::so2:
            return {0.3e6, 0.15e6};
        case Removed::nh3:
        case Removed::hg_oxidised:
            return {1.4e6, 0.5e6};
        default:
            return {0.0, 0.0};
    }
}

bool is_particle(Removed r) { return removal_table()[index(r)].phase != Phase::gas; }

RemovalRates bulk(const RainColumn& rain) {
    RemovalRates out{};
    const bool frozen = rain.temperature_k < constants::k_zero_celsius_k;
    for (std::size_t r = 0; r < k_removed_count; ++r) {
        const RemovalProperties& p = removal_table()[r];
        out[r] = scavenging_rate_per_s(frozen ? p.wet_frozen_a_per_s : p.wet_a_per_s, frozen ? 1.0 : p.wet_b,
                                       rain.rain_mm_h);
    }
    return out;
}

/// van 't Hoff from 298 K.
double at_temperature(double value_298, double slope_k, double temperature_k) {
    return value_298 * std::exp(slope_k * (1.0 / temperature_k - 1.0 / 298.0));
}

double below_cloud_particle(double diameter_m, double density_kg_m3, double rain_mm_h, const AirProperties& air) {
    if (diameter_m <= k_laakso_highest_m) return laakso_scavenging_per_s(diameter_m, rain_mm_h);
    return drop_scavenging_per_s(rain_mm_h,
                                 std::min(1.0, slinn_efficiency(diameter_m, density_kg_m3, rain_drop(rain_mm_h), air)));
}

RemovalRates cloud(const Scenario::Deposition& options, const RainColumn& rain, const CloudShares& shares) {
    RemovalRates out{};
    const AirProperties air = air_properties(rain.temperature_k, rain.pressure_pa);
    const bool frozen = rain.temperature_k < constants::k_zero_celsius_k;
    const double water = cloud_water_frac(rain.rain_mm_h);
    for (std::size_t n = 0; n < k_removed_count; ++n) {
        const auto r = static_cast<Removed>(n);
        double dissolved = 0.0, below = 0.0;
        if (is_particle(r)) {
            dissolved = frozen ? k_in_ice_frac : k_in_cloud_frac;
            const ParticleClass size =
                r == Removed::fine ? ParticleClass{options.fine_diameter_um * 1e-6, k_fine_particle.density_kg_m3}
                : r == Removed::coarse
                    ? ParticleClass{options.coarse_diameter_um * 1e-6, k_coarse_particle.density_kg_m3}
                    : ParticleClass{options.giant_diameter_um * 1e-6, k_giant_particle.density_kg_m3};
            below = frozen ? scavenging_rate_per_s(7.656e-6, 0.96, rain.rain_mm_h)
                           : below_cloud_particle(size.diameter_m, size.density_kg_m3, rain.rain_mm_h, air);
        } else if (!frozen) {
            const double hrt =
                rain_henry_m_atm(r, rain.temperature_k, options.rain_ph) * k_litre_atm_mol_k * rain.temperature_k;
            dissolved = dissolved_gas_frac(hrt, water);
            below = std::min(gas_transfer_scavenging_per_s(rain.rain_mm_h, removal_table()[n].diffusivity_m2_s, air),
                             gas_equilibrium_scavenging_per_s(rain.rain_mm_h, hrt, k_cloud_depth_m));
        }
        out[n] = shares.in_cloud_frac * in_cloud_scavenging_per_s(dissolved, rain.rain_mm_h, k_cloud_depth_m, water) +
                 shares.below_frac * below;
    }
    return out;
}

RemovalRates emep(const RainColumn& rain, const CloudShares& shares) {
    RemovalRates out{};
    for (std::size_t n = 0; n < k_removed_count; ++n) {
        const auto r = static_cast<Removed>(n);
        const EmepRatios gas = emep_ratios(r);
        const double in_cloud = emep_scavenging_per_s(is_particle(r) ? 1.0e6 : gas.in_cloud, rain.rain_mm_h);
        const double below = is_particle(r)
                                 ? emep_particle_scavenging_per_s(r == Removed::fine ? 0.1 : 0.4, rain.rain_mm_h)
                                 : emep_scavenging_per_s(gas.below, rain.rain_mm_h);
        out[n] = shares.in_cloud_frac * in_cloud + shares.below_frac * below;
    }
    return out;
}

}  // namespace

double cloud_base_m(double temperature_k, double humidity_frac) noexcept {
    // Dew point by Magnus (WMO No. 8): 243.12 K, 17.62.
    const double t = temperature_k - constants::k_zero_celsius_k;
    const double log_pressure = std::log(std::clamp(humidity_frac, 0.01, 1.0)) + 17.62 * t / (243.12 + t);
    const double dew = 243.12 * log_pressure / (17.62 - log_pressure);
    return 125.0 * std::max(0.0, t - dew);
}

CloudShares cloud_shares(double centre_m, double sigma_z_m, double lid_m, double base_m) noexcept {
    const auto share_below = [&](double z) {
        if (centre_m <= lid_m && sigma_z_m >= lid_m) return std::clamp(z / lid_m, 0.0, 1.0);
        const double per_sigma = 1.0 / (sigma_z_m * std::sqrt(2.0));
        const double ground = centre_m <= lid_m ? std::erf((z + centre_m) * per_sigma) : 1.0;
        return 0.5 * (std::erf((z - centre_m) * per_sigma) + ground);
    };
    const double below = share_below(base_m);
    return {std::max(0.0, share_below(base_m + k_cloud_depth_m) - below), below};
}

double rain_henry_m_atm(Removed gas, double temperature_k, double ph) noexcept {
    const double hydrogen = std::pow(10.0, -ph);
    switch (gas) {
        case Removed::so2: {  // Seinfeld and Pandis (2016), tables 7.2 and 7.4
            const double first = at_temperature(1.3e-2, 1960.0, temperature_k);
            const double second = at_temperature(6.6e-8, 1500.0, temperature_k);
            return at_temperature(1.23, 3150.0, temperature_k) * (1.0 + first / hydrogen * (1.0 + second / hydrogen));
        }
        case Removed::nh3: {
            const double base = at_temperature(1.7e-5, -450.0, temperature_k);
            const double water = at_temperature(1.0e-14, -6710.0, temperature_k);
            return at_temperature(62.0, 4110.0, temperature_k) * (1.0 + base * hydrogen / water);
        }
        case Removed::nox:
        case Removed::voc:
        case Removed::hg_elemental:
        case Removed::hg_oxidised:
            return removal_table()[index(gas)].henry_m_atm;
        default:
            return 0.0;
    }
}

RemovalRates scavenging_per_s(const Scenario::Deposition& options, const RainColumn& rain,
                              const CloudShares& shares) noexcept {
    if (!(rain.rain_mm_h > 0.0)) return {};
    if (options.wet_scheme == "cloud") return cloud(options, rain, shares);
    if (options.wet_scheme == "emep") return emep(rain, shares);
    return bulk(rain);
}

RemovalRates puff_scavenging_per_s(const Scenario::Deposition& options, const RainColumn& rain, double centre_m,
                                   double sigma_z_m, double lid_m) noexcept {
    if (options.wet_scheme == "bulk") return scavenging_per_s(options, rain, {1.0, 0.0});
    return scavenging_per_s(
        options, rain, cloud_shares(centre_m, sigma_z_m, lid_m, cloud_base_m(rain.temperature_k, rain.humidity_frac)));
}

}  // namespace lantian
