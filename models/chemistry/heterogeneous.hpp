#pragma once

namespace lantian {

/// Mean speed of a gas, m s-1.
[[nodiscard]] double mean_speed_m_s(double temperature_k, double molar_mass_kg_mol) noexcept;

/// First-order loss to a surface, s-1: S/(r/Dg + 4/(c gamma)), or c S gamma/4 when radius_m is 0 (small particles).
/// surface_m2_m3 >= 0, diffusivity_m2_s > 0, gamma 0-1.
[[nodiscard]] double uptake_rate_per_s(double surface_m2_m3, double radius_m, double diffusivity_m2_s, double speed_m_s,
                                       double gamma) noexcept;

/// Uptake of SO2 by wet haze particles: 2e-5 up to 50 % humidity, linear to 5e-5 at 100 % (Zheng et al. 2015).
[[nodiscard]] double so2_haze_uptake(double relative_humidity) noexcept;

/// Uptake of N2O5 by a wet particle after Bertram and Thornton (2009); mol per litre of wet particle, >= 0. 0.005 for a
/// dry one (no water).
[[nodiscard]] double n2o5_uptake_bertram_thornton(double water_m, double nitrate_m, double chloride_m) noexcept;

/// Share of the N2O5 taken up that ends as ClNO2 instead of a second HNO3 (Bertram and Thornton 2009).
[[nodiscard]] double clno2_yield(double water_m, double chloride_m) noexcept;

enum class ParticlePhase { wet, dry, ice };

/// Mole fractions of NH4HSO4, (NH4)2SO4 and NH4NO3 as Davis et al. (2008) take them; sum 1.
struct InorganicFractions {
    double nh4hso4, nh42so4, nh4no3;
};
/// From amounts in any one unit of mole; with no sulfate and nitrate all 0.
[[nodiscard]] InorganicFractions inorganic_fractions(double so4, double no3, double nh4) noexcept;

/// Uptake of N2O5 after Davis et al. (2008).
[[nodiscard]] double n2o5_uptake_davis(const InorganicFractions& x, double relative_humidity, double temperature_k,
                                       ParticlePhase phase) noexcept;

/// Where nothing is known of the particles: 0.005 below 30 % humidity, 0.02 above 50 %, linear between.
[[nodiscard]] double n2o5_uptake_simple(double relative_humidity) noexcept;

}  // namespace lantian
