#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

#include "core/data/meteorology.hpp"
#include "core/data/scenario.hpp"
#include "core/data/species.hpp"

namespace lantian {

/// Removal of one step's weather, per carried species: dry deposition velocity, settling velocity, scavenging
/// coefficient. Deposition velocities are worked out once per meteorological cell and state and taken from the nearest
/// cell, linear in time.
class VelocityMap {
  public:
    VelocityMap(const MetState& first, const MetState& second, const Scenario::Deposition& options);

    /// Dry deposition velocity of each carried species, m s-1.
    [[nodiscard]] CarriedMass at(double x_m, double y_m, double time_fraction) const noexcept;
    /// Settling velocity of coarse particles, m s-1 (0 when settling is off).
    [[nodiscard]] double coarse_settling_m_s() const noexcept { return coarse_settling_m_s_; }

  private:
    std::shared_ptr<const Grid> grid_;
    std::array<std::vector<CarriedMass>, 2> velocity_m_s_;
    double coarse_settling_m_s_ = 0.0;
};

/// Scavenging coefficient of each carried species, s-1: A P^B, the frozen coefficient below 0 deg C.
[[nodiscard]] CarriedMass scavenging_per_s(double precipitation_mm_h, double temperature_k) noexcept;

}  // namespace lantian
