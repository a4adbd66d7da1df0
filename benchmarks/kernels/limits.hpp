#pragma once

// What one core, or several, can do at best: the measures that sampling is compared with in the same run.
#include <algorithm>
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

/// A dense product of rows x depth by depth x columns, panels packed beforehand.
class DenseProduct {
  public:
    DenseProduct(std::size_t rows, std::size_t columns, std::size_t depth)
        : row_tiles_((rows + k_rows - 1) / k_rows),
          column_tiles_((columns + tile_columns() - 1) / tile_columns()),
          depth_(depth),
          a_(row_tiles_ * k_rows * k_depth, 0.5),
          b_(column_tiles_ * tile_columns() * k_depth, 0.25),
          c_(row_tiles_ * column_tiles_ * k_rows * tile_columns(), 0.0) {}

    /// Multiply-adds of a round.
    [[nodiscard]] double pairs() const { return static_cast<double>(c_.size()) * static_cast<double>(depth_); }
    void round() {
#if defined(__x86_64__) && defined(__GNUC__)
        const auto kernel = instruction_set() == InstructionSet::avx512 ? tile_avx512 : tile_avx2;
        for (std::size_t k = 0; k < depth_; k += k_depth) {
            const std::size_t now = std::min(k_depth, depth_ - k);
            for (std::size_t i = 0; i < row_tiles_; ++i) {
                for (std::size_t j = 0; j < column_tiles_; ++j) {
                    kernel(a_.data() + i * k_rows * k_depth, b_.data() + j * tile_columns() * k_depth,
                           c_.data() + (j * row_tiles_ + i) * k_rows * tile_columns(), now);
                }
            }
        }
#endif
    }

  private:
    static std::size_t tile_columns() { return instruction_set() == InstructionSet::avx512 ? 24 : 12; }
    std::size_t row_tiles_, column_tiles_, depth_;
    std::vector<double> a_, b_, c_;
};

/// Exponentials, batched.
class Exponentials {
  public:
    Exponentials() : x_(4096), out_(4096) {
        for (std::size_t i = 0; i < x_.size(); ++i) x_[i] = -0.005 * static_cast<double>(i);
    }
    /// Exponentials of a round.
    [[nodiscard]] double count() const { return static_cast<double>(k_repeats * x_.size()); }
    void round() {
        for (std::size_t r = 0; r < k_repeats; ++r) exp_batched(x_, out_);
    }

  private:
    static constexpr std::size_t k_repeats = 100;
    std::vector<double> x_, out_;
};

}  // namespace lantian::limits
