#include "models/sampling/row_kernel.hpp"

#include <cstring>

namespace lantian {

namespace {

using Block = double __attribute__((vector_size(k_channel_block * sizeof(double))));

// Blocks stay in registers over the row. Loads and stores by memcpy: rows are not aligned.
template <std::size_t Blocks>
[[gnu::always_inline]] inline void row(double* acc, std::size_t stride, const double* x_factors, std::size_t cells,
                                       double y_factor, const double* weights) noexcept {
    Block w[Blocks];
    std::memcpy(w, weights, sizeof w);
    for (std::size_t i = 0; i < cells; ++i) {
        const double f = y_factor * x_factors[i];
        double* cell = acc + i * stride;
        for (std::size_t b = 0; b < Blocks; ++b) {
            Block a;
            std::memcpy(&a, cell + b * k_channel_block, sizeof a);
            a = a + f * w[b];
            std::memcpy(cell + b * k_channel_block, &a, sizeof a);
        }
    }
}

[[gnu::always_inline]] inline void any_row(double* acc, std::size_t stride, const double* x_factors, std::size_t cells,
                                           double y_factor, const double* weights, std::size_t blocks) noexcept {
    switch (blocks) {
        case 1:
            return row<1>(acc, stride, x_factors, cells, y_factor, weights);
        case 2:
            return row<2>(acc, stride, x_factors, cells, y_factor, weights);
        case 3:
            return row<3>(acc, stride, x_factors, cells, y_factor, weights);
        case 4:
            return row<4>(acc, stride, x_factors, cells, y_factor, weights);
        case 5:
            return row<5>(acc, stride, x_factors, cells, y_factor, weights);
        default:
            row<4>(acc, stride, x_factors, cells, y_factor, weights);
            return add_row(acc + 4 * k_channel_block, stride, x_factors, cells, y_factor, weights + 4 * k_channel_block,
                           blocks - 4);
    }
}

using Kernel = void (*)(double*, std::size_t, const double*, std::size_t, double, const double*, std::size_t) noexcept;

void row_baseline(double* acc, std::size_t stride, const double* x_factors, std::size_t cells, double y_factor,
                  const double* weights, std::size_t blocks) noexcept {
    any_row(acc, stride, x_factors, cells, y_factor, weights, blocks);
}

#if defined(__x86_64__) && defined(__GNUC__)
[[gnu::target("avx2")]] void row_avx2(double* acc, std::size_t stride, const double* x_factors, std::size_t cells,
                                      double y_factor, const double* weights, std::size_t blocks) noexcept {
    any_row(acc, stride, x_factors, cells, y_factor, weights, blocks);
}

Kernel choose() noexcept { return __builtin_cpu_supports("avx2") ? row_avx2 : row_baseline; }
#else
Kernel choose() noexcept { return row_baseline; }
#endif

}  // namespace

void add_row(double* acc, std::size_t stride, const double* x_factors, std::size_t cells, double y_factor,
             const double* weights, std::size_t blocks) noexcept {
    static const Kernel kernel = choose();
    kernel(acc, stride, x_factors, cells, y_factor, weights, blocks);
}

void add_row_plain(double* acc, std::size_t stride, const double* x_factors, std::size_t cells, double y_factor,
                   const double* weights, std::size_t blocks) noexcept {
    for (std::size_t i = 0; i < cells; ++i) {
        for (std::size_t c = 0; c < blocks * k_channel_block; ++c)
            acc[i * stride + c] += (y_factor * x_factors[i]) * weights[c];
    }
}

}  // namespace lantian
