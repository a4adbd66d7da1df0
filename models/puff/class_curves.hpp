#pragma once

namespace lantian {

/// Pasquill stability classes, unstable to stable.
enum class StabilityClass { a, b, c, d, e, f };

// Spreads of a plume against distance (Briggs 1973), m; distance_m >= 0, fitted between 100 m and 10 km.
[[nodiscard]] double briggs_rural_sigma_y_m(StabilityClass stability, double distance_m) noexcept;
[[nodiscard]] double briggs_rural_sigma_z_m(StabilityClass stability, double distance_m) noexcept;
/// Urban: St Louis (McElroy and Pooler 1968).
[[nodiscard]] double briggs_urban_sigma_y_m(StabilityClass stability, double distance_m) noexcept;
[[nodiscard]] double briggs_urban_sigma_z_m(StabilityClass stability, double distance_m) noexcept;

/// Distance at which a curve gives sigma_m (>= 0); infinite where it levels off below that. rural: else urban.
[[nodiscard]] double class_sigma_y_distance_m(bool rural, StabilityClass stability, double sigma_m) noexcept;
[[nodiscard]] double class_sigma_z_distance_m(bool rural, StabilityClass stability, double sigma_m) noexcept;

/// Vertical growth far away (Heffter 1980): az sqrt(t), m.
[[nodiscard]] double heffter_sigma_z_m(StabilityClass stability, double time_s) noexcept;

}  // namespace lantian
