#pragma once

// Doubles in one register and the functions that kernels need of them. A file that is compiled for one instruction set
// names it by LANTIAN_SIMD and its width by LANTIAN_SIMD_WIDTH before it includes this; without them it is plain C++.
// Every operation acts on each double alone and is rounded alike by all sets; multiply-add is fused in all.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#endif

#ifndef LANTIAN_SIMD
#define LANTIAN_SIMD plain
#define LANTIAN_SIMD_WIDTH 1
#endif
#ifndef LANTIAN_INLINE
#define LANTIAN_INLINE [[gnu::always_inline]] inline
#endif

namespace lantian::simd::LANTIAN_SIMD {

inline constexpr std::size_t k_width = LANTIAN_SIMD_WIDTH;

#if LANTIAN_SIMD_WIDTH == 1
using Vec = double;
using Bits = std::int64_t;
LANTIAN_INLINE Vec all(double value) noexcept { return value; }
LANTIAN_INLINE Vec multiply_add(Vec a, Vec b, Vec c) noexcept { return std::fma(a, b, c); }
LANTIAN_INLINE Vec load_first(const double* from, std::size_t count) noexcept { return count > 0 ? *from : 0.0; }
LANTIAN_INLINE void store_first(double* to, Vec v, std::size_t count) noexcept {
    if (count > 0) *to = v;
}
#else
using Vec = double __attribute__((vector_size(LANTIAN_SIMD_WIDTH * sizeof(double))));
using Bits = long long __attribute__((vector_size(LANTIAN_SIMD_WIDTH * sizeof(double))));
LANTIAN_INLINE Vec all(double value) noexcept { return value - Vec{}; }
#if LANTIAN_SIMD_WIDTH == 4
LANTIAN_INLINE Vec multiply_add(Vec a, Vec b, Vec c) noexcept { return _mm256_fmadd_pd(a, b, c); }
LANTIAN_INLINE __m256i first_mask(std::size_t count) noexcept {
    return _mm256_cmpgt_epi64(_mm256_set1_epi64x(static_cast<long long>(count)), _mm256_set_epi64x(3, 2, 1, 0));
}
LANTIAN_INLINE Vec load_first(const double* from, std::size_t count) noexcept {
    return _mm256_maskload_pd(from, first_mask(count));
}
LANTIAN_INLINE void store_first(double* to, Vec v, std::size_t count) noexcept {
    _mm256_maskstore_pd(to, first_mask(count), v);
}
#else
LANTIAN_INLINE Vec multiply_add(Vec a, Vec b, Vec c) noexcept { return _mm512_fmadd_pd(a, b, c); }
LANTIAN_INLINE __mmask8 first_mask(std::size_t count) noexcept {
    return static_cast<__mmask8>(count >= 8 ? 0xff : (1u << count) - 1u);
}
LANTIAN_INLINE Vec load_first(const double* from, std::size_t count) noexcept {
    return _mm512_maskz_loadu_pd(first_mask(count), from);
}
LANTIAN_INLINE void store_first(double* to, Vec v, std::size_t count) noexcept {
    _mm512_mask_storeu_pd(to, first_mask(count), v);
}
#endif
#endif

LANTIAN_INLINE Vec load(const double* from) noexcept {
    Vec v;
    std::memcpy(&v, from, sizeof v);
    return v;
}
LANTIAN_INLINE void store(double* to, Vec v) noexcept { std::memcpy(to, &v, sizeof v); }

LANTIAN_INLINE Bits bits_of(Vec v) noexcept {
    Bits b;
    std::memcpy(&b, &v, sizeof b);
    return b;
}
LANTIAN_INLINE Vec of_bits(Bits b) noexcept {
    Vec v;
    std::memcpy(&v, &b, sizeof v);
    return v;
}
/// A yes or no for every lane: a <= b; the lanes with yes as bits, the first in the lowest; one of two values by lane.
#if LANTIAN_SIMD_WIDTH == 8
using Mask = __mmask8;
LANTIAN_INLINE Mask up_to(Vec a, Vec b) noexcept { return _mm512_cmp_pd_mask(a, b, _CMP_LE_OQ); }
LANTIAN_INLINE unsigned lanes(Mask m) noexcept { return m; }
LANTIAN_INLINE Vec choose(Mask m, Vec yes, Vec no) noexcept { return _mm512_mask_blend_pd(m, no, yes); }
LANTIAN_INLINE Vec add_where(Mask m, Vec a, Vec b, Vec c) noexcept { return _mm512_mask3_fmadd_pd(a, b, c, m); }
#elif LANTIAN_SIMD_WIDTH == 4
using Mask = __m256d;
LANTIAN_INLINE Mask up_to(Vec a, Vec b) noexcept { return _mm256_cmp_pd(a, b, _CMP_LE_OQ); }
LANTIAN_INLINE unsigned lanes(Mask m) noexcept { return static_cast<unsigned>(_mm256_movemask_pd(m)); }
LANTIAN_INLINE Vec choose(Mask m, Vec yes, Vec no) noexcept { return _mm256_blendv_pd(no, yes, m); }
#else
using Mask = bool;
LANTIAN_INLINE Mask up_to(Vec a, Vec b) noexcept { return a <= b; }
LANTIAN_INLINE unsigned lanes(Mask m) noexcept { return m ? 1 : 0; }
LANTIAN_INLINE Vec choose(Mask m, Vec yes, Vec no) noexcept { return m ? yes : no; }
#endif
#if LANTIAN_SIMD_WIDTH != 8
/// c + a b where the mask says yes, c elsewhere.
LANTIAN_INLINE Vec add_where(Mask m, Vec a, Vec b, Vec c) noexcept { return choose(m, multiply_add(a, b, c), c); }
#endif
/// How many lanes have a <= b.
LANTIAN_INLINE std::size_t count_up_to(Vec a, Vec b) noexcept {
    return static_cast<std::size_t>(__builtin_popcount(lanes(up_to(a, b))));
}
/// Writes first + lane for every lane of a set, in order; room for a whole register. Returns how many.
LANTIAN_INLINE std::size_t store_places(std::uint32_t* to, std::uint32_t first, unsigned of) noexcept {
#if LANTIAN_SIMD_WIDTH == 8
    const __m256i places =
        _mm256_add_epi32(_mm256_set1_epi32(static_cast<int>(first)), _mm256_set_epi32(7, 6, 5, 4, 3, 2, 1, 0));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), _mm256_maskz_compress_epi32(static_cast<__mmask8>(of), places));
    return static_cast<std::size_t>(__builtin_popcount(of));
#else
    std::size_t count = 0;
    for (std::uint32_t lane = 0; lane < k_width; ++lane) {
        to[count] = first + lane;
        count += of >> lane & 1u;
    }
    return count;
#endif
}
/// Correctly rounded by every set.
LANTIAN_INLINE Vec square_root(Vec a) noexcept {
#if LANTIAN_SIMD_WIDTH == 8
    return _mm512_maskz_sqrt_pd(0xff, a);  // the plain one is taken for unset by GCC 12
#elif LANTIAN_SIMD_WIDTH == 4
    return _mm256_sqrt_pd(a);
#else
    return std::sqrt(a);
#endif
}
LANTIAN_INLINE Vec smaller(Vec a, Vec b) noexcept { return a < b ? a : b; }
LANTIAN_INLINE Vec larger(Vec a, Vec b) noexcept { return a > b ? a : b; }
LANTIAN_INLINE Vec magnitude(Vec a) noexcept { return of_bits(bits_of(a) & std::numeric_limits<std::int64_t>::max()); }

/// 0, 1, 2 and so on.
LANTIAN_INLINE Vec counting() noexcept {
    double n[k_width];
    for (std::size_t i = 0; i < k_width; ++i) n[i] = static_cast<double>(i);
    return load(n);
}

/// Coefficients of a polynomial, highest first, by Horner's rule in fused steps.
template <std::size_t N>
LANTIAN_INLINE Vec polynomial(Vec x, const double (&c)[N]) noexcept {
    Vec p = all(c[0]);
    for (std::size_t n = 1; n < N; ++n) p = multiply_add(p, x, all(c[n]));
    return p;
}

inline constexpr double k_exp_lowest = -708.39;  ///< below it exp is less than the least normal double and given as 0
inline constexpr double k_exp_highest = 709.782712893384;

/// The same in two chains, of even and odd powers: half the wait in long ones.
template <std::size_t N>
LANTIAN_INLINE Vec long_polynomial(Vec x, const double (&c)[N]) noexcept {
    static_assert(N % 2 == 0);
    const Vec x2 = x * x;
    Vec odd = all(c[0]), even = all(c[1]);
    for (std::size_t n = 2; n < N; n += 2) {
        odd = multiply_add(odd, x2, all(c[n]));
        even = multiply_add(even, x2, all(c[n + 1]));
    }
    return multiply_add(odd, x, even);
}

/// e^x for k_exp_lowest <= x <= k_exp_highest, error below 1.1 units in the last place; anything elsewhere. Reduction
/// by ln 2 in two parts (Cody & Waite 1980), Taylor series to the 13th power, by even and odd powers as in
/// long_polynomial. Several registers take each step together: one alone would wait for itself.
template <std::size_t N>
LANTIAN_INLINE void exponential_within(Vec (&x)[N]) noexcept {
    constexpr std::size_t k_terms = 12;
    static constexpr double k_taylor[k_terms] = {
        1.0 / 6227020800.0, 1.0 / 479001600.0, 1.0 / 39916800.0, 1.0 / 3628800.0, 1.0 / 362880.0, 1.0 / 40320.0,
        1.0 / 5040.0,       1.0 / 720.0,       1.0 / 120.0,      1.0 / 24.0,      1.0 / 6.0,      0.5};
    const Vec magic = all(6755399441055744.0);  // 1.5 * 2^52: adding it rounds to a whole number
    Vec shifted[N], r[N], r2[N], odd[N], even[N];
#pragma GCC unroll 8
    for (std::size_t i = 0; i < N; ++i) shifted[i] = multiply_add(x[i], all(1.4426950408889634), magic);
#pragma GCC unroll 8
    for (std::size_t i = 0; i < N; ++i) r[i] = multiply_add(shifted[i] - magic, all(-6.93145751953125e-1), x[i]);
#pragma GCC unroll 8
    for (std::size_t i = 0; i < N; ++i) r[i] = multiply_add(shifted[i] - magic, all(-1.42860682030941723212e-6), r[i]);
#pragma GCC unroll 8
    for (std::size_t i = 0; i < N; ++i) {
        r2[i] = r[i] * r[i];
        odd[i] = all(k_taylor[0]);
        even[i] = all(k_taylor[1]);
    }
#pragma GCC unroll 12
    for (std::size_t n = 2; n < k_terms; n += 2) {
#pragma GCC unroll 8
        for (std::size_t i = 0; i < N; ++i) {
            odd[i] = multiply_add(odd[i], r2[i], all(k_taylor[n]));
            even[i] = multiply_add(even[i], r2[i], all(k_taylor[n + 1]));
        }
    }
#pragma GCC unroll 8
    for (std::size_t i = 0; i < N; ++i) {
        const Vec p = multiply_add(r2[i], multiply_add(odd[i], r[i], even[i]), r[i]) + all(1.0);
        // The whole number stands in the low bits of `shifted`; the rest is shifted out.
#if LANTIAN_SIMD_WIDTH == 1
        x[i] = of_bits(static_cast<Bits>(static_cast<std::uint64_t>(bits_of(p)) +
                                         (static_cast<std::uint64_t>(bits_of(shifted[i])) << 52)));
#else
        x[i] = of_bits(bits_of(p) + (bits_of(shifted[i]) << 52));
#endif
    }
}
LANTIAN_INLINE Vec exponential_within(Vec x) noexcept {
    Vec one[1] = {x};
    exponential_within(one);
    return one[0];
}

/// e^x for any x: 0 below k_exp_lowest, infinite above k_exp_highest.
LANTIAN_INLINE Vec exponential(Vec x) noexcept {
    const Vec within = exponential_within(x);
    const Vec capped = x > all(k_exp_highest) ? all(std::numeric_limits<double>::infinity()) : within;
    const Vec floored = x < all(k_exp_lowest) ? all(0.0) : capped;
    return x == x ? floored : x;
}

/// erfc(x) for x >= 0 as decay * scaled: exp(-x^2) and exp(x^2) erfc(x).
struct ErfcParts {
    Vec decay, scaled;
};

/// exp(x^2) erfc(x) = f(u)/(x + 3), u = (x - 3)/(x + 3), f a polynomial of degree 23 (Chebyshev series of its own,
/// relative error of the fit below 5e-17; the transformation is that of Shepherd & Laframboise 1981). Together with
/// exp(-x^2), whose argument is kept to twice the precision, below 10 units in the last place; 0 above 26.6.
LANTIAN_INLINE ErfcParts erfc_parts(Vec x) noexcept {
    static constexpr double k_scaled[] = {
        8.110687296189993e-10, 6.954942232514036e-12,  -8.693774269035828e-09,  -3.5681656857277103e-09,
        5.11824219701207e-08,  4.9957921660772474e-08, -2.3385368009140523e-07, -4.1168528099116056e-07,
        9.988170142910974e-07, 2.767748892060422e-06,  -4.7490282761035755e-06, -1.747157222290802e-05,
        3.039805158572681e-05, 0.00010756177091043848, -0.00027677781402214095, -0.0005483097427484961,
        0.003034061996058138,  -0.0012124166218294855, -0.026827234624051417,   0.11952776128699893,
        -0.3104672619005832,   0.5902283571041079,     -0.8833944531698834,     1.0740069070883398};
    const Vec t = x > all(30.0) ? all(30.0) : x;
    // 1/(t + 3) with what its rounding loses: u would feel it six times.
    const Vec sum = t + all(3.0);
    const Vec lost = smaller(t, all(3.0)) - (sum - larger(t, all(3.0)));
    const Vec q = all(1.0) / sum;
    const Vec correction = q * multiply_add(-q, lost, multiply_add(-q, sum, all(1.0)));
    const Vec u = multiply_add(correction, all(-6.0), multiply_add(q, all(-6.0), all(1.0)));
    const Vec square = t * t;
    const Vec rest = multiply_add(t, t, -square);
    const Vec e = exponential(-square);
    return {multiply_add(-e, rest, e), long_polynomial(u, k_scaled) * (q + correction)};
}

/// Complementary error function of x >= 0.
LANTIAN_INLINE Vec erfc_positive(Vec x) noexcept {
    const ErfcParts parts = erfc_parts(x);
    return parts.decay * parts.scaled;
}

LANTIAN_INLINE Vec erfc(Vec x) noexcept {
    const Vec positive = erfc_positive(magnitude(x));
    return x < all(0.0) ? all(2.0) - positive : positive;
}

/// Error function: odd polynomial within 1 (error of the fit below 1e-17), else by its complement; error below 2 units
/// in the last place.
LANTIAN_INLINE Vec erf(Vec x) noexcept {
    static constexpr double k_inner[] = {5.958930743134941e-11,   -1.1373902296430911e-09, 1.4660051998394848e-08,
                                         -1.6350354461959655e-07, 1.6461004480962034e-06,  -1.4925595519506043e-05,
                                         0.00012055331122299266,  -0.0008548326981129666,  0.005223977624823223,
                                         -0.026866170645077334,   0.11283791670954882,     -0.3761263890318375,
                                         1.1283791670955126};
    const Vec inner = x * polynomial(x * x, k_inner);
    const Vec size = magnitude(x);
    const Vec outer = all(1.0) - erfc_positive(size);
    const Vec signed_outer = x < all(0.0) ? -outer : outer;
    return size < all(1.0) ? inner : signed_outer;
}

}  // namespace lantian::simd::LANTIAN_SIMD
