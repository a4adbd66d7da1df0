#pragma once

#include <cstddef>
#include <cstdint>

#include "core/math/instruction_set.hpp"

namespace lantian {

/// Cells of one block of columns, and rows of a strip: factors of wide puffs are held in whole blocks.
inline constexpr std::size_t k_block = 8;

/// A wide puff of a chunk.
struct WidePuff {
    const double* y_factors;  ///< [j] for row j of the grid, valid for the whole strips of k_block rows it touches
    const double* weights;    ///< one a channel
};

/// A wide puff as one block of columns sees it.
struct BlockPuff {
    const double* x_factors;  ///< k_block values, 0 where the puff does not reach
    const double* products;   ///< of a factor of y and a weight: for the channels of a row, or for the rows of a strip
};

/// The inner loops of sampling on a grid for one instruction set; all give the same bits. Every term is
/// acc = fma(x factor, y factor * weight, acc), the product rounded, puffs in the order given.
struct GridKernels {
    /// Half the complement of the error function of |t|, and exp(-t^2).
    void (*tails)(const double* t, double* tail, double* decay, std::size_t n) noexcept;
    /// Share of a normal distribution between neighbouring edges, times scale: from n + 1 edges and their tails.
    void (*shares)(const double* t, const double* tail, double scale, double* out, std::size_t n) noexcept;
    /// A row of cells for one puff, the accumulators of `stride` channels each; the first `channels` are added to.
    void (*row)(double* acc, std::size_t stride, const double* x_factors, std::size_t cells, double y_factor,
                const double* weights, std::size_t channels) noexcept;
    /// out (puff, stride): the first `channels` weights times the factor of row j; whole registers of k_block values, 0
    /// beyond the channels.
    void (*products)(const WidePuff* puffs, std::size_t count, std::size_t j, std::size_t channels, double* out,
                     std::size_t stride) noexcept;
    /// k_block cells of a row, channels [0, channels), whole registers of products.
    void (*block)(double* acc, std::size_t stride, const BlockPuff* puffs, std::size_t count,
                  std::size_t channels) noexcept;
    /// out (puff, k_block): factors of the rows of the strip times the first weight.
    void (*products_of_one)(const WidePuff* puffs, std::size_t count, std::size_t strip, double* out) noexcept;
    /// k_block cells of one channel in k_block rows, `row_stride` values from row to row.
    void (*block_of_one)(double* acc, std::size_t row_stride, const BlockPuff* puffs, std::size_t count) noexcept;
};

[[nodiscard]] const GridKernels& grid_kernels(InstructionSet set) noexcept;

}  // namespace lantian
