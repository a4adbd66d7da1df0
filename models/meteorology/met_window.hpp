#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "core/data/meteorology.hpp"
#include "models/meteorology/met_blocks.hpp"
#include "models/meteorology/turbulence.hpp"

namespace lantian {

/// Two meteorological states and what lies between them, laid out for fast sampling (THEORY.md, section 8).
///
/// Horizontally bilinear between cell centres and constant beyond the outermost ones, linear in time, linear in height
/// between levels and constant above the highest. Below the lowest level z1 the horizontal wind follows the logarithmic
/// law to zero at z0 (constant where z0 >= z1 or z0 = 0), the vertical wind is linear to zero at the ground, and
/// potential temperature is constant. Means over a layer are exact for these profiles: per node the packed block holds
/// the cumulative integrals from z1 to every level, so that a mean is two look-ups.
class MetWindow {
  public:
    /// Both states must lie on the same grid and levels, `second` not before `first`; else throws Error E900.
    MetWindow(std::shared_ptr<const MetState> first, std::shared_ptr<const MetState> second);

    /// Weather of a layer at a place. z_low_m = z_high_m gives the point value. Heights above ground, m, >= 0; a
    /// reversed layer is taken as the point z_low_m. time_fraction: 0 at the first state, 1 at the second.
    [[nodiscard]] MetSample sample(double x_m, double y_m, double z_low_m, double z_high_m,
                                   double time_fraction) const noexcept;
    /// How the mean horizontal wind of a layer changes along x and y (slopes of the bilinear interpolation, 0 beyond
    /// the outermost cell centres), and between the means of its lower and upper half, per distance of their middles.
    /// z_low_m < z_high_m.
    [[nodiscard]] WindGradient wind_gradient(double x_m, double y_m, double z_low_m, double z_high_m,
                                             double time_fraction) const noexcept;
    /// Whether a mast gives the turbulence (MetState::mast_sigma_v_m_s).
    [[nodiscard]] bool has_mast() const noexcept { return !first_->mast_sigma_v_m_s.empty(); }
    /// Its mean over a layer (linear between levels, constant beyond them); only where has_mast().
    [[nodiscard]] Turbulence mast_turbulence(double z_low_m, double z_high_m, double time_fraction) const noexcept;
    /// Speed of the mean horizontal wind vector at a height, m s-1.
    [[nodiscard]] double wind_speed_at(double x_m, double y_m, double z_m, double time_fraction) const noexcept;

    /// Position of an instant between the two states, 0-1 (0 when both are the same instant).
    [[nodiscard]] double time_fraction(UtcTime time) const noexcept;
    [[nodiscard]] const MetState& first() const noexcept { return *first_; }
    [[nodiscard]] const MetState& second() const noexcept { return *second_; }
    [[nodiscard]] double cell_m() const noexcept { return cell_m_; }
    /// The packed weather itself, as long as the window lives.
    [[nodiscard]] MetBlocks blocks() const noexcept;

  private:
    struct Corners;  // four node blocks and their weights
    struct Height;   // level interval and weights of the profile value and of its integral
    [[nodiscard]] Corners corners(double x_m, double y_m) const noexcept;
    [[nodiscard]] Height locate(double z_m) const noexcept;
    void pack(const MetState& state, std::size_t slot);

    std::shared_ptr<const MetState> first_, second_;
    double x0_m_ = 0.0, y0_m_ = 0.0, cell_m_ = 1.0, per_cell_ = 1.0;
    std::size_t nx_ = 0, ny_ = 0, levels_ = 0, block_ = 0;
    std::vector<double> level_m_, per_interval_;
    std::vector<double> packed_;  // (node, [surface slot 0, surface slot 1, level 0, level 1, ...]); see pack()
};

}  // namespace lantian
