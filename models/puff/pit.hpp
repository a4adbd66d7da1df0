#pragma once

#include "core/data/source.hpp"

namespace lantian {

// Open pits (AERMOD's OPENPIT: Cole and Fabrick 1984; Thompson 1994). Theory page of this room, section 5.

/// Where what rises from a pit leaves it: a part of its area on the side the wind comes from.
struct PitOutlet {
    MapPoint centre;
    double length_m, width_m;  ///< along the pit's own axes
    double sigma_m;            ///< round spread with the area's mean variance
};

/// wind_x_m_s, wind_y_m_s: direction counts. release_height_m: above the floor of the pit.
[[nodiscard]] PitOutlet pit_outlet(const Pit& pit, double wind_x_m_s, double wind_y_m_s,
                                   double release_height_m) noexcept;

/// Share of particles that leave a pit, 1/(1 + vg/(0.029 u10)); 1 without settling. wind_10m_m_s > 0.
[[nodiscard]] double pit_escape_frac(double settling_m_s, double wind_10m_m_s) noexcept;

}  // namespace lantian
