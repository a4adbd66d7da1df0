#pragma once

#include <memory>
#include <vector>

#include "core/data/meteorology.hpp"
#include "models/meteorology/mass_adjustment.hpp"
#include "models/meteorology/terrain_flow.hpp"

namespace lantian {

/// What terrain that the given winds know nothing of does to them, level by level: blocking of stable air, thermal flow
/// along slopes, vertical wind that follows the ground and fades with height. shape: of that terrain, on the state's
/// grid (for stations all of it, for a gridded driver what its own terrain lacks). Flat terrain changes nothing.
void add_terrain_effects(MetState& state, const TerrainShape& shape);

/// Square of the ratio a1/a2 of the variational weights: 1 for neutral air, falling with the fourth power of the Froude
/// number V / (N H) in stable air, which goes around hills rather than over them (after Moussiopoulos et al. 1988): (s
/// - 1)/(s + 1), s = sqrt(1 + 4 Fr^4); at least 0.01.
[[nodiscard]] double vertical_ratio(double speed_m_s, double buoyancy_frequency_s, double height_m) noexcept;

/// Makes the winds of states on one grid mass consistent over its terrain. The layers of the adjustment hold one level
/// each; the change of wind at faces is carried back to cell centres and levels.
class TerrainWinds {
  public:
    /// tolerance: divergence left, as a share of what was there, 1e-12 to 1e-1.
    TerrainWinds(std::shared_ptr<const Grid> grid, const std::vector<double>& level_m, double tolerance);

    /// Changes wind_x, wind_y and wind_z. Throws Error E416 when the divergence does not fall to the tolerance.
    AdjustmentReport make_consistent(MetState& state, int threads) const;

    [[nodiscard]] const WindGrid& grid() const { return wind_grid_; }
    /// Winds of a state on the faces of grid().
    [[nodiscard]] WindField on_faces(const MetState& state) const;

  private:
    [[nodiscard]] std::vector<double> ratios(const MetState& state) const;

    std::shared_ptr<const Grid> grid_;
    std::vector<double> level_m_;
    WindGrid wind_grid_;
    std::vector<double> height_m_;  // of the terrain around each column, highest less lowest
    double tolerance_;
};

}  // namespace lantian
