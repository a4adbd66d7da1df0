#pragma once

#include <cstddef>
#include <span>

#include "core/data/grid.hpp"
#include "models/sampling/segments.hpp"

/// Plain sampling kernels: the truth for the tests of the fast ones. Lengths in m, mass in kg, rates in kg s-1, results
/// in kg m-3 unless the name says else. vertical_per_m comes from models/puff/vertical.hpp. Theory page of this room.
namespace lantian::reference {

/// Gaussian puff at one instant; dx_m, dy_m: receptor minus centre.
[[nodiscard]] double instantaneous_kg_m3(double mass_kg, double dx_m, double dy_m, double sigma_x_m, double sigma_y_m,
                                         double vertical_per_m) noexcept;

/// Mean over dt_s of a puff that moves at speed_m_s with constant spread. along_m: centre minus receptor along the wind
/// at the start (negative upwind); across_m: the distance across.
[[nodiscard]] double segment_mean_kg_m3(double mass_kg, double along_m, double across_m, double speed_m_s, double dt_s,
                                        double sigma_x_m, double sigma_y_m, double vertical_per_m) noexcept;

/// Horizontal factor, m-2, of the same mean for a round puff of unit mass that moves from (x0, y0) to (x1, y1).
[[nodiscard]] double segment_density_per_m2(double receptor_x_m, double receptor_y_m, double x0_m, double y0_m,
                                            double x1_m, double y1_m, double sigma_m) noexcept;

/// Share of a unit normal about centre_m within [low_m, high_m].
[[nodiscard]] double cell_share(double low_m, double high_m, double centre_m, double sigma_m) noexcept;

/// All segments to the cells of a grid, (tag, y, x, channel), in plain loops over puffs and cells: exact cell averages
/// within whole cells of the cut-off, renormalised; what GridSampler gives without coarse grids.
void add_to_cells(const Grid& grid, const Segments& segments, std::span<const std::size_t> tag_of_source,
                  std::size_t channels, double cutoff_sigmas, std::span<double> result);

/// Steady Gaussian plume, q/(u sqrt(2 pi) sy) exp(-y^2/2sy^2) V.
[[nodiscard]] double plume_kg_m3(double rate_kg_s, double speed_m_s, double across_m, double sigma_y_m,
                                 double vertical_per_m) noexcept;

/// Finite line across the wind, rate_kg_m_s per length, of half length half_m; y_m from its middle. half_m infinite:
/// infinite line.
[[nodiscard]] double line_kg_m3(double rate_kg_m_s, double speed_m_s, double y_m, double half_m, double sigma_y_m,
                                double vertical_per_m) noexcept;

/// Mass spread evenly over a box of half sides a, b and blurred by sigma_m; x, y from its centre.
[[nodiscard]] double box_kg_m3(double mass_kg, double x_m, double y_m, double half_a_m, double half_b_m, double sigma_m,
                               double vertical_per_m) noexcept;

/// Share of a plume's mass that AERMOD spreads all round: [2 sv^2 + u^2 (1 - exp(-t/T))]/ue^2, ue^2 = u^2 + 2 sv^2, t =
/// distance/ue, T = 24 h.
[[nodiscard]] double meander_frac(double speed_m_s, double sigma_v_m_s, double distance_m) noexcept;

/// Calm: continuous ground source, puffs that stay and grow as sy = sz = a t, after infinite time: 2 q/((2 pi)^1.5 a
/// r^2).
[[nodiscard]] double calm_kg_m3(double rate_kg_s, double growth_m_s, double distance_m) noexcept;

/// The same after time_s of emission: the integral up to age time_s.
[[nodiscard]] double calm_after_kg_m3(double rate_kg_s, double growth_m_s, double distance_m, double time_s) noexcept;

}  // namespace lantian::reference
