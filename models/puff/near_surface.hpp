#pragma once

namespace lantian {

// Vertical spread of material that starts close to the ground: growth by the eddy diffusivity of the surface layer and
// the profile that goes with it (van Ulden 1978; Nieuwstadt and van Ulden 1978; Gryning et al. 1983). Theory page of
// this room, section 2.5. Heights m above ground, speeds m s-1, inverse_obukhov_m 1/L.

/// The surface layer a puff meets.
struct NearSurface {
    double friction_velocity_m_s;
    double inverse_obukhov_m;
    double roughness_m;      ///< > 0
    double mixing_height_m;  ///< > 0
};

/// Eddy diffusivity of heat and matter, K = kappa u* z / phi_h(z/L) (Dyer 1974: phi_h = 1 + 5 z/L, (1 - 16 z/L)^-1/2),
/// m2 s-1.
[[nodiscard]] double surface_diffusivity_m2_s(double z_m, const NearSurface& air) noexcept;

/// Mean height of a Gaussian about centre_m folded at the ground.
[[nodiscard]] double mean_height_m(double centre_m, double sigma_z_m) noexcept;

/// Vertical profile exp(-(|z - centre| scale/mean)^exponent) of unit mass on either side; mean is its mean distance.
struct ProfileShape {
    explicit ProfileShape(double exponent = 2.0) noexcept;
    double exponent;  ///< 1 exponential, 2 Gaussian
    double scale;     ///< Gamma(2/s)/Gamma(1/s)
    double top;       ///< s/(2 Gamma(1/s))
    double reach;     ///< images farther than this beyond the nearest, in units of zbar/B, do not count
};

/// Exponent s of the vertical profile exp(-(B z/zbar)^s) of matter from the ground: s = 2 + m - n, m and n the local
/// exponents of wind and diffusivity at 0.6 mean_height_m, within 1 (exponential) to 2 (Gaussian).
[[nodiscard]] double surface_shape(double mean_height_m, const NearSurface& air) noexcept;

/// Shape of a puff: surface_shape for matter whose mean height is far above its centre and far below the lid, 2 where
/// the centre says where it is, or the lid.
[[nodiscard]] ProfileShape puff_shape(double centre_m, double sigma_z_m, const NearSurface& air) noexcept;

/// Spread after dt_s: d sigma/dt = K(ze)/sigma u(zl)/u(ze), ze^2 = centre^2 + (1.24 sigma)^2 (1.55 mean
/// heights on the ground), zl^2 = centre^2 + (0.53 sigma)^2 (where the wind is that of the matter), not faster than
/// sigma_w. In a neutral layer the mean height then grows as kappa u* t from the release height, as it must (law of the
/// first moment). sigma_z_m > 0.
[[nodiscard]] double grow_sigma_z_near_surface_m(double sigma_z_m, double centre_m, double sigma_w_m_s, double dt_s,
                                                 const NearSurface& air) noexcept;

/// Density at z_m, m-1, of the profile `shape` about centre_m, folded at the ground and at the lid; its
/// mean distance from the centre is that of the Gaussian with sigma_z_m, which it is for shape 2. Integral over
/// [0, lid_m] 1 for spreads small against the lid.
[[nodiscard]] double shaped_density_per_m(double z_m, double centre_m, double sigma_z_m, double lid_m,
                                          const ProfileShape& shape) noexcept;

}  // namespace lantian
