#pragma once

namespace lantian {

/// Standard deviations of the lateral and vertical wind, m s-1.
struct Turbulence {
    double sigma_v_m_s;
    double sigma_w_m_s;
};

/// What the turbulence profiles need. Heights m above ground, speeds m s-1.
struct TurbulenceScales {
    double friction_velocity_m_s;
    double convective_velocity_m_s;  ///< 0 when stable
    double mixing_height_m;          ///< > 0, max(convective, mechanical)
    double wind_at_mixing_height_m_s;
    double wind_m_s;  ///< at the height asked for; sets the floor of sigma_v
    bool unstable;
};

/// AERMOD form (physics 1.5; Cimorelli et al. 2005) with convective and mechanical heights both given, before floors.
/// z_m >= 0; heights > 0; the convective part counts only when convective_velocity_m_s > 0.
[[nodiscard]] Turbulence aermod_turbulence(double z_m, double friction_velocity_m_s, double convective_velocity_m_s,
                                           double convective_height_m, double mechanical_height_m,
                                           double wind_at_mixing_height_m_s) noexcept;

/// AERMOD form with its floors (sigma_w >= 0.02, sigma_v >= max(0.2, 0.05 u)), both heights taken as the mixing height:
/// the call of the puff loop.
[[nodiscard]] Turbulence turbulence_at(double z_m, const TurbulenceScales& s) noexcept;

/// CALPUFF set (MDISP 2; Scire et al. 2000), the alternative; no floors, zero above 1.2 h. inverse_obukhov_m < 0
/// unstable.
[[nodiscard]] Turbulence calpuff_turbulence(double z_m, double friction_velocity_m_s, double convective_velocity_m_s,
                                            double mixing_height_m, double inverse_obukhov_m) noexcept;

/// 1/L, m-1, from a measured vertical turbulence intensity sigma_w/u at height_m over roughness_m: the stability at
/// which the surface layer has it, sigma_w/u* = (1.69 + 1.6 (z/(kappa |L|))^(2/3))^(1/2) unstable (the forms above for
/// z << h), 1.3 stable, u*/u by similarity. Between -1 and 0.5 over the height. intensity > 0, height_m > roughness_m.
[[nodiscard]] double inverse_obukhov_of_intensity(double intensity, double height_m, double roughness_m) noexcept;

/// Lagrangian time scales, s.
struct LagrangianTimes {
    double lateral_s;
    double vertical_s;
};

/// Hanna (1982). coriolis_s: Coriolis parameter f, s-1, taken by magnitude. All arguments > 0 except inverse_obukhov_m.
[[nodiscard]] LagrangianTimes lagrangian_times(double z_m, double mixing_height_m, double friction_velocity_m_s,
                                               double inverse_obukhov_m, double coriolis_s, Turbulence sigma) noexcept;

}  // namespace lantian
