#pragma once

#include "core/data/source.hpp"
#include "core/data/species.hpp"

namespace lantian {

// Dust that a source lets go in the weather of the run. Theory page of this room, section 5.

struct DustWeather {
    double wind_10m_m_s;
    double rain_mm_h;
    double air_density_kg_m3;
    double exchange_m_s;  ///< deposition velocity of coarse particles on the same ground, for resuspension
};

/// Dust of an interval by size: below 2.5 um, 2.5 to 10 um, above 10 um; kg.
struct DustMass {
    double fine_kg = 0.0, coarse_kg = 0.0, giant_kg = 0.0;
};

/// Dust of one interval, as if the whole source stood in this weather. activity: relative rate of traffic, handling and
/// disturbance in the interval (mean 1 over the year). eroded_g_m2: what has been blown off a pile since it was last
/// disturbed; in/out, 0 when the run begins.
[[nodiscard]] DustMass dust_mass(const DustSource& source, const DustWeather& weather, double interval_s,
                                 double activity, double& eroded_g_m2) noexcept;

/// The same as carried by puffs, with the metals in it (giant mercury counts as coarse, giant dust itself is not
/// carried).
[[nodiscard]] CarriedMass carried_dust(const DustMass& dust, const MetalShares& metals) noexcept;

/// Shares of windblown dust below 20 um that are below 2.5, in 2.5 to 10 and in 10 to 20 um (Kok 2011, eq. 6, by
/// volume).
struct DustSizes {
    double fine, coarse, giant;
};
inline constexpr DustSizes k_windblown_sizes{0.07138, 0.65834, 0.27028};

}  // namespace lantian
