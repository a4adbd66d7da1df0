#pragma once

#include <cstddef>
#include <vector>

/// Plain kernels of puffs that are not round: the truth for the fast ones. Variances in m2, positive definite. Theory
/// page of this room.
namespace lantian::reference {

/// Bivariate normal density, m-2; dx, dy: receptor minus centre.
[[nodiscard]] double tilted_density_per_m2(double dx_m, double dy_m, double xx_m2, double xy_m2, double yy_m2) noexcept;

/// Mean of it over a straight move of the centre from (x0, y0) to (x1, y1), closed form: in coordinates in which the
/// puff is round it is segment_density_per_m2.
[[nodiscard]] double tilted_segment_density_per_m2(double receptor_x_m, double receptor_y_m, double x0_m, double y0_m,
                                                   double x1_m, double y1_m, double xx_m2, double xy_m2,
                                                   double yy_m2) noexcept;

/// Mean density over the box [x_low, x_high] x [y_low, y_high] about the origin of the puff, m-2: exact in x (error
/// functions), Gauss-Legendre with 4 nodes on `panels` pieces in y.
[[nodiscard]] double tilted_cell_mean_per_m2(double x_low_m, double x_high_m, double y_low_m, double y_high_m,
                                             double xx_m2, double xy_m2, double yy_m2, int panels) noexcept;

/// Cells of one row, from x_origin on, `cells` of them, between y_low and y_low + cell.
struct CellRow {
    double x_origin_m, y_low_m, cell_m;
    std::size_t cells;
};

/// Density at the middles of the cells of a puff at (x, y) whose variances have grown by widened_m2 each way, with a
/// fourth cumulant of 24 fourth_m4 each way; 0 beyond the stretch that an ellipse of cutoff_sigmas touches in the row,
/// and renormalised.
[[nodiscard]] std::vector<double> tilted_wide_row(const CellRow& row, double x_m, double y_m, double xx_m2,
                                                  double xy_m2, double yy_m2, double widened_m2, double fourth_m4,
                                                  double cutoff_sigmas);

/// Mean density over the cells: exact in x, Gauss-Legendre in y on pieces of at most 1.5 spreads of the integrand; cut
/// off at cutoff_sigmas along and across and renormalised.
[[nodiscard]] std::vector<double> tilted_narrow_row(const CellRow& row, double x_m, double y_m, double xx_m2,
                                                    double xy_m2, double yy_m2, double cutoff_sigmas);

}  // namespace lantian::reference
