#pragma once

#include <cstddef>
#include <cstdint>

#include "core/math/instruction_set.hpp"

namespace lantian {

/// Cells of one block of columns, and rows of a strip: factors of wide puffs are held in whole blocks.
inline constexpr std::size_t k_block = 8;
inline constexpr std::size_t k_half_block = k_block / 2;

/// A wide puff of a chunk.
struct WidePuff {
    const double* y_factors;  ///< [j] for row j of the grid, valid for the whole strips of k_block rows it touches
    const double* weights;    ///< one a channel
};

/// A wide puff as one block of columns sees it.
template <typename Real>
struct BlockPuff {
    const Real* x_factors;  ///< k_block values, 0 where the puff does not reach
    const Real* products;   ///< of a factor of y and a weight: for the channels of a row, or for the rows of a strip
};

/// Products of a row are padded with 0 to a multiple of this: the widest register.
template <typename Real>
inline constexpr std::size_t k_pad = 64 / sizeof(Real);
/// Products of a puff with one channel over a strip: a row each; in single precision k_block times each.
template <typename Real>
inline constexpr std::size_t k_products_of_one = sizeof(Real) == sizeof(double) ? k_block : k_block* k_block;

/// Loops over wide puffs. In double precision every term is acc = fma(x factor, y factor * weight, acc), the product
/// rounded, puffs in the order given. In single precision factor and product are rounded to it, the terms of one call
/// are summed in it from 0 (one channel: even and odd puffs apart), and the sum is added to the accumulator, which is
/// always double.
template <typename Real>
struct WideKernels {
    /// out (puff, stride): the first `channels` weights times the factor of row j; stride a multiple of k_pad.
    void (*products)(const WidePuff* puffs, std::size_t count, std::size_t j, std::size_t channels, Real* out,
                     std::size_t stride) noexcept;
    /// k_block cells of a row, channels [0, channels); and half a block, whose edges fit puffs better.
    void (*block)(double* acc, std::size_t stride, const BlockPuff<Real>* puffs, std::size_t count,
                  std::size_t channels) noexcept;
    void (*half_block)(double* acc, std::size_t stride, const BlockPuff<Real>* puffs, std::size_t count,
                       std::size_t channels) noexcept;
    std::size_t halves_from;  ///< channels from which halves fill the registers; without any there is no half_block
    /// out (puff, k_products_of_one): factors of the rows of the strip times the first weight.
    void (*products_of_one)(const WidePuff* puffs, std::size_t count, std::size_t strip, Real* out) noexcept;
    /// k_block cells of one channel in k_block rows, `row_stride` values from row to row.
    void (*block_of_one)(double* acc, std::size_t row_stride, const BlockPuff<Real>* puffs, std::size_t count) noexcept;
};

/// The inner loops of sampling on a grid for one instruction set; all give the same bits.
struct GridKernels {
    /// Half the complement of the error function of |t|, and exp(-t^2).
    void (*tails)(const double* t, double* tail, double* decay, std::size_t n) noexcept;
    /// Share of a normal distribution between neighbouring edges, times scale: from n + 1 edges and their tails.
    void (*shares)(const double* t, const double* tail, double scale, double* out, std::size_t n) noexcept;
    /// A row of cells for one puff, the accumulators of `stride` channels each; the first `channels` are added to.
    /// Terms as in WideKernels.
    void (*row)(double* acc, std::size_t stride, const double* x_factors, std::size_t cells, double y_factor,
                const double* weights, std::size_t channels) noexcept;
    WideKernels<double> wide;
    WideKernels<float> single_wide;
};

[[nodiscard]] const GridKernels& grid_kernels(InstructionSet set) noexcept;

}  // namespace lantian
