#pragma once

#include <cstddef>
#include <string_view>

#include "models/puff/class_curves.hpp"

namespace lantian {

// Spread of puffs by laws other than the one of the turbulence (scenario keys puffs.dispersion and puffs.long_range).
// Theory page of this room, sections 2.1 and 2.7.

/// turbulence: AERMOD's lateral law, near the ground by diffusivity, above it Draxler's; draxler: his forms throughout;
/// the curves of Briggs (1973) over open country or over a city (McElroy and Pooler 1968).
enum class GrowthLaw { turbulence, draxler, class_rural, class_urban };
[[nodiscard]] GrowthLaw growth_law(std::string_view dispersion) noexcept;

/// Beyond 550 m of lateral spread: as near by; 0.5 m/s (Heffter 1965); and upward az sqrt(t) as well (Heffter 1980).
enum class LongRange { none, lateral, both };
[[nodiscard]] LongRange long_range(std::string_view word) noexcept;

inline constexpr double k_long_range_join_m = 550.0;
inline constexpr double k_long_range_m_s = 0.5;

/// Class of a surface layer by its Obukhov length, 1/L in m-1: A to L = -10 m, B -25, C -100, D, E below 150, F to 25
/// (reference/evaluation.md, 4; after Golder 1972 for short grass).
[[nodiscard]] StabilityClass curve_class(double inverse_obukhov_m) noexcept;

/// One step along a class curve: the distance at which it gives sigma_m, plus path_m, evaluated again. A curve that
/// levels off below sigma_m leaves it. rural: else urban. path_m >= 0.
[[nodiscard]] double grow_class_sigma_y_m(bool rural, StabilityClass stability, double sigma_m, double path_m) noexcept;
[[nodiscard]] double grow_class_sigma_z_m(bool rural, StabilityClass stability, double sigma_m, double path_m) noexcept;

/// Lateral spread after dt_s when growth goes over to 0.5 m/s at 550 m: `law(sigma, t)` gives the spread up to there;
/// joined at equal spread at the time the law gets there, to round-off. Not beyond widest_m, which the wind field
/// resolves (puffs that are wider already keep their spread).
template <typename Law>
[[nodiscard]] double grow_long_range_m(double sigma_m, double dt_s, double widest_m, Law&& law) {
    double grown_m = 0.0;
    if (sigma_m >= k_long_range_join_m) {
        grown_m = sigma_m + k_long_range_m_s * dt_s;
    } else {
        grown_m = law(sigma_m, dt_s);
        if (grown_m > k_long_range_join_m) {
            double before = 0.0, after = dt_s;
            for (int halving = 0; halving < 48; ++halving) {
                const double middle = 0.5 * (before + after);
                (law(sigma_m, middle) < k_long_range_join_m ? before : after) = middle;
            }
            grown_m = k_long_range_join_m + k_long_range_m_s * (dt_s - after);
        }
    }
    if (grown_m <= widest_m) return grown_m;
    return sigma_m > widest_m ? sigma_m : widest_m;
}

/// Vertical spread after dt_s of az sqrt(t), t the time that gives sigma_m.
[[nodiscard]] double grow_heffter_sigma_z_m(StabilityClass stability, double sigma_m, double dt_s) noexcept;

/// Wind speed that the class curves take at least, m s-1: in calm air puffs go on spreading.
inline constexpr double k_calm_wind_m_s = 0.5;

}  // namespace lantian
