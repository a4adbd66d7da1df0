#pragma once

#include <span>

namespace lantian {

/// Hygroscopicity of Petters and Kreidenweis (2007).
inline constexpr double k_kappa_ammonium_sulfate = 0.53, k_kappa_ammonium_nitrate = 0.67, k_kappa_organic = 0.1,
                        k_kappa_black_carbon = 0.0;

/// Dry volume of one component (any unit) and its hygroscopicity.
struct HygroscopicPart {
    double volume;
    double kappa;
};

/// Volume of water, in the unit of the dry volumes, V kappa aw/(1 - aw) summed over the parts. relative_humidity 0-1,
/// above 0.99 counts as 0.99.
[[nodiscard]] double kappa_water_volume(std::span<const HygroscopicPart> parts, double relative_humidity) noexcept;

/// Dry masses of fine particles, ug m-3.
struct FineMass {
    double ammonium_sulfate = 0.0, ammonium_nitrate = 0.0, organic = 0.0, black_carbon = 0.0;
};
/// Water of fine particles, ug m-3, with densities 1770, 1720, 1400 and 1800 kg m-3.
[[nodiscard]] double kappa_water_ug_m3(const FineMass& dry, double relative_humidity) noexcept;

/// Log-normal mode: geometric mean diameter by number (um) and geometric standard deviation (> 1).
struct LognormalMode {
    double diameter_um, sigma;
};
inline constexpr LognormalMode k_fine_mode{0.3, 1.8}, k_coarse_mode{3.0, 2.2};

/// k-th moment of the diameter per particle, um^k: Dg^k exp(k^2 ln^2 s/2).
[[nodiscard]] double lognormal_moment(const LognormalMode& mode, double k) noexcept;
/// Share of the mode's mass in particles smaller than a diameter, 0-1.
[[nodiscard]] double mass_share_below(const LognormalMode& mode, double diameter_um) noexcept;

}  // namespace lantian
