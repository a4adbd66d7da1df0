#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "core/data/meteorology.hpp"

namespace lantian {

/// Weather of ConstantMetProvider: the same at all times. The wind is
///   u = wind_x + shear_x z + shear_change z^2/2 - rotation (y - yc) + deformation (x - xc)
///   v = wind_y + rotation (x - xc) - deformation (y - yc) + bend (x - xc)^2/2
/// with (xc, yc) the centre of the grid; potential temperature grows with height at the given N.
struct ConstantMet {
    double wind_x_m_s = 5.0, wind_y_m_s = 0.0, wind_z_m_s = 0.0;
    double shear_x_s = 0.0;             ///< d(wind_x)/dz
    double rotation_rad_s = 0.0;        ///< solid rotation, anticlockwise positive
    double deformation_s = 0.0;         ///< pure deformation, divergence-free
    double shear_change_per_m_s = 0.0;  ///< d2(wind_x)/dz2: a wind that bends what is high, m-1 s-1
    double bend_per_m_s = 0.0;          ///< d2(wind_y)/dx2: one that bends what is long, m-1 s-1
    double buoyancy_frequency_s = 0.0;
    double mixing_height_m = 1000.0;
    double friction_velocity_m_s = 0.4;
    double obukhov_length_m = 1e9;  ///< +-1e9: neutral
    double convective_velocity_m_s = 0.0;
    double temperature_2m_k = 293.15;
    double surface_pressure_pa = 101325.0;
    double precipitation_mm_h = 0.0;
    double roughness_length_m = 0.1;
    double relative_humidity_frac = 0.6;
    /// With the first level below the roughness length the wind has no logarithmic layer: uniform down to the ground.
    std::vector<double> level_m{0.01, 50, 100, 150, 200, 300, 400, 600, 800, 1000, 1500, 2000, 3000};
};

/// The state that ConstantMetProvider gives, at any instant.
[[nodiscard]] MetState constant_state(const std::shared_ptr<const Grid>& grid, const ConstantMet& met, UtcTime time);

/// Weather that never changes, on a given grid: hourly states, for closed-form cases and tests.
class ConstantMetProvider final : public MetProvider {
  public:
    ConstantMetProvider(std::shared_ptr<const Grid> grid, ConstantMet met)
        : grid_(std::move(grid)), met_(std::move(met)) {}
    [[nodiscard]] std::array<std::shared_ptr<const MetState>, 2> bracket(UtcTime t) override;
    [[nodiscard]] std::vector<std::string> notes() const override { return {}; }

  private:
    std::shared_ptr<const Grid> grid_;
    ConstantMet met_;
    std::array<std::shared_ptr<const MetState>, 2> last_;
};

}  // namespace lantian
