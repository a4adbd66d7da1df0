#pragma once

namespace lantian {

// Wind above an anemometer from surface observations alone. THEORY.md, section 6.

/// Similarity below this height at most, the profile or the power law above, m.
inline constexpr double k_similarity_top_m = 200.0;
/// Above this height the power law ends and the speed stays, m.
inline constexpr double k_power_law_top_m = 500.0;

/// Pasquill class 0 (A) to 5 (F) from 1/L, m-1 (limits of Golder 1972 for z0 of about 0.2 m).
[[nodiscard]] int stability_class(double inverse_obukhov_m) noexcept;

/// Exponent of the power law by class 0-5, rural or urban (Irwin 1979; physics 2.1).
[[nodiscard]] double power_law_exponent(int stability_class, bool urban) noexcept;

/// Height where similarity ends: 200 m, in stable air the mixing height when that is lower, never below the anemometer.
[[nodiscard]] double similarity_top_m(double anemometer_m, double inverse_obukhov_m, double mixing_height_m) noexcept;

/// u(z) / u(anemometer) without a measured profile: similarity up to similarity_top_m, the power law from there to 500
/// m, constant above. Below 1.5 z0 the value of that height.
[[nodiscard]] double profile_ratio(double z_m, double anemometer_m, double roughness_m, double inverse_obukhov_m,
                                   double mixing_height_m, bool urban) noexcept;

}  // namespace lantian
