#pragma once

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

}  // namespace lantian::reference
