#pragma once

namespace lantian {

/// Vertical velocity in the convective boundary layer as the sum of two normal laws, up- and downdraughts
/// (Weil, Corio and Brower 1997). Theory page of this room, section 2.4.
struct SkewedVelocity {
    double up_frac, up_mean_m_s, up_sigma_m_s;
    double down_frac, down_mean_m_s, down_sigma_m_s;
};

/// Mean 0, variance sigma_w^2 and the given third moment, with sigma = 2 |mean| in each part. sigma_w_m_s > 0, third
/// moment >= 0.
[[nodiscard]] SkewedVelocity skewed_velocity(double sigma_w_m_s, double third_moment_m3_s3) noexcept;

/// Density at z_m, m-1, between ground and lid (mirrors) of a puff that draughts have spread: `draught_m` is the
/// integral of sigma_w over the time in them, sigma_z_m the whole spread (draughts and what it had besides, in
/// quadrature), unit the draughts for sigma_w 1. Two Gaussians at centre + mean draught with spreads sqrt(rest^2 +
/// (sigma draught)^2): mass, mean and variance are those of the puff. 0 <= draught_m <= sigma_z_m, sigma_z_m > 0.
[[nodiscard]] double skewed_density_per_m(double z_m, double centre_m, double sigma_z_m, double draught_m,
                                          const SkewedVelocity& unit, double lid_m) noexcept;

/// The same for a plume that buoyancy holds up at the lid (AERMOD's direct and indirect parts): what has not met the
/// lid counts as it is, what comes back from it as from a plume lofting_m lower, which it reaches later. The centre may
/// lie above the lid. lofting_m 0: as skewed_density_per_m.
[[nodiscard]] double lofted_density_per_m(double z_m, double centre_m, double sigma_z_m, double draught_m,
                                          const SkewedVelocity& unit, double lid_m, double lofting_m) noexcept;

/// Third moment of AERMOD: 0.125 w*^3 from 0.1 h up, 1.25 w*^3 z/h below.
[[nodiscard]] double aermod_third_moment_m3_s3(double convective_velocity_m_s, double height_m,
                                               double mixing_height_m) noexcept;

/// Lofting of the indirect plume under the lid (AERMOD): how long buoyancy holds it up, as a height.
[[nodiscard]] double lid_lofting_m(double buoyancy_flux_m4_s3, double mixing_height_m, double stack_height_m,
                                   double wind_m_s, double convective_velocity_m_s, double distance_m) noexcept;

}  // namespace lantian
