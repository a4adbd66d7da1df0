#pragma once

#include <array>
#include <cstddef>

#include "core/data/species.hpp"
#include "models/deposition/resistance.hpp"

namespace lantian {

// Settling and dry deposition of particles (Zhang 2001; Emerson 2020). Theory page of this room, section 2.

/// Cc = 1 + (2 lam/d)(1.257 + 0.4 exp(-0.55 d/lam)). diameter_m > 0.
[[nodiscard]] double cunningham(double diameter_m, double mean_free_path_m) noexcept;

/// Stokes settling rho d^2 g Cc/(18 mu), m s-1; good to about 50 um.
[[nodiscard]] double settling_velocity_m_s(ParticleClass particle, const AirProperties& air) noexcept;

/// Constants of a land use in Zhang's scheme. collector_radius_m 0: smooth surface, no interception.
struct ParticleSurface {
    double gamma;
    double alpha;
    double collector_radius_m;
    bool wet = false;  ///< water, wetland, rain or dew: nothing rebounds
};

enum class ParticleScheme { zhang2001, emerson2020 };

/// Surface resistance rs = 1/[3 u* (EB + EIM + EIN) R1], s m-1.
[[nodiscard]] double particle_surface_resistance_s_m(ParticleScheme scheme, ParticleClass particle,
                                                     const AirProperties& air, const ParticleSurface& surface,
                                                     double friction_velocity_m_s) noexcept;

/// vg + 1/(ra + rs), m s-1: Zhang's own form.
[[nodiscard]] double additive_velocity_m_s(double settling_m_s, double aerodynamic_s_m, double surface_s_m) noexcept;

/// vg/(1 - exp(-vg (ra + rs))), m s-1: conserves mass between the reference height and the ground (Venkatram and Pleim
/// 1999).
[[nodiscard]] double conserving_velocity_m_s(double settling_m_s, double aerodynamic_s_m, double surface_s_m) noexcept;

/// Diameters and mass shares of a lognormal size class: `diameter_m` is its mass median, `spread` its geometric
/// standard deviation (1: one size). Five points of Gauss and Hermite, exact for moments up to the ninth power of ln d.
struct SizeBin {
    double diameter_m, mass_frac;
};
inline constexpr std::size_t k_size_bins = 5;
[[nodiscard]] std::array<SizeBin, k_size_bins> lognormal_bins(double diameter_m, double spread) noexcept;

}  // namespace lantian
