#pragma once

// Floats in one register, twice as many as doubles (plain C++: one), and their ways to and from doubles; as simd.hpp.
#include "core/math/simd.hpp"

namespace lantian::simd::LANTIAN_SIMD {

#if LANTIAN_SIMD_WIDTH == 1
inline constexpr std::size_t k_single_width = 1;
using Single = float;
LANTIAN_INLINE Single all_single(float value) noexcept { return value; }
LANTIAN_INLINE Single multiply_add(Single a, Single b, Single c) noexcept { return std::fma(a, b, c); }
LANTIAN_INLINE void store_narrow(float* to, Vec v) noexcept { *to = static_cast<float>(v); }
#else
inline constexpr std::size_t k_single_width = 2 * k_width;
using Single = float __attribute__((vector_size(k_single_width * sizeof(float))));
LANTIAN_INLINE Single all_single(float value) noexcept { return value - Single{}; }
#if LANTIAN_SIMD_WIDTH == 4
LANTIAN_INLINE Single multiply_add(Single a, Single b, Single c) noexcept { return _mm256_fmadd_ps(a, b, c); }
LANTIAN_INLINE void store_narrow(float* to, Vec v) noexcept { _mm_storeu_ps(to, _mm256_cvtpd_ps(v)); }
#else
LANTIAN_INLINE Single multiply_add(Single a, Single b, Single c) noexcept { return _mm512_fmadd_ps(a, b, c); }
LANTIAN_INLINE void store_narrow(float* to, Vec v) noexcept { _mm256_storeu_ps(to, _mm512_maskz_cvtpd_ps(0xff, v)); }
#endif
#endif

LANTIAN_INLINE Single load_single(const float* from) noexcept {
    Single v;
    std::memcpy(&v, from, sizeof v);
    return v;
}
LANTIAN_INLINE void store_single(float* to, Single v) noexcept { std::memcpy(to, &v, sizeof v); }
/// Eight floats, as often as they fit; where fewer fit, the first of them.
LANTIAN_INLINE Single load_repeated(const float* from) noexcept {
#if LANTIAN_SIMD_WIDTH == 8
    return _mm512_maskz_broadcast_f32x8(0xffff, _mm256_loadu_ps(from));
#else
    return load_single(from);
#endif
}
/// Adds the first `count` to doubles.
LANTIAN_INLINE void add_first(double* to, Single v, std::size_t count) noexcept {
    float values[k_single_width];
    store_single(values, v);
    for (std::size_t i = 0; i < k_single_width && i < count; i += k_width) {
        double wide[k_width];
        for (std::size_t n = 0; n < k_width; ++n) wide[n] = static_cast<double>(values[i + n]);
        store_first(to + i, load_first(to + i, count - i) + load(wide), count - i);
    }
}

}  // namespace lantian::simd::LANTIAN_SIMD
