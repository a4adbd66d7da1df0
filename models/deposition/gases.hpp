#pragma once

#include <limits>

namespace lantian {

// Surface resistance of gases (Wesely 1989). Theory page of this room, section 5.

/// How a wet leaf takes up a gas: sulfur dioxide, ozone, or a mixture of both by solubility and reactivity.
enum class WetUptake { mixed, as_so2, as_o3 };

/// diffusivity_ratio: of water vapour to the gas; henry_m_atm: effective at pH 7; reactivity: f0, 0 to 1.
struct WeselyGas {
    double diffusivity_ratio, henry_m_atm, reactivity;
    WetUptake wet = WetUptake::mixed;
};
inline constexpr WeselyGas k_wesely_so2{1.9, 1e5, 0.0, WetUptake::as_so2};
inline constexpr WeselyGas k_wesely_o3{1.6, 0.01, 1.0, WetUptake::as_o3};
inline constexpr WeselyGas k_wesely_no2{1.6, 0.01, 0.1};
inline constexpr WeselyGas k_wesely_hno3{1.9, 1e14, 0.0};
inline constexpr WeselyGas k_wesely_nh3{0.97, 2e4, 0.0};

/// Resistances of a land use in a season, s m-1; infinity: no path.
struct WeselySurface {
    double stomata, leaf, canopy, ground_so2, ground_o3, exposed_so2, exposed_o3;  ///< ri rlu rac rgsS rgsO rclS rclO
};
inline constexpr double k_no_path = std::numeric_limits<double>::infinity();

/// Dew: humid nights; rain: while it falls and up to two hours after. Leaves only, never in winter.
enum class Wetness { dry, dew, rain };

struct WeselyConditions {
    double solar_w_m2;  ///< >= 0; 0 closes the stomata
    double surface_celsius;
    double slope_rad = 0.0;
    Wetness wetness = Wetness::dry;
    bool urban = false;  ///< wet walls take up SO2 better than wet leaves
};

/// rc between 10 and 9999 s m-1.
[[nodiscard]] double wesely_surface_resistance_s_m(const WeselyGas& gas, const WeselySurface& surface,
                                                   const WeselyConditions& now) noexcept;

/// Stomatal resistance to water vapour rj, s m-1; infinity at night and outside 0 to 40 deg C.
[[nodiscard]] double wesely_stomata_s_m(double least_s_m, const WeselyConditions& now) noexcept;

}  // namespace lantian
