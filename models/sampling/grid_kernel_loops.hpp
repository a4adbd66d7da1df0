#pragma once

// The loops of models/sampling/grid_kernels.hpp, compiled once for each instruction set (core/math/simd.hpp).
#include "core/math/simd_single.hpp"
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
template <std::size_t Registers>
LANTIAN_INLINE void load_channels(Vec (&v)[Registers], const double* from, std::size_t last) noexcept {
    for (std::size_t r = 0; r + 1 < Registers; ++r) v[r] = load(from + r * k_width);
    v[Registers - 1] = load_first(from + (Registers - 1) * k_width, last);
}
template <std::size_t Registers>
LANTIAN_INLINE void store_channels(double* to, const Vec (&v)[Registers], std::size_t last) noexcept {
    for (std::size_t r = 0; r + 1 < Registers; ++r) store(to + r * k_width, v[r]);
    store_first(to + (Registers - 1) * k_width, v[Registers - 1], last);
}

template <std::size_t Registers>
LANTIAN_INLINE void row_part(double* acc, std::size_t stride, const double* x_factors, std::size_t cells,
                             double y_factor, const double* weights, std::size_t last) noexcept {
    Vec w[Registers];
    load_channels(w, weights, last);
    for (std::size_t r = 0; r < Registers; ++r) w[r] = all(y_factor) * w[r];
    for (std::size_t i = 0; i < cells; ++i) {
        const Vec x = all(x_factors[i]);
        Vec a[Registers];
        double* cell = acc + i * stride;
        load_channels(a, cell, last);
        for (std::size_t r = 0; r < Registers; ++r) a[r] = multiply_add(x, w[r], a[r]);
        store_channels(cell, a, last);
    }
}

inline void row(double* acc, std::size_t stride, const double* x_factors, std::size_t cells, double y_factor,
                const double* weights, std::size_t channels) noexcept {
    if (stride == 1) {  // cells stand side by side
        const Vec w = all(y_factor * weights[0]);
        for (std::size_t i = 0; i < cells; i += k_width) {
            const std::size_t count = cells - i;
            store_first(acc + i, multiply_add(load_first(x_factors + i, count), w, load_first(acc + i, count)), count);
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

template <std::size_t Registers>
LANTIAN_INLINE void products_part(const WidePuff* puffs, std::size_t count, std::size_t j, std::size_t from,
                                  std::size_t last, double* out, std::size_t stride) noexcept {
    for (std::size_t k = 0; k < count; ++k) {
        const Vec y = all(puffs[k].y_factors[j]);
        Vec w[Registers];
        load_channels(w, puffs[k].weights + from, last);
        for (std::size_t r = 0; r < Registers; ++r) store(out + k * stride + from + r * k_width, y * w[r]);
    }
}

inline void products(const WidePuff* puffs, std::size_t count, std::size_t j, std::size_t channels, double* out,
                     std::size_t stride) noexcept {
    for (std::size_t from = 0; from < channels;) {
        const std::size_t registers = (channels - from + k_width - 1) / k_width;
        const std::size_t now = registers < 4 ? registers : 4;
        const std::size_t done = channels - from < now * k_width ? channels - from : now * k_width;
        const std::size_t last = done - (now - 1) * k_width;
        switch (now) {
            case 1:
                products_part<1>(puffs, count, j, from, last, out, stride);
                break;
            case 2:
                products_part<2>(puffs, count, j, from, last, out, stride);
                break;
            case 3:
                products_part<3>(puffs, count, j, from, last, out, stride);
                break;
            default:
                products_part<4>(puffs, count, j, from, last, out, stride);
        }
        from += done;
    }
}

inline void products_of_one(const WidePuff* puffs, std::size_t count, std::size_t strip, double* out) noexcept {
    for (std::size_t k = 0; k < count; ++k, out += k_block) {
        const Vec w = all(puffs[k].weights[0]);
        for (std::size_t r = 0; r < k_block; r += k_width) store(out + r, load(puffs[k].y_factors + strip + r) * w);
    }
}

/// Cells of a whole block, and registers of channels a cell, whose accumulators stay in registers together.
inline constexpr std::size_t k_cells_held = k_width == 4 ? k_half_block : k_block;
inline constexpr std::size_t k_registers_held = 3;
/// Registers of channels a cell of half a block: there is more room for them with AVX-512.
inline constexpr std::size_t k_half_registers_held = k_width == 8 ? 6 : k_registers_held;

/// acc[cell][channel] over puffs: a dense product, its accumulators in registers throughout.
template <std::size_t Cells, std::size_t Registers>
LANTIAN_INLINE void block_part(double* acc, std::size_t stride, const BlockPuff<double>* puffs, std::size_t count,
                               std::size_t cell, std::size_t channel, std::size_t last) noexcept {
    Vec a[Cells][Registers];
    acc += cell * stride + channel;
#pragma GCC unroll 8
    for (std::size_t c = 0; c < Cells; ++c) load_channels(a[c], acc + c * stride, last);
    for (std::size_t k = 0; k < count; ++k) {
        const double* x = puffs[k].x_factors + cell;
        const double* products = puffs[k].products + channel;
        Vec w[Registers];
#pragma GCC unroll 8
        for (std::size_t r = 0; r < Registers; ++r) w[r] = load(products + r * k_width);
#pragma GCC unroll 8
        for (std::size_t c = 0; c < Cells; ++c) {
            const Vec factor = all(x[c]);
#pragma GCC unroll 8
            for (std::size_t r = 0; r < Registers; ++r) a[c][r] = multiply_add(factor, w[r], a[c][r]);
        }
    }
#pragma GCC unroll 8
    for (std::size_t c = 0; c < Cells; ++c) store_channels(acc + c * stride, a[c], last);
}

/// Registers that are taken together of so many that are left, at most `held`: two halves rather than one short rest.
LANTIAN_INLINE std::size_t together(std::size_t registers, std::size_t held) noexcept {
    if (registers <= held) return registers;
    return registers < 2 * held ? (registers + 1) / 2 : held;
}

template <std::size_t Cells, std::size_t Registers>
LANTIAN_INLINE void block_registers(std::size_t registers, double* acc, std::size_t stride,
                                    const BlockPuff<double>* puffs, std::size_t count, std::size_t cell,
                                    std::size_t channel, std::size_t last) noexcept {
    if constexpr (Registers > 1) {
        if (registers < Registers) {
            block_registers<Cells, Registers - 1>(registers, acc, stride, puffs, count, cell, channel, last);
            return;
        }
    }
    block_part<Cells, Registers>(acc, stride, puffs, count, cell, channel, last);
}

/// `Whole` cells, `Cells` of them at a time with up to `Held` registers of channels.
template <std::size_t Whole, std::size_t Cells, std::size_t Held>
LANTIAN_INLINE void block_of(double* acc, std::size_t stride, const BlockPuff<double>* puffs, std::size_t count,
                             std::size_t channels) noexcept {
    for (std::size_t from = 0; from < channels;) {
        const std::size_t now = together((channels - from + k_width - 1) / k_width, Held);
        const std::size_t done = channels - from < now * k_width ? channels - from : now * k_width;
        const std::size_t last = done - (now - 1) * k_width;
        for (std::size_t c = 0; c < Whole; c += Cells)
            block_registers<Cells, Held>(now, acc, stride, puffs, count, c, from, last);
        from += done;
    }
}

inline void block(double* acc, std::size_t stride, const BlockPuff<double>* puffs, std::size_t count,
                  std::size_t channels) noexcept {
    block_of<k_block, k_cells_held, k_registers_held>(acc, stride, puffs, count, channels);
}
inline void half_block(double* acc, std::size_t stride, const BlockPuff<double>* puffs, std::size_t count,
                       std::size_t channels) noexcept {
    block_of<k_half_block, k_half_block, k_half_registers_held>(acc, stride, puffs, count, channels);
}

inline void block_of_one(double* acc, std::size_t row_stride, const BlockPuff<double>* puffs,
                         std::size_t count) noexcept {
    for (std::size_t c = 0; c < k_block; c += k_width) {
        Vec a[k_block];
#pragma GCC unroll 8
        for (std::size_t r = 0; r < k_block; ++r) a[r] = load(acc + r * row_stride + c);
        for (std::size_t k = 0; k < count; ++k) {
            const Vec x = load(puffs[k].x_factors + c);
            const double* y = puffs[k].products;
#pragma GCC unroll 8
            for (std::size_t r = 0; r < k_block; ++r) a[r] = multiply_add(all(y[r]), x, a[r]);
        }
#pragma GCC unroll 8
        for (std::size_t r = 0; r < k_block; ++r) store(acc + r * row_stride + c, a[r]);
    }
}

inline void single_products(const WidePuff* puffs, std::size_t count, std::size_t j, std::size_t channels, float* out,
                            std::size_t stride) noexcept {
    for (std::size_t k = 0; k < count; ++k, out += stride) {
        const Vec y = all(puffs[k].y_factors[j]);
        for (std::size_t c = 0; c < stride; c += k_width)
            store_narrow(out + c, y * load_first(puffs[k].weights + c, channels > c ? channels - c : 0));
    }
}

inline void single_products_of_one(const WidePuff* puffs, std::size_t count, std::size_t strip, float* out) noexcept {
    for (std::size_t k = 0; k < count; ++k) {
        for (std::size_t r = 0; r < k_block; ++r) {
            const double product = puffs[k].y_factors[strip + r] * puffs[k].weights[0];
            for (std::size_t c = 0; c < k_block; c += k_width, out += k_width) store_narrow(out, all(product));
        }
    }
}

template <std::size_t Registers>
LANTIAN_INLINE void single_part(double* acc, std::size_t stride, const BlockPuff<float>* puffs, std::size_t count,
                                std::size_t cell, std::size_t channel, std::size_t channels) noexcept {
    Single a[k_cells_held][Registers];
#pragma GCC unroll 8
    for (std::size_t c = 0; c < k_cells_held; ++c) {
        for (std::size_t r = 0; r < Registers; ++r) a[c][r] = all_single(0.0f);
    }
    for (std::size_t k = 0; k < count; ++k) {
        const float* x = puffs[k].x_factors + cell;
        const float* products = puffs[k].products + channel;
        Single w[Registers];
#pragma GCC unroll 4
        for (std::size_t r = 0; r < Registers; ++r) w[r] = load_single(products + r * k_single_width);
#pragma GCC unroll 8
        for (std::size_t c = 0; c < k_cells_held; ++c) {
            const Single factor = all_single(x[c]);
#pragma GCC unroll 4
            for (std::size_t r = 0; r < Registers; ++r) a[c][r] = multiply_add(factor, w[r], a[c][r]);
        }
    }
    acc += cell * stride + channel;
#pragma GCC unroll 8
    for (std::size_t c = 0; c < k_cells_held; ++c) {
        for (std::size_t r = 0; r < Registers; ++r) {
            const std::size_t from = r * k_single_width;
            if (from < channels) add_first(acc + c * stride + from, a[c][r], channels - from);
        }
    }
}

inline void single_block(double* acc, std::size_t stride, const BlockPuff<float>* puffs, std::size_t count,
                         std::size_t channels) noexcept {
    for (std::size_t from = 0; from < channels;) {
        const std::size_t registers = (channels - from + k_single_width - 1) / k_single_width;
        const std::size_t now = registers == 4 ? 2 : registers < k_registers_held ? registers : k_registers_held;
        const std::size_t done = channels - from < now * k_single_width ? channels - from : now * k_single_width;
        for (std::size_t c = 0; c < k_block; c += k_cells_held) {
            switch (now) {
                case 1:
                    single_part<1>(acc, stride, puffs, count, c, from, done);
                    break;
                case 2:
                    single_part<2>(acc, stride, puffs, count, c, from, done);
                    break;
                default:
                    single_part<3>(acc, stride, puffs, count, c, from, done);
            }
        }
        from += done;
    }
}

/// A register holds one row of cells or several. Even and odd puffs are summed apart: one sum alone would wait for
/// itself.
inline void single_block_of_one(double* acc, std::size_t row_stride, const BlockPuff<float>* puffs,
                                std::size_t count) noexcept {
    constexpr std::size_t k_registers = k_block * k_block / k_single_width;
    constexpr std::size_t k_held = k_registers < k_block ? k_registers : k_block;
    constexpr std::size_t k_row = k_block < k_single_width ? k_block : k_single_width;
    for (std::size_t first = 0; first < k_registers; first += k_held) {
        Single a[2][k_held];
#pragma GCC unroll 8
        for (std::size_t n = 0; n < k_held; ++n) a[0][n] = a[1][n] = all_single(0.0f);
        const auto add = [&](const BlockPuff<float>& puff, Single(&sums)[k_held]) {
            const Single x = load_repeated(puff.x_factors);
#pragma GCC unroll 8
            for (std::size_t n = 0; n < k_held; ++n) {
                const Single here = k_single_width < k_block ? load_single(puff.x_factors + n * k_single_width) : x;
                sums[n] = multiply_add(here, load_single(puff.products + (first + n) * k_single_width), sums[n]);
            }
        };
        for (std::size_t k = 0; k + 1 < count; k += 2) {
            add(puffs[k], a[0]);
            add(puffs[k + 1], a[1]);
        }
        if (count % 2 != 0) add(puffs[count - 1], a[0]);
        for (std::size_t n = 0; n < k_held; ++n) {
            float sums[k_single_width];
            store_single(sums, a[0][n] + a[1][n]);
            for (std::size_t i = 0; i < k_single_width; i += k_row) {
                const std::size_t at = (first + n) * k_single_width + i;
                double* to = acc + at / k_block * row_stride + at % k_block;
                for (std::size_t c = 0; c < k_row; ++c) to[c] += static_cast<double>(sums[i + c]);
            }
        }
    }
}

extern const GridKernels kernels;
const GridKernels kernels{tails,
                          shares,
                          row,
                          {products, block, half_block, 2 * k_width + 1, products_of_one, block_of_one},
                          {single_products, single_block, nullptr, std::numeric_limits<std::size_t>::max(),
                           single_products_of_one, single_block_of_one}};

}  // namespace lantian::simd::LANTIAN_SIMD
