#pragma once

#include <cstddef>
#include <cstring>

/// Four doubles at a time for kernels that are compiled once for each instruction set. Everything is inlined into the
/// kernel and made of additions, multiplications, divisions and roots, so every set rounds alike (contraction is off).
namespace lantian {

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpsabi"  // values of this type never cross a call: all is inlined

inline constexpr std::size_t k_lane_count = 4;
using Lanes = double __attribute__((vector_size(k_lane_count * sizeof(double))));
using LaneBits = long long __attribute__((vector_size(k_lane_count * sizeof(double))));

[[gnu::always_inline]] inline Lanes lanes(double value) noexcept { return value - Lanes{}; }

[[gnu::always_inline]] inline bool any(LaneBits mask) noexcept {
    long long all = 0;
    for (std::size_t i = 0; i < k_lane_count; ++i) all |= mask[i];
    return all != 0;
}

[[gnu::always_inline]] inline Lanes load_lanes(const double* from) noexcept {
    Lanes v;
    std::memcpy(&v, from, sizeof v);
    return v;
}

[[gnu::always_inline]] inline void store_lanes(double* to, Lanes v) noexcept { std::memcpy(to, &v, sizeof v); }

[[gnu::always_inline]] inline Lanes smaller(Lanes a, Lanes b) noexcept { return a < b ? a : b; }
[[gnu::always_inline]] inline Lanes larger(Lanes a, Lanes b) noexcept { return a > b ? a : b; }

/// Square root, x >= 0.
[[gnu::always_inline]] inline Lanes root(Lanes x) noexcept {
    double values[k_lane_count];
    std::memcpy(values, &x, sizeof values);
    for (double& value : values) value = __builtin_sqrt(value);
    std::memcpy(&x, values, sizeof x);
    return x;
}

/// e^x, relative error below 1e-15 for |x| <= 700 (held there beyond).
[[gnu::always_inline]] inline Lanes exponential(Lanes x) noexcept {
    x = larger(smaller(x, lanes(700.0)), lanes(-700.0));
    const Lanes magic = lanes(6755399441055744.0);  // 1.5 * 2^52: adding it rounds to a whole number
    const Lanes shifted = x * 1.4426950408889634 + magic;
    const Lanes n = shifted - magic;
    const Lanes r = (x - n * 6.93145751953125e-1) - n * 1.42860682030941723212e-6;
    // Taylor series to the 13th power in pairs (Estrin): short chains.
    const Lanes r2 = r * r, r4 = r2 * r2, r8 = r4 * r4;
    const Lanes low = ((1.0 + r) + (0.5 + r * (1.0 / 6.0)) * r2) +
                      ((1.0 / 24.0 + r * (1.0 / 120.0)) + (1.0 / 720.0 + r * (1.0 / 5040.0)) * r2) * r4;
    const Lanes high = ((1.0 / 40320.0 + r * (1.0 / 362880.0)) + (1.0 / 3628800.0 + r * (1.0 / 39916800.0)) * r2) +
                       (1.0 / 479001600.0 + r * (1.0 / 6227020800.0)) * r4;
    const Lanes p = low + high * r8;
    LaneBits exponent, bits;
    std::memcpy(&exponent, &shifted, sizeof exponent);
    std::memcpy(&bits, &p, sizeof bits);
    bits += exponent << 52;
    Lanes result;
    std::memcpy(&result, &bits, sizeof result);
    return result;
}

/// ln x, absolute error below 1e-15 (1 + |ln x|), x positive and normal.
[[gnu::always_inline]] inline Lanes logarithm(Lanes x) noexcept {
    LaneBits bits, half;
    const Lanes lowest = lanes(0.70710678118654752), magic = lanes(6755399441055744.0);
    std::memcpy(&bits, &x, sizeof bits);
    std::memcpy(&half, &lowest, sizeof half);
    LaneBits exponent = (bits - half) >> 52;  // mantissa between the roots of 1/2 and 2
    bits -= exponent << 52;
    Lanes m, e;
    std::memcpy(&m, &bits, sizeof m);
    std::memcpy(&half, &magic, sizeof half);
    exponent += half;
    std::memcpy(&e, &exponent, sizeof e);
    e -= magic;
    const Lanes s = (m - 1.0) / (m + 1.0), z = s * s;
    const Lanes z2 = z * z, z4 = z2 * z2;
    const Lanes p = ((1.0 / 3.0 + z * (1.0 / 5.0)) + (1.0 / 7.0 + z * (1.0 / 9.0)) * z2) +
                    (((1.0 / 11.0 + z * (1.0 / 13.0)) + (1.0 / 15.0 + z * (1.0 / 17.0)) * z2) + z4 * (1.0 / 19.0)) * z4;
    return e * 6.93145751953125e-1 + (e * 1.42860682030941723212e-6 + (2.0 * s + 2.0 * s * (z * p)));
}

#pragma GCC diagnostic pop

}  // namespace lantian
