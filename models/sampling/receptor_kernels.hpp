#pragma once

#include <cstddef>
#include <cstdint>

#include "core/math/instruction_set.hpp"

namespace lantian {

/// Receptors that are sampled side by side.
inline constexpr std::size_t k_beside = 8;

/// A puff that stands still.
struct StandingPuff {
    double x_m, y_m;
    double decay_per_m2;  ///< -1/(2 sigma^2)
    double log_peak;      ///< ln(1/(2 pi sigma^2)), sigma in m
    double limit_m2;      ///< square of the distance beyond which it is not felt
    std::size_t segment;
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
    /// Which places may be felt within a box: those whose distance from it squared is at most limit_m2. Returns how
    /// many; out has room for n and a register more.
    std::size_t (*near)(const double* x_m, const double* y_m, const double* limit_m2, std::size_t n, double west_m,
                        double east_m, double south_m, double north_m, std::uint32_t* out) noexcept;
    /// Density (m-2) of the puffs of `list` at k_beside receptors, out (puff, receptor); 0 beyond the limit. Returns
    /// how many pairs are within it. A place that is missing stands at infinity.
    std::size_t (*standing)(const StandingPuff* puffs, const std::uint32_t* list, std::size_t n, const double* x_m,
                            const double* y_m, double* out) noexcept;
    /// sums[receptor] = fma(density, weights[segment * every], sum), puff by puff.
    std::size_t (*standing_total)(const StandingPuff* puffs, const std::uint32_t* list, std::size_t n,
                                  const double* x_m, const double* y_m, const double* weights, std::size_t every,
                                  double* sums) noexcept;
    /// Mean density along each piece (reference::segment_density_per_m2), and where along it the path passes nearest,
    /// -1/2 to 1/2. short_moves: whether any piece may be short enough for the series.
    std::size_t (*moving)(const MovingPuffs& puffs, std::size_t n, double x_m, double y_m, bool short_moves,
                          double* density, double* along) noexcept;
    /// Sum of density (weight + along change) in eight sums by turns, joined in pairs.
    double (*total)(const double* density, const double* along, const double* weight, const double* change,
                    std::size_t n) noexcept;
    /// out[c] += density (weight[c] + along change[c]).
    void (*add)(double density, double along, const double* weight, const double* change, double* out,
                std::size_t channels) noexcept;
};

[[nodiscard]] const ReceptorKernels& receptor_kernels(InstructionSet set) noexcept;

}  // namespace lantian
