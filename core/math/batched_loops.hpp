#pragma once

// Loops of core/math/batched.hpp, compiled once for each instruction set (core/math/simd.hpp).
#include "core/math/simd.hpp"

namespace lantian::simd::LANTIAN_SIMD {

#define LANTIAN_BATCHED(name, function)                                               \
    void name(const double* x, double* out, std::size_t n) noexcept {                 \
        std::size_t i = 0;                                                            \
        for (; i + k_width <= n; i += k_width) store(out + i, function(load(x + i))); \
        if (i < n) store_first(out + i, function(load_first(x + i, n - i)), n - i);   \
    }
LANTIAN_BATCHED(exp_loop, exponential)
LANTIAN_BATCHED(erf_loop, erf)
LANTIAN_BATCHED(erfc_loop, erfc)
#undef LANTIAN_BATCHED

}  // namespace lantian::simd::LANTIAN_SIMD
