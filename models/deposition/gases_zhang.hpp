#pragma once

#include "core/data/species.hpp"
#include "models/deposition/gases.hpp"

namespace lantian {

// Surface resistance of gases (Zhang, Brook and Vet 2003). Theory page of this room, section 5.

/// How cuticle and ground take up a gas: 1/r = so2/r(SO2) + o3/r(O3); mesophyll_s_m beyond the stomata;
/// diffusivity_ratio of water vapour to the gas.
struct ZhangGas {
    double so2, o3, mesophyll_s_m, diffusivity_ratio;
};
inline constexpr ZhangGas k_zhang_so2{1.0, 0.0, 0.03, 1.9};
inline constexpr ZhangGas k_zhang_o3{0.0, 1.0, 0.01, 1.6};
inline constexpr ZhangGas k_zhang_hno3{10.0, 10.0, 0.0, 1.9};

/// The gas that is removed in one way; not for particles.
[[nodiscard]] ZhangGas zhang_gas(Removed gas) noexcept;

/// Constants of a land use; resistances s m-1, infinity: no path. Temperatures deg C, b_vpd kPa-1, potentials MPa.
struct ZhangSurface {
    double canopy_least, canopy_most;  ///< Rac0 at the least and the largest leaf area
    double cuticle_dry_o3, cuticle_wet_o3, ground_o3, cuticle_dry_so2, ground_so2;
    double stomata_least, light_w_m2;  ///< r_smin, b_rs; infinity: no stomata
    double coldest, warmest, best;     ///< of open stomata
    double b_vpd, potential_1, potential_2;
    double snow_covers_cm;  ///< depth from which leaves are wholly covered; ground from half of it
    double least_lai, most_lai;
    bool land;  ///< not water, not ice: wets, freezes, is snowed on
};

struct ZhangConditions {
    double solar_w_m2, cos_zenith;  ///< >= 0
    double surface_celsius, humidity_frac;
    double friction_velocity_m_s;  ///< > 0
    double leaf_area_index;
    Wetness wetness = Wetness::dry;
    double snow_depth_cm = 0.0;
};

/// Rain above 0.2 mm/h, else dew where the air is calm and humid: u* below 1.5 c/dq, dq g kg-1 the deficit of vapour, c
/// 0.3 of a clear sky (Brook et al. 1999). Dry below freezing.
[[nodiscard]] Wetness zhang_wetness(double surface_celsius, double humidity_frac, double rain_mm_h,
                                    double friction_velocity_m_s) noexcept;

/// Canopy stomatal resistance to water vapour over sunlit and shaded leaves, s m-1; infinity in the dark, without
/// leaves and outside the temperatures of the land use.
[[nodiscard]] double zhang_stomata_s_m(const ZhangSurface& surface, const ZhangConditions& now) noexcept;

/// rc between 10 and 9999 s m-1.
[[nodiscard]] double zhang_surface_resistance_s_m(const ZhangGas& gas, const ZhangSurface& surface,
                                                  const ZhangConditions& now) noexcept;

}  // namespace lantian
