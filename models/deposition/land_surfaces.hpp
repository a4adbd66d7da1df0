#pragma once

#include "core/data/land_use.hpp"
#include "models/deposition/gases.hpp"
#include "models/deposition/gases_zhang.hpp"
#include "models/deposition/particles.hpp"

namespace lantian {

/// Resistances of a land use in a season (Wesely 1989, table 2; snow and rainforest as in FLEXPART 10.4).
[[nodiscard]] const WeselySurface& wesely_surface(LandUse use, Season season) noexcept;

/// Constants of Zhang et al. (2003) for gases over the class that stands for a land use (theory page, section 5).
[[nodiscard]] const ZhangSurface& zhang_surface(LandUse use) noexcept;

/// Constants of Zhang et al. (2001) for the class that stands for a land use (theory page, section 2). Emerson's
/// constants go with the shrub class for grass and crops, and with a collector of 7 mm for broadleaved forest.
[[nodiscard]] ParticleSurface particle_surface(ParticleScheme scheme, LandUse use, Season season) noexcept;

}  // namespace lantian
