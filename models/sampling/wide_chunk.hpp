#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "models/sampling/grid_kernels.hpp"

namespace lantian {

/// Wide puffs of a strip taken together: their products of a row stay in the nearer caches over all its blocks. In
/// single precision they are also the most terms summed in it.
inline constexpr std::size_t k_wide_chunk = 128;
/// Wide puffs in single precision, relative to a sum of terms that are all 0 or above: one rounding of the factor of x,
/// one of the product, one for each term.
inline constexpr double k_single_error = (static_cast<double>(k_wide_chunk) + 3.0) / 16777216.0;

/// Part of a strip of k_block rows of one grid: rows, blocks of columns, channels; ends exclusive.
struct StripPart {
    double* base;  ///< accumulators (y, x, channel) of the whole grid
    std::size_t nx, stride;
    std::size_t row_begin, row_end, block_begin, block_end, channel_begin, channel_end;
};

/// Sums wide puffs over part of a strip, chunk by chunk in the order given. Chunks do not depend on which part it is.
template <typename Real>
class WideChunk {
  public:
    /// A puff that touches cells [i0, i1) x [j0, j1); factors in whole blocks, of column and row 0.
    struct Puff {
        const Real* x_factors;
        const double* y_factors;
        const double* weights;  ///< one a channel
        std::size_t i0, i1, j0, j1, channels;
    };

    void begin(const StripPart& part, const WideKernels<Real>& kernels);
    void add(const Puff& puff);
    void end();

  private:
    /// Puffs of a block: first those that reach every row of the strip, whose list serves all of them, then those that
    /// reach some.
    void enlist(BlockPuff<Real> puff, std::uint32_t rows, std::size_t b0, std::size_t b1);
    std::span<const BlockPuff<Real>> of(std::size_t block, std::uint32_t some_rows);
    void clear();
    void sum();
    void sum_of_one();
    [[nodiscard]] std::size_t strip() const { return part_.row_begin / k_block * k_block; }
    /// Columns of the part are taken so many at a time: blocks, or halves of them.
    [[nodiscard]] std::size_t first_block() const { return part_.block_begin * k_block / width_; }
    [[nodiscard]] std::size_t end_block() const { return part_.block_end * k_block / width_; }

    StripPart part_{};
    const WideKernels<Real>* kernels_ = nullptr;
    std::size_t products_stride_ = 0, channels_ = 0;  ///< channels: the most that a puff of the chunk has
    std::size_t width_ = k_block;
    std::vector<WidePuff> puffs_;
    std::vector<BlockPuff<Real>> list_, partial_;       ///< (block, k_wide_chunk)
    std::vector<std::uint8_t> rows_;                    ///< of partial_
    std::vector<std::uint32_t> whole_, partial_count_;  ///< of each block
    std::vector<Real> products_;
    std::vector<double> edge_;
};

extern template class WideChunk<double>;
extern template class WideChunk<float>;

}  // namespace lantian
