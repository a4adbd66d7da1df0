#pragma once

namespace lantian {

// What deposition leaves in the air. Theory page of this room, section 4.

/// Share left in a well-mixed column of depth_m > 0 after time_s: exp(-vd t/h).
[[nodiscard]] double well_mixed_fraction(double velocity_m_s, double depth_m, double time_s) noexcept;

/// Exponential integral E1(x), x > 0, relative error below 1e-13.
[[nodiscard]] double exponential_integral(double x) noexcept;

/// Integral over distance of exp(-H^2/2sz^2)/sz with sz = growth x, from 0 to distance_m: E1(H^2/(2 a^2 x^2))/(2 a).
/// height_m > 0.
[[nodiscard]] double depletion_integral(double growth, double height_m, double distance_m) noexcept;

/// Source depletion (Chamberlain 1953): Q(x)/Q0 = exp[-sqrt(2/pi) (vd/u) integral].
[[nodiscard]] double source_depletion_fraction(double velocity_m_s, double wind_m_s, double integral) noexcept;

/// Share a puff loses in dt_s: 1 - exp(-vd V(0) dt), V(0) its vertical density at the ground, m-1
/// (models/puff/vertical.hpp).
[[nodiscard]] double puff_loss_fraction(double velocity_m_s, double ground_density_per_m, double dt_s) noexcept;

}  // namespace lantian
