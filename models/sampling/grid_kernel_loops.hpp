#pragma once

// The loops of models/sampling/grid_kernels.hpp, compiled once for each instruction set (core/math/simd.hpp).
#include "core/math/simd.hpp"
#include "models/sampling/grid_kernels.hpp"

namespace lantian::simd::LANTIAN_SIMD {

inline void tails(const double* t, double* tail, double* decay, std::size_t n) noexcept {
    for (std::size_t i = 0; i < n; i += k_width) {
        const std::size_t count = n - i;
        const bool whole = count >= k_width;
        const Vec x = magnitude(whole ? load(t + i) : load_first(t + i, count));
        const ErfcParts parts = erfc_parts(x);
        const Vec half = all(0.5) * (parts.decay * parts.scaled);
        if (whole) {
            store(tail + i, half);
            store(decay + i, parts.decay);
        } else {
            store_first(tail + i, half, count);
            store_first(decay + i, parts.decay, count);
        }
    }
}

/// Both edges on one side of the centre: difference of the tails, which loses nothing far out; else what both leave.
LANTIAN_INLINE Vec share(Vec ta, Vec tb, Vec tail_a, Vec tail_b) noexcept {
    const Vec right = tail_a - tail_b;
    const Vec one_sided = tb > all(0.0) ? right : -right;
    return ta < all(0.0) ? (tb > all(0.0) ? all(1.0) - (tail_a + tail_b) : one_sided) : right;
}

inline void shares(const double* t, const double* tail, double scale, double* out, std::size_t n) noexcept {
    std::size_t i = 0;
    for (; i + k_width <= n; i += k_width) {
        const Vec s = share(load(t + i), load(t + i + 1), load(tail + i), load(tail + i + 1));
        store(out + i, all(scale) * s);
    }
    if (i < n) {
        const std::size_t rest = n - i;
        const Vec s = share(load_first(t + i, rest), load_first(t + i + 1, rest), load_first(tail + i, rest),
                            load_first(tail + i + 1, rest));
        store_first(out + i, all(scale) * s, rest);
    }
}

/// The last of several registers of channels may be part of one.
template <std::size_t Registers, bool Whole = false>
LANTIAN_INLINE void load_channels(Vec (&v)[Registers], const double* from, std::size_t last) noexcept {
    for (std::size_t r = 0; r + 1 < Registers; ++r) v[r] = load(from + r * k_width);
    const double* rest = from + (Registers - 1) * k_width;
    v[Registers - 1] = Whole ? load(rest) : load_first(rest, last);
}
template <std::size_t Registers, bool Whole = false>
LANTIAN_INLINE void store_channels(double* to, const Vec (&v)[Registers], std::size_t last) noexcept {
    for (std::size_t r = 0; r + 1 < Registers; ++r) store(to + r * k_width, v[r]);
    double* rest = to + (Registers - 1) * k_width;
    if (Whole)
        store(rest, v[Registers - 1]);
    else
        store_first(rest, v[Registers - 1], last);
}

template <std::size_t Registers>
LANTIAN_INLINE void row_part(double* acc, std::size_t stride, const double* x_factors, std::size_t cells,
                             double y_factor, const double* weights, std::size_t last) noexcept {
    Vec w[Registers];
    load_channels(w, weights, last);
    for (std::size_t i = 0; i < cells; ++i) {
        const Vec f = all(y_factor * x_factors[i]);
        Vec a[Registers];
        double* cell = acc + i * stride;
        load_channels(a, cell, last);
        for (std::size_t r = 0; r < Registers; ++r) a[r] = multiply_add(f, w[r], a[r]);
        store_channels(cell, a, last);
    }
}

inline void row(double* acc, std::size_t stride, const double* x_factors, std::size_t cells, double y_factor,
                const double* weights, std::size_t channels) noexcept {
    if (stride == 1) {  // cells stand side by side
        const Vec y = all(y_factor), w = all(weights[0]);
        for (std::size_t i = 0; i < cells; i += k_width) {
            const std::size_t count = cells - i;
            store_first(acc + i, multiply_add(y * load_first(x_factors + i, count), w, load_first(acc + i, count)),
                        count);
        }
        return;
    }
    while (channels > 0) {
        const std::size_t registers = (channels + k_width - 1) / k_width;
        const std::size_t now = registers < 4 ? registers : 4;
        const std::size_t done = channels < now * k_width ? channels : now * k_width;
        const std::size_t last = done - (now - 1) * k_width;
        switch (now) {
            case 1:
                row_part<1>(acc, stride, x_factors, cells, y_factor, weights, last);
                break;
            case 2:
                row_part<2>(acc, stride, x_factors, cells, y_factor, weights, last);
                break;
            case 3:
                row_part<3>(acc, stride, x_factors, cells, y_factor, weights, last);
                break;
            default:
                row_part<4>(acc, stride, x_factors, cells, y_factor, weights, last);
        }
        acc += done;
        weights += done;
        channels -= done;
    }
}

/// Cells whose accumulators stay in registers together, and registers of channels a cell.
inline constexpr std::size_t k_cells_held = k_width == 4 ? 4 : k_block;
inline constexpr std::size_t k_registers_held = 3;

/// acc[cell][channel] over `count` puffs: a dense product, its accumulators in registers throughout. Whole: the last
/// register is full.
template <std::size_t Registers, bool Whole>
LANTIAN_INLINE void block_part(double* acc, std::size_t stride, const double* factors, const double* const* weights,
                               std::size_t count, std::size_t from, std::size_t part_of_last) noexcept {
    const std::size_t last = Whole ? k_width : part_of_last;
    Vec a[k_cells_held][Registers];
#pragma GCC unroll 8
    for (std::size_t c = 0; c < k_cells_held; ++c) load_channels<Registers, Whole>(a[c], acc + c * stride, last);
    for (std::size_t k = 0; k < count; ++k) {
        Vec w[Registers];
        load_channels<Registers, Whole>(w, weights[k] + from, last);
        const double* f = factors + k * k_block;
#pragma GCC unroll 8
        for (std::size_t c = 0; c < k_cells_held; ++c) {
            const Vec factor = all(f[c]);
#pragma GCC unroll 4
            for (std::size_t r = 0; r < Registers; ++r) a[c][r] = multiply_add(factor, w[r], a[c][r]);
        }
    }
#pragma GCC unroll 8
    for (std::size_t c = 0; c < k_cells_held; ++c) store_channels<Registers, Whole>(acc + c * stride, a[c], last);
}

template <std::size_t Registers>
LANTIAN_INLINE void block_parts(double* acc, std::size_t stride, const double* factors, const double* const* weights,
                                std::size_t count, std::size_t from, std::size_t last) noexcept {
    if (last == k_width)
        block_part<Registers, true>(acc, stride, factors, weights, count, from, last);
    else
        block_part<Registers, false>(acc, stride, factors, weights, count, from, last);
}

inline void block(double* acc, std::size_t stride, const BlockEntry* entries, std::size_t count, std::size_t row,
                  std::size_t channels, double* work, const double* next) noexcept {
    // The puffs that reach this row, with the products of their factors.
    const double** weights = reinterpret_cast<const double**>(work + count * k_block);
    constexpr std::size_t k_line = 8;
    const std::size_t lines = ((k_block - 1) * stride + channels) / k_line + 1;
    std::size_t here = 0;
    for (std::size_t k = 0; k < count; ++k) {
        const BlockEntry& e = entries[k];
        __builtin_prefetch(next + (k < lines ? k : 0) * k_line);
        const bool reaches = row >= e.first_row && row < e.end_row;
        const Vec y = all(e.y_factors[reaches ? row : e.first_row]);
        for (std::size_t c = 0; c < k_block; c += k_width) store(work + here * k_block + c, y * load(e.x_factors + c));
        weights[here] = e.weights;
        here += reaches ? 1 : 0;
    }
    if (here == 0) return;
    const std::size_t registers = (channels + k_width - 1) / k_width;
    const std::size_t parts = (registers + k_registers_held - 1) / k_registers_held;
    std::size_t from = 0;
    for (std::size_t part = 0; part < parts; ++part) {
        const std::size_t now = registers * (part + 1) / parts - registers * part / parts;
        const std::size_t left = channels - from;
        const std::size_t done = left < now * k_width ? left : now * k_width;
        const std::size_t last = done - (now - 1) * k_width;
        for (std::size_t c = 0; c < k_block; c += k_cells_held) {
            double* cells = acc + c * stride + from;
            switch (now) {
                case 1:
                    block_parts<1>(cells, stride, work + c, weights, here, from, last);
                    break;
                case 2:
                    block_parts<2>(cells, stride, work + c, weights, here, from, last);
                    break;
                default:
                    block_parts<3>(cells, stride, work + c, weights, here, from, last);
            }
        }
        from += done;
    }
}

inline void block_of_one(double* acc, std::size_t row_stride, const BlockEntry* entries, std::size_t count,
                         std::size_t row) noexcept {
    constexpr std::size_t k_rows = 8;
    for (std::size_t c = 0; c < k_block; c += k_width) {
        Vec a[k_rows];
#pragma GCC unroll 8
        for (std::size_t r = 0; r < k_rows; ++r) a[r] = load(acc + r * row_stride + c);
        for (std::size_t k = 0; k < count; ++k) {
            const BlockEntry& e = entries[k];
            const Vec x = load(e.x_factors + c);
            const Vec w = all(e.weights[0]);
            const double* y = e.y_factors + row;
#pragma GCC unroll 8
            for (std::size_t r = 0; r < k_rows; ++r) a[r] = multiply_add(all(y[r]) * x, w, a[r]);
        }
#pragma GCC unroll 8
        for (std::size_t r = 0; r < k_rows; ++r) store(acc + r * row_stride + c, a[r]);
    }
}

extern const GridKernels kernels;
const GridKernels kernels{tails, shares, row, block, block_of_one};

}  // namespace lantian::simd::LANTIAN_SIMD
