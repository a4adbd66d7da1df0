#pragma once

namespace lantian {

// Spread of plumes as in AERMOD (Cimorelli 2005; code 12060). Turbulence and wind are the effective values of the
// layer. Theory page of this room, section 2.2.

/// sigma_v / u, at least 0.05.
[[nodiscard]] double aermod_intensity(double sigma_v_m_s, double wind_m_s) noexcept;

/// Lateral, convective: intensity x/(1 + a X)^0.3, X = intensity x/h, a = max(78 * 0.46/max(hs, 0.46), 0.7).
[[nodiscard]] double aermod_convective_sigma_y_m(double distance_m, double intensity, double mixing_height_m,
                                                 double stack_height_m) noexcept;

/// Lateral, stable or above the lid; effective_height_m: of the plume.
[[nodiscard]] double aermod_stable_sigma_y_m(double distance_m, double sigma_v_m_s, double wind_m_s,
                                             double mechanical_height_m, double effective_height_m) noexcept;

/// Vertical, stable, elevated: sw t/sqrt(1 + sw t [1/(0.72 z) + N/(0.54 sw)]). brunt_vaisala_per_s 0: no
/// stratification.
[[nodiscard]] double aermod_elevated_sigma_z_m(double time_s, double sigma_w_m_s, double brunt_vaisala_per_s,
                                               double height_m) noexcept;

/// Vertical, stable, near the surface: sqrt(2/pi) u* (x/u)(1 + 0.7 x/L)^(-1/3). obukhov_m > 0.
[[nodiscard]] double aermod_surface_sigma_z_m(double distance_m, double friction_velocity_m_s, double wind_m_s,
                                              double obukhov_m) noexcept;

/// Blend of the two by height: the elevated value from the mixing height up.
[[nodiscard]] double aermod_stable_sigma_z_m(double surface_sigma_m, double elevated_sigma_m, double effective_height_m,
                                             double mixing_height_m) noexcept;

/// Surface-layer part of the vertical spread in convective air, below a tenth of the mixing height h:
/// 0.5 (1 - 10 zc/h)(u*/u)^2 x^2/|L|; 0 above.
[[nodiscard]] double aermod_convective_surface_sigma_z_m(double distance_m, double friction_velocity_m_s,
                                                         double wind_m_s, double obukhov_m, double centre_m,
                                                         double mixing_height_m) noexcept;

/// Share of the draughts' spread that counts near the ground: 1 from 0.1 h up, 0.6 + 0.4 zc/(0.1 h) below.
[[nodiscard]] double aermod_draught_share(double centre_m, double mixing_height_m) noexcept;

/// Height of a plume's centre of mass in convective air: its own height, from the final rise on by straight line to
/// half the mixing height where it is well mixed, h u/sigma_w of the mixed layer away; never below its height.
[[nodiscard]] double aermod_centroid_m(double height_m, double distance_m, double mixed_distance_m,
                                       double mixing_height_m) noexcept;

/// Layer whose mean wind and turbulence are the effective ones for receptors on the ground: from the centre down by at
/// most 2.15 spreads; 0.5 to 5 m for a centre below 5 m.
struct EffectiveLayer {
    double low_m, high_m;
};
[[nodiscard]] EffectiveLayer aermod_effective_layer(double centre_m, double sigma_z_m, double lid_m) noexcept;

// The lateral law as puffs use it: sigma_v t / (1 + rate t)^0.3. In steady weather it is both of the above with
// x = u t.

inline constexpr double k_lateral_ground = 78.0;  ///< bend of the law for releases at the height of Prairie Grass, m
inline constexpr double k_lateral_ground_height_m = 0.46;
inline constexpr double k_lateral_least = 0.7;

/// rate = max(78 * 0.46/max(z, 0.46), 0.7) sigma_v/h, s-1: AERMOD's convective law; its stable one is the same without
/// the bound of 0.7, which is kept here so that nothing jumps at neutral. height_m: of the puff's centre.
[[nodiscard]] double aermod_lateral_rate_per_s(double sigma_v_m_s, double height_m, double mixing_height_m,
                                               double least = k_lateral_least) noexcept;

/// Spread after time_s.
[[nodiscard]] double aermod_lateral_sigma_m(double sigma_v_m_s, double time_s, double rate_per_s) noexcept;

/// Time at which aermod_lateral_sigma_m gives sigma_m, to round-off. sigma_v_m_s > 0.
[[nodiscard]] double aermod_lateral_time_s(double sigma_m, double sigma_v_m_s, double rate_per_s) noexcept;

/// One step of a puff: the virtual time of sigma_m under the present turbulence, plus dt_s, evaluated again.
[[nodiscard]] double aermod_grow_lateral_m(double sigma_m, double sigma_v_m_s, double rate_per_s, double dt_s) noexcept;

}  // namespace lantian
