#pragma once

#include <array>
#include <memory>
#include <vector>

#include "core/data/grid.hpp"
#include "core/data/land_use.hpp"
#include "core/data/scenario.hpp"
#include "models/meteorology/boundary_layer.hpp"

namespace lantian {

/// The ground of the weather grid through the seasons: what the scenario says when there is no land use, else the table
/// of land uses. A cell of several uses has the logarithmic mean of roughness and Bowen ratio and the mean albedo
/// (AERSURFACE). THEORY.md, section 3.
class Ground {
  public:
    Ground(const Scenario::Meteorology& options, const Grid& grid, std::shared_ptr<const LandCover> cover);

    [[nodiscard]] bool has_cover() const { return cover_ != nullptr; }
    [[nodiscard]] const LandCover& cover() const { return *cover_; }
    [[nodiscard]] const std::shared_ptr<const LandCover>& shared_cover() const { return cover_; }
    [[nodiscard]] GroundSurface of_use(LandUse use, UtcTime time) const;
    [[nodiscard]] GroundSurface of_cell(std::size_t cell, UtcTime time) const;
    /// Without land use the constant ground of the scenario.
    [[nodiscard]] GroundSurface constant() const;
    [[nodiscard]] double urban_share(std::size_t cell) const;
    /// The use with the largest share in the cell that holds a place, the nearest cell for places outside.
    [[nodiscard]] LandUse use_at(MapPoint place) const;

  private:
    [[nodiscard]] Season season(UtcTime time) const;

    Scenario::Meteorology options_;
    std::shared_ptr<const LandCover> cover_;
    double west_m_, south_m_, cell_m_, latitude_deg_;
    std::size_t nx_, ny_;
    std::array<std::vector<GroundSurface>, k_seasons> cells_;
};

}  // namespace lantian
