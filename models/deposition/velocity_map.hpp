#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

#include "core/data/meteorology.hpp"
#include "core/data/scenario.hpp"
#include "core/data/species.hpp"

namespace lantian {

/// Dry removal in one step's weather: deposition velocities, and how fast particles settle. Velocities are worked out
/// once per meteorological cell and state, over the land uses of the cell, and taken from the nearest cell, linear in
/// time. Theory page of this room, section 7.
class VelocityMap {
  public:
    /// before: the map of the step before, whose second state is taken over where it is the first of this one.
    VelocityMap(const std::shared_ptr<const MetState>& first, const std::shared_ptr<const MetState>& second,
                const Scenario& scenario, const VelocityMap* before = nullptr);

    /// Dry deposition velocity of everything that is removed, m s-1.
    [[nodiscard]] RemovalRates at(double x_m, double y_m, double time_fraction) const noexcept;
    /// Settling velocity of coarse and giant particles, m s-1 (0 when settling is off).
    [[nodiscard]] double coarse_settling_m_s() const noexcept { return coarse_settling_m_s_; }
    [[nodiscard]] double giant_settling_m_s() const noexcept { return giant_settling_m_s_; }

  private:
    using Cells = std::vector<RemovalRates>;
    std::shared_ptr<const Grid> grid_;
    std::array<std::shared_ptr<const MetState>, 2> states_;
    std::array<std::shared_ptr<const Cells>, 2> velocity_m_s_;
    double coarse_settling_m_s_ = 0.0, giant_settling_m_s_ = 0.0;
};

}  // namespace lantian
