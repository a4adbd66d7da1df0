#pragma once

namespace lantian {

// Vertical share of a Gaussian puff between the ground and a lid, both perfect mirrors. All heights in m above ground.
// centre_m in [0, lid_m], sigma_z_m > 0, lid_m > 0 or infinity (no lid). The integral over [0, lid_m] is 1.
// Images, their dual cosine series, or 1/lid: whichever needs the fewest terms; they agree to 1e-12 (theory page,
// section 3).

/// Density at z_m >= 0, m-1; 0 above the lid.
[[nodiscard]] double vertical_density_per_m(double z_m, double centre_m, double sigma_z_m, double lid_m) noexcept;

/// Mean density over [z_low_m, z_high_m], 0 <= z_low_m < z_high_m, m-1: share of the mass in the layer over its full
/// depth.
[[nodiscard]] double vertical_mean_per_m(double z_low_m, double z_high_m, double centre_m, double sigma_z_m,
                                         double lid_m) noexcept;

/// Density of a puff above the lid: mirrored at base_m (the lid seen from above), nothing below it. centre_m >= base_m.
[[nodiscard]] double vertical_density_above_per_m(double z_m, double centre_m, double sigma_z_m,
                                                  double base_m) noexcept;

/// Mean of vertical_density_above_per_m over [z_low_m, z_high_m], m-1.
[[nodiscard]] double vertical_mean_above_per_m(double z_low_m, double z_high_m, double centre_m, double sigma_z_m,
                                               double base_m) noexcept;

/// Centre and vertical spread of a puff, m.
struct VerticalPlace {
    double centre_m, sigma_z_m;
};

/// Carried for dt_s by a vertical wind that is linear across the puff: mean_m_s at middle_m, changing by change_s per
/// metre. The centre moves with the wind at its own height, the spread with the change of wind across it, so that air
/// which flows together at the ground thins out upward as much. Exact for this wind as long as |change_s dt| <= 0.5,
/// which is the most that counts. Not below the ground.
[[nodiscard]] VerticalPlace carried_vertically(VerticalPlace puff, double mean_m_s, double middle_m, double change_s,
                                               double dt_s) noexcept;

namespace detail {
/// The two dual series by themselves, for their test.
[[nodiscard]] double image_density_per_m(double z_m, double centre_m, double sigma_z_m, double lid_m) noexcept;
[[nodiscard]] double cosine_density_per_m(double z_m, double centre_m, double sigma_z_m, double lid_m) noexcept;
[[nodiscard]] double image_share(double z_low_m, double z_high_m, double centre_m, double sigma_z_m,
                                 double lid_m) noexcept;
[[nodiscard]] double cosine_share(double z_low_m, double z_high_m, double centre_m, double sigma_z_m,
                                  double lid_m) noexcept;
}  // namespace detail

}  // namespace lantian
