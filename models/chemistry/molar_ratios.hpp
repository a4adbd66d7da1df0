#pragma once

namespace lantian {

/// Mass that forms of a unit of mass: by molar masses of SO4, SO2, NO3, NO2, g mol-1.
inline constexpr double k_so4_per_so2 = 96.063 / 64.066;
inline constexpr double k_no3_per_no2 = 62.005 / 46.006;

}  // namespace lantian
