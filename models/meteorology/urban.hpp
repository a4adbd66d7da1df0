#pragma once

namespace lantian {

// The city by night (AERMOD; Cimorelli et al. 2005; Oke 1982). THEORY.md, section 5.

struct UrbanNight {
    double warmer_k;                 ///< city against country
    double sensible_heat_flux_w_m2;  ///< upward
    double mixing_height_m, convective_velocity_m_s, friction_velocity_m_s;
    double inverse_obukhov_m;  ///< < 0
};

/// From population (> 0), u* of the surface layer that would be stable, roughness, temperature and heat capacity per
/// volume: dT = 12 [0.1 ln(P/2e6) + 1] K (at least 0), heat 0.03 dT u*, h = 400 (P/2e6)^(1/4) m, and u* such that the
/// mechanical sigma_w at 7 z0 is not below the convective one.
[[nodiscard]] UrbanNight urban_night(double population, double friction_velocity_m_s, double roughness_m,
                                     double temperature_k, double rho_cp_j_m3_k) noexcept;

}  // namespace lantian
