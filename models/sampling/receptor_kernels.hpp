#pragma once

#include <cstddef>

#include "core/math/instruction_set.hpp"

namespace lantian {

/// Puffs that stand still, as a few receptors see them: one value a puff.
struct StandingPuffs {
    const double *x_m, *y_m;
    const double* decay_per_m2;  ///< -1/(2 sigma^2)
    const double* log_peak;      ///< ln(1/(2 pi sigma^2)), sigma in m
    const double* limit_m2;      ///< square of the distance beyond which they are not felt
};

/// Pieces of path.
struct MovingPuffs {
    const double *x_m, *y_m;                  ///< the middle
    const double *direction_x, *direction_y;  ///< unit vector from start to end
    const double *half_m, *per_half_m;        ///< half the length, and 1 over it
    const double *sigma_m, *sigma_change_m;
    const double* limit_m2;
};

/// The inner loops of sampling at points for one instruction set; all give the same bits.
struct ReceptorKernels {
    /// Square of the distance of each place from a box less limit_m2: 0 and below may be felt within the box.
    void (*beyond)(const double* x_m, const double* y_m, const double* limit_m2, std::size_t n, double west_m,
                   double east_m, double south_m, double north_m, double* out) noexcept;
    /// Density (m-2) at a point; 0 beyond the limit. Returns how many are within it.
    std::size_t (*standing)(const StandingPuffs& puffs, std::size_t n, double x_m, double y_m,
                            double* density) noexcept;
    /// Sum of density x weight over standing puffs of one source, in eight sums by turns joined in pairs: total() of
    /// standing() at once. felt: grows by how many are within the limit.
    double (*standing_total)(const StandingPuffs& puffs, std::size_t n, double x_m, double y_m, const double* weight,
                             std::size_t& felt) noexcept;
    /// Mean density along each piece (reference::segment_density_per_m2), and where along it the path passes nearest,
    /// -1/2 to 1/2. short_moves: whether any piece may be short enough for the series.
    std::size_t (*moving)(const MovingPuffs& puffs, std::size_t n, double x_m, double y_m, bool short_moves,
                          double* density, double* along) noexcept;
    /// Sum of density (weight + along change) in eight sums by turns, joined in pairs; along may be null: 0.
    double (*total)(const double* density, const double* along, const double* weight, const double* change,
                    std::size_t n) noexcept;
    /// out[c] += density (weight[c] + along change[c]).
    void (*add)(double density, double along, const double* weight, const double* change, double* out,
                std::size_t channels) noexcept;
};

[[nodiscard]] const ReceptorKernels& receptor_kernels(InstructionSet set) noexcept;

}  // namespace lantian
