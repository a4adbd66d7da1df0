#pragma once

#include <cstddef>

#include "core/math/instruction_set.hpp"

namespace lantian {

/// Pieces of path of puffs that are not round as a few receptors see them: one value a piece, padded to whole registers
/// of any instruction set.
struct TiltedPieces {
    const double *x_m, *y_m;            ///< the middle, at the puff's mean height
    const double *half_x_m, *half_y_m;  ///< half the move
    const double *xx_m2, *xy_m2, *yy_m2;
    const double *xx_change_m2, *xy_change_m2, *yy_change_m2;  ///< end less start
    const double *slope_x, *slope_y, *mean_height_m;
};

/// A row of cells through a Gaussian: exp(log_peak - px x^2/2) at x = from + n step, n = 0, 1, ..., times its series in
/// fourth derivatives each way, 1 + fourth [ux^4 - 6 px ux^2 + 3 px^2 + uy^4 - 6 py uy^2 + 3 py^2], never below 0, with
/// ux = px x and uy = pxy x + uy0.
struct GaussianRow {
    double from, step, log_peak;
    double px, py, pxy, uy0;
    double fourth;
};

/// The inner loops of sampling puffs that are not round for one instruction set; all give the same bits.
struct TiltedKernels {
    /// n values of the row.
    void (*gaussian_row)(const GaussianRow& row, double* out, std::size_t n) noexcept;
    /// (first + n step) for n = 0, 1, ..., and out[n] += weight (edges[n + 1] - edges[n]).
    void (*steps)(double first, double step, double* out, std::size_t n) noexcept;
    void (*add_differences)(const double* edges, double weight, double* out, std::size_t n) noexcept;
    /// Distance of each place from a box in x and in y less half_width and half_depth, the larger of both: 0 and below
    /// may be felt within the box.
    void (*beyond)(const double* x_m, const double* y_m, const double* half_width_m, const double* half_depth_m,
                   std::size_t n, double west_m, double east_m, double south_m, double north_m, double* out) noexcept;
    /// Mean density along each piece (reference::tilted_segment_density_per_m2) at a point, and where along it the puff
    /// is densest there, -1/2 to 1/2; 0 beyond the reach (in spreads, from the middle, in coordinates in which the
    /// puff is round). Returns how many are within it.
    std::size_t (*density)(const TiltedPieces& pieces, std::size_t n, double x_m, double y_m, double height_m,
                           double reach_sigmas, double* density, double* along) noexcept;
};

[[nodiscard]] const TiltedKernels& tilted_kernels(InstructionSet set) noexcept;

}  // namespace lantian
