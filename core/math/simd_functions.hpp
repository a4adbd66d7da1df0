#pragma once

// More functions of all doubles of a register, for kernels that need them; see simd.hpp, whose file includes this one
// the same way. Every double alone, rounded alike by all instruction sets.
#include "core/math/simd.hpp"

namespace lantian::simd::LANTIAN_SIMD {

/// Yes or no for every lane as all bits of it or none: what comparisons of registers give.
#if LANTIAN_SIMD_WIDTH == 1
using Flags = bool;
using Unsigned = std::uint64_t;
LANTIAN_INLINE bool any(Flags m) noexcept { return m; }
LANTIAN_INLINE Flags opposite(Flags m) noexcept { return !m; }
#else
using Flags = Bits;
using Unsigned = unsigned long long __attribute__((vector_size(LANTIAN_SIMD_WIDTH * sizeof(double))));
LANTIAN_INLINE Flags opposite(Flags m) noexcept { return ~m; }
#if LANTIAN_SIMD_WIDTH == 4
LANTIAN_INLINE bool any(Flags m) noexcept { return _mm256_movemask_pd(reinterpret_cast<__m256d>(m)) != 0; }
#else
LANTIAN_INLINE bool any(Flags m) noexcept { return _mm512_movepi64_mask(reinterpret_cast<__m512i>(m)) != 0; }
#endif
#endif

LANTIAN_INLINE Vec select(Flags m, Vec a, Vec b) noexcept { return m ? a : b; }
LANTIAN_INLINE Vec held(Vec x, Vec least, Vec most) noexcept { return smaller(larger(x, least), most); }

/// The nearest whole number, |x| < 2^51.
LANTIAN_INLINE Vec nearest_whole(Vec x) noexcept {
    const Vec magic = all(6755399441055744.0);  // 1.5 * 2^52
    return (x + magic) - magic;
}
LANTIAN_INLINE Vec whole_below(Vec x) noexcept {
    const Vec n = nearest_whole(x);
    return n > x ? n - all(1.0) : n;
}
LANTIAN_INLINE Vec whole_above(Vec x) noexcept {
    const Vec n = nearest_whole(x);
    return n < x ? n + all(1.0) : n;
}

/// Natural logarithm, error below 2 units in the last place for normal x > 0; minus infinity at 0; anything elsewhere.
/// Series of the inverse hyperbolic tangent for mantissas within sqrt(1/2) and sqrt(2).
LANTIAN_INLINE Vec logarithm(Vec x) noexcept {
    static constexpr double k_odd[] = {1.0 / 23.0, 1.0 / 21.0, 1.0 / 19.0, 1.0 / 17.0, 1.0 / 15.0, 1.0 / 13.0,
                                       1.0 / 11.0, 1.0 / 9.0,  1.0 / 7.0,  1.0 / 5.0,  1.0 / 3.0};
    const Unsigned bits = (Unsigned)bits_of(x), root = (Unsigned)bits_of(all(0.70710678118654752));
    constexpr std::uint64_t k_offset = std::uint64_t{1} << 62, k_exponent = std::uint64_t{1} << 10;
    const Unsigned exponent = ((bits - root + k_offset) >> 52) - k_exponent;
    const Vec m = of_bits((Bits)(bits - (exponent << 52)));
    const Vec magic = all(6755399441055744.0);
    const Vec e = of_bits((Bits)(exponent + (Unsigned)bits_of(magic))) - magic;
    const Vec s = (m - all(1.0)) / (m + all(1.0));
    const Vec z = s * s;
    const Vec twice = s + s;
    const Vec rest = multiply_add(e, all(1.42860682030941723212e-6), twice * (z * polynomial(z, k_odd)));
    const Vec value = multiply_add(e, all(6.93145751953125e-1), twice + rest);
    return x > all(0.0) ? value : all(-std::numeric_limits<double>::infinity());
}

/// ln(1 + x) for x >= 0, relative error below 4 units in the last place.
LANTIAN_INLINE Vec logarithm_of_more(Vec x) noexcept {
    const Vec sum = all(1.0) + x;
    const Vec lost = x - (sum - all(1.0));
    return logarithm(sum) + lost / sum;
}

/// x^power for x >= 0 and power > 0; the error grows with the logarithm of the result.
LANTIAN_INLINE Vec power(Vec x, Vec power) noexcept {
    return x > all(0.0) ? exponential(power * logarithm(x)) : all(0.0);
}

/// Cube root of x >= 0, error below 3 units in the last place.
LANTIAN_INLINE Vec cube_root(Vec x) noexcept {
    const Vec guess = exponential(logarithm(x) * all(1.0 / 3.0));
    const Vec better = guess - (guess * guess * guess - x) / (all(3.0) * guess * guess);
    return x > all(0.0) ? better : all(0.0);
}

/// e^x - 1 for x <= 0, relative error below 4 units in the last place.
LANTIAN_INLINE Vec exponential_less_one(Vec x) noexcept {
    static constexpr double k_taylor[] = {1.0 / 6227020800.0, 1.0 / 479001600.0, 1.0 / 39916800.0, 1.0 / 3628800.0,
                                          1.0 / 362880.0,     1.0 / 40320.0,     1.0 / 5040.0,     1.0 / 720.0,
                                          1.0 / 120.0,        1.0 / 24.0,        1.0 / 6.0,        0.5};
    const Vec within = larger(x, all(-700.0));
    const Vec magic = all(6755399441055744.0);
    const Vec shifted = multiply_add(within, all(1.4426950408889634), magic);
    const Vec n = shifted - magic;
    const Vec r = multiply_add(n, all(-1.42860682030941723212e-6), multiply_add(n, all(-6.93145751953125e-1), within));
    const Vec p = multiply_add(r * r, long_polynomial(r, k_taylor), r);
    const Vec scale = of_bits((Bits)((Unsigned)bits_of(all(1.0)) + ((Unsigned)bits_of(shifted) << 52)));
    return multiply_add(scale, p, scale - all(1.0));
}

/// e^x - 1 for x >= 0, as -e^x (e^-x - 1).
LANTIAN_INLINE Vec exponential_less_one_up(Vec x) noexcept { return -exponential_less_one(-x) * exponential(x); }

/// Inverse tangent of x >= 0, error below 3 units in the last place.
LANTIAN_INLINE Vec arctangent(Vec x) noexcept {
    static constexpr double k_even[] = {-0.017854520112194905, 0.038013271173578535, -0.05037149316030881,
                                        0.05847377537605791,   -0.06663028593157196, 0.07692053062878908,
                                        -0.09090897321244924,  0.11111110766719291,  -0.14285714279812847,
                                        0.1999999999994874,    -0.3333333333333317,  1.0};
    constexpr double k_quarter_pi = 0.78539816339744831, k_eighth_tangent = 0.41421356237309503;
    const Flags steep = x > all(1.0);
    const Vec y = steep ? all(1.0) / x : x;
    const Flags turned = y > all(k_eighth_tangent);
    const Vec t = turned ? (y - all(1.0)) / (y + all(1.0)) : y;
    const Vec near = t * polynomial(t * t, k_even);
    const Vec angle = turned ? near + all(k_quarter_pi) : near;
    return steep ? all(2.0 * k_quarter_pi) - angle : angle;
}

/// sin(pi u) for |u| <= 1/2, relative error below 3e-16.
LANTIAN_INLINE Vec sine_of_half_turns(Vec u) noexcept {
    static constexpr double k_sine[] = {-1.0518471716932054e-11, 5.392664662608125e-10,   -2.2948428997269856e-08,
                                        7.952054001475508e-07,   -2.1915353447830204e-05, 0.00046630280576761234,
                                        -0.007370430945714348,   0.08214588661112819,     -0.5992645293207919,
                                        2.550164039877345,       -5.167712780049969,      3.141592653589793};
    return u * polynomial(u * u, k_sine);
}

/// cos(pi t) for 0 <= t <= 1, absolute error below 3e-16.
LANTIAN_INLINE Vec cosine_of_half_turns(Vec t) noexcept { return sine_of_half_turns(all(0.5) - t); }

/// Sine and cosine of x >= 0, to round-off of x.
struct SineCosine {
    Vec sine, cosine;
};
LANTIAN_INLINE SineCosine sine_and_cosine(Vec x) noexcept {
    const Vec turns = x * all(0.31830988618379067154);
    const Vec n = nearest_whole(turns);
    const Vec u = turns - n;
    const Vec odd = magnitude(n - all(2.0) * nearest_whole(all(0.5) * n));
    const Vec sign = odd > all(0.5) ? all(-1.0) : all(1.0);
    return {sign * sine_of_half_turns(u), sign * sine_of_half_turns(all(0.5) - magnitude(u))};
}

}  // namespace lantian::simd::LANTIAN_SIMD
