#pragma once

#include <cstddef>

namespace lantian {

/// Channels are held in blocks of this many values.
inline constexpr std::size_t k_channel_block = 4;

/// acc[i][c] += (y_factor * x_factors[i]) * weights[c] for a row of cells, c in the first `blocks` blocks of channels;
/// `stride` values from cell to cell. The widest instruction set of the machine is used; all of them round alike (one
/// multiplication, one addition a term; contraction is off). 1 <= blocks.
void add_row(double* acc, std::size_t stride, const double* x_factors, std::size_t cells, double y_factor,
             const double* weights, std::size_t blocks) noexcept;

/// The same in plain loops: the truth for tests.
void add_row_plain(double* acc, std::size_t stride, const double* x_factors, std::size_t cells, double y_factor,
                   const double* weights, std::size_t blocks) noexcept;

}  // namespace lantian
