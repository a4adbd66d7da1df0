#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

#include "core/base/time.hpp"
#include "core/data/grid.hpp"
#include "core/data/land_use.hpp"
#include "core/data/species.hpp"

namespace lantian {

/// Weather at one instant on the run's meteorological grid (terrain-following heights above ground). Immutable after
/// building. Winds are along the map axes of the grid's projection (x east-ish, y north-ish), m s-1; the vertical wind
/// is relative to the terrain-following surface (0 at the ground). 3-D arrays are (level, y, x), 2-D (y, x), at cell
/// centres.
struct MetState {
    UtcTime time;
    std::shared_ptr<const Grid> grid;
    std::vector<double> level_m;  ///< heights above ground, ascending, first > 0
    std::vector<double> wind_x_m_s, wind_y_m_s, wind_z_m_s, potential_temperature_k;  ///< (level, y, x)
    std::vector<double> temperature_2m_k, surface_pressure_pa;
    std::vector<double> friction_velocity_m_s, obukhov_length_m,
        convective_velocity_m_s;          ///< L of +-1e9 stands for neutral
    std::vector<double> mixing_height_m;  ///< max(convective, mechanical)
    std::vector<double> roughness_length_m, precipitation_mm_h;
    std::vector<double> relative_humidity_frac;  ///< near the ground
    /// Measured standard deviations of the lateral and vertical wind, m s-1, and the wind speed they were measured in;
    /// empty: turbulence is modelled. Where above 0 they hold from the height of measurement up and fall with the wind
    /// below.
    std::vector<double> sigma_v_m_s, sigma_w_m_s, turbulence_wind_m_s;
    std::shared_ptr<const LandCover> land_cover;  ///< land uses of the cells; null: not known
    /// Turbulence of a mast, one value per level and the same everywhere; empty: none. Goes before all others.
    std::vector<double> mast_sigma_v_m_s, mast_sigma_w_m_s;
};

/// What one puff sees: interpolated in space and time.
struct MetSample {
    double wind_x_m_s, wind_y_m_s, wind_z_m_s;  ///< mean over the layer asked for
    double potential_temperature_k;             ///< mean over the layer
    double buoyancy_frequency_s;                ///< N, >= 0, over the layer
    double mixing_height_m, friction_velocity_m_s, inverse_obukhov_m, convective_velocity_m_s;
    double temperature_2m_k, surface_pressure_pa, precipitation_mm_h, roughness_length_m, relative_humidity_frac;
    double sigma_v_m_s, sigma_w_m_s, turbulence_wind_m_s;  ///< measured; 0 where they are not
    double wind_z_change_s;                                ///< d(wind_z)/dz over the layer; 0 for a point
};

/// How the horizontal wind changes across a puff, s-1.
struct WindGradient {
    double ux = 0.0, uy = 0.0, uz = 0.0;  ///< of the wind along x over x, y and height
    double vx = 0.0, vy = 0.0, vz = 0.0;
};

/// "Give me the state at or around time t." Implemented by models/meteorology (from drivers) and by constant providers
/// in tests.
class MetProvider {
  public:
    virtual ~MetProvider() = default;
    /// States that bracket t: first.time <= t <= second.time (equal pointers when t is exactly a state). Throws Error
    /// E412 for gaps.
    [[nodiscard]] virtual std::array<std::shared_ptr<const MetState>, 2> bracket(UtcTime t) = 0;
    /// Fallbacks and defaults used so far, as text for the output ("hours held: 2", "pressure from elevation: 240
    /// records").
    [[nodiscard]] virtual std::vector<std::string> notes() const = 0;
};

}  // namespace lantian
