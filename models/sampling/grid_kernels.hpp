#pragma once

#include <cstddef>
#include <cstdint>

#include "core/math/instruction_set.hpp"

namespace lantian {

/// Cells of one block of columns: factors of x are held in whole blocks.
inline constexpr std::size_t k_block = 8;

/// A puff as one block of columns sees it.
struct BlockEntry {
    const double* x_factors;  ///< k_block values, 0 where the puff does not reach
    const double* y_factors;  ///< [j] for row j of the grid, valid for first_row <= j < end_row
    const double* weights;    ///< one a channel
    std::uint32_t first_row, end_row;
};

/// The inner loops of sampling on a grid for one instruction set; all give the same bits. Every term is
/// acc = fma(y factor * x factor, weight, acc), the product of the factors rounded, puffs in the order given.
struct GridKernels {
    /// Half the complement of the error function of |t|, and exp(-t^2).
    void (*tails)(const double* t, double* tail, double* decay, std::size_t n) noexcept;
    /// Share of a normal distribution between neighbouring edges, times scale: from n + 1 edges and their tails.
    void (*shares)(const double* t, const double* tail, double scale, double* out, std::size_t n) noexcept;
    /// A row of cells for one puff, the accumulators of `stride` channels each; the first `channels` are added to.
    void (*row)(double* acc, std::size_t stride, const double* x_factors, std::size_t cells, double y_factor,
                const double* weights, std::size_t channels) noexcept;
    /// k_block cells of row j for many puffs, channels [0, channels); work: block_work(entries) doubles. next: the
    /// accumulators that will be wanted after these, asked for meanwhile.
    void (*block)(double* acc, std::size_t stride, const BlockEntry* entries, std::size_t count, std::size_t row,
                  std::size_t channels, double* work, const double* next) noexcept;
    /// The same for one channel and 8 rows from `row` on, `row_stride` values from row to row; the y factors of every
    /// entry must be valid (0 where it does not reach) for all of them.
    void (*block_of_one)(double* acc, std::size_t row_stride, const BlockEntry* entries, std::size_t count,
                         std::size_t row) noexcept;
};

[[nodiscard]] constexpr std::size_t block_work(std::size_t entries) { return entries * (k_block + 1); }

[[nodiscard]] const GridKernels& grid_kernels(InstructionSet set) noexcept;

}  // namespace lantian
