#pragma once

// What one core, or several, can do at best: the measures that sampling is compared with in the same run.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <ctime>
#include <vector>

#include "core/math/batched.hpp"
#include "core/parallel/threads.hpp"

namespace lantian::limits {

/// Processor seconds of the calling thread.
inline double thread_seconds() {
    timespec t{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

inline constexpr std::size_t k_rows = 8, k_depth = 256;

// A tile of 8 rows by three registers of columns stays in registers over the depth (Goto & van de Geijn 2008).
template <typename Vec>
[[gnu::always_inline]] inline void tile(const double* a, const double* b, double* c, std::size_t depth) {
    constexpr std::size_t k_width = sizeof(Vec) / sizeof(double);
    Vec sums[k_rows][3];
#pragma GCC unroll 8
    for (std::size_t r = 0; r < k_rows; ++r) {
#pragma GCC unroll 3
        for (std::size_t v = 0; v < 3; ++v) std::memcpy(&sums[r][v], c + (r * 3 + v) * k_width, sizeof(Vec));
    }
    for (std::size_t k = 0; k < depth; ++k) {
        Vec columns[3];
#pragma GCC unroll 3
        for (std::size_t v = 0; v < 3; ++v) std::memcpy(&columns[v], b + (k * 3 + v) * k_width, sizeof(Vec));
#pragma GCC unroll 8
        for (std::size_t r = 0; r < k_rows; ++r) {
            const Vec row = a[k * k_rows + r] - Vec{};
#pragma GCC unroll 3
            for (std::size_t v = 0; v < 3; ++v) sums[r][v] += row * columns[v];
        }
    }
#pragma GCC unroll 8
    for (std::size_t r = 0; r < k_rows; ++r) {
#pragma GCC unroll 3
        for (std::size_t v = 0; v < 3; ++v) std::memcpy(c + (r * 3 + v) * k_width, &sums[r][v], sizeof(Vec));
    }
}

#if defined(__x86_64__) && defined(__GNUC__)
using Wide = double __attribute__((vector_size(64)));
using Half = double __attribute__((vector_size(32)));
[[gnu::target("avx512f,fma")]] inline void tile_avx512(const double* a, const double* b, double* c, std::size_t depth) {
    tile<Wide>(a, b, c, depth);
}
[[gnu::target("avx2,fma")]] inline void tile_avx2(const double* a, const double* b, double* c, std::size_t depth) {
    tile<Half>(a, b, c, depth);
}
#endif

/// A dense product of rows x depth by depth x columns, panels packed beforehand; multiply-adds per processor second of
/// one thread, best of five.
inline double dense_pairs_per_second(std::size_t rows, std::size_t columns, std::size_t depth) {
#if defined(__x86_64__) && defined(__GNUC__)
    const bool wide = instruction_set() == InstructionSet::avx512;
    const auto kernel = wide ? tile_avx512 : tile_avx2;
    const std::size_t tile_columns = wide ? 24 : 12;
    const std::size_t row_tiles = (rows + k_rows - 1) / k_rows;
    const std::size_t column_tiles = (columns + tile_columns - 1) / tile_columns;
    std::vector<double> a(row_tiles * k_rows * k_depth, 0.5), b(column_tiles * tile_columns * k_depth, 0.25);
    std::vector<double> c(row_tiles * column_tiles * k_rows * tile_columns, 0.0);
    double best = 1e300;
    for (int n = 0; n < 5; ++n) {
        const double started = thread_seconds();
        for (std::size_t k = 0; k < depth; k += k_depth) {
            const std::size_t now = std::min(k_depth, depth - k);
            for (std::size_t i = 0; i < row_tiles; ++i) {
                for (std::size_t j = 0; j < column_tiles; ++j) {
                    kernel(a.data() + i * k_rows * k_depth, b.data() + j * tile_columns * k_depth,
                           c.data() + (j * row_tiles + i) * k_rows * tile_columns, now);
                }
            }
        }
        best = std::min(best, thread_seconds() - started);
    }
    return static_cast<double>(row_tiles * k_rows * column_tiles * tile_columns) * static_cast<double>(depth) / best;
#else
    return std::nan("");
#endif
}

/// Exponentials per processor second of one thread, batched, best of five.
inline double exp_per_second() {
    std::vector<double> x(4096), out(4096);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = -0.005 * static_cast<double>(i);
    double best = 1e300;
    for (int n = 0; n < 5; ++n) {
        const double started = thread_seconds();
        for (int r = 0; r < 200; ++r) exp_batched(x, out);
        best = std::min(best, thread_seconds() - started);
    }
    return 200.0 * static_cast<double>(x.size()) / best;
}

}  // namespace lantian::limits
