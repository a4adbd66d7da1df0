#pragma once

#include "core/data/source.hpp"

namespace lantian {

/// Parallel buoyant lines as the wind meets them.
struct LinePlume {
    double buoyancy_m4_s3;    ///< of all lines, F' N
    double across_wind_m;     ///< extent across the wind
    double along_wind_m;      ///< extent along the wind: buoyancy is added over this distance, > 0
    double initial_radius_m;  ///< of the plume's edge
    double wind_m_s;          ///< > 0
    double stability_per_s2;  ///< (g/Ta) dtheta/dz; <= 0: not stable
};

/// g L W w (Ts - Ta)/Ts of all lines, m4 s-3; the given value where there is one; 0 when the gas is not warmer.
[[nodiscard]] double line_buoyancy_m4_s3(const BuoyantLine& line, double air_temperature_k) noexcept;

/// The lines seen from a wind (components along the map axes).
[[nodiscard]] LinePlume line_plume(const BuoyantLine& line, double wind_x_m_s, double wind_y_m_s,
                                   double minimum_wind_m_s, double air_temperature_k, double stability_per_s2) noexcept;

/// Rise at a distance from the upwind end of the lines, without the limit of the final rise (Schulman and Scire 1980,
/// BLP): z^3 + (3 L/(pi b) + 3 r/b) z^2 + (6 r L/(pi b^2) + 3 r^2/b^2) z = 3 F/(2 pi b^2 u^3) X(x), b = 0.6,
/// X = x^3/(3 D) up to the full buoyancy at D, x^2 - x D + D^2/3 beyond.
[[nodiscard]] double line_rise_m(const LinePlume& plume, double distance_m) noexcept;

/// Final rise: of the neutral distance behind the lines, or in stable air the same cubic with 6 F/(pi b^2 u s).
struct LineFinal {
    double rise_m, distance_m;
};
[[nodiscard]] LineFinal line_final(const LinePlume& plume) noexcept;

/// Rise of the part of the lines that starts start_m behind their upwind end, after it has gone travelled_m: linear up
/// to the distance of full buoyancy, then with the whole plume (BLP). Not above the final rise.
[[nodiscard]] double line_part_rise_m(const LinePlume& plume, const LineFinal& last, double start_m,
                                      double travelled_m) noexcept;

}  // namespace lantian
